"""Our values beside what is published of neighbours, region and England, by the command line."""

import csv
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from tests.functional.commands import Command
from tests.functional.published_files import ENGLAND, statistics
from tests.unit.charts.drawn_text import root, texts

COLUMNS = (
    "category,Referrals,Referrals_rate,Re_referrals,Re_referrals_percent,No_Further_Action,"
    "No_Further_Action_percent,Not_in_Need,Not_in_Need_percent,Referrals_child,Referrals_child_rate,"
    "Re_referrals_child,Re_referrals_child_percent"
)
NEIGHBOURS = ("838", "314", "320", "310", "317", "315", "306", "209", "312", "309")
PLACES = {
    "302": ("E09000003", "Barnet"),
    "320": ("E09000031", "Waltham Forest"),
    "314 / 318": ("E09000021 / E09000027", "Kingston upon Thames / Richmond upon Thames"),
    "838": ("E06000059", "Dorset"),
}


def authority(code: str) -> str:
    area, name = PLACES[code]
    return f"Local authority,E92000001,England,E13000002,Outer London,{code},{area},{name}"


def cells(percent: str, of: int = 1000) -> str:
    return f"All,{of},500,{percent},{percent},10,1,10,1,900,400,10,1"


@pytest.fixture
def folder(tmp_path: Path, council: Path) -> Path:
    """The council with a table of referrals and the neighbours of 302, which stand in."""
    root = Path(shutil.copytree(council, tmp_path / "council"))
    settings = root / "stonechat.toml"
    text = settings.read_text(encoding="utf-8").replace('neighbours_of = ""', 'neighbours_of = "302"')
    settings.write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    rows = [
        (2018, ENGLAND, cells("22.1")),
        (2025, ENGLAND, cells("22.4")),
        (2026, ENGLAND, cells("22.6")),
        (2025, authority("320"), cells("c")),
        (2026, authority("320"), cells("19")),
        (2026, authority("314 / 318"), cells("20.5")),
        (2026, authority("838"), cells("30.5")),
        (2026, authority("302"), cells("13.2")),
    ]
    referrals = statistics(tmp_path / "referrals.csv", COLUMNS, rows)
    model = tmp_path / "model_2025.csv"
    heads = ",".join(f"SN_{n},SN_{n}P" for n in range(1, 11))
    near = ",".join(f"{code},Close" for code in NEIGHBOURS)
    model.write_text(f"old_la_code,la_name,region_ind,region_name,{heads}\n302,Barnet,3,London,{near}\n")
    return [referrals, model]


@pytest.fixture
def filled(run: Command, folder: Path, files: list[Path]) -> Path:
    assert run("import", *files, "--folder", folder).code == 0
    return folder


def test_neighbours_stand_in_published_order_with_symbols_breaks_and_shared_figures_said(
    run: Command, filled: Path
) -> None:
    found = run("indicators", "benchmark", "FD17", "--folder", filled, "--json").json
    assert (found["authority"], found["neighbours_of"], found["model_year"]) == ("998", "302", 2025)
    (measure,) = found["measures"]
    places = [place for place in measure["places"] if place["role"] == "neighbour"]
    assert [place["code"] for place in places] == list(NEIGHBOURS)
    assert [place["position"] for place in places] == list(range(1, 11))
    values = {
        (place["code"], cell["period"]): (cell["value"], cell["symbol"], cell["note"])
        for place in measure["places"]
        for cell in place["values"]
    }
    assert values["320", "FY2025-26"] == (19, None, None)
    assert values["320", "FY2024-25"] == (None, "c", "suppressed because the number is small")
    together = "published together: Kingston upon Thames / Richmond upon Thames"
    assert values["314", "FY2025-26"] == (20.5, None, together)
    assert values["310", "FY2025-26"] == (None, None, "not published")
    began = "Dorset began on 1 April 2019; before there was Dorset (835): not comparable before."
    assert values["838", "FY2017-18"] == (None, None, began)
    assert values["E92000001", "FY2024-25"] == (22.4, None, None)
    assert measure["release"]["title"] == "c1: referrals and re-referrals"
    assert measure["release"]["last"] == "FY2025-26"


def test_the_contract_page_names_every_key_of_the_answer(run: Command, filled: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "json.md").read_text(encoding="utf-8")
    found = run("indicators", "benchmark", "FD17", "--folder", filled, "--json").json
    missing = {key for key in keys(found) if f"`{key}`" not in page and f'"{key}"' not in page}
    assert missing == set()


def keys(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for inner in value.values() for key in keys(inner)}
    return {key for inner in value for key in keys(inner)} if isinstance(value, list) else set()


