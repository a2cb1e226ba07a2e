"""A question file -> figures: retrieval, answers, citations, refusals and time, with confidence intervals.

A question is a JSON line: ``id, question, answers[]`` (short accepted strings), ``answerable``, ``evidence[]
{article, text}`` and, where they apply, ``history[]``, ``standalone`` (a follow-up written out) and ``kind``.

A run can be saved, and a later one compared with it question by question: a paired test sees smaller differences than
two intervals side by side do.
"""

import hashlib
import json
import math
import re
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from assistant.contract import read_history, to_line
from assistant.errors import QuestionError
from assistant.records import Answer, ArticlePath, Progress, SearchResult, Turn, fold

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.rpc import Remote

DEPTH = 30  # passages searched for a question; figures look at the first articles among them
FIRST_WORDS, ALL_WORDS = 45, 120  # of an answer, for answer@1 and answer@3
Z95 = 1.96  # of the normal distribution, for a 95 % interval
ALPHA = 0.05  # a difference that chance makes less often than this is called one

T = TypeVar("T")


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
    standalone: str = ""  # a follow-up as one would ask it without its history

    @property
    def articles(self) -> set[ArticlePath]:
        return {article for article, _ in self.evidence}

    @property
    def fingerprint(self) -> str:
        """The same for two questions if the same is asked and the same expected."""
        turns = [(turn.role, turn.content) for turn in self.history]
        parts = [self.question, turns, self.answerable, self.answers, self.evidence]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question."""

    question: Question
    result: SearchResult | None
    answer: Answer | None
    error: str = ""
    alone: "Outcome | None" = None  # of a lost follow-up, asked once more as its stand-alone form

    @property
    def rank(self) -> int | None:
        """The place of the first evidence article among the distinct articles found, from 1."""
        found = list(dict.fromkeys(hit.article for hit in self.result.hits)) if self.result else []
        return next((rank for rank, path in enumerate(found, start=1) if path in self.question.articles), None)

    def found_within(self, k: int) -> bool:
        return self.rank is not None and self.rank <= k

    @property
    def answered(self) -> bool:
        """True if there is an answer; a refusal is none, and neither is a question back."""
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
        """The stage that lost the question, "" if none did. A follow-up lost only as such is lost in "follow-up"."""
        stage = self._lost_in
        return "follow-up" if stage and self.alone and not self.alone.lost_in else stage

    @property
    def _lost_in(self) -> str:
        if self.error:
            return "error"
        if not self.question.answerable:
            return "answered what is not there" if self.answered else ""
        if not self.found_within(4):
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


@dataclass(frozen=True, slots=True)
class Saved:
    """What a saved run keeps of one question."""

    id: str
    question: str
    fingerprint: str
    passed: Mapping[str, bool | None]  # by the names of PASSED
    lost_in: str
    ms: float | None  # to answer; None if that raised an error


@dataclass(frozen=True, slots=True)
class Paired:
    """How many questions passed in both runs, in the later alone, in the earlier alone, and in neither."""

    both: int
    won: int
    lost: int
    neither: int

    @property
    def cases(self) -> int:
        return self.both + self.won + self.lost + self.neither

    @property
    def then(self) -> float:
        """The share that passed in the earlier run."""
        return (self.both + self.lost) / self.cases

    @property
    def now(self) -> float:
        """The share that passed in the later run."""
        return (self.both + self.won) / self.cases

    @property
    def p(self) -> float:
        return mcnemar(self.won, self.lost)

    @property
    def verdict(self) -> str:
        if self.p >= ALPHA:
            return "no difference shown"
        return "better" if self.won > self.lost else "worse"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs over the questions both asked."""

    paired: dict[str, Paired]  # by the names of PASSED
    ms: float | None  # median of the differences in time, later minus earlier
    won: tuple[Saved, ...]  # lost by the earlier run alone, as it lost them
    lost: tuple[Saved, ...]  # lost by the later run alone, as it lost them
    both: int
    only_then: int
    only_now: int


def read_questions(file: Path) -> list[Question]:
    """Raises QuestionError naming the line that cannot be used."""
    return _read(file, "question file", "a question", _read_question)


def read_run(file: Path, questions: Sequence[Question]) -> list[Saved]:
    """A run saved earlier. Raises QuestionError if it is none, or if it is not over the questions given."""
    run = _read(file, "saved run", "one that `eval --save` wrote", _read_saved)
    then = Counter(each.id for each in run)
    now = Counter(each.id for each in questions)
    twice = [id_ for id_, times in [*then.items(), *now.items()] if times > 1]
    if twice:
        raise QuestionError(f"Two questions have the id {twice[0]!r}: runs are compared by ids, so give each its own.")
    if not then.keys() & now.keys():
        raise QuestionError(f"The saved run {file} is over other questions: none of its ids is in the question file.")
    asked = {each.id: each.fingerprint for each in run}
    for each in questions:
        if asked.get(each.id, each.fingerprint) != each.fingerprint:
            raise QuestionError(
                f"Question {each.id!r} is not the one in the saved run {file} (another text, history or expected "
                "answer): make both runs over the same question file."
            )
    return run


