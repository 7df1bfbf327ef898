"""Tables in the layout of the Department's statistics service: a row for each place, time and breakdown.

Each row becomes one number for each of its measures. Columns may stand in any order, and have the names of
any release that is known. A column that is new and holds numbers is taken as one more measure; one that
holds words could divide the numbers, so the file is refused until somebody has looked at it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from stonechat.basics.authorities import authorities
from stonechat.basics.problems import Problem, Severity, Where
from stonechat.model.published import STATISTICS
from stonechat.model.table import Values
from stonechat.sources.faults import NotReadable, not_readable
from stonechat.sources.published.layout import GEOGRAPHY, LEVEL, TIME, PublishedTable, nearest, table_of
from stonechat.sources.published.numbers import number_and_symbol
from stonechat.sources.published.received import FORMAT_NAME, Cells, Received, RowFault, column_name
from stonechat.sources.published.times import period_of
from stonechat.sources.reading import Findings, Overrides, Release

TABLE = STATISTICS.name
REQUIRED = (*TIME, LEVEL, "country_code")
ENGLAND, REGION, AUTHORITY = "England", "region", "authority"
_LEVELS = {"National": ENGLAND, "Regional": REGION, "Local authority": AUTHORITY}
_PLACE_OF = {
    ENGLAND: ("country_code", "country_name"),
    REGION: ("region_code", "region_name"),
    AUTHORITY: ("new_la_code", "la_name"),
}


def is_ours(columns: tuple[str, ...]) -> bool:
    """Whether these are columns of the service's layout."""
    return set(REQUIRED) <= set(columns)


def breakdown_text(filters: Mapping[str, str]) -> str | None:
    """Filters with their values as one text, in the order given; None without any."""
    return "; ".join(f"{column}={value}" for column, value in filters.items()) or None


def prepare(source: Received, _said: Overrides, findings: Findings) -> "Reader":
    """The reader of the file's rows. `NotReadable` for a table that is not known."""
    first_row = dict(zip(source.columns, next(source.records(), (0, []))[1], strict=False))
    table = table_of(source.columns, first_row)
    if table is None:
        raise _unknown_table(source)
    measures = _measures(source, table, first_row, findings)
    return Reader(source, table, measures, findings)


@dataclass(slots=True)
class Reader:
    """Makes rows of one table. `measures` are its columns of numbers: the file's name and ours."""

    source: Received
    table: PublishedTable
    measures: tuple[tuple[str, str], ...]
    findings: Findings
    table_name: str = TABLE
    _seen: set[tuple[str | None, ...]] = field(default_factory=set)
    _strange: set[str] = field(default_factory=set)

    def release(self, said: Overrides) -> Release:
        """Which table it is and the times in it, found by going through the file once."""
        times = sorted(filter(None, {self._period(cells) for cells in self._times()}))
        if not times:
            what = "No row of the file says a time that is known."
            raise not_readable(self.source.path, "no_time", what, "Download the file again.")
        first, last = times[0], times[-1]
        table = self.table
        return Release(FORMAT_NAME, table.name, table.title, table.publication, first, last, said.made_at)

    def _times(self) -> Iterator[Cells]:
        places = [(name, self.source.columns.index(name)) for name in TIME]
        for _, texts in self.source.records():
            yield {name: texts[place].strip() if place < len(texts) else "" for name, place in places}

    def _period(self, cells: Cells) -> str | None:
        return period_of(cells["time_period"], cells["time_identifier"], self.table.reporting_year)

    def parse(self, cells: Cells) -> list[Values]:
        """One row of the model for each measure. `RowFault` for a row that cannot be loaded."""
        period = self._period(cells)
        if period is None:
            raise _unknown_time()
        level, area_code, authority, area = self._place(cells)
        breakdown = breakdown_text(self._filters(cells))
        self._once(period, level, area_code, authority, breakdown)
        place = (self.table.name, period, level, area_code, authority, area, breakdown)
        return [(*place, ours, *number_and_symbol(column, cells[column])) for column, ours in self.measures]

    def _filters(self, cells: Cells) -> dict[str, str]:
        named = dict(zip(self.table.own_names(cells), cells.values(), strict=True))
        return {column: named[column] for column in self.table.filters}

    def _place(self, cells: Cells) -> tuple[str, str | None, str | None, str]:
        level = _LEVELS.get(cells[LEVEL])
        if level is None:
            what = f"{LEVEL} is none of {', '.join(_LEVELS)}."
            raise RowFault("unknown_level", LEVEL, what, "Only these are read; leave other rows out.")
        code, name = (cells.get(column, "") for column in _PLACE_OF[level])
        authority = self._authority(cells.get("old_la_code", "")) if level == AUTHORITY else None
        if not name or not (code or authority):
            what = "The row does not say which place it is about."
            raise RowFault("no_place", _PLACE_OF[level][0], what, "Download the file again.")
        return level, code or None, authority, name

    def _authority(self, text: str) -> str | None:
        """Three digits, or several joined by a stroke where authorities are published together."""
        codes = text.split(" / ") if text else []
        if any(not (len(code) == 3 and code.isascii() and code.isdigit()) for code in codes):
            what = "old_la_code is not a code of three digits."
            raise RowFault("authority_code", "old_la_code", what, "Download the file again.")
        for code in codes:
            if code not in authorities() and code not in self._strange:
                self._strange.add(code)
                self.findings.add(_not_on_the_list(self.source, code))
        return text or None

    def _once(self, *key: str | None) -> None:
        if key in self._seen:
            what = "The same place, time and breakdown stands in the file twice; the first counts."
            raise RowFault("row_twice", None, what, "Download the file again.")
        self._seen.add(key)


