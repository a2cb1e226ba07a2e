"""Verbs of speech, and what stands beside them."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from assistant.answer.speech.tokens import Token
from assistant.language import DEFAULT
from assistant.verify.tables import NAMES

WORDS = DEFAULT.attribution
NEAR_THAT = 9  # words between a verb and its "that"; twice as many where somebody is addressed
Strength = Literal["freely", "utters", "acts", "thinks", "beside_quotation"]
STRENGTHS: tuple[Strength, ...] = ("freely", "utters", "acts", "thinks", "beside_quotation")


def read_verb(tokens: Sequence[Token], at: int) -> tuple[Strength | None, int]:
    """How surely a verb of speech begins at a token, and the token behind it; None if none does."""
    token = tokens[at]
    if token.kind != "word" or (at and token.text[0].isupper()):
        return None, at
    if strength := _strength(token.text):
        return strength, at + 1
    if at + 1 < len(tokens) and (strength := _strength(f"{token.text} {tokens[at + 1].text}")):
        return strength, at + 2
    return None, at


@lru_cache(maxsize=50_000)
def _strength(words: str) -> Strength | None:
    """How surely a word, or two, are a verb of speech."""
    for strength in STRENGTHS:
        pattern: re.Pattern[str] = getattr(WORDS, strength)
        if pattern.fullmatch(words):
            return strength
    return "utters" if WORDS.participles.fullmatch(words) else None


def is_quotation(tokens: Sequence[Token], at: int) -> bool:
    """True if something quoted stands at a token, a comma or colon between them apart."""
    step = 1 if 0 <= at < len(tokens) and tokens[at].text in ",:" else 0
    places = (at, at + step, at - step)
    return any(
        0 <= each < len(tokens) and tokens[each].kind == "quotation" and not tokens[each].title for each in places
    )


def quotation_after(tokens: Sequence[Token], end: int, *, titles: bool) -> bool:
    """True if the clause behind a verb holds a quotation. titles: what may be a title counts too."""
    for token in tokens[end:]:
        if token.kind == "quotation" and (titles or not token.title):
            return True
        if token.text in ";." or WORDS.freely.fullmatch(token.text):
            return False
    return False


def that_after(tokens: Sequence[Token], end: int, *, addressed: bool) -> int | None:
    """The token behind the "that" with which what is said begins; None if there is none.

    It stands right behind the verb, an adjunct, or who is addressed.
    """
    for at in range(end, min(len(tokens), end + NEAR_THAT * (1 + addressed))):
        token = tokens[at]
        if token.low in WORDS.that:
            if tokens[at - 1].low in WORDS.prepositions:
                return None  # "during that time"
            return at + 1 if at + 1 < len(tokens) else None
        if at == end and not addressed and token.low not in WORDS.adjuncts | NAMES.not_names and token.text != ",":
            return None
        if (token.kind == "mark" and token.text != ",") or (token.low in WORDS.breaks and not addressed):
            return None
    return None


def is_clause(tokens: Sequence[Token], end: int) -> bool:
    """True if a pronoun that can only be a subject follows: "he added they would"."""
    return end < len(tokens) and tokens[end].pronoun not in ("", "it", "you")


def addresses(tokens: Sequence[Token], end: int) -> bool:
    """True if a clause follows who is addressed: "told the police she had seen it"."""
    following = tokens[end + 1 : end + 1 + NEAR_THAT]
    return any(token.pronoun or token.low in WORDS.finite for token in following)
