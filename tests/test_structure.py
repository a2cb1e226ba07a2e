"""Rules of the code's structure, held by reading the code; see docs/architecture.md."""

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted([ROOT / "app.py", *(ROOT / "assistant").rglob("*.py")])

# Each may import itself and those above it; those of one line know nothing of each other.
LAYERS = [
    {"records", "errors", "once"},
    {"reports"},
    {"settings", "contract", "terminal", "packing", "progress"},
    {"language"},
    {"documents"},
    {"store"},
    {"index"},
    {"verify"},
    {"answer"},
    {"assistant"},
    {"rpc"},
    {"evaluation"},
    {"web"},
    {"cli"},
    {"__main__", "app"},
]
MOST_LINES, MOST_FUNCTION_LINES, MOST_PUBLIC_METHODS = 400, 60, 20
# The stages of an answer, then what calls them, in the order they run. Each may import itself and those before it.
STAGES = [
    "quotations", "question", "message", "currency", "scope", "frames", "spelling", "names", "speech", "mentions",
    "results", "rarity", "differences", "followups", "stories", "retrieve", "rerank", "rank", "quotes", "counting",
    "read", "excerpts", "quoting", "decide", "refuse", "summary", "timeline", "gather", "write", "parts", "assess",
    "disagreement", "explanation", "explain", "answer_run", "join", "compose", "kinds", "run", "langchain",
]  # fmt: skip
# Library -> the files that may import it, and whether they may do so when they are imported themselves.
DOORS = {
    "torch": (["index/encode.py", "answer/read.py", "answer/rerank.py", "verify/entail.py"], False),
    "transformers": (["index/encode.py", "answer/read.py"], False),
    "sentence_transformers": (["index/encode.py", "answer/rerank.py", "verify/entail.py"], False),
    "openvino": (["index/compiled.py"], False),
    "chromadb": (["store/chroma.py"], False),
    "watchfiles": (["index/watch.py"], False),
    "sqlite3": (
        [f"store/sqlite/{name}.py" for name in ("connection", "copies", "repair", "rows", "schema", "writing")],
        True,
    ),
    "trafilatura": (["documents/html.py", "documents/head.py"], False),
    "htmldate": (["documents/head.py"], False),
    "lxml": (["documents/html.py", "documents/docx.py"], False),
    "pypdfium2": (["documents/pdf.py"], False),
    "mammoth": (["documents/docx.py"], False),
    "openpyxl": (["evaluation/sheets.py"], False),
    "langchain": (
        ["answer/write/generative.py", "answer/write/models.py", "answer/write/llama.py", "answer/langchain.py"],
        False,
    ),
    "xllamacpp": (["answer/write/llama.py"], False),
    "gradio": (["web/gradio_internals.py", "web/page.py", "web/programs.py"], True),
    "typer": (
        [f"cli/{name}.py" for name in ("__init__", "corpus", "evaluate", "options", "questions", "serve")],
        True,
    ),
}
# Made of a library's classes, so that importing one imports the library: imported in a call only, when it is needed.
LATE = ("answer.write.llama", "answer.langchain")


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
    rest: list[ast.AST] = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        for statement in node.body:
            yield from _walk(statement, "typing")
        rest = list(node.orelse)
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        when = "call"
    for child in rest:
        yield from _walk(child, when)


