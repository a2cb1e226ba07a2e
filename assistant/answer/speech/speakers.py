"""Who is named: phrases for speakers, and the people of an article."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from assistant.answer.speech.tokens import Token
from assistant.language import DEFAULT
from assistant.language.attribution import Gender
from assistant.once import once
from assistant.records import normalize_space
from assistant.verify.tables import NAMES

WORDS = DEFAULT.attribution
ROLES = WORDS.roles | NAMES.titles
MOST_WORDS = 14  # of a phrase for a speaker
TITLED_WORDS = 4  # of a title and a surname: "Prime Minister Ray"
CLEAR = 3  # times as many pronouns of one gender as of the other say which is somebody's
BESIDE = 3  # words before a name that say what somebody is: "her son, the painter"
PRONOUNS = DEFAULT.grammar.personal | {"himself", "herself"}
PARTICLES = (NAMES.particles - WORDS.role_links) | WORDS.particles


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who speaks. ``name`` is "" for somebody who is only described: "a company spokesman"."""

    name: str
    phrase: str  # as the article has it, with what it says they are
    person: bool = False  # surely not an organisation
    joint: bool = False  # several who speak together: "Jo Ray and her team"
    others: tuple[str, ...] = ()  # names in the phrase that are not the speaker's own: "Acme" in "an Acme spokesman"

    @property
    def label(self) -> str:
        """How the speaker is called in an answer."""
        words = self.phrase.split()
        has_title = any(word.lower().rstrip(".") in ROLES for word in words)
        titled = self.phrase.endswith(self.name) and len(words) <= TITLED_WORDS and has_title
        return self.phrase if not self.name or (" " not in self.name and titled) else self.name


@dataclass(frozen=True, slots=True)
class Usage:
    """How an article writes words, by which a name is told from a word that opens a sentence."""

    words: frozenset[str]  # that it writes in small letters
    pairs: frozenset[tuple[str, str]]  # that it writes with capitals inside sentences

    @classmethod
    def of(cls, sentences: Sequence[Sequence[Token]], words: Iterable[str]) -> "Usage":
        """words: all that an article has, those in quotations too."""
        pairs = {
            (one.text, two.base)
            for tokens in sentences
            for one, two in pairwise(tokens)
            if one.capital and two.capital and not one.opens
        }
        return cls(frozenset(word for word in words if word.islower()), frozenset(pairs))


@dataclass(frozen=True, slots=True)
class Run:
    """Words that make a name: ``tokens[first:last]``."""

    first: int
    last: int
    words: tuple[str, ...]
    possessive: bool

    @property
    def name(self) -> str:
        return " ".join(self.words)

    @property
    def organisation(self) -> bool:
        return any(word.lower() in WORDS.organisations for word in self.words)


def find_runs(tokens: Sequence[Token], usage: Usage) -> list[Run]:
    """The names in tokens."""
    runs, at = [], 0
    while at < len(tokens):
        if not _in_name(tokens, at, usage):
            at += 1
            continue
        last = at + 1
        while last < len(tokens) and not tokens[last - 1].possessive:
            if _in_name(tokens, last, usage) and not _day(tokens[last]):
                last += 1
                continue
            organisation = (
                any(each.low in WORDS.organisations for each in tokens[at:last]) or tokens[last - 1].low in ROLES
            )
            links = last
            while links < len(tokens) and (
                tokens[links].low in PARTICLES | {"&"} or (organisation and tokens[links].low in WORDS.of)
            ):
                links += 1
            if links == last or links - last > 2 or links >= len(tokens) or not tokens[links].capital:
                break
            joined = tokens[last].low in WORDS.joins
            if joined and not (tokens[links].low in WORDS.organisations or _more_of_name(tokens, links)):
                break
            last = links + 1
        words = (*(each.text for each in tokens[at : last - 1]), tokens[last - 1].base)
        runs.append(Run(at, last, words, tokens[last - 1].possessive))
        at = last
    return runs


def _more_of_name(tokens: Sequence[Token], at: int) -> bool:
    """True if "and" before this word is inside an organisation's name: "Health and Human Services"."""
    following = tokens[at : at + 3]
    return any(each.low in WORDS.organisations for each in following if each.capital)


def _day(token: Token) -> bool:
    return token.low in NAMES.not_names


def _in_name(tokens: Sequence[Token], at: int, usage: Usage) -> bool:
    token = tokens[at]
    if not token.capital or token.low in NAMES.not_names or token.pronoun or _is_compound(token):
        return False
    opens = token.opens
    follows = at + 1 < len(tokens) and tokens[at + 1].capital
    if token.low in WORDS.finite and follows and tokens[-1].text != "?":
        return True  # "Will Moy"
    if token.low in DEFAULT.grammar.stop_words or token.low in WORDS.determiners:
        return not opens and token.text.isupper() and len(token.text) > 1
    if not opens:
        return True
    if token.low in NAMES.openers or token.low in WORDS.prepositions or token.low in WORDS.breaks:
        return False
    if follows and (token.low in ROLES or (token.text, tokens[at + 1].base) in usage.pairs):
        return True
    return token.base.lower() not in usage.words


