"""The flow goes one way and heavy libraries stand behind one door each (DESIGN.md, section 2)."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted([ROOT / "app.py", *(ROOT / "assistant").rglob("*.py")])

NOUNS = {"records", "errors", "settings"}
# Each may import those to its left and the nouns. Two in one place may not import each other.
STAGES = [
    {"library.locks"},
    {
        "library.read.draw",
        "library.read.dates",
        "library.read.layout",
        "library.read.consensus",
        "library.read.listing",
    },
    {"library.read.text", "library.read.head", "library.read.pdf"},
    {"library.read.html"},
    {"library.read.docx"},
    {"library.read"},
    {"library.read.worker"},
    {"library.chunk"},
    {"library.compiled"},
    {"library.embed"},
    {"library.catalog"},
    {"library.exact"},
    {"library.vectors"},
    {"library.probe"},
    {"library.sync", "library.watch", "library.documents"},
    {"library.doctor"},
    {"chat.dates"},
    {"chat.words", "chat.prompts"},
    {"chat.question"},
    {"chat.reader"},
    {"chat.retrieve"},
    {"chat.rerank"},
    {"chat.extract"},
    {"chat.confidence"},
    {"chat.refuse"},
    {"chat.marks", "chat.instructions", "chat.llama", "chat.nli"},
    {"chat.models"},
    {"chat.generate"},
    {"chat.checks.quantities", "chat.checks.days", "chat.checks.names", "chat.checks.direction"},
    {"chat.checks.speech", "chat.checks.alignment", "chat.checks.synonyms"},
    {"chat.checks.judge"},
    {"chat.verify"},
    {"chat.asking", "chat.runnables"},
    {"pipeline"},
]
# What stands outside the flow, and what it may import.
OUTSIDE = {
    "wire": NOUNS,
    "forward": NOUNS | {"", "library.locks"},
    "evaluate": NOUNS | {"wire", "forward", "pipeline"},
    "cli": NOUNS | {"", "wire", "forward", "pipeline", "evaluate", "web"},
    "__main__": {"cli"},
    "app": NOUNS | {"pipeline", "web"},
}
# Library -> the files that may import it, and whether they may do so when they are imported themselves.
DOORS = {
    "torch": (["library/embed.py", "chat/reader.py", "chat/rerank.py", "chat/nli.py"], False),
    "transformers": (["library/embed.py", "chat/reader.py"], False),
    "sentence_transformers": (["library/embed.py", "chat/rerank.py", "chat/nli.py"], False),
    "openvino": (["library/compiled.py"], False),
    "chromadb": (["library/vectors.py"], False),
    "watchfiles": (["library/watch.py"], False),
    "sqlite3": (["library/catalog.py"], True),
    "trafilatura": (["library/read/html.py", "library/read/head.py"], False),
    "htmldate": (["library/read/head.py"], False),
    "lxml": (["library/read/html.py", "library/read/docx.py"], False),
    "pypdfium2": (["library/read/pdf.py"], False),
    "mammoth": (["library/read/docx.py"], False),
    "langchain": (["chat/generate.py", "chat/models.py", "chat/llama.py", "chat/runnables.py"], False),
    "xllamacpp": (["chat/llama.py"], False),
    "gradio": (["web/page.py", "web/programs.py", "web/server.py"], True),
    "typer": (["cli.py"], True),
}
# Made of a library's classes, so that importing one imports the library: imported in a call only, when it is needed.
LATE = ("chat.llama", "chat.runnables")


@dataclass(frozen=True)
class Import:
    module: str
    when: str  # "start", "call" or "typing"
    line: int


def imports_of(file: Path) -> list[Import]:
    return list(_walk(ast.parse(file.read_text(encoding="utf-8")), "start"))


def _walk(node: ast.AST, when: str) -> Iterator[Import]:
    if isinstance(node, ast.Import):
        yield from (Import(alias.name, when, node.lineno) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, f"relative import at line {node.lineno}"
        module = node.module or ""
        for alias in node.names:
            inner = ROOT / module.replace(".", "/") / f"{alias.name}.py"
            yield Import(f"{module}.{alias.name}" if inner.is_file() else module, when, node.lineno)
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        for child in node.body:
            yield from _walk(child, "typing")
        rest: list[ast.AST] = list(node.orelse)
    else:
        rest = list(ast.iter_child_nodes(node))
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        when = "call"
    for child in rest:
        yield from _walk(child, when)


def name_of(file: Path) -> str:
    """The module of a file, without "assistant."."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part not in ("assistant", "__init__"))


