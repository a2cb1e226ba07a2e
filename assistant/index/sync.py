"""Make the index equal to the corpus: a plan, which is pure, and its application, the only part that writes.

New passages are written to Chroma first, then one transaction flips their articles to the new versions, then the old
vectors go. The journal holds every id that Chroma may have and the catalog has not, so that the next run can mend
what a crash at any point left.
"""

import datetime as dt
import hashlib
import re
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

import numpy as np

from assistant.documents import READER_FORMAT, FileStat, hash_content, list_corpus, read_article
from assistant.documents.worker import Isolated
from assistant.errors import STOPPED, CorpusError, ReadError, Stopped
from assistant.index.chunk import chunk
from assistant.index.encode import Encoder, Encoding
from assistant.records import Article, ArticlePath, Passage, Progress, SyncReport
from assistant.store.base import Encoded
from assistant.store.chroma import Vectors
from assistant.store.sqlite import Catalog, FileState, NewArticle

RECIPE_FORMAT = 1  # of passages and their headers; raised when chunk.py makes other passages of the same text
Group: TypeAlias = list[tuple[Article, list[Passage]]]

GROUP = 256  # passages encoded and written together
AHEAD = 1  # groups that are read while one is being encoded
SETTLED_NS = 2_000_000_000  # a file changed within 2 s of its reading may change again with the same time stamp
BEING_WRITTEN_NS = 1_000_000_000  # a patient run leaves a file changed within 1 s to the next one
FEW = 20  # articles; below this a removal of most is not suspicious


@dataclass(frozen=True, slots=True)
class Begun:
    """A group whose passages are being encoded."""

    group: Group
    keys: tuple[bytes, ...]
    stored: Mapping[bytes, Encoded]  # that were there already
    missing: Sequence[bytes]
    encoding: Encoding


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """What must be done for the index to equal the corpus."""

    added: tuple[ArticlePath, ...]
    changed: tuple[ArticlePath, ...]
    moved: tuple[tuple[ArticlePath, ArticlePath], ...]  # (old path, new path)
    removed: tuple[ArticlePath, ...]
    unchanged: tuple[ArticlePath, ...]


def plan_sync(known: Mapping[ArticlePath, str], found: Mapping[ArticlePath, str]) -> SyncPlan:
    """Compare two states of the corpus, both path -> content hash: as it was indexed, and as it is."""
    gone = [path for path in sorted(known) if path not in found]
    new = [path for path in sorted(found) if path not in known]
    gone_by_hash: dict[str, list[ArticlePath]] = {}
    for path in gone:
        gone_by_hash.setdefault(known[path], []).append(path)
    moved = [(gone_by_hash[found[path]].pop(0), path) for path in new if gone_by_hash.get(found[path])]
    left, arrived = {old for old, _ in moved}, {path for _, path in moved}
    return SyncPlan(
        added=tuple(path for path in new if path not in arrived),
        changed=tuple(path for path in sorted(found) if path in known and known[path] != found[path]),
        moved=tuple(moved),
        removed=tuple(path for path in gone if path not in left),
        unchanged=tuple(path for path in sorted(found) if known.get(path) == found[path]),
    )


class UnavailableError(ReadError):
    """A file's bytes cannot be had now. That may pass, so it is tried again at every run."""


def make_recipe(encoder: Encoder, passage_tokens: int, build: int = 0) -> str:
    """What articles, passages and vectors are made with. An index holds one recipe only.

    build: counts how often the same was to be made anew.
    """
    again = f" build={build}" if build else ""
    return f"{encoder.identity} passages={passage_tokens} format={RECIPE_FORMAT}{again} reading={READER_FORMAT}"


def passage_format(recipe: str) -> str:
    """The part of a recipe that says how passages and their headers are made of a text."""
    found = re.search(r" format=(\d+)", recipe)
    return found[1] if found else ""


def make_key(recipe: str, passage: Passage) -> bytes:
    """What a passage's vectors are stored under: a hash of all that they are made from.

    How files are read is left out, so that better reading encodes only the texts it changes.
    """
    made_with = re.sub(r" reading=\d+$", "", recipe)
    parts = f"{made_with}\0{passage.embedded_sentences}\0{passage.embedded_text}"
    return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).digest()


