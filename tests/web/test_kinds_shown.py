"""Kinds of question as the page, an export and the terminal show them, from records alone."""

import csv
import datetime as dt
import io
import re
from dataclasses import replace
from typing import Any

import pytest
from fakes import FakeAssistant, make_answer, make_citation, strip_tags
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.kinds import KINDS
from assistant.assistant import Assistant
from assistant.cli.output import align, print_answer
from assistant.errors import NotFoundError
from assistant.records import Answer, Column, Difference, Group, Result, ResultRow, Sentence, Value
from assistant.store.conversation_files import FileConversations
from assistant.store.conversations import Choices, Conversation, Exchange, begin_conversation
from assistant.web import suggest, text
from assistant.web.answering import Answering
from assistant.web.ask import AskTab
from assistant.web.conversations import export, history, with_references
from assistant.web.indexing import Indexer
from assistant.web.places import places_of
from assistant.web.render.turn import turn_html
from assistant.web.results import FORMULA, bars_of, lines_of, sort_rows, to_csv

DAY = dt.date(2026, 1, 30)
ROWS = st.builds(
    ResultRow,
    article=st.text(min_size=1, max_size=9),
    version=st.just("0" * 16),
    title=st.text(max_size=9),
    date=st.none() | st.dates(),
    source=st.none() | st.text(max_size=5),
    author=st.none() | st.text(max_size=5),
    mentions=st.none() | st.integers(0, 99),
    first=st.none() | st.just((3, 7)),
)


def row(number: int, **changes: Any) -> ResultRow:
    known: dict[str, Any] = {"title": f"Title {number}", "date": DAY + dt.timedelta(days=number), "mentions": number}
    known |= {"source": "The Gazette", "author": None, "first": (number, number + 4)}
    return ResultRow(**{"article": f"{number}.md", "version": "0" * 16, **known, **changes})


def counted(rows: list[ResultRow], **changes: Any) -> Answer:
    days = [each.date for each in rows if each.date]
    result = Result(len(rows), 5, len(rows), min(days, default=None), max(days, default=None), tuple(rows))
    known: dict[str, Any] = {"kind": "count", "message": f"{len(rows)} articles.", "result": result, "sentences": ()}
    return make_answer(**{**known, "citations": (), "also_retrieved": (), **changes})


def shown(answer: Answer) -> str:
    return turn_html(1, Exchange(answer.question, answer=answer))


def page_over(tmp_path: Any, answer: Answer) -> tuple[AskTab, dict[str, Any], FileConversations]:
    assistant: Any = FakeAssistant(answer)
    kept = FileConversations(tmp_path)
    conversation = kept.put(begin_conversation("Q"), 1, Exchange("Q", answer=answer))
    tab = AskTab(assistant, Indexer(assistant), kept, Answering(assistant, kept))
    return tab, {"conversation": conversation.id, "number": 1}, kept


