"""Question and history -> Query: what is searched for, in what period, and what kind of thing would answer."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from assistant.errors import QuestionError
from assistant.language.dates import Period, read_period, wants_latest
from assistant.language.tokens import STOP_WORDS, content_words, stem, stems, words
from assistant.records import Turn, fold

Kind: TypeAlias = Literal[
    "money", "number", "date", "person", "organisation", "place", "reason", "list", "definition", "yes or no", "other"
]

# A question that begins like this leans on what was said before.
BEGINS = re.compile(
    r"(?:and|but|what about|how about|i (?:mean|meant|asked))\b"
    r"|(?:so|or|why|when|where|who|how|how many|how much|really)\b\W*(?:\w+\W*){0,2}$",
    re.IGNORECASE,
)
# So does one with a word that stands for another, unless a name before it in the question may be what it stands for.
STANDS_FOR = re.compile(
    r"\b(?:he|she|it|they|him|her|them|his|hers|its|their|theirs|this|these|those|former|latter"
    r"|that(?=\W*$| (?:is|was|are|were|will|would|mean|happen|deal|one)\b)"
    r"|(?<!is )(?<!are )(?<!was )(?<!were )there"
    r"|(?:the|that|this|which) (?:\w+ )?ones?)\b",
    re.IGNORECASE,
)
NAME = re.compile(r"(?<=\s)[A-Z]")
SHORT = 3  # content words; a question with fewer, in a conversation, leans on what was said before
EARLIER = 3  # earlier questions a follow-up is read with
ORDINALS = ("first", "second", "third", "fourth", "fifth")
POINTS_AT = re.compile(rf"\bthe ({'|'.join(ORDINALS)}) (?:one|point|thing|article|story|source)\b", re.IGNORECASE)
MARKED = re.compile(r"(?<!\\)\[(\d{1,3})\]")  # a citation's mark in an earlier answer

# "he", or "this library", of which nothing in the question says who or which.
PRONOUN = re.compile(r"\b(?:he|she|it|him|her|his|hers|its)\b", re.IGNORECASE)  # "they" may be anybody
EMPTY_IT = re.compile(  # "Is it true that", "How long does it take": it stands for nothing
    r"\b(?:is|was|be) it (?:\w+ )?(?:that|to|for|true|possible|legal|safe|worth|ok|okay|like)\b"
    r"|\bit (?:takes?|costs?|matters?|rains?|snows?|means?)\b",
    re.IGNORECASE,
)
DEMONSTRATIVE = re.compile(
    r"\b(?:[Tt]his|[Tt]hese|[Tt]hose|(?:of|in|at|by|for|about|from) that)\b(?: [A-Z][\w'’-]*)* ([a-z][\w'’-]{2,})\b"
)
OVERVIEW = re.compile(  # "What is the latest on the tariffs?" asks for whatever is about the tariffs
    r"(?:what(?:['’]s| is| are)? |any |give me |show me )?(?:the )?"
    r"(?:(?:latest|newest|most recent|new|news|updates?)\b ?)+(?:on|about|with|of|from|regarding|concerning) (.*\w.*)"
    r"|(?:tell me|what do (?:you|we) know) (?:more |something )?about (.*\w.*)",
    re.IGNORECASE,
)
TIMES = frozenset(
    "day days week weekend month year years decade century morning evening night time times summer".split()
)

_WHICH = (  # up to four words before what is asked for
    r"\b(?:what|which) (?:(?:is|are|was|were) (?:the|its|their|his|her) )?"
    r"(?:(?!(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b)\w+ ){0,3}?"
)
_KINDS: tuple[tuple[Kind, str], ...] = (
    (
        "money",
        r"\bhow much (?:money|cash|funding|debt)\b|\bhow expensive\b"
        r"|\bhow much (?:\S+ )*?(?:pay|paid|cost|costs|spend|spent|raise|raised|worth|owe|earn|earned|invest\w*)\b"
        rf"|{_WHICH}(?:price|cost|fee|fine|salary|revenue|profit|loss|budget|debt)\b",
    ),
    (
        "number",
        r"\bhow (?:many|much|old|large|big|wide|tall|long|high|far|often|fast|powerful)\b"
        rf"|{_WHICH}"
        r"(?:number|share|percent|percentage|tariff|rate|amount|value|total|figure|age|length|size|average)\b",
    ),
    ("date", r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|time)\b|\bhow long ago\b"),
    (
        "organisation",
        rf"{_WHICH}(?:company|companies|firm|bank|club|team|party|agency|organi[sz]ation|university"
        r"|newspaper|journal|outlet|airline|court|group|union|ministry|institution|studio|label)\b",
    ),
    (
        "person",
        rf"\bwho(?:m|se)?\b|{_WHICH}(?:minister|president|governor|senator|mayor|judge|author|actor"
        r"|player|executive|director|scientist|person|man|woman|leader|official)\b|\bnames? of\b",
    ),
    (
        "place",
        rf"\bwhere\b|{_WHICH}(?:country|countries|city|cities|town|state|place|region|province"
        r"|county|continent|river|island)\b",
    ),
    (
        "reason",
        r"\bwhy\b|\bhow come\b|\breasons? \b|\bwhat (?:\w+ )?(?:caused|causes|led|triggered|prompted|went)\b",
    ),
    (
        "list",
        r"\b(?:list|name) (?:the|some|all|two|three|four|five)\b|\bwhat are (?:the|some)\b|\bwhich \w+s are\b",
    ),
    (
        "definition",
        r"^(?:so |and )?what(?:'s|’s| is| are| was| were) (?:(?:a|an|the|meant by) )?[\w'’ .-]{1,40}\W*$"
        r"|\bwhat do(?:es)? .{1,60} mean\b|\bdefin(?:e|ition)\b",
    ),
    (
        "yes or no",
        r"^(?:and |but |so )?(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)"
        r"(?:n['’]t)?\b",
    ),
)
KINDS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _KINDS)


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it is searched."""

    text: str  # the question itself; of one that asks for all there is, its subject
    context: str = ""  # earlier questions, and words of an earlier answer, that it is read with; "" if it stands alone
    period: Period | None = None  # of the days its articles should be from
    latest: bool = False  # the newest article goes first
    unnamed: str = ""  # "he", "this library": what it speaks of and nobody has named
    overview: bool = False  # it asks for all there is about its subject: no words can be the answer

    @property
    def searched(self) -> str:
        """The question with its context, as it is shown."""
        return f"{self.context} {self.text}".strip()

    @property
    def kind(self) -> Kind:
        """What kind of words would answer; "And in Mexico?" asks for what the question before it asked for."""
        own = kind_of(self.text)
        return kind_of(self.context) if own == "other" and self.context and BEGINS.match(self.text) else own


