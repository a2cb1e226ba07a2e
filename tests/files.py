"""Small PDF and Word files, made for tests."""

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

SENTENCES = (
    "The talks between the two governments began in Ottawa on Monday.",
    "Lentils from Saskatchewan are the largest export to India.",
    "A second round is planned in New Delhi before the end of the year.",
    "The minister said that tariffs on steel would be discussed last.",
    "Farmers in the prairies hope for lower duties by the spring.",
    "Officials of both sides declined to name a date for an agreement.",
    "The port of Halifax expects more ships when the agreement is signed.",
    "Opposition parties asked for a debate before anything is decided.",
)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def article(paragraphs: int, start: int = 0) -> list[str]:
    """Paragraphs that all differ."""
    return [
        " ".join(
            f"{sentence[:-1]}, item {number * 10 + at}."
            for at, sentence in enumerate(SENTENCES[(number + start) % 5 :] + SENTENCES[: (number + start) % 5])
        )
        for number in range(start, start + paragraphs)
    ]


def pdf(
    paragraphs: Sequence[str],
    *,
    title: str = "Talks begin",
    columns: int = 1,
    header: str = "The Daily Example - World",
    password: str = "",
    table: Sequence[Sequence[str]] = (),
    stated: str = "",
) -> bytes:
    """A PDF as a newspaper sets one: a title, justified columns, a running header and numbered pages."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Spacer, Table

    body = ParagraphStyle("body", fontName="Times-Roman", fontSize=10, leading=13, alignment=4, spaceAfter=8)
    head = ParagraphStyle("head", fontName="Times-Bold", fontSize=18, leading=22, spaceAfter=10)
    width, height = A4
    gap, margin = 20, 60
    each = (width - 2 * margin - gap * (columns - 1)) / columns
    frames = [Frame(margin + n * (each + gap), 70, each, height - 150, 0, 0, 0, 0) for n in range(columns)]

    def furniture(canvas: object, document: object) -> None:
        canvas.setFont("Helvetica", 8)  # type: ignore[attr-defined]
        canvas.drawString(margin, height - 40, header)  # type: ignore[attr-defined]
        canvas.drawCentredString(width / 2, 35, f"Page {document.page}")  # type: ignore[attr-defined]

    out = io.BytesIO()
    document = BaseDocTemplate(
        out,
        pagesize=A4,
        title=stated,
        pageTemplates=[PageTemplate(frames=frames, onPage=furniture)],
        encrypt=StandardEncryption(password) if password else None,
        invariant=1,
    )
    story = [Paragraph(escape(title), head), *(Paragraph(escape(each), body) for each in paragraphs)]
    if table:
        story += [Spacer(1, 10), Table([list(row) for row in table], colWidths=[110] * len(table[0]))]
    document.build(story)
    return out.getvalue()


def picture_pdf() -> bytes:
    """A scan: one page, one picture, no text."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 50, 50, 400, 600)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def paragraph_xml(text: str, style: str = "") -> str:
    """A paragraph of a Word file."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def table_xml(rows: Sequence[Sequence[str]]) -> str:
    """A table of a Word file."""
    cells = ("".join(f"<w:tc>{paragraph_xml(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def docx(body: str, *, core: str = "", extra: Sequence[tuple[str, bytes]] = ()) -> bytes:
    """A Word file around the XML of its body, with a header on every page."""
    names = ("Heading1", "heading 1"), ("Title", "Title")
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>' for key, name in names
    )
    language = '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault></w:docDefaults>'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="xml" '
        f'ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
        "word/styles.xml": f'<w:styles xmlns:w="{W}">{language}{styles}</w:styles>',
        "word/header1.xml": f'<w:hdr xmlns:w="{W}">{paragraph_xml("The Daily Example")}</w:hdr>',
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{package}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">{core}'
        "</cp:coreProperties>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [*((name, text.encode()) for name, text in parts.items()), *extra]:
            archive.writestr(name, content)
    return out.getvalue()
