"""A store in memory, simple enough to see that it is right: the others are compared with it."""

import datetime as dt
import math
import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import Stemmer
from numpy.typing import NDArray

from assistant.errors import IndexUnavailableError, NotFoundError
from assistant.records import Article, ArticlePath, ArticleRow, Copy, Evidence, Freshness, Passage, Version
from assistant.reports import Failure, IndexStatus, Skipped
from assistant.settings import Settings
from assistant.store.base import Store, UnreadableVectorsError, VectorInspection, not_found
from assistant.store.conversations import Conversation, ConversationId, Exchange, place
from assistant.store.records import (
    ArticleSource,
    Encoded,
    FileState,
    FullTextRow,
    Holding,
    KnownSources,
    Mark,
    NewArticle,
    PassageText,
    StoredPassage,
    Stories,
)
from assistant.store.stories import Member, group_stories

TO_BE_READ = ""
K1, B = 1.2, 0.75  # of BM25, as in https://www.sqlite.org/fts5.html#the_bm25_function
LEAST_IDF = 1e-6  # of words that stand in most passages


@dataclass(frozen=True)
class KeptPassage:
    article_id: int
    passage: Passage
    key: bytes


@dataclass(frozen=True)
class KeptArticle:
    article: Article
    indexed_at: dt.datetime


@dataclass(frozen=True)
class State:
    """Everything a catalog holds. A change makes another state, so that a snapshot is just an old one."""

    generation: int = 0
    last_id: int = 0  # of passages and articles
    files: Mapping[ArticlePath, FileState] = field(default_factory=dict)
    skipped: Mapping[ArticlePath, str] = field(default_factory=dict)
    articles: Mapping[int, KeptArticle] = field(default_factory=dict)
    passages: Mapping[int, KeptPassage] = field(default_factory=dict)
    vectors: Mapping[bytes, Encoded] = field(default_factory=dict)
    journal: frozenset[int] = frozenset()
    marks: frozenset[str] = frozenset()
    recipe: str | None = None
    build: int = 0
    last_sync: dt.datetime | None = None
    sketches: Mapping[int, tuple[int, bytes]] = field(default_factory=dict)
    pairs: frozenset[tuple[int, int]] = frozenset()


class Database:
    """The state of one catalog. Changes are made one after another; a thread in a snapshot sees the state it began."""

    def __init__(self) -> None:
        self._state = State()
        self._changing = threading.RLock()
        self._pinned = threading.local()

    @property
    def state(self) -> State:
        return getattr(self._pinned, "state", None) or self._state

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        outer = getattr(self._pinned, "state", None)
        self._pinned.state = self.state
        try:
            yield
        finally:
            self._pinned.state = outer

    @contextmanager
    def transaction(self) -> Iterator["Draft"]:
        with self._changing:
            draft = Draft(self._state)
            yield draft
            self._state = draft.finished()


