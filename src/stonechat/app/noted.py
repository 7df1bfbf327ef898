"""What an authority set itself and noted of its own history: its targets, events and steps."""

from collections.abc import Iterator
from dataclasses import dataclass

from stonechat.app.council import Council
from stonechat.app.once import Once
from stonechat.basics.problems import Problem, Refused
from stonechat.indicators.catalogue import Catalogue
from stonechat.indicators.events import Noted, read_events
from stonechat.indicators.targets import TargetSet, read_targets


@dataclass(frozen=True, slots=True)
class NotedByAuthority:
    """The targets and events of every indicator, in the order of their files."""

    targets: tuple[TargetSet, ...] = ()
    events: tuple[Noted, ...] = ()


def noted_by(council: Council, catalogue: Catalogue) -> NotedByAuthority:
    """What stands in the two files; nothing of one that is not there. `Refused` if either is faulty.

    The same files are not worked through again.
    """
    files = (council.targets_file, council.events_file)
    written = tuple(file.read_bytes() if file.exists() else b"" for file in files)
    return _NOTED.of(
        (catalogue.version, written),
        lambda: NotedByAuthority(_targets(council, catalogue), _events(council, catalogue)),
    )


_NOTED: Once[tuple[str, tuple[bytes, ...]], NotedByAuthority] = Once(4)


def noted_problems(council: Council, catalogue: Catalogue) -> Iterator[Problem]:
    """Everything that is wrong in the two files."""
    for read in (_targets, _events):
        try:
            read(council, catalogue)
        except Refused as refused:
            yield from refused.problems


def _targets(council: Council, catalogue: Catalogue) -> tuple[TargetSet, ...]:
    file = council.targets_file
    return read_targets(file, catalogue, "parameters/targets.csv") if file.exists() else ()


def _events(council: Council, catalogue: Catalogue) -> tuple[Noted, ...]:
    file = council.events_file
    return read_events(file, catalogue, "parameters/events.csv") if file.exists() else ()
