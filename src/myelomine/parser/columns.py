"""Lines to stacks in reading order: bands across the page, columns within a band, and so on inside a column."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from myelomine.parser.ink import Area
from myelomine.parser.lines import Line

_MAX_DEPTH = 5
_MIN_COLUMN = 0.08
_CORE = 0.2

Spans = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class _Strip:
    """Lines that no horizontal gap divides."""

    lines: tuple[Line, ...]
    top: float
    bottom: float
    spans: tuple[tuple[float, float], ...]


def reading_order(lines: Sequence[Line], rules: Sequence[Area] = (), depth: int = 0) -> list[list[Line]]:
    """The lines as stacks, each read from top to bottom, one stack after the other."""
    if not lines:
        return []
    stacks: list[list[Line]] = []
    for band in _bands(_strips(lines), rules):
        columns = _columns(band)
        if len(columns) == 1 or depth >= _MAX_DEPTH:
            stacks.append(_rows(columns[0] if len(columns) == 1 else [x for s in band for x in s.lines]))
        else:
            for column in columns:
                stacks.extend(reading_order(column, rules, depth + 1))
    return stacks


def _rows(lines: Sequence[Line]) -> list[Line]:
    """From top to bottom, lines on one baseline from left to right."""
    ordered = sorted(lines, key=lambda x: x.base)
    rows: list[list[Line]] = []
    for line in ordered:
        if rows and line.base - rows[-1][0].base <= 0.25 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda x: x.x0)]


def _strips(lines: Sequence[Line]) -> list[_Strip]:
    strips: list[_Strip] = []
    group: list[Line] = []
    bottom = 0.0
    for line in sorted(lines, key=lambda x: x.top + _CORE * (x.bottom - x.top)):
        margin = _CORE * (line.bottom - line.top)
        if group and line.top + margin >= bottom:
            strips.append(_strip(group))
            group = []
        bottom = max(bottom, line.bottom - margin) if group else line.bottom - margin
        group.append(line)
    strips.append(_strip(group))
    return strips


def _strip(lines: Sequence[Line]) -> _Strip:
    spans = merge_spans([(x.x0, x.x1) for x in lines])
    return _Strip(tuple(lines), min(x.top for x in lines), max(x.bottom for x in lines), tuple(spans))


def merge_spans(spans: Sequence[tuple[float, float]]) -> Spans:
    """The union of intervals, sorted.

    >>> merge_spans([(5, 7), (0, 2), (1, 3)])
    [(0, 3), (5, 7)]
    """
    out: Spans = []
    for x0, x1 in sorted(spans):
        if out and x0 <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], x1))
        else:
            out.append((x0, x1))
    return out


def _gutters(spans: Sequence[tuple[float, float]], narrowest: float) -> Spans:
    return [(a[1], b[0]) for a, b in itertools.pairwise(spans) if b[0] - a[1] >= narrowest]


def _bands(strips: list[_Strip], rules: Sequence[Area]) -> list[list[_Strip]]:
    """Consecutive strips that share a gutter, or that have none."""
    sizes = sorted(x.size for s in strips for x in s.lines)
    narrowest = max(4.0, 0.5 * sizes[len(sizes) // 2])
    left, right = min(s.spans[0][0] for s in strips), max(s.spans[-1][1] for s in strips)
    strips = _closed_up(strips, narrowest)
    bands: list[list[_Strip]] = []
    band: list[_Strip] = []
    ink: Spans = []
    for strip in strips:
        both = merge_spans([*ink, *strip.spans])
        if band and (_breaks(ink, strip, both, narrowest) or _ruled_off(band[-1], strip, rules, (left, right))):
            kept, moved = _split_tail(band, strip, narrowest)
            bands.append(kept)
            band = moved
            both = merge_spans([*(x for s in moved for x in s.spans), *strip.spans])
        band = [*band, strip]
        ink = both
    return [*bands, band]


def _closed_up(strips: list[_Strip], narrowest: float) -> list[_Strip]:
    """Wide word spaces of one justified line, which no neighbour shares, are no gutters."""
    out = []
    for k, strip in enumerate(strips):
        near = [*strips[max(k - 1, 0) : k], *strips[k + 1 : k + 2]]
        if len(strip.spans) > 1 and near and _is_one_row(strip.lines) and not _shares_gutter(strip, near, narrowest):
            strip = replace(strip, spans=((strip.spans[0][0], strip.spans[-1][1]),))
        out.append(strip)
    return out


def _shares_gutter(strip: _Strip, near: Sequence[_Strip], narrowest: float) -> bool:
    return any(_gutters(merge_spans([*strip.spans, *other.spans]), narrowest) for other in near)


def _is_one_row(lines: Sequence[Line]) -> bool:
    return max(x.base for x in lines) - min(x.base for x in lines) < 0.3 * lines[0].size


def _breaks(ink: Spans, strip: _Strip, both: Spans, narrowest: float) -> bool:
    had, has = bool(_gutters(ink, narrowest)), bool(_gutters(strip.spans, narrowest))
    return (had or has) and not _gutters(both, narrowest)


def _ruled_off(above: _Strip, below: _Strip, rules: Sequence[Area], extent: tuple[float, float]) -> bool:
    """Whether a rule across everything runs between two strips."""
    width = extent[1] - extent[0]
    return any(
        above.bottom - 2 <= r.top <= below.top + 2 and r.width >= 0.95 * width and r.x0 <= extent[0] + 0.05 * width
        for r in rules
    )


def _split_tail(band: list[_Strip], strip: _Strip, narrowest: float) -> tuple[list[_Strip], list[_Strip]]:
    """Which strips at a band's end, a heading say, belong to the band that `strip` begins: cut at the widest gap."""
    gutters = _gutters(strip.spans, narrowest)
    if not gutters:
        return band, []
    best, widest = len(band), strip.top - band[-1].bottom
    for k in range(len(band) - 1, 0, -1):
        if not _gutters(merge_spans([*(x for s in band[k:] for x in s.spans), *strip.spans]), narrowest):
            break
        if (gap := band[k].top - band[k - 1].bottom) > widest + 1:
            best, widest = k, gap
    return band[:best], band[best:]


def _columns(band: list[_Strip]) -> list[list[Line]]:
    lines = [line for strip in band for line in strip.lines]
    sizes = sorted(x.size for x in lines)
    narrowest = max(4.0, 0.5 * sizes[len(sizes) // 2])
    spans = merge_spans([(x.x0, x.x1) for x in lines])
    cuts = [(a + b) / 2 for a, b in _gutters(spans, narrowest)]
    columns: list[list[Line]] = [[] for _ in range(len(cuts) + 1)]
    for line in lines:
        columns[sum(line.x0 >= cut for cut in cuts)].append(line)
    return _join_narrow([c for c in columns if c], spans[-1][1] - spans[0][0])


def _join_narrow(columns: list[list[Line]], width: float) -> list[list[Line]]:
    """Numbers and bullets in front of a list are no column of their own."""
    out: list[list[Line]] = []
    held: list[Line] = []
    for column in columns:
        column = [*held, *column]
        held = []
        wide = max(x.x1 for x in column) - min(x.x0 for x in column)
        if wide < max(_MIN_COLUMN * width, 3 * column[0].size):
            held = column
        else:
            out.append(column)
    if held and out:
        out[-1].extend(held)
    elif held:
        out.append(held)
    return out
