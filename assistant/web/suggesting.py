"""Suggestions made in the background, one after another, each shown as soon as it is found."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TypeAlias

log = logging.getLogger(__name__)

KEPT = 16  # searches whose suggestions are kept
PAUSE_SECONDS = 0.2  # between two looks at whether the machine has become free

Search: TypeAlias = Callable[[Callable[[], bool]], Iterator[str]]  # whether to go on -> suggestions


@dataclass(frozen=True, slots=True)
class Suggested:
    """The questions found by now, and whether there may be more."""

    questions: tuple[str, ...] = ()
    more: bool = False


class Suggester:
    """Searches for suggestions in a thread of its own. Its methods may be called from any thread."""

    def __init__(self, busy: Callable[[], bool]) -> None:
        """busy: whether the machine has other work; a search waits while it has."""
        self._busy = busy
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._found: OrderedDict[Hashable, Suggested] = OrderedDict()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="suggesting")
        self._futures: set[Future[None]] = set()

    def suggested(self, key: Hashable, search: Search) -> Suggested:
        """Return at once what a search has found. The first call with a key begins the search."""
        with self._lock:
            if key in self._found:
                return self._found[key]
            if self._closed.is_set():
                return Suggested()
            self._found[key] = Suggested(more=True)
            while len(self._found) > KEPT:
                self._found.popitem(last=False)
            future = self._pool.submit(self._run, key, search)
            self._futures.add(future)
        future.add_done_callback(self._futures.discard)
        return Suggested(more=True)

    def close(self, timeout: float) -> None:
        """Search no more, and wait for the question that is being tried, ``timeout`` seconds at most."""
        self._closed.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
        wait(self._futures.copy(), timeout)

    def _run(self, key: Hashable, search: Search) -> None:
        try:
            for question in search(lambda: self._may_go_on(key)):
                with self._lock:
                    if key in self._found:
                        self._found[key] = Suggested((*self._found[key].questions, question), more=True)
        except Exception:
            log.exception("something on the page failed")
        finally:
            with self._lock:
                if key in self._found:
                    self._found[key] = Suggested(self._found[key].questions)

    def _may_go_on(self, key: Hashable) -> bool:
        """Wait until the machine is free. False if nobody wants the suggestions any more."""
        while self._busy() and not self._closed.is_set():
            self._closed.wait(PAUSE_SECONDS)
        return not self._closed.is_set() and key in self._found
