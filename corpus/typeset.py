"""A thin layer over reportlab: blocks of content in, pages of a PDF out, the same bytes every time."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from reportlab import rl_config
from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
    Spacer,
)
from reportlab.platypus import PageBreak as PlatypusPageBreak
from reportlab.platypus import Table as PlatypusTable
from reportlab.platypus.paragraph import cleanBlockQuotedText

from corpus.content import Block, Figure, PageBreak, Para, Table
from corpus.plot import SurvivalPlot

A4 = (595.0, 842.0)
LETTER = (612.0, 792.0)
FOOTER = "Synthetic sample of the myelomine project: authors and own results are invented and prove nothing."
BARE_ANGLE = re.compile(r"<(?!/?(?:i|b|sub|super)>)")
# The fourteen standard fonts have no ≥ ≤ −; Bitstream Vera comes with reportlab, is free and is embedded.
OUTSIDE_STANDARD = re.compile(r"[≥≤−≈]+")
LONG_WORD = re.compile(r"[A-Za-z]{9,}")
HYPHENATION = """
    carfilzo|mib pomali|domide dexa|metha|sone lenali|domide bortezo|mib dara|tumu|mab thalid|omide cyclo|phos|phamide
    pro|gres|sion random|ized random|ization treat|ment dis|continu|ation neutro|penia thrombo|cyto|penia hyper|ten|sion
    respec|tively esti|mated popu|lation assess|ment combi|nation sub|groups cyto|genetics re|sponded inves|ti|gators
    compar|ison refrac|tory intra|venously char|acter|istics neu|ropathy
"""
SYLLABLES = {word.replace("|", ""): word.replace("|", "\u00ad") for word in HYPHENATION.split()}
VERA = {"Vera": "Vera.ttf", "Vera-Bold": "VeraBd.ttf", "Vera-Italic": "VeraIt.ttf", "Vera-BoldItalic": "VeraBI.ttf"}


@dataclass(frozen=True, slots=True)
class Face:
    """A type family by the names of its four cuts."""

    roman: str
    bold: str
    italic: str


TIMES = Face("Times-Roman", "Times-Bold", "Times-Italic")
HELVETICA = Face("Helvetica", "Helvetica-Bold", "Helvetica-Oblique")
SCREEN = Face("Vera", "Vera-Bold", "Vera-Italic")

TableRules = Callable[[Table, int], list[tuple[object, ...]]]


@dataclass(frozen=True, slots=True)
class Look:
    """How a journal sets its blocks."""

    face: Face
    size: float
    leading: float
    styles: dict[str, ParagraphStyle]
    rules: TableRules
    cell_size: float = 7.5
    cell_padding: float = 1.6
    table_face: Face | None = None
    numbered: bool = False
    hyphenated: bool = False


def register_fonts() -> None:
    """Make the embedded family known, with its bold and italic cuts."""
    for name, file in VERA.items():
        pdfmetrics.registerFont(TTFont(name, file))
    pdfmetrics.registerFontFamily("Vera", "Vera", "Vera-Bold", "Vera-Italic", "Vera-BoldItalic")


def markup(text: str, face: Face) -> str:
    """The text as reportlab's markup; signs outside a standard font are set in Vera."""
    text = BARE_ANGLE.sub("&lt;", text.replace("&", "&amp;")).replace("\n", "<br/>")
    if face is SCREEN:
        return text
    return OUTSIDE_STANDARD.sub(lambda m: f'<font face="Vera" size="-1">{m[0]}</font>', text)


def hyphenated(text: str) -> str:
    """The text with soft hyphens in the long words that newspapers' narrow columns break."""
    return LONG_WORD.sub(lambda m: SYLLABLES.get(m[0], m[0]), text)


def base_styles(face: Face, size: float, leading: float, **body: object) -> dict[str, ParagraphStyle]:
    """The styles that every look has; a layout replaces those that make it differ."""
    plain = ParagraphStyle("plain", fontName=face.roman, fontSize=size, leading=leading, embeddedHyphenation=1)
    bold = ParagraphStyle("bold", parent=plain, fontName=face.bold)
    small = ParagraphStyle("small", parent=plain, fontSize=size - 1.5, leading=leading - 2)
    return {
        "body": ParagraphStyle("body", parent=plain, **body),
        "first": ParagraphStyle("first", parent=plain, **(body | {"firstLineIndent": 0})),
        "title": ParagraphStyle("title", parent=bold, fontSize=size * 1.8, leading=size * 2.15, spaceAfter=6),
        "authors": ParagraphStyle("authors", parent=plain, spaceAfter=3),
        "affiliation": ParagraphStyle("affiliation", parent=small, fontName=face.italic, spaceAfter=5),
        "abstract": ParagraphStyle("abstract", parent=plain, alignment=4, spaceAfter=2),
        "heading": ParagraphStyle(
            "heading", parent=bold, fontSize=size + 1, spaceBefore=7, spaceAfter=2, keepWithNext=1
        ),
        "subheading": ParagraphStyle("subheading", parent=bold, spaceBefore=4, spaceAfter=1, keepWithNext=1),
        "reference": ParagraphStyle("reference", parent=small, leftIndent=12, firstLineIndent=-12, spaceAfter=1),
        "caption": ParagraphStyle("caption", parent=small, spaceBefore=4, spaceAfter=3),
        "note": ParagraphStyle(
            "note", parent=small, fontSize=size - 2.2, leading=leading - 3, spaceBefore=2, spaceAfter=8
        ),
        "small": small,
    }


