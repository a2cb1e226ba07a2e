"""What the page relies on in Gradio beyond its documentation, one test each; see ``web/gradio_internals.py``.

A test that fails after an update of Gradio names what the update changed.
"""

import inspect
import json
import re
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
import serving
from fastapi import FastAPI
from gradio.components import base
from gradio.context import LocalContext
from gradio.exceptions import InvalidPathError
from gradio.processing_utils import _check_allowed
from gradio.utils import get_upload_folder
from starlette.responses import PlainTextResponse
from starlette.routing import Match

from assistant.web import gradio_internals, server, text

WEB = Path(gradio_internals.__file__).parent


@pytest.fixture
def page(browser: Any, site: serving.Site) -> Iterator[Any]:
    with serving.window(browser, site.url) as page:
        yield page


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("GET", path) for path in ("/", "/config", "/theme.css", "/favicon.ico")),
        *(("GET", f"/gradio_api/{path}") for path in ("app_id", "info")),
        *(("POST", f"/gradio_api/{path}") for path in ("cancel", "component_server", "queue/join", "reset")),
        *(("POST", f"/gradio_api/call/{path}") for path in ("ask", "search", "article", "reindex")),
    ],
)
def test_paths_are_addresses_of_gradio(site: serving.Site, method: str, path: str) -> None:
    assert re.fullmatch(gradio_internals.PATHS, path)
    body = b"{}" if method == "POST" else None
    request = urllib.request.Request(site.url + path, data=body, headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            status = answer.status
    except urllib.error.HTTPError as error:
        status = error.code
    assert status not in (404, 405), f"Gradio does not answer {method} {path} any more: change PATHS"


@pytest.mark.browser
def test_paths_are_all_that_the_page_asks_for(browser: Any, site: serving.Site) -> None:
    refused: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    page.on("response", lambda got: refused.append(got.url) if got.status in (403, 404) else None)
    page.goto(site.url)
    page.locator("#state", has_text="articles indexed").wait_for()
    for tab in (text.TAB_CORPUS, text.TAB_SEARCH):
        page.get_by_role("tab", name=tab).click()
    page.locator(".search form").wait_for()
    context.close()
    assert refused == [], "add what Gradio asks for to PATHS"


def is_violation(message: Any) -> bool:
    return "Content Security Policy" in message.text and "script-src" in message.text


@pytest.mark.browser
def test_script_sources_let_the_scripts_of_gradio_run(browser: Any, site: serving.Site) -> None:
    context = browser.new_context()
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if is_violation(message) else None)
    page.goto(site.url)
    page.locator("#state", has_text="articles indexed").wait_for()
    context.close()
    assert refused == [], "Gradio needs other sources now: change SCRIPT_SOURCES"


@pytest.mark.browser
@pytest.mark.parametrize("source", ["'unsafe-inline'", "'unsafe-eval'"])
def test_script_sources_are_all_needed(browser: Any, site: serving.Site, source: str) -> None:
    """Without one of them a script of Gradio is refused. If not, the policy can be stricter now: leave it out."""
    context = browser.new_context()
    page = context.new_page()
    stricter = gradio_internals.SCRIPT_SOURCES.replace(source, "")
    assert stricter != gradio_internals.SCRIPT_SOURCES

    def make_stricter(route: Any) -> None:
        answer = route.fetch()
        policy = answer.headers["content-security-policy"].replace(gradio_internals.SCRIPT_SOURCES, stricter)
        route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": policy})

    page.route(f"{site.url}/", make_stricter)
    with page.expect_console_message(is_violation):
        page.goto(f"{site.url}/")
    context.close()


@pytest.mark.browser
def test_css_has_names_of_elements_that_gradio_draws(page: Any) -> None:
    for tab in (text.TAB_CORPUS, text.TAB_SEARCH):
        page.get_by_role("tab", name=tab).click()
    page.locator(".search form").wait_for()
    selected = selectors(gradio_internals.CSS)
    assert len(selected) > 10
    for selector in selected:
        drawn = re.sub(r":focus-visible|:has\([^)]*\)\)", "", selector)  # these depend on what is open
        drawn = drawn.replace(".turn", ".conversation")  # there is no turn yet
        assert page.locator(drawn).count() > 0, f"Gradio draws nothing like {selector} any more: change CSS"


def selectors(style: str) -> list[str]:
    """The selectors of a style sheet."""
    plain = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    return [found.strip() for found in re.findall(r"([^{};]+)\{", plain) if not found.strip().startswith("@")]


@pytest.mark.parametrize(
    "style", [gradio_internals.CSS, (WEB / "style.css").read_text("utf-8")], ids=["CSS", "style.css"]
)
def test_style_sheets_have_no_comma_inside_parentheses(style: str) -> None:
    found = selectors(style)
    assert len(found) > 5
    assert [selector for selector in found if re.search(r"\([^()]*,|\.dark", selector)] == []


@pytest.mark.browser
def test_style_sheets_reach_every_part_of_the_page(page: Any) -> None:
    """Gradio repeats the rules with a prefix; each must still hold for an element of the page."""
    minimum = page.locator("#question").evaluate("box => getComputedStyle(box).resize")
    assert minimum == "none", "the rule for #question in style.css does not apply"
    bold = page.locator(".masthead h1").evaluate("heading => getComputedStyle(heading).fontWeight")
    assert bold == "600", "the rule for .masthead h1 in style.css does not apply"


