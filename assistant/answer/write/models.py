"""Which chat model writes: made from its name, offered on the page, and its failures said in one line each.

A door to LangChain. A name is ``provider:name``, as ``init_chat_model`` takes it, or ``llamacpp:/path/model.gguf``.
"""

import importlib.util
import json
import re
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import ProxyHandler, build_opener

from assistant.errors import AssistantError, ModelError
from assistant.records import Offer, normalize_space
from assistant.settings import EXTRACTIVE, PROVIDER_URLS, Settings, host_of, is_loopback

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

REPLY_TOKENS = 500  # of an answer, at most
FILE_TOKENS = 200  # the same of a model that runs in this process
CONTEXT_TOKENS = 8192  # asked of Ollama, which cuts a longer prompt silently
OLLAMA_SECONDS = 0.3  # to say what it has
LLAMA = "llamacpp"
REASONS = re.compile(r"o\d|gpt-[5-9]")  # models that take no temperature
EXTRAS = {"openai": "openai", "ollama": "ollama", LLAMA: "llama"}  # extras of this package, by provider
# What is offered for a key in the environment, where the provider's package is installed.
USUAL_MODELS = {
    "openai": ("gpt-4.1-mini", "langchain_openai"),
    "anthropic": ("claude-haiku-4-5", "langchain_anthropic"),
    "google_genai": ("gemini-2.5-flash", "langchain_google_genai"),
    "mistralai": ("mistral-small-latest", "langchain_mistralai"),
    "groq": ("llama-3.3-70b-versatile", "langchain_groq"),
}


def open_model(name: str, settings: Settings) -> "BaseChatModel":
    """The chat model of that name. Raises ModelError if it cannot be made."""
    provider, model = split_name(name)
    try:
        if provider == LLAMA:
            return open_file(model)
        from langchain.chat_models import init_chat_model

        asked = _arguments(name, settings, url_of(name, settings))
        made: BaseChatModel = init_chat_model(model, model_provider=provider, **asked)
    except ImportError as error:
        raise ModelError(
            f"The chat model {name} needs a package that is not installed: {_package(provider, error)}."
        ) from None
    except AssistantError:
        raise
    except Exception as error:  # each provider raises its own
        raise ModelError(explain(error, name, settings.secrets())) from None
    return made


def open_file(path: str) -> "BaseChatModel":
    """A GGUF file in this process. Raises ModelError if it is not there; it is loaded at its first use."""
    if not Path(path).expanduser().is_file():
        raise ModelError(f"The model file {path} does not exist: name another one with ASSISTANT_MODEL.")
    if importlib.util.find_spec("xllamacpp") is None:
        raise ImportError("xllamacpp")
    from assistant.answer.write.llama import LlamaCpp

    return LlamaCpp(path=str(Path(path).expanduser()), max_tokens=FILE_TOKENS)


def split_name(name: str) -> tuple[str, str]:
    """Provider, as LangChain writes it, and model of a name."""
    provider, _, model = name.partition(":")
    return provider.strip().replace("-", "_").lower(), model


def url_of(name: str, settings: Settings) -> str | None:
    """The address a model is called at; None if the provider's own. What the environment names is in it."""
    if name == settings.model and settings.model_url:
        return settings.model_url
    return settings.provider_url(split_name(name)[0])


def _arguments(name: str, settings: Settings, url: str | None) -> dict[str, Any]:
    """What a provider's chat model is made with. url: where it is called; None for the provider's own address."""
    provider, model = split_name(name)
    timeout = settings.model_timeout
    key = settings.model_key.get_secret_value() if name == settings.model and settings.model_key else None
    is_here = bool(url and is_loopback(url))
    asked: dict[str, Any] = {
        "temperature": 0,
        **({"base_url": url} if url else {}),
        **({"api_key": key} if key else {}),
    }
    if provider == "ollama":
        client = {"timeout": timeout, **({"trust_env": False} if is_here else {})}  # no proxy
        asked |= {"num_ctx": CONTEXT_TOKENS, "num_predict": REPLY_TOKENS, "client_kwargs": client}
        return asked
    asked |= {"timeout": timeout, "max_retries": 0, "max_tokens": REPLY_TOKENS}
    if is_here and settings.provider_proxy(provider):
        asked[f"{provider}_proxy"] = None
    if provider == "openai":
        asked |= {"stream_usage": True, "use_responses_api": False}
        if url and not key and "openai" not in settings.provider_keys():
            asked["api_key"] = "none"  # a server of one's own asks for none, the package does
        if is_here:  # a client with options of its own reads no proxy from the environment
            asked["http_socket_options"] = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)]
        if REASONS.match(model):
            del asked["temperature"]
    return asked


def _package(provider: str, error: ImportError) -> str:
    if provider in EXTRAS:
        return f'pip install "corpus-assistant[{EXTRAS[provider]}]"'
    named = re.search(r"pip install [\w.-]+|langchain-[\w-]+", str(error))
    package = named[0].removeprefix("pip install ") if named else f"langchain-{provider.replace('_', '-')}"
    return f"pip install {package.rstrip('.')}"


# Why it failed


@dataclass(frozen=True, slots=True)
class Fault:
    """One way a chat model fails: recognised by its HTTP status or by words of the error, and what is said of it."""

    statuses: tuple[int, ...]
    words: str
    said: str


