"""Is an index whole? A table of checks, each of which finds faults and notes, and what mends the faults.

The catalog is the truth. What is made from it, full text and Chroma, is made again, and nothing is encoded; a passage
the catalog itself has lost is taken out, and its file marked, so that the next sync reads it again.
"""

import json
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from assistant.errors import CorpusError, IndexDamagedError
from assistant.index.chunk import possible_headers
from assistant.index.encode import unit
from assistant.index.probe import NoReplyError, Probe
from assistant.index.sync import SyncPlan, make_key, passage_format
from assistant.records import Article, ArticlePath, Check, Diagnosis, Finding, Passage, Progress
from assistant.store.chroma import FOLDER, Vectors
from assistant.store.sqlite import (
    FILE,
    PASSAGE_TYPE,
    SENTENCE_TYPE,
    Catalog,
    Holding,
    StoredPassage,
    check_sqlite,
    describe_damage,
)

STAGING, OLD = "chroma.new", "chroma.old"  # folders of a repair that was killed
LENGTH_OFF = {PASSAGE_TYPE: 1e-3, SENTENCE_TYPE: 1e-2}  # of a unit vector, by how it is stored
SAME = 1e-5  # between the numbers of a vector in the catalog and in Chroma
BATCH = 2000  # vectors asked of Chroma at once
QUESTIONS, NEAREST, SEED = 100, 10, 20  # of the sample that measures search
NOISE = 0.1  # length of what is added to a stored vector to make a question of it
LEAST_RECALL = 0.95
NAMED = 3  # files named as examples
ROUNDS = 2  # of mending: the indexes of the catalog's file first, then what they hid
INDEX = "run `assistant index`"

Row: TypeAlias = tuple[int, str, str]  # of full text: passage id, header, text


@dataclass(frozen=True, slots=True)
class Survey:
    """What a walk over every article and passage of the catalog found."""

    sound: dict[int, int]  # passage id -> hash of the header and text that full text must have
    unheld: tuple[int, ...]  # ids of passages of articles that no file holds
    misfits: dict[int, ArticlePath]  # passages that are not what their vectors were made from
    vectorless: dict[int, ArticlePath]  # passages whose vectors are missing, not finite or not of unit length
    gaps: tuple[ArticlePath, ...]  # files with words in no passage, or in two, or without their article

    @property
    def lost(self) -> set[int]:
        """Passages that cannot be mended from the catalog."""
        return {*self.unheld, *self.misfits, *self.vectorless}

    @property
    def to_be_read(self) -> set[ArticlePath]:
        return {*self.misfits.values(), *self.vectorless.values(), *self.gaps}


@dataclass
class Examination:
    """An index to be checked. What takes long to find out is found out once."""

    index: Path
    catalog: Catalog
    recipe: str  # of the settings; the index may have another
    plan: Callable[[], SyncPlan]
    progress: Progress
    fatal: list[str] = field(default_factory=list)  # damage of the catalog's file that nothing mends

    @cached_property
    def built(self) -> str:
        """The recipe of the index; "" before its first sync."""
        return self.catalog.recipe() or ""

    @property
    def of_other_format(self) -> bool:
        """Its passages and headers are made otherwise than this version makes them: it cannot tell right from wrong."""
        return bool(self.built) and passage_format(self.built) != passage_format(self.recipe)

    @property
    def rebuilding(self) -> bool:
        """Another recipe is being built: what was encoded for it is kept for the run that goes on with it."""
        return self.catalog.is_marked("rebuilding") and self.built != self.recipe

    @cached_property
    def survey(self) -> Survey:
        return survey(self.catalog, self.built, self.progress)


# Checks


def check_catalog(exam: Examination) -> Iterator[Finding]:
    """The SQLite file itself."""
    exam.fatal, of_indexes = exam.catalog.check_file()
    yield from (Finding(line) for line in [*exam.fatal, *of_indexes][:NAMED])


