"""How English questions ask for counts, lists, mentions, summaries and the like."""

import re

from assistant.language.desk import Desk, Form
from assistant.language.en.desk_compare import COMPARISON_FORMS, SIDE_LEADS
from assistant.language.en.desk_corpus import CORPUS_FORMS, REPLIES, TALK_FORMS
from assistant.language.en.desk_follow import FOLLOW_FORMS, SUMMARISE, WHO_SAID
from assistant.language.en.quotes import QUOTE_FORMS
from assistant.language.en.summaries import SUMMARY_FORMS, TIMELINE_FORMS

NOUN = (
    r"(?:(?:news |newspaper |press |wire |indexed |different |separate |individual |single |total )*"
    r"(?:articles?|stor(?:y|ies)|pieces?|reports?|documents?|texts|items|posts|files|entries|write-?ups?)"
    r"(?: (?:in|from|of) (?:the|this|our|your|my) (?:whole )?(?:corpus|collection|archive|index|database|library))?)"
)
OUTLETS = r"(?:outlets?|sources?|newspapers?|papers|publications?|media|sites?|websites?|publishers?)"
AUTHORS = r"(?:authors?|journalists?|reporters?|writers?|bylines?)"
BE = r"(?:is|are|was|were|has been|have been|had been|be|been|get|gets|got)"
DO = r"(?:do|does|did|has|have|had)"
# That name what is looked for, word for word.
NAMES = (
    r"(?:mention|name|contain|include|feature|reference|cite|quote|use|say|refer to|have|show)(?:s|ed|d|ing)?"
    r"|mentions|names|references|refers to|referring to|referred to|mentioning|naming|containing|including"
    r"|contain(?:s|ed)?|uses|using|used|with|has|had|having"
)
NAMED = (
    r"(?:mentioned|named|cited|referenced|referred to|found|used|included|featured|quoted|talked about|written about)"
)
OCCUR = r"(?:appear|occur|come up|show up|turn up|feature|figure|crop up|pop up)(?:s|ed|ing)?|came up|showed up"
# That name a topic.
COVER = (
    r"about|on|regarding|concerning|covering|discussing|describing|related to|relating to|dealing with|devoted to"
    r"|(?:are|is|were|was) (?:about|on|related to|devoted to)"
    r"|(?:talk|talks|talked|talking|write|writes|wrote|written|speak|speaks|spoke|report|reports|reported|reporting"
    r"|published|writing) (?:about|on)"
    r"|(?:deal|deals|dealt) with|cover|covers|covered|discuss|discusses|discussed|describe|describes|described"
    r"|concern|concerns|concerned|focus on|focuses on|focused on|look at|looks at|looked at|"
    r"address|addresses|addressed"
)
THERE = (
    rf"(?:(?: {BE} there| {BE} here| {DO} (?:we|you|they) (?:have|hold|own|got|know)| have "
    rf"(?:we|you) got| exist)?)"
)
THAT = r"(?: (?:that|which|who))?"
WROTE = r"(?:published|written|printed|posted|dated|indexed|released|filed|run|put out)"
SHOW = r"(?:list|show|give|find|get|name|display|enumerate|print|pull up|bring up|fetch)(?: (?:me|us))?"
ALL = r"(?:(?: (?:all|every|each|any|the|of|full|complete|list|titles?|headlines?|names?))*)"
WHICH = r"(?:which|what)"
GROUPED = r"(?:,? (?:(?:grouped |sorted |broken down |split )?by|per|(?:for |in )?each|every) (?P<by>\w+))?"
WHAT = r"(?P<what>.+?)"
ABOUT = r"(?P<about>.+?)"


def _form(act: str, pattern: str) -> Form:
    return Form(
        act, re.compile(rf"{pattern}{GROUPED}" if act in ("count", "list", "times") else pattern, re.IGNORECASE)
    )


def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


