"""Question files. Each line is a JSON object with ``id``, ``question``, ``answers`` (short accepted strings),
``answerable``, ``evidence`` (a list of ``{article, text}``) and, where they apply, ``history``, ``standalone`` (a
follow-up in a form that needs no history), ``today`` (the day it is asked on, YYYY-MM-DD) and ``kind``.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from assistant.contract import read_history
from assistant.errors import QuestionError
from assistant.records import ArticlePath, Turn

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and what is known about its answer."""

    id: str
    question: str
    answerable: bool
    answers: tuple[str, ...] = ()
    evidence: tuple[tuple[ArticlePath, str], ...] = ()  # articles, each with its text that answers; "" if not known
    history: tuple[Turn, ...] = ()
    kind: str = ""
    standalone: str = ""  # a follow-up in a form that needs no history
    today: dt.date | None = None  # the day it is asked on; None: the day it is
    outside: bool = False  # it names a time of no article; an answer that says so is as good as a refusal

    @property
    def articles(self) -> set[ArticlePath]:
        return {article for article, _ in self.evidence}

    @property
    def has_evidence_text(self) -> bool:
        return any(text for _, text in self.evidence)

    @property
    def fingerprint(self) -> str:
        """16 hex digits, equal for two questions with the same text, history and expected answer."""
        turns = [(turn.role, turn.content) for turn in self.history]
        parts = [self.question, turns, self.answerable, self.answers, self.evidence]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def read_json_lines(file: Path) -> list[Question]:
    """Read a question file of JSON lines. Raises QuestionError that names the file, and the line it cannot use."""
    return read_lines(file, "question file", "a question", _read_question)


def read_lines(file: Path, file_kind: str, line_kind: str, read_line: Callable[[Any, int], T]) -> list[T]:
    """Return a record for each line that is not blank. The kinds of file and line are named in errors."""
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise QuestionError(f"The {file_kind} {file} cannot be read ({why}): check the path.") from None
    records = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            records.append(read_line(json.loads(line), number))
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
            raise QuestionError(f"Line {number} of {file} is not {line_kind} ({error!r}).") from None
    if not records:
        raise QuestionError(f"The {file_kind} {file} has no questions.")
    return records


def _read_question(fields: Any, number: int) -> Question:
    return Question(
        id=str(fields.get("id", number)),
        question=fields["question"],
        answerable=fields["answerable"],
        answers=tuple(fields.get("answers") or ()),
        evidence=tuple((evidence["article"], evidence["text"]) for evidence in fields.get("evidence") or ()),
        history=read_history(fields.get("history") or ()),
        kind=str(fields.get("kind") or ""),
        standalone=str(fields.get("standalone") or ""),
        today=dt.date.fromisoformat(fields["today"]) if fields.get("today") else None,
    )