def _is_compound(token: Token) -> bool:
    """True for "London-based"."""
    return token.low.rpartition("-")[2] in WORDS.compound_ends and "-" in token.low


def surname(name: str) -> str:
    """The last word of a name, in lower case."""
    words = name.lower().split()
    return next((word for word in reversed(words) if word.rstrip(".") not in WORDS.suffixes), words[-1])


def strip_titles(words: Sequence[str]) -> tuple[str, ...]:
    """The words of a name behind the last title in it: "Keith Gambill" of "Association President Keith Gambill"."""
    last = max((at for at, word in enumerate(words) if word.lower().rstrip(".") in ROLES), default=-1)
    if last < 0:
        return tuple(words)
    rest = list(words[last + 1 :])
    if rest and rest[0].lower() in WORDS.of:  # "Secretary of State Jo Ray"; a title alone: "Commissioner for Trade"
        capital = [word for word in rest if word[0].isupper()]
        initial = len(capital) > 2 and capital[-2].endswith(".")
        rest = capital[-2 - initial :] if len(capital) > 2 else []
    return tuple(rest)


def read_phrase(tokens: Sequence[Token], usage: Usage) -> Speaker | None:
    """The speaker whom a phrase names or describes; None if it is no phrase for a speaker."""
    if not tokens or len(tokens) > MOST_WORDS:
        return None
    lows = [each.low for each in tokens]
    if (
        any(each.low in WORDS.finite and not each.capital for each in tokens)
        or lows[-1] in WORDS.determiners | WORDS.prepositions
    ):
        return None
    runs = find_runs(tokens, usage)
    within = {at for run in runs for at in range(run.first, run.last)}
    preposition = next(
        (at for at, low in enumerate(lows) if low in WORDS.prepositions and at not in within), len(tokens)
    )
    text = _written(tokens)
    if preposition == 0 or lows[0] in WORDS.no_speakers or tokens[-1].possessive or WORDS.according.search(text):
        return None
    head = next((run for run in runs if run.last == preposition and not run.possessive), None)
    if head is None:
        core = lows[:preposition]
        if tokens[-1].kind != "word" or any(low in WORDS.determiners for low in core[1:]):
            return None
        return Speaker("", text, others=tuple(run.name for run in runs))
    owner = next((run for run in runs if run.last == head.first and run.possessive), None)
    if owner and head.organisation:  # "the State Attorney's Office"
        joined = _written(tokens[owner.first : head.last])
        return Speaker(joined, text, others=(owner.name,))
    name = strip_titles(head.words)
    titled = len(name) < len(head.words) or any(low in ROLES for low in lows[: head.first])
    others = tuple(run.name for run in runs if run is not head)
    if titled and name and not Run(0, 0, name, False).organisation:
        return Speaker(" ".join(name), text, person=True, others=(*others, *_before_title(head, name)))
    if not name:
        return Speaker("", text, others=(*others, head.name))
    return Speaker(head.name, text, others=others)


def _before_title(head: Run, name: Sequence[str]) -> tuple[str, ...]:
    before = [word for word in head.words[: len(head.words) - len(name)] if word.lower().rstrip(".") not in ROLES]
    return (" ".join(before),) if before else ()


def _written(tokens: Sequence[Token]) -> str:
    """A phrase as it is written, with single spaces."""
    parts = []
    for before, each in zip([None, *tokens], tokens, strict=False):
        parts.append(" " if before is not None and each.start > before.end else "")
        parts.append(each.text)
    return normalize_space("".join(parts))


