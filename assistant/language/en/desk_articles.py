"""The forms in which English questions count, list and look for mentions: each head with each clause behind it.

A head says what is asked for ("how many articles", "which stories", "the latest report"), a clause what the articles
are to have ("that mention X", "in which X is named", "we have run on X"). A question without a noun for articles is one
of these only if its verb can be of nothing else: "Where is X mentioned?", and not "Where is X found?".
"""

import re

from assistant.language.desk import Form

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
MENTIONED = r"(?:mentioned|named|referenced|referred to|talked about|written about)"
NAMED = rf"(?:{MENTIONED}|cited|found|used|included|featured|quoted)"
SURFACE = r"(?:(?:come|crop|pop|turn|show)(?:s|ed|ing|ping|ped)? up|came up)"
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
    rf"(?:(?: {BE} there| there {BE}| {BE} here| {DO} (?:we|you|they) (?:have|hold|own|got|know)| have "
    rf"(?:we|you) got| exist)?)"
)
THAT = r"(?: (?:that|which|who))?"
OUR = r"(?:(?:all|the|our|your|my|these|those|any) )*"
WROTE = r"(?:published|written|printed|posted|dated|indexed|released|filed|run|put out|came out|come out|appeared)"
SHOW = r"(?:list|show|give|find|get|name|display|enumerate|print|pull up|bring up|fetch)(?: (?:me|us))?"
ALL = r"(?:(?: (?:all|every|each|any|the|of|full|complete|list|titles?|headlines?|names?))*)"
WHICH = rf"(?:(?:{SHOW} )?(?:which|what)(?: of (?:the|our|your|these))?)"
GROUPED = r"(?:,? (?:(?:grouped |sorted |broken down |split )?by|per|(?:for |in )?each|every) (?P<by>\w+))?"
WHAT = r"(?P<what>.+?)"
ABOUT = r"(?P<about>.+?)"
# The name or address of a source that the corpus does not have; the known ones are taken out before.
UNKNOWN = r"(?:the )?(?P<unknown>(?-i:[A-Z][\w&'’-]*(?: [A-Z][\w&'’-]*){0,3})|[\w-]+(?:\.[a-z]{2,6}){1,2})"
TITLE, IN_TITLE = r"(?P<title>.+?)", r"in (?:the|their|its) (?:title|headline)s?"


IN_CORPUS = r"in (?:the|this|our|your|my) (?:corpus|collection|archive|index|database|library|articles|stories|news)"
FIRST, LAST = r"(?:first|earliest|oldest)", r"(?:last|latest|newest|most recent)"
QUOTE = r"[\"“„«‘'](?P<what>[^\"”“»]+)[\"”“»’']"
WE = (
    rf"(?: (?:that|which))?(?: {DO})? (?:we|you|they)"
    rf"(?: (?:{DO}|got|run|done|carried|printed|hold|{WROTE}|wrote|write))*"
)
RANKED = r"(?: (?:the )?most(?: often| frequently)?|,? and how (?:often|many(?: times)?|much))?"

DATED = r"(?:,? (?:(?:that|which) (?:are|were) )?(?:published|written|printed|posted|dated|released))?"  # since May

# What articles are to have.
CLAUSES = (
    rf"{THERE}{THAT}(?: {DO}| {BE})? (?:{COVER}) {ABOUT}(?: {BE} there| {DO} (?:we|you) (?:have|got))?{DATED}",
    rf"{THERE}{THAT}(?: {DO}| {BE})?(?: (?:also|actually|explicitly|ever|even))? (?:{NAMES}) {WHAT}{DATED}",
    rf"{THERE},? (?:in which|where|in that|that) {WHAT}(?: {BE}| {DO})? (?:{NAMED}|{OCCUR}){DATED}",
    rf"{WE} (?:{COVER}) {ABOUT}",
)
BARE = (
    r"(?:mentioning|naming|containing|including|referencing|citing|referring to|(?:that|which) (?:mention|name"
    r"|contain|include|reference|cite|refer to)s?|with)"
)

