"""The layouts of the sample papers: each turns a paper into the bytes of its PDF."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from reportlab.lib import colors
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, NextPageTemplate

from corpus.content import PageBreak, Paper
from corpus.typeset import (
    A4,
    FOOTER,
    HELVETICA,
    LETTER,
    SCREEN,
    TIMES,
    Face,
    Look,
    Sheet,
    base_styles,
    block_flowables,
    booktabs,
    flowables,
    register_fonts,
    restyled,
    ruled,
    shaded,
    typeset,
    unpacked,
    unruled,
)

LINK, GREY = colors.Color(0.1, 0.25, 0.6), colors.Color(0.3, 0.3, 0.3)
Furniture = Callable[[Canvas, int], None]


def render(paper: Paper) -> bytes:
    """The PDF of a paper in the layout that it names."""
    register_fonts()
    return LAYOUTS[paper.layout](paper)


def running_heads(face: Face, left: str, right: str, size: tuple[float, float]) -> Furniture:
    """A line above the text, the page number and the sample's footer below."""

    def draw(canvas: Canvas, page: int) -> None:
        canvas.setFont(face.italic, 7.5)
        canvas.drawString(42, size[1] - 32, left if page % 2 else right)
        canvas.drawRightString(size[0] - 42, size[1] - 32, right if page % 2 else left)
        canvas.setFont(face.roman, 6.5)
        canvas.drawString(42, 26, FOOTER)
        canvas.drawRightString(size[0] - 42, 26, str(page))

    return draw


def column_sheets(paper: Paper, look: Look, sheet: Sheet) -> list[Sheet]:
    """The first page with the front matter across its columns, then the pages with a table on top, then plain ones."""
    tops = {1: paper.front} | dict(paper.page_tops)
    pages = [
        replace(sheet, name=f"page{number}", top=unpacked(flowables(tops.get(number, ()), look, sheet.width)))
        for number in range(1, max(tops) + 1)
    ]
    return [*pages, replace(sheet, name="page")]


def page_order(sheets: list[Sheet]) -> NextPageTemplate:
    """The instruction that uses each sheet once and the last one from then on."""
    return NextPageTemplate([*[sheet.name for sheet in sheets[1:-1]], "*", sheets[-1].name])


def two_column(paper: Paper) -> bytes:
    """A journal page: spanning front matter, two justified columns, booktabs tables."""
    styles = base_styles(TIMES, 9.6, 11.8, alignment=4, firstLineIndent=9)
    abstract = {"fontName": TIMES.bold, "fontSize": 8.4, "leading": 10, "leftIndent": 40, "rightIndent": 40}
    styles = restyled(styles, abstract=abstract)
    look = Look(TIMES, 9.6, 11.8, styles, booktabs, hyphenated=True)
    heads = running_heads(TIMES, paper.running_head, "Journal of Sample Hematology, Vol 12, No 4", LETTER)
    return in_columns(paper, look, Sheet("page", LETTER, (42, 42, 48, 44), columns=2, furniture=heads))


def in_columns(paper: Paper, look: Look, sheet: Sheet) -> bytes:
    """The paper in columns, what spans them at the top of its pages."""
    sheets = column_sheets(paper, look, sheet)
    return typeset([page_order(sheets), *flowables(paper.body, look, sheet.column_width)], sheets, paper.title)


def review(paper: Paper) -> bytes:
    """A review in one wide column of sans serif, with landscape pages that are printed turned."""
    styles = base_styles(HELVETICA, 9, 12, alignment=0, spaceAfter=5)
    look = Look(HELVETICA, 9, 12, styles, booktabs, cell_size=7)
    heads = running_heads(HELVETICA, paper.running_head, "Reviews in Sample Oncology 2014:7", A4)
    turned = running_heads(HELVETICA, paper.running_head, "Reviews in Sample Oncology 2014:7", (A4[1], A4[0]))
    portrait = Sheet("portrait", A4, (54, 54, 52, 50), furniture=heads)
    landscape = Sheet("landscape", (A4[1], A4[0]), (50, 50, 48, 44), rotated=True, furniture=turned)
    return typeset(turning_story(paper, look, (portrait, landscape)), [portrait, landscape], paper.title)


def turning_story(paper: Paper, look: Look, sheets: tuple[Sheet, ...]) -> list[Flowable]:
    """The whole paper, each block as wide as the sheet that the last page break called for."""
    widths = {sheet.name: sheet.width for sheet in sheets}
    width, story = sheets[0].width, list[Flowable]()
    for block in (*paper.front, *paper.body):
        if isinstance(block, PageBreak):
            width = widths[block.template]
        story += block_flowables(block, look, width)
    return story


def manuscript(paper: Paper) -> bytes:
    """An accepted manuscript: one wide column, double spacing, every line numbered."""
    styles = base_styles(TIMES, 11.5, 23, alignment=0, spaceAfter=4)
    styles = restyled(
        styles,
        title={"fontName": TIMES.bold, "fontSize": 14, "leading": 23},
        reference={"fontSize": 11, "leading": 20, "leftIndent": 18, "firstLineIndent": -18},
        caption={"fontSize": 10.5, "leading": 14, "spaceBefore": 10, "spaceAfter": 4},
        note={"fontSize": 9, "leading": 12, "spaceAfter": 12},
    )
    look = Look(TIMES, 11.5, 23, styles, booktabs, cell_size=9.5, cell_padding=2.6, numbered=True)
    sheet = Sheet("page", LETTER, (86, 64, 72, 70), furniture=manuscript_heads(paper.running_head))
    return typeset(flowables((*paper.front, *paper.body), look, sheet.width), [sheet], paper.title)


