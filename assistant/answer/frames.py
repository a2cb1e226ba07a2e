"""A question -> a frame: what it asks of the corpus as a whole, read by the forms of its language.

A form must match the whole question once its time and its sources are taken out. Sources are proved against the
catalog, and what is left must fill the slots of the form. Whatever does not fit is a question for a fact.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from assistant.answer.scope import WORD, Name, Names, fold, names_of
from assistant.language import DEFAULT
from assistant.language.dates import read_days, read_exact_period, without_dates
from assistant.language.periods import YEAR, Period
from assistant.language.tokens import content_words
from assistant.records import ArticlePath, normalize_space
from assistant.store.records import KnownSources

MOST_CHARS = 300  # of a question that is parsed
MOST_WORDS = 10  # of a term
QUOTATION = 4  # words; so many in quotation marks are looked for to be read, not to list who has them
NAME_WORDS = 3  # of a name, or of a topic in small letters; a longer one may be a clause
QUOTES = "\"'“”„«»‘’"
Side: TypeAlias = Name | Period | str
QUOTED = re.compile(r"[\"“„«][^\"“”„«»]+[\"”“»]|‘[^‘’]+’")
SIDES = ("outlet", "author", "title", "file")  # sources that a comparison may set beside each other
POSSESSIVE = re.compile(r"['’]s?$")
HELD, FIRST_PRIVATE = "“{}”", 0xE000  # stand for quoted words, with a character that no text has


@dataclass(frozen=True, slots=True)
class Term:
    """What is looked for in the articles."""

    text: str  # as the question writes it
    topic: bool = False  # its words may stand anywhere in an article, in any form


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms, of which an article must have one of each group, and none of ``without``."""

    groups: tuple[tuple[Term, ...], ...]
    without: tuple[Term, ...] = ()
    titles: bool = False  # they are looked for in titles only

    @property
    def is_clause(self) -> bool:
        """True if they hold more than a name: so many words that some are in small letters and mean something."""
        found = [term.text for group in self.groups for term in group if len(WORD.findall(term.text)) > NAME_WORDS]
        stop_words = DEFAULT.grammar.stop_words
        return any(word.islower() and word not in stop_words for text in found for word in text.split())

    @property
    def shown(self) -> str:
        """The terms in words: "“Boeing” or “Airbus” and not “Comac”"."""
        words = " and ".join(" or ".join(f"“{term.text}”" for term in group) for group in self.groups)
        words += "".join(f" and not “{term.text}”" for term in self.without)
        return f"{words} in the title" if self.titles else words


@dataclass(frozen=True, slots=True)
class Limits:
    """The days and the sources a frame is limited to."""

    period: Period | None = None
    outlets: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    without: tuple[str, ...] = ()  # outlets and authors whose articles are left out
    articles: frozenset[ArticlePath] | None = None  # of all these sources together; None: of any


@dataclass(frozen=True, slots=True)
class Frame:
    """What a question asks of the corpus."""

    act: str  # as ``desk.Form`` has it
    terms: Terms | None = None  # None: nothing is looked for
    limits: Limits = Limits()
    by: str = ""  # what the articles are grouped by: "month", "week", "day", "year", "outlet", "author"
    slots: Mapping[str, str] = field(default_factory=dict)  # the parts of the question by the names of their groups


def read_frame(question: str, today: dt.date, known: KnownSources) -> Frame | None:
    """The frame of a question; None if it is none of the forms.

    Relative dates are seen from ``today``.
    """
    if len(question) > MOST_CHARS:
        return None
    if sided := _read_sides(question, today, known, proved=True):
        return sided
    text, limits = read_limits(question, today, known)
    limited, unlimited = (normalize_space(each).strip(" ?.!,;:") for each in (text, question))
    return (
        _read_forms((_bare(limited), limited), limits)
        or _read_sides(question, today, known, proved=False)
        or _read_forms((_bare(unlimited),), Limits())
    )


def _read_forms(asked: Iterable[str], limits: Limits) -> Frame | None:
    """The frame of the first form that matches one of the ways to write a question, and holds."""
    for words in dict.fromkeys(asked):
        for form in DEFAULT.desk.forms:
            match = form.pattern.fullmatch(words)
            if match and (proved := prove(Frame(form.act, None, limits, slots=slots_of(match)))):
                return proved
    return None


def _read_sides(question: str, today: dt.date, known: KnownSources, *, proved: bool) -> Frame | None:
    """The frame of a comparison.

    proved: one of its sides at least must be a source, and the other a name; or both are periods.
    """
    text, held = _hold_names(question, names_of(known))
    undated, period = without_dates(text, today), read_exact_period(text, today)
    for asked, limits in ((text, Limits()), (undated, Limits(period))):
        asked = _bare(normalize_space(asked).strip(" ?.!,;:"))
        for match in filter(None, (form.pattern.fullmatch(asked) for form in DEFAULT.desk.side_forms)):
            slots = {name: _release(value, held) for name, value in slots_of(match).items()}
            sides = read_sides(slots, today, known)
            are_periods = all(isinstance(side, Period) for side in sides)
            if limits == Limits() and asked != undated and period and not are_periods:
                continue
            if proved and not _are_proved(sides, slots):
                continue
            if (not are_periods or "about" in slots) and (frame := prove(Frame("compare", None, limits, slots=slots))):
                return frame
    return None


