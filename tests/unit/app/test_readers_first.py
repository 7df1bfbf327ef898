"""Whoever works something out ahead waits while a page is being answered, and not for ever."""

from threading import Event, Thread

import pytest

from stonechat.app.readers_first import Answering

LONG = 30.0


def test_nobody_waits_where_no_page_is_being_answered() -> None:
    assert Answering().wait_for_none(0)


def test_it_waits_until_the_last_of_several_pages_is_answered() -> None:
    answering = Answering()
    with answering.one_page():
        with answering.one_page():
            assert not answering.wait_for_none(0.01)
        assert not answering.wait_for_none(0.01)
    assert answering.wait_for_none(0)


def test_a_page_that_fails_is_over_too() -> None:
    answering = Answering()
    with pytest.raises(ZeroDivisionError), answering.one_page():
        raise ZeroDivisionError
    assert answering.wait_for_none(0)


def test_another_thread_goes_on_when_the_page_is_answered() -> None:
    answering, went_on = Answering(), Event()

    def work() -> None:
        assert answering.wait_for_none(LONG)
        went_on.set()

    with answering.one_page():
        waiting = Thread(target=work)
        waiting.start()
        assert not went_on.wait(0.05)
    assert went_on.wait(LONG)
    waiting.join()