HOW_MANY = (
    rf"(?:how many(?: of the)?|(?:what is |what's )?the (?:total )?number of|(?:please )?count"
    rf"(?: up)?(?: (?:all|the|how many))*|total(?: number of)?) {NOUN}"
    r"(?: (?:per|by|each|every) (?P<by_first>\w+))?"
)
FORMS = (
    # Counts
    _form("count", rf"{HOW_MANY}(?:{THERE}|{THAT} {BE})"),
    _form("count", rf"{HOW_MANY}{THERE}{THAT}(?: {DO}| {BE})?(?: (?:also|actually|explicitly))? (?:{NAMES}) {WHAT}"),
    _form("count", rf"{HOW_MANY}{THERE}{THAT} (?:{COVER}) {ABOUT}(?: {BE} there| {DO} (?:we|you) have)?"),
    _form("count", rf"in how many (?:of the )?{NOUN} (?:{BE}|{DO}) {WHAT} (?:{NAMED}|{OCCUR})"),
    _form("count", rf"{HOW_MANY}(?: {BE})? {WROTE}"),
    _form("times", rf"(?:how many times|how often) (?:{BE}|{DO}) {WHAT} (?:{NAMED}|{OCCUR}|{BE} {NAMED})"),
    _form("times", rf"how many times {DO} (?:the )?{NOUN} (?:{NAMES}) {WHAT}"),
    _form("times", rf"how many (?:mentions|occurrences|instances) of {WHAT}{THERE}"),
    _form("times", rf"(?:the )?number of (?:mentions|occurrences|instances|times) (?:of )?{WHAT}"),
    _form("any", rf"(?:do|does|did) any(?: of the)? {NOUN} (?:{NAMES}|{COVER}) {WHAT}"),
    _form(
        "any",
        rf"(?:{BE} there any|do (?:we|you) have any|have (?:we|you) got any) {NOUN}{THAT} (?:{NAMES}|{COVER}) {WHAT}",
    ),
    _form("any", rf"{BE} {WHAT} (?:mentioned|named|referred to)"),
    # Exact words
    _form(
        "phrase",
        rf"(?:{WHICH}|in which) (?:article|story|piece|report|document|text)(?: {BE}| {DO})?"
        rf" (?:says?|said|stands?|contains?|writes?|reads?|{NAMES})(?: that)?(?: the (?:exact )?"
        rf"(?:words?|phrase|sentence))?"
        r" [\"“„«‘](?P<what>[^\"”“»]+)[\"”“»’]",
    ),
    # First and last
    _form(
        "first",
        rf"when (?:{BE}|{DO}) {WHAT} first (?:{NAMED}|{OCCUR}|reported(?: on)?)(?: in (?:the )?"
        rf"(?:news|media|press))?",
    ),
    _form(
        "first",
        rf"when (?:{BE}|{DO}) (?:the )?(?:first|earliest|oldest) (?:{NOUN}|mention|reference)(?: "
        rf"{BE})? (?:of|to|{COVER}|{NAMES}) {WHAT}(?: {WROTE})?",
    ),
    _form(
        "first",
        rf"(?:(?:{WHICH}|where) (?:{BE} )?(?:the )?|the |{SHOW} (?:the )?)?(?:first|earliest|oldest)"
        rf" (?:{NOUN}|mention|reference)(?: {BE})?(?: (?:to|that|which))?(?: (?:of|to|{COVER}|{NAMES})"
        rf")? {WHAT}",
    ),
    _form(
        "first",
        rf"{WHICH} {NOUN} (?:{BE} the first to (?:mention|name|report on)|first (?:mentioned|named|"
        rf"reported on|covered)) {WHAT}",
    ),
    _form("last", rf"when (?:{BE}|{DO}) {WHAT} last (?:{NAMED}|{OCCUR}|reported(?: on)?)"),
    _form(
        "last",
        rf"when (?:{BE}|{DO}) (?:the )?(?:last|latest|newest|most recent) (?:{NOUN}|mention|reference)"
        rf"(?: {BE})? (?:of|to|{COVER}|{NAMES}) {WHAT}(?: {WROTE})?",
    ),
    _form(
        "last",
        rf"(?:(?:{WHICH}|where) (?:{BE} )?(?:the )?|the |{SHOW} (?:the )?)?(?:last|latest|newest|"
        rf"most recent) (?:articles?|story|piece|report|document|mention|reference)(?: {BE})?(?: "
        rf"(?:to|that|which))?(?: (?:of|to|{COVER}|{NAMES})) {WHAT}",
    ),
    _form(
        "oldest",
        rf"(?:{WHICH} (?:{BE} )?(?:the )?|{SHOW} (?:the )?|the )?(?:first|earliest|oldest) (?:{NOUN}|"
        rf"news)(?:{THERE})?",
    ),
    _form(
        "newest",
        rf"(?:{WHICH} (?:{BE} )?(?:the )?|{SHOW} (?:the )?|the )?(?:last|latest|newest|most recent)"
        rf" {NOUN}(?:{THERE})?",
    ),
    # Every mention
    _form(
        "every",
        rf"(?:{SHOW} |(?:{WHICH} {BE} )?)?(?:all|every|each|the)(?: of)?(?: the)? (?:mentions?|occurrences?"
        rf"|instances?|references?|places?|sentences?|passages?)(?: (?:of|to)| where| that| which)"
        rf"*(?: (?:{NAMES}))? {WHAT}(?: {BE} {NAMED})?",
    ),
    _form("every", rf"where (?:{BE}|{DO}) {WHAT} (?:{NAMED}|{OCCUR}|{BE} {NAMED})"),
    _form(
        "phrase",
        rf"(?:{SHOW} |search for |look for |{WHICH} {NOUN} (?:{NAMES}|{DO})(?: the (?:exact )?(?:words?"
        rf"|phrase|sentence))? |where (?:{BE} )?(?:it )?(?:said |written )?)?"
        rf"(?:the )?(?:(?:exact )?(?:words|phrase|quote|quotation|sentence) )?[\"“„«‘](?P<what>[^\"”“»]+)"
        rf"[\"”“»’]",
    ),
    # Lists
    _form(
        "outlets",
        rf"(?:{WHICH}|{SHOW}(?: the)?|{SHOW} all(?: the)?) {OUTLETS}{THAT}(?: {BE}| {DO})?(?: (?:published "
        rf"(?:{NOUN} )?)?(?:{COVER}|{NAMES})) {WHAT}",
    ),
    _form(
        "authors",
        rf"(?:who|{WHICH} {AUTHORS}|{SHOW}(?: the| all| all the)? {AUTHORS}){THAT}(?: {DO}| {BE})"
        rf"? (?:(?:wrote|written|writes|reported|published)(?: {NOUN})? (?:about|on)|covered|covers)"
        rf" {WHAT}",
    ),
    _form("list", rf"{WHICH} {NOUN}{THERE}{THAT}(?: {BE}| {DO})?(?: (?:also|actually))? (?:{NAMES}) {WHAT}"),
    _form("list", rf"{WHICH} {NOUN}{THERE}{THAT}(?: {DO}| {BE})? (?:{COVER}) {ABOUT}"),
    _form("list", rf"in which {NOUN} (?:{BE}|{DO}) {WHAT} (?:{NAMED}|{OCCUR})"),
    _form("list", rf"{WHICH} {NOUN}(?: {BE} {WROTE}|{THERE})"),
    _form("list", rf"(?:{SHOW}){ALL} (?:{NOUN}|everything){THERE}{THAT}(?: {DO}| {BE})? (?:{NAMES}) {WHAT}"),
    _form("list", rf"(?:{SHOW})?{ALL} ?(?:{NOUN}|everything){THERE}{THAT}(?: {DO}| {BE})? (?:{COVER}) {ABOUT}"),
    _form("list", rf"(?:{SHOW}){ALL} (?:{NOUN}|everything)(?:{THERE}|(?:{THAT} {BE})? {WROTE})"),
    *QUOTE_FORMS,
)

