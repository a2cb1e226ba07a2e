"""Where sources say different figures or dates for the same thing.

Two sentences tell the same if the words of the shorter one, without its figures and days, are nearly all in the other,
each word by its rarity, and neither names anything in place of what the other names. Figures of two such sentences are
of the same thing if they have one unit and the same words follow them; days, if each sentence tells one.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from assistant.language.numbers import Quantity
from assistant.language.tokens import WORD, content_words, stem
from assistant.language.written import WrittenDate
from assistant.once import once
from assistant.records import ArticlePath, Difference, Span, Value, normalize_space
from assistant.verify.context import days_in, quantities_in
from assistant.verify.quantities import is_same

SHARED = 0.6  # of the words of the shorter sentence by their rarity, least that tells of the same thing
LEAST_WORDS = 3  # shared words of content, without figures and days
BEHIND = 2  # words of content behind a figure that say what it counts

WEEK = dt.timedelta(days=7)  # between articles whose weekdays are of one week, at most

Weight = Callable[[str], float]  # of a stem
Day: TypeAlias = tuple[int | None, ...]  # year, month, day, weekday; None for what is not written


@dataclass(frozen=True)
class Statement:
    """A sentence of an article that may be compared."""

    text: str
    article: ArticlePath
    date: dt.date | None  # of the article
    citation: int  # its number

    @once
    def figures(self) -> tuple[Quantity, ...]:
        """The figures it tells; one that is part of a word, as in an address or a model's name, is none."""
        return tuple(
            each for each in quantities_in(self.text) if not each.order and not _is_in_a_word(self.text, each.span)
        )

    @once
    def days(self) -> Mapping[Day, str]:
        """The days it tells, with their words; "yesterday" is seen from the article's date."""
        return {self._day(each): normalize_space(self.text[slice(*each.span)]) for each in reversed(days_in(self.text))}

    def _day(self, written: WrittenDate) -> Day:
        if written.offset is not None and self.date:
            day = self.date + dt.timedelta(days=written.offset)
            return day.year, day.month, day.day, None
        return written.year, written.month, written.day, written.weekday

    @once
    def words(self) -> tuple["Word", ...]:
        """Its words of content without those of figures and days, in order."""
        skipped = [*(each.span for each in self.figures), *(each.span for each in days_in(self.text))]
        content = set(content_words(self.text))
        return tuple(
            Word(stem(match[0]), match.start(), match[0][0].isupper() and match.start() > 0)
            for match in WORD.finditer(self.text)
            if match[0] in content and not any(a <= match.start() < b for a, b in skipped)
        )

    @once
    def stems(self) -> frozenset[str]:
        return frozenset(word.stem for word in self.words)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of content in a sentence."""

    stem: str
    start: int
    named: bool  # written as a name, and not first


@dataclass(slots=True)
class _Told:
    """What is told of one thing, with the statements that tell it."""

    about: str
    values: list[tuple[Statement, str]] = field(default_factory=list)


def find_differences(statements: Sequence[Statement], rarity: Weight) -> tuple[Difference, ...]:
    """The figures and days that differ between articles, for each thing, newest article first."""
    told: dict[tuple[Statement, Span | None], _Told] = {}
    for at, one in enumerate(statements):
        for other in statements[at + 1 :]:
            if one.article == other.article or not _tell_the_same(one, other, rarity):
                continue
            figures = _differing_figures(one, other)
            if not (one.days and other.days and one.days.keys() != other.days.keys()):
                for first, second in figures:
                    about = " ".join(WORD.findall(one.text[first.span[1] :])[: BEHIND + 2]) or first.unit
                    _add(told, about, (one, first.span), (other, second.span))
            elif _days_conflict(one, other) and not figures:
                _add_days(told, one, other)
    things = {id(each): each for each in told.values()}.values()
    return tuple(_difference(each) for each in things)


def _tell_the_same(one: Statement, other: Statement, rarity: Weight) -> bool:
    shared = one.stems & other.stems
    if len(shared) < LEAST_WORDS:
        return False
    shorter = min((one, other), key=lambda each: sum(map(rarity, each.stems)))
    if sum(map(rarity, shared)) < SHARED * sum(map(rarity, shorter.stems)):
        return False
    return not (_named_alone(one, other) and _named_alone(other, one))


def _named_alone(one: Statement, other: Statement) -> bool:
    """True if a sentence has a name that the other does not have."""
    return any(word.named and word.stem not in other.stems for word in one.words)


def _is_in_a_word(text: str, span: Span) -> bool:
    before, figure, behind = text[: span[0]][-1:], text[slice(*span)], text[span[1] :][:1]
    return (before.isalnum() and figure[0].isalnum()) or (figure[-1].isdigit() and behind.isalpha())


def _days_conflict(one: Statement, other: Statement) -> bool:
    """True if each of two sentences tells one day, and a part that both write differs, as of "4 June" and "8 June".

    Weekdays are compared only if the articles are of one week. The same words, as "today", do not differ.
    """
    if not len(one.days) == len(other.days) == 1 or set(one.days.values()) == set(other.days.values()):
        return False
    (first,), (second,) = one.days, other.days
    if one.date and other.date and abs(one.date - other.date) > WEEK:
        first, second = first[:3], second[:3]
    return any(a != b for a, b in zip(first, second, strict=True) if a is not None and b is not None)


def _differing_figures(one: Statement, other: Statement) -> list[tuple[Quantity, Quantity]]:
    """The figures that two sentences give differently for the same thing."""
    own = [each for each in one.figures if not any(_equal(each, figure) for figure in other.figures)]
    others = [each for each in other.figures if not any(_equal(each, figure) for figure in one.figures)]
    pairs = [
        (first, second)
        for first in own
        for second in others
        if first.unit == second.unit and _counts_the_same(one, first, other, second)
    ]
    return [
        (first, second)
        for first, second in pairs
        if sum(first is each for each, _ in pairs) == sum(second is each for _, each in pairs) == 1
    ]


def _equal(one: Quantity, other: Quantity) -> bool:
    """True if two figures agree: they are one, or one is the other rounded. Two that are rounded alike must be one."""
    if one.bound == other.bound:
        return one.unit == other.unit and one.value == other.value
    return is_same(one, other) or is_same(other, one)


def _counts_the_same(one: Statement, first: Quantity, other: Statement, second: Quantity) -> bool:
    """True if what follows one figure is in the other sentence, or the other way round, and the noun is shared."""
    mine, theirs = _behind(one, first), _behind(other, second)
    if not first.unit and mine[:1] != theirs[:1]:
        return False
    return set(mine) <= other.stems or set(theirs) <= one.stems


def _behind(statement: Statement, figure: Quantity) -> list[str]:
    return [word.stem for word in statement.words if word.start >= figure.span[1]][:BEHIND]


def _add(
    told: dict[tuple[Statement, Span | None], _Told],
    about: str,
    *places: tuple[Statement, Span],
) -> None:
    thing = next((told[place] for place in places if place in told), None) or _Told(about)
    for statement, span in places:
        if (statement, span) not in told:
            told[statement, span] = thing
            thing.values.append((statement, statement.text[slice(*span)]))


def _add_days(told: dict[tuple[Statement, Span | None], _Told], one: Statement, other: Statement) -> None:
    thing = told.get((one, None)) or told.get((other, None)) or _Told("date")
    for statement in (one, other):
        if (statement, None) not in told:
            told[statement, None] = thing
            thing.values.append((statement, next(iter(statement.days.values()))))


def _difference(told: _Told) -> Difference:
    newest = sorted(told.values, key=lambda each: each[0].date or dt.date.min, reverse=True)
    return Difference(told.about, tuple(Value(value, statement.citation) for statement, value in newest))
