"""Forms of the questions that are suggested, and the patterns of the sentences that answer them.

In a pattern, ``{name}`` is any name of the article, ``{person}`` the name of a person, ``{titled}`` one in the title,
and ``{topic}`` a name or the whole title. Other slots are named in ``SUGGESTIONS``.
"""

import re

from assistant.language.en.calendar import MONTHS, WEEKDAYS
from assistant.language.en.grammar import AUXILIARIES
from assistant.language.en.numbers import CARDINALS
from assistant.language.suggested import Form, Suggestions

_VERBS = """begin began begun, break broke broken, bring brought brought, build built built, buy bought bought,
catch caught caught, choose chose chosen, come came come, cut cut cut, draw drew drawn, drive drove driven,
fall fell fallen, fight fought fought, find found found, fly flew flown, get got got, give gave given, go went gone,
grow grew grown, hear heard heard, hide hid hidden, hit hit hit, hold held held, keep kept kept, lay laid laid,
lead led led, leave left left, lend lent lent, lose lost lost, make made made, meet met met, pay paid paid,
put put put, ride rode ridden, rise rose risen, run ran run, see saw seen, seek sought sought, sell sold sold,
send sent sent, set set set, shoot shot shot, show showed shown, shut shut shut, speak spoke spoken,
spend spent spent, stand stood stood, steal stole stolen, strike struck struck, sue sued sued, take took taken,
teach taught taught, tell told told, think thought thought, throw threw thrown, wear wore worn, win won won,
withdraw withdrew withdrawn, write wrote written"""
IRREGULAR = {past: base for base, past, _ in (verb.split() for verb in _VERBS.split(","))}
_PARTICIPLE = rf"(?:been|had|done|[a-z]+ed|{'|'.join(verb.split()[2] for verb in _VERBS.split(','))})"

_ADVERB = r"(?:(?:[a-z]+ly|also|already|not|never|now|still) )?"
_HAS = rf"(?:has|have|had)(?= {_ADVERB}{_PARTICIPLE}\b)"
_BE = r"(?:is|are|was|were)"
_WILL = r"(?:will|would|can|could|should)"
_SO_FAR = rf"(?:{_BE}|{_HAS})"
AUX = rf"(?:{_BE}|{_WILL}|{_HAS})"
INTRO = (
    r"(?:^|^[A-Z][^,:;\"“”()]{2,40}, |^(?:And|But|So|Now|Then) |\b(?:that|when|while|as|after|before|if) )"
    r"(?:[Tt]he )?"
)
ASIDE = r"(?:,? \([^()]{2,40}\)|, [^,:;\"“”()]{3,90},)?"
NP = (
    r"(?:(?:The|A|An) (?:[a-z-]+ ){0,2}?[a-z-]+(?: (?:of|in|for|at|from|by) (?:the )?{name})?|{name}['’]s "
    r"(?:[a-z-]+ )?[a-z-]+)"
)
END = r"(?=$|[,;:—–(]| (?:and|but|or|while|which|who|that|after|before|as|because|since|when|where|if|so|than)\b)"
PHRASE = r"(?:[^,;:—–()\"“”!?|\[\]<>]|,(?=\d{3}))"  # one sign of a clause without marks
MONEY = r"(?:US|C|A)?[$£€¥][\d.,]*\d(?: ?(?:thousand|million|billion|trillion|[mb]n?)\b)?"
_ABOUT = (
    r"(?:(?:about|around|nearly|almost|more than|over|at least|up to|some|only|just|roughly|another|an estimated) )?"
)
_COUNT = "|".join(sorted((word for word in CARDINALS if CARDINALS[word] > 1), key=len, reverse=True))
NUMBER = (
    rf"{_ABOUT}(?!(?:19|20)\d\d\b)(?:\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|{_COUNT})"
    r"(?: (?:hundred|thousand|million|billion))?(?! of\b)"
)
_NOT_COUNTED = (
    "years? months? weeks? days? hours? minutes? seconds? decades? times? points? dollars? pounds? euros? cents?"
    " percent thousands? hundreds? millions? billions? others? things? series us is was has this less across does"
    " inches miles metres meters feet degrees ways reasons lots parts"
).split()
NOUN = (
    r"(?:[a-z]+[ -]){0,2}?(?:people|men|women|children|"
    rf"(?!(?:{'|'.join(_NOT_COUNTED)})\b)[a-z]{{3,}}(?<!s)s)(?= (?:in|at|on|of|for|to|from|by|with|across|during|"
    rf"since|over)\b|$|[,.;])"
)
VERB = rf"(?!(?:{'|'.join(AUXILIARIES)}|said|says)\b)[a-z]{{3,}}"
_SAID = (
    r"(?:said|says|told|added|adds|warned|warns|argued|argues|explained|explains|wrote|writes|tweeted|insisted"
    r"|insists|claimed|claims|noted|stressed|believes|believed|predicted|announced)"
)
_OFFICE = (
    r"(?:minister|president|premier|chief|chair\w*|director|head|leader|founder|co-founder|professor|economist|"
    r"analyst|mayor"
    r"|judge|senator|spokes\w+|secretary|coach|captain|author|singer|actor|actress|lawyer|attorney|researcher|"
    r"scientist"
    r"|ambassador|CEO|executive|officer|commissioner|governor|editor|manager|owner|lawmaker|politician|rapper|writer"
    r"|musician|player|artist|activist|journalist|reporter|physician|doctor|pulmonologist|historian|engineer|fellow"
    r"|president|general|candidate|congress\w+|designer|producer|poet|composer|footballer|quarterback|comedian|critic)"
)
_BARE = r"(?!(?:an?|the|one|its|his|her|their|former) )"
_MONTH = "|".join(month.capitalize() for month in MONTHS)
DATE = (
    rf"(?:in (?:(?:{_MONTH}) )?(?:1[5-9]|20)\d\d|on (?:\d\d? (?:{_MONTH})|(?:{_MONTH}) \d\d?)(?:,? (?:1[5-9]|20)"
    rf"\d\d)?)"
)

