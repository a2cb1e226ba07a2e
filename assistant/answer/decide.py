"""How likely it is that the evidence answers the question; below a threshold the question is refused.

The weights are in ``confidence.json``, written by ``benchmarks/fit_confidence.py`` with the figures
measured on questions held out of the fit. There are two sets of them, for questions that stand alone and for
follow-ups: the words of earlier questions make each feature of a follow-up less reliable.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from functools import cache
from importlib.resources import files

from assistant.answer.question import COUNTED, Query, without_and
from assistant.answer.rank import Scored
from assistant.answer.retrieve import Retrieval
from assistant.language import DEFAULT
from assistant.language.base import AnswerType
from assistant.language.tokens import content_words, stems
from assistant.records import Evidence
from assistant.verify.sources import make_lead

TOP = 3  # passages, of which the closest gives the feature passage_cosine
LEAD = 4  # place of the passage, from 0, that the best one is compared with in the feature lead
WHOLE = 0.999  # coverage from which all of the question's words are covered, within rounding
EXPLAINED: tuple[AnswerType, ...] = ("reason", "definition", "list", "other")


@dataclass(frozen=True, slots=True)
class Features:
    """Signs that the evidence answers the question. "Best" is the sentence that would be shown first."""

    answer_odds: float  # log-odds that any words read are the answer, against there being none; 0 if none can be
    passage_cosine: float  # of the question and the closest passage
    sentence_cosine: float  # of the question and the best sentence
    coverage: float  # share of the question's words, weighted by idf, in the best sentence's passage and header
    words: float  # content words of the question
    unnamed: float  # 1 if the question refers to something without a name; see Query.unnamed
    counted: float  # 1 if it asks for a number, a sum of money or a date
    explained: float  # 1 if it asks for an explanation: a reason, a definition, a list, or "other"
    conversation: float  # cosine of the questions before a follow-up and the closest passage; 0 for no follow-up
    lead: float  # of a follow-up: the score of the best passage above that of the one at ``LEAD``; else 0
    opposed: float  # 1 if the question has a negation and the sentence with the best reading has none


def is_for_a_name(question: str) -> bool:
    """True if a question asks for nothing but who or what a name is: "What is the CPTPP?"."""
    asked = DEFAULT.questions.what_is.fullmatch(without_and(question))
    named = content_words(asked[1]) if asked else []
    return bool(named) and all(word[0].isupper() for word in named)


def read_features(
    query: Query, found: Retrieval, scored: Sequence[Scored], idf: Mapping[str, float], conversation: float = 0.0
) -> Features | None:
    """The features for a question; None if nothing was found that could be quoted.

    conversation: the feature of that name.
    """
    if not scored:
        return None
    best = scored[0]
    passage = held_by(best.quotable.evidence)
    read = max((each for each in scored if each.answer), key=lambda each: each.reading, default=best)
    return Features(
        answer_odds=0.0 if query.overview or not read.answer else read.reading,
        passage_cosine=max(each.cosine for each in found.evidence[:TOP]),
        sentence_cosine=best.cosine,
        coverage=sum(weight for each, weight in idf.items() if each in passage) / (sum(idf.values()) or 1.0),
        words=float(len(content_words(query.text))),
        unnamed=float(bool(query.unnamed)),
        counted=float(query.answer_type in COUNTED),
        explained=float(query.answer_type in EXPLAINED),
        conversation=conversation,
        lead=found.evidence[0].score - found.evidence[: LEAD + 1][-1].score if query.context else 0.0,
        opposed=float(is_opposed(query, read.quotable.text)),
    )


def is_opposed(query: Query, sentence: str) -> bool:
    """True if a question has a negation and a sentence has none."""
    return bool(
        DEFAULT.questions.negation.search(query.text)
        and not DEFAULT.questions.doubts.match(query.text)
        and not DEFAULT.questions.negation.search(sentence)
    )


def held_by(evidence: Evidence) -> set[str]:
    """The stems of a passage, its title, outlet and date."""
    return stems(f"{evidence.title} {make_lead(evidence)} {evidence.text}")


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic regression on ``Features``."""

    weights: tuple[float, ...]
    intercept: float
    threshold: float  # probability


@cache
def fitted(kind: str) -> Model:
    """The model for questions that stand "alone", or for a "follow-up"."""
    file = json.loads(files("assistant.answer").joinpath("confidence.json").read_text(encoding="utf-8"))
    model = file["models"][kind]
    weights = tuple(float(model["weights"][field.name]) for field in fields(Features))
    return Model(weights, float(model["intercept"]), float(model["threshold"]))


def kind_of_model(query: Query) -> str:
    """Which of the two models judges a question."""
    return "follow-up" if query.context else "alone"


def confidence(features: Features, model: Model) -> float:
    """The probability that the evidence holds an answer."""
    return 1 / (
        1 + math.exp(-model.intercept - sum(w * x for w, x in zip(model.weights, astuple(features), strict=True)))
    )


def surplus(features: Features | None, query: Query) -> float:
    """How far the probability that the evidence holds an answer is above the threshold, -1 to 1."""
    if features is None:
        return -1.0
    model = fitted(kind_of_model(query))
    return confidence(features, model) - model.threshold


def by_coverage(features: Features, query: Query) -> bool | None:
    """What coverage alone decides of whether the evidence is good enough; None where the probability does.

    For an overview, and for "What is NAME?", it is if a passage names the whole subject; for an overview it is not if
    none names any of it.
    """
    whole = features.coverage >= WHOLE
    if query.overview and (whole or features.coverage <= 0.0):
        return whole
    return True if whole and not query.context and is_for_a_name(query.text) else None


def is_enough(features: Features | None, query: Query, margin: float = 0.0) -> bool:
    """True if the evidence is good enough to answer from, by ``by_coverage`` or else by the probability."""
    if features is None:
        return False
    decided = by_coverage(features, query)
    return surplus(features, query) >= margin if decided is None else decided
