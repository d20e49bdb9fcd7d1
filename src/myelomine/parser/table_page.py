"""One page as the search for tables sees it: its lines, captions, rules and the width of its text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from myelomine.parser.ink import Area, Ink, around
from myelomine.parser.lines import Line
from myelomine.parser.paragraphs import caption_label, runs_into

_SAME_Y = 2.0
# how far around its rules a table's frame reaches
EDGE = 4.0


@dataclass(frozen=True, slots=True)
class RuleRow:
    """The rules that stand at one height."""

    y: float
    pieces: tuple[Area, ...]

    @property
    def x0(self) -> float:
        """Where the leftmost begins."""
        return min(p.x0 for p in self.pieces)

    @property
    def x1(self) -> float:
        """Where the rightmost ends."""
        return max(p.x1 for p in self.pieces)

    @property
    def inked(self) -> float:
        """How much of it is drawn."""
        return sum(p.width for p in self.pieces)


class PageView:
    """What is needed to cut one page's tables out."""

    def __init__(self, ink: Ink, lines: Sequence[Line], body_size: float) -> None:
        self.ink, self.body_size = ink, body_size
        self.lines = sorted(lines, key=lambda x: (x.base, x.x0))
        self.captions = [x for x in self.lines if caption_label(x.text) and self._opens(x)]
        self.rules = rule_rows(r for r in ink.rules if r.width > 3)
        widths = sorted(x.x1 - x.x0 for x in self.lines if len(x.words) >= 6 and x.size >= 0.97 * body_size)
        self.measure = widths[len(widths) // 2] if widths else ink.width

    def _opens(self, line: Line) -> bool:
        """A caption begins its line: nothing stands directly before it, and no sentence runs into it."""
        return not any(
            (abs(x.base - line.base) < 0.3 * line.size and 0 < line.x0 - x.x1 < 0.9 * line.size) or runs_into(x, line)
            for x in self.lines
        )

    def floor(self, caption: Line) -> float:
        """Where the next caption in the same columns begins, or the page ends."""
        x0, x1 = self._row_of(caption)
        below = [x for x in self.captions if x.base > caption.base + 2]
        ends = [x.top for x in below if self._row_of(x)[0] < x1 + 2 and self._row_of(x)[1] > x0 - 2]
        return min(ends, default=self.ink.height)

    def _row_of(self, caption: Line) -> tuple[float, float]:
        """How far the first line of a caption reaches; its label may be a piece of its own."""
        x0, x1 = caption.x0, caption.x1
        for line in self.lines:
            if abs(line.base - caption.base) < 0.3 * caption.size and 0 <= line.x0 - x1 < 1.7 * caption.size:
                x1 = line.x1
        return x0, x1

    def rules_in(self, area: Area) -> Iterator[RuleRow]:
        """The rules, or their parts, that lie in an area."""
        for row in self.rules:
            pieces = tuple(p for p in row.pieces if p.x0 >= area.x0 - 2 and p.x1 <= area.x1 + 2)
            if pieces and area.top - 1 <= row.y <= area.bottom + 1:
                yield RuleRow(row.y, pieces)

    def prose_between(self, top: float, bottom: float, extent: tuple[float, float]) -> bool:
        """Whether text of the paper, not of a table, runs between two heights."""
        lines = [x for x in self.lines if top < x.base < bottom and x.x0 >= extent[0] - 6 and x.x1 <= extent[1] + 6]
        prose = [
            x
            for x in lines
            if len(x.words) >= 6 and x.size >= 0.97 * self.body_size and x.x1 - x.x0 >= 0.9 * self.measure
        ]
        return len(prose) >= 5 and len(prose) > 0.5 * len(lines)


def rule_rows(rules: Iterable[Area]) -> list[RuleRow]:
    """Rules grouped by height, from top to bottom, without doubles."""
    rows: list[list[Area]] = []
    for rule in sorted(rules, key=lambda r: r.top):
        if rows and rule.top - rows[-1][0].top <= _SAME_Y:
            rows[-1].append(rule)
        else:
            rows.append([rule])
    return [RuleRow((around(row).top + around(row).bottom) / 2, tuple(_merged(row))) for row in rows]


def _merged(row: list[Area]) -> list[Area]:
    out: list[Area] = []
    for rule in sorted(row):
        if out and rule.x0 <= out[-1].x1 + 1.0:
            out[-1] = out[-1].union(rule)
        else:
            out.append(rule)
    return out


def between(area: Area, line: Line) -> bool:
    """Whether a line lies within the left and right edge of an area."""
    return area.x0 - 4 <= line.x0 and line.x1 <= area.x1 + 4
