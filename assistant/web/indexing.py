"""One run of the index at a time, in the background, and what the page may say of it."""

import logging
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.errors import AssistantError
from assistant.records import SyncReport
from assistant.web import text

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Run:
    """How far the current run is, or how the last one ended."""

    running: bool = False
    stopping: bool = False
    done: int = 0
    total: int = 0
    what: str = ""
    report: SyncReport | None = None
    error: str | None = None


class Indexer:
    """Runs ``Assistant.sync`` in a thread of its own. Its methods may be called from any thread."""

    def __init__(self, assistant: "Assistant") -> None:
        self._assistant = assistant
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._again = False
        self._closed = False
        self._run = Run()

    @property
    def run(self) -> Run:
        return self._run

    def start(self) -> None:
        """Begin a run; if one is under way another follows it, for it may have passed the new files already."""
        with self._lock:
            if self._closed:
                return
            if self._run.running:
                self._again = True
                return
            self._stop.clear()
            self._run = Run(running=True)
            self._thread = threading.Thread(target=self._work, name="indexer", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Ask the run to end early; what it has done is kept."""
        with self._lock:
            self._again = False
            self._stop.set()
            if self._run.running:
                self._run = replace(self._run, stopping=True)

    def close(self, timeout: float) -> None:
        """Stop for good, and wait for the run to end."""
        self._closed = True
        self.stop()
        if self._thread is not None:
            self._thread.join(timeout)

    def _work(self) -> None:
        while True:
            report, error = self._sync()
            with self._lock:
                if not self._again:
                    self._run = Run(report=report, error=error)
                    return
                self._again = False
                if not self._closed:
                    self._stop.clear()  # a stop was meant for the run that has ended
                self._run = Run(running=True)

    def _sync(self) -> tuple[SyncReport | None, str | None]:
        try:
            return self._assistant.sync(progress=self._progress, stop=self._stop), None
        except AssistantError as error:
            return None, str(error)
        except Exception:
            log.exception("indexing failed")
            return None, text.INDEXING_FAILED

    def _progress(self, done: int, total: int, what: str) -> None:
        with self._lock:
            self._run = replace(self._run, done=done, total=total, what=what)
