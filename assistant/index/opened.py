"""The index as questions read it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import IndexUnavailableError
from assistant.index.encode import Encoder
from assistant.index.locks import IndexLock
from assistant.store.base import Catalog, Store, Vectors
from assistant.store.exact import Exact


@dataclass(frozen=True, slots=True)
class Index:
    """What is searched."""

    catalog: Catalog
    vectors: Vectors
    exact: Exact


class IndexReader:
    """Opens an index to be searched. Its methods may be called from any thread."""

    def __init__(self, folder: Path, store: Store, encoder: Encoder, lock: IndexLock) -> None:
        self._folder, self._store, self._encoder, self._lock = folder, store, encoder, lock
        self._opening = threading.Lock()
        self._exact: Exact | None = None

    @contextmanager
    def opened(self) -> Iterator[Index | None]:
        """The index, while no other process may write it; None if it is empty.

        Raises IndexUnavailableError if it cannot be used as the settings are.
        """
        if self._recipe():  # what takes seconds the first time is done before the lock is taken
            self._store.prepare()
            self._encoder.prepare()
        with self._lock.shared():
            recipe, catalog = self._recipe(), self._store.catalog()
            yield Index(catalog, self._store.vectors(recipe), self._vectors_of(catalog)) if recipe else None

    def _recipe(self) -> str | None:
        """What the index was built with; None if it is empty."""
        catalog = self._store.catalog()
        recipe = catalog.recipe()
        if recipe is None or not self._store.has_vectors():
            if catalog.passage_count():
                raise IndexUnavailableError(
                    f"The index in {self._folder} has lost its vectors: run `assistant index` to put them back."
                )
            return None
        if recipe.split()[0] != self._encoder.identity.split()[0]:
            raise IndexUnavailableError(
                f"The index in {self._folder} was built with another encoder than the settings name: run "
                "`assistant index` to build it anew."
            )
        return recipe

    def _vectors_of(self, catalog: Catalog) -> Exact:
        with self._opening:
            if self._exact is None or self._exact.catalog is not catalog:
                self._exact = Exact(catalog)
            return self._exact
