"""Loads the catalogue: every definition, parameter and scorecard, shipped and local, or nothing at all.

The shipped files stand beside this module; an authority's own folder may add to them and override them
by id or name. Whatever is wrong in any file is reported together, and then nothing is loaded: a
catalogue with a hole in it would quietly leave indicators out.

Next: `schema.py` says what may be written, `validate.py` what must hold, `plan.py` uses the result.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from stonechat.basics.dates import in_words
from stonechat.basics.problems import Problem, Refused, Severity, Where, refusal, wrong_use
from stonechat.indicators.breakdowns import AGE_BANDS, BREAKDOWNS
from stonechat.indicators.definition import Indicator
from stonechat.indicators.manifest import Manifest
from stonechat.indicators.resolve import Loaded, indicator
from stonechat.indicators.schema import (
    DefaultsSpec,
    DefinitionSpec,
    ParameterSpec,
    ScorecardSpec,
    check,
    nearest,
)
from stonechat.indicators.validate import problems_in
from stonechat.indicators.yaml_file import Document, read

_HERE = Path(__file__).parent
_DEFAULTS = "_defaults.yaml"
LAYER = ("indicators", "parameters", "scorecards")
"""The folders of an authority that hold definitions, parameters and scorecards of its own."""
_OWN_THEME = "local"
"""The theme of a definition of one's own that names none."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A group of indicators: the folder's name, its heading, what it is about, why, and what to ask."""

    name: str
    title: str
    about: str
    place: int = 99
    matters: str | None = None
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One block of a scorecard: a heading and indicator ids."""

    title: str
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Which indicators to show together, in which order."""

    name: str
    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Catalogue:
    """Every indicator, by id in order of theme and id. Immutable; `version` changes with any content.

    `warnings` are problems that did not prevent loading.
    """

    indicators: Mapping[str, Indicator]
    themes: tuple[Theme, ...]
    scorecards: Mapping[str, Scorecard]
    version: str
    warnings: tuple[Problem, ...] = ()

    def __getitem__(self, id: str) -> Indicator:
        """The indicator of that id. `Refused`, with the nearest id, if there is none."""
        if id not in self.indicators:
            what = f"There is no indicator {id}."
            raise wrong_use(what, nearest(id.upper(), list(self.indicators)), rule="unknown_indicator")
        return self.indicators[id]

    def __iter__(self) -> Iterator[Indicator]:
        return iter(self.indicators.values())

    def __len__(self) -> int:
        return len(self.indicators)

    def theme_of(self, indicator: Indicator) -> Theme:
        """The theme that the indicator belongs to."""
        return next(theme for theme in self.themes if theme.name == indicator.theme)

    def why_it_matters(self, indicator: Indicator) -> str | None:
        """What the indicator says of it, else its theme; None where neither does."""
        return indicator.matters or self.theme_of(indicator).matters

    def questions_to_ask(self, indicator: Indicator) -> tuple[str, ...]:
        """What to ask of a figure: the indicator's own questions, then those of its theme."""
        return (*indicator.questions, *self.theme_of(indicator).questions)

    def scorecard(self, name: str = "default") -> Scorecard:
        """The scorecard of that name. `Refused` if there is none."""
        if name not in self.scorecards:
            what = f"There is no scorecard {name}."
            raise wrong_use(what, nearest(name, list(self.scorecards)), rule="unknown_scorecard")
        return self.scorecards[name]


def load_catalogue(local: Path | None = None) -> Catalogue:
    """The shipped catalogue with the authority's folder laid over it. `Refused` with every problem.

    Of `local` it reads indicators/ (any depth), parameters/*.yaml and scorecards/*.yaml, where they exist.
    The same files give the same catalogue again, without being worked through again.
    """
    written = _written(local) if local else ()
    return _load(local if written else None, written)


_Written = tuple[tuple[str, bytes | None], ...]
"""Every local YAML file, by its place in the folder, and what is in it; None of one that cannot be read."""


