"""Make the index equal to the corpus.

New passages are written to the vectors first, then one transaction makes their articles the current versions, then the
old vectors go. The journal holds every id that the vectors may have and the catalog has not, so that the next run can
mend what a crash at any point left.
"""

import datetime as dt
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from assistant.documents import folder, list_corpus
from assistant.documents.worker import Isolated
from assistant.errors import STOPPED, ReadError, Stopped
from assistant.index.encode import Encoder
from assistant.index.groups import Group, GroupEncoder
from assistant.index.near_copies import find_near_copies
from assistant.index.plan import SyncPlan, follow, guard_removals, hashes_of, plan_sync
from assistant.index.reading import CorpusReader
from assistant.index.recipe import build_of, make_recipe
from assistant.progress import Progress
from assistant.records import ArticlePath
from assistant.reports import SyncReport
from assistant.settings import Settings
from assistant.store.base import Store
from assistant.store.records import Encoded, FileState, NewArticle

GROUP = 256  # passages encoded and written together


class Sync:
    """One run. Made anew for each; must be the only one that writes the index."""

    def __init__(
        self, settings: Settings, store: Store, encoder: Encoder, progress: Progress, stop: threading.Event
    ) -> None:
        self.corpus, self.index, self.encoder = settings.corpus, settings.index, encoder
        self.store, self.catalog, self.writer = store, store.catalog(), store.catalog().writer
        self.passage_tokens, self.progress, self.stop = settings.passage_tokens, progress, stop
        self.isolated = Isolated(settings.read_seconds, settings.read_mb, self._check_stop)
        self.reader = CorpusReader(settings.corpus, self.isolated, settings.max_file_mb, self._check_stop)
        self._use_recipe(self.writer.build())
        self.started = self.begun = time.perf_counter()  # of the run, and of its present pass over files
        self.done = self.total = 0  # files, of those that are written
        self.outcomes: dict[ArticlePath, str] = {}  # "added", "changed", "moved", "removed" or "failed"

    def _use_recipe(self, build: int) -> None:
        self.recipe = make_recipe(self.encoder, self.passage_tokens, build)
        self.groups = GroupEncoder(self.encoder, self.writer, self.recipe, self.passage_tokens, self._check_stop)

    def run(
        self, *, allow_removals: bool = False, retry: bool = False, rebuild: bool = False, patient: bool = False
    ) -> SyncReport:
        """Make the index equal to the corpus, and report what was done.

        Raises CorpusError if the folder is missing or most of it is gone, Stopped if the user stopped it.

        retry: read failed files again though nothing about them changed.
        rebuild: make the whole index anew beside the old one, its vectors too; continue a rebuild that was stopped.
        patient: leave files that are being written to a later run.
        """
        with self.isolated:
            return self._run(allow_removals=allow_removals, retry=retry, rebuild=rebuild, patient=patient)

    def _run(self, *, allow_removals: bool, retry: bool, rebuild: bool, patient: bool) -> SyncReport:
        folder.require_corpus(self.corpus)
        indexed = self.writer.files()
        listing = list_corpus(self.corpus, self.index)
        files = self.reader.states(indexed, listing.documents, self.progress, patient=patient)
        found = follow(indexed, files)
        guard_removals(self.corpus, indexed, found, allow_removals)
        recipe = self.catalog.recipe()
        if rebuild and recipe and build_of(recipe) == self.writer.build():
            self._use_recipe(self.writer.start_build())
        if recipe is None:
            self.writer.start_recipe(self.recipe)
        elif recipe != self.recipe:
            for old, new in plan_sync(hashes_of(indexed), found).moved:
                if indexed[old].failure or files[new].failure:  # it keeps its last good version
                    self._move(indexed[old], old, new, files[new])
            self._rebuild(files, self.writer.files())
        self._mend()
        indexed = self.writer.files()
        plan = plan_sync(hashes_of(indexed), follow(indexed, files))
        self._remove(plan.removed)
        renamed = [(old, new) for old, new in plan.moved if not self._move(indexed[old], old, new, files[new])]
        retried = [path for path in plan.unchanged if retry and indexed[path].failure and path not in self.outcomes]
        self._write([*plan.added, *plan.changed, *(new for _, new in renamed), *retried], files)
        self._remove(old for old, _ in renamed)
        self._record_unchanged([path for path in plan.unchanged if path not in retried], indexed, files)
        find_near_copies(self.catalog.copies, self._check_stop)
        self.writer.skip(listing.skipped)
        self.writer.finish_sync(dt.datetime.now(dt.UTC))
        self.outcomes |= dict.fromkeys(plan.removed, "removed")
        moved = [new for _, new in plan.moved]
        for name, paths in (("added", plan.added), ("changed", [*plan.changed, *retried]), ("moved", moved)):
            self.outcomes |= {path: self.outcomes.get(path, name) for path in paths}
        return self._report(plan)

    def _report(self, plan: SyncPlan) -> SyncReport:
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
            embedded=self.groups.encoded,
            seconds=round(time.perf_counter() - self.started, 3),
            outcomes=tuple(sorted(self.outcomes.items())),
            skipped=status.skipped,
        )

    def plan(self) -> SyncPlan:
        """What a run would do. Nothing is written. Raises CorpusError if the folder is missing."""
        folder.require_corpus(self.corpus)
        indexed = self.writer.files()
        documents = list_corpus(self.corpus, self.index).documents
        files = self.reader.states(indexed, documents, self.progress, patient=False)
        return plan_sync(hashes_of(indexed), follow(indexed, files))

    def _mend(self) -> None:
        """Repair what a crash left: vectors without passages go, lost ones are put back from the catalog."""
        lost = not self.store.has_vectors() and self.catalog.passage_count() > 0
        journal = self.writer.journal()
        if journal:
            self.store.vectors(self.recipe).delete(journal)
            self.writer.clear_journal(journal)
        if lost or self.writer.is_marked("refilling"):
            with self.writer.marked("refilling"):
                vectors = self.store.vectors(self.recipe)
                vectors.empty()
                for ids, matrix in self.catalog.all_vectors():
                    vectors.put(ids, matrix)
        if self.writer.is_marked("rebuilding"):  # it was stopped, and this run is not to continue it
            with self.writer.marked("rebuilding"):
                self.store.vectors(self.recipe).drop_other_recipes()
                self.writer.drop_unused_vectors()

    def _rebuild(self, files: Mapping[ArticlePath, FileState], indexed: Mapping[ArticlePath, FileState]) -> None:
        """Build the index of another recipe beside the one that is there, and replace that when it is complete.

        Vectors are kept as they are made, so that a run that was stopped goes on where it was. A file that can no
        longer be read keeps its last good version.
        """
        with self.writer.marked("rebuilding"):
            vectors = self.store.vectors(self.recipe)
            vectors.empty()
            made: list[NewArticle] = []
            failed: dict[ArticlePath, FileState] = {}
            for group, encoded in self.groups.encode(self._read_groups(list(files), files, failed)):
                self.writer.keep_vectors(encoded)
                made += self._put(group, encoded, files)
                self._report_progress(len(group))
            kept = [path for path in failed if path in indexed and indexed[path].article_id is not None]
            for group, encoded in self.groups.encode([self.groups.cut(self.catalog.article(path))] for path in kept):
                self.writer.keep_vectors(encoded)
                made += [replace(new, file=failed[new.article.path]) for new in self._put(group, encoded, failed)]
            self.writer.start_recipe(self.recipe, made, {path: failed[path] for path in failed if path not in kept})
            vectors.drop_other_recipes()
            self.writer.drop_unused_vectors()
        self.outcomes |= {new.article.path: "changed" for new in made} | dict.fromkeys(failed, "failed")

    def _remove(self, paths: Iterable[ArticlePath]) -> None:
        self._forget(self.writer.remove(paths))

    def _forget(self, ids: list[int]) -> None:
        """Delete the vectors of passages that the catalog no longer has."""
        if ids:
            self.store.vectors(self.recipe).delete(ids)
            self.writer.clear_journal(ids)

    def _move(self, known: FileState, old: ArticlePath, new: ArticlePath, state: FileState) -> bool:
        """Give an article its new path. False if it must be written anew, because its title or date came from its name.

        A file that cannot be read now keeps its last good version.
        """
        if known.article_id is None:
            return False
        try:
            read = self.reader.read(new, state)
        except ReadError as error:
            self.writer.move(old, new, self.reader.failed(new, state, error, known))
            return True
        if known.failure or read != replace(self.catalog.article(old), path=new):
            return False
        self.writer.move(old, new, state)
        return True

    def _write(self, paths: list[ArticlePath], files: Mapping[ArticlePath, FileState]) -> None:
        """Read, cut, encode and write articles, a group at a time."""
        failed: dict[ArticlePath, FileState] = {}
        for group, encoded in self.groups.encode(self._read_groups(paths, files, failed)):
            self._forget(self.writer.write(self._put(group, encoded, files), encoded))
            self._report_progress(len(group))
        self.writer.touch(failed)
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
            self._report_progress(0, path)
            try:
                article = self.reader.read(path, files[path])
            except ReadError as error:
                failed[path] = self.reader.failed(path, files[path], error)
                self.done += 1
                continue
            group.append(self.groups.cut(article))
            if sum(len(passages) for _, passages in group) >= GROUP:
                yield group
                group = []
        if group:
            yield group
        if paths:
            self._report_progress(0)

    def _put(
        self, group: Group, vectors: Mapping[bytes, Encoded], files: Mapping[ArticlePath, FileState]
    ) -> list[NewArticle]:
        """Write a group's vectors under new ids. Returns its articles, ready for the catalog."""
        ids = self.writer.reserve(sum(len(passages) for _, passages in group))
        left = iter(ids)
        made = [
            NewArticle(
                article,
                tuple(passages),
                tuple(next(left) for _ in passages),
                tuple(self.groups.key(passage) for passage in passages),
                replace(files[article.path], content_hash=article.content_hash, article_id=None),
            )
            for article, passages in group
        ]
        if ids:
            keys = [key for new in made for key in new.vector_keys]
            self.store.vectors(self.recipe).put(ids, np.stack([vectors[key].passage for key in keys]))
        return made

    def _record_unchanged(
        self,
        paths: Iterable[ArticlePath],
        indexed: Mapping[ArticlePath, FileState],
        files: Mapping[ArticlePath, FileState],
    ) -> None:
        """Record how unchanged files look now, so that they need not be read again.

        The same bytes fail for the same reason as before; bytes that cannot be had may have another reason now.
        """
        now = {}
        for path in paths:
            before, state = indexed[path], files[path]
            if state == before:
                continue
            why = state if state.failure else before
            now[path] = replace(state, article_id=before.article_id, failure=why.failure, failed_since=why.failed_since)
        self.writer.touch({path: state for path, state in now.items() if state != indexed[path]})

    def _report_progress(self, done: int, what: str = "") -> None:
        self.done += done
        ended = self.done == self.total
        seconds = time.perf_counter() - self.begun
        self.progress(self.done, self.total, "done" if ended else what or "writing", self.groups.encoded, seconds)

    def _check_stop(self) -> None:
        if self.stop.is_set():
            raise Stopped(STOPPED)