class TestKind:
    def test_every_kind_has_a_name_and_can_be_answered_as_a_fact(self) -> None:
        names = {kind.name for kind in KINDS}
        assert set(text.KINDS) == set(text.OTHER_KINDS) == names
        for name, others in text.OTHER_KINDS.items():
            assert name not in others
            assert set(others) <= names
            assert name == "fact" or "fact" in others

    @pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
    def test_the_kind_and_the_others_are_on_the_answer(self, kind: str) -> None:
        markup = shown(make_answer(kind=kind))
        assert f'data-kind="{kind}"' in markup
        assert re.findall(r'data-as="(\w+)"', markup) == list(text.OTHER_KINDS[kind])

    def test_a_kind_that_is_chosen_is_kept_and_an_unknown_one_is_not(self, tmp_path: Any) -> None:
        tab, where, kept = page_over(tmp_path, make_answer())
        for kind, expected in (("list", "list"), ("<b>", ""), (None, ""), (["list"], "")):
            begun = tab.ask({"question": "Q", "kind": kind, **where})
            assert kept.get(begun["conversation"]).exchanges[0].choices.kind == expected
        assert "kind" not in turn_html(1, Exchange("Q", Choices(any_day=True))).split(">")[0]
        assert "&quot;kind&quot;: &quot;list&quot;" in turn_html(1, Exchange("Q", Choices(kind="list")))

    def test_a_greeting_has_no_small_print(self) -> None:
        markup = shown(counted([], kind="help", message="Hello.", result=None))
        assert "Hello." in markup
        assert "small-print" not in markup
        assert 'class="why"' not in markup

    def test_a_count_is_what_a_follow_up_is_read_against(self) -> None:
        (asked, said) = history([Exchange("How many?", answer=counted([row(1)]))])
        assert (asked.content, said.content) == ("How many?", "1 articles.")

    def test_a_count_and_a_greeting_are_followed_by_suggestions(self, assistant: Assistant) -> None:
        for question, kind in (("How many articles mention Carney?", "count"), ("hello", "help")):
            answer = assistant.ask(question)
            assert answer.kind == kind
            assert next(suggest.after(assistant, answer), "")

    def test_every_place_of_what_is_counted_is_gone_to_in_the_order_of_the_rows(self, assistant: Assistant) -> None:
        for question in ("How many articles mention Carney?", "Which articles mention canola or Carney?"):
            answer = assistant.ask(question)
            assert answer.result is not None
            rows = sort_rows(answer.result.rows, "mentions")
            stops = places_of(assistant, Exchange(question, answer=answer), [], rows)
            assert len(stops) == answer.result.mentions
            assert list(dict.fromkeys(path for path, _, _ in stops)) == [each.article for each in rows]
            for path, version, place in stops:
                assert place is not None
                assert assistant.article(path, version).text[slice(*place)].lower() in ("carney", "canola")
            forced = Exchange(question, Choices(kind="list"), answer)
            assert places_of(assistant, forced, [], rows) == stops

    def test_an_article_that_changed_since_has_only_its_first_place(self, assistant: Assistant) -> None:
        answer = assistant.ask("How many articles mention Carney?")
        assert answer.result is not None
        rows = [replace(each, version="0" * 16) for each in answer.result.rows]
        stops = places_of(assistant, Exchange(answer.question, answer=answer), [], rows)
        assert stops == [(each.article, each.version, each.first) for each in rows]


class TestMessage:
    def test_lines_are_paragraphs_and_a_list_and_escaped(self) -> None:
        markup = shown(counted([], message="Two <b>:\n1. One & two\n2. Three\nThat is all."))
        assert '<p dir="auto">Two &lt;b&gt;:</p><ol start="1"><li dir="auto">One &amp; two</li>' in markup
        assert '<li dir="auto">Three</li></ol><p dir="auto">That is all.</p>' in markup

    def test_titles_that_the_table_repeats_are_left_to_it(self) -> None:
        rows = [row(number) for number in range(1, 13)]
        lines = [f"{number}. “Title {number}”, The Gazette" for number in range(1, 11)]
        message = "\n".join(["12 articles.", *lines, "… and 2 more."])
        assert lines_of(counted(rows, message=message)) == ["12 articles."]
        assert lines_of(counted([], message=message)) == ["12 articles.", *lines, "… and 2 more."]
        assert lines_of(counted(rows, message="12 articles.\n1. Another")) == ["12 articles.", "1. Another"]


