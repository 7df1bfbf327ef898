"""Works out ahead what pages will ask for, and only then lets readers see a new snapshot (`shown.py`).

In a thread of the process that serves the pages, which looks every other second whether another snapshot was
published. Pages are right without it, only slower: what is not ready is worked out by whoever asks first.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from stonechat.app.council import Council
from stonechat.app.gate import figures_for
from stonechat.app.indicator_page import Asked as AskedOfOne
from stonechat.app.indicator_page import indicator_page
from stonechat.app.judging import judgements, views
from stonechat.app.permissions import Granted, Permission, Viewer, everything
from stonechat.app.readers_first import PAGES
from stonechat.app.scorecards import DEFAULT, Asked, scorecard_page
from stonechat.app.served import newest_figures, served_figures
from stonechat.app.shown import is_newer_coming, show
from stonechat.app.site import served_council
from stonechat.basics.problems import Refused
from stonechat.store import pointer
from stonechat.store.folder import Folder

EVERY = 2.0
"""Seconds from one look to the next."""

LONGEST_WAIT = 0.1
"""Seconds that one step waits for readers at most: where somebody always reads it must come to an end too."""

READERS = (
    everything("warming"),
    Viewer("warming", "warming", (Granted("warming", frozenset((Permission.READ_FIGURES,))),)),
)
"""Who sees exact figures, and who sees suppressed ones: all see as one of the two, but for managers."""

People = Callable[[], tuple[Iterable[Viewer], Iterable[Viewer]]]
"""Those who may be reading now, and everybody else."""

logger = logging.getLogger("stonechat.warming")


def warm(council: Council, viewer: Viewer) -> None:
    """Work out every scorecard and what is raised, as this viewer sees it; what is known costs nothing more.

    In small steps, each of which lets readers go first. Refused as the pages are; nothing for whoever may not
    read figures.
    """
    if not viewer.may(Permission.READ_FIGURES):
        return
    figures = figures_for(council, viewer)
    catalogue = figures.setting.catalogue
    figures.read_ahead(views(indicator)[-1] for indicator in catalogue)
    for indicator in catalogue:
        _readers_first()
        judgements(council, figures, indicator)
    for card in catalogue.scorecards:
        _readers_first()
        scorecard_page(council, viewer, Asked(card=card))


def warm_pages(council: Council, viewer: Viewer) -> None:
    """Work out the page of each indicator that people meet first: those of the usual scorecard."""
    for section in served_figures(council).setting.catalogue.scorecard(DEFAULT).sections:
        for indicator in section.indicators:
            _readers_first()
            with suppress(Refused):  # of this one there is nothing yet, as its page says
                indicator_page(council, viewer, indicator, AskedOfOne())


def _readers_first() -> None:
    PAGES.wait_for_none(LONGEST_WAIT)


def keep_warm(open_council: Callable[[], Council], people: People, stop: Event, every: float = EVERY) -> None:
    """Warm what is published, now and whenever it has changed, and show it, until `stop` is set.

    It is shown when it is ready for those who may be reading; then it is made ready for everybody else. What
    is refused (nothing imported, a faulty file) is told on the pages; any other mistake is logged and stops
    nothing. Either way the newest snapshot is shown.
    """
    warmed: object = None
    while not stop.is_set():
        try:
            warmed = _follow(open_council(), people, warmed)
        except Refused:
            pass
        except Exception:
            logger.exception("warming failed")
        stop.wait(every)


def _follow(council: Council, people: People, warmed: object) -> object:
    """Make the newest figures ready and show them: these figures, unless newer ones came meanwhile."""
    with _shown_after(council.folder):
        figures = newest_figures(council)
        if figures is warmed:
            return warmed
        reading, others = people()
        for viewer in (*READERS, *reading):
            warm(council, viewer)
        for viewer in READERS:
            warm_pages(council, viewer)
    for viewer in others:
        if is_newer_coming(council.folder):
            return None
        warm(council, viewer)
    return figures


@contextmanager
def _shown_after(folder: Folder) -> Iterator[None]:
    """Show what was the newest snapshot at the beginning, whatever goes wrong meanwhile."""
    newest = pointer.history(folder)[:1]
    try:
        yield
    finally:
        for snapshot_id in newest:
            show(folder, snapshot_id)


def start_warming() -> Thread:
    """A thread that warms what this process serves; it ends with the process."""
    from stonechat.app.people import viewers_by_presence

    wanted = (served_council, viewers_by_presence, Event())
    thread = Thread(target=keep_warm, args=wanted, name="warming", daemon=True)
    thread.start()
    return thread
