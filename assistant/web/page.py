"""The page: laid out once with Gradio; what it shows comes from the desk, what it does from its scripts."""

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import wraps
from importlib.resources import files
from typing import Any

import gradio as gr
from fastapi import FastAPI

from assistant.web import parts, programs, text
from assistant.web.desk import Desk
from assistant.web.programs import Programs

LOOK_SECONDS = 0.03  # how often an answer that grows is looked at
QUEUED = 500  # calls that may wait; more are refused
ICON = (
    "<link rel='icon' href=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Crect width='16' height='16' rx='3' fill='%23135e5a'/%3E%3Cpath d='M4 5h8M4 8h8M4 11h5' stroke='%23fff'"
    " stroke-width='1.6'/%3E%3C/svg%3E\">"
)


def build_page(desk: Desk) -> gr.Blocks:
    """Lay out the page and tie its parts to the desk."""
    settings = desk.assistant.settings
    page = gr.Blocks(title=text.TITLE, analytics_enabled=False, fill_width=True)
    with page:
        component("shell", parts.shell_html(), [desk.open_article, desk.state])
        with gr.Tabs():
            with gr.Tab(text.TAB_ASK):
                asked = component(
                    "ask",
                    parts.ask_html(desk.writers),
                    [
                        *(desk.open_conversation, desk.list_conversations, desk.rename_conversation),
                        *(desk.delete_conversation, desk.welcome, desk.ask, desk.look, desk.stop, desk.suggest),
                    ],
                )
            with gr.Tab(text.TAB_CORPUS):
                component(
                    "corpus",
                    parts.corpus_html(desk.suffixes, settings.max_file_mb),
                    [
                        *(desk.corpus, desk.reindex, desk.keep, desk.remove_file, desk.restore_file),
                        *(desk.check_index, desk.checking),
                    ],
                    max_file_mb=settings.max_file_mb,
                )
            with gr.Tab(text.TAB_SEARCH):
                component("search", parts.search_html(), [desk.search])

        async def follow(event: gr.EventData) -> AsyncIterator[dict[str, Any]]:
            async for told in follow_answer(desk, event._data or {}):
                yield told

        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        asked.follow(follow, outputs=asked, concurrency_limit=None, trigger_mode="multiple", **quiet)
        programs.offer(Programs(desk.assistant, desk.indexer))
    return page


async def follow_answer(desk: Desk, place: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
    """A question and its answer, again whenever there is more of it."""
    shown = None
    while True:
        growth = desk.growth(place)
        if growth is None or growth is not shown:
            yield await asyncio.to_thread(desk.look, place)
        if growth is None:
            return
        shown = growth
        await asyncio.sleep(LOOK_SECONDS)


def component(name: str, markup: str, functions: list[Any], **props: Any) -> gr.HTML:
    """A part of the page: its markup, its script, and the functions of the server that script may call."""
    return gr.HTML(
        html_template=markup,
        js_on_load=beside("shared.js") + beside(f"{name}.js"),
        server_functions=[as_function(each) for each in functions],
        apply_default_css=False,
        elem_id=name,
        words=text.SCRIPT,
        **props,
    )


def as_function(method: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A method as a function, which Gradio can mark as one that scripts may call."""

    @wraps(method)
    def function(told: Any) -> Any:
        return method(told if isinstance(told, dict) else {})

    return function


def beside(name: str) -> str:
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


def mount(app: FastAPI, desk: Desk) -> None:
    """Put the page at the root of a web application."""
    page = build_page(desk)
    page.queue(api_open=False, max_size=QUEUED)
    page.has_launched = True  # launch() would set it; until it is set, paths that were never uploaded are accepted
    gr.mount_gradio_app(
        app,
        page,
        path="/",
        theme=theme(),
        css=beside("style.css"),
        head=ICON,
        footer_links=[],
        run_history=False,
        allowed_paths=[],
        max_file_size=1,  # Gradio's own uploads are not used
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=desk.assistant.settings.mcp,
        enable_monitoring=False,
    )
