"""What is worked out once for many readers."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from stonechat.app.once import Once

READERS = 8


def counting(worked_out: list[str], thing: str) -> Callable[[], str]:
    def work_out() -> str:
        worked_out.append(thing)
        return thing

    return work_out


def test_it_is_worked_out_by_one_thread_while_others_wait() -> None:
    once: Once[str, object] = Once(2)
    begun, go_on, at_once, worked_out = Event(), Event(), Barrier(READERS), []

    def slowly() -> object:
        worked_out.append(1)
        begun.set()
        assert go_on.wait(10)
        return object()

    def ask() -> object:
        at_once.wait(10)
        return once.of("a", slowly)

    with ThreadPoolExecutor(READERS) as pool:
        asked = [pool.submit(ask) for _ in range(READERS)]
        assert begun.wait(10)
        go_on.set()
        got = {id(one.result()) for one in asked}
    assert len(worked_out) == 1
    assert len(got) == 1


def test_what_failed_is_raised_to_all_and_tried_again() -> None:
    once: Once[str, str] = Once(2)

    def failing() -> str:
        raise ValueError("not now")

    for _ in range(2):
        with pytest.raises(ValueError, match="not now"):
            once.of("a", failing)
    assert once.of("a", lambda: "done") == "done"


def test_the_one_asked_for_longest_ago_goes() -> None:
    once: Once[str, str] = Once(2)
    worked_out: list[str] = []
    for thing in ("a", "b", "a", "c", "a", "b"):
        assert once.of(thing, counting(worked_out, thing)) == thing
    assert worked_out == ["a", "b", "c", "b"]
    assert len(once) == 2
