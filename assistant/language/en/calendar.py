"""Months, weekdays, and days as an English sentence names them."""

import re

from assistant.language.base import Calendar

MONTHS = tuple("january february march april may june july august september october november december".split())
WEEKDAYS = tuple("monday tuesday wednesday thursday friday saturday sunday".split())
_OFFSETS = {"today": 0, "yesterday": -1, "tomorrow": 1, "tonight": 0}
_MONTH = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_SHORT_MONTH = _MONTH.replace(r"Mar(?:ch|\.)", r"Mar(?:ch|\.)?")  # beside a day it is nobody's name
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)"
_TO = r"(?:\s?(?:-|–|to|and|until|through)\s?(?P<last>\d{1,2})(?:st|nd|rd|th)?(?![\d.,%]*\d|%))?"
_FORMS = (
    r"(?P<year>(?:1[5-9]|20)\d\d)-(?P<number>\d\d)-(?P<day>\d\d)",
    rf"\b{_DAY}{_TO} (?:of )?{_SHORT_MONTH}\b(?:,? {_YEAR})?",
    rf"\b{_SHORT_MONTH} {_DAY}\b{_TO}(?:,? {_YEAR}\b)?",
    rf"\b{_MONTH}(?:,? (?:of )?{_YEAR})?\b",
    rf"(?<![\d$€£.,])\b{_YEAR}\b(?![,.]?\d|\s?(?:%|percent|per cent|million|billion|people|dollars|euros|pounds|km"
    rf"|miles)|-(?:mile|k|m|foot|year|page|word|seat|ton))",
    rf"\b(?P<weekday>{'|'.join(day.capitalize() for day in WEEKDAYS)})\b",
    rf"\b(?P<relative>{'|'.join(_OFFSETS)})\b",
)
CALENDAR = Calendar(
    months=MONTHS, weekdays=WEEKDAYS, offsets=_OFFSETS, forms=tuple(re.compile(form) for form in _FORMS)
)
