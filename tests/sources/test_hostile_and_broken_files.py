"""Files that are damaged or meant to harm: no traceback, balanced books, and nothing of a child in words."""

import random
import re
from pathlib import Path

import pytest
from tests.sources.census import census, child, counted, read_counts, read_path, read_text, rules

from stonechat.sources import registry
from stonechat.sources.cin_census import FORMAT
from stonechat.sources.formats import FileSet
from stonechat.sources.reading import Overrides


def balanced(path: Path, **overrides):
    """A reading of the file by the CIN reader, recognised or not; its books must balance."""
    reading = FORMAT.read(FileSet(path.name, (path,)), Overrides(**overrides))
    rows = list(reading.rows)
    assert all(account.balances for account in reading.accounts.values())
    assert len(rows) == sum(account.loaded for account in reading.accounts.values())
    return reading, rows


# truncated, and not well formed


def test_a_file_cut_off_anywhere_gives_no_rows_and_says_where_it_ends(tmp_path):
    text = census(child("A1"), child("B2"))
    cuts = random.Random(1).sample(range(len(text) - len("</Message>\n")), 200)  # noqa: S311
    for cut in cuts:
        path = tmp_path / "census.xml"
        path.write_text(text[:cut])
        reading, rows = balanced(path)
        assert (rows, reading.heading, reading.is_acceptable) == ([], None, False)
        assert rules(reading) == {"ends_early"}
        if cut:
            assert "at line" in reading.findings.kept[0].what


def test_a_file_that_is_not_well_formed_is_refused_with_line_and_column(tmp_path):
    text = census(child()).replace("</Ethnicity>", "</Etnicity>")
    reading, rows = read_text(tmp_path, text)
    line = text[: text.index("</Etnicity>")].count("\n") + 1
    assert rows == []
    assert rules(reading) == {"not_well_formed"}
    assert f"line {line}, column" in reading.findings.kept[0].what


def test_undeclared_windows_letters_are_read_with_a_warning(tmp_path):
    text = census(child()).replace("<SoftwareCode>x<", "<SoftwareCode>Zoë’s<")
    reading, rows = read_text(tmp_path, text.encode("cp1252"))
    assert len(rows) == sum(counted(text).values())
    assert rules(reading, "warning") >= {"encoding"}


# 200 broken copies


def flip(text: bytes, dice: random.Random) -> bytes:
    broken = bytearray(text)
    for _ in range(dice.choice((1, 3, 30))):
        broken[dice.randrange(len(broken))] ^= 1 << dice.randrange(8)
    return bytes(broken)


def truncate(text: bytes, dice: random.Random) -> bytes:
    return text[: dice.randrange(len(text))]


def garble_dates(text: bytes, dice: random.Random) -> bytes:
    bad = (
        b"31/12/2023",
        b"2023-02-30",
        b"1900-01-01",
        b"9999-12-31",
        b"45000",
        b"",
        b"0204-01-01",
        b"2023-1-1",
    )
    return re.sub(rb"\d{4}-\d\d-\d\d", lambda m: dice.choice(bad) if dice.random() < 0.2 else m[0], text)


def recode(text: bytes, dice: random.Random) -> bytes:
    words = text.decode().replace("<SoftwareCode>x", "<SoftwareCode>Zoë")
    return words.encode(
        dice.choice(("utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32", "utf-8-sig", "cp037"))
    )


def swap(text: bytes, dice: random.Random) -> bytes:
    leaves = list(re.finditer(rb"<(\w+)>[^<]*</\1>", text))
    first, second = sorted(dice.sample(leaves, 2), key=lambda match: match.start())
    return b"".join(
        (text[: first.start()], second[0], text[first.end() : second.start()], first[0], text[second.end() :])
    )


def delete_lines(text: bytes, dice: random.Random) -> bytes:
    lines = text.split(b"\n")
    for _ in range(dice.choice((1, 1, 2, 5))):
        del lines[dice.randrange(len(lines))]
    return b"\n".join(lines)


def rename(text: bytes, dice: random.Random) -> bytes:
    names = re.findall(rb"</(\w+)>", text)
    old, new = dice.choice(names), dice.choice([*names, b"Shoe"])
    return re.sub(rb"<(/?)%s([\s>/])" % old, rb"<\1%s\2" % new, text)


BREAKAGES = (flip, truncate, garble_dates, recode, swap, delete_lines, rename)


