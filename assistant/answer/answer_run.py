"""One question while it is answered: its clock, what was found for it, and the growing answers made of that."""

import datetime as dt
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.answer import refuse
from assistant.answer.assess import NOTHING_FOUND, Assessment
from assistant.answer.currency import describe_age
from assistant.answer.frames import Frame
from assistant.answer.question import Query, Sources
from assistant.answer.results import scope_of_limits
from assistant.answer.write import extractive
from assistant.language.periods import write_period
from assistant.records import (
    Answer,
    ArticlePath,
    Citation,
    Dropped,
    Evidence,
    Freshness,
    Result,
    Scope,
    Sentence,
    Status,
    Turn,
    Version,
)
from assistant.verify.verifier import Verifier

ALSO_RETRIEVED = 5  # passages shown beside those cited


class Clock:
    """Milliseconds of each stage, measured from one lap to the next."""

    def __init__(self) -> None:
        self._started = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """Add the time since the last lap to this stage."""
        now = time.perf_counter()
        self._laps[stage] = self._laps.get(stage, 0.0) + 1000 * (now - self._last)
        self._last = now

    def timings(self) -> dict[str, float]:
        return {**{stage: round(ms, 2) for stage, ms in self._laps.items()}, "total": round(self.since_start(), 2)}

    def since_start(self) -> float:
        """Milliseconds from the start to the last lap."""
        return 1000 * (self._last - self._started)


@dataclass(frozen=True, slots=True)
class Request:
    """A question as it is asked."""

    question: str
    history: Sequence[Turn]
    today: dt.date | None  # None: the day of the settings, else the present day
    model: str  # who writes the answer, as ASSISTANT_MODEL has it
    any_day: bool = False  # the days that the question names do not limit it
    kind: str = ""  # of the question, if it is not to be recognised
    may_stand_alone: bool = False  # it may be understood without the history all the same
    whole: str = ""  # the message that the question is a part of, if it may be searched in its place


