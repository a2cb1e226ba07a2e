"""Names in a claim: whether its source has them, and in the same roles."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from assistant.language import DEFAULT
from assistant.language.letters import plain as plain_letters
from assistant.language.tokens import stem, words
from assistant.records import Span
from assistant.verify.tables import NAMES

MUTUAL = frozenset(map(stem, NAMES.mutual_words))
NEAR_WORDS = 8  # within which two names that belong together stand
BEFORE_CHARS = 400  # in which the name for a pronoun is searched
KEPT_CHARS = 4_000  # of a text whose unified form is kept; longer ones are articles, which their callers keep


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a text."""

    text: str
    span: Span

    @property
    def tokens(self) -> tuple[str, ...]:
        return tuple(token for token in (plain(part) for part in re.split(r"[\s-]+", self.text)) if is_name_word(token))


@lru_cache(maxsize=50_000)
def plain(token: str) -> str:
    """A word of a name without case, accents, dots and "'s"."""
    folded = plain_letters(re.sub(r"['’]s?$", "", token)).encode("ascii", "ignore").decode() or token
    kept = folded.replace(".", "").replace("'", "").lower()
    return NAMES.demonyms.get(kept, NAMES.demonyms.get(kept.removesuffix("s"), kept))


def is_name_word(token: str) -> bool:
    """False for months and particles."""
    return bool(token) and token not in NAMES.not_names and token not in NAMES.particles


def unify(text: str) -> str:
    """A text with one name for each country or body."""
    return _unified(text) if len(text) <= KEPT_CHARS else _unified.__wrapped__(text)


@lru_cache(maxsize=5_000)
def _unified(text: str) -> str:
    for pattern, name in NAMES.aliases:
        text = pattern.sub(name, text)
    return text


@lru_cache(maxsize=1_000)
def read_names(text: str, is_known: "Known") -> tuple[Name, ...]:
    """The names of a text whose aliases are unified.

    A word that opens a sentence is one only if it is known to be: its capital says nothing.
    """
    found = []
    for match in NAMES.name.finditer(text):
        start, end = match.span()
        named = match[0]
        if re.search(r"(?:^|[.!?:;]\s+|[\"“‘(]\s?|^[-*•]\s)$", text[:start]):
            first, _, rest = named.partition(" ")
            if not is_known(first, alone=not rest):
                named, start = rest, start + len(first) + 1
        tokens = [plain(part) for part in re.split(r"[\s-]+", named)]
        if any(
            is_name_word(token) and not (token in DEFAULT.grammar.stop_words and len(token) > 2 and token != "us")
            for token in tokens
        ):
            found.append(Name(named, (start, end)))
    return tuple(found)


class Known:
    """Distinguishes names from capitalised first words of sentences, by how other texts write them."""

    def __init__(self, texts: Iterable[str]) -> None:
        whole = " ".join(texts)
        self._lower = {word for word in words(whole) if word[0].islower()}
        self._stems = {stem(word) for word in self._lower}
        inside = re.findall(r"(?<=[\w,;] )[A-ZÀ-ÖØ-Þ][\w'’]*", whole)
        self._names = {re.sub(r"['’]s?$", "", word) for word in inside}

    def __call__(self, word: str, *, alone: bool) -> bool:
        base = re.sub(r"['’](?:s|re|ve|ll|d|m)?$", "", word)
        low = base.lower()
        if low in DEFAULT.grammar.stop_words or low in NAMES.openers or low in NAMES.not_names:
            return False
        if base in self._names and low not in self._lower:
            return True
        if low in self._lower or (alone and stem(low) in self._stems):
            return False
        if not alone:
            return True
        return not (NAMES.ordinary.search(low) or low.endswith("s")) or base.isupper()