@pytest.mark.parametrize("seed", range(210))
def test_a_broken_copy_gives_no_traceback_and_balanced_books(tmp_path, seed):
    dice = random.Random(seed)  # noqa: S311
    whole = census(child("A1"), child("B2"), child("C3"))
    broken = BREAKAGES[seed % len(BREAKAGES)](whole.encode(), dice)
    path = tmp_path / "census.xml"
    path.write_bytes(broken)
    reading, rows = balanced(path)
    if reading.heading is None and not reading.findings.has("question"):
        assert reading.findings.has("error")
    recognised = registry.read_file(path)
    assert len(list(recognised.rows)) in (0, len(rows))
    text = broken.decode("utf-8", "replace")
    if rows and "\x00" not in text and not text.startswith("\ufeff"):
        assert without_conferences(read_counts(reading)) == without_conferences(counted(text))
        assert conferences(read_counts(reading)) <= conferences(counted(text))


def without_conferences(counts: dict[str, int]) -> dict[str, int]:
    """A conference is no element of its own: two dates of one in one place are one row."""
    return {table: count for table, count in counts.items() if table != "initial_cp_conference"}


def conferences(counts: dict[str, int]) -> int:
    return counts.get("initial_cp_conference", 0)


# one row changed: nothing is lost but that row and what hangs on it

ROWS_BELOW = {  # leaf -> the element whose loss is the most that it may cost
    "LAchildID": "Child",
    "CINreferralDate": "CINdetails",
    "CINclosureDate": "CINdetails",
    "AssessmentActualStartDate": "Assessments",
    "AssessmentAuthorisationDate": "Assessments",
    "CINPlanStartDate": "CINPlanDates",
    "CINPlanEndDate": "CINPlanDates",
    "S47ActualStartDate": "Section47",
    "CPPstartDate": "ChildProtectionPlans",
    "CPPendDate": "ChildProtectionPlans",
}
OWN_ROW = ("Disability", "AssessmentFactors", "CPPreviewDate", "DateOfInitialCPC")


@pytest.mark.parametrize("bad", ["", "?", "2023-02-30", "é" * 50, "1", "N1"])
def test_changing_one_leaf_never_loses_more_than_its_row_and_what_hangs_on_it(tmp_path, bad):
    whole = census(child("A1"), child("B2"))
    _, before = read_text(tmp_path, whole)
    start = whole.index("<Children>")
    leaves = [m for m in re.finditer(r"<(\w+)>([^<]*)</\1>", whole) if m.start() > start]
    assert len(leaves) > 60
    for leaf in leaves:
        changed = f"{whole[: leaf.start(2)]}{bad}{whole[leaf.end(2) :]}"
        _, after = read_text(tmp_path, changed)
        assert len(before) - len(after) <= most_lost(whole, leaf), leaf[1]


def most_lost(text: str, leaf: re.Match[str]) -> int:
    """How many rows stand in the element that the leaf may cost, counted in the raw text."""
    name = leaf[1]
    if name in OWN_ROW:
        return 1
    if name not in ROWS_BELOW:
        return 0
    around = ROWS_BELOW[name]
    first = text.rindex(f"<{around}>", 0, leaf.start())
    return sum(counted(text[first : text.index(f"</{around}>", first) + len(around) + 3]).values())


@pytest.mark.parametrize(
    "element", ["Assessments", "CINPlanDates", "Section47", "ChildProtectionPlans", "CINdetails"]
)
def test_taking_one_row_out_changes_no_other(tmp_path, element):
    whole = census(child("A1"), child("B2"))
    _, before = read_text(tmp_path, whole)
    taken = re.search(rf"<{element}>.*?</{element}>", whole, re.DOTALL)
    assert taken
    _, after = read_text(tmp_path, whole.replace(taken[0], "", 1))
    gone = {row.values for row in before} - {row.values for row in after}
    assert {row.values for row in after} <= {row.values for row in before}
    assert len(gone) == sum(counted(taken[0]).values())


# meant to harm