def _are_proved(sides: Sequence[Side], slots: Mapping[str, str]) -> bool:
    tellers = ("outlet", "author") if "told" in slots else SIDES
    sources = [side for side in sides if isinstance(side, Name) and side.what in tellers]
    return all(sides) and (bool(sources) or all(isinstance(side, Period) for side in sides))


def read_sides(slots: Mapping[str, str], today: dt.date, known: KnownSources) -> list[Side]:
    """What the two sides of a comparison are: a source, a period or, as it is written, another name; "" if none."""
    written = [_bare_side(slots.get(name, "")) for name in ("one", "other")]
    years = [YEAR.search(each) for each in written]
    if len(found := [year for year in years if year]) == 1:  # "in May and June 2025"
        dated = [each if year else f"{each} {found[0][0]}" for each, year in zip(written, years, strict=True)]
    else:
        dated = written
    periods = [read_days(each, today) for each in dated]
    if all(periods):
        return [Period(*days, (0, 0), "published", hard=True) for days in periods if days]
    by_form = names_of(known).by_form
    return [
        next((name for what in SIDES for name in by_form.get(fold(each), ()) if name.what == what), None)
        or (each if any(word[0].isupper() for word in WORD.findall(each)) else "")
        for each in written
    ]


def _bare_side(text: str) -> str:
    text = text.strip(f"{QUOTES} ,.?")
    lead = DEFAULT.desk.side_leads.match(f"{text} ")
    rest = text[lead.end() :] if lead else text
    return POSSESSIVE.sub("", rest.strip(f"{QUOTES} ,.?")) or text


def _hold_names(question: str, names: Names) -> tuple[str, list[str]]:
    """A question with one character for each name of a source in it, and these names as they are written."""
    spans = [match.span() for match in WORD.finditer(question)]
    folded = [fold(question[slice(*span)]) for span in spans]
    held: list[str] = []
    text, at, first = "", 0, 0
    while first < len(spans):
        count = next(
            (
                count
                for count in range(min(names.longest, len(spans) - first), 0, -1)
                if any(name.what in SIDES for name in names.by_form.get("".join(folded[first : first + count]), ()))
                and (count > 1 or question[spans[first][0]].isupper())
            ),
            0,
        )
        if count:
            start, end = spans[first][0], spans[first + count - 1][1]
            text += question[at:start] + chr(FIRST_PRIVATE + len(held))
            held.append(question[start:end])
            at = end
        first += count or 1
    return text + question[at:], held


def _release(text: str, held: Sequence[str]) -> str:
    for at, name in enumerate(held):
        text = text.replace(chr(FIRST_PRIVATE + at), name)
    return text


def read_as(act: str, question: str, today: dt.date, known: KnownSources) -> Frame:
    """A frame of some act for a question that is in no form of it: its words are what is looked for."""
    text, limits = read_limits(question, today, known)
    return Frame(act, read_terms(_bare(normalize_space(text).strip(" ?.!,;:")), topic=True), limits)


def read_limits(question: str, today: dt.date, known: KnownSources) -> tuple[str, Limits]:
    """A question without its days, outlets and authors, and these. Nothing between quotation marks is taken for one."""
    held = QUOTED.findall(question)
    for at, words in enumerate(held):
        question = question.replace(words, HELD.format(chr(FIRST_PRIVATE + at)), 1)
    period = read_exact_period(question, today)
    text, limits = take_sources(without_dates(question, today), known)
    for at, words in enumerate(held):
        text = text.replace(HELD.format(chr(FIRST_PRIVATE + at)), words)
    return text, replace(limits, period=period)


def slots_of(match: re.Match[str]) -> dict[str, str]:
    """The parts of a question that a form matches, by the names of its groups."""
    return {name: value.strip() for name, value in match.groupdict().items() if value}


def _bare(text: str) -> str:
    """A question without words before and behind it that ask for nothing."""
    opening = DEFAULT.desk.opening.match(text + " ")
    if opening and opening.end() < len(text):
        text = text[opening.end() :].strip()
    first, space, rest = text.partition(" ")
    text = DEFAULT.desk.long_forms.get(first.lower(), first) + space + rest
    return DEFAULT.desk.closing.sub("", text).strip(" ?.!,;:")


