"""Passages and their sentences, best first. All ranking after retrieval is here.

Each citable sentence of the best passages is scored by how close it is to the question in meaning, how much of what
the question names it holds, how good its passage is, whether it holds words of the answer type, and whether the
reader finds the answer in it. Passages are then ordered by their own score and that of their best sentence.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answer.question import Query
from assistant.answer.retrieve import Retrieval
from assistant.language import DEFAULT
from assistant.language.tokens import content_words, stem, stems
from assistant.records import Evidence, Place, Quotable, Span
from assistant.verify.sources import number_sentences

PASSAGES = 8  # passages whose sentences are scored
PER_ARTICLE = 4  # most of them from one article
CONTEXT = 0.4  # weight of a word that only an earlier question has; 1 for a word of the question
NEAR = 0.4  # weight of a word in a sentence's passage or title that is not in the sentence; 1 for one that is

NEAR_BEST_ELSEWHERE = 0.3  # a sentence of another article is shown too if its score is this close to the best

# Of a sentence's score; measured by benchmarks/weigh_sentences.py, whose best weighings differ by a question or two.
COSINE, COVERAGE, PASSAGE, ANSWER_TYPE, READING, ASKS = 2.0, 1.0, 0.5, 0.2, 0.06, -0.6
UNREAD = -10.0  # log-odds of a sentence that was not read, and the least that a reading counts


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence that may be quoted, and the parts of its score."""

    quotable: Quotable
    cosine: float  # of question and sentence, -1 to 1
    coverage: float  # share of what the question names, weighted by idf, that the sentence or its header holds
    passage: float  # score of its passage, 0 to 1
    fits: bool  # it holds words of the answer type
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
            + ANSWER_TYPE * self.fits
            + READING * max(self.reading, UNREAD)
            + ASKS * self.quotable.text.endswith("?")
        )


def best_first(scored: Sequence[Scored]) -> list[Scored]:
    """Sentences by score; those of one score in the order of their passages."""
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


def score_sentences(query: Query, found: Retrieval, idf: Mapping[str, float]) -> list[Scored]:
    """The sentences of the best passages, best first.

    idf: the weight of each stem of the question's content words; see ``weigh_words``.
    """
    quotables = number_sentences(limit_per_article(found.evidence, PER_ARTICLE)[:PASSAGES])
    total = sum(idf.values()) or 1.0
    pattern = DEFAULT.answers.holds.get(query.answer_type)

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
            bool(pattern and answer_spans(quotable.text, pattern, asked)),
        )
        for quotable in quotables
    ]
    return best_first(scored)


def limit_per_article(evidence: tuple[Evidence, ...], per_article: int) -> tuple[Evidence, ...]:
    """At most ``per_article`` passages of one article, order kept."""
    seen: dict[tuple[str, str], int] = {}
    kept = []
    for each in evidence:
        key = (each.article, each.version)
        seen[key] = seen.get(key, 0) + 1
        if seen[key] <= per_article:
            kept.append(each)
    return tuple(kept)


def reorder(found: Retrieval, scored: Sequence[Scored]) -> Retrieval:
    """The evidence by the sum of its score and that of its best sentence; what has none keeps its place at the end.

    scored: sentences, best first. The passages keep the scores of retrieval.
    """
    best: dict[int, float] = {}
    for each in scored:
        best.setdefault(each.quotable.evidence.passage_id, each.score)
    ranked = sorted(
        found.evidence, key=lambda each: -(each.score + best[each.passage_id]) if each.passage_id in best else math.inf
    )
    return replace(found, evidence=tuple(replace(each, rank=rank) for rank, each in enumerate(ranked, start=1)))


def answer_spans(text: str, pattern: re.Pattern[str], asked: set[str]) -> tuple[Span, ...]:
    """Where words of the answer type stand in a sentence, without those that the question itself has."""
    return tuple(match.span() for match in pattern.finditer(text) if not stems(match[0]) <= asked)
