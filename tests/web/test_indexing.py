"""Runs of the index in the background, and what the page shows of them."""

from typing import Any

import pytest
from fakes import FakeAssistant, wait_until

from assistant.web.indexing import Indexer
from assistant.web.render.index import run_html, state_html


@pytest.fixture
def assistant() -> Any:
    return FakeAssistant()


def wait_for_end(indexer: Indexer) -> None:
    wait_until(lambda: not indexer.run.running)


def test_a_run_is_shown_while_it_lasts_and_when_it_ends(assistant: Any) -> None:
    indexer = Indexer(assistant)
    indexer.start()
    wait_until(lambda: indexer.run.total)
    shown = state_html(["No index yet."], indexer.run)
    assert 'value="1" max="2"' in shown
    assert "Indexing: 1 of 2 (340 passages, 85/s, 4 s left)" in shown
    assistant.go_on.set()
    wait_for_end(indexer)
    assert "a.md" in run_html(indexer.run)


def test_a_start_during_a_run_is_followed_by_another(assistant: Any) -> None:
    indexer = Indexer(assistant)
    indexer.start()
    indexer.start()
    assistant.go_on.set()
    wait_until(lambda: assistant.runs == 2)
    wait_for_end(indexer)
    indexer.close(timeout=10)
    assert assistant.runs == 2


def test_a_change_begins_a_run_that_waits_for_files_that_are_being_written(assistant: Any) -> None:
    assistant.go_on.set()
    indexer = Indexer(assistant)
    indexer.keep()
    assistant.changed.release()
    wait_until(lambda: indexer.run.report is not None)
    indexer.start()
    wait_until(lambda: assistant.runs == 2)
    wait_for_end(indexer)
    assert assistant.patient == [True, False]
    indexer.close(timeout=10)


def test_no_change_begins_a_run_once_the_indexer_is_closed(assistant: Any) -> None:
    assistant.go_on.set()
    indexer = Indexer(assistant)
    indexer.keep()
    wait_until(lambda: assistant.watching)
    indexer.close(timeout=10)
    assert not assistant.watching, "nothing watches the corpus any more"
    indexer.start()
    assert not indexer.run.running
    assert assistant.runs == 0


def test_a_run_that_finds_nothing_to_do_is_not_shown(assistant: Any) -> None:
    assistant.go_on.set()
    indexer = Indexer(assistant)
    indexer.start()
    wait_for_end(indexer)
    shown, assistant.outcomes = indexer.run, ()
    assert shown.report is not None
    assistant.go_on.clear()
    indexer.keep()
    assistant.changed.release()
    wait_until(lambda: assistant.runs == 2)
    assert indexer.run == shown
    assistant.go_on.set()
    indexer.start()
    wait_until(lambda: assistant.runs == 3)
    wait_for_end(indexer)
    assert indexer.run.number == shown.number + 1, "only the third run is shown as well"
    indexer.close(timeout=10)


def test_after_a_stop_no_change_begins_a_run_until_one_is_started(assistant: Any) -> None:
    indexer = Indexer(assistant)
    indexer.keep()
    indexer.start()
    wait_until(lambda: indexer.run.total)
    indexer.stop()
    wait_for_end(indexer)
    assistant.changed.release()
    wait_until(lambda: assistant.handled == 1)  # a run would be under way by now
    assert not indexer.kept
    assistant.go_on.set()
    indexer.start()
    wait_until(lambda: indexer.run.report is not None)
    assert indexer.kept
    assert assistant.patient == [False, False], "both runs were started by hand"
    assistant.changed.release()
    wait_until(lambda: assistant.runs == 3)
    assert assistant.patient[-1], "a change began it"
    indexer.close(timeout=10)


def test_a_stopped_run_says_so(assistant: Any) -> None:
    indexer = Indexer(assistant)
    indexer.start()
    indexer.stop()
    wait_for_end(indexer)
    assert indexer.run.error == "Stopped; what was done is kept."
