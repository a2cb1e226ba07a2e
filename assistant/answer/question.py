"""Question and history -> Query: what is searched for, in what period, and what type of answer is asked for."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer.quotations import quotations
from assistant.errors import QuestionError
from assistant.language import DEFAULT
from assistant.language.base import AnswerType
from assistant.language.dates import read_period, wants_latest, without_dates
from assistant.language.periods import Period
from assistant.language.tokens import content_words, mask_acronyms, stem, stems, words
from assistant.records import ArticlePath, Turn, normalize_space

NAME = re.compile(r"(?<=\s)(?!I\b)[A-Z]")
SHORT = 3  # content words; a question with fewer, in a conversation, is a follow-up
COUNTED: tuple[AnswerType, ...] = ("money", "number", "date")  # whose words a pattern finds for sure
EARLIER = 3  # earlier questions a follow-up is read with
MARKED = re.compile(r"(?<!\\)\[(\d{1,3})\]")  # a citation's mark in an earlier answer


@dataclass(frozen=True, slots=True)
class Sources:
    """The outlets, authors, titles and files that a question names, and the question without them."""

    articles: frozenset[ArticlePath]  # that all of them have in common
    outlets: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    named: tuple[ArticlePath, ...] = ()  # articles named by title or file, and folders
    path_words: tuple[str, ...] = ()  # words of the question that only the paths of these articles have
    hard: bool = False  # only these are asked for; otherwise they go first
    text: str = ""  # as ``Query.text``
    undated: str = ""  # as ``Query.undated``
    overview: bool = False  # as ``Query.overview``; the whole article may be asked for
    context: str = ""  # as ``Query.context``


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it is searched."""

    text: str  # the question itself; for an overview, only its subject
    context: str = ""  # earlier questions, and words of an earlier answer, searched with it; "" if it stands alone
    earlier: str = ""  # all that was asked before a question with a context, ``EARLIER`` questions at most
    period: Period | None = None  # of the days its articles should be from
    latest: bool = False  # the newest article goes first
    unnamed: str = ""  # "he", "this library": what it refers to without a name in it or in the history
    undated: str = ""  # ``text`` without the words that mean a time
    may_stand_alone: bool = False  # it has a context, and may be about something else all the same
    whole: "Query | None" = None  # the message it is a part of, searched if the part is not answered
    overview: bool = False  # it asks for everything about its subject, so no few words can be the answer
    sources: Sources | None = None
    spellings: tuple[str, ...] = ()  # of words of the question that the corpus spells in another way too

    @property
    def subject(self) -> "Query":
        """The question without the words that name its sources."""
        if not self.sources:
            return self
        sources = self.sources
        return replace(
            self, text=sources.text, undated=sources.undated, overview=sources.overview, context=sources.context
        )

    @property
    def searched(self) -> str:
        """The question with its context, as it is shown."""
        return f"{self.context} {self.text}".strip()

    @property
    def answer_type(self) -> AnswerType:
        """What the question asks for. "And in Mexico?" asks for what the question before it asked for."""
        own = answer_type_of(self.text)
        return (
            answer_type_of(self.context)
            if own == "other" and self.context and DEFAULT.questions.begins.match(self.text)
            else own
        )


def check_question(question: str, most: int) -> str:
    """The question with white space folded. Raises QuestionError if it is empty or longer than ``most`` characters."""
    asked = clean(question)
    if not any(character.isalnum() for character in asked):
        raise QuestionError("The question is empty: type a few words.")
    if len(asked) > most:
        raise QuestionError(f"The question has {len(asked):,} characters: shorten it to {most:,} or fewer.")
    return asked


def clean(text: str) -> str:
    """White space folded, without characters that no encoder takes, such as control characters and half surrogates."""
    return normalize_space("".join(character if character.isprintable() else " " for character in text))


