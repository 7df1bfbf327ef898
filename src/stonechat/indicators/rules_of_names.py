"""Rules of names: what a definition or a scorecard calls by name is there, and alone has that name."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from stonechat.basics.problems import Problem, Severity
from stonechat.indicators.breakdowns import BREAKDOWNS, is_possible
from stonechat.indicators.manifest import (
    Manifest,
    Path,
    besides,
    columns,
    columns_named,
    other_tables,
    tables_counted,
)
from stonechat.indicators.resolve import Loaded, used_parameters, when_of
from stonechat.indicators.rule import problem_at
from stonechat.indicators.schema import nearest
from stonechat.model.tables import TABLES

RESERVED = {
    "FD": 26, "AS": 14, "CP": 31, "CN": 15, "CL": 47, "AD": 6, "LV": 14, "WF": 30, "QA": 18, "PA": 11,
    "VO": 10, "OU": 11, "FN": 9,
}  # fmt: skip
"""The numbers planned for the shipped catalogue: FD01 to FD26 and so on. `moves` may point at them."""


def ids_are_unique(manifest: Manifest) -> Iterator[Problem]:
    """Two files of one layer may not define the same id; a local file may override a shipped one."""
    seen: dict[tuple[bool, str], str] = {}
    for loaded in manifest.definitions:
        key = (loaded.is_local, loaded.spec.id)
        if key in seen:
            what = f"{loaded.spec.id} is already defined in {seen[key]}."
            yield problem_at(loaded, "ids_are_unique", what, "Give one of them another id.", "id")
        seen.setdefault(key, loaded.document.file)


def ids_match_file_names(manifest: Manifest) -> Iterator[Problem]:
    """A file is called by its id, an underscore and its subject."""
    for loaded in manifest.definitions:
        stem = PurePosixPath(loaded.document.file).stem
        if not stem.startswith(f"{loaded.spec.id}_"):
            fix = f"Rename it {loaded.spec.id}_<name>.yaml, or correct the id."
            yield problem_at(
                loaded, "ids_match_file_names", f"The file of {loaded.spec.id} is {stem}.", fix, "id"
            )


def themes_exist(manifest: Manifest) -> Iterator[Problem]:
    """A theme that a definition names has defaults: a misspelt one would hide it in a theme of its own."""
    for loaded in manifest.definitions:
        said = loaded.spec.theme
        if said is not None and said not in manifest.themes:
            fix = f"{nearest(said, list(manifest.themes))} A new theme is a folder with a _defaults.yaml."
            yield problem_at(loaded, "themes_exist", f"There is no theme {said}.", fix, "theme")


def tables_exist(manifest: Manifest) -> Iterator[Problem]:
    """Every table named is a table of the model."""
    for loaded in manifest.definitions:
        named: list[tuple[Path, str]] = [(("of",), loaded.spec.of)]
        named += [((*path, "of"), other.of) for path, other in other_tables(loaded)]
        named += [((*path, "of"), beside.of) for path, _, beside in besides(loaded)]
        for position, example in enumerate(loaded.spec.examples):
            named += [(("examples", position, "rows", name), name) for name in example.rows]
        for path, name in named:
            if name not in TABLES:
                fix = nearest(name, list(TABLES))
                yield problem_at(loaded, "tables_exist", f"There is no table {name}.", fix, *path)


def columns_exist(manifest: Manifest) -> Iterator[Problem]:
    """Every column named is a column of its table, its own or a derived one."""
    for loaded in manifest.definitions:
        for path, table, name in columns_named(loaded):
            known = columns(table)
            if known and name not in known:
                what = f"{table} has no column {name}."
                yield problem_at(loaded, "columns_exist", what, nearest(name, list(known)), *path)


def parameters_exist(manifest: Manifest) -> Iterator[Problem]:
    """Every parameter named has a value."""
    for loaded in manifest.definitions:
        for path, name in used_parameters(loaded.document.data):
            if name not in manifest.parameters:
                fix = nearest(name, list(manifest.parameters))
                yield problem_at(loaded, "parameters_exist", f"There is no parameter {name}.", fix, *path)


def breakdowns_are_possible(manifest: Manifest) -> Iterator[Problem]:
    """Every breakdown is known, and its table has the column that it reads."""
    for loaded in manifest.definitions:
        for position, name in enumerate(loaded.spec.breakdowns):
            path = ("breakdowns", position)
            if name not in BREAKDOWNS:
                fix = nearest(name, list(BREAKDOWNS))
                yield problem_at(
                    loaded, "breakdowns_are_possible", f"There is no breakdown {name}.", fix, *path
                )
            elif not all(_can_break_down(name, loaded, table) for table in tables_counted(loaded)):
                what = f"{loaded.spec.of} cannot be broken down by {name}."
                fix = "Leave it out of this definition's breakdowns."
                yield problem_at(loaded, "breakdowns_are_possible", what, fix, *path)


def _can_break_down(name: str, loaded: Loaded, table: str) -> bool:
    if loaded.spec.dated is None and loaded.spec.open is None:
        return True  # another rule has something to say
    return is_possible(name, table, when_of(loaded.spec))


def moves_are_known(manifest: Manifest) -> Iterator[Problem]:
    """What an indicator is believed to move is another indicator, defined or planned."""
    known = {loaded.spec.id for loaded in manifest.definitions} | manifest.named
    known |= {f"{letters}{n:02}" for letters, last in RESERVED.items() for n in range(1, last + 1)}
    for loaded in manifest.definitions:
        for position, name in enumerate(loaded.spec.moves):
            if name not in known or name == loaded.spec.id:
                what = f"moves names {name}, which is not another indicator."
                fix = nearest(name, sorted(known))
                yield problem_at(loaded, "moves_are_known", what, fix, "moves", position)


def cautions_are_sentences(manifest: Manifest) -> Iterator[Problem]:
    """A caution begins with a capital and ends with a full stop: YAML splits one at a comma in brackets."""
    for loaded in manifest.definitions:
        for position, caution in enumerate(loaded.spec.cautions):
            if not caution[:1].isupper() or not caution.endswith("."):
                what = "This caution is not a whole sentence."
                fix = "Put one that holds a comma on a line of its own (- …), or in quotation marks."
                yield problem_at(loaded, "cautions_are_sentences", what, fix, "cautions", position)


def local_ones_are_owned(manifest: Manifest) -> Iterator[Problem]:
    """A local definition says what it is for and when it is looked at again."""
    for loaded in manifest.definitions:
        missing = [name for name in ("purpose", "review_by") if getattr(loaded.spec, name) is None]
        if loaded.is_local and missing:
            what = f"{loaded.spec.id} does not say its {' and '.join(missing)}."
            fix = "Add it, so that whoever comes later knows whether to keep it."
            where = loaded.document.where("id")
            yield Problem(what, fix, Severity.WARNING, "local_ones_are_owned", where)


def scorecards_name_indicators(manifest: Manifest) -> Iterator[Problem]:
    """A scorecard shows indicators that exist, each once."""
    known = [loaded.spec.id for loaded in manifest.definitions]
    for spec, document in manifest.scorecards.values():
        shown: set[str] = set()
        for s, section in enumerate(spec.sections):
            for i, name in enumerate(section.indicators):
                where = document.where("sections", s, "indicators", i)
                if name not in known and name not in manifest.named:
                    what, fix = f"There is no indicator {name}.", nearest(name, known)
                    yield Problem(what, fix, Severity.ERROR, "scorecards_name_indicators", where)
                elif name in shown:
                    what, fix = f"{name} stands twice in the scorecard.", "Keep it once."
                    yield Problem(what, fix, Severity.ERROR, "scorecards_name_indicators", where)
                shown.add(name)
