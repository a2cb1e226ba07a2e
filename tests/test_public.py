"""The public surface of the package: which names it has, and what importing it costs."""

import subprocess
import sys
from pathlib import Path

import pytest

import assistant
from assistant import errors

SURFACE = {"Answer", "Article", "Assistant", "Citation", "Settings", "__version__", "load_settings"}
ERRORS = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)}


def test_the_package_exports_these_names_and_every_error() -> None:
    assert set(assistant.__all__) == SURFACE | ERRORS
    assert len(assistant.__all__) == len(set(assistant.__all__))
    assert set(assistant.__all__) <= set(dir(assistant))
    with pytest.raises(AttributeError, match="nothing"):
        assistant.nothing  # noqa: B018


@pytest.mark.parametrize("name", sorted(SURFACE - {"__version__", "load_settings"} | ERRORS))
def test_each_name_is_the_class_it_names(name: str) -> None:
    exported = getattr(assistant, name)
    assert isinstance(exported, type)
    assert exported.__name__ == name


def test_importing_the_package_imports_only_itself_and_the_standard_library() -> None:
    code = (
        "import sys; before = set(sys.modules); import assistant\n"
        "new = {name.split('.')[0] for name in set(sys.modules) - before} - set(sys.stdlib_module_names)\n"
        "assert new == {'assistant'}, new\n"
        "assert [name for name in sys.modules if name.startswith('assistant.')] == []"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_package_carries_its_types() -> None:
    assert (Path(assistant.__file__).parent / "py.typed").is_file()