def flowables(blocks: Iterable[Block], look: Look, width: float) -> list[Flowable]:
    """What reportlab places on the page for these blocks."""
    return [item for block in blocks for item in block_flowables(block, look, width)]


def block_flowables(block: Block, look: Look, width: float) -> list[Flowable]:
    """The flowables of one block."""
    match block:
        case Para():
            return [paragraph(block.text, block.style, look)]
        case Table():
            return table_flowables(block, look, width)
        case Figure():
            caption = f"<b>{block.label}</b> {block.caption}"
            return [KeepTogether([SurvivalPlot(block, look.face.roman, width), paragraph(caption, "caption", look)])]
        case PageBreak(template=template):
            return [*([NextPageTemplate(template)] if template else []), PlatypusPageBreak()]


def paragraph(text: str, style: str, look: Look) -> Paragraph:
    """One paragraph in one of the look's styles."""
    kind = NumberedParagraph if look.numbered else FreshParagraph
    return kind(markup(hyphenated(text) if look.hyphenated else text, look.face), look.styles[style])


def table_flowables(table: Table, look: Look, width: float) -> list[Flowable]:
    """Caption, grid and notes, kept together."""
    grid = PlatypusTable(
        [table_row(row, look, table, head=i < len(table.header)) for i, row in enumerate((*table.header, *table.rows))],
        colWidths=[share * width / sum(table.columns) for share in table.columns],
        repeatRows=len(table.header),
        style=[*cell_geometry(table, look), *look.rules(table, len(table.header))],
    )
    caption = paragraph(f"<b>{table.label}</b> {table.caption}", "caption", look)
    notes = paragraph(table.notes, "note", look) if table.notes else Spacer(1, 8)
    return [KeepTogether([Spacer(1, 4), caption, grid, notes])]


def cell_geometry(table: Table, look: Look) -> list[tuple[object, ...]]:
    """Padding, alignment and spans, which no look changes."""
    whole = ((0, 0), (-1, -1))
    return [
        ("LEFTPADDING", *whole, 2.5),
        ("RIGHTPADDING", *whole, 2.5),
        ("TOPPADDING", *whole, look.cell_padding),
        ("BOTTOMPADDING", *whole, look.cell_padding),
        ("VALIGN", *whole, "TOP"),
        ("VALIGN", (0, 0), (-1, len(table.header) - 1), "BOTTOM"),
        *[("SPAN", (first, row), (last, row)) for row, first, last in table.spans],
        *[("SPAN", (0, i), (-1, i)) for i, row in enumerate(table.rows, len(table.header)) if not any(row[1:])],
    ]


def table_row(row: Sequence[str], look: Look, table: Table, head: bool) -> list[Paragraph]:
    """One row of cells; a stub that starts with blanks is indented, a row with a stub alone is a group's heading."""
    face = look.table_face or look.face
    lone = not any(row[1:])
    return [
        FreshParagraph(markup(cell.strip(), face), cell_style(cell, i, look, table, head or lone))
        for i, cell in enumerate(row)
    ]


def cell_style(cell: str, column: int, look: Look, table: Table, strong: bool) -> ParagraphStyle:
    """The style of a cell by its place."""
    face = look.table_face or look.face
    return ParagraphStyle(
        "cell",
        fontName=face.bold if strong else face.roman,
        fontSize=look.cell_size,
        leading=look.cell_size * 1.2,
        alignment=1 if column and table.centred else 0,
        leftIndent=8 if cell.startswith("  ") else 0,
    )


class FreshParagraph(Paragraph):  # type: ignore[misc]
    """A paragraph that forgets earlier line breaks: reportlab loses a hyphen when it wraps a broken compound again."""

    def __init__(self, text: str, style: ParagraphStyle, *rest: object, **more: object) -> None:
        super().__init__(text, style, *rest, **more)
        self.source = text if isinstance(text, str) and text else None

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Break the lines of the text as it was written."""
        if self.source:
            self._setup(self.source, self.style, self.bulletText, None, cleanBlockQuotedText)
        return super().wrap(width, height)


class NumberedParagraph(FreshParagraph):
    """A paragraph whose lines are numbered through the manuscript, in the left margin."""

    def draw(self) -> None:
        """Draw the text, then a number beside each of its lines."""
        super().draw()
        lines, leading = len(self.blPara.lines), self.style.leading
        number = getattr(self.canv, "line_number", 0)
        self.canv.setFont("Times-Roman", 8)
        for i in range(lines):
            self.canv.drawRightString(-14, self.height - self.style.fontSize - i * leading, str(number + i + 1))
        self.canv.line_number = number + lines


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of page: its size, its columns and what is printed outside them."""

    name: str
    size: tuple[float, float]
    margins: tuple[float, float, float, float]  # left, right, top, bottom
    columns: int = 1
    gap: float = 16
    rotated: bool = False
    furniture: Callable[[Canvas, int], None] | None = None
    top: tuple[Flowable, ...] = field(default=())

    @property
    def width(self) -> float:
        """The width between the margins."""
        return self.size[0] - self.margins[0] - self.margins[1]

    @property
    def column_width(self) -> float:
        """The width of one column."""
        return (self.width - self.gap * (self.columns - 1)) / self.columns


