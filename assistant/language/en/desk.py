"""How English questions ask for counts, lists, mentions, summaries and the like."""

import re

from assistant.language.desk import Desk
from assistant.language.en.desk_articles import FORMS, NOUN
from assistant.language.en.desk_compare import COMPARISON_FORMS, SIDE_LEADS
from assistant.language.en.desk_corpus import CORPUS_FORMS, REPLIES, TALK_FORMS
from assistant.language.en.desk_follow import FOLLOW_FORMS, SUMMARISE, WHO_SAID
from assistant.language.en.quotes import QUOTE_FORMS
from assistant.language.en.summaries import SUMMARY_FORMS, TIMELINE_FORMS


def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


DESK = Desk(
    forms=(*TALK_FORMS, *CORPUS_FORMS, *QUOTE_FORMS, *FORMS, *SUMMARY_FORMS, *TIMELINE_FORMS),
    side_forms=COMPARISON_FORMS,
    side_leads=SIDE_LEADS,
    opening=_pattern(
        r"(?:(?:please|hi|hello|hey|ok|okay|so|and|now|can you|could you|would you|will you|can "
        r"i|i want to know|i need|quick (?:one|question)|just|one more(?: question)?"
        r"|i would like|i'd like|i'm looking for|do you know|tell me|let me know|show me how|exactly|"
        r"roughly)[,:]? (?:please )?)+"
    ),
    closing=_pattern(
        r"(?:,? (?:please|in total|in all|altogether|overall|so far|by name|at all|anywhere|in there|"
        r"in here|here|there be"
        r"|for me|thanks"
        r"|in (?:any |all )?(?:articles|stories|reports|pieces)(?: (?:published|printed|posted|dated|from|of))?"
        r"|(?:in|from|of|within|across|throughout) (?:the|this|our|your|my)(?: (?:whole|entire|full))?"
        r" (?:corpus|collection|archive|index|folder|database|library|articles|documents|files|news|coverage)))+$"
    ),
    either=_pattern(r",? or |,? and/or | / "),
    both=_pattern(r",? and (?:also )?|,? as well as |,? together with | & "),
    without=_pattern(
        r",? (?:but not|(?:but |and |that |which )?(?:do(?:es)? not|did not|don't|doesn't|never) "
        r"(?:mention|name|include|contain)|and not|"
        r"not|without(?: mentioning| naming)?|excluding|except(?: for)?) "
    ),
    leads=_pattern(
        r"(?:(?:the|a|an|both|either|of|to|exact)\b ?)*(?:(?:words?|terms?|phrases?|names?|topics?"
        r"|subject|issue|person) (?:of )?)?(?:the |an? )?"
    ),
    from_source=_pattern(
        r"(?:(?:that|which) )?(?:(?:is|are|was|were) )?(?:only )?(?:(?:published|written|printed|"
        r"posted|reported|produced) )?\b(?:only )?(?:from|by|in) (?:the (?:outlet|author|newspaper|"
        r"paper|source|site) )?(?:the )?$"
    ),
    not_from=_pattern(
        r"(?:,? )?(?:but )?\b(?:not|except|excluding|other than|outside|without)(?: (?:for|those|"
        r"articles|anything))*(?: (?:published |written )?(?:from|by|in|of))? (?:the )?$"
    ),
    source_did=_pattern(
        r"\b(?:did|does|has|have|had|do) (?:the )?\0 (?:publish|write|run|print|carry|post|have|"
        r"report|file|published|written|run|printed|carried|posted|reported|filed)\b"
    ),
    follow_forms=FOLLOW_FORMS,
    summarise=SUMMARISE,
    who_said=WHO_SAID,
    replies=REPLIES,
    published="were published",
    its_articles="articles",
    long_forms={
        f"{word}{mark}s": f"{word} is" for word in ("what", "where", "who", "when", "how", "which") for mark in "'’"
    },
    source_wrote=_pattern(
        r"\b(?:that|what|which|do|does|did|has|have|everything|anything) \0(?= (?:(?:has|have|had|ever) )*"
        r"(?:mention|name|cite|reference|cover|report|write|wrote|publish|ran|written|run|printed|carried)(?:s|d|ed)?\b)"
    ),
    source_articles=_pattern(rf"(?:['’]s?)? (?={NOUN}\b)"),
    groupings={
        **dict.fromkeys(("month", "months"), "month"),
        **dict.fromkeys(("year", "years"), "year"),
        **dict.fromkeys(("outlet", "outlets", "source", "sources", "newspaper", "publication", "publisher"), "outlet"),
        **dict.fromkeys(("author", "authors", "journalist", "reporter", "writer"), "author"),
        **dict.fromkeys(("week", "weeks"), "week"),
        **dict.fromkeys(("day", "days", "date"), "day"),
    },
    not_terms=_pattern(
        r"(?:the )?(?:it|them|they|this|that|these|those|he|she|him|her|there|here|people|someone|anything|"
        r"something|everything|nothing|one|ones)|(?:we|you|they) [a-z]+ (?:[a-z]+ )?(?:on|about) .*"
    ),
)
