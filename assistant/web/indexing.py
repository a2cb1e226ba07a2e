"""One run of the index at a time, in the background, and what the page may say of it.

While the page runs the index is kept equal to the corpus: the folder is watched, and what changes in it begins a run.
"""

import logging
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.errors import AssistantError
from assistant.records import SyncReport
from assistant.web import text

if TYPE_CHECKING:
    from assistant.assistant import Assistant

log = logging.getLogger(__name__)

AGAIN_SECONDS = 60  # until the corpus is watched again after an unexpected error


@dataclass(frozen=True, slots=True)
class Run:
    """How far the current run is, or how the last one ended that had something to tell."""

    running: bool = False
    stopping: bool = False
    done: int = 0
    total: int = 0
    what: str = ""
    passages: int = 0  # encoded by now
    seconds: float = 0.0
    report: SyncReport | None = None
    error: str | None = None
    number: int = 0  # another one whenever the index may have changed


class Indexer:
    """Runs ``Assistant.sync`` in a thread of its own. Its methods may be called from any thread."""

    def __init__(self, assistant: "Assistant") -> None:
        self._assistant = assistant
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._watcher: threading.Thread | None = None
        self._closed = threading.Event()
        self._busy = False
        self._again = False
        self._asked = False  # the run that is under way, or to come, is one that somebody asked for
        self._kept = True
        self._retry = False
        self._run = Run()

    @property
    def run(self) -> Run:
        return self._run

    @property
    def kept(self) -> bool:
        """False once somebody stopped a run, until somebody starts one: changes begin none meanwhile."""
        return self._kept

    def start(self, *, retry: bool = False) -> None:
        """Begin a run; if one is under way another follows it, for it may have passed the new files already.

        retry: failed files are read again though nothing about them changed.
        """
        self._kept = True
        self._retry = self._retry or retry
        self._start(asked=True)

    def run_now(self) -> SyncReport:
        """A run of its own, waited for; one that is under way ends first. Raises as ``Assistant.sync`` does."""
        return self._assistant.sync()

    def keep(self) -> None:
        """From now on begin a run whenever the corpus changes."""
        self._watcher = threading.Thread(target=self._watch, name="watcher", daemon=True)
        self._watcher.start()

    def keep_in_sync(self, kept: bool) -> None:
        """From now on let changes begin runs, or no longer. What changed meanwhile is taken up at once."""
        if kept:
            self.start()
        else:
            self._kept = False

    def stop(self) -> None:
        """Ask the run to end early; what it has done is kept."""
        with self._lock:
            self._again = self._kept = False
            self._stop.set()
            if self._run.running:
                self._run = replace(self._run, stopping=True)

    def close(self, timeout: float) -> None:
        """Stop for good, and wait for the run to end."""
        self._closed.set()
        self.stop()
        for thread in (self._watcher, self._thread):
            if thread is not None:
                thread.join(timeout)

    def _watch(self) -> None:
        while not self._closed.is_set():
            try:
                for _ in self._assistant.changes(self._closed):
                    if self._kept:
                        self._start(asked=False)
            except Exception:
                log.exception("watching the corpus failed")
                self._closed.wait(AGAIN_SECONDS)

    def _start(self, *, asked: bool) -> None:
        with self._lock:
            if self._closed.is_set():
                return
            self._asked = self._asked or asked
            if self._busy:
                self._again = True
                return
            self._busy = True
            self._begin()
            self._thread = threading.Thread(target=self._work, name="indexer", daemon=True)
            self._thread.start()

    def _begin(self) -> None:
        """A run nobody asked for is shown once it has something to do: most look, and find nothing."""
        self._stop.clear()
        if self._asked:
            self._run = replace(self._run, running=True, stopping=False, done=0, total=0, what="", passages=0)

    def _work(self) -> None:
        while True:
            with self._lock:
                asked, self._asked = self._asked, False
            report, error = self._sync(patient=not asked)
            with self._lock:
                last = self._run
                if asked or error or last.error or (report and report.outcomes):
                    self._run = Run(report=report, error=error, number=last.number + 1)
                else:
                    self._run = Run(report=last.report, number=last.number)
                if not self._again:
                    self._busy = False
                    return
                self._again = False
                if not self._closed.is_set():  # a stop was meant for the run that has ended
                    self._begin()

    def _sync(self, *, patient: bool) -> tuple[SyncReport | None, str | None]:
        retry, self._retry = self._retry, False
        try:
            report = self._assistant.sync(progress=self._progress, stop=self._stop, patient=patient, retry=retry)
            return report, None
        except AssistantError as error:
            return None, str(error)
        except Exception:
            log.exception("indexing failed")
            return None, text.INDEXING_FAILED

    def _progress(self, done: int, total: int, what: str, passages: int = 0, seconds: float = 0.0) -> None:
        with self._lock:
            told = replace(self._run, running=True, done=done, total=total, what=what)
            self._run = replace(told, passages=passages, seconds=seconds)
