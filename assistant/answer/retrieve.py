"""Query -> ranked Evidence: dense and full-text search, blended by score."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.answer.question import Query
from assistant.answer.stories import one_vote
from assistant.index.encode import Encoder, unit
from assistant.index.opened import Index
from assistant.language.periods import Period, closeness, is_within
from assistant.language.tokens import content_words
from assistant.records import Evidence, Quotable
from assistant.store.base import Catalog
from assistant.store.exact import Table

POOL = 50  # passages each arm brings at least
DENSE_SHARE = 0.5  # of the blended score, the rest is full text; measured by benchmarks/weigh_sentences.py
# Of a score, added to that of a passage of a preferred period or source; see benchmarks/recurring_stories.py.
PERIOD_SHARE = 0.5
WIDE = 4  # times as many are looked through where a period leaves some out
TRIES = 3  # searches, if the index changes in the middle of one
# SQLite searches here while the encoder and Chroma work. One thread: a catalog has one connection for reads.
BESIDE = ThreadPoolExecutor(1, thread_name_prefix="full-text")


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What one search brings: the evidence, best first, and how close each of its sentences is to the question."""

    evidence: tuple[Evidence, ...]
    sentence_cosines: Mapping[int, NDArray[np.float32]]  # by passage id, in the order of its sentences


@dataclass(frozen=True, slots=True)
class Fused:
    """A passage's place in a search."""

    passage: int
    score: float
    cosine: float
    dense_rank: int | None
    lexical_rank: int | None


def retrieve(
    query: Query, k: int, index: Index, encode_question: Callable[[str], NDArray[np.float32]], pool: int = POOL
) -> Retrieval:
    """The ``k`` best passages, of near-copies one.

    Each score is a blend of cosine and BM25, both divided by the best of the question.
    A follow-up is searched twice in one go, by itself and with its context: the mean of the two vectors, the mean of
    the two BM25 scores. A hard period leaves out what is not within it. Any other is a preference: what is within it is
    looked for besides, and the score of a passage grows with its closeness to it. So it is with hard and other sources.

    pool: passages that each arm brings at least; many more where near-copies leave too few.
    """
    forms = list(dict.fromkeys([query.text, query.searched]))
    pool = max(pool, k)
    stories = index.catalog.copies.stories()
    for _ in range(TRIES):
        generation = index.catalog.generation()
        table = index.exact.table() if query.period and query.period.bound == "published" else None
        among = passages_among(index, query)
        matching = BESIDE.submit(match_all, index, table, forms, pool, query, among)
        try:
            total: NDArray[np.float32] = np.sum([encode_question(form) for form in forms], axis=0, dtype=np.float32)
            vector = unit(total)
            dense = nearest(index, table, vector, pool, query, among)
        finally:
            wait([matching])  # the index may be closed after this
        lexical = blend(matching.result())
        ids = list(dict.fromkeys(each for each, _ in [*dense, *lexical]))
        if query.period and query.period.hard and not table:
            ids = keep(index, ids, query.period)
        small = index.exact.small()
        vectors = small.vectors(ids) if small else index.catalog.passage_vectors(ids)
        cosines = {each: float(stored @ vector) for each, stored in vectors.items()}
        ranked = fuse(dense, lexical, cosines)
        if query.period and not query.period.hard:
            ranked = prefer(ranked, query.period, index.catalog)
        if query.sources and not query.sources.hard:
            ranked = prefer_among(ranked, among)
        ranked = ranked[: k * WIDE if stories.members else k]
        known = index.catalog.evidence([each.passage for each in ranked])
        if index.catalog.generation() == generation:  # else an article may have been replaced between the reads
            break
    ranked = [each for each in ranked if each.passage in known]
    evidence = [
        replace(
            known[each.passage][0],
            rank=place,
            score=each.score,
            cosine=each.cosine,
            dense_rank=each.dense_rank,
            lexical_rank=each.lexical_rank,
        )
        for place, each in enumerate(ranked, start=1)
    ]
    kept = one_vote(evidence, stories, originals=not (query.period or query.sources))[:k]
    if len(kept) < min(k, len(evidence)) and pool < POOL * WIDE:
        return retrieve(query, k, index, encode_question, POOL * WIDE)
    cosines_of = {each.passage_id: known[each.passage_id][1].sentences @ vector for each in kept}
    return Retrieval(tuple(kept), cosines_of)


def passages_among(index: Index, query: Query) -> NDArray[np.int64]:
    """The passages of the sources that a question names, within its period if both are hard; none without sources."""
    sources, period = query.sources, query.period
    ids = index.catalog.passages_of(sources.articles) if sources else []
    if sources and sources.hard and period and period.hard:
        ids = keep(index, ids, period)
    return np.array(ids, np.int64)


def nearest(
    index: Index, table: Table | None, vector: NDArray[np.float32], k: int, query: Query, among: NDArray[np.int64]
) -> list[tuple[int, float]]:
    """The dense arm: passages and their cosines, best first; of a preferred period or source, all others too."""
    named = index.exact.table().nearest_of(among, vector, k) if query.sources else []
    if query.sources and query.sources.hard:
        return named
    period = query.period
    if not table or not period:
        found = nearest_of_all(index, vector, k * WIDE if period else k)
    else:
        found = table.nearest(vector, k, period.start, period.end)
        found = found if period.hard else merge(found, nearest_of_all(index, vector, k))
    return merge(named, found) if named else found