class Draft:
    """The next state, while it is made."""

    def __init__(self, state: State) -> None:
        self._before = state
        self.last_id, self.build = state.last_id, state.build
        self.files, self.skipped, self.articles = dict(state.files), dict(state.skipped), dict(state.articles)
        self.passages, self.vectors = dict(state.passages), dict(state.vectors)
        self.journal, self.marks = set(state.journal), set(state.marks)
        self.recipe, self.last_sync = state.recipe, state.last_sync
        self.sketches, self.pairs = dict(state.sketches), set(state.pairs)

    def finished(self) -> State:
        return State(
            self._before.generation + 1,
            self.last_id,
            self.files,
            self.skipped,
            self.articles,
            self.passages,
            self.vectors,
            frozenset(self.journal),
            frozenset(self.marks),
            self.recipe,
            self.build,
            self.last_sync,
            self.sketches,
            frozenset(self.pairs),
        )

    def new_id(self) -> int:
        self.last_id += 1
        return self.last_id

    def put(self, new: NewArticle) -> None:
        path = new.article.path
        for id_ in [id_ for id_, each in self.articles.items() if _names(each, path, new.article.version)]:
            del self.articles[id_]
        article_id = self.new_id()
        self.articles[article_id] = KeptArticle(new.article, dt.datetime.now(dt.UTC).replace(microsecond=0))
        for id_, passage, key in zip(new.passage_ids, new.passages, new.vector_keys, strict=True):
            self.passages[id_] = KeptPassage(article_id, passage, key)
            self.journal.discard(id_)
        self.files[path] = replace(new.file, article_id=article_id)

    def drop_passages(self, ids: Collection[int]) -> None:
        """Take passages out, and the vectors that only they used."""
        dropped = [self.passages.pop(id_) for id_ in ids]
        used = {each.key for each in self.passages.values()}
        for each in dropped:
            if each.key not in used:
                self.vectors.pop(each.key, None)
        self.journal |= set(ids)

    def drop_file(self, path: ArticlePath) -> list[int]:
        file = self.files.pop(path, None)
        ids = [id_ for id_, each in self.passages.items() if file and each.article_id == file.article_id]
        self.drop_passages(ids)
        return ids

    def drop_unused(self) -> None:
        used = {each.key for each in self.passages.values()}
        self.vectors = {key: each for key, each in self.vectors.items() if key in used}

    def keep(self, vectors: Mapping[bytes, Encoded]) -> None:
        for key, each in vectors.items():
            halved = each.sentences.astype(np.float16).astype(np.float32)
            self.vectors.setdefault(key, Encoded(each.passage.astype(np.float32), halved))


def _names(kept: KeptArticle, path: ArticlePath, version: Version) -> bool:
    return (kept.article.path, kept.article.version) == (path, version)


class MemoryFullText:
    def __init__(self, database: Database) -> None:
        self._database = database

    def match(
        self,
        words: Sequence[str],
        k: int,
        start: dt.date | None = None,
        end: dt.date | None = None,
        *,
        among: Collection[int] | None = None,
    ) -> list[tuple[int, float]]:
        phrases = [phrase for phrase in map(tokens, words) if phrase]
        texts = self._texts()
        if not phrases or not texts:
            return []
        mean = sum(len(header) + len(text) for header, text in texts.values()) / len(texts)
        scores: dict[int, float] = {}
        for phrase in phrases:
            counts = {id_: _count(phrase, header) + _count(phrase, text) for id_, (header, text) in texts.items()}
            counts = {id_: count for id_, count in counts.items() if count}
            idf = max(LEAST_IDF, math.log((len(texts) - len(counts) + 0.5) / (len(counts) + 0.5)))
            for id_, count in counts.items():
                length = sum(map(len, texts[id_]))
                score = idf * count * (K1 + 1) / (count + K1 * (1 - B + B * length / mean))
                scores[id_] = scores.get(id_, 0.0) + score
        scores = {id_: score for id_, score in scores.items() if among is None or id_ in among}
        kept = [(id_, score) for id_, score in scores.items() if self._is_dated(id_, start, end)]
        return sorted(kept, key=lambda each: (-each[1], each[0]))[:k]

    def passages_with(self, phrases: Sequence[str]) -> list[PassageText]:
        wanted = [tokens(phrase) for phrase in phrases if tokens(phrase)]
        state = self._database.state
        holders: dict[int | None, list[str]] = {}
        for path, file in state.files.items():
            holders.setdefault(file.article_id, []).append(path)
        return [
            PassageText(path, each.passage.start, each.passage.text)
            for each in state.passages.values()
            if any(_count(phrase, tokens(each.passage.text)) for phrase in wanted)
            for path in holders.get(each.article_id, [])
        ]

    def document_frequencies(self, words: Sequence[str]) -> dict[str, int]:
        texts = self._texts().values()
        return {
            word: sum(bool(_count(tokens(word), header) or _count(tokens(word), text)) for header, text in texts)
            for word in words
        }

    def _texts(self) -> dict[int, tuple[list[str], list[str]]]:
        passages = self._database.state.passages.items()
        return {id_: (tokens(each.passage.header), tokens(each.passage.text)) for id_, each in passages}

    def _is_dated(self, id_: int, start: dt.date | None, end: dt.date | None) -> bool:
        state = self._database.state
        day = state.articles[state.passages[id_].article_id].article.date
        return (start is None and end is None) or (
            day is not None and (start or dt.date.min) <= day <= (end or dt.date.max)
        )


