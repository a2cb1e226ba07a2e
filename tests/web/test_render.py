"""What the page renders: texts, answers and articles as HTML."""

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import pytest
from fakes import make_answer, make_article, make_citation, marked, strip_tags
from hypothesis import given
from hypothesis import strategies as st

from assistant.records import Answer, Dropped, Scope, Sentence
from assistant.store.conversations import Conversation, Exchange
from assistant.web import text
from assistant.web.documents import Row, View
from assistant.web.render.article import article_html, note_html, text_html, url_html
from assistant.web.render.conversations import conversations_html, next_html
from assistant.web.render.documents import documents_html
from assistant.web.render.markup import attribute, isolated, tagged
from assistant.web.render.plot import plot_html
from assistant.web.render.turn import cited_html, notice_html, turn_html

RLO = "\u202e"  # right-to-left override


def turn(answer: Answer, number: int = 1) -> str:
    return turn_html(number, Exchange(answer.question, answer=answer))


class TestText:
    @given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.integers(-2, 40), st.integers(-2, 40))
    def test_no_character_of_an_article_is_lost_or_added(self, value: str, start: int, end: int) -> None:
        assert strip_tags(text_html(value, (start, end))) == value

    @given(st.text(alphabet="ab#<&\n \u202e", max_size=60), st.data())
    def test_exactly_the_span_is_marked(self, value: str, data: st.DataObject) -> None:
        start = data.draw(st.integers(0, len(value)))
        end = data.draw(st.integers(start, len(value)))
        assert marked(text_html(value, (start, end))) == value[start:end]

    def test_a_mark_over_several_blocks_is_split_at_their_edges(self) -> None:
        markup = text_html("One two.\n\n# Head\n\nThree four.", (4, 22))
        assert markup == (
            '<p class="block" dir="auto">One <mark>two.\n</mark></p><mark>\n</mark>'
            '<p class="heading" dir="auto"><span class="hash"><mark># </mark></span><mark>Head\n</mark></p>'
            "<mark>\n</mark>"
            '<p class="block" dir="auto"><mark>Thre</mark>e four.</p>'
        )

    def test_repeated_words_are_marked_at_their_offsets(self) -> None:
        assert text_html("Same. Same.", (6, 11)) == '<p class="block" dir="auto">Same. <mark>Same.</mark></p>'

    def test_emphasis_counts_characters_before_escaping(self) -> None:
        assert tagged("<a> & 6.1% <b>", [(6, 10)], "strong") == ("&lt;a&gt; &amp; <strong>6.1%</strong> &lt;b&gt;")

    def test_overlapping_and_foreign_spans_do_no_harm(self) -> None:
        assert tagged("abcdef", [(3, 99), (1, 2), (2, 4), (5, 5), (-4, 0)], "b") == "a<b>bcdef</b>"

    def test_a_character_that_reorders_text_is_isolated(self) -> None:
        assert isolated(f"{RLO}<x>") == f"<bdi><bdi>{RLO}</bdi>&lt;x&gt;</bdi>"
        assert attribute(f'{RLO}"x"') == "&quot;x&quot;"

    @pytest.mark.parametrize(
        "url",
        ["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "//x.org", "http://", "http://[", "x"],
    )
    def test_only_web_addresses_are_links(self, url: str) -> None:
        assert "<a" not in url_html(url)
        assert strip_tags(url_html(url)) == url

    def test_a_link_sends_no_referrer(self) -> None:
        assert 'rel="noopener noreferrer"' in url_html("https://example.org/?a=1&b=2")
        assert "?a=1&amp;b=2" in url_html("https://example.org/?a=1&b=2")


class TestAnswer:
    def test_a_mark_leads_to_its_place_and_names_its_source(self) -> None:
        mark = re.search(r"<button[^>]*data-citation.*?</button>", turn(make_answer(), 3))
        assert mark is not None
        for part in (
            'data-citation="1"',
            'data-turn="3"',
            'data-article="a.md"',
            f'data-version="{"0" * 16}"',
            'data-start="5"',
            'data-end="9"',
            'data-tip="The Gazette, 30 January 2026: A title"',
            'aria-label="Source 1: The Gazette, 30 January 2026: A title"',
        ):
            assert part in mark[0]

    def test_cited_sources_come_before_the_others_which_are_folded(self) -> None:
        markup = turn(make_answer(), 1)
        assert markup.index(f">{text.CITED}<") < markup.index(text.ALSO_RETRIEVED)
        assert '<details class="retrieved">' in markup

    @pytest.mark.parametrize("support", ["supported", "weak", "unsupported"])
    def test_support_is_shown_in_words_unless_quoted(self, support: Any) -> None:
        sentence = Sentence("", "Two.", (1,), support)
        assert text.SUPPORT[support][0] in strip_tags(turn(make_answer(sentences=(sentence,)), 1))
        assert 'class="support"' not in turn(make_answer(), 1)

    def test_a_refusal_has_a_badge_and_shows_what_came_closest(self) -> None:
        refused = make_answer(status="refused", sentences=(), citations=(), message="Not in the corpus. Searched.")
        markup = turn(refused, 1)
        assert '<b class="badge">Not in the corpus</b> Searched.' in markup
        assert '<details class="retrieved" open>' in markup
        assert "data-citation" not in markup

    def test_the_question_as_searched_is_shown_if_it_differs(self) -> None:
        assert text.SEARCHED_AS not in turn(make_answer(searched=" How  many?"), 1)
        assert f"{text.SEARCHED_AS}“How many dogs?”" in turn(make_answer(searched="How many dogs?"), 1)

    def test_the_note_of_an_answer_is_shown_once(self) -> None:
        assert turn(make_answer(note="Another model wrote this.")).count("Another model wrote this.") == 1

    def test_dropped_marks_are_counted(self) -> None:
        assert text.DROPPED_ONE in turn(make_answer(dropped_marks=1), 1)

    def test_left_out_sentences_are_in_a_closed_list_with_their_reasons(self) -> None:
        assert "left-out" not in turn(make_answer(), 1)
        one, other = Dropped("<b>Three</b>.", "it has the number <3>"), Dropped("Four.", "it names nobody")
        assert text.LEFT_OUT_ONE in turn(make_answer(dropped=(one,)), 1)
        found = re.search(r'<details class="left-out">.*?</details>', turn(make_answer(dropped=(one, other)), 1))
        assert found is not None
        assert text.LEFT_OUT_MANY.format(count=2) in found[0]
        assert "&lt;b&gt;Three&lt;/b&gt;." in found[0]
        assert "it has the number &lt;3&gt;" in found[0]

    @given(st.text(alphabet="<>&\"'/=a \u202e", max_size=20))
    def test_nothing_from_outside_becomes_markup(self, evil: str) -> None:
        allowed = {"article", "h2", "span", "p", "div", "button", "bdi", "strong", "section", "h3", "ol", "ul", "li"}
        allowed |= {"details", "summary", "time", "header", "b", "aside"}
        sentence = Sentence(evil, evil, (1,), "quoted", ((0, 2),))
        citation = make_citation(title=evil, source=evil, quote=evil, article=evil)
        answer = make_answer(sentences=(sentence,), citations=(citation,), searched=evil, writer=evil)
        article = make_article(evil, title=evil, source=evil, author=evil, url=evil, path=evil, date_origin=evil)
        markup = turn(replace(answer, question=evil)) + article_html(article)
        markup += notice_html("error", evil, evil) + note_html(evil, evil) + next_html([evil], evil)
        kept = Conversation("0" * 16, evil, dt.datetime.now(dt.UTC))
        markup += conversations_html([kept], None, searched=False)
        row = Row(evil, "failed", evil, evil, dt.date(2026, 3, 1), evil)
        markup += documents_html([row], View(), evil) + plot_html([row], View())
        allowed |= {"table", "caption", "thead", "tr", "th", "tbody", "td", "a", "br"}
        tags = re.findall(r"<\s*/?\s*([a-z0-9]*)((?:\s[a-z-]+(?:=\"[^\"]*\")?)*)\s*>", markup)
        assert {name for name, _ in tags} <= allowed
        assert len(tags) == markup.count("<")
        assert not re.search(r"<[^>]*\son\w+=", markup)
        assert strip_tags(markup).count(evil) >= 10, "what came from outside is shown as text"


def test_a_page_of_a_pdf_is_shown_where_it_is_cited_and_where_it_opens() -> None:
    assert '<span class="page">page 3</span>' in cited_html((make_citation(1, page=3),))
    assert 'class="page"' not in cited_html((make_citation(1),))
    article = make_article("One. Two.", page_starts=(0, 5))
    assert '<span class="page">page 2</span>' in article_html(article, (5, 9))
    assert 'class="page"' not in article_html(article)


def test_a_chip_says_whether_other_articles_were_left_out() -> None:
    march = Scope("March 2026", dt.date(2026, 3, 1), dt.date(2026, 3, 31))
    soft, hard = (turn(replace(make_answer(), scope=scope)) for scope in (march, replace(march, hard=True)))
    assert "Preferred: March 2026" in soft
    assert "Only articles" not in soft
    assert "Only articles: March 2026" in hard


def test_an_answer_names_the_kind_of_its_question() -> None:
    assert 'data-kind="count"' in turn(replace(make_answer(), kind="count"))
