"""The page in a real browser: each part of it, by mouse and keyboard, on a desktop and on a phone."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import serving
from pages import DESKTOP, PHONE, ask, ask_anew, check_access, marked

from assistant.records import normalize_space
from assistant.web import text

pytestmark = pytest.mark.browser

EV = "What tariff did Canada agree to on Chinese electric vehicles?"


@pytest.fixture
def page(browser: Any, site: serving.Site, request: pytest.FixtureRequest) -> Iterator[Any]:
    options = {**DESKTOP, "permissions": ["clipboard-read", "clipboard-write"], **getattr(request, "param", {})}
    with serving.window(browser, site.url, **options) as page:
        yield page


def is_in_view(page: Any, selector: str) -> bool:
    """Whether an element lies inside the window and inside the panel that scrolls it."""
    return bool(
        page.evaluate(
            """selector => {
                const box = document.querySelector(selector).getBoundingClientRect();
                const panel = document.querySelector(".reader .document").getBoundingClientRect();
                return box.top >= Math.max(0, panel.top) && box.bottom <= Math.min(innerHeight, panel.bottom);
            }""",
            selector,
        )
    )


def wait_for_rest(page: Any, selector: str) -> None:
    """Return once an element has not moved for ten frames."""
    page.evaluate(
        """selector => new Promise(resolve => {
            let last = null, still = 0;
            const look = () => {
                const top = document.querySelector(selector).getBoundingClientRect().top;
                still = top === last ? still + 1 : 0;
                last = top;
                still === 10 ? resolve() : requestAnimationFrame(look);
            };
            look();
        })""",
        selector,
    )


def open_tab(page: Any, name: str) -> None:
    page.get_by_role("tab", name=name).click()


def wait_for_outcome(page: Any, path: str, outcome: str) -> None:
    """Wait until the page shows the outcome of a file, which it indexes by itself."""
    open_tab(page, text.TAB_CORPUS)
    page.locator(f'#outcome li[data-outcome="{outcome}"]', has_text=path).wait_for(timeout=120_000)
    open_tab(page, text.TAB_ASK)


def choose_model(page: Any, site: serving.Site) -> None:
    """Choose the chat model, which waits for ``site.model.let``."""
    site.model.forget()
    page.locator(".writer select").select_option(index=1)


def begin(page: Any, question: str) -> Any:
    """Ask, and do not wait for the answer."""
    page.get_by_role("textbox").first.fill(question)
    page.keyboard.press("Enter")
    return page.locator(".turn").last


def forgive(page: Any, *expected: str) -> None:
    """Drop expected messages from the console: Gradio's client writes some when a stream is cut off."""
    page.wrong[:] = [each for each in page.wrong if not any(words in each for words in expected)]


def reload(page: Any) -> None:
    """Reload the page. The stream of the old page may be cut off; later messages are still faults."""
    page.reload()
    forgive(page, "AbortError", "Connection errored out")


