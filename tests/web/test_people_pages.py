"""Administrators add people, give and take roles, change what roles allow, try them, and search the log."""

import pytest

PASSWORD = "quiet-harbour-41-lantern"  # noqa: S105


@pytest.fixture
def ada(signed_in):
    return signed_in("ada")


def words(answer):
    return " ".join(answer.content.decode().split())


def test_somebody_is_added_with_a_role_for_a_team(ada, viewer_named):
    team = viewer_named("alice").granted[0].scope.name
    said = {"username": "tess", "name": "Tess", "password": PASSWORD, "role": "manager", "team": team}
    assert ada.post("/admin/users/add/", said)["Location"] == "/admin/users/"
    scope = viewer_named("tess").granted[0].scope
    assert scope.teams == {team}
    assert "Team manager, team" in words(ada.get("/admin/users/tess/"))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"role": "manager"}, "is for one team, and none is named"),
        ({"role": "social_worker"}, "is for one caseload, and none is named"),
        ({"username": "Dana"}, "a person with the user name Dana already"),
        ({"password": "short"}, "too short"),
    ],
)
def test_what_is_wrong_with_a_new_person_is_said_and_nothing_is_kept(ada, said, expected):
    from stonechat.app.people import find_person

    whole = {"username": "tess", "name": "Tess", "password": PASSWORD, "role": "", **said}
    assert expected in words(ada.post("/admin/users/add/", whole))
    assert find_person("tess") is None


def test_a_role_is_given_and_taken_and_both_are_noted(ada, viewer_named):
    ada.post("/admin/users/nora/give/", {"role": "member"})
    assert viewer_named("nora").granted[0].role == "Elected member or board chair"
    from stonechat.app.granting import roles_held
    from stonechat.app.people import person_named

    held = roles_held(person_named("nora"))[0]
    ada.post(f"/admin/users/nora/take/{held.id}/")
    assert viewer_named("nora").granted == ()
    noted = words(ada.get("/admin/audit/"))
    assert "was given the role Elected member" in noted
    assert "lost the role Elected member" in noted


def test_the_last_person_who_manages_people_stays(ada):
    from stonechat.app.granting import roles_held
    from stonechat.app.people import person_named

    held = roles_held(person_named("ada"))[0]
    assert ada.post(f"/admin/users/ada/take/{held.id}/").status_code == 409
    assert ada.post("/admin/users/ada/left/").status_code == 409
    assert "Nobody could manage people" in words(ada.post("/admin/roles/administrator/", {"permissions": []}))
    assert ada.get("/admin/users/").status_code == 200


def test_what_a_role_may_see_is_said_in_words_and_can_be_changed(ada, signed_in):
    page = words(ada.get("/admin/roles/social_worker/"))
    assert "May open the list of children behind a figure, of their own children." in page
    assert "May not read exact figures" in page
    ada.post("/admin/roles/member/", {"permissions": ["read_figures", "read_audit"]})
    assert signed_in("mina").get("/admin/audit/").status_code == 200


def test_the_matrix_says_for_each_role_how_far_it_reaches(ada):
    page = words(ada.get("/admin/roles/"))
    for said in ("yes, of every child", "yes, of the children of their team", "yes, of their own children"):
        assert said in page


def test_an_administrator_tries_a_role_sees_no_children_and_changes_nothing(ada):
    ada.post("/admin/roles/director/try/")
    page = words(ada.get("/"))
    assert "You see the pages as: <strong>Director or head of service</strong>" in page
    assert ada.get("/admin/users/").status_code == 403
    assert ada.post("/admin/users/nora/left/").status_code == 403
    ada.post("/try/stop/")
    assert ada.get("/admin/users/").status_code == 200


def test_whoever_tries_a_role_reads_no_exact_figure_and_no_child(viewer_named):
    from stonechat.app.granting import as_role, roles
    from stonechat.app.permissions import IS_OF_CHILDREN

    for role in roles():
        tried = as_role(viewer_named("ada"), role.name)
        assert not any(map(tried.may, IS_OF_CHILDREN))


