"""The answer types that questions ask for, and the words that tie one to the conversation before it."""

import re

from assistant.language.base import AnswerType, Questions
from assistant.language.en.grammar import AUXILIARIES, NEGATIONS, SINGULAR, THIRD_PERSON
from assistant.language.en.numbers import ORDINALS

_WHICH = (  # up to four words before what is asked for
    r"\b(?:what|which) (?:(?:is|are|was|were) (?:the|its|their|his|her) )?"
    rf"(?:(?!(?:{'|'.join(AUXILIARIES)})\b)\w+ ){{0,3}}?"
)
_ANSWER_TYPES: tuple[tuple[AnswerType, str], ...] = (
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
        rf"^(?:and |but |so )?(?:{'|'.join(AUXILIARIES)}|may|might)"
        r"(?:n['’]t)?\b",
    ),
)
QUESTIONS = Questions(
    # A question that begins like this leans on what was said before.
    begins=re.compile(
        r"(?:and|but|what about|how about|i (?:mean|meant|asked))\b"
        r"|(?:so|or|why|when|where|who|how|how many|how much|really)\b\W*(?:\w+\W*){0,2}$",
        re.IGNORECASE,
    ),
    # A word that stands for another also leans, unless a name before it in the question may be what it stands for.
    stands_for=re.compile(
        rf"\b(?:{'|'.join(THIRD_PERSON)}|theirs|this|these|those|former|latter"
        r"|that(?=\W*$| (?:is|was|are|were|will|would|mean|happen|deal|one)\b)"
        r"|(?<!is )(?<!are )(?<!was )(?<!were )there"
        r"|(?:the|that|this|which) (?:\w+ )?ones?)\b",
        re.IGNORECASE,
    ),
    points_at=re.compile(
        rf"\bthe ({'|'.join(ORDINALS[:5])}) (?:one|point|thing|article|story|source)\b", re.IGNORECASE
    ),
    # "he", or "this library", of which nothing in the question says who or which.
    pronoun=re.compile(rf"\b(?:{'|'.join(SINGULAR)})\b", re.IGNORECASE),
    empty_it=re.compile(  # "Is it true that", "How long does it take": it stands for nothing
        r"\b(?:is|was|be) it (?:\w+ )?(?:that|to|for|true|possible|legal|safe|worth|ok|okay|like)\b"
        r"|\bit (?:takes?|costs?|matters?|rains?|snows?|means?)\b",
        re.IGNORECASE,
    ),
    demonstrative=re.compile(
        r"\b(?:[Tt]his|[Tt]hese|[Tt]hose|(?:of|in|at|by|for|about|from) that)\b(?: [A-Z][\w'’-]*)* ([a-z][\w'’-]{2,})\b"
    ),
    overview=re.compile(  # "What is the latest on the tariffs?" asks for whatever is about the tariffs
        r"(?:what(?:['’]s| is| are)? |any |give me |show me )?(?:the )?"
        r"(?:(?:latest|newest|most recent|new|news|updates?)\b ?)+(?:on|about|with|of|from|regarding"
        r"|concerning) (.*\w.*)"
        r"|(?:tell me|what do (?:you|we) know) (?:more |something )?about (.*\w.*)",
        re.IGNORECASE,
    ),
    times=frozenset(
        "day days week weekend month year years decade century morning evening night time times summer".split()
    ),
    answer_types=tuple((answer_type, re.compile(pattern, re.IGNORECASE)) for answer_type, pattern in _ANSWER_TYPES),
    negation=re.compile(
        rf"\b(?:{'|'.join(sorted(NEGATIONS))}|fail(?:s|ed|ing|ure|ures)? to|refus\w+|lack\w*|unable|unlikely"
        r"|\w+n['’]t|non-\w+)\b",
        re.IGNORECASE,
    ),
    doubts=re.compile(  # "Didn't it rain?" asks whether it did
        rf"(?:{'|'.join(AUXILIARIES)})(?:n['’]t| not)\b", re.IGNORECASE
    ),
    counted=re.compile(r"(\d+(?:[.,]\d+)*)(?: (?:hundred|thousand|million|billion|trillion))? ([^\W\d_]{3,})"),
)