def _read(file: Path, called: str, line_is: str, read_line: Callable[[Any, int], T]) -> list[T]:
    """A record for each line of JSON that is not blank."""
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise QuestionError(f"The {called} {file} cannot be read ({why}).") from None
    records = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            records.append(read_line(json.loads(line), number))
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
            raise QuestionError(f"Line {number} of {file} is not {line_is} ({error!r}).") from None
    if not records:
        raise QuestionError(f"The {called} {file} has no questions.")
    return records


def _read_question(fields: Any, number: int) -> Question:
    return Question(
        id=str(fields.get("id", number)),
        question=fields["question"],
        answerable=fields["answerable"],
        answers=tuple(fields.get("answers") or ()),
        evidence=tuple((each["article"], each["text"]) for each in fields.get("evidence") or ()),
        history=read_history(fields.get("history") or ()),
        kind=str(fields.get("kind") or ""),
        standalone=str(fields.get("standalone") or ""),
    )


def _read_saved(fields: Any, _: int) -> Saved:
    ms = fields["ms"]
    saved = Saved(
        id=str(fields["id"]),
        question=str(fields["question"]),
        fingerprint=str(fields["fingerprint"]),
        passed=dict(fields["passed"]),
        lost_in=str(fields["lost_in"]),
        ms=None if ms is None else float(ms),
    )
    if not all(isinstance(each, bool | None) for each in saved.passed.values()):
        raise ValueError("passed is not true, false or null")
    if not math.isfinite(saved.ms or 0.0):
        raise ValueError("ms is not a number")
    return saved


def evaluate(assistant: "Assistant | Remote", questions: Sequence[Question], progress: Progress) -> Evaluation:
    """Search and ask every question. Raises IndexUnavailableError if there is no index."""
    assistant.status()
    outcomes = []
    for number, question in enumerate(questions):
        progress(number, len(questions), question.question)
        outcome = _ask(assistant, question)
        if outcome.lost_in and question.history and question.standalone:
            alone = _ask(assistant, replace(question, question=question.standalone, history=()))
            outcome = replace(outcome, alone=alone)
        outcomes.append(outcome)
    return Evaluation(measure(outcomes), tuple(outcomes))


def _ask(assistant: "Assistant | Remote", question: Question) -> Outcome:
    try:
        result = assistant.search(question.question, DEPTH, question.history)
        return Outcome(question, result, assistant.ask(question.question, question.history))
    except QuestionError as error:
        return Outcome(question, None, None, str(error))


