"""Words about time in a question: what period they mean, and which articles fall into it."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language import periods
from assistant.language.dates import read_period, wants_latest, without_dates
from assistant.language.periods import Bound, Period, is_within, write_period

TODAY = dt.date(2026, 11, 23)  # a Monday

PERIODS: list[tuple[str, str, Bound]] = [
    # Calendar weeks, months and years
    ("What happened last week?", "16–22 November 2026", "published"),
    ("What changed this month?", "November 2026", "published"),
    ("Who was elected last year?", "2025", "published"),
    ("What was decided two weeks ago?", "9–15 November 2026", "published"),
    ("What was decided a month ago?", "October 2026", "published"),
    ("How did trade do last quarter?", "July–September 2026", "published"),
    # Back from today
    ("What happened in the last week?", "16–23 November 2026", "published"),
    ("What was said in the past three days?", "20–23 November 2026", "published"),
    ("What was said over the last 48 hours?", "21–23 November 2026", "published"),
    ("What was said a few days ago?", "18–23 November 2026", "published"),
    # Days near today, with the day on which their news is reported
    ("What did Carney say yesterday?", "22–23 November 2026", "published"),
    ("What did Carney say two days ago?", "21–22 November 2026", "published"),
    ("What did Carney say on Monday?", "23–24 November 2026", "published"),
    ("What did Carney say last Monday?", "16–17 November 2026", "published"),
    ("What did Carney say last Friday?", "20–21 November 2026", "published"),
    ("What did Carney say Friday about steel?", "20–21 November 2026", "published"),
    ("Who won over the weekend?", "21–23 November 2026", "published"),
    ("What happened today?", "23 November 2026", "published"),
    # From and to a date
    ("What has changed since 3 March?", "since 3 March 2026", "published"),
    ("What has changed since last week?", "since 16 November 2026", "published"),
    ("What has changed from May 2024 onwards?", "since 1 May 2024", "published"),
    ("What has changed since late 2024?", "since 1 January 2024", "published"),
    ("What happened after Tuesday?", "since 18 November 2026", "published"),
    ("What happened after Tuesday's vote?", "since 17 November 2026", "published"),
    ("What happened after the 2024 election?", "since 1 January 2024", "published"),
    ("What was known before May?", "until 30 April 2026", "published"),
    ("What was known before the May summit?", "until 31 May 2026", "published"),
    ("What was the rate as of May 2024?", "until 31 May 2024", "published"),
    ("Who ruled before 2000?", "until 31 December 1999", "named"),
    # Dates that things happened on
    ("What happened in May 2024?", "May 2024", "named"),
    ("Who won in 2019?", "2019", "named"),
    ("What about 2019?", "2019", "named"),
    ("What happened on 3 March?", "3 March 2026", "named"),
    ("What happened on march 3rd?", "3 March 2026", "named"),
    ("What happened on March 3, 2024?", "3 March 2024", "named"),
    ("What happened on the 3rd of March 2024?", "3 March 2024", "named"),
    ("What happened on 29 February?", "29 February 2024", "named"),
    ("What happened on 2024-05-03?", "3 May 2024", "named"),
    ("What happened on 3/5/2024?", "3 May 2024", "named"),
    ("What happened on 5/13/2024?", "13 May 2024", "named"),
    ("What happened in early 2023?", "2023", "named"),
    ("What happened in mid-May?", "May 2026", "named"),
    ("What happened in December?", "December 2025", "named"),
    ("What was sold at the end of May?", "May 2026", "named"),
    ("What was in the papers of July?", "July 2026", "named"),
    ("What was the plan of May 2024?", "May 2024", "named"),
    ("What was sold in Q3 2025?", "July–September 2025", "named"),
    ("What was sold in the last quarter of 2024?", "October–December 2024", "named"),
    ("What was sold in March last year?", "March 2025", "named"),
    ("What was built ten years ago?", "2016", "named"),
    ("Did prices rise last March?", "March 2026", "published"),
    ("Did prices rise last November?", "November 2025", "published"),
    # From one date to another
    ("What happened between March and May 2024?", "March–May 2024", "named"),
    ("What happened between November 2025 and February?", "November 2025 – February 2026", "named"),
    ("What happened from November to February 2024?", "November 2023 – February 2024", "named"),
    ("What happened 3–9 May 2024?", "3–9 May 2024", "named"),
    ("What happened on May 3-9, 2024?", "3–9 May 2024", "named"),
    ("What happened between 30 May and 2 June?", "30 May – 2 June 2026", "named"),
    ("Who fought from 1914 to 1918?", "1914–1918", "named"),
    ("What was said from Monday to Friday?", "16–21 November 2026", "published"),
    ("What was said from 2024 to now?", "1 January 2024 – 23 November 2026", "published"),
    # The articles' own dates
    ("What did articles from May 2024 say?", "May 2024", "published"),
    ("Which articles about steel tariffs from 2024 are there?", "2024", "published"),
    ("What was published by Reuters in May?", "May 2026", "published"),
    ("Sum up the May 2024 coverage.", "May 2024", "published"),
    ("Which articles since 2010 are there?", "since 1 January 2010", "published"),
    ("Which articles from the last ten years are there?", "23 November 2016 – 23 November 2026", "published"),
    # The last one, and what stands beside other words
    ("Who won in 2019 and who in 2020?", "2020", "named"),
    ("What was planned in May 2024 for 2030?", "May 2024", "named"),
    ("Will prices that may rise have risen in May?", "May 2026", "named"),
    ("What were between 3 and 5 people doing in 2024?", "2024", "named"),
]

NO_PERIODS = [
    "",
    "What did Theresa May say?",
    "What did critics say of May's deal?",
    "What was the plan of May for the tram?",
    "Who is against the budget of April?",
    "Which prize was in June Sable's hands?",
    "What was found in March Hall?",
    "What may rise? May prices fall?",
    "Who will march on Washington? March on!",
    "How much is the 2019 model?",
    "Were there 2,019 people, or 2019.5?",
    "Did it cost $2019?",
    "What happened in 2000 people's homes?",
    "What happened in 2000 homes?",
    "What is planned for 2030?",
    "What is due by 2030?",
    "What is due by Friday?",
    "What is due next Friday, next week, next May, next year?",
    "Was the speech by May?",
    "What happens this December?",
    "What happens this Friday?",
    "What happens every Monday, or on a Tuesday?",
    "What did the Sunday Times print on Black Friday?",
    "What is Canada like today?",
    "What is known as of today?",
    "What was known until today?",
    "How has trade grown since 1990?",
    "How has trade grown from 1990 to today?",
    "How has trade grown over the last ten years?",
    "What happened on 31 February 2024?",
    "What happened on 2024-13-40?",
    "What is in the 2026/27 budget?",
]


@pytest.mark.parametrize(("question", "written", "bound"), PERIODS)
def test_words_about_time_mean_a_period(question: str, written: str, bound: Bound) -> None:
    period = read_period(question, TODAY)
    assert period
    assert (write_period(period), period.bound) == (written, bound)


@pytest.mark.parametrize("question", NO_PERIODS)
def test_other_words_are_no_period(question: str) -> None:
    assert read_period(question, TODAY) is None


@pytest.mark.parametrize(
    ("asked", "published", "text", "within"),
    [
        ("last week", "2026-11-18", "", True),
        ("last week", "2026-11-10", "It falls on 18 November 2026.", False),
        ("last week", None, "It fell on 18 November 2026.", False),
        ("in May 2024", None, "It was signed on Tuesday.", True),
        ("in May 2024", "2024-05-31", "", True),
        ("in May 2024", "2024-06-01", "", False),
        ("in May 2024", "2025-01-01", "It was signed in May 2024.", True),
        ("in May 2024", "2026-06-01", "It was signed in May 2024.", True),
        ("in May 2024", "2026-06-01", "It was signed on May 3, 2024.", True),
        ("in 2024", "2026-06-01", "It was signed in May 2023.", False),
        ("in May 2024", "2026-06-01", "It was signed on 2024-05-03.", True),
        ("in May 2024", "2026-06-01", "It was signed in the second quarter of 2024.", True),
        ("in May 2024", "2026-06-01", "It was signed in 2024.", False),
        ("in May 2024", "2026-11-01", "It was signed in May.", False),
        ("in May 2024", "2024-11-01", "It was signed in May.", True),
        ("in May 2024", "2024-11-01", "It may be signed. Mrs May agrees.", False),
        ("in May 2024", "2024-04-01", "It will be signed on 3 May.", True),
        ("in May 2024", "2025-11-01", "It was signed in May.", False),
        ("in May 2024", "2025-11-01", "It was signed in May last year.", True),
        ("on 3 March 2024", "2024-03-05", "It was signed on March 3.", True),
        ("on 3 March 2024", "2024-03-05", "It was signed on March 4.", False),
        ("in 2019", "2024-03-05", "Trade reached $8bn in 2019.", True),
        ("in 2019", "2024-03-05", "Trade reached $2019 and 2,019 tonnes.", False),
        ("before 2000", "2024-03-05", "It opened in 1995.", True),
        ("from 1914 to 1918", "2026-06-01", "It was fought in 1916.", True),
        ("articles from 2019", "2024-03-05", "Trade reached $8bn in 2019.", False),
    ],
)
def test_an_article_is_within_by_its_date_or_by_what_it_names(
    asked: str, published: str | None, text: str, within: bool
) -> None:
    period = read_period(asked, TODAY)
    assert period
    assert is_within(period, dt.date.fromisoformat(published) if published else None, text) is within


@pytest.mark.parametrize(
    ("question", "latest"),
    [
        ("What is the latest news on canola?", True),
        ("Who is currently in office?", True),
        ("What has been agreed so far?", True),
        ("Is it due by Monday at the latest?", False),
        ("Why is it so far away?", False),
    ],
)
def test_only_words_for_the_newest_ask_for_it(question: str, latest: bool) -> None:
    assert wants_latest(question) is latest


# Laws

days = st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31))
phrases = st.sampled_from([asked for asked, _, _ in PERIODS] + NO_PERIODS)
scraps = (
    "in on of by since before after between and to from the last past this early articles published news a few three 3 "
    "9th 31 0 999 days weeks months years ago May march Sept. Friday weekend yesterday today 2019 2,019 1899 "
    "2024-02-30 31/12/2024 Q4 quarter – - , 's ’s"
).split()
texts = st.one_of(
    st.text(),
    phrases,
    st.lists(st.sampled_from(scraps), max_size=12).map(" ".join),
    st.lists(phrases, max_size=3).map(" ".join),
)


@given(texts, days)
def test_a_period_is_in_order_has_begun_and_lies_in_the_question(question: str, today: dt.date) -> None:
    period = read_period(question, today)
    if period is None:
        return
    assert period.start or period.end
    assert period.start is None or period.end is None or period.start <= period.end
    assert period.start is None or period.start <= today
    assert period.start or (period.end and period.end < today), "no day so far is left out"
    start, end = period.span
    assert 0 <= start < end <= len(question)
    assert question[start:end].strip()
    assert write_period(period)


@given(texts, days, st.one_of(st.none(), st.dates()), texts)
def test_a_period_of_publication_is_a_plain_comparison(
    question: str, today: dt.date, published: dt.date | None, text: str
) -> None:
    period = read_period(question, today)
    if period is None:
        return
    plain = published is not None and (period.start or published) <= published <= (period.end or published)
    if period.bound == "published":
        assert is_within(period, published, text) == plain
    else:
        assert is_within(period, published, text) >= (plain or published is None)


NAMING = st.lists(
    st.sampled_from(
        "In 2019, In March | on 3 May | last year | 12/11/2018 | in March last year | fell. | the | 1999".split("|")
    ),
    max_size=6,
).map(" ".join)


@given(NAMING, st.dates(dt.date(1998, 1, 1), dt.date(2022, 1, 1)), st.integers(2016, 2021), st.integers(0, 3))
def test_the_quick_look_for_a_year_leaves_no_date_out(text: str, published: dt.date, year: int, more: int) -> None:
    period = Period(dt.date(year, 1, 1), dt.date(year + more, 12, 31), (0, 1), "named")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(periods, "FEW_YEARS", 0)
        every = is_within(period, published, text)
    assert is_within(period, published, text) == every


@given(days, days)
def test_a_period_that_is_written_is_read_back(one: dt.date, other: dt.date) -> None:
    period = Period(min(one, other), max(one, other), (0, 0), "named")
    read = read_period(f"in {write_period(period)}", dt.date(2100, 1, 1))
    assert read
    assert (read.start, read.end) == (period.start, period.end)


@given(st.integers(1900, 2099), st.integers(1, 12), st.integers(0, 24))
def test_whole_months_and_years_are_read_back(year: int, month: int, more: int) -> None:
    at = year * 12 + month + more
    period = Period(dt.date(year, month, 1), dt.date(at // 12, at % 12 + 1, 1) - dt.timedelta(days=1), (0, 0), "named")
    read = read_period(f"in {write_period(period)}", dt.date(2102, 1, 1))
    assert read is None or (read.start, read.end) == (period.start, period.end)
    assert read or at >= 2100 * 12


@given(phrases, st.integers(0, 400), st.integers(0, 400))
def test_words_far_from_a_date_do_not_change_it(question: str, before: int, after: int) -> None:
    alone = read_period(question, TODAY)
    padded = read_period(f"{'so ' * before}{question}{' so' * after}", TODAY)
    assert (alone and write_period(alone)) == (padded and write_period(padded))


@pytest.mark.parametrize("question", ["Which tariff did Canada put on cars", "What did Orla Brun say of the ferry"])
@pytest.mark.parametrize("held_in", ["in articles published", "in any news posted", "from stories published"])
@pytest.mark.parametrize("when", ["in May 2024", "on 10 February 2026", "since March"])
def test_articles_of_a_time_are_no_part_of_what_is_asked(question: str, held_in: str, when: str) -> None:
    assert without_dates(f"{question} {held_in} {when}?", TODAY).rstrip(" ?") == question
    assert without_dates(f"{question}, {held_in} {when}?", TODAY).rstrip(" ?") == question