def sheet_template(sheet: Sheet) -> PageTemplate:
    """The page template of a sheet: what tops the page is drawn first and the columns begin below it."""
    left, _, top, bottom = sheet.margins
    height = sheet.size[1] - top - bottom - stack_height(sheet.top, sheet.width)
    step = sheet.column_width + sheet.gap
    frames = [Frame(left + i * step, bottom, sheet.column_width, height, 0, 0, 0, 0) for i in range(sheet.columns)]

    def on_page(canvas: Canvas, _document: BaseDocTemplate) -> None:
        if sheet.rotated:
            turn_page(canvas, sheet.size)
        if sheet.furniture:
            sheet.furniture(canvas, canvas.getPageNumber())
        draw_stack(canvas, sheet, sheet.size[1] - top)

    template = PageTemplate(sheet.name, frames, onPage=on_page, pagesize=sheet.size)
    template.rotation = 90 if sheet.rotated else 0
    return template


def turn_page(canvas: Canvas, size: tuple[float, float]) -> None:
    """Print landscape content on a portrait page that viewers turn by 90 degrees."""
    canvas.translate(size[1], 0)
    canvas.rotate(90)


def stack_height(stack: Sequence[Flowable], width: float) -> float:
    """How tall these flowables are, one below the other."""
    return sum(item.wrap(width, 2000)[1] + item.getSpaceAfter() for item in stack)


def draw_stack(canvas: Canvas, sheet: Sheet, y: float) -> None:
    """Draw flowables from the given height downwards."""
    for item in sheet.top:
        y -= item.wrapOn(canvas, sheet.width, 2000)[1]
        item.drawOn(canvas, sheet.margins[0], y)
        y -= item.getSpaceAfter()


def unpacked(items: Iterable[Flowable]) -> tuple[Flowable, ...]:
    """The flowables without their keep-together wrappers, which only a frame can place."""
    return tuple(part for item in items for part in (item._content if isinstance(item, KeepTogether) else [item]))


def typeset(story: list[Flowable], sheets: Sequence[Sheet], title: str) -> bytes:
    """The PDF of a story, which begins on the first sheet and calls for the others."""
    rl_config.invariant = 1
    target = io.BytesIO()
    document = BaseDocTemplate(
        target, pagesize=sheets[0].size, title=title, author="Synthetic sample", pageCompression=0
    )
    document.addPageTemplates([sheet_template(sheet) for sheet in sheets])
    document.build(story)
    return target.getvalue()


def restyled(styles: dict[str, ParagraphStyle], **changes: dict[str, object]) -> dict[str, ParagraphStyle]:
    """The styles with some of them changed."""
    changed = {
        name: ParagraphStyle(name, parent=styles.get(name, styles["body"]), **change)
        for name, change in changes.items()
    }
    return styles | changed


def booktabs(table: Table, head: int) -> list[tuple[object, ...]]:
    """Horizontal rules only: above, below the header, at the end."""
    spans = [
        ("LINEBELOW", (first, row), (last, row), 0.4, colors.black) for row, first, last in table.spans if first != last
    ]
    return [
        ("LINEABOVE", (0, 0), (-1, 0), 0.9, colors.black),
        ("LINEBELOW", (0, head - 1), (-1, head - 1), 0.5, colors.black),
        ("LINEBELOW", (0, -1), (-1, -1), 0.9, colors.black),
        *spans,
    ]


def ruled(table: Table, head: int) -> list[tuple[object, ...]]:
    """A rule around every cell and a heavier one around the table."""
    return [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("BOX", (0, 0), (-1, -1), 1, colors.black)]


def shaded(table: Table, head: int) -> list[tuple[object, ...]]:
    """No rules at all: a tinted header and every other row tinted."""
    tint, strong = colors.Color(0.93, 0.94, 0.97), colors.Color(0.82, 0.86, 0.93)
    rows = range(head + 1, head + len(table.rows), 2)
    return [("BACKGROUND", (0, 0), (-1, head - 1), strong), *[("BACKGROUND", (0, r), (-1, r), tint) for r in rows]]


def unruled(table: Table, head: int) -> list[tuple[object, ...]]:
    """Nothing but white space."""
    return []
