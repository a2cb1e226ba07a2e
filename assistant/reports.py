"""What is told of an index: what a sync did, what could not be read, and what is wrong."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.records import ArticlePath


@dataclass(frozen=True, slots=True)
class Failure:
    """A file of the corpus that could not be read, and why, in words for the person who owns it."""

    path: ArticlePath
    reason: str
    since: dt.datetime | None = None  # UTC; when it first failed so


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file in the corpus folder that is not read, and why."""

    path: ArticlePath
    reason: str


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What one run of ``index`` did. ``articles`` and ``passages`` count the index, the rest this run."""

    added: int
    changed: int
    moved: int
    removed: int
    unchanged: int
    failed: tuple[Failure, ...]  # every file now failed
    articles: int
    passages: int
    embedded: int
    seconds: float
    outcomes: tuple[tuple[ArticlePath, str], ...] = ()  # path and "added", "changed", "moved", "removed" or "failed"
    skipped: tuple[Skipped, ...] = ()  # every file now skipped


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """The state of an index, as ``status`` tells it."""

    articles: int
    passages: int
    failed: tuple[Failure, ...]
    encoder: str | None
    last_sync: dt.datetime | None  # UTC
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing ``doctor`` found. A fault is wrong in the index; anything else is a note."""

    text: str
    fault: bool = True


@dataclass(frozen=True, slots=True)
class Check:
    """What one check of ``doctor`` found."""

    name: str
    found: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        return not any(each.fault for each in self.found)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The state of an index when ``doctor`` ends, and what it did to it."""

    checks: tuple[Check, ...]
    repaired: tuple[str, ...]  # faults that were found and are no more, each with its check's name
    pruned: int | None  # texts of replaced and removed articles; None: not asked for
    freed: int  # bytes that pruning gave back
    articles: int
    passages: int
    seconds: float
    way_out: str | None = None  # what to do about damage that cannot be repaired

    @property
    def healthy(self) -> bool:
        return all(check.ok for check in self.checks)


def count_reasons(skipped: Iterable[Skipped]) -> list[tuple[str, list[ArticlePath]]]:
    """The reasons files are skipped for, that of most files first, with the files."""
    paths: dict[str, list[ArticlePath]] = {}
    for each in skipped:
        paths.setdefault(each.reason, []).append(each.path)
    return sorted(paths.items(), key=lambda item: -len(item[1]))
