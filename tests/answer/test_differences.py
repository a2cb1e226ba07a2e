"""Disagreements between sources: the same thing with other figures or days, and what is no disagreement."""

import datetime as dt
import itertools

import pytest

from assistant.answer.differences import Statement, find_differences

DAYS = [dt.date(2026, 5, day) for day in (3, 9, 6, 1)]
COUNTED = ("people", "soldiers", "passengers", "children")
DEEDS = ("died when the bridge collapsed in Tarn", "were rescued from the flooded mine near Orle")


def differ(*texts: str) -> list[list[str]]:
    """The values of each difference among the sentences of as many articles."""
    said = [Statement(text, f"{at}.md", DAYS[at], at + 1) for at, text in enumerate(texts)]
    return [[value.value for value in each.values] for each in find_differences(said, lambda _: 1.0)]


@pytest.mark.parametrize(("noun", "deed"), itertools.product(COUNTED, DEEDS))
def test_another_figure_for_the_same_thing_is_shown_newest_first(noun: str, deed: str) -> None:
    assert differ(f"A total of 40 {noun} {deed}.", f"Now 43 {noun} {deed}, officials said.") == [["43", "40"]]


@pytest.mark.parametrize(("noun", "deed"), itertools.product(COUNTED, DEEDS))
def test_the_same_figure_and_figures_of_other_things_do_not_differ(noun: str, deed: str) -> None:
    first = f"A total of 40 {noun} {deed}."
    place = "Tarn" if "Tarn" in deed else "Orle"
    assert differ(first, f"Forty {noun} {deed}.") == []
    assert differ(first, f"A total of 43 {noun} {deed.replace(place, 'Velm')}.") == []
    assert differ(first, f"A total of 43 trucks {deed}.") == []


def test_those_who_died_are_not_compared_with_those_who_were_hurt() -> None:
    assert (
        differ(
            "40 people died when the bridge collapsed in Tarn.",
            "43 people were injured when the bridge collapsed in Tarn.",
        )
        == []
    )


def test_a_rounded_figure_does_not_differ() -> None:
    assert differ("Over 40 people died when the bridge collapsed.", "43 people died when the bridge collapsed.") == []


def test_three_sources_make_one_difference() -> None:
    texts = [f"The court fined Halden Bank $ {value} million for hiding losses." for value in (20, 25, 30)]
    assert [len(values) for values in differ(*texts)] == [3]


def test_another_day_for_the_same_thing_is_shown() -> None:
    said = differ("The new tunnel to Orle opens on 4 June 2026.", "The new tunnel to Orle opens on 8 June 2026.")
    assert said == [["8 June 2026", "4 June 2026"]]


OPENS = "The new tunnel to Orle opens {}."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("on 4 June 2026", "on June 4, 2026"),
        ("on 4 June 2026", "in June 2026"),
        ("on 4 June", "in 2026"),
        ("in 2026", "in June"),
        ("on Sunday", "on 4 June"),
        ("on 4 June 2026", "on Thursday"),
    ],
)
def test_days_that_may_be_one_do_not_differ(one: str, other: str) -> None:
    assert differ(OPENS.format(one), OPENS.format(other)) == []
    assert differ(OPENS.format(other), OPENS.format(one)) == []


@pytest.mark.parametrize(
    ("one", "other"), [("in June 2026", "in July 2026"), ("in 2026", "on 4 June 2027"), ("on Sunday", "on Monday")]
)
def test_days_with_a_part_that_differs_are_shown(one: str, other: str) -> None:
    assert len(differ(OPENS.format(one), OPENS.format(other))) == 1


def test_the_same_words_for_a_day_do_not_differ() -> None:
    assert differ(OPENS.format("today"), OPENS.format("today")) == []


def test_weekdays_of_other_weeks_do_not_differ() -> None:
    days = (dt.date(2026, 5, 3), dt.date(2026, 6, 3))
    said = [
        Statement(OPENS.format(f"on {day}"), day, date, at)
        for at, (day, date) in enumerate(zip(("Sunday", "Monday"), days, strict=True))
    ]
    assert find_differences(said, lambda _: 1.0) == ()


@pytest.mark.parametrize("form", ["pic.example.com/{}pSXJPW", "pic.example.com/dUO{}JMxR", "the bridge TX{}"])
def test_a_figure_within_a_word_is_none(form: str) -> None:
    assert differ(*(f"People who crossed the old river filmed {form.format(value)}" for value in (4, 7))) == []


def test_figures_of_different_days_do_not_differ() -> None:
    assert (
        differ("On 4 June 2026 the index closed at 300 points.", "On 8 June 2026 the index closed at 312 points.") == []
    )


def test_one_article_does_not_disagree_with_itself() -> None:
    said = [Statement(f"{n} people died when the bridge collapsed.", "a.md", None, n) for n in (40, 43)]
    assert find_differences(said, lambda _: 1.0) == ()
