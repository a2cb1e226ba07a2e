"""The page as Gradio lays it out: its parts, their scripts and style, and what the scripts may call."""

import asyncio
from collections.abc import AsyncIterator
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import gradio as gr
from fastapi import FastAPI

from assistant.web import gradio_internals, programs, text
from assistant.web.ask import AskTab
from assistant.web.handlers import Handlers
from assistant.web.indexing import Indexer
from assistant.web.programs import Programs
from assistant.web.render import layout

if TYPE_CHECKING:
    from assistant.assistant import Assistant

UPDATE_SECONDS = 0.03  # between two looks at a growing answer
QUEUED = 500  # calls that may wait; more are refused
ICON = (
    "<link rel='icon' href=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Crect width='16' height='16' rx='3' fill='%23135e5a'/%3E%3Cpath d='M4 5h8M4 8h8M4 11h5' stroke='%23fff'"
    " stroke-width='1.6'/%3E%3C/svg%3E\">"
)


def build_page(assistant: "Assistant", indexer: Indexer, handlers: Handlers) -> gr.Blocks:
    """Lay out the page and connect its parts to their handlers."""
    settings, shell, ask, corpus = assistant.settings, handlers.shell, handlers.ask, handlers.corpus
    page = gr.Blocks(title=text.TITLE, analytics_enabled=False, fill_width=True)
    with page:
        component("shell", layout.shell_html(), [shell.open_article, shell.state, ask.places])
        with gr.Tabs():
            with gr.Tab(text.TAB_ASK):
                ask_component = component(
                    "ask",
                    layout.ask_html(ask.writers),
                    [
                        *(ask.open_conversation, ask.list_conversations, ask.rename_conversation),
                        *(
                            ask.delete_conversation,
                            ask.welcome,
                            ask.ask,
                            ask.answer_so_far,
                            ask.stop_answer,
                            ask.suggest,
                            ask.explain,
                            ask.rows,
                        ),
                    ],
                )
            with gr.Tab(text.TAB_CORPUS):
                component(
                    "corpus",
                    layout.corpus_html(assistant.suffixes, settings.max_file_mb),
                    [
                        *(corpus.corpus, corpus.reindex, corpus.keep, corpus.remove_file, corpus.restore_file),
                        *(corpus.check_index, corpus.checking),
                    ],
                    max_file_mb=settings.max_file_mb,
                )
            with gr.Tab(text.TAB_SEARCH):
                component("search", layout.search_html(), [handlers.search.search])

        async def follow(event: gr.EventData) -> AsyncIterator[dict[str, Any]]:
            async for answer in follow_answer(ask, event_data(event, "conversation", "number")):
                yield answer

        options: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        options |= {"concurrency_limit": None, "trigger_mode": "multiple"}
        gradio_internals.listen(ask_component, "follow", follow, **options)
        programs.add_endpoints(Programs(assistant, indexer))
    return page


def event_data(event: gr.EventData, *names: str) -> dict[str, Any]:
    """The values that a script sent with an event; those it did not send are left out."""
    data = {}
    for name in names:
        try:
            data[name] = getattr(event, name)
        except (AttributeError, TypeError):  # TypeError if it sent no object
            continue
    return data


async def follow_answer(ask: AskTab, data: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
    """Yield a question and its answer as HTML, again whenever there is more of it."""
    shown = None
    while True:
        progress = ask.progress(data)
        if progress is None or progress is not shown:
            yield await asyncio.to_thread(ask.answer_so_far, data)
        if progress is None:
            return
        shown = progress
        await asyncio.sleep(UPDATE_SECONDS)


def component(name: str, markup: str, functions: list[Any], **props: Any) -> gr.HTML:
    """A part of the page: its markup, its script, and the functions of the server that the script may call."""
    return gr.HTML(
        html_template=markup,
        js_on_load=gradio_internals.SCRIPT + beside("shared.js") + beside(f"{name}.js"),
        server_functions=[gradio_internals.server_function(function) for function in functions],
        apply_default_css=False,
        elem_id=name,
        words=text.SCRIPT,
        **props,
    )


def beside(name: str) -> str:
    """The text of a script or style sheet of this package."""
    return (files("assistant.web") / name).read_text(encoding="utf-8")


def theme() -> gr.themes.Base:
    """Gradio's own parts in the colours of ``style.css``, which has light and dark ones; fonts of the system only."""
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


def mount(app: FastAPI, assistant: "Assistant", indexer: Indexer, handlers: Handlers) -> None:
    """Put the page at the root of a web application, after all its other routes."""
    page = build_page(assistant, indexer, handlers)
    page.queue(api_open=False, max_size=QUEUED)
    gradio_internals.mount(
        app,
        page,
        theme=theme(),
        css=gradio_internals.CSS + beside("style.css"),
        head=ICON,
        footer_links=[],
        run_history=False,
        allowed_paths=[],
        max_file_size=1,  # Gradio's own uploads are not used
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=assistant.settings.mcp,
        enable_monitoring=False,
    )