NUMBER = r"(?:the |an? )?(?:(?:total|overall|exact|full) )?(?:number|count|tally|total)"
HOW_MANY = (
    rf"(?:how many(?: of)?|(?:what is |give me )?{NUMBER} of|(?:please )?count(?: up)?(?: how many)?|total) {OUR}{NOUN}"
    r"(?: (?:an?|per|by|each|every) (?P<by_first>\w+))?"
)
LISTED = rf"(?:{WHICH} {NOUN}|{SHOW}{ALL} (?:our )?(?:{NOUN}|everything(?: {NOUN})?|anything))"
HAVE_WE = (
    rf"(?:(?:do|did|have|has) (?:we|you|they)(?: (?:have|got|ever|run|{WROTE}|reported|report|write))*"
    rf"|{BE} there)(?: (?:any {NOUN}|anything|something))?{THAT}"
)


def _form(act: str, pattern: str) -> Form:
    grouped = act in ("count", "list", "times")
    return Form(act, re.compile(f"{pattern}{GROUPED}" if grouped else pattern, re.IGNORECASE))


def _forms(act: str, head: str) -> list[Form]:
    """A head with each clause."""
    return [_form(act, f"{head}{clause}") for clause in CLAUSES]


COUNTS = (
    # In titles only
    _form("count", rf"how many (?:titles|headlines)(?: {BE} there)?{THAT} (?:{NAMES}) {TITLE}"),
    _form("count", rf"{HOW_MANY}{THERE}{THAT}(?: {DO})? (?:{NAMES}) {TITLE} {IN_TITLE}"),
    # In texts and titles
    _form("count", rf"{HOW_MANY}(?:{THERE}|{THAT} {BE})"),
    *_forms("count", HOW_MANY),
    _form("count", rf"in how many (?:of )?{OUR}{NOUN} (?:{BE}|{DO}) {WHAT} (?:{NAMED}|{OCCUR})"),
    _form("count", rf"{HOW_MANY}(?: {BE})? {WROTE}"),
    _form("times", rf"(?:how many times|how often) (?:{BE}|{DO}) {WHAT} (?:{MENTIONED}|{SURFACE}|{BE} {MENTIONED})"),
    _form("times", rf"(?:how many times|how often) (?:{BE}|{DO}) {WHAT} (?:{NAMED}|{OCCUR}|{BE} {NAMED}) {IN_CORPUS}"),
    _form("times", rf"(?:how many times|how often) (?:{BE}|{DO}) {QUOTE} (?:{NAMED}|{OCCUR}|{BE} {NAMED})"),
    _form("times", rf"(?:how many times|how often) {DO} {OUR}{NOUN} (?:{NAMES}) {WHAT}"),
    _form("times", rf"how many (?:mentions|occurrences|instances) of {WHAT}{THERE}"),
    _form("times", rf"(?:what is )?{NUMBER} of (?:mentions|occurrences|instances|times) (?:of )?{WHAT}"),
    Form(
        "times",
        re.compile(
            rf"{OUR}(?:mentions|occurrences) of {WHAT},? (?:by|per|(?:for |in )?each|every) (?P<by>\w+)", re.IGNORECASE
        ),
    ),
    # Without a noun for articles, or with it behind what is looked for
    _form("count", rf"how many (?:mention|name|refer to|talk about|write about|are about) {WHAT}"),
    _form("count", rf"(?:how many )?hits (?:are there )?for {WHAT}"),
    _form("count", rf"how much (?:coverage|reporting) (?:of|on|about) {WHAT} (?:is there|{DO} (?:we|you) have)"),
    _form("count", rf"{WHAT}: how many(?: {NOUN})?"),
    _form("count", rf"{NOUN} (?:{BARE}|about|on) {WHAT},? how many"),
    _form("any", rf"any {NOUN} (?:{BARE}|{COVER}) {WHAT}"),
    _form("any", rf"(?:do|does|did) any(?: of the)? {NOUN} (?:{NAMES}|{COVER}) {WHAT}"),
    _form("any", rf"{HAVE_WE} (?:{BARE}|{COVER}) {WHAT}"),
    _form("any", rf"{BE} {WHAT} {MENTIONED}"),
)

