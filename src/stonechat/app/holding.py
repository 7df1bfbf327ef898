"""What an authority's folder holds, for the page where it is looked after: returns, published figures, age.

It looks at what is written down and verifies no byte: that is `doctor.py`'s, which takes longer.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from stonechat.app.council import LONDON, Council, today
from stonechat.app.last_import import kept_on
from stonechat.app.permissions import Permission, Viewer, not_allowed
from stonechat.app.policies import UNDOABLE
from stonechat.app.replacing import rows_of
from stonechat.app.reports import Release
from stonechat.basics.dates import in_words
from stonechat.basics.problems import Refused
from stonechat.pipeline.standing import standing
from stonechat.sources.reading import Heading
from stonechat.sources.registry import formats
from stonechat.store import published, returns, snapshots
from stonechat.store.folder import Folder
from stonechat.store.published import KeptRelease
from stonechat.store.returns import Return
from stonechat.store.snapshots import Snapshot

EXPECTED_EVERY = {"cin_census": 365, "ssda903": 365, "ssd": 31}
"""Days between two returns of a format: a return older than that and `LATE` is likely to have a successor."""
LATE = timedelta(days=150)


@dataclass(frozen=True, slots=True)
class HeldReturn:
    """One return that counts now. `stands` is False where a later one of its year is used instead."""

    id: str
    what: str
    year: int
    first: date
    last: date
    rows: int
    imported_on: datetime
    stands: bool
    is_undoable: bool


@dataclass(frozen=True, slots=True)
class HeldPublication:
    """One file of published figures that is kept."""

    id: str
    what: str
    first: str
    last: str
    imported_on: datetime
    is_undoable: bool


@dataclass(frozen=True, slots=True)
class Source:
    """The returns of one format, the latest year first. `age` says how old its latest day is."""

    what: str
    last: date
    age: str
    is_old: bool
    returns: tuple[HeldReturn, ...]

    @property
    def old_words(self) -> tuple[str, ...]:
        """What to say where a newer return is likely to be there to be imported."""
        return (f"Its latest day is {in_words(self.last)}: it is {self.age}. A newer one is probably due.",)


@dataclass(frozen=True, slots=True)
class Holding:
    """All that is held. `snapshot` is empty where nothing has been imported yet."""

    authority: str
    snapshot: str
    data_to: date | None
    sources: tuple[Source, ...]
    publications: tuple[HeldPublication, ...]

    @property
    def undoable(self) -> dict[str, str]:
        """What may be taken back, by id, in words."""
        held = [one for source in self.sources for one in source.returns]
        every: list[HeldReturn | HeldPublication] = [*held, *self.publications]
        return {one.id: _said(one) for one in every if one.is_undoable}


def holding(council: Council, viewer: Viewer) -> Holding:
    """What is held now. Refused for whoever may not import."""
    if not viewer.may(Permission.IMPORT):
        raise not_allowed(
            "None of your roles may see to the data.", "Ask an administrator, or the performance analyst."
        )
    snapshot = snapshots.current(council.folder)
    kept = list(_kept(council.folder, snapshot))
    releases = published.every(council.folder)
    undoable = _undoable(council.folder, kept, releases)
    stands = {one.id for one in standing(kept)}
    held = [_held(council.folder, one, one.id in stands, one.id in undoable) for one in kept]
    return Holding(
        authority=council.settings.authority.name or (snapshot.authority if snapshot else ""),
        snapshot=snapshot.id if snapshot else "",
        data_to=max((one.last for _, one in held), default=None),
        sources=tuple(_sources(held, today())),
        publications=tuple(_publication(council.folder, one, one.id in undoable) for one in releases),
    )


def _kept(folder: Folder, snapshot: Snapshot | None) -> Iterator[Return]:
    """The returns that count, without any that is damaged (`doctor` tells of those)."""
    for one in snapshot.returns if snapshot else ():
        with suppress(Refused):
            yield returns.load(folder, one)


def _undoable(folder: Folder, kept: list[Return], releases: list[KeptRelease]) -> set[str]:
    """The ids of what was imported last: of returns, and of what others published."""
    own = sorted((kept_on(folder, one.id), one.id) for one in kept)
    others = sorted((_published_on(folder, one), one.id) for one in releases)
    return {one for _, one in (*own[-UNDOABLE:], *others[-UNDOABLE:])}


def _published_on(folder: Folder, kept: KeptRelease) -> datetime:
    written = (folder.release_folder(kept.id) / published.MANIFEST).stat().st_mtime
    return datetime.fromtimestamp(written, UTC).astimezone(LONDON)


def _held(folder: Folder, one: Return, stands: bool, is_undoable: bool) -> tuple[str, HeldReturn]:
    return one.format, HeldReturn(
        one.id,
        title_of(one.format),
        one.year,
        one.window_first,
        one.window_last,
        sum(rows_of(one.accounts).values()),
        kept_on(folder, one.id),
        stands,
        is_undoable,
    )


def _publication(folder: Folder, one: KeptRelease, is_undoable: bool) -> HeldPublication:
    release, on = one.release, _published_on(folder, one)
    what = f"{release.title} ({release.publication})"
    return HeldPublication(one.id, what, release.first, release.last, on, is_undoable)


def _sources(held: list[tuple[str, HeldReturn]], now: date) -> Iterator[Source]:
    for name in sorted({name for name, _ in held}):
        own = [one for each, one in held if each == name]
        last = max(one.last for one in own)
        is_old = now - last > timedelta(days=EXPECTED_EVERY.get(name, 365)) + LATE
        ordered = sorted(own, key=lambda one: (one.year, one.imported_on), reverse=True)
        yield Source(title_of(name), last, _age(last, now), is_old, tuple(ordered))


def _age(last: date, now: date) -> str:
    months = 12 * (now.year - last.year) + now.month - last.month - (now.day < last.day)
    if months <= 0:
        return "less than a month old"
    return "1 month old" if months == 1 else f"{months} months old"


def _said(one: HeldReturn | HeldPublication) -> str:
    if isinstance(one, HeldReturn):
        return f"{one.what} {one.year}, {in_words(one.first)} to {in_words(one.last)}"
    return f"{one.what}, {one.first} to {one.last}"


# ---------------------------------------------------------------- what a file is, in words


def title_of(format_name: str) -> str:
    """A format as people name it, without its article and its forms: `CIN census`."""
    title = _with_article(format_name)
    for article in ("a ", "the "):
        title = title.removeprefix(article)
    return title[:1].upper() + title[1:]


def _with_article(format_name: str) -> str:
    known = formats().get(format_name)
    return known.title.partition(" (")[0] if known else format_name


def what_it_is(format_name: str | None, heading: Heading | None, release: Release | None, tables: int) -> str:
    """What a file looks like, in a sentence: format, year, authority, tables, last day."""
    if format_name is None:
        return "This is none of the files that can be read."
    if release is not None:
        times = f"{release.first} to {release.last}" if release.first != release.last else release.last
        return f"This looks like published figures: {release.title} ({release.publication}), {times}."
    if heading is None:
        return f"This looks like {_with_article(format_name)}. Whose it is, or of when, is not known yet."
    return (
        f"This looks like {_with_article(format_name)} of {heading.year}, authority {heading.authority}, "
        f"{tables} tables, {in_words(heading.window_first)} to {in_words(heading.window_last)}."
    )