def check_references(exam: Examination) -> Iterator[Finding]:
    """Every row that another one names is there."""
    for (table, other), count in exam.catalog.dangling().items():
        yield Finding(f"{_count(count, 'row')} of {table!r} naming a row of {other!r} that is lost")


def check_leftovers(exam: Examination) -> Iterator[Finding]:
    """What a run that was killed leaves."""
    if journal := exam.catalog.journal():
        yield Finding(f"{_count(len(journal), 'passage')} begun or removed by a run that did not end")
    if exam.catalog.is_marked("refilling"):
        yield Finding("Chroma was being filled from the catalog by a run that did not end")
    if exam.rebuilding:
        yield Finding(f"an index of other settings is half built: {INDEX} with them to go on", fault=False)
    elif exam.catalog.is_marked("rebuilding"):
        yield Finding("an index of other settings was being built by a run that did not end")
    if not exam.rebuilding and (unused := exam.catalog.unused_vectors()):
        yield Finding(_count(unused, "vector") + " that no passage uses")
    yield from (Finding(f"a folder {name} of a repair that did not end") for name in _left(exam.index))


def check_passages(exam: Examination) -> Iterator[Finding]:
    """Each is what its article says between its offsets, its sentences lie in it, and together they hold every word."""
    found = exam.survey
    if found.unheld:
        yield Finding(f"{_count(len(found.unheld), 'passage')} of articles that no file holds")
    if found.misfits:
        yield Finding(f"{_of(found.misfits)} not as when embedded: offsets, sentences or article altered")
    if found.gaps:
        yield Finding(f"{_count(len(found.gaps), 'file')} not covered by passages ({_some(found.gaps)})")


def check_vectors(exam: Examination) -> Iterator[Finding]:
    """The catalog has sound vectors for every passage and its sentences."""
    if lost := exam.survey.vectorless:
        yield Finding(f"{_of(lost)} whose vectors are missing, not finite or not of unit length")


def check_full_text(exam: Examination) -> Iterator[Finding]:
    """FTS5's own check, and against the articles' texts."""
    if said := exam.catalog.check_full_text():
        yield Finding(f"its index is damaged ({said})")
        return
    left, lost = dict(exam.survey.sound), exam.survey.lost
    strange = differing = 0
    for id_, header, text in exam.catalog.full_text():
        if id_ in left:
            differing += left.pop(id_) != hash((header, text))
        else:
            strange += id_ not in lost
    for count, what in ((len(left), "missing from it"), (differing, "other than their article"), (strange, "unknown")):
        if count:
            yield Finding(f"{_count(count, 'passage')} {what}")


def check_chroma(exam: Examination) -> Iterator[Finding]:
    """Chroma against the catalog, in a process of its own."""
    if not Vectors.exist(exam.index):
        if exam.survey.sound:
            yield Finding(f"its folder {exam.index / FOLDER} is missing, or has no database")
        return
    if exam.built:
        try:
            with Probe(exam.index, exam.built) as chroma:
                yield from _compare(exam, chroma)
        except NoReplyError as error:
            yield Finding(str(error))


def check_settings(exam: Examination) -> Iterator[Finding]:
    """The index is built as the settings say."""
    if exam.of_other_format:
        yield Finding(f"built by another version of the assistant: {INDEX} to build it anew", fault=False)
    elif exam.built and exam.built != exam.recipe:
        yield Finding(f"built with {exam.built!r}, the settings say {exam.recipe!r}: {INDEX}", fault=False)


def check_corpus(exam: Examination) -> Iterator[Finding]:
    """What the next sync would do."""
    try:
        plan = exam.plan()
    except CorpusError as error:
        yield Finding(str(error), fault=False)
        return
    for paths, what in (
        (plan.added, "added"),
        (plan.changed, "changed or to be read again"),
        ([f"{old} to {new}" for old, new in plan.moved], "moved"),
        (plan.removed, "gone"),
    ):
        if paths:
            yield Finding(f"{_count(len(paths), 'file')} {what} ({_some(paths)}): {INDEX}", fault=False)


