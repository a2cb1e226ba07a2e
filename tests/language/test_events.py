"""When what a sentence tells happened: its own dates, seen from the date of its article."""

import datetime as dt
from calendar import day_name, month_name

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.events import find_event_date

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2035, 12, 31))
WEDNESDAY = dt.date(2019, 11, 20)
FORMS = (
    "On {0:%B} {0.day}, {0.year}, the court closed the case.",
    "The court closed the case on {0.day} {0:%B} {0.year}.",
    "The court, which sits in Reading, closed the case on {0:%B} {0.day}, {0.year}, after a short hearing.",
    "Judges closed the case on {0:%A}, {0:%B} {0.day}, {0.year}.",
)


@given(DAYS, DAYS, st.sampled_from(FORMS))
def test_a_day_in_the_main_clause_is_that_day_whenever_the_article_was_published(
    day: dt.date, published: dt.date, form: str
) -> None:
    found = find_event_date(form.format(day), published)
    assert found is not None
    assert (found.days, found.precision) == ((day, day), "day")


@given(DAYS, st.integers(0, 6), st.sampled_from(("on {}", "{} night", "late on {}")))
def test_a_weekday_is_the_latest_up_to_the_day_of_the_article(published: dt.date, weekday: int, when: str) -> None:
    found = find_event_date(f"Police arrested a man {when.format(day_name[weekday])}.", published)
    assert found is not None
    assert found.days[0].weekday() == weekday
    assert 0 <= (published - found.days[0]).days < 7


@given(DAYS, st.integers(0, 6), st.sampled_from(("will meet", "are due to meet", "are scheduled to meet")))
def test_a_weekday_of_what_is_to_come_is_the_next_from_the_day_of_the_article(
    published: dt.date, weekday: int, verb: str
) -> None:
    found = find_event_date(f"The ministers {verb} on {day_name[weekday]}.", published)
    assert found is not None
    assert found.days[0].weekday() == weekday
    assert 0 <= (found.days[0] - published).days < 7


@given(DAYS, st.integers(1, 12))
def test_a_month_of_the_past_without_a_year_is_the_latest(published: dt.date, month: int) -> None:
    found = find_event_date(f"The company closed two plants in {month_name[month]}.", published)
    assert found is not None
    first, last = found.days
    assert (first.month, first.day, (last + dt.timedelta(days=1)).day, found.precision) == (month, 1, 1, "month")
    assert dt.timedelta() <= published - first <= dt.timedelta(days=366)


@given(DAYS, st.integers(2, 12), st.sampled_from(("day", "week", "month", "year")))
def test_a_distance_is_counted_from_the_day_of_the_article(published: dt.date, count: int, unit: str) -> None:
    found = find_event_date(f"The bridge collapsed {count} {unit}s ago.", published)
    assert found is not None
    assert found.precision == unit
    days = {"day": 1, "week": 7, "month": 30.4, "year": 365.25}[unit] * count
    first, last = ((published - day).days for day in reversed(found.days))
    assert first <= days <= last or min(abs(first - days), abs(last - days)) <= 3


@given(DAYS, st.integers(2, 9), st.sampled_from((("later", 1), ("earlier", -1))))
def test_a_distance_from_what_was_told_is_counted_from_there(day: dt.date, count: int, side: tuple[str, int]) -> None:
    sentence = f"Police released the man {count} days {side[0]}."
    found = find_event_date(sentence, dt.date(2030, 1, 1), (day, day))
    assert found is not None
    assert found.days[0] == day + side[1] * dt.timedelta(days=count)
    assert find_event_date(sentence, dt.date(2030, 1, 1)) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "The 2016 law made no difference.",
        "Its revenue has grown since 2012.",
        "The firm has sued the maker of the 2018 model.",
        "Emissions must be halved by 2030.",
        "Prosecutors have dropped an inquiry into a claim made in 2010.",
        "He recalls that the party was founded in 1982.",
        "Black Friday prices are now live.",
        "Nobody was hurt.",
        "Trains run every Friday.",
    ],
)
def test_a_date_that_names_or_limits_something_is_not_when_it_happened(sentence: str) -> None:
    assert find_event_date(sentence, WEDNESDAY) is None


@pytest.mark.parametrize(
    ("sentence", "first", "last"),
    [
        ("The house will become a police station, the minister said on Tuesday.", (11, 19), (11, 19)),
        ("He was accused Wednesday of trying to deceive voters.", (11, 20), (11, 20)),
        ("He was sacked last night after five years.", (11, 19), (11, 19)),
        ("The fair opens next week.", (11, 25), (12, 1)),
        ("Sales fell last month, the company said on Monday.", (10, 1), (10, 31)),
        ("The paper was published online today (Nov. 20).", (11, 20), (11, 20)),
        ("The festival opened on 3 May and ended on 9 June 2019.", (5, 3), (5, 3)),
        ("It said on Tuesday that sales had fallen in 2016.", (11, 19), (11, 19)),
        ("Today the museum reopened.", (11, 20), (11, 20)),
        ("In May this year, travellers were stranded.", (5, 1), (5, 31)),
    ],
)
def test_the_date_that_says_when(sentence: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    found = find_event_date(sentence, WEDNESDAY)
    assert found is not None
    assert found.days == (dt.date(2019, *first), dt.date(2019, *last))


@pytest.mark.parametrize(("verb", "year"), [("bid", 2018), ("paid", 2018), ("will pay", 2019), ("is to pay", 2019)])
def test_a_month_that_begins_a_sentence_is_past_unless_its_verb_looks_ahead(verb: str, year: int) -> None:
    found = find_event_date(f"In December, the firm {verb} nine million for its rival.", WEDNESDAY)
    assert found is not None
    assert found.days == (dt.date(year, 12, 1), dt.date(year, 12, 31))


@given(
    st.text()
    | st.lists(st.sampled_from("on in since May 3 2019 next week two days later ago Friday , 0001".split())).map(
        " ".join
    ),
    st.none() | st.dates(),
    st.none() | st.dates(),
)
def test_any_text_of_any_day_is_read(sentence: str, published: dt.date | None, before: dt.date | None) -> None:
    found = find_event_date(sentence, published, (before, before) if before else None)
    if found:
        assert found.days[0] <= found.days[1]
        assert 0 <= found.span[0] < found.span[1] <= len(sentence)


@given(st.sampled_from(("on Tuesday", "yesterday", "last week", "in May", "two years ago")))
def test_an_article_without_a_date_says_when_only_by_a_whole_date(when: str) -> None:
    assert find_event_date(f"The court closed the case {when}.", None) is None
