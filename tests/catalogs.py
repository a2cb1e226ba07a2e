"""Catalogs of small articles, for tests of what is read from a catalog without a search."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from assistant.documents import FileStat
from assistant.index.encode import unit
from assistant.records import Article, Passage
from assistant.store.base import Catalog
from assistant.store.records import Encoded, FileState, NewArticle
from assistant.store.sqlite.catalog import SqliteCatalog


@contextmanager
def new_catalog() -> Iterator[Catalog]:
    with TemporaryDirectory() as folder:
        catalog = SqliteCatalog(Path(folder), create=True)
        yield catalog
        catalog.close()


def add(
    catalog: Catalog,
    path: str,
    title: str,
    parts: Sequence[str],
    date: dt.date | None = None,
    outlet: str | None = None,
    author: str | None = None,
) -> None:
    """One article, of one passage for each part and one that reaches over the first two. Vectors are all alike."""
    text = "\n\n".join(parts)
    starts = [len("\n\n".join([*parts[:at], ""])) for at in range(len(parts))]
    spans = [(start, start + len(part)) for start, part in zip(starts, parts, strict=True)]
    spans += [(spans[0][0], spans[1][1])] if len(spans) > 1 else []
    ids = catalog.writer.reserve(len(spans))
    keys = tuple(f"{path} {id_}".encode() for id_ in ids)
    passages = tuple(Passage(start, end, "", text[start:end], ((0, end - start),)) for start, end in spans)
    article = Article(path, title, text, f"{path.encode().hex():0>64}", date, None, outlet, author, None)
    file = FileState(FileStat(1, 1, 1), True, article.content_hash, None, None)
    vector = unit(np.ones(4, np.float32))
    vectors = {key: Encoded(vector, vector[None, :]) for key in keys}
    catalog.writer.write([NewArticle(article, passages, tuple(ids), keys, file)], vectors)
