"""Who says what: quotations and reported speech."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.language import DEFAULT
from assistant.language.tokens import stem, stems, words
from assistant.records import normalize_space
from assistant.verify.names import is_same_word, plain, unify
from assistant.verify.tables import NAMES, SPEECH

MOST = 0.75  # share of the reported words that a claim must report too
GENERIC = frozenset(map(stem, SPEECH.generic_words))
ALIKE = tuple(frozenset(map(stem, group.split())) for group in SPEECH.alike_speakers)
_PAIRS = {'"': '"', "“": "”", "„": "“", "«": "»", "‘": "’"}
QUOTED = re.compile(
    r"\"([^\"]{2,400})\"|[“„]([^”“]{2,400})[”“]|«([^»]{2,400})»|(?<!\w)‘([^‘’]{2,400}(?:’\w[^‘’]*)*)’(?!\w)"
    r"|(?<!\w)'([^']{3,400})'(?!\w)"
)
PLAIN = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "‘": "'",
        "’": "'",
        "–": "-",
        "—": "-",
        "…": ".",
        "[": "(",
        "]": ")",
    }
)


@dataclass(frozen=True, slots=True)
class Said:
    """Reported speech. ``who`` is "" if the speaker is not named, or named before."""

    who: str
    what: str
    vouches: bool = False  # with a word that vouches for it: "announced", "showed"
    pronoun: bool = False


def is_said_word(word: str) -> bool:
    """True for a verb of saying, or its stem."""
    return bool(SPEECH.said_word.fullmatch(word))


def quotes_in(text: str) -> list[str]:
    """The words between quotation marks."""
    return [next(filter(None, groups)) for groups in QUOTED.findall(text)]


def plain_quote(text: str) -> str:
    """Words in a form to compare: plain dashes, apostrophes and spaces, lower case, no punctuation at the ends."""
    return normalize_space(text.translate(PLAIN)).casefold().strip(" .,;:!?\"'")


@lru_cache(maxsize=5_000)
def find_said(text: str) -> tuple[Said, ...]:
    """The reported speech in a sentence."""
    found: list[Said] = []
    text = SPEECH.apposed.sub(r"\1 ", text)
    for match in SPEECH.according.finditer(text):
        who = match["who"] or match["view"]
        found.append(_said(who, f"{text[: match.start()]} {text[match.end() :]}"))
    after = SPEECH.after.match(text)
    if after and _is_speaker(after["who"] or after["who2"]):
        found.append(_said(after["who"] or after["who2"], after["what"], after["verb"] or after["verb2"]))
    for part_start in [
        0,
        *(m.end() for m in SPEECH.clause_start.finditer(text)),
    ]:
        part = text[part_start:]
        spoken = SPEECH.before.match(part)
        if (
            spoken
            and _is_speaker(spoken["who"])
            and not (after and spoken["verb"] == after["verb"] and not spoken["what"].strip(" .,"))
        ):
            found.append(_said(spoken["who"], spoken["what"], spoken["verb"]))
    found += [Said("", match["what"]) for match in SPEECH.elided.finditer(text)]
    for match in SPEECH.viewed.finditer(text):
        by = SPEECH.by.search(match["what"] or "")
        found.append(Said(by["who"] if by else "", text))
    unique = {(each.who, each.what): each for each in found}
    return tuple(unique.values())


def _said(who: str, what: str, verb: str = "said") -> Said:
    who = SPEECH.linking.sub("", who.strip())
    who = SPEECH.led_by.sub("", who)
    return Said(who, what, bool(re.fullmatch(SPEECH.tells, verb, re.IGNORECASE)), bool(SPEECH.pronoun.match(who)))


def _is_speaker(who: str) -> bool:
    if re.fullmatch(rf"(?:{SPEECH.auxiliaries}\s?)+", who.strip(), re.IGNORECASE):
        return False  # "numerals, also called figures"
    return (
        bool(who)
        and not SPEECH.no_speaker.search(who.strip())
        and not SPEECH.not_who.search(who.strip())
        and len(who.split()) <= 12
    )


def is_same_speaker(one: str, other: str) -> bool:
    """True if two phrases may name the same speaker: names are compared if both have one, else nouns and titles."""
    names = [_names(each) for each in (one, other)]
    if all(names):
        return any(is_same_word(a, b) for a in names[0] for b in names[1])
    nouns = [
        {stem(word) for word in words(each) if word.lower() not in DEFAULT.grammar.stop_words} for each in (one, other)
    ]
    if nouns[0] & nouns[1]:
        return True
    return any(group & nouns[0] and group & nouns[1] for group in ALIKE)


def _names(who: str) -> list[str]:
    """The words of a speaker's name; none in "Canada's prime minister", a country beside a title."""
    tokens = [token for token in re.findall(r"[^\W_][\w.'’-]*", unify(who)) if token[0].isupper() or token[0].isdigit()]
    first = re.findall(r"[^\W_][\w.'’-]*", unify(who))[:1]
    titled = any(plain(word) in NAMES.titles for word in re.findall(r"[^\W_][\w.'’-]*", who))
    kept = [
        plain(token)
        for token in tokens
        if plain(token) not in NAMES.titles
        and not (titled and token.endswith(("'s", "’s")))
        and not (titled and re.search(r"(?:an|ese|ish)$", token))
        and not (token in first and len(tokens) == 1 and len(who.split()) > 0 and token.lower() == stem(token) + "s")
    ]
    common = frozenset().union(*ALIKE) | GENERIC
    return [token for token in kept if stem(token) not in common and token not in DEFAULT.grammar.stop_words]


