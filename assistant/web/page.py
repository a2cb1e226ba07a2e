"""The page: a conversation beside a reader, and the corpus. Built once; what it shows comes from ``render``."""

import datetime as dt
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import gradio as gr
from fastapi import FastAPI

from assistant.errors import AssistantError, IndexUnavailableError, NotFoundError
from assistant.records import Answer, Turn, fold
from assistant.web import render, text
from assistant.web.indexing import Indexer, Run

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

T = TypeVar("T")
log = logging.getLogger(__name__)

SUFFIXES = [".md", ".txt", ".html", ".htm"]
REFRESH_SECONDS = 0.7  # how often a page asks how far a run of the index is
IDLE_SECONDS = 3.0  # how often it asks whether there is one
KEEP_UPLOADS_SECONDS = 600
ASKERS = 4  # questions answered at the same time
BYTES_PER_MB = 1_000_000
UNSEEN = ("", "")  # the line of state, and the mark of the tables, that a page shows

READER = (
    '<aside class="reader" aria-label="${label}"><p class="hint">${hint}</p><div class="sheet" hidden>'
    '<div class="bar"><span>${label}</span><button type="button" class="close">${close}</button></div>'
    '<div class="document" tabindex="0"></div></div></aside>'
)
CONVERSATION = '<div class="conversation" role="log" aria-live="polite" aria-label="${label}">${value}</div>'
ICON = (
    "<link rel='icon' href=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Crect width='16' height='16' rx='3' fill='%23135e5a'/%3E%3Cpath d='M4 5h8M4 8h8M4 11h5' stroke='%23fff'"
    " stroke-width='1.6'/%3E%3C/svg%3E\">"
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question of a conversation, what is shown below it, and what a follow-up may refer to."""

    question: str
    body: str  # HTML
    reply: str = ""  # empty: not answered because of an error


# What happens on the page, without Gradio


class Desk:
    """One assistant at work for the page. Every method returns HTML or data, and lets no exception out."""

    def __init__(self, assistant: "Assistant", indexer: Indexer) -> None:
        self.assistant = assistant
        self.indexer = indexer

    def answer(self, question: str, earlier: Sequence[Exchange]) -> Exchange:
        def ask() -> Exchange:
            answer = self.assistant.ask(question, history(earlier))
            return Exchange(question, render.answer_html(answer, turn=len(earlier) + 1), plain(answer))

        return guarded(ask, lambda message: Exchange(question, render.error_html(message)))

    def open_article(self, place: Mapping[str, Any]) -> str:
        """The article a button of the page leads to, in the version it names, else the current one."""

        def open_it() -> str:
            path, version = str(place["article"]), place.get("version")
            mark = (int(place["start"]), int(place["end"])) if "start" in place else None
            article = self.assistant.article(path, None if version is None else str(version))
            return render.article_html(article, mark, self._note(article.path, article.version))

        return guarded(open_it, render.note_html)

    def _note(self, path: str, version: str) -> str:
        """What is said of a version that is no longer the current one."""
        try:
            current = self.assistant.article(path).version
        except NotFoundError:
            return render.note_html(text.GONE)
        return "" if current == version else render.note_html(text.OLDER_VERSION, open_article=path)

    def add_files(self, uploads: Sequence[str]) -> str:
        """Put uploaded files into the corpus and index them; says what came of each."""
        messages = [self._add_file(Path(upload)) for upload in uploads]
        self.indexer.start()
        return render.lines_html(messages)

    def _add_file(self, upload: Path) -> str:
        def add() -> str:
            return text.ADDED_FILE.format(path=self.assistant.add_file(upload.name, upload.read_bytes()))

        try:
            return guarded(add, lambda message: text.NOT_ADDED.format(name=upload.name, reason=message))
        finally:
            upload.unlink(missing_ok=True)

    def mark(self, run: Run) -> str:
        """Another one whenever the tables may show something else."""

        def of_index() -> str:
            status = self.assistant.status()
            return f"{run.number} {status.articles} {status.passages} {len(status.failed)} {len(status.skipped)}"

        return guarded(of_index, lambda message: f"{run.number} {message}")

    def state(self, run: Run) -> str:
        """How many articles are indexed, and how far a run is."""

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

        return render.state_html(guarded(facts, lambda message: [message]), run)

    def corpus(self) -> str:
        """The tables of what is indexed, what could not be, and what is not read."""

        def tables() -> str:
            status = self.assistant.status()
            return render.corpus_html(self.assistant.articles(), status.failed, status.skipped)

        return guarded(tables, lambda message: render.lines_html([message]))


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


def history(exchanges: Sequence[Exchange]) -> list[Turn]:
    """The conversation as a follow-up question is read against it."""
    turns = []
    for exchange in exchanges:
        if exchange.reply:
            turns += [Turn("user", exchange.question), Turn("assistant", exchange.reply)]
    return turns


def plain(answer: Answer) -> str:
    """An answer's words without marks."""
    if answer.status != "answered":
        return answer.message
    return " ".join(fold(f"{sentence.lead} {sentence.text}") for sentence in answer.sentences)


def conversation(exchanges: Sequence[Exchange]) -> str:
    """All exchanges as HTML, numbered from 1."""
    return "".join(
        render.turn_html(turn, exchange.question, exchange.body) for turn, exchange in enumerate(exchanges, start=1)
    )


# The page itself


def build_page(desk: Desk) -> gr.Blocks:
    """Lay out the page and tie its parts to the desk."""

    def open_article(place: dict[str, Any]) -> str:
        return desk.open_article(place)

    page = gr.Blocks(
        title=text.TITLE, analytics_enabled=False, fill_width=True, delete_cache=(60, KEEP_UPLOADS_SECONDS)
    )
    with page:
        gr.HTML(f'<header class="masthead"><h1>{text.TITLE}</h1><p>{text.INTRO}</p></header>', **plain_html())
        with gr.Tabs():
            with gr.Tab(text.TAB_ASK), gr.Row(elem_id="desk"):
                with gr.Column(elem_id="chat"):
                    state = gr.HTML(**plain_html("state"))
                    with gr.Row(elem_id="examples"):
                        gr.HTML(f"<p>{text.EXAMPLES_LABEL}</p>", **plain_html())
                        examples = [gr.Button(example, size="sm") for example in text.EXAMPLES]
                    shown = gr.HTML(
                        "",
                        html_template=CONVERSATION,
                        label=text.CONVERSATION_LABEL,
                        js_on_load=script("conversation.js"),
                        apply_default_css=False,
                    )
                    with gr.Row(elem_id="composer"):
                        box = gr.Textbox(
                            label=text.QUESTION_LABEL,
                            placeholder=text.QUESTION_PLACEHOLDER,
                            lines=1,
                            max_lines=6,
                            autofocus=True,
                            container=False,
                            show_label=False,
                            scale=1,
                        )
                        button = gr.Button(text.ASK, variant="primary", scale=0, min_width=88)
                        clear = gr.Button(text.START_OVER, scale=0, min_width=112, elem_id="start-over")
                gr.HTML(
                    html_template=READER,
                    label=text.READER_LABEL,
                    hint=text.READER_HINT,
                    close=text.CLOSE,
                    failed=text.READER_FAILED,
                    js_on_load=script("reader.js"),
                    server_functions=[open_article],
                    apply_default_css=False,
                    elem_id="reader",
                )
            with gr.Tab(text.TAB_CORPUS) as corpus_tab, gr.Column(elem_id="corpus"):
                corpus_state = gr.HTML(**plain_html("corpus-state"))
                with gr.Row(elem_id="corpus-buttons"):
                    add = gr.UploadButton(
                        text.ADD_FILES, file_count="multiple", file_types=SUFFIXES, scale=0, size="md"
                    )
                    reindex = gr.Button(text.REINDEX, scale=0, size="md")
                    stop = gr.Button(text.STOP, scale=0, size="md", interactive=False)
                messages = gr.HTML(**plain_html("messages"))
                outcome = gr.HTML(**plain_html("outcome"))
                table = gr.HTML(**plain_html("articles"))
        session = gr.State([])
        seen = gr.State(UNSEEN)
        timer = gr.Timer(REFRESH_SECONDS)
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}

        def ask(question: str, exchanges: list[Exchange]) -> Iterator[tuple[Any, ...]]:
            question = question.strip()
            if not question:
                yield gr.skip(), gr.skip(), gr.skip()
                return
            pending = [*exchanges, Exchange(question, render.pending_html())]
            yield "", conversation(pending), gr.skip()
            exchanges = [*exchanges, desk.answer(question, exchanges)]
            yield gr.skip(), conversation(exchanges), exchanges

        def refresh(seen: tuple[str, str] = UNSEEN) -> tuple[Any, ...]:
            run = desk.indexer.run
            line = desk.state(run)
            lines = [gr.skip() if line == seen[0] else line] * 2  # on both tabs
            buttons = gr.Button(interactive=not run.running), gr.Button(interactive=run.running and not run.stopping)
            if run.running:
                return *lines, *buttons, gr.skip(), gr.skip(), gr.Timer(REFRESH_SECONDS), (line, seen[1])
            mark = desk.mark(run)
            tables = (render.run_html(run), desk.corpus()) if mark != seen[1] else (gr.skip(), gr.skip())
            return *lines, *buttons, *tables, gr.Timer(IDLE_SECONDS), (line, mark)

        refreshed = [state, corpus_state, reindex, stop, outcome, table, timer, seen]
        conversing: dict[str, Any] = {"outputs": [box, shown, session], "concurrency_limit": ASKERS, **quiet}
        gr.on([box.submit, button.click], ask, inputs=[box, session], **conversing)
        for example in examples:
            example.click(ask, inputs=[example, session], **conversing)
        clear.click(lambda: ("", "", []), outputs=[box, shown, session], **quiet)

        add.upload(desk.add_files, inputs=add, outputs=messages, **quiet).then(refresh, outputs=refreshed, **quiet)
        reindex.click(desk.indexer.start, **quiet).then(refresh, outputs=refreshed, **quiet)
        stop.click(desk.indexer.stop, **quiet).then(refresh, outputs=refreshed, **quiet)
        timer.tick(refresh, inputs=seen, outputs=refreshed, **quiet)
        for moment in (page.load, corpus_tab.select):
            moment(refresh, outputs=refreshed, **quiet)
    return page


