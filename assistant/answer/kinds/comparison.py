"""Two sides beside each other: what articles say of each, and where they give other figures or days."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from assistant.answer.answer_run import AnswerRun
from assistant.answer.differences import Statement, find_differences
from assistant.answer.frames import Frame, Limits, Terms, read_terms
from assistant.answer.kinds import fact
from assistant.answer.kinds.base import Kind
from assistant.answer.mentions import find_mentions
from assistant.answer.parts import Parts
from assistant.answer.results import cite, within
from assistant.answer.scope import fold, names_of
from assistant.index.chunk import find_units
from assistant.language.tokens import stem, stems, words
from assistant.records import Answer, Citation, Column, Difference, Sentence, Value
from assistant.store.base import Catalog

SHOWN = 3  # sentences of a side
READ = 60  # of a side, newest article first, of which those are chosen
DIFFERING = 3  # differences, whose sentences are shown besides
NAMED = ("outlet", "author", "title", "file")  # that may be a side

Quoted = tuple[Sentence, Citation]


@dataclass(frozen=True, slots=True)
class Side:
    """What is compared: the articles of an outlet or author, one article, or a name."""

    of: str
    limits: Limits
    terms: Terms | None  # that its sentences hold; None: any sentence of its articles


def answer(frame: Frame, run: AnswerRun, parts: Parts) -> Iterator[Answer]:
    """A column for each side, and the differences. A side that no article has makes it a question for a fact."""
    sides = find_sides(frame, parts.catalog)
    held = apart([list(islice(read_side(side, frame.terms, parts), READ)) for side in sides])
    run.clock.lap("retrieve")
    if len(held) != 2 or not all(held):
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


def find_sides(frame: Frame, catalog: Catalog) -> list[Side]:
    """The sides that a question names; fewer than two if one names nothing to compare."""
    names = names_of(catalog.sources()).by_form
    found = []
    for written in filter(None, (frame.slots.get("one"), frame.slots.get("other"))):
        bare = written.strip(" \"'“”‘’,.?")
        name = next((each for what in NAMED for each in names.get(fold(bare), ()) if each.what == what), None)
        if name:
            articles = name.articles if frame.limits.articles is None else name.articles & frame.limits.articles
            found.append(Side(name.shown, replace(frame.limits, articles=articles), None))
        elif any(word[0].isupper() for word in words(bare)) and (terms := read_terms(bare)):
            found.append(Side(bare, frame.limits, terms))
    return found


def read_side(side: Side, topic: Terms | None, parts: Parts) -> Iterator[Quoted]:
    """The sentences of a side, newest article first: those that hold its name or, of its articles, the topic.

    A name is looked for in the articles that hold the topic if any of them has it.
    """
    found = find_mentions(side.terms or topic, side.limits, parts.catalog)
    if side.terms and topic:
        on_topic = {each.article.path for each in find_mentions(topic, side.limits, parts.catalog)}
        found = [each for each in found if each.article.path in on_topic] or found
    for each in found:
        article = parts.article(each.article.path, each.article.version)
        places = each.places or [unit.citable for unit in find_units(article) if unit.citable]
        yield from cite(article, places, 1)


def apart(held: Sequence[list[Quoted]]) -> list[list[Quoted]]:
    """The sentences of each side that the other does not hold; all of a side that has no other."""
    keys = [{(citation.article, citation.start) for _, citation in own} for own in held]
    common = set.intersection(*keys) if keys else set()
    return [[each for each in own if (each[1].article, each[1].start) not in common] or own for own in held]


class Rarity:
    """How much a stem tells: the logarithm of passages to those that hold it."""

    def __init__(self, catalog: Catalog, texts: Sequence[str]) -> None:
        written = {stem(word): word for text in texts for word in words(text)}
        counts = catalog.full_text.document_frequencies(list(written.values()))
        self._total = 1 + catalog.passage_count()
        self._counts = {stem: counts.get(word, 0) for stem, word in written.items()}

    def __call__(self, stem: str) -> float:
        return max(0.0, math.log(self._total / (0.5 + self._counts.get(stem, 0))))

    def of(self, stems: set[str]) -> float:
        return sum(map(self, stems))


def choose(
    own: Sequence[Quoted], others: Sequence[Quoted], asked: set[str], rarity: Rarity, also: set[int]
) -> list[int]:
    """The places of the sentences to show of one side, in order: the nearest to the topic and to the other side.

    also: places that are shown in any case.
    """
    beside = [stems(sentence.text) for sentence, _ in others]

    def nearness(at: int) -> float:
        mine = stems(own[at][0].text)
        return (rarity.of(mine & asked) + max(rarity.of(mine & other) for other in beside)) / math.sqrt(1 + len(mine))

    best = sorted(range(len(own)), key=nearness, reverse=True)
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
        f"{sides[0].of} and {sides[1].of}, side by side{within(frame.limits)}:",
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


COMPARISON = Kind("comparison", frozenset({"compare"}), answer, default="compare")