class TestAsk:
    @pytest.mark.parametrize("page", [DESKTOP, PHONE], indirect=True, ids=["desktop", "phone"])
    def test_a_mark_opens_the_article_at_exactly_the_cited_words(self, page: Any, site: serving.Site) -> None:
        turn = ask(page, EV)
        for mark in turn.locator("button[data-citation]").all():
            mark.click()
            number = mark.get_attribute("data-citation")
            quote = normalize_space(turn.locator(f'.cited li[value="{number}"] .quote').text_content())
            page.wait_for_function(
                """quote => [...document.querySelectorAll(".reader mark")].map(mark => mark.textContent).join("")
                    .replace(/\\s+/g, " ").trim() === quote""",
                arg=quote,
            )
            assert is_in_view(page, ".reader mark")
            raw = (site.corpus / str(mark.get_attribute("data-article"))).read_text(encoding="utf-8")
            assert "".join(page.locator(".reader mark").all_text_contents()) in raw
            about = page.locator(".reader header").inner_text()
            assert "date from front matter" in about
            assert re.search(r"as indexed on \d{4}-\d\d-\d\d \d\d:\d\d", about)
            page.keyboard.press("Escape")
        assert "6.1" in turn.locator(".answer").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    def test_evidence_comes_first_then_one_sentence_after_another_and_nothing_jumps(
        self, page: Any, site: serving.Site
    ) -> None:
        choose_model(page, site)
        turn = begin(page, EV)
        turn.locator(".retrieved li").first.wait_for()
        assert turn.locator(".sentence").count() == 0
        wait_for_rest(page, ".question")  # the question is brought to the top
        places = {selector: turn.locator(selector).first.bounding_box() for selector in (".question", ".sources")}
        for count in (1, 2, 3):
            site.model.let()
            turn.locator(".sentence").nth(count - 1).wait_for()
            assert turn.locator(".sentence").count() == count
            places.setdefault(".sentence", turn.locator(".sentence").first.bounding_box())
        page.locator(".turn:not([data-pending])").wait_for()
        for selector, place in places.items():
            now = turn.locator(selector).first.bounding_box()
            assert (now["x"], now["y"]) == (place["x"], place["y"]), selector
        assert turn.locator("button[data-citation]").count() >= 1
        assert "gpt" in turn.locator(".small-print").inner_text()

    def test_a_stopped_answer_keeps_its_sentences(self, page: Any, site: serving.Site) -> None:
        choose_model(page, site)
        turn = begin(page, EV)
        site.model.let()
        turn.locator(".sentence").first.wait_for()
        page.get_by_role("button", name=text.STOP_ANSWER).first.click()
        page.locator(".turn:not([data-pending])").wait_for()
        assert text.STOPPED_EARLY in turn.locator(".reply").inner_text()
        assert turn.locator(".sentence").count() == 1
        assert site.model.closed.wait(10)
        reload(page)
        assert text.STOPPED_EARLY in page.locator(".turn .reply").inner_text()

    def test_a_reload_in_mid_answer_loses_nothing(self, page: Any, site: serving.Site) -> None:
        choose_model(page, site)
        turn = begin(page, EV)
        site.model.let()
        turn.locator(".sentence").first.wait_for()
        reload(page)
        page.locator(".turn[data-pending] .sentence").first.wait_for()
        site.model.let(5)
        page.locator(".turn:not([data-pending]) .sentence").nth(1).wait_for()

    def test_a_lost_connection_shows_a_message_and_the_answer_goes_on(self, page: Any, site: serving.Site) -> None:
        choose_model(page, site)
        turn = begin(page, EV)
        site.model.let()
        turn.locator(".sentence").first.wait_for()
        page.context.set_offline(True)
        page.locator(".lost", has_text=text.LOST).wait_for()
        site.model.let(5)
        page.context.set_offline(False)
        page.locator(".turn:not([data-pending]) .sentence").nth(1).wait_for()
        page.wait_for_function("!document.querySelector('.lost').textContent")
        forgive(page, "ERR_INTERNET_DISCONNECTED", "fetch", "network error", "Connection errored out", "AbortError")

    def test_two_tabs_on_one_conversation(self, page: Any, site: serving.Site) -> None:
        ask(page, EV)
        other = page.context.new_page()
        other.goto(page.url)
        other.locator(".turn .sentence").first.wait_for()
        ask(other, "How much trade with India is the goal for 2030?")
        turn = begin(page, "Why is Canada looking for new trade partners?")
        page.locator('.turn[data-turn="3"]:not([data-pending])').wait_for()
        assert (
            page.locator(".turn .question")
            .nth(1)
            .inner_text()
            .endswith("How much trade with India is the goal for 2030?")
        )
        assert "Why is Canada" in turn.inner_text()
        other.close()

    def test_a_question_is_edited_asked_again_and_copied(self, page: Any) -> None:
        turn = ask(page, "How much trade with India is the goal for 2030?")
        turn.get_by_role("button", name=text.EDIT).click()
        field = page.get_by_label(text.EDIT_LABEL)
        field.fill(EV)
        ask_anew(turn, lambda: field.press("Enter"))
        assert "6.1" in turn.locator(".answer").inner_text()
        assert page.locator(".turn").count() == 1
        ask_anew(turn, turn.get_by_role("button", name=text.AGAIN).click)
        assert "6.1" in turn.locator(".answer").inner_text()
        assert page.locator(".turn").count() == 1
        turn.get_by_role("button", name=text.COPY).click()
        turn.locator(".copy-status", has_text=text.COPIED).wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert "6.1 per cent" in copied
        assert re.search(r"^\[1\] Sample Briefs, “.*”, 2026-01-\d\d: “", copied, re.MULTILINE)

    def test_a_chip_asks_again_without_its_restriction(self, page: Any) -> None:
        turn = ask(page, "What tariff did Canada agree to on Chinese electric vehicles in March 2026?")
        chip = turn.locator(".chip.scope")
        assert "March 2026" in chip.inner_text()
        ask_anew(turn, chip.get_by_role("button", name=text.DROP_SCOPE).click)
        turn.locator(".chip", has_text=text.ANY_DAY).wait_for()
        assert turn.locator(".chip.scope").count() == 0
        second = ask(page, "And how many of them?")
        second.get_by_role("button", name=text.DROP_SEARCHED).click()
        second.locator(".chip", has_text=text.ALONE).wait_for()
        page.locator('.turn[data-turn="2"]:not([data-pending])').wait_for()
        assert second.locator(".chip.searched").count() == 0

    def test_a_suggested_question_is_answered(self, page: Any) -> None:
        ask(page, EV)
        page.locator(".turn .suggestion").first.click()
        second = page.locator('.turn[data-turn="2"]:not([data-pending])')
        second.wait_for()
        assert second.locator("button[data-citation]").count() >= 1

    def test_a_question_that_the_corpus_does_not_answer_is_refused(self, page: Any) -> None:
        page.locator(".start .suggestion", has_text="Who won the 2022 World Cup?").click()
        turn = page.locator(".turn:not([data-pending])")
        turn.wait_for()
        assert turn.locator(".badge").first.inner_text() == text.REFUSED
        assert turn.locator("button[data-citation]").count() == 0
        turn.locator(".retrieved button").first.click()
        page.locator(".reader mark").first.wait_for()

    @pytest.mark.parametrize("length", [4000, 1_000_000])
    def test_a_question_that_is_too_long_gets_an_error_and_stays_in_the_box(self, page: Any, length: int) -> None:
        box = page.get_by_role("textbox").first
        box.fill("why " * (length // 4))
        box.press("Enter")
        page.locator(".composer .error", has_text="characters").wait_for()
        assert page.locator(".turn").count() == 0
        assert len(box.input_value()) == length
        assert page.locator(".lost").inner_text() == ""

    def test_a_citation_stays_openable_after_its_article_changes_and_goes(self, page: Any, site: serving.Site) -> None:
        file = site.corpus / "harbour.txt"
        sentence = "The Vexley harbour dredging will cost 83 million crowns."
        file.write_text(f"Harbour\n\n{sentence}\n", "utf-8")
        wait_for_outcome(page, file.name, "added")
        mark = ask(page, "How much will the Vexley harbour dredging cost?").locator("button[data-citation]").first
        for change, note in (("changed", text.OLDER_VERSION), ("removed", text.GONE)):
            if change == "changed":
                file.write_text("Harbour\n\nIt was called off.\n", "utf-8")
            else:
                file.unlink()
            wait_for_outcome(page, file.name, change)
            mark.click()
            page.locator(".reader .note", has_text=note).wait_for()
            assert marked(page) == sentence
            page.keyboard.press("Escape")


class TestKeyboard:
    def test_the_whole_flow_by_keyboard_alone(self, page: Any) -> None:
        assert page.evaluate("document.activeElement.id") == "question"
        page.keyboard.type(EV)
        page.keyboard.press("Enter")
        page.locator(".turn:not([data-pending]) .mark").first.wait_for()
        for _ in range(40):  # back from the box to the first mark
            page.keyboard.press("Shift+Tab")
            if page.evaluate("document.activeElement.dataset.citation === '1'"):
                break
        assert page.locator(".tip").inner_text().startswith("Sample Briefs, 28 January 2026")
        page.keyboard.press("Enter")
        page.locator(".reader mark").first.wait_for()
        seen = [marked(page)]
        count = len(set(page.locator(".turn .mark").evaluate_all("all => all.map(mark => mark.dataset.citation)")))
        for _ in range(1, count):
            page.keyboard.press("n")
            page.wait_for_function(
                "words => document.querySelector('.reader mark').textContent !== words", arg=seen[-1]
            )
            seen.append(marked(page))
        assert len(set(seen)) == count
        page.keyboard.press("p")
        page.locator(".reader .position", has_text=f"Source {count - 1} of {count}").wait_for()
        page.keyboard.press("Escape")
        page.locator(".reader").wait_for(state="hidden")
        assert page.evaluate("document.activeElement.dataset.citation") == str(count - 1)
        page.get_by_role("tab", name=text.TAB_ASK).focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.locator("#articles table").wait_for()
        for _ in range(30):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.matches('.bars button')"):
                break
        page.keyboard.press("Enter")
        page.locator(".period", has_text="January 2026").wait_for()
        page.wait_for_function("document.querySelectorAll('#articles tbody tr').length === 2")
        assert page.evaluate("document.activeElement.matches('.bars button[aria-pressed=true]')")

    @pytest.mark.parametrize("how", ["Escape", "button"])
    def test_closing_the_reader_gives_the_focus_back(self, page: Any, how: str) -> None:
        mark = ask(page, EV).locator("button[data-citation]").first
        mark.focus()
        page.keyboard.press("Enter")
        page.locator(".reader mark").first.wait_for()
        assert page.evaluate("document.activeElement.matches('.reader h2')")
        if how == "Escape":
            page.keyboard.press("Escape")
        else:
            page.locator(".reader").get_by_role("button", name=text.CLOSE).click()
        page.locator(".reader").wait_for(state="hidden")
        assert mark.evaluate("mark => mark === document.activeElement")

    def test_n_and_p_are_letters_in_the_question_box(self, page: Any) -> None:
        ask(page, EV)
        box = page.get_by_role("textbox").first
        box.focus()
        page.keyboard.type("np")
        assert box.input_value() == "np"
        assert page.locator(".reader").is_hidden()
        page.locator(".turn").focus()
        page.keyboard.press("n")
        page.locator(".reader mark").first.wait_for()
        assert box.input_value() == "np"


WINDOWS = [DESKTOP, PHONE, {**DESKTOP, "color_scheme": "dark"}]


class TestWhy:
    @pytest.mark.parametrize("page", WINDOWS, indirect=True, ids=["desktop", "phone", "dark"])
    def test_a_refusal_says_why_by_keyboard_and_the_closest_article_opens_at_its_sentence(self, page: Any) -> None:
        turn = ask(page, "Who painted the Mona Lisa?")
        why = turn.locator(".why summary")
        assert why.text_content() == text.WHY_NOT
        assert not turn.locator(".why-body").text_content()
        why.focus()
        page.keyboard.press("Enter")
        article = turn.locator(".why-body button.open").first
        article.wait_for()
        assert "Mona" in turn.locator(".why-body").text_content()
        assert check_access(page, "why") == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        quote = normalize_space(turn.locator(".why-body .quote").first.text_content())
        page.keyboard.press("Tab")
        assert article.evaluate("element => element === document.activeElement")
        page.keyboard.press("Enter")
        page.locator(".reader mark").first.wait_for()
        assert marked(page) == quote
        page.keyboard.press("Escape")
        assert article.is_visible(), "what was opened stays"

    def test_an_answer_says_why_too(self, page: Any) -> None:
        turn = ask(page, EV)
        assert turn.locator(".why summary").text_content() == text.WHY
        turn.locator(".why summary").click()
        turn.locator(".why-body", has_text=text.WHY_ANSWERED).wait_for()


class TestConversations:
    @pytest.mark.parametrize("page", [DESKTOP, PHONE], indirect=True, ids=["desktop", "phone"])
    def test_a_conversation_is_kept_found_named_exported_and_deleted(self, page: Any, tmp_path: Path) -> None:
        ask(page, EV)
        reload(page)
        page.locator(".turn .mark").first.click()
        page.locator(".reader mark").first.wait_for()
        page.keyboard.press("Escape")
        if page.viewport_size["width"] < 1200:
            page.get_by_role("button", name=text.CONVERSATIONS).click()
        item = page.locator(".conversations li[aria-current]")
        item.get_by_role("button", name=text.RENAME).click()
        page.get_by_label(text.NAME_LABEL).fill("Cars and <b>canola</b>")
        page.keyboard.press("Enter")
        page.locator(".conversation-name", has_text="Cars and <b>canola</b>").wait_for()
        with page.expect_download() as download:
            item.get_by_role("link").click()
        exported = Path(download.value.path()).read_text("utf-8")
        assert exported.startswith("# Cars and \\<b\\>canola\\</b\\>\n")
        assert re.search(r"^\[\^1\]: Sample Briefs", exported, re.MULTILINE)
        find = page.get_by_role("searchbox", name=text.FIND_CONVERSATION)
        find.fill("zzzz")
        page.locator(".list", has_text=text.NONE_FOUND).wait_for()
        find.fill("canola cars")
        item.wait_for()
        item.get_by_role("button", name=text.DELETE).click()
        page.get_by_role("dialog").get_by_role("button", name=text.DELETE).click()
        page.locator(".list", has_text=text.NONE_FOUND).wait_for(state="attached")
        page.locator(".turn").first.wait_for(state="detached")
        assert "#c=" not in page.url

    def test_another_conversation_is_opened_and_its_numbers_start_at_one(self, page: Any) -> None:
        ask(page, EV)
        page.get_by_role("button", name=text.START_OVER).click()
        page.locator(".turn").first.wait_for(state="detached")
        ask(page, "How much trade with India is the goal for 2030?")
        assert page.locator('button[data-citation="1"][data-turn="1"]').count() >= 1
        page.locator(".conversation-name", has_text="What tariff").first.click()
        page.locator(".turn .answer", has_text="6.1").wait_for()
        assert page.locator(".turn").count() == 1


class TestCorpus:
    def test_files_are_added_by_drop_replaced_deleted_and_put_back(self, page: Any, site: serving.Site) -> None:
        open_tab(page, text.TAB_CORPUS)
        drop(
            page,
            "lighthouse-été.txt",
            "Keeper retires\n\nMarta Quillfeather kept the Brannock lighthouse for 41 years.\n",
        )
        page.locator("#messages", has_text=text.ADDED_FILE.format(path="lighthouse-été.txt")).wait_for()
        page.locator("#articles tr", has_text="lighthouse-été.txt").wait_for()
        open_tab(page, text.TAB_ASK)
        turn = ask(page, "How long did Marta Quillfeather keep the Brannock lighthouse?")
        assert "41 years" in turn.locator(".answer").inner_text()
        open_tab(page, text.TAB_CORPUS)
        drop(page, "lighthouse-été.txt", "Keeper stays\n\nMarta Quillfeather stays at the Brannock lighthouse.\n")
        page.get_by_role("button", name=text.REPLACE).click()
        page.locator("#articles tr", has_text="Keeper stays").wait_for()
        assert "stays at" in (site.corpus / "lighthouse-été.txt").read_text("utf-8")
        row = page.locator("#articles tr", has_text="lighthouse-été.txt")
        row.get_by_role("button", name=re.compile(text.DELETE_FILE)).click()
        page.get_by_role("dialog").get_by_role("button", name=text.DELETE_FILE).click()
        row.wait_for(state="detached")
        assert not (site.corpus / "lighthouse-été.txt").exists()
        page.get_by_role("button", name=text.UNDO).click()
        row.wait_for()
        assert (site.corpus / "lighthouse-été.txt").is_file()
        (site.corpus / "lighthouse-été.txt").unlink()
        row.wait_for(state="detached")

    def test_files_that_cannot_be_added_are_named_with_the_reason(self, page: Any, site: serving.Site) -> None:
        open_tab(page, text.TAB_CORPUS)
        drop(page, "broken.html", "")
        page.locator("#messages", has_text="broken.html: the file is empty").wait_for()
        drop(page, "photo.jpg", "x")
        page.locator("#messages", has_text="is not a file name that can be added").wait_for()
        drop(page, "large.txt", "word " * 2_100_000)
        page.locator("#messages", has_text="more than 10 MB").wait_for()
        assert not [name for name in ("broken.html", "photo.jpg", "large.txt") if (site.corpus / name).exists()]

    def test_the_table_is_searched_sorted_and_filtered(self, page: Any) -> None:
        open_tab(page, text.TAB_CORPUS)
        rows = page.locator("#articles tbody tr")
        rows.first.wait_for()
        every = rows.count()
        page.get_by_role("searchbox", name=text.FIND_ARTICLE).fill("cptpp bloc")
        page.wait_for_function("document.querySelectorAll('#articles tbody tr').length === 1")
        page.get_by_role("searchbox", name=text.FIND_ARTICLE).fill("")
        page.wait_for_function("count => document.querySelectorAll('#articles tbody tr').length === count", arg=every)
        page.get_by_role("button", name=text.SORT_BY.format(column="Title")).click()
        page.locator("#articles th[aria-sort=ascending]", has_text="Title").wait_for()
        titles = [title.casefold() for title in rows.locator("td:first-child .open > bdi").all_inner_texts()]
        assert len(titles) > 10
        assert titles == sorted(titles)
        page.get_by_label(text.OUTLET_FILTER, exact=True).select_option("Sample Briefs")
        page.wait_for_function("document.querySelectorAll('#articles tbody tr').length === 12")
        page.locator('.bars button[data-period="2026-01"]').click()
        page.wait_for_function("document.querySelectorAll('#articles tbody tr').length === 2")
        page.get_by_role("button", name=text.REMOVE_FILTER).click()
        page.wait_for_function("document.querySelectorAll('#articles tbody tr').length === 12")
        label = page.locator('.bars button[data-period="2026-02"]').get_attribute("aria-label")
        assert label == "February 2026: 8 articles (Sample Briefs 8)"

    def test_the_tab_follows_the_folder_lists_what_is_not_indexed_and_reads_failed_files_again(
        self, page: Any, site: serving.Site
    ) -> None:
        page.locator("#state", has_text=re.compile(r"up to date at \d\d:\d\d, kept in sync")).wait_for()
        open_tab(page, text.TAB_CORPUS)
        bad, skipped = site.corpus / "torn.md", site.corpus / "report.xyz"
        skipped.write_bytes(b"%")
        bad.write_text("", "utf-8")
        row = page.locator("#articles tr", has_text="torn.md")
        row.wait_for()
        assert "the file is empty" in row.inner_text()
        assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d", row.inner_text())
        assert "are not read" in page.locator("#articles tr", has_text="report.xyz").inner_text()
        page.get_by_label(text.STATE_FILTER, exact=True).select_option("failed")
        page.wait_for_function("document.querySelectorAll('#articles tbody tr').length === 1")
        page.get_by_role("button", name=text.RETRY).click()
        page.locator('#outcome li[data-outcome="failed"]', has_text="torn.md").wait_for()
        page.get_by_role("switch").uncheck()
        page.locator("#corpus-state", has_text="not kept in sync").wait_for()
        bad.unlink()
        skipped.unlink()
        page.get_by_role("switch").check()
        row.wait_for(state="detached")
        page.get_by_role("button", name=text.REINDEX).click()
        page.locator("#outcome", has_text="unchanged").wait_for()

    def test_the_health_of_the_index(self, page: Any) -> None:
        open_tab(page, text.TAB_CORPUS)
        page.locator(".health summary").click()
        page.get_by_role("button", name=text.CHECK).click()
        page.locator('.verdict[data-ok="true"]', has_text="The index is whole").wait_for()
        assert page.locator('.checks li[data-ok="true"]').count() >= 5


class TestSearch:
    @pytest.mark.parametrize("page", [DESKTOP, PHONE], indirect=True, ids=["desktop", "phone"])
    def test_ranks_filters_and_times_are_shown_and_a_passage_opens(self, page: Any) -> None:
        open_tab(page, text.TAB_SEARCH)
        page.get_by_role("searchbox", name=text.SEARCH_LABEL).fill(
            "tariff on electric vehicles, in articles published in January 2026"
        )
        page.keyboard.press("Enter")
        row = page.locator(".found tbody tr").first
        row.wait_for()
        cells = dict(zip(text.SEARCH_COLUMNS, row.locator("td").all_inner_texts(), strict=True))
        assert (cells["Rank"], cells["By words"]) == ("1", "1")
        assert re.fullmatch(r"[01]\.\d{3}", cells["Score"])
        assert "Dates kept 2 of" in page.locator(".searched-how").inner_text()
        assert re.search(r"retrieve [\d,]+ ms", page.locator(".searched-how").inner_text())
        row.locator(".open").click()
        page.locator(".reader mark").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


class TestLooks:
    @pytest.mark.parametrize("page", [{"color_scheme": scheme} for scheme in ("light", "dark")], indirect=True, ids=str)
    def test_axe_finds_nothing_serious(self, page: Any) -> None:
        found = [check_access(page, "empty")]
        ask(page, EV).locator("button[data-citation]").first.click()
        page.locator(".reader mark").first.wait_for()
        ask(page, "Who won the 2022 World Cup?")
        found.append(check_access(page, "ask"))
        open_tab(page, text.TAB_CORPUS)
        page.locator("#articles table").wait_for()
        page.locator(".health summary").click()
        found.append(check_access(page, "corpus"))
        open_tab(page, text.TAB_SEARCH)
        page.get_by_role("searchbox", name=text.SEARCH_LABEL).fill("tariff")
        page.keyboard.press("Enter")
        page.locator(".found table").wait_for()
        found.append(check_access(page, "search"))
        assert [each for tab in found for each in tab] == []

    @pytest.mark.parametrize("page", [PHONE], indirect=True)
    def test_on_a_phone_the_reader_is_a_sheet_and_nothing_is_too_wide(self, page: Any) -> None:
        turn = ask(page, EV)
        turn.locator("button[data-citation]").first.tap()
        page.locator(".reader mark").first.wait_for()
        sheet = page.locator(".reader").bounding_box()
        assert (sheet["x"], sheet["width"]) == (0, 390)
        assert 843 <= sheet["y"] + sheet["height"] <= 845
        page.keyboard.press("Escape")
        for tab in (text.TAB_CORPUS, text.TAB_SEARCH, text.TAB_ASK):
            open_tab(page, tab)
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, tab
        open_tab(page, text.TAB_CORPUS)
        page.locator("#articles td").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390

    @pytest.mark.parametrize("page", [{"color_scheme": "dark"}], indirect=True)
    def test_dark_follows_the_system(self, page: Any) -> None:
        red, green, blue = re.findall(r"\d+", page.evaluate("getComputedStyle(document.body).backgroundColor"))[:3]
        assert max(int(red), int(green), int(blue)) < 60

    def test_text_grows_with_the_browser(self, page: Any) -> None:
        turn = ask(page, EV)
        size = "element => parseFloat(getComputedStyle(element).fontSize)"
        before = turn.locator(".words").first.evaluate(size)
        page.evaluate("document.documentElement.style.fontSize = '32px'")
        assert turn.locator(".words").first.evaluate(size) == 2 * before
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


class TestSpeed:
    """What makes the page fast, tested without a clock."""

    def test_a_question_can_be_typed_before_the_server_answers_any_call(self, browser: Any, site: serving.Site) -> None:
        context = browser.new_context()
        page = context.new_page()
        held: list[Any] = []
        page.route(re.compile(serving.COMPONENT_SERVER), lambda call: held.append(call))
        with page.expect_request(re.compile(serving.COMPONENT_SERVER)):
            page.goto(site.url, wait_until="commit")
        page.locator("#question").fill("Who?")
        assert page.locator("#question").input_value() == "Who?"
        assert held, "no call was held back"
        context.close()

    def test_a_mark_in_a_long_article_is_answered_by_one_call(self, page: Any, site: serving.Site) -> None:
        long = site.corpus / "long.md"
        filler = "The minutes of this sitting say little that is new to anybody who was there. " * 7
        body = f"{filler}\n\n" * 200
        long.write_text(f"# Minutes\n\n{body}The Gormwick aqueduct was opened in 1873 by Ada Thorne.\n", "utf-8")
        assert len(body.split()) > 20_000
        try:
            wait_for_outcome(page, long.name, "added")
            ask(page, "When was the Gormwick aqueduct opened?")
            calls: list[str] = []
            page.on("request", lambda made: calls.append(made.post_data or "") if made.method == "POST" else None)
            page.locator("button[data-citation]").first.click()
            page.locator(".reader mark").first.wait_for()
            assert len([call for call in calls if '"open_article"' in call]) == 1
            assert "Gormwick" in marked(page)
            assert is_in_view(page, ".reader mark")
            assert page.locator(".reader .text *").count() < 500, "an element for each block, not for each word"
        finally:
            long.unlink()
            wait_for_outcome(page, long.name, "removed")


def test_a_hostile_corpus_is_only_text_in_a_walk_through_the_whole_page(page: Any) -> None:
    turn = ask(page, "How much water does the Zorblax reservoir hold?")
    turn.locator("button[data-citation]").first.click()
    page.locator(".reader mark").first.wait_for()
    shown = page.locator(".reader .text").text_content()
    assert "<script>window.hacked = 1</script>" in shown
    assert "${alert(5)} {{value}}" in shown
    assert page.locator(".reader h2").text_content() == serving.HOSTILE_TITLE
    turn.locator(".tools button", has_text=text.COPY).click()
    reload(page)
    page.locator(".turn .mark").first.hover()
    page.locator(".tip", has_text="Gazette").wait_for()
    open_tab(page, text.TAB_CORPUS)
    row = page.locator("#articles tr", has_text=serving.HOSTILE_NAME)
    row.get_by_role("button").first.click()
    page.locator(".reader .text", has_text="hostile name").wait_for()
    page.locator(".bars button").first.hover()
    row.get_by_role("button", name=re.compile(text.DELETE_FILE)).click()
    page.get_by_role("dialog").get_by_role("button", name=text.CANCEL).click()
    drop(page, "<svg onload=alert(9)>.jpg", "x")
    page.locator("#messages", has_text="<svg onload=alert(9)>.jpg").wait_for()
    open_tab(page, text.TAB_SEARCH)
    page.get_by_role("searchbox", name=text.SEARCH_LABEL).fill("Zorblax <img src=x onerror=alert(10)>")
    page.keyboard.press("Enter")
    page.locator(".found td", has_text="Zorblax").first.wait_for()
    places = ".reader, .turn, .corpus, .found, .conversations, .tip, dialog"
    for selector in (
        "script",
        "style",
        "img",
        "iframe",
        "svg",
        "a[href^=javascript]",
        "[onclick]",
        "[onload]",
        "[onerror]",
    ):
        assert page.locator(places).locator(selector).count() == 0, selector


def drop(page: Any, name: str, content: str) -> None:
    """Drop a file on the Corpus tab."""
    page.evaluate(
        """([name, content]) => {
            const data = new DataTransfer();
            data.items.add(new File([content], name));
            const dropped = {dataTransfer: data, bubbles: true, cancelable: true};
            document.querySelector(".drop").dispatchEvent(new DragEvent("drop", dropped));
        }""",
        [name, content],
    )