PHRASES = (
    _form(
        "phrase",
        rf"(?:{WHICH}|in which) (?:article|story|piece|report|document|text)(?: {BE}| {DO})?"
        rf" (?:says?|said|stands?|contains?|writes?|reads?|{NAMES})(?: that)?"
        rf"(?: the (?:exact )?(?:words?|phrase|sentence))? {QUOTE}",
    ),
)

ENDS = tuple(
    form
    for act, adjective, alone in (("first", FIRST, "oldest"), ("last", LAST, "newest"))
    for one in [rf"(?:(?:{WHICH}|where) (?:{BE} )?(?:the )?|{BE} the |the |{SHOW} (?:the )?)?{adjective}"]
    for form in (
        _form(
            act,
            rf"when (?:{BE}|{DO}) {WHAT} {act} (?:{MENTIONED}|{SURFACE}|reported(?: on)?|(?:{NAMED}|{OCCUR})"
            rf" {IN_CORPUS}|(?:appear|mentioned|reported|named) in (?:the )?(?:news|media|press))",
        ),
        _form(
            act,
            rf"when {DO} (?:we|you|they) {act} (?:mention|name|cover|report(?: on)?|(?:write|publish|run)"
            rf"(?: (?:{NOUN}|anything|something))? (?:about|on)) {WHAT}",
        ),
        _form(
            act,
            rf"(?:when (?:{BE}|{DO}) )?(?:the )?{act} time(?: that| when)? {WHAT}(?: {BE}| {DO})?"
            rf" (?:{MENTIONED}|{SURFACE})",
        ),
        _form(
            act,
            rf"when (?:{BE}|{DO}) (?:the )?{adjective} (?:{NOUN}|mention|reference)(?: {BE})?"
            rf" (?:of|to|{COVER}|{NAMES}) {WHAT}(?: {WROTE})?",
        ),
        _form(act, rf"{one} (?:{NOUN}|mention|reference)(?: {BE})?{THAT} (?:of|to|{COVER}|{NAMES}) {WHAT}"),
        _form(
            act, rf"{WHICH} {NOUN} (?:{BE} the {act} to (?:mention|name|report on)|{act} (?:{NAMES}|{COVER})) {WHAT}"
        ),
        _form(alone, rf"{one} (?:{NOUN}|news)(?:{THERE})?"),
        _form(alone, rf"when {BE} (?:the )?{adjective} (?:{NOUN}|news) {WROTE}"),
    )
)

MENTIONS = (
    _form(
        "every",
        rf"(?:{SHOW} |(?:{WHICH} {BE} )?)?(?:all|every|each|the)(?: of)?(?: the)? (?:mentions?|occurrences?"
        rf"|instances?|references?|places?|sentences?|passages?)(?: (?:of|to)| where| that| which)"
        rf"*(?: (?:{NAMES}))? {WHAT}(?: {BE} {NAMED})?",
    ),
    _form("every", rf"where (?:{BE}|{DO}) {WHAT} (?:{MENTIONED}|{SURFACE}|{BE} {MENTIONED})"),
    _form("every", rf"where(?: exactly)? (?:{BE}|{DO}) {WHAT} (?:{NAMED}|{OCCUR}|{BE} {NAMED}) {IN_CORPUS}"),
    _form(
        "phrase",
        rf"(?:(?:{SHOW}|search for|look for|search|{WHICH} {NOUN} (?:{NAMES}|{DO})(?: the (?:exact )?(?:words?"
        rf"|phrase|sentence))?|where (?:(?:{BE}|{DO}) )?(?:it |they |we )?(?:said|says?|written|write)) )?"
        rf"(?:the )?(?:(?:exact )?(?:words|phrase|quote|quotation|sentence) )?{QUOTE}",
    ),
)

NEWS = (
    _form(
        "new", rf"(?:what|anything|everything|something)(?: else)?(?: {BE})? (?:new|{WROTE})(?: (?:{COVER}) {ABOUT})?"
    ),
    _form(
        "new", rf"(?:what|anything|everything)(?: (?:else|new))?(?: {DO})? (?:come|came|arrived?|gone|went)(?: in| up)?"
    ),
    _form("new", rf"(?:what|anything|everything) (?:{DO} )?(?:we|you|they) (?:{WROTE}|publish|write|add)"),
    _form("new", rf"(?:{SHOW})?{ALL} ?(?:new|recent) {NOUN}(?: (?:{COVER}) {ABOUT})?"),
)