@dataclass
class People:
    """The names of an article: fuller forms of a surname, and who of them is a he or a she."""

    names: Counter[str] = field(default_factory=Counter)  # of two words or more, with how often each stands
    genders: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    people: set[str] = field(default_factory=set)  # names that are surely no organisation's
    single: set[str] = field(default_factory=set)  # names of one word that stand inside sentences

    @once
    def by_surname(self) -> dict[str, list[str]]:
        """Full names by their last word, the one that stands most often first."""
        found: dict[str, list[str]] = defaultdict(list)
        for name, _ in self.names.most_common():
            found[surname(name)].append(name)
        return found

    def full_name(self, name: str) -> str:
        """The one full name that a surname, or else a first name, stands for; else the name itself."""
        if " " in name:
            longer = [each for each in self.names if each != name and each.endswith(f" {name}")]
            return longer[0] if len(longer) == 1 else name
        full = self.by_surname.get(name.lower()) or [
            each for each in self.people if each.split()[0] == name and self.gender(each)
        ]
        one = min((each.split()[0] for each in full), key=len, default="")
        is_one = all(each.startswith(one) for each in full)  # "Josh" and "Joshua"
        return max(full, key=len) if full and is_one else name

    def resolve(self, speaker: Speaker) -> Speaker:
        """The speaker with a full name."""
        full = self.full_name(speaker.name) if speaker.name else ""
        return replace(speaker, name=full, person=speaker.person or full in self.people)

    def gender(self, name: str) -> Gender | None:
        """What most pronouns that stand for somebody say; None if they do not agree."""
        votes = self.genders.get(name)
        if not votes:
            return None
        (best, count), *rest = votes.most_common()
        return ("he" if best == "he" else "she") if not rest or count >= CLEAR * rest[0][1] else None

    def hint(self, speaker: Speaker) -> Gender | None:
        """What a noun in the phrase for a speaker says: "spokeswoman"."""
        nouns = re.findall(r"\w+", speaker.phrase.lower())
        return next((WORDS.genders[word] for word in nouns if word in WORDS.genders), None)

    def fits(self, pronoun: str, speaker: Speaker) -> bool:
        """True if a pronoun may stand for a speaker."""
        own = self.gender(speaker.name) if speaker.name else None
        hint = self.hint(speaker)
        if pronoun in WORDS.plural:
            return speaker.joint or (not speaker.person and (bool(speaker.name) or speaker.phrase.endswith("s")))
        if pronoun in WORDS.genders:
            return (own or hint or pronoun) == pronoun and not Run(
                0, 0, tuple(speaker.label.split()), False
            ).organisation
        return True


def read_people(sentences: Sequence[Sequence[Token]], paragraphs: Sequence[int], usage: Usage) -> People:
    """The people of an article. sentences: as tokens. paragraphs: the number of each one's paragraph.

    A name is surely somebody's if a title stands before it, or if its surname stands alone and is no place; one whose
    first name stands alone, if pronouns for people stand beside it.
    """
    people = People()
    alone: Counter[str] = Counter()
    no_people: set[str] = set()
    governed: set[str] = set()
    runs_of = [find_runs(tokens, usage) for tokens in sentences]
    for tokens, runs in zip(sentences, runs_of, strict=True):
        for run in runs:
            name = strip_titles(run.words)
            role = tokens[run.first - 1].low if run.first else ""
            if role in WORDS.places:
                no_people.add(" ".join(name))
            if run.organisation:
                no_people |= {" ".join(run.words[:end]) for end in range(1, len(run.words))}
            if len(name) == 1:
                alone[name[0].lower()] += 1
                if not tokens[run.first].opens:
                    people.single.add(name[0])
            if len(name) == 1 and len(name) < len(run.words):
                people.people.add(name[0])
            if 2 <= len(name) <= 4 and not Run(0, 0, name, False).organisation and not name[0][0].isdigit():
                people.names[" ".join(name)] += 1
                if len(name) < len(run.words) or role in ROLES:
                    people.people.add(" ".join(name))
            if len(name) > 2 and role in WORDS.prepositions:
                governed.add(" ".join(name))
    for full in governed:  # "the envoy to Chad Jo Ray", if "Chad" and "Ray" stand alone elsewhere
        if full in people.names and alone[surname(full)] and alone[full.split()[0].lower()]:
            people.names[" ".join(full.split()[-2:])] += people.names.pop(full)
    outside = {each.lower() for each in no_people}
    _count_pronouns(people, sentences, paragraphs, runs_of)
    people.people |= {name for name in people.names if alone[surname(name)] and surname(name) not in outside}
    for full in people.names:
        first = full.split()[0]
        is_first_name = alone[first.lower()] and first not in no_people and not NAMES.adjective.search(first)
        if is_first_name and people.gender(full) and people.genders[full].total() > 1:
            people.people.add(full)
    people.people -= no_people
    return people


def _count_pronouns(
    people: People, sentences: Sequence[Sequence[Token]], paragraphs: Sequence[int], runs_of: Sequence[list[Run]]
) -> None:
    """Count the pronouns behind each name of a paragraph in which nobody else is named, and nouns beside the name."""
    named: dict[int, set[str]] = defaultdict(set)
    for paragraph, tokens, runs in zip(paragraphs, sentences, runs_of, strict=True):
        for run in runs:
            full = people.full_name(" ".join(strip_titles(run.words)))
            if full in people.names:
                named[paragraph].add(full)
                beside = [each.low for each in tokens[max(0, run.first - BESIDE) : run.last]]
                noun = next((word for word in reversed(beside) if word in WORDS.genders and word not in PRONOUNS), None)
                if noun:
                    people.genders[full][WORDS.genders[noun]] += 2 * CLEAR
    for paragraph, tokens in zip(paragraphs, sentences, strict=True):
        if len(named[paragraph]) == 1:
            for token in tokens:
                if token.pronoun in WORDS.genders:
                    people.genders[next(iter(named[paragraph]))][WORDS.genders[token.pronoun]] += 1
