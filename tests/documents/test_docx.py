"""Word file -> Article."""

import io
import zipfile

import pytest
from files import article, docx, paragraph_xml, table_xml

from assistant.documents import read_article
from assistant.errors import ReadError
from assistant.records import Article

BODY = paragraph_xml("Talks begin", "Heading1") + "".join(map(paragraph_xml, article(3)))


def read(content: bytes, name: str = "a.docx") -> Article:
    return read_article(name, content)


def test_headings_paragraphs_and_tables_are_kept_and_page_headers_are_not() -> None:
    rows = [("Country", "Export"), ("India", "Lentils"), ("China", "Canola")]
    found = read(docx(BODY + table_xml(rows) + paragraph_xml("The talks go on.")))
    assert found.text.split("\n\n") == [
        "## Talks begin",
        *article(3),
        "Country | Export\nIndia | Lentils\nChina | Canola",
        "The talks go on.",
    ]
    assert (found.title, found.language, found.page_starts, found.page(3)) == ("Talks begin", "en", (), None)


def test_what_was_deleted_is_no_text_and_what_was_inserted_is() -> None:
    run = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"
    deleted = "<w:del><w:r><w:delText xml:space='preserve'>soon </w:delText></w:r></w:del>"
    inserted = f"<w:ins>{run.format('on Monday ')}</w:ins>"
    text = read(docx(f"<w:p>{run.format('They begin ')}{deleted}{inserted}{run.format('in Ottawa.')}</w:p>")).text
    assert text == "They begin on Monday in Ottawa."


def test_the_time_a_file_was_made_is_no_date_of_publication() -> None:
    made = "<dcterms:created>2013-12-23T23:15:00Z</dcterms:created>"
    assert read(docx(BODY, core=made)).date is None
    issued = "<dcterms:issued>2026-03-04T23:15:00-05:00</dcterms:issued>"
    found = read(docx(BODY, core=made + issued))
    assert (str(found.date), found.date_origin) == ("2026-03-04", "document metadata")
    found = read(docx(paragraph_xml("OTTAWA, March 3, 2026 (Example News) — The talks began."), core=made))
    assert (str(found.date), found.date_origin) == ("2026-03-03", "byline")


def test_who_made_a_file_is_its_author_only_if_the_text_says_so() -> None:
    creator = "<dc:creator>Ana Roy</dc:creator>"
    assert read(docx(BODY, core=creator)).author is None
    assert read(docx(paragraph_xml("By Ana Roy") + BODY, core=creator)).author == "Ana Roy"


def test_letters_are_composed_and_ligatures_taken_apart() -> None:
    assert read(docx(paragraph_xml("Montre\u0301al has a new o\ufb03ce."))).text == "Montréal has a new office."


def archive(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, text in files.items():
            made.writestr(name, text)
    return out.getvalue()


WHOLE = docx(BODY)
BOMB = docx(BODY, extra=[("word/media/bomb.bin", bytes(250_000_000))])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (archive(readme="Not a Word file."), "a zip archive, not a Word file"),
        (WHOLE[: len(WHOLE) // 2], "damaged"),
        (b"PK\x03\x04" + b"\0" * 300, "damaged"),
        (BOMB, "unpacks to more than"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "an old Office file"),
        (b"%PDF-1.7 whatever", "a PDF file"),
        (b"<html><body>A page.</body></html>", "damaged, or not a whole Word file"),
        (docx(""), "no article text"),
    ],
    ids=["zip", "truncated", "zeros", "bomb", "old Office", "pdf", "page", "blank"],
)
def test_what_is_no_word_file_says_what_it_is(content: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason) as error:
        read(content)
    assert "\n" not in str(error.value)


def test_xml_that_multiplies_itself_is_not_expanded() -> None:
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(8))
    bomb = f'<!DOCTYPE x [<!ENTITY e0 "x">{entities}]><x>&e8;</x>'
    content = archive(**{"[Content_Types].xml": bomb, "word/document.xml": bomb, "docProps/core.xml": bomb})
    with pytest.raises(ReadError):
        read(content)