class Sync:
    """One run. Made anew for each; must be the only one that writes the index."""

    def __init__(
        self,
        corpus: Path,
        index: Path,
        catalog: Catalog,
        vectors: Callable[[str], Vectors],  # by recipe; opened only to be written, for Chroma is slow to import
        encoder: Encoder,
        *,
        passage_tokens: int,
        max_file_mb: float,
        read_seconds: float,
        read_mb: float,
        progress: Progress,
        stop: threading.Event,
    ) -> None:
        self.corpus, self.index, self.catalog, self.encoder = corpus, index, catalog, encoder
        self._open_vectors = vectors
        self.passage_tokens, self.max_file_mb = passage_tokens, max_file_mb
        self.progress, self.stop = progress, stop
        self.isolated = Isolated(read_seconds, read_mb, self._check_stop)
        self.recipe = make_recipe(encoder, passage_tokens, catalog.build())
        self.started, self.now = time.perf_counter(), dt.datetime.now(dt.UTC).replace(microsecond=0)
        self.known: Mapping[ArticlePath, FileState] = {}  # as it was when the run began
        self.embedded = self.done = self.total = 0
        self.begun = 0.0
        self.outcomes: dict[ArticlePath, str] = {}

    def run(
        self, *, allow_removals: bool = False, retry: bool = False, rebuild: bool = False, patient: bool = False
    ) -> SyncReport:
        """Raises CorpusError if the folder is missing or most of it is gone, Stopped if the user stopped it.

        retry: read failed files again though nothing about them changed.
        rebuild: make the whole index anew beside the old one, its vectors too; one that was stopped goes on.
        patient: leave files that are being written to a later run.
        """
        with self.isolated:
            return self._run(allow_removals=allow_removals, retry=retry, rebuild=rebuild, patient=patient)

    def _run(self, *, allow_removals: bool, retry: bool, rebuild: bool, patient: bool) -> SyncReport:
        self._check_corpus()
        self.known = indexed = self.catalog.files()
        listing = list_corpus(self.corpus, self.index)
        files = self._look(listing.documents, patient=patient)
        found = follow(indexed, files)
        _guard_removals(self.corpus, indexed, found, allow_removals)
        recipe = self.catalog.recipe()
        if rebuild and recipe and _build_of(recipe) == self.catalog.build():
            self.recipe = make_recipe(self.encoder, self.passage_tokens, self.catalog.start_build())
        if recipe is None:
            self.catalog.start_recipe(self.recipe)
        elif recipe != self.recipe:
            for old, new in plan_sync(_hashes(indexed), found).moved:
                if indexed[old].failure or files[new].failure:  # its last good version goes along
                    self._move(indexed[old], old, new, files[new])
            self._rebuild(files, self.catalog.files())
        self._mend()
        indexed = self.catalog.files()
        plan = plan_sync(_hashes(indexed), follow(indexed, files))
        self._remove(plan.removed)
        renamed = [(old, new) for old, new in plan.moved if not self._move(indexed[old], old, new, files[new])]
        retried = [path for path in plan.unchanged if retry and indexed[path].failure and path not in self.outcomes]
        self._write([*plan.added, *plan.changed, *(new for _, new in renamed), *retried], files)
        self._remove(old for old, _ in renamed)
        self._record_unchanged([path for path in plan.unchanged if path not in retried], indexed, files)
        self.catalog.skip(listing.skipped)
        self.catalog.finish_sync(dt.datetime.now(dt.UTC))
        self.outcomes |= dict.fromkeys(plan.removed, "removed")
        for name, paths in (
            ("added", plan.added),
            ("changed", [*plan.changed, *retried]),
            ("moved", [new for _, new in plan.moved]),
        ):
            self.outcomes |= {path: self.outcomes.get(path, name) for path in paths}
        status = self.catalog.status()
        counts = Counter(self.outcomes.values())
        failed = {failure.path for failure in status.failed}
        return SyncReport(
            added=counts["added"],
            changed=counts["changed"],
            moved=counts["moved"],
            removed=counts["removed"],
            unchanged=sum(path not in failed and path not in self.outcomes for path in plan.unchanged),
            failed=status.failed,
            articles=status.articles,
            passages=status.passages,
            embedded=self.embedded,
            seconds=round(time.perf_counter() - self.started, 3),
            outcomes=tuple(sorted(self.outcomes.items())),
            skipped=status.skipped,
        )

    def plan(self) -> SyncPlan:
        """What a run would do. Nothing is written. Raises CorpusError if the folder is missing."""
        self._check_corpus()
        self.known = self.catalog.files()
        files = self._look(list_corpus(self.corpus, self.index).documents, patient=False)
        return plan_sync(_hashes(self.known), follow(self.known, files))

    def _check_corpus(self) -> None:
        if not self.corpus.is_dir():
            raise CorpusError(
                f"The corpus folder {self.corpus} does not exist: make it, or name another with --corpus."
            )

    def _look(self, found: Mapping[ArticlePath, FileStat], *, patient: bool) -> dict[ArticlePath, FileState]:
        """Every document as it is now. One whose size, time and inode are as known is not read.

        A state has a failure here only if the file's bytes cannot be had; whether they can be read is seen later.
        """
        states: dict[ArticlePath, FileState] = {}
        for number, (path, stat) in enumerate(found.items()):
            before = self.known.get(path)
            waits = patient and 0 <= time.time_ns() - stat.mtime_ns < BEING_WRITTEN_NS
            if before and (waits or (before.settled and before.stat == stat)):
                states[path] = replace(before, failure=None, failed_since=None) if before.failure else before
                continue
            if waits:
                continue
            if number % 50 == 0:
                self._check_stop()
                self.progress(number, len(found), "looking for changes")
            states[path] = self._hash(path, stat)
        return states

    def _hash(self, path: ArticlePath, stat: FileStat) -> FileState:
        try:
            content_hash = hash_content(self._content(path, stat))
        except UnavailableError as error:
            return self._failed(self.known.get(path), FileState(stat, False, "", None, None), error)
        return FileState(stat, time.time_ns() - stat.mtime_ns > SETTLED_NS, content_hash, None, None)

    def _failed(self, before: FileState | None, state: FileState, error: ReadError) -> FileState:
        """The state of a file that cannot be read. If its bytes cannot be had, it is told by how it looks."""
        stat = state.stat
        since = before.failed_since if before and before.failure == str(error) else None
        failed = replace(state, article_id=None, failure=str(error), failed_since=since or self.now)
        if isinstance(error, UnavailableError):
            looks = f"unavailable {stat.size} {stat.mtime_ns} {stat.inode}"
            return replace(failed, settled=False, content_hash=looks)
        return failed

    def _content(self, path: ArticlePath, stat: FileStat) -> bytes:
        if stat.size > self.max_file_mb * 1e6:
            raise UnavailableError(
                f"it has {stat.size / 1e6:.1f} MB, more than the {self.max_file_mb:g} MB of ASSISTANT_MAX_FILE_MB"
            )
        try:
            return (self.corpus / path).read_bytes()
        except FileNotFoundError:
            raise UnavailableError("it cannot be opened: it is gone, or its name is not UTF-8 (rename it)") from None
        except OSError as error:
            raise UnavailableError(f"it cannot be opened ({error.strerror})") from None

    def _mend(self) -> None:
        """Repair what a crash left: vectors without passages go, lost ones are put back from the catalog."""
        lost = not Vectors.exist(self.index) and self.catalog.passage_count() > 0
        journal = self.catalog.journal()
        if journal:
            self._open_vectors(self.recipe).delete(journal)
            self.catalog.clear_journal(journal)
        if lost or self.catalog.is_marked("refilling"):
            with self.catalog.marked("refilling"):
                vectors = self._open_vectors(self.recipe)
                vectors.empty()
                for ids, matrix in self.catalog.all_vectors():
                    vectors.put(ids, matrix)
        if self.catalog.is_marked("rebuilding"):  # stopped, and not gone on with
            with self.catalog.marked("rebuilding"):
                self._open_vectors(self.recipe).drop_other_recipes()
                self.catalog.drop_unused_vectors()

    def _rebuild(self, files: Mapping[ArticlePath, FileState], indexed: Mapping[ArticlePath, FileState]) -> None:
        """Build the index of another recipe beside the one that is there, and flip to it when it is complete.

        Vectors are kept as they are made, so that a run that was stopped goes on where it was. A file that can no
        longer be read keeps its last good version.
        """
        with self.catalog.marked("rebuilding"):
            vectors = self._open_vectors(self.recipe)
            vectors.empty()
            made: list[NewArticle] = []
            failed: dict[ArticlePath, FileState] = {}
            for group, encoded in self._encode(self._read_groups(list(files), files, failed)):
                self.catalog.keep_vectors(encoded)
                made += self._put(group, encoded, files)
                self._tell(len(group))
            kept = [path for path in failed if path in indexed and indexed[path].article_id is not None]
            for group, encoded in self._encode([self._cut(self.catalog.article(path))] for path in kept):
                self.catalog.keep_vectors(encoded)
                made += [replace(new, file=failed[new.article.path]) for new in self._put(group, encoded, failed)]
            self.catalog.start_recipe(self.recipe, made, {path: failed[path] for path in failed if path not in kept})
            vectors.drop_other_recipes()
            self.catalog.drop_unused_vectors()
        self.outcomes |= {new.article.path: "changed" for new in made} | dict.fromkeys(failed, "failed")

    def _remove(self, paths: Iterable[ArticlePath]) -> None:
        self._forget(self.catalog.remove(paths))

    def _forget(self, ids: list[int]) -> None:
        if ids:
            self._open_vectors(self.recipe).delete(ids)
            self.catalog.clear_journal(ids)

    def _move(self, known: FileState, old: ArticlePath, new: ArticlePath, state: FileState) -> bool:
        """Give an article its new path. False if it is to be written anew: its name was its title or its date, say.

        A file that cannot be read now takes its last good version along.
        """
        if known.article_id is None:
            return False
        try:
            read = self._read(new, state)
        except ReadError as error:
            self.catalog.move(old, new, self._failed(known, state, error))
            return True
        if known.failure or read != replace(self.catalog.article(old), path=new):
            return False
        self.catalog.move(old, new, state)
        return True

    def _read(self, path: ArticlePath, state: FileState) -> Article:
        if state.failure:
            raise UnavailableError(state.failure)
        return read_article(path, self._content(path, state.stat), self.isolated.parse)

    def _write(self, paths: list[ArticlePath], files: Mapping[ArticlePath, FileState]) -> None:
        """Read, cut, encode and write articles, a group at a time."""
        failed: dict[ArticlePath, FileState] = {}
        for group, encoded in self._encode(self._read_groups(paths, files, failed)):
            self._forget(self.catalog.write(self._put(group, encoded, files), encoded))
            self._tell(len(group))
        self.catalog.touch(failed)
        self.outcomes |= dict.fromkeys(failed, "failed")

    def _read_groups(
        self,
        paths: list[ArticlePath],
        files: Mapping[ArticlePath, FileState],
        failed: dict[ArticlePath, FileState],
    ) -> Iterator[Group]:
        """Articles with their passages, about ``GROUP`` passages at a time; what cannot be read goes to ``failed``."""
        group: Group = []
        self.done, self.total, self.begun = 0, len(paths), time.perf_counter()
        for path in paths:
            self._check_stop()
            self.encoder.give_way()
            self._tell(0, path)
            try:
                article = self._read(path, files[path])
            except ReadError as error:
                failed[path] = self._failed(self.known.get(path), files[path], error)
                self.done += 1
                continue
            group.append(self._cut(article))
            if sum(len(passages) for _, passages in group) >= GROUP:
                yield group
                group = []
        if group:
            yield group
        if paths:
            self._tell(0)

    def _cut(self, article: Article) -> tuple[Article, list[Passage]]:
        return article, chunk(article, self.encoder.count, self.passage_tokens, self.encoder.limit)

    def _encode(self, groups: Iterable[Group]) -> Iterator[tuple[Group, dict[bytes, Encoded]]]:
        """Each group with its vectors, by key. While one is being encoded the next is read, and the last written."""
        begun: deque[Begun] = deque()
        try:
            for group in groups:
                begun.append(self._begin(group, {key for each in begun for key in each.keys}))
                if len(begun) > AHEAD:
                    yield self._end(begun.popleft())
            while begun:
                yield self._end(begun.popleft())
        finally:
            for each in begun:
                each.encoding.cancel()

    def _begin(self, group: Group, under_way: set[bytes]) -> "Begun":
        """Have a group's passages encoded, but those whose vectors are stored already, or soon will be."""
        wanted = {self._key(passage): passage for _, passages in group for passage in passages}
        stored = self.catalog.known_vectors(list(wanted))
        missing = [key for key in wanted if key not in stored and key not in under_way]
        texts = [wanted[key].embedded_text for key in missing]
        sentences = [wanted[key].embedded_sentences for key in missing]
        return Begun(group, tuple(wanted), stored, missing, self.encoder.start_passages(texts, sentences))

    def _end(self, begun: "Begun") -> tuple[Group, dict[bytes, Encoded]]:
        made = begun.encoding.result(self._check_stop)
        self.embedded += len(made)
        vectors = {**begun.stored, **dict(zip(begun.missing, made, strict=True))}
        return begun.group, vectors | self.catalog.known_vectors([key for key in begun.keys if key not in vectors])

    def _put(
        self, group: Group, vectors: Mapping[bytes, Encoded], files: Mapping[ArticlePath, FileState]
    ) -> list[NewArticle]:
        """Write a group's vectors to Chroma under new ids, and make it ready for the catalog."""
        ids = self.catalog.reserve(sum(len(passages) for _, passages in group))
        left = iter(ids)
        made = [
            NewArticle(
                article,
                tuple(passages),
                tuple(next(left) for _ in passages),
                tuple(self._key(passage) for passage in passages),
                replace(files[article.path], content_hash=article.content_hash, article_id=None),
            )
            for article, passages in group
        ]
        if ids:
            keys = [key for new in made for key in new.vector_keys]
            self._open_vectors(self.recipe).put(ids, np.stack([vectors[key].passage for key in keys]))
        return made

    def _key(self, passage: Passage) -> bytes:
        return make_key(self.recipe, passage)

    def _record_unchanged(
        self,
        paths: Iterable[ArticlePath],
        indexed: Mapping[ArticlePath, FileState],
        files: Mapping[ArticlePath, FileState],
    ) -> None:
        """Files with another time stamp but the same words, so that the first gate knows them next time.

        The same bytes fail for the same reason; that they cannot be had may have another one now.
        """
        now = {}
        for path in paths:
            before, state = indexed[path], files[path]
            if state == before:
                continue
            why = state if state.failure else before
            now[path] = replace(state, article_id=before.article_id, failure=why.failure, failed_since=why.failed_since)
        self.catalog.touch({path: state for path, state in now.items() if state != indexed[path]})

    def _tell(self, done: int, what: str = "") -> None:
        self.done += done
        ended = self.done == self.total
        seconds = time.perf_counter() - self.begun
        self.progress(self.done, self.total, "done" if ended else what or "writing", self.embedded, seconds)

    def _check_stop(self) -> None:
        if self.stop.is_set():
            raise Stopped(STOPPED)


