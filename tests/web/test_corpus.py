"""The Corpus tab, as its script asks for it."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from fakes import FakeAssistant, wait_until

from assistant.web import text
from assistant.web.corpus import CorpusTab
from assistant.web.indexing import Indexer


def test_a_check_of_the_index_reports_how_far_it_is_and_can_be_stopped() -> None:
    assistant: Any = FakeAssistant()
    tab = CorpusTab(assistant, Indexer(assistant))
    with ThreadPoolExecutor(1) as pool:
        check = pool.submit(tab.check_index, {"key": "one"})
        wait_until(lambda: tab.checking({"key": "one"}))
        assert tab.checking({"key": "one"}) == "checking: passages, 40 of 1,000"
        assert tab.checking({"key": "another", "stop": True}) == ""
        assistant.checked.clear()
        assert assistant.checked.wait(5), "the stop of another check ended this one"
        tab.checking({"key": "one", "stop": True})
        assert text.CHECK_STOPPED in check.result(5)["html"]
    assert tab.checking({"key": "one"}) == ""