def test_a_session_that_tries_a_role_gains_nothing_without_the_right_to(signed_in):
    mina = signed_in("mina")
    session = mina.session
    session["tried_role"] = "administrator"
    session.save()
    assert mina.get("/admin/users/").status_code == 403


def test_a_head_of_service_reaches_the_teams_of_the_service(ada, viewer_named):
    from stonechat.app.permissions import Permission

    teams = {viewer_named(name).granted[0].scope.name for name in ("alice", "charlie")}
    ada.post("/admin/services/", {"name": "Help and protection", "teams": sorted(teams)})
    ada.post("/admin/users/nora/give/", {"role": "director", "service": "Help and protection"})
    nora = viewer_named("nora")
    assert nora.teams(Permission.LIST_CHILDREN) == teams
    assert not nora.covers(Permission.READ_EXACT)
    assert ada.post("/admin/services/remove/", {"name": "Help and protection"}).status_code == 409


def test_i_can_read_what_i_may_see(signed_in):
    assert "of the children of their team" in words(signed_in("alice").get("/what-i-may-see/"))


# ---------------------------------------------------------------- the log


@pytest.fixture
def looked(council):
    """Dana looked at two made-up children; the child is in no return."""
    from datetime import UTC, datetime

    from stonechat.app.readlog import Read

    read = Read(
        who="dana",
        what="children",
        reason="audit of late visits",
        indicator="CL15",
        period="2025-10",
        measure="m",
        part="numerator",
        breakdown=None,
        category=None,
        snapshot="s",
    )
    council.readlog.record(read, ["CHILD-ONE", "CHILD-TWO"], datetime.now(UTC))


def test_the_log_is_searched_by_person(ada, looked):
    found = words(ada.get("/admin/audit/?person=DANA"))
    assert "audit of late visits" in found
    assert "No read recorded" in words(ada.get("/admin/audit/?person=nobody"))


def test_the_kinds_to_choose_from_are_those_that_the_log_holds(ada, looked, council):
    from stonechat.app.audit import kinds_of_reads

    page = words(ada.get("/admin/audit/"))
    kinds = kinds_of_reads(council)
    assert "children" in kinds
    for kind in kinds:
        assert f'<option value="{kind}">' in page
        assert "No read recorded" not in words(ada.get("/admin/audit/", {"what": kind}))


def test_the_log_is_searched_by_child_in_a_form_only_and_the_search_is_recorded(ada, looked, council):
    before = len(list(council.readlog.reads()))
    found = ada.post("/admin/audit/child/", {"child": "CHILD-TWO"})
    assert "audit of late visits" in words(found)
    entry = list(council.readlog.reads())[-1]
    assert len(list(council.readlog.reads())) == before + 1
    assert (entry["who"], entry["what"]) == ("ada", "audit search")
    assert "CHILD-TWO" not in str(entry)
    assert ada.get("/admin/audit/child/?child=CHILD-TWO").status_code == 405


def test_a_child_whom_nobody_looked_at_and_one_who_is_not_held_look_the_same(ada, looked):
    answers = [words(ada.post("/admin/audit/child/", {"child": child})) for child in ("NOT-HELD", "A000001")]
    assert all("No read recorded" in answer for answer in answers)
    same = [answer.replace("NOT-HELD", "X").replace("A000001", "X") for answer in answers]
    assert len({_without_tokens(answer) for answer in same}) == 1


def _without_tokens(text):
    import re

    text = re.sub(r"The log is whole: \d+ entr(y|ies)", "", text)  # each search is an entry of its own
    return re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", text)


def test_days_that_run_backwards_are_refused_in_words(ada):
    answer = ada.get("/admin/audit/?first_0=1&first_1=2&first_2=2026&last_0=1&last_1=1&last_2=2026")
    assert answer.status_code == 400
    assert "The last day is before the first." in words(answer)


def test_what_somebody_may_do_is_said_before_what_they_may_not(signed_in):
    page = signed_in("ada").get("/what-i-may-see/").content.decode()
    assert page.rindex("<li>May add") < page.index("<li>May not ")
    assert page.rindex("<li>May search") < page.index("<li>May not ")
