"""Suggestions in the background."""

import threading
from collections.abc import Callable, Iterator

import pytest
from fakes import wait_until

from assistant.web.suggesting import Suggested, Suggester


def ended(suggester: Suggester, key: str) -> Callable[[], bool]:
    return lambda: not suggester.suggested(key, lambda _: iter(())).more


def found(suggester: Suggester, count: int) -> Callable[[], bool]:
    return lambda: len(suggester.suggested("key", lambda _: iter(())).questions) == count


WantMore = Callable[[], bool]


@pytest.fixture
def suggester() -> Iterator[Suggester]:
    made = Suggester(lambda: False)
    yield made
    made.close(10)


def test_each_question_is_shown_once_it_is_found(suggester: Suggester) -> None:
    go_on = threading.Semaphore(0)

    def search(_: WantMore) -> Iterator[str]:
        for question in ("One?", "Two?"):
            assert go_on.acquire(timeout=10)
            yield question
        assert go_on.acquire(timeout=10)

    states = [suggester.suggested("key", search)]
    for count in (1, 2):
        go_on.release()
        wait_until(found(suggester, count))
        states.append(suggester.suggested("key", search))
    go_on.release()
    wait_until(ended(suggester, "key"))
    assert states == [Suggested((), True), Suggested(("One?",), True), Suggested(("One?", "Two?"), True)]
    assert suggester.suggested("key", search).questions == ("One?", "Two?")


def test_a_search_is_made_once_for_each_key(suggester: Suggester) -> None:
    searched = []

    def search(_: WantMore) -> Iterator[str]:
        searched.append(1)
        yield f"{len(searched)}?"

    for key in ("one", "two", "one"):
        suggester.suggested(key, search)
        wait_until(ended(suggester, key))
    assert suggester.suggested("one", search).questions == ("1?",)
    assert suggester.suggested("two", search).questions == ("2?",)


def test_a_search_that_fails_ends_with_what_it_found(suggester: Suggester, caplog: pytest.LogCaptureFixture) -> None:
    def search(_: WantMore) -> Iterator[str]:
        yield "One?"
        raise ValueError("secret")

    suggester.suggested("key", search)
    wait_until(ended(suggester, "key"))
    assert suggester.suggested("key", search).questions == ("One?",)
    assert "secret" in caplog.text


def test_a_search_waits_while_the_machine_is_busy() -> None:
    busy, looked = threading.Event(), threading.Event()
    busy.set()

    def is_busy() -> bool:
        looked.set()
        return busy.is_set()

    suggester = Suggester(is_busy)

    def search(wanted: WantMore) -> Iterator[str]:
        return iter(["One?"] if wanted() else [])

    suggester.suggested("key", search)
    assert looked.wait(10)
    assert suggester.suggested("key", search) == Suggested((), True)
    busy.clear()
    wait_until(lambda: suggester.suggested("key", search) == Suggested(("One?",), False))
    suggester.close(10)


def test_closing_ends_the_search_under_way_and_begins_none(suggester: Suggester) -> None:
    begun, over = threading.Event(), threading.Event()

    def search(wanted: WantMore) -> Iterator[str]:
        begun.set()
        while wanted():
            yield "Again?"
        over.set()

    suggester.suggested("key", search)
    assert begun.wait(10)
    suggester.close(10)
    assert over.is_set()
    assert suggester.suggested("another", search) == Suggested((), False)
