"""Where a table ends: frames from its rules, its shades or its aligned rows, under a caption or over it."""

from __future__ import annotations

from myelomine.parser.ink import Area, around
from myelomine.parser.lines import Line
from myelomine.parser.printed_rows import PrintedRow, printed_rows
from myelomine.parser.table_page import EDGE, PageView, RuleRow, between

_SHORTEST_RULE = 50.0
_FURTHEST_RULE = 46.0
_FEWEST_ROWS = 3


def ruled_frame(page: PageView, caption: Line, below: float) -> Area | None:
    """The frame from the rule under a caption to the last rule that closes the table."""
    top = _top_rule(page, caption, below)
    if top is None:
        return None
    x0, x1 = _extent(page, top, below)
    x0, x1 = min(x0, top.x0), max(x1, top.x1)
    bottom = _bottom(page, top, (x0, x1), below)
    if bottom is None:
        return None
    above = [
        f.top for f in page.ink.fills if f.top < top.y < f.bottom + 30 and abs(f.x0 - x0) < 4 and f.top > caption.base
    ]
    return Area(x0 - EDGE, min([top.y, *above]) - 1, x1 + EDGE, bottom + 1)


def ruled_frame_above(page: PageView, caption: Line) -> Area | None:
    """The frame of a table that stands over its caption."""
    above = [
        r
        for r in page.rules
        if r.y < caption.top + 2 and r.inked >= _SHORTEST_RULE and r.x0 < caption.x1 and r.x1 > caption.x0
    ]
    if len(above) < 2 or caption.top - above[-1].y > _FURTHEST_RULE:
        return None
    last = above[-1]
    top = last.y
    for row in reversed(above[:-1]):
        same = abs(row.x0 - last.x0) < 6 and abs(row.x1 - last.x1) < 6
        if page.prose_between(row.y, top, (last.x0, last.x1)) or any(row.y < c.base < top for c in page.captions):
            break
        top = row.y if same else top
    return Area(last.x0 - EDGE, top - 1, last.x1 + EDGE, last.y + 1) if last.y - top > 20 else None


