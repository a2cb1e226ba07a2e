"""What an answer of each type looks like in English."""

import re

from assistant.language.base import Answers
from assistant.language.en.grammar import OPENING
from assistant.language.en.numbers import ONES

MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
NUMBER = (
    r"(?:[$€£¥₹]\s?)?\d+(?:[.,]\d+)*"
    r"(?:\s?(?:%|per ?cent|percentage points|hundred|thousand|million|billion|trillion)\b)?%?"
    rf"|\b(?:{'|'.join(ONES[2:13])}|dozens?|hundreds?|thousands?|millions?"
    r"|half|twice|double)\b(?!-)"
)
DATE = (
    rf"\b{MONTH} \d{{1,2}}(?:, \d{{4}})?|\b\d{{1,2}} {MONTH}(?: \d{{4}})?|\b{MONTH} \d{{4}}"
    r"|\b\d{1,4} ?(?:BCE?|CE|AD)\b|\b(?:1\d|20)\d\d(?:s\b|\b(?![.,]\d))|\b\d{1,2}(?:st|nd|rd|th)[ -]century\b"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:yesterday|today|tomorrow)\b"
)
# Two or more capitalised words; and any capitalised words that do not begin a sentence.
NAME = r"\b[A-Z][\w'’.-]+(?: (?:of|the|de|von|van|bin|al) )?(?: ?[A-Z][\w'’.-]+)+"
NAMED = r"(?<=[\w,;] )[A-Z][\w'’.-]+(?: (?:(?:of|the|for|and) )?[A-Z][\w'’.-]+)*"
MONEY = (
    r"(?:[A-Z]{1,3})?[$€£¥₹]\s?\d+(?:[.,]\d+)*(?:\s?(?:thousand|million|billion|trillion|bn|m|k)\b)?"
    r"|\b\d+(?:[.,]\d+)*\s(?:(?:thousand|million|billion|trillion)\s)?"
    r"(?:dollars?|euros?|pounds?|yen|yuan|rupees?|francs?|cents?|pence|USD|EUR|GBP)\b"
)
PLACE = r"(?:(?<=\bin )|(?<=\bat )|(?<=\bto ))[A-Z]\w+(?: [A-Z]\w+)*"
REASON = (
    r"\b(?:because|due to|owing to|so that|in order to|as a result|after|amid|since|in response to|respond\w*|aim\w*)\b"
)
ANSWERS = Answers(
    holds={
        "money": re.compile(MONEY, re.IGNORECASE),
        "number": re.compile(NUMBER, re.IGNORECASE),
        "date": re.compile(DATE),
        "person": re.compile(NAME),
        "organisation": re.compile(NAMED),
        "place": re.compile(PLACE),
        "reason": re.compile(REASON, re.IGNORECASE),
    },
    change=re.compile(
        r"\b(?:chang(?:e[ds]?|ing)|evolv\w+|develop(?:ed|ments?)|over time|over the years|trends?|compared? (?:to|with)"
        r"|timeline|history of|grown|fallen|risen)\b",
        re.IGNORECASE,
    ),
    leaning=re.compile(rf"[\"“'‘]?{OPENING}"),
    pointing=re.compile(
        r"[\"“'‘]?(?:This|That|These|Those|Both|Neither|Such|Others?|Another|Again)"
        r"(?:,| (?:is|was|are|were|has|had|have|will|would|can|could|should|may|might|must|does|did"
        r"|\w+s|\w+ed|came|made|left|means?|led|took|gave|brought)\b)"
    ),
    connective=re.compile(
        r"[\"“'‘]?(?:And|But|So|Yet|Or|Nor|Also|Then|Thus|Still|Instead|However|Moreover|Meanwhile|Therefore|Nevertheless"
        r"|Otherwise|Additionally|Furthermore|Similarly|Likewise|Hence|Both|Neither|Such|Another|Others?|Again|Here"
        r"|Separately|That|This|These|Those|We|I|You|Who|Which|Because|As a result|In addition|For (?:example|instance)"
        r"|By contrast|On the other hand)\b"
    ),
    addresses=re.compile(r"\b(?:you|your|yours|click|subscribe|sign up|follow us)\b", re.IGNORECASE),
)
