"""The whole flow on one page: only this module joins the stages.

corpus -> sync -> index;  question -> Query -> retrieve -> read -> write -> verify -> Answer
"""

import datetime as dt
import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from assistant.answer import decide
from assistant.answer.answer_run import AnswerRun, Assessment, Clock, scope_of
from assistant.answer.question import Query, check_question, read_query
from assistant.answer.read import Reader
from assistant.answer.rerank import Reranker
from assistant.answer.retrieve import Index, Retrieval, SentenceVectors, reorder, retrieve
from assistant.answer.write import extractive, generative, models
from assistant.documents import folder, known_suffixes
from assistant.documents.worker import Isolated
from assistant.errors import (
    AssistantError,
    CorpusError,
    IndexDamagedError,
    IndexUnavailableError,
    ModelError,
)
from assistant.index import doctor
from assistant.index.encode import Encoder
from assistant.index.examination import Examination
from assistant.index.locks import IndexLock
from assistant.index.sync import Sync
from assistant.index.watch import changes
from assistant.language.instructions import is_suspicious, untrusted_sentences
from assistant.records import (
    Answer,
    Article,
    ArticlePath,
    ArticleRow,
    Diagnosis,
    Evidence,
    IndexStatus,
    Offer,
    Place,
    Progress,
    Quotable,
    RemovalId,
    Removed,
    SearchResult,
    Sentence,
    SyncReport,
    Turn,
    Version,
)
from assistant.settings import Settings
from assistant.store import open_store
from assistant.store.base import Catalog, Store
from assistant.store.exact import Exact
from assistant.verify.entail import Entailer
from assistant.verify.verifier import Similarity, Verifier

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.runnables import Runnable

logger = logging.getLogger(__name__)

POOL = 20  # passages an answer is made from
NO_MODEL = "none"  # a setting that leaves a model out
EXTRACTIVE_INSTEAD = "The articles' own sentences are given instead."
STOPPED_WRITING = "Stopped; these are the sentences checked by then."
NONE_OF_THESE_DAYS = "No article of these days answers it; articles of any day were searched."


