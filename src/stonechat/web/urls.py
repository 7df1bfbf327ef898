"""Every address that there is. Each view has a policy (`guard.py`); tests walk this list."""

from django.urls import path

from stonechat.web.views import errors, home, sign_in

urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("set-up/", sign_in.set_up, name="set-up"),
    path("password/", sign_in.password, name="password"),
    path("session/", sign_in.still_here, name="session"),
]

handler400 = errors.bad_request
handler403 = errors.not_allowed
handler404 = errors.not_found
handler500 = errors.mistake
