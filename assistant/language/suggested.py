"""The tables from which questions about an article are suggested."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.language.desk import NEVER


@dataclass(frozen=True, slots=True)
class Form:
    """A form of question, and the sentences or titles from which such a question is made.

    The slots of the question are groups of the pattern, and ``base``, the infinitive of the verb in the group ``past``
    or ``present``. The groups ``subject`` and ``about`` are names.
    """

    kind: str
    pattern: str  # {name}, {person}, {titled}, {topic}: names of an article; other slots: Suggestions.slots
    question: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """From which questions about an article are suggested."""

    forms: Sequence[Form] = ()  # of sentences, the most specific first
    titles: Sequence[Form] = ()  # of titles
    latest: str = ""  # the question for news of {subject}, a name that the title opens with or two
    both: str = ""  # between two names
    slots: Mapping[str, str] = field(default_factory=dict)  # patterns that the forms share
    auxiliaries: frozenset[str] = frozenset()  # words that no short noun phrase holds
    irregular: Mapping[str, str] = field(default_factory=dict)  # "sold" -> "sell"
    after_base: re.Pattern[str] = NEVER  # an infinitive in a text; group: the verb
    leans: re.Pattern[str] = NEVER  # words that are clear only where they were written: "she", "last week"
    trailing_time: re.Pattern[str] = NEVER  # such words that a question can do without, at its end
    year: re.Pattern[str] = NEVER  # words for a year that a question can do without
    unfinished: re.Pattern[str] = NEVER  # how a text ends that was cut in the middle
    not_topics: re.Pattern[str] = NEVER  # before a name that somebody speaks to, at or in, not about
    place_before: re.Pattern[str] = NEVER  # what stands before most mentions of a place
    relative: re.Pattern[str] = NEVER  # a word that begins another clause
    person_before: re.Pattern[str] = NEVER  # what stands before a person's name only
    person_after: re.Pattern[str] = NEVER  # what stands behind a person's name
    of_a_country: re.Pattern[str] = NEVER  # "Canadian"
    outlet: re.Pattern[str] = NEVER  # in the name of an outlet