def follow(known: Mapping[ArticlePath, FileState], files: Mapping[ArticlePath, FileState]) -> dict[ArticlePath, str]:
    """Content hashes of the files that are found, as ``plan_sync`` takes them.

    A new file whose bytes cannot be had is the one that is gone and had its size, time and inode.
    """
    gone = {state.stat: state.content_hash for path, state in known.items() if path not in files}
    return {
        path: gone.get(state.stat, state.content_hash) if state.failure and path not in known else state.content_hash
        for path, state in files.items()
    }


def _hashes(files: Mapping[ArticlePath, FileState]) -> dict[ArticlePath, str]:
    return {path: state.content_hash for path, state in files.items()}


def _build_of(recipe: str) -> int:
    number = re.search(r" build=(\d+) reading=\d+$", recipe)
    return int(number[1]) if number else 0


def _guard_removals(
    corpus: Path, indexed: Mapping[ArticlePath, FileState], files: Mapping[ArticlePath, str], allowed: bool
) -> None:
    """An unmounted drive must not empty an index. files: content hashes of those that are found."""
    held = set(files.values())
    articles = [path for path, state in indexed.items() if state.article_id is not None]
    gone = [path for path in articles if path not in files and indexed[path].content_hash not in held]
    if (
        gone
        and not allowed
        and (len(gone) == len(articles) or (len(articles) >= FEW and len(gone) > len(articles) / 2))
    ):
        raise CorpusError(
            f"{len(gone)} of {len(articles)} indexed articles are gone from {corpus}: nothing was changed. If that is "
            "meant, run `assistant index --allow-removals`; else check that the folder is the right one."
        )
