"""Spreadsheets of questions and right answers: CSV, with commas, semicolons or tabs, and XLSX.

The first row names the columns, in any order; without such a row they are the question and the answer. An error names
the row as the spreadsheet numbers it. A row without any text is no question.
"""

import csv
import io
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypeAlias

from assistant.errors import QuestionError
from assistant.evaluation.questions import Question
from assistant.records import normalize_space

Column: TypeAlias = Literal["question", "answer", "article", "answerable"]
NAMES: Mapping[Column, tuple[str, ...]] = {
    "question": ("question", "questions"),
    "answer": ("answer", "answers", "right answer", "right answers"),
    "article": ("article", "articles", "file", "source file"),
    "answerable": ("answerable",),
}
YES, NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0")
ABSENT = "not in the corpus"  # as an answer: the question must be refused
SEVERAL = re.compile(r"[|\r\n]+")  # between the answers of a cell, and between its articles
DELIMITERS = ("\t", ";", ",")  # the rarest in prose first
LONGEST_CELL = 10_000_000  # characters
PLAIN_FORMAT = re.compile(r"General|@|[#,]*0(?:\.0+)?", re.IGNORECASE)  # of a number: shown as it is kept

Rows: TypeAlias = Sequence[Sequence[str]]  # cells without white space at their ends; the first is row 1
Notice: TypeAlias = Callable[[str], None]  # is given a line for the person who asked


def is_sheet(file: Path) -> bool:
    """True for a file that is read here, by its suffix."""
    return file.suffix.lower() in READERS