def nearest_of_all(index: Index, vector: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
    """The passages closest to a vector and their cosines, best first: exactly in a small index, else by Chroma."""
    small = index.exact.small()
    return small.nearest_of_all(vector, k) if small else index.vectors.nearest(vector, k)


def match_all(
    index: Index, table: Table | None, forms: Sequence[str], k: int, query: Query, among: NDArray[np.int64]
) -> list[list[tuple[int, float]]]:
    """The lexical arm of each form of a question."""
    terms = [[*content_words(form), *query.spellings] for form in forms]
    if not query.sources:
        return [match(index, table, some, k, query.period) for some in terms]
    ids = among.tolist()
    named = [index.catalog.full_text.match(some, k, among=ids) for some in terms]
    if query.sources.hard:
        return named
    return [merge(first, match(index, table, some, k, query.period)) for first, some in zip(named, terms, strict=True)]


def match(
    index: Index, table: Table | None, terms: Sequence[str], k: int, period: Period | None
) -> list[tuple[int, float]]:
    """The lexical arm of one form: passages and their BM25, best first. terms: its words, and other spellings."""
    wide = index.catalog.full_text.match(terms, k * WIDE if period else k)
    if not table or not period:
        return wide
    kept = table.keep(np.array([each for each, _ in wide], np.int64), period.start, period.end)
    within = [each for each, keep in zip(wide, kept, strict=True) if keep][:k]
    if len(wide) == k * WIDE and len(within) < k:  # more of the period may follow
        within = index.catalog.full_text.match(terms, k, period.start, period.end)
    return within if period.hard else merge(within, wide[:k])


def merge(*found: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    """Several lists of passages with scores of one scale, as one, best first."""
    scores = {each: score for some in found for each, score in some}
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))


def keep(index: Index, ids: Sequence[int], period: Period) -> list[int]:
    """The passages that are within a period."""
    known = index.catalog.dated_texts(ids)
    return [each for each, (published, text) in known.items() if is_within(period, published, text)]


def prefer(ranked: Sequence[Fused], period: Period, catalog: Catalog) -> list[Fused]:
    """Passages by their score and the closeness of their article to a period."""
    dated = catalog.dated_texts([each.passage for each in ranked])
    near = {each: PERIOD_SHARE * closeness(period, *about) for each, about in dated.items()}
    scored = [replace(each, score=each.score + near.get(each.passage, 0.0)) for each in ranked]
    return sorted(scored, key=lambda each: (-each.score, each.passage))


def prefer_among(ranked: Sequence[Fused], among: NDArray[np.int64]) -> list[Fused]:
    """Passages by their score, those of the sources that a question names raised."""
    near = set(among.tolist())
    scored = [replace(each, score=each.score + PERIOD_SHARE * (each.passage in near)) for each in ranked]
    return sorted(scored, key=lambda each: (-each.score, each.passage))


def blend(arms: Sequence[Sequence[tuple[int, float]]]) -> list[tuple[int, float]]:
    """The mean of several lists of scores, each divided by its best, best first."""
    total: dict[int, float] = {}
    for arm in arms:
        best = max((score for _, score in arm), default=1.0)
        for each, score in arm:
            total[each] = total.get(each, 0.0) + max(score, 0.0) / max(best, 1e-6) / len(arms)
    return sorted(total.items(), key=lambda item: (-item[1], item[0]))


def fuse(
    dense: Sequence[tuple[int, float]], lexical: Sequence[tuple[int, float]], cosines: Mapping[int, float]
) -> list[Fused]:
    """The two arms' passages by the blend of their scores, best first; ids without a cosine are left out."""
    dense_ranks = {each: rank for rank, (each, _) in enumerate(dense, start=1)}
    lexical_ranks = {each: rank for rank, (each, _) in enumerate(lexical, start=1)}
    bm25 = {each: score for each, score in lexical if each in cosines}
    best_cosine = max(cosines.values(), default=1.0)
    best_bm25 = max(bm25.values(), default=1.0)
    scores = {
        each: DENSE_SHARE * max(cosine, 0.0) / max(best_cosine, 1e-6)
        + (1 - DENSE_SHARE) * max(bm25.get(each, 0.0), 0.0) / max(best_bm25, 1e-6)
        for each, cosine in cosines.items()
    }
    return [
        Fused(each, scores[each], cosines[each], dense_ranks.get(each), lexical_ranks.get(each))
        for each in sorted(scores, key=lambda each: (-scores[each], each))
    ]


class SentenceVectors:
    """The vectors of sentences: those the index has, made by their passages; see ``Encoder.encode_passages``."""

    def __init__(self, catalog: Catalog, encoder: Encoder) -> None:
        self._catalog, self._encoder = catalog, encoder

    def of(self, quotables: Sequence[Quotable]) -> NDArray[np.float32]:
        known = self._catalog.evidence(list({each.evidence.passage_id for each in quotables}))
        rows = []
        for each in quotables:
            evidence, encoded = known.get(each.evidence.passage_id, (None, None))
            if evidence and encoded and evidence.version == each.evidence.version and each.span in evidence.sentences:
                rows.append(encoded.sentences[evidence.sentences.index(each.span)])
            else:  # its article has just been replaced
                rows.append(self.encode(each.text))
        return np.array(rows, np.float32)

    def encode(self, text: str) -> NDArray[np.float32]:
        return self._encoder.encode_question(text)
