"""The Ask tab: conversations and questions, as its script asks for them."""

import html
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import pytest
from fakes import FakeAssistant, make_answer, wait_until

from assistant.errors import QuestionError
from assistant.records import Answer, Turn
from assistant.store.conversation_files import FileConversations as Conversations
from assistant.store.conversations import Choices, Exchange, begin_conversation
from assistant.web import text
from assistant.web.answering import Answering
from assistant.web.ask import AskTab
from assistant.web.conversations import history
from assistant.web.indexing import Indexer
from assistant.web.render.turn import turn_html


class Page:
    """An Ask tab, and the parts it is made of."""

    def __init__(self, folder: Path, reply: Answer | Exception | None) -> None:
        self.assistant = cast(Any, FakeAssistant(reply))
        self.conversations = Conversations(folder)
        self.answering = Answering(self.assistant, self.conversations)
        self.tab = AskTab(self.assistant, Indexer(self.assistant), self.conversations, self.answering)

    def ask(self, question: str, conversation: str | None = None, **data: Any) -> tuple[str, Exchange]:
        """Ask, and wait for the answer; the id of the conversation, and the exchange as it is kept."""
        begun = self.tab.ask({"question": question, "conversation": conversation, **data})
        id_, number = begun["conversation"], begun["number"]
        wait_until(lambda: self.answering.progress((id_, number)) is None)
        return id_, self.conversations.get(id_).exchanges[number - 1]


MakePage = Callable[[Answer | Exception | None], Page]


@pytest.fixture
def make_page(tmp_path: Path) -> MakePage:
    return lambda reply: Page(tmp_path, reply)


def test_no_interleaving_of_tabs_loses_a_question(make_page: MakePage, tmp_path: Path) -> None:
    """Tabs ask, rename and delete at once; each question is kept under the number its tab got, or was deleted."""
    page = make_page(make_answer())
    first, _ = page.ask("Where to begin?")
    doomed, _ = page.ask("What is deleted?")
    tabs, questions = 6, 8
    start = threading.Barrier(tabs + 2)

    def tab(name: int) -> list[tuple[str, int, str]]:
        start.wait()
        asked = []
        for at in range(questions):
            question = f"Question {at} of tab {name}?"
            begun = page.tab.ask({"question": question, "conversation": first})
            asked.append((begun["conversation"], begun["number"], question))
        return asked

    def rename() -> list[str | None]:
        start.wait()
        names = [f"Name {at}" for at in range(3 * questions)]
        return [page.tab.rename_conversation({"conversation": first, "name": name}) for name in names]

    def delete() -> str | None:
        start.wait()
        return page.tab.delete_conversation({"conversation": doomed})

    with ThreadPoolExecutor(tabs + 2) as pool:
        asking = [pool.submit(tab, name) for name in range(tabs)]
        renaming, deleting = pool.submit(rename), pool.submit(delete)
        asked = [question for future in asking for question in future.result(60)]
        assert set(renaming.result(60)) == {None}
        assert deleting.result(60) is None
    page.answering.close(60)
    kept = Conversations(tmp_path)
    assert len(asked) == tabs * questions
    assert [kept.get(id_).exchanges[number - 1].question for id_, number, _ in asked] == [q for *_, q in asked]
    assert len(kept.get(first).exchanges) == 1 + tabs * questions
    assert kept.get(first).name == f"Name {3 * questions - 1}"
    assert [conversation.id for conversation in kept.find()] == [first]


def test_a_question_to_a_conversation_deleted_meanwhile_begins_a_new_one(make_page: MakePage, tmp_path: Path) -> None:
    page = make_page(make_answer())
    id_, _ = page.ask("One?")
    stale = page.conversations.get(id_)
    page.tab.delete_conversation({"conversation": id_})
    conversation, number = page.answering.begin(stale, "Two?", Choices(), 1)
    page.answering.close(5)
    assert (conversation.id != id_, number) == (True, 1)
    exchanges = Conversations(tmp_path).get(conversation.id).exchanges
    assert [exchange.question for exchange in exchanges] == ["Two?"]


def test_a_follow_up_is_asked_with_the_turns_before_it_without_marks(make_page: MakePage) -> None:
    page = make_page(make_answer())
    id_, _ = page.ask("How many?")
    page.ask("And now?", id_)
    page.ask("And now?", id_, alone=True)
    earlier = [Turn("user", "How many?"), Turn("assistant", "The Gazette, 30 January 2026: Two.")]
    assert page.assistant.asked == [("How many?", []), ("And now?", earlier), ("And now?", [])]


def test_a_question_asked_again_keeps_its_place_and_sees_only_the_turns_before_it(make_page: MakePage) -> None:
    page = make_page(make_answer())
    id_, _ = page.ask("How many?")
    page.ask("And now?", id_)
    page.ask("How few?", id_, number=1)
    assert page.assistant.asked[2] == ("How few?", [])
    exchanges = page.conversations.get(id_).exchanges
    assert [exchange.question for exchange in exchanges] == ["How few?", "And now?"]


def test_an_error_is_one_line_and_is_not_part_of_the_history(make_page: MakePage) -> None:
    _, exchange = make_page(QuestionError("The question is too <long>.")).ask("x")
    assert "The question is too &lt;long&gt;." in turn_html(1, exchange)
    assert history([exchange]) == []


def test_an_unexpected_error_is_logged_and_not_shown(make_page: MakePage, caplog: pytest.LogCaptureFixture) -> None:
    _, exchange = make_page(ValueError("secret")).ask("x")
    assert "secret" not in turn_html(1, exchange)
    assert html.escape(text.UNEXPECTED) in turn_html(1, exchange)
    assert "secret" in caplog.text


def test_a_question_that_a_restart_interrupted_says_so(tmp_path: Path) -> None:
    kept = Conversations(tmp_path)
    kept.put(begin_conversation("Why?"), 1, Exchange("Why?"))
    (again,) = Conversations(tmp_path).find()
    assert text.INTERRUPTED in turn_html(1, again.exchanges[0])


@pytest.mark.parametrize("data", [{}, {"conversation": 1, "number": "x"}, {"conversation": "../x", "number": 10**9}])
def test_data_that_names_no_conversation_gets_an_error_message(make_page: MakePage, data: dict[str, Any]) -> None:
    tab = make_page(None).tab
    answer = tab.answer_so_far(data)
    assert answer["error"]
    assert answer["pending"] is False
    assert tab.open_conversation(data) == {"conversation": None, "html": ""}
    assert tab.rename_conversation(data) == tab.delete_conversation(data) == "This conversation is no longer kept."
    assert tab.suggest(data) == {"html": "", "more": False}
    assert tab.progress(data) is None
    tab.stop_answer(data)  # does nothing, and raises nothing