def manuscript_heads(title: str) -> Furniture:
    """The stamp of an unedited version above the text, the page number below it."""

    def draw(canvas: Canvas, page: int) -> None:
        canvas.setFont("Times-Italic", 9)
        canvas.drawCentredString(LETTER[0] / 2, LETTER[1] - 40, f"Accepted manuscript, not yet edited: {title}")
        canvas.setFont("Times-Roman", 9)
        canvas.drawCentredString(LETTER[0] / 2, 44, str(page))
        canvas.setFont("Times-Roman", 6.5)
        canvas.drawCentredString(LETTER[0] / 2, 28, FOOTER)

    return draw


def listing(paper: Paper) -> bytes:
    """A web page as a browser prints it: date and title above, address and page number below, blue links."""
    styles = base_styles(SCREEN, 8.5, 12, spaceAfter=5)
    styles = restyled(
        styles,
        menu={"fontName": SCREEN.bold, "textColor": LINK, "spaceAfter": 8},
        authors={"textColor": GREY, "spaceBefore": 10},
        link={"fontName": SCREEN.bold, "textColor": LINK, "spaceAfter": 2},
        journal={"fontName": SCREEN.italic, "textColor": GREY, "spaceAfter": 4},
        small={"fontSize": 7.5, "textColor": LINK},
    )
    look = Look(SCREEN, 8.5, 12, styles, booktabs)
    sheet = Sheet("page", A4, (36, 36, 40, 44), furniture=browser_heads(paper.title))
    return typeset(flowables((*paper.front, *paper.body), look, sheet.width), [sheet], paper.title)


def browser_heads(title: str) -> Furniture:
    """What a browser adds to a printed page."""

    def draw(canvas: Canvas, page: int) -> None:
        canvas.setFont("Vera", 6.5)
        canvas.drawString(24, A4[1] - 22, "3/2/2020")
        canvas.drawCentredString(A4[0] / 2, A4[1] - 22, title)
        canvas.drawString(24, 18, "https://sample-index.example.org/treatments/imids-proteasome-inhibitors.htm")
        canvas.drawRightString(A4[0] - 24, 18, f"{page}/2")
        canvas.drawCentredString(A4[0] / 2, 30, FOOTER)

    return draw


def older(paper: Paper) -> bytes:
    """A journal of the nineteen-nineties: two columns, centred capitals, a rule around every cell."""
    styles = base_styles(TIMES, 9.6, 11.2, alignment=4, firstLineIndent=12)
    styles = restyled(
        styles,
        title={"fontName": TIMES.roman, "fontSize": 17, "leading": 20, "alignment": 1},
        authors={"fontName": TIMES.roman, "alignment": 1, "spaceAfter": 8},
        abstract={"leftIndent": 60, "rightIndent": 60, "fontSize": 9, "leading": 10.6, "spaceAfter": 10},
        heading={"fontName": TIMES.roman, "fontSize": 9.6, "alignment": 1, "spaceBefore": 9, "spaceAfter": 4},
        caption={"alignment": 1, "fontSize": 9},
    )
    look = Look(TIMES, 9.6, 11.2, styles, ruled, cell_size=8, cell_padding=2, hyphenated=True)
    heads = running_heads(TIMES, paper.running_head, "SAMPLE JOURNAL OF MEDICINE, 1996", LETTER)
    return in_columns(paper, look, Sheet("page", LETTER, (48, 48, 52, 48), columns=2, gap=20, furniture=heads))


def weekly(paper: Paper) -> bytes:
    """A British weekly: sans serif tables of shaded rows, two columns beside a wide outer margin."""
    styles = base_styles(TIMES, 9, 10.8, alignment=0, firstLineIndent=10)
    styles = restyled(
        styles,
        title={"fontName": TIMES.bold, "fontSize": 16, "leading": 19, "textColor": LINK},
        authors={"fontName": TIMES.italic, "spaceAfter": 8},
        abstract={"fontName": HELVETICA.roman, "fontSize": 7.8, "leading": 10, "spaceAfter": 3},
        heading={"textColor": LINK},
        caption={"fontName": HELVETICA.roman, "fontSize": 7.5},
        note={"fontName": HELVETICA.roman, "fontSize": 6.6},
    )
    look = Look(TIMES, 9, 10.8, styles, shaded, cell_size=6.9, cell_padding=2.2, table_face=HELVETICA)
    issue = "www.sample-weekly.example.org   Vol 396   October 3, 2020"
    heads = running_heads(HELVETICA, paper.running_head, issue, A4)
    return in_columns(paper, look, Sheet("page", A4, (42, 42, 50, 46), columns=2, gap=18, furniture=heads))


def letter(paper: Paper) -> bytes:
    """Correspondence: two columns from the first line, tables without any rule."""
    styles = base_styles(HELVETICA, 10, 13.4, alignment=4, firstLineIndent=9, spaceAfter=2)
    styles = restyled(
        styles,
        kicker={"fontName": HELVETICA.bold, "fontSize": 8, "textColor": GREY, "spaceAfter": 6, "firstLineIndent": 0},
        title={"fontName": HELVETICA.bold, "fontSize": 13.5, "leading": 17, "spaceAfter": 10},
    )
    look = Look(HELVETICA, 10, 13.4, styles, unruled, cell_size=8.5)
    heads = running_heads(HELVETICA, paper.running_head, "Sample Advances 2023", LETTER)
    return in_columns(paper, look, Sheet("page", LETTER, (60, 60, 58, 64), columns=2, gap=20, furniture=heads))


LAYOUTS: dict[str, Callable[[Paper], bytes]] = {
    "two-column": two_column,
    "review": review,
    "manuscript": manuscript,
    "listing": listing,
    "older": older,
    "weekly": weekly,
    "letter": letter,
}