_ROUGHLY = r"(?:(?:about|up to|more than|nearly|almost|over|around|at least) )?"
_TO_WHAT = r"(?P<rest>(?: (?:for|on|in|from|to|by) {PHRASE}{3,60}?)?){END}"
_EVENT = "born|arrested|found|buried|held|based|built|killed|shot|filmed|located|headquartered|raised|founded|stabbed"
_CHARGE = "accused of|charged with|convicted of|suspected of|blamed for"
_DID_TO = (
    ("agreed to", "agree to"),
    ("pleaded guilty to", "plead guilty to"),
    ("apologized for", "apologize for"),
    ("apologised for", "apologise for"),
    ("called for", "call for"),
    ("voted for", "vote for"),
    ("voted against", "vote against"),
    ("warned of", "warn of"),
    ("ruled out", "rule out"),
)
_DO = "agree to"
_DEED = (
    "founded|created|directed|wrote|won|bought|acquired|replaced|succeeded|led|designed|discovered|invented|produced"
    "|played|portrayed|beat|defeated|built|introduced|proposed|discovered|composed|joined|sang"
)
_DEED_TO = "direct|write|buy|replace|succeed|lead|design|produce|play|build|join|run|coach"

FORMS = (
    Form("why", r"{INTRO}(?P<subject>{name}) (?P<aux>{AUX}) (?P<rest>{PHRASE}{3,70}?),? because\b",
         "Why {aux} {subject} {rest}?"),
    Form("why", r"^(?P<np>{NP}) (?P<aux>{AUX}) (?P<rest>{PHRASE}{3,70}?),? because\b", "Why {aux} {np} {rest}?"),
    Form("why", r"{INTRO}(?P<subject>{name}) (?P<past>{VERB})(?P<rest>(?: {PHRASE}{3,70}?)?),? because\b",
         "Why did {subject} {base}{rest}?"),
    Form("why", r"^(?P<np>{NP}) (?P<past>{VERB})(?P<rest>(?: {PHRASE}{3,70}?)?),? because\b",
         "Why did {np} {base}{rest}?"),
    Form("accused", r"(?P<subject>{name}) (?:has |have |had )?(?:also )?accused (?P<about>{name}) of [a-z]",
         "What did {subject} accuse {about} of?"),
    Form("accused", rf"(?P<subject>{{name}}){{ASIDE}} (?P<aux>is|was|were) (?P<charge>{_CHARGE})\b",
         "What {aux} {subject} {charge}?"),
    *(Form("did", rf"(?P<subject>{{name}}){{ASIDE}} (?:has |have |had )?{past} (?:a|an|the|[a-z]+ing|[a-z]+)\b",
           f"What did {{subject}} {base}{' do' if base == _DO else ''}?") for past, base in _DID_TO),
    Form("how much",
         r"{INTRO}(?P<subject>{name}) (?P<past>bought|purchased|acquired|sold|leased)(?P<rest> {PHRASE}{3,40}?) for"
         r" {ROUGHLY}{MONEY}", "How much did {subject} {base}{rest} for?"),
    Form("how many", r"{INTRO}(?P<subject>{name}) (?P<present>[a-z]{3,}s) {NUMBER} (?P<noun>{NOUN})"
         r"(?P<rest>(?: {PHRASE}{3,60}?)?){END}", "How many {noun} does {subject} {base}{rest}?"),
    Form("how much", r"{INTRO}(?P<subject>{name}) (?P<aux>{AUX}) (?P<verb>{VERB}) {ROUGHLY}{MONEY}" + _TO_WHAT,
         "How much {aux} {subject} {verb}{rest}?"),
    Form("how much", r"^(?P<np>{NP}) (?P<aux>{AUX}) (?P<verb>{VERB}) {ROUGHLY}{MONEY}" + _TO_WHAT,
         "How much {aux} {np} {verb}{rest}?"),
    Form("how much", r"{INTRO}(?P<subject>{name}) (?P<past>{VERB}) {ROUGHLY}{MONEY}" + _TO_WHAT,
         "How much did {subject} {base}{rest}?"),
    Form("how many", r"{INTRO}(?P<subject>{name}) (?P<aux>{AUX}) (?P<verb>{VERB}) {NUMBER} (?P<noun>{NOUN})"
         r"(?P<rest>(?: {PHRASE}{3,60}?)?){END}", "How many {noun} {aux} {subject} {verb}{rest}?"),
    Form("how many", r"{INTRO}(?P<subject>{name}) has {NUMBER} (?P<noun>{NOUN})(?P<rest>(?: {PHRASE}{3,60}?)?){END}",
         "How many {noun} does {subject} have{rest}?"),
    Form("how many", r"{INTRO}(?P<subject>{name}) (?P<past>{VERB}) {NUMBER} (?P<noun>{NOUN})"
         r"(?P<rest>(?: {PHRASE}{3,60}?)?){END}", "How many {noun} did {subject} {base}{rest}?"),
    Form("how many",
         r"(?:^|that |, ){NUMBER} (?P<noun>(?:[a-z]+[ -]){0,2}?(?:people|men|women|children|[a-z]{3,}(?<!s)s))"
         r" (?P<aux>were|are|have been|had been|will be) (?P<rest>{PHRASE}*?\b(?P<about>{name})"
         r"\b{PHRASE}{0,30}?){END}",
         "How many {noun} {aux} {rest}?"),
    Form("how many", r"^{NUMBER} (?P<noun>(?:[a-z]+[ -]){0,2}?(?:people|men|women|children|[a-z]{3,}(?<!s)s))"
         r" (?P<past>{VERB}) (?P<rest>{PHRASE}*?\b(?P<about>{name})\b{PHRASE}{0,30}?){END}",
         "How many {noun} {past} {rest}?"),
    Form("how many", r"^(?P<np>{NP}) (?P<aux>{AUX}) (?P<verb>{VERB}) {NUMBER} (?P<noun>{NOUN})"
         r"(?P<rest>(?: {PHRASE}{3,60}?)?){END}", "How many {noun} {aux} {np} {verb}{rest}?"),
    Form("how many",
         r"^[Tt]here (?P<aux>are|were|have been) {NUMBER} (?P<noun>{NOUN})(?P<rest> {PHRASE}*?\b(?P<about>{name})"
         r"){END}",
         "How many {noun} {aux} there{rest}?"),
    Form("how much", rf"(?P<subject>{{name}}) (?:costs?|starts at|will cost|is priced at) {{ROUGHLY}}{MONEY}",
         "How much does {subject} cost?"),
    Form("how",
         r"{INTRO}(?P<subject>{name}) (?P<aux>is|was) {ROUGHLY}[\d,.]+[ -](?:years|miles|feet|kilometres|kilometers|"
         r"metres|meters|inches)"
         r" (?P<rest>old|long|away|tall|wide|high|deep)\b", "How {rest} {aux} {subject}?"),
    Form("share",
         r"^(?:About |Nearly |Almost |Some |Around )?\d+(?:\.\d+)?(?:%| percent| per cent) of (?P<rest>(?!these|"
         r"those|them)"
         r"{PHRASE}{3,40}? (?:are|is|were|was|have|had) {PHRASE}{3,50}?){END}", "What percentage of {rest}?"),
    Form("when", r"{INTRO}(?P<subject>{name}){ASIDE} (?P<aux>is|are|was|were) (?P<rest>{DUE}(?: {PHRASE}{3,40}?)?)"
         r" {DATE}\b", "When {aux} {subject} {rest}?"),
    Form("when", r"^(?P<np>{NP}) (?P<aux>is|are|was|were) (?P<rest>{DUE}(?: {PHRASE}{3,40}?)?) {DATE}\b",
         "When {aux} {np} {rest}?"),
    Form("when", r"{INTRO}(?P<subject>{name}){ASIDE} (?P<aux>will) (?P<rest>{VERB}(?: {PHRASE}{3,40}?)?) {DATE}\b",
         "When {aux} {subject} {rest}?"),
    Form("where",
         rf"(?P<subject>{{name}}){{ASIDE}} (?P<aux>is|was|were) (?P<rest>{_EVENT})(?: dead)? (?:in|at|near) (?:the "
         rf")?[A-Z]",
         "Where {aux} {subject} {rest}?"),
    Form("who did",
         rf"^{{person}}{{ASIDE}} (?P<past>{_DEED}) (?P<rest>(?:(?:the|a|an|in) )?(?:[a-z-]+ "
         rf"){{0,3}}(?P<about>{{name}})){{END}}",
         "Who {past} {rest}?"),
    Form("who did",
         rf"^{{person}}{{ASIDE}} will (?P<rest>{_DEED_TO} (?:(?:the|a|an|in) )?(?:[a-z-]+ "
         rf"){{0,3}}(?P<about>{{name}})){{END}}",
         "Who will {rest}?"),
    Form("who did",
         r"^{person}{ASIDE} (?P<aux>was|has been) (?P<rest>(?:named|appointed|elected|chosen|nominated|hired) (?:as "
         r")?(?:[a-z-]+ ){0,5}(?P<about>{name})){END}",
         "Who {aux} {rest}?"),
    Form("office",
         rf"{{person}}, (?:the )?(?P<rest>{_BARE}(?:[a-z-]+ ){{0,3}}{_OFFICE} (?:of|at|for)(?: the)? "
         rf"(?P<about>{{name}}))(?=[,.]|$)",
         "Who is the {rest}?"),
    Form("office", rf"(?P<about>{{name}})['’]s (?P<rest>{_BARE}(?:[a-z-]+ ){{0,2}}(?:{_OFFICE})),? {{person}}",
         "Who is {about}’s {rest}?"),
    Form("office",
         rf"{{person}}, (?:the )?(?P<about>{{name}})(?:['’]s)? (?P<rest>{_BARE}(?:[a-z-]+ ){{0,2}}{_OFFICE})(?=[,.]|"
         rf"$)",
         "Who is the {rest} of {about}?"),
    Form("said", rf"(?:{{INTRO}}|^[“\"][^”\"]*,[”\"] )(?P<subject>{{name}}){{ASIDE}} {_SAID}\b(?P<content>.*)",
         "What did {subject} say about {about}?"),
    Form("said", rf"^(?P<content>.*,[”\"]?) {_SAID} (?P<subject>{{name}})\b", "What did {subject} say about {about}?"),
    Form("who", rf"(?P<subject>{{titled}}), (?:the|an?)\b[^,.]{{0,60}}\b{_OFFICE}\b", "Who is {subject}?"),
    Form("who",
         rf"^(?P<subject>{{name}}){{ASIDE}} (?P<aux>is|was) (?:an?|the|one of) (?:[\w'’-]+ ){{0,5}}?{_OFFICE}\b",
         "Who {aux} {subject}?"),
    Form("what",
         rf"^(?P<det>(?:[Tt]he |[Aa]n? )?)(?P<subject>{{topic}}){{ASIDE}} (?P<aux>is|was) an? (?!.*\b(?:{_OFFICE}|"
         rf"who|whose)\b)",
         "What {aux} {det}{subject}?"),
)  # fmt: skip

