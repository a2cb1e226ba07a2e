"""Questions under way: each is answered in the background and kept as it grows, whoever still looks."""

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

Place: TypeAlias = tuple[ConversationId, int]  # a conversation, and the number of an exchange in it, from 1

ASKERS = 4  # questions answered at the same time; more wait
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Growth:
    """How far the answer to a question is."""

    exchange: Exchange
    asking: int  # the same question may be asked again in the same place
    stop: threading.Event  # ends it, and a chat model with it


class Asker:
    """Answers questions of conversations. A page that is closed or reloaded meanwhile loses nothing."""

    def __init__(self, assistant: "Assistant", conversations: Conversations) -> None:
        self._assistant, self._conversations = assistant, conversations
        self._lock = threading.Lock()
        self._under_way: dict[Place, Growth] = {}
        self._pool = ThreadPoolExecutor(ASKERS, thread_name_prefix="asker")
        self._futures: set[Future[None]] = set()
        self._closed = False
        self._askings = itertools.count()

    @property
    def busy(self) -> bool:
        """Whether anybody waits for an answer."""
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
            place = (conversation.id, number)
            growth = Growth(exchange, next(self._askings), threading.Event())
            if replaced := self._under_way.get(place):
                replaced.stop.set()
            self._under_way[place] = growth
        earlier = [] if choices.alone else history(conversation.exchanges[: number - 1])
        future = self._pool.submit(self._answer, place, growth, earlier)
        self._futures.add(future)
        future.add_done_callback(self._futures.discard)
        return conversation, number

    def look(self, place: Place) -> Growth | None:
        """How far a question under way is; None if it is not, or no longer: then it is kept as it ended."""
        return self._under_way.get(place)

    def stop(self, place: Place) -> None:
        """End a question where it is. What is there of its answer is kept."""
        with self._lock:
            self._stop(place)

    def _stop(self, place: Place) -> None:
        growth = self._under_way.pop(place, None)
        if growth is not None:
            growth.stop.set()
            self._keep(place, replace(growth.exchange, stopped=True))

    def close(self, timeout: float) -> None:
        """Stop all, and wait for their threads."""
        self._closed = True
        for place in list(self._under_way):
            self.stop(place)
        self._pool.shutdown(wait=False, cancel_futures=True)
        wait(self._futures.copy(), timeout)

    def _answer(self, place: Place, begun: Growth, earlier: Sequence[Turn]) -> None:
        asked, choices = begun.exchange.question, begun.exchange.choices
        growing = self._assistant.stream(asked, earlier, model=choices.writer, any_day=choices.any_day, stop=begun.stop)
        try:
            for answer in growing:
                if not self._grow(place, begun, answer=answer):
                    break
        except AssistantError as error:
            self._grow(place, begun, answer=None, error=str(error))
        except Exception:
            log.exception("something on the page failed")
            self._grow(place, begun, answer=None, error=text.UNEXPECTED)
        finally:
            self._end(place, begun)

    def _grow(self, place: Place, begun: Growth, **changes: Any) -> bool:
        """False if nobody wants more of it."""
        with self._lock:
            growth = self._under_way.get(place)
            if growth is None or growth.asking != begun.asking or self._closed:
                return False
            self._under_way[place] = replace(growth, exchange=replace(growth.exchange, **changes))
            return True

    def _end(self, place: Place, begun: Growth) -> None:
        """Keep the exchange, and only then take it from those under way, so that it is always in one of the two."""
        with self._lock:
            growth = self._under_way.get(place)
            if growth is not None and growth.asking == begun.asking:
                self._keep(place, growth.exchange)
                del self._under_way[place]

    def _keep(self, place: Place, exchange: Exchange) -> None:
        try:
            self._conversations.change(place[0], place[1], lambda _: exchange)
        except AssistantError:
            log.exception("an answer could not be kept")
