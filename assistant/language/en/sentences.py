"""Abbreviations, and where an English sentence ends."""

import re

from assistant.language.base import Sentences

_TITLED = "".join(
    rf"(?<!\b{each}\.)" for each in "Rep Sen Gov Mr Mrs Ms Dr St Gen Col Lt Prof Jr Sr vs Inc Corp".split()
)
SENTENCES = Sentences(
    end=re.compile(rf"(?<=[a-z0-9%)”\"][.!?]){_TITLED}\s+(?=[A-Z\"“])|(?<=[.!?][”\"])\s+(?=[A-Z\"“])"),
    # What a full stop ends and no sentence: initials, "U.S.", titles, months, a list's number.
    short=re.compile(
        r"(?:^|[\s(\"“'])(?:(?:[A-Za-z]\.)*[A-Z]|(?:[A-Za-z]\.)+[A-Za-z]"
        r"|Mrs?|Ms|Drs?|Prof|Sen|Rep|Gov|Gen|Col|Lt|Sgt|St|Jr|Sr|Rev|Hon|Messrs|Inc|Ltd|Co|Corp|Bros|vs|No|Nos|Fig|al|etc"
        r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|approx|est|e\.g|i\.e|cf)$|(?:^|\n)\s*\d{1,3}$"
    ),
    # With which no sentence ends: a name was to follow.
    unfinished=re.compile(r"\b(?:Mrs?|Ms|Drs?|Prof|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Rev|Hon|Messrs|vs|e\.g|i\.e|cf)\.$"),
)
