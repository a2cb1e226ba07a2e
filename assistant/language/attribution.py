"""The tables by which spoken words are attributed to who speaks them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Gender: TypeAlias = Literal["he", "she"]
_NEVER = re.compile(r"(?!)")  # matches nothing


@dataclass(frozen=True, slots=True)
class Attribution:
    """How a language names speakers. Words are in lower case; patterns of verbs match whole verbs.

    A verb of ``freely`` reports speech wherever it has a speaker, one of ``utters`` if what is said can be told apart
    from another object ("added that", "added a goal"), one of ``acts`` before a quotation or "that", one of ``thinks``
    right before either, and one of ``beside_quotation`` beside a quotation only.
    """

    freely: re.Pattern[str] = _NEVER
    utters: re.Pattern[str] = _NEVER
    acts: re.Pattern[str] = _NEVER
    thinks: re.Pattern[str] = _NEVER
    beside_quotation: re.Pattern[str] = _NEVER
    participles: re.Pattern[str] = _NEVER  # "saying", of who was named before
    according: re.Pattern[str] = _NEVER  # stands before the speaker: "according to"
    adverbs: re.Pattern[str] = _NEVER  # words between a speaker and the verb
    that: frozenset[str] = frozenset()
    not_said: frozenset[str] = frozenset()  # before a verb of which nothing is said: "to", "would", "not", "was"
    finite: frozenset[str] = frozenset()  # verbs that no phrase for a speaker holds
    breaks: frozenset[str] = frozenset()  # words between two clauses
    relative: frozenset[str] = frozenset()  # "who"
    restrictive: frozenset[str] = frozenset()  # words that open a clause about a noun: "that"
    contrasts: frozenset[str] = frozenset()  # words between two clauses of one rank, beside "and": "but"
    asks: frozenset[str] = frozenset()  # words before a speaker of whom nothing is reported: "what he said"
    joins: frozenset[str] = frozenset()  # "and"
    determiners: frozenset[str] = frozenset()
    prepositions: frozenset[str] = frozenset()
    of: frozenset[str] = frozenset()  # words inside the names of organisations
    adjuncts: frozenset[str] = frozenset()  # words after a verb of speech that begin neither speech nor speaker
    role_links: frozenset[str] = frozenset()  # those of them that may be in the phrase for a speaker: "a spokesman for"
    pronouns: frozenset[str] = frozenset()  # that may be a speaker
    first_person: frozenset[str] = frozenset()
    plural: frozenset[str] = frozenset()  # pronouns of several
    organisations: frozenset[str] = frozenset()  # words in names of organisations
    roles: frozenset[str] = frozenset()  # words for what a speaker is, beside the titles of names
    stand_ins: re.Pattern[str] = _NEVER  # those who speak for an organisation
    genders: Mapping[str, Gender] = field(default_factory=dict)  # "mr" -> "he"
    no_speakers: frozenset[str] = frozenset()  # nouns before such a verb that are nobody: "reports"
    nouns: frozenset[str] = frozenset()  # verbs of speech that may be nouns
    of_things: re.Pattern[str] = _NEVER  # verbs that are no speech unless a name is their subject: "suggests"
    addressed: re.Pattern[str] = _NEVER  # verbs whose object is who is spoken to
    naming: re.Pattern[str] = _NEVER  # verbs that give a thing its name
    particles: frozenset[str] = frozenset()  # inside names, beside those of the checks: "du"
    suffixes: frozenset[str] = frozenset()  # behind a surname: "jr"
    places: frozenset[str] = frozenset()  # words before the name of a place
    compound_ends: frozenset[str] = frozenset()  # of words such as "London-based"


NO_ATTRIBUTION = Attribution()  # of a language in which no speech is found