@dataclass(frozen=True, slots=True)
class Speech:
    """The reported speech in a source, and the text around the source."""

    said: Sequence[Said]
    text: str
    before: str  # what stands before it, where somebody it calls "they" is named
    header: str
    whole: str = ""  # its article, in lower case


def wrong_speaker(claimed: Sequence[Said], stated: Speech) -> tuple[str, bool]:
    """A speaker in the claim who does not say it in the source, and whether another does; "" if there is none."""
    for claim in claimed:
        if claim.pronoun or not claim.who or stems(claim.who) & GENERIC:
            continue
        if any(is_same_speaker(claim.who, said.who) for said in stated.said if said.who and not said.pronoun):
            continue
        leaning = [said for said in stated.said if said.pronoun or not said.who]
        around = f"{stated.before} {stated.text if leaning else ''}"
        many = not _names(claim.who) and words(claim.who)[-1:] and words(claim.who)[-1].lower().endswith("s")
        one = all(re.match(r"(?:he|she)\b", said.who, re.IGNORECASE) for said in leaning)
        if leaning and not (many and one) and _stands_in(claim.who, around):
            continue
        if _stands_in(claim.who, stated.header) and not stated.said:
            continue
        named = [said for said in stated.said if said.who and not said.pronoun]
        title_only = not _names(claim.who) and any(plain(word) in NAMES.titles for word in words(claim.who))
        if (
            named
            and title_only
            and all(word.lower() in stated.whole for word in words(claim.who) if plain(word) in NAMES.titles)
        ):
            continue
        if not stated.said and claim.vouches:
            continue
        return claim.who, bool(stated.said)
    return "", False


def _stands_in(who: str, text: str) -> bool:
    named = _names(who)
    have = {plain(token) for token in re.findall(r"[^\W_][\w.'’-]*", unify(text))}
    if named:
        return any(is_same_word(a, b) for a in named for b in have)
    own = {stem(word) for word in words(who) if word.lower() not in DEFAULT.grammar.stop_words}
    near = stems(text)
    return bool(own & near) or any(group & own and group & near for group in ALIKE)


def _is_named(who: str, text: str) -> bool:
    """True if a text has a speaker's name, or the last noun of a phrase for the speaker."""
    if names := _names(who):
        capital = {plain(token) for token in re.findall(r"\b[A-ZÀ-ÖØ-Þ][\w.'’-]*", unify(text))}
        return any(is_same_word(names[-1], each) for each in capital) or "".join(name[0] for name in names) in capital
    nouns = words(SPEECH.speaker_end.split(who)[0])
    return bool(nouns) and _stands_in(nouns[-1], text)


def _names_somebody(claim: str, said: Said, before: str) -> bool:
    """True if a claim begins with a name from the text before the source, and the source itself does not have it."""
    subject = " ".join(claim.split()[:6])
    groups = [word for word in words(subject)[:2] if stem(word) in frozenset[str]().union(*ALIKE)]
    return any(_stands_in(who, before) and not _stands_in(who, said.what) for who in [*groups, *_names(subject)])


def is_stated_as_fact(claim: str, claimed: Sequence[Said], stated: Speech) -> str:
    """The speaker of what a claim states as a fact; "" if the claim names them, or the source states it too."""
    own = _stems_of(claim)
    for said in stated.said:
        if (
            said.vouches
            or len(own & _stems_of(said.what)) < 0.5 * len(own & _stems_of(stated.text))
            or not own & _stems_of(said.what)
        ):
            continue
        if any(_keeps(each, said, claim) for each in claimed):
            return ""
        if said.who and not said.pronoun and _is_named(said.who, claim):
            return ""
        if said.pronoun and (
            claim.lower().startswith(f"{said.who.lower()} ") or _names_somebody(claim, said, stated.before)
        ):
            return ""
        return said.who or "somebody"
    return ""


def _keeps(claim: Said, said: Said, whole: str) -> bool:
    """True if a claim and its source report the same from the same speaker; a pronoun may be anybody."""
    if claim.vouches or (said.who and not said.pronoun and not claim.who and SPEECH.viewed.search(claim.what)):
        return False
    if claim.who and said.who and not claim.pronoun and not said.pronoun and not stems(claim.who) & GENERIC:
        return is_same_speaker(claim.who, said.who)
    if claim.who and not claim.pronoun and _stems_of(claim.who) <= _stems_of(said.what):
        return False  # it is part of what is said: "a top worry is"
    theirs = _stems_of(said.what) & _stems_of(whole)
    return len(_stems_of(claim.what) & theirs) >= MOST * len(theirs)


def _stems_of(text: str) -> set[str]:
    return {stem(word) for word in words(text) if word.lower() not in DEFAULT.grammar.stop_words}
