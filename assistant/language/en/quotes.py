"""How English questions ask what somebody says, and who says something."""

import re

from assistant.language.desk import Form

_NOBODY = (  # those of whom a question for a fact asks what they say
    r"(?:it|they|he|she|you|we|i|this|that|these|those|people|anyone|anybody|someone|somebody|everyone|everybody|others"
    r"|(?:(?:the|this|that|these|those|an?|any|all|our|your|which|what) )?(?:\w+ )?"
    r"(?:articles?|reports?|stor(?:y|ies)|texts?|documents?|corpus|coverage|news|files?|passages?|pieces?|sources?"
    r"|outlets?|newspapers?|papers?|archive|bible|law|constitution|stud(?:y|ies)|research|data|rules?|authors?"
    r"|reporters?|journalists?))"
)
_WHO = rf"(?!{_NOBODY} )(?P<who>\S+(?: \S+){{0,7}}?)"
_SAY = (
    r"(?:said|say|says|saying|think|thinks|thought|argue|argues|argued|claim|claims|claimed|tell|told|write|wrote|tweet"
    r"|tweeted|believe|believes|believed|comment|commented|remark|remarked|state|stated|declare|declared)"
)
_SAID = r"(?:said|says|wrote|tweeted|claimed|claims|argued|argues|told \S+)"
_DID = r"(?:did|do|does|has|have|had|is|was|were|are)"
_EVER = r"(?:(?:ever|also|really|actually|first|been|has|have|had) )*"
_ABOUT = r"(?:,? (?:about|on|of|regarding|concerning|as to|with regard to|in regard to) (?P<about>.+?))"
_QUOTES = (
    r"(?:(?:direct )?quot(?:es?|ations?)|statements?|remarks?|comments?|words|views?|opinions?|thoughts?|position"
    r"|stance)"
)
_SHOW = r"(?:(?:show|give|find|get|list|pull up|i need|i want)(?: me| us)? )?(?:(?:all|any|the|every|some|of) )*"
_MARKED = r"[\"“„«‘'](?P<said>.+?)[.,!?]?[\"”“»’']"


def _form(act: str, pattern: str) -> Form:
    return Form(act, re.compile(pattern, re.IGNORECASE))


QUOTE_FORMS = (
    _form("quotes", rf"what {_DID} {_WHO} (?:have |had )?to say{_ABOUT}?"),
    _form("quotes", rf"what {_DID} {_WHO} {_EVER}{_SAY}{_ABOUT}?"),
    _form("quotes", rf"what {_DID} {_WHO}['’]s? {_QUOTES}{_ABOUT}"),
    _form("quotes", rf"what {_DID} the {_QUOTES} of {_WHO}{_ABOUT}"),
    _form("quotes", rf"what (?:was|has been) (?:said|claimed) by {_WHO}{_ABOUT}"),
    _form("quotes", rf"{_SHOW}{_QUOTES} (?:made |given )?(?:by|from|of) {_WHO}{_ABOUT}?"),
    _form("quotes", rf"{_SHOW}{_WHO}['’]s? {_QUOTES}{_ABOUT}?"),
    _form("quotes", rf"(?:(?:show me|find|list|tell me) )?what {_WHO} {_EVER}{_SAY}{_ABOUT}?"),
    _form("quotes", rf"(?:are|is) there (?:any(?:thing)? )?{_QUOTES} (?:by|from|of) {_WHO}{_ABOUT}?"),
    _form("quotes", rf"(?:everything|anything|all)(?: that)? {_WHO} (?:is|was|has been) quoted (?:as saying|on)"),
    _form("quotes", rf"what (?:has|was|is) {_WHO} (?:been )?quoted (?:as saying|on|for|about)"),
    _form("did say", rf"{_DID} {_WHO} {_EVER}{_SAY}(?: that)?:? {_MARKED}"),
    _form("did say", rf"{_DID} {_WHO} {_EVER}(?:say|said|claim|claimed|tell \S+) that (?P<said>.+)"),
    _form("did say", rf"is it true that {_WHO} {_EVER}(?:said|claimed)(?: that)?:? {_MARKED}"),
    _form("who said", rf"who {_EVER}{_SAID}(?: that)?[:,]? {_MARKED}"),
    _form("who said so", rf"who {_EVER}{_SAID} that (?P<said>[^\"“”„«»]+)"),
    _form("who said", rf"whose words are(?: these)?:? {_MARKED}"),
)
