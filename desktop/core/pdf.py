"""A document as PDF: embedded fonts, the identity box and the page number on every page, the same bytes every time."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFString
from reportlab.pdfgen.canvas import Canvas

from desktop.core.blocks import Document
from desktop.core.glyphs import PaperError, printable
from desktop.core.pdf_blocks import LOOKS, MM, document_blocks
from desktop.core.pdf_fonts import BOLD, REGULAR, SEMI_BOLD, glyphs
from desktop.core.pdf_layout import Block, Placed, Row, Style, paginate, set_rows
from desktop.core.pdf_signs import draw_sign
from desktop.language import gettext as _
from desktop.settings import Paper

__all__ = ["PaperError", "render"]

SIZES: Final[dict[Paper, tuple[float, float]]] = {"a4": (210 * MM, 297 * MM), "letter": (215.9 * MM, 279.4 * MM)}
EDGE: Final = 14 * MM
FOOT: Final = 8 * MM
LEAST_TOP: Final = {"plan": 36 * MM, "handout": 28 * MM}
LEAST_BOTTOM: Final = 20 * MM
SHARES: Final = (72, 38, 29, 35)
CELL_LABEL: Final = Style(8, 10)
CELL_NAME: Final = Style(11.5, 14.5, BOLD)
CELL: Final = Style(10, 14.5, SEMI_BOLD)
FOOTER: Final = Style(8, 10.4)


def render(document: Document, paper: Paper) -> bytes:
    """Set a document on this paper. Raises `PaperError` for a character or a name that cannot be printed."""
    glyphs()
    sheet = Sheet(document, paper)
    pages = paginate(document_blocks(document), sheet.top - sheet.bottom)
    target = BytesIO()
    canvas = Canvas(
        target,
        pagesize=SIZES[paper],
        pageCompression=1,
        invariant=1,
        initialFontName=REGULAR,
        lang=document.language,
    )
    canvas._doc.info = information(document)  # noqa: SLF001  # its setters cannot leave an entry out
    for number, page in enumerate(pages, start=1):
        sheet.draw(canvas, page, _("Page {page} of {pages}").format(page=number, pages=len(pages)))
    canvas.save()
    return target.getvalue()


def information(document: Document) -> Any:
    """The metadata: title, guideline and program; no author, no times, nothing about the patient."""
    entries = {"Title": document.title, "Subject": document.subject, "Creator": document.program}
    return Information({key: PDFString(words) for key, words in entries.items() if words})


class Information(PDFDictionary):  # type: ignore[misc]  # ReportLab carries no types
    """Metadata with the entries we chose and no others."""

    def digest(self, signature: Any) -> None:
        """Let the entries count for the file's identifier."""
        for key in sorted(self.dict):
            signature.update(f"{key}={self.dict[key].s}".encode())