def measure(outcomes: Sequence[Outcome]) -> dict[str, Figure]:
    """The figures. Those from ``answer@1`` to ``evidence`` are over answerable questions that were answered."""
    yes = [each for each in outcomes if each.question.answerable]
    no = [each for each in outcomes if not each.question.answerable]
    told = [each for each in yes if each.answered]
    short = [each for each in told if each.question.answers]
    times = [each.answer.timings_ms["total"] for each in outcomes if each.answer]
    figures = {
        "hits@1": share(each.found_within(1) for each in yes),
        "hits@4": share(each.found_within(4) for each in yes),
        "hits@10": share(each.found_within(10) for each in yes),
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


# What one question can pass, for pairing: None where that is not defined. ``answer@1`` and ``answer@3`` are defined for
# every question with short answers, so that a refusal is a wrong answer; ``measure`` leaves refusals out of them.
PASSED: dict[str, Callable[[Outcome], bool | None]] = {
    "hits@1": lambda each: each.found_within(1) if each.question.answerable else None,
    "hits@4": lambda each: each.found_within(4) if each.question.answerable else None,
    "answered": lambda each: each.answered if each.question.answerable else None,
    "refused": lambda each: None if each.question.answerable else not each.answered,
    "answer@1": lambda each: _answers_within(each, FIRST_WORDS),
    "answer@3": lambda each: _answers_within(each, ALL_WORDS),
    "cited": lambda each: any(each.cites_evidence) if each.question.answerable and each.answered else None,
    "evidence": lambda each: each.quotes_evidence if each.question.answerable and each.answered else None,
}


def _answers_within(outcome: Outcome, first: int) -> bool | None:
    if not (outcome.question.answerable and outcome.question.answers):
        return None
    return outcome.answered and outcome.says_answer(first)


def to_saved(evaluation: Evaluation) -> list[Saved]:
    """What is kept of a run, to compare a later one with it."""
    return [
        Saved(
            id=each.question.id,
            question=each.question.question,
            fingerprint=each.question.fingerprint,
            passed={name: passed(each) for name, passed in PASSED.items()},
            lost_in=each.lost_in,
            ms=each.answer.timings_ms["total"] if each.answer else None,
        )
        for each in evaluation.outcomes
    ]


def to_lines(run: Iterable[Saved]) -> str:
    """A run as ``read_run`` reads it."""
    return "".join(to_line(asdict(each)) + "\n" for each in run)


def compare(then: Sequence[Saved], now: Sequence[Saved]) -> Comparison:
    """Two runs, question by question. A question counts for what is defined for it in both."""
    earlier = {each.id: each for each in then}
    pairs = [(earlier[each.id], each) for each in now if each.id in earlier]
    paired = {name: pair((a.passed.get(name), b.passed.get(name)) for a, b in pairs) for name in PASSED}
    times = [b.ms - a.ms for a, b in pairs if a.ms is not None and b.ms is not None]
    return Comparison(
        paired={name: each for name, each in paired.items() if each is not None},
        ms=statistics.median(times) if times else None,
        won=tuple(a for a, b in pairs if a.lost_in and not b.lost_in),
        lost=tuple(b for a, b in pairs if b.lost_in and not a.lost_in),
        both=len(pairs),
        only_then=len(then) - len(pairs),
        only_now=len(now) - len(pairs),
    )


def pair(cases: Iterable[tuple[bool | None, bool | None]]) -> Paired | None:
    """Counts of cases that passed or not, then and now; None if none is defined in both."""
    counts = Counter(each for each in cases if None not in each)
    if not counts:
        return None
    return Paired(counts[True, True], counts[False, True], counts[True, False], counts[False, False])


def mcnemar(won: int, lost: int) -> float:
    """The exact two-sided p-value of McNemar's test (McNemar 1947): the cases that differ are tosses of a fair coin.

    p = min(1, 2 * sum of C(n, k) / 2**n for k = 0 .. min(won, lost)), where n = won + lost.
    """
    n = won + lost
    return min(1.0, 2 * sum(math.comb(n, k) for k in range(min(won, lost) + 1)) / (1 << n))


def plain(text: str) -> str:
    """Words for comparing: no case, articles, thousands commas or punctuation; a blank at both ends."""
    lowered = re.sub(r"\b(?:a|an|the)\b", " ", text.lower().replace(",", "").replace("’", "'"))
    words = (word.strip(".") for word in re.sub(r"[^\w$%.]+", " ", lowered).split())
    return " " + " ".join(filter(None, words)) + " "


def to_json(evaluation: Evaluation, compared: Comparison | None = None) -> dict[str, Any]:
    """For ``eval --json``: each figure with its interval, how many questions each stage lost, and the comparison."""
    return {
        "questions": len(evaluation.outcomes),
        "figures": {
            name: {"value": round(f.value, 4), "low": round(f.low, 4), "high": round(f.high, 4), "cases": f.cases}
            for name, f in evaluation.figures.items()
        },
        "lost": _lost(evaluation),
        "compared": _compared_to_json(compared) if compared else None,
    }


def _compared_to_json(compared: Comparison) -> dict[str, Any]:
    def told(questions: Iterable[Saved]) -> list[dict[str, str]]:
        return [{"id": each.id, "question": each.question, "lost_in": each.lost_in} for each in questions]

    return {
        "questions": compared.both,
        "only_then": compared.only_then,
        "only_now": compared.only_now,
        "outcomes": {
            name: {
                "then": round(each.then, 4),
                "now": round(each.now, 4),
                "won": each.won,
                "lost": each.lost,
                "cases": each.cases,
                "p": each.p,
                "verdict": each.verdict,
            }
            for name, each in compared.paired.items()
        },
        "ms": None if compared.ms is None else round(compared.ms, 2),
        "won": told(compared.won),
        "lost": told(compared.lost),
    }


def to_table(evaluation: Evaluation, compared: Comparison | None = None) -> str:
    """For people: a line a figure, and what is different from the run compared with."""
    lines = [f"{len(evaluation.outcomes)} questions{'':10}  95 % interval   cases"]
    for name, f in evaluation.figures.items():
        form = "8.1f" if name.endswith("_ms") else "8.3f"
        lines.append(f"{name:16}{f.value:{form}}  {f.low:{form}} -{f.high:{form}}  {f.cases:6}")
    lines += [f"lost in {stage}: {count}" for stage, count in _lost(evaluation).items()]
    return "\n".join(lines + (_compared_to_lines(compared) if compared else []))


def _compared_to_lines(compared: Comparison) -> list[str]:
    asked = f"{compared.both} questions in both runs, {compared.only_then} only then, {compared.only_now} only now"
    return [
        f"\n{asked}\n{'':16}    then     now   won  lost   cases  McNemar's p",
        *(
            f"{name:16}{each.then:8.3f}{each.now:8.3f}{each.won:6}{each.lost:6}{each.cases:8}{each.p:13.3g}"
            f"  {each.verdict}"
            for name, each in compared.paired.items()
        ),
        *([] if compared.ms is None else [f"median difference in time: {compared.ms:+.1f} ms"]),
        *(
            f"{what}  {each.id}  {when} lost in {each.lost_in}: {fold(each.question)[:80]}"
            for what, when, questions in (("won ", "then", compared.won), ("lost", "now", compared.lost))
            for each in questions
        ),
    ]


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
