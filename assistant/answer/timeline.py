"""Passages about something -> what happened on which day, oldest first.

Of each article, the sentence or two are taken that name what is asked for, tell that something happened, and say when.
A sentence that does not say when is of the day its article was published, and is marked so. Sentences that say the same
of the same day are one event.
"""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import exp

import numpy as np
from numpy.typing import NDArray

from assistant.answer.summary import POOR, Candidate, is_same, read_candidates
from assistant.language import DEFAULT
from assistant.language.events import find_event_date
from assistant.language.periods import Period, named_days, write_period
from assistant.language.written import Days
from assistant.records import ArticlePath, Evidence, Quotable, Version
from assistant.store.records import Encoded

PER_ARTICLE = 2  # events of one article; the second must be of another day
MOST = 20  # events of a timeline
# What makes a sentence one of a timeline; the cosine to what is asked for is added.
NAMES_IT, SAYS_WHEN, HAPPENS = 0.5, 0.3, 0.2
OPENS, OPENING_SENTENCES = 0.3, 2.0  # for the first sentence of an article, if it does not say when; how soon that ends
HISTORY = -0.5  # for one that does not say when, and names days ``LONG_AGO`` before its article
LONG_AGO = dt.timedelta(days=366)
LEAST = 0.3  # of that sum
CROWDED = 0.6  # what a further event of a day counts, where there are more than MOST
SAME_EVENT, SAME_DAY = 0.8, 0.6  # cosine of two sentences about one event; if both name one and the same day
LONG_GAP, GAP_DAYS = 0.2, 14  # share of the whole span, and days, of a stretch without events that is pointed out
RELEVANT = 0.25  # cosine of a sentence that belongs to what is asked for, though it does not name it


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, and the sentences that tell it."""

    days: Days  # first and last; more than one where only the week, month or year is known
    quotables: tuple[Quotable, ...]  # the best first; the others say the same in other articles
    reported: bool  # no sentence says when: it is the day of publication

    @property
    def when(self) -> str:
        """The day for people: "3 March 2019", "March 2019", "Reported 3 March 2019"."""
        return f"Reported {write_days(self.days)}" if self.reported else write_days(self.days)


@dataclass(frozen=True, slots=True, eq=False)
class _Dated:
    """A sentence that may be one of a timeline."""

    candidate: Candidate
    days: Days
    reported: bool
    score: float


def make_timeline(
    found: Sequence[tuple[Evidence, Encoded]],
    names: Callable[[str], bool],
    vector: NDArray[np.float32],
    most: int = MOST,
) -> list[Event]:
    """The events that some passages tell of what is asked for, oldest first.

    names: whether a text names it. vector: of what is asked for, of unit length. A sentence of an undated article must
    say when.
    """
    dated = _date_sentences(read_candidates(found), names, vector)
    events = _merge(_pick(dated))
    kept = _spread(events, most)
    return [event for _, event in sorted(kept, key=lambda each: _order(each[1]))]


def _date_sentences(
    candidates: Sequence[Candidate], names: Callable[[str], bool], vector: NDArray[np.float32]
) -> list[_Dated]:
    """The sentences that may be shown, with the days on which what they tell happened."""
    dated, before, last = [], None, None
    for each in candidates:
        evidence = each.quotable.evidence
        follows = last is not None and last.article == each.article and last.place + 1 == each.place
        named = names(each.text)
        leans = bool(DEFAULT.answers.leaning.match(each.text)) and follows and last is not None and names(last.text)
        date = find_event_date(each.text, evidence.date, before if follows else None)
        before, last = (date.days if date else None), each
        days = date.days if date else (evidence.date, evidence.date) if evidence.date else None
        cosine = float(each.vector @ vector)
        if not days or each.quotable.evidence.suspicious:
            continue
        if not (named or leans or (names(evidence.title) and cosine >= RELEVANT)):
            continue
        score = cosine + NAMES_IT * named + HAPPENS * happens(each.text)
        score += SAYS_WHEN if date else OPENS * exp(-each.place / OPENING_SENTENCES)
        if not date and evidence.date and is_history(each.text, evidence.date):
            score += HISTORY
        dated.append(_Dated(each, days, date is None, score))
    return weigh([each for each in dated if each.score >= LEAST] or dated)


def weigh(dated: Sequence[_Dated]) -> list[_Dated]:
    """The sentences, less if they do not stand by themselves; fragments only of articles that have nothing else."""
    whole = {each.candidate.article for each in dated if each.candidate.quality}
    return [
        replace(each, score=each.score * (each.candidate.quality or POOR))
        for each in dated
        if each.candidate.quality or each.candidate.article not in whole
    ]


def is_history(text: str, published: dt.date) -> bool:
    """True if a sentence names days long before its article."""
    return any((published - last) > LONG_AGO for _, last in named_days(text, published))


def happens(text: str) -> bool:
    """True if a sentence tells of something that was done, or is to be."""
    past = DEFAULT.checks.claims.past if DEFAULT.checks else re.compile("")
    return bool(past.search(text) or DEFAULT.events.planned.search(text))


def _pick(dated: Sequence[_Dated]) -> list[_Dated]:
    """The best sentences of each article, each of another day; best first."""
    picked: dict[tuple[ArticlePath, Version], list[_Dated]] = {}
    for each in sorted(dated, key=lambda each: -each.score):
        own = picked.setdefault(each.candidate.article, [])
        if len(own) < PER_ARTICLE and not any(_overlap(each.days, other.days) for other in own):
            own.append(each)
    return sorted((each for own in picked.values() for each in own), key=lambda each: -each.score)


def _merge(dated: Sequence[_Dated]) -> list[tuple[float, Event]]:
    """Events with their scores, best first: sentences that say the same of the same day are one."""
    groups: list[list[_Dated]] = []
    for each in dated:
        group = next((group for group in groups if _same_event(group[0], each)), None)
        if group is None:
            groups.append([each])
        else:
            group.append(each)
    events = []
    for group in groups:
        exact = min(group, key=lambda each: (each.reported, _length(each.days)))  # who says when knows better
        quotables = tuple(each.candidate.quotable for each in group)
        events.append((group[0].score, Event(exact.days, quotables, exact.reported)))
    return events


def _same_event(one: _Dated, other: _Dated) -> bool:
    near = one.reported or other.reported  # news of a day is published on that day or the next
    days = (
        (one.days[0] - dt.timedelta(days=near), one.days[1] + dt.timedelta(days=near))
        if _inside(one.days)
        else one.days
    )
    cosine = float(one.candidate.vector @ other.candidate.vector)
    least = SAME_DAY if not near and one.days == other.days and _length(one.days) == 1 else SAME_EVENT
    return _overlap(days, other.days) and (cosine >= least or is_same(one.candidate, other.candidate))


def _inside(days: Days) -> bool:
    """True if a day lies before and after some days."""
    return days[0] > dt.date.min and days[1] < dt.date.max


def _spread(events: Sequence[tuple[float, Event]], most: int) -> list[tuple[float, Event]]:
    """At most so many events, the best ones, each further one of a month counting less."""
    left, kept = list(events), list[tuple[float, Event]]()
    crowd: dict[tuple[int, int], int] = {}
    while left and len(kept) < most:
        best = max(left, key=lambda each: each[0] * CROWDED ** crowd.get(_month(each[1]), 0))
        left.remove(best)
        kept.append(best)
        crowd[_month(best[1])] = crowd.get(_month(best[1]), 0) + 1
    return kept


def describe(events: Sequence[Event]) -> str:
    """How many events, from when to when, and the longest stretch without one, in a line."""
    last = max(events, key=lambda event: event.days[1])
    first, end = (write_days(event.days) for event in (events[0], last))
    period = f"from {first} to {end}" if first != end else f"of {first}"
    gap = find_gap(events)
    nothing = f"; nothing for {write_days(gap)}" if gap else ""
    return f"{len(events)} event{'s' if len(events) > 1 else ''} {period}{nothing}."


def find_gap(events: Sequence[Event]) -> Days | None:
    """The longest stretch between events without one, if it is long: its first and last day."""
    first, last = events[0].days[0], max(event.days[1] for event in events)
    until, gaps = events[0].days[1], list[Days]()
    for event in events[1:]:
        if (event.days[0] - until).days > 1:
            gaps.append((until + dt.timedelta(days=1), event.days[0] - dt.timedelta(days=1)))
        until = max(until, event.days[1])
    longest = max(gaps, key=_length, default=None)
    return longest if longest and _length(longest) >= max(GAP_DAYS, LONG_GAP * (last - first).days) else None


def write_days(days: Days) -> str:
    """Some days for people: "3 March 2019", "March 2019"."""
    return write_period(Period(days[0], days[1], (0, 0), "named"))


def _order(event: Event) -> tuple[dt.date, dt.date, ArticlePath]:
    return (*event.days, event.quotables[0].evidence.article)


def _month(event: Event) -> tuple[int, int]:
    return event.days[0].year, event.days[0].month


def _overlap(one: Days, other: Days) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _length(days: Days) -> int:
    return (days[1] - days[0]).days + 1