class TestRows:
    @given(st.lists(ROWS, max_size=30))
    def test_every_row_that_is_shown_opens_its_article_at_the_first_mention(self, rows: list[ResultRow]) -> None:
        buttons = re.findall(r'<button type="button" class="open" data-row=""[^>]*>', shown(counted(rows)))
        assert len(buttons) == min(20, len(rows))
        for button, each in zip(buttons, rows, strict=False):
            assert ('data-start="3" data-end="7"' in button) == (each.first is not None)
            assert "data-article=" in button

    @given(st.lists(ROWS), st.sampled_from(["title", "source", "date", "author", "mentions"]), st.booleans())
    def test_sorting_keeps_every_row_and_puts_unknown_ones_last(
        self, rows: list[ResultRow], by: str, down: bool
    ) -> None:
        found = sort_rows(rows, by, down=down)
        assert sorted(map(repr, found)) == sorted(map(repr, rows))
        values = [getattr(each, by) for each in found]
        known = [value is not None and (bool(value) or by in ("title", "mentions")) for value in values]
        assert known == sorted(known, reverse=True)
        if by in ("date", "mentions"):
            values = [getattr(each, by) for each in found if getattr(each, by) is not None]
            assert values == sorted(values, reverse=down)

    def test_the_table_is_sorted_and_shown_whole_on_demand(self, tmp_path: Any) -> None:
        tab, where, _ = page_over(tmp_path, counted([row(number) for number in range(25)]))
        first = tab.rows({**where, "sort": "mentions", "down": "true"})
        assert first is not None
        assert re.findall(r'data-article="(\d+)\.md"', first) == [str(number) for number in range(24, 4, -1)]
        assert 'aria-sort="descending"' in first
        assert "Show all 25" in first
        whole = tab.rows({**where, "whole": "true"})
        assert whole is not None
        assert whole.count("data-row=") == 25
        assert "Show all" not in whole
        assert tab.rows({**where, "number": 7}) is None

    @given(st.lists(ROWS, max_size=9), st.sampled_from(FORMULA))
    def test_no_cell_of_the_csv_is_a_formula(self, rows: list[ResultRow], sign: str) -> None:
        rows = [*rows, row(1, title=f"{sign}SUM(A1)", source=f"{sign}x", author=f'{sign}"y"')]
        table = to_csv(rows)
        head, *lines = csv.reader(io.StringIO(table, newline=""))
        assert head == ["title", "outlet", "date", "author", "mentions", "article"]
        assert len(lines) == len(rows)
        assert not [cell for line in lines for cell in line if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
        for line, each in zip(lines, rows, strict=True):
            assert line[0].removeprefix("'") == each.title.removeprefix("'")
        assert table.startswith('"title","outlet",')

    def test_the_csv_has_all_rows_and_is_not_there_for_other_answers(self, tmp_path: Any) -> None:
        tab, where, kept = page_over(tmp_path, counted([row(number) for number in range(25)]))
        assert tab.export_rows(where["conversation"], 1).count("\r\n") == 26
        other = kept.put(begin_conversation("Q"), 1, Exchange("Q", answer=make_answer()))
        for id_, number in ((other.id, 1), (where["conversation"], 2), ("0" * 16, 1)):
            with pytest.raises(NotFoundError):
                tab.export_rows(id_, number)


class TestBars:
    def test_a_count_over_several_months_has_a_bar_for_each_month(self) -> None:
        rows = [row(1, date=dt.date(2025, 11, 3)), row(2, date=dt.date(2026, 1, 5)), row(3, date=None)]
        bars = [(each.key, each.articles, each.mentions) for each in bars_of(counted(rows))]
        assert bars == [("2025-11", 1, 1), ("2025-12", 0, 0), ("2026-01", 1, 2), ("", 1, 3)]
        assert "November 2025" in strip_tags(shown(counted(rows)))

    def test_one_month_has_no_bars_and_many_are_counted_by_year(self) -> None:
        assert bars_of(counted([row(1, date=DAY), row(2, date=DAY)])) == ()
        rows = [row(1, date=dt.date(2001, 1, 1)), row(2, date=dt.date(2026, 1, 5))]
        assert [each.key for each in bars_of(counted(rows))] == [str(year) for year in range(2001, 2027)]

    def test_groups_that_were_asked_for_are_shown(self) -> None:
        answer = counted([row(1), row(2, date=DAY)])
        assert answer.result is not None
        groups = (Group("outlet", "<i>", 2, 3), Group("outlet", "", 1, 1))
        markup = shown(replace(answer, result=replace(answer.result, groups=groups)))
        assert "&lt;i&gt;" in markup
        assert text.NO_OUTLET in markup
        assert "November" not in markup


def compared() -> Answer:
    sentences = (Sentence("", "Said <here>.", (1,), "quoted"), Sentence("", "Said there.", (2,), "quoted"))
    citations = (make_citation(1), make_citation(2, source="Post", date=None))
    differences = (Difference("tariff", (Value("6|1%", 1), Value("7%", 2))),)
    columns = (Column("Gazette", (0,)), Column("Post", (1,)))
    known: dict[str, Any] = {"kind": "comparison", "message": "Side by side:", "columns": columns}
    return make_answer(**known, sentences=sentences, citations=citations, differences=differences)


SPOKEN = make_answer(kind="quotes", sentences=(Sentence("", "Two.", (1,), "quoted", speaker="Ann <b> Ode"),))
DAYS = make_answer(
    kind="timeline",
    sentences=(Sentence("1 May 2026:", "One.", (1,), "quoted"), Sentence("2 May 2026:", "Two.", (1,), "quoted")),
)


class TestSentences:
    def test_the_sides_of_a_comparison_are_columns_with_a_table_of_what_differs(self) -> None:
        markup = shown(compared())
        sides = re.findall(r'<section class="side"><h3>(.*?)</h3>(.*?)</section>', markup)
        assert [strip_tags(name) for name, _ in sides] == ["Gazette", "Post"]
        assert "Said <here>." in strip_tags(sides[0][1])
        assert "Said there." in strip_tags(sides[1][1])
        table = markup.split('<table class="differences">')[1].split("</table>")[0]
        rows = [strip_tags(line) for line in re.findall(r"<tr>(.*?)</tr>", table)]
        assert rows == ["AboutValueWho says itWhen", "tariff6|1%1The Gazette30 January 2026", "7%2Postdate unknown"]

    def test_a_speaker_is_shown_before_the_words(self) -> None:
        assert "Ann <b> Ode: Two." in strip_tags(shown(SPOKEN))
        assert "<b> Ode" not in shown(SPOKEN)

    def test_a_timeline_is_a_list_with_days(self) -> None:
        items = re.findall(r"<li>(.*?)</li>", shown(DAYS).split('<ol class="timeline">')[1].split("</ol>")[0])
        assert [strip_tags(item) for item in items] == ["1 May 2026: One.1", "2 May 2026: Two.1"]


class TestAsText:
    def conversation(self, *answers: Answer) -> Conversation:
        exchanges = tuple(Exchange("Q", answer=answer) for answer in answers)
        return Conversation("0" * 16, "Name", dt.datetime.now(dt.UTC), exchanges)

    def test_an_export_has_the_tables(self) -> None:
        markdown = export(self.conversation(counted([row(1), row(2, title="a|b")]), compared(), SPOKEN, DAYS))
        assert "2 articles\\." in markdown
        assert "| Title | Outlet | Date | Author | Mentions |\n| --- | --- | --- | --- | --- |" in markdown
        assert "| a\\|b | The Gazette | 2026\\-02\\-01 |  | 2 |" in markdown
        assert "| tariff | 6\\|1% | The Gazette | 2026\\-01\\-30 |" in markdown
        assert "Gazette:  \nSaid \\<here\\>\\." in markdown
        assert "Ann \\<b\\> Ode: Two\\." in markdown
        assert "1 May 2026: One\\.[^" in markdown

    def test_a_copy_has_what_is_counted(self) -> None:
        copied = with_references(counted([row(1)]))
        assert copied == ("1 articles.\n\nTitle\tOutlet\tDate\tAuthor\tMentions\nTitle 1\tThe Gazette\t2026-01-31\t\t1")
        assert with_references(counted([row(1)] * 300)).endswith("... and 100 more")
        assert "Ann <b> Ode: Two. [1]" in with_references(SPOKEN)

    def test_the_terminal_has_twenty_aligned_rows(self, capsys: pytest.CaptureFixture[str]) -> None:
        print_answer(counted([row(number, title="T" * number) for number in range(1, 26)]))
        lines = capsys.readouterr().out.splitlines()
        assert lines[0] == "25 articles."
        assert lines[-1] == "... and 5 more"
        table = lines[2:-1]
        assert len(table) == 21
        assert len({re.search("2026|Date", line).start() for line in table if re.search("2026|Date", line)}) == 1  # type: ignore[union-attr]

    def test_the_terminal_shows_sides_days_and_speakers(self, capsys: pytest.CaptureFixture[str]) -> None:
        for answer in (compared(), SPOKEN, DAYS):
            print_answer(answer)
        out = capsys.readouterr().out
        assert "\nGazette:\nSaid <here>. [1]\n" in out
        assert re.search(r"^tariff +7% +Post", out, re.MULTILINE)
        assert "Ann <b> Ode: Two. [1]" in out
        assert "1 May 2026: One. [1]\n2 May 2026: Two. [1]\n" in out

    def test_a_column_without_values_is_left_out(self) -> None:
        assert align([["A", "B"], ["x", ""], ["yy\x1b", ""]]) == ["A", "x", "yy\x1b"]
