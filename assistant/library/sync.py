"""Make the index equal to the corpus: a plan, which is pure, and its application, the only part that writes.

New passages are written to Chroma first, then one transaction flips their articles to the new versions, then the old
vectors go. The journal holds every id that Chroma may have and the catalog has not, so that the next run can mend
what a crash at any point left.
"""

import datetime as dt
import hashlib
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

import numpy as np

from assistant.errors import CorpusError, ReadError, Stopped
from assistant.library.catalog import Catalog, FileState, NewArticle
from assistant.library.chunk import chunk
from assistant.library.embed import Encoded, Encoder, Encoding
from assistant.library.read import FileStat, hash_content, list_documents, read_article
from assistant.library.vectors import Vectors
from assistant.records import Article, ArticlePath, Passage, Progress, SyncReport

RECIPE_FORMAT = 1  # of passages and their headers; raised when chunk.py makes other passages of the same text
Group: TypeAlias = list[tuple[Article, list[Passage]]]

GROUP = 256  # passages encoded and written together
AHEAD = 1  # groups that are read while one is being encoded
SETTLED_NS = 2_000_000_000  # a file changed within 2 s of its reading may change again with the same time stamp
RETRIED = "failed"  # in place of a failed file's hash, so that it never seems unchanged and is read again
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


def make_recipe(encoder: Encoder, passage_tokens: int) -> str:
    """What passages and vectors are made with. An index holds one recipe only."""
    return f"{encoder.identity} passages={passage_tokens} format={RECIPE_FORMAT}"


