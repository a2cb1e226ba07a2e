"""The Corpus tab: the documents, their files, runs of the index and checks of it. What ``corpus.js`` calls.

No method raises: an error becomes a line of what is returned. ``data`` is what the page sent, and is not trusted.
"""

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from assistant.errors import FileTakenError, IndexUnavailableError, Stopped
from assistant.reports import Diagnosis, IndexStatus
from assistant.web import text
from assistant.web.documents import View, list_rows, write_period
from assistant.web.guard import guarded
from assistant.web.indexing import Indexer
from assistant.web.render.documents import documents_html, options_html
from assistant.web.render.index import health_html, run_html
from assistant.web.render.markup import error_line_html
from assistant.web.render.plot import plot_html

if TYPE_CHECKING:
    from assistant.assistant import Assistant


class CorpusTab:
    """The documents of the corpus folder, and the index of them."""

    def __init__(self, assistant: "Assistant", indexer: Indexer) -> None:
        self._assistant, self._indexer = assistant, indexer
        self._checks: dict[str, Check] = {}  # those under way, by the keys their pages chose

    def corpus(self, data: Mapping[str, Any]) -> dict[str, str]:
        """Return the documents of a view, and all that is shown around them, as HTML."""

        def shown() -> dict[str, str]:
            status = self._status()
            rows = list_rows(self._assistant.articles() if status else [], status or IndexStatus(0, 0, (), None, None))
            view = View.of(data)
            return {
                "table": documents_html(rows, view, str(self._assistant.settings.corpus)),
                "plot": plot_html(rows, view),
                "outlets": options_html(rows, view),
                "period": text.MONTH_FILTER.format(month=write_period(view.period)) if view.period else "",
                "outcome": run_html(self._indexer.run),
                "health": health_html(status),
                "failed": str(len(status.failed)) if status else "0",
            }

        return guarded(shown, lambda message: {"table": error_line_html(message)})

    def _status(self) -> IndexStatus | None:
        """Return the status of the index; None before its first run."""
        try:
            return self._assistant.status()
        except IndexUnavailableError:
            return None

    # Runs of the index

    def reindex(self, data: Mapping[str, Any]) -> None:
        """Begin a run of the index, or with ``stop`` end the one under way; ``retry`` reads failed files again."""
        if data.get("stop"):
            self._indexer.stop()
        else:
            self._indexer.start(retry=bool(data.get("retry")))

    def keep(self, data: Mapping[str, Any]) -> None:
        """Keep the index in sync with the corpus, or no longer."""
        self._indexer.keep_in_sync(bool(data.get("kept")))

    # Files

    def add_file(self, name: str, content: bytes, *, replace: bool) -> dict[str, Any]:
        """Put a file into the corpus and index it.

        Returns whether it was ``added``, whether its name was ``taken`` by another file, and a ``message``.
        """

        def add() -> dict[str, Any]:
            try:
                path = self._assistant.add_file(name, content, replace=replace)
            except FileTakenError as error:
                return {"added": False, "taken": True, "message": text.NOT_ADDED.format(name=name, reason=error)}
            self._indexer.start()
            return {"added": True, "message": (text.REPLACED_FILE if replace else text.ADDED_FILE).format(path=path)}

        return guarded(add, lambda reason: {"added": False, "message": text.NOT_ADDED.format(name=name, reason=reason)})

    def remove_file(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Take a file out of the corpus. Returns a ``message``, and the ``removal`` that puts the file back."""

        def remove() -> dict[str, Any]:
            path = str(data.get("path"))
            removed = self._assistant.remove_file(path)
            self._indexer.start()
            return {"message": text.DELETED_FILE.format(path=path, kept=removed.file), "removal": removed.id}

        return guarded(remove, lambda message: {"message": message})

    def restore_file(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Put a removed file back, by its ``removal``. Returns a ``message``."""

        def restore() -> dict[str, Any]:
            path = self._assistant.restore_file(str(data.get("removal")))
            self._indexer.start()
            return {"message": text.RESTORED_FILE.format(path=path)}

        return guarded(restore, lambda message: {"message": message})

    # Checks of the index

    def check_index(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Check the index, with ``repair`` mend it, and return what was found as HTML.

        Meanwhile ``checking`` returns how far the check of the same ``key`` is, and can stop it.
        """
        key, check = str(data.get("key")), Check()

        def run() -> dict[str, Any]:
            self._checks[key] = check
            try:
                diagnosis: Diagnosis = self._assistant.doctor(check.progress, repair=bool(data.get("repair")))
            finally:
                self._checks.pop(key, None)  # another check with the same key may have ended before
            return {"html": health_html(self._status(), diagnosis), "healthy": diagnosis.healthy}

        return guarded(
            run,
            lambda message: {"html": health_html(self._status()) + error_line_html(message), "healthy": True},
        )

    def checking(self, data: Mapping[str, Any]) -> str:
        """Return how far the check with a key is, "" if there is none; with ``stop`` end it."""
        check = self._checks.get(str(data.get("key")))
        if check and data.get("stop"):
            check.stop.set()
        return check.position if check else ""


class Check:
    """A check of the index that is under way."""

    def __init__(self) -> None:
        self.position, self.stop = "", threading.Event()

    def progress(self, done: int, total: int, what: str, *_: Any, **__: Any) -> None:
        """Note how far the check is. Raises Stopped once it is to end."""
        if self.stop.is_set():
            raise Stopped(text.CHECK_STOPPED)
        self.position = text.CHECK_PROGRESS.format(what=what, done=done, total=total)
