"""How English writes dates and periods, in questions and in the articles they ask for."""

import re
from collections.abc import Mapping

from assistant.language.base import Boundary, Periods, TimeUnit
from assistant.language.en.numbers import ONES

COUNTS = {word: n for n, word in enumerate(ONES[1:13], 1)}
VAGUE = {"few": 5, "a few": 5, "several": 7}
COUNTS |= {"a": 1, "an": 1, "couple of": 2, "a couple of": 2} | VAGUE
QUARTERS = {word: n for n in (1, 2, 3, 4) for word in (f"q{n}", ("first", "second", "third", "fourth")[n - 1])}
QUARTERS |= {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "last": 4, "final": 4}
# Dates as they are written. All patterns ignore case but where they say (?-i:...).
YEAR = r"(?<![\w$€£¥₹])(?<!\d[.,])(?:1[89]|20)\d\d\b(?![.,]\d)"
LONE_YEAR = (
    rf"{YEAR}(?!['’]s\b|[-–/]\d\d?\b| ?%| (?:people|men|women|children|workers|troops|soldiers|cases|deaths|jobs|homes"
    r"|votes|seats|others|times|hours|GMT|dollars|euros|pounds|tonnes|tons|miles|km|kilometres|met(?:re|er)s)\b)"
)
OF_YEAR = rf",? (?:of |in )?(?:{YEAR}|(?:last|this) year\b)"
MONTH = (
    r"\b(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)(?:\.(?= )|\b)"
)
CAPITAL = rf"(?=(?-i:[A-Z])){MONTH}"
BARE = (  # a month that cannot be another word: "may" and "march" are verbs
    rf"(?:(?!May['’]s){CAPITAL}"
    r"|\b(?:january|february|april|june|july|september|october|november|december)\b)"
)
NUMBER = r"(?<![\w.,/$€£¥₹])(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?\b(?![.,:/]\d)"
DAY_MONTH = rf"(?:(?:the (?=\w+ of ))?{NUMBER} (?:of )?{MONTH}|{MONTH} (?:the )?{NUMBER})"
CAPITAL_DAY = DAY_MONTH.replace(MONTH, CAPITAL)
QUARTER = r"\b(?:the )?(?:Q[1-4]|(?:first|second|third|fourth|1st|2nd|3rd|4th|final) quarter)\b"
LAST_QUARTER = r"\b(?:the )?last quarter\b"
NUMERIC = rf"{YEAR}-\d\d-\d\d\b|(?<![\w/])\d\d?/\d\d?/{YEAR}"
DATED = rf"(?:{NUMERIC}|{DAY_MONTH}{OF_YEAR}|{MONTH},? (?:of )?{YEAR}|(?:{BARE}|{QUARTER}|{LAST_QUARTER}){OF_YEAR})"
WEEKDAY = r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
COUNT = rf"\b(?:\d{{1,3}}|{'|'.join(sorted(COUNTS, key=len, reverse=True))})"
UNIT = "(?:hour|day|fortnight|week|month|quarter|year)"
EDGE = r"(?:the )?(?:early|earlier|late|later|mid|(?:middle|start|beginning|end|month|rest) of|year)[ -]"
ABSOLUTE = rf"(?:{DATED}|{DAY_MONTH}|{QUARTER}|{BARE}|{LONE_YEAR})"
RELATIVE = (
    r"(?:\b(?:today|this (?:morning|afternoon|evening)|(?:the day before )?yesterday|last night)\b"
    r"|\b(?:(?:this|last|the previous) (?:week|weekend|month|quarter|year)|the weekend)\b(?! of\b)"
    rf"|\b(?:(?:the |these )?(?:last|past|previous) {COUNT} {UNIT}s?"
    r"|(?:the last|(?:the |this )?past) (?:week|fortnight|month|quarter|year))\b(?! of\b)"
    rf"|(?<!than )(?<!over )(?<![\d.,]){COUNT} {UNIT}s? ago\b"
    rf"|(?:\b(?:this|last|past) )?{WEEKDAY}"
    rf"|\b(?:this|last) {BARE})"
)
PIECE = rf"(?:{RELATIVE}|{ABSOLUTE})"
TO = r"(?: ?[-–] ?| (?:and|or|to|until|till|through)(?: in| on)? )"
NEWS = r"(?:articles?|news|stor(?:y|ies)|coverage|headlines|reports)"
# Where a period begins or ends that a word opens: at a day that is in it, or right beside it.
BOUNDARIES: Mapping[str, Boundary] = {
    "on or after": "from", "since": "from", "after": "after", "on or before": "until", "before": "before",
    "prior to": "before", "until": "until", "till": "until", "up to": "until", "by": "until", "as of": "until",
}  # fmt: skip


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE | re.ASCII)