FAULTS = (
    Fault((), r"context.{0,20}(?:length|window|size)|maximum context|too many tokens|prompt is too long|exceed_context",
          "the question with its articles is longer than it can read"),
    Fault((401, 403), r"api.?key|unauthori[sz]ed|authentication|permission denied|credentials?\b",
          "it refuses the key: set ASSISTANT_MODEL_KEY or the provider's own variable"),
    Fault((404,), r"not found|no such model|does not exist", "it has no model of that name, or another address"),
    Fault((408,), r"timed? ?out|timeout", "it did not answer in time"),
    Fault((429,), r"rate.?limit|too many requests|quota|overloaded", "it takes no more questions for now (rate limit)"),
    Fault((), r"connect|refused|unreachable|name or service|resolve|getaddrinfo|network|socket",
          "its server cannot be reached (is it running, and its address right?)"),
    Fault((500, 501, 502, 503, 504, 529), r"internal server error|bad gateway|service unavailable",
          "its server failed"),
    Fault((), r"JSON|Expecting value|decode|parse|validation error|protocol|chunk|incomplete|peer closed",
          "its server answers in a form that cannot be read"),
)  # fmt: skip


def explain(error: BaseException, name: str, secrets: Sequence[str] = ()) -> str:
    """One line on what went wrong with a chat model, without keys."""
    if isinstance(error, AssistantError) and str(error).startswith("The "):
        return conceal(str(error), secrets)
    if "Unsupported provider" in str(error):
        return (
            f"The chat model {name} is of no provider that LangChain knows: write provider:name as in ollama:llama3.2."
        )
    status = next((code for each in _chain(error) if isinstance(code := _status(each), int)), None)
    words = " ".join(f"{type(each).__name__} {each}" for each in _chain(error))
    for fault in FAULTS:
        known = status in fault.statuses if status and fault.statuses else False
        if known or (status in (None, 400, 413, 422, 500) and re.search(fault.words, words, re.IGNORECASE)):
            return f"The chat model {name} failed: {fault.said}."
    return (
        f"The chat model {name} failed: {conceal(normalize_space(str(error)), secrets)[:150] or type(error).__name__}."
    )


def conceal(text: str, secrets: Sequence[str]) -> str:
    """A text without keys, known ones and any that look like one, and without users and passwords in addresses."""
    for secret in secrets:
        text = text.replace(secret, "…")
    text = re.sub(r"(?<=://)[^/\s@]+@(?:[^/\s@]+@)*", "…@", text)
    return re.sub(r"\b(?:sk|key|gsk|xai|pplx)[-_][\w*-]{6,}|\bAIza[\w-]{10,}|Bearer \S+", "…", text)


def _status(error: BaseException) -> Any:
    return getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)


def _chain(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    at: BaseException | None = error
    while at and at not in found:
        found.append(at)
        at = at.__cause__ or at.__context__
    return found


# The choice of a writer


def offers(settings: Settings, get: Callable[[str], Any] | None = None) -> tuple[Offer, ...]:
    """The writers to choose from: extractive, the configured model, those of a running Ollama, those with a key."""
    found = [Offer(EXTRACTIVE, "Verbatim sentences, no chat model", remote=False)]
    listed = {f"ollama:{name}": host for name, host in list_ollama(get or get_json, settings.ollama_url).items()}
    if settings.model != EXTRACTIVE:
        away = is_remote(settings.model, settings) or bool(not settings.model_url and listed.get(settings.model))
        found.append(Offer(settings.model, settings.model, remote=away))
    for name, host in listed.items():
        away = bool(host) or is_remote(name, settings)
        where = f"at {host or host_of(settings.ollama_url)}" if away else "on this machine"
        found.append(Offer(name, f"{name.removeprefix('ollama:')} (Ollama, {where})", remote=away))
    for provider in settings.provider_keys():
        model, module = USUAL_MODELS[provider]
        if importlib.util.find_spec(module):
            name = f"{provider}:{model}"
            url = url_of(name, settings)
            where = f", at {host_of(url)}" if url else ""
            found.append(Offer(name, f"{model} ({provider}{where}, a key is set)", remote=is_remote(name, settings)))
    return tuple({offer.name: offer for offer in reversed(found)}.values())[::-1]


def is_remote(name: str, settings: Settings) -> bool:
    """Whether what a model is sent may leave this machine: unless it is certain that it does not.

    Of a package that is not known to call the address it is given, it is not certain, nor of a model that Ollama names
    as one of its cloud.
    """
    provider, model = split_name(name)
    if provider == LLAMA:
        return False
    if provider == "ollama" and model.endswith((":cloud", "-cloud")):
        return True
    url = url_of(name, settings)
    return not (url and is_loopback(url) and (provider == "ollama" or provider in PROVIDER_URLS))


def list_ollama(get: Callable[[str], Any], url: str) -> dict[str, str]:
    """The models of the Ollama at an address, each with the machine it is passed on to, or ""."""
    try:
        reply: Mapping[str, Any] = get(f"{url}/api/tags")
        hosts = {str(each["name"]): str(each.get("remote_host") or "") for each in reply["models"]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return {name: host_of(host) or host for name, host in hosts.items()}


def get_json(url: str) -> Any:
    """What a server on loopback answers; a proxy of the environment is not asked."""
    with build_opener(ProxyHandler({})).open(url, timeout=OLLAMA_SECONDS) as response:
        return json.load(response)
