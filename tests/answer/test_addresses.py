"""Where chat models are called: what the environment says is followed, labelled, and never printed with a password."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted import served

from assistant.answer.write.models import conceal, explain, is_remote, offers, open_model
from assistant.settings import PROVIDER_PROXIES, PROVIDER_URLS, Settings, host_of, is_loopback, load_settings

HERE, AWAY = "http://127.0.0.1:8000/v1", "https://gpu.example/v1"
MISLEADING = (
    "http://127.0.0.1@gpu.example/v1",
    "http://localhost:80@gpu.example/",
    "http://gpu.example#@127.0.0.1/",
    "http://gpu.example?@localhost/",
    "http://localhost./v1",
    "http://127.1/v1",
    "http://2130706433/v1",
    "http://0x7f.0.0.1/v1",
    "http://0.0.0.0:8000/v1",
    "http://[::ffff:127.0.0.1]/v1",
    "http://[::]/v1",
    "http://localhost.example/v1",
    "http://ⓛocalhost/v1",
    "http:///127.0.0.1/v1",
    "localhost:8000",
    "http://[::1/v1",
)
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


def reply(name: str, settings: Settings) -> str:
    return "".join(str(chunk.content) for chunk in open_model(name, settings).stream("hi"))


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*PROXIES, *PROVIDER_PROXIES.values(), *(each for names in PROVIDER_URLS.values() for each in names)):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("url", MISLEADING)
def test_only_the_usual_names_of_this_machine_are_this_machine(url: str) -> None:
    assert is_loopback(HERE)
    assert not is_loopback(url)


@given(st.text(max_size=30))
def test_any_text_has_a_host_or_none(text: str) -> None:
    assert isinstance(host_of(f"http://{text}"), str)
    assert isinstance(is_loopback(text), bool)


@pytest.mark.parametrize(("provider", "variable"), [(p, name) for p, names in PROVIDER_URLS.items() for name in names])
@pytest.mark.parametrize(("url", "remote"), [(HERE, False), (AWAY, True), *((each, True) for each in MISLEADING)])
def test_the_variable_of_a_provider_says_where_its_models_are(
    monkeypatch: pytest.MonkeyPatch, provider: str, variable: str, url: str, remote: bool
) -> None:
    assert is_remote(f"{provider}:m", load_settings())
    monkeypatch.setenv(variable, url)
    settings = load_settings(model=f"{provider}:m")
    assert is_remote(f"{provider}:m", settings) == remote
    offered = {each.name: each for each in offers(settings, lambda _: {"models": []})}
    assert offered[f"{provider}:m"].remote == remote
    assert not is_remote(f"{provider}:m", load_settings(model=f"{provider}:m", model_url=HERE))


@pytest.mark.parametrize("first", PROVIDER_URLS["openai"])
def test_a_model_is_called_where_its_label_says(monkeypatch: pytest.MonkeyPatch, first: str) -> None:
    pytest.importorskip("langchain_openai")
    with served("hello") as server, served("elsewhere") as other:
        monkeypatch.setenv("OPENAI_BASE_URL", f"{other.url}/v1")
        monkeypatch.setenv(first, f"{server.url}/v1")
        monkeypatch.setenv("LANGSMITH_GATEWAY", other.url)
        settings = load_settings(model="openai:m", model_key="sk-mine")
        assert reply("openai:m", settings) == "hello"
        assert other.prompts == []
    assert not is_remote("openai:m", settings)


def test_no_gateway_takes_what_is_meant_for_a_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("langchain_openai")
    monkeypatch.setenv("LANGSMITH_GATEWAY", "https://gateway.example")
    monkeypatch.setenv("LANGSMITH_API_KEY", "lsv2-secret")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-own")
    made: Any = open_model("openai:m", load_settings(model="openai:m"))
    assert str(made.root_client.base_url) == "https://api.openai.com/v1/"
    assert made.root_client.api_key == "sk-own"


@pytest.mark.parametrize("provider", ["google_genai", "bedrock", "azure_openai", "nobody"])
def test_a_package_that_may_not_follow_an_address_is_labelled_as_remote(provider: str) -> None:
    assert is_remote(f"{provider}:m", load_settings(model=f"{provider}:m", model_url=HERE))


@pytest.mark.parametrize("proxy", ["http://{dead}", "socks5://{dead}", "ftp://{dead}", "nonsense"])
@pytest.mark.parametrize("model", ["openai:m", "ollama:m", "OpenAI:m", "Ollama:m"])
def test_a_model_on_this_machine_is_called_without_any_proxy(
    monkeypatch: pytest.MonkeyPatch, model: str, proxy: str
) -> None:
    for name in (*PROXIES, *PROVIDER_PROXIES.values()):
        monkeypatch.setenv(name, proxy.format(dead="127.0.0.1:9"))
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with served("hello") as server:
        url = server.url if "llama" in model else f"{server.url}/v1"
        settings = load_settings(model=model, model_url=url)
        assert not is_remote(model, settings)
        assert reply(model, settings) == "hello"


@pytest.mark.parametrize(
    ("listed", "remote"),
    [
        ({"name": "llama3.2:latest"}, False),
        ({"name": "gpt-oss:120b-cloud"}, True),
        ({"name": "glm-4.6:cloud"}, True),
        ({"name": "mine:latest", "remote_host": "https://ollama.com:443", "remote_model": "gpt-oss:120b"}, True),
        ({"name": "mine:latest", "remote_host": None}, False),
        ({"name": "thundercloud:7b"}, False),
    ],
)
def test_a_model_that_ollama_passes_on_is_labelled_as_remote(
    monkeypatch: pytest.MonkeyPatch, listed: dict[str, Any], remote: bool
) -> None:
    monkeypatch.delenv("OLLAMA_HOST", raising=False)
    name = f"ollama:{listed['name']}"
    for settings in (load_settings(), load_settings(model=name)):
        (offer,) = (each for each in offers(settings, lambda _: {"models": [listed]}) if each.name == name)
        assert offer.remote == remote
        assert ("on this machine" in offer.label) == (not remote) or settings.model == name


@pytest.mark.parametrize(
    "variable", ["OLLAMA_HOST", "OPENAI_BASE_URL", "ANTHROPIC_API_URL", "GROQ_PROXY", "https_proxy"]
)
def test_a_password_in_an_address_is_a_secret(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "http://user:hunter2%21@gpu.example:8000/v1")
    settings = load_settings(model="openai:m")
    assert {"hunter2%21", "hunter2!"} <= set(settings.secrets())
    assert "hunter2" not in explain(
        OSError("http://user:hunter2%21@gpu.example says hunter2!"), "openai:m", settings.secrets()
    )
    assert "hunter2" not in repr(offers(settings, lambda _: {"models": []}))


@pytest.mark.parametrize("url", ["http://u:hunter2@h/v1", "https://hunter2@h", "socks5://u:a@hunter2@h:1"])
def test_an_address_is_shown_without_its_user(url: str) -> None:
    assert "hunter2" not in conceal(f"cannot reach {url}.", ())
    assert "cannot reach" in conceal(f"cannot reach {url}.", ())
