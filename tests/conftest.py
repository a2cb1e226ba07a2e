"""Shared by all tests: no network, one loaded encoder, one indexed copy of the sample corpus."""

import ipaddress
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from assistant.assistant import Assistant
from assistant.index import encode
from assistant.index.encode import Encoder
from assistant.settings import Settings, load_settings

import serving  # isort: skip - lies beside this file

REPOSITORY = Path(__file__).parents[1]

settings.register_profile("default", deadline=None, derandomize=True, database=None)
settings.register_profile("explore", deadline=None)  # pytest --hypothesis-profile=explore: other cases at each run
settings.load_profile("default")


def _is_local(host: object) -> bool:
    try:
        return host in ("localhost", "", None) or ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def _offline() -> Iterator[None]:
    """Anything that would leave the machine fails."""
    connect = socket.socket.connect

    def only_local(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and not _is_local(address[0]):
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", only_local)
        yield


@pytest.fixture(scope="session", autouse=True)
def _own_settings() -> Iterator[None]:
    """Settings of whoever runs the tests do not reach them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("ASSISTANT_")]:
            patch.delenv(name)
        patch.setitem(Settings.model_config, "env_file", None)
        yield


@pytest.fixture(scope="session", autouse=True)
def _weights_loaded_once() -> Iterator[None]:
    """Every Encoder of one name shares its weights, which take seconds to load."""
    load = Encoder._load
    loaded: dict[str, Any] = {}

    def load_once(self: Encoder) -> Any:
        if self.name not in loaded:
            loaded[self.name] = load(self)
        return loaded[self.name]

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMP_NUM_THREADS", "1")  # of processes that tests start
        patch.setattr(encode, "_cores", lambda: 1)  # two threads that wait for one busy core take ten times as long
        patch.setattr(Encoder, "_load", load_once)
        yield


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return Encoder("all-MiniLM-L6-v2")


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Over an indexed copy of the sample corpus. Tests that share it change neither."""
    folder = tmp_path_factory.mktemp("sample")
    shutil.copytree(REPOSITORY / "corpus", folder / "corpus")
    made = Assistant(load_settings(corpus=folder / "corpus", index=folder / "index"))
    made.sync()
    yield made
    made.close()


@pytest.fixture(scope="session")
def small_encoder(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of another encoder: 32 dimensions, 128 tokens, untrained, its vector that of the first token."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from transformers import BertConfig, BertModel

    folder = tmp_path_factory.mktemp("encoder")
    tokenizer = encoder._loaded().tokenizer
    config = BertConfig(
        vocab_size=len(tokenizer), hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64
    )
    BertModel(config).save_pretrained(folder / "bert")
    tokenizer.save_pretrained(folder / "bert")
    bert = Transformer(str(folder / "bert"), max_seq_length=128)
    SentenceTransformer(modules=[bert, Pooling(32, pooling_mode="cls")], device="cpu").save(str(folder / "encoder"))
    return str(folder / "encoder")


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., Assistant]]:
    """Assistants over ``tmp_path/corpus``, each as a new process would have it."""
    made: list[Assistant] = []
    (tmp_path / "corpus").mkdir()

    def make_one(**overrides: object) -> Assistant:
        for each in made:
            each.close()
        made.append(
            Assistant(load_settings(**{"corpus": tmp_path / "corpus", "index": tmp_path / "index", **overrides}))
        )
        return made[-1]

    yield make_one
    for each in made:
        each.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[serving.Site]:
    """One served page for all tests; they leave the corpus as it was."""
    with serving.serving(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    with serving.chromium() as browser:
        yield browser