def prove(frame: Frame) -> Frame | None:
    """The frame with its terms, or None if a slot holds what cannot be looked for."""
    slots = frame.slots
    if frame.act == "new" and frame.limits.period is None:
        return None
    if frame.act == "limited" and frame.limits == Limits():  # it says nothing but days and sources
        return None
    if by := slots.get("by") or slots.get("by_first"):
        if by.lower() not in DEFAULT.desk.groupings:
            return None
        frame = replace(frame, by=DEFAULT.desk.groupings[by.lower()])
    if "unknown" in slots:
        return replace(frame, limits=replace(frame.limits, outlets=(slots["unknown"],), articles=frozenset()))
    if frame.act == "phrase" and slots["what"].endswith("?"):  # a question between quotation marks
        return None
    if frame.act == "phrase":
        return replace(frame, terms=Terms(((Term(slots["what"]),),)))
    if "title" in slots:
        terms = read_terms(slots["title"])
        return replace(frame, terms=replace(terms, titles=True)) if terms else None
    for name in ("what", "about"):
        if name in slots:
            terms = read_terms(slots[name], topic=name == "about")
            long = len(WORD.findall(slots[name])) >= QUOTATION
            is_quotation = frame.act == "list" and long and QUOTED.search(slots[name])
            frame = replace(frame, act="phrase") if is_quotation else frame
            return replace(frame, terms=terms) if terms else None
    return frame


def read_terms(text: str, *, topic: bool = False) -> Terms | None:
    """The terms of a slot: "Boeing or Airbus but not Comac"; None if it names nothing to look for.

    topic: words in small letters are a topic, and not looked for word for word.
    """
    desk = DEFAULT.desk
    wanted, *unwanted = desk.without.split(text)
    groups = [
        [_term(part, topic) for part in desk.either.split(each)]
        for each in (desk.both.split(wanted) if not _is_quoted(wanted) else [wanted])
    ]
    without = [_term(part, topic) for each in unwanted for part in desk.either.split(each)]
    if not all(all(group) for group in groups) or not all(without):
        return None
    return Terms(tuple(tuple(filter(None, group)) for group in groups), tuple(filter(None, without)))


def _is_quoted(text: str) -> bool:
    return len(text) > 2 and text[0] in QUOTES and text[-1] in QUOTES


def _term(text: str, topic: bool) -> Term | None:
    text = text.strip(" ,;:?.!") if not text.endswith("..") else text.strip(" ,;:?!")
    lead = DEFAULT.desk.leads.match(text)
    words = text[lead.end() :].strip() if lead and not _is_quoted(text) else text
    quoted = _is_quoted(words)
    words = words.strip(f"{QUOTES} ") if quoted else words
    found = WORD.findall(words)
    if not found or len(found) > MOST_WORDS or (not quoted and DEFAULT.desk.not_terms.fullmatch(words)):
        return None
    if topic and not quoted and not all(word[0].isupper() for word in content_words(words)):
        return Term(words, topic=True)
    return Term(words)


def take_sources(text: str, known: KnownSources) -> tuple[str, Limits]:
    """A question without the outlets and authors it is limited to, and these."""
    names = names_of(known)
    wanted: dict[str, list[Name]] = {"outlet": [], "author": []}
    unwanted: list[Name] = []
    at = 0
    while (found := _next_source(text, at, names)) is not None:
        name, (start, end), replaced, excluded = found
        if excluded:
            unwanted.append(name)
        else:
            wanted[name.what].append(name)
        text = f"{text[:start].rstrip()} {replaced}{text[end:]}"
        at = start
    articles: frozenset[ArticlePath] | None = None
    for group in filter(None, wanted.values()):
        own = frozenset[ArticlePath]().union(*(name.articles for name in group))
        articles = own if articles is None else articles & own
    if unwanted:
        if articles is None:
            articles = frozenset(article.path for article in known.articles)
        articles -= frozenset[ArticlePath]().union(*(name.articles for name in unwanted))
    return normalize_space(text), Limits(
        outlets=tuple(name.shown for name in wanted["outlet"]),
        authors=tuple(name.shown for name in wanted["author"]),
        without=tuple(name.shown for name in unwanted),
        articles=articles,
    )


def _next_source(text: str, at: int, names: Names) -> tuple[Name, tuple[int, int], str, bool] | None:
    """The next outlet or author that limits a question: its name, the span of its words, what to read for them, and
    whether its articles are left out."""
    spans = [match.span() for match in WORD.finditer(text)]
    folded = [fold(text[slice(*span)]) for span in spans]
    desk = DEFAULT.desk
    for first, (start, _) in enumerate(spans):
        if start < at:
            continue
        for count in range(min(names.longest, len(spans) - first), 0, -1):
            end = spans[first + count - 1][1]
            written = names.by_form.get("".join(folded[first : first + count]), ())
            name = next((each for each in written if each.what in ("outlet", "author")), None)
            if name is None or (re.match(r" [A-Z]", text[end:]) and not re.match(r"\S* (?:[a-z]|$)", text[end:])):
                continue
            before = text[:start]
            masked = f"{before}\0{text[end:]}"
            if excluded := desk.not_from.search(before):
                return name, (excluded.start(), end), "", True
            if did := desk.source_did.search(masked):
                return name, (did.start(), did.end() + (end - start) - 1), desk.published, False
            if limited := desk.from_source.search(before):
                return name, (limited.start(), end), "", False
            if desk.source_wrote.search(masked):
                return name, (start, end), desk.its_articles, False
            if behind := desk.source_articles.match(text[end:]):
                return name, (start, end + behind.end()), "", False
    return None
