"""Attributions in one sentence: a verb of speech, its subject, and on which side what is said stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.answer.speech.speakers import Usage, read_phrase
from assistant.answer.speech.subjects import Subject, subject_after, subject_before, subject_of_participle
from assistant.answer.speech.tokens import Token
from assistant.answer.speech.verbs import (
    WORDS,
    Strength,
    addresses,
    is_clause,
    is_quotation,
    quotation_after,
    read_verb,
    that_after,
)

ADDRESSED = 6  # words for who is addressed at most: "told the paper on Monday"


@dataclass(frozen=True, slots=True)
class Attribution:
    """A verb of speech with its subject. ``first`` to ``last`` are the tokens of both."""

    subject: Subject
    first: int
    last: int
    verb: int
    inverted: bool = False  # the subject stands behind the verb
    follows: bool = False  # what is said stands before it
    that: int | None = None  # token behind "that"


def find_attributions(tokens: Sequence[Token], usage: Usage) -> list[Attribution]:
    """The attributions of a sentence in order. usage: of the article."""
    found: list[Attribution] = []
    at = 0
    while at < len(tokens):
        strength, last = read_verb(tokens, at)
        if strength and (made := _attribute(tokens, at, last, strength, usage)):
            if not found or made.first >= found[-1].last or made.verb > found[-1].verb:
                found.append(made)
            at = max(made.last, last) if made.inverted else last
            continue
        at += 1
    if not found:
        found = [*_introduced(tokens, usage), *_according(tokens, usage)][:1]
    return found


def _attribute(tokens: Sequence[Token], verb: int, last: int, strength: Strength, usage: Usage) -> Attribution | None:
    participle = bool(WORDS.participles.fullmatch(tokens[verb].text))
    subject, inverted = (subject_of_participle(tokens, verb), False) if participle else (None, False)
    addressed = bool(WORDS.addressed.fullmatch(tokens[verb].text))
    told = addressed and strength == "freely"
    if not (participle or told or strength in ("acts", "thinks")):
        subject = subject_after(tokens, verb, last, usage)
        inverted = subject is not None
    if subject is None and not participle:
        subject = subject_before(tokens, verb, usage)
    if subject is None or subject.pronoun in WORDS.first_person or _is_no_speech(tokens[verb], subject):
        return None
    first, end = min(subject.first, verb), max(subject.last, last)
    follows = inverted or _follows(tokens, first, end, addressed=addressed)
    that = that_after(tokens, end, addressed=addressed)
    made = Attribution(subject, first, end, verb, inverted, follows, that)
    return made if _is_speech(tokens, made, strength) else None


def _is_no_speech(verb: Token, subject: Subject) -> bool:
    """True if nobody speaks: a word may be a noun, "the many reports", or things do it too, "data suggest"."""
    speaker = subject.speaker
    if speaker is None or speaker.name or speaker.joint:
        return False
    if WORDS.of_things.fullmatch(verb.text):
        return True
    if verb.low not in WORDS.nouns:
        return False
    return verb.low.endswith("s") or not speaker.phrase.endswith("s")


def _is_speech(tokens: Sequence[Token], each: Attribution, strength: Strength) -> bool:
    """True if a verb with its subject tells of speech, as far as it must be shown for a verb of its strength."""
    beside = is_quotation(tokens, each.last) or is_quotation(tokens, each.first - 1)
    if strength == "freely":
        told = WORDS.addressed.fullmatch(tokens[each.verb].text)
        quoted = beside or quotation_after(tokens, each.last, titles=True)
        named = each.subject.speaker and each.subject.speaker.name and len(tokens) - each.last > ADDRESSED
        clause = each.that is not None or each.follows or addresses(tokens, each.last)
        return not told or quoted or clause or bool(named)
    if strength == "utters":
        quoted = beside or quotation_after(tokens, each.last, titles=False)
        return quoted or each.that is not None or each.follows or is_clause(tokens, each.last)
    if strength == "acts":
        named = any(token.kind == "quotation" for token in tokens[each.last : each.last + 1])
        if named and WORDS.naming.fullmatch(tokens[each.verb].text):
            return False  # "a song called “Home”"
        return each.that is not None or quotation_after(tokens, each.last, titles=True) or (beside and each.follows)
    if strength == "thinks":
        return each.that is not None
    return beside or any(
        token.kind == "quotation" and not token.title and before.text in ",:"
        for before, token in pairwise(tokens[each.last :])
    )


def _follows(tokens: Sequence[Token], first: int, end: int, *, addressed: bool) -> bool:
    """True if what is said stands before an attribution: a comma or quotation before it, and nothing said behind it."""
    if first == 0:
        return False
    before = tokens[first - 1]
    if before.kind == "quotation" and not before.title:
        return True
    if before.text != "," or first < 3:
        return False
    rest = tokens[end:]
    if not rest or rest[0].kind == "mark":
        return True
    if addressed and all(each.kind == "word" for each in rest[:-1]) and len(rest) <= ADDRESSED + 1:
        return that_after(tokens, end, addressed=True) is None
    return (
        rest[0].low in WORDS.adjuncts
        and that_after(tokens, end, addressed=False) is None
        and not quotation_after(tokens, end, titles=True)
    )


def _introduced(tokens: Sequence[Token], usage: Usage) -> list[Attribution]:
    """A name and a colon before a quotation at the beginning of a sentence."""
    colon = next((at for at, each in enumerate(tokens) if each.text == ":"), 0)
    if not colon or colon + 1 >= len(tokens) or tokens[colon + 1].kind != "quotation":
        return []
    speaker = read_phrase(tokens[:colon], usage)
    if not speaker or not speaker.name:
        return []
    subject = Subject(0, colon, speaker)
    return [Attribution(subject, 0, colon + 1, colon)]


def _according(tokens: Sequence[Token], usage: Usage) -> list[Attribution]:
    """Whom a sentence names with "according to"."""
    for at in range(len(tokens) - 2):
        if not WORDS.according.fullmatch(f"{tokens[at].text} {tokens[at + 1].text}"):
            continue
        end = at + 2
        while end < len(tokens) and tokens[end].kind == "word" and tokens[end].low not in WORDS.breaks | WORDS.finite:
            end += 1
        speaker = read_phrase(tokens[at + 2 : end], usage)
        if speaker:
            return [Attribution(Subject(at + 2, end, speaker), at, end, at, follows=at > 0)]
    return []
