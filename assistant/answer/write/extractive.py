"""Evidence -> Draft of verbatim sentences. Needs no chat model.

Every citable sentence of the best passages is scored by how close it is to the question in meaning, how much of what
the question names it holds, how good its passage is, whether it holds the kind of thing asked for, and whether the
reader finds the answer in it.
"""

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answer.question import Query
from assistant.answer.read import Reading, Window
from assistant.answer.retrieve import Retrieval, limit_per_article
from assistant.index.chunk import written_date
from assistant.language import DEFAULT
from assistant.language.base import Kind
from assistant.language.tokens import content_words, stem, stems
from assistant.records import Draft, DraftSentence, Evidence, Place, Quotable, Span, normalize_space
from assistant.verify.sources import make_lead, number_sentences

WRITER = "extractive"
PASSAGES = 8  # passages sentences are picked from
PER_ARTICLE = 4  # of them, from one article
SENTENCES = 3  # in an answer, at most; one brought by a pronoun not counted
WORDS = 120  # in an answer, at most, unless its first sentence has more
NEAR_BEST = 1.0  # a further sentence is shown if its score is this close to that of the best, and from its article;
NEAR_BEST_ELSEWHERE = 0.3  # or this close, and from another
CONTEXT = 0.4  # what a word counts that only an earlier question has
NEAR = 0.4  # what a word counts that stands in a sentence's passage or title, and not in the sentence itself
SAME = 0.6  # of stems shared; two sentences with more say the same

# Of a sentence's score; measured by benchmarks/weigh_sentences.py, whose best weighings differ by a question or two.
COSINE, COVERAGE, PASSAGE, KIND, READING, ASKS = 2.0, 1.0, 0.5, 0.2, 0.06, -0.6
UNREAD = -10.0  # log-odds of a sentence that was not read; no reading counts for less
SURE = 0.0  # log-odds at which the reader's words are those that answer

EXCERPTS = 4  # that are read
EXCERPT_CHARS = 480  # about a hundred tokens

COUNTED: tuple[Kind, ...] = ("money", "number", "date")  # kinds whose words are known for sure


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence that may be quoted, and the parts of its score."""

    quotable: Quotable
    cosine: float  # of question and sentence, -1 to 1
    coverage: float  # share of what the question names, weighted by idf, that the sentence or its header holds
    passage: float  # score of its passage, 0 to 1
    fits: bool  # it holds the kind of thing asked for
    reading: float = UNREAD  # log-odds that words of it are the answer, against there being none around it
    answer: Span | None = None  # those words, as offsets into the article; None: it was not read

    @property
    def place(self) -> Place:
        return self.quotable.evidence.passage_id, self.quotable.span

    @property
    def score(self) -> float:
        return (
            COSINE * self.cosine
            + COVERAGE * self.coverage
            + PASSAGE * self.passage
            + KIND * self.fits
            + READING * max(self.reading, UNREAD)
            + ASKS * self.quotable.text.endswith("?")
        )


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Consecutive sentences of one passage, which are read together."""

    evidence: Evidence
    sentences: tuple[Span, ...]

    def window(self, question: str) -> Window:
        evidence = self.evidence
        parts = [evidence.title, evidence.source, written_date(evidence.date) if evidence.date else None]
        text = evidence.quote((self.sentences[0][0], self.sentences[-1][1]))
        return Window(question, " | ".join(filter(None, parts)), text)


def choose_excerpts(scored: Sequence[Scored]) -> list[Excerpt]:
    """What to read: the best sentences with their neighbours, best first, no sentence twice."""
    chosen: list[Excerpt] = []
    covered: set[Place] = set()
    for each in scored:
        evidence = each.quotable.evidence
        if each.place in covered:
            continue
        spans = evidence.sentences
        first = last = spans.index(each.quotable.span)
        grows = True
        while grows:
            grows = False
            for lower, upper in ((first - 1, last), (first, last + 1)):
                if lower < 0 or upper == len(spans) or spans[upper][1] - spans[lower][0] > EXCERPT_CHARS:
                    continue
                if not {(evidence.passage_id, spans[lower]), (evidence.passage_id, spans[upper])} & covered:
                    first, last, grows = lower, upper, True
                    break
        chosen.append(Excerpt(evidence, spans[first : last + 1]))
        covered |= {(evidence.passage_id, span) for span in spans[first : last + 1]}
        if len(chosen) == EXCERPTS:
            break
    return chosen


def weigh_readings(scored: Sequence[Scored], excerpts: Sequence[Excerpt], readings: Sequence[Reading]) -> list[Scored]:
    """The sentences with what a reader made of them, best first."""
    read: dict[Place, tuple[Span, float]] = {}
    for excerpt, reading in zip(excerpts, readings, strict=True):
        shift = excerpt.sentences[0][0]
        for start, end in excerpt.sentences:
            if best := reading.best((start - shift, end - shift)):
                (first, last), odds = best
                read[excerpt.evidence.passage_id, (start, end)] = (first + shift, last + shift), odds
    weighed = [
        replace(each, answer=read[each.place][0], reading=read[each.place][1]) if each.place in read else each
        for each in scored
    ]
    return sorted(weighed, key=lambda each: (-each.score, each.quotable.number))


