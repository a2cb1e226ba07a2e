"""Verbs and patterns of reported speech, and how speakers are named."""

import re

from assistant.language.attribution import Attribution
from assistant.language.base import Speech

UTTERS = (  # verbs of who claims something that need not be so: of speaking, of judging and of thinking
    r"says?|said|saying|tells?|told|adds?|added|argues?|argued|claims?|claimed|warns?|warned|alleges?|alleged"
    r"|contends?|contended|insists?|insisted|maintains?|maintained|complains?|complained|notes?|noted|stated"
    r"|states(?= that\b)|writes?|wrote|admits?|admitted|acknowledges?|acknowledged|points? out|pointed out|cautions?"
    r"|cautioned|asserts?|asserted|concedes?|conceded|jokes?|joked|responds?|responded|replies|replied|explains?"
    r"|explained|remarks?|remarked"
)
ACTS = (
    r"calls?|called|describes?|described|accuses?|accused|suggests?|suggested|estimates?|estimated|predicts?|predicted"
    r"|denies|denied|criticis?z?es?|criticis?z?ed|urges?|urged|vows?|vowed|pledge[sd]?|promise[sd]?"
)
THINKS = (
    r"believes?|believed|thinks?|thought|fears?|feared|considers?|considered|regards?|regarded|sees?|saw|views?|viewed"
    r"|worr(?:y|ies|ied)|hopes?|hoped"
)
SAYS = f"{UTTERS}|{ACTS}|{THINKS}"
ANNOUNCES = r"announces?|announced|confirms?|confirmed|reports?|reported|reveals?|revealed"
TELLS = rf"{ANNOUNCES}|shows?|showed|finds?|found"
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

