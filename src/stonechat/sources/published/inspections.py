"""Outcomes of Ofsted's inspections of authorities' services for children, from any of three layouts.

The inspectorate's lists (the latest of each authority, and all since 2018) are CSV, with names of columns in
full; the overview workbook has short ones, and words in small letters. Who inspected is not read. Blank
judgements stay blank: care leavers were judged apart only from 2023.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from stonechat.basics.authorities import by_area_code
from stonechat.model.published import INSPECTIONS
from stonechat.model.table import Values
from stonechat.sources.faults import not_readable
from stonechat.sources.published.received import FORMAT_NAME, Cells, Received, RowFault
from stonechat.sources.reading import Findings, Overrides, Release

TABLE = INSPECTIONS.name

IN_FULL = {
    "area_code": "local_authority_area_code",
    "area": "local_authority_name",
    "inspection_type": "inspection_type",
    "inspection_date": "inspection_date",
    "publication_date": "publication_date",
    "overall_effectiveness": "overall_effectiveness",
    "impact_of_leaders": "the_impact_of_leaders_on_social_work_practice_with_children_and_families",
    "help_and_protection": "the_experiences_and_progress_of_children_who_need_help_and_protection",
    "children_in_care": "the_experiences_and_progress_of_children_in_care",
    "care_leavers": "the_experiences_and_progress_of_care_leavers",
}
OVERVIEW = {
    "area_code": "ltla23cd",
    "area": "local_authority",
    "inspection_type": "inspection_framework",
    "inspection_date": "inspection_start_date",
    "publication_date": "publication_date",
    "overall_effectiveness": "overall_effectiveness_grade",
    "impact_of_leaders": "impact_of_leaders_grade",
    "help_and_protection": "help_and_protection_grade",
    "children_in_care": "in_care_grade",
    "care_leavers": "care_leavers_grade",
}
LAYOUTS = (IN_FULL, OVERVIEW)
OPTIONAL = {"inspection_type"}
JUDGEMENTS = (
    "overall_effectiveness",
    "impact_of_leaders",
    "help_and_protection",
    "children_in_care",
    "care_leavers",
)
GRADES = ("Outstanding", "Good", "Requires improvement to be good", "Inadequate")
_SHORT = {"requires improvement": "Requires improvement to be good"}
_TYPES = {"ilacs standard inspection": "standard", "ilacs short inspection": "short"}
_NOTHING = ("", "nan", "none", "null", "inspection_pre_dates_judgement")


def is_ours(columns: tuple[str, ...]) -> bool:
    """Whether these are columns of one of the layouts."""
    return _layout(columns) is not None


def _layout(columns: tuple[str, ...]) -> dict[str, str] | None:
    for layout in LAYOUTS:
        if {name for ours, name in layout.items() if ours not in OPTIONAL} <= set(columns):
            return layout
    return None


def prepare(source: Received, _said: Overrides, _findings: Findings) -> "Reader":
    """The reader of the file's rows."""
    layout = _layout(source.columns)
    if layout is None:
        raise not_readable(source.path, "no_table", "The file is no list of inspections.")
    return Reader(source, layout)


@dataclass(slots=True)
class Reader:
    """Makes one row for each inspection. `layout` says which column holds what."""

    source: Received
    layout: dict[str, str]
    table_name: str = TABLE
    _seen: set[tuple[str, date]] = field(default_factory=set)

    def release(self, said: Overrides) -> Release:
        """The list, by the first and the last day on which a report in it was published."""
        place = self.source.columns.index(self.layout["publication_date"])
        days = sorted(
            day.isoformat()
            for _, texts in self.source.records()
            if place < len(texts) and (day := _day(texts[place])) is not None
        )
        if not days:
            what = "No row of the file says when its report was published."
            raise not_readable(self.source.path, "no_time", what, "Download the file again.")
        title = "inspection outcomes" if "inspection_type" in self._columns else "latest inspection outcomes"
        return Release(
            FORMAT_NAME,
            TABLE,
            title,
            "Inspections of local authority children's services",
            days[0],
            days[-1],
            said.made_at,
        )

    @property
    def _columns(self) -> set[str]:
        return {ours for ours, name in self.layout.items() if name in self.source.columns}

    def parse(self, cells: Cells) -> list[Values]:
        """One inspection. `RowFault` if its authority or its report's day is not known."""
        said = {ours: cells.get(name, "") for ours, name in self.layout.items()}
        authority = by_area_code().get(said["area_code"])
        if authority is None:
            column = self.layout["area_code"]
            what = f"{column} is not the code of an authority that is known."
            raise RowFault("authority_code", column, what, "Download the file again.")
        published = self._day("publication_date", said)
        if published is None:
            raise self._no_day("publication_date")
        self._once(said["area_code"], published)
        return [
            (
                authority.code,
                said["area_code"],
                authority.name,
                _type(said["inspection_type"]),
                self._day("inspection_date", said),
                published,
                *(self._judgement(name, said[name]) for name in JUDGEMENTS),
            )
        ]

    def _day(self, ours: str, said: dict[str, str]) -> date | None:
        """The day in a column; None where it is empty."""
        if said[ours].lower() in _NOTHING:
            return None
        day = _day(said[ours])
        if day is None:
            raise self._no_day(ours)
        return day

    def _no_day(self, ours: str) -> RowFault:
        column = self.layout[ours]
        return RowFault(
            "not_a_date", column, f"{column} is not a day.", "Days stand as 2024-06-10 or 10/06/2024."
        )

    def _judgement(self, ours: str, text: str) -> str | None:
        spelt = text.lower()
        if spelt in _NOTHING:
            return None
        found = _SHORT.get(spelt) or next((grade for grade in GRADES if grade.lower() == spelt), None)
        if found is None:
            column = self.layout[ours]
            what = f"{column} is none of {', '.join(GRADES)}."
            raise RowFault("unknown_judgement", column, what, "Download the file again.")
        return found

    def _once(self, area: str, day: date) -> None:
        if (area, day) in self._seen:
            what = "The inspection stands in the file twice; the first counts."
            raise RowFault("row_twice", None, what, "Download the file again.")
        self._seen.add((area, day))


def _type(text: str) -> str | None:
    return _TYPES.get(text.lower(), text.lower()) or None


def _day(text: str) -> date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y"):
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
