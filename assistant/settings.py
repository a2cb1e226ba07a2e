"""Every setting, typed, with its unit. The only reader of the environment.

A setting is read from ``ASSISTANT_<NAME>`` in the environment, else from a ``.env`` file in the working folder,
else it has the default given here. ``.env.example`` lists them.
"""

import datetime as dt
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError

# Telemetry and tracing of every library are off, whatever was left in the environment; set before any is imported.
QUIET_LIBRARIES = {
    "ANONYMIZED_TELEMETRY": "False",  # chromadb
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "DO_NOT_TRACK": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "LANGSMITH_GATEWAY": "false",  # would send what is meant for a provider to LangSmith
}
TRACING = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2")
PROVIDER_KEYS = {  # providers whose key may be in the environment, and its variable
    "openai": "OPENAI_API_KEY",
    "anthropic": "ANTHROPIC_API_KEY",
    "google_genai": "GOOGLE_API_KEY",
    "mistralai": "MISTRAL_API_KEY",
    "groq": "GROQ_API_KEY",
}
# Where a provider's package is called instead of at its own address, in the order it reads them: langchain-openai and
# openai, langchain-anthropic, langchain-groq and groq, langchain-mistralai. All take an address that is given to them
# before these. Of other packages it is not known what they do with one.
PROVIDER_URLS = {
    "openai": ("OPENAI_API_BASE", "OPENAI_BASE_URL"),
    "anthropic": ("ANTHROPIC_API_URL", "ANTHROPIC_BASE_URL"),
    "groq": ("GROQ_API_BASE", "GROQ_BASE_URL"),
    "mistralai": ("MISTRAL_BASE_URL",),
}
PROVIDER_PROXIES = {"openai": "OPENAI_PROXY", "anthropic": "ANTHROPIC_PROXY", "groq": "GROQ_PROXY"}
OTHER_SECRETS = ("OLLAMA_API_KEY", "LANGSMITH_API_KEY", "LANGSMITH_GATEWAY_API_KEY")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
OLLAMA_PORT = 11434
EXTRACTIVE = "extractive"  # the writer that needs no chat model
HERE = ("all-MiniLM-L6-v2", "packaged", "none")  # models that come with the program, and none at all


class Settings(BaseSettings):
    """The settings of one run; frozen once read."""

    model_config = SettingsConfigDict(
        env_prefix="ASSISTANT_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    corpus: Path = Path("corpus")  # folder of documents
    index: Path = Path(".assistant")  # folder of the catalog and the vectors
    host: str = "127.0.0.1"  # address the page is served on
    port: int = Field(default=7860, ge=1, le=65535)
    mcp: bool = False  # the page's endpoints are tools of the Model Context Protocol too; needs the package mcp
    encoder: str = "all-MiniLM-L6-v2"  # the packaged one; else a folder, or a model hub's id
    reader: str = "packaged"  # a question-answering model that finds the answering words: a folder, a hub's id; "none"
    reranker: str = "none"  # a cross-encoder that orders the passages: a folder, a hub's id
    reranker_ms: float = Field(default=200.0, gt=0)  # milliseconds it may take for a question
    model: str = EXTRACTIVE  # who writes: "extractive" needs no chat model; else "provider:name"
    model_url: str | None = None  # where its server listens, if not where the provider's package looks
    model_key: SecretStr | None = None  # its key, if not in the provider's own variable; never shown
    model_timeout: float = Field(default=60.0, gt=0)  # seconds it may be silent
    unsupported: Literal["hide", "show"] = "hide"  # a model's sentences that no article supports: left out, or struck
    nli: str = "none"  # a cross-encoder that judges entailment: a folder, a hub's id
    tracing: bool = False  # LangChain's tracing, which sends questions and articles to where LANGSMITH_* says
    passage_tokens: int = Field(default=200, ge=32)  # word pieces a passage is filled to, header included
    max_file_mb: float = Field(default=10.0, gt=0)  # megabytes; a larger file is listed as failed
    read_seconds: float = Field(default=30.0, gt=0)  # that reading a web page, PDF or Word file may take
    read_mb: float = Field(default=1024.0, ge=64)  # megabytes of memory that reading one may take
    today: dt.date | None = None  # what "last week" is counted from; None: the clock's
    max_question_chars: int = Field(default=2000, ge=10)  # code points
    log: Literal["debug", "info", "warning", "error"] = "warning"  # the least severe records that are logged

    @field_validator("model")
    @classmethod
    def _name_a_provider(cls, value: str) -> str:
        provider, _, name = value.partition(":")
        if value != EXTRACTIVE and not (provider.strip() and name.strip()):
            raise ValueError("write extractive, or provider:name as in ollama:llama3.2")
        return value

    @field_validator("model_url")
    @classmethod
    def _be_an_address(cls, value: str | None) -> str | None:
        if value is None:
            return None
        if not re.fullmatch(r"https?://[^\s/\\]+[^\s\\]*", value) or not host_of(value) or not _has_port(value):
            raise ValueError("write an address as in http://127.0.0.1:8000/v1")
        if "@" in value.split("/")[2]:
            raise ValueError("leave out the user and password, and set a key with ASSISTANT_MODEL_KEY")
        return value

    @property
    def needs_no_hub(self) -> bool:
        """True if no model of sentence-transformers or transformers is fetched: each is packaged, or a folder."""
        models = (self.encoder, self.reader, self.reranker, self.nli)
        return all(name in HERE or Path(name).expanduser().is_dir() for name in models)

    @property
    def ollama_url(self) -> str:
        """Where Ollama is, as its own variable ``OLLAMA_HOST`` says; the usual place on this machine without it."""
        named = os.environ.get("OLLAMA_HOST", "").strip()
        parts = urlsplit(named if "://" in named else f"http://{named}")
        try:
            host, port = parts.hostname or "127.0.0.1", parts.port or OLLAMA_PORT
        except ValueError:
            raise SettingsError("OLLAMA_HOST cannot be used: write it as in 127.0.0.1:11434.") from None
        host = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # listens on every address; called on this one
        return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}:{port}{parts.path.rstrip('/')}"

    def provider_url(self, provider: str) -> str | None:
        """Where a provider's own variables have its models called; None if at the provider's address."""
        if provider == "ollama":
            return self.ollama_url
        named = (os.environ.get(variable, "").strip() for variable in PROVIDER_URLS.get(provider, ()))
        return next(filter(None, named), None)

    def provider_proxy(self, provider: str) -> str | None:
        """The proxy of a provider's own variable."""
        return os.environ.get(PROVIDER_PROXIES.get(provider, ""))

    def provider_keys(self) -> tuple[str, ...]:
        """The providers whose key is in the environment. None is used unless a setting names the provider."""
        return tuple(provider for provider, variable in PROVIDER_KEYS.items() if os.environ.get(variable))

    def secrets(self) -> tuple[str, ...]:
        """Every key known, and the passwords in addresses of the environment, so that none is ever shown."""
        found = [os.environ.get(variable, "") for variable in (*PROVIDER_KEYS.values(), *OTHER_SECRETS)]
        found += [self.model_key.get_secret_value() if self.model_key else ""]
        return tuple(filter(None, [*found, *_passwords()]))


