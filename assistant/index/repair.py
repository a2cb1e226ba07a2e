"""Mend what the checks found, without encoding anything.

The catalog is the truth. What is made from it, full text and the vectors of search, is made again. A passage that the
catalog itself has lost is taken out, and its file marked, so that the next sync reads it again.
"""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from assistant.index.examination import Examination
from assistant.index.near_copies import find_near_copies
from assistant.index.survey import FILES_BETWEEN, fit
from assistant.reports import Check
from assistant.store.records import FullTextRow


def repair(exam: Examination, checks: Iterable[Check]) -> None:
    """Mend what the checks found. If it is killed, the next repair or the next sync goes on with it."""
    faulty = {check.name for check in checks if not check.ok}
    writer, mending = exam.catalog.writer, exam.catalog.repair
    if "catalog" in faulty:
        mending.reindex()  # what the indexes hid is found, and mended, in the next round
        return
    found = exam.survey
    if faulty & {"references", "passages", "vectors", "full text"}:
        anew = "full text" in faulty or found.lost
        mending.mend(found.lost, found.to_be_read, _rows(exam) if anew else None)
    if "near-copies" in faulty or found.to_be_read:
        exam.catalog.copies.forget()
        find_near_copies(exam.catalog.copies)
    if not exam.rebuilding:
        writer.drop_unused_vectors()
    if "chroma" in faulty or writer.is_marked("refilling") or writer.journal():
        if exam.built:
            exam.store.replace_vectors(exam.built, _vectors(exam))
        writer.clear_journal(writer.journal())
        writer.clear_mark("refilling")
    if not exam.rebuilding:
        writer.clear_mark("rebuilding")
    exam.store.remove_leftovers()


def _rows(exam: Examination) -> Iterator[FullTextRow]:
    """Full text as it ought to be."""
    done, sound = 0, exam.survey.sound
    for number, holding in enumerate(exam.catalog.repair.holdings()):
        if number % FILES_BETWEEN == 0:
            exam.progress(done, len(sound), "mending: full text")
        rows = [(id_, each.header, each.text) for id_, each in fit(holding, exam.built) if id_ in sound]
        yield from rows
        done += len(rows)


def _vectors(exam: Examination) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
    """The vectors of all passages, in batches."""
    done = 0
    for ids, matrix in exam.catalog.all_vectors():
        exam.progress(done, len(exam.survey.sound), "mending: chroma")
        yield ids, matrix
        done += len(ids)