def check_failed(exam: Examination) -> Iterator[Finding]:
    """Files of the corpus that could not be read."""
    for failure in exam.catalog.status().failed:
        yield Finding(f"{failure.path}: {failure.reason}", fault=False)


CHECKS: tuple[tuple[str, Callable[[Examination], Iterator[Finding]]], ...] = (
    ("catalog", check_catalog),
    ("settings", check_settings),
    ("references", check_references),
    ("leftovers", check_leftovers),
    ("passages", check_passages),
    ("vectors", check_vectors),
    ("full text", check_full_text),
    ("chroma", check_chroma),
    ("corpus", check_corpus),
    ("failed files", check_failed),
)


def examine(exam: Examination) -> tuple[Check, ...]:
    """Every check, or those up to one after which the others cannot be relied on."""
    done: list[Check] = []
    for number, (name, check) in enumerate(CHECKS):
        exam.progress(number, len(CHECKS), f"checking: {name}")
        done.append(Check(name, tuple(check(exam))))
        if not done[0].ok or (name == "settings" and exam.of_other_format):
            break
    exam.progress(len(done), len(done), "checked")
    return tuple(done)


# The walk over the catalog


def survey(catalog: Catalog, recipe: str, progress: Progress) -> Survey:
    """Hold every passage against its article, its vectors and the key it was stored under."""
    passages, dimensions = catalog.passage_count(), catalog.dimensions()
    sound: dict[int, int] = {}
    misfits: dict[int, ArticlePath] = {}
    vectorless: dict[int, ArticlePath] = {}
    gaps: list[ArticlePath] = []
    done = 0
    for number, holding in enumerate(catalog.holdings()):
        if number % 200 == 0:
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
    return Survey(sound, tuple(catalog.unheld_passages()), misfits, vectorless, tuple(gaps))


