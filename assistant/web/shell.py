"""What all tabs share: the reader of articles and the state of the index. What ``shell.js`` calls."""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from assistant.errors import IndexUnavailableError, NotFoundError
from assistant.web import text
from assistant.web.guard import guarded
from assistant.web.indexing import Indexer
from assistant.web.render.article import article_html, note_html
from assistant.web.render.index import state_html

if TYPE_CHECKING:
    from assistant.assistant import Assistant


class Shell:
    """The reader, and the line about the index."""

    def __init__(self, assistant: "Assistant", indexer: Indexer) -> None:
        self._assistant, self._indexer = assistant, indexer

    def open_article(self, data: Mapping[str, Any]) -> str:
        """Return an article as HTML, in the version that is named, else the current one.

        ``start`` and ``end`` are offsets into its text; the words between them are marked.
        """

        def open_it() -> str:
            path, version = str(data["article"]), data.get("version")
            span = (int(data["start"]), int(data["end"])) if "start" in data else None
            article = self._assistant.article(path, None if version is None else str(version))
            indexed_at = self._assistant.indexed_at(article.path, article.version)
            return article_html(article, span, self._note_html(article.path, article.version), indexed_at)

        return guarded(open_it, note_html)

    def _note_html(self, path: str, version: str) -> str:
        """Return a note for a version that is no longer the current one."""
        try:
            current = self._assistant.article(path).version
        except NotFoundError:
            return note_html(text.GONE)
        return "" if current == version else note_html(text.OLDER_VERSION, open_article=path)

    def state(self, _: Mapping[str, Any]) -> dict[str, Any]:
        """Return the size of the index and how far a run is; ``mark`` changes when the tables show something else."""
        run = self._indexer.run

        def facts() -> list[str]:
            try:
                status = self._assistant.status()
            except IndexUnavailableError:  # before the first run
                return [text.NO_INDEX]
            articles, passages = text.plural(status.articles, "article"), text.plural(status.passages, "passage")
            failed = [text.FAILED_COUNT.format(count=text.plural(len(status.failed), "file"))] if status.failed else []
            kept = text.UP_TO_DATE if self._indexer.kept else text.NOT_KEPT
            when = [kept.format(time=clock(status.last_sync))] if status.last_sync and not run.running else []
            return [text.INDEXED.format(articles=articles, passages=passages), *failed, *when]

        return {
            "html": state_html(guarded(facts, lambda message: [message]), run),
            "running": run.running,
            "stopping": run.stopping,
            "kept": self._indexer.kept,
            "mark": "" if run.running else self._indexer.mark(run),
        }


def clock(moment: dt.datetime) -> str:
    """A point in time in this machine's time zone, with its date unless that is today."""
    here = moment.astimezone()
    return here.strftime("%H:%M" if here.date() == dt.date.today() else "%H:%M on %Y-%m-%d")