@pytest.mark.browser
def test_script_opens_a_tab_by_its_name(page: Any) -> None:
    page.evaluate(f"{gradio_internals.SCRIPT} openTab({json.dumps(text.TAB_SEARCH)})")
    page.locator(".search form").wait_for(state="visible", timeout=5000)


@pytest.mark.browser
def test_components_run_their_scripts_as_functions_and_keep_what_those_put_into_them(page: Any) -> None:
    assert page.evaluate("typeof morph") == "undefined", "names of a script are visible to all others now"
    page.evaluate("window.box = document.querySelector('#question')")
    page.locator("#question").fill("Who won the 2022 World Cup?")
    page.keyboard.press("Enter")
    page.locator(".turn:not([data-pending])").wait_for()
    assert page.evaluate("window.box.isConnected"), "Gradio draws a component anew when its value changes"


def test_server_functions_are_marked_by_an_attribute() -> None:
    class Tab:
        def search(self, data: Any) -> Any:
            """Return what it was given."""
            return data

    function = gradio_internals.server_function(Tab().search)
    assert function.__name__ == "search"
    assert (function({"a": 1}), function("a")) == ({"a": 1}, {})
    mark: Any = base.server
    assert mark(function) is function
    with pytest.raises(AttributeError):
        mark(Tab().search)  # if Gradio takes methods now, server_function may go


def test_server_functions_have_names_that_components_do_not(site: serving.Site) -> None:
    components = serving.get_json(f"{site.url}/config")["components"]
    names = {name for part in components for name in part["props"].get("server_fns") or ()}
    assert {"ask", "search", "corpus", "open_article"} <= names
    component = gr.HTML(render=False)
    assert [name for name in names if hasattr(component, name)] == []


@pytest.mark.parametrize("name", ["search", "remove_file"])
def test_server_functions_are_called_by_name(site: serving.Site, name: str) -> None:
    body = json.dumps(serving.component_call(site, name, {"query": "tariff", "path": "none.md"})).encode()
    request = urllib.request.Request(
        site.url + serving.COMPONENT_SERVER, data=body, headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert json.load(answer)


def test_listen_finds_an_event_by_its_name_in_the_script() -> None:
    with gr.Blocks() as page:
        component = gr.HTML(js_on_load='trigger("follow", {})')
        gradio_internals.listen(component, "follow", lambda: "")
        with pytest.raises(AttributeError):
            gradio_internals.listen(component, "other", lambda: "")
    (dependency,) = page.get_config_file()["dependencies"]
    assert dependency["targets"][0][1] == "follow"


def test_use_temporary_folder_is_where_gradio_puts_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADIO_TEMP_DIR", "/nowhere")  # and put back after the test
    gradio_internals.use_temporary_folder(str(tmp_path))
    assert get_upload_folder() == str(tmp_path)


def test_mount_makes_gradio_check_paths(tmp_path: Path) -> None:
    page = gr.Blocks()
    assert page.has_launched is False, "launch() is not what sets has_launched any more"
    gradio_internals.mount(FastAPI(), page)
    assert page.has_launched is True
    secret = tmp_path / "secret.txt"
    secret.write_text("Nobody's business.\n", "utf-8")
    token = LocalContext.blocks.set(page)
    try:
        with pytest.raises(InvalidPathError):
            _check_allowed(secret, check_in_upload_folder=True)
        page.has_launched = False
        _check_allowed(secret, check_in_upload_folder=True)  # if this raises too, has_launched need not be set
    finally:
        LocalContext.blocks.reset(token)


def test_mount_leaves_earlier_routes_and_the_start_of_the_application_alone() -> None:
    begun = []

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        begun.append("own")
        yield

    app = FastAPI(lifespan=lifespan)
    app.add_route("/health", lambda _: PlainTextResponse("well"))
    gradio_internals.mount(app, gr.Blocks())

    async def start() -> None:
        async with app.router.lifespan_context(app):
            pass

    serving.run_async(start)
    assert begun == ["own"]
    request = {"type": "http", "method": "GET", "path": "/health", "root_path": "", "headers": []}
    first = next(route for route in app.routes if route.matches(request)[0] is Match.FULL)
    assert getattr(first, "path", None) == "/health", "Gradio answers before the routes that were added first"


def test_the_docstring_and_these_tests_name_everything_in_the_module() -> None:
    names = [
        name
        for name, value in vars(gradio_internals).items()
        if name.isupper() or (inspect.isfunction(value) and value.__module__ == gradio_internals.__name__)
    ]
    tests = " ".join(name for name in globals() if name.startswith("test_"))
    documented = gradio_internals.__doc__ or ""
    for name in {*names} - {"TYPE_CHECKING"}:
        assert f"``{name}``" in documented, f"say in the docstring what {name} relies on"
        assert name.lower() in tests, f"write a test for {name}"


def test_the_server_answers_no_other_address_of_gradio() -> None:
    for path in ("/gradio_api/file=/etc/passwd", "/gradio_api/upload", "/gradio_api/proxy=http://x", "/monitoring"):
        assert not server.OPEN_PATHS.fullmatch(path)
