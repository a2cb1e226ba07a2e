"""What happens on the page, without Gradio: every method returns HTML or data, and lets no exception out."""

import datetime as dt
import logging
import threading
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from assistant.errors import (
    AssistantError,
    FileTakenError,
    IndexUnavailableError,
    NotFoundError,
    QuestionError,
    Stopped,
)
from assistant.once import once
from assistant.records import ArticleRow, Diagnosis, IndexStatus, Offer
from assistant.store.base import Conversations
from assistant.store.conversations import Choices, Conversation, Exchange, begin_conversation, clean
from assistant.web import render, suggest, tables, text
from assistant.web.asking import Asker, Growth, Place
from assistant.web.conversations import export
from assistant.web.indexing import Indexer, Run

if TYPE_CHECKING:
    from assistant.assistant import Assistant

T = TypeVar("T")
log = logging.getLogger(__name__)

SEARCHED = 20  # passages the search tab shows


class Desk:
    """One assistant at work for the page."""

    def __init__(self, assistant: "Assistant", indexer: Indexer, conversations: Conversations, asker: Asker) -> None:
        self.assistant, self.indexer = assistant, indexer
        self.conversations, self.asker = conversations, asker
        self.suffixes = assistant.suffixes
        self._suggesting = threading.Lock()
        self._to_begin = lru_cache(maxsize=2)(lambda _mark: suggest.to_begin(assistant, lambda: not self._closed))
        self._checks: dict[str, Checking] = {}  # those under way, by what their pages call them
        self._closed = False

    # Conversations

    def open_conversation(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """A conversation as it is, or an empty one if there is none of that id; and the list of all."""

        def opened() -> dict[str, Any]:
            try:
                found = self.conversations.get(str(told.get("conversation") or ""))
            except NotFoundError:
                return {"conversation": None, "html": ""}
            turns = (self._turn(found, number) for number in range(1, len(found.exchanges) + 1))
            return {"conversation": found.id, "html": "".join(turns)}

        return guarded(
            opened, lambda message: {"conversation": None, "html": render.notice_html("error", text.FAILED, message)}
        )

    def list_conversations(self, told: Mapping[str, Any]) -> str:
        """The conversations that hold some words."""
        words, current = str(told.get("words") or ""), told.get("conversation")

        def listed() -> str:
            found = self.conversations.find(words)
            return render.conversations_html(found, current if isinstance(current, str) else None, searched=bool(words))

        return guarded(listed, render.error_line_html)

    def rename_conversation(self, told: Mapping[str, Any]) -> str | None:
        """What is wrong, if anything is."""
        return guarded(
            lambda: self.conversations.rename(str(told.get("conversation")), str(told.get("name") or "")), str
        )

    def delete_conversation(self, told: Mapping[str, Any]) -> str | None:
        """What is wrong, if anything is."""

        def delete() -> None:
            conversation = self.conversations.get(str(told.get("conversation")))
            for number in range(1, len(conversation.exchanges) + 1):
                self.asker.stop((conversation.id, number))
            self.conversations.delete(conversation.id)

        return guarded(delete, str)

    def export_conversation(self, id_: str) -> str:
        """A conversation as Markdown. Raises NotFoundError."""
        return export(self.conversations.get(id_))

    def welcome(self, told: Mapping[str, Any]) -> str:
        """What a conversation shows before its first question; ``quick``: without what must be found first."""

        def welcome() -> str:
            try:
                articles = self.assistant.status().articles
            except IndexUnavailableError:
                articles = 0
            if not articles:
                return render.empty_html(indexing=self.indexer.run.running)
            if any(row.path == text.SAMPLE for row in self._articles()):
                return render.welcome_html(text.EXAMPLES, text.EXAMPLES_LABEL)
            questions: list[str] = []
            if not told.get("quick") and self._may_suggest():
                with self._suggesting:
                    questions = self._to_begin(self.mark(self.indexer.run))
            return render.welcome_html(questions, text.STARTERS_LABEL)

        return guarded(welcome, render.error_line_html)

    def _may_suggest(self) -> bool:
        """Suggestions never keep anybody waiting for an answer."""
        return not self._closed and not self.asker.busy and not self.indexer.run.running

    def close(self, timeout: float) -> None:
        """Offer no more questions, and wait for those that are being tried."""
        self._closed = True
        if self._suggesting.acquire(timeout=timeout):
            self._suggesting.release()

    # Questions

    def ask(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """Begin to answer a question; see ``look``. An error says what is wrong with it, and nothing is begun."""

        def begin() -> dict[str, Any]:
            question = clean(str(told.get("question") or "")).strip()
            most = self.assistant.settings.max_question_chars
            if len(question) > most:  # said before a megabyte is kept
                raise QuestionError(f"The question has {len(question):,} characters; {most:,} are the most.")
            try:
                conversation = self.conversations.get(str(told.get("conversation") or ""))
            except NotFoundError:
                conversation = begin_conversation(question)
            wanted = told.get("number")
            wanted = wanted if isinstance(wanted, int) else None
            choices = Choices(bool(told.get("alone")), bool(told.get("any_day")), self._writer(told.get("writer")))
            conversation, number = self.asker.begin(conversation, question, choices, wanted)
            html = render.turn_html(number, Exchange(question, choices), pending=True)
            return {"conversation": conversation.id, "number": number, "html": html, "name": conversation.name}

        return guarded(begin, lambda message: {"error": message})

    def _writer(self, name: object) -> str | None:
        """A writer that is offered; None leaves it to the settings."""
        return next((offer.name for offer in self.writers if offer.name == name), None)

    @once
    def writers(self) -> tuple[Offer, ...]:
        """Who may write, the one of the settings first; looked for once."""
        offers = guarded(self.assistant.models, lambda _: ())
        return tuple(sorted(offers, key=lambda offer: offer.name != self.assistant.settings.model))

    def growth(self, told: Mapping[str, Any]) -> Growth | None:
        """How far a question under way is."""
        return guarded(lambda: self.asker.look(place_of(told)), lambda _: None)

    def look(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """A question and its answer as far as it is by now."""

        def looked() -> dict[str, Any]:
            id_, number = place_of(told)
            growth = self.asker.look((id_, number))
            exchange = growth.exchange if growth else self._exchange(told)
            html = render.turn_html(number, exchange, pending=growth is not None)
            return {"conversation": id_, "number": number, "html": html, "pending": growth is not None}

        return guarded(looked, lambda message: {"error": message, "pending": False})

    def _turn(self, conversation: Conversation, number: int) -> str:
        growth = self.asker.look((conversation.id, number))
        exchange = growth.exchange if growth else conversation.exchanges[number - 1]
        return render.turn_html(number, exchange, pending=growth is not None)

    def stop(self, told: Mapping[str, Any]) -> None:
        """End an answer where it is."""
        guarded(lambda: self.asker.stop(place_of(told)), str)

    def suggest(self, told: Mapping[str, Any]) -> str:
        """Questions to ask after an answer, if there is time to find them."""

        def suggested() -> str:
            exchange = self._exchange(told)
            if exchange.answer is None or not self._suggesting.acquire(blocking=False):
                return ""
            try:
                return render.next_html(suggest.after(self.assistant, exchange.answer, self._may_suggest))
            finally:
                self._suggesting.release()

        return guarded(suggested, lambda _: "")

    def _exchange(self, told: Mapping[str, Any]) -> Exchange:
        id_, number = place_of(told)
        exchanges = self.conversations.get(id_).exchanges
        if not 0 < number <= len(exchanges):
            raise NotFoundError(text.NO_SUCH_ADDRESS)
        return exchanges[number - 1]

    # Articles

    def open_article(self, place: Mapping[str, Any]) -> str:
        """The article a button of the page leads to, in the version it names, else the current one."""

        def open_it() -> str:
            path, version = str(place["article"]), place.get("version")
            mark = (int(place["start"]), int(place["end"])) if "start" in place else None
            article = self.assistant.article(path, None if version is None else str(version))
            indexed_at = self.assistant.indexed_at(article.path, article.version)
            return render.article_html(article, mark, self._note(article.path, article.version), indexed_at)

        return guarded(open_it, render.note_html)

    def _note(self, path: str, version: str) -> str:
        """What is said of a version that is no longer the current one."""
        try:
            current = self.assistant.article(path).version
        except NotFoundError:
            return render.note_html(text.GONE)
        return "" if current == version else render.note_html(text.OLDER_VERSION, open_article=path)

    # The corpus

    def mark(self, run: Run) -> str:
        """Another one whenever the tables may show something else."""

        def of_index() -> str:
            status = self.assistant.status()
            counts = f"{status.articles} {status.passages} {len(status.failed)} {len(status.skipped)}"
            return f"{run.number} {counts}"

        return guarded(of_index, lambda message: f"{run.number} {message}")

    def state(self, _: Mapping[str, Any]) -> dict[str, Any]:
        """How many articles are indexed, how far a run is, and the mark of the tables."""
        run = self.indexer.run

        def facts() -> list[str]:
            try:
                status = self.assistant.status()
            except IndexUnavailableError:  # there is none before the first run
                return [text.NO_INDEX]
            articles, passages = text.plural(status.articles, "article"), text.plural(status.passages, "passage")
            failed = [text.FAILED_COUNT.format(count=text.plural(len(status.failed), "file"))] if status.failed else []
            kept = text.UP_TO_DATE if self.indexer.kept else text.NOT_KEPT
            when = [kept.format(time=clock(status.last_sync))] if status.last_sync and not run.running else []
            return [text.INDEXED.format(articles=articles, passages=passages), *failed, *when]

        return {
            "html": tables.state_html(guarded(facts, lambda message: [message]), run),
            "running": run.running,
            "stopping": run.stopping,
            "kept": self.indexer.kept,
            "mark": "" if run.running else self.mark(run),
        }

    def corpus(self, told: Mapping[str, Any]) -> dict[str, str]:
        """The documents a view shows, and all that stands around them."""

        def shown() -> dict[str, str]:
            status = self._status()
            rows = tables.list_rows(self._articles() if status else [], status or IndexStatus(0, 0, (), None, None))
            view = tables.View.of(told)
            return {
                "table": tables.corpus_html(rows, view, str(self.assistant.settings.corpus)),
                "plot": tables.plot_html(rows, view),
                "outlets": tables.options_html(rows, view),
                "period": text.MONTH_FILTER.format(month=tables.write_period(view.period)) if view.period else "",
                "outcome": tables.run_html(self.indexer.run),
                "health": tables.health_html(status),
                "failed": str(len(status.failed)) if status else "0",
            }

        return guarded(shown, lambda message: {"table": render.error_line_html(message)})

    def _status(self) -> IndexStatus | None:
        try:
            return self.assistant.status()
        except IndexUnavailableError:
            return None

    def _articles(self) -> list[ArticleRow]:
        return self.assistant.articles()

    def reindex(self, told: Mapping[str, Any]) -> None:
        """Begin a run, or, if ``stop`` is told, end the one under way."""
        if told.get("stop"):
            self.indexer.stop()
        else:
            self.indexer.start(retry=bool(told.get("retry")))

    def keep(self, told: Mapping[str, Any]) -> None:
        """Keep the index in sync with the corpus, or no longer."""
        self.indexer.keep_in_sync(bool(told.get("kept")))

    def add_file(self, name: str, content: bytes, *, replace: bool) -> dict[str, Any]:
        """Put a file into the corpus and index it; says what came of it, and whether one of that name was there."""

        def add() -> dict[str, Any]:
            try:
                path = self.assistant.add_file(name, content, replace=replace)
            except FileTakenError as error:
                return {"added": False, "taken": True, "message": text.NOT_ADDED.format(name=name, reason=error)}
            self.indexer.start()
            return {"added": True, "message": (text.REPLACED_FILE if replace else text.ADDED_FILE).format(path=path)}

        return guarded(add, lambda reason: {"added": False, "message": text.NOT_ADDED.format(name=name, reason=reason)})

    def remove_file(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """Take a file out of the corpus; the id that puts it back is told."""

        def remove() -> dict[str, Any]:
            path = str(told.get("path"))
            removed = self.assistant.remove_file(path)
            self.indexer.start()
            return {"message": text.DELETED_FILE.format(path=path, kept=removed.file), "removal": removed.id}

        return guarded(remove, lambda message: {"message": message})

    def restore_file(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """Put a removed file back, by the id ``remove_file`` gave."""

        def restore() -> dict[str, Any]:
            path = self.assistant.restore_file(str(told.get("removal")))
            self.indexer.start()
            return {"message": text.RESTORED_FILE.format(path=path)}

        return guarded(restore, lambda message: {"message": message})

    def check_index(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """Check the index, and mend it if that is told; ``checking`` tells meanwhile how far it is, and stops it."""
        key, checking = str(told.get("key")), Checking()

        def check() -> dict[str, Any]:
            self._checks[key] = checking
            try:
                diagnosis: Diagnosis = self.assistant.doctor(checking.progress, repair=bool(told.get("repair")))
            finally:
                self._checks.pop(key, None)  # a second of the same key may have ended before
            return {"html": tables.health_html(self._status(), diagnosis), "healthy": diagnosis.healthy}

        return guarded(
            check,
            lambda message: {
                "html": tables.health_html(self._status()) + render.error_line_html(message),
                "healthy": True,
            },
        )

    def checking(self, told: Mapping[str, Any]) -> str:
        """How far the check of that key is, which ends early if that is told."""
        checking = self._checks.get(str(told.get("key")))
        if checking and told.get("stop"):
            checking.stop.set()
        return checking.told if checking else ""

    # Search

    def search(self, told: Mapping[str, Any]) -> str:
        """What a search finds, and how."""

        def searched() -> str:
            result = self.assistant.search(str(told.get("query") or ""), SEARCHED)
            days = [row.date for row in self._articles()]
            scope = result.scope
            start, end = (scope.start or dt.date.min, scope.end or dt.date.max) if scope else (dt.date.min, dt.date.max)
            kept = sum(day is not None and start <= day <= end for day in days)
            return tables.search_html(result, kept, len(days))

        return guarded(searched, render.error_line_html)


class Checking:
    """A check of the index that is under way."""

    def __init__(self) -> None:
        self.told, self.stop = "", threading.Event()

    def progress(self, done: int, total: int, what: str, *_: Any, **__: Any) -> None:
        if self.stop.is_set():
            raise Stopped(text.CHECK_STOPPED)
        self.told = text.CHECK_PROGRESS.format(what=what, done=done, total=total)


def place_of(told: Mapping[str, Any]) -> Place:
    """The exchange a page speaks of. Raises NotFoundError if it speaks of none."""
    try:
        return str(told["conversation"]), int(told["number"])
    except (KeyError, TypeError, ValueError):
        raise NotFoundError(text.NO_SUCH_ADDRESS) from None


def guarded(action: Callable[[], T], excuse: Callable[[str], T]) -> T:
    """What an action yields, or what is made of one friendly line where it fails. The log has the rest."""
    try:
        return action()
    except AssistantError as error:
        return excuse(str(error))
    except Exception:
        log.exception("something on the page failed")
        return excuse(text.UNEXPECTED)


def clock(moment: dt.datetime) -> str:
    """A point in time by the clock of this machine, with its day if that is not today."""
    here = moment.astimezone()
    return here.strftime("%H:%M" if here.date() == dt.date.today() else "%H:%M on %Y-%m-%d")