def read_sheet(file: Path, notice: Notice) -> list[Question]:
    """The questions of a spreadsheet, each with the number of its row as its id.

    notice: told which columns are not used. Raises QuestionError.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise QuestionError(f"The question file {file} cannot be read ({error.strerror}): check the path.") from None
    rows = READERS[file.suffix.lower()](file, content)
    first = next((number for number, row in enumerate(rows) if any(row)), None)
    if first is None:
        raise QuestionError(f"The question file {file} has no questions.")
    named = _named_columns(file, first + 1, rows[first], notice)
    columns: Mapping[Column, int] = named or {"question": 0, "answer": 1}
    headed = {place for place, name in enumerate(rows[first]) if name} if named else set(columns.values())
    begin = first + 1 if named else first
    filled = [(number, row) for number, row in enumerate(rows[begin:], begin + 1) if any(row)]
    if not filled:
        raise QuestionError(f"The question file {file} has no questions.")
    return [_read_row(f"Row {number} of {file}", number, row, columns, headed) for number, row in filled]


def _columns(row: Sequence[str]) -> list[Column | None]:
    """What each cell of a first row names."""
    plain = [normalize_space(cell).casefold().rstrip(" :?") for cell in row]
    return [next((column for column, names in NAMES.items() if cell in names), None) for cell in plain]


def _named_columns(file: Path, number: int, row: Sequence[str], notice: Notice) -> dict[Column, int]:
    """Where the first row names the columns; empty if it names none. Raises QuestionError."""
    columns = _columns(row)
    places = {column: place for place, column in enumerate(columns) if column}
    if not places:
        return {}
    if "question" not in places:
        raise QuestionError(f"Row {number} of {file} names columns and no question: call that column “question”.")
    for column, place in places.items():
        if (other := columns.index(column)) != place:
            raise QuestionError(
                f"Row {number} of {file} names the {column} twice, in {_letter(other)} and {_letter(place)}: keep one."
            )
    if unused := [cell for cell, column in zip(row, columns, strict=True) if cell and not column]:
        notice(f"Columns of {file} that are not used: {', '.join(unused)}.")
    return places


def _read_row(where: str, number: int, row: Sequence[str], columns: Mapping[Column, int], headed: set[int]) -> Question:
    """where: how errors name the row. headed: the places of the columns with a name. Raises QuestionError."""
    cells = {column: row[place] if place < len(row) else "" for column, place in columns.items()}
    question, answer = normalize_space(cells["question"]), cells.get("answer", "")
    answerable, said = normalize_space(cells.get("answerable", "")).casefold(), normalize_space(answer).casefold()
    if beyond := next((place for place, cell in enumerate(row) if cell and place not in headed), None):
        raise QuestionError(
            f"{where} has text in {_letter(beyond)}, a column without a name: name it, or put quotes around text with "
            "commas or semicolons."
        )
    if not question:
        raise QuestionError(f"{where} has no question: write one, or empty the row.")
    if answerable not in (*YES, *NO, ""):
        raise QuestionError(f"{where} has {cells['answerable']!r} as answerable: write yes or no.")
    absent = said.strip(" .") == ABSENT
    answers = () if absent else _parts(answer)
    articles = tuple(part.replace("\\", "/") for part in _parts(cells.get("article", "")))
    if absent and answerable in YES:
        raise QuestionError(f"{where} is answerable and “{ABSENT}”: change one of the two.")
    if answerable in NO or absent:
        if answers or articles:
            raise QuestionError(f"{where} must be refused and has an answer or an article: empty that, or write yes.")
        return Question(str(number), question, answerable=False)
    if not answers and not articles:
        raise QuestionError(f"{where} has no answer: write the right one, or “{ABSENT}” if it must be refused.")
    return Question(str(number), question, True, answers, tuple((article, "") for article in articles))


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part for part in map(normalize_space, SEVERAL.split(cell)) if part)


def _letter(place: int) -> str:
    """The name of a column of a spreadsheet: A for 0, AA for 26."""
    return (_letter(place // 26 - 1) if place >= 26 else "") + chr(ord("A") + place % 26)


def read_csv(file: Path, content: bytes) -> list[list[str]]:
    """The rows of a CSV file: UTF-8, UTF-16 with a byte order mark, or Windows-1252. Raises QuestionError."""
    try:
        text = _decode(content)
    except UnicodeDecodeError:
        raise QuestionError(f"{file} is no text that can be read: save it as CSV in UTF-8.") from None
    parsed = [rows for delimiter in DELIMITERS if (rows := _split(text, delimiter)) is not None]
    if not parsed:
        raise QuestionError(f"{file} has a quotation mark that is not closed or doubled: save it as CSV again.")
    return max(parsed, key=_fitness)  # of equals, that of the rarest delimiter


def _decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _split(text: str, delimiter: str) -> list[list[str]] | None:
    """Rows of cells; None if the text has quotes that do not fit the delimiter."""
    usual = csv.field_size_limit(LONGEST_CELL)
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)
        return [[cell.strip() for cell in row] for row in lines]
    except csv.Error:
        return None
    finally:
        csv.field_size_limit(usual)


def _fitness(rows: Rows) -> tuple[int, bool]:
    """How well a delimiter fits: column names that it brings to light, and whether it cuts every row into two or more.

    Only a file without names is judged by its rows: text may hold any delimiter.
    """
    filled = [row for row in rows if any(row)]
    named = sum(column is not None for column in _columns(filled[0])) if filled else 0
    return named, not named and bool(filled) and len({len(row) for row in filled}) == 1 and len(filled[0]) > 1


def read_xlsx(file: Path, content: bytes) -> list[list[str]]:
    """The rows of the one sheet of a workbook that is not empty. Raises QuestionError."""
    try:
        sheets = _load_sheets(content)
    except Exception as error:  # openpyxl has no error of its own for a damaged file
        raise QuestionError(f"{file} is no workbook that can be read ({error!r}): save it as XLSX again.") from None
    filled = {
        title: rows for title, rows in sheets.items() if any(cell.value is not None for row in rows for cell in row)
    }
    if len(filled) > 1:
        raise QuestionError(f"{file} has several sheets with text ({', '.join(filled)}): keep the questions in one.")
    return [
        [_shown(cell, f"Row {number} of {file}", place) for place, cell in enumerate(row)]
        for rows in filled.values()
        for number, row in enumerate(rows, start=1)
    ]


def _load_sheets(content: bytes) -> dict[str, list[list[Any]]]:
    """The cells of each sheet, by its title."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and extensions, which are not read
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # some programs write wrong ones
        return {sheet.title: [list(row) for row in sheet.iter_rows()] for sheet in book.worksheets}


def _shown(cell: Any, where: str, place: int) -> str:
    """The text of a cell as the spreadsheet shows it. Raises QuestionError for what it shows otherwise than it is kept.

    An amount, a share or a date is kept as a plain number, and its form on the screen depends on the program.
    """
    value = cell.value
    if value is None or isinstance(value, str):
        if cell.data_type == "e":
            raise QuestionError(f"{where} has the error {value} in {_letter(place)}: write the text itself.")
        return (value or "").strip()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float) and PLAIN_FORMAT.fullmatch(cell.number_format or "General"):
        return f"{value:.15g}" if isinstance(value, float) else str(value)
    raise QuestionError(
        f"{where} has a date, a share or an amount in {_letter(place)}: format the cell as text, and write what the "
        "article says."
    )


READERS: Mapping[str, Callable[[Path, bytes], Rows]] = {".csv": read_csv, ".tsv": read_csv, ".xlsx": read_xlsx}
