"""Passage vectors, searched by cosine. The door to Chroma; rebuilt from the catalog whenever the two differ."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import IndexUnavailableError

COLLECTION = "passages"
FOLDER = "chroma"
BATCH = 2000  # vectors a write; Chroma's own most is above 5,000
# Higher than Chroma's defaults, which lose neighbours: see benchmarks/ for recall against brute force.
HNSW = {"space": "cosine", "ef_construction": 200, "max_neighbors": 32, "ef_search": 100}


class Vectors:
    """The vectors of one index, by passage id. Safe to use from several threads, not from several processes."""

    def __init__(self, index: Path) -> None:
        import chromadb
        from chromadb.config import Settings as ChromaSettings

        try:
            self._client = chromadb.PersistentClient(
                path=str(index / FOLDER), settings=ChromaSettings(anonymized_telemetry=False)
            )
            self._collection: Any = self._open()
        except Exception as error:  # Chroma raises its own errors, SQLite's and Rust panics
            raise IndexUnavailableError(
                f"The vectors in {index / FOLDER} cannot be opened ({' '.join(str(error).split())[:120]}): "
                "delete that folder and run `assistant index`; nothing needs to be embedded again."
            ) from None

    @staticmethod
    def exist(index: Path) -> bool:
        """True if an index has vectors on disk; imports nothing."""
        return (index / FOLDER / "chroma.sqlite3").is_file()

    def _open(self) -> Any:
        return self._client.get_or_create_collection(COLLECTION, embedding_function=None, configuration={"hnsw": HNSW})

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
        most = min(k, self.count())
        if most == 0:
            return []
        found = self._collection.query(query_embeddings=[vector], n_results=most, include=["distances"])
        return [
            (int(name), 1.0 - float(distance))
            for name, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def rebuild(self, batches: Iterable[tuple[Sequence[int], NDArray[np.float32]]]) -> None:
        """Start anew with these vectors alone."""
        self._client.delete_collection(COLLECTION)
        self._collection = self._open()
        for ids, vectors in batches:
            self.put(ids, vectors)
