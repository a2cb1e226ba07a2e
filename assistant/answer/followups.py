"""A question after others -> a frame: "list them", "only Reuters", "and in June?", "summarise the second one".

A question that has a form of its own is read by itself. Otherwise the frame of the question before it is taken, with
what this one says changed. The article that "the second one" means is found by asking the earlier question again, or by
the words that the last answer marked [2].
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answer.frames import Frame, Limits, Term, Terms, prove, read_frame, read_limits, read_terms, slots_of
from assistant.answer.mentions import find_mentions
from assistant.answer.question import MARKED, clean
from assistant.answer.scope import fold, names_of
from assistant.language import DEFAULT
from assistant.records import Turn
from assistant.store.base import Catalog

EARLIER = 4  # questions that are read for what a follow-up goes on from
OF_ALL = ("the outlets", "the authors")  # "which outlets?" asks for those of the articles just counted, if any were
NAME = re.compile(r"(?<=\s)[A-Z][\w'’-]+(?: (?:of |the |and )*[A-Z][\w'’-]+)*")
LEAD = re.compile(r"^[^:]{0,80}:\s")  # outlet and day before a sentence of an answer


def frame_in(question: str, history: Sequence[Turn], today: dt.date, catalog: Catalog) -> Frame | None:
    """What a question asks of the corpus as a whole, after what was said before; None if it asks for a fact."""
    earlier: Frame | None = None
    asked = [(at, clean(turn.content)) for at, turn in enumerate(history) if turn.role == "user"][-EARLIER:]
    for at, text in asked:
        terms = named_terms(text)
        earlier = _frame_after(text, earlier, history[:at], today, catalog) or (Frame("fact", terms) if terms else None)
    return _frame_after(question, earlier, history, today, catalog)


def _frame_after(
    question: str, earlier: Frame | None, history: Sequence[Turn], today: dt.date, catalog: Catalog
) -> Frame | None:
    own = read_frame(question, today, catalog.sources())
    goes_on = own and (own.act in OF_ALL or (own.act == "list" and own == Frame("list", slots=own.slots)))
    if own and not (goes_on and earlier and earlier.act != "fact"):
        return own
    return _follow(question, earlier, history, today, catalog) or own


def _follow(
    question: str, earlier: Frame | None, history: Sequence[Turn], today: dt.date, catalog: Catalog
) -> Frame | None:
    """The frame of a question that has none of its own."""
    if not history or len(question) > 150:
        return None
    text, limits = read_limits(question, today, catalog.sources())
    text = " ".join(text.split()).strip(" ?.!,;:")
    for form in DEFAULT.desk.follow_forms:
        if match := form.pattern.fullmatch(text):
            slots = slots_of(match)
            if form.act in ("the one", "who said"):
                return _pointed_at(form.act, slots, earlier, history, today, catalog)
            if earlier is None or earlier.act == "fact":  # a fact is followed up as ``question.read_query`` says
                continue
            merged = replace(earlier, limits=_narrowed(earlier.limits, limits))
            if changed := _changed(form.act, slots, merged, limits != Limits(), catalog):
                return changed
    return None if earlier is None else _with_earlier_terms(text, earlier)


def _narrowed(earlier: Limits, limits: Limits) -> Limits:
    """The limits of an earlier question, with the days and the sources that a later one names in their place."""
    period = limits.period or earlier.period
    return replace(earlier if limits.articles is None else limits, period=period)


def _changed(act: str, slots: dict[str, str], frame: Frame, limited: bool, catalog: Catalog) -> Frame | None:
    """The frame with what a follow-up changes; None if it changes nothing."""
    if act == "again":
        return frame if limited else None
    if act == "by":
        return prove(replace(frame, slots={"by": slots["by"]}))
    if act == "terms":
        if slots["what"][0].islower() and DEFAULT.questions.opens.match(slots["what"]):  # "And what is the CPTPP?"
            return None
        terms = read_terms(slots["what"]) if frame.terms else None
        return replace(frame, terms=terms) if terms else None
    if act == "source":
        names = names_of(catalog.sources()).by_form.get(fold(slots["source"]), ())
        name = next((each for each in names if each.what in ("outlet", "author")), None)
        if name is None:
            return None
        outlets, authors = ((name.shown,), ()) if name.what == "outlet" else ((), (name.shown,))
        return replace(frame, limits=Limits(frame.limits.period, outlets, authors, (), name.articles))
    return replace(frame, act=act)


def _with_earlier_terms(text: str, earlier: Frame) -> Frame | None:
    """The frame of a question that names what it looks for by a pronoun: "How many articles mention it?"."""
    for form in DEFAULT.desk.forms:
        match = form.pattern.fullmatch(text)
        slots = slots_of(match) if match else {}
        named = slots.get("what") or slots.get("about")
        if named and earlier.terms and DEFAULT.desk.not_terms.fullmatch(named):
            return Frame(form.act, earlier.terms, earlier.limits)
    return None


def _pointed_at(
    act: str, slots: dict[str, str], earlier: Frame | None, history: Sequence[Turn], today: dt.date, catalog: Catalog
) -> Frame | None:
    """The frame of a question about one article of the last answer, or about its words."""
    desk, known = DEFAULT.desk, catalog.sources()
    reply = next((turn.content for turn in reversed(history) if turn.role == "assistant"), "")
    ordinal = slots.get("ordinal", "").lower()
    ordinals = [*DEFAULT.numbers.ordinals]
    number = ordinals.index(ordinal) if ordinal in ordinals else 0
    marked = _marked(reply)
    if act == "who said":
        return read_frame(desk.who_said.format(words=marked[0]), today, known) if marked else None
    if earlier and earlier.act != "fact":
        found = find_mentions(earlier.terms, earlier.limits, catalog)
        if found and (ordinal == "last" or number < len(found)):
            title = found[-1 if ordinal == "last" else number].article.title
            return read_frame(desk.summarise.format(title=title), today, known)
    if marked and number < len(marked):
        holders = catalog.full_text.passages_with([marked[-1 if ordinal == "last" else number]])
        title = next((each.title for each in known.articles if holders and each.path == holders[0].article), "")
        return read_frame(desk.summarise.format(title=title), today, known) if title else None
    return None


def _marked(reply: str) -> list[str]:
    """The words of an answer before each of its marks, without leads."""
    parts, start = [], 0
    for mark in MARKED.finditer(reply):
        parts.append(LEAD.sub("", clean(reply[start : mark.start()])))
        start = mark.end()
    return [part for part in parts if part]


def named_terms(question: str) -> Terms | None:
    """The name in a question, as terms: what "it" may mean after it."""
    names = NAME.findall(question)
    return Terms(((Term(max(names, key=len)),),)) if names else None
