"""Where the tables of a page are: from a caption down over its rules, shades or aligned rows, to its footnotes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import regex

from myelomine.parser.ink import Area, Ink, around
from myelomine.parser.lines import Line
from myelomine.parser.paragraphs import caption_label, runs_into
from myelomine.parser.printed_rows import PrintedRow, printed_rows

_TABLE = regex.compile(r"(?:supplement(?:ary|al)\s)?(?:table|tab\.|exhibit)\b", regex.IGNORECASE)
_NOTE_START = regex.compile(
    r"(?:abbreviations?|notes?|footnotes?|source|data are|values are|percentages|\*|†|‡|§|¶|#|"
    r"[a-e]\s?[A-Z=]|\p{Lu}[\p{L}\d-]{1,8}\s?[,:=]\s?\p{L})",
    regex.IGNORECASE,
)
_SHORTEST_RULE = 50.0
_SAME_Y = 2.0
_EDGE = 4.0
_FURTHEST_RULE = 46.0
_FEWEST_ROWS = 3


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


@dataclass(frozen=True, slots=True)
class Region:
    """A table's place on one page and everything printed in it."""

    ink: Ink
    label: str
    caption: tuple[Line, ...]
    area: Area
    lines: tuple[Line, ...]
    rules: tuple[RuleRow, ...]
    bars: tuple[Area, ...] = ()
    fills: tuple[Area, ...] = ()
    notes: tuple[Line, ...] = ()
    doubts: tuple[str, ...] = field(default=())

    @property
    def used(self) -> set[int]:
        """The identities of the lines that belong to the table."""
        return {id(x) for x in (*self.caption, *self.lines, *self.notes)}


def find_regions(ink: Ink, lines: Sequence[Line], body_size: float) -> list[Region]:
    """The captioned tables of a page, in the order of their captions."""
    page = _PageView(ink, lines, body_size)
    regions: list[Region] = []
    used: set[int] = set()
    for caption in page.captions:
        if not _TABLE.match(caption.text) or id(caption) in used:
            continue
        region = page.region(caption)
        if region is not None:
            used |= region.used
            regions.append(region)
    return regions


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


