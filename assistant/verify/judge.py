"""One sentence against the words it rests on -> how far they support it, and why not."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

from assistant.language import DEFAULT
from assistant.language.tokens import stem, words
from assistant.records import Support
from assistant.verify.alignment import altered, is_explained, is_firmer, is_vaguer
from assistant.verify.context import Source, days_in, quantities_in
from assistant.verify.days import missing_days
from assistant.verify.direction import clause_at, clauses, content_stems, is_flipped, is_overstated, is_unconditional
from assistant.verify.names import (
    BEFORE_CHARS,
    Name,
    holds,
    initials_of,
    is_misplaced,
    is_replaced,
    is_same_word,
    name_words,
    plain,
    read_names,
    unify,
)
from assistant.verify.quantities import missing
from assistant.verify.speech import (
    QUOTED,
    Said,
    find_said,
    is_said_word,
    is_stated_as_fact,
    plain_quote,
    quotes_in,
    wrong_speaker,
)
from assistant.verify.synonyms import synonyms
from assistant.verify.tables import CLAIMS

ADDRESS = re.compile(
    r"\b(?:https?://|www\.)\S+|\b[\w.+-]+@[\w-]+\.\w+|(?<!\w)[@#]\w{2,}|\b[\w-]+\.(?:com|org|net|io|test)\b", re.I
)
PREFIX = 5  # letters two stems share that are forms of one word
NEW_WORDS, FEW = 3, 0.34  # content words a clause has; with a smaller share of them its source's it adds something
AT_FIRST = 12  # characters before a name that a sentence begins with, as "The" and a title
NUMBER_WORDS = frozenset(
    map(stem, [*DEFAULT.numbers.cardinals, *DEFAULT.numbers.scales, *DEFAULT.numbers.units, "percent", "cent"])
)
SPOKEN_OF = frozenset(map(stem, CLAIMS.source_words))
BESIDE = 3  # words between a noun and the name of what it is


@dataclass(frozen=True, slots=True)
class Bounds:
    """Bounds, from 0 to 1, of the shares of a claim's words in its source and of their cosine."""

    core: float  # of its core stems, that its source has
    core_with_cosine: float  # the same where they are close in meaning
    cosine: float  # from which on they are
    covered: float  # of all its content words, with the header of the article
    weak_covered: float  # with less of them it is not shown
    weak_cosine: float  # nor with less than that, if fewer than ``covered`` are held


@cache
def load_bounds() -> Bounds:
    """The bounds in ``checks.json``, which ``benchmarks/fit_checks.py`` writes with the figures they reached."""
    file = json.loads(files("assistant.verify").joinpath("checks.json").read_text(encoding="utf-8"))
    return Bounds(**file["bounds"])