TITLES = (
    Form("why",
         r"^(?P<subject>{name}) (?P<present>[a-z]{3,}s) (?P<rest>(?:to [a-z]+|the|an?|over|on|for|against)"
         r" {PHRASE}{3,60})$",
         "Why did {subject} {base} {rest}?"),
    Form("accused", r"^(?P<subject>{name}) accuses (?P<about>{name}) of ", "What does {subject} accuse {about} of?"),
    Form("how much", r"^(?P<subject>{name}) to (?P<verb>{VERB}) {ROUGHLY}{MONEY}", "How much will {subject} {verb}?"),
    Form("title",
         r"^(?:Here[’']s )?(?P<ask>[Ww]hy|[Ww]here|[Ww]hen|[Hh]ow|[Ww]hat) (?P<subject>(?:(?:[Tt]he|[Aa]n?) "
         r")?(?:{PHRASE}(?!{AUX} )){2,40}?)"
        r" (?P<aux>{SO_FAR}) (?P<rest>{PHRASE}{3,70})$", "{ask} {aux} {subject} {rest}?"),
    Form("title",
         r"^(?P<ask>[Ww]hat|[Ww]here|[Hh]ow) (?P<subject>(?:(?:[Tt]he|[Aa]n?) ){PHRASE}{2,50}?) "
         r"(?P<present>[a-z]{3,}s)$",
        "{ask} does {subject} {base}?"),
    Form("title", r"^(?P<ask>[Ww]hy|[Ww]here|[Hh]ow) (?P<subject>{name}) (?P<past>{VERB}) (?P<rest>{PHRASE}{3,60})$",
         "{ask} did {subject} {base} {rest}?"),
    Form("title", r"^(?P<ask>(?:What|Why|Who|When|Where|How)(?! {MAY}\b| \S+ {MAY}\b) {PHRASE}{8,90})\?$", "{ask}?"),
)  # fmt: skip