class _PageView:
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

    def region(self, caption: Line) -> Region | None:
        """The table of a caption: under it by its rules, its shades or its aligned rows, else ruled above it."""
        below = self._floor(caption)
        for frame in (self._ruled, self._shaded, self._aligned):
            area = frame(caption, below)
            region = area and self._cut(caption, area, below)
            if region:
                return region
        area = self._ruled_above(caption)
        return self._cut(caption, area, self.ink.height) if area else None

    def _cut(self, caption: Line, area: Area, below: float) -> Region | None:
        """Everything that belongs to a table of which the frame is known."""
        caption_lines = self._caption_lines(caption, area) if caption.base < area.bottom else self._title_below(caption)
        inside = tuple(x for x in self.lines if _inside(area, x) and x not in caption_lines)
        if not inside or len(printed_rows(inside)) < 2:
            return None
        end = area.bottom if caption.base < area.bottom else max(x.bottom for x in caption_lines)
        return Region(
            self.ink,
            caption_label(caption.text),
            tuple(caption_lines),
            area,
            inside,
            tuple(self._rules_in(area)),
            tuple(b for b in self.ink.bars if area.meets(b) and b.height > 4),
            tuple(f for f in self.ink.fills if area.meets(f)),
            self._notes(area, end, below, inside),
        )

    def _ruled(self, caption: Line, below: float) -> Area | None:
        """The frame from the rule under a caption to the last rule that closes the table."""
        top = self._top_rule(caption, below)
        if top is None:
            return None
        x0, x1 = self._extent(top, below)
        x0, x1 = min(x0, top.x0), max(x1, top.x1)
        bottom = self._bottom(top, (x0, x1), below)
        if bottom is None:
            return None
        above = [
            f.top
            for f in self.ink.fills
            if f.top < top.y < f.bottom + 30 and abs(f.x0 - x0) < 4 and f.top > caption.base
        ]
        return Area(x0 - _EDGE, min([top.y, *above]) - 1, x1 + _EDGE, bottom + 1)

    def _ruled_above(self, caption: Line) -> Area | None:
        """The frame of a table that stands over its caption."""
        above = [
            r
            for r in self.rules
            if r.y < caption.top + 2 and r.inked >= _SHORTEST_RULE and r.x0 < caption.x1 and r.x1 > caption.x0
        ]
        if len(above) < 2 or caption.top - above[-1].y > _FURTHEST_RULE:
            return None
        last = above[-1]
        top = last.y
        for row in reversed(above[:-1]):
            same = abs(row.x0 - last.x0) < 6 and abs(row.x1 - last.x1) < 6
            if self._prose_between(row.y, top, (last.x0, last.x1)) or any(row.y < c.base < top for c in self.captions):
                break
            top = row.y if same else top
        return Area(last.x0 - _EDGE, top - 1, last.x1 + _EDGE, last.y + 1) if last.y - top > 20 else None

    def _shaded(self, caption: Line, below: float) -> Area | None:
        """The frame of a table that shows its rows by shades only."""
        fills = sorted(
            (f for f in self.ink.fills if caption.base - 2 < f.top < below and f.width > 8 and 5 < f.height < 60),
            key=lambda f: f.top,
        )
        first = [f for f in fills if f.top < caption.bottom + _FURTHEST_RULE]
        if not first:
            return None
        rows = [f for f in fills if abs(f.top - first[0].top) < 2]
        frame = around(rows)
        if frame.width < _SHORTEST_RULE or frame.x0 > caption.x1 or frame.x1 < caption.x0:
            return None
        for fill in fills:
            if frame.x0 - 4 <= fill.x0 and fill.x1 <= frame.x1 + 4 and fill.top - frame.bottom < 3.2 * rows[0].height:
                frame = frame.union(fill)
        if frame.height < 2.5 * rows[0].height:
            return None
        return self._down_over_rows(Area(frame.x0 - _EDGE, frame.top - 1, frame.x1 + _EDGE, frame.bottom + 1), below)

    def _down_over_rows(self, frame: Area, below: float) -> Area:
        """The frame with the rows that follow it without a shade of their own."""
        bottom = frame.bottom
        for row in printed_rows(x for x in self.lines if bottom < x.base < below and _between(frame, x)):
            if row.top - bottom > 1.2 * row.size or len(row.chunks()) < 2:
                break
            bottom = row.bottom + 1
        return frame._replace(bottom=bottom)

    def _aligned(self, caption: Line, below: float) -> Area | None:
        """The frame of a table without rules or shades: rows with gaps in them, from the caption downwards."""
        column = self._column_of(caption)
        inside = [x for x in self.lines if caption.base + 1 < x.base < below and _between(column, x)]
        rows = [r for r in printed_rows(inside) if r.top > caption.top + 0.5 * caption.size]
        gappy = [len(r.chunks()) > 1 for r in rows]
        start = next((k for k, g in enumerate(gappy[:8]) if g), None)
        if start is None:
            return None
        while start and self._heads_column(rows[start - 1], rows[start], caption):
            start -= 1
        end = start
        for k in range(start + 1, len(rows)):
            if rows[k].base - rows[k - 1].base > 3.0 * rows[k].size or self._is_prose_row(rows[k]):
                break
            if gappy[k]:
                end = k
            elif not any(gappy[k + 1 : k + 4]):
                break
        if sum(gappy[start : end + 1]) < _FEWEST_ROWS:
            return None
        words = [w for r in rows[start : end + 1] for w in r.words]
        return Area(
            min(w.x0 for w in words) - _EDGE,
            rows[start].top - 0.5,
            max(w.x1 for w in words) + _EDGE,
            rows[end].bottom + 0.5,
        )

    def _heads_column(self, row: PrintedRow, below: PrintedRow, caption: Line) -> bool:
        """Whether a row over the first one with gaps is the first line of a column's name, not of the caption."""
        set_in = row.words[0].x0 > caption.x0 + 3 * row.size
        return set_in and row.base > caption.base + 0.5 * row.size and below.base - row.base < 1.4 * row.size

    def _is_prose_row(self, row: PrintedRow) -> bool:
        chunks = row.chunks()
        wide = chunks[0][1] - chunks[0][0] >= 0.85 * self.measure
        return len(chunks) == 1 and wide and len(row.words) >= 6 and row.size >= 0.97 * self.body_size

    def _column_of(self, caption: Line) -> Area:
        """The columns of the page that a table under this caption may fill."""
        width = self.ink.width
        page = Area(0, caption.top, width, self.ink.height)
        if self.measure > 0.6 * width or caption.x1 - caption.x0 > 1.1 * self.measure:
            return page
        left = caption.x0 < 0.5 * width - 4
        other = Area(0.5 * width, 0, width, 0) if left else Area(0, 0, 0.5 * width, 0)
        prose = [
            x
            for x in self.lines
            if caption.base - 2 < x.base < caption.base + 120
            and other.x0 - 8 <= x.x0
            and x.x1 <= other.x1 + 8
            and len(x.words) >= 5
            and x.x1 - x.x0 > 0.8 * self.measure
        ]
        if len(prose) < 3:
            return page
        return (
            Area(0, caption.top, 0.5 * width, self.ink.height) if left else Area(0.5 * width - 8, caption.top, width, 0)
        )

    def _title_below(self, caption: Line) -> list[Line]:
        """The lines of a caption that stands under its table."""
        found = [caption]
        for line in self.lines:
            near = line.base > caption.base + 1 and line.top - found[-1].bottom < 0.4 * line.size
            if near and abs(line.size - caption.size) < 0.06 * line.size and line.x0 >= caption.x0 - 4:
                found.append(line)
        return found

    def _rules_in(self, area: Area) -> Iterator[RuleRow]:
        for row in self.rules:
            pieces = tuple(p for p in row.pieces if p.x0 >= area.x0 - 2 and p.x1 <= area.x1 + 2)
            if pieces and area.top - 1 <= row.y <= area.bottom + 1:
                yield RuleRow(row.y, pieces)

    def _floor(self, caption: Line) -> float:
        """Where the next caption in the same columns begins, or the page ends."""
        below = [
            x.top
            for x in self.captions
            if x.base > caption.base + 2 and x.x0 < caption.x1 + 2 and x.x1 > caption.x0 - 2
        ]
        return min(below, default=self.ink.height)

    def _top_rule(self, caption: Line, below: float) -> RuleRow | None:
        reach = caption.bottom + _FURTHEST_RULE
        for row in self.rules:
            if not caption.base - 2 < row.y < min(below, reach + 60):
                continue
            pieces = [p for p in row.pieces if p.x0 < caption.x1 and p.x1 > caption.x0 - 6]
            if pieces and sum(p.width for p in pieces) >= _SHORTEST_RULE:
                return RuleRow(row.y, self._connected(row, pieces))
        return None

    def _connected(self, row: RuleRow, pieces: list[Area]) -> tuple[Area, ...]:
        """The pieces that overlap the caption, with their neighbours that leave only a small gap."""
        found = list(pieces)
        for piece in row.pieces:
            if piece not in found and any(abs(piece.x0 - f.x1) < 12 or abs(f.x0 - piece.x1) < 12 for f in found):
                found.append(piece)
        return tuple(sorted(found))

    def _extent(self, top: RuleRow, below: float) -> tuple[float, float]:
        """The table's left and right edge: the widest rules that agree with the first."""
        x0, x1 = top.x0, top.x1
        pieces = [(row.y, p) for row in self.rules if top.y < row.y < below for p in row.pieces]
        for y, p in pieces:
            agrees = 0.5 * (x1 - x0) < p.width < 1.6 * (x1 - x0) and p.x0 < x1 - 10 and p.x1 > x0 + 10
            if agrees and not self._prose_between(top.y, y, (p.x0, p.x1)):
                x0, x1 = min(x0, p.x0), max(x1, p.x1)
        return x0, x1

    def _bottom(self, top: RuleRow, extent: tuple[float, float], below: float) -> float | None:
        """The lowest rule that closes the table."""
        x0, x1 = extent
        last = None
        reached = top.y
        for row in self.rules:
            pieces = [p for p in row.pieces if p.x0 >= x0 - 6 and p.x1 <= x1 + 6]
            if not top.y + 3 < row.y < below or not pieces:
                continue
            if self._prose_between(reached, row.y, extent):
                break
            if sum(p.width for p in pieces) >= 0.85 * (x1 - x0):
                last = row.y
                reached = row.y
        return last

    def _prose_between(self, top: float, bottom: float, extent: tuple[float, float]) -> bool:
        """Whether text of the paper, not of a table, runs between two heights."""
        lines = [x for x in self.lines if top < x.base < bottom and x.x0 >= extent[0] - 6 and x.x1 <= extent[1] + 6]
        prose = [
            x
            for x in lines
            if len(x.words) >= 6 and x.size >= 0.97 * self.body_size and x.x1 - x.x0 >= 0.9 * self.measure
        ]
        return len(prose) >= 5 and len(prose) > 0.5 * len(lines)

    def _caption_lines(self, caption: Line, area: Area) -> list[Line]:
        """The caption's lines down to the table's first rule."""
        found = [caption]
        for line in self.lines:
            if line.base <= caption.base - 1 or line is caption or line.base >= area.top + 1:
                continue
            if line.x0 >= area.x0 - 4 and line.x1 <= area.x1 + 4 and line.top - found[-1].bottom < 1.2 * line.size:
                found.append(line)
        return found

    def _notes(self, area: Area, end: float, below: float, inside: Sequence[Line]) -> tuple[Line, ...]:
        """The lines under a table that explain it."""
        size = sorted(x.size for x in inside)[len(inside) // 2]
        notes: list[Line] = []
        bottom = end
        for line in self.lines:
            if line.base <= end + 1 or line.base >= below or line.x0 < area.x0 - 4 or line.x1 > area.x1 + 4:
                continue
            room = 1.0 * line.size if notes else 1.6 * line.size
            small = line.size < 0.96 * self.body_size
            plausible = small or (not notes and bool(_NOTE_START.match(line.text)) and line.size <= 1.05 * size)
            if line.top - bottom > room or not (
                plausible or (notes and not small and line.size <= notes[0].size * 1.03)
            ):
                break
            notes.append(line)
            bottom = max(bottom, line.bottom)
        return tuple(notes)


def _between(area: Area, line: Line) -> bool:
    return area.x0 - 4 <= line.x0 and line.x1 <= area.x1 + 4


def _inside(area: Area, line: Line) -> bool:
    middle = (line.top + line.bottom) / 2
    return area.top <= middle <= area.bottom and line.x0 >= area.x0 - 2 and line.x1 <= area.x1 + 6