def is_same_word(one: str, other: str) -> bool:
    """True for two forms of one name: "canada" and "canadian"."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    shared = len(re.match(r"(.*).*#\1", f"{short}#{long}")[1]) if long.startswith(short) else _shared(short, long)  # type: ignore[index]
    if shared < 4 or (short, long) in NAMES.apart:
        return False
    return short[shared:] in NAMES.suffixes and long[shared:] in NAMES.suffixes


def _shared(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


@lru_cache(maxsize=5_000)
def name_words(text: str) -> frozenset[str]:
    """The words names may be made of in a text whose aliases are unified: with a capital or a digit, and titles."""
    tokens = [token for token in re.findall(r"[^\W_](?:[\w.'’]*[\w'’])?", text) if not token[0].islower()]
    found = {plain(part) for token in tokens for part in (token, token.partition(".")[0])}
    return frozenset(found | {token for token in words(text) if token.lower() in NAMES.titles})


def holds(name: Name, held: set[str], whole: str, initials: "set[str]") -> bool:
    """True if a name is one of a source: all its words, or one of them with the others beside it in the article.

    held: the words of the source's names. whole: the article, in which a fuller name may stand. initials: of its names.
    """
    tokens = name.tokens
    if not tokens:
        return True

    def known(token: str) -> bool:
        return token in held or any(is_same_word(token, other) for other in held) or token in initials

    missing = [token for token in tokens if not known(token) and token not in NAMES.titles]
    if not missing:
        return True
    if "".join(token[0] for token in tokens) in held:
        return True
    return len(missing) < len(tokens) and re.sub(r"['’]s$", "", name.text).casefold() in whole


def initials_of(text: str) -> set[str]:
    """The initials of the long names in a text: "European Central Bank" -> "ecb"."""
    return {
        "".join(word[0] for word in re.findall(r"[A-Z][\w'’]*", match)).lower()
        for match in re.findall(r"[A-Z][\w'’]*(?:[ -](?:(?:and|of|the|for|on) )*[A-Z][\w'’]*)+", text)
    }


# Who does what


@dataclass(frozen=True, slots=True)
class Placed:
    """A name or a content word, and its position."""

    word: str  # plain, or a stem
    at: int  # its place among the words
    is_name: bool
    raw: str
    governed: bool = False  # behind a preposition, so that it does nothing itself


@lru_cache(maxsize=1_000)
def place(text: str, names: tuple[Name, ...]) -> tuple[Placed, ...]:
    """The names and content words of a text in order."""
    found = []
    for at, match in enumerate(re.finditer(r"[^\W_](?:[\w.'’]*[\w'’])?", text)):
        inside = next((name for name in names if name.span[0] <= match.start() < name.span[1]), None)
        low = match[0].lower()
        if inside:
            token = plain(match[0])
            if is_name_word(token) and token not in NAMES.titles:
                found.append(Placed(token, at, True, match[0], bool(NAMES.preposition.search(text[: inside.span[0]]))))
        elif low not in DEFAULT.grammar.stop_words and not low[0].isdigit() and low not in NAMES.titles:
            found.append(Placed(stem(low), at, False, match[0]))
    return tuple(found)


def is_replaced(claim: str, claimed: tuple[Name, ...], stated: str, names: tuple[Name, ...]) -> str:
    """A name that does in a claim what another name does in its source; "" if there is none.

    Compared are the names right before the same word: "Canada said" and "Mexico said", unless one is passive.
    """
    ours, theirs = place(claim, claimed), place(stated, names)
    own = {each.word for each in theirs if each.is_name}
    for at, each in enumerate(ours):
        verb = _acts(ours, at)
        if verb is None or verb.word in MUTUAL:
            continue
        doers = [
            placed
            for index, placed in enumerate(theirs)
            if (acts := _acts(theirs, index)) is not None and acts.word == verb.word
        ]
        if not doers or any(is_same_word(each.word, doer.word) for doer in doers):
            continue
        after = _objects(theirs, verb.word)
        if bool(NAMES.passive.search(claim)) != bool(NAMES.passive.search(stated)):
            continue
        if any(is_same_word(each.word, other) for other in after) or not any(is_same_word(each.word, o) for o in own):
            return each.raw
    return ""


def _acts(placed: Sequence[Placed], at: int) -> Placed | None:
    """The content word right after a name, which is its subject; None if the name describes a noun."""
    each = placed[at]
    if not each.is_name or each.governed or at + 1 >= len(placed) or placed[at + 1].is_name:
        return None
    verb = placed[at + 1]
    near = verb.at - each.at
    return (
        verb
        if near <= 4 and not (NAMES.adjective.search(each.raw) and near == 1) and not each.raw.endswith(("'s", "’s"))
        else None
    )


def _objects(placed: Sequence[Placed], verb: str) -> set[str]:
    """The names that follow a word."""
    first = next((at for at, each in enumerate(placed) if each.word == verb and not each.is_name), len(placed))
    return {each.word for each in placed[first + 1 :] if each.is_name}


def is_misplaced(claim: str, claimed: Sequence[Name], whole: str) -> str:
    """Two names joined in a claim ("Sheinbaum of Mexico") and nowhere near one another in the article; "" if none."""
    for first, second in pairwise(claimed):
        between = claim[first.span[1] : second.span[0]]
        if NAMES.of.match(between) and not are_near(first, second, whole):
            return claim[first.span[0] : second.span[1]]
    return ""


def are_near(first: Name, second: Name, whole: str) -> bool:
    """True if two names stand within a few words of one another somewhere in the article."""
    stated = [plain(token) for token in re.findall(r"[^\W_](?:[\w.'’]*[\w'’])?", whole)]
    ends = first.tokens[-1:], second.tokens[-1:]
    if not all(ends):
        return True
    places = [[at for at, token in enumerate(stated) if is_same_word(token, end[0])] for end in ends]
    return any(abs(a - b) <= NEAR_WORDS for a in places[0] for b in places[1])