BOUNDS = load_bounds()


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far a source supports a claim, and in a few words why it does not."""

    support: Support
    why: str = ""
    limits: bool = False  # the source says otherwise, or less: a source that is farther away cannot outweigh it
    unless_far: bool = False  # "unsupported" if their vectors are far apart, which is not computed yet

    def settle(self, cosine_of: Callable[[], float]) -> "Verdict":
        """The final verdict, for which the cosine is computed where it decides; that is slow."""
        if not self.unless_far:
            return self
        return FAR_APART if cosine_of() < BOUNDS.weak_cosine else replace(self, unless_far=False)


FAR_APART = Verdict("unsupported", "it says something else")


def judge(claim: str, source: Source, cosine_of: Callable[[], float], bounds: Bounds = BOUNDS) -> Verdict:
    """Whether a source says what a sentence says.

    cosine_of: that of the two, -1 to 1; asked for only if a sentence may be supported by it. See ``Verdict.settle``.
    """
    for quote in quotes_in(claim):
        if plain_quote(quote) not in plain_quote(source.text):
            return Verdict("unsupported", f"the words “{quote}” are not quoted")
    for address in ADDRESS.findall(claim):
        if address.rstrip(".,;:)").casefold() not in source.text.casefold():
            return Verdict("unsupported", f"{address} is not named")
    if changed := altered(claim, source.text):
        return Verdict("unsupported", f"it has “{changed}” for something else", limits=True)
    if turned := is_flipped(claim, source.text):
        return Verdict("unsupported", f"it turns around “{turned}”", limits=True)
    claimed = find_said(claim)
    who, another = wrong_speaker(claimed, source.speech)
    if who and another:
        return Verdict("unsupported", f"{who} does not say it", limits=True)
    if why := _wrong_figures(claim, source) or _wrong_names(claim, source):
        return Verdict("unsupported", why)
    if why := _exchanged(claim, source) or _wrong_roles(claim, source):
        return Verdict("unsupported", why, limits=True)
    covered = coverage(claim, source)
    if covered < bounds.weak_covered:
        return FAR_APART
    if not who and is_about_words(claim, source):
        return Verdict("unsupported", "it tells of words, not of what they say")
    weak, overlap = _weakness(claim, claimed, source, who), core_overlap(claim, source)
    if weak or overlap < bounds.core_with_cosine:
        return replace(weak or PUT_OTHERWISE, unless_far=covered < bounds.covered)
    if overlap >= bounds.core and covered >= bounds.covered:
        return Verdict("supported")
    cosine = cosine_of()
    if cosine >= bounds.cosine:
        return Verdict("supported")
    return FAR_APART if covered < bounds.covered and cosine < bounds.weak_cosine else PUT_OTHERWISE


PUT_OTHERWISE = Verdict("weak", "it is put otherwise")


def _weakness(claim: str, claimed: Sequence[Said], source: Source, who: str) -> Verdict | None:
    """Why a source supports a claim only in part; None if it does not. who: a speaker who may not have said it."""
    if who:
        return Verdict("weak", f"{who} does not say it")
    if said_by := is_stated_as_fact(claim, claimed, source.speech):
        return Verdict("weak", f"{said_by} says it", limits=True)
    if is_overstated(claim, source.text) or is_firmer(claim, source.text) or is_unconditional(claim, source.text):
        return Verdict("weak", "it is less certain", limits=True)
    if is_explained(claim, source.text):
        return Verdict("weak", "it gives a reason")
    if is_empty(claim, source) or CLAIMS.the_answer.match(claim):
        return PUT_OTHERWISE
    if adds(claim, source):
        return Verdict("weak", "it adds something")
    if is_vaguer(claim, source.text):
        return Verdict("weak", "it leaves a number out")
    if missing_days(days_in(claim), days_in(source.text), source.published, by_its_article=False):
        return Verdict("weak", "the day is its article's")
    if strange := _named_elsewhere(claim, source) or _misbound(claim, source):
        return Verdict("weak", f"{strange} is not named there")
    if equated := _equated(claim, source):
        return Verdict("weak", f"{equated} is not said to be that")
    return None


def _named_elsewhere(claim: str, source: Source) -> str:
    """A name of the claim that is only in the text before the source, and that no word of the source refers to."""
    if CLAIMS.stands_for.search(source.text):
        return ""
    unified = unify(claim)
    near = {*name_words(source.unified), *name_words(unify(source.header))}
    for name in read_names(unified, source.known):
        if not holds(name, near, source.lower_whole, source.initials):
            return name.text
    return ""


def _misbound(claim: str, source: Source) -> str:
    """A name in the place of a pronoun at the start of a source, if the nearest names before it are others."""
    if not CLAIMS.leans.match(source.text):
        return ""
    unified = unify(claim)
    first = next((name for name in read_names(unified, source.known) if name.span[0] <= AT_FIRST), None)
    if first is None or holds(first, set(name_words(source.unified)), "", set()):
        return ""
    for sentence in reversed(DEFAULT.sentences.end.split(unify(source.before[-BEFORE_CHARS:].rstrip()))):
        if read_names(sentence, source.known) and not CLAIMS.leans.match(sentence):
            return "" if holds(first, set(name_words(sentence)), "", initials_of(sentence)) else first.text
    return ""


def _equated(claim: str, source: Source) -> str:
    """The name in "The company that did it is Acme", if the source does not say that it is; else ""."""
    match = CLAIMS.cleft.match(claim)
    if not match:
        return ""
    nouns = set(core_stems(re.split(r"\s(?=[A-Z])", match["noun"].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))[0]))
    name = plain(match["name"].split()[-1])
    stated = [word.lower() for word in words(source.unified)]
    at = [index for index, word in enumerate(stated) if is_same_word(plain(word), name)]
    if (relative := CLAIMS.who_did.search(claim)) and _is_deed_only(relative["did"], source.text):
        return match["name"]
    near = {index for place in at for index in range(place - BESIDE - len(match["name"].split()), place + BESIDE + 1)}
    beside = {stem(stated[index]) for index in near if 0 <= index < len(stated)}
    nouns |= set[str]().union(*map(synonyms, nouns))
    return "" if at and any(_is_held(word, beside) for word in nouns) else match["name"]


def _is_deed_only(verb: str, stated: str) -> bool:
    """True if a text has the noun of a verb ("the announcement") and not the verb ("announced")."""
    forms = [word for word in words(stated) if stem(word) == stem(verb)]
    return bool(forms) and all(CLAIMS.deed.search(word) for word in forms)


@lru_cache(maxsize=5_000)
def core_stems(text: str) -> frozenset[str]:
    """The stems of content words, without names, numbers and units, which have checks of their own."""
    text = QUOTED.sub(" ", text)
    named = {stem(word) for word in re.findall(r"(?<!^)\b[A-Z][\w'’]*", text)}
    return frozenset(
        word
        for word in content_stems(text)
        if not word[0].isdigit()
        and word not in named
        and word not in NUMBER_WORDS | SPOKEN_OF
        and not is_said_word(word)
    )


def core_overlap(claim: str, source: Source) -> float:
    """The share of a claim's core stems that its source has, or a synonym of; the header does not count."""
    named = {stem(word) for name in read_names(unify(claim), source.known) for word in words(name.text)}
    own, held = core_stems(claim) - named, content_stems(source.text)
    return sum(_matches(word, held) for word in own) / max(1, len(own)) if own else 1.0


