"""What programs call: Gradio's named endpoints, which are its MCP tools too. They speak the command line's JSON."""

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import gradio as gr

from assistant import contract
from assistant.errors import AssistantError, QuestionError
from assistant.web.asking import ASKERS
from assistant.web.indexing import Indexer

if TYPE_CHECKING:
    from assistant.assistant import Assistant

T = TypeVar("T")

MOST_PASSAGES = 100


class Programs:
    """The endpoints. Their docstrings are what a model is told of the tools."""

    def __init__(self, assistant: "Assistant", indexer: Indexer) -> None:
        self._assistant, self._indexer = assistant, indexer

    def ask(
        self, question: str, history: list[dict[str, str]] | None = None, today: str | None = None
    ) -> dict[str, Any]:
        """Answer a question from the corpus alone, each sentence with citations to exact words, or refuse.

        Args:
            question: The question, in words.
            history: Earlier turns of the conversation, each {"role": "user" or "assistant", "content": "..."}.
            today: The day "last week" is counted from, as YYYY-MM-DD; without it, the clock's.

        Returns:
            The answer, as `assistant ask --json` prints it.
        """
        return told(
            lambda: contract.of_answer(self._assistant.ask(question, contract.read_history(history or []), _day(today)))
        )

    def search(self, query: str, k: int = 10) -> dict[str, Any]:
        """Find passages of the corpus, best first; nothing is written.

        Args:
            query: Words or a question.
            k: How many passages, 100 at most.

        Returns:
            The passages, as `assistant search --json` prints them.
        """
        return told(lambda: contract.of_search(self._assistant.search(query, max(1, min(int(k), MOST_PASSAGES)))))

    def article(self, path: str, version: str | None = None) -> dict[str, Any]:
        """The text of an article, with its title, date, outlet and address.

        Args:
            path: The article, as answers and searches name it.
            version: The version a citation names; without it, the current one.

        Returns:
            The article, as `assistant show --json` prints it.
        """
        return told(lambda: contract.of_article(self._assistant.article(path, version)))

    def reindex(self) -> dict[str, Any]:
        """Make the index equal to the corpus folder, and wait until it is.

        Returns:
            What was done, as `assistant index --json` prints it.
        """
        return told(lambda: contract.of_sync(self._indexer.run_now()))


def told(action: Callable[[], T]) -> T:
    """What an action yields; its error as one a program is told."""
    try:
        return action()
    except AssistantError as error:
        raise gr.Error(str(error), print_exception=False) from None


def _day(today: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(today) if today else None
    except ValueError:
        raise QuestionError(f"The day {today!r} cannot be used: write it as YYYY-MM-DD.") from None


def offer(programs: Programs) -> None:
    """Add the endpoints to the page that is being built."""
    gr.api(programs.ask, api_name="ask", concurrency_limit=ASKERS, concurrency_id="programs")
    gr.api(programs.search, api_name="search", concurrency_limit=ASKERS, concurrency_id="programs")
    gr.api(programs.article, api_name="article", concurrency_limit=ASKERS)
    gr.api(programs.reindex, api_name="reindex", concurrency_limit=1)
