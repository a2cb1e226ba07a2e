"""What a language is to the product: a code, a name, and tables of words and patterns in frozen records.

A language must have a code, a name and its stop words. A table that it leaves out is empty: the patterns match nothing,
so the readers find nothing. Without ``checks`` a model's sentences are not checked.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from assistant.language.attribution import NO_ATTRIBUTION, Attribution
from assistant.language.desk import Desk
from assistant.language.event_words import NO_EVENTS, Events
from assistant.language.suggested import Suggestions

AnswerType: TypeAlias = Literal[
    "money", "number", "date", "person", "organisation", "place", "reason", "list", "definition", "yes or no", "other"
]  # what a question asks for
Bound: TypeAlias = Literal["", "about", "over", "under"]  # of a number: "about 30", "more than 30"
Boundary: TypeAlias = Literal["from", "after", "until", "before"]  # of a period

TimeUnit: TypeAlias = Literal["hour", "day", "fortnight", "week", "weekend", "month", "quarter", "year"]
Which: TypeAlias = Literal["this", "last", "past", "the"]

NEVER = re.compile(r"(?!)")  # matches nothing


@dataclass(frozen=True, slots=True)
class Grammar:
    """Words that carry grammar and no content."""

    stop_words: frozenset[str]
    third_person: tuple[str, ...] = ()  # pronouns
    first_person: frozenset[str] = frozenset()
    endings: frozenset[str] = frozenset()  # that make other words of a word: "er"
    personal: frozenset[str] = frozenset()  # pronouns of a person, not of a thing
    negations: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Calendar:
    """Names of months and days, in lower case, and how a sentence writes dates."""

    months: tuple[str, ...] = ()  # January first
    weekdays: tuple[str, ...] = ()  # Monday first
    offsets: Mapping[str, int] = field(default_factory=dict)  # "yesterday" -> -1
    # Patterns with some of the groups day, last, month, number (of a month), year, weekday, relative. Where two match,
    # the one that stands first counts.
    forms: tuple[re.Pattern[str], ...] = ()
    month_names: Mapping[str, int] = field(init=False, repr=False)  # whole, or cut to 3 letters or more -> 1 to 12

    def __post_init__(self) -> None:
        cut = [
            (month[:length], number) for number, month in enumerate(self.months, 1) for length in range(3, len(month))
        ]
        counts = Counter(name for name, _ in cut)
        names = {name: number for name, number in cut if counts[name] == 1}
        names |= {month: number for number, month in enumerate(self.months, 1)}
        object.__setattr__(self, "month_names", names)

    @property
    def month_starts(self) -> tuple[str, ...]:
        """The first three letters of each month."""
        return tuple(month[:3] for month in self.months)


@dataclass(frozen=True, slots=True)
class Sentences:
    """Where sentences end."""

    split: Callable[[str], Iterable[int]] | None = None  # text -> offsets of their ends; None: by sentencex's rules
    end: re.Pattern[str] = NEVER  # the white space between two sentences of clean prose
    short: re.Pattern[str] = NEVER  # a text that ends in an abbreviation, or in a list's number
    year: re.Pattern[str] = NEVER  # words for a year that a question can do without
    unfinished: re.Pattern[str] = NEVER  # a text with whose last word no sentence ends: "Mr."


@dataclass(frozen=True, slots=True)
class Numbers:
    """Words of numbers, of what they count, and of how exact they are."""

    cardinals: Mapping[str, float] = field(default_factory=dict)  # "seven" -> 7
    ordinals: Sequence[str] = ()  # "first" first
    scales: Mapping[str, float] = field(default_factory=dict)  # "million" -> 1e6
    signs: Mapping[str, str] = field(default_factory=dict)  # "us$" -> "$"
    units: Mapping[str, tuple[str, float]] = field(default_factory=dict)  # "km" -> the unit "m", 1000 of it
    multiples: Mapping[str, float] = field(default_factory=dict)  # "twice" -> 2
    fractions: Mapping[str, float] = field(default_factory=dict)  # "half" -> 0.5
    articles: frozenset[str] = frozenset()  # "a million" is one, "a quarter of" is 0.25
    half: frozenset[str] = frozenset()  # "half a million"
    of: frozenset[str] = frozenset()  # "a quarter of"
    after_half: frozenset[str] = frozenset()  # "half the", "half of"
    and_a_half: Sequence[str] = ()  # the words that add 0.5 to a number
    not_alone: frozenset[str] = frozenset()  # words that count nothing without a unit: "one of them"
    unit_pairs: Mapping[tuple[str, str], tuple[str, float]] = field(default_factory=dict)  # ("per", "cent") -> "%", 1
    unit_adjectives: Mapping[str, str] = field(default_factory=dict)  # "square" -> what it puts before a unit
    bounds: Mapping[Bound, re.Pattern[str]] = field(default_factory=dict)  # the end of the text before a number
    token: re.Pattern[str] = NEVER  # a word, number or sign
    joined: re.Pattern[str] = NEVER  # what stands between two numbers of one unit


@dataclass(frozen=True, slots=True)
class Periods:
    """How a question writes dates and periods; see ``language/dates.py``."""

    units: Mapping[str, TimeUnit] = field(default_factory=dict)  # "week" -> "week"
    which: Mapping[str, Which] = field(default_factory=dict)  # the word before a unit, weekday or month
    days_ago: Mapping[str, int] = field(default_factory=dict)  # "yesterday" -> 1
    now: Mapping[str, str] = field(default_factory=dict)  # the date to read for a word: "now" -> "today"
    nowadays: frozenset[str] = frozenset()  # words for today that may mean no day: "today"
    looks_ahead: frozenset[str] = frozenset()  # words before what is to come: "by Friday"
    day_leads: frozenset[str] = frozenset()  # words before a day, and before no month: "on"
    person_leads: frozenset[str] = frozenset()  # words before a month that may be a person: "of May"
    people: frozenset[str] = frozenset()  # months that are names of people too
    possessives: tuple[str, ...] = ()  # what follows a date that is a possessive
    lists: re.Pattern[str] = NEVER  # between two dates that are no range: "3 and 9"
    between: re.Pattern[str] = NEVER  # before two dates that are one all the same
    counts: Mapping[str, int] = field(default_factory=dict)  # "two" -> 2
    vague: Mapping[str, int] = field(default_factory=dict)  # "a few" -> 5; such counts reach back from today
    quarters: Mapping[str, int] = field(default_factory=dict)  # "q1" -> 1
    boundaries: Mapping[str, Boundary] = field(default_factory=dict)  # "since" -> "from"
    as_a_thing: Mapping[str, str] = field(default_factory=dict)  # the word to read for one before "Tuesday's vote"
    range: re.Pattern[str] = NEVER  # groups lead, edge, first, to, last: "from March to May 2024"
    since: re.Pattern[str] = NEVER  # groups near, word, edge, date, thing, possessive, onwards: "before Tuesday's vote"
    plain: re.Pattern[str] = NEVER  # groups lead, edge, date: "in early May"
    time_word: re.Pattern[str] = NEVER  # where a period may stand: each has such a word
    month: re.Pattern[str] = NEVER
    quarter: re.Pattern[str] = NEVER
    year: re.Pattern[str] = NEVER
    number: re.Pattern[str] = NEVER  # of a day
    relative_year: re.Pattern[str] = NEVER  # "last year"
    number_only: re.Pattern[str] = NEVER  # "9", "9, 2024"
    day_first: re.Pattern[str] = NEVER  # "9 May"
    day_last: re.Pattern[str] = NEVER  # "May 9"
    date: re.Pattern[str] = NEVER  # with a year
    capital_day: re.Pattern[str] = NEVER  # a day and a month with a capital
    day: re.Pattern[str] = NEVER  # a day and a month
    capital_or_date: re.Pattern[str] = NEVER  # what may begin a range without a word before it
    relative: re.Pattern[str] = NEVER  # "last week", "two days ago"
    weekday: re.Pattern[str] = NEVER
    reported: re.Pattern[str] = NEVER  # a date that news tells of one day later
    today: re.Pattern[str] = NEVER
    calendar: re.Pattern[str] = NEVER  # groups: which, unit: "last week"
    back: re.Pattern[str] = NEVER  # groups: count, unit: "the past three days"
    ago_words: re.Pattern[str] = NEVER  # groups: count, unit: "two weeks ago"
    before_today: re.Pattern[str] = NEVER  # what stands before a "today" that means this day
    general: re.Pattern[str] = NEVER  # what stands before a weekday that means any: "every Friday"
    held_in: re.Pattern[str] = NEVER  # before a date: "in articles published", which asks for nothing else
    published: re.Pattern[str] = NEVER  # what stands before the date of articles: "published in"
    published_after: re.Pattern[str] = NEVER  # what stands behind it: "May 2024 articles"
    mention: re.Pattern[str] = NEVER  # a date in the text of an article
    any_date: re.Pattern[str] = NEVER  # a day with its month, or anything with its year
    recent: re.Pattern[str] = NEVER  # "the other day"
    latest_words: re.Pattern[str] = NEVER  # that ask for the newest there is


@dataclass(frozen=True, slots=True)
class Questions:
    """What a question asks for, and how it leans on those before it."""

    answer_types: Sequence[tuple[AnswerType, re.Pattern[str]]] = ()  # the first that is found counts
    what_is: re.Pattern[str] = NEVER  # asks what something is; group: that
    goes_on: re.Pattern[str] = NEVER  # "And " before a question
    begins: re.Pattern[str] = NEVER  # the beginning of a question that leans on what was said before
    stands_for: re.Pattern[str] = NEVER  # a word for something that was named before
    points_at: re.Pattern[str] = NEVER  # "the second one"; group: the ordinal
    pronoun: re.Pattern[str] = NEVER  # of which a question must say who or what it is
    empty_it: re.Pattern[str] = NEVER  # "it" that stands for nothing
    demonstrative: re.Pattern[str] = NEVER  # "this library"; group: the noun
    overview: re.Pattern[str] = NEVER  # a question for all there is; groups: its subject
    times: frozenset[str] = frozenset()  # nouns of time, which name nothing: "this week"
    negation: re.Pattern[str] = NEVER
    doubts: re.Pattern[str] = NEVER  # the beginning of a question with a "not" that denies nothing
    counted: re.Pattern[str] = NEVER  # a number and its noun
    how_many: re.Pattern[str] = NEVER  # a question for a count; group: the words behind "how many"
    plural: re.Pattern[str] = NEVER  # the plural of a noun that can be counted
    before_noun: frozenset[str] = frozenset()  # words of grammar between a number and its noun: "of the"
    part: frozenset[str] = frozenset()  # those of them that make it a part of what the noun names
    asks: re.Pattern[str] = NEVER  # a question word, where a clause begins
    opens: re.Pattern[str] = NEVER  # the beginning of a question: a question word or an auxiliary
    inquires: re.Pattern[str] = NEVER  # the end of a text behind which an indirect question stands: "do you know"
    writer: re.Pattern[str] = NEVER  # whoever writes the message: "I"
    reader: re.Pattern[str] = NEVER  # whoever reads it: "you"
    greets: re.Pattern[str] = NEVER  # the beginning of a greeting, of thanks or of a request for help
    adds: re.Pattern[str] = NEVER  # what ties a further question of a message to the one before: "and also"
    joins: re.Pattern[str] = NEVER  # between two questions of one sentence: "and"
    of_quoting: frozenset[str] = frozenset()  # words around a quotation that ask for nothing else: "called"
    now: re.Pattern[str] = NEVER  # words for the present state of things: "still"
    present: re.Pattern[str] = NEVER  # the beginning of a question up to its finite verb, if that is in the present
    past: re.Pattern[str] = NEVER  # a finite verb in the past


@dataclass(frozen=True, slots=True)
class Scopes:
    """How a question names the source of an answer; a null character stands for the source's name."""

    outlet_only: re.Pattern[str] = NEVER  # "only from \0"
    author_only: re.Pattern[str] = NEVER  # "the article by \0"
    title_only: re.Pattern[str] = NEVER  # "the article \0"
    file_only: re.Pattern[str] = NEVER  # "in the file \0"
    folder_only: re.Pattern[str] = NEVER  # "in the folder \0"
    outlet_first: re.Pattern[str] = NEVER  # "according to \0"
    author_first: re.Pattern[str] = NEVER
    asked_after: re.Pattern[str] = NEVER  # the end of a text behind which "it" stands for a source
    it: str = ""  # what stands for a source
    joins: re.Pattern[str] = NEVER  # between two names of a list
    byline: re.Pattern[str] = NEVER  # what stands before and between the names of a byline
    leads: re.Pattern[str] = NEVER  # what a name may begin with, or not: "the"
    published_in: re.Pattern[str] = NEVER  # between an author and an outlet: "the article by Mia Reyes in the Gazette"
    about: re.Pattern[str] = NEVER  # a question for all that a source says; group: its subject
    asks: frozenset[str] = frozenset()  # words that ask what a source says, and for nothing in it