_DAYS = "|".join(day.capitalize() for day in WEEKDAYS)
SUGGESTIONS = Suggestions(
    forms=FORMS,
    titles=TITLES,
    not_topics=re.compile(r"\b(?:at|in|on|from|near|told|with|via|outside|across) (?:the )?$"),
    place_before=re.compile(r"\b(?:in|across|near|outside|throughout) (?:the )?$"),
    auxiliaries=frozenset(
        (*AUXILIARIES, "said", "says", "be", "been", "that", "who", "which", "and", "or", "as", "to")
    ),
    latest="What is the latest on {subject}?",
    both=" and ",
    slots={
        "AUX": AUX, "INTRO": INTRO, "ASIDE": ASIDE, "END": END, "PHRASE": PHRASE, "MONEY": MONEY, "NUMBER": NUMBER,
        "NOUN": NOUN, "ROUGHLY": _ROUGHLY, "NP": NP, "VERB": VERB, "DATE": DATE,
        "SO_FAR": _SO_FAR, "MAY": r"(?:will|would|can|could|should|may|might|if)",
        "DUE": rf"(?:{_PARTICIPLE}|(?:due|set) to)",
    },
    irregular=IRREGULAR,
    after_base=re.compile(r"\b(?:to|will|would|can|could|should|may|might|must|not|didn[’']t) ([a-z]{3,})\b"),
    leans=re.compile(
        r"\b(?:I|me|my|we|us|our|you|your|he|she|it|they|him|her|his|hers|its|their|them|this|that|these|those|here"
        r"|now|then|today|yesterday|tomorrow|tonight|ago|one|ones|also|too|instead|such|recently|currently|latter|"
        r"former"
        rf"|himself|herself|itself|themselves|(?:last|next) \w+|{_DAYS}|another|same|other)\b",
        re.IGNORECASE,
    ),
    trailing_time=re.compile(
        rf" (?:(?:on|in|by|until|since|last|next|this|for|at) )?(?:the )?(?:(?:early|late|last|next|this|same|past) )*"
        rf"(?:{_DAYS}|{_MONTH}|week|month|year|night|morning|evening|afternoon|today|yesterday|tomorrow|day)$"
    ),
    year=re.compile(r" in (?:1[5-9]|20)\d\d\b"),
    unfinished=re.compile(
        r"(?:^| )(?:a|an|the|of|to|in|on|for|from|with|at|by|about|not|is|are|was|were|be|been|more|most|very|just|"
        r"only"
        r"|simply|merely|largely|mainly|mostly|partly|precisely|especially|particularly|probably|perhaps)$"
    ),
    relative=re.compile(r"\b(?:who|whom|whose|which|that)\b"),
    person_before=re.compile(rf"\b(?:Mr|Mrs|Ms|Dr|Sir|Prof)\.? $|\b{_SAID} $|\b{_OFFICE} $", re.IGNORECASE),
    person_after=re.compile(rf",? \(?(?:who\b|\d\d,|born\b)|,? {_SAID}\b|, (?:(?:the|an?)"
    rf"\b[^,.]{{0,60}}\b)?{_OFFICE}\b"),
    of_a_country=re.compile(r"[A-Z][a-z]{2,}(?:ian|ean|ese|ican|ish)s?|French|German|Dutch|Greek|Swiss|Western"),
    outlet=re.compile(
        r"\b(?:News|Times|Post|Press|Journal|Gazette|Herald|Tribune|Magazine|Reuters|Bloomberg|Getty|Twitter|Instagram"
        r"|Facebook|Guardian|Telegraph|Weekly|Daily|Today|Radio|TV|AP|AFP|VOA|NPR|PBS|BBC|CNN|CNBC|NBC|CBS|ABC|"
        r"Broadcasting|Images?)\b"
    ),
)  # fmt: skip
