"""What is a name in an English text, and the words around names."""

import re

from assistant.language.base import Names
from assistant.language.en.calendar import CALENDAR
from assistant.language.en.grammar import THIRD_PERSON

ALIASES = (
    (re.compile(r"\b(?:the )?United States(?: of America)?\b|\bU\.S\.A?\.?|\bUSA\b|\bAmericans?\b|\bAmerica\b(?!n)"),
    "US"),
    (re.compile(r"\b(?:the )?United Kingdom\b|\bU\.K\.|\bGreat Britain\b|\bBritain\b|\bBritish\b|\bBritons?\b"), "UK"),
    (re.compile(r"\b(?:the )?European Union\b|\bE\.U\."), "EU"),
    (re.compile(r"\b(?:the )?United Nations\b|\bU\.N\."), "UN"),
    (re.compile(r"\b(?:the )?(?:US |U\.S\. )?Federal Reserve(?: Board| System)?\b"), "Fed"),
)  # fmt: skip
DEMONYMS = {
    "french": "france", "dutch": "netherlands", "spanish": "spain", "spaniard": "spain", "swiss": "switzerland",
    "danish": "denmark", "dane": "denmark", "polish": "poland", "pole": "poland", "welsh": "wales", "irish": "ireland",
    "greek": "greece", "swedish": "sweden", "swede": "sweden", "finnish": "finland", "turkish": "turkey",
    "filipino": "philippines", "philippine": "philippines", "thai": "thailand", "iraqi": "iraq", "iranian": "iran",
    "norwegian": "norway", "belgian": "belgium", "ukrainian": "ukraine", "peruvian": "peru", "cuban": "cuba",
    "chinese": "china", "parisian": "paris", "israeli": "israel", "hungarian": "hungary", "czech": "czechia",
}  # fmt: skip
NAMES = Names(
    name=re.compile(
        r"(?<!\w)(?:[A-Z](?:\.[A-Z])+\.?|[A-ZÀ-ÖØ-Þ][\w'’]*)(?:[ -](?:(?:of|de|von|van|bin|al|del|da"
        r"|di) )?(?:[A-Z](?:\.[A-Z])+\.?|[A-Z]\.|[A-ZÀ-ÖØ-Þ][\w'’]*))*"
    ),
    particles=frozenset("of de von van bin al del da di".split()),
    not_names=frozenset(("i", *CALENDAR.weekdays, *CALENDAR.months, *CALENDAR.month_starts, "sept")),
    titles=frozenset(
        """president vice prime minister premier chancellor secretary senator sen representative rep governor gov mayor
    king queen prince princess pope sir dame lord lady mr mrs ms miss dr professor prof judge justice general gen
    colonel captain chief executive officer director chairman chairwoman chair ceo former ex foreign finance defence
    defense attorney speaker ambassador commentator analyst""".split()
    ),
    openers=frozenset(  # what is a name is seen by how it is written elsewhere
        """according additionally although another analysts authorities both campaigners companies critics despite
    earlier economists either elsewhere even every experts few finally following furthermore given however instead
    investors later lawmakers less likewise many meanwhile moreover most much neither nevertheless nobody nothing
    officials opponents others otherwise overall part people perhaps plans police previously prices rather relations
    reporters researchers residents roughly scientists several similarly since sources still supporters talks thanks
    there therefore though thus together trade two three four five six seven eight nine ten under unlike until upon
    voters whereas whether workers yet growth access support demand work cooperation closer""".split()
    ),
    ordinary=re.compile(
        r"(?:ings?|eds?|ly|tions?|sions?|ments?|ness|ers|ors|ists|ities|ive|ous|ful|less|able|ships?|ances?|ences?)$"
    ),
    aliases=ALIASES,
    demonyms=DEMONYMS,
    suffixes=frozenset("a n an ian ia ns ans ians ese ish i is y es s o os".split()) | {""},
    apart=frozenset({("niger", "nigeria"), ("guinea", "guineans"), ("austria", "austrians")}),
    referring=re.compile(rf"\b(?:{'|'.join(THIRD_PERSON)}|who|this|that|these|those|the)\b", re.IGNORECASE),
    passive=re.compile(
        r"\b(?:was|were|is|are|be|been|being|got|gets?)\b(?:\s\w+){0,3}?\s\w+\sby\b|\bby$", re.IGNORECASE
    ),
    adjective=re.compile(r"(?:[a-z]an|ese|ish|i|French|Dutch|Swiss|Greek|Czech|Thai)$"),
    mutual_words=frozenset(
        """meet met agree agreed trade trades negotiate talk talks partner partnership cooperate compete border
    share marry married join link connect relations tie ties between discuss work play played""".split()
    ),
    preposition=re.compile(
        r"\b(?:to|in|of|for|with|from|at|by|on|between|against|into|towards?|through|over|under|about|via|than|like|as)"
        r" (?:(?:the|its|their|his|her|a|an|both) )?$",
        re.IGNORECASE,
    ),
    of=re.compile(r"^(?:\s(?:of|from)\s(?:the\s)?|,\s(?:of|from)\s)$"),
)
