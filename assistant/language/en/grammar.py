"""Words of English grammar."""

from assistant.language.base import Grammar

# Words that carry grammar, not content; question words among them.
_STOP_WORDS = frozenset(
    """a about above after again all also am an and any are as at be because been before being below between both but by
    can could did do does doing down during each few for from further had has have having he her here hers him his how i
    if in into is it its itself just me more most my no nor not now of off on once only or other our out over own s same
    she should so some such t than that the their theirs them then there these they this those through to too under
    until up very was we were what when where which while who whom whose why will with would you your yours
    tell please give say says said know many much 's 'm 're 've 'll d ll m re ve""".split()
)
# Pronouns. Each subset is what one reader takes for a pronoun.
SINGULAR = tuple("he she it him her his hers its".split())  # "they" may be anybody
THIRD_PERSON = (*SINGULAR, "they", "their", "them")
OPENING = r"(?:He|She|It|They|His|Her|Its|Their)\b"  # a sentence that begins so speaks of what stands before it

# Negations.
NEGATIONS = frozenset("not no never none neither nor nobody nothing without cannot hardly".split())

AUXILIARIES = tuple(
    "is are was were do does did has have had can could will would should".split()
)  # that open questions
GRAMMAR = Grammar(
    stop_words=_STOP_WORDS,
    endings=frozenset("s ed er ers est ing ings ly able less ness ful ish".split()),
    third_person=THIRD_PERSON,
    first_person=frozenset({"i", "me", "we", "us"}),
    personal=frozenset(SINGULAR) - {"it", "its"},
    negations=NEGATIONS,
)
