"""How English questions set two sides beside each other: "Compare A and B on X", "How do A and B report X?"."""

import re

from assistant.language.desk import Form

ONE, OTHER, TOPIC = r"(?P<one>.+?)", r"(?P<other>.+?)", r"(?P<about>.+?)"
NEXT = r"(?:,? (?:and|with|to|versus|vs\.?|against)(?: (?:that|those|the (?:one|ones)) (?:of|in|from|by))?)"
COVERAGE = r"(?:coverage|reporting|reports?|articles?|stories|accounts?)"
TELL = (
    r"(?P<told>(?:have |has )?(?:report(?:s|ed)?|writes?|wrote|written|said|says?|covers?|covered|describ(?:es?|ed)"
    r"|present(?:s|ed)?|portray(?:s|ed)?|treat(?:s|ed)?|tells?|told)(?: (?:on|about|of))?)"
)
ON = r"(?:about|on|of|over|regarding|concerning|in terms of|with respect to|when it comes to)"
DIFFERENCES = (
    r"(?:(?:what(?:['’]s| is| are| were| was)?|show(?: me)?|list|find|explain) )?(?:the |any )?(?:main |key )?"
    r"(?:differences?|disagreements?)"
)
OF_BOTH = rf"(?:(?:the |what )?{COVERAGE} (?:of|in|by|from) |(?:how|what) )?"
WRITTEN = (
    rf"(?:(?:the )?{COVERAGE} (?:{ON}|about)|what (?:was|is|has been|we have)(?: (?:written|said|reported|published))?"
    rf" {ON})"
)
COMPARED = (
    r"(?:,? (?:and|with|to|versus|vs\.?|against|compared (?:to|with)|as against)(?: (?:that|those) (?:of|in|from))?)"
)
CHANGE = r"(?:change|differ|develop|shift|evolve|vary|compare)"


def _form(act: str, pattern: str) -> Form:
    return Form(act, re.compile(pattern, re.IGNORECASE))


COMPARISON_FORMS = (
    _form("compare", rf"compare {WRITTEN} {TOPIC} (?:in|during|from|of|between) {ONE}{COMPARED} {OTHER}"),
    _form("compare", rf"{DIFFERENCES} (?:between|in) {WRITTEN} {TOPIC} (?:in|during|from|by) {ONE} and {OTHER}"),
    _form(
        "compare",
        rf"how (?:do|does|did|has|have) {WRITTEN} {TOPIC} {CHANGE}d? (?:between|from|in) {ONE} (?:and|to) {OTHER}",
    ),
    _form(
        "compare",
        rf"how (?:do|does|did) {ONE}['’]s? {COVERAGE} {ON} {TOPIC} (?:differ|compare) (?:from|to|with) {OTHER}",
    ),
    _form(
        "compare", rf"(?:(?:how|what) (?:do|does|did|have|has)|compare (?:how|what)) {ONE}{NEXT} {OTHER} {TELL} {TOPIC}"
    ),
    _form("compare", rf"{DIFFERENCES} (?:between|in) (?:how|what) {ONE} and {OTHER} {TELL} {TOPIC}"),
    _form("compare", rf"how (?:do|does|did) {ONE} and {OTHER} (?:differ|compare|disagree) {ON} {TOPIC}"),
    _form("compare", rf"compare (?:the )?{COVERAGE} {ON} {TOPIC} (?:by|in|from|of) {ONE}{NEXT} {OTHER}"),
    _form("compare", rf"(?:compare|contrast) {OF_BOTH}{ONE}{NEXT} {OTHER} {ON} {TOPIC}"),
    _form("compare", rf"compare {ONE}{NEXT} {OTHER}(?:['’]s?)? {COVERAGE} {ON} {TOPIC}"),
    _form("compare", rf"(?:compare|contrast|a comparison of) {ONE}{NEXT} {OTHER} {ON} {TOPIC}"),
    _form("compare", rf"{DIFFERENCES} between {OF_BOTH}{ONE} and {OTHER} {ON} {TOPIC}"),
    _form("compare", rf"{DIFFERENCES} between {ONE} and {OTHER}(?:['’]s?)? {COVERAGE} {ON} {TOPIC}"),
    _form("compare", rf"where do {ONE} and {OTHER} (?:differ|disagree) {ON} {TOPIC}"),
    _form("compare", rf"(?:compare|contrast|a comparison of) (?:the articles? )?{ONE}{NEXT} {OTHER}"),
    _form("compare", rf"{DIFFERENCES} between (?:the )?(?:articles? )?{ONE} and (?:the )?(?:article )?{OTHER}"),
    _form("compare", rf"how (?:do|does|did) {ONE} (?:differ from|compare (?:to|with)) {OTHER}"),
    _form("compare", rf"(?:how|where) (?:do|does|did) {ONE} and {OTHER} (?:differ|compare|disagree)"),
    _form("compare", rf"{ONE},? (?:versus|vs\.?) {OTHER} {ON} {TOPIC}"),
    _form("compare", rf"{ONE},? (?:versus|vs\.?) {OTHER}"),
)
SIDE_LEADS = re.compile(
    r"(?:(?:in|during|from|of|by|both|between|the|articles?|story|piece|outlets?|(?:news)?papers?|authors?|reporter"
    r"|journalist)\b ?)+",
    re.IGNORECASE,
)
