"""What somebody typed and has not saved: kept by the script, thrown away by a button."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from stonechat.app.drafts import forget, keep
from stonechat.web.guard import Request, needs, signed_in
from stonechat.web.middleware import touch


@needs(wakes=False)
@require_POST
def keep_draft(request: Request) -> HttpResponse:
    """Keep what a form's boxes hold; whose form it is and who may use it, `app` decides.

    The script sends `typing` when somebody has just typed: then the session goes on, as with any page. What
    it sends when the session is about to end does not say that anybody is there.
    """
    keep(request.council, request.viewer, request.POST.get("draft", ""), request.POST.dict())
    if "typing" in request.POST:
        touch(request)
    return HttpResponse(status=204)


@signed_in
@require_POST
def throw_draft_away(request: Request) -> HttpResponseBase:
    """Remove it, and go back to the form."""
    forget(request.viewer, request.POST.get("draft", ""))
    messages.success(request, "What you had typed is thrown away.")
    back = request.POST.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return redirect(back if is_ours else "home")
