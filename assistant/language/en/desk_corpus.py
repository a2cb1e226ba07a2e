"""How English questions ask about the corpus itself, and what people say that is no question."""

import re

from assistant.language.desk import Form

CORPUS = (
    r"(?:(?:the|this|our|your|my) )?(?:whole |entire |full )?"
    r"(?:corpus|collection|archive|index|folder|database|library|articles|documents|stories|files|texts|material|data)"
)
HERE = rf"(?:in here|here|in there|there|in {CORPUS}|of {CORPUS}|available|indexed|covered|included)"
OUTLETS = r"(?:news )?(?:outlets?|sources?|newspapers?|papers|publications?|media|sites?|websites?|publishers?)"
AUTHORS = r"(?:authors?|journalists?|reporters?|writers?|bylines?|people wrote(?: these| the articles)?)"
BE = r"(?:is|are|was|were)"
HAVE = (
    r"(?:do|does|did|have|has) (?:we|you|i|it|they|the corpus)(?: got| have| hold| know| cover| include| contain| go)?"
)
SHOW = r"(?:list|show|name|give)(?: me)?(?: (?:all|the|all the|all of the))?"
WHICH = r"(?:which|what)"
DAYS = (
    r"(?:dates?|days?|period|time ?span|time ?frame|span of time"
    r"|range(?: of (?:dates|time))?|date range|years?|months?)"
)
UPDATED = r"(?:last |most recently )?(?:updated|indexed|synced|refreshed|synchroni[sz]ed|changed)"


def _form(act: str, pattern: str) -> Form:
    return Form(act, re.compile(pattern, re.IGNORECASE))


CORPUS_FORMS = (
    _form(
        "the outlets",
        rf"(?:{WHICH}|{SHOW}|how many)(?: (?:different|kinds? of))? {OUTLETS}(?: (?:{BE}|{HAVE})(?: there"
        rf"| we)?)?(?: {HERE})?",
    ),
    _form(
        "the outlets",
        rf"{WHICH} {OUTLETS} (?:{BE} (?:these|the) (?:articles|stories) from|{BE} represented|wrote "
        r"(?:these|the) (?:articles|stories))",
    ),
    _form("the outlets", rf"whose (?:articles|stories|texts) {BE} (?:these|they|those|this)"),
    _form("the outlets", rf"(?:what|which) {BE} (?:the|your|our) {OUTLETS}(?: {HERE})?"),
    _form(
        "the outlets",
        rf"(?:from )?(?:which|what|where) (?:{OUTLETS} )?(?:{BE}|do) (?:these|the|your|our) (?:articles"
        r"|stories|documents)(?: come)? from",
    ),
    _form(
        "the authors",
        rf"(?:{WHICH}|{SHOW}|how many)(?: different)? {AUTHORS}(?: (?:{BE}|{HAVE})(?: there| we)?)?(?:"
        rf" {HERE})?",
    ),
    _form(
        "the authors",
        rf"who (?:{BE} (?:the|your|our) {AUTHORS}|wrote (?:these|the|all these) (?:articles|stories|documents))"
        rf"(?: {HERE})?",
    ),
    _form(
        "undated",
        r"(?:how many|which|what|list|show(?: me)?|are there(?: any)?|do any)(?: (?:of )?(?:the|all"
        r"|all the))? (?:articles|documents|stories|texts|files)(?: (?:are|have|has|there are|that have"
        r"|with|which have))? ?(?:no date|without (?:a |any )?dates?|undated|not dated|lack a date|a"
        r" date missing|no known date)",
    ),
    _form(
        "the days",
        rf"(?:{WHICH}|what is the|what's the) {DAYS}(?: {BE}| {HAVE}| do| does)?(?: the)?(?: {CORPUS})?"
        rf"(?: cover(?:ed)?| span| {HERE})?",
    ),
    _form(
        "the days",
        r"(?:from when to when|how far back|since when|until when|over what period|what period of time)"
        rf"(?: {HAVE}| {BE}| do| does)?(?: the)?(?: {CORPUS})?(?: cover| go| reach| run| from| span|"
        r" date)*(?: back)?",
    ),
    _form("the days", rf"(?:the )?{DAYS}(?: (?:of|covered by) {CORPUS}| covered)?"),
    _form("the days", rf"when {BE} (?:the|these) (?:articles|stories|documents) (?:from|published|written)"),
    _form(
        "freshness", rf"how (?:current|fresh|recent|up[- ]to[- ]date|old|new) {BE} (?:{CORPUS}|this|it all|all this)"
    ),
    _form("freshness", rf"(?:when|how recently) {BE} {CORPUS} {UPDATED}"),
    _form("freshness", rf"(?:{BE}) {CORPUS} (?:current|up[- ]to[- ]date|recent)"),
    _form(
        "freshness",
        r"what (?:is|was) the (?:most recent|latest|newest) (?:date|day|news)(?: (?:here|covered|available))?",
    ),
    _form(
        "failed",
        r"(?:how many|which|what|list|show(?: me)?)(?: (?:the|all|all the))? (?:files|articles|documents)"
        r"(?: (?:that|which))? ?(?:could not be read|couldn't be read|failed(?: to (?:load|be read|index))?"
        r"|were not (?:read|indexed)|cannot be read|are (?:missing|broken|failed)|were skipped)",
    ),
    _form(
        "overview",
        r"what(?:'s| is| do(?:es)?| are)?(?: all)?(?: (?:we|you|it|there))?(?: have| know| contain|"
        rf" cover| hold)?(?: in)? ?(?:{HERE}|{CORPUS})(?: (?:about|contain|cover|hold|include|have))?",
    ),
    _form(
        "overview",
        r"what (?:topics|subjects|themes|stories|news|kinds? of (?:articles|stories|topics)|areas|issues)"
        rf" (?:{BE}|{HAVE}|does|do)(?: (?:{CORPUS}|there|covered))?(?: (?:cover|contain|about|{HERE}))*",
    ),
    _form(
        "overview",
        r"(?:describe|summari[sz]e|tell me about|give me an overview of|overview of|an overview of)"
        rf" {CORPUS}",
    ),
    _form(
        "overview",
        rf"how (?:big|large) is {CORPUS}|(?:what is )?the size of {CORPUS}|(?:corpus|collection|archive|index) size",
    ),
)