@dataclass(frozen=True, slots=True)
class Answers:
    """What an answer looks like."""

    holds: Mapping[AnswerType, re.Pattern[str]] = field(default_factory=dict)  # what words of the type look like
    change: re.Pattern[str] = NEVER  # a question that asks how something changed
    leaning: re.Pattern[str] = NEVER  # the beginning of a sentence that speaks of what stands before it
    pointing: re.Pattern[str] = NEVER  # the beginning of one whose subject is that sentence: "This means"
    connective: re.Pattern[str] = NEVER  # the beginning of one that goes on from it: "But", "The other"
    addresses: re.Pattern[str] = NEVER  # words that speak to the reader


@dataclass(frozen=True, slots=True)
class Variants:
    """Words that are added to questions, to see whether they are still answered; see ``evaluation/variants.py``."""

    # Times that hold for the day of an article. Gaps: month, year, third (of the month), half (of the year), monday (of
    # the week), before, after and near (days beside it).
    times: Sequence[str] = ()
    # The same as seen from a later day: the words, and how many units later, at least and at most.
    seen: Sequence[tuple[str, TimeUnit, int, int]] = ()
    days: Sequence[str] = ()  # how a day is written; gaps: day, month, year, iso
    thirds: tuple[str, str, str] = ("", "", "")  # of a month
    month: str = ""  # gaps: month, year
    syllables: tuple[str, ...] = ()  # of names that nobody has