class Sheet:
    """What every page of one document shares."""

    def __init__(self, document: Document, paper: Paper) -> None:
        """Set the identity box and the footer, and leave the rest of the page to the text."""
        self.look = LOOKS[document.kind]
        page_width, self.page_height = SIZES[paper]
        self.left = (page_width - self.look.width) / 2
        self.cells = self.set_cells(document)
        beside_number = self.look.width - 26 * MM
        self.footer = tuple(row for text in document.footer for row in set_rows(text, FOOTER, beside_number))
        self.box = max(sum(row.height for row in cell) for cell in self.cells) + 3 * MM
        foot = sum(row.height for row in self.footer)
        if self.box > 90 * MM or foot > 50 * MM:
            raise PaperError(_("The patient's details or the guideline's title are too long for the head of a page."))
        self.top = self.page_height - max(LEAST_TOP[document.kind], EDGE + self.box + 6 * MM)
        self.bottom = max(LEAST_BOTTOM, FOOT + foot + 4 * MM)

    def set_cells(self, document: Document) -> tuple[tuple[Row, ...], ...]:
        """The lines of each cell of the identity box."""
        if not document.identity:
            return (set_rows(document.anonymous, CELL, self.look.width - 6 * MM),)
        widths = self.widths(len(document.identity))
        return tuple(
            (
                *set_rows(label, CELL_LABEL, width - 5 * MM),
                *set_rows(words, CELL if number else CELL_NAME, width - 5 * MM),
            )
            for number, ((label, words), width) in enumerate(zip(document.identity, widths, strict=True))
        )

    def widths(self, count: int) -> tuple[float, ...]:
        """The widths of the cells of the identity box."""
        shares = SHARES[:count] if count > 1 else (1.0,)
        return tuple(self.look.width * share / sum(shares) for share in shares)

    def draw(self, canvas: Any, page: tuple[Placed, ...], number: str) -> None:
        """Draw one page and end it."""
        self.draw_identity(canvas)
        for placed in page:
            self.draw_block(canvas, placed.block, self.top - placed.top)
        self.draw_footer(canvas, printable(number, glyphs()))
        canvas.showPage()

    def draw_identity(self, canvas: Any) -> None:
        """The box at the head of the page."""
        top = self.page_height - EDGE
        canvas.setLineWidth(0.8)
        canvas.rect(self.left, top - self.box, self.look.width, self.box)
        x = self.left
        for cell, width in zip(self.cells, self.widths(len(self.cells)), strict=True):
            draw_rows(canvas, cell, x + 3 * MM, top - 1.5 * MM)
            x += width

    def draw_footer(self, canvas: Any, number: str) -> None:
        """The foot of the page: the guideline, the program, and the page number."""
        top = FOOT + sum(row.height for row in self.footer)
        right = self.left + self.look.width
        canvas.setLineWidth(0.4)
        canvas.line(self.left, top + 4, right, top + 4)
        draw_rows(canvas, self.footer, self.left, top)
        canvas.setFont(SEMI_BOLD, FOOTER.size)
        canvas.drawRightString(right, top - 8.2, number)

    def draw_block(self, canvas: Any, block: Block, top: float) -> None:
        """One block with its rules, its sign and its words."""
        left, right, bottom = self.left, self.left + self.look.width, top - block.height
        if block.frame:
            canvas.setLineWidth(block.frame)
            canvas.rect(left, bottom, self.look.width, block.height)
        if block.rule:
            canvas.rect(left, bottom, block.rule, block.height, stroke=0, fill=1)
        if block.sign:
            first = (block.label or block.rows)[0].style
            draw_sign(canvas, block.sign, left + 10, top - block.pad - baseline(first) - 1, first.size + 0.5)
        draw_rows(canvas, block.label, left, top - block.pad)
        draw_rows(canvas, block.rows, left + block.gutter, top - block.pad)
        if block.hairline or block.write:
            canvas.setLineWidth(0.4 if block.hairline else 0.6)
            canvas.setStrokeGray(0.6 if block.hairline else 0)
            canvas.line(left + (block.gutter if block.write else 0), bottom, right, bottom)
            canvas.setStrokeGray(0)


def baseline(style: Style) -> float:
    """How far below the top of a line its letters stand."""
    return (style.leading - style.size) / 2 + style.size * 0.83


def draw_rows(canvas: Any, rows: tuple[Row, ...], x: float, top: float) -> None:
    """Lines of text, one below the other."""
    for row in rows:
        style, y = row.style, top - row.before - baseline(row.style)
        canvas.setFillGray(style.grey)
        canvas.setFont(style.font, style.size)
        if row.mark == "bullet":
            canvas.drawString(x + row.indent - style.size * 0.9, y, "•")
        elif row.mark == "box":
            side = style.size * 0.8
            canvas.setLineWidth(0.8)
            canvas.rect(x + row.indent - style.size * 1.5, y - 1, side, side)
        canvas.drawString(x + row.indent, y, row.text)
        top -= row.height
    canvas.setFillGray(0)
