"""The store that needs no server: SQLite and Chroma in files of the index folder."""

import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.settings import Settings
from assistant.store import chroma
from assistant.store.base import UnreadableVectorsError, VectorInspection
from assistant.store.chroma import ChromaVectors
from assistant.store.chroma_probe import ChromaProbe
from assistant.store.conversation_files import FileConversations
from assistant.store.sqlite.catalog import SqliteCatalog

STAGING, OLD = "chroma.new", "chroma.old"  # folders beside Chroma's while it is replaced


class EmbeddedStore:
    """An index in a folder of this machine; see ``base.Store``."""

    def __init__(self, index: Path, *, probe: Callable[[Path, str], ChromaProbe] = ChromaProbe) -> None:
        """probe: what opens an inspection of an index folder and a recipe."""
        self._index, self._probe = index, probe
        self._opening = threading.RLock()
        self._catalog: SqliteCatalog | None = None
        self._vectors: dict[str, ChromaVectors] = {}  # by recipe
        self._conversations = FileConversations(index)

    def catalog(self, *, create: bool = False) -> SqliteCatalog:
        with self._opening:
            if self._catalog is None:
                self._catalog = SqliteCatalog(self._index, create=create)
            return self._catalog

    def vectors(self, recipe: str) -> ChromaVectors:
        with self._opening:
            if recipe in self._vectors:
                self._vectors[recipe].open()
            else:
                self._vectors[recipe] = ChromaVectors(self._index, recipe, opening=self._opening)
            return self._vectors[recipe]

    def has_vectors(self) -> bool:
        return chroma.exist(self._index)

    def prepare(self) -> None:
        chroma.prepare()

    def forget(self) -> None:
        with self._opening:
            for each in self._vectors.values():
                each.close()

    @contextmanager
    def inspect(self, recipe: str) -> Iterator[VectorInspection]:
        if not self.has_vectors():
            raise UnreadableVectorsError(f"its folder {self._index / chroma.FOLDER} is missing, or has no database")
        with self._probe(self._index, recipe) as opened:
            yield opened

    def replace_vectors(self, recipe: str, batches: Iterable[tuple[Sequence[int], NDArray[np.float32]]]) -> None:
        """As the protocol says. If the process ends between the two renames, no vectors are there."""
        self._clear()
        staging, folder = self._index / STAGING, self._index / chroma.FOLDER
        made = ChromaVectors(staging, recipe)
        for ids, matrix in batches:
            made.put(ids, matrix)
        made.close()
        with self._opening:  # a question that wants the vectors now waits for the new ones
            self.forget()
            if folder.exists():
                folder.rename(self._index / OLD)
            (staging / chroma.FOLDER).rename(folder)
        self._clear()

    def _clear(self) -> None:
        """Remove the folders of a replacement as far as that can be done."""
        for name in (STAGING, OLD):
            shutil.rmtree(self._index / name, ignore_errors=True)

    def leftovers(self) -> list[str]:
        return [name for name in (STAGING, OLD) if (self._index / name).exists()]

    def remove_leftovers(self) -> None:
        for name in self.leftovers():
            shutil.rmtree(self._index / name)

    def conversations(self) -> FileConversations:
        return self._conversations

    def close(self) -> None:
        with self._opening:
            self.forget()
            if self._catalog:
                self._catalog.close()
                self._catalog = None


def open_embedded(settings: Settings) -> EmbeddedStore:
    """The store in the index folder of some settings."""
    return EmbeddedStore(settings.index)
