"""How English questions ask for a summary or a timeline."""

import re

from assistant.language.desk import Form

PIECE = r"(?:article|story|piece|report|file|document|post|text|interview|review|column)"
PIECES = (
    r"(?:news|coverage|reporting|headlines|events|everything|articles?|stories|pieces|reports?|documents|files|posts"
    r"|texts|briefs)"
)
THE = r"(?:(?:['’]s|all|the|our|your|of|these|those|latest|recent|main|whole|full|entire) )*"
SUM_UP = r"(?:summari[sz]e|sum up|recap|condense|boil down|tl;?dr(?: of| on)?)"
SUMMARY = r"(?:summary|overview|digest|recap|round-?up|synopsis|pr[eé]cis|abstract|gist|briefing|summing[- ]up)"
GIVE = (
    r"(?:(?:give|write|make|show|get|provide|send|do|draft|build|draw up|create|prepare)(?: me| us)? |i need |i want )?"
)
BRIEF = r"(?:(?:an?|the|short|brief|quick|concise|full|detailed|one-paragraph|good) )*"
OF = r"(?:of|on|about|regarding|concerning|for|around|covering)"
COVERAGE = (
    rf"(?:{THE}{PIECES} (?:that (?:mention|are about|cover)|{OF}|mentioning|covering)"
    r"|what (?:we|you) have (?:on|about)) "
)
TOPIC = r"(?P<topic>.+?)"
IN_BRIEF = (
    r"(?:,? (?:for me|please|briefly|in (?:brief|short|a nutshell|plain words|outline|bullet points"
    r"|(?:a few|one|two|three|four|five|six|\d+|a couple of|no more than \w+|under \w+) "
    r"(?:words|lines|sentences|points|paragraphs?))))*"
)
POINTED = (  # what only the answer before says
    rf"(?:it|them|this|that|these|those|(?:the |this |that )?(?:(?:\w+(?:st|nd|rd|th)|last|latest|previous|other) )?"
    rf"(?:one|ones|{PIECE}|of them)|the (?:\w+(?:st|nd|rd|th)|last|latest)){IN_BRIEF}$"
)
TITLED = rf"(?:(?:the |this )?{PIECE}[,:]? (?:(?:titled|called|entitled|headlined|named|with the title) )?)?"
SLOT = rf"(?:{COVERAGE}{TOPIC}|{TITLED}(?!{POINTED})(?P<article>.+?)){IN_BRIEF}"  # a topic, or an article or topic
TIMELINE = r"(?:time ?line|chronology|chronological (?:account|overview|list|summary|history)|sequence of events)"
STORY = r"(?:(?:the )?(?:story|case|affair|saga|events|coverage|news|developments?) (?:of|in|on|around|about|behind) )?"
TALE = r"(?:story|case|affair|saga|events|coverage|news)"
UNFOLD = (
    r"(?:develop|unfold|evolve|play out|progress|developed|unfolded|evolved|played out|progressed)"
    r"(?: over (?:time|the (?:days|weeks|months|years)))?"
)
ABOUT = r"(?P<about>.+?)"


def _form(act: str, pattern: str) -> Form:
    return Form(act, re.compile(pattern, re.IGNORECASE))


SUMMARY_FORMS = (
    # A period, or all there is
    _form("summary", rf"{SUM_UP}(?: {THE}{PIECES})?{IN_BRIEF}"),
    _form("summary", rf"{GIVE}{BRIEF}(?:news )?{SUMMARY}(?:(?: of| on)? {THE}{PIECES}| of)?{IN_BRIEF}"),
    _form("happened", r"what(?: all)?(?: has|['’]s| have)? happened|what did we (?:publish|report|write|run|cover)"),
    _form("happened", rf"what (?:was|were|is|are) (?:in )?{THE}{PIECES}"),
    # A topic, or an article
    _form("summary", rf"{SUM_UP}(?: for me)? {SLOT}"),
    _form("summary", rf"{GIVE}{BRIEF}{SUMMARY} (?:{OF} |(?=['’]s )){SLOT}"),
    _form(
        "summary",
        rf"what (?:do|have) (?:we|you) (?:have|got|hold|published|reported|written|run)(?: got)?(?: so far)?"
        rf" (?:on|about|regarding) {TOPIC}{IN_BRIEF}",
    ),
    _form(
        "summary",
        r"(?:brief (?:me|us) on|(?:catch|fill) (?:me|us) (?:up|in) on|(?:bring|get) (?:me|us) up to (?:speed|date) on)"
        rf" (?:{COVERAGE})?{TOPIC}{IN_BRIEF}",
    ),
    _form("summary", rf"{TOPIC} in (?:a nutshell|brief|short)"),
    _form("summary", rf"what does (?:the|this) {PIECE}[,:]? (?:(?:titled|called) )?(?P<article>[\"“«].+?[\"”»]) say"),
    _form(
        "summary",
        rf"what (?:is|was|['’]s) (?:the|this) {PIECE}[,:]? (?:(?:titled|called) )?(?P<article>.+?) about{IN_BRIEF}",
    ),
)
TIMELINE_FORMS = (
    _form(
        "timeline",
        rf"(?:walk|take|guide) (?:me|us) through {STORY}{ABOUT}(?: {TALE})? (?:day by day|in order|step by step)",
    ),
    _form("timeline", rf"{GIVE}{BRIEF}{TIMELINE} (?:{OF}|in|behind) {STORY}{ABOUT}"),
    _form(
        "timeline",
        rf"{ABOUT}(?:['’]s?)?,? (?:{TIMELINE}|(?:day|week|month) by (?:day|week|month)"
        r"|in (?:chronological|time) order)",
    ),
    _form("timeline", rf"what happened (?:in|with|to|around) {STORY}{ABOUT},? in (?:(?:chronological|time) )?order"),
    _form("timeline", rf"what happened when (?:in|with|to|around) {STORY}{ABOUT}"),
    _form("timeline", rf"how (?:did|has|have|had) (?:{STORY}){ABOUT} {TALE} {UNFOLD}"),
    _form("timeline", rf"how (?:did|has|have|had) (?:the )?{TALE} (?:of|in|on|around|about|behind) {ABOUT} {UNFOLD}"),
    _form("unfold", rf"how (?:did|has|have|had) {ABOUT} {UNFOLD}"),
)
