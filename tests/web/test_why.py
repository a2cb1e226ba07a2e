"""Why a question is answered or refused, as the page says it."""

import datetime as dt
from dataclasses import replace
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any, cast

import pytest
from fakes import FakeAssistant, make_answer, strip_tags, wait_until

from assistant.answer.explain import OF_ARTICLES
from assistant.answer.explanation import Closest, Explanation, Influence
from assistant.assistant import Assistant
from assistant.records import Turn
from assistant.store.conversation_files import FileConversations
from assistant.web import text
from assistant.web.answering import Answering, ExchangeKey
from assistant.web.ask import AskTab
from assistant.web.indexing import Indexer
from assistant.web.render.why import QUOTED_CHARS, why_html

CLOSEST = Closest(
    article="a<b>.md", version="0" * 16, title="<b>Ferries", date=dt.date(2026, 1, 30), source="Gazette", rank=1,
    score=0.5, cosine=0.5, dense_rank=1, lexical_rank=None, start=3, end=9, quote="Two <i> ferries.", in_period=None,
)  # fmt: skip
REFUSED = Explanation(
    question="Who?", kind="fact", is_enough=False, probability=0.2, threshold=0.5, base=0.0, by_coverage=False,
    influences=tuple(Influence(name, "", 0.3, -1.0, 0.6) for name in OF_ARTICLES), closest=(CLOSEST,), period=None,
    period_note=None, missing=(), reasons=(),
)  # fmt: skip


def test_every_sign_that_other_articles_would_change_has_its_words() -> None:
    assert set(text.WHY_SIGNS) == set(OF_ARTICLES)
    shown = strip_tags(why_html(REFUSED, "refused"))
    assert text.WHY_NO_SENTENCE in shown
    for words in text.WHY_SIGNS.values():
        assert words.format(value=0.3) in shown


def test_a_sign_that_alone_would_not_do_is_not_blamed() -> None:
    influences = tuple(replace(each, enough=None) for each in REFUSED.influences)
    shown = strip_tags(why_html(replace(REFUSED, influences=influences), "refused"))
    assert text.WHY_SIGNS_LABEL not in shown


def test_no_sign_is_blamed_for_what_a_missing_name_did() -> None:
    named = replace(REFUSED, missing=("Mona",), reasons=("No article names “Mona”.",))
    shown = strip_tags(why_html(named, "refused"))
    assert "No article names “Mona”." in shown
    assert text.WHY_SIGNS_LABEL not in shown


def test_an_article_opens_at_its_best_sentence_and_is_only_text() -> None:
    shown = why_html(REFUSED, "refused")
    assert 'data-article="a&lt;b&gt;.md"' in shown
    assert 'data-start="3" data-end="9"' in shown
    assert "<b>Ferries" not in shown
    assert "<i>" not in shown
    assert text.WHY_FOUND_BY[True, False] in shown


def test_a_long_passage_is_cut() -> None:
    shown = strip_tags(why_html(replace(REFUSED, closest=(replace(CLOSEST, quote="word " * 500),)), "refused"))
    assert len(shown) < QUOTED_CHARS + 800
    assert "…" in shown


@pytest.mark.parametrize(("is_enough", "status"), product([True, False], ["answered", "refused", "asks", None]))
def test_it_says_where_the_decision_is_no_longer_the_one_shown(is_enough: bool, status: Any) -> None:
    shown = strip_tags(why_html(replace(REFUSED, is_enough=is_enough), status))
    assert (text.WHY_NOW_ANSWERED in shown) == (is_enough and status == "refused")
    assert (text.WHY_NOW_REFUSED in shown) == (not is_enough and status == "answered")


def test_the_time_of_the_question_is_named_and_articles_of_other_days_are_marked() -> None:
    of_days = replace(REFUSED, period="May 2024", closest=(replace(CLOSEST, in_period=False),))
    shown = strip_tags(why_html(of_days, "refused"))
    assert text.WHY_PERIOD.format(period="May 2024") in shown
    assert text.WHY_OTHER_DAYS in shown


def test_without_articles_it_says_so() -> None:
    nothing = replace(REFUSED, probability=None, influences=(), closest=())
    assert strip_tags(why_html(nothing, "refused")) == text.WHY_NOTHING


def is_idle(answering: Answering, key: ExchangeKey) -> bool:
    return answering.progress(key) is None


def test_a_question_is_explained_as_it_was_asked(tmp_path: Path) -> None:
    """With the turns before it, unless it was asked alone; and of any day, if it was asked so."""
    assistant = cast(Any, FakeAssistant(make_answer()))
    calls: list[tuple[str, list[Turn], bool]] = []

    def explain(question: str, history: list[Turn], *, any_day: bool) -> Explanation:
        calls.append((question, history, any_day))
        return REFUSED

    assistant.explain = explain
    conversations = FileConversations(tmp_path)
    answering = Answering(assistant, conversations)
    tab = AskTab(assistant, Indexer(assistant), conversations, answering)
    conversation = None
    for data in ({}, {}, {"alone": True}, {"any_day": True}):
        begun = tab.ask({"question": "And Mexico?", "conversation": conversation, **data})
        conversation = begun["conversation"]
        wait_until(partial(is_idle, answering, (conversation, begun["number"])))
        assert "Ferries" in tab.explain({"conversation": conversation, "number": begun["number"]})
    assert [(len(history), any_day) for _, history, any_day in calls] == [(0, False), (2, False), (0, False), (6, True)]
    assert [list(history) for _, history in assistant.asked] == [history for _, history, _ in calls]


@pytest.mark.parametrize("data", [{}, {"conversation": "x", "number": 1}])
def test_what_cannot_be_explained_is_an_error_message(tmp_path: Path, data: dict[str, Any]) -> None:
    assistant = cast(Any, FakeAssistant(make_answer()))
    conversations = FileConversations(tmp_path)
    tab = AskTab(assistant, Indexer(assistant), conversations, Answering(assistant, conversations))
    assert 'role="alert"' in tab.explain(data)


@pytest.mark.parametrize("question", ["Who painted the Mona Lisa?", "What tariff did Canada agree to?"])
def test_the_place_of_a_closest_article_holds_the_words_shown(assistant: Assistant, question: str) -> None:
    closest = assistant.explain(question).closest
    assert closest
    for each in closest:
        assert assistant.article(each.article, each.version).text[each.start : each.end] == each.quote


def test_a_question_of_any_day_is_explained_without_its_time(assistant: Assistant) -> None:
    question = "What tariff did Canada agree to on Chinese electric vehicles in May 2019?"
    assert assistant.explain(question).period
    assert assistant.explain(question, any_day=True).period is None
