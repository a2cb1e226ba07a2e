"""Rose or fell, did or did not, is or may be: what turns a sentence around while its words stay the same."""

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.language.tokens import STOP_WORDS, stem, words

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
PAIRS = tuple(tuple(frozenset(stem(word) for word in side.split()) for side in pair) for pair in OPPOSITES)

NEGATION = re.compile(
    r"\b(?:not|no|never|none|neither|nor|nobody|nothing|without|cannot|hardly|scarcely|nowhere)\b|n['’]t\b"
    r"|\brather than\b|\binstead of\b|\bfar from\b",
    re.IGNORECASE,
)
NOT_NEGATED = re.compile(r"\bnot (?:only|just|least)\b|\bno (?:doubt|matter|one of)\b|\bNo\. \d", re.IGNORECASE)
DENIES = re.compile(  # what may be said with "not" though it has none
    r"\b(?:lack\w*|absen\w+|refus\w+|den(?:y|ie[sd])|fail\w*|avoid\w*|stop\w*|end(?:ed|s)?|ban\w*|reject\w*|only"
    r"|instead|few|little|doubt\w*"
    r"|unlikely|exclud\w+|except|drop\w*|cancel\w*|abandon\w*|miss\w*|prevent\w*|block\w*|against|less|fewer|lose"
    r"|lost|surpris\w+|exploratory|idea|yet|still"
    r"|rare\w*|un\w{4,}|in(?:complete|valid|formal)\w*|non\w+|\w+less)\b",
    re.IGNORECASE,
)
POSSIBLE = re.compile(
    r"\b(?:could|(?-i:may)|might|possibl[ey]|possibility|perhaps|potential(?:ly)?|probabl[ey]|likely|unlikely"
    r"|risks?|risk(?:ed|ing)|fears?|feared|chance|suspect\w*|allege\w*|maybe|if|would|conceivabl[ey]|can|concern\w*"
    r"|worr\w+|seem\w*|appear\w*|suggest\w*)\b",
    re.IGNORECASE,
)
PLANNED = re.compile(
    r"\b(?:will|shall|to be|plan\w*|expect\w*|due|schedul\w+|set to|aim\w*|intend\w*|wants?|hop(?:e|es|ed|ing)"
    r"|propos\w+|seek\w*|going to"
    r"|promis\w+|pledg\w+|goals?|targets?|ambition\w*|upcoming|forthcoming|is to|are to|ahead|next|under discussion"
    r"|negotiat\w+|discuss\w*|idea|would|prepar\w+|bid|try\w*|tries|push\w*|yet to|still to|vow\w*)\b",
    re.IGNORECASE,
)
PAST = re.compile(
    r"\b(?:was|were|had|did|has|have|came|went|took|gave|made|got|met|began|rose|fell|won|lost|became|led|cut|sent"
    r"|told)\b|(?<!\bbe )\b\w{3,}ed\b(?! (?:to|for|by|as)\b)",
    re.IGNORECASE,
)
CLAUSE = re.compile(r"[,:](?!\d)|[;—()]|\s(?:but|while|whereas|although|though|because|which|who|and)\s")
CONDITION = re.compile(
    r"(?<!as )(?<!even )(?<!what )(?<!and )(?<!ask )(?<!asked )(?<!see )(?<!know )(?<!sure )(?<!wonder )"
    r"\b(?:if|unless|provided that|as long as|on condition that)\b",
    re.IGNORECASE,
)
CONDITIONAL = re.compile(
    r"\b(?:if|unless|would|could|should|might|(?-i:may)|when|whenever|once|provided|depend\w*|condition\w*|whether|until|case)\b",
    re.IGNORECASE,
)
CAUSE = re.compile(
    r"\b(?:because|due to (?=the|an?\b|its|his|her|their|[\w-]+(?:ing|ions?|ments?)\b)|owing to|thanks to|as a result"
    r"|caused by|therefore|thereby|consequently|hence|which is why)\b",
    re.IGNORECASE,
)
GIVES_A_CAUSE = re.compile(  # or may be meant to
    r"\b(?:because|due|owing|thanks|result(?:s|ed|ing)?|caus\w+|therefore|thereby|consequen\w+|hence|thus|since|led|leads?"
    r"|leading|so|prompt\w*|trigger\w*|reasons?|blam\w+|why|after|amid|follow(?:s|ed|ing)|in response|respond\w*|driven"
    r"|drove|spark\w*|attribut\w+|credits?|credited|forc(?:e[sd]?|ing)|cit(?:ed|es|ing)|explain\w*"
    r"|(?<!such )as (?!well\b|an?\b|much\b|many\b|of\b|part\b|is\b))\b",
    re.IGNORECASE,
)
SCOPE = 6  # telling words behind a negation that it denies
MAJORITY = 0.5
ALIKE = 0.4  # of a sentence's telling words its source has; with fewer, opposite words may be of different things


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence."""

    text: str

    @property
    def stems(self) -> frozenset[str]:
        return telling(self.text)


@lru_cache(maxsize=20_000)
def telling(text: str) -> frozenset[str]:
    """The stems of the words that carry content."""
    return frozenset(stem(word) for word in words(text) if word.lower() not in STOP_WORDS)


@lru_cache(maxsize=5_000)
def clauses(text: str) -> tuple[Clause, ...]:
    """The parts of a sentence between commas and conjunctions."""
    return tuple(Clause(part) for part in CLAUSE.split(text) if part.strip())


def clause_at(text: str, at: int) -> str:
    """The part of a sentence that an offset lies in."""
    start = 0
    for match in CLAUSE.finditer(text):
        if match.start() >= at:
            return text[start : match.start()]
        start = match.end()
    return text[start:]


@lru_cache(maxsize=5_000)
def denied(text: str) -> frozenset[str]:
    """The stems a negation denies: those behind it in its clause."""
    found: set[str] = set()
    for clause in clauses(NOT_NEGATED.sub(" ", text)):
        for match in NEGATION.finditer(clause.text):
            behind = [stem(word) for word in words(clause.text[match.end() :]) if word.lower() not in STOP_WORDS]
            found |= set(behind[:SCOPE])
    return frozenset(found)


@lru_cache(maxsize=5_000)
def is_negated(text: str) -> bool:
    """True if a sentence denies something."""
    return bool(NEGATION.search(NOT_NEGATED.sub(" ", text)))


def is_flipped(claim: str, told: str) -> str:
    """What a sentence turns around of its source: a word, or "not"; "" if nothing."""
    own, theirs = telling(claim), telling(told)
    shared = own & theirs
    if is_negated(claim) and not is_negated(told) and not DENIES.search(told):
        return "not"
    for word in ("just", "only", "least"):
        if re.search(rf"\bnot {word}\b", claim) and re.search(rf"(?<!not )\b{word}\b", told):
            return "not"
    own = shared & denied(claim)
    if own and is_negated(told) and not own & denied(told):
        return "not"
    if not is_negated(claim) and shared:
        gone = shared & denied(told)
        other = " ".join(word for word in words(claim) if stem(word) not in shared)
        if len(gone) >= MAJORITY * len(shared) and not DENIES.search(other):
            return "not"
    return turned(claim, told)


def turned(claim: str, told: str) -> str:
    """A word of a sentence whose opposite its source has in its place; "" if there is none."""
    best = max(
        (clause.text for clause in clauses(told)), key=lambda text: len(telling(text) & telling(claim)), default=told
    )
    own = _stems(claim)
    if len(telling(claim) & telling(told)) < ALIKE * (len(telling(claim)) - 1):
        return ""
    for pair in PAIRS:
        for side, other in (pair, pair[::-1]):
            if not own & side or own & other:
                continue
            for text in (told, best):
                theirs = _stems(text)
                if theirs & other and not theirs & side:
                    negations = (bool(own & side & denied(claim)), bool(theirs & other & denied(text)))
                    if negations[0] == negations[1]:
                        return next(iter(own & side))
    return ""


@lru_cache(maxsize=5_000)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(text))


def is_open(text: str) -> bool:
    """True if something may be so, or is planned."""
    return bool(POSSIBLE.search(text) or PLANNED.search(text))


def is_unconditional(claim: str, told: str) -> bool:
    """True if a sentence leaves out the condition under which its source says the same."""
    match = CONDITION.search(told)
    if not match:
        return False
    *_, led = re.split(r"[,;—]", told[: match.start()])
    if re.match(r"\s*(?:which|who|where|while|but|and|or|because|though)\b", led) or (led.strip() and not telling(led)):
        return False  # it is a condition of something else, that is left out with it
    clause = next((part for part in re.split(r"[,;]", told[match.start() :]) if part.strip()), "")
    kept = {word.lower() for word in CONDITIONAL.findall(told.replace(clause, " "))}
    if any(word.lower() not in kept for word in CONDITIONAL.findall(claim)):
        return False
    rest, own = telling(told.replace(clause, " ")), telling(claim)
    return len(own & rest) > MAJORITY * len(own) and len(own & rest) >= len(own & telling(clause))


def is_overstated(claim: str, told: str) -> bool:
    """True if a sentence says that something is so, or was, of which its source says that it may be, or is planned."""
    shared = telling(claim) & telling(told)
    if not shared:
        return False
    parts = list(clauses(told))
    possible = set[str]().union(*(part.stems for part in parts if POSSIBLE.search(part.text)))
    planned = set[str]().union(*(part.stems for part in parts if PLANNED.search(part.text)))
    if len(shared & possible) > MAJORITY * len(shared) and not POSSIBLE.search(claim) and not PLANNED.search(claim):
        return True
    past = PAST.search(claim) and not PAST.search(told)
    return bool(
        len(shared & planned) > MAJORITY * len(shared)
        and not PLANNED.search(claim)
        and not POSSIBLE.search(claim)
        and past
    )
