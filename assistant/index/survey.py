"""A walk over the whole catalog: whether passages are spans of their articles, and their vectors belong to them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from assistant.index.chunk import possible_headers
from assistant.index.recipe import make_key
from assistant.progress import Progress
from assistant.records import Article, ArticlePath, Passage
from assistant.store.base import Catalog
from assistant.store.records import Holding, StoredPassage

PASSAGE_OFF, SENTENCE_OFF = 1e-3, 1e-2  # most that the length of a stored unit vector differs from 1
FILES_BETWEEN = 200  # files between two reports of progress


@dataclass(frozen=True, slots=True)
class Survey:
    """What a walk over every article and passage of the catalog found."""

    sound: dict[int, int]  # passage id -> hash of the header and text that full text must have
    unheld: tuple[int, ...]  # ids of passages of articles that are no file's current version
    misfits: dict[int, ArticlePath]  # passages whose text, sentences or header differ from what was encoded
    vectorless: dict[int, ArticlePath]  # passages whose vectors are missing, not finite or not of unit length
    gaps: tuple[ArticlePath, ...]  # files with words in no passage, or in two, or without their article

    @property
    def lost(self) -> set[int]:
        """Passages that cannot be mended from the catalog."""
        return {*self.unheld, *self.misfits, *self.vectorless}

    @property
    def to_be_read(self) -> set[ArticlePath]:
        """Files that the next sync must read again."""
        return {*self.misfits.values(), *self.vectorless.values(), *self.gaps}


def survey(catalog: Catalog, recipe: str, progress: Progress) -> Survey:
    """Compare every passage with its article, its vectors and the key they are stored under."""
    passages, dimensions = catalog.passage_count(), catalog.repair.dimensions()
    sound: dict[int, int] = {}
    misfits: dict[int, ArticlePath] = {}
    vectorless: dict[int, ArticlePath] = {}
    gaps: list[ArticlePath] = []
    done = 0
    for number, holding in enumerate(catalog.repair.holdings()):
        if number % FILES_BETWEEN == 0:
            progress(done, passages, "checking: passages")
        done += len(holding.passages)
        fitting = dict(fit(holding, recipe))
        bad = find_bad_vectors(holding.passages, dimensions)
        for row in holding.passages:
            if row.id not in fitting:
                misfits[row.id] = holding.path
            elif row.id in bad:
                vectorless[row.id] = holding.path
            else:
                sound[row.id] = hash((fitting[row.id].header, fitting[row.id].text))
        if not holding.to_be_read and not is_covered(holding):
            gaps.append(holding.path)
    return Survey(sound, tuple(catalog.repair.unheld_passages()), misfits, vectorless, tuple(gaps))


def fit(holding: Holding, recipe: str) -> Iterator[tuple[int, Passage]]:
    """The passages of a file that are as they were when they were encoded, with their ids.

    The key of a passage's vectors is a hash of its header, text and sentences. A passage cut from its article anew has
    the same key if nothing changed. Its header is found in the same way, since the catalog does not store it.
    """
    if holding.article is None:
        return
    headers = list(possible_headers(holding.article))
    for row in holding.passages:
        for header in headers:
            passage = read_passage(holding.article, row, header)
            if passage and make_key(recipe, passage) == row.vector_key:
                headers = [header, *(each for each in headers if each != header)]  # all of an article have the same
                yield row.id, passage
                break


def read_passage(article: Article, row: StoredPassage, header: str) -> Passage | None:
    """A passage as it is stored; None if it is no span of the article with sentences inside."""
    if row.sentences is None:
        return None
    edges = [row.start, *(edge for span in row.sentences for edge in span), row.end]
    if row.start < 0 or row.end > len(article.text) or edges != sorted(edges):
        return None
    return Passage(row.start, row.end, header, article.text[row.start : row.end], row.sentences)


def is_covered(holding: Holding) -> bool:
    """True if every word of an article is in one passage."""
    if holding.article is None:
        return False
    text, at = holding.article.text, 0
    for row in holding.passages:
        if row.start < at or text[at : row.start].strip():
            return False
        at = row.end
    return not text[at:].strip()


def find_bad_vectors(rows: Iterable[StoredPassage], dimensions: int) -> set[int]:
    """Ids of passages whose vector, or that of a sentence, is missing, not finite or not of unit length."""
    bad: set[int] = set()
    for most, vectors in (
        (PASSAGE_OFF, [(row.id, row.vector, 1) for row in rows]),
        (SENTENCE_OFF, [(row.id, row.sentence_vectors, len(row.sentences or ())) for row in rows]),
    ):
        whole = [
            (id_, each, count) for id_, each, count in vectors if each is not None and len(each) == count * dimensions
        ]
        bad |= {id_ for id_, _, _ in vectors} - {id_ for id_, _, _ in whole}
        if whole and dimensions:
            matrix = np.concatenate([each for _, each, _ in whole]).reshape(-1, dimensions)
            ids = np.repeat([id_ for id_, _, _ in whole], [count for _, _, count in whole])
            with np.errstate(all="ignore"):
                off = np.abs(np.linalg.norm(matrix.astype(np.float32), axis=1) - 1)
            bad |= set(ids[~(off < most)].tolist())
    return bad
