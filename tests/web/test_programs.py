"""What programs call: Gradio's named endpoints, MCP tools, health, and requests nobody should make."""

import importlib.util
import json
import os
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import serving

from assistant.web import text

ROOT = Path(__file__).parents[2]
EV = "What tariff did Canada agree to on Chinese electric vehicles?"


@pytest.fixture(scope="module")
def client(site: serving.Site) -> Iterator[Any]:
    from gradio_client import Client

    client = Client(site.url, verbose=False, analytics_enabled=False)
    yield client
    client.close()


def get(url: str, **headers: str) -> tuple[int, Any, str]:
    """Status, headers and body."""
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def post(url: str, body: bytes, **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(url, data=body, headers={"Content-Type": "application/json", **headers})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def call(site: serving.Site, function: str, data: dict[str, Any]) -> tuple[int, str]:
    """Call a function of the server as a script of the page does."""
    return post(site.url + serving.COMPONENT_SERVER, json.dumps(serving.component_call(site, function, data)).encode())


def command(site: serving.Site, *arguments: str) -> Any:
    """What the command line prints for the same, which asks the same page."""
    where = ["--corpus", str(site.corpus), "--index", str(site.index), "--json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENAI_API_KEY": "none"}
    run = [sys.executable, "-m", "assistant", *arguments, *where]
    done = subprocess.run(run, env=environment, capture_output=True, text=True, check=False, cwd=site.corpus.parent)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


class TestEndpoints:
    def test_they_speak_the_json_of_the_command_line(self, client: Any, site: serving.Site) -> None:
        answer = client.predict(EV, api_name="/ask")
        printed = command(site, "ask", EV)
        for each in (answer, printed):
            each.pop("timings_ms")
            for name in ("first_ms", "tokens"):
                each.pop(name, None)
        assert answer == printed
        citation = answer["citations"][0]
        article = client.predict(citation["article"], citation["version"], api_name="/article")
        assert article["text"][citation["start"] : citation["end"]] == citation["quote"]
        found = client.predict("critical minerals", 3, api_name="/search")
        assert [hit["rank"] for hit in found["hits"]] == [1, 2, 3]
        done = client.predict(api_name="/reindex")
        assert done["articles"] >= 12
        assert done["added"] == 0

    def test_a_follow_up_and_a_day(self, client: Any) -> None:
        history = [{"role": "user", "content": EV}, {"role": "assistant", "content": "6.1 per cent."}]
        assert "electric" in client.predict("And how many of them?", history, api_name="/ask")["searched"]
        answer = client.predict("What was reported last week?", None, "2026-02-27", api_name="/ask")
        assert answer["scope"]["start"] == "2026-02-16"

    @pytest.mark.parametrize(
        ("endpoint", "arguments", "said"),
        [
            ("/ask", ["why " * 250_000], "characters"),
            ("/ask", [""], "question"),
            ("/ask", ["Who?", [{"role": "system"}]], "history"),
            ("/ask", ["Who?", None, "yesterday"], "YYYY-MM-DD"),
            ("/article", ["../../../etc/passwd"], "no article"),
            ("/article", ["/etc/passwd"], "no article"),
            ("/article", ["2026-01-30-ev-tariff-canola.md", "../.."], "no article"),
            ("/article", ["a\x00.md"], "no article"),
            ("/search", ["x" * 1_000_000], "characters"),
        ],
    )
    def test_an_error_is_one_line_without_a_traceback(
        self, client: Any, endpoint: str, arguments: Any, said: str
    ) -> None:
        from gradio_client.exceptions import AppError

        with pytest.raises(AppError, match=said) as raised:
            client.predict(*arguments, api_name=endpoint)
        assert "Traceback" not in str(raised.value)
        assert "\n" not in str(raised.value).strip()

    def test_they_are_typed_and_nothing_else_is_offered(self, client: Any) -> None:
        endpoints = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
        assert set(endpoints) == {"/ask", "/search", "/article", "/reindex"}
        assert [each["parameter_name"] for each in endpoints["/ask"]["parameters"]] == [
            "question",
            "history",
            "today",
            "kind",
        ]
        assert [each["parameter_has_default"] for each in endpoints["/ask"]["parameters"]] == [False, True, True, True]

    def test_the_examples_of_the_docs_run(self, site: serving.Site) -> None:
        usage = (ROOT / "docs" / "usage.md").read_text("utf-8")
        python = re.search(r"```python\n(from gradio_client.*?)```", usage, re.DOTALL)
        curl = re.search(r"    \$ (curl .*?health)\n", usage)
        assert python
        assert curl
        code = python[1].replace("http://127.0.0.1:7860", site.url)
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr
        assert "6.1 per cent" in done.stdout
        assert get(curl[1].split()[-1].replace("http://127.0.0.1:7860", site.url))[0] == 200


class TestTools:
    def test_the_endpoints_are_tools_of_the_model_context_protocol(self, site: serving.Site) -> None:
        pytest.importorskip("mcp")
        names, answer = serving.run_async(call_tool, f"{site.url}/gradio_api/mcp/", EV)
        assert {name.rsplit("_", 1)[-1] for name in names} == {"ask", "search", "article", "reindex"}
        assert "6.1 per cent" in answer

    def test_the_setting_without_the_package_is_an_error_that_names_the_package(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from assistant.assistant import Assistant
        from assistant.errors import SettingsError
        from assistant.settings import load_settings
        from assistant.web import server

        monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
        assistant = Assistant(load_settings(corpus=tmp_path, index=tmp_path / "index", mcp=True))
        with pytest.raises(SettingsError, match=r"corpus-assistant\[mcp\]"):
            server.serve(assistant, "127.0.0.1", 0)


async def call_tool(url: str, question: str) -> tuple[list[str], str]:
    """The names of the tools, and what the one that answers says."""
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async with (
        streamablehttp_client(url) as (reading, writing, _),
        ClientSession(reading, writing) as session,
    ):
        await session.initialize()
        names = [tool.name for tool in (await session.list_tools()).tools]
        ask = next(name for name in names if name.endswith("ask"))
        result = await session.call_tool(ask, {"question": question})
        return names, "".join(part.text for part in result.content if part.type == "text")


class TestHealth:
    def test_it_says_that_all_is_well(self, site: serving.Site) -> None:
        status, _, body = get(f"{site.url}/health")
        health = json.loads(body)
        assert status == 200
        assert (health["status"], health["error"]) == ("ok", None)
        assert health["articles"] >= 12


class TestRequests:
    def test_hosts(self, site: serving.Site) -> None:
        assert get(site.url, Host=f"localhost:{site.port}")[0] == 200
        for path in ("", "/health", "/gradio_api/mcp/", "/conversations/0123456789abcdef.md"):
            assert get(site.url + path, Host="evil.example")[0] == 400
            assert get(site.url + path, Host=f"127.0.0.1.evil.example:{site.port}")[0] == 400

    @pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "http://localhost"])
    @pytest.mark.parametrize("path", ["/gradio_api/queue/join", "/gradio_api/component_server", "/files?name=evil.md"])
    def test_other_origins_may_change_nothing(self, site: serving.Site, origin: str, path: str) -> None:
        assert post(site.url + path, b"{}", Origin=origin)[0] == 403
        assert not (site.corpus / "evil.md").exists()

    def test_the_own_origin_is_answered(self, site: serving.Site) -> None:
        body = json.dumps(serving.component_call(site, "search", {"query": "canola"})).encode()
        status, found = post(site.url + serving.COMPONENT_SERVER, body, Origin=site.url)
        assert status == 200
        assert "canola" in found

    @pytest.mark.parametrize(
        "path",
        [
            "/gradio_api/file=/etc/passwd",
            "/gradio_api/file/etc/passwd",
            "/gradio_api/file=http://203.0.113.7/",
            "/gradio_api/proxy=http://203.0.113.7/",
            "/gradio_api/upload",
            "/gradio_api/call/follow",
            "/file=/etc/passwd",
            "/monitoring",
            "/docs",
            "/openapi.json",
            "/gradio_api/runs",
            "/conversations/..%2f..%2fpage.md",
            "/conversations/0123456789abcdef.md",
        ],
    )
    def test_files_and_other_services_are_out_of_reach(self, site: serving.Site, path: str) -> None:
        status, _, body = get(site.url + path)
        assert status == 404
        assert body in (text.NO_SUCH_ADDRESS, "This conversation is no longer kept.")

    @pytest.mark.parametrize(
        "name", ["../evil.md", "/etc/evil.md", "..\\evil.md", ".evil.md", "evil.exe", "evil.md\x00.txt", "a\nb.md", ""]
    )
    def test_a_hostile_name_is_not_added(self, site: serving.Site, name: str) -> None:
        from urllib.parse import quote

        before = sorted(site.corpus.parent.rglob("*evil*"))
        status, body = post(f"{site.url}/files?name={quote(name)}", b"Some words.\n")
        assert status == 200
        assert json.loads(body)["added"] is False
        assert len(json.loads(body)["message"]) > 20, "it says why"
        assert sorted(site.corpus.parent.rglob("*evil*")) == before

    def test_a_file_that_is_too_large_is_refused_before_it_is_read_whole(self, site: serving.Site) -> None:
        status, body = post(f"{site.url}/files?name=large.txt", b"word " * 2_100_000)
        assert status == 413
        assert "10 MB" in json.loads(body)["message"]
        assert not (site.corpus / "large.txt").exists()

    def test_a_request_that_is_too_long_is_refused(self, site: serving.Site) -> None:
        with socket.create_connection(("127.0.0.1", int(site.port)), timeout=30) as caller:
            lines = (
                "POST /gradio_api/queue/join HTTP/1.1",
                f"Host: 127.0.0.1:{site.port}",
                "Content-Length: 4100000",
                "",
                "",
            )
            caller.sendall("\r\n".join(lines).encode())
            assert caller.recv(1000).startswith(b"HTTP/1.1 413 ")

    @pytest.mark.parametrize(
        "function", ["remove_file", "restore_file", "open_article", "answer_so_far", "rename_conversation"]
    )
    def test_functions_of_the_page_take_no_foreign_paths(self, site: serving.Site, function: str) -> None:
        secret = site.corpus.parent / "secret.md"
        secret.write_text("Nobody's business.\n", "utf-8")
        data = {"path": "../secret.md", "kept": str(secret), "article": "../secret.md", "conversation": "../page"}
        status, body = call(site, function, data)
        assert status == 200, body
        assert "Nobody" not in body
        assert secret.is_file()
        assert not (site.corpus / "secret.md").exists()

    @pytest.mark.parametrize("name", ["rich.py", ".env", ".git/hooks/pre-commit", "moved.txt"])
    def test_a_removed_file_goes_back_to_its_own_path_whatever_is_sent(self, site: serving.Site, name: str) -> None:
        post(f"{site.url}/files?name=harbour.txt", b"Some words about a harbour.\n")
        removed = json.loads(call(site, "remove_file", {"path": "harbour.txt"})[1])
        forged = {**removed, "path": name, "name": name, "kept": str(site.corpus / name)}
        call(site, "restore_file", forged)
        assert removed["removal"]
        assert not (site.corpus / name).exists()
        assert (site.corpus / "harbour.txt").is_file(), "where it was"
        (site.corpus / "harbour.txt").unlink()  # other tests share the site

    def test_the_browser_may_load_nothing_from_other_sites(self, site: serving.Site) -> None:
        policy = get(site.url)[1]["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "script-src-attr 'none'" in policy