def _measures(
    source: Received, table: PublishedTable, first_row: Mapping[str, str], findings: Findings
) -> tuple[tuple[str, str], ...]:
    """The columns of numbers; a new one is told, and one that holds words refuses the file."""
    found = []
    for place, (column, ours) in enumerate(zip(source.columns, table.own_names(source.columns), strict=True)):
        if not column or column in GEOGRAPHY or ours in table.filters or ours in table.captions:
            continue
        if ours not in table.measures:
            _check_new_column(source, place, first_row.get(column, ""), findings)
        found.append((column, ours))
    _note_absent(source, table, {ours for _, ours in found}, findings)
    return tuple(found)


def _note_absent(source: Received, table: PublishedTable, found: set[str], findings: Findings) -> None:
    absent = [measure for measure in table.measures if measure not in found]
    if absent:
        names = ", ".join(absent[:10]) + (f" and {len(absent) - 10} more" if len(absent) > 10 else "")
        what = f"The file lacks columns that this table has had: {names}."
        fix = "Nothing to do, if the release has none; else download the file again."
        findings.add(Problem(what, fix, Severity.NOTE, "absent_measure", Where(source.file, row=1)))


def _check_new_column(source: Received, place: int, text: str, findings: Findings) -> None:
    at = Where(source.file, row=1)
    try:
        number_and_symbol("", text.strip())
    except RowFault:
        raise NotReadable(
            Problem(
                f"Column {place + 1} is not known here and holds words, which could divide the numbers.",
                "Take the column out if it says the same in every row; else tell the maintainers.",
                Severity.ERROR,
                "unknown_column",
                at,
            )
        ) from None
    what = f"Column {place + 1} is new in this table; its numbers are kept under the column's name."
    findings.add(Problem(what, "Nothing to do.", Severity.NOTE, "new_measure", at))


def _unknown_table(source: Received) -> NotReadable:
    close = nearest(source.columns)
    lacks = [
        column_name(name) for name in (*close.filters, *sorted(close.known_by)) if name not in source.columns
    ]
    return not_readable(
        source.path,
        "unknown_table",
        "The file has the layout of published statistics, but is none of the tables that are known.",
        f"The nearest is {close.publication}, {close.title}: it has {', '.join(lacks) or 'other rows'}.",
        line=1,
    )


def _unknown_time() -> RowFault:
    what = "time_period and time_identifier name no time that is known."
    return RowFault("unknown_time", "time_period", what, "Years stand as 2024 (Reporting year) or 202324.")


def _not_on_the_list(source: Received, code: str) -> Problem:
    return Problem(
        f"Authority {code} is not on the list of authorities; its figures are kept.",
        "If it is new, a later version of Stonechat will know it.",
        Severity.WARNING,
        "unknown_authority",
        Where(source.file, column="old_la_code"),
    )