def _written(local: Path) -> _Written:
    files = sorted(path for folder in LAYER for path in (local / folder).rglob("*.y*ml"))
    return tuple((path.relative_to(local).as_posix(), _bytes_of(path)) for path in files)


def _bytes_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


@lru_cache(maxsize=4)  # a quarter of a second each time, for every page
def _load(local: Path | None, _written: _Written) -> Catalogue:
    found = _Found()
    found.read_layer(_HERE / "definitions", _HERE / "parameters", _HERE / "scorecards", is_local=False)
    if local is not None:
        found.read_layer(*(local / folder for folder in LAYER), is_local=True)
    manifest = Manifest(
        found.definitions,
        found.parameters,
        found.scorecards,
        frozenset(found.named),
        frozenset({*found.shared, _OWN_THEME}),
    )
    problems = [*found.problems, *problems_in(manifest)]
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise Refused(*problems)
    return _resolved(found, tuple(problems))


def due_for_review(catalogue: Catalogue, on: date) -> Iterator[Problem]:
    """A warning for each indicator whose `review_by` lies before the day."""
    for one in catalogue:
        if one.review_by is not None and one.review_by < on:
            what = f"{one.id} was to be reviewed by {in_words(one.review_by)}."
            fix = "Look at it again, then correct it, give it a new date, or remove it."
            yield Problem(what, fix, Severity.WARNING, "due_for_review", Where(one.file))


def _resolved(found: "_Found", warnings: tuple[Problem, ...]) -> Catalogue:
    parameters = {name: spec for name, (spec, _) in found.parameters.items()}
    themes = tuple(sorted(found.themes.values(), key=lambda theme: (theme.place, theme.name)))
    order = {theme.name: position for position, theme in enumerate(themes)}
    effective = {loaded.spec.id: loaded for loaded in found.definitions}  # the local layer comes last
    in_order = sorted(effective.values(), key=lambda loaded: (order[loaded.theme], loaded.spec.id))
    indicators = {loaded.spec.id: indicator(loaded, parameters) for loaded in in_order}
    scorecards = {name: _scorecard(name, spec) for name, (spec, _) in found.scorecards.items()}
    return Catalogue(
        MappingProxyType(indicators),
        themes,
        MappingProxyType(scorecards),
        _version(in_order, parameters),
        warnings,
    )


def _scorecard(name: str, spec: ScorecardSpec) -> Scorecard:
    sections = tuple(Section(section.title, tuple(section.indicators)) for section in spec.sections)
    return Scorecard(name, spec.title, sections)


def _version(definitions: list[Loaded], parameters: Mapping[str, ParameterSpec]) -> str:
    """A hash of all that decides a number or its words: definitions, parameters, bands of breakdowns.

    Of the checked content, not of the files, so that a comment or another order changes nothing. What is
    asked of a figure, and why it matters, decide neither.
    """
    content = {
        "definitions": [
            [loaded.theme, loaded.spec.model_dump(mode="json", exclude={"matters", "questions"})]
            for loaded in definitions
        ],
        "parameters": {name: spec.model_dump(mode="json") for name, spec in parameters.items()},
        "breakdowns": [repr(rule) for rule in BREAKDOWNS.values()],
        "age_bands": [repr(band) for band in AGE_BANDS],
    }
    written = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