def _passwords() -> Iterator[str]:
    """Passwords in addresses of the environment; one of less than four characters is a part of too many words."""
    addresses = [name for names in PROVIDER_URLS.values() for name in names]
    addresses += ["OLLAMA_HOST", *PROVIDER_PROXIES.values()]
    addresses += [name for name in os.environ if name.upper() in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")]
    for name in addresses:
        user, _, password = os.environ.get(name, "").rpartition("@")[0].rpartition("//")[2].partition(":")
        yield from (form for form in {password or user, unquote(password or user)} if len(form) >= 4)


def host_of(url: str) -> str:
    """The machine an address names, without user, password and port; "" if it names none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _has_port(url: str) -> bool:
    """True if the port of an address is a number, or left out."""
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def is_loopback(url: str) -> bool:
    """True if what is sent to an address stays on this machine."""
    return host_of(url) in LOOPBACK


def load_settings(**overrides: object) -> Settings:
    """The settings, with what a command line said on top; ``None`` means it said nothing.

    Raises SettingsError naming the setting and what is wrong with it.
    """
    os.environ.update(QUIET_LIBRARIES)
    os.environ.update(dict.fromkeys(TRACING, "false"))
    _keep_loopback_from_proxies()
    try:
        settings = Settings(**{name: value for name, value in overrides.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = "ASSISTANT_" + str(first["loc"][0] if first["loc"] else "?").upper()
        why = first["msg"].removeprefix("Value error, ")
        shown = re.sub(r"//\S*@", "//…@", str(first["input"]))  # never a password
        raise SettingsError(f"{name}={shown} cannot be used: {why}.") from None
    except (OSError, ValueError) as error:
        raise SettingsError(f"The file .env cannot be read ({error}): save it as UTF-8 text.") from None
    if settings.tracing:
        os.environ.update(dict.fromkeys(TRACING, "true"))
    if settings.needs_no_hub:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    return settings


def _keep_loopback_from_proxies() -> None:
    """Have every client call this machine directly, whatever proxies the environment names.

    Clients read ``no_proxy`` before ``NO_PROXY``.
    """
    named = os.environ.get("no_proxy") or os.environ.get("NO_PROXY") or ""
    if named.strip() != "*":
        kept = [each for each in named.split(",") if each.strip() and each not in LOOPBACK]
        os.environ["no_proxy"] = os.environ["NO_PROXY"] = ",".join([*kept, *LOOPBACK])
