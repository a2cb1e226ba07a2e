"""How rare words are in the passages of the corpus."""

import math
from collections.abc import Sequence

from assistant.language.tokens import stem, words
from assistant.store.base import Catalog


class Rarity:
    """How much a stem tells: the logarithm of passages to those that hold it."""

    def __init__(self, catalog: Catalog, texts: Sequence[str]) -> None:
        written = {stem(word): word for text in texts for word in words(text)}
        counts = catalog.full_text.document_frequencies(list(written.values()))
        self._total = 1 + catalog.passage_count()
        self._counts = {stem: counts.get(word, 0) for stem, word in written.items()}

    def __call__(self, stem: str) -> float:
        return max(0.0, math.log(self._total / (0.5 + self._counts.get(stem, 0))))

    def of(self, stems: set[str]) -> float:
        """How much some stems tell together."""
        return sum(map(self, stems))