def test_our_own_values_stand_beside_them_as_they_are_given_elsewhere(run: Command, filled: Path) -> None:
    found = run("indicators", "benchmark", "FD17", "--folder", filled, "--json").json
    alone = run("indicators", "value", "FD17", "--period", "FY2025-26", "--folder", filled, "--json").json
    (measure,) = found["measures"]
    last = measure["ours"][-1]
    assert last["period"] == "FY2025-26"
    assert last["value"] is not None
    assert {**last, "period": None} == {**alone["values"][0], "period": None}
    assert measure["ours"][0]["value"] is None
    assert measure["ours"][0]["reason"] == "not held"
    assert found["snapshot"] == alone["snapshot"]


def test_too_few_neighbours_with_a_figure_make_no_middle_half_and_that_is_said(
    run: Command, filled: Path
) -> None:
    (measure,) = run("indicators", "benchmark", "FD17", "--folder", filled, "--json").json["measures"]
    assert measure["middle_half"] == {
        "compared": 3,
        "lower": None,
        "middle": None,
        "upper": None,
        "ours": None,
    }
    assert measure["words"]


def test_an_earlier_year_can_be_asked_for_and_one_that_is_not_published_is_refused(
    run: Command, filled: Path
) -> None:
    asked = ("indicators", "benchmark", "FD17", "--folder", filled)
    (measure,) = run(*asked, "--year", "FY2024-25", "--json").json["measures"]
    assert [own["period"] for own in measure["ours"]] == ["FY2017-18", "FY2024-25"]
    refused = run(*asked, "--year", "FY2026-27")
    assert refused.code == 2
    assert "FY2017-18, FY2024-25, FY2025-26" in refused.err


def test_the_words_say_who_stands_in_and_where_the_numbers_are_from(run: Command, filled: Path) -> None:
    said = run("indicators", "benchmark", "FD17", "--folder", filled).out
    assert "those of authority 302, which stands in for authority 998" in said
    assert "1. Dorset" in said
    assert "c: suppressed because the number is small." in said
    assert "From Children in need, c1: referrals and re-referrals, FY2017-18 to FY2025-26" in said


