"""How English questions set two sides beside each other: "Compare A and B on X", "How do A and B report X?"."""

import re

from assistant.language.desk import Form

ONE, OTHER, TOPIC = r"(?P<one>.+?)", r"(?P<other>.+?)", r"(?P<about>.+?)"
NEXT = r"(?:,? (?:and|with|to|versus|vs\.?|against)(?: (?:that|those|the (?:one|ones)) (?:of|in|from|by))?)"
COVERAGE = r"(?:coverage|reporting|reports?|articles?|stories|accounts?)"
TELL = (
    r"(?:report(?:ed)?|wr[io]te|said|say|cover(?:ed)?|describ(?:e|ed)|present(?:ed)?|portray(?:ed)?"
    r"|treat(?:ed)?|t(?:ell|old))(?: (?:on|about|of))?"
)
ON = r"(?:about|on|of|over|regarding|concerning|in terms of|with respect to|when it comes to)"
DIFFERENCES = (
    r"(?:what(?:'s| is| are| were| was)?|show(?: me)?|list) (?:the )?(?:main |key )?(?:differences?|disagreements?)"
)


def _form(act: str, pattern: str) -> Form:
    return Form(act, re.compile(pattern, re.IGNORECASE))


COMPARISON_FORMS = (
    _form("compare", rf"(?:(?:how|what) (?:do|does|did)|compare (?:how|what)) {ONE} and {OTHER} {TELL} {TOPIC}"),
    _form("compare", rf"how (?:do|does|did) {ONE} and {OTHER} (?:differ|compare|disagree) {ON} {TOPIC}"),
    _form("compare", rf"compare (?:the )?{COVERAGE} {ON} {TOPIC} (?:by|in|from|of) {ONE}{NEXT} {OTHER}"),
    _form("compare", rf"compare {ONE}{NEXT} {OTHER}(?:['’]s?)? {COVERAGE} {ON} {TOPIC}"),
    _form("compare", rf"(?:compare|contrast|a comparison of) {ONE}{NEXT} {OTHER} {ON} {TOPIC}"),
    _form("compare", rf"{DIFFERENCES} between {ONE} and {OTHER} {ON} {TOPIC}"),
    _form("compare", rf"(?:compare|contrast|a comparison of) (?:the articles? )?{ONE}{NEXT} {OTHER}"),
    _form("compare", rf"{DIFFERENCES} between (?:the )?(?:articles? )?{ONE} and (?:the )?(?:article )?{OTHER}"),
    _form("compare", rf"how (?:do|does|did) {ONE} (?:differ from|compare (?:to|with)) {OTHER}"),
    _form("compare", rf"how (?:do|does|did) {ONE} and {OTHER} (?:differ|compare)"),
    _form("compare", rf"{ONE},? (?:versus|vs\.?) {OTHER}"),
)
