"""The Search tab. What ``search.js`` calls."""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from assistant.web.guard import guarded
from assistant.web.render.markup import error_line_html
from assistant.web.render.search import search_html

if TYPE_CHECKING:
    from assistant.assistant import Assistant

PASSAGES = 20  # that are shown


class SearchTab:
    """Passages and their ranks."""

    def __init__(self, assistant: "Assistant") -> None:
        self._assistant = assistant

    def search(self, data: Mapping[str, Any]) -> str:
        """Return the passages that a query finds, with their ranks and the time taken, as HTML."""

        def search() -> str:
            result = self._assistant.search(str(data.get("query") or ""), PASSAGES)
            dates = [row.date for row in self._assistant.articles()]
            scope = result.scope
            start, end = (scope.start or dt.date.min, scope.end or dt.date.max) if scope else (dt.date.min, dt.date.max)
            inside = sum(date is not None and start <= date <= end for date in dates)
            return search_html(result, inside, len(dates))

        return guarded(search, error_line_html)