COVERAGE = r"(?:coverage|reporting|news)"
SPLIT = r"(?:split|spread|distributed|divided|broken down)"
LISTS = (
    # In titles only
    _form("list", rf"(?:{SHOW}|{WHICH}){ALL} ?(?:titles|headlines){THAT} (?:{NAMES}) {TITLE}"),
    _form("list", rf"{LISTED}{THAT}(?: {DO})? (?:{NAMES}) {TITLE} {IN_TITLE}"),
    # By something
    _form("list", rf"(?:break down|split|group|sort) {OUR}{NOUN} (?:{BARE}|about|on) {WHAT}"),
    Form("list", re.compile(rf"{WHAT} coverage,? (?:by|per) (?:the )?(?P<by>\w+)", re.IGNORECASE)),
    Form(
        "list",
        re.compile(
            rf"how is (?:the )?{COVERAGE} (?:of|on) {WHAT} {SPLIT}(?: up)? (?:between|among|across|over|by)(?: the)?"
            r" (?P<by>\w+)",
            re.IGNORECASE,
        ),
    ),
    _form("outlets", rf"how many (?:different )?{OUTLETS}{THAT}(?: {DO}| {BE})? (?:{COVER}|{NAMES}) {WHAT}"),
    _form("list", rf"{SHOW}{ALL} {COVERAGE} (?:of|on|about) {WHAT}"),
    _form("new", rf"(?:any |the |latest )*(?:news|updates?|coverage) (?:of|on|about) {ABOUT}"),
    _form(
        "list",
        rf"(?:{SHOW} )?(?:an? |the )?(?:full |complete )?list of {OUR}{NOUN} in which {WHAT} (?:{NAMED}|{OCCUR})",
    ),
    _form("count", rf"how many (?:of the )?{NOUN}{THERE}{THAT}(?: {BE})? (?:only )?(?:from|by) {UNKNOWN}"),
    _form("list", rf"(?:{WHICH}|{SHOW})?{ALL} ?{NOUN}{THERE}{THAT}(?: {BE})? (?:only )?(?:from|by) {UNKNOWN}"),
    _form("limited", rf"(?:{SHOW})?{ALL} ?(?:['’]s )?{NOUN}|what (?:do|have) (?:we|you)(?: have| got)?(?: from)?"),
    _form(
        "outlets",
        rf"(?:{WHICH}|{SHOW}(?: the)?|{SHOW} all(?: the)?) {OUTLETS}{THAT}(?: {BE}| {DO})?(?: (?:published "
        rf"(?:{NOUN} )?)?(?:{COVER}|{NAMES})) {WHAT}{RANKED}",
    ),
    _form(
        "authors",
        rf"(?:who|{WHICH} {AUTHORS}|{SHOW}(?: the| all| all the)? {AUTHORS}){THAT}(?: {DO}| {BE})"
        rf"? (?:(?:wrote|written|writes|reported|published)(?: {NOUN})? (?:about|on)|covered|covers)"
        rf" {WHAT}{RANKED}",
    ),
    *_forms("list", LISTED),
    _form("list", rf"in which {NOUN} (?:{BE}|{DO}) {WHAT} (?:{NAMED}|{OCCUR})"),
    _form("list", rf"{WHICH} {NOUN}(?: {BE} {WROTE}|{THERE})"),
    _form("list", rf"{OUR}(?:{NOUN}|everything) {BARE} {WHAT}"),
    _form("list", rf"{ALL} ?(?:{NOUN}|everything){THERE}{THAT}(?: {DO}| {BE})? (?:{COVER}) {ABOUT}"),
    _form("list", rf"(?:{SHOW}){ALL} (?:{NOUN}|everything)(?:{THERE}|(?:{THAT} {BE})? {WROTE})"),
    _form(
        "list",
        rf"what (?:else )?(?:{DO} )?(?:we|you)(?: (?:have|got|run|{WROTE}))* (?:mentioning|that mentions?) {ABOUT}",
    ),
)

FORMS = (*COUNTS, *PHRASES, *ENDS, *MENTIONS, *NEWS, *LISTS)
