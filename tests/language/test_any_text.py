"""No text makes a reader of numbers, days or questions, or the check of a sentence, raise."""

import datetime as dt
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.answer.question import read_query
from assistant.documents.dates import date_in_byline, date_in_name, days_in_address, find_days, to_date
from assistant.language.dates import read_period
from assistant.language.numbers import read_quantities
from assistant.language.periods import is_within, write_period
from assistant.language.written import find_dates
from assistant.records import Article, DraftSentence, Evidence, Quotable, Support, Turn
from assistant.verify.context import Source
from assistant.verify.judge import judge
from assistant.verify.verifier import Verifier

WORDS = (
    "m in 2020 ² ³ ½ ¼ ① ⑳ ⅷ Ⅻ ٣ ٢٠٢٦ 1² 5½ ²nd per cent % $ € 1,000 1.5 million half a dozen to - – or and first 21st "
    "May 31 32 0 00 99999999999999999999 1e5 nan inf last week . , ’ “ ” ( ) the Minister said India"
    " he not since between"
).split()
DATE_WORDS = (
    "published articles reports from in since between and to until before after last past this next the first of few"
    " couple 0 1 3 31 32 99 999 9999 99999 2024 1600 0000 ² ٣ ½ ① May February 30 29 Monday weekend week month Q1"
    " quarter year years century days hours ago today yesterday now - – / 2024-02-30 1/2/2024 2nd decade early late mid"
).split()
TEXTS = st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=14).map(" ".join)


@given(claim=TEXTS, text=TEXTS)
@example(claim="It covers 5 m in 2020.", text="It covers 5 m ² in 2020.")
@example(claim="It cost $5 to half a million.", text="It cost $5 to half a million.")
def test_a_check_judges_any_sentence_against_any_source(claim: str, text: str) -> None:
    judge(claim, Source(text, whole=text), lambda: 0.5)


@given(text=TEXTS)
@example(text="m ² in 2020")
def test_any_question_is_read(text: str) -> None:
    read_query(text, [Turn("user", text)], dt.date(2026, 3, 2))


@given(claim=TEXTS, text=TEXTS, language=st.sampled_from([None, "en", "fr"]))
@example(claim="It covers 5 m in 2020.", text="It covers 5 m ² in 2020.", language=None)
def test_a_verifier_checks_any_sentence(claim: str, text: str, language: str | None) -> None:
    text = f"{text}."
    article = Article("a.md", "A", text, "0" * 64, language=language)
    evidence = Evidence(
        1, 1, "a.md", article.version, "A", None, None, None, 0, len(text), text, ((0, len(text)),), 1.0, 1.0, 1, 1
    )
    verifier = Verifier([Quotable(1, evidence, (0, len(text)))], lambda path, version: article)
    assert verifier.check(DraftSentence(claim, (1,))).support in get_args(Support)


@given(
    text=st.lists(st.sampled_from(DATE_WORDS), max_size=12).map(" ".join),
    today=st.dates() | st.sampled_from([dt.date(2026, 3, 2), dt.date(2024, 2, 29)]),
    published=st.dates() | st.none(),
)
def test_any_period_is_read(text: str, today: dt.date, published: dt.date | None) -> None:
    if period := read_period(text, today):
        is_within(period, published, text)


FIRST_DAYS = [dt.date.min + dt.timedelta(days) for days in (0, 2, 40, 370)]
LAST_DAYS = [dt.date.max - dt.timedelta(days) for days in (0, 2, 40, 370)]


@pytest.mark.parametrize("today", [*FIRST_DAYS, *LAST_DAYS])
@pytest.mark.parametrize(
    "words",
    [
        "yesterday", "the day before yesterday", "last week", "this week", "this weekend", "last month", "this month",
        "this quarter", "last quarter", "last year", "this year", "two days ago", "999 years ago", "30 weeks ago",
        "the past five months", "the past 999 days", "last Friday", "on Monday", "in May", "since yesterday",
        "before last year", "after this year", "from yesterday until today", "between last March and now", "3 May",
        "on 29 February", "in the second quarter", "after Tuesday's vote", "since 1900", "in early May last year",
    ],
)  # fmt: skip
def test_a_period_beyond_the_years_1_to_9999_is_none(words: str, today: dt.date) -> None:
    period = read_period(f"What was reported {words}?", today)
    if period:
        write_period(period)
        for published in (today, dt.date.min, dt.date.max, None):
            is_within(period, published, f"It rained {words} and on 3 May and on 29 February 2024.")


def test_today_is_read_in_the_first_year() -> None:
    period = read_period("What was reported today?", dt.date.min)
    assert period
    assert (period.start, period.end) == (dt.date.min, dt.date.min)


@given(text=TEXTS | st.text())
@example(text="²⁰²⁴-⁰⁵-⁰¹")
@example(text="٢٠٢٤-٠٥-٠١")
@example(text="3 aprıl 2020")  # re.IGNORECASE takes these letters for those of "April", "Sep" and "mai"
@example(text="3 ſep 2020")
@example(text="3 MAİ 2020")
@example(text="3 May 0000")
@example(text=f"{'9' * 5000} May {'9' * 5000}")
def test_any_text_is_looked_through_for_dates(text: str) -> None:
    to_date(text)
    list(find_days(text))
    date_in_byline(text)
    date_in_name(text)
    list(days_in_address(f"/{text}/"))
    find_dates(text)


@pytest.mark.parametrize("sign", ["²", "½", "①", "Ⅻ"])
def test_what_only_looks_like_a_digit_is_no_number(sign: str) -> None:
    assert [each.value for each in read_quantities(f"m {sign} in 2020")] == [2020]