def tokens(text: str) -> list[str]:
    """The words of a text without case and diacritics, stemmed."""
    plain = "".join(each for each in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(each))
    return [str(each) for each in Stemmer.Stemmer("porter").stemWords(re.findall(r"[^\W_]+", plain))]


def _count(phrase: list[str], words: list[str]) -> int:
    """How often words stand one after another in a text."""
    if not phrase:
        return 0
    return sum(words[at : at + len(phrase)] == phrase for at in range(len(words) - len(phrase) + 1))


class MemoryWriter:
    def __init__(self, database: Database) -> None:
        self._database = database

    def files(self) -> dict[ArticlePath, FileState]:
        return dict(self._database.state.files)

    def build(self) -> int:
        return self._database.state.build

    def start_build(self) -> int:
        with self._database.transaction() as draft:
            draft.build += 1
        return draft.build

    def skip(self, files: Mapping[ArticlePath, str]) -> None:
        with self._database.transaction() as draft:
            draft.skipped = dict(files)

    def is_marked(self, mark: Mark) -> bool:
        return mark in self._database.state.marks

    @contextmanager
    def marked(self, mark: Mark) -> Iterator[None]:
        with self._database.transaction() as draft:
            draft.marks.add(mark)
        yield
        self.clear_mark(mark)

    def clear_mark(self, mark: Mark) -> None:
        with self._database.transaction() as draft:
            draft.marks.discard(mark)

    def known_vectors(self, keys: Sequence[bytes]) -> dict[bytes, Encoded]:
        vectors = self._database.state.vectors
        return {key: vectors[key] for key in keys if key in vectors}

    def keep_vectors(self, vectors: Mapping[bytes, Encoded]) -> None:
        with self._database.transaction() as draft:
            draft.keep(vectors)

    def drop_unused_vectors(self) -> None:
        with self._database.transaction() as draft:
            draft.drop_unused()

    def start_recipe(
        self, recipe: str, articles: Sequence[NewArticle] = (), failed: Mapping[ArticlePath, FileState] | None = None
    ) -> None:
        with self._database.transaction() as draft:
            draft.files, draft.passages, draft.journal = {}, {}, set()
            for new in articles:
                draft.put(new)
            draft.files |= failed or {}
            draft.recipe = recipe

    def finish_sync(self, now: dt.datetime) -> None:
        with self._database.transaction() as draft:
            draft.last_sync = now.replace(microsecond=0)

    def reserve(self, count: int) -> list[int]:
        with self._database.transaction() as draft:
            ids = [draft.new_id() for _ in range(count)]
            draft.journal |= set(ids)
        return ids

    def journal(self) -> list[int]:
        return sorted(self._database.state.journal)

    def clear_journal(self, ids: Sequence[int]) -> None:
        with self._database.transaction() as draft:
            draft.journal -= set(ids)

    def write(self, articles: Sequence[NewArticle], vectors: Mapping[bytes, Encoded]) -> list[int]:
        with self._database.transaction() as draft:
            replaced = [id_ for new in articles for id_ in draft.drop_file(new.article.path)]
            draft.keep(vectors)
            for new in articles:
                draft.put(new)
        return replaced

    def remove(self, paths: Iterable[ArticlePath]) -> list[int]:
        with self._database.transaction() as draft:
            return [id_ for path in paths for id_ in draft.drop_file(path)]

    def move(self, old: ArticlePath, new: ArticlePath, file: FileState) -> None:
        with self._database.transaction() as draft:
            article_id = draft.files.pop(old).article_id
            assert article_id is not None
            kept = draft.articles[article_id]
            draft.articles[article_id] = replace(kept, article=replace(kept.article, path=new))
            draft.files[new] = replace(file, article_id=article_id)

    def touch(self, files: Mapping[ArticlePath, FileState]) -> None:
        with self._database.transaction() as draft:
            for path, file in files.items():
                held = draft.files[path].article_id if path in draft.files else None
                draft.files[path] = replace(file, article_id=held)


