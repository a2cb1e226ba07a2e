"""A question file -> figures: retrieval, answers, citations, refusals and time, with confidence intervals.

A question is a JSON line: ``id, question, answers[]`` (short accepted strings), ``answerable``, ``evidence[]
{article, text}`` and, where they apply, ``history[]`` and ``kind``.
"""

import json
import math
import re
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import QuestionError
from assistant.pipeline import Assistant
from assistant.records import Answer, ArticlePath, Progress, SearchResult, Turn, fold
from assistant.wire import read_history

DEPTH = 30  # passages searched for a question; figures look at the first articles among them
FIRST_WORDS, ALL_WORDS = 45, 120  # of an answer, for answer@1 and answer@3
Z95 = 1.96  # of the normal distribution, for a 95 % interval


@dataclass(frozen=True, slots=True)
class Question:
    """One question with what is known about its answer."""

    id: str
    question: str
    answerable: bool
    answers: tuple[str, ...] = ()
    evidence: tuple[tuple[ArticlePath, str], ...] = ()
    history: tuple[Turn, ...] = ()
    kind: str = ""

    @property
    def articles(self) -> set[ArticlePath]:
        return {article for article, _ in self.evidence}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question."""

    question: Question
    result: SearchResult | None
    answer: Answer | None
    error: str = ""

    @property
    def rank(self) -> int | None:
        """The place of the first evidence article among the distinct articles found, from 1."""
        found = list(dict.fromkeys(hit.article for hit in self.result.hits)) if self.result else []
        return next((rank for rank, path in enumerate(found, start=1) if path in self.question.articles), None)

    @property
    def answered(self) -> bool:
        return self.answer is not None and self.answer.status == "answered"

    def says_answer(self, first: int) -> bool:
        """True if an accepted string stands in the first words of the answer."""
        words = " ".join(sentence.text for sentence in self.answer.sentences).split() if self.answer else []
        said = plain(" ".join(words[:first]))
        return any(plain(answer) in said for answer in self.question.answers)

    @property
    def cites_evidence(self) -> list[bool]:
        """For each citation, whether it is from an evidence article."""
        return [each.article in self.question.articles for each in self.answer.citations] if self.answer else []

    @property
    def quotes_evidence(self) -> bool:
        """True if a citation holds a given evidence text, or stands in one."""
        spans = [(article, fold(text)) for article, text in self.question.evidence]
        return any(
            each.article == article and (fold(each.quote) in text or text in fold(each.quote))
            for each in (self.answer.citations if self.answer else ())
            for article, text in spans
        )

    @property
    def lost_in(self) -> str:
        """The stage that lost an answerable question, "" if none did."""
        if self.error:
            return "error"
        if not self.question.answerable:
            return "answered what is not there" if self.answered else ""
        if self.rank is None or self.rank > 4:
            return "retrieval"
        if not self.answered:
            return "refusal"
        right = self.says_answer(ALL_WORDS) if self.question.answers else any(self.cites_evidence)
        return "" if right else "sentence choice"


@dataclass(frozen=True, slots=True)
class Figure:
    """A share or mean with its 95 % confidence interval and how many cases it is over."""

    value: float
    low: float
    high: float
    cases: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of one run, by name, and what became of every question."""

    figures: dict[str, Figure]
    outcomes: tuple[Outcome, ...]


def read_questions(file: Path) -> list[Question]:
    """Raises QuestionError naming the line that cannot be used."""
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise QuestionError(f"The question file {file} cannot be read ({why}).") from None
    questions = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
            questions.append(
                Question(
                    id=str(fields.get("id", number)),
                    question=fields["question"],
                    answerable=fields["answerable"],
                    answers=tuple(fields.get("answers") or ()),
                    evidence=tuple((each["article"], each["text"]) for each in fields.get("evidence") or ()),
                    history=read_history(fields.get("history") or ()),
                    kind=str(fields.get("kind") or ""),
                )
            )
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise QuestionError(f"Line {number} of {file} is not a question ({error!r}).") from None
    if not questions:
        raise QuestionError(f"The question file {file} has no questions.")
    return questions


def evaluate(assistant: Assistant, questions: Sequence[Question], progress: Progress) -> Evaluation:
    """Search and ask every question. Raises IndexUnavailableError if there is no index."""
    assistant.status()
    outcomes = []
    for number, question in enumerate(questions):
        progress(number, len(questions), question.question)
        try:
            result = assistant.search(question.question, DEPTH, question.history)
            outcomes.append(Outcome(question, result, assistant.ask(question.question, question.history)))
        except QuestionError as error:
            outcomes.append(Outcome(question, None, None, str(error)))
    return Evaluation(measure(outcomes), tuple(outcomes))