@pytest.mark.parametrize(
    ("indicator", "says"),
    [
        ("FD01", "No published table that is known carries FD01"),
        ("CL09", "has not been imported"),
        ("FD99", "There is no indicator FD99"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(
    run: Command, filled: Path, indicator: str, says: str
) -> None:
    refused = run("indicators", "benchmark", indicator, "--folder", filled)
    assert refused.code == 2
    assert says in refused.err


def test_without_neighbours_the_rest_is_shown_and_what_is_missing_is_said(
    run: Command, folder: Path, files: list[Path]
) -> None:
    run("import", files[0], "--folder", folder)
    found = run("indicators", "benchmark", "FD17", "--folder", folder, "--json").json
    assert [notice["rule"] for notice in found["notices"]] == ["no_neighbours"]
    assert {place["role"] for place in found["measures"][0]["places"]} == {"region", "England"}


def test_a_real_authority_sees_its_own_published_figure_and_its_own_neighbours(
    run: Command, tmp_path: Path, files: list[Path]
) -> None:
    root = tmp_path / "barnet"
    run("init", root, "--authority", "302", "--name", "Barnet")
    run("import", *files, "--folder", root)
    found = run("indicators", "benchmark", "FD17", "--folder", root, "--json").json
    first = found["measures"][0]["places"][0]
    assert (first["role"], first["name"], first["values"][-1]["value"]) == ("authority", "Barnet", 13.2)
    assert found["neighbours_of"] == "302"
    assert [notice["rule"] for notice in found["notices"]] == ["nothing_imported"]


def test_a_later_release_is_the_one_quoted(run: Command, filled: Path, tmp_path: Path) -> None:
    later = statistics(tmp_path / "later.csv", COLUMNS, [(2027, ENGLAND, cells("23.0"))])
    run("import", later, "--folder", filled)
    found = run("indicators", "benchmark", "FD17", "--folder", filled, "--json").json
    assert found["measures"][0]["release"]["last"] == "FY2026-27"


def test_every_real_neighbour_has_its_published_value(run: Command, tmp_path: Path, shared: Path) -> None:
    published = shared / "data" / "published"
    (referrals,) = published.rglob("c1_*.csv")
    (model,) = published.rglob("sn_model_2025_wide.csv")
    root = tmp_path / "leeds"
    run("init", root, "--authority", "383")
    run("import", referrals, model, "--folder", root)
    (measure,) = run("indicators", "benchmark", "FD15", "--folder", root, "--json").json["measures"]
    with referrals.open(encoding="utf-8-sig", newline="") as file:
        said = {
            (row["old_la_code"], f"FY{int(row['time_period']) - 1}-{row['time_period'][2:]}"): row[
                "Referrals_rate"
            ]
            for row in csv.DictReader(file)
        }
    near = [place for place in measure["places"] if place["role"] == "neighbour"]
    assert len(near) == 10
    for place in near:
        for cell in place["values"]:
            printed = said.get((place["code"], cell["period"]))
            if printed is not None:
                assert cell["symbol"] == printed or cell["value"] == float(printed)
            else:
                assert cell["value"] is None
                assert cell["note"]


@pytest.mark.parametrize(
    ("indicator", "file", "known"),
    [
        ("AS02", "c2_", "82.2 81.5 83.4 82.9 82.7 83.1 83.9 87.6 84.5 82.5 84.5"),
        ("CP08", "c4_", "69.7 … 79.7"),
        ("CP06", "c4_", "47.2 … 32.2"),
    ],
)
def test_shares_worked_out_from_published_bands_are_those_known_of_england(
    run: Command, tmp_path: Path, shared: Path, indicator: str, file: str, known: str
) -> None:
    """Worked out by an earlier study, from 2013 (assessments: 2014) to 2024."""
    (table,) = (shared / "data" / "published").rglob(f"{file}*.csv")
    root = tmp_path / "leeds"
    run("init", root, "--authority", "383")
    run("import", table, "--folder", root)
    (measure,) = run("indicators", "benchmark", indicator, "--folder", root, "--json").json["measures"]
    england = next(place for place in measure["places"] if place["role"] == "England")
    values = [cell["value"] for cell in england["values"]]
    first, _, last = known.partition(" … ")
    expected = [float(value) for value in first.split()]
    assert measure["worked_out"]
    assert values[: len(expected)] == expected
    assert not last or values[-1] == float(last)


def two_years(path: Path, odd: int = 9) -> Path:
    """Referral rates of 2025 and 2026: the neighbours' rise by 1 to 10, and one has an odd value."""
    rows = [(2026, ENGLAND, rate(519.4))]
    for n, code in enumerate(NEIGHBOURS, 1):
        place = (
            f"Local authority,E92000001,England,E13000002,Outer London,{code},E0600000{n % 10},Place {code}"
        )
        rows += [(2025, place, rate(500 + n)), (2026, place, rate(2_083 if n == odd else 500 + 2 * n))]
    return statistics(path, COLUMNS, rows)


def rate(value: float) -> str:
    return f"All,1000,{value},300,30,10,1,10,1,900,400,10,1"


def test_change_is_set_against_the_neighbours_and_odd_values_are_to_be_checked(
    run: Command, folder: Path, files: list[Path], tmp_path: Path
) -> None:
    """The neighbours' changes are 1 to 10 but for the ninth, whose 1,574 leaves the median at 5.5."""
    assert run("import", two_years(tmp_path / "two.csv"), files[1], "--folder", folder).code == 0
    (measure,) = run("indicators", "benchmark", "FD15", "--folder", folder, "--json").json["measures"]
    words = measure["words"]
    odd = [
        each for each in words if each.startswith("Check recording practice before comparing Hillingdon: ")
    ]
    assert len(odd) == 1
    assert odd[0].endswith("median absolute deviations above the median. It may count something else.")
    assert words[-2].endswith("; the median of ten neighbours rose by 5.5 per 10,000.")
    before, now = (Decimal(str(own["value"])) for own in measure["ours"][-2:])
    without_one = [now - before - Decimal(end) for end in ("6", "5.5", "5")]
    lowest, difference, highest = (f"{each:+.1f}" for each in without_one)
    said = f"The difference is {difference}, and from {lowest} to {highest} whichever neighbour is left out."
    assert words[-1] == said


def test_without_the_year_before_nothing_is_said_of_change(
    run: Command, folder: Path, files: list[Path], tmp_path: Path
) -> None:
    table = two_years(tmp_path / "two.csv")
    text = table.read_text(encoding="utf-8").replace("\n2025,", "\n2024,")
    table.write_text(text, encoding="utf-8")
    assert run("import", table, files[1], "--folder", folder).code == 0
    (measure,) = run("indicators", "benchmark", "FD15", "--folder", folder, "--json").json["measures"]
    assert measure["words"][-1] == "Neighbours are those of the 2025 model."


def test_the_neighbours_are_drawn(run: Command, filled: Path, tmp_path: Path) -> None:
    chart = tmp_path / "fd17.svg"
    said = run("indicators", "benchmark", "FD17", "--chart", chart, "--folder", filled)
    assert (said.code, f"Wrote {chart}: " in said.err) == (0, True)
    written = " ".join(text for text, _, _ in texts(root(chart.read_text(encoding="utf-8"))))
    assert "Re-referrals" in written
    assert "Source: FD17; " in written
    assert "England" in written


def test_without_neighbours_there_is_nothing_to_draw(
    run: Command, council: Path, files: list[Path], tmp_path: Path
) -> None:
    alone = Path(shutil.copytree(council, tmp_path / "alone"))
    run("import", files[0], "--folder", alone)
    chart = tmp_path / "fd17.svg"
    said = run("indicators", "benchmark", "FD17", "--chart", chart, "--folder", alone)
    assert (said.code, chart.exists()) == (1, False)
    assert "No statistical neighbours" in said.err
