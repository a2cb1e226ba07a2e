"""Passages and sentences with the words that a question quotes."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

import numpy as np
from numpy.typing import NDArray

from assistant.answer.quotations import Quoted
from assistant.answer.rank import PASSAGES, Scored
from assistant.answer.retrieve import Retrieval
from assistant.language import DEFAULT
from assistant.language.base import AnswerType
from assistant.language.tokens import stem, stems, words
from assistant.records import Evidence, Place
from assistant.store.base import Catalog

NOT_TOLD: tuple[AnswerType, ...] = ("number", "money", "reason", "definition")  # by where a quotation stands


def add_passages(
    found: Retrieval, quoted: Quoted, catalog: Catalog, encode: Callable[[], NDArray[np.float32]]
) -> Retrieval:
    """The evidence with the passages that hold a quotation in front, as many as sentences are scored of.

    encode: the vector of the question.
    """
    if not quoted.passages:
        return found
    known = {each.passage_id: each for each in found.evidence}
    ranks = {each.passage_id: each.rank for each in found.evidence}
    first = sorted(quoted.passages, key=lambda each: ranks.get(each.passage_id, len(ranks) + 1))[:PASSAGES]
    cosines = dict(found.sentence_cosines)
    new = catalog.evidence([each.passage_id for each in first if each.passage_id not in known])
    vector = encode() if new else np.zeros(0, np.float32)
    least = min((each.score for each in found.evidence), default=0.0)
    for id_, (evidence, encoded) in new.items():
        cosines[id_] = encoded.sentences @ vector
        known[id_] = replace(evidence, score=least, cosine=float(encoded.passage @ vector))
    ids = dict.fromkeys([*(each.passage_id for each in first if each.passage_id in known), *ranks])
    return Retrieval(tuple(replace(known[id_], rank=rank) for rank, id_ in enumerate(ids, start=1)), cosines)


def best_in_front(found: Retrieval, scored: Sequence[Scored]) -> Retrieval:
    """The evidence with the passage of the best sentence first."""
    best = scored[0].quotable.evidence.passage_id if scored else 0
    ordered = sorted(found.evidence, key=lambda each: each.passage_id != best)
    return replace(found, evidence=tuple(replace(each, rank=rank) for rank, each in enumerate(ordered, start=1)))


def asks_for_quotation(quoted: Quoted, evidence: Evidence) -> bool:
    """True if a question asks only who says the quoted words, or where they stand.

    Its other words are then in the passage and its header, or are words of saying.
    """
    held = stems(f"{evidence.title} {evidence.source or ''} {evidence.text}")
    rest = [word for word in words(quoted.rest) if word.lower() not in DEFAULT.grammar.stop_words]
    return all(stem(word) in held or is_of_saying(word) for word in rest)


def is_of_saying(word: str) -> bool:
    """True for "said", "article", "quote" and the like."""
    checks = DEFAULT.checks
    if word.lower() in DEFAULT.scopes.asks or word.lower() in DEFAULT.questions.of_quoting:
        return True
    return bool(checks and checks.speech.said_word.fullmatch(word))


def only_quoted(scored: Sequence[Scored], quoted: Quoted, answer_type: AnswerType) -> list[Scored]:
    """The sentences that hold a quotation, if the question asks for nothing else; otherwise none.

    A quotation tells who says it, where and when, but not how many, why, or what something is.

    If a person is asked for and none of them names one, those beside them that do so follow.
    """
    holding = [each for each in scored if quoted.holds(each.quotable.evidence, each.quotable.span)]
    if not holding or answer_type in NOT_TOLD or not asks_for_quotation(quoted, holding[0].quotable.evidence):
        return []
    if any(each.fits for each in holding):
        return holding
    beside = {place for each in holding for place in _beside(each)}
    return [*holding, *(each for each in scored if each.fits and each.place in beside and each not in holding)]


def _beside(scored: Scored) -> list[Place]:
    """The sentences before and behind one in its passage."""
    evidence = scored.quotable.evidence
    at = evidence.sentences.index(scored.quotable.span)
    return [(evidence.passage_id, span) for span in evidence.sentences[max(0, at - 1) : at + 2]]


def closest_first(scored: Sequence[Scored], absent: Sequence[str]) -> list[Scored]:
    """The sentences that share the longest runs of words with a quotation first, those that share the same by score."""
    wanted = [stem(word) for quotation in absent for word in words(quotation)]

    def shared(each: Scored) -> int:
        own = [stem(word) for word in words(each.quotable.text)]
        runs = SequenceMatcher(None, own, wanted, autojunk=False).get_matching_blocks()
        return sum(run.size**2 for run in runs)

    return sorted(scored, key=lambda each: (-shared(each), -each.score))
