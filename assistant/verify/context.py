"""The sentences a claim rests on and the text around them, each read once."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property, lru_cache

from assistant.language import DEFAULT
from assistant.language.numbers import Quantity, read_quantities
from assistant.language.tokens import stem
from assistant.language.written import WrittenDate, find_dates
from assistant.records import normalize_space
from assistant.verify.direction import clauses, content_stems
from assistant.verify.names import (
    BEFORE_CHARS,
    Known,
    initials_of,
    name_words,
    unify,
)
from assistant.verify.speech import (
    Speech,
    find_said,
)
from assistant.verify.tables import NAMES


@dataclass(frozen=True)
class Source:
    """The words a sentence rests on: one or more sentences of articles, and what stands around them."""

    text: str
    header: str = ""  # titles, outlets and dates of their articles
    before: str = ""  # what stands before them, in which a pronoun's name may be
    whole: str = ""  # their articles
    published: dt.date | None = None

    @cached_property
    def unified(self) -> str:
        return unify(self.text)

    @cached_property
    def near(self) -> str:
        """The text, with the text before it if a pronoun may refer to that."""
        return (
            unify(f"{self.before[-BEFORE_CHARS:]} {self.text}") if NAMES.referring.search(self.text) else self.unified
        )

    @cached_property
    def held(self) -> set[str]:
        return {*name_words(self.near), *name_words(unify(self.header))}

    @cached_property
    def lower_whole(self) -> str:
        return f"{_lowered(self.whole)} {normalize_space(unify(f'{self.text} {self.header}')).casefold()}"

    @cached_property
    def initials(self) -> set[str]:
        return _initials(self.whole) | initials_of(self.text)

    @cached_property
    def known(self) -> Known:
        return _known(self.whole or f"{self.text} {self.header}")

    @cached_property
    def stems(self) -> frozenset[str]:
        return content_stems(f"{self.text} {self.header}") | {stem(word) for word in self.held}

    @cached_property
    def speech(self) -> Speech:
        said = [each for part in DEFAULT.sentences.end.split(normalize_space(self.text)) for each in find_said(part)]
        return Speech(said, self.text, self.before[-BEFORE_CHARS:], self.header, _lowered(self.whole))

    @cached_property
    def number_parts(self) -> list[str]:
        """The clauses in which numbers stand with what they are of."""
        sentences = DEFAULT.sentences.end.split(normalize_space(self.text))
        return [part.text for sentence in sentences for part in clauses(sentence)]

    @cached_property
    def quantities(self) -> list[Quantity]:
        found: list[Quantity] = []
        for text in (self.text, self.header):
            found += quantities_in(text)
        return found


@lru_cache(maxsize=5_000)
def days_in(text: str) -> tuple[WrittenDate, ...]:
    """The days a text names; see ``find_dates``."""
    return tuple(find_dates(text))


@lru_cache(maxsize=5_000)
def quantities_in(text: str) -> tuple[Quantity, ...]:
    """The quantities of a text, but for the numbers of its dates; see ``read_quantities``."""
    return tuple(read_quantities(text, [day.span for day in days_in(text)]))


@lru_cache(maxsize=200)
def _lowered(whole: str) -> str:
    return normalize_space(unify(whole)).casefold()


@lru_cache(maxsize=200)
def _initials(whole: str) -> set[str]:
    return initials_of(whole)


@lru_cache(maxsize=200)
def _known(whole: str) -> Known:
    return Known([unify(whole)])
