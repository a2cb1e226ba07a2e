"""What an index holds, read past the product's own code, and what it ought to hold."""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.config import Settings

from assistant.assistant import Assistant
from assistant.index.chunk import chunk
from assistant.records import Article

Row = tuple[Any, ...]


def query(index: Path, statement: str) -> list[Row]:
    with closing(sqlite3.connect(index / "catalog.sqlite3")) as db:
        return db.execute(statement).fetchall()


def passages_in(index: Path) -> list[Row]:
    """Every passage, without its id: path, version, title, start, end, citable sentences, header, text."""
    return sorted(
        query(
            index,
            "SELECT f.path, a.version, a.title, p.start, p.end, p.sentences, t.header, t.text FROM passages p"
            " JOIN articles a ON a.id = p.article_id JOIN files f ON f.article_id = a.id"
            " JOIN full_text t ON t.rowid = p.id",
        )
    )


def passages_of(articles: Iterable[Article], assistant: Assistant) -> list[Row]:
    """The same, as it ought to be for these articles."""
    encoder, target = assistant.encoder, assistant.settings.passage_tokens
    return sorted(
        (a.path, a.version, a.title, p.start, p.end, json.dumps(p.sentences), p.header, p.text)
        for a in articles
        for p in chunk(a, encoder.count, target, encoder.limit)
    )


def recipe_of(assistant: Assistant) -> str:
    recipe = assistant.store.catalog().recipe()
    assert recipe is not None
    return recipe


def vectors_in(index: Path) -> dict[int, Any]:
    """Every vector of Chroma, of whatever collection, by passage id."""
    if not (index / "chroma").is_dir():
        return {}
    client = chromadb.PersistentClient(str(index / "chroma"), settings=Settings(anonymized_telemetry=False))
    try:
        every = [collection.get(include=["embeddings"]) for collection in client.list_collections()]
    finally:
        client.close()  # it would never notice that another process wrote
    assert sum(bool(each["ids"]) for each in every) <= 1, "vectors of two recipes"
    return {int(key): vector for each in every for key, vector in zip(each["ids"], each["embeddings"], strict=True)}


def check_whole(assistant: Assistant) -> None:
    """The four parts of an index tell of the same passages, and nothing is left to be mended."""
    index = assistant.settings.index
    ids = {row[0] for row in query(index, "SELECT id FROM passages")}
    assert {row[0] for row in query(index, "SELECT rowid FROM full_text")} == ids
    stored = vectors_in(index)
    assert not query(index, "SELECT name FROM meta WHERE value = 'begun'")
    assert set(stored) == ids
    assert not query(index, "SELECT * FROM journal")
    assert len(passages_in(index)) == len(ids), "a passage has no file, or a file has passages twice"
    assert not query(index, "SELECT key FROM vectors WHERE key NOT IN (SELECT vector_key FROM passages)")
    of_key: dict[int, bytes] = dict(
        query(index, "SELECT p.id, v.passage FROM passages p JOIN vectors v ON v.key = p.vector_key")
    )
    for each, vector in stored.items():
        assert np.allclose(vector, np.frombuffer(of_key[each], np.float32), atol=1e-5)
    assert not query(index, "PRAGMA foreign_key_check")
    assert query(index, "PRAGMA integrity_check") == [("ok",)]
