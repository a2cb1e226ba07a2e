"""The vectors that search uses, compared with the catalog's."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from assistant.index.encode import unit
from assistant.index.examination import Examination, count_of
from assistant.reports import Finding
from assistant.store.base import UnreadableVectorsError, VectorInspection

SAME = 1e-5  # most that a number of a vector, or a cosine, differs between the two
BATCH = 2000  # vectors read at once
QUESTIONS, NEAREST, SEED = 100, 10, 20  # recall is measured with so many questions and hits, drawn with this seed
NOISE = 0.1  # length of the random vector that is added to a stored one to make a question of it
LEAST_RECALL = 0.95


def check_chroma(exam: Examination) -> Iterator[Finding]:
    """The vectors that search uses are the catalog's, and search finds them."""
    if exam.built and (exam.store.has_vectors() or exam.survey.sound):
        try:
            with exam.store.inspect(exam.built) as inspection:
                yield from _compare(exam, inspection)
        except UnreadableVectorsError as error:
            yield Finding(str(error))


def _compare(exam: Examination, inspection: VectorInspection) -> Iterator[Finding]:
    ids = set(exam.survey.sound)
    names = set(inspection.names())
    if damage := inspection.damage():
        yield Finding(f"its database is damaged ({damage[0]})")
    known = {str(each) for each in ids}
    strange = names - known - {str(each) for each in (*exam.survey.lost, *exam.catalog.writer.journal())}
    lost = sorted(each for each in ids if str(each) not in names)
    if strange:
        yield Finding(f"{count_of(len(strange), 'vector')} of passages the catalog does not know")
    if lost:
        yield Finding(f"{count_of(len(lost), 'passage')} without a vector in it")
    if (others := inspection.other_recipes()) and not exam.rebuilding:
        yield Finding(f"{count_of(others, 'collection')} of other settings")
    both = sorted(ids.difference(lost))
    if both:
        sample = np.random.default_rng(SEED).choice(both, size=min(QUESTIONS, len(both)), replace=False)
        differing, questions = _differing(exam, inspection, set(both), set(sample.tolist()))
        if differing:
            yield Finding(f"{count_of(differing, 'vector')} other than the catalog's")
        recall = _recall(exam, inspection, set(both), questions)
        if recall < LEAST_RECALL:
            yield Finding(f"search finds {recall:.0%} of the nearest passages; it should find {LEAST_RECALL:.0%}")


def _differing(
    exam: Examination, inspection: VectorInspection, among: set[int], sample: set[int]
) -> tuple[int, NDArray[np.float32]]:
    """How many vectors are not the catalog's, and the catalog's of a sample with noise, shape (sample, dimensions)."""
    differing, done, sampled = 0, 0, []
    for ids, matrix in _vectors_of(exam, among):
        exam.progress(done, len(among), "checking: chroma")
        stored = inspection.stored(ids)
        same = stored.shape == matrix.shape and np.isclose(stored, matrix, rtol=0, atol=SAME).all(axis=1)
        differing += len(ids) - int(np.sum(same))
        sampled.append(matrix[[at for at, each in enumerate(ids) if each in sample]])
        done += len(ids)
    chosen = np.concatenate(sampled)
    noise = np.random.default_rng(SEED).normal(size=chosen.shape)
    return differing, unit(chosen + NOISE * unit(noise))


def _recall(exam: Examination, inspection: VectorInspection, among: set[int], questions: NDArray[np.float32]) -> float:
    """Of the passages nearest to each question, by brute force over the catalog, the share that search finds."""
    k = min(NEAREST, len(among))
    best = np.full((k, len(questions)), -np.inf, np.float32)
    for _, matrix in _vectors_of(exam, among):
        best = np.sort(np.concatenate([best, matrix @ questions.T]), axis=0)[-k:]
    hits = 0
    for question, worst in zip(questions, best[0], strict=True):
        found = {each: cosine for each, cosine in inspection.nearest(question, k) if each in among}
        hits += sum(cosine >= worst - SAME for cosine in found.values())
    return hits / (k * len(questions))


def _vectors_of(exam: Examination, among: set[int]) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
    for ids, matrix in exam.catalog.all_vectors(BATCH, exam.survey.lost):
        rows = [at for at, each in enumerate(ids) if each in among]
        if rows:
            yield [ids[at] for at in rows], matrix[rows]
