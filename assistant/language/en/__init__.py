"""English: the words and patterns that questions, articles and checks are read by."""

from assistant.language.base import Language
from assistant.language.en.calendar import MONTHS, WEEKDAYS
from assistant.language.en.grammar import NEGATIONS, STOP_WORDS, THIRD_PERSON
from assistant.language.en.numbers import CARDINALS

ENGLISH = Language(
    code="en",
    name="English",
    aliases=("eng",),
    stemmer="english",
    stop_words=STOP_WORDS,
    pronouns=frozenset(THIRD_PERSON),
    negations=NEGATIONS,
    months=MONTHS,
    weekdays=WEEKDAYS,
    numbers=CARDINALS,
)
