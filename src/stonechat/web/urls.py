"""Every address that there is. Each view has a policy (`guard.py`); tests walk this list."""

from django.urls import path, re_path

from stonechat.web.views import (
    audit,
    children,
    data,
    definitions,
    errors,
    flow,
    help,
    home,
    importing,
    indicator,
    people,
    roles,
    sign_in,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("indicators/<str:id>/", indicator.indicator, name="indicator"),
    path("indicators/<str:id>/notes/", indicator.note, name="note"),
    path("indicators/<str:id>/notes/take-back/", indicator.take_note_back, name="take-note-back"),
    re_path(
        r"^indicators/(?P<id>[^/]+)/tables/(?P<which>[a-z-]+)\.(?P<form>csv|xlsx)$",
        indicator.indicator_file,
        name="indicator-file",
    ),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("set-up/", sign_in.set_up, name="set-up"),
    path("password/", sign_in.password, name="password"),
    path("definitions/", definitions.definitions, name="definitions"),
    path("definitions/<str:indicator_id>/", definitions.definition, name="definition"),
    path("flow/", flow.flow, name="flow"),
    path("flow/file/<str:form>/", flow.flow_file, name="flow-file"),
    path("help/numbers/", help.numbers, name="help-numbers"),
    path("help/symbols/", help.symbols, name="help-symbols"),
    path("help/accessibility/", help.accessibility, name="accessibility"),
    path("indicators/<str:indicator_id>/children/", children.children, name="children"),
    path("data/", data.data, name="data"),
    path("data/undo/<slug:return_id>/", data.undo, name="undo-import"),
    path("data/import/", importing.import_, name="import"),
    path("data/import/<str:run_id>/", importing.run, name="import-run"),
    path("data/import/<str:run_id>/progress/", importing.progress, name="import-progress"),
    path("data/import/<str:run_id>/answer/", importing.answer, name="answer-import"),
    path("data/import/<str:run_id>/accept/", importing.accept, name="accept-import"),
    path("data/import/<str:run_id>/cancel/", importing.cancel, name="cancel-import"),
    path("data/import/<str:run_id>/gone/", importing.gone, name="import-gone"),
    path("data/import/<str:run_id>/problems.<str:form>", importing.problems, name="import-problems"),
    path("session/", sign_in.still_here, name="session"),
    path("try/stop/", sign_in.stop_trying, name="stop-trying"),
    path("what-i-may-see/", people.my_access, name="my-access"),
    path("admin/users/", people.people, name="people"),
    path("admin/users/add/", people.add, name="add-person"),
    path("admin/users/<str:username>/", people.person, name="person"),
    path("admin/users/<str:username>/give/", people.give, name="give-role"),
    path("admin/users/<str:username>/take/<int:grant_id>/", people.take, name="take-role"),
    path("admin/users/<str:username>/password/", people.new_password, name="new-password"),
    path("admin/users/<str:username>/left/", people.leave, name="has-left"),
    path("admin/users/<str:username>/back/", people.let_back, name="let-back-in"),
    path("admin/roles/", roles.roles_page, name="roles"),
    path("admin/roles/<slug:name>/", roles.role, name="role"),
    path("admin/roles/<slug:name>/try/", roles.try_role, name="try-role"),
    path("admin/services/", roles.services_page, name="services"),
    path("admin/services/remove/", roles.remove, name="remove-service"),
    path("admin/sign-in/", roles.signing_in, name="signing-in"),
    path("admin/sign-in/again/", roles.let_try_again, name="let-try-again"),
    path("admin/audit/", audit.audit, name="audit"),
    path("admin/audit/child/", audit.audit_child, name="audit-child"),
]

handler400 = errors.bad_request
handler403 = errors.not_allowed
handler404 = errors.not_found
handler500 = errors.mistake
