"""The JSON of the command line: records to JSON, and lines of a batch to records."""

import datetime as dt
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from assistant.errors import QuestionError
from assistant.records import Answer, Article, Citation, Evidence, Freshness, Result, Scope, SearchResult, Turn
from assistant.reports import Diagnosis, IndexStatus, SyncReport

MOST_ROWS = 200  # of a result in JSON; its total counts all


@dataclass(frozen=True, slots=True)
class Asked:
    """A question from one line of a batch."""

    id: Any
    question: str
    history: tuple[Turn, ...] = ()
    today: dt.date | None = None
    kind: str = ""  # of the question; "": as it is recognised


def to_line(value: Mapping[str, Any]) -> str:
    """A mapping as one line of JSON. Lone surrogates, which UTF-8 cannot encode, are escaped."""
    line = json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    return line if line.isprintable() else json.dumps(value)


def of_date(date: dt.date | None) -> str | None:
    """A date as YYYY-MM-DD; None for an unknown one."""
    return date.isoformat() if date else None


def of_sync(report: SyncReport) -> dict[str, Any]:
    """What ``index --json`` prints."""
    return {
        **{name: getattr(report, name) for name in ("added", "changed", "moved", "removed", "unchanged")},
        "failed": [{"path": failure.path, "reason": failure.reason} for failure in report.failed],
        **{name: getattr(report, name) for name in ("articles", "passages", "embedded", "seconds")},
    }


def of_search(result: SearchResult, id_: Any = None) -> dict[str, Any]:
    """What ``search --json`` prints. id_: the id of a line of a batch."""
    return {
        "id": id_,
        "query": result.query,
        "searched": result.searched,
        "hits": [
            {
                "rank": hit.rank,
                **_place(hit),
                "score": round(hit.score, 4),
                "dense_rank": hit.dense_rank,
                "lexical_rank": hit.lexical_rank,
                "page": hit.page,
                "also_in": [copy.article for copy in hit.also_in],
            }
            for hit in result.hits
        ],
        "timings_ms": dict(result.timings_ms),
        "scope": of_scope(result.scope),
    }


def _place(evidence: Evidence) -> dict[str, Any]:
    return {
        "article": evidence.article,
        "title": evidence.title,
        "date": of_date(evidence.date),
        "source": evidence.source,
        "start": evidence.start,
        "end": evidence.end,
        "text": evidence.text,
    }


def of_answer(answer: Answer, id_: Any = None) -> dict[str, Any]:
    """What ``ask --json`` prints. id_: the id of a line of a batch."""
    return {
        "id": id_,
        "question": answer.question,
        "searched": answer.searched,
        "status": answer.status,
        "text": answer.text,
        "sentences": [
            {
                "lead": sentence.lead or None,
                "text": sentence.text,
                "citations": list(sentence.citations),
                "support": sentence.support,
                "emphasis": [list(span) for span in sentence.emphasis],
                "speaker": sentence.speaker,
            }
            for sentence in answer.sentences
        ],
        "citations": [of_citation(citation) for citation in answer.citations],
        "also_retrieved": [
            {name: value for name, value in _place(evidence).items() if name != "source"}
            | {"suspicious": evidence.suspicious, "also_in": [copy.article for copy in evidence.also_in]}
            for evidence in answer.also_retrieved
        ],
        "writer": answer.writer,
        "timings_ms": dict(answer.timings_ms),
        "scope": of_scope(answer.scope),
        "note": answer.note or None,
        "complete": answer.complete,
        "dropped_marks": answer.dropped_marks,
        "dropped": [{"text": each.text, "why": each.why} for each in answer.dropped],
        "kind": answer.kind,
        "result": of_result(answer.result),
        "columns": [{"of": each.of, "sentences": list(each.sentences)} for each in answer.columns],
        "differences": [
            {
                "about": each.about,
                "values": [{"value": value.value, "citation": value.citation} for value in each.values],
            }
            for each in answer.differences
        ],
        "freshness": of_freshness(answer.freshness),
        "first_ms": dict(answer.first_ms),
        "tokens": dict(answer.tokens),
    }


def of_scope(scope: Scope | None) -> dict[str, Any] | None:
    """The period of time and the sources of a question; None if it names neither."""
    if scope is None:
        return None
    return {
        "label": scope.label,
        "start": of_date(scope.start),
        "end": of_date(scope.end),
        "note": scope.note or None,
        "hard": scope.hard,
        "outlets": list(scope.outlets),
        "authors": list(scope.authors),
        "articles": list(scope.articles),
    }