def name_of(file: Path) -> str:
    """The module of a file, without "assistant."."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts[len(parts) > 1 :] if part != "__init__")


def own_imports(file: Path) -> list[tuple[str, str]]:
    """What a file imports of the product, and when."""
    return [
        (each.module.removeprefix("assistant").lstrip("."), each.when)
        for each in imports_of(file)
        if each.module.split(".")[0] == "assistant"
    ]


def layer_of(name: str) -> int:
    first = name.split(".")[0]
    return next(at for at, layer in enumerate(LAYERS) if first in layer)


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_imports_point_to_earlier_layers_only(file: Path) -> None:
    name = name_of(file)
    if not name:  # the public surface
        return
    for imported, when in own_imports(file):
        same = imported.split(".")[0] == name.split(".")[0]
        if imported and not same and not (when == "typing" and imported == "assistant"):
            assert layer_of(imported) < layer_of(name), f"{name} imports the later {imported}"


def test_no_stage_of_an_answer_imports_a_later_one() -> None:
    """Imports inside functions count too."""
    stages = {name_of(file): file for file in FILES if name_of(file).startswith("answer.")}
    assert {name.split(".")[1] for name in stages} == set(STAGES), "name every stage in STAGES"
    for name, file in stages.items():
        for imported, _ in own_imports(file):
            if imported.startswith("answer."):
                earlier = STAGES.index(imported.split(".")[1]) <= STAGES.index(name.split(".")[1])
                assert earlier, f"{name} imports the later {imported}"


def test_no_modules_import_each_other_in_a_ring() -> None:
    """Imports inside functions count too; those that only a type checker sees do not."""
    names = {name_of(file) for file in FILES}
    edges = {
        name_of(file): {imported for imported, when in own_imports(file) if when != "typing" and imported in names}
        - {""}
        for file in FILES
    }
    left = dict(edges)
    while done := [name for name, imported in left.items() if not imported & (set(left) - {name})]:
        for name in done:
            del left[name]
    assert not left, f"a ring runs through {sorted(left)}"


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_no_module_function_or_class_is_large(file: Path) -> None:
    name, source = name_of(file), file.read_text(encoding="utf-8")
    lines = source.count("\n")
    assert lines <= MOST_LINES, f"{name} has {lines} lines"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            size = (node.end_lineno or 0) - node.lineno + 1
            assert size <= MOST_FUNCTION_LINES, f"{name}.{node.name} has {size} lines"
        if isinstance(node, ast.ClassDef):
            methods = [
                each.name for each in node.body if isinstance(each, ast.FunctionDef) and not each.name.startswith("_")
            ]
            assert len(methods) <= MOST_PUBLIC_METHODS, f"{name}.{node.name} has {len(methods)} public methods"


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


# What the rest of the package may import of ``store/``; the other modules there are one kind of store each.
OPEN_STORE = {"store", "store.base", "store.maintenance", "store.records", "store.conversations", "store.exact"}


@pytest.mark.parametrize("file", [file for file in FILES if name_of(file).split(".")[0] != "store"], ids=name_of)
def test_no_module_outside_the_store_knows_a_kind_of_store(file: Path) -> None:
    for imported, _ in own_imports(file):
        assert imported.split(".")[0] != "store" or imported in OPEN_STORE, f"{file.name} imports {imported}"
    for library in ("sqlite3", "chromadb"):
        assert all(door.startswith("store/") for door in DOORS[library][0])


def test_only_the_two_entrances_build_the_assistant() -> None:
    builders = {
        file.name
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Assistant"
    }
    assert builders == {"app.py", "session.py"}


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
                pytest.fail(f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 0)} reads the environment")


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
    heavy += ["trafilatura", "lxml", "pypdfium2", "mammoth", "openpyxl"]
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


LANGUAGES = [
    path.stem for path in (ROOT / "assistant" / "language").iterdir() if path.is_dir() and path.stem != "__pycache__"
]


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_the_tables_of_a_language_are_reached_through_its_record_only(file: Path) -> None:
    """Readers get a ``Language``, so another one is added without a change to them."""
    name = name_of(file)
    inside = name == "language" or name.startswith(tuple(f"language.{code}" for code in LANGUAGES))
    for imported, _ in own_imports(file):
        assert inside or not imported.startswith(tuple(f"language.{code}" for code in LANGUAGES)), f"{name}: {imported}"


PLAIN_WORD = re.compile(r"[a-z]{2,}")
GROUP = re.compile(r"\(\?(?:P<\w+>|[:=!]|<[=!])")  # how a group of a pattern opens
FORMS_OF_A_WORD = re.compile(r"\\[wsb][*+]?|\?")  # what a pattern adds to a word to match its forms
MOST_WORDS = 5  # that may stand together outside language/
# Words of machines: tags and class names of HTML, file names, addresses, errors of libraries.
NOT_OF_A_LANGUAGE = {
    "answer.write.models", "documents.docx", "documents.html", "documents.listing", "documents.pdf", "documents.text",
    "store.conversation_files", "web.gradio_internals",
}  # fmt: skip


def word_lists(tree: ast.AST) -> Iterator[tuple[int, list[str]]]:
    """Collections of plain words, strings of them that are split, and alternations of them in patterns, with lines."""
    literals = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, (ast.Set, ast.List, ast.Tuple)) and id(node) not in literals:
            texts = [each.value for each in node.elts if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            yield node.lineno, [text for text in texts if all(map(PLAIN_WORD.fullmatch, text.split()))]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "split":
            whole = node.func.value.value if isinstance(node.func.value, ast.Constant) else ""
            yield (
                node.lineno,
                [word for word in str(whole).split() if PLAIN_WORD.fullmatch(word[:1].lower() + word[1:])],
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "|" in node.value:
            parts = re.split(r"[|()]", GROUP.sub("(", node.value))
            yield node.lineno, [part for part in parts if PLAIN_WORD.fullmatch(FORMS_OF_A_WORD.sub("", part))]


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_lists_of_words_stand_in_language_only(file: Path) -> None:
    name = name_of(file)
    if name.split(".")[0] == "language" or name in NOT_OF_A_LANGUAGE:
        return
    for line, found in word_lists(ast.parse(file.read_text(encoding="utf-8"))):
        assert len(found) <= MOST_WORDS, f"{name}:{line} has a list of words: {' '.join(found[:8])}"


def test_the_rule_on_lists_of_words_sees_each_form_of_one() -> None:
    words = ["he", "she", "it", "they", "who", "we"]
    forms = [repr(words), repr(set(words)), repr(" ".join(words)) + ".split()", repr(rf"\b(?:{'|'.join(words)})\b")]
    for form in forms:
        assert max(len(found) for _, found in word_lists(ast.parse(form))) > MOST_WORDS, form


WEB = ROOT / "assistant" / "web"
INTERNALS = "gradio_internals.py"  # the one file that may lean on the insides of Gradio
NAME_IN_SELECTOR = re.compile(r"[.#](-?[a-zA-Z_][\w-]*)")


def own_names() -> set[str]:
    """Words in the strings of the page's Python and JavaScript, the classes and ids of its own markup among them."""
    words: set[str] = set()
    for file in WEB.rglob("*.py"):
        if file.name == INTERNALS:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words.update(re.findall(r"[\w-]+", node.value))
    for file in WEB.glob("*.js"):
        made = re.findall(r'className = "([^"]+)"|classList\.\w+\("([^"]+)"', file.read_text(encoding="utf-8"))
        words.update(word for found in made for part in found for word in part.split())
    return words


