"""The page of the specification is what the tests say; and no derivation or node lacks a paragraph."""

from pathlib import Path

from render import page

from stonechat.indicators import query
from stonechat.model.derived import DERIVATIONS

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "spec.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make docs`"


def test_every_derived_column_has_a_truth_table() -> None:
    tables = [block for block in page().split("```") if "|" in block]
    headers = {cell.strip() for block in tables for cell in block.strip().splitlines()[0].split("|")}
    missing = {column.name for made in DERIVATIONS for column in made.columns} - headers
    assert not missing


def test_every_node_has_a_paragraph() -> None:
    written = "".join(
        path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_[0-9]*.py")
    )
    nodes = [
        *("Is", "IsOneOf", "AtMost", "AtLeast", "IsMissing", "Not", "AnyOf"),
        *(
            "Count",
            "CountDistinct",
            "Sum",
            "Quantile",
            "InPeriod",
            "OpenOn",
            "Since",
            "Length",
            "ByColumn",
            "ByAgeBand",
        ),
    ]
    assert all(hasattr(query, node) and f"{node}(" in written for node in nodes)
