"""Passage vectors, searched by cosine. The door to Chroma; rebuilt from the catalog whenever the two differ."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import IndexUnavailableError

FOLDER, FILE = "chroma", "chroma.sqlite3"
BATCH = 2000  # vectors a write; Chroma's own most is above 5,000
# Higher than Chroma's defaults, which lose neighbours. Of the 20 nearest of 26,000 passages that benchmarks/growth.py
# makes, ef_search 100 finds .982, 200 .995, 300 .998. Tests hold the recall against brute force.
HNSW = {"space": "cosine", "ef_construction": 200, "max_neighbors": 32, "ef_search": 300}


class Vectors:
    """The vectors of one index, by passage id. Safe to use from several threads, not from several processes."""

    def __init__(self, index: Path, recipe: str) -> None:
        """recipe: what the vectors are made with; each recipe has a collection of its own."""
        import chromadb
        from chromadb.config import Settings as ChromaSettings

        self._client: Any = None
        self._name = f"passages-{hashlib.sha256(recipe.encode()).hexdigest()[:16]}"
        try:
            self._client = chromadb.PersistentClient(
                path=str(index / FOLDER), settings=ChromaSettings(anonymized_telemetry=False)
            )
            self._collection: Any = self._open()
        except Exception as error:  # Chroma raises its own errors, SQLite's and Rust panics
            if self._client:
                self._client.close()
            raise IndexUnavailableError(
                f"The vectors in {index / FOLDER} cannot be opened ({' '.join(str(error).split())[:120]}): "
                "delete that folder and run `assistant index`; nothing needs to be embedded again."
            ) from None

    @staticmethod
    def exist(index: Path) -> bool:
        """True if an index has vectors on disk; imports nothing."""
        return (index / FOLDER / FILE).is_file()

    @staticmethod
    def prepare() -> None:
        """Import Chroma, which takes seconds, ahead of the first opening."""
        import chromadb  # noqa: F401

    def close(self) -> None:
        """Give back what is held in memory, so that the next opening sees what is on disk."""
        self._client.close()

    def _open(self) -> Any:
        return self._client.get_or_create_collection(self._name, embedding_function=None, configuration={"hnsw": HNSW})

    def count(self) -> int:
        return int(self._collection.count())

    def put(self, ids: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Write vectors, shape (ids, dimensions), over any that have the same ids."""
        for at in range(0, len(ids), BATCH):
            names = [str(each) for each in ids[at : at + BATCH]]
            self._collection.upsert(ids=names, embeddings=vectors[at : at + BATCH])

    def delete(self, ids: Sequence[int]) -> None:
        """Remove vectors; ids that are not there are passed over."""
        for at in range(0, len(ids), BATCH):
            self._collection.delete(ids=[str(each) for each in ids[at : at + BATCH]])

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
        """Passage ids with their cosine, best first; at most ``k``."""
        found = self._collection.query(query_embeddings=[vector], n_results=k, include=["distances"])
        return [
            (int(name), 1.0 - float(distance))
            for name, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def names(self) -> list[str]:
        """The ids of all vectors, as Chroma has them."""
        return list(self._collection.get(include=[])["ids"])

    def stored(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """The vectors of ids that are all there, shape (ids, dimensions)."""
        found = self._collection.get(ids=[str(each) for each in ids], include=["embeddings"])
        at = {name: row for row, name in enumerate(found["ids"])}
        matrix: NDArray[np.float32] = np.asarray(found["embeddings"], np.float32)[[at[str(each)] for each in ids]]
        return matrix

    def other_recipes(self) -> int:
        """How many other recipes have vectors here."""
        return len(self._client.list_collections()) - 1

    def empty(self) -> None:
        """Start anew, without vectors."""
        self._client.delete_collection(self._name)
        self._collection = self._open()

    def drop_other_recipes(self) -> None:
        """Remove the vectors of every other recipe."""
        for collection in self._client.list_collections():
            if collection.name != self._name:
                self._client.delete_collection(collection.name)
