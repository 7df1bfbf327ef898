"""Small SSDA903 files for tests, and independent counts of the sample files' raw text."""

import csv
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from stonechat.sources import registry
from stonechat.sources.reading import Overrides, Reading, TypedRow

COLUMNS = {
    "header": "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB",
    "episodes": "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,"
    "HOME_POST,PL_POST,URN",
    "uasc": "CHILD,SEX,DOB,DUC",
    "reviews": "CHILD,DOB,REVIEW,REVIEW_CODE",
    "oc2": "CHILD,DOB,SDQ_SCORE,SDQ_REASON,CONVICTED,HEALTH_CHECK,IMMUNISATIONS,TEETH_CHECK,"
    "HEALTH_ASSESSMENT,SUBSTANCE_MISUSE,INTERVENTION_RECEIVED,INTERVENTION_OFFERED",
    "oc3": "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM",
    "ad1": "CHILD,DOB,DATE_INT,DATE_MATCH,FOSTER_CARE,NB_ADOPTR,SEX_ADOPTR,LS_ADOPTR",
    "placed_for_adoption": "CHILD,DOB,DATE_PLACED,DATE_PLACED_CEASED,REASON_PLACED_CEASED",
    "previous_permanence": "CHILD,DOB,PREV_PERM,LA_PERM,DATE_PERM",
    "missing": "CHILD,DOB,MISSING,MIS_START,MIS_END",
    "sw_episodes": "CHILD,DOB,SW_ID,SW_DECOM,SW_DEC,SW_REASON",
    "dolo": "CHILD,DOB,DOLO_START,DOLO_END",
}

ROWS = {
    "header": "A1,M,06/12/2012,WIRT,A850728973744,0,",
    "episodes": "A1,05/05/2026,S,C1,N1,U6,PR1,08/11/2026,E4A,CARPL,AB1 2CD,EF3 4GH,1234567",
    "uasc": "A1,M,06/12/2012,01/11/2026",
    "reviews": "A1,06/12/2012,20/06/2026,PN1",
    "oc2": "A1,06/12/2012,12,,0,1,1,1,1,0,,",
    "oc3": "A1,06/12/2012,YES,F1,B1",
    "ad1": "A1,06/12/2012,01/06/2026,02/06/2026,0,2,MF,L11",
    "placed_for_adoption": "A1,06/12/2012,03/06/2026,04/09/2026,RD1",
    "previous_permanence": "A1,06/12/2012,P1,201,zz/01/2018",
    "missing": "A1,06/12/2012,M,07/07/2026,09/07/2026",
    "sw_episodes": "A1,06/12/2012,SW9,05/05/2026,01/02/2027,CHCHAN",
    "dolo": "A1,06/12/2012,10/10/2026,12/12/2026",
}
"""One good row of every table, all of the return of 2027."""

Content = str | bytes


def table(name: str, *rows: str) -> str:
    """A CSV file of one table; without rows, the one good row."""
    return "\n".join((COLUMNS[name], *(rows or (ROWS[name],)))) + "\n"


def write_files(folder: Path, files: Mapping[str, Content]) -> Path:
    """The files in a folder of their own, by name without .csv."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / (name if "." in name else f"{name}.csv")
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def read_paths(
    paths: Iterable[Path], authority: str | None = "201", year: int | None = None
) -> tuple[Reading, list[TypedRow]]:
    """The one return that the paths are, and its rows."""
    (found,) = registry.grouped(paths)
    reading = registry.read(found, Overrides(authority, year))
    return reading, list(reading.rows)


def read_files(
    folder: Path, files: Mapping[str, Content], authority: str | None = "201", year: int | None = None
) -> tuple[Reading, list[TypedRow]]:
    """The return of these files."""
    return read_paths([write_files(folder, files)], authority, year)


def rules(reading: Reading, severity: str | None = None) -> set[str]:
    """The rules of which there are problems."""
    return {rule for each, rule in reading.findings.counts if severity in (None, each.value)}


def counted(rows: Iterable[TypedRow]) -> dict[str, int]:
    """Rows by table."""
    found: dict[str, int] = {}
    for row in rows:
        found[row.table] = found.get(row.table, 0) + 1
    return found


def raw_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file as the csv module has them: no code of ours."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# ---------------------------------------------------------------- workbooks, by hand

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STYLES = (
    f'<?xml version="1.0"?><styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1">'
    '<fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


def workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[str]]]) -> Path:
    """A workbook; a cell is XML if it begins with <, else text. `number` and `day` make such cells."""
    places = list(enumerate(sheets, 1))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELS)
        archive.writestr("xl/styles.xml", _STYLES)
        names = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in places)
        relations = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
        book = f'<workbook xmlns="{_MAIN}" {relations}><sheets>{names}</sheets></workbook>'
        archive.writestr("xl/workbook.xml", book)
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        links = "".join(
            f'<Relationship Id="rId{n}" Type="{kind}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n, _ in places
        )
        links += f'<Relationship Id="rId99" Type="{kind}/styles" Target="styles.xml"/>'
        package = "http://schemas.openxmlformats.org/package/2006/relationships"
        archive.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{package}">{links}</Relationships>'
        )
        for n, name in places:
            archive.writestr(f"xl/worksheets/sheet{n}.xml", _sheet(sheets[name]))
    return path


def _sheet(rows: Sequence[Sequence[str]]) -> str:
    lines = "".join(
        f'<row r="{r}">' + "".join(_cell(value, r, c) for c, value in enumerate(row) if value) + "</row>"
        for r, row in enumerate(rows, 1)
        if row
    )
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData></worksheet>'


def _cell(value: str, row: int, column: int) -> str:
    at = f"{chr(ord('A') + column)}{row}"
    if value.startswith("<"):
        return value.replace("<c", f'<c r="{at}"', 1)
    return f'<c r="{at}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def number(value: float) -> str:
    """A cell that holds a number."""
    return f"<c><v>{value}</v></c>"


def day(serial: int) -> str:
    """A cell that holds a date, as days since 1899-12-30."""
    return f'<c s="1"><v>{serial}</v></c>'
