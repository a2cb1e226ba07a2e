"""How English sentences tell when something happened."""

import re

from assistant.language.en.dates import BARE, COUNT, UNIT, WEEKDAY
from assistant.language.event_words import Events

_SHIFT = rf"{COUNT} {UNIT}s?"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE | re.ASCII)


EVENTS = Events(
    ahead=_pattern(
        rf"\b(?:(?P<word>tomorrow)\b|next (?:(?P<unit>week|weekend|month|quarter|year)\b|(?P<date>{WEEKDAY}|{BARE})))"
    ),
    later=_pattern(
        rf"\b(?:(?P<count>{_SHIFT}) (?P<side>later|earlier|before|after(?:wards?)?)\b(?! th[ae])"
        r"|the (?P<next>next|following|previous) (?P<unit>day|morning|week|month|year)\b)"
    ),
    earlier=frozenset({"earlier", "before", "previous"}),
    range=_pattern(r" ?[-–] ?| (?:and|or|to|until|till|through) "),
    leads=_pattern(
        r"(?:\b(?:on|in|at|during|over|as of|back in|earlier|late|later|early|mid"
        r"|the (?:start|beginning|end|middle) of)[ -]|^[\"“'‘(]?|[,;:—–] )$"
    ),
    bounds=_pattern(
        r"\b(?:since|until|till|by|before|after|from|between|through|throughout|to|and|or|ahead of|following|than"
        r"|every|each|most|any|some|on or about)(?: (?:the|early|late|mid))?[ -]$"
    ),
    states=_pattern(r"\b(?:since|from|until|till|every|each|by|than)(?: (?:the|early|late|mid|at least))?[ -]$"),
    named=_pattern(r"['’]|-| \w"),
    possessive=_pattern(r"['’]|-"),
    holiday=_pattern(r"\b(?:Black|Good|Cyber|Super|Giving|Ash|Palm|Easter|Holy|Maundy|Bloody|Shrove|Whit) $"),
    present=_pattern(
        r"\b(?:is|are)\b|(?:\b(?:has|have)|['’]ve)(?: (?:\w+ly|also|already|not|never|now|since|been|just))* \w+"
    ),
    subordinate=_pattern(
        r"\b(?:that|which|who|whom|whose|where|when|while|after|before|because|since|until|if|although|though|as"
        r"|following|ahead of|including|like|such as)\b"
    ),
    clause=_pattern(r"[;:—–“”\"()]|, (?:and|but|while|which|who|with|where)\b| (?:and|but|while) "),
    planned=_pattern(
        r"\b(?:will|shall|won['’]t|going to|(?:is|are) (?:to|due|set|slated)|(?<!due )to be|scheduled"
        r"|expected|likely to|forecasts?|plans? to|planned|upcoming|hopes? to|looms?|deadline|starts|begins|opens"
        r"|arrives|goes|kicks off)\b"
        r"|['’]ll\b"
    ),
)
