"""What a sample paper consists of: blocks of text, tables and figures, without any typesetting.

Text may carry the tags <i>, <b>, <sub> and <super>; a soft hyphen marks a place where a word may be broken.
`source_text` is the paper's text with every mark of typesetting taken away; a superscript that is not an exponent is
a citation or a footnote mark and goes with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

TAG = re.compile(r"</?(?:i|b|sub|super)>")
MARK = re.compile(r"(?<! 10)<super>[^<]{1,12}</super>")
SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Para:
    """One paragraph; `style` is a name that every look knows (body, heading, title, authors, reference …)."""

    text: str
    style: str = "body"


@dataclass(frozen=True, slots=True)
class Table:
    """One table as printed; `columns` are relative widths and a row's first cell is its stub."""

    label: str
    caption: str
    header: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[str, ...], ...]
    columns: tuple[float, ...]
    spans: tuple[tuple[int, int, int], ...] = ()
    notes: str = ""
    centred: bool = True

    def row(self, stub: str, occurrence: int = 0) -> tuple[str, ...]:
        """The row with this stub; `occurrence` tells rows with equal stubs apart."""
        return [row for row in self.rows if plain(row[0]) == stub][occurrence]


@dataclass(frozen=True, slots=True)
class Curve:
    """A stepped survival curve: (month, percent) corners and the patients at risk below the axis."""

    name: str
    corners: tuple[tuple[float, float], ...]
    at_risk: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A Kaplan-Meier figure with its numbers at risk."""

    label: str
    caption: str
    axis: str
    months: tuple[int, ...]
    curves: tuple[Curve, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new page, on the named template where the layout has more than one."""

    template: str = ""


Block = Para | Table | Figure | PageBreak


@dataclass(frozen=True, slots=True)
class Paper:
    """One sample paper: what stands above the columns, what flows through them, what tops a later page."""

    name: str
    layout: str
    title: str
    running_head: str
    front: tuple[Block, ...]
    body: tuple[Block, ...]
    page_tops: tuple[tuple[int, tuple[Block, ...]], ...] = field(default=())


def plain(text: str) -> str:
    """The text as a reader sees it, without tags, marks and soft hyphens."""
    return SPACE.sub(" ", TAG.sub("", MARK.sub("", text)).replace("\u00ad", "")).strip()


def row_text(row: Iterable[str]) -> str:
    """A table row as one line; empty cells leave nothing behind."""
    return " ".join(filter(None, map(plain, row)))


def block_text(block: Block) -> str:
    """The text of one block, one line per paragraph or table row."""
    match block:
        case Para():
            return plain(block.text)
        case Table():
            rows = map(row_text, (*block.header, *block.rows))
            return "\n".join(filter(None, [plain(f"{block.label} {block.caption}"), *rows, plain(block.notes)]))
        case Figure():
            risks = [row_text((curve.name, *map(str, curve.at_risk))) for curve in block.curves]
            return "\n".join([plain(f"{block.label} {block.caption}"), plain(block.note), *risks])
    return ""


def source_text(paper: Paper) -> str:
    """Everything the paper states, in the order in which it is written."""
    tops = [block for _, blocks in paper.page_tops for block in blocks]
    return "\n".join(filter(None, map(block_text, (*paper.front, *paper.body, *tops))))
