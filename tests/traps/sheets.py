"""A pen for one-trap PDFs: places are given from the top left, as the parser gives them back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

ROMAN, BOLD, ITALIC = "Times-Roman", "Times-Bold", "Times-Italic"
PROSE = (
    "The patients of this cohort were treated with the triplet until",
    "the disease had progressed or the toxicity of the regimen could",
    "not be borne any longer, and they were seen at each cycle by the",
    "physician who had enrolled them and who recorded the response",
)


class Sheets:
    """The pages of one trap."""

    def __init__(self, path: Path, width: float = 612, height: float = 792) -> None:
        self.path, self.width, self.height = path, width, height
        self.canvas = Canvas(str(path), pagesize=(width, height))

    def line(self, x: float, top: float, text: str, size: float = 10, font: str = ROMAN) -> float:
        """Set one line on the baseline `top`; gives back where it ends."""
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self.height - top, text)
        return x + self.canvas.stringWidth(text, font, size)

    def lines(self, x: float, top: float, texts: Sequence[str], size: float = 10, leading: float = 12) -> float:
        """Set several lines; gives back the baseline for the next."""
        for k, text in enumerate(texts):
            self.line(x, top + k * leading, text, size)
        return top + len(texts) * leading

    def centred(self, x: float, top: float, text: str, size: float = 8, font: str = ROMAN) -> None:
        """Set a line around its middle."""
        self.canvas.setFont(font, size)
        self.canvas.drawCentredString(x, self.height - top, text)

    def raised(self, x: float, top: float, text: str, size: float = 10, rise: float = 0.36) -> float:
        """Set a superscript (or, with a negative rise, a subscript) of a line of this size."""
        return self.line(x, top - rise * size, text, 0.65 * size)

    def rule(self, x0: float, x1: float, top: float) -> None:
        """Draw a horizontal rule."""
        self.canvas.setLineWidth(0.6)
        self.canvas.line(x0, self.height - top, x1, self.height - top)

    def bar(self, x: float, top: float, bottom: float) -> None:
        """Draw a vertical rule."""
        self.canvas.setLineWidth(0.6)
        self.canvas.line(x, self.height - top, x, self.height - bottom)

    def shade(self, x0: float, top: float, x1: float, bottom: float) -> None:
        """Fill a rectangle behind what is set after it."""
        self.canvas.setFillGray(0.9)
        self.canvas.rect(x0, self.height - bottom, x1 - x0, bottom - top, stroke=0, fill=1)
        self.canvas.setFillGray(0)

    def row(
        self, places: Sequence[float], top: float, texts: Sequence[str], size: float = 8, font: str = ROMAN
    ) -> None:
        """Set the cells of a table's row, each at its own place; empty texts are left out."""
        for x, text in zip(places, texts, strict=True):
            if text:
                self.line(x, top, text, size, font)

    def prose(self, x: float = 60, top: float = 700, times: int = 1) -> float:
        """Set some lines of text, so that the page has a body size; gives back the next baseline."""
        for _ in range(times):
            top = self.lines(x, top, PROSE)
        return top

    def next_page(self, width: float | None = None, height: float | None = None) -> None:
        """Begin another page, of another size where given."""
        self.canvas.showPage()
        self.width, self.height = width or self.width, height or self.height
        self.canvas.setPageSize((self.width, self.height))

    def save(self) -> Path:
        """Write the file."""
        self.canvas.save()
        return self.path