def of_result(result: Result | None) -> dict[str, Any] | None:
    """What was counted or listed, with at most ``MOST_ROWS`` rows; None for a question that does neither."""
    if result is None:
        return None
    return {
        "articles": result.articles,
        "mentions": result.mentions,
        "total": result.total,
        "stories": result.stories,
        "from": of_date(result.start),
        "to": of_date(result.end),
        "rows": [
            {
                "article": row.article,
                "title": row.title,
                "date": of_date(row.date),
                "source": row.source,
                "author": row.author,
                "mentions": row.mentions,
                "first": {"start": row.first[0], "end": row.first[1]} if row.first else None,
            }
            for row in result.rows[:MOST_ROWS]
        ],
        "groups": [
            {"by": each.by, "key": each.key or None, "articles": each.articles, "mentions": each.mentions}
            for each in result.groups
        ],
    }


def of_freshness(freshness: Freshness | None) -> dict[str, Any] | None:
    """How current an index is; None if that is not known."""
    if freshness is None:
        return None
    return {
        "newest": of_date(freshness.newest),
        "synced": freshness.synced.isoformat() if freshness.synced else None,
        "failed": freshness.failed,
    }


def of_citation(citation: Citation) -> dict[str, Any]:
    """One item of the ``citations`` of an answer."""
    return {
        "number": citation.number,
        "article": citation.article,
        "version": citation.version,
        "title": citation.title,
        "date": of_date(citation.date),
        "source": citation.source,
        "url": citation.url,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "page": citation.page,
        "suspicious": citation.suspicious,
        "also_in": [copy.article for copy in citation.also_in],
    }


def of_article(article: Article) -> dict[str, Any]:
    """What ``show --json`` prints."""
    return {
        "article": article.path,
        "version": article.version,
        "title": article.title,
        "date": of_date(article.date),
        "date_origin": article.date_origin,
        "source": article.source,
        "author": article.author,
        "url": article.url,
        "language": article.language,
        "text": article.text,
    }


def of_status(status: IndexStatus) -> dict[str, Any]:
    """What ``status --json`` prints."""
    return {
        "articles": status.articles,
        "passages": status.passages,
        "failed": [{"path": failure.path, "reason": failure.reason} for failure in status.failed],
        "encoder": status.encoder,
        "last_sync": status.last_sync.isoformat() if status.last_sync else None,
        "failed_since": {failure.path: failure.since.isoformat() for failure in status.failed if failure.since},
        "skipped": [{"path": skipped.path, "reason": skipped.reason} for skipped in status.skipped],
    }


def of_diagnosis(diagnosis: Diagnosis) -> dict[str, Any]:
    """What ``doctor --json`` prints."""
    return {
        "healthy": diagnosis.healthy,
        "checks": [
            {"name": check.name, "ok": check.ok, "found": [finding.text for finding in check.found]}
            for check in diagnosis.checks
        ],
        "repaired": list(diagnosis.repaired),
        **{name: getattr(diagnosis, name) for name in ("pruned", "articles", "passages", "seconds")},
    }


def _load(line: str) -> Any:
    """Parse a line of JSON. Raises ValueError if it is not JSON, also for NaN and numbers that are not finite."""

    def refuse(name: str) -> NoReturn:
        raise ValueError(f"{name} is not a value of JSON")

    def finite(digits: str) -> float:
        number = float(digits)
        return number if math.isfinite(number) else refuse(digits)

    try:
        return json.loads(line.removeprefix("\ufeff"), parse_constant=refuse, parse_float=finite)
    except RecursionError:
        raise ValueError("nested too deep") from None


def read_asked(line: str) -> Asked:
    """Read a line of a batch. Raises QuestionError; ``id_in`` reads the id of such a line."""
    try:
        fields = _load(line)
    except ValueError as error:
        raise QuestionError(f"The line is not JSON ({error}).") from None
    if not isinstance(fields, dict):
        raise QuestionError('The line is not a JSON object with a "question".')
    question = fields.get("question", fields.get("query"))
    if not isinstance(question, str):
        raise QuestionError('The line has no "question" that is a string.')
    today = fields.get("today")
    try:
        day = dt.date.fromisoformat(today) if today is not None else None
    except (TypeError, ValueError):
        raise QuestionError(f'"today" is {today!r}: write it as YYYY-MM-DD.') from None
    kind = fields.get("kind") or ""
    if not isinstance(kind, str):
        raise QuestionError(f'"kind" is {kind!r}: write a name such as "count", or leave it out.')
    return Asked(fields.get("id"), question, read_history(fields.get("history") or []), day, kind)


def id_in(line: str) -> Any:
    """The id of a line of a batch; None if it has none, or is not JSON."""
    try:
        fields = _load(line)
    except ValueError:
        return None
    return fields.get("id") if isinstance(fields, dict) else None


def read_history(turns: Any) -> tuple[Turn, ...]:
    """Read the turns of a conversation. Raises QuestionError if they are malformed."""
    try:
        read = tuple(Turn(turn["role"], turn["content"]) for turn in turns)
    except (TypeError, KeyError):
        read = None
    if read is None or not all(turn.role in ("user", "assistant") and isinstance(turn.content, str) for turn in read):
        raise QuestionError('The history is not a list of {"role": "user" or "assistant", "content": "…"}.')
    return read
