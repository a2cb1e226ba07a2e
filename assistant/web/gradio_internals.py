"""What the page relies on in Gradio beyond its documentation. Nothing else in this package leans on Gradio's insides.

An update of Gradio may change any of these. ``tests/web/test_gradio_internals.py`` has a test for each, by its name
here; Gradio 6.31 is the version they were written for.

- ``PATHS``: the addresses that Gradio's own script asks for. The server answers no others, because Gradio offers more,
  such as reading files and fetching remote addresses.
- ``SCRIPT_SOURCES``: Gradio compiles HTML templates and ``js_on_load`` in the browser, which needs 'unsafe-eval', and
  has scripts inside its page, which needs 'unsafe-inline'.
- ``CSS``: class names and roles of the elements that Gradio draws, and their order: a component comes before the tabs
  that follow it.
- Style sheets: Gradio repeats each rule with its own prefix, and puts the prefix after every comma of the selector. So
  a selector has no comma inside parentheses, and no ".dark".
- ``SCRIPT``: a tab is an element with ``role="tab"`` and its name as text; a click on it opens it.
- Components: Gradio runs ``js_on_load`` as the body of a function, so scripts do not see each other's names. It
  applies a template again only if that gives other HTML, so what scripts put into a component stays.
- ``server_function``: Gradio marks a function that scripts may call by setting an attribute on it, which a method does
  not take, and sets the function as an attribute of the component.
- ``listen``: a component has a method for each event that its script names in quotes, to listen to that event.
- ``use_temporary_folder``: Gradio reads ``GRADIO_TEMP_DIR`` when it needs a folder.
- ``mount``: Gradio checks paths in requests only once ``has_launched`` is set, which only ``launch()`` does. A page
  mounted at "/" gets every request that no earlier route answers, so it is mounted last.
"""

import os
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI

if TYPE_CHECKING:
    import gradio as gr

PATHS = (
    r"/|/(config|theme\.css|favicon\.ico|manifest\.json)|/(assets|static|svelte)/.+"
    r"|/gradio_api/(app_id|cancel|component_server|info|queue/data|queue/join|reset)/?"
    r"|/gradio_api/(heartbeat/[^/]+|call/(ask|search|article|reindex)(/[^/]+)?)"
    r"|/gradio_api/mcp(/.*)?"  # there only if a setting says so
)

SCRIPT_SOURCES = "'self' 'unsafe-inline' 'unsafe-eval'"

CSS = """
.gradio-container { overflow: visible !important; } /* what sticks to the window needs this */
.gradio-container > .main { width: 100%; max-width: var(--width); margin: 0 auto; padding: 0 var(--gutter) !important; }
.gradio-container main { padding: 0 !important; }
.gradio-container .html-container { padding: 0; }
.gradio-container .tabs { gap: 0; }
.gradio-container .tabitem { padding: 0; border: 0; }
.gradio-container [role="tab"] { font: 500 1rem/1.5 var(--sans); color: var(--muted); min-height: 2.75rem; }
.gradio-container [role="tab"][aria-selected="true"] { color: var(--accent); }
.gradio-container :focus-visible { outline: 3px solid var(--accent) !important; outline-offset: 2px; }
.gradio-container .turn:focus-visible { outline: none !important; }
.gradio-container h2:focus-visible { outline: none !important; }
.toast-wrap { display: none; } /* an error is shown where it happened */
@media (min-width: 1000px) {
  #shell:has(.reader:not([hidden])) ~ * .corpus { margin-inline-end: calc(var(--pane) + var(--gutter)); }
  #shell:has(.reader:not([hidden])) ~ * .search { margin-inline-end: calc(var(--pane) + var(--gutter)); }
}
"""

SCRIPT = """
// Opens the tab with a name.
function openTab(name) {
  document.querySelectorAll("[role=tab]").forEach((tab) => tab.textContent.trim() === name && tab.click());
}
"""


def server_function(method: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Make a method a function that scripts of the page may call. It gets a mapping, whatever a script sends."""

    @wraps(method)
    def function(data: Any) -> Any:
        return method(data if isinstance(data, dict) else {})

    return function


def listen(component: "gr.HTML", event: str, function: Callable[..., Any], **options: Any) -> None:
    """Call a function whenever the script of a component triggers an event; the function's results update it."""
    getattr(component, event)(function, outputs=component, **options)


def use_temporary_folder(folder: str) -> None:
    """Let Gradio keep its temporary files in a folder."""
    os.environ["GRADIO_TEMP_DIR"] = folder


def mount(app: FastAPI, page: "gr.Blocks", **options: Any) -> None:
    """Put a page at the root of a web application, after all its other routes."""
    import gradio as gr

    page.has_launched = True
    gr.mount_gradio_app(app, page, path="/", **options)
