"""The web server: where it listens, and how it ends."""

import json
import shutil
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
import serving
from fakes import wait_until

from assistant.errors import AssistantError, SettingsError
from assistant.web import server

ROOT = Path(__file__).parents[2]


class TestServer:
    @pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.org"])
    def test_other_addresses_than_loopback_are_refused(self, host: str) -> None:
        with pytest.raises(SettingsError, match=r"reverse proxy with login") as error:
            server.listen(host, 0)
        assert "\n" not in str(error.value)

    def test_a_port_in_use_is_named(self) -> None:
        with server.listen("127.0.0.1", 0) as taken:
            port = taken.getsockname()[1]
            with pytest.raises(AssistantError, match=rf"{port}.*--port"):
                server.listen("127.0.0.1", port)

    def test_the_package_imports_no_gradio_before_it_serves(self) -> None:
        code = "import sys, assistant.web; assert 'gradio' not in sys.modules and 'uvicorn' not in sys.modules"
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


class TestEnd:
    def test_the_server_stops_in_order_during_its_first_run(self, tmp_path: Path) -> None:
        shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
        process, url = serving.start(tmp_path, tmp_path / "stderr")
        wait_until(lambda: json.load(urllib.request.urlopen(f"{url}/health", timeout=30))["indexing"], 60)
        serving.end(process, signal.SIGTERM)  # the site that all tests share is ended by SIGINT
        assert (tmp_path / "stderr").read_text() == ""
        assert list((tmp_path / "tmp").glob("assistant-uploads-*")) == []
