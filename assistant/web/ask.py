"""The Ask tab: conversations, questions and suggestions. What ``ask.js`` calls; each method returns HTML or data.

No method but the exporting ones raises: an error becomes a line of what is returned. ``data`` is what the page
sent, and is not trusted.
"""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from assistant.errors import IndexUnavailableError, NotFoundError, QuestionError
from assistant.once import once
from assistant.records import Offer
from assistant.store.base import Conversations
from assistant.store.conversations import Choices, Conversation, Exchange, begin_conversation, clean
from assistant.web import suggest, text
from assistant.web.answering import Answering, ExchangeKey, Progress
from assistant.web.conversations import export, history
from assistant.web.guard import guarded
from assistant.web.indexing import Indexer
from assistant.web.places import places_of
from assistant.web.render.conversations import conversations_html, empty_html, next_html, welcome_html
from assistant.web.render.markup import error_line_html
from assistant.web.render.results import rows_html
from assistant.web.render.turn import notice_html, turn_html
from assistant.web.render.why import why_html
from assistant.web.results import sort_rows, to_csv
from assistant.web.suggesting import Suggested, Suggester

if TYPE_CHECKING:
    from assistant.assistant import Assistant


class AskTab:
    """Conversations, and the questions in them."""

    def __init__(
        self, assistant: "Assistant", indexer: Indexer, conversations: Conversations, answering: Answering
    ) -> None:
        self._assistant, self._indexer = assistant, indexer
        self._conversations, self._answering = conversations, answering
        self._suggester = Suggester(lambda: answering.busy or indexer.run.running)

    # Conversations

    def open_conversation(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return a conversation as HTML, or an empty one if there is none of that id."""

        def opened() -> dict[str, Any]:
            try:
                found = self._conversations.get(str(data.get("conversation") or ""))
            except NotFoundError:
                return {"conversation": None, "html": ""}
            turns = (self._turn_html(found, number) for number in range(1, len(found.exchanges) + 1))
            return {"conversation": found.id, "html": "".join(turns)}

        return guarded(
            opened, lambda message: {"conversation": None, "html": notice_html("error", text.FAILED, message)}
        )

    def list_conversations(self, data: Mapping[str, Any]) -> str:
        """Return the list of conversations that contain some words, as HTML."""
        words, current = str(data.get("words") or ""), data.get("conversation")

        def listed() -> str:
            found = self._conversations.find(words)
            return conversations_html(found, current if isinstance(current, str) else None, searched=bool(words))

        return guarded(listed, error_line_html)

    def rename_conversation(self, data: Mapping[str, Any]) -> str | None:
        """Rename a conversation. Returns an error message, or None."""
        return guarded(
            lambda: self._conversations.rename(str(data.get("conversation")), str(data.get("name") or "")), str
        )

    def delete_conversation(self, data: Mapping[str, Any]) -> str | None:
        """Delete a conversation, and stop its questions. Returns an error message, or None."""

        def delete() -> None:
            conversation = self._conversations.get(str(data.get("conversation")))
            for number in range(1, len(conversation.exchanges) + 1):
                self._answering.stop((conversation.id, number))
            self._conversations.delete(conversation.id)

        return guarded(delete, str)

    def export_conversation(self, id_: str) -> tuple[str, str]:
        """Return the name of a conversation, and its text as Markdown. Raises NotFoundError."""
        conversation = self._conversations.get(id_)
        return conversation.name, export(conversation)

    def welcome(self, _: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a conversation shows before its first question, as HTML.

        With ``more``, further suggestions are being looked for, and another call gets them.
        """

        def welcome() -> dict[str, Any]:
            run = self._indexer.run
            try:
                articles = self._assistant.status().articles
            except IndexUnavailableError:
                articles = 0
            if not articles:
                return {"html": empty_html(indexing=run.running), "more": False}
            if any(row.path == text.SAMPLE for row in self._assistant.articles()):
                return {"html": welcome_html(text.EXAMPLES, text.EXAMPLES_LABEL), "more": False}
            found = Suggested()
            if not run.running:  # its mark is not known before
                search = partial(suggest.to_begin, self._assistant)
                found = self._suggester.suggested(self._indexer.mark(run), search)
            return {"html": welcome_html(found.questions, text.STARTERS_LABEL), "more": found.more}

        return guarded(welcome, lambda message: {"html": error_line_html(message), "more": False})

    # Questions

    def ask(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Begin to answer a question, and return its turn as HTML; ``answer_so_far`` has the rest.

        If the question cannot be asked, only ``error`` is returned, and nothing is begun.
        """

        def begin() -> dict[str, Any]:
            question = clean(str(data.get("question") or "")).strip()
            most = self._assistant.settings.max_question_chars
            if len(question) > most:  # checked before a megabyte is kept
                raise QuestionError(
                    f"The question has {len(question):,} characters, and {most:,} are allowed: shorten it."
                )
            try:
                conversation = self._conversations.get(str(data.get("conversation") or ""))
            except NotFoundError:
                conversation = begin_conversation(question)
            wanted = data.get("number")
            wanted = wanted if isinstance(wanted, int) else None
            writer, kind = self._writer(data.get("writer")), data.get("kind")
            kind = kind if isinstance(kind, str) and kind in text.KINDS else ""
            choices = Choices(bool(data.get("alone")), bool(data.get("any_day")), writer, kind)
            conversation, number = self._answering.begin(conversation, question, choices, wanted)
            html = turn_html(number, Exchange(question, choices), pending=True)
            return {"conversation": conversation.id, "number": number, "html": html, "name": conversation.name}

        return guarded(begin, lambda message: {"error": message})

    def _writer(self, name: object) -> str | None:
        """Return the name if such a writer is offered; None leaves the choice to the settings."""
        return next((offer.name for offer in self.writers if offer.name == name), None)

    @once
    def writers(self) -> tuple[Offer, ...]:
        """The writers to choose from, that of the settings first; looked for once."""
        offers = guarded(self._assistant.models, lambda _: ())
        return tuple(sorted(offers, key=lambda offer: offer.name != self._assistant.settings.model))

    def progress(self, data: Mapping[str, Any]) -> Progress | None:
        """Return how far a question under way is."""
        return guarded(lambda: self._answering.progress(exchange_key(data)), lambda _: None)

    def answer_so_far(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return a question and its answer, as far as it is, as HTML."""

        def answer() -> dict[str, Any]:
            id_, number = exchange_key(data)
            progress = self._answering.progress((id_, number))
            exchange = progress.exchange if progress else self._exchange(id_, number)
            html = turn_html(number, exchange, pending=progress is not None)
            return {"conversation": id_, "number": number, "html": html, "pending": progress is not None}

        return guarded(answer, lambda message: {"error": message, "pending": False})

    def stop_answer(self, data: Mapping[str, Any]) -> None:
        """End a question. The part of its answer that is there is kept."""
        guarded(lambda: self._answering.stop(exchange_key(data)), str)

    def suggest(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return questions to ask after an answer, as HTML; "" if there are none.

        With ``more``, further ones are being looked for, and another call gets them.
        """

        def suggested() -> dict[str, Any]:
            key = exchange_key(data)
            answer = self._exchange(*key).answer
            if answer is None:
                return {"html": "", "more": False}
            search = partial(suggest.after, self._assistant, answer)
            found = self._suggester.suggested((key, answer.question, self._indexer.mark(self._indexer.run)), search)
            return {"html": next_html(found.questions), "more": found.more}

        return guarded(suggested, lambda _: {"html": "", "more": False})

    def explain(self, data: Mapping[str, Any]) -> str:
        """Return why a question is answered or refused, as HTML; as the index is now."""

        def explain() -> str:
            id_, number = exchange_key(data)
            exchange = self._exchange(id_, number)
            choices = exchange.choices
            earlier = [] if choices.alone else history(self._conversations.get(id_).exchanges[: number - 1])
            explanation = self._assistant.explain(exchange.question, earlier, any_day=choices.any_day)
            return why_html(explanation, exchange.answer.status if exchange.answer else None)

        return guarded(explain, error_line_html)

    def rows(self, data: Mapping[str, Any]) -> str | None:
        """Return the table of what was counted as HTML, sorted as ``sort`` and ``down`` say, with ``whole`` all of it.

        None if there is nothing counted any more.
        """

        def rows() -> str | None:
            answer = self._exchange(*exchange_key(data)).answer
            if answer is None or answer.result is None:
                return None
            sort, down, whole = str(data.get("sort") or ""), bool(data.get("down")), bool(data.get("whole"))
            return rows_html(answer.result, sort, down=down, whole=whole)

        return guarded(rows, lambda _: None)

    def places(self, data: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return every place of what was counted, in the order of its rows as they are sorted."""

        def places() -> list[dict[str, Any]]:
            id_, number = exchange_key(data)
            exchange = self._exchange(id_, number)
            if exchange.answer is None or exchange.answer.result is None:
                return []
            earlier = [] if exchange.choices.alone else history(self._conversations.get(id_).exchanges[: number - 1])
            rows = sort_rows(exchange.answer.result.rows, str(data.get("sort") or ""), down=bool(data.get("down")))
            return [
                {"article": article, "version": version, **({"start": span[0], "end": span[1]} if span else {})}
                for article, version, span in places_of(self._assistant, exchange, earlier, rows)
            ]

        return guarded(places, lambda _: [])

    def export_rows(self, id_: str, number: int) -> str:
        """Return what was counted as CSV. Raises NotFoundError."""
        answer = self._exchange(id_, number).answer
        if answer is None or answer.result is None:
            raise NotFoundError(text.NO_SUCH_ADDRESS)
        return to_csv(answer.result.rows)

    def close(self, timeout: float) -> None:
        """Suggest no more, and wait for the question that is being tried, ``timeout`` seconds at most."""
        self._suggester.close(timeout)

    def _turn_html(self, conversation: Conversation, number: int) -> str:
        progress = self._answering.progress((conversation.id, number))
        exchange = progress.exchange if progress else conversation.exchanges[number - 1]
        return turn_html(number, exchange, pending=progress is not None)

    def _exchange(self, id_: str, number: int) -> Exchange:
        exchanges = self._conversations.get(id_).exchanges
        if not 0 < number <= len(exchanges):
            raise NotFoundError(text.NO_SUCH_ADDRESS)
        return exchanges[number - 1]


def exchange_key(data: Mapping[str, Any]) -> ExchangeKey:
    """Return the exchange that data from the page names. Raises NotFoundError if it names none."""
    try:
        return str(data["conversation"]), int(data["number"])
    except (KeyError, TypeError, ValueError):
        raise NotFoundError(text.NO_SUCH_ADDRESS) from None