DOCTYPES = {
    "external file": '<!DOCTYPE Message [<!ENTITY x SYSTEM "file://{secret}">]>',
    "parameter entity": '<!DOCTYPE Message [<!ENTITY % x SYSTEM "file://{secret}"> %x;]>',
    "external DTD": '<!DOCTYPE Message SYSTEM "file://{secret}">',
    "network": '<!DOCTYPE Message SYSTEM "http://127.0.0.1:9/x.dtd">',
    "public": '<!DOCTYPE Message PUBLIC "-//x//y" "http://127.0.0.1:9/x.dtd">',
    "bomb": "<!DOCTYPE Message [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    + "<!ENTITY x '&a11;'>]>",
    "quadratic": "<!DOCTYPE Message [<!ENTITY x '" + "A" * 50_000 + "'>]>",
    "default attribute": "<!DOCTYPE Message [<!ATTLIST Child x CDATA 'y'><!ENTITY x 'z'>]>",
    "empty": "<!DOCTYPE Message [<!ENTITY x 'z'>]>",
}


@pytest.mark.parametrize("name", DOCTYPES)
@pytest.mark.parametrize(
    "before", ["", "<?xml version='1.0'?>\n<!-- hello -->\n", "<!--" + "x" * 70_000 + "-->"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_file_with_a_doctype_is_refused_and_nothing_of_it_used(tmp_path, name, before, encoding):
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET-CONTENT")
    doctype = DOCTYPES[name].replace("{secret}", str(secret))
    text = (
        before
        + doctype
        + census(child()).replace(">CHILD0001<", ">&x;<").replace(">x<", ">" + "&x;" * 300 + "<")
    )
    if encoding == "utf-16":
        text = text.replace("<?xml version='1.0'?>", "<?xml version='1.0' encoding='utf-16'?>")
    path = tmp_path / "census.xml"
    path.write_bytes(text.encode(encoding))
    reading, rows = balanced(path)
    assert (rows, reading.heading) == ([], None)
    assert rules(reading) <= {"doctype", "not_well_formed"}
    assert "SECRET" not in " ".join(map(str, reading.findings.kept))
    recognised = registry.read_file(path)
    assert list(recognised.rows) == []
    assert not recognised.is_acceptable


@pytest.mark.parametrize(
    "text",
    [
        "<Message>" + "<a>" * 100_000 + "</a>" * 100_000 + "</Message>",
        census("<Child>" + "<a>" * 5_000 + "</a>" * 5_000 + "</Child>"),
        census(child("A" * 11_000_000)),
        census(child()).replace("<Child>", "<Child " + " ".join(f'a{n}="1"' for n in range(9999)) + ">"),
        census(child()).replace(">CHILD0001<", ">&undefined;<"),
        census(child()).replace(">CHILD0001<", ">&#0;<"),
    ],
    ids=["deep", "deep in a child", "huge text", "many attributes", "undefined entity", "zero character"],
)
def test_excess_is_refused_or_read_and_never_raises(tmp_path, text):
    path = tmp_path / "census.xml"
    path.write_text(text)
    _, rows = balanced(path)
    assert len(rows) in (0, sum(counted(text).values()))


# words

CANARIES = ("ZQX7714CANARY", "2011-09-17", "A850728973744", "CANARYCODE", "2023-05-02", "2023-06-12")


@pytest.mark.parametrize("seed", range(60))
def test_no_problem_quotes_an_id_a_date_or_a_value_of_the_file(tmp_path, seed):
    dice = random.Random(seed)  # noqa: S311
    canary = child("ZQX7714CANARY").replace("2012-12-06", "2011-09-17").replace(">1A<", ">CANARYCODE<")
    whole = census(canary, canary.replace("WIRT", "CANARYCODE"), child("B2"))
    broken = BREAKAGES[seed % len(BREAKAGES)](whole.encode(), dice) if seed else whole.encode()
    path = tmp_path / "census.xml"
    path.write_bytes(broken)
    for reading in (
        balanced(path)[0],
        balanced(path, authority="999", year=2019)[0],
        registry.read_file(path),
    ):
        list(reading.rows)
        said = " ".join(f"{p} {p.where} {p.rule}" for p in reading.findings.kept)
        assert not [canary for canary in CANARIES if canary in said]


def test_the_samples_problems_quote_no_child(shared):
    path = shared / "data" / "extracts" / "cin_census_validator_samples" / "fake_CIN_data.xml"
    reading, rows = read_path(path, year=2022)
    said = " ".join(map(str, reading.findings.kept))
    assert len(reading.findings.kept) > 300
    ids = {row.values.person_id for row in rows if row.table == "person"}  # type: ignore[attr-defined]
    assert not [name for name in ids if name in said]
