"""Documents that are added, replaced, removed and put back; what may be asked next."""

import errno
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from assistant.assistant import Assistant
from assistant.errors import CorpusError, FileTakenError, NotFoundError, ReadError

Make = Callable[..., Assistant]


def files(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


class TestFiles:
    def test_a_file_takes_the_place_of_another_only_when_told(self, make: Make) -> None:
        assistant = make()
        corpus = assistant.settings.corpus
        assistant.add_file("a.md", b"Old words.\n")
        with pytest.raises(FileTakenError, match="already"):
            assistant.add_file("a.md", b"New words.\n")
        assert files(corpus) == {"a.md": b"Old words.\n"}
        assistant.add_file("a.md", b"New words.\n", replace=True)
        assert files(corpus) == {"a.md": b"New words.\n"}
        with pytest.raises(ReadError):
            assistant.add_file("a.md", b"", replace=True)
        assert files(corpus) == {"a.md": b"New words.\n"}

    @pytest.mark.parametrize(
        "name", ["../a.md", "/a.md", "..\\a.md", ".a.md", "a.exe", "a\n.md", "", "a.md/", "~$a.docx"]
    )
    def test_a_name_that_is_a_trick_adds_nothing(self, make: Make, name: str) -> None:
        assistant = make()
        with pytest.raises(CorpusError):
            assistant.add_file(name, b"Words.\n", replace=True)
        assert files(assistant.settings.corpus) == {}

    def test_what_is_removed_is_put_away_and_can_be_put_back(self, make: Make) -> None:
        assistant = make()
        corpus = assistant.settings.corpus
        (corpus / "sub").mkdir()
        (corpus / "sub" / "a.md").write_bytes(b"Words of the harbour.\n")
        assistant.sync()
        before = files(corpus)
        removed = assistant.remove_file("sub/a.md")
        assert files(corpus) == {}
        assert removed.file.read_bytes() == b"Words of the harbour.\n"
        assert assistant.sync(allow_removals=True).removed == 1
        assert assistant.restore_file(removed.id) == "sub/a.md"
        assert files(corpus) == before
        assert assistant.sync().added == 1

    def test_what_came_meanwhile_stays(self, make: Make) -> None:
        assistant = make()
        (assistant.settings.corpus / "a.md").write_bytes(b"Old.\n")
        removed = assistant.remove_file("a.md")
        (assistant.settings.corpus / "a.md").write_bytes(b"New.\n")
        with pytest.raises(FileTakenError):
            assistant.restore_file(removed.id)
        assert removed.file.read_bytes() == b"Old.\n"
        assert files(assistant.settings.corpus) == {"a.md": b"New.\n"}

    @pytest.mark.parametrize("path", ["../secret.md", "secret.exe", "/etc/passwd", "", "a.md/../../secret.md"])
    def test_nothing_outside_the_corpus_is_removed(self, make: Make, tmp_path: Path, path: str) -> None:
        assistant = make()
        secret = tmp_path / "secret.md"
        secret.write_bytes(b"Nobody's business.\n")
        with pytest.raises(NotFoundError):
            assistant.remove_file(path)
        assert secret.read_bytes() == b"Nobody's business.\n"

    @pytest.mark.parametrize(
        "removal",
        ["", ".", "..", "../../corpus", "/etc", "a.md", "2026-01-01-000000-abcd", "2026-01-01-000000-abcd/.."],
    )
    def test_only_an_id_that_was_given_out_puts_a_file_back(self, make: Make, removal: str) -> None:
        assistant = make()
        corpus, index = assistant.settings.corpus, assistant.settings.index
        (corpus / "a.md").write_bytes(b"Words.\n")
        assistant.remove_file("a.md")
        (index / "rich.py").write_bytes(b"raise SystemExit\n")
        with pytest.raises(NotFoundError):
            assistant.restore_file(removal)
        assert files(corpus) == {}

    @pytest.mark.parametrize(
        "name", ["rich.py", ".env", ".git/hooks/pre-commit", ".hidden.md", "a/.b/c.md", "~$a.docx"]
    )
    def test_nothing_but_a_document_is_put_back(self, make: Make, name: str) -> None:
        assistant = make()
        corpus = assistant.settings.corpus
        (corpus / "a.md").write_bytes(b"Words.\n")
        removed = assistant.remove_file("a.md")
        other = removed.file.parent / name  # what nobody can do through the page
        other.parent.mkdir(parents=True, exist_ok=True)
        removed.file.rename(other)
        with pytest.raises(CorpusError):
            assistant.restore_file(removed.id)
        assert files(corpus) == {}

    def test_a_full_disk_leaves_no_half_of_a_file_and_loses_none(
        self, make: Make, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assistant = make()
        (assistant.settings.corpus / "a.md").write_bytes(b"Words of the harbour.\n")
        removed = assistant.remove_file("a.md")

        def fill(source: BinaryIO, copy: BinaryIO) -> None:
            copy.write(source.read(5))
            raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(shutil, "copyfileobj", fill)
            with pytest.raises(CorpusError, match="No space left"):
                assistant.restore_file(removed.id)
        assert files(assistant.settings.corpus) == {}
        assert assistant.restore_file(removed.id) == "a.md"
        assert files(assistant.settings.corpus) == {"a.md": b"Words of the harbour.\n"}

    def test_nothing_is_put_back_through_a_link(self, make: Make, tmp_path: Path) -> None:
        assistant = make()
        corpus, elsewhere = assistant.settings.corpus, tmp_path / "elsewhere"
        (corpus / "sub").mkdir()
        (corpus / "sub" / "a.md").write_bytes(b"Words.\n")
        removed = assistant.remove_file("sub/a.md")
        (corpus / "sub").rmdir()
        elsewhere.mkdir()
        (corpus / "sub").symlink_to(elsewhere, target_is_directory=True)
        with pytest.raises(CorpusError):
            assistant.restore_file(removed.id)
        assert files(elsewhere) == {}
        secret = tmp_path / "secret.md"
        secret.write_bytes(b"Nobody's business.\n")
        removed.file.unlink()
        removed.file.symlink_to(secret)
        with pytest.raises(NotFoundError):
            assistant.restore_file(removed.id)

    def test_when_a_version_was_indexed_is_known_also_after_it_changed(self, make: Make) -> None:
        assistant = make()
        file = assistant.settings.corpus / "a.md"
        file.write_bytes(b"Old words.\n")
        assistant.sync()
        old = assistant.article("a.md").version
        file.write_bytes(b"Newer words.\n")
        assistant.sync()
        assert assistant.indexed_at("a.md", old) is not None
        assert assistant.indexed_at("a.md", "0" * 16) is None


def test_days_that_a_question_names_can_be_left_out(assistant: Assistant) -> None:
    question = "What tariff did Canada agree to on Chinese electric vehicles in January 2026?"
    *_, kept = assistant.stream(question)
    *_, free = assistant.stream(question, any_day=True)
    assert kept.scope is not None
    assert free.scope is None
    assert free.status == "answered"
