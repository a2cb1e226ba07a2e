"""How English questions go on from a question that counted or listed: "list them", "and in June?", "only Reuters"."""

import re

from assistant.language.desk import Form

SHOW = r"(?:list|show|name|give|display)(?: me)?"
THEM = r"(?:them|those|these|it|that)"
AND = r"(?:and|but|so|only|just|now|ok|okay|what about|how about|and what about|same|the same)"
ORDINAL = r"(?P<ordinal>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last)"


def _form(act: str, pattern: str) -> Form:
    return Form(act, re.compile(pattern, re.IGNORECASE))


FOLLOW_FORMS = (
    _form(
        "list",
        rf"(?:please )?{SHOW} {THEM}(?: all)?(?: (?:articles|stories)"
        rf")?|{SHOW}(?: me)? (?:the |all )*(?:list|articles|stories)"
        r"|(?:and )?which (?:ones|are (?:they|those)|articles|stories)(?: are (?:they|those|these))?|what are they",
    ),
    _form(
        "count",
        r"(?:and )?how many(?: (?:are (?:there|they|those|these)|is that|were there|of them))?(?: in (?:all|total))?",
    ),
    _form("times", r"(?:and )?how (?:often|many times)"),
    _form(
        "outlets",
        r"(?:and )?(?:which|from which|by which|in which|what) "
        r"(?:outlets?|sources?|newspapers?|papers)",
    ),
    _form(
        "authors",
        r"(?:and )?(?:by whom|who wrote (?:them|those|these)|which "
        r"(?:authors?|journalists?|reporters?))",
    ),
    _form(
        "by",
        rf"(?:{AND} )?(?:(?:group|sort|split|break)(?:ed)? (?:{THEM} )?"
        r"(?:down |up )?)?(?:by|per) (?P<by>\w+)",
    ),
    _form(
        "first",
        r"(?:and |which (?:was|is) |what (?:was|is) )*(?:the )?(?:first|earliest|oldest)"
        r"(?: (?:one|of them|article|mention))?",
    ),
    _form(
        "last",
        r"(?:and |which (?:was|is) |what (?:was|is) )*(?:the )?(?:last|latest|newest|most recent)"
        r"(?: (?:one|of them|article|mention))?",
    ),
    _form("who said", r"(?:and )?who (?:said|says|claimed|told) (?:that|this|it|so)"),
    _form(
        "the one",
        rf"(?:please )?(?:can you |could you )?summari[sz]e (?:the {ORDINAL}(?: (?:one|article|story|of them))?"
        r"|(?P<it>it|that|this)(?: (?:one|article|story))?)",
    ),
    _form(
        "again",
        rf"(?:{AND}(?: (?:only|just|about))?(?: (?:those|the ones|articles|stories))?(?: (?:in|from|for|by|of))?)?",
    ),
    _form("source", rf"(?:{AND} )+(?:(?:those|the ones|articles) )?(?:(?:in|from|by|of) )?(?P<source>.+)"),
    _form("terms", r"(?:and |what about |how about )+(?:(?:of|about|for|on|in) )?(?P<what>.+)"),
)
SUMMARISE = "Summarise the article “{title}”"
WHO_SAID = "Who said “{words}”?"
