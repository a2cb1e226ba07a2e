"""A claim that repeats its source nearly word for word, and the words that differ."""

import re
from collections import Counter
from difflib import SequenceMatcher
from functools import lru_cache

from assistant.language import DEFAULT
from assistant.language.tokens import stem
from assistant.verify.direction import PAIRS, is_open
from assistant.verify.names import is_same_word, plain, unify
from assistant.verify.tables import CLAIMS, NAMES

NEAR = 0.55  # of the words of both in the same order; with fewer a sentence is put anew, and cannot be laid beside
WHOLLY = frozenset(map(stem, CLAIMS.wholly_words))
DROPPED = 3  # words left out at one place that are a detail; more are a clause
LEFT_OUT = 2  # words from a negation to the end of what is left out; with more it goes with what it denies
WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[$€£]?\d[\d.,]*\d|[$€£]?\d|[^\W\d_][\w'’]*|%")


@lru_cache(maxsize=5_000)
def _read(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a text as they are written, and as they are compared."""
    text = re.sub(
        r"\b(ca|wo)n['’]t\b",
        lambda match: {"ca": "can not", "wo": "will not"}[match[1].lower()],
        unify(text),
        flags=re.I,
    )
    text = CLAIMS.not_negated.sub(" ", text)
    text = re.sub(r"\b(?:rather than|instead of)\b", "not", text, flags=re.I)
    raw = tuple(WORD.findall(re.sub(r"n['’]t\b", " not", text.replace("cannot", "can not"))))
    raw = tuple("allegedly" if word.lower() in CLAIMS.hearsay else word for word in raw)
    return raw, tuple(stem(re.sub(r"['’]s?$", "", word)) for word in raw)


def altered(claim: str, stated: str) -> str:
    """What a claim that repeats its source has in the place of other words: a name, an opposite, "not"; else ""."""
    ours, theirs = _read(claim), _read(stated)
    steps = _lay_beside(ours[1], theirs[1])
    if sum(b - a for tag, a, b, _, _ in steps if tag == "equal") < 4:
        return ""
    for tag, a, b, c, d in steps:
        if tag == "equal":
            continue
        if wider := [word for word in ours[1][a:b] if word in WHOLLY and ours[1].count(word) > theirs[1].count(word)]:
            return wider[0]
        own, other = ours[0][a:b], theirs[0][c:d]
        if why := _negated(ours[1], theirs[1], (a, b), (c, d)) or _opposite(ours[1][a:b], theirs[1][c:d]):
            return why
        if tag == "replace" and b - a == d - c == 1 and _is_recounted(own[0], other[0]) and "about" not in ours[1][:a]:
            return own[0]
        if tag == "replace" and (why := _renamed(own, other, first=a == 0 or c == 0)):
            return why
    return ""


@lru_cache(maxsize=5_000)
def _lay_beside(ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[tuple[str, int, int, int, int], ...]:
    """What makes the one of the other, step by step; nothing if they are not near."""
    least = NEAR * len(ours)
    if (Counter(ours) & Counter(theirs)).total() < least:
        return ()
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    return tuple(matcher.get_opcodes()) if sum(each.size for each in matcher.get_matching_blocks()) >= least else ()


def is_firmer(claim: str, stated: str) -> bool:
    """True if a claim repeats its source without the word that makes it uncertain."""
    ours, theirs = _read(claim)[1], _read(stated)[1]
    if sum(word in CLAIMS.modal_stems for word in ours) >= sum(word in CLAIMS.modal_stems for word in theirs):
        return False
    return any(
        CLAIMS.modal_stems & set(theirs[c:d]) and not (tag == "replace" and is_open(" ".join(ours[a : b + 1])))
        for tag, a, b, c, d in _lay_beside(ours, theirs)
        if tag == "replace" or (tag == "insert" and d - c <= DROPPED)
    )


def is_explained(claim: str, stated: str) -> bool:
    """True if a claim states a cause and its source does not."""
    if not CLAIMS.cause.search(claim):
        return False
    if not CLAIMS.gives_a_cause.search(stated):
        return True
    ours, theirs = _read(claim), _read(stated)
    return any(
        CLAIMS.cause.search(" ".join(ours[0][a:b])) and not CLAIMS.gives_a_cause.search(" ".join(theirs[0][c:d]))
        for tag, a, b, c, d in _lay_beside(ours[1], theirs[1])
        if tag == "replace"
    )


def is_vaguer(claim: str, stated: str) -> bool:
    """True if a sentence repeats its source and leaves a number out of the middle of a phrase: "the 2022 season"."""
    ours, theirs = _read(claim)[1], _read(stated)[1]
    return any(
        tag == "insert"
        and d - c <= DROPPED
        and 0 < c < d < len(theirs)
        and theirs[d - 1][0].isdigit()
        and theirs[d - 1] not in ours
        for tag, _, _, c, d in _lay_beside(ours, theirs)
    )


def _negated(ours: tuple[str, ...], theirs: tuple[str, ...], own: tuple[int, int], other: tuple[int, int]) -> str:
    """A negation that one has and the other has not, with the same word behind it."""
    mine, its = (
        DEFAULT.grammar.negations & set(ours[slice(*own)]),
        DEFAULT.grammar.negations & set(theirs[slice(*other)]),
    )
    last = max((at for at in range(*other) if theirs[at] in DEFAULT.grammar.negations), default=0)
    if its and other[1] - last > LEFT_OUT:
        return ""  # what it denies is left out with it
    if bool(mine) == bool(its):
        return ""
    if any(word.startswith(CLAIMS.denials) for word in ours[slice(*own)]):
        return ""
    behind = ours[own[1] : own[1] + 1], theirs[other[1] : other[1] + 1]
    return "not" if behind[0] == behind[1] else ""


def _is_recounted(own: str, other: str) -> bool:
    """True of two numbers that are written alike and are not the same."""
    numbers = [re.fullmatch(r"([$€£]?)(\d[\d,]*(?:\.\d+)?)", word) for word in (own, other)]
    if not all(numbers) or numbers[0][1] != numbers[1][1]:  # type: ignore[index]
        return False
    values = [float(number[2].replace(",", "")) for number in numbers if number]
    return values[0] != values[1] and values[0] / (values[1] or 1) not in (1000, 1e6, 1e9, 1e-3, 1e-6, 1e-9)


def _opposite(own: tuple[str, ...], other: tuple[str, ...]) -> str:
    for pair in PAIRS:
        for side, against in (pair, pair[::-1]):
            if side & set(own) and against & set(other) and not against & set(own):
                return next(iter(side & set(own)))
    return ""


def _renamed(own: tuple[str, ...], other: tuple[str, ...], *, first: bool) -> str:
    """A name in the place of another."""
    mine, its = _names(own, first), _names(other, first)
    if not mine or not its:
        return ""
    strange = [name for name in mine if not any(is_same_word(name, each) for each in its)]
    gone = [name for name in its if not any(is_same_word(name, each) for each in mine)]
    initials = {"".join(name[0] for name in mine), "".join(name[0] for name in its)}
    if initials & {*mine, *its}:
        return ""
    return strange[0] if strange and gone and len(strange) == len(mine) else ""


def _names(words: tuple[str, ...], first: bool) -> list[str]:
    start = 1 if first and len(words) > 1 else 0
    return [
        plain(word)
        for word in words[start:]
        if word[0].isupper()
        and plain(word) not in NAMES.titles | NAMES.not_names
        and word.lower() not in DEFAULT.grammar.stop_words
        and len(word) > 1
    ]
