"""What happened on which day, oldest first."""

import datetime as dt
import re

from hypothesis import given
from hypothesis import strategies as st

from assistant.answer.timeline import Event, describe, find_gap, make_timeline
from assistant.records import Evidence, Quotable
from assistant.store.records import Encoded

from passages import make_passage, vector_of  # isort: skip - lies beside the folder of this file

DAY = dt.timedelta(days=1)
NOVEMBER = dt.date(2019, 11, 20)
VERBS = ("closed", "sold", "opened", "sued", "bought", "warned", "paid", "lost", "hired", "moved", "painted", "flooded")


def timeline_of(*found: tuple[Evidence, Encoded], most: int = 20) -> list[Event]:
    return make_timeline(found, lambda text: bool(re.search(r"\bKestrel\b", text)), vector_of("Kestrel"), most)


def days_of(events: list[Event]) -> list[tuple[str, str]]:
    return [(event.when, event.quotables[0].text) for event in events]


@given(st.lists(st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)), min_size=1, max_size=12, unique=True))
def test_events_ascend_by_the_day_told_not_by_the_day_published(days: list[dt.date]) -> None:
    found = [
        make_passage(f"Kestrel {verb} its mill {number} on {day.day} {day:%B} {day.year}.", f"{number}.md", published)
        for number, (day, verb, published) in enumerate(zip(days, VERBS, reversed(days), strict=False))
    ]
    events = timeline_of(*found)
    assert [event.days[0] for event in events] == sorted(days[: len(VERBS)])
    assert not any(event.reported for event in events)


@given(st.permutations(range(6)))
def test_a_timeline_does_not_depend_on_the_order_of_its_passages(order: list[int]) -> None:
    found = [
        make_passage(f"Kestrel {VERBS[at]} mill number {at} on {at + 1} May 2019.", f"{at}.md", NOVEMBER)
        for at in range(6)
    ]
    assert timeline_of(*(found[at] for at in order)) == timeline_of(*found)


def test_a_sentence_that_says_no_day_is_of_the_day_it_was_published() -> None:
    events = timeline_of(make_passage("Kestrel closed its oldest mill in Reading.", "a.md", NOVEMBER))
    assert days_of(events) == [("Reported 20 November 2019", "Kestrel closed its oldest mill in Reading.")]


def test_relative_days_are_seen_from_the_article() -> None:
    events = timeline_of(
        make_passage("Kestrel closed its oldest mill on Monday.", "a.md", NOVEMBER),
        make_passage("Kestrel bought a paper plant last month.", "b.md", NOVEMBER),
    )
    assert [event.when for event in events] == ["October 2019", "18 November 2019"]


def test_articles_that_tell_the_same_event_make_one() -> None:
    events = timeline_of(
        make_passage("Kestrel closed its oldest mill in Reading on Monday.", "a.md", NOVEMBER),
        make_passage("On 18 November Kestrel closed its oldest mill in Reading.", "b.md", NOVEMBER + DAY),
        make_passage("Kestrel closed its oldest mill in Reading.", "c.md", NOVEMBER - DAY),
        make_passage("Kestrel closed its oldest mill in Reading on 18 March.", "d.md", NOVEMBER),
    )
    assert [(event.when, len(event.quotables), event.reported) for event in events] == [
        ("18 March 2019", 1, False),
        ("18 November 2019", 3, False),
    ]


def test_history_is_not_of_the_day_it_was_published() -> None:
    news = "The paper plant of Kestrel hired 40 people."
    events = timeline_of(make_passage(f"The 1967 fire destroyed the mill of Kestrel. {news}", "a.md", NOVEMBER))
    assert [event.quotables[0].text for event in events] == [news]


def test_an_article_without_a_date_counts_where_a_sentence_names_the_whole_day() -> None:
    events = timeline_of(
        make_passage("Kestrel closed its oldest mill on Monday. Kestrel sold a plant on 3 May 2011.", "a.md")
    )
    assert days_of(events) == [("3 May 2011", "Kestrel sold a plant on 3 May 2011.")]


def test_what_is_about_others_is_left_out() -> None:
    assert timeline_of(make_passage("Osprey closed its oldest mill on Monday.", "a.md", NOVEMBER)) == []


def test_a_timeline_that_is_cut_spreads_over_the_months() -> None:
    """The sentences of one busy month fit better than those of all others together, and do not crowd them out."""
    busy = [
        make_passage(f"Kestrel {verb} at Kestrel {at} on {at + 1} May 2019.", f"{at}.md")
        for at, verb in enumerate(VERBS)
    ]
    months = [
        make_passage(f"Kestrel {verb} a distant northern farm on 3 {dt.date(2019, at, 1):%B} 2018.", f"m{at}.md")
        for at, verb in enumerate(VERBS[:6], 1)
    ]
    events = timeline_of(*busy, *months, most=7)
    assert len(events) == 7
    assert len({(event.days[0].year, event.days[0].month) for event in events}) >= 4


def event_of(first: dt.date, last: dt.date | None = None) -> Event:
    evidence, _ = make_passage("Kestrel closed.")
    return Event((first, last or first), (Quotable(0, evidence, (0, 15)),), reported=False)


@given(st.lists(st.dates(dt.date(2000, 1, 1), dt.date(2004, 1, 1)), min_size=1, max_size=20).map(sorted))
def test_a_gap_holds_no_event_and_is_between_two(days: list[dt.date]) -> None:
    gap = find_gap([event_of(day) for day in days])
    if gap:
        assert gap[0] - DAY in days
        assert gap[1] + DAY in days
        assert not any(gap[0] <= day <= gap[1] for day in days)


def test_a_timeline_says_its_span_and_its_gap() -> None:
    days = [dt.date(2019, 3, 3), dt.date(2019, 3, 5), dt.date(2019, 6, 9)]
    assert describe([event_of(day) for day in days]) == (
        "3 events from 3 March 2019 to 9 June 2019; nothing for 6 March – 8 June 2019."
    )
    assert describe([event_of(days[0])]) == "1 event of 3 March 2019."