def check_question(question: str, most: int) -> str:
    """The question with white space folded. Raises QuestionError if it is empty or longer than ``most`` characters."""
    asked = clean(question)
    if not any(character.isalnum() for character in asked):
        raise QuestionError("The question is empty: type a few words.")
    if len(asked) > most:
        raise QuestionError(f"The question has {len(asked):,} characters: shorten it to {most:,} or fewer.")
    return asked


def clean(text: str) -> str:
    """White space folded; control characters, half surrogates and the like, which no encoder takes, left out."""
    return fold("".join(character if character.isprintable() else " " for character in text))


def read_query(question: str, history: Sequence[Turn], today: dt.date) -> Query:
    """The question with the last ``EARLIER`` ones before it, unless it changes the topic.

    "The second one" brings the words the last answer marked [2].
    """
    earlier = [asked for turn in history if turn.role == "user" and (asked := clean(turn.content))]
    context = " ".join(filter(None, [*earlier[-EARLIER:], _pointed_at(question, history)]))
    if changes_topic(question, history):
        context = ""
    asked_of = f"{earlier[-1]} {question}" if earlier and context and leans(question) else question
    overview = OVERVIEW.match(question)
    return Query(
        text=(overview[1] or overview[2]) if overview else question,
        context=context,
        period=read_period(asked_of, today),
        latest=wants_latest(question),
        unnamed=unnamed(question, history),
        overview=bool(overview),
    )


def leans(question: str) -> bool:
    """True if a question cannot be understood without what was said before it."""
    stands_for = STANDS_FOR.search(question)
    return bool(
        BEGINS.match(question)
        or (stands_for and not NAME.search(question, 0, stands_for.start()))
        or (len(content_words(question)) < SHORT and len(words(question)) < 6 and not NAME.search(question))
    )


def changes_topic(question: str, history: Sequence[Turn]) -> bool:
    """True if a question stands alone, names somebody or something new, and shares no word with what was said."""
    said = stems(" ".join(turn.content for turn in history))
    own = [stem(word) for word in _content(question)]
    new = len(own) >= SHORT and not any(each in said for each in own)
    return new and bool(NAME.search(question)) and not leans(question)


def kind_of(question: str) -> Kind:
    """What kind of words would answer."""
    return next((kind for kind, pattern in KINDS if pattern.search(question)), "other")


def unnamed(question: str, history: Sequence[Turn]) -> str:
    """What a question speaks of and nobody has named: "he", "this library"; "" if there is nothing of the kind."""
    said = stems(" ".join(turn.content for turn in history))
    pronoun = PRONOUN.search(question)
    if pronoun and not said and not EMPTY_IT.search(question):
        before = question[: pronoun.start()]
        if len(_content(before)) < 2 and not NAME.search(before):
            return pronoun[0].lower()
    for found in DEMONSTRATIVE.finditer(question):
        noun = found[1].lower()
        named = NAME.search(question, 0, found.start()) or stem(noun) in said
        if not named and noun not in STOP_WORDS | TIMES:
            return f"this {noun}"
    return ""


def _content(text: str) -> list[str]:
    return [word for word in words(text) if word.lower() not in STOP_WORDS]


def _pointed_at(question: str, history: Sequence[Turn]) -> str:
    """The words of the last answer that "the second one" points at: those before its mark [2]."""
    points = POINTS_AT.search(question)
    told = next((turn.content for turn in reversed(history) if turn.role == "assistant"), "")
    if not points:
        return ""
    wanted = str(ORDINALS.index(points[1].lower()) + 1)
    start = 0
    for mark in MARKED.finditer(told):
        if mark[1] == wanted:
            return clean(told[start : mark.start()])
        start = mark.end()
    return ""
