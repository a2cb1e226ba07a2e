"""Two sides beside each other: what articles say of each, and where they give other figures or days."""

import datetime as dt
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from assistant.answer.answer_run import AnswerRun
from assistant.answer.differences import Statement, find_differences
from assistant.answer.frames import Frame, Limits, Terms, read_sides, read_terms
from assistant.answer.kinds import fact
from assistant.answer.kinds.base import Kind
from assistant.answer.mentions import find_mentions
from assistant.answer.parts import Parts
from assistant.answer.rarity import Rarity
from assistant.answer.results import cite, within
from assistant.answer.scope import Name
from assistant.index.chunk import find_units
from assistant.language.periods import Period, write_period
from assistant.language.tokens import content_words, stems
from assistant.records import Answer, Article, Citation, Column, Difference, Sentence, Value
from assistant.store.base import Catalog

SHOWN = 3  # sentences of a side
READ = 60  # of a side, newest article first, of which those are chosen
DIFFERING = 3  # differences, whose sentences are shown besides
WHOLE = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")  # the end of a sentence; a heading has none

Quoted = tuple[Sentence, Citation]


@dataclass(frozen=True, slots=True)
class Side:
    """What is compared: the articles of an outlet, an author or a period, one article, or a name."""

    of: str
    limits: Limits
    terms: Terms | None  # that its sentences hold; None: any sentence of its articles


def answer(frame: Frame, run: AnswerRun, parts: Parts) -> Iterator[Answer]:
    """A column for each side, and the differences. If no side has anything, it is a question for a fact."""
    sides = find_sides(frame, parts.catalog, run.request.today or dt.date.today())
    held = apart([list(islice(filter(_is_trusted, read_side(side, frame.terms, parts)), READ)) for side in sides])
    run.clock.lap("retrieve")
    doubtful = [is_doubtful(side, sides, frame) and not own for own, side in zip(held, sides, strict=True)]
    if len(held) != 2 or not any(held) or any(doubtful):
        run.kind = fact.FACT.name
        yield from fact.FACT.answer(frame, run, parts)
        return
    rarity = Rarity(parts.catalog, [sentence.text for own in held for sentence, _ in own])
    statements = [
        Statement(sentence.text, citation.article, citation.date, at)
        for at, (sentence, citation) in enumerate([*held[0], *held[1]])
    ]
    first = len(held[0])
    differences = [
        each
        for each in find_differences(statements, rarity)
        if {value.citation < first for value in each.values} == {True, False}
    ][:DIFFERING]
    wanted = {value.citation for each in differences for value in each.values}
    asked = stems(frame.slots.get("about", ""))
    chosen = [
        choose(held[0], held[1], asked, rarity, {at for at in wanted if at < first}),
        [first + at for at in choose(held[1], held[0], asked, rarity, {at - first for at in wanted if at >= first})],
    ]
    yield told(frame, run, sides, [*held[0], *held[1]], chosen, differences)


def is_doubtful(side: Side, sides: Sequence[Side], frame: Frame) -> bool:
    """True if a side that no article names makes it a question for a fact.

    It is no name alone, or the question is what two names say, none of which is a source.
    """
    is_name = all(word[0].isupper() for word in content_words(side.of))
    return bool(side.terms) and (not is_name or ("told" in frame.slots and all(each.terms for each in sides)))


def find_sides(frame: Frame, catalog: Catalog, today: dt.date) -> list[Side]:
    """The sides that a question names; fewer than two if one names nothing to compare."""
    sides = []
    for read in read_sides(frame.slots, today, catalog.sources()):
        if isinstance(read, Period):
            sides.append(Side(write_period(read), replace(frame.limits, period=read), None))
        elif isinstance(read, Name):
            articles = read.articles if frame.limits.articles is None else read.articles & frame.limits.articles
            shown = f"“{read.shown}”" if read.what == "title" else read.shown
            sides.append(Side(shown, replace(frame.limits, articles=articles), None))
        elif read and (terms := read_terms(read)):
            sides.append(Side(read, frame.limits, terms))
    return sides


