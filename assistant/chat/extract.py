"""Evidence -> Draft of verbatim sentences. Needs no chat model.

Every citable sentence of the best passages is scored by how close it is to the question in meaning, how much of what
the question names it holds, how good its passage is, and whether it holds the kind of thing asked for.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assistant.chat.question import Kind, kind_of
from assistant.chat.retrieve import Found, spread
from assistant.chat.words import content_words, stem, stems, words
from assistant.library.chunk import written_date
from assistant.records import Draft, DraftSentence, Evidence, Quotable, Span, fold

WRITER = "extractive"
PASSAGES = 8  # passages sentences are picked from
PER_ARTICLE = 4  # of them, from one article
SENTENCES = 3  # in an answer, at most; one brought by a pronoun not counted
WORDS = 120  # in an answer, at most, after the first sentence
SHARE_OF_BEST = 0.8  # a further sentence is shown if its score is this share of the best one's
NEAR = 0.4  # what a word counts that stands in a sentence's passage or title, and not in the sentence itself
SAME = 0.6  # of stems shared; two sentences with more say the same

# Of a sentence's score; measured by benchmarks/weigh_sentences.py, whose best weighings differ by a question or two.
COSINE, COVERAGE, PASSAGE, KIND = 2.0, 1.0, 0.5, 0.2

MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
NUMBER = (
    r"(?:[$€£¥₹]\s?)?\d+(?:[.,]\d+)*"
    r"(?:\s?(?:%|per ?cent|percentage points|hundred|thousand|million|billion|trillion)\b)?%?"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?"
    r"|half|twice|double)\b(?!-)"
)
DATE = (
    rf"\b{MONTH} \d{{1,2}}(?:, \d{{4}})?|\b\d{{1,2}} {MONTH}(?: \d{{4}})?|\b{MONTH} \d{{4}}|\b(?:19|20)\d\d\b"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:yesterday|today|tomorrow)\b"
)
NAME = r"\b[A-Z][\w'’.-]+(?: (?:of|the|de|von|van|bin|al) )?(?: ?[A-Z][\w'’.-]+)+"
PLACE = r"(?:(?<=\bin )|(?<=\bat )|(?<=\bto ))[A-Z]\w+(?: [A-Z]\w+)*"
REASON = (
    r"\b(?:because|due to|owing to|so that|in order to|as a result|after|amid|since|in response to|respond\w*|aim\w*)\b"
)
HOLDS: Mapping[Kind, re.Pattern[str]] = {
    "quantity": re.compile(NUMBER, re.IGNORECASE),
    "date": re.compile(DATE),
    "person": re.compile(NAME),
    "place": re.compile(PLACE),
    "reason": re.compile(REASON, re.IGNORECASE),
}
LEANING = re.compile(r"[\"“'‘]?(?:He|She|It|They|His|Her|Its|Their)\b")


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence that may be quoted, and the parts of its score."""

    quotable: Quotable
    cosine: float  # of question and sentence, -1 to 1
    coverage: float  # share of what the question names, weighted by rarity, that the sentence or its header holds
    passage: float  # score of its passage, 0 to 1
    fits: bool  # it holds the kind of thing asked for

    @property
    def score(self) -> float:
        return COSINE * self.cosine + COVERAGE * self.coverage + PASSAGE * self.passage + KIND * self.fits


def score_sentences(question: str, found: Found, rarity: Mapping[str, float]) -> list[Scored]:
    """The sentences of the best passages, best first.

    rarity: the weight of each stem of the question's content words; see ``weigh_words``.
    """
    quotables = number_sentences(spread(found.evidence, PER_ARTICLE)[:PASSAGES])
    total = sum(rarity.values()) or 1.0
    pattern = HOLDS.get(kind_of(question))

    around = {each.passage_id: stems(f"{each.title} {each.text}") for each in {q.evidence for q in quotables}}

    def coverage(quotable: Quotable) -> float:
        own, near = stems(quotable.text), around[quotable.evidence.passage_id]
        return sum(w if s in own else NEAR * w if s in near else 0.0 for s, w in rarity.items()) / total

    def cosine(quotable: Quotable) -> float:
        evidence = quotable.evidence
        return float(found.sentence_cosines[evidence.passage_id][evidence.sentences.index(quotable.span)])

    asked = stems(question)
    scored = [
        Scored(
            quotable,
            cosine(quotable),
            coverage(quotable),
            quotable.evidence.score,
            bool(pattern and _answer_spans(quotable.text, pattern, asked)),
        )
        for quotable in quotables
    ]
    return sorted(scored, key=lambda each: (-each.score, each.quotable.number))


