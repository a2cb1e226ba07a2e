"""Months and weekdays."""

MONTHS = tuple("january february march april may june july august september october november december".split())
MONTH_STARTS = tuple(month[:3] for month in MONTHS)  # by which a month is known, however it is shortened
WEEKDAYS = tuple("monday tuesday wednesday thursday friday saturday sunday".split())