def make_key(recipe: str, passage: Passage) -> bytes:
    """What a passage's vectors are stored under: a hash of all that they are made from."""
    parts = f"{recipe}\0{passage.embedded_sentences}\0{passage.embedded_text}"
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
        progress: Progress,
        stop: threading.Event,
    ) -> None:
        self.corpus, self.index, self.catalog, self.encoder = corpus, index, catalog, encoder
        self._open_vectors = vectors
        self.passage_tokens, self.max_file_mb = passage_tokens, max_file_mb
        self.progress, self.stop = progress, stop
        self.recipe = make_recipe(encoder, passage_tokens)
        self.embedded = 0
        self.outcomes: dict[ArticlePath, str] = {}

    def run(self, *, allow_removals: bool = False) -> SyncReport:
        """Raises CorpusError if the folder is missing or most of it is gone, Stopped if the user stopped it."""
        started = time.perf_counter()
        if not self.corpus.is_dir():
            raise CorpusError(
                f"The corpus folder {self.corpus} does not exist: make it, or name another with --corpus."
            )
        files = self._look()
        indexed = self.catalog.files()
        _guard_removals(self.corpus, indexed, files, allow_removals)
        recipe = self.catalog.recipe()
        if recipe is None:
            self.catalog.start_recipe(self.recipe)
        elif recipe != self.recipe:
            self._rebuild(files, indexed)
        self._mend()
        indexed = self.catalog.files()
        plan = plan_sync(_hashes(indexed, RETRIED), _hashes(files))
        self._remove(plan.removed)
        renamed = [(old, new) for old, new in plan.moved if not self._move(indexed[old], old, new, files[new])]
        self._write([*plan.added, *plan.changed, *(new for _, new in renamed)], files)
        self._remove(old for old, _ in renamed)
        self._record_unchanged(plan.unchanged, indexed, files)
        self.catalog.finish_sync(dt.datetime.now(dt.UTC))
        self.outcomes |= dict.fromkeys(plan.removed, "removed")
        for name, paths in (
            ("added", plan.added),
            ("changed", plan.changed),
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
            seconds=round(time.perf_counter() - started, 3),
            outcomes=tuple(sorted(self.outcomes.items())),
        )

    def plan(self) -> SyncPlan:
        """What a run would do. Nothing is written; a file that failed and is as it was counts as unchanged."""
        return plan_sync(_hashes(self.catalog.files()), _hashes(self._look()))

    def _look(self) -> dict[ArticlePath, FileState]:
        """Every document as it is now. One whose size, time and inode are as known is not read."""
        known = self.catalog.files()
        found = list_documents(self.corpus, self.index)
        states: dict[ArticlePath, FileState] = {}
        for number, (path, stat) in enumerate(found.items()):
            before = known.get(path)
            if before and before.settled and before.stat == stat and not before.failure:
                states[path] = before
                continue
            if number % 50 == 0:
                self._check_stop()
                self.progress(number, len(found), "looking for changes")
            states[path] = self._hash(path, stat)
        return states

    def _hash(self, path: ArticlePath, stat: FileStat) -> FileState:
        settled = time.time_ns() - stat.mtime_ns > SETTLED_NS
        failure = None
        try:
            content_hash = hash_content(self._content(path, stat))
        except ReadError as error:
            content_hash, failure = f"unreadable {stat.size} {stat.mtime_ns}", str(error)
        return FileState(stat, settled, content_hash, None, failure)

    def _content(self, path: ArticlePath, stat: FileStat) -> bytes:
        if stat.size > self.max_file_mb * 1e6:
            raise ReadError(
                f"it has {stat.size / 1e6:.1f} MB, more than the {self.max_file_mb:g} MB of ASSISTANT_MAX_FILE_MB"
            )
        try:
            return (self.corpus / path).read_bytes()
        except FileNotFoundError:
            raise ReadError("it cannot be opened: it is gone, or its name is not UTF-8 (rename it)") from None
        except OSError as error:
            raise ReadError(f"it cannot be opened ({error.strerror})") from None

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
            kept = [path for path in failed if path in indexed and indexed[path].article_id is not None]
            for group, encoded in self._encode([self._cut(self.catalog.article(path))] for path in kept):
                self.catalog.keep_vectors(encoded)
                made += self._put(group, encoded, failed)
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
        """Give an article its new path. False if its name was its title or its date: then it is to be written anew."""
        if known.article_id is None or known.failure:
            return False
        try:
            if self._read(new, state) != replace(self.catalog.article(old), path=new):
                return False
        except ReadError:
            return False
        self.catalog.move(old, new, state)
        return True

    def _read(self, path: ArticlePath, state: FileState) -> Article:
        if state.failure:
            raise ReadError(state.failure)
        return read_article(path, self._content(path, state.stat))

    def _write(self, paths: list[ArticlePath], files: Mapping[ArticlePath, FileState]) -> None:
        """Read, cut, encode and write articles, a group at a time."""
        failed: dict[ArticlePath, FileState] = {}
        for group, encoded in self._encode(self._read_groups(paths, files, failed)):
            self._forget(self.catalog.write(self._put(group, encoded, files), encoded))
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
        for number, path in enumerate(paths):
            self._check_stop()
            self.encoder.give_way()
            self.progress(number, len(paths), path)
            try:
                article = self._read(path, files[path])
            except ReadError as error:
                failed[path] = replace(files[path], article_id=None, failure=str(error))
                continue
            group.append(self._cut(article))
            if sum(len(passages) for _, passages in group) >= GROUP:
                yield group
                group = []
        if group:
            yield group
        if paths:
            self.progress(len(paths), len(paths), "done")

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
        """Files with another time stamp but the same words, so that the first gate knows them next time."""
        now = {
            path: replace(files[path], article_id=indexed[path].article_id, failure=indexed[path].failure)
            for path in paths
        }
        self.catalog.touch({path: state for path, state in now.items() if state != indexed[path]})

    def _check_stop(self) -> None:
        if self.stop.is_set():
            raise Stopped("Stopped. What was done is kept, and the next run goes on from there.")


def _hashes(files: Mapping[ArticlePath, FileState], of_failed: str | None = None) -> dict[ArticlePath, str]:
    return {path: (state.failure and of_failed) or state.content_hash for path, state in files.items()}


def _guard_removals(
    corpus: Path, indexed: Mapping[ArticlePath, FileState], files: Mapping[ArticlePath, FileState], allowed: bool
) -> None:
    """An unmounted drive must not empty an index."""
    held = {state.content_hash for state in files.values()}
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
