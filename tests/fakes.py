"""Records with known values, and an assistant that answers as a test sets it up, for tests of the page."""

import datetime as dt
import html
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

from assistant.errors import IndexUnavailableError, NotFoundError, Stopped
from assistant.records import Answer, Article, Citation, Evidence, Offer, Sentence, Turn
from assistant.reports import Diagnosis, IndexStatus, SyncReport


def strip_tags(markup: str) -> str:
    """The text that HTML shows."""
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def marked(markup: str) -> str:
    """The text inside ``<mark>``."""
    return html.unescape("".join(strip_tags(part) for part in re.findall(r"<mark>(.*?)</mark>", markup, re.DOTALL)))


def wait_until(condition: Callable[[], Any], seconds: float = 10) -> None:
    """Return once a condition holds; fail if it does not within some seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.005)


def make_article(body: str = "One. Two.", **changes: Any) -> Article:
    known = {"path": "a.md", "title": "A title", "text": body, "content_hash": "0" * 64}
    return Article(**{**known, **changes})


def make_citation(number: int = 1, **changes: Any) -> Citation:
    known: dict[str, Any] = {
        "number": number,
        "article": "a.md",
        "version": "0" * 16,
        "title": "A title",
        "date": dt.date(2026, 1, 30),
        "source": "The Gazette",
        "url": None,
        "start": 5,
        "end": 9,
        "quote": "Two.",
    }
    return Citation(**{**known, **changes})


def make_evidence(**changes: Any) -> Evidence:
    known: dict[str, Any] = {
        **{"rank": 1, "passage_id": 1, "article": "b.md", "version": "1" * 16, "title": "Another", "date": None},
        **{"source": None, "url": None, "start": 0, "end": 4, "text": "Near", "sentences": ((0, 4),)},
        **{"score": 0.5, "cosine": 0.5, "dense_rank": 1, "lexical_rank": None},
    }
    return Evidence(**{**known, **changes})


def make_answer(**changes: Any) -> Answer:
    known: dict[str, Any] = {
        "question": "How many?",
        "searched": "How many?",
        "status": "answered",
        "sentences": (Sentence("The Gazette, 30 January 2026:", "Two.", (1,), "quoted"),),
        "citations": (make_citation(),),
        "also_retrieved": (make_evidence(),),
        "writer": "extractive",
        "timings_ms": {"total": 12.3},
    }
    return Answer(**{**known, **changes})


@dataclass
class FakeAssistant:
    """Gives the answer or raises the error it was made with; a run of its index ends once ``go_on`` is set."""

    reply: Answer | Exception | None = None
    asked: list[tuple[str, list[Turn]]] = field(default_factory=list)  # questions, with the turns before them
    current: dict[str, Article] = field(default_factory=dict)  # by path
    earlier: dict[tuple[str, str], Article] = field(default_factory=dict)  # by path and version
    go_on: threading.Event = field(default_factory=threading.Event)
    patient: list[bool] = field(default_factory=list)  # one for each run of the index
    changed: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    handled: int = 0  # changes that the watcher is done with
    watching: bool = False
    outcomes: tuple[tuple[str, str], ...] = (("a.md", "added"),)  # of each run
    checked: threading.Event = field(default_factory=threading.Event)  # a check reported how far it is

    suffixes: tuple[str, ...] = (".md",)
    settings: Any = field(default_factory=lambda: SimpleNamespace(max_question_chars=2000, model="extractive"))

    @property
    def runs(self) -> int:
        return len(self.patient)

    def stream(self, question: str, history: Any = (), **_: Any) -> Iterator[Answer]:
        self.asked.append((question, list(history)))
        if isinstance(self.reply, Exception):
            raise self.reply
        assert self.reply is not None
        yield replace(self.reply, sentences=(), citations=(), complete=False)
        yield self.reply

    def models(self) -> tuple[Offer, ...]:
        return ()

    def status(self) -> IndexStatus:
        raise IndexUnavailableError("There is no index.")

    def indexed_at(self, path: str, version: str) -> dt.datetime | None:
        return None

    def article(self, path: str, version: str | None = None) -> Article:
        found = self.earlier.get((path, version)) if version else self.current.get(path)
        if found is None:
            raise NotFoundError(f"There is no article {path}.")
        return found

    def changes(self, stop: threading.Event) -> Iterator[None]:
        self.watching = True
        while not stop.is_set():
            if self.changed.acquire(timeout=0.01):
                yield
                self.handled += 1
        self.watching = False

    def doctor(self, progress: Callable[[int, int, str], None], repair: bool) -> Diagnosis:
        while True:
            progress(40, 1000, "checking: passages")
            self.checked.set()
            time.sleep(0.01)

    def sync(self, progress: Any, stop: threading.Event, patient: bool, retry: bool) -> SyncReport:
        self.patient.append(patient)
        if self.outcomes:
            progress(1, 2, "a.md", 340, 4.0)
        while not self.go_on.wait(0.01):
            if stop.is_set():
                raise Stopped("Stopped; what was done is kept.")
        return SyncReport(len(self.outcomes), 0, 0, 0, 0, (), 1, 1, 1, 0.1, self.outcomes)
