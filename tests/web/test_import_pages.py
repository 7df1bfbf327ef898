"""Importing by browser, from choosing files to what became of them, as the analyst and as others."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from tests.web.bringing import bring, brought, census, checked, looked_after, page, work_on, zipped

LATER = "2026-11-01T10:00:00"


@pytest.fixture(autouse=True)
def no_heart(monkeypatch, records):
    """The database of a test is one transaction, into which no other thread can write."""
    from stonechat.app import import_tasks

    monkeypatch.setattr(import_tasks, "BEAT_SECONDS", 3600.0)


@pytest.fixture(autouse=True)
def nothing_left(council):
    """Files that a test brought go with it."""
    yield
    from stonechat.app import uploads

    uploads.sweep(council, (), datetime.now(UTC).timestamp() + 2 * uploads.KEPT_SECONDS)


@pytest.fixture
def ana(signed_in):
    return signed_in("ana")


@pytest.fixture
def another_analyst(signed_in):
    from stonechat.app.people import add_with_role

    add_with_role("ann", "Ann Analyst", "a-long-enough-password-2", role="analyst", by="a test", reaching={})
    return signed_in("ann")


def _served(council):
    from stonechat.app.imports import served

    return served(council)


def _run(run_id):
    from stonechat.records.models import ImportRun

    return ImportRun.objects.get(pk=run_id)


# ---------------------------------------------------------------- choose


def test_the_page_says_what_to_bring_and_that_nothing_changes_until_it_is_accepted(ana):
    said = ana.get("/data/import/").content.decode()
    assert 'type="file"' in said and "multiple" in said
    assert "nothing changes until you accept" in re.sub(r"\s+", " ", said)


def test_going_on_without_a_file_is_told_at_the_box(ana):
    answer = bring(ana)
    assert answer.status_code == 400
    assert b"No file was chosen" in answer.content


def test_files_wait_to_be_checked_and_the_page_looks_again_by_itself(ana, council):
    run_id = brought(ana, ("cin.xml", census(council, children=3)))
    said = page(ana, run_id)
    assert "Your files are being checked" in said and "Nothing changes until you accept" in said
    assert 'hx-trigger="every 1s"' in said and '<noscript><meta http-equiv="refresh"' in said
    assert f'href="/data/import/{run_id}/"' in said  # Refresh, where no script runs
    assert '<label for="how-far">' in said and '<progress id="how-far"' in said


def test_one_import_at_a_time_for_each_person(ana, council, another_analyst):
    brought(ana, ("cin.xml", census(council, children=3)))
    again = bring(ana, ("cin.xml", census(council, children=3)))
    assert again.status_code == 400 and b"that import is not over" in again.content
    assert b"Go on with it" in ana.get("/data/import/").content
    brought(another_analyst, ("cin.xml", census(council, children=3)))


# ---------------------------------------------------------------- what was found


def test_a_checked_return_is_recognised_and_can_be_accepted(ana, council):
    said = page(ana, checked(ana, ("My census.xml", census(council, made=LATER))))
    assert re.search(r"<h1[^>]*>\s*Safe to use, with [\d,]+ problems\s*</h1>", said)
    assert "This looks like a CIN census of 2026, authority 998, " in said
    assert "1 April 2025 to 31 March 2026" in said
    assert "My census.xml" in said and "Accept and import" in said


def test_problems_stand_in_order_of_what_they_can_change(ana, council):
    from stonechat.app.quality import quality_from

    run = _run(checked(ana, ("cin.xml", census(council, made=LATER))))
    quality = quality_from(run.quality)
    weights = [len(one.indicators) * (one.children + one.unnamed) for one in quality.effects]
    assert weights == sorted(weights, reverse=True) and weights[0] > 0
    source = next(one for one in quality.effects if one.first.rule == "8866")
    assert source.words == f"Can change 1 indicator: {source.about}" and source.indicators == ("FD23",)
    assert "source of referral" in source.splits
    assert sum(one.count for one in quality.effects) == int(re.sub(r"\D", "", quality.verdict.words))


def test_a_return_stands_beside_the_last_one_with_the_children_who_have_gone(ana, council):
    whole = census(council).count(b"<Child>")
    run_id = checked(ana, ("cin.xml", census(council, children=whole - 20, made=LATER)))
    said = page(ana, run_id)
    assert "Beside the last import of 2026" in said and "20 have gone, 0 are new" in said
    assert "This one will replace it" in said


def test_the_children_who_have_gone_are_listed_with_a_reason_and_recorded_first(ana, council):
    whole = census(council).count(b"<Child>")
    run_id = checked(ana, ("cin.xml", census(council, children=whole - 2, made=LATER)))
    said = page(ana, run_id)
    return_id = re.search(r'name="return" value="(\w+)"', said)[1]
    address = f"/data/import/{run_id}/gone/"
    ids = re.findall(rb"<LAchildID>(.*?)</LAchildID>", census(council))[-2:]
    assert not any(each.decode() in said for each in ids)

    without = ana.post(address, {"return": return_id, "reason": ""})
    assert without.status_code == 400 and not any(each in without.content for each in ids)
    before = len(list(council.readlog.reads()))
    shown = ana.post(address, {"return": return_id, "reason": "checking the export"})
    assert all(each in shown.content for each in ids)
    assert b"OFFICIAL-SENSITIVE" in shown.content
    *_, last = council.readlog.reads()
    assert len(list(council.readlog.reads())) == before + 1
    assert (last["who"], last["count"], last["reason"]) == ("ana", 2, "checking the export")


def test_whoever_may_not_list_children_sees_the_number_only_and_asking_is_recorded(
    council, signed_in, records
):
    from stonechat.app.people import add_person
    from stonechat.records.models import Grant, Role

    importer = Role.objects.create(name="loader", title="Loader", reach="authority", permissions=["import"])
    loader = add_person("lou", "Lou Loader", "a-long-enough-password-3", by="a test")
    Grant.objects.create(person=loader, role=importer, reach="authority", given_by="a test")
    lou = signed_in("lou")
    whole = census(council).count(b"<Child>")
    run_id = checked(lou, ("cin.xml", census(council, children=whole - 2, made=LATER)))
    assert "You can see the number but not the list" in page(lou, run_id)
    refused = lou.post(f"/data/import/{run_id}/gone/", {"return": "any", "reason": "to see them"})
    assert refused.status_code == 403
    *_, last = council.readlog.reads()
    assert (last["who"], last["outcome"], last["children"]) == ("lou", "refused", [])


def test_the_problems_to_send_out_are_grouped_by_team_and_hold_no_child(ana, council):
    run_id = checked(ana, ("cin.xml", census(council, made=LATER)))
    answer = ana.get(f"/data/import/{run_id}/problems.csv")
    lines = answer.content.decode("utf-8-sig").split("\r\n")
    assert lines[0].startswith('"Team","File","Sheet, table or place","Row","Column"')
    blank = next(number for number, line in enumerate(lines) if line.startswith('"",""'))
    teams = [line.split('","')[0].strip('"') for line in lines[1:blank]]
    known = [team for team in teams if team != "no team known"]
    assert known and known == sorted(known) and teams[: len(known)] == known
    children = re.findall(rb"<LAchildID>(.*?)</LAchildID>", census(council))
    assert not any(child in answer.content for child in children)
    assert "attachment" in answer["Content-Disposition"]
    book = ana.get(f"/data/import/{run_id}/problems.xlsx")
    assert book.content.startswith(b"PK")
    assert ana.get(f"/data/import/{run_id}/problems.exe").status_code == 404


def test_no_page_of_an_import_holds_a_childs_identifier(ana, council):
    run_id = checked(ana, ("cin.xml", census(council, made=LATER)))
    children = {each.decode() for each in re.findall(rb"<LAchildID>(.*?)</LAchildID>", census(council))}
    said = page(ana, run_id) + json.dumps(_run(run_id).quality)
    assert not [child for child in children if child in said]


# ---------------------------------------------------------------- questions


def test_a_question_becomes_a_form_and_its_answer_lets_the_files_be_accepted(ana, council):
    run_id = checked(ana, ("cin.xml", census(council, children=100, made=LATER)))
    said = page(ana, run_id)
    assert re.search(r"<h1[^>]*>\s*1 question to answer", said) and "Accept and import" not in said
    assert "which it would replace" in said and "--replace" not in said
    boxes = re.findall(r'<input type="(\w+)" name="(authority|year|made_at|may_shrink)"', said)
    assert [name for kind, name in boxes if kind != "hidden"] == ["may_shrink"]
    refused = ana.post(f"/data/import/{run_id}/accept/")
    assert refused.status_code == 409 and _run(run_id).state == "checked"

    ana.post(f"/data/import/{run_id}/answer/", {"may_shrink": "on"})
    work_on(run_id)
    assert "Accept and import" in page(ana, run_id)


@pytest.mark.parametrize(
    ("field", "text"), [("authority", "12"), ("year", "last year"), ("made_at", "yesterday")]
)
def test_an_answer_that_makes_no_sense_is_told_at_its_box(ana, council, field, text):
    run_id = checked(ana, ("cin.xml", census(council, children=100, made=LATER)))
    answer = ana.post(f"/data/import/{run_id}/answer/", {field: text})
    assert answer.status_code == 400 and b"govuk-error-message" in answer.content
    assert _run(run_id).state == "checked"


def test_files_of_another_authority_are_a_question(ana, council):
    other = re.sub(rb"<LEA>\d+</LEA>", b"<LEA>201</LEA>", census(council, children=20))
    said = page(ana, checked(ana, ("cin.xml", other)))
    assert "The file is of authority 201, and this folder is authority 998" in said


# ---------------------------------------------------------------- sets of files, and zips


def test_the_files_of_a_return_are_one_return_whether_loose_or_in_a_zip(ana, council, another_analyst):
    from stonechat.app.quality import quality_from

    files = looked_after(council)
    loose = quality_from(_run(checked(ana, *files)).quality)
    inside = [(f"our folder/{name}", content) for name, content in files]
    packed = quality_from(_run(checked(another_analyst, ("all.zip", zipped(*inside)))).quality)
    for found in (loose, packed):
        (one,) = found.files
        assert (one.report.format, one.report.heading.year) == ("ssda903", 2026)
        assert one.report.was_held
    assert {name for name, _ in files} >= set(loose.files[0].report.file.split(" and ")[0].split(", "))
    assert packed.files[0].report.file.startswith("all.zip: our folder/")


def test_two_years_in_one_zip_are_two_returns(ana, council):
    from stonechat.app.quality import quality_from

    files = [(f"{year}/{name}", each) for year in (2025, 2026) for name, each in looked_after(council, year)]
    found = quality_from(_run(checked(ana, ("both.zip", zipped(*files)))).quality)
    assert sorted(one.report.heading.year for one in found.files) == [2025, 2026]


def test_a_stranger_among_the_files_is_left_out_and_told(ana, council):
    said = page(
        ana, checked(ana, ("cin.xml", census(council, made=LATER)), ("notes.pdf", b"%PDF-1.7 minutes"))
    )
    assert "It will be left out" in said and "it looks like a PDF document" in said
    assert "Accept and import" in said


# ---------------------------------------------------------------- accept, cancel, take back


def test_the_same_file_again_says_when_it_was_imported_and_cannot_be_accepted(ana, council):
    run_id = checked(ana, ("cin.xml", census(council)))
    said = page(ana, run_id)
    assert "The same file was already imported on" in said and "Accept and import" not in said
    assert ana.post(f"/data/import/{run_id}/accept/").status_code == 409


def test_a_cancelled_import_leaves_nothing_on_the_disk_and_changes_nothing(ana, council):
    before = _served(council)
    run_id = checked(ana, ("cin.xml", census(council, children=3)))
    assert (council.folder.incoming / run_id).is_dir()
    ana.post(f"/data/import/{run_id}/cancel/")
    assert "This import was cancelled" in page(ana, run_id)
    assert not (council.folder.incoming / run_id).exists()
    assert _served(council) == before
    assert ana.post(f"/data/import/{run_id}/cancel/").status_code == 409
    assert ana.post(f"/data/import/{run_id}/accept/").status_code == 409


def test_a_run_cancelled_while_it_waits_is_not_checked(ana, council):
    run_id = brought(ana, ("cin.xml", census(council, children=3)))
    ana.post(f"/data/import/{run_id}/cancel/")
    from stonechat.app import import_tasks

    import_tasks.check.call(run_id)
    assert _run(run_id).state == "cancelled" and _run(run_id).quality is None


def test_what_was_checked_before_another_import_must_be_checked_again(ana, council, monkeypatch):
    run_id = checked(ana, ("cin.xml", census(council, made=LATER)))
    from stonechat.app import imports

    monkeypatch.setattr(imports, "served", lambda council: "another snapshot")
    said = page(ana, run_id)
    assert "Something else was imported or taken back" in said and "Accept and import" not in said
    refused = ana.post(f"/data/import/{run_id}/accept/")
    assert refused.status_code == 409 and b"Check them again" in refused.content


def test_published_figures_are_accepted_imported_and_taken_back(ana, council):
    from stonechat.app.holding import holding

    neighbours = council.folder.root / "extracts" / "published" / "assessments.csv"
    changed = neighbours.read_bytes() + b"\r\n"
    run_id = checked(ana, ("assessments.csv", changed))
    assert "This looks like published figures: " in page(ana, run_id)
    ana.post(f"/data/import/{run_id}/accept/")
    work_on(run_id)
    assert "The files were imported" in page(ana, run_id)
    assert not (council.folder.incoming / run_id).exists()

    viewer = _viewer("ana")
    latest = max(holding(council, viewer).publications, key=lambda one: one.imported_on)
    address = f"/data/undo/{latest.id}/"
    assert b"Take this import back?" in ana.get(address).content
    answer = ana.post(address)
    undone = re.fullmatch(r"/data/import/([\w-]+)/", answer["Location"])[1]
    work_on(undone)
    assert "The import was taken back" in page(ana, undone)
    assert latest.id not in {one.id for one in holding(council, viewer).publications}
    assert ana.get(address).status_code == 409


def _viewer(username):
    from stonechat.app.people import person_named, viewer_of

    return viewer_of(person_named(username))


def test_what_goes_wrong_after_an_import_says_neither_that_it_failed_nor_that_nothing_changed(
    ana, council, monkeypatch
):
    from stonechat.app import import_tasks

    def broken(*args):
        raise RuntimeError

    monkeypatch.setattr(import_tasks, "changes", broken)
    csv = (council.folder.root / "extracts" / "published" / "referrals.csv").read_bytes() + b"\r\n"
    run_id = checked(ana, ("referrals.csv", csv))
    ana.post(f"/data/import/{run_id}/accept/")
    work_on(run_id)
    said = page(ana, run_id)
    assert "The files were imported" in said
    assert "could not be worked out" in said and "No latest value" not in said


def test_an_import_is_done_for_who_looks_at_it_when_pages_show_its_figures(ana, council, monkeypatch):
    from stonechat.app import shown

    before = _served(council)
    run_id = checked(ana, ("our census.xml", census(council, made=LATER)))
    monkeypatch.setattr(shown, "_READY", {council.folder: before})
    ana.post(f"/data/import/{run_id}/accept/")
    work_on(run_id)
    assert _served(council) != before
    said = page(ana, run_id)
    assert "Making the figures ready for the pages" in said and "The files were imported" not in said
    assert 'hx-trigger="every 1s"' in said
    progress = f"/data/import/{run_id}/progress/"
    assert ana.get(f"{progress}?state=importing").status_code == 286  # so that the page is opened anew
    assert ana.get(f"{progress}?state=done").status_code == 200
    shown.show(council.folder, _served(council))
    assert ana.get(f"{progress}?state=done").status_code == 286
    assert "The files were imported" in page(ana, run_id)


def test_only_the_last_five_returns_may_be_taken_back(ana, council):
    from stonechat.app.holding import holding

    held = holding(council, _viewer("ana"))
    own = [one for source in held.sources for one in source.returns]
    newest = sorted(own, key=lambda one: one.imported_on)[-5:]
    assert {one.id for one in own if one.is_undoable} == {one.id for one in newest}
    for one in own:
        expected = 200 if one.is_undoable else 409
        assert ana.get(f"/data/undo/{one.id}/").status_code == expected
    assert ana.get("/data/undo/0123456789abcdef/").status_code == 409


# ---------------------------------------------------------------- progress


def test_the_page_is_told_once_of_each_file_and_drawn_anew_when_the_check_is_done(ana, council):
    run_id = brought(ana, ("cin.xml", census(council, children=3)))
    address = f"/data/import/{run_id}/progress/"
    run = _run(run_id)
    run.state, run.read, run.beat_at = "checking", ["a.xml", "b.xml"], datetime.now(UTC)
    run.save()
    told = ana.get(f"{address}?state=checking&told=1")
    assert told.status_code == 200 and b"Read: b.xml." in told.content
    assert b"Read: a.xml." not in told.content
    moved = ana.get(f"{address}?state=uploaded&told=2")
    assert moved["HX-Refresh"] == "true"
    run.state = "uploaded"
    run.save()
    work_on(run_id)
    done = ana.get(f"{address}?state=checking&told=2")
    assert (done.status_code, done["HX-Refresh"]) == (286, "true")


def test_asking_how_far_it_is_does_not_keep_a_session_alive(council):
    from django.urls import resolve

    from stonechat.web.guard import policy_of

    assert not policy_of(resolve("/data/import/x/progress/").func).wakes
    assert policy_of(resolve("/data/import/x/").func).wakes


# ---------------------------------------------------------------- a worker that is not there


def _age(run_id, state, **values):
    from stonechat.records.models import ImportRun

    long_ago = datetime.now(UTC) - timedelta(minutes=2)
    ImportRun.objects.filter(pk=run_id).update(state=state, beat_at=long_ago, **values)


def test_a_run_that_nobody_works_on_says_how_to_start_the_worker(ana, council):
    run_id = brought(ana, ("cin.xml", census(council, children=3)))
    _age(run_id, "uploaded")
    said = page(ana, run_id)
    assert "the worker is not running" in said and "stonechat worker" in said


def test_a_run_that_a_worker_left_in_the_middle_has_stopped_and_changed_nothing(ana, council):
    from stonechat.app.imports import last_import, served, settle_stopped

    run_id = brought(ana, ("cin.xml", census(council, children=3)))
    _age(run_id, "importing", done=5, of=13, snapshot=served(council))
    assert "Stopped at list 6 of 13. Nothing was changed." in page(ana, run_id)
    found = last_import(council)
    assert found.has_failed and "Stopped at list 6 of 13. Nothing was changed." in found.words
    assert "waits" not in ana.get("/data/").content.decode()
    bring(ana, ("cin.xml", census(council, children=3)))  # it stands in nobody's way

    settle_stopped(council, datetime.now(UTC))
    assert _run(run_id).state == "failed" and not (council.folder.incoming / run_id).exists()


def test_a_worker_that_stopped_after_the_figures_were_served_does_not_say_nothing_changed(ana, council):
    run_id = brought(ana, ("cin.xml", census(council, children=3)))
    _age(run_id, "importing", done=1, of=1, snapshot="the one before")
    said = page(ana, run_id)
    assert "is served already" in said and "Nothing was changed" not in said


def test_a_mistake_of_ours_ends_the_run_in_words_without_values(ana, council, monkeypatch):
    from stonechat.app import intake

    def broken(*args, **kwargs):
        raise RuntimeError("SYN0000001 is in this message")

    monkeypatch.setattr(intake, "check_for", broken)
    run_id = checked(ana, ("cin.xml", census(council, children=3)))
    said = page(ana, run_id)
    assert "a mistake of ours" in said and "Nothing was changed" in said and "SYN0000001" not in said


def test_no_room_in_memory_ends_the_run_in_words(ana, council, monkeypatch):
    from stonechat.app import intake

    def greedy(*args, **kwargs):
        raise MemoryError

    monkeypatch.setattr(intake, "check_for", greedy)
    assert "not enough memory" in page(ana, checked(ana, ("cin.xml", census(council, children=3))))


def test_files_that_nobody_decided_about_go_after_a_day(ana, council):
    from stonechat.app.imports import settle_stopped

    run_id = checked(ana, ("cin.xml", census(council, children=3)))
    settle_stopped(council, datetime.now(UTC))
    assert _run(run_id).state == "checked"
    settle_stopped(council, datetime.now(UTC) + timedelta(days=1, hours=1))
    assert _run(run_id).state == "cancelled" and not (council.folder.incoming / run_id).exists()


def test_files_that_went_when_a_child_was_forgotten_are_asked_for_again(ana, council):
    from stonechat.app import uploads

    run_id = brought(ana, ("cin.xml", census(council, children=3)))
    uploads.remove_all(council)
    work_on(run_id)
    said = page(ana, run_id)
    assert "The files are not there any more" in said and "Bring them again" in said


# ---------------------------------------------------------------- other people


def test_a_run_of_somebody_else_is_not_there(ana, council, another_analyst):
    run_id = checked(ana, ("cin.xml", census(council, children=3)))
    missing = another_analyst.get("/data/import/there-is-none/")
    for way, name in (
        ("get", ""), ("get", "progress/"), ("post", "answer/"), ("post", "accept/"), ("post", "cancel/"),
        ("post", "gone/"), ("get", "problems.csv"),
    ):  # fmt: skip
        answer = getattr(another_analyst, way)(f"/data/import/{run_id}/{name}")
        assert answer.status_code == 404, name
        if way == "get" and name == "":
            assert _but_tokens(answer) == _but_tokens(missing)
    assert _run(run_id).state == "checked"
    assert run_id not in another_analyst.get("/data/").content.decode()
    assert "cin.xml" in another_analyst.get("/data/").content.decode()  # what was imported is no secret


def _but_tokens(answer):
    return re.sub(rb'value="\w{64}"', b"", answer.content)


@pytest.mark.parametrize("username", ["mina", "pat", "dana", "alice", "bob", "ada", "nora"])
def test_others_may_neither_see_the_data_page_nor_bring_files(signed_in, council, username):
    browser = signed_in(username)
    assert browser.get("/data/").status_code == 403
    assert bring(browser, ("cin.xml", census(council, children=3))).status_code == 403
    assert not council.folder.incoming.exists() or not list(council.folder.incoming.iterdir())


def test_a_get_changes_nothing(ana, council):
    run_id = checked(ana, ("cin.xml", census(council, children=3)))
    for name in ("answer/", "accept/", "cancel/", "gone/"):
        assert ana.get(f"/data/import/{run_id}/{name}").status_code == 405
    assert _run(run_id).state == "checked"


# ---------------------------------------------------------------- what is held


def test_the_data_page_says_what_is_held_how_old_it_is_and_what_was_done(ana, council):
    brought(ana, ("cin.xml", census(council, children=3)))
    said = re.sub(r"\s+", " ", ana.get("/data/").content.decode())
    assert "CIN census: to 31 March 2026" in said and "months old" in said
    assert "Return on looked-after children, SSDA903" in said
    assert "Published figures of other authorities" in said
    assert "Ana Analyst" in said and "Waiting to be checked" in said and "Go on with it" in said
