"""Vectors in Chroma, in a folder of the index."""

import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.errors import IndexUnavailableError

FOLDER, FILE = "chroma", "chroma.sqlite3"
BATCH = 2000  # vectors a write; Chroma's own most is above 5,000
# Higher than Chroma's defaults, which lose neighbours. Of the 20 nearest of 26,000 passages that benchmarks/growth.py
# makes, ef_search 100 finds .982, 200 .995, 300 .998. Tests hold the recall against brute force.
HNSW = {"space": "cosine", "ef_construction": 200, "max_neighbors": 32, "ef_search": 300}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Handle:
    """An open collection of Chroma, and the client it was opened by."""

    client: Any
    collection: Any


class ChromaVectors:
    """The vectors of one recipe in Chroma; see ``base.Vectors``. Not to be used from several processes at once.

    Chroma never notices that another process wrote, or that its folder was replaced. So whoever knows of that calls
    ``close``, and the next call of any method opens the collection again.
    """

    def __init__(
        self, index: Path, recipe: str, *, batch: int = BATCH, opening: "threading.RLock | None" = None
    ) -> None:
        """Opens the collection, and makes it if there is none. Raises IndexUnavailableError.

        batch: most vectors of one write. opening: held while the collection is opened or closed.
        """
        self._folder, self._batch = index / FOLDER, batch
        self._name = f"passages-{hashlib.sha256(recipe.encode()).hexdigest()[:16]}"
        self._opening = opening or threading.RLock()
        self._handle: Handle | None = None
        self.open()

    def open(self) -> None:
        """Open the collection, and make it if there is none. Nothing happens if it is open."""
        self._open(make=True)

    def close(self) -> None:
        """Give back what is held in memory, so that the next opening sees what is on disk."""
        with self._opening:
            handle, self._handle = self._handle, None
            if handle:
                handle.client.close()

    def count(self) -> int:
        return self._call(lambda handle: int(handle.collection.count()))

    def put(self, ids: Sequence[int], vectors: NDArray[np.float32]) -> None:
        for at in range(0, len(ids), self._batch):
            names = [str(each) for each in ids[at : at + self._batch]]
            some = vectors[at : at + self._batch]
            self._call(partial(_upsert, ids=names, embeddings=some))

    def delete(self, ids: Sequence[int]) -> None:
        for at in range(0, len(ids), self._batch):
            self._call(partial(_delete, ids=[str(each) for each in ids[at : at + self._batch]]))

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
        found = self._call(
            lambda handle: handle.collection.query(query_embeddings=[vector], n_results=k, include=["distances"]),
            make=False,
        )
        return [
            (int(name), 1.0 - float(distance))
            for name, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def empty(self) -> None:
        with self._opening:
            client = self._call(self._delete_collection)
            self._handle = Handle(client, self._make(client))

    def drop_other_recipes(self) -> None:
        self._call(self._drop_others)

    def _delete_collection(self, handle: Handle) -> Any:
        handle.client.delete_collection(self._name)
        return handle.client

    def _drop_others(self, handle: Handle) -> None:
        for collection in handle.client.list_collections():
            if collection.name != self._name:
                handle.client.delete_collection(collection.name)

    # For inspections

    def names(self) -> list[str]:
        """The ids of all vectors, as Chroma has them."""
        return self._call(lambda handle: list(handle.collection.get(include=[])["ids"]))

    def stored(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """The vectors of ids that are all there, shape (ids, dimensions)."""
        names = [str(each) for each in ids]
        found = self._call(lambda handle: handle.collection.get(ids=names, include=["embeddings"]))
        at = {name: row for row, name in enumerate(found["ids"])}
        matrix: NDArray[np.float32] = np.asarray(found["embeddings"], np.float32)[[at[name] for name in names]]
        return matrix

    def other_recipes(self) -> int:
        """How many other recipes have vectors here."""
        return self._call(lambda handle: len(handle.client.list_collections()) - 1)

    def _call(self, use: Callable[[Handle], T], *, make: bool = True) -> T:
        """What ``use`` returns for the open collection; once more with a fresh handle if the one it had is gone.

        make: as that of ``_open``.
        """
        handle = self._open(make=make)
        try:
            return use(handle)
        except Exception as error:
            if not self._is_gone(handle, error):
                raise
        return use(self._open(make=make))

    def _is_gone(self, handle: Handle, error: Exception) -> bool:
        """True if a handle was closed meanwhile, or its collection removed. The handle is then not used again."""
        from chromadb.errors import NotFoundError

        with self._opening:
            if self._handle is handle and isinstance(error, NotFoundError):
                self.close()
            return self._handle is not handle

    def _open(self, *, make: bool) -> Handle:
        """The open collection. Raises IndexUnavailableError.

        make: make the collection if there is none, which a question must not.
        """
        handle = self._handle
        if handle:
            return handle
        with self._opening:
            if self._handle is None:
                self._handle = self._connect(make=make)
            return self._handle

    def _connect(self, *, make: bool) -> Handle:
        import chromadb
        from chromadb.config import Settings as ChromaSettings

        client: Any = None
        try:
            client = chromadb.PersistentClient(
                path=str(self._folder), settings=ChromaSettings(anonymized_telemetry=False)
            )
            return Handle(client, self._make(client) if make else self._get(client))
        except Exception as error:  # Chroma raises its own errors, SQLite's and Rust panics
            if client:
                client.close()
            if isinstance(error, IndexUnavailableError):
                raise
            raise IndexUnavailableError(
                f"The vectors in {self._folder} cannot be opened ({' '.join(str(error).split())[:120]}): "
                "delete that folder and run `assistant index`; nothing needs to be embedded again."
            ) from None

    def _make(self, client: Any) -> Any:
        return client.get_or_create_collection(self._name, embedding_function=None, configuration={"hnsw": HNSW})

    def _get(self, client: Any) -> Any:
        from chromadb.errors import NotFoundError

        try:
            return client.get_collection(self._name, embedding_function=None)
        except NotFoundError:
            raise IndexUnavailableError("The index was built anew just now: ask again.") from None


def _upsert(handle: Handle, **named: Any) -> None:
    handle.collection.upsert(**named)


def _delete(handle: Handle, **named: Any) -> None:
    handle.collection.delete(**named)


def exist(index: Path) -> bool:
    """True if an index has vectors on disk; imports nothing."""
    return (index / FOLDER / FILE).is_file()


def prepare() -> None:
    """Import Chroma, which takes seconds, ahead of the first opening."""
    import chromadb  # noqa: F401