def read_side(side: Side, topic: Terms | None, parts: Parts) -> Iterator[Quoted]:
    """The sentences of a side, newest article first: those that hold its name or, of its articles, the topic.

    A name is looked for in the articles that hold the topic if any of them has it. An article that has what is looked
    for in headings alone is quoted from its beginning, after all others.
    """
    found = find_mentions(side.terms or topic, side.limits, parts.catalog)
    if side.terms and topic:
        on_topic = {each.article.path for each in find_mentions(topic, side.limits, parts.catalog)}
        found = [each for each in found if each.article.path in on_topic] or found
    headed: list[Article] = []
    for each in found:
        article = parts.article(each.article.path, each.article.version)
        citable = [unit.citable for unit in find_units(article) if unit.citable]
        quoted = list(cite(article, each.places or citable, 1))
        if any((citation.start, citation.end) in citable for _, citation in quoted) and (
            each.places or not (side.terms or topic)
        ):
            yield from quoted
        else:
            headed.append(article)
    for article in headed:
        citable = [unit.citable for unit in find_units(article) if unit.citable]
        yield from cite(article, citable[:SHOWN], 1)


def _is_trusted(quoted: Quoted) -> bool:
    """True for words that are no instructions to a model."""
    return not quoted[1].suspicious


def apart(held: Sequence[list[Quoted]]) -> list[list[Quoted]]:
    """The sentences of each side that the other does not hold; all of a side that has no other."""
    keys = [{(citation.article, citation.start) for _, citation in own} for own in held]
    common = set.intersection(*keys) if keys else set()
    return [[each for each in own if (each[1].article, each[1].start) not in common] or own for own in held]


def choose(
    own: Sequence[Quoted], others: Sequence[Quoted], asked: set[str], rarity: Rarity, also: set[int]
) -> list[int]:
    """The places of the sentences to show of one side, in order: the nearest to the topic and to the other side.

    What does not end as a sentence does, like a heading, is shown only if nothing else is there.
    also: places that are shown in any case.
    """
    beside = [stems(sentence.text) for sentence, _ in others]

    def nearness(at: int) -> float:
        mine = stems(own[at][0].text)
        return (rarity.of(mine & asked) + max((rarity.of(mine & other) for other in beside), default=0.0)) / math.sqrt(
            1 + len(mine)
        )

    whole = [at for at, (sentence, _) in enumerate(own) if WHOLE.search(sentence.text)]
    best = sorted(whole or range(len(own)), key=nearness, reverse=True)
    return sorted(also | set(best[: max(0, SHOWN - len(also))]))


def told(
    frame: Frame,
    run: AnswerRun,
    sides: Sequence[Side],
    quoted: Sequence[Quoted],
    chosen: Sequence[Sequence[int]],
    differences: Sequence[Difference],
) -> Answer:
    """The answer of the chosen sentences, numbered anew."""
    places = [at for own in chosen for at in own]
    numbers = {at: number for number, at in enumerate(places, start=1)}
    return run.told(
        frame,
        introduce(frame, sides, [bool(own) for own in chosen]),
        sentences=[replace(quoted[at][0], citations=(numbers[at],)) for at in places],
        citations=[replace(quoted[at][1], number=numbers[at]) for at in places],
        columns=tuple(
            Column(side.of, tuple(numbers[at] - 1 for at in own)) for side, own in zip(sides, chosen, strict=True)
        ),
        differences=tuple(
            Difference(each.about, tuple(Value(value.value, numbers[value.citation]) for value in each.values))
            for each in differences
        ),
    )


def introduce(frame: Frame, sides: Sequence[Side], has_any: Sequence[bool]) -> str:
    """What is set side by side, and which side has nothing."""
    names = f"{sides[0].of} and {sides[1].of}, side by side{within(frame.limits)}"
    empty = [side for side, has in zip(sides, has_any, strict=True) if not has]
    if not empty:
        return f"{names}:"
    side = empty[0]
    if side.terms:
        return (
            f"{names}. No article{within(frame.limits)} names “{side.of}”, and no outlet, author or title is called so."
        )
    topic = f" on “{frame.slots['about']}”" if "about" in frame.slots else ""
    return f"{names}. Nothing is found{topic} for {side.of}."


COMPARISON = Kind("comparison", frozenset({"compare"}), answer, default="compare")