UNITS: tuple[TimeUnit, ...] = ("hour", "day", "fortnight", "week", "weekend", "month", "quarter", "year")
PERIODS = Periods(
    units={unit: unit for unit in UNITS},
    which={"this": "this", "last": "last", "past": "past", "the": "the"},
    days_ago={"yesterday": 1, "last night": 1, "the day before yesterday": 2},
    now={"now": "today", "the present": "today"},
    nowadays=frozenset({"today"}),
    looks_ahead=frozenset({"by"}),
    day_leads=frozenset({"on", "at", "over", "within"}),
    person_leads=frozenset({"of"}),
    people=frozenset({"april", "may", "june", "august", "march", "jan"}),
    possessives=("'s", "’s"),
    lists=_pattern(r"and|or"),
    between=_pattern(r"between"),
    counts=COUNTS,
    vague=VAGUE,
    quarters=QUARTERS,
    boundaries=BOUNDARIES,
    as_a_thing={"after": "since", "before": "until", "prior to": "until"},  # "after Tuesday's vote"
    # What a question may say, as FORMS reads it.
    range=_pattern(
        rf"(?P<lead>\b(?:between|from|in|of|on|during|for|over|throughout) )?(?P<edge>\b{EDGE})?"
        rf"(?P<first>{PIECE}|{NUMBER})"
        rf"(?P<to>{TO})(?:{EDGE})?(?P<last>{PIECE}|{NUMBER}(?:,? {YEAR})?|(?:now|the present)\b)"
    ),
    since=_pattern(
        rf"(?:\b(?:(?:a |the )?few|some|several|the) (?P<near>day|week|month)s )?"
        rf"\b(?P<word>{'|'.join(BOUNDARIES)}) (?P<edge>{EDGE})?(?:(?P<date>{PIECE})|the (?P<thing>{PIECE}))"
        rf"(?P<possessive>['’]s\b)?|\bfrom (?:{EDGE})?(?P<onwards>{PIECE}) onwards?\b"
    ),
    plain=_pattern(
        rf"(?P<lead>\b(?:in|of|during|from|for|throughout|what about|how about|on|at|over|within) )?(?P<edge>\b{EDGE})?"
        rf"(?P<date>{PIECE})"
    ),
    # Each of those has such a word. The first character stands alone, so that `re` leaps from one such to the next.
    time_word=re.compile(
        r"[12QqJjFfMmAaSsOoNnDdWwTtYyHhEe](?<!\w.)(?i:(?<=[12])\d{3}\b|(?<=q)[1-4]\b|(?<=d)ays?\b|(?<=w)eek|(?<=m)onth"
        r"|(?<=y)(?:ear|esterday)|(?<=q)uarter|(?<=h)ours?\b|(?<=n)ight|(?<=m)orning|(?<=a)fternoon|(?<=e)vening|(?<=t)oday"
        r"|(?<=f)ortnight|(?<=m)on|(?<=t)ue|(?<=w)ed|(?<=t)hu|(?<=f)ri|(?<=s)(?:at|un)"
        r"|(?<=j)(?:an|un|ul)|(?<=f)eb|(?<=m)a[ry]|(?<=a)(?:pr|ug)|(?<=s)ep|(?<=o)ct|(?<=n)ov|(?<=d)ec)",
        re.ASCII,
    ),
    month=_pattern(MONTH),
    quarter=_pattern(rf"\b({'|'.join(QUARTERS)})\b"),
    year=_pattern(YEAR),
    number=_pattern(NUMBER),
    relative_year=_pattern(r"\b(last|this) year\b"),
    number_only=_pattern(rf"({NUMBER})(,? {YEAR})?"),
    day_first=_pattern(rf"{NUMBER} (?:of )?{MONTH}(?:{OF_YEAR})?"),
    day_last=_pattern(rf"{MONTH} (?:the )?{NUMBER}"),
    date=_pattern(DATED),
    capital_day=_pattern(CAPITAL_DAY),
    day=_pattern(DAY_MONTH),
    capital_or_date=_pattern(rf"{DATED}|{CAPITAL_DAY}|{CAPITAL}|{NUMBER}"),
    relative=_pattern(RELATIVE),
    weekday=_pattern(WEEKDAY),
    reported=_pattern(rf".*(?:{WEEKDAY}|yesterday|weekend|last night|days? ago)"),
    today=_pattern(r"today|this (?:morning|afternoon|evening)"),
    calendar=_pattern(r"(this|last|the previous|the) (week|weekend|month|quarter|year)"),
    back=_pattern(rf"(?:the |these |this )?(?:last|past|previous) (?:({COUNT}) )?({UNIT})s?"),
    ago_words=_pattern(rf"({COUNT}) ({UNIT})s? ago"),
    # What stands around them.
    before_today=_pattern(rf"\b(?:happen(?:ed|s|ing)|{NEWS}(?: (?:from|of|for))?|published|reported|earlier|new) $"),
    general=_pattern(r"(?:^|[^\w\s'’,] ?|\b(?:next|every|each|any|an?|coming|following) |(?-i:\b[A-Z])[\w'’-]*,? )$"),
    published=_pattern(
        rf"\b(?:{NEWS}(?: (?:reported|written|posted|dated))?|published)(?: by(?: [\w'’-]+){{1,3}})?"
        r"(?: (?:from|in|on|of|during|for|between|over))?$"
        rf"|\b{NEWS}(?: [\w'’-]+){{0,6}} from$"
    ),
    held_in=_pattern(
        rf"(?:^|,? )(?:in|from|among) (?:(?:the|any|all|our) )?{NEWS} (?:that (?:were|was) )?"
        r"(?:published|reported|written|posted|dated|printed)$"
    ),
    published_after=_pattern(rf" {NEWS}\b"),
    mention=_pattern(
        rf"{DATED}|{CAPITAL_DAY}|{QUARTER}"
        r"|\b(?:in|of|since|from|until|before|after|during|last|this|early|late|mid)[ -]May\b"
        rf"(?!{OF_YEAR}| (?:the )?{NUMBER})"
        rf"|(?!(?:May|Jan|Mar)\b(?!\.)){CAPITAL}|{YEAR}"
    ),
    any_date=_pattern(rf"{DATED}|{DAY_MONTH}"),
    recent=_pattern(r"\b(?:recently|lately|of late|the other day|in recent (?:days|weeks))\b"),
    latest_words=_pattern(
        r"(?<!at the )\blatest\b|\bnewest\b|\bmost recent(?:ly)?\b|\bcurrently\b|\bright now\b"
        r"|(?<!up )\bto date\b|\bthese days\b|\bas of (?:now|today)\b"
        r"|\bso far\b(?! (?:as|away|from|off|out|apart|right|left|behind|ahead)\b)"
    ),
)