class AnswerRun:
    """One question while it is answered: what was found for it, and the answers made of that."""

    def __init__(self, request: Request, stop: threading.Event) -> None:
        """stop: ends the answer with the sentences checked by then."""
        self.request, self.stop, self.clock = request, stop, Clock()
        self.query = Query(request.question)
        self.note = ""  # Answer.note
        self.kind = "fact"
        self.freshness: Freshness | None = None
        self.call_tokens: Mapping[str, int] = {}  # of the call of a chat model under way
        self.assessment = NOTHING_FOUND
        self._scope_note = ""
        self._dropped: list[Dropped] = []
        self._tokens: dict[str, int] = {}
        self._first: dict[str, float] = {}

    def begin(self, assessment: Assessment, scope_note: str) -> None:
        """assessment: what was found. scope_note: Scope.note, if its days are not those of the question."""
        self.assessment, self._scope_note = assessment, scope_note
        self._first["evidence"] = round(self.clock.since_start(), 2)

    def count(self, tokens: Mapping[str, int]) -> None:
        """Add the tokens of a call that has ended."""
        self._tokens = {name: self._tokens.get(name, 0) + count for name, count in tokens.items()}
        self.call_tokens = {}

    def drop(self, text: str, why: str) -> None:
        """Note that a sentence is left out, once however often it is written."""
        if all(each.text != text for each in self._dropped):
            self._dropped.append(Dropped(text, why))

    def partial(
        self, sentences: Sequence[Sentence] = (), verifier: Verifier | None = None, writer: str = extractive.WRITER
    ) -> Answer:
        """The sentences checked by now and the note; before the first sentence, only what was found."""
        note = self.note if sentences else ""
        return replace(self._answer(sentences, verifier, writer), complete=False, note=note)

    def finished(self, sentences: Sequence[Sentence], verifier: Verifier | None, writer: str) -> Answer:
        """The whole answer; a refusal if it has no sentence. verifier: None if no sentence has a citation."""
        if not sentences:
            return self.refused(writer)
        answer = self._answer(sentences, verifier, writer)
        age = describe_age(self.query, answer.citations, self.freshness, self.request.today)
        return replace(answer, note=" ".join(filter(None, [answer.note, age])))

    def told(
        self,
        frame: Frame,
        message: str,
        result: Result | None = None,
        sentences: Sequence[Sentence] = (),
        citations: Sequence[Citation] = (),
        **more: Any,
    ) -> Answer:
        """An answer that was counted, or is made of an article's own words.

        message: what is said before the sentences. citations: of the sentences. more: further fields of the answer.
        """
        for stage in ("write", "verify"):
            self.clock.lap(stage)
        fields = {"message": message, "result": result, "citations": tuple(citations), **more}
        answer = self._answer(sentences, None, extractive.WRITER)
        return replace(answer, scope=scope_of_limits(frame.limits), **fields)

    def refused(self, writer: str = extractive.WRITER) -> Answer:
        """A refusal, or a question back if the question names nobody it may mean."""
        found = self.assessment
        asks_back = self.query.unnamed and not found.quoted.absent
        if asks_back:
            message = refuse.ask_back(self.query.unnamed, found.evidence)
        else:
            message = refuse.refuse(
                self.query,
                found.evidence,
                found.scored,
                found.features,
                found.missing,
                found.elsewhere,
                found.quoted.absent,
                found.absent,
            )
        for stage in ("write", "verify"):
            self.clock.lap(stage)
        status: Status = "asks" if asks_back else "refused"
        return replace(self._answer((), None, writer), status=status, message=message)

    def _answer(self, sentences: Sequence[Sentence], verifier: Verifier | None, writer: str) -> Answer:
        if sentences:
            self._first.setdefault("sentence", round(self.clock.since_start(), 2))
        query, evidence = self.query, self.assessment.evidence
        used = {number for sentence in sentences for number in sentence.citations}
        citations = tuple(each for each in (verifier.citations if verifier else ()) if each.number in used)
        cited = {(each.article, each.version, each.start) for each in citations}
        rest = [each for each in evidence if not any(_holds(each, key) for key in cited)]
        return Answer(
            question=self.request.question,
            searched=query.searched,
            status="answered",
            sentences=tuple(sentences),
            citations=citations,
            also_retrieved=tuple(rest[:ALSO_RETRIEVED]),
            writer=writer,
            scope=scope_of(query, self._scope_note),
            dropped_marks=verifier.dropped if verifier else 0,
            timings_ms=self.clock.timings(),
            note=self.note,
            dropped=tuple(self._dropped),
            kind=self.kind,
            freshness=self.freshness,
            first_ms=dict(self._first),
            tokens={
                name: self._tokens.get(name, 0) + self.call_tokens.get(name, 0)
                for name in {**self._tokens, **self.call_tokens}
            },
        )


def _holds(evidence: Evidence, cited: tuple[ArticlePath, Version, int]) -> bool:
    return (evidence.article, evidence.version) == cited[:2] and evidence.start <= cited[2] < evidence.end


def scope_of(query: Query, note: str) -> Scope | None:
    """The days and sources that a question names; None if it names none. note: Scope.note."""
    period, sources = query.period, query.sources
    labels = [
        *([write_period(period)] if period else []),
        *(["newest first"] if query.latest else []),
        *([write_sources(sources)] if sources else []),
    ]
    if not labels:
        return None
    label = ", ".join(labels)
    return Scope(
        label=label[0].upper() + label[1:],
        start=period.start if period else None,
        end=period.end if period else None,
        note=note,
        hard=bool((period and period.hard) or (sources and sources.hard)),
        outlets=sources.outlets if sources else (),
        authors=sources.authors if sources else (),
        articles=sources.named if sources else (),
    )


def write_sources(sources: Sources) -> str:
    """What is searched, or searched first: "only by Mia Reyes", "Kestrel Weekly first"."""
    if not sources.hard:
        files = [f"files named “{'” or “'.join(sources.path_words)}”"] if sources.path_words else []
        return f"{' and '.join((*sources.outlets, *sources.authors, *files))} first"
    groups = (("from", sources.outlets), ("by", sources.authors), ("in", sources.named))
    return "only " + ", ".join(f"{word} {' or '.join(names)}" for word, names in groups if names)