def is_stated(part: str, source: Source) -> bool:
    """True if a source states a part of a claim, with its names."""
    return (
        core_overlap(part, source) >= BOUNDS.core
        and not _named_elsewhere(part, source)
        and not _wrong_names(part, source)
    )


def _matches(word: str, held: frozenset[str]) -> bool:
    return _is_held(word, held) or not held.isdisjoint(synonyms(word))


def _wrong_figures(claim: str, source: Source) -> str:
    if gone := missing_days(days_in(claim), days_in(source.text), source.published):
        return f"{gone[0].words} is not named"
    lists = [
        len(re.findall(r",|\band\b", part)) + 1
        for part in re.findall(r"[A-Z][\w ]+(?:, [\w ]+)* and [\w ]+", source.text)
    ]
    counted = [*lists, *([2] if re.search(r"\bboth\b", source.text, re.IGNORECASE) else [])]
    if lost := missing(quantities_in(claim), source.quantities, counted):
        return f"{lost[0].amount} is not named"
    return ""


def _exchanged(claim: str, source: Source) -> str:
    """A number that the source gives with other words, where it gives another number with the claim's; else ""."""
    claimed = quantities_in(claim)
    theirs = source.number_parts
    for each in claimed:
        if missing([each], source.quantities):
            continue  # it is counted, not read
        part = clause_at(claim, each.span[0])
        own = {word for word in content_stems(part) if not word[0].isdigit()}
        right = wrong = 0.0
        for text in theirs:
            stated = quantities_in(text)
            alike = [other for other in stated if other.unit == each.unit]
            if not alike:
                continue
            share = len(own & content_stems(text)) / max(1, len(own))
            if missing([each], stated):
                wrong = max(wrong, share)
            else:
                right = max(right, share)
        if wrong > right and wrong - right >= 0.3:
            return f"{each.amount} is said of something else"
    return ""


def _wrong_names(claim: str, source: Source) -> str:
    unified = unify(claim)
    names = read_names(unified, source.known)
    for name in names:
        if not holds(name, source.held, source.lower_whole, source.initials):
            return f"{name.text} is not named"
    return ""


def _wrong_roles(claim: str, source: Source) -> str:
    unified = unify(claim)
    names = read_names(unified, source.known)
    stated = _names_of(source)
    if replaced := is_replaced(unified, names, source.unified, stated):
        return f"{replaced} does not do it"
    if misplaced := is_misplaced(
        unified, names, f"{source.whole} {source.text} {source.header}" if source.whole else source.near
    ):
        return f"“{misplaced}” is not said"
    return ""


def _names_of(source: Source) -> tuple[Name, ...]:
    return read_names(source.unified, source.known)


def coverage(claim: str, source: Source) -> float:
    """The share of a claim's content words that its source has in any form; all numbers count as held."""
    return _share(content_stems(claim), source.stems)


def _share(own: frozenset[str], held: frozenset[str]) -> float:
    return sum(word[0].isdigit() or _is_held(word, held) for word in own) / max(1, len(own))


def is_empty(claim: str, source: Source) -> bool:
    """True if a claim has only names and numbers in common with its source."""
    return core_overlap(claim, source) == 0.0 if core_stems(claim) else not quotes_in(claim)


def is_about_words(claim: str, source: Source) -> bool:
    """True if a claim has only a quotation in common with its source: "“…” is the first sentence"."""
    rest = content_stems(QUOTED.sub(" ", claim))
    return bool(quotes_in(claim)) and len(rest) > 1 and not any(_is_held(word, source.stems) for word in rest)


def adds(claim: str, source: Source) -> bool:
    """True if a clause of a claim has hardly any word of the source, or an occasion that the source does not name."""
    occasion = CLAIMS.occasion.search(claim)
    if occasion and stem(occasion["what"]) not in source.stems:
        return True
    for part in clauses(claim):
        own = core_stems(part.text)
        subject = CLAIMS.subject.match(part.text.strip())
        if (
            subject
            and core_stems(subject["what"])
            and not any(_matches(word, source.stems) for word in core_stems(subject["what"]))
        ):
            return True
        held = sum(_matches(word, source.stems) for word in own)
        if len(own) >= NEW_WORDS and held < FEW * len(own):
            return True
    return False


def _is_held(word: str, held: set[str] | frozenset[str]) -> bool:
    return (
        word in held
        or (len(word) >= PREFIX and any(other[:PREFIX] == word[:PREFIX] for other in held))
        or stem(word) in held
    )
