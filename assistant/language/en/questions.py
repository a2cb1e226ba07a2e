"""The answer types that questions ask for, and the words that tie one to the conversation before it."""

import re

from assistant.language.base import AnswerType, Questions
from assistant.language.en.grammar import AUXILIARIES, NEGATIONS, SINGULAR, THIRD_PERSON
from assistant.language.en.numbers import ORDINALS

_WHICH = (  # up to four words before what is asked for
    r"\b(?:what|which) (?:(?:is|are|was|were) (?:the|its|their|his|her) )?"
    rf"(?:(?!(?:{'|'.join(AUXILIARIES)})\b)\w+ ){{0,3}}?"
)
_ASKS = (
    r"(?:(?:about|at|by|for|from|in|of|on|since|to|under|until|with) )?"
    r"(?:who|whom|whose|what|which|when|where|why|how)(?:['’]s)?\b"
)
_ASKED = r"(?:who|whom|whose|what|which|where|when|how|in which|in what|on what|for what|at which)"
_SAYS = r"(?:says?|tells?|claims?|argues?|thinks?|believes?|reports?|describes?|calls?|suggests?|expects?|warns?)"
_PAST = r"died|became|began|came|gave|got|happened|held|led|left|lost|made|met|said|took|told|went|won|wrote|killed"
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
    what_is=re.compile(r"(?:what|who) (?:is|are|was|were) (?:the |an? )?([^?,.]{2,60}?)\s*\??", re.IGNORECASE),
    goes_on=re.compile(r"(?:and|but|so)\b,? ", re.IGNORECASE),
    begins=re.compile(
        r"(?:and|but|what about|how about|i (?:mean|meant|asked))\b"
        r"|(?:so|or|why|when|where|who|how|how many|how much|really)\b\W*(?:\w+\W*){0,2}$",
        re.IGNORECASE,
    ),
    # A word that stands for another also leans, unless a name before it in the question may be what it stands for.
    stands_for=re.compile(
        rf"\b(?:{'|'.join(THIRD_PERSON)}|theirs|this|these|those|(?<=\bthe )(?:former|latter)"
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
    now=re.compile(
        r"\b(?:now|nowadays|today|still|presently|at (?:present|the moment)|current(?:ly)?|latest|newest"
        r"|most recent)\b",
        re.IGNORECASE,
    ),
    # "Who is", "How many ships does it have", "Who leads"; not "What does she say", "Has it rained".
    present=re.compile(
        rf"(?:and |but |so )?(?:{_ASKED} (?:(?!(?:{'|'.join(AUXILIARIES)}|that|who)\b)[\w'’-]+ ){{0,6}}?)?"
        rf"(?:(?:is|are|isn['’]t|aren['’]t)\b|(?:do|does|don['’]t|doesn['’]t)\b(?!.*\b{_SAYS}\b))"
        rf"|(?:who|what|where|how)['’]s\b"
        rf"|who (?:has the|have the|(?!(?:was|has|does|{_SAYS})\b)[a-z]+[a-rt-z]s)\b",
        re.IGNORECASE,
    ),
    past=re.compile(rf"\b(?:was|were|did|had|been|wasn['’]t|weren['’]t|didn['’]t|{_PAST})\b", re.IGNORECASE),
    counted=re.compile(r"(\d+(?:[.,]\d+)*)(?: (?:hundred|thousand|million|billion|trillion))? ([^\W\d_]{3,})"),
    how_many=re.compile(r"\bhow many ((?:[\w'’-]+(?: |\b)){1,6})", re.IGNORECASE),
    plural=re.compile(
        r"(?!times\b)\w+[^\Wsu]s|people|children|men|women|policemen|firemen|feet|teeth|mice|staff|clergy|cattle",
        re.IGNORECASE,
    ),
    before_noun=frozenset("a an and of or other more own its his her their our the these those such per".split()),
    part=frozenset({"of"}),
    asks=re.compile(rf"\b{_ASKS}", re.IGNORECASE),
    opens=re.compile(rf"(?:{_ASKS}|(?:{'|'.join(AUXILIARIES)})(?:n['’]t)?\b)", re.IGNORECASE),
    inquires=re.compile(
        r"\b(?:know|knows|tell|ask|asks|asked|asking|wonder|wonders|wondering|find out|figure out|look up|check|say"
        r"|explain|see|learn|understand|remember|remind|establish|confirm|sure|idea)"
        r"(?: (?:me|us|him|her|them|exactly|again|please|of|about|you))*\W*$",
        re.IGNORECASE,
    ),
    writer=re.compile(r"\b(?:I|me|my|mine|myself|we|us|our|ours)\b"),
    reader=re.compile(r"\b(?:you|your|yours)\b", re.IGNORECASE),
    greets=re.compile(
        r"\W*(?:hello|hi|hey|dear|good (?:morning|afternoon|evening|day)|greetings|thanks|thank you|many thanks|cheers"
        r"|please|sorry|excuse me|ok|okay|well|right|great|quick question|one more thing"
        r"|(?:a|another|one more) question|do you have (?:time|a)"
        r"|best(?: regards| wishes)?|(?:kind )?regards|yours)\b",
        re.IGNORECASE,
    ),
    adds=re.compile(
        r"(?:(?:and|also|plus|then|finally|next|secondly|second|besides|moreover|or)\b\W*)+", re.IGNORECASE
    ),
    of_quoting=frozenset(
        """
        word words phrase phrases quote quotes quoted quotation sentence sentences line lines call calls called exact
        use uses used find found appear appears exactly stand stands speak speaks spoke text passage headline
        anyone anybody someone somebody people person
        """.split()
    ),
    joins=re.compile(r"(?:,|;)? (?:and|as well as|plus)(?: also,?)? |; ?", re.IGNORECASE),
)