class MemoryCopies:
    def __init__(self, database: Database) -> None:
        self._database = database

    def stories(self) -> Stories:
        state, pairs = self._database.state, self.pairs()
        known = getattr(self, "_known_stories", None)
        if known is None or known[0] != state.generation:
            articles = {id_: state.articles[id_].article for pair in pairs for id_ in pair}
            members = {
                id_: Member(Copy(each.path, each.title, each.date, each.source), len(each.text))
                for id_, each in articles.items()
            }
            known = self._known_stories = state.generation, group_stories(members, pairs)
        return known[1]

    def unsketched(self, form: int) -> list[int]:
        return sorted(set(self._held()) - set(self.sketches(form)))

    def sketches(self, form: int) -> dict[int, bytes]:
        kept = self._database.state.sketches
        return {id_: kept[id_][1] for id_ in self._held() if id_ in kept and kept[id_][0] == form}

    def articles(self, ids: Sequence[int]) -> dict[int, Article]:
        return {id_: self._database.state.articles[id_].article for id_ in self._held() if id_ in ids}

    def pairs(self) -> list[tuple[int, int]]:
        held = set(self._held())
        return sorted(pair for pair in self._database.state.pairs if held >= set(pair))

    def keep(self, form: int, sketches: Mapping[int, bytes], pairs: Iterable[tuple[int, int]]) -> None:
        held = set(self._held())
        with self._database.transaction() as draft:
            gone = {id_ for id_ in draft.sketches if id_ not in held or id_ in sketches}
            draft.sketches = {id_: each for id_, each in draft.sketches.items() if id_ not in gone}
            draft.sketches |= {id_: (form, each) for id_, each in sketches.items()}
            draft.pairs = {pair for pair in draft.pairs if not gone & set(pair)}
            draft.pairs |= {(max(pair), min(pair)) for pair in pairs}

    def forget(self) -> None:
        with self._database.transaction() as draft:
            draft.sketches, draft.pairs = {}, set()

    def _held(self) -> list[int]:
        return sorted(file.article_id for file in self._database.state.files.values() if file.article_id is not None)