class Assistant:
    """A corpus, its index and everything that can be asked of them. Its methods may be called from any thread.

    Making one opens nothing; what is heavy is opened at first use.
    """

    def __init__(self, settings: Settings, name: str = "another program", store: Store | None = None) -> None:
        """name: who other processes are told uses the index. store: what the index is kept in, if not the usual one."""
        self.settings = settings
        self.store = store or open_store(settings)
        self.encoder = Encoder(settings.encoder)
        self.reader = Reader(settings.reader)
        self.reranker = Reranker(settings.reranker, settings.reranker_ms)
        self.entailer = Entailer(settings.nli)
        self._models: dict[str, BaseChatModel] = {}
        self._opened_exact: Exact | None = None
        self._opening = threading.RLock()
        self._syncing = threading.Lock()
        self._lock = IndexLock(settings.index, name, self.store.forget)

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
            run = self._new_sync(progress, stop)
            return run.run(allow_removals=allow_removals, retry=retry, rebuild=rebuild, patient=patient)

    def _new_sync(self, progress: Progress | None, stop: threading.Event | None = None) -> Sync:
        return Sync(
            self.settings.corpus,
            self.settings.index,
            self.store,
            self.encoder,
            passage_tokens=self.settings.passage_tokens,
            max_file_mb=self.settings.max_file_mb,
            read_seconds=self.settings.read_seconds,
            read_mb=self.settings.read_mb,
            progress=progress or (lambda *_: None),
            stop=stop or threading.Event(),
        )

    def doctor(self, progress: Progress | None = None, *, repair: bool = False, prune: bool = False) -> Diagnosis:
        """Check the index; only with ``repair`` or ``prune`` is anything written. Raises as ``sync`` does."""
        try:
            self.store.catalog()
        except IndexDamagedError as error:
            return doctor.of_damaged(error)

        def examine() -> Examination:
            run = self._new_sync(progress)
            return Examination(self.store, run.recipe, run.plan, run.progress)

        with self._syncing, self.writing() if repair or prune else self._lock.shared():
            return doctor.diagnose(examine, mend=repair, prune=prune)

    def changes(self, stop: threading.Event) -> Iterator[None]:
        """Yield once at first, then whenever a sync may find something to do, until ``stop`` is set."""
        return changes(self.settings.corpus, self.settings.index, stop)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only process that uses this index. Raises IndexBusyError after ten seconds of waiting."""
        if not self.settings.corpus.is_dir():  # said before an index folder is made for a corpus that is not there
            raise CorpusError(
                f"The corpus folder {self.settings.corpus} does not exist: make it, or name another with --corpus."
            )
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
            return self._search(query, k, history, today)

    def ask(
        self, question: str, history: Sequence[Turn] = (), today: dt.date | None = None, *, model: str | None = None
    ) -> Answer:
        """A checked answer, a refusal, or a question back: the last of ``stream``."""
        *_, answer = self.stream(question, history, today, model=model)
        return answer

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        today: dt.date | None = None,
        *,
        model: str | None = None,
        any_day: bool = False,
        stop: threading.Event | None = None,
    ) -> Iterator[Answer]:
        """Growing answers: what was found, then one for each further checked sentence, the last one complete.

        model: who writes this answer, as ASSISTANT_MODEL has it. any_day: whatever days the question names.

        Setting ``stop`` ends it with the sentences checked by then; closing the generator ends it too.
        Raises QuestionError or IndexUnavailableError.
        """
        asking = AnswerRun(question, Clock(), stop or threading.Event())
        try:
            with self.encoder.asking():
                query, note = self._resolve(question, history, today, model or self.settings.model, asking)
                query = replace(query, period=None) if any_day else query
                looked, widened = self._look_for_answer(query, asking)
            asking.begin(query, looked, widened)
            if not decide.is_enough(looked.features, looked.query):
                yield asking.partial()
                yield asking.refused(extractive.WRITER, note)
                return
            yield asking.partial()
            yield from self._write(asking, history, model or self.settings.model, note)
        finally:
            asking.stop.set()

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

    def _search(self, query: str, k: int, history: Sequence[Turn], today: dt.date | None) -> SearchResult:
        clock = Clock()
        asked = self._query(query, history, today)
        clock.lap("question")
        looked, note = self._look(asked, k, read=False), ""
        if asked.period and not looked.found.evidence:
            looked, note = self._look(replace(asked, period=None), k, read=False), NONE_OF_THESE_DAYS
        clock.lap("retrieve")
        hits = looked.found.evidence[:k]
        return SearchResult(query, asked.searched, hits, clock.timings(), scope_of(asked, note))

    def _resolve(
        self, question: str, history: Sequence[Turn], today: dt.date | None, name: str, asking: AnswerRun
    ) -> tuple[Query, str]:
        """The question as it is searched: a follow-up rewritten by the model, if that brings nothing nobody said.

        Also what is to be said if the model failed at that.
        """
        query, note = self._query(question, history, today), ""
        if query.context and name != extractive.WRITER:
            try:
                writing = generative.Writing(self.model(name), name, self.settings.model_timeout, asking.stop)
                asked = writing.rewrite(query, history)
                asking.count(writing.tokens)
                if asked:
                    alone = self._query(asked, (), today)
                    query = replace(alone, period=query.period or alone.period, latest=query.latest or alone.latest)
            except Exception as error:
                note = self._excuse(error, name)
        asking.clock.lap("question")
        return query, note

    def _look_for_answer(self, query: Query, asking: AnswerRun) -> tuple[Assessment, str]:
        """What is found; articles of any day if those of the days asked for answer nothing, which is then said."""
        looked, note = self._look(query, POOL), ""
        if query.period and not decide.is_enough(looked.features, looked.query):
            looked, note = self._look(replace(query, period=None), POOL), NONE_OF_THESE_DAYS
        asking.clock.lap("retrieve")
        return looked, note

    def _write(self, asking: AnswerRun, history: Sequence[Turn], name: str, note: str) -> Iterator[Answer]:
        """Growing answers by a chat model, if one is named and does not fail; else by the articles' own sentences."""
        if name != extractive.WRITER and not note:
            try:
                for answer in self._write_by_model(asking, history, name):
                    yield answer
                    if answer.complete:
                        return
            except Exception as error:
                note = self._excuse(error, name)
        draft = extractive.write(asking.looked.query, asking.looked.scored)
        asking.clock.lap("write")
        verifier = self._verifier(draft.quotables, None)
        sentences: list[Sentence] = []
        for at, written in enumerate(draft.sentences, start=1):
            if (checked := verifier.check(written)).support == "quoted":
                sentences.append(checked)
            asking.clock.lap("verify")
            if sentences and at < len(draft.sentences):
                yield asking.partial(sentences, verifier, draft.writer, note)
        asking.clock.lap("verify")
        yield asking.finished(sentences, verifier, draft.writer, note)

    def _write_by_model(self, asking: AnswerRun, history: Sequence[Turn], name: str) -> Iterator[Answer]:
        """Growing answers of the sentences that hold. Raises ModelError if too few do, or the model fails."""
        model = self.model(name)
        writing = generative.Writing(model, name, self.settings.model_timeout, asking.stop)
        best = asking.looked.found.evidence[: extractive.PASSAGES]
        quotables = generative.choose(best, self._untrusted(asking.looked), writing.room)
        verifier = self._verifier(quotables, SentenceVectors(self.store.catalog(), self.encoder))
        sentences: list[Sentence] = []
        written = unsupported = 0
        for draft in writing.write(asking.looked.query, quotables, history):
            asking.clock.lap("write")
            checked = verifier.check(draft)
            asking.clock.lap("verify")
            written, unsupported = written + 1, unsupported + (checked.support == "unsupported")
            if any(each.text == checked.text for each in sentences):
                continue
            if checked.support != "unsupported" or self.settings.unsupported == "show":
                sentences.append(checked)
                asking.told = writing.tokens
                yield asking.partial(sentences, verifier, name)
        asking.clock.lap("write")
        asking.count(writing.tokens)
        if writing.none:
            yield asking.refused(name, f"{name} says that no sentence found answers.")
        elif asking.stop.is_set():
            yield asking.finished(sentences, verifier, name, STOPPED_WRITING)
        elif unsupported * 3 > written or not any(each.support != "unsupported" for each in sentences):
            raise ModelError(f"{unsupported} of {written} sentences of {name} are not supported by the articles.")
        else:
            yield asking.finished(sentences, verifier, name)

    def _excuse(self, error: Exception, name: str) -> str:
        """One line on why the articles' own sentences are given instead of a model's; the log has the rest, no keys."""
        if isinstance(error, AssistantError):
            why = models.conceal(str(error), self.settings.secrets())
        else:
            why = models.explain(error, name, self.settings.secrets())
        logger.warning("%s", why)
        return f"{why} {EXTRACTIVE_INSTEAD}"

    def model(self, name: str) -> "BaseChatModel":
        """The chat model of that name, made at first use. Raises ModelError."""
        with self._opening:
            if name not in self._models:
                self._models[name] = models.open_model(name, self.settings)
            return self._models[name]

    def _verifier(self, quotables: Sequence[Quotable], similarity: Similarity | None) -> Verifier:
        entail = self.entailer.judge if similarity and self.settings.nli != NO_MODEL else None
        return Verifier(quotables, lru_cache(maxsize=None)(self.article), similarity, entail)

    def _untrusted(self, looked: Assessment) -> set[Place]:
        """The sentences of what was found that are, or stand beside, instructions to a model."""
        found: set[Place] = set()
        for each in looked.found.evidence[: extractive.PASSAGES * 2]:
            found |= untrusted_sentences(each, self.article(each.article, each.version).text)
        return found

    def _query(self, question: str, history: Sequence[Turn], today: dt.date | None) -> Query:
        asked = check_question(question, self.settings.max_question_chars)
        return read_query(asked, history, today or self.settings.today or dt.date.today())

    def _look(self, query: Query, k: int, *, read: bool = True) -> Assessment:
        """What is found for a question, its sentences scored, and read if they are to be answered from."""
        found = self._retrieve(query, max(k, POOL))
        if self.settings.reranker != NO_MODEL:
            found = self.reranker.rerank(query.searched, found)
        catalog = self.store.catalog()
        idf = extractive.weigh_words(query, catalog.full_text.document_frequencies, catalog.passage_count())
        found = replace(found, evidence=tuple(_flagged(each) for each in found.evidence))
        scored = extractive.score_sentences(query, found, idf)
        if any(each.suspicious for each in found.evidence):
            scored = self._trusted(scored)
        if read and self.settings.reader != NO_MODEL:
            excerpts = extractive.choose_excerpts(scored)
            readings = self.reader.read([each.window(query.text) for each in excerpts])
            scored = extractive.weigh_readings(scored, excerpts, readings)
        if not query.context and self.settings.reranker == NO_MODEL:  # sentences rank a follow-up's passages worse
            best: dict[int, float] = {}
            for each in scored:
                best.setdefault(each.quotable.evidence.passage_id, each.score)
            found = reorder(found, best)
        return Assessment(query, found, scored, decide.read_features(query, found, scored, idf))

    def _trusted(self, scored: Sequence[extractive.Scored]) -> list[extractive.Scored]:
        """The sentences that are no instructions to a model, and stand beside none."""
        passages = {each.quotable.evidence for each in scored}
        untrusted = set[Place]().union(
            *(untrusted_sentences(each, self.article(each.article, each.version).text) for each in passages)
        )
        return [each for each in scored if each.place not in untrusted]

    def _retrieve(self, query: Query, k: int) -> Retrieval:
        if self._recipe():  # what takes seconds the first time is done before the lock is taken
            self.store.prepare()
            self.encoder.prepare()
        with self._lock.shared():
            index = self.index()
            return retrieve(query, k, index, self.encoder.encode_question) if index else Retrieval((), {})

    def index(self) -> Index | None:
        """What is searched; None if there is nothing in it. Raises IndexUnavailableError."""
        catalog, recipe = self.store.catalog(), self._recipe()
        return Index(catalog, self.store.vectors(recipe), self._exact(catalog)) if recipe else None

    def _recipe(self) -> str | None:
        """What the index was built with; None if there is nothing in it. Raises IndexUnavailableError."""
        catalog = self.store.catalog()
        recipe = catalog.recipe()
        if recipe is None or not self.store.has_vectors():
            if catalog.passage_count():
                raise IndexUnavailableError(
                    f"The index in {self.settings.index} has lost its vectors: run `assistant index` to put them back."
                )
            return None
        if recipe.split()[0] != self.encoder.identity.split()[0]:
            raise IndexUnavailableError(
                f"The index in {self.settings.index} was built with another encoder than the settings name: run "
                "`assistant index` to build it anew."
            )
        return recipe

    def features(self, question: str, history: Sequence[Turn] = ()) -> tuple[str, decide.Features | None]:
        """Which model of ``confidence.json`` judges a question, and the features it is fitted on."""
        query = self._query(question, history, None)
        return decide.kind_of_model(query), self._look(query, POOL).features

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

    def _exact(self, catalog: Catalog) -> Exact:
        with self._opening:
            if self._opened_exact is None or self._opened_exact.catalog is not catalog:
                self._opened_exact = Exact(catalog)
            return self._opened_exact


def _flagged(evidence: Evidence) -> Evidence:
    return replace(evidence, suspicious=True) if is_suspicious(evidence) else evidence