@dataclass
class _Found:
    """What was read so far, layer by layer, and what was wrong with it."""

    definitions: list[Loaded] = field(default_factory=list)
    parameters: dict[str, tuple[ParameterSpec, Document]] = field(default_factory=dict)
    scorecards: dict[str, tuple[ScorecardSpec, Document]] = field(default_factory=dict)
    themes: dict[str, Theme] = field(default_factory=dict)
    shared: dict[str, dict[str, Any]] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    _in_this_layer: dict[str, str] = field(default_factory=dict)

    def read_layer(self, definitions: Path, parameters: Path, scorecards: Path, *, is_local: bool) -> None:
        """Reads one layer over those before it."""
        self._in_this_layer = {}
        for document in self._documents(parameters, "*"):
            self._read_parameters(document)
        for document in self._documents(scorecards, "*"):
            self._collect(lambda document=document: self._read_scorecard(document))
        found = list(self._documents(definitions, "**/*"))
        defaults = [document for document in found if Path(document.file).name == _DEFAULTS]
        for document in defaults:
            self._collect(lambda document=document: self._read_defaults(document))
        for document in found:
            if document not in defaults:
                self._collect(lambda document=document: self._read_definition(document, is_local))
        self.named |= {path.name.split("_")[0] for path in definitions.glob("**/*.yaml")}

    def _documents(self, folder: Path, pattern: str) -> Iterator[Document]:
        """The folder's YAML files in order of name; those that cannot be read become problems."""
        for path in sorted(folder.glob(pattern)):
            shown_as = path.relative_to(folder.parent).as_posix()
            if path.name.startswith(".") or path.suffix not in (".yaml", ".yml"):
                continue
            if path.suffix == ".yml":
                self._problem(shown_as, "A file that ends in .yml is not read.", "Rename it to .yaml.")
                continue
            try:
                yield read(path, shown_as)
            except Refused as refused:
                self.problems.extend(refused.problems)
            except OSError:
                fix = "Check that it is a file and that you may read it."
                self._problem(shown_as, "The file cannot be read.", fix)

    def _problem(self, file: str, what: str, fix: str) -> None:
        self.problems.append(Problem(what, fix, Severity.ERROR, "yaml", Where(file)))

    def _collect(self, step: Any) -> None:
        try:
            step()
        except Refused as refused:
            self.problems.extend(refused.problems)

    def _read_parameters(self, document: Document) -> None:
        for name, data in document.data.items():
            self._collect(lambda name=name, data=data: self._read_parameter(name, data, document))

    def _read_parameter(self, name: str, data: Any, document: Document) -> None:
        spec = check(ParameterSpec, data, document, name)
        other = self._in_this_layer.setdefault(name, document.file)
        if other != document.file:
            what = f"The parameter {name} is already in {other}."
            raise refusal(what, "Keep one of the two.", "parameters_are_unique", document.where(name))
        self.parameters[name] = spec, document

    def _read_scorecard(self, document: Document) -> None:
        name = Path(document.file).stem
        self.scorecards[name] = check(ScorecardSpec, document.data, document), document

    def _read_defaults(self, document: Document) -> None:
        spec = check(DefaultsSpec, document.data, document)
        theme = _folder_of(document) or _OWN_THEME
        self.themes[theme] = Theme(
            theme, spec.title, spec.about, spec.place, spec.matters, tuple(spec.questions)
        )
        self.shared[theme] = {**self.shared.get(theme, {}), **spec.shared()}

    def _read_definition(self, document: Document, is_local: bool) -> None:
        theme = self._theme_of(document)
        merged = {**self.shared.get(theme, {}), **document.data}
        spec = check(DefinitionSpec, merged, document)
        self.themes.setdefault(theme, Theme(theme, theme.replace("_", " ").capitalize(), ""))
        self.definitions.append(Loaded(spec, document, theme, is_local))

    def _theme_of(self, document: Document) -> str:
        """What the file says, else its folder, else the theme of the definition that it overrides."""
        said = document.data.get("theme")
        if isinstance(said, str):
            return said
        known = (loaded.theme for loaded in self.definitions if loaded.spec.id == document.data.get("id"))
        return _folder_of(document) or next(known, _OWN_THEME)


def _folder_of(document: Document) -> str | None:
    """The folder that a definition stands in, which names its theme; None at the top."""
    return next(iter(reversed(Path(document.file).parts[1:-1])), None)