def weigh_words(
    question: str, frequencies: Callable[[Sequence[str]], Mapping[str, int]], passages: int
) -> dict[str, float]:
    """The weight of each stem of a question's content words: its inverse document frequency, as BM25 has it.

    frequencies: words -> in how many of the ``passages`` each stands.
    """
    found = frequencies(content_words(question))
    return {stem(word): math.log(1 + (passages - held + 0.5) / (held + 0.5)) for word, held in found.items()}


def number_sentences(evidence: Sequence[Evidence]) -> list[Quotable]:
    """Every citable sentence of the evidence, numbered from 1 in order; fragments of under three words left out."""
    spans = [(each, span) for each in evidence for span in each.sentences if len(words(each.quote(span))) > 2]
    return [Quotable(number, each, span) for number, (each, span) in enumerate(spans, start=1)]


def write(question: str, scored: Sequence[Scored], writer: str = WRITER) -> Draft:
    """A draft of the sentences that answer, best first: few, none that says the same as another."""
    chosen: list[Scored] = []
    for each in scored:
        length = sum(len(other.quotable.text.split()) for other in [*chosen, each])
        if chosen and (length > WORDS or each.score < SHARE_OF_BEST * chosen[0].score):
            continue
        if all(_overlap(each.quotable.text, other.quotable.text) < SAME for other in chosen):
            chosen.append(each)
        if len(chosen) == SENTENCES:
            break
    quotables = [quotable for each in chosen for quotable in _with_antecedent(each.quotable)]
    return draft_of(question, list({(q.evidence.passage_id, q.span): q for q in quotables}.values()), writer)


def draft_of(question: str, quotables: Sequence[Quotable], writer: str) -> Draft:
    """A draft that quotes these sentences one after another, each led by outlet and date where they change."""
    pattern, asked = HOLDS.get(kind_of(question)), stems(question)
    numbered = [Quotable(number, each.evidence, each.span) for number, each in enumerate(quotables, start=1)]
    sentences, led = [], ""
    for each in numbered:
        lead = make_lead(each.evidence)
        text = fold(each.text)
        emphasis = _answer_spans(text, pattern, asked) if pattern else ()
        sentences.append(DraftSentence(text, (each.number,), lead if lead != led else "", emphasis))
        led = lead
    return Draft(tuple(sentences), tuple(numbered), writer)


def make_lead(evidence: Evidence) -> str:
    """Who reports it and when: "Sample Briefs, 24 February 2026:"; what is not known is left out."""
    parts = [*([evidence.source] if evidence.source else []), *([written_date(evidence.date)] if evidence.date else [])]
    return ", ".join(parts) + ":" if parts else ""


def _with_antecedent(quotable: Quotable) -> list[Quotable]:
    """A sentence that begins with "He" or "It" brings the one before it in its passage, which says who."""
    spans = quotable.evidence.sentences
    at = spans.index(quotable.span)
    if at == 0 or not LEANING.match(quotable.text):
        return [quotable]
    return [Quotable(0, quotable.evidence, spans[at - 1]), quotable]


def _answer_spans(text: str, pattern: re.Pattern[str], asked: set[str]) -> tuple[Span, ...]:
    """Where the kind of thing asked for stands in a sentence, what the question itself names left out."""
    return tuple(match.span() for match in pattern.finditer(text) if not stems(match[0]) <= asked)


def _overlap(one: str, other: str) -> float:
    a, b = stems(one), stems(other)
    return len(a & b) / max(1, min(len(a), len(b)))