def selectors_of(file: Path) -> list[str]:
    """The selectors in a style sheet, or in the queries of a script."""
    source = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    if file.suffix == ".css":
        return re.findall(r"([^{};]+)\{", source)
    queries = re.findall(r"(?:\$|querySelector(?:All)?|matches|closest(?:\?\.)?)\(([^)]*)\)", source)
    return [re.sub(r"\$\{[^}]*\}", "", query) for query in queries if query[:1] in "\"'`"]


@pytest.mark.parametrize(
    "file", sorted([*WEB.rglob("*.py"), *WEB.glob("*.js"), *WEB.glob("*.css")]), ids=lambda f: f.name
)
def test_one_file_leans_on_the_insides_of_gradio(file: Path) -> None:
    if file.name == INTERNALS:
        return
    if file.suffix in (".css", ".js"):
        own = own_names()
        for selector in selectors_of(file):
            foreign = [name for name in NAME_IN_SELECTOR.findall(selector) if name not in own]
            assert not foreign, (
                f"{file.name}: {selector.strip()} selects {foreign}, which the page does not draw itself"
            )
            assert "[role=tab" not in selector, f"{file.name}: Gradio draws the tabs"
        return
    tree = ast.parse(file.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and re.match("_[^_]", node.attr):
            own_object = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
            assert own_object, f"{file.name}:{node.lineno} uses {ast.unparse(node)}, which is private"
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            assert "gradio" not in node.value.lower(), f"{file.name}:{node.lineno} names something of Gradio"
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            assert ast.unparse(node.value) in ("self", "cls"), f"{file.name}:{node.lineno} changes {ast.unparse(node)}"


def test_the_rule_on_gradio_sees_what_it_is_about() -> None:
    own = own_names()
    assert {"turn", "question", "reader", "confirm", "state"} <= own
    assert not {"gradio-container", "tabitem", "toast-wrap", "html-container"} & own
    assert len(selectors_of(WEB / "style.css")) > 200
    assert len(selectors_of(WEB / "ask.js")) > 30