def measure(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """The figures. Those from ``answer@1`` to ``evidence`` are over answerable questions that were answered."""
    yes = [each for each in outcomes if each.question.answerable]
    no = [each for each in outcomes if not each.question.answerable]
    told = [each for each in yes if each.answered]
    short = [each for each in told if each.question.answers]
    times = [each.answer.timings_ms["total"] for each in outcomes if each.answer]

    def within(k: int) -> Callable[[Outcome], bool]:
        return lambda each: each.rank is not None and each.rank <= k

    figures = {
        "hits@1": share(map(within(1), yes)),
        "hits@4": share(map(within(4), yes)),
        "hits@10": share(map(within(10), yes)),
        "mrr": mean([1 / each.rank if each.rank and each.rank <= 10 else 0.0 for each in yes]),
        "false_refusal": share(not each.answered for each in yes),
        "refused": share(not each.answered for each in no),
        "answer@1": share(each.says_answer(FIRST_WORDS) for each in short),
        "answer@3": share(each.says_answer(ALL_WORDS) for each in short),
        "cited": share(any(each.cites_evidence) for each in told),
        "precision": share(hit for each in told for hit in each.cites_evidence),
        "evidence": share(each.quotes_evidence for each in told),
        "errors": share(bool(each.error) for each in outcomes),
        "p50_ms": quantile(times, 0.5),
        "p95_ms": quantile(times, 0.95),
    }
    return {name: figure for name, figure in figures.items() if figure is not None}


def share(cases: Iterable[bool]) -> Figure | None:
    """A share with Wilson's interval (Wilson 1927), which holds for small numbers too; None of no cases."""
    hits = list(cases)
    n = len(hits)
    if not n:
        return None
    p = sum(hits) / n
    centre = (p + Z95**2 / (2 * n)) / (1 + Z95**2 / n)
    half = Z95 / (1 + Z95**2 / n) * math.sqrt(p * (1 - p) / n + Z95**2 / (4 * n**2))
    return Figure(p, max(0.0, centre - half), min(1.0, centre + half), n)


def mean(values: Sequence[float]) -> Figure | None:
    """A mean with the normal interval of its standard error; None of no values."""
    if not values:
        return None
    m = statistics.fmean(values)
    half = Z95 * statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else 0.0
    return Figure(m, m - half, m + half, len(values))


def quantile(values: Sequence[float], q: float) -> Figure | None:
    """A quantile with the interval of its order statistics (binomial, normal approximation); None of no values."""
    if not values:
        return None
    ordered, n = sorted(values), len(values)
    half = Z95 * math.sqrt(n * q * (1 - q))
    value, low, high = (
        ordered[min(n - 1, max(0, round(place)))] for place in (q * (n - 1), q * n - half, q * n + half)
    )
    return Figure(value, low, high, n)


def plain(text: str) -> str:
    """Words for comparing: no case, articles, thousands commas or punctuation; a blank at both ends."""
    lowered = re.sub(r"\b(?:a|an|the)\b", " ", text.lower().replace(",", "").replace("’", "'"))
    words = (word.strip(".") for word in re.sub(r"[^\w$%.]+", " ", lowered).split())
    return " " + " ".join(filter(None, words)) + " "


def to_json(evaluation: Evaluation) -> dict[str, Any]:
    """For ``eval --json``: each figure with its interval, and how many questions each stage lost."""
    return {
        "questions": len(evaluation.outcomes),
        "figures": {
            name: {"value": round(f.value, 4), "low": round(f.low, 4), "high": round(f.high, 4), "cases": f.cases}
            for name, f in evaluation.figures.items()
        },
        "lost": _lost(evaluation),
    }


def to_table(evaluation: Evaluation) -> str:
    """For people: a line a figure."""
    lines = [f"{len(evaluation.outcomes)} questions{'':10}  95 % interval   cases"]
    for name, f in evaluation.figures.items():
        form = "8.1f" if name.endswith("_ms") else "8.3f"
        lines.append(f"{name:16}{f.value:{form}}  {f.low:{form}} -{f.high:{form}}  {f.cases:6}")
    lines += [f"lost in {stage}: {count}" for stage, count in _lost(evaluation).items()]
    return "\n".join(lines)


def _lost(evaluation: Evaluation) -> dict[str, int]:
    stages = [each.lost_in for each in evaluation.outcomes if each.lost_in]
    return {stage: stages.count(stage) for stage in sorted(set(stages))}


def describe_failures(evaluation: Evaluation) -> str:
    """Every question that was lost, by stage, with what was expected and what was said."""
    return "\n".join(
        f"{each.lost_in}  {each.question.id}  {each.question.kind}\n"
        f"  asked     {each.question.question}\n"
        + (f"  searched  {each.answer.searched}\n" if each.answer else f"  error     {each.error}\n")
        + f"  expected  {' | '.join(each.question.answers) or '(no short answer)'}\n"
        + "".join(f"  evidence  {path}: {fold(text)[:300]}\n" for path, text in each.question.evidence[:3])
        + (f"  said      {each.answer.text}\n" if each.answer else "")
        for each in sorted(evaluation.outcomes, key=lambda each: each.lost_in)
        if each.lost_in
    )
