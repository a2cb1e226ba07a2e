"""English: the words and patterns that questions, articles and checks are read by."""

from assistant.language.base import Checks, Language
from assistant.language.en.answers import ANSWERS
from assistant.language.en.calendar import CALENDAR
from assistant.language.en.checks import CLAIMS
from assistant.language.en.dates import PERIODS
from assistant.language.en.desk import DESK
from assistant.language.en.events import EVENTS
from assistant.language.en.grammar import GRAMMAR
from assistant.language.en.instructions import INSTRUCTIONS
from assistant.language.en.names import NAMES
from assistant.language.en.numbers import NUMBERS
from assistant.language.en.questions import QUESTIONS
from assistant.language.en.scopes import SCOPES
from assistant.language.en.sentences import SENTENCES
from assistant.language.en.speech import ATTRIBUTION, SPEECH
from assistant.language.en.suggestions import SUGGESTIONS
from assistant.language.en.synonyms import SYNONYMS
from assistant.language.en.variants import VARIANTS

ENGLISH = Language(
    code="en",
    name="English",
    aliases=("eng",),
    stemmer="english",
    grammar=GRAMMAR,
    calendar=CALENDAR,
    sentences=SENTENCES,
    numbers=NUMBERS,
    periods=PERIODS,
    events=EVENTS,
    questions=QUESTIONS,
    scopes=SCOPES,
    desk=DESK,
    answers=ANSWERS,
    suggestions=SUGGESTIONS,
    variants=VARIANTS,
    instructions=INSTRUCTIONS,
    attribution=ATTRIBUTION,
    checks=Checks(claims=CLAIMS, names=NAMES, speech=SPEECH, synonyms=SYNONYMS),
)