def score_sentences(query: Query, found: Retrieval, idf: Mapping[str, float]) -> list[Scored]:
    """The sentences of the best passages, best first.

    idf: the weight of each stem of the question's content words; see ``weigh_words``.
    """
    quotables = number_sentences(limit_per_article(found.evidence, PER_ARTICLE)[:PASSAGES])
    total = sum(idf.values()) or 1.0
    pattern = DEFAULT.answers.holds.get(query.kind)

    around = {each.passage_id: stems(f"{each.title} {each.text}") for each in {q.evidence for q in quotables}}

    def coverage(quotable: Quotable) -> float:
        own, near = stems(quotable.text), around[quotable.evidence.passage_id]
        return sum(w if s in own else NEAR * w if s in near else 0.0 for s, w in idf.items()) / total

    def cosine(quotable: Quotable) -> float:
        evidence = quotable.evidence
        return float(found.sentence_cosines[evidence.passage_id][evidence.sentences.index(quotable.span)])

    asked = stems(query.searched)
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
    query: Query, frequencies: Callable[[Sequence[str]], Mapping[str, int]], passages: int
) -> dict[str, float]:
    """The weight of each stem of a question's content words: its inverse document frequency, as BM25 has it.

    Words of the context alone count ``CONTEXT`` of theirs.
    frequencies: words -> in how many of the ``passages`` each stands.
    """
    own = {stem(word) for word in content_words(query.text)}
    found = frequencies(content_words(query.searched))
    return {
        stem(word): (1.0 if stem(word) in own else CONTEXT) * math.log(1 + (passages - held + 0.5) / (held + 0.5))
        for word, held in found.items()
    }


def write(query: Query, scored: Sequence[Scored], writer: str = WRITER) -> Draft:
    """A draft of the sentences that answer: few, none that says the same as another.

    Best first; newest first where the latest is asked for, or how something changed.
    """
    best = scored[0]
    near = [each for each in scored if best.score - each.score <= _reach(each, best)]
    if query.latest:
        near = newest_first(near)
    chosen: list[Scored] = []
    for each in near:
        if chosen and sum(len(other.quotable.text.split()) for other in _with_antecedents([*chosen, each])) > WORDS:
            continue
        if all(_overlap(each.quotable.text, other.quotable.text) < SAME for other in chosen):
            chosen.append(each)
        if len(chosen) == SENTENCES:
            break
    if DEFAULT.answers.change.search(query.text):
        chosen = newest_first(chosen)
    return draft_of(query, _with_antecedents(chosen), writer)


def _reach(scored: Scored, best: Scored) -> float:
    same = scored.quotable.evidence.article == best.quotable.evidence.article
    return NEAR_BEST if same else NEAR_BEST_ELSEWHERE


def newest_first(scored: Sequence[Scored]) -> list[Scored]:
    """By the date of their articles, those of one day as they were; those without a date last."""
    return sorted(scored, key=lambda each: each.quotable.evidence.date or dt.date.min, reverse=True)


def draft_of(query: Query, picked: Sequence[Scored], writer: str) -> Draft:
    """A draft that quotes these sentences one after another, each led by outlet and date where they change."""
    pattern, asked = DEFAULT.answers.holds.get(query.kind), stems(query.searched)
    quotables, sentences, led = [], [], ""
    for number, each in enumerate(picked, start=1):
        quotable = replace(each.quotable, number=number)
        lead = make_lead(quotable.evidence)
        text = normalize_space(quotable.text)
        emphasis = _answer_spans(text, pattern, asked) if pattern else ()
        if each.answer and each.reading >= SURE:
            answer = _folded(quotable, each.answer)
            if query.kind not in COUNTED or any(a < answer[1] and answer[0] < b for a, b in emphasis):
                emphasis = (answer,)
        sentences.append(DraftSentence(text, (number,), lead if lead != led else "", emphasis))
        quotables.append(quotable)
        led = lead
    return Draft(tuple(sentences), tuple(quotables), writer)


def _folded(quotable: Quotable, span: Span) -> Span:
    """Offsets into an article as offsets into a sentence of it whose white space is folded."""
    before, words = (quotable.evidence.quote(part) for part in ((quotable.span[0], span[0]), span))
    start = len(normalize_space(before)) + (bool(normalize_space(before)) and before[-1:].isspace())
    return start, start + len(normalize_space(words))


def _with_antecedents(chosen: Sequence[Scored]) -> list[Scored]:
    """A sentence that begins with "He" or "It" brings the one before it in its passage, which says who; none twice."""
    sentences: dict[Place, Scored] = {}
    for each in chosen:
        spans = each.quotable.evidence.sentences
        at = spans.index(each.quotable.span)
        if at > 0 and DEFAULT.answers.leaning.match(each.quotable.text):
            quotable = Quotable(0, each.quotable.evidence, spans[at - 1])
            before = replace(each, quotable=quotable, reading=UNREAD, answer=None)
            sentences.setdefault(before.place, before)
        sentences[each.place] = each
    return list(sentences.values())


def _answer_spans(text: str, pattern: re.Pattern[str], asked: set[str]) -> tuple[Span, ...]:
    """Where the kind of thing asked for stands in a sentence, what the question itself names left out."""
    return tuple(match.span() for match in pattern.finditer(text) if not stems(match[0]) <= asked)


def _overlap(one: str, other: str) -> float:
    a, b = stems(one), stems(other)
    return len(a & b) / max(1, min(len(a), len(b)))
