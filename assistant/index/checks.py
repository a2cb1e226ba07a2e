"""A table of checks of an index. Each yields what it finds: faults, which can be mended, and notes."""

from collections.abc import Callable, Iterator

from assistant.errors import CorpusError
from assistant.index import near_copies
from assistant.index.examination import NAMED, Examination, count_of, passages_of, some_of
from assistant.index.vector_checks import check_chroma
from assistant.reports import Check, Finding

INDEX = "run `assistant index`"


def check_catalog(exam: Examination) -> Iterator[Finding]:
    """The catalog's own files."""
    exam.fatal, of_indexes = exam.catalog.repair.check_file()
    yield from (Finding(line) for line in [*exam.fatal, *of_indexes][:NAMED])


def check_references(exam: Examination) -> Iterator[Finding]:
    """Every row that another one names is there."""
    for (table, other), count in exam.catalog.repair.dangling().items():
        yield Finding(f"{count_of(count, 'row')} of {table!r} naming a row of {other!r} that is lost")


def check_leftovers(exam: Examination) -> Iterator[Finding]:
    """What a run that was killed leaves."""
    writer = exam.catalog.writer
    if journal := writer.journal():
        yield Finding(f"{count_of(len(journal), 'passage')} begun or removed by a run that did not end")
    if writer.is_marked("refilling"):
        yield Finding("Chroma was being filled from the catalog by a run that did not end")
    if exam.rebuilding:
        yield Finding(f"an index of other settings is half built: {INDEX} with them to go on", fault=False)
    elif writer.is_marked("rebuilding"):
        yield Finding("an index of other settings was being built by a run that did not end")
    if not exam.rebuilding and (unused := exam.catalog.repair.unused_vectors()):
        yield Finding(count_of(unused, "vector") + " that no passage uses")
    yield from (Finding(f"a folder {name} of a repair that did not end") for name in exam.store.leftovers())


def check_passages(exam: Examination) -> Iterator[Finding]:
    """Each is what its article says between its offsets, its sentences lie in it, and together they hold every word."""
    found = exam.survey
    if found.unheld:
        yield Finding(f"{count_of(len(found.unheld), 'passage')} of articles that no file holds")
    if found.misfits:
        yield Finding(f"{passages_of(found.misfits)} not as when embedded: offsets, sentences or article altered")
    if found.gaps:
        yield Finding(f"{count_of(len(found.gaps), 'file')} not covered by passages ({some_of(found.gaps)})")


def check_vectors(exam: Examination) -> Iterator[Finding]:
    """The catalog has sound vectors for every passage and its sentences."""
    if lost := exam.survey.vectorless:
        yield Finding(f"{passages_of(lost)} whose vectors are missing, not finite or not of unit length")


def check_full_text(exam: Examination) -> Iterator[Finding]:
    """The structure of full text, and its rows compared with the articles' texts."""
    if damage := exam.catalog.repair.check_full_text():
        yield Finding(f"its index is damaged ({damage})")
        return
    left, lost = dict(exam.survey.sound), exam.survey.lost
    strange = differing = 0
    for id_, header, text in exam.catalog.repair.full_text_rows():
        if id_ in left:
            differing += left.pop(id_) != hash((header, text))
        else:
            strange += id_ not in lost
    for count, what in ((len(left), "missing from it"), (differing, "other than their article"), (strange, "unknown")):
        if count:
            yield Finding(f"{count_of(count, 'passage')} {what}")


def check_copies(exam: Examination) -> Iterator[Finding]:
    """The near-copies of every article, found anew."""
    copies = exam.catalog.copies
    if new := copies.unsketched(near_copies.FORMAT):
        yield Finding(f"{count_of(len(new), 'article')} not yet compared with the others: {INDEX}", fault=False)
    kept = copies.sketches(near_copies.FORMAT)
    made: dict[int, bytes] = {}
    pairs: set[frozenset[int]] = set()
    for sketches, found in near_copies.compare(list(kept), {}, copies):
        made |= sketches
        pairs |= set(map(frozenset, found))
    if differing := [id_ for id_, sketch in made.items() if kept[id_] != sketch]:
        yield Finding(f"{count_of(len(differing), 'article')} compared by another text than theirs")
    elif differing_pairs := pairs ^ set(map(frozenset, copies.pairs())):
        yield Finding(
            f"{count_of(len(differing_pairs), 'pair')} of articles lost, or of articles that are not near-copies"
        )


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
            yield Finding(f"{count_of(len(paths), 'file')} {what} ({some_of(paths)}): {INDEX}", fault=False)


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
    ("near-copies", check_copies),
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
