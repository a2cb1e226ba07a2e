"""Whether a source names the days of a claim, as they are written or as its article's date completes them."""

import datetime as dt
from collections.abc import Sequence

from assistant.language.written import WrittenDate


def missing_days(
    claimed: Sequence[WrittenDate],
    stated: Sequence[WrittenDate],
    published: dt.date | None,
    *,
    by_its_article: bool = True,
) -> list[WrittenDate]:
    """The days that no source names. published: the date of its article, which fills in what it leaves out.

    by_its_article: whether a claim may name that date, though the source says nothing of when it happened.
    """
    own = [each for day in stated for each in _completed(day, published)]
    dated = (
        [WrittenDate((0, 0), published.year, published.month, published.day, published.weekday())] if published else []
    )
    years = any(day.year for day in stated)  # where a sentence names years itself, its article's is no other

    def may_be_its_articles(day: WrittenDate) -> bool:
        """True for a whole date or a year: the month of an article says nothing of its content."""
        return by_its_article and (bool(day.day and day.month) or (day.month is None and not years))

    return [
        day
        for day in claimed
        if not any(_names(day, each) for each in [*own, *(dated if may_be_its_articles(day) else [])])
    ]


def _completed(day: WrittenDate, published: dt.date | None) -> list[WrittenDate]:
    """A date of a source, and the same with its year or whole date where the article's date gives it."""
    if published is None:
        return [day]
    if day.offset is not None or day.weekday is not None:
        around = [published + dt.timedelta(days=days) for days in range(-7, 8)]
        if day.offset is not None:
            around = [published + dt.timedelta(days=day.offset)]
        dates = [each for each in around if day.weekday in (None, each.weekday())]
        return [
            day,
            *(WrittenDate(day.span, each.year, each.month, each.day, each.weekday(), day.offset) for each in dates),
        ]
    month = day.month
    if day.year is None and month:
        near = min(
            (published.year + shift for shift in (-1, 0, 1)),
            key=lambda year: abs((year - published.year) * 12 + month - published.month),
        )
        return [day, WrittenDate(day.span, near, day.month, day.day)]
    return [day]


def _names(claimed: WrittenDate, stated: WrittenDate) -> bool:
    """True if the stated date has all that the claimed one has."""
    if claimed.offset is not None:
        return claimed.offset == stated.offset
    pairs = (
        (claimed.year, stated.year),
        (claimed.month, stated.month),
        (claimed.day, stated.day),
        (claimed.weekday, stated.weekday if stated.weekday is not None else _weekday(stated)),
    )
    return all(ours is None or ours == theirs for ours, theirs in pairs)


def _weekday(day: WrittenDate) -> int | None:
    if not (day.year and day.month and day.day):
        return None
    try:
        return dt.date(day.year, day.month, day.day).weekday()
    except ValueError:
        return None
