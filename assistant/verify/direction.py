"""Opposites, negations and degrees of certainty: what changes the meaning of a claim while most words stay."""

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.language import DEFAULT
from assistant.language.tokens import stem, words
from assistant.verify.tables import CLAIMS

PAIRS = tuple(tuple(frozenset(stem(word) for word in side.split()) for side in pair) for pair in CLAIMS.opposites)

SCOPE = 6  # content words behind a negation that it denies
MAJORITY = 0.5
ALIKE = 0.4  # of a sentence's content words its source has; with fewer, opposite words may be of different things


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence."""

    text: str

    @property
    def stems(self) -> frozenset[str]:
        return content_stems(self.text)


@lru_cache(maxsize=20_000)
def content_stems(text: str) -> frozenset[str]:
    """The stems of the words that carry content."""
    return frozenset(stem(word) for word in words(text) if word.lower() not in DEFAULT.grammar.stop_words)


@lru_cache(maxsize=5_000)
def clauses(text: str) -> tuple[Clause, ...]:
    """The parts of a sentence between commas and conjunctions."""
    return tuple(Clause(part) for part in CLAIMS.clause.split(text) if part.strip())


def clause_at(text: str, at: int) -> str:
    """The part of a sentence that an offset lies in."""
    start = 0
    for match in CLAIMS.clause.finditer(text):
        if match.start() >= at:
            return text[start : match.start()]
        start = match.end()
    return text[start:]


@lru_cache(maxsize=5_000)
def denied(text: str) -> frozenset[str]:
    """The stems a negation denies: those behind it in its clause."""
    found: set[str] = set()
    for clause in clauses(CLAIMS.not_negated.sub(" ", text)):
        for match in CLAIMS.negation.finditer(clause.text):
            behind = [
                stem(word)
                for word in words(clause.text[match.end() :])
                if word.lower() not in DEFAULT.grammar.stop_words
            ]
            found |= set(behind[:SCOPE])
    return frozenset(found)


@lru_cache(maxsize=5_000)
def is_negated(text: str) -> bool:
    """True if a sentence denies something."""
    return bool(CLAIMS.negation.search(CLAIMS.not_negated.sub(" ", text)))


def is_flipped(claim: str, stated: str) -> str:
    """What a sentence turns around of its source: a word, or "not"; "" if nothing."""
    own, theirs = content_stems(claim), content_stems(stated)
    shared = own & theirs
    if is_negated(claim) and not is_negated(stated) and not CLAIMS.denies.search(stated):
        return "not"
    for word in ("just", "only", "least"):
        if re.search(rf"\bnot {word}\b", claim) and re.search(rf"(?<!not )\b{word}\b", stated):
            return "not"
    own = shared & denied(claim)
    if own and is_negated(stated) and not own & denied(stated):
        return "not"
    if not is_negated(claim) and shared:
        gone = shared & denied(stated)
        other = " ".join(word for word in words(claim) if stem(word) not in shared)
        if len(gone) >= MAJORITY * len(shared) and not CLAIMS.denies.search(other):
            return "not"
    return turned(claim, stated)


def turned(claim: str, stated: str) -> str:
    """A word of a sentence whose opposite its source has in its place; "" if there is none."""
    best = max(
        (clause.text for clause in clauses(stated)),
        key=lambda text: len(content_stems(text) & content_stems(claim)),
        default=stated,
    )
    own = _stems(claim)
    if len(content_stems(claim) & content_stems(stated)) < ALIKE * (len(content_stems(claim)) - 1):
        return ""
    for pair in PAIRS:
        for side, other in (pair, pair[::-1]):
            if not own & side or own & other:
                continue
            for text in (stated, best):
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
    return bool(CLAIMS.possible.search(text) or CLAIMS.planned.search(text))


def is_unconditional(claim: str, stated: str) -> bool:
    """True if a claim leaves out the condition in its source."""
    match = CLAIMS.condition.search(stated)
    if not match:
        return False
    *_, led = re.split(r"[,;—]", stated[: match.start()])
    if CLAIMS.leads_on.match(led) or (led.strip() and not content_stems(led)):
        return False  # it is a condition of something else, that is left out with it
    clause = next((part for part in re.split(r"[,;]", stated[match.start() :]) if part.strip()), "")
    kept = {word.lower() for word in CLAIMS.conditional.findall(stated.replace(clause, " "))}
    if any(word.lower() not in kept for word in CLAIMS.conditional.findall(claim)):
        return False
    rest, own = content_stems(stated.replace(clause, " ")), content_stems(claim)
    return len(own & rest) > MAJORITY * len(own) and len(own & rest) >= len(own & content_stems(clause))


def is_overstated(claim: str, stated: str) -> bool:
    """True if a claim states as a fact what its source calls possible or planned."""
    shared = content_stems(claim) & content_stems(stated)
    if not shared:
        return False
    parts = list(clauses(stated))
    possible = set[str]().union(*(part.stems for part in parts if CLAIMS.possible.search(part.text)))
    planned = set[str]().union(*(part.stems for part in parts if CLAIMS.planned.search(part.text)))
    if (
        len(shared & possible) > MAJORITY * len(shared)
        and not CLAIMS.possible.search(claim)
        and not CLAIMS.planned.search(claim)
    ):
        return True
    past = CLAIMS.past.search(claim) and not CLAIMS.past.search(stated)
    return bool(
        len(shared & planned) > MAJORITY * len(shared)
        and not CLAIMS.planned.search(claim)
        and not CLAIMS.possible.search(claim)
        and past
    )
