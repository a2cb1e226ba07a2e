"""The tables of the page: documents, the chart and search results."""

import datetime as dt
import re
from dataclasses import replace

from fakes import make_evidence
from hypothesis import given
from hypothesis import strategies as st

from assistant.records import Scope, SearchResult
from assistant.web import text
from assistant.web.documents import UNDATED, Row, View, choose
from assistant.web.render.plot import plot_html
from assistant.web.render.search import search_html


class TestTables:
    def rows(self) -> list[Row]:
        day = dt.date(2026, 3, 1)
        return [
            Row("a.md", "indexed", "Alpha", "Gazette", day),
            Row("b.md", "indexed", "Beta", None, None),
            Row("c.md", "failed", reason="it is empty"),
            Row("d.md", "indexed", "Delta", "Gazette", day.replace(month=1)),
        ]

    @given(
        st.builds(
            View,
            words=st.sampled_from(["", "a", "gazette", "zz"]),
            state=st.sampled_from(["", "indexed", "failed"]),
            source=st.sampled_from([None, "", "Gazette"]),
            period=st.sampled_from(["", "2026-03", "2026", UNDATED]),
            sort=st.sampled_from(list(text.COLUMNS)),
            down=st.booleans(),
        )
    )
    def test_a_view_hides_and_orders_and_adds_nothing(self, view: View) -> None:
        rows = self.rows()
        chosen = choose(rows, view)
        assert all(row in rows for row in chosen)
        assert len(set(chosen)) == len(chosen)
        for row in rows:
            fits = view.words in f"{row.title or ''} {row.source or ''} {row.path}".casefold()
            fits &= view.state in ("", row.state)
            fits &= view.source in (None, row.source or "")
            fits &= {"": True, "2026-03": bool(row.date and row.date.month == 3), "2026": bool(row.date)}.get(
                view.period, row.date is None
            )
            assert (row in chosen) == fits

    def test_every_article_is_counted_once_in_the_plot(self) -> None:
        markup = plot_html(self.rows(), View(period="2026-03"))
        assert [int(count) for count in re.findall(r"<b>(\d+)</b>", markup)] == [1, 1, 1]
        assert "Feb" in markup  # a month without articles has its place
        assert 'data-period="2026-03" aria-pressed="true"' in markup

    def test_many_years_are_counted_by_year(self) -> None:
        rows = [Row(f"{year}.md", "indexed", "x", "y", dt.date(year, 5, 1)) for year in (1990, 2026)]
        assert re.findall(r'data-period="(\w+)"', plot_html(rows, View())) == ["1990", "2026"]

    def test_the_number_of_articles_inside_the_dates_is_shown(self) -> None:
        hit, march = make_evidence(), Scope("March 2026", dt.date(2026, 3, 1), dt.date(2026, 3, 31))
        found = SearchResult("q", "q", (hit,), {"total": 1.0}, replace(march, hard=True))
        assert "Dates kept 2 of 9 articles: March 2026." in search_html(found, 2, 9)
        preferred = search_html(replace(found, scope=march), 2, 9)
        assert "all 9 articles were searched. Preferred: March 2026." in preferred
        assert "Dates kept" not in preferred
        outlet = Scope("From The Post", hard=True, outlets=("The Post",))
        assert "Only these were searched: From The Post." in search_html(replace(found, scope=outlet), 9, 9)
        widened = replace(march, hard=True, note="Articles of any day were searched.")
        assert "Dates kept" not in search_html(replace(found, scope=widened), 2, 9)
        assert "all 9 articles were searched" in search_html(replace(found, scope=None), 9, 9)