def fit(holding: Holding, recipe: str) -> Iterator[tuple[int, Passage]]:
    """The passages of a file that are what their vectors were made from, by id.

    The key of a passage's vectors is a hash of its header, text and sentences, so that a passage read from its article
    can be told to be the right one, and so can its header, of which nothing else is stored.
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
    """A passage as its row has it; None if that is no span of the article with sentences inside."""
    try:
        spans = tuple((int(start), int(end)) for start, end in json.loads(row.sentences))
    except (TypeError, ValueError):
        return None
    edges = [row.start, *(edge for span in spans for edge in span), row.end]
    if row.start < 0 or row.end > len(article.text) or edges != sorted(edges):
        return None
    return Passage(row.start, row.end, header, article.text[row.start : row.end], spans)


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
    for kind, blobs in (
        (PASSAGE_TYPE, [(row.id, row.vector, 1) for row in rows]),
        (SENTENCE_TYPE, [(row.id, row.sentence_vectors, row.sentences.count("[") - 1) for row in rows]),
    ):
        width = np.dtype(kind).itemsize * dimensions
        whole = [(id_, blob, count) for id_, blob, count in blobs if blob is not None and len(blob) == count * width]
        bad |= {id_ for id_, _, _ in blobs} - {id_ for id_, _, _ in whole}
        if whole and dimensions:
            matrix = np.frombuffer(b"".join(blob for _, blob, _ in whole), kind).reshape(-1, dimensions)
            ids = np.repeat([id_ for id_, _, _ in whole], [count for _, _, count in whole])
            with np.errstate(all="ignore"):
                off = np.abs(np.linalg.norm(matrix.astype(np.float32), axis=1) - 1)
            bad |= set(ids[~(off < LENGTH_OFF[kind])].tolist())
    return bad


# Chroma against the catalog


def _compare(exam: Examination, chroma: Probe) -> Iterator[Finding]:
    ids = set(exam.survey.sound)
    names = set(chroma.ask("names"))
    if said := check_sqlite(chroma.database):
        yield Finding(f"its database is damaged ({said[0]})")
    known = {str(each) for each in ids}
    strange = names - known - {str(each) for each in (*exam.survey.lost, *exam.catalog.journal())}
    lost = sorted(each for each in ids if str(each) not in names)
    if strange:
        yield Finding(f"{_count(len(strange), 'vector')} of passages the catalog does not know")
    if lost:
        yield Finding(f"{_count(len(lost), 'passage')} without a vector in it")
    if (others := chroma.ask("other_recipes")) and not exam.rebuilding:
        yield Finding(f"{_count(others, 'collection')} of other settings")
    both = sorted(ids.difference(lost))
    if both:
        sample = np.random.default_rng(SEED).choice(both, size=min(QUESTIONS, len(both)), replace=False)
        differing, questions = _differing(exam, chroma, set(both), set(sample.tolist()))
        if differing:
            yield Finding(f"{_count(differing, 'vector')} other than the catalog's")
        recall = _recall(exam, chroma, set(both), questions)
        if recall < LEAST_RECALL:
            yield Finding(f"search finds {recall:.0%} of the nearest passages; it should find {LEAST_RECALL:.0%}")


def _differing(exam: Examination, chroma: Probe, among: set[int], sample: set[int]) -> tuple[int, NDArray[np.float32]]:
    """How many vectors are not the catalog's, and the catalog's of a sample with noise, shape (sample, dimensions)."""
    differing, done, sampled = 0, 0, []
    for ids, matrix in _vectors_of(exam, among):
        exam.progress(done, len(among), "checking: chroma")
        stored = chroma.ask("stored", ids)
        same = stored.shape == matrix.shape and np.isclose(stored, matrix, rtol=0, atol=SAME).all(axis=1)
        differing += len(ids) - int(np.sum(same))
        sampled.append(matrix[[at for at, each in enumerate(ids) if each in sample]])
        done += len(ids)
    chosen = np.concatenate(sampled)
    noise = np.random.default_rng(SEED).normal(size=chosen.shape)
    return differing, unit(chosen + NOISE * unit(noise))


def _recall(exam: Examination, chroma: Probe, among: set[int], questions: NDArray[np.float32]) -> float:
    """Of the passages nearest to each question, by brute force over the catalog, the share that Chroma finds."""
    k = min(NEAREST, len(among))
    best = np.full((k, len(questions)), -np.inf, np.float32)
    for _, matrix in _vectors_of(exam, among):
        best = np.sort(np.concatenate([best, matrix @ questions.T]), axis=0)[-k:]
    hits = 0
    for question, worst in zip(questions, best[0], strict=True):
        found = {each: cosine for each, cosine in chroma.ask("nearest", question, k) if each in among}
        hits += sum(cosine >= worst - SAME for cosine in found.values())
    return hits / (k * len(questions))


def _vectors_of(exam: Examination, among: set[int]) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
    for ids, matrix in exam.catalog.all_vectors(BATCH, exam.survey.lost):
        rows = [at for at, each in enumerate(ids) if each in among]
        if rows:
            yield [ids[at] for at in rows], matrix[rows]


# Mending


def repair(exam: Examination, checks: Iterable[Check], exchange: Callable[[Callable[[], None]], None]) -> None:
    """Mend what the checks found. Killed at any moment, it is gone on with by the next repair, or the next sync."""
    faulty = {check.name for check in checks if not check.ok}
    catalog = exam.catalog
    if "catalog" in faulty:
        catalog.reindex()  # what its indexes hid is found, and mended, in the next round
        return
    found = exam.survey
    if faulty & {"references", "passages", "vectors", "full text"}:
        anew = "full text" in faulty or found.lost
        catalog.mend(found.lost, found.to_be_read, _rows(exam) if anew else None)
    if not exam.rebuilding:
        catalog.drop_unused_vectors()
    if "chroma" in faulty or catalog.is_marked("refilling") or catalog.journal():
        if exam.built:
            refill(exam, exchange)
        catalog.clear_journal(catalog.journal())
        catalog.clear_mark("refilling")
    if not exam.rebuilding:
        catalog.clear_mark("rebuilding")
    for name in _left(exam.index):
        shutil.rmtree(exam.index / name)


def _rows(exam: Examination) -> Iterator[Row]:
    """Full text as it ought to be."""
    done, sound = 0, exam.survey.sound
    for number, holding in enumerate(exam.catalog.holdings()):
        if number % 200 == 0:
            exam.progress(done, len(sound), "mending: full text")
        rows = [(id_, each.header, each.text) for id_, each in fit(holding, exam.built) if id_ in sound]
        yield from rows
        done += len(rows)


def refill(exam: Examination, exchange: Callable[[Callable[[], None]], None]) -> None:
    """Make Chroma anew from the catalog, beside the folder that is there, and put it in its place.

    Killed between the two renames it leaves no folder, which the next sync or repair makes good.
    """
    target, staging, old = exam.index / FOLDER, exam.index / STAGING, exam.index / OLD
    for folder in (staging, old):
        shutil.rmtree(folder, ignore_errors=True)
    vectors, done = Vectors(staging, exam.built), 0
    for ids, matrix in exam.catalog.all_vectors(BATCH):
        exam.progress(done, len(exam.survey.sound), "mending: chroma")
        vectors.put(ids, matrix)
        done += len(ids)
    vectors.close()

    def swap() -> None:
        if target.exists():
            target.rename(old)
        (staging / FOLDER).rename(target)

    exchange(swap)
    for folder in (staging, old):
        shutil.rmtree(folder, ignore_errors=True)


# All of it


def diagnose(
    make: Callable[[], Examination], exchange: Callable[[Callable[[], None]], None], *, mend: bool, prune: bool
) -> Diagnosis:
    """Check an index, mend it, and check again; then remove texts nobody holds. Raises IndexUnavailableError.

    make: an examination that knows nothing yet. exchange: runs what replaces Chroma's folder, while nobody has it open.
    """
    started = time.perf_counter()
    exam = make()
    checks = examine(exam)
    repaired: list[str] = []
    for _ in range(ROUNDS if mend else 0):
        faults = _faults(checks)
        if exam.fatal or not faults:
            break
        repair(exam, checks, exchange)
        exam = make()
        checks = examine(exam)
        repaired += [each for each in faults if each not in _faults(checks)]
    pruned, freed = None, 0
    if prune and not exam.fatal:
        size = _size(exam.index)
        pruned = exam.catalog.prune()
        freed = size - _size(exam.index)
    status = None if exam.fatal else exam.catalog.status()
    return Diagnosis(
        checks,
        tuple(repaired),
        pruned,
        freed,
        status.articles if status else 0,
        status.passages if status else 0,
        round(time.perf_counter() - started, 3),
        describe_damage(exam.index, exam.fatal[0]) if exam.fatal else None,
    )


def of_damaged(error: IndexDamagedError) -> Diagnosis:
    """The diagnosis of a catalog that cannot even be opened."""
    return Diagnosis((Check("catalog", (Finding("it cannot be opened"),)),), (), None, 0, 0, 0, 0.0, str(error))


def _faults(checks: Iterable[Check]) -> list[str]:
    return [f"{check.name}: {each.text}" for check in checks for each in check.found if each.fault]


def _size(index: Path) -> int:
    return sum(file.stat().st_size for file in index.glob(f"{FILE}*"))


def _left(index: Path) -> list[str]:
    return [name for name in (STAGING, OLD) if (index / name).exists()]


def _count(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _of(passages: dict[int, ArticlePath]) -> str:
    return f"{_count(len(passages), 'passage')} ({_some(sorted(set(passages.values())))})"


def _some(paths: Iterable[str]) -> str:
    paths = list(paths)
    return ", ".join([*paths[:NAMED], *(["…"] if len(paths) > NAMED else [])])