def shaded_frame(page: PageView, caption: Line, below: float) -> Area | None:
    """The frame of a table that shows its rows by shades only."""
    fills = sorted(
        (f for f in page.ink.fills if caption.base - 2 < f.top < below and f.width > 8 and 5 < f.height < 60),
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
    return _down_over_rows(page, Area(frame.x0 - EDGE, frame.top - 1, frame.x1 + EDGE, frame.bottom + 1), below)


def _down_over_rows(page: PageView, frame: Area, below: float) -> Area:
    """The frame with the rows that follow it without a shade of their own."""
    bottom = frame.bottom
    for row in printed_rows(x for x in page.lines if bottom < x.base < below and between(frame, x)):
        if row.top - bottom > 1.2 * row.size or len(row.chunks()) < 2:
            break
        bottom = row.bottom + 1
    return frame._replace(bottom=bottom)


def aligned_frame(page: PageView, caption: Line, below: float) -> Area | None:
    """The frame of a table without rules or shades: rows with gaps in them, from the caption downwards."""
    column = _column_of(page, caption)
    inside = [x for x in page.lines if caption.base + 1 < x.base < below and between(column, x)]
    rows = [r for r in printed_rows(inside) if r.top > caption.top + 0.5 * caption.size]
    gappy = [len(r.chunks()) > 1 for r in rows]
    start = next((k for k, g in enumerate(gappy[:8]) if g), None)
    if start is None:
        return None
    while start and _heads_column(rows[start - 1], rows[start], caption):
        start -= 1
    end = start
    for k in range(start + 1, len(rows)):
        if rows[k].base - rows[k - 1].base > 3.0 * rows[k].size or _is_prose_row(page, rows[k]):
            break
        if gappy[k]:
            end = k
        elif not any(gappy[k + 1 : k + 4]):
            break
    if sum(gappy[start : end + 1]) < _FEWEST_ROWS:
        return None
    words = [w for r in rows[start : end + 1] for w in r.words]
    return Area(
        min(w.x0 for w in words) - EDGE,
        rows[start].top - 0.5,
        max(w.x1 for w in words) + EDGE,
        rows[end].bottom + 0.5,
    )


def _heads_column(row: PrintedRow, below: PrintedRow, caption: Line) -> bool:
    """Whether a row over the first one with gaps is the first line of a column's name, not of the caption."""
    set_in = row.words[0].x0 > caption.x0 + 3 * row.size
    return set_in and row.base > caption.base + 0.5 * row.size and below.base - row.base < 1.4 * row.size


def _is_prose_row(page: PageView, row: PrintedRow) -> bool:
    chunks = row.chunks()
    wide = chunks[0][1] - chunks[0][0] >= 0.85 * page.measure
    return len(chunks) == 1 and wide and len(row.words) >= 6 and row.size >= 0.97 * page.body_size


def _column_of(page: PageView, caption: Line) -> Area:
    """The columns of the page that a table under this caption may fill."""
    width = page.ink.width
    whole = Area(0, caption.top, width, page.ink.height)
    if page.measure > 0.6 * width or caption.x1 - caption.x0 > 1.1 * page.measure:
        return whole
    left = caption.x0 < 0.5 * width - 4
    other = Area(0.5 * width, 0, width, 0) if left else Area(0, 0, 0.5 * width, 0)
    prose = [
        x
        for x in page.lines
        if caption.base - 2 < x.base < caption.base + 120
        and other.x0 - 8 <= x.x0
        and x.x1 <= other.x1 + 8
        and len(x.words) >= 5
        and x.x1 - x.x0 > 0.8 * page.measure
    ]
    if len(prose) < 3:
        return whole
    return Area(0, caption.top, 0.5 * width, page.ink.height) if left else Area(0.5 * width - 8, caption.top, width, 0)


def _top_rule(page: PageView, caption: Line, below: float) -> RuleRow | None:
    reach = caption.bottom + _FURTHEST_RULE
    for row in page.rules:
        if not caption.base - 2 < row.y < min(below, reach + 60):
            continue
        pieces = [p for p in row.pieces if p.x0 < caption.x1 and p.x1 > caption.x0 - 6]
        if pieces and sum(p.width for p in pieces) >= _SHORTEST_RULE:
            return RuleRow(row.y, _connected(row, pieces))
    return None


def _connected(row: RuleRow, pieces: list[Area]) -> tuple[Area, ...]:
    """The pieces that overlap the caption, with their neighbours that leave only a small gap."""
    found = list(pieces)
    for piece in row.pieces:
        if piece not in found and any(abs(piece.x0 - f.x1) < 12 or abs(f.x0 - piece.x1) < 12 for f in found):
            found.append(piece)
    return tuple(sorted(found))


def _extent(page: PageView, top: RuleRow, below: float) -> tuple[float, float]:
    """The table's left and right edge: the widest rules that agree with the first."""
    x0, x1 = top.x0, top.x1
    pieces = [(row.y, p) for row in page.rules if top.y < row.y < below for p in row.pieces]
    for y, p in pieces:
        agrees = 0.5 * (x1 - x0) < p.width < 1.6 * (x1 - x0) and p.x0 < x1 - 10 and p.x1 > x0 + 10
        if agrees and not page.prose_between(top.y, y, (p.x0, p.x1)):
            x0, x1 = min(x0, p.x0), max(x1, p.x1)
    return x0, x1


def _bottom(page: PageView, top: RuleRow, extent: tuple[float, float], below: float) -> float | None:
    """The lowest rule that closes the table."""
    x0, x1 = extent
    last = None
    reached = top.y
    for row in page.rules:
        pieces = [p for p in row.pieces if p.x0 >= x0 - 6 and p.x1 <= x1 + 6]
        if not top.y + 3 < row.y < below or not pieces:
            continue
        if page.prose_between(reached, row.y, extent):
            break
        if sum(p.width for p in pieces) >= 0.85 * (x1 - x0):
            last = row.y
            reached = row.y
    return last