class MemoryRepair:
    def __init__(self, database: Database) -> None:
        self._database = database

    def check_file(self) -> tuple[list[str], list[str]]:
        return [], []

    def check_full_text(self) -> str | None:
        return None

    def dangling(self) -> Counter[tuple[str, str]]:
        return Counter()

    def unused_vectors(self) -> int:
        state = self._database.state
        return len(set(state.vectors) - {each.key for each in state.passages.values()})

    def unheld_passages(self) -> list[int]:
        state = self._database.state
        held = {file.article_id for file in state.files.values()}
        return [id_ for id_, each in state.passages.items() if each.article_id not in held]

    def dimensions(self) -> int:
        state = self._database.state
        return next((len(state.vectors[each.key].passage) for each in state.passages.values()), 0)

    def holdings(self) -> Iterator[Holding]:
        state = self._database.state
        for path, file in state.files.items():
            if file.article_id is not None:
                kept = [
                    StoredPassage(
                        id_,
                        each.passage.start,
                        each.passage.end,
                        each.passage.sentences,
                        each.key,
                        state.vectors[each.key].passage,
                        state.vectors[each.key].sentences.astype(np.float16).reshape(-1),
                    )
                    for id_, each in state.passages.items()
                    if each.article_id == file.article_id
                ]
                kept.sort(key=lambda each: (each.start, each.end))
                article = state.articles[file.article_id].article
                yield Holding(path, file.content_hash == TO_BE_READ, article, tuple(kept))

    def full_text_rows(self) -> Iterator[FullTextRow]:
        for id_, each in self._database.state.passages.items():
            yield id_, each.passage.header, each.passage.text

    def mend(
        self, drop: Collection[int], reread: Iterable[ArticlePath], full_text: Iterable[FullTextRow] | None
    ) -> None:
        with self._database.transaction() as draft:
            draft.drop_passages(drop)
            for path in reread:
                draft.files[path] = replace(draft.files[path], content_hash=TO_BE_READ, settled=False)

    def reindex(self) -> None:
        pass

    def prune(self) -> tuple[int, int]:
        with self._database.transaction() as draft:
            held = {file.article_id for file in draft.files.values()}
            held |= {each.article_id for each in draft.passages.values()}
            pruned = [id_ for id_ in draft.articles if id_ not in held]
            for id_ in pruned:
                del draft.articles[id_]
        return len(pruned), 0

    def describe_damage(self, why: str) -> str:
        return f"The catalog is damaged ({why})."


