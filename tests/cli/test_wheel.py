"""The wheel, installed elsewhere, answers from another working folder."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]


def test_the_wheel_answers_from_another_folder(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path / "dist"), "."]
    subprocess.run(build, cwd=REPOSITORY, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("corpus_assistant-*.whl")
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    carried = {path.relative_to(site).as_posix() for path in site.rglob("*")}
    assert {
        "assistant/py.typed",
        "assistant/prompts/write.md",
        "assistant/verify/checks.json",
        "assistant/answer/confidence.json",
        "assistant/answer/reader.safetensors",
    } <= carried

    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "corpus").mkdir(parents=True)
    (elsewhere / "corpus" / "harbour.md").write_text(
        "# Harbour\n\nThe harbour of Elmouth was dredged in 2019 at a cost of $12 million.\n", encoding="utf-8"
    )
    script = (
        "import sys, assistant; from assistant.cli import main;"
        f"assert assistant.__file__.startswith({str(site)!r}), assistant.__file__;"
        "sys.argv = ['assistant', *sys.argv[1:]]; main()"
    )

    def run(*arguments: str) -> dict[str, object]:
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments, "--json"],
            cwd=elsewhere,
            env={**os.environ, "PYTHONPATH": str(site)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        result: dict[str, object] = json.loads(done.stdout)
        return result

    assert run("index")["articles"] == 1
    answer = run("ask", "How much did it cost to dredge the harbour of Elmouth?")
    assert answer["status"] == "answered"
    assert "$12 million" in str(answer["text"])
