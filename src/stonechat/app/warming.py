"""Works out ahead what pages will ask for, so that the first reader of a new snapshot need not wait for it.

In a thread of the process that serves the pages, which looks every other second whether what is served has
changed. Pages are right without it, only slower: whatever is not ready yet is worked out by who asks first.
"""

import logging
from collections.abc import Callable, Iterable
from threading import Event, Thread

from stonechat.app.council import Council
from stonechat.app.permissions import Granted, Permission, Viewer, everything
from stonechat.app.scorecards import Asked, scorecard_page
from stonechat.app.served import served_figures
from stonechat.app.site import served_council
from stonechat.basics.problems import Refused

EVERY = 2.0
"""Seconds from one look to the next."""

READERS = (
    everything("warming"),
    Viewer("warming", "warming", (Granted("warming", frozenset((Permission.READ_FIGURES,))),)),
)
"""Who sees exact figures, and who sees suppressed ones: all see as one of the two, but for managers."""

Viewers = Callable[[], Iterable[Viewer]]

logger = logging.getLogger("stonechat.warming")


def warm(council: Council, people: Iterable[Viewer] = ()) -> None:
    """Work out every scorecard and what is raised, for both kinds of readers, then for each of the people.

    Whoever sees the same as one before costs nothing more. Refused as the pages are.
    """
    for reader in (*READERS, *people):
        if reader.may(Permission.READ_FIGURES):
            for card in served_figures(council).setting.catalogue.scorecards:
                scorecard_page(council, reader, Asked(card=card))


def keep_warm(
    open_council: Callable[[], Council], people: Viewers, stop: Event, every: float = EVERY
) -> None:
    """Warm what is served, now and whenever it has changed, until `stop` is set.

    What is refused (nothing imported, a faulty file) is told on the pages; any other mistake is logged and
    stops nothing.
    """
    warmed: object = None
    while not stop.is_set():
        try:
            council = open_council()
            figures = served_figures(council)
            if figures is not warmed:
                warm(council, people())
                warmed = figures
        except Refused:
            pass
        except Exception:
            logger.exception("warming failed")
        stop.wait(every)


def start_warming() -> Thread:
    """A thread that warms what this process serves; it ends with the process."""
    from stonechat.app.people import everyone_s_viewers

    wanted = (served_council, everyone_s_viewers, Event())
    thread = Thread(target=keep_warm, args=wanted, name="warming", daemon=True)
    thread.start()
    return thread
