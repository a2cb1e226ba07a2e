"""Is an index whole? The checks, the repair and the check of the repair, in one diagnosis."""

import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager

from assistant.errors import IndexDamagedError
from assistant.index.checks import examine
from assistant.index.examination import Examination
from assistant.index.repair import repair
from assistant.index.sync import Sync
from assistant.reports import Check, Diagnosis, Finding
from assistant.store.base import Store

ROUNDS = 2  # of mending: the indexes of the catalog's file first, then what they hid


def diagnose(
    store: Store, new_sync: Callable[[], Sync], lock: AbstractContextManager[None], *, mend: bool, prune: bool
) -> Diagnosis:
    """Check an index, mend it, and check again; then remove texts that no file holds. Raises IndexUnavailableError.

    new_sync: makes a run that has not begun; its recipe and its plan are what the index is compared with.
    lock: held while the index is checked and mended.
    """
    try:
        store.catalog()
    except IndexDamagedError as error:
        return _of_damaged(error)

    def make() -> Examination:
        sync = new_sync()
        return Examination(store, sync.recipe, sync.plan, sync.progress)

    with lock:
        return _diagnose(make, mend=mend, prune=prune)


def _diagnose(make: Callable[[], Examination], *, mend: bool, prune: bool) -> Diagnosis:
    started = time.perf_counter()
    exam = make()
    checks = examine(exam)
    repaired: list[str] = []
    for _ in range(ROUNDS if mend else 0):
        faults = _faults(checks)
        if exam.fatal or not faults:
            break
        repair(exam, checks)
        exam = make()
        checks = examine(exam)
        repaired += [each for each in faults if each not in _faults(checks)]
    pruned, freed = exam.catalog.repair.prune() if prune and not exam.fatal else (None, 0)
    status = None if exam.fatal else exam.catalog.status()
    return Diagnosis(
        checks,
        tuple(repaired),
        pruned,
        freed,
        status.articles if status else 0,
        status.passages if status else 0,
        round(time.perf_counter() - started, 3),
        exam.catalog.repair.describe_damage(exam.fatal[0]) if exam.fatal else None,
    )


def _of_damaged(error: IndexDamagedError) -> Diagnosis:
    """The diagnosis of a catalog that cannot even be opened."""
    return Diagnosis((Check("catalog", (Finding("it cannot be opened"),)),), (), None, 0, 0, 0, 0.0, str(error))


def _faults(checks: Iterable[Check]) -> list[str]:
    return [f"{check.name}: {each.text}" for check in checks for each in check.found if each.fault]
