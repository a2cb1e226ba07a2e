"""How English questions name an outlet, an author, a title or a file; "\\0" stands for the name."""

import re

from assistant.language.base import Scopes

ONE = r"(?:article|story|report|piece|column|item)"
NEWS = r"(?:articles?|stor(?:y|ies)|reports?|pieces?|columns?|items?|coverage)"
ONLY = r"(?:only|solely|exclusively)"
WRITTEN = r"(?:written|published|reported|posted|printed)"
DETERMINER = r"(?:(?:the|an?|any|all|that|those|this|these) )?"
OPENING, CLOSING = r"[\"'“‘«]{0,2}", r"[.,!?]?[\"'”’»]{0,2}"
DOES = r"(?:did|do|does|has|have|had)"
TELLS = (
    r"(?:sa(?:y|ys|id)|report(?:s|ed)?|writes?|wrote|written|claim(?:s|ed)?|mention(?:s|ed)?|tells?|told"
    r"|cover(?:s|ed)?|publish(?:es|ed)?|describe[sd]?|call(?:s|ed)?)"
)
WHERE = r"(?:in|from|of|by|within)"


def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


BY = (
    rf"{DETERMINER}(?:{ONLY} )?\b{NEWS}(?: (?:(?:that|which) )?(?:(?:was|were|is|are) )?{WRITTEN})? "
    r"(?:{by}) (?:the )?\0"
    rf"|\b{ONLY} (?:{NEWS} )?(?:from|by|in|use|using) (?:the )?\0"
    rf"|\b(?:use|using|with) {ONLY} (?:the )?\0"
    rf"|\b(?:from|by|in|using) (?:the )?\0 {ONLY}\b"
    rf"|(?:\bin )?(?:\bthe )?\0['’]s? {NEWS}\b"
)
SCOPES = Scopes(
    outlet_only=_pattern(BY.replace("{by}", "by|from|in")),
    author_only=_pattern(
        BY.replace("{by}", "by|from")
        + r"|\bwritten by \0|(?<=\bdid )\0(?= write\b)|(?<=\bdoes )\0(?= write\b)|(?<=\b[hd]as )\0(?= written\b)"
        r"|\0(?= (?:wrote|writes|has written|had written)\b)"
    ),
    title_only=_pattern(
        rf"(?:\b{WHERE} )?{DETERMINER}\b{ONE}(?:,? (?:titled|called|headlined|entitled|named|with the title))?,? "
        rf"{OPENING}\0{CLOSING}"
        rf"|(?:\b{WHERE} )?(?:\bthe )?[\"'“‘«]\0[.,!?]?[\"'”’»] {ONE}\b"
    ),
    file_only=_pattern(
        rf"(?:\b(?:{WHERE}|according to) )?(?:\b{DETERMINER}(?:file|document|{ONE}) )?{OPENING}\0{CLOSING}"
    ),
    folder_only=_pattern(
        r"\b(?:in|from|under|within) (?:the )?(?:(?:folder|directory) \0/?|\0/(?!\w)|\0/? (?:folder|directory)\b)"
    ),
    outlet_first=_pattern(
        rf"\b(?:according to|as {TELLS} by) (?:the )?\0"
        rf"|(?<=\bdid )(?:the )?\0(?= (?:\w+ )?{TELLS}\b)|(?<=\bdo )(?:the )?\0(?= (?:\w+ )?{TELLS}\b)"
        rf"|(?<=\bdoes )(?:the )?\0(?= (?:\w+ )?{TELLS}\b)|(?<=\b[hd]as )(?:the )?\0(?= (?:\w+ )?{TELLS}\b)"
        rf"|(?:\bthe )?\0(?= (?:says|said|reports|reported|writes|wrote|claims|claimed)\b)"
        rf"|\b{WRITTEN} (?:by|in|on) (?:the )?\0"
    ),
    author_first=_pattern(r"(?:\b(?:according to|by) )?\0"),
    asked_after=_pattern(rf"\b(?:{DOES}|is|was|are|were|that|what|where|why|how|when|who)$"),
    it="it",
    joins=_pattern(r"\s*(?:,|,? and|,? or|&)\s+(?:(?:from|by|in) )?(?:the )?"),
    byline=_pattern(r"^by\s+|\s*(?:,|;|&|\band\b)\s*"),
    leads=_pattern(r"^the\s+"),
    published_in=_pattern(r",? (?:in|for|from|of) (?:the )?"),
    about=_pattern(
        rf"what (?:is |was |{DOES} )?(?:it )?(?:\w+ )?{TELLS}(?: (?:there|us))? (?:about|on|of|regarding) (.*\w.*)"
        r"|(?:summari[sz]e |tell me |describe )(?:what )?(?:it )?(?:says |wrote |reports )?(?:about )(.*\w.*)"
    ),
    asks=frozenset(
        """
        summarise summarize summary sum say says said tell tells told report reports reported write writes wrote
        written article articles story stories piece file document folder contain contains content contents read show
        describe happen happened happens discuss discusses cover covers mention mentions know main point points give
        """.split()
    ),
)