_PRONOUNS = frozenset("he she it they we i you".split())
_BE_AND_MODALS = frozenset(
    """am is are was were be been being will would shall should can could may might must cannot won't wouldn't can't
    couldn't isn't aren't wasn't weren't do does did don't doesn't didn't not never to hasn't haven't hadn't rarely
    hardly let let's having""".split()
)
ATTRIBUTION = Attribution(
    freely=re.compile(r"says?|said|saying|tells?|told", re.IGNORECASE),
    utters=re.compile(rf"{UTTERS}|tweet(?:s|ed)", re.IGNORECASE),
    acts=re.compile(
        rf"{ACTS}|{ANNOUNCES}|concludes?|concluded|testifie[sd]|declare[sd]?|stresse[sd]|recalls?|recalled",
        re.IGNORECASE,
    ),
    thinks=re.compile(THINKS, re.IGNORECASE),
    beside_quotation=re.compile(
        r"asks?|asked|continue[sd]?|remembers?|remembered|posted|reads?|laughs?"
        r"|laughed|shouts?|shouted|comments?|commented|observe[sd]?|emphasi[sz]e[sd]?|reiterate[sd]?"
        r"|repeat(?:s|ed)?|counter(?:s|ed)|quip(?:s|ped)|lament(?:s|ed)|sums? up|summed up|went on|goes on"
        r"|wonder(?:s|ed)|agree[sd]?"
        r"|states|speaks?|spoke|chant(?:s|ed)|answer(?:s|ed)|muse[sd]?|exclaim(?:s|ed)?|vent(?:s|ed)"
        r"|tease[sd]|boast(?:s|ed)|demand(?:s|ed)?|caption(?:s|ed)",
        re.IGNORECASE,
    ),
    participles=re.compile(
        r"saying|adding|arguing|warning|noting|telling|claiming|insisting|writing|explaining|tweeting|stating"
        r"|stressing|alleging|calling|describing|asking|predicting|suggesting|admitting|joking|pointing out"
        r"|concluding|declaring",
        re.IGNORECASE,
    ),
    according=re.compile(r"according to", re.IGNORECASE),
    adverbs=re.compile(
        rf"{AUXILIARIES}|[a-z]+ly|now|perhaps|always|long|instead|however|meanwhile|afterwards?|eventually|today|yesterday|soon|already|just|first|never",
        re.IGNORECASE,
    ),
    that=frozenset({"that"}),
    not_said=_BE_AND_MODALS,
    finite=frozenset(
        """is was were are has had have will would could should may might must can does did do isn't wasn't weren't
        aren't hasn't hadn't won't wouldn't can't couldn't shouldn't""".split()
    )
    | frozenset({"been", "be", "am"}),
    breaks=frozenset(
        """that but while as when because after before if although though whether since which who what where how so
        than or unless until whereas yet whose why then nor for""".split()
    )
    - {"for"},
    relative=frozenset({"who"}),
    restrictive=frozenset("who that which what whose whom where how why".split()),
    contrasts=frozenset("but while whereas though although yet".split()),
    asks=frozenset("what how why where than".split()),
    joins=frozenset({"and"}),
    determiners=frozenset(
        """the a an this that these those his her its their our my your some many several one two three four five other
        another most all both few no every each more any""".split()
    ),
    prepositions=frozenset(
        """of for at from with in on by to about into under over against during after before between among through
        within outside near behind without inside across including until since amid despite following upon via like
        per off around toward towards""".split()
    ),
    of=frozenset("of for and the on in & de la".split()),
    adjuncts=frozenset(
        """in on at during after before when while as last this next earlier today yesterday tonight to via through
        by for of with from about over following amid upon later again then and or but
        because if""".split()
    ),
    role_links=frozenset("of for from at with in and".split()),
    pronouns=_PRONOUNS,
    first_person=frozenset({"i", "we", "you"}),
    plural=frozenset({"they"}),
    organisations=frozenset(
        """department university college school bank institute court ministry office bureau agency association council
        committee center centre centers centres house senate congress commission foundation company corp inc ltd
        group party union federation organization organisation society administration authority authorities police
        service services museum hospital church club league times post news journal magazine airlines motors records
        productions network board team trust fund society network army navy force forces embassy parliament assembly
        government republic states kingdom nations city county state district records entertainment media systems
        technologies international laboratory laboratories lab coalition alliance republicans democrats industries
        daily weekly herald tribune gazette telegraph""".split()
    ),
    roles=frozenset(
        """administrator commissioner sheriff deputy detective sergeant lieutenant chief coach manager bishop archbishop
        cardinal rabbi imam reverend father sister mother brother actor actress singer author founder co-founder
        cofounder spokesman spokeswoman spokesperson congressman congresswoman councillor councilman councilwoman
        prosecutor superintendent principal assistant leader editor host economist cfo coo cto writer
        journalist reporter producer engineer scientist researcher lawyer owner partner associate head officer agent
        inspector constable trooper filmmaker co-founders co-ceo commander major corporal admiral dean provost
        secretary-general minister's acting interim senior junior rev lt sgt cpl capt det supt insp gen maj adm
        treasurer whip solicitor magistrate critic columnist""".split()
    ),
    stand_ins=re.compile(
        r"spokes(?:man|woman|person|people)|representatives?|reps?|officials?|statement", re.IGNORECASE
    ),
    genders={
        **dict.fromkeys(
            """he him his himself mr sir king prince father son brother husband spokesman chairman congressman man boy
            lord dad grandfather uncle nephew businessman fireman policeman""".split(),
            "he",
        ),
        **dict.fromkeys(
            """she her hers herself mrs ms miss dame queen princess mother daughter sister wife spokeswoman chairwoman
            congresswoman actress woman girl lady mom grandmother aunt niece businesswoman songstress
            duchess""".split(),
            "she",
        ),
    },
    no_speakers=frozenset("reports claims estimates notes calls views fears hopes promises there here".split()),
    nouns=frozenset(
        """report reports claim claims estimate estimates note notes call calls view views fear fears hope hopes promise
        promises vow vows pledge pledges joke jokes remark remarks reply replies post posts response warning
        answer answers comment comments demand demands state states""".split()
    ),
    of_things=re.compile(r"suggests?|suggested|reveals?|revealed", re.IGNORECASE),
    addressed=re.compile(r"tells?|told|telling|warn(?:s|ed|ing)?|promise[sd]?|caution(?:s|ed)", re.IGNORECASE),
    naming=re.compile(r"call(?:s|ed|ing)|titled|dubbed", re.IGNORECASE),
    places=frozenset("in across near outside throughout".split()),
    particles=frozenset("la du le der ter ibn".split()),
    suffixes=frozenset("jr sr ii iii iv".split()),
    compound_ends=frozenset("based born owned led backed run style era educated trained area wide themed".split()),
)