@dataclass(frozen=True, slots=True)
class Order:
    """A form of instruction to a model, and the words and signs one of which each such instruction holds."""

    pattern: re.Pattern[str]
    words: frozenset[str] = frozenset()  # of the letters a to z; none, and no signs: the pattern is always tried
    signs: tuple[str, ...] = ()
    addressed: bool = False  # begins where somebody is addressed, so a quotation may report it
    duty: bool = False  # says what a model must do, so a sentence may report it


@dataclass(frozen=True, slots=True)
class Instructions:
    """How texts give instructions to a model."""

    orders: Sequence[Order] = ()
    of_a_model: re.Pattern[str] = NEVER  # words that hardly anybody says to a person
    said_after: re.Pattern[str] = NEVER  # "..., the judge warned"
    said_after_quote: re.Pattern[str] = NEVER  # "...,” the judge warned"


@dataclass(frozen=True, slots=True)
class Claims:
    """What turns a claim around while most of its words stay: opposites, negations, degrees, causes."""

    denials: tuple[str, ...]  # beginnings of stems that say "not" without it
    wholly_words: frozenset[str]
    hearsay: frozenset[str]
    modal_stems: frozenset[str]
    opposites: tuple[tuple[str, str], ...]
    negation: re.Pattern[str]
    not_negated: re.Pattern[str]
    denies: re.Pattern[str]  # what may be said with "not" though it has none
    possible: re.Pattern[str]
    planned: re.Pattern[str]
    past: re.Pattern[str]
    clause: re.Pattern[str]  # between two clauses
    condition: re.Pattern[str]
    leads_on: re.Pattern[str]
    conditional: re.Pattern[str]
    cause: re.Pattern[str]
    gives_a_cause: re.Pattern[str]
    stands_for: re.Pattern[str]  # what was named before
    leans: re.Pattern[str]  # the beginning of a sentence that speaks of what stands before it
    source_words: frozenset[str]
    cleft: re.Pattern[str]  # "The company that did it is Acme"
    subject: re.Pattern[str]  # that names nobody: "the tweet was"
    the_answer: re.Pattern[str]  # to a question no source knows
    who_did: re.Pattern[str]
    deed: re.Pattern[str]  # how a noun made of a verb ends
    occasion: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Names:
    """What is a name, its other forms, and the words around names."""

    name: re.Pattern[str]
    particles: frozenset[str]
    not_names: frozenset[str]
    titles: frozenset[str]
    openers: frozenset[str]  # words that open sentences and are no names
    ordinary: re.Pattern[str]  # how words end that are no names
    aliases: tuple[tuple[re.Pattern[str], str], ...]
    demonyms: Mapping[str, str]  # "french" -> "france"
    suffixes: frozenset[str]  # in which two forms of one name may differ
    apart: frozenset[tuple[str, str]]  # names that differ by such a suffix and are two
    referring: re.Pattern[str]
    passive: re.Pattern[str]
    adjective: re.Pattern[str]
    mutual_words: frozenset[str]  # what two do with one another
    preposition: re.Pattern[str]
    of: re.Pattern[str]  # between two names that belong together