DESK = Desk(
    forms=(*TALK_FORMS, *CORPUS_FORMS, *QUOTE_FORMS, *FORMS, *SUMMARY_FORMS, *TIMELINE_FORMS),
    side_forms=COMPARISON_FORMS,
    side_leads=SIDE_LEADS,
    opening=_pattern(
        r"(?:(?:please|hi|hello|hey|ok|okay|so|and|now|can you|could you|would you|will you|can "
        r"i|i want to know|i need"
        r"|i would like|i'd like|i'm looking for|do you know|tell me|let me know|show me how|exactly|"
        r"roughly)[,:]? (?:please )?)+"
    ),
    closing=_pattern(
        r"(?:,? (?:please|in total|in all|altogether|overall|so far|by name|at all|anywhere|in there|"
        r"in here|here|there be"
        r"|for me|thanks|(?:in|from|of|within|across|throughout) (?:the|this|our|your|my)(?: (?:whole|entire|full))?"
        r" (?:corpus|collection|archive|index|folder|database|library|articles|documents|files|news|coverage)))+$"
    ),
    either=_pattern(r",? or |,? and/or | / "),
    both=_pattern(r",? and (?:also )?|,? as well as |,? together with | & "),
    without=_pattern(
        r",? (?:but not|but (?:do(?:es)? not|don't|doesn't|never) (?:mention|name|include)|and not|"
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
        r"something|everything|nothing|one|ones)"
    ),
)
