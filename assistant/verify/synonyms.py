"""Synonyms in news: a claim may say in other words what its source says.

They only decide whether a claim has a source for its words; ``direction`` decides whether it contradicts them.
"""

from assistant.language.tokens import stem
from assistant.verify.tables import SYNONYMS

GROUPS = tuple(frozenset(map(stem, group.split())) for group in SYNONYMS)
_OF: dict[str, frozenset[str]] = {}
for _group in GROUPS:
    for _word in _group:
        _OF[_word] = _OF.get(_word, frozenset()) | _group


def synonyms(word: str) -> frozenset[str]:
    """The stems that may stand for a stem, itself not always among them."""
    return _OF.get(word, frozenset())