@dataclass(frozen=True, slots=True)
class Speech:
    """Reported speech: who says what, and with which verb."""

    tells: str  # a pattern of verbs that vouch for what is said: "confirmed"
    auxiliaries: str  # a pattern
    said_word: re.Pattern[str]
    before: re.Pattern[str]  # groups who, verb, what
    after: re.Pattern[str]  # groups what, who, verb, verb2, who2
    elided: re.Pattern[str]  # group what: "and added that ..."
    led_by: re.Pattern[str]  # "said he", of "said he thought"
    according: re.Pattern[str]  # groups who, view
    viewed: re.Pattern[str]  # groups what, adverb
    by: re.Pattern[str]  # group who
    no_speaker: re.Pattern[str]
    not_who: re.Pattern[str]
    apposed: re.Pattern[str]
    pronoun: re.Pattern[str]
    linking: re.Pattern[str]
    clause_start: re.Pattern[str]
    speaker_end: re.Pattern[str]
    generic_words: frozenset[str]
    alike_speakers: tuple[str, ...]  # nouns of one kind of speaker, a group each


@dataclass(frozen=True, slots=True)
class Checks:
    """The tables by which a sentence is checked against what it cites."""

    claims: Claims
    names: Names
    speech: Speech
    synonyms: tuple[str, ...]  # words that news uses for one another, a group each


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """A language of articles and questions. Two are equal only if they are the same object."""

    code: str  # ISO 639-1, "en"
    name: str
    grammar: Grammar
    aliases: tuple[str, ...] = ()  # other codes of it, "eng"
    stemmer: str | None = None  # as Snowball names it; None: words are compared whole
    calendar: Calendar = Calendar()
    sentences: Sentences = Sentences()
    numbers: Numbers = Numbers()
    periods: Periods = Periods()
    events: Events = NO_EVENTS
    questions: Questions = Questions()
    scopes: Scopes = Scopes()
    desk: Desk = field(default_factory=Desk)
    answers: Answers = Answers()
    suggestions: Suggestions = field(default_factory=Suggestions)
    variants: Variants = Variants()
    instructions: Instructions = Instructions()
    attribution: Attribution = NO_ATTRIBUTION
    checks: Checks | None = None  # None: its sentences are "unchecked"
