"""Gradio's named endpoints, for programs; they are its MCP tools too. They speak the JSON of the command line."""

import contextlib
import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import gradio as gr

from assistant import contract
from assistant.errors import AssistantError, QuestionError
from assistant.web.answering import WORKERS
from assistant.web.indexing import Indexer

if TYPE_CHECKING:
    from assistant.assistant import Assistant

MOST_PASSAGES = 100


class Programs:
    """The endpoints. A model that is offered the tools reads their docstrings."""

    def __init__(self, assistant: "Assistant", indexer: Indexer) -> None:
        self._assistant, self._indexer = assistant, indexer

    def ask(
        self,
        question: str,
        history: list[dict[str, str]] | None = None,
        today: str | None = None,
        kind: str | None = None,
    ) -> dict[str, Any]:
        """Answer a question from the corpus alone, each sentence with citations to exact words, or refuse.

        Args:
            question: The question, in words.
            history: Earlier turns of the conversation, each {"role": "user" or "assistant", "content": "..."}.
            today: The day "last week" is counted from, as YYYY-MM-DD; without it, the clock's.
            kind: fact, count, list, mentions, quotes, summary, comparison, timeline, corpus or help; without it, as the
                question is asked.

        Returns:
            The answer, as `assistant ask --json` prints it.
        """
        with gradio_errors():
            turns = contract.read_history(history or [])
            return contract.of_answer(self._assistant.ask(question, turns, _date(today), kind=kind or ""))

    def search(self, query: str, k: int = 10) -> dict[str, Any]:
        """Find passages of the corpus, best first; nothing is written.

        Args:
            query: Words or a question.
            k: How many passages, 100 at most.

        Returns:
            The passages, as `assistant search --json` prints them.
        """
        with gradio_errors():
            return contract.of_search(self._assistant.search(query, max(1, min(int(k), MOST_PASSAGES))))

    def article(self, path: str, version: str | None = None) -> dict[str, Any]:
        """The text of an article, with its title, date, outlet and address.

        Args:
            path: The article, as answers and searches name it.
            version: The version a citation names; without it, the current one.

        Returns:
            The article, as `assistant show --json` prints it.
        """
        with gradio_errors():
            return contract.of_article(self._assistant.article(path, version))

    def reindex(self) -> dict[str, Any]:
        """Make the index equal to the corpus folder, and wait until it is.

        Returns:
            What was done, as `assistant index --json` prints it.
        """
        with gradio_errors():
            return contract.of_sync(self._indexer.run_now())


@contextlib.contextmanager
def gradio_errors() -> Iterator[None]:
    """Raise an error of the assistant as ``gr.Error``, whose message Gradio sends to the caller."""
    try:
        yield
    except AssistantError as error:
        raise gr.Error(str(error), print_exception=False) from None


def _date(today: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(today) if today else None
    except ValueError:
        raise QuestionError(f"The day {today!r} cannot be used: write it as YYYY-MM-DD.") from None


def add_endpoints(programs: Programs) -> None:
    """Add the endpoints to the page that is being built."""
    gr.api(programs.ask, api_name="ask", concurrency_limit=WORKERS, concurrency_id="programs")
    gr.api(programs.search, api_name="search", concurrency_limit=WORKERS, concurrency_id="programs")
    gr.api(programs.article, api_name="article", concurrency_limit=WORKERS)
    gr.api(programs.reindex, api_name="reindex", concurrency_limit=1)
