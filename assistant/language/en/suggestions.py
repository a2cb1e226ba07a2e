"""Words from which questions about an article are suggested."""

import re

from assistant.language.base import Suggestions
from assistant.language.en.calendar import MONTHS, WEEKDAYS

SPOKE = r"(?:said|says|told|warned|argued|announced|added|wrote|insisted|predicted|stressed|believes?)\b"
OFFICE = (
    r"(?:minister|president|premier|chief|chair\w*|director|head|leader|founder|professor|economist|analyst|mayor|judge"
    r"|senator|spokes\w+|secretary|coach|captain|author|singer|actor|actress|lawyer|researcher|scientist|ambassador)\b"
)
SUGGESTIONS = Suggestions(
    not_names=frozenset(
        (*(name.capitalize() for name in (*WEEKDAYS, *MONTHS)), "The", "This", "That", "President", "Minister", "I")
    ),
    of_a_country=re.compile(r"[A-Z][a-z]{2,}(?:ian|ean|ese|ican|ish)|French|German|Dutch|Greek|Swiss|Western"),
    # What to ask about a name, and how it stands in a text that answers that; any text may tell the latest.
    forms=(
        ("What did {name} say?", rf"{{name}}(?:, [^,.]{{{{2,60}}}},)? {SPOKE}|\baccording to {{name}}\b"),
        ("Who is {name}?", rf"{{name}}, (?:the|an?|its|\w+['’]s|who)\b[^,.]{{{{0,40}}}}\b{OFFICE}"),
        ("What does {name} plan?", r"{name} (?:plans?|wants?|hopes?|aims?|intends?|will)\b"),
        ("What is the latest on {name}?", ""),
    ),
)
