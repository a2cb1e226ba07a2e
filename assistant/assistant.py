"""The façade: it builds the parts, holds them open, and hands each request to them."""

import datetime as dt
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from assistant.answer import run
from assistant.answer.answer_run import Request
from assistant.answer.explanation import Explanation
from assistant.answer.parts import Parts
from assistant.answer.write import models
from assistant.documents import folder, known_suffixes
from assistant.documents.worker import Isolated
from assistant.index import doctor
from assistant.index.encode import Encoder
from assistant.index.locks import IndexLock
from assistant.index.sync import Sync
from assistant.index.watch import changes
from assistant.progress import Progress
from assistant.records import (
    Answer,
    Article,
    ArticlePath,
    ArticleRow,
    Offer,
    RemovalId,
    Removed,
    SearchResult,
    Turn,
    Version,
)
from assistant.reports import Diagnosis, IndexStatus, SyncReport
from assistant.settings import Settings
from assistant.store import open_store
from assistant.store.base import Store

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import Runnable


class Assistant:
    """A corpus, its index and all that can be asked of them, from any thread. What is heavy is opened at first use."""

    def __init__(self, settings: Settings, name: str = "another program", store: Store | None = None) -> None:
        """name: of this process, in the errors of others that wait for the index. store: if not the usual one."""
        self.settings = settings
        self.store = store or open_store(settings)
        self.encoder = Encoder(settings.encoder)
        self._syncing = threading.Lock()
        self._lock = IndexLock(settings.index, name, self.store.forget)
        self.parts = Parts.of(settings, self.store, self.encoder, self._lock)

    # Corpus -> index

    def sync(
        self,
        progress: Progress | None = None,
        stop: threading.Event | None = None,
        *,
        allow_removals: bool = False,
        retry: bool = False,
        rebuild: bool = False,
        patient: bool = False,
    ) -> SyncReport:
        """Make the index equal to the corpus. Raises CorpusError, IndexBusyError, EncoderError or Stopped.

        retry: read failed files again though nothing about them changed.
        rebuild: make the whole index anew beside the old one, which answers meanwhile.
        patient: leave files that are being written to a later run.
        """
        with self._syncing, self.writing():
            self.store.catalog(create=True)
            sync = self._new_sync(progress, stop)
            return sync.run(allow_removals=allow_removals, retry=retry, rebuild=rebuild, patient=patient)

    def _new_sync(self, progress: Progress | None, stop: threading.Event | None = None) -> Sync:
        return Sync(self.settings, self.store, self.encoder, progress or (lambda *_: None), stop or threading.Event())

    def doctor(self, progress: Progress | None = None, *, repair: bool = False, prune: bool = False) -> Diagnosis:
        """Check the index; only with ``repair`` or ``prune`` is anything written. Raises as ``sync`` does."""
        lock = self.writing() if repair or prune else self._lock.shared()
        with self._syncing:
            return doctor.diagnose(self.store, lambda: self._new_sync(progress), lock, mend=repair, prune=prune)

    def changes(self, stop: threading.Event) -> Iterator[None]:
        """Yield once at first, then whenever a sync may find something to do, until ``stop`` is set."""
        return changes(self.settings.corpus, self.settings.index, stop)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only process that uses this index. Raises IndexBusyError after ten seconds of waiting."""
        folder.require_corpus(self.settings.corpus)  # before an index folder is made for a corpus that is not there
        with self._lock.exclusive():
            yield

    @property
    def suffixes(self) -> tuple[str, ...]:
        """How the names of documents end."""
        return known_suffixes()

    def add_file(self, name: str, content: bytes, *, replace: bool = False) -> ArticlePath:
        """Put a document into the corpus folder; the next sync indexes it.

        replace: it may take the place of one of that name. Raises FileTakenError, CorpusError or ReadError.
        """
        with Isolated(self.settings.read_seconds, self.settings.read_mb) as isolated:
            return folder.add(self.settings.corpus, name, content, isolated.parse, replace=replace)

    def remove_file(self, path: ArticlePath) -> Removed:
        """Take a document out of the corpus folder; the next sync takes it out of the index.

        It is kept in the index folder, and ``restore_file`` puts it back. Raises NotFoundError or CorpusError.
        """
        return folder.put_away(self.settings.corpus, self.settings.index, path)

    def restore_file(self, removal: RemovalId) -> ArticlePath:
        """Put a removed document back where it was. Raises FileTakenError, NotFoundError or CorpusError."""
        return folder.put_back(self.settings.corpus, self.settings.index, removal)

    # Question -> answer

    def search(
        self, query: str, k: int = 10, history: Sequence[Turn] = (), today: dt.date | None = None
    ) -> SearchResult:
        """The ``k`` best passages. Raises QuestionError or IndexUnavailableError."""
        with self.encoder.asking():
            return run.search(query, k, history, today, self.parts)

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        today: dt.date | None = None,
        *,
        model: str | None = None,
        kind: str = "",
    ) -> Answer:
        """A checked answer, a refusal, or a question back: the last of ``stream``."""
        *_, answer = self.stream(question, history, today, model=model, kind=kind)
        return answer

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        today: dt.date | None = None,
        *,
        model: str | None = None,
        any_day: bool = False,
        kind: str = "",
        stop: threading.Event | None = None,
    ) -> Generator[Answer, None, None]:
        """Growing answers: what was found, then one for each further checked sentence, the last one complete.

        model: who writes this answer, as ASSISTANT_MODEL has it. any_day: whatever days the question names.
        kind: of the question, as ``Answer.kind`` has it; "": as it is recognised.

        Setting ``stop`` ends it with the sentences checked by then; closing the generator ends it too.
        Raises QuestionError or IndexUnavailableError.
        """
        request = Request(question, history, today, model or self.settings.model, any_day, kind)
        return run.answer(request, self.parts, stop or threading.Event())

    def explain(
        self, question: str, history: Sequence[Turn] = (), today: dt.date | None = None, *, any_day: bool = False
    ) -> Explanation:
        """Why a question is answered or refused. any_day: whatever days it names. Raises as ``ask`` does."""
        return run.explain_answer(question, history, today, self.parts, any_day=any_day)

    def models(self) -> tuple[Offer, ...]:
        """Who may write: the extractive writer, the configured model, and what else is there to be chosen."""
        return models.offers(self.settings)

    def as_retriever(self, k: int = 10) -> "BaseRetriever":
        """A LangChain retriever: Documents of passages, with article, version, offsets, title, date, source and url."""
        from assistant.answer.langchain import PassageRetriever

        return PassageRetriever(search=lambda query: self.search(query, k))

    def as_runnable(self) -> "Runnable[Any, Answer]":
        """A LangChain runnable: a question, or {"question", "history"}, -> Answer; streamed, growing ones."""
        from assistant.answer.langchain import AnswerRunnable

        return AnswerRunnable(self.stream)

    # What people look up

    def article(self, path: ArticlePath, version: Version | None = None) -> Article:
        """An indexed article, or one version of it. Raises NotFoundError."""
        return self.store.catalog().article(path, version)

    def indexed_at(self, path: ArticlePath, version: Version) -> dt.datetime | None:
        """When a version of an article was indexed; None if it is not there."""
        return self.store.catalog().indexed_at(path, version)

    def articles(self) -> list[ArticleRow]:
        """Every indexed article, newest first."""
        return self.store.catalog().articles()

    def status(self) -> IndexStatus:
        return self.store.catalog().status()

    def close(self) -> None:
        self.store.close()