def read_query(question: str, history: Sequence[Turn], today: dt.date) -> Query:
    """The question with the last ``EARLIER`` ones before it, unless it changes the topic.

    "The second one" brings the words the last answer marked [2].
    """
    earlier = [asked for turn in history if turn.role == "user" and (asked := clean(turn.content))]
    context = " ".join(filter(None, [*leaned_on(earlier), _pointed_at(question, history)]))
    if changes_topic(question, history):
        context = ""
    rest = quotations(question)[1]  # what is quoted was said by somebody else
    asked_of = f"{earlier[-1]} {rest}" if earlier and context and leans(question) else rest
    overview = DEFAULT.questions.overview.match(question)
    text = (overview[1] or overview[2]) if overview else question
    return Query(
        text=text,
        context=context,
        earlier=" ".join(earlier[-EARLIER:]) if context else "",
        period=read_period(asked_of, today),
        latest=wants_latest(rest),
        unnamed=unnamed(rest, history),
        undated=without_dates(text, today),
        may_stand_alone=not leans(question),
        overview=bool(overview),
    )


def leaned_on(earlier: Sequence[str]) -> list[str]:
    """The last questions that a follow-up is read with, ``EARLIER`` at most: from the last one on that stands alone
    and has a name."""
    last = earlier[-EARLIER:]
    first = max((at for at, asked in enumerate(last) if NAME.search(asked) and not leans(asked)), default=0)
    return list(last[first:])


def without_and(question: str) -> str:
    """A question without an "And" before its question word: "And what is Stadia?" stands alone, "And Mexico?" not."""
    opening = DEFAULT.questions.goes_on.match(question)
    return question[opening.end() :] if opening and DEFAULT.questions.opens.match(question, opening.end()) else question


def leans(question: str) -> bool:
    """True if a question cannot be understood without what was said before it."""
    question = without_and(question)
    is_short = len(content_words(question)) < SHORT and len(words(question)) < 6 and not NAME.search(question)
    return is_short or points_back(question)


def points_back(question: str) -> bool:
    """True if the words of a question, but for its quotations, say that it goes on from what was said before it."""
    question = mask_acronyms(quotations(question)[1])
    stands_for = DEFAULT.questions.stands_for.search(question)
    return bool(
        DEFAULT.questions.begins.match(question) or (stands_for and not NAME.search(question, 0, stands_for.start()))
    )


def changes_topic(question: str, history: Sequence[Turn]) -> bool:
    """True if a question stands alone, has a name, and shares no word with the conversation, or begins with "And"."""
    said = stems(" ".join(turn.content for turn in history))
    own = [stem(word) for word in _content(question)]
    new = (len(own) >= SHORT or without_and(question) != question) and not any(each in said for each in own)
    return new and bool(NAME.search(question)) and not leans(question)


def answer_type_of(question: str) -> AnswerType:
    """What a question asks for, by its words alone: the first type whose pattern is found, or "other"."""
    types, asked = DEFAULT.questions.answer_types, mask_acronyms(question)
    return next((answer_type for answer_type, pattern in types if pattern.search(asked)), "other")


def unnamed(question: str, history: Sequence[Turn]) -> str:
    """What a question refers to without a name in it or in the history: "he", "this library"; "" if nothing."""
    question = mask_acronyms(question)
    said = stems(" ".join(turn.content for turn in history))
    pronoun = DEFAULT.questions.pronoun.search(question)
    if pronoun and not said and not DEFAULT.questions.empty_it.search(question):
        before = question[: pronoun.start()]
        if len(_content(before)) < 2 and not NAME.search(before):
            return pronoun[0].lower()
    for found in DEFAULT.questions.demonstrative.finditer(question):
        noun = found[1].lower()
        named = NAME.search(question, 0, found.start()) or stem(noun) in said
        if not named and noun not in DEFAULT.grammar.stop_words | DEFAULT.questions.times:
            return f"this {noun}"
    return ""


def _content(text: str) -> list[str]:
    return [word for word in words(text) if word.lower() not in DEFAULT.grammar.stop_words]


def _pointed_at(question: str, history: Sequence[Turn]) -> str:
    """The words of the last answer that "the second one" points at: those before its mark [2]."""
    points = DEFAULT.questions.points_at.search(question)
    reply = next((turn.content for turn in reversed(history) if turn.role == "assistant"), "")
    if not points:
        return ""
    wanted = str(DEFAULT.numbers.ordinals.index(points[1].lower()) + 1)
    start = 0
    for mark in MARKED.finditer(reply):
        if mark[1] == wanted:
            return clean(reply[start : mark.start()])
        start = mark.end()
    return ""
