"""The words by which a language's sentences tell when something happened."""

import re
from dataclasses import dataclass

NEVER = re.compile(r"(?!)")  # matches nothing


@dataclass(frozen=True, slots=True)
class Events:
    """How a sentence tells when something happened; see ``language/events.py``."""

    ahead: re.Pattern[str] = NEVER  # groups word, unit, date: "tomorrow", "next week", "next Friday"
    later: re.Pattern[str] = NEVER  # groups count, side, next, unit: "two days later", "the next day"
    earlier: frozenset[str] = frozenset()  # words of ``later`` that lead back
    range: re.Pattern[str] = NEVER  # between two dates of which the second has the year of both
    leads: re.Pattern[str] = NEVER  # the end of the text before a date that says when: "on"
    bounds: re.Pattern[str] = NEVER  # before a date that only limits it: "after"
    states: re.Pattern[str] = NEVER  # before one since when, or until when, something holds: "since"
    named: re.Pattern[str] = NEVER  # behind a date that is part of a name: "Tuesday's vote", "the 2016 law"
    possessive: re.Pattern[str] = NEVER  # behind "Tuesday", of "Tuesday's"
    holiday: re.Pattern[str] = NEVER  # before a weekday that is the name of one day of the year: "Good Friday"
    present: re.Pattern[str] = NEVER  # verbs of what is so now, with which no past date goes: "has left"
    subordinate: re.Pattern[str] = NEVER  # words that open another clause
    clause: re.Pattern[str] = NEVER  # what stands between two clauses
    planned: re.Pattern[str] = NEVER  # words of what is to come


NO_EVENTS = Events()
