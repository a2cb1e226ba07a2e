"""Tables of the verifier: opposites, negations, degrees of certainty, causes, pronouns."""

import re

from assistant.language.base import Claims
from assistant.language.en.grammar import NEGATIONS, OPENING, THIRD_PERSON

# Words against their opposites. A word stands in one pair only if it has one sense.
OPPOSITES = (
    ("rise rises rose risen rising increase increases increased climb climbed soar soared surge surged jump jumped "
        "lift raise raised "
     "higher grow grew grown growing growth expand expanded up boost boosted hike upward",
     "fall falls fell fallen falling decrease decreased drop drops dropped decline declined shrink shrank shrunk "
     "plunge plunged slide slid "
     "lower lowered lowering reduce reduced reduction cut slash slashed tumble tumbled sink sank down plummet "
     "downward"),
    ("gain gains gained win wins won receive obtain acquire get gets got", "lose loses lost losing loss forfeit"),
    ("improve improved improving better recover recovering recovered thaw mend warm strengthen stronger strong",
     "worsen worsened worsening worse deteriorate deteriorated weaken weakened weaker weak"),
    ("accept accepted approve approved back backed endorse endorsed welcome welcomed",
     "reject rejected refuse refused block blocked veto"),
    ("support supports supported favour favor favours favors", "oppose opposes opposed opposition against"),
    ("allow allowed permit permitted legal lawful legalise",
     "ban banned prohibit prohibited forbid forbidden illegal unlawful outlaw"),
    ("open opens opened opening", "close closes closed closing closure shut"),
    ("begin begins began begun start starts started launch launched",
     "end ends ended finish finished stop stopped cease conclude concluded"),
    ("buy buys bought purchase purchased", "sell sells sold sale"),
    ("join joins joined enter entered", "leave leaves left quit withdraw withdrew exit"),
    ("before earlier prior", "after later following"), ("first earliest", "last latest"),
    ("more most", "less least fewer fewest"), ("maximum", "minimum"),
    ("success succeed succeeded successful", "failure fail failed unsuccessful"), ("profit profits profitable",
     "loss losses"),
    ("confirm confirmed admit admitted", "deny denied denies"), ("guilty convicted", "innocent acquitted cleared"),
    ("arrive arrives arrived", "depart departs departed"), ("import imports imported", "export exports exported"),
    ("hire hired recruit", "fire fired dismiss dismissed lay"), ("best", "worst"), ("easier easy",
     "harder hard difficult"),
    ("safe safer", "dangerous unsafe"), ("alive survive survived", "dead die died killed"), ("agree agreed",
     "disagree disagreed"),
    ("include includes included including", "exclude excludes excluded excluding"), ("lend lent", "borrow borrowed"),
    ("attack attacked", "defend defended"), ("tighten tightened", "loosen loosened ease eased relax relaxed"),
    ("optimistic", "pessimistic"), ("north northern", "south southern"), ("east eastern", "west western"),
    ("long-term", "short-term"), ("early", "late"), ("able", "unable"), ("likely", "unlikely"), ("inside", "outside"),
    ("encourage encouraged", "discourage discouraged"), ("protect protects protected protection",
     "harm harms harmed hurt hurts threaten"),
    ("majority", "minority"), ("increase", "reduction"), ("positive", "negative"), ("present", "absent"), ("always",
     "never"),
)  # fmt: skip
CLAIMS = Claims(
    denials=("refus", "deni", "declin", "reject", "fail", "lack"),  # stems that say "not" without it
    wholly_words=frozenset("always never hardly entirely completely wholly every all solely".split()),
    hearsay=frozenset("reportedly supposedly apparently presumably purportedly".split()),
    modal_stems=frozenset(
        """could may might possibl perhap potenti probabl alleg allegedli reportedli supposedli would suspect plan
    propos tri attempt want hope intend aim seek expect schedul due""".split()
    ),
    opposites=OPPOSITES,
    negation=re.compile(
        rf"\b(?:{'|'.join(sorted(NEGATIONS))}|scarcely|nowhere)\b|n['’]t\b"
        r"|\brather than\b|\binstead of\b|\bfar from\b",
        re.IGNORECASE,
    ),
    not_negated=re.compile(r"\bnot (?:only|just|least)\b|\bno (?:doubt|matter|one of)\b|\bNo\. \d", re.IGNORECASE),
    denies=re.compile(  # what may be said with "not" though it has none
        r"\b(?:lack\w*|absen\w+|refus\w+|den(?:y|ie[sd])|fail\w*|avoid\w*|stop\w*|end(?:ed|s)?|ban\w*|reject\w*|only"
        r"|instead|few|little|doubt\w*"
        r"|unlikely|exclud\w+|except|drop\w*|cancel\w*|abandon\w*|miss\w*|prevent\w*|block\w*|against|less|fewer|lose"
        r"|lost|surpris\w+|exploratory|idea|yet|still"
        r"|rare\w*|un\w{4,}|in(?:complete|valid|formal)\w*|non\w+|\w+less)\b",
        re.IGNORECASE,
    ),
    possible=re.compile(
        r"\b(?:could|(?-i:may)|might|possibl[ey]|possibility|perhaps|potential(?:ly)?|probabl[ey]|likely|unlikely"
        r"|risks?|risk(?:ed|ing)|fears?|feared|chance|suspect\w*|allege\w*|maybe|if|would|conceivabl[ey]|can|concern\w*"
        r"|worr\w+|seem\w*|appear\w*|suggest\w*)\b",
        re.IGNORECASE,
    ),
    planned=re.compile(
        r"\b(?:will|shall|to be|plan\w*|expect\w*|due|schedul\w+|set to|aim\w*|intend\w*|wants?|hop(?:e|es|ed|ing)"
        r"|propos\w+|seek\w*|going to"
        r"|promis\w+|pledg\w+|goals?|targets?|ambition\w*|upcoming|forthcoming|is to|are to|ahead|next|under discussion"
        r"|negotiat\w+|discuss\w*|idea|would|prepar\w+|bid|try\w*|tries|push\w*|yet to|still to|vow\w*)\b",
        re.IGNORECASE,
    ),
    past=re.compile(
        r"\b(?:was|were|had|did|has|have|came|went|took|gave|made|got|met|began|rose|fell|won|lost|became|led|cut|sent"
        r"|told)\b|(?<!\bbe )\b\w{3,}ed\b(?! (?:to|for|by|as)\b)",
        re.IGNORECASE,
    ),
    clause=re.compile(r"[,:](?!\d)|[;—()]|\s(?:but|while|whereas|although|though|because|which|who|and)\s"),
    condition=re.compile(
        r"(?<!as )(?<!even )(?<!what )(?<!and )(?<!ask )(?<!asked )(?<!see )(?<!know )(?<!sure )(?<!wonder )"
        r"\b(?:if|unless|provided that|as long as|on condition that)\b",
        re.IGNORECASE,
    ),
    leads_on=re.compile(r"\s*(?:which|who|where|while|but|and|or|because|though)\b"),
    conditional=re.compile(
        r"\b(?:if|unless|would|could|should|might|(?-i:may)|when|whenever|once|provided|depend\w*|condition\w*|whether|until|case)\b",
        re.IGNORECASE,
    ),
    cause=re.compile(
        r"\b(?:because|due to (?=the|an?\b|its|his|her|their|[\w-]+(?:ing|ions?|ments?)\b)|owing to"
        r"|thanks to|as a result|caused by|therefore|thereby|consequently|hence|which is why)\b",
        re.IGNORECASE,
    ),
    gives_a_cause=re.compile(  # or may be meant to
        r"\b(?:because|due|owing|thanks|result(?:s|ed|ing)?|caus\w+|therefore|thereby|consequen\w+|hence"
        r"|thus|since|led|leads?|leading|so|prompt\w*|trigger\w*|reasons?|blam\w+|why|after|amid"
        r"|follow(?:s|ed|ing)|in response|respond\w*|driven|drove|spark\w*|attribut\w+|credits?|credited"
        r"|forc(?:e[sd]?|ing)|cit(?:ed|es|ing)|explain\w*"
        r"|(?<!such )as (?!well\b|an?\b|much\b|many\b|of\b|part\b|is\b))\b",
        re.IGNORECASE,
    ),
    # What may stand for what was named before; whatever else begins "the" is something of its own.
    stands_for=re.compile(
        rf"\b(?:{'|'.join(THIRD_PERSON)}|we|our|us|i|my|who|both|there|here|(?:the|this|that|these) "
        r"(?:two|three|four|pair|country|countries|nation|nations|company|firm|group|city|town|state|man|woman|party|team"
        r"|club|film|book|song|series|show|album|act|law|bill|deal|agreement|visit|trip|talks|move|step|work|effort|bloc"
        r"|project|programme|program|plan|report|study|article|president|minister|prime minister|premier|leader|mayor"
        r"|organi[sz]ation|union|agency|university|school|bank|government|council|event|games?|season))\b",
        re.IGNORECASE,
    ),
    leans=re.compile(rf"[\"“]?{OPENING}"),
    source_words=frozenset("article articles text passage report mention mentions answer number amount".split()),
    cleft=re.compile(
        r"^The (?P<noun>[^,]{2,60}?)\b(?:\s(?:who|that|which|of|in|for|at|to|behind|defending|with|from)\b.*?)?,?\s"
        r"(?:is|was|are|were)\s(?:[^,]*,\s)?(?!(?:in|at|on|of|by|to|for|from|with)\b)"
        r"(?:[a-z][\w'’-]*\s){0,3}(?P<name>[A-Z][\w'’-]*(?:\s[A-Z][\w'’-]*)*)\.?$"
    ),
    subject=re.compile(  # that names nobody: "the tweet was"
        r"(?:The|An?|Its?|Their|His|Her|Our|the|an?) (?P<what>(?!.*\bwh)[a-z][^A-Z\"“]{2,40}?)"
        r" (?:is|was|are|were|has|had|have|will|would|can|could)\b"
    ),
    the_answer=re.compile(r"^(?:the|my|final) answer(?: is\b|:)", re.IGNORECASE),  # to a question no source knows
    who_did=re.compile(r"\b(?:who|that|which) (?:\w+ly )?(?P<did>[a-z]+ed)\b"),
    deed=re.compile(r"(?:ment|ion|al|ance|ence|age)s?$", re.IGNORECASE),  # how a noun made of a verb ends
    occasion=re.compile(
        r"\b(?:in|on|at|during|via) (?:an?|the|his|her|their|its) (?:[\w-]+ ){0,2}(?P<what>statement|interview|tweet"
        r"|letter|memo|e-?mail|podcast|briefing|speech|conference|ceremony|hearing|post|video)\b"
    ),
)