TALK_FORMS = (
    _form(
        "greeting",
        r"(?:(?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day))(?: (?:there"
        r"|again|all|everyone|assistant))?[,.! ]*)+(?:how are (?:you|things)(?: today| doing)?)?",
    ),
    _form("greeting", r"how (?:are you|is it going|'s it going|do you do|are things)(?: today| doing)?|what's up"),
    _form(
        "thanks",
        r"(?:(?:ok|okay|great|perfect|good|nice|super|wonderful|excellent|brilliant|well done)[,.! ]*)*"
        r"(?:(?:many |no )?thanks?(?: you)?|thx|cheers|ta|much appreciated|i appreciate (?:it|that|this))"
        r"(?:[,.! ]+(?:a lot|so much|very much|again|you|for (?:today|now|that|this|the|your|all)[\w ]{0,25}"
        r"|that(?:['’]s| is|['’]ll| will) (?:be )?all(?: for (?:today|now))?|that (?:helps|helped)))*",
    ),
    _form(
        "agreed",
        r"(?:ok|okay|k|alright|all right|fine|great|perfect|good|nice|cool|super|sure|yes|yep|yeah|yes"
        r" please|no|nope|no thanks|got it|i see|understood|makes sense|right|that(?:'s| is) (?:all"
        r"|it|great|good|fine|right|helpful)|interesting|wow|well done|never ?mind)(?:[,.! ]+(?:ok|okay"
        r"|good|great|then|sure|nice|perfect|cool))*",
    ),
    _form(
        "goodbye",
        r"(?:good ?bye|bye(?:[- ]bye)?|see you(?: later| soon| tomorrow)?|good night|take care|have"
        r" a (?:nice|good|great) (?:day|evening|weekend|one))(?: (?:then|now))?",
    ),
    _form(
        "abilities",
        r"(?:what (?:can|could|do) (?:you|i|this|it) (?:do|ask|answer|help(?: me)? with|be asked)(?:"
        r" (?:for me|you|here))?|help(?: me)?|what (?:kinds? of |sort of )?(?:questions|things) can"
        r" (?:i|you) (?:ask|answer|do)(?: you)?|how (?:do|does|can|should) (?:you|i|this) (?:work"
        r"|use (?:you|this|it)|start|begin|ask(?: you)?(?: a question)?)|can you help(?: me)?|what are"
        r" you(?: good)?(?: for)?|who are you|what is this|are you (?:a|an) (?:bot|robot|ai|human|person"
        r"|chatbot|assistant|language model)|what(?:'s| is) your name|how can you help(?: me)?|commands"
        r"|instructions)",
    ),
)

REPLIES = {
    "greeting": "Hello. Ask me anything about the {articles} here; every answer shows the words it rests on.",
    "thanks": "You are welcome. Ask whenever you need something else from the {articles}.",
    "agreed": "All right. What would you like to know from the {articles}?",
    "goodbye": "Goodbye. This conversation is kept, so you can go on with it later.",
    "abilities": (
        "I answer from the {articles} here, and show the exact words each"
        " answer rests on. You can ask for a fact (“Who won "
        "the vote?”), count and list (“How many articles mention India"
        " since May?”, “List everything by Mia Reyes”), look "
        "for every mention, the first or the last, ask what somebody"
        " said, for a summary, a comparison or a timeline, and "
        "what is in here. If the articles do not say it, I say so."
    ),
}
