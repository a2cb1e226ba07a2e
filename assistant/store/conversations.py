"""Conversations as they are kept: the questions that were asked, and the checked answers.

An answer is kept whole, so that it is shown as the page shows answers now, and its citations open by version.
"""

import datetime as dt
import re
import secrets
from dataclasses import dataclass, replace
from typing import TypeAlias

from assistant.records import Answer, normalize_space

ConversationId: TypeAlias = str  # 16 hex digits

ID = re.compile(r"[0-9a-f]{16}")
NAME_CHARS = 80
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Choices:
    """How a question is asked, where that differs from its words."""

    alone: bool = False  # without what was asked before
    any_day: bool = False  # whatever days it names
    writer: str | None = None  # who writes the answer; None: as the settings say
    kind: str = ""  # of the question, as ``Answer.kind`` has it; "": as it is recognised


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question of a conversation and what came of it. With neither answer nor error it was interrupted."""

    question: str
    choices: Choices = Choices()
    answer: Answer | None = None
    error: str | None = None
    stopped: bool = False  # somebody stopped the answer; it is kept as far as it was

    @property
    def reply(self) -> str:
        """The answer in plain text, without marks; "" if there is none."""
        if self.answer is None:
            return ""
        if self.answer.status != "answered":
            return self.answer.message
        said = (normalize_space(f"{each.lead} {each.text}") for each in self.answer.sentences)
        return " ".join(filter(None, [normalize_space(self.answer.message), *said]))


@dataclass(frozen=True, slots=True)
class Conversation:
    """Exchanges in the order they were asked, under a name."""

    id: ConversationId
    name: str
    changed: dt.datetime  # UTC
    exchanges: tuple[Exchange, ...] = ()
    named: bool = False  # by a person; otherwise the name is the first question

    @property
    def words(self) -> str:
        """The text that a search looks in."""
        texts = (text for each in self.exchanges for text in (each.question, each.reply))
        return normalize_space(" ".join([self.name, *texts])).casefold()

    def holds(self, words: str) -> bool:
        """True if each of these words is in its name, its questions or its replies."""
        text = self.words
        return all(word in text for word in words.casefold().split())

    def with_exchange(self, number: int, exchange: Exchange) -> "Conversation":
        """The conversation with this exchange as number 1, 2, …, in place of what was there. It is changed now."""
        exchanges = list(self.exchanges)
        exchanges[number - 1 : number] = [exchange]
        name = self.name if self.named else shorten(exchanges[0].question)
        return replace(self, exchanges=tuple(exchanges), changed=_now(), name=name)

    def renamed(self, name: str) -> "Conversation":
        """The conversation under another name. An empty one gives it the name of its first question again."""
        first = self.exchanges[0].question if self.exchanges else self.name
        given = shorten(name)
        return replace(self, name=given or shorten(first), named=bool(given))


def begin_conversation(question: str) -> Conversation:
    """A new conversation, named by its first question, without exchanges. It is not kept before it has one."""
    return Conversation(secrets.token_hex(8), shorten(question), _now())


def place(
    conversation: Conversation, kept: Conversation | None, exchange: Exchange, number: int | None
) -> tuple[Conversation, int]:
    """The conversation that a new exchange goes into, and its number there.

    It replaces exchange ``number`` if there is one, and otherwise comes after all others. If the conversation was
    deleted since it was opened, the exchange begins a new one.

    conversation: as whoever asks has it. kept: as it is kept now; None if it is not.
    """
    if kept is None:
        kept = begin_conversation(exchange.question) if conversation.exchanges else conversation
    if number is None or not 0 < number <= len(kept.exchanges):
        number = len(kept.exchanges) + 1
    return kept, number


def clean(text: str) -> str:
    """Text without half characters (lone surrogates) and control characters; tabs and line ends stay.

    Two halves that make a whole character are joined.
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    return CONTROLS.sub("", whole)


def shorten(name: str) -> str:
    """A name on one line, of at most ``NAME_CHARS`` characters."""
    folded = normalize_space(clean(name))
    return folded if len(folded) <= NAME_CHARS else folded[: NAME_CHARS - 1].rstrip() + "…"


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
