"""How likely it is that the evidence answers the question; below a threshold the question is refused.

The weights are in ``confidence.json``, written by ``benchmarks/fit_confidence.py`` with the figures it was held to.
There are two sets of them, for questions that stand alone and for follow-ups, whose context blurs every sign.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from functools import cache
from importlib.resources import files

from assistant.chat.extract import Scored, make_lead
from assistant.chat.question import Query
from assistant.chat.retrieve import Found
from assistant.chat.words import content_words, stem, stems
from assistant.records import Evidence

TOP = 3  # passages of which the closest counts


@dataclass(frozen=True, slots=True)
class Signs:
    """What the evidence says about being an answer. "Best" is the sentence that would be shown first."""

    answer_odds: float  # log-odds that any words read are the answer, against there being none; 0 if none can be
    passage_cosine: float  # of the question and the closest passage
    sentence_cosine: float  # of the question and the best sentence
    coverage: float  # share of the question's words, weighted by rarity, in the best sentence's passage and header
    names_missing: float  # share of the question's names, the first in it left out, that this passage lacks
    numbers_missing: float  # share of the question's numbers that this passage lacks
    words: float  # content words of the question
    unnamed: float  # 1 if the question speaks of something that nobody has named


def read_signs(query: Query, found: Found, scored: Sequence[Scored], rarity: Mapping[str, float]) -> Signs | None:
    """The signs for a question; None if nothing was found that could be quoted."""
    if not scored:
        return None
    best = scored[0]
    passage = held_by(best.quotable.evidence)
    asked = content_words(query.searched)
    names = {stem(word) for at, word in enumerate(asked) if word[0].isupper() and (at > 0 or not word.istitle())}
    numbers = {stem(word) for word in asked if word[0].isdigit()}

    def missing(wanted: set[str]) -> float:
        return len(wanted - passage) / len(wanted) if wanted else 0.0

    return Signs(
        answer_odds=0.0 if query.overview else max((each.reading for each in scored if each.answer), default=0.0),
        passage_cosine=max(each.cosine for each in found.evidence[:TOP]),
        sentence_cosine=best.cosine,
        coverage=sum(weight for each, weight in rarity.items() if each in passage) / (sum(rarity.values()) or 1.0),
        names_missing=missing(names),
        numbers_missing=missing(numbers),
        words=float(len(content_words(query.text))),
        unnamed=float(bool(query.unnamed)),
    )


def held_by(evidence: Evidence) -> set[str]:
    """The stems of a passage, its title, outlet and date."""
    return stems(f"{evidence.title} {make_lead(evidence)} {evidence.text}")


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic regression on ``Signs``."""

    weights: tuple[float, ...]
    intercept: float
    threshold: float  # probability


@cache
def fitted(kind: str) -> Model:
    """The model for questions that stand "alone", or for a "follow-up"."""
    file = json.loads(files("assistant.chat").joinpath("confidence.json").read_text(encoding="utf-8"))
    model = file["models"][kind]
    weights = tuple(float(model["weights"][field.name]) for field in fields(Signs))
    return Model(weights, float(model["intercept"]), float(model["threshold"]))


def kind_of_model(query: Query) -> str:
    """Which of the two models judges a question."""
    return "follow-up" if query.context else "alone"


def confidence(signs: Signs, model: Model) -> float:
    """The probability that the evidence holds an answer."""
    return 1 / (1 + math.exp(-model.intercept - sum(w * x for w, x in zip(model.weights, astuple(signs), strict=True))))


def is_enough(signs: Signs | None, query: Query) -> bool:
    """True if the evidence is good enough to answer from."""
    if signs is None or (query.overview and not signs.coverage):
        return False
    model = fitted(kind_of_model(query))
    return confidence(signs, model) >= model.threshold