def own_imports(file: Path) -> list[tuple[str, str]]:
    """What a file imports of the product, and when."""
    return [
        (each.module.removeprefix("assistant").lstrip("."), each.when)
        for each in imports_of(file)
        if each.module.split(".")[0] == "assistant"
    ]


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_imports_point_to_earlier_stages_and_nouns_only(file: Path) -> None:
    name = name_of(file)
    place = next((at for at, stage in enumerate(STAGES) if name in stage), None)
    for imported, when in own_imports(file):
        if name in NOUNS:
            assert imported in NOUNS
        elif place is not None:
            assert imported in NOUNS.union(*STAGES[:place]), f"{name} imports the later {imported}"
        elif name.split(".")[0] == "web":
            typed = {"pipeline"} if when == "typing" else set()
            assert imported in NOUNS | {"", "wire", "forward"} | typed or imported.split(".")[0] == "web", (
                f"{name} imports {imported}"
            )
        elif name in OUTSIDE:
            assert imported in OUTSIDE[name], f"{name} imports {imported}"
        else:
            assert name in ("", "library", "chat", "chat.checks"), f"{name} has no place in the flow: give it one here"
            pytest.fail(f"{name}/__init__.py imports {imported}")


@pytest.mark.parametrize("library", DOORS)
def test_a_heavy_library_is_imported_behind_its_door_only(library: str) -> None:
    doors, at_start = DOORS[library]
    for file in FILES:
        for each in imports_of(file):
            first = each.module.split(".")[0]
            if each.when == "typing" or not (first == library or first.startswith(f"{library}_")):
                continue
            where = f"{file.relative_to(ROOT)}:{each.line} imports {library}"
            assert file.relative_to(ROOT).as_posix() in [f"assistant/{door}" for door in doors], where
            assert at_start or each.when == "call" or name_of(file) in LATE, f"{where} when it is imported"


@pytest.mark.parametrize("late", LATE)
def test_what_is_made_of_a_heavy_library_is_imported_in_a_call_only(late: str) -> None:
    for file in FILES:
        assert all(when == "call" for imported, when in own_imports(file) if imported == late), file.name


def test_only_the_two_entrances_build_the_assistant() -> None:
    builders = {
        file.name
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Assistant"
    }
    assert builders == {"app.py", "cli.py"}


def test_only_settings_read_the_environment() -> None:
    for file in FILES:
        if file.name == "settings.py":
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        writes = {
            id(inner)
            for node in ast.walk(tree)
            if (isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store))
            for inner in ast.walk(node)
        }
        for node in ast.walk(tree):
            named = getattr(node, "attr", getattr(node, "id", ""))
            if named in ("environ", "environb", "getenv") and id(node) not in writes:
                pytest.fail(f"{file.relative_to(ROOT)}:{node.lineno} reads the environment")


RUN = """
import json, sys
from assistant.cli import main
loaded = {}
for name, arguments in json.loads(sys.argv[1]).items():
    sys.argv = ["assistant", *arguments]
    try:
        main()
    except SystemExit as end:
        assert not end.code, end.code
    loaded[name] = sorted(set(HEAVY) & set(sys.modules))
print(json.dumps(loaded))
"""


def test_help_status_and_a_no_change_index_import_nothing_heavy(assistant) -> None:  # type: ignore[no-untyped-def]
    heavy = ["torch", "transformers", "sentence_transformers", "chromadb", "gradio", "langchain_core"]
    heavy += ["trafilatura", "lxml", "pypdfium2", "mammoth"]
    where = ["--corpus", str(assistant.settings.corpus), "--index", str(assistant.settings.index)]
    runs = {"help": ["--help"], "status": ["status", *where], "index": ["index", *where]}
    done = subprocess.run(
        [sys.executable, "-c", f"HEAVY = {heavy}\n{RUN}", json.dumps(runs)],
        cwd=assistant.settings.corpus.parent,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {"help": [], "status": [], "index": []}
    assert "0 added" in done.stdout
    assert "12 unchanged" in done.stdout
