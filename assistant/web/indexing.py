"""Runs of the index in the background, one at a time, and how far the current one is.

While the page is served, the index is kept equal to the corpus: the folder is watched, and a change in it begins a run.
"""

import logging
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.errors import AssistantError
from assistant.reports import SyncReport
from assistant.web import text
from assistant.web.guard import guarded

if TYPE_CHECKING:
    from assistant.assistant import Assistant

log = logging.getLogger(__name__)

AGAIN_SECONDS = 60  # until the corpus is watched again after an unexpected error


@dataclass(frozen=True, slots=True)
class Run:
    """How far the current run is, or how the last run ended that was asked for or found something to do."""

    running: bool = False
    stopping: bool = False
    done: int = 0  # files
    total: int = 0  # files
    what: str = ""  # the file that is being read, or a stage
    passages: int = 0  # encoded so far
    seconds: float = 0.0
    report: SyncReport | None = None
    error: str | None = None
    number: int = 0  # increases whenever the index may have changed


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
        self._again = False  # another run follows the one under way
        self._asked = False  # a person asked for the run that is under way, or to come
        self._kept = True
        self._retry = False
        self._run = Run()

    @property
    def run(self) -> Run:
        return self._run

    @property
    def kept(self) -> bool:
        """Whether changes of the corpus begin runs. Stopping a run ends that, until somebody starts one."""
        return self._kept

    def mark(self, run: Run) -> str:
        """A string that changes whenever the index may hold something else than before."""

        def of_index() -> str:
            status = self._assistant.status()
            counts = f"{status.articles} {status.passages} {len(status.failed)} {len(status.skipped)}"
            return f"{run.number} {counts}"

        return guarded(of_index, lambda message: f"{run.number} {message}")

    def start(self, *, retry: bool = False) -> None:
        """Begin a run. If one is under way another follows it, since it may have passed the new files already.

        retry: read failed files again, although they did not change.
        """
        self._kept = True
        self._retry = self._retry or retry
        self._start(asked=True)

    def run_now(self) -> SyncReport:
        """Run at once, and wait for the end; a run that is under way ends first. Raises as ``Assistant.sync`` does."""
        return self._assistant.sync()

    def keep(self) -> None:
        """Watch the corpus, and begin a run whenever it changes."""
        self._watcher = threading.Thread(target=self._watch, name="watcher", daemon=True)
        self._watcher.start()

    def keep_in_sync(self, kept: bool) -> None:
        """Let changes begin runs, or no longer. Changes since it was switched off are taken up at once."""
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
        """Stop for good, and wait for the threads to end, ``timeout`` seconds each at most."""
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
        """Show a run that was asked for at once. Another is shown when it has something to do: most find nothing."""
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
            run = replace(self._run, running=True, done=done, total=total, what=what)
            self._run = replace(run, passages=passages, seconds=seconds)
