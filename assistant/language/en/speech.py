"""Verbs and patterns of reported speech."""

import re

from assistant.language.base import Speech

SAYS = (  # verbs of who claims something that need not be so
    r"says?|said|saying|tells?|told|adds?|added|argues?|argued|claims?|claimed|calls?|called|describes?|described"
    r"|warns?|warned"
    r"|believes?|believed|thinks?|thought|fears?|feared|considers?|considered|regards?|regarded|sees?|saw|views?|viewed"
    r"|accuses?|accused|alleges?|alleged|suggests?|suggested|contends?|contended|insists?|insisted|maintains?"
    r"|maintained"
    r"|complains?|complained|estimates?|estimated|predicts?|predicted|notes?|noted|stated|states(?= that\b)|writes?"
    r"|wrote|denies|denied"
    r"|admits?|admitted|acknowledges?|acknowledged|points? out|pointed out|worr(?:y|ies|ied)|hopes?|hoped|cautions?"
    r"|cautioned"
    r"|asserts?|asserted|concedes?|conceded|jokes?|joked|responds?|responded|replies|replied|explains?|explained"
    r"|remarks?|remarked"
    r"|criticis?z?es?|criticis?z?ed|urges?|urged|vows?|vowed|pledge[sd]?|promise[sd]?"
)
TELLS = r"announces?|announced|confirms?|confirmed|reports?|reported|shows?|showed|finds?|found|reveals?|revealed"
AUXILIARIES = (
    r"(?:has|have|had|also|later|once|himself|herself|itself|themselves|repeatedly|often|previously|recently"
    r"|still|all|both|then|again|since|further|publicly|simply|even)"
)
_TAIL = r"(?:\s(?:in|at|on|of|to|during|after|before|when|while|as|this|last)\b[^,;:“”\"]{1,80})?"  # "said in Ottawa"
SPEECH = Speech(
    tells=TELLS,
    auxiliaries=AUXILIARIES,
    said_word=re.compile(rf"{SAYS}|{TELLS}|states?|stat|inform(?:ed)?|announc|explain|accord", re.IGNORECASE),
    before=re.compile(
        rf"(?P<who>[^,;:.!?\"“”()—]{{2,90}}?)(?<!\bthe)(?<!\ba)(?<!\bthis)(?<!\bits)(?<!\btheir)(?<!\bhis)(?<!\bher)"
        rf"\s(?:{AUXILIARIES}\s){{0,2}}(?P<verb>{SAYS}|{TELLS})\b(?!\s(?:off|up|for a"
        rf"|of)\b)(?P<what>.*)",
        re.IGNORECASE,
    ),
    after=re.compile(
        rf"(?P<what>.*)[,”\"]\s?(?:(?P<who>[^,;:!?\"“”()—]{{2,60}}?)\s(?:{AUXILIARIES}\s){{0,2}}(?P<verb>{SAYS}|{TELLS})"
        rf"|(?P<verb2>{SAYS}|{TELLS})\s(?P<who2>[^,;:!?\"“”()—]{{2,60}}?)){_TAIL}[.,]?$",
        re.IGNORECASE,
    ),
    elided=re.compile(rf",?\s(?:and|but|then)\s(?:{AUXILIARIES}\s)?(?:{SAYS})\sthat\s(?P<what>.*)", re.IGNORECASE),
    led_by=re.compile(rf"^.*\b(?:{SAYS}|{TELLS})\s(?:that\s)?(?=\w)", re.IGNORECASE),  # "said he", of "said he thought"
    according=re.compile(
        r"\baccording to (?P<who>[^,;.()]{2,60})|\bin (?P<view>[^,;.()]{2,40}?)(?:'s|’s|s['’]|(?<=\btheir)|(?<=\bhis)"
        r"|(?<=\bher)|(?<=\bits)) (?:views?|opinions?|words|eyes)\b",
        re.IGNORECASE,
    ),
    viewed=re.compile(
        r"\b(?:is|are|was|were|been|being)\s(?:\w+ly\s)?(?:described|seen|regarded|called|viewed|considered|said"
        r"|believed|thought|alleged|feared|criticis?z?ed|expected by)\b(?P<what>.*)"
        r"|\b(?P<adverb>reportedly|allegedly|supposedly|apparently)\b",
        re.IGNORECASE,
    ),
    by=re.compile(r"\bby (?P<who>[^,;.()]{2,50}?)(?: as\b| for\b| to\b| in\b|[,.;]|$)"),
    no_speaker=re.compile(
        r"(?:^|\s)(?:the|a|an|of|in|to|for|at|by|with|and|or|is|was|are|were|be|been|being|not|its|their|his|her|our|no"
        r"|any|more|some|as|'s)$",
        re.IGNORECASE,
    ),
    not_who=re.compile(
        r"\b(?:was|were|is|are|has|had|have|would|will|could|should|may|might|that|not|did|do|does|didn|don|doesn)\b"
        r"|^(?:he|she|it|they|to)\b.+|\w['’](?:ve|re|ll|d)$",
        re.IGNORECASE,
    ),
    apposed=re.compile(
        rf"^((?:The |A |An )?[A-Z][^,]{{1,50}}), [^,]{{2,140}}, (?=(?:{AUXILIARIES} ){{0,2}}(?:{SAYS}|{TELLS})\b)"
    ),
    pronoun=re.compile(
        r"^(?:he|she|it|they|we|i|him|them|us|me|who|which|that|this|these|those|others|one|another|some|many|their|his"
        r"|her|its|our|my)$",
        re.IGNORECASE,
    ),
    linking=re.compile(r"^(?:and|but|while|as|because|although|that|yet|so|however|meanwhile)\s", re.IGNORECASE),
    clause_start=re.compile(r"[,;:—]\s?(?!\d)|\s(?:but|while|and|whereas|although|though|because)\s"),
    speaker_end=re.compile(r"\s(?:of|for|in|at|from|who|with|on)\s"),
    generic_words=frozenset(
        """article articles report reports reporting source sources text passage passages brief briefs news
    story account accounts coverage outlet evidence sentence sentences""".split()
    ),
    alike_speakers=(
        "critics opponents detractors sceptics skeptics doubters",
        "officials authorities government administration ministers",
        "company firm business corporation maker",
        "supporters backers proponents advocates allies",
        "experts analysts researchers scientists specialists economists commentators",
        "police officers investigators detectives",
        "lawmakers legislators politicians mps parliamentarians senators congressmen",
        "workers employees staff",
    ),
)
