"""Questions under way: each is answered in the background and kept as it grows, whether or not a page shows it."""

import itertools
import logging
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from assistant.errors import AssistantError
from assistant.records import Turn
from assistant.store.base import Conversations
from assistant.store.conversations import Choices, Conversation, ConversationId, Exchange
from assistant.web import text
from assistant.web.conversations import history

if TYPE_CHECKING:
    from assistant.assistant import Assistant

ExchangeKey: TypeAlias = tuple[ConversationId, int]  # a conversation, and the number of an exchange in it, from 1

WORKERS = 4  # questions answered at the same time; more wait
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """The answer to a question as far as it is."""

    exchange: Exchange
    run: int  # tells this run from another of the same exchange: a question may be asked again in its place
    stop: threading.Event  # set to end the run, and a chat model with it


class Answering:
    """Answers questions of conversations in the background. Closing or reloading a page loses nothing."""

    def __init__(self, assistant: "Assistant", conversations: Conversations) -> None:
        self._assistant, self._conversations = assistant, conversations
        self._lock = threading.Lock()
        self._under_way: dict[ExchangeKey, Progress] = {}
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="answering")
        self._futures: set[Future[None]] = set()
        self._closed = False
        self._runs = itertools.count()

    @property
    def busy(self) -> bool:
        """Whether a question is under way."""
        return bool(self._under_way)

    def begin(
        self, conversation: Conversation, question: str, choices: Choices, number: int | None = None
    ) -> tuple[Conversation, int]:
        """Begin to answer a question, at the end of a conversation or in place of exchange ``number``.

        Returns at once, with the conversation as it is now and the number of the exchange.
        """
        exchange = Exchange(question, choices)
        with self._lock:
            conversation, number = self._conversations.add(conversation, exchange, number)
            key = (conversation.id, number)
            progress = Progress(exchange, next(self._runs), threading.Event())
            if replaced := self._under_way.get(key):
                replaced.stop.set()
            self._under_way[key] = progress
        earlier = [] if choices.alone else history(conversation.exchanges[: number - 1])
        future = self._pool.submit(self._answer, key, progress, earlier)
        self._futures.add(future)
        future.add_done_callback(self._futures.discard)
        return conversation, number

    def progress(self, key: ExchangeKey) -> Progress | None:
        """The answer to a question under way; None if it is not under way, or ended: then it is in its conversation."""
        return self._under_way.get(key)

    def stop(self, key: ExchangeKey) -> None:
        """End a question. The part of its answer that is there is kept."""
        with self._lock:
            progress = self._under_way.pop(key, None)
            if progress is not None:
                progress.stop.set()
                self._keep(key, replace(progress.exchange, stopped=True))

    def close(self, timeout: float) -> None:
        """Stop all questions, and wait for their threads, ``timeout`` seconds at most."""
        self._closed = True
        for key in list(self._under_way):
            self.stop(key)
        self._pool.shutdown(wait=False, cancel_futures=True)
        wait(self._futures.copy(), timeout)

    def _answer(self, key: ExchangeKey, begun: Progress, earlier: Sequence[Turn]) -> None:
        question, choices = begun.exchange.question, begun.exchange.choices
        answers = self._assistant.stream(
            question, earlier, model=choices.writer, any_day=choices.any_day, kind=choices.kind, stop=begun.stop
        )
        try:
            for answer in answers:
                if not self._update(key, begun, answer=answer):
                    break
        except AssistantError as error:
            self._update(key, begun, answer=None, error=str(error))
        except Exception:
            log.exception("something on the page failed")
            self._update(key, begun, answer=None, error=text.UNEXPECTED)
        finally:
            self._end(key, begun)

    def _update(self, key: ExchangeKey, begun: Progress, **changes: Any) -> bool:
        """Change the exchange of a run. False if the run was stopped or replaced."""
        with self._lock:
            progress = self._under_way.get(key)
            if progress is None or progress.run != begun.run or self._closed:
                return False
            self._under_way[key] = replace(progress, exchange=replace(progress.exchange, **changes))
            return True

    def _end(self, key: ExchangeKey, begun: Progress) -> None:
        """Keep the exchange, and only then take it from those under way, so that it is always in one of the two."""
        with self._lock:
            progress = self._under_way.get(key)
            if progress is not None and progress.run == begun.run:
                self._keep(key, progress.exchange)
                del self._under_way[key]

    def _keep(self, key: ExchangeKey, exchange: Exchange) -> None:
        try:
            self._conversations.change(key[0], key[1], lambda _: exchange)
        except AssistantError:
            log.exception("an answer could not be kept")
