"""Question files of any form: lines of JSON, or a spreadsheet."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import NotFoundError, QuestionError
from assistant.evaluation import sheets
from assistant.evaluation.questions import Question, read_json_lines

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.rpc import Remote

OTHER_SHEETS = (".xls", ".xlsm", ".xlsb", ".ods", ".numbers")  # of programs that also save CSV and XLSX


def read_questions(file: Path, notice: sheets.Notice = lambda _: None) -> list[Question]:
    """Read a question file. Raises QuestionError that names the file, and the line or row that cannot be used.

    notice: told what the file has that is not used.
    """
    if file.suffix.lower() in OTHER_SHEETS:
        raise QuestionError(f"{file} is a spreadsheet of a form that is not read: save it as XLSX or CSV.")
    return sheets.read_sheet(file, notice) if sheets.is_sheet(file) else read_json_lines(file)


def require_articles(file: Path, questions: Sequence[Question], assistant: "Assistant | Remote") -> None:
    """Raise QuestionError if a row of a spreadsheet names an article that the index does not have.

    Lines of JSON are not checked: their evidence may name articles of another set.
    """
    if not sheets.is_sheet(file):
        return
    assistant.status()  # without an index this says so
    for question in questions:
        for article in sorted(question.articles):
            try:
                assistant.article(article)
            except NotFoundError:
                raise QuestionError(
                    f"Row {question.id} of {file} names the article {article!r}, which is not in the index: write its "
                    "path in the corpus folder."
                ) from None