class MemoryCatalog:
    def __init__(self) -> None:
        self._database = Database()
        self.full_text = MemoryFullText(self._database)
        self.writer = MemoryWriter(self._database)
        self.repair = MemoryRepair(self._database)
        self.copies = MemoryCopies(self._database)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        with self._database.snapshot():
            yield

    def generation(self) -> int:
        return self._database.state.generation

    def recipe(self) -> str | None:
        return self._database.state.recipe

    def passage_count(self) -> int:
        return len(self._database.state.passages)

    def evidence(self, ids: Sequence[int]) -> dict[int, tuple[Evidence, Encoded]]:
        state = self._database.state
        found = {}
        for id_ in ids:
            if id_ in state.passages:
                passage, article = state.passages[id_].passage, self._article_of(state, id_)
                evidence = Evidence(
                    rank=0,
                    passage_id=id_,
                    article=article.path,
                    version=article.version,
                    title=article.title,
                    date=article.date,
                    source=article.source,
                    url=article.url,
                    start=passage.start,
                    end=passage.end,
                    text=passage.text,
                    sentences=passage.sentences,
                    score=0.0,
                    cosine=0.0,
                    dense_rank=None,
                    lexical_rank=None,
                    page=article.page(passage.start),
                )
                found[id_] = (evidence, state.vectors[state.passages[id_].key])
        return found

    def passage_vectors(self, ids: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        state = self._database.state
        return {id_: state.vectors[state.passages[id_].key].passage for id_ in ids if id_ in state.passages}

    def sources(self) -> KnownSources:
        state = self._database.state
        known = getattr(self, "_known", None)
        if known is None or known[0] != state.generation:
            articles = [
                (path, state.articles[file.article_id].article)
                for path, file in state.files.items()
                if file.article_id is not None
            ]
            articles.sort(key=lambda each: (-(each[1].date or dt.date.min).toordinal(), each[0]))
            rows = (
                ArticleSource(path, each.title, each.source, each.author, each.date, each.version)
                for path, each in articles
            )
            known = self._known = state.generation, KnownSources(tuple(rows))
        return known[1]

    def passages_of(self, paths: Collection[ArticlePath]) -> list[int]:
        state = self._database.state
        ids = {file.article_id for path, file in state.files.items() if path in paths}
        return sorted(id_ for id_, each in state.passages.items() if each.article_id in ids)

    def passage_days(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        state = self._database.state
        ids = sorted(state.passages)
        days = [date.toordinal() if (date := self._article_of(state, id_).date) else 0 for id_ in ids]
        return np.array(ids, np.int64), np.array(days, np.int64)

    def dated_texts(self, ids: Sequence[int]) -> dict[int, tuple[dt.date | None, str]]:
        state = self._database.state
        articles = {id_: self._article_of(state, id_) for id_ in ids if id_ in state.passages}
        return {
            id_: (article.date, f"{article.title}\n{state.passages[id_].passage.text}")
            for id_, article in articles.items()
        }

    def all_vectors(
        self, batch: int = 2000, without: Collection[int] = (), after: int = 0
    ) -> Iterator[tuple[list[int], NDArray[np.float32]]]:
        ids = [id_ for id_ in sorted(self._database.state.passages) if id_ > after and id_ not in without]
        for at in range(0, len(ids), batch):
            some = self.passage_vectors(ids[at : at + batch])
            yield list(some), np.stack(list(some.values()))

    def article(self, path: ArticlePath, version: Version | None = None) -> Article:
        state = self._database.state
        if version is None:
            held = state.files[path].article_id if path in state.files else None
            found = None if held is None else state.articles[held]
        else:
            found = self._version(path, version)
        if found is None:
            raise not_found(path, version)
        return found.article

    def indexed_at(self, path: ArticlePath, version: Version) -> dt.datetime | None:
        found = self._version(path, version)
        return found.indexed_at if found else None

    def articles(self) -> list[ArticleRow]:
        state = self._database.state
        rows = []
        for path, file in state.files.items():
            if file.article_id is not None:
                kept = state.articles[file.article_id]
                count = sum(each.article_id == file.article_id for each in state.passages.values())
                article = kept.article
                rows.append(ArticleRow(path, article.title, article.date, article.source, count, kept.indexed_at))
        return sorted(rows, key=lambda row: (-row.date.toordinal() if row.date else 1, row.path))

    def freshness(self) -> Freshness:
        dates = [row.date for row in self.articles() if row.date]
        return Freshness(max(dates, default=None), self.status().last_sync, len(self.status().failed))

    def status(self) -> IndexStatus:
        state = self._database.state
        failed = [
            Failure(path, file.failure, file.failed_since) for path, file in sorted(state.files.items()) if file.failure
        ]
        return IndexStatus(
            sum(file.article_id is not None for file in state.files.values()),
            len(state.passages),
            tuple(failed),
            state.recipe.partition(" ")[0] if state.recipe else None,
            state.last_sync,
            tuple(Skipped(path, reason) for path, reason in sorted(state.skipped.items())),
        )

    def _version(self, path: ArticlePath, version: Version) -> KeptArticle | None:
        kept = self._database.state.articles.items()
        found = [(each.article.path == path, id_, each) for id_, each in kept if each.article.version == version]
        return max(found)[2] if found else None

    @staticmethod
    def _article_of(state: State, id_: int) -> Article:
        return state.articles[state.passages[id_].article_id].article


class MemoryVectors:
    """The vectors of one recipe; an inspection of them too."""

    def __init__(self, collections: dict[str, dict[int, NDArray[np.float32]]], recipe: str) -> None:
        self._collections, self._recipe = collections, recipe

    @property
    def _held(self) -> dict[int, NDArray[np.float32]]:
        return self._collections.setdefault(self._recipe, {})

    def count(self) -> int:
        return len(self._held)

    def put(self, ids: Sequence[int], vectors: NDArray[np.float32]) -> None:
        self._held.update(zip(ids, vectors, strict=True))

    def delete(self, ids: Sequence[int]) -> None:
        for id_ in ids:
            self._held.pop(id_, None)

    def nearest(self, vector: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
        if self._recipe not in self._collections:
            raise IndexUnavailableError("The index was built anew: ask again.")
        found = [(id_, float(each @ vector)) for id_, each in self._held.items()]
        return sorted(found, key=lambda each: (-each[1], each[0]))[:k]

    def empty(self) -> None:
        self._collections[self._recipe] = {}

    def drop_other_recipes(self) -> None:
        for recipe in set(self._collections) - {self._recipe}:
            del self._collections[recipe]

    def names(self) -> list[str]:
        return [str(id_) for id_ in self._held]

    def damage(self) -> list[str]:
        return []

    def other_recipes(self) -> int:
        return len(set(self._collections) - {self._recipe})

    def stored(self, ids: Sequence[int]) -> NDArray[np.float32]:
        return np.stack([self._held[id_] for id_ in ids])


class MemoryConversations:
    def __init__(self) -> None:
        self._kept: dict[ConversationId, Conversation] = {}
        self._lock = threading.RLock()

    def find(self, words: str = "") -> list[Conversation]:
        with self._lock:
            found = [each for each in self._kept.values() if each.holds(words)]
        return sorted(found, key=lambda each: each.changed, reverse=True)

    def get(self, id_: ConversationId) -> Conversation:
        if id_ not in self._kept:
            raise NotFoundError("This conversation is no longer kept.")
        return self._kept[id_]

    def add(
        self, conversation: Conversation, exchange: Exchange, number: int | None = None
    ) -> tuple[Conversation, int]:
        with self._lock:
            into, number = place(conversation, self._kept.get(conversation.id), exchange, number)
            return self.put(into, number, exchange), number

    def put(self, conversation: Conversation, number: int, exchange: Exchange) -> Conversation:
        with self._lock:
            changed = self._kept.get(conversation.id, conversation).with_exchange(number, exchange)
            self._kept[conversation.id] = changed
        return changed

    def change(self, id_: ConversationId, number: int, change: Callable[[Exchange], Exchange]) -> None:
        with self._lock:
            if id_ in self._kept and 0 < number <= len(self._kept[id_].exchanges):
                self.put(self._kept[id_], number, change(self._kept[id_].exchanges[number - 1]))

    def rename(self, id_: ConversationId, name: str) -> None:
        with self._lock:
            self._kept[id_] = self.get(id_).renamed(name)

    def delete(self, id_: ConversationId) -> None:
        with self._lock:
            self._kept.pop(id_, None)


class MemoryStore:
    """See ``base.Store``."""

    def __init__(self) -> None:
        self._catalog: MemoryCatalog | None = None
        self._collections: dict[str, dict[int, NDArray[np.float32]]] = {}
        self._conversations = MemoryConversations()

    def catalog(self, *, create: bool = False) -> MemoryCatalog:
        if self._catalog is None:
            if not create:
                raise IndexUnavailableError("There is no index: run `assistant index` first.")
            self._catalog = MemoryCatalog()
        return self._catalog

    def vectors(self, recipe: str) -> MemoryVectors:
        self._collections.setdefault(recipe, {})
        return MemoryVectors(self._collections, recipe)

    def has_vectors(self) -> bool:
        return bool(self._collections)

    def prepare(self) -> None:
        pass

    def forget(self) -> None:
        pass

    @contextmanager
    def inspect(self, recipe: str) -> Iterator[VectorInspection]:
        if not self.has_vectors():
            raise UnreadableVectorsError("there are none")
        yield self.vectors(recipe)

    def replace_vectors(self, recipe: str, batches: Iterable[tuple[Sequence[int], NDArray[np.float32]]]) -> None:
        made: dict[str, dict[int, NDArray[np.float32]]] = {}
        for ids, matrix in batches:
            MemoryVectors(made, recipe).put(ids, matrix)
        self._collections.clear()
        self._collections.update(made)
        self.vectors(recipe)

    def leftovers(self) -> list[str]:
        return []

    def remove_leftovers(self) -> None:
        pass

    def conversations(self) -> MemoryConversations:
        return self._conversations

    def close(self) -> None:
        pass


KEPT: dict[Path, MemoryStore] = {}  # by the index folder that settings name


def open_memory(settings: Settings) -> Store:
    """The store of an index, as it was left."""
    return KEPT.setdefault(settings.index, MemoryStore())
