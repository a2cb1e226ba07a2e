"""Rose or fell, did or did not, is or may be: what turns a sentence around while its words stay the same."""

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.language.en.checks import (
    CLAUSE,
    CONDITION,
    CONDITIONAL,
    DENIES,
    LEADS_ON,
    NEGATION,
    NOT_NEGATED,
    OPPOSITES,
    PAST,
    PLANNED,
    POSSIBLE,
)
from assistant.language.en.grammar import STOP_WORDS
from assistant.language.tokens import stem, words

PAIRS = tuple(tuple(frozenset(stem(word) for word in side.split()) for side in pair) for pair in OPPOSITES)

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
    if LEADS_ON.match(led) or (led.strip() and not telling(led)):
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
