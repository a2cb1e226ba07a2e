"""Kinds of question in a real browser: tables, bars, columns, days and speakers, and going from mention to mention."""

import csv
import datetime as dt
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import serving
from pages import DESKTOP, PHONE, ask, check_access, marked

from assistant.web import text

pytestmark = pytest.mark.browser

COUNT, ROWS = "How many articles mention Varn?", 24
ARTICLE = """---
title: "{title}"
date: {date}
source: "{source}"
author: "Mia Reyes"
---

The Varn ferry carried {people} people. The minister, Mia Ode, said: "The quota is {quota} tonnes."

The owner of Varn paid ${paid} million for the port of Lemsa.
"""
BOTH = pytest.mark.parametrize("page", [DESKTOP, PHONE], indirect=True, ids=["desktop", "phone"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[serving.Site]:
    """A page over articles of two outlets and five months, each with two mentions of Varn."""
    folder = tmp_path_factory.mktemp("kinds")
    corpus = folder / "corpus"
    corpus.mkdir()
    for number in range(ROWS):
        day = dt.date(2026, 1, 3) + dt.timedelta(days=6 * number)
        facts: dict[str, Any] = {"people": 100 + number, "quota": 20 + number, "paid": 3 + number % 2}
        facts |= {"title": "=SUM(A1)" if number == 5 else f"Ferry report {number}", "date": day}
        filled = ARTICLE.format(source=("Coast Post", "Lemsa Gazette")[number % 2], **facts)
        (corpus / f"a{number:02}.md").write_text(filled, encoding="utf-8")
    process, url = serving.start(folder, folder / "stderr")
    try:
        serving.wait_for_index(url)
        yield serving.Site(url, corpus, folder / "index", serving.Model())
    finally:
        serving.end(process, signal.SIGINT)
    assert "something on the page failed" not in (folder / "stderr").read_text()


@pytest.fixture
def page(browser: Any, site: serving.Site, request: pytest.FixtureRequest) -> Iterator[Any]:
    options = {**DESKTOP, "permissions": ["clipboard-read", "clipboard-write"], **getattr(request, "param", {})}
    with serving.window(browser, site.url, **options) as page:
        yield page


def fits(page: Any) -> bool:
    """Whether nothing is wider than the window, and the table not wider than the answer."""
    return bool(
        page.evaluate(
            """() => document.documentElement.scrollWidth <= innerWidth
                && [...document.querySelectorAll(".result-rows")].every(each => each.scrollWidth <= each.clientWidth)"""
        )
    )


class TestCount:
    @BOTH
    def test_every_row_opens_its_article_at_the_first_mention(self, page: Any, site: serving.Site) -> None:
        turn = ask(page, COUNT)
        assert turn.locator("[data-kind]").get_attribute("data-kind") == "count"
        assert f"{ROWS} articles mention “Varn”" in turn.locator(".message").inner_text()
        rows = turn.locator("button[data-row]")
        assert rows.count() == 20
        for at in (0, 19):
            rows.nth(at).click()
            page.locator(".reader mark").wait_for()
            raw = (site.corpus / str(rows.nth(at).get_attribute("data-article"))).read_text(encoding="utf-8")
            assert page.locator(".reader .block").first.inner_text() in raw
            assert page.locator(".reader .block mark").first.inner_text() == marked(page) == "Varn"
            assert page.locator(".reader h2").inner_text() == rows.nth(at).inner_text()
            page.keyboard.press("Escape")
        turn.locator("[data-whole]").click()
        page.wait_for_function("count => document.querySelectorAll('[data-row]').length === count", arg=ROWS)
        assert fits(page)

    def test_the_table_is_sorted_by_its_head(self, page: Any) -> None:
        turn = ask(page, COUNT)
        orders = [("date", "descending", "23"), ("date", "ascending", "0"), ("source", "ascending", "22")]
        for column, order, first in orders:
            turn.locator(f'[data-sort-rows="{column}"]').click()
            turn.locator(f'th[aria-sort="{order}"] [data-sort-rows="{column}"]').wait_for()
            assert turn.locator("button[data-row]").first.inner_text() == f"Ferry report {first}"
            assert page.evaluate("document.activeElement.dataset.sortRows") == column

    def test_n_and_p_go_through_all_mentions(self, page: Any) -> None:
        turn = ask(page, COUNT)
        turn.locator("button[data-row]").first.focus()
        page.keyboard.press("Enter")
        position = page.locator(".reader .position")
        count = 2 * ROWS
        position.get_by_text(text.MENTION_POSITION.format(number=1, count=count), exact=True).wait_for()
        assert "n next, p previous" in page.locator(".reader .keys").inner_text()
        titles = []
        for number, key in ((2, "n"), (3, "n"), (4, "n"), (3, "p"), (2, "p"), (1, "p"), (count, "p")):
            page.keyboard.press(key)
            position.get_by_text(text.MENTION_POSITION.format(number=number, count=count), exact=True).wait_for()
            assert marked(page) == "Varn"
            titles.append(page.locator(".reader h2").inner_text().removeprefix("Ferry report "))
        assert titles == ["23", "22", "22", "22", "23", "23", "0"]
        page.locator('.reader [data-step="1"]').click()
        position.get_by_text(text.MENTION_POSITION.format(number=1, count=count), exact=True).wait_for()

    def test_the_rows_are_saved_as_csv(self, page: Any) -> None:
        turn = ask(page, COUNT)
        with page.expect_download() as saving:
            turn.locator("[data-csv]").click()
        assert saving.value.suggested_filename == "articles-1.csv"
        with Path(saving.value.path()).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == ROWS
        assert {each["title"] for each in rows} >= {"'=SUM(A1)", "Ferry report 23"}
        assert {each["mentions"] for each in rows} == {"2"}

    @BOTH
    def test_a_count_over_months_has_a_bar_for_each(self, page: Any) -> None:
        bars = ask(page, COUNT).locator(".groups tbody tr")
        assert [bar.locator("th").inner_text() for bar in bars.all()] == [
            *("January 2026", "February 2026", "March 2026", "April 2026", "May 2026")
        ]
        assert sum(int(bar.locator("td").first.inner_text()) for bar in bars.all()) == ROWS

    def test_one_click_answers_as_another_kind(self, page: Any) -> None:
        turn = ask(page, COUNT)
        turn.locator('[data-as="list"]').click()
        page.locator('.turn:not([data-pending]) [data-kind="list"]').wait_for()
        assert page.locator(".turn").count() == 1
        page.locator('.turn [data-as="fact"]').click()
        page.locator('.turn:not([data-pending]) [data-kind="fact"]').wait_for()
        page.reload()
        page.locator('.turn [data-kind="fact"]').wait_for()
        page.wrong[:] = [each for each in page.wrong if "AbortError" not in each and "Connection errored" not in each]

    def test_a_count_is_copied_with_its_rows(self, page: Any) -> None:
        turn = ask(page, COUNT)
        turn.locator("[data-copy]").click()
        turn.locator(".copy-status", has_text=text.COPIED).wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(f"{ROWS} articles mention “Varn”")
        assert "Ferry report 23\tLemsa Gazette\t2026-05-21\tMia Reyes\t2" in copied


class TestOtherKinds:
    @BOTH
    def test_a_comparison_has_sides_and_differences(self, page: Any) -> None:
        turn = ask(page, "Compare Coast Post and Lemsa Gazette on the port")
        assert turn.locator("[data-kind]").get_attribute("data-kind") == "comparison"
        sides = turn.locator(".side")
        assert [name.inner_text() for name in sides.locator("h3").all()] == ["Coast Post", "Lemsa Gazette"]
        boxes = "sides => sides.map(side => side.getBoundingClientRect().toJSON())"
        first, second = sides.evaluate_all(boxes)  # at one moment: the page may still scroll
        if page.viewport_size["width"] > 400:
            assert second["y"] == first["y"]
            assert second["x"] > first["x"]
        else:
            assert second["x"] == first["x"]
            assert second["y"] >= first["y"] + first["height"]
        rows = [row.inner_text() for row in turn.locator(".differences tbody tr").all()]
        assert len(rows) >= 2
        assert all(re.search(r"Coast Post|Lemsa Gazette", row) and "2026" in row for row in rows)
        assert fits(page)

    @BOTH
    def test_a_timeline_is_a_list_with_days_and_a_quote_has_its_speaker(self, page: Any) -> None:
        turn = ask(page, "Timeline of Varn")
        days = [day.inner_text() for day in turn.locator(".timeline li .lead").all()]
        assert days
        assert all("2026" in day for day in days)
        turn = ask(page, "What did Mia Ode say about the quota?")
        assert turn.locator(".speaker").first.inner_text() == "Mia Ode:"
        assert fits(page)

    @BOTH
    def test_a_greeting_is_plain(self, page: Any) -> None:
        turn = ask(page, "hello")
        assert turn.locator('[data-kind="help"]').inner_text().startswith("Hello.")
        assert turn.locator(".small-print, .cited, .why, .result").count() == 0

    @pytest.mark.parametrize(
        "page", [{**DESKTOP, "color_scheme": "dark"}, PHONE], indirect=True, ids=["dark", "light, on a phone"]
    )
    def test_axe_finds_nothing_serious(self, page: Any) -> None:
        for question in (COUNT, "Compare Coast Post and Lemsa Gazette on the port", "Timeline of Varn", "hello"):
            ask(page, question)
        page.locator("button[data-row]").first.click()
        page.locator(".reader mark").wait_for()
        assert check_access(page, "kinds") == []
