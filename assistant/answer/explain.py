"""An assessment -> why the question is answered or refused: the stage decide, laid open."""

import math
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from assistant.answer import decide, refuse
from assistant.answer.assess import Assessment
from assistant.answer.explanation import Closest, Explanation, Influence
from assistant.answer.question import Query
from assistant.language.periods import Period, is_within, write_period
from assistant.records import Evidence, Quotable

ARTICLES = 5  # shown as the closest
MEANINGS: Mapping[str, str] = {  # of the features
    "answer_odds": "log-odds that words of a sentence are the answer, as the reader sees it",
    "passage_cosine": "closeness of the question and the closest passage in meaning",
    "sentence_cosine": "closeness of the question and the best sentence in meaning",
    "coverage": "share of the question's words that the best sentence's passage holds",
    "words": "content words of the question",
    "unnamed": "1 if the question refers to something without a name",
    "counted": "1 if it asks for a number, an amount or a date",
    "explained": "1 if it asks for a reason, a definition, a list, or anything without a kind",
    "conversation": "cosine of the questions before it and the closest passage; 0 if it stands alone",
    "lead": "of a follow-up: how much better the best passage fits than the fifth",
    "opposed": "1 if it asks for what is not so, and the sentence read best says what is",
}
# The features that other articles would change, with the least and the greatest value of each.
OF_ARTICLES: Mapping[str, tuple[float, float]] = {
    "answer_odds": (-math.inf, math.inf), "passage_cosine": (-1.0, 1.0), "sentence_cosine": (-1.0, 1.0),
    "coverage": (0.0, 1.0),
}  # fmt: skip


def explain(query: Query, kind: str, found: Assessment, note: str) -> Explanation:
    """Why a question is answered or refused.

    query: the question as it was asked. kind: of question. found: what it is answered from. note: what is said if that
    is not of the days the question names.
    """
    model = decide.fitted(decide.kind_of_model(found.query))
    features = found.features
    return Explanation(
        question=found.query.searched,
        kind=kind,
        is_enough=found.is_enough,
        probability=decide.confidence(features, model) if features else None,
        threshold=model.threshold,
        base=model.intercept,
        by_coverage=features is not None and decide.by_coverage(features, found.query) is not None,
        influences=_influences(features, model) if features else (),
        closest=_closest(found, query.period),
        period=write_period(query.period) if query.period else None,
        period_note=note or None,
        missing=tuple(found.missing),
        reasons=() if found.is_enough else _reasons(query, found),
    )


def _influences(features: decide.Features, model: decide.Model) -> tuple[Influence, ...]:
    values = asdict(features)
    effects = {name: weight * values[name] for name, weight in zip(values, model.weights, strict=True)}
    short = math.log(model.threshold / (1 - model.threshold)) - model.intercept - sum(effects.values())
    influences = []
    for (name, value), weight in zip(values.items(), model.weights, strict=True):
        least, most = OF_ARTICLES.get(name, (math.inf, -math.inf))
        enough = value + short / weight if weight else math.inf
        reachable = math.isfinite(enough) and least <= enough <= most
        influences.append(Influence(name, MEANINGS[name], value, effects[name], enough if reachable else None))
    return tuple(sorted(influences, key=lambda influence: influence.effect))


def _closest(found: Assessment, period: Period | None) -> tuple[Closest, ...]:
    """The best passage of each of the best articles."""
    best: dict[tuple[str, str], Evidence] = {}
    for evidence in found.evidence:
        best.setdefault((evidence.article, evidence.version), evidence)
    sentences: dict[tuple[str, str], Quotable] = {}
    for each in found.scored:
        sentences.setdefault((each.quotable.evidence.article, each.quotable.evidence.version), each.quotable)
    own = ("start", "end", "quote", "in_period")
    shared = [field.name for field in fields(Closest) if field.name not in own]  # with Evidence
    return tuple(
        Closest(
            **{name: getattr(evidence, name) for name in shared},
            **_place(evidence, sentences.get((evidence.article, evidence.version))),
            in_period=is_within(period, evidence.date, evidence.text) if period else None,
        )
        for evidence in list(best.values())[:ARTICLES]
    )


def _place(evidence: Evidence, best: Quotable | None) -> dict[str, Any]:
    """Where an article is opened, with the words there: at its best sentence, or at the passage if it has none."""
    if best:
        return {"start": best.span[0], "end": best.span[1], "quote": best.text}
    return {"start": evidence.start, "end": evidence.end, "quote": evidence.text}


def _reasons(query: Query, found: Assessment) -> tuple[str, ...]:
    """What a refusal, or a question back, says is missing."""
    if found.quoted.absent:
        return (refuse.describe_unquoted(found.quoted.absent),)
    if query.unnamed:
        return (f"It is not named who or what “{query.unnamed}” is.",)
    reason = refuse.describe_missing(found.missing, found.elsewhere, found.absent) or refuse.differs(
        found.query, found.scored
    )
    return tuple(filter(None, [reason or refuse.opposed(found.features)]))