def plain_html(elem_id: str | None = None) -> dict[str, Any]:
    """Settings of a component that shows HTML and does nothing else."""
    return {"elem_id": elem_id, "apply_default_css": False, "js_on_load": None}


def script(name: str) -> str:
    """A script or style sheet that lies beside this file."""
    return (files("assistant.web") / name).read_text(encoding="utf-8")


def theme() -> gr.themes.Base:
    """Gradio's own parts in the colours of ``style.css``, which knows light and dark; fonts of the system only."""
    colours = {
        "body_background_fill": "var(--paper)",
        "background_fill_primary": "var(--paper)",
        "background_fill_secondary": "var(--surface)",
        "body_text_color": "var(--ink)",
        "body_text_color_subdued": "var(--muted)",
        "border_color_primary": "var(--line)",
        "border_color_accent": "var(--accent)",
        "color_accent_soft": "var(--surface)",
        "block_background_fill": "var(--paper)",
        "block_border_color": "var(--line)",
        "input_background_fill": "var(--field)",
        "input_background_fill_focus": "var(--field)",
        "input_border_color": "var(--edge)",
        "input_border_color_focus": "var(--accent)",
        "input_placeholder_color": "var(--muted)",
        "button_primary_background_fill": "var(--accent)",
        "button_primary_background_fill_hover": "var(--accent-strong)",
        "button_primary_text_color": "var(--on-accent)",
        "button_secondary_background_fill": "var(--surface)",
        "button_secondary_background_fill_hover": "var(--line)",
        "button_secondary_border_color": "var(--edge)",
        "button_secondary_text_color": "var(--ink)",
    }
    both = {**colours, **{f"{name}_dark": value for name, value in colours.items()}}
    base = gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"])
    return base.set(**both, color_accent="var(--accent)", block_border_width="0", block_shadow="none")


def mount(app: FastAPI, assistant: "Assistant", indexer: Indexer) -> None:
    """Put the page at the root of a web application."""
    page = build_page(Desk(assistant, indexer))
    page.queue(api_open=False)
    page.has_launched = (
        True  # launch() would set it; until it is set, a path that was never uploaded is accepted as one
    )
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        theme=theme(),
        css=script("style.css"),
        head=ICON,
        footer_links=[],
        run_history=False,
        allowed_paths=[],
        max_file_size=int(assistant.settings.max_file_mb * BYTES_PER_MB),
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
    )
