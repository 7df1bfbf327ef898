"""`stonechat.toml`: what an authority decides about its own folder.

One schema; an unknown key is an error with the nearest known name, so that a misspelt setting is never
silently ignored. It reads and writes the file; what a setting means stands with whoever uses it.
"""

import difflib
import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from stonechat.basics.problems import Problem, Refused, Severity, Where

AuthorityCode = Annotated[str, StringConstraints(pattern=r"^(\d{3})?$")]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Authority(_Section):
    """Whose folder this is. An empty code takes the code of the first return imported."""

    code: AuthorityCode = ""
    name: str = ""


class Store(_Section):
    """How many snapshots are kept, the current one included."""

    keep_snapshots: int = Field(default=10, ge=1, le=1000)


class Audit(_Section):
    """Where the read log's anchor is noted after every entry: a file outside this folder, or nowhere."""

    anchor_file: str = ""


class Benchmark(_Section):
    """Whose statistical neighbours to compare with; empty: the authority's own."""

    neighbours_of: AuthorityCode = ""


class Web(_Section):
    """How the pages are served. `https`: they stand behind a server that speaks https to people, as they
    must wherever anybody but this machine asks for them; `hosts` are the names that it is asked by."""

    https: bool = False
    hosts: tuple[str, ...] = ()


class Disclosure(_Section):
    """Up to how many children a count is hidden from people without a right to exact figures; 0: none is."""

    threshold: int = Field(default=5, ge=0, le=1000)


class Settings(_Section):
    """Everything that stonechat.toml may say; what it does not say has the default given here."""

    authority: Authority = Authority()
    store: Store = Store()
    audit: Audit = Audit()
    benchmark: Benchmark = Benchmark()
    web: Web = Web()
    disclosure: Disclosure = Disclosure()


TEMPLATE = """\
# Settings of this authority's folder. An unknown key is an error, so a misspelling is never ignored.

[authority]
code = "{code}"   # three digits, as in the returns; empty: taken from the first return imported
name = "{name}"

[store]
keep_snapshots = 10   # how many snapshots are kept, so that older figures can be shown again

[audit]
anchor_file = ""   # a file outside this folder that notes the head of the read log after every entry

[benchmark]
neighbours_of = "{neighbours_of}"   # whose statistical neighbours to show; empty: this authority's own

[web]
https = false   # true where the pages stand behind a server that speaks https to people
hosts = []   # the names by which people ask for the pages, for example ["stonechat.example.gov.uk"]

[disclosure]
threshold = 5   # counts of 1 to this many are hidden from whoever has no right to exact figures; 0: none
"""


def render(code: str = "", name: str = "", neighbours_of: str = "") -> str:
    """The text of a new stonechat.toml."""
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return TEMPLATE.format(code=code, name=quoted, neighbours_of=neighbours_of)


def read_settings(path: Path) -> Settings:
    """The settings in the file. Refused, with every fault at once, if it is not valid."""
    try:
        return Settings.model_validate(tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except ValidationError as error:
        raise Refused(
            *(_problem(path, fault["type"], fault["loc"], fault["msg"]) for fault in error.errors())
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        what = f"{path.name} is not valid TOML: {error}."
        raise Refused(
            _settings_problem(path, what, "Mend that line, or copy the file from a new folder.")
        ) from None


def _problem(path: Path, kind: str, place: tuple[int | str, ...], message: str) -> Problem:
    key = ".".join(str(part) for part in place)
    if kind != "extra_forbidden":
        return _settings_problem(
            path, f"{key} in {path.name} has a value that cannot be used: {message}.", "Mend it."
        )
    near = difflib.get_close_matches(key, known_keys(), n=1, cutoff=0.5)
    fix = f"Did you mean {near[0]}?" if near else f"The keys are {', '.join(known_keys())}."
    return _settings_problem(path, f"{path.name} has a key that nobody knows: {key}.", fix)


def known_keys() -> list[str]:
    """Every section and key, as section or section.key."""
    keys = []
    for section, field in Settings.model_fields.items():
        keys.append(section)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            keys += [f"{section}.{key}" for key in field.annotation.model_fields]
    return keys


def _settings_problem(path: Path, what: str, fix: str) -> Problem:
    return Problem(what, fix, Severity.ERROR, "settings", Where(file=path.name))
