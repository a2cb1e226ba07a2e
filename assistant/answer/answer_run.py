"""One question on its way: its clock, what was found for it, and the growing answers made of that."""

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answer import decide, refuse
from assistant.answer.question import Query
from assistant.answer.retrieve import Retrieval
from assistant.answer.write import extractive
from assistant.language.dates import write_period
from assistant.records import Answer, ArticlePath, Evidence, Scope, Sentence, Version
from assistant.verify.verifier import Verifier

ALSO_RETRIEVED = 5  # passages shown beside those cited


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is found for a question: the evidence, its sentences, best first, and the features that they answer."""

    query: Query
    found: Retrieval
    scored: Sequence[extractive.Scored]
    features: decide.Features | None


class Clock:
    """Milliseconds a stage, from one lap to the next."""

    def __init__(self) -> None:
        self._started = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """The time since the last lap was this stage's; one that comes again goes on."""
        now = time.perf_counter()
        self._laps[stage] = self._laps.get(stage, 0.0) + 1000 * (now - self._last)
        self._last = now

    def timings(self) -> dict[str, float]:
        return {**{stage: round(ms, 2) for stage, ms in self._laps.items()}, "total": round(self.since_start(), 2)}

    def since_start(self) -> float:
        """Milliseconds from the start to the last lap."""
        return 1000 * (self._last - self._started)


class AnswerRun:
    """One question on its way: what was found for it, and the answers made of it."""

    def __init__(self, question: str, clock: Clock, stop: threading.Event) -> None:
        self.question, self.clock, self.stop = question, clock, stop
        self.query = Query(question)
        self.looked = Assessment(self.query, Retrieval((), {}), (), None)
        self.told: dict[str, int] = {}  # tokens of the call under way
        self._widened = ""
        self._tokens: dict[str, int] = {}
        self._first: dict[str, float] = {}

    def begin(self, query: Query, looked: Assessment, widened: str) -> None:
        """looked: what was found. widened: what is said if its days are not those asked for."""
        self.query, self.looked, self._widened = query, looked, widened
        self._first["evidence"] = round(self.clock.since_start(), 2)

    def count(self, tokens: Mapping[str, int]) -> None:
        """Add the tokens of a call that has ended."""
        self._tokens = {name: self._tokens.get(name, 0) + count for name, count in tokens.items()}
        self.told = {}

    def partial(
        self,
        sentences: Sequence[Sentence] = (),
        verifier: Verifier | None = None,
        writer: str = extractive.WRITER,
        note: str = "",
    ) -> Answer:
        """The sentences checked by now; before the first, what was found."""
        return replace(self._answer(sentences, verifier, writer, note), complete=False)

    def finished(self, sentences: Sequence[Sentence], verifier: Verifier, writer: str, note: str = "") -> Answer:
        """The whole answer; a refusal if it has no sentence."""
        return self._answer(sentences, verifier, writer, note) if sentences else self.refused(writer, note)

    def refused(self, writer: str, note: str = "") -> Answer:
        """Nothing found answers, or nobody is named whom the question may mean."""
        looked = self.looked
        vague, evidence = self.query.unnamed, looked.found.evidence
        if vague:
            message = refuse.ask_back(vague, evidence)
        else:
            message = refuse.refuse(self.query, evidence, looked.scored, looked.features)
        for stage in ("write", "verify"):
            self.clock.lap(stage)
        return replace(self._answer((), None, writer, note), status="asks" if vague else "refused", message=message)

    def _answer(self, sentences: Sequence[Sentence], verifier: Verifier | None, writer: str, note: str) -> Answer:
        if sentences:
            self._first.setdefault("sentence", round(self.clock.since_start(), 2))
        query, evidence = self.query, self.looked.found.evidence
        used = {number for sentence in sentences for number in sentence.citations}
        citations = tuple(each for each in (verifier.citations if verifier else ()) if each.number in used)
        cited = {(each.article, each.version, each.start) for each in citations}
        rest = [each for each in evidence if not any(_holds(each, key) for key in cited)]
        return Answer(
            question=self.question,
            searched=query.searched,
            status="answered",
            sentences=tuple(sentences),
            citations=citations,
            also_retrieved=tuple(rest[:ALSO_RETRIEVED]),
            writer=writer,
            scope=scope_of(query, self._widened),
            dropped_marks=verifier.dropped if verifier else 0,
            timings_ms=self.clock.timings(),
            note=note,
            first_ms=dict(self._first),
            tokens={name: self._tokens.get(name, 0) + self.told.get(name, 0) for name in {**self._tokens, **self.told}},
        )


def _holds(evidence: Evidence, cited: tuple[ArticlePath, Version, int]) -> bool:
    return (evidence.article, evidence.version) == cited[:2] and evidence.start <= cited[2] < evidence.end


def scope_of(query: Query, note: str) -> Scope | None:
    """How a question narrows what answers it, in words; None if it does not. note: what is said beside it."""
    labels = [*([write_period(query.period)] if query.period else []), *(["newest first"] if query.latest else [])]
    if not labels:
        return None
    label = ", ".join(labels)
    start, end = (query.period.start, query.period.end) if query.period else (None, None)
    return Scope(label[0].upper() + label[1:], start, end, note)
