"""Finds a page's figures, so that axis labels, legends and numbers at risk do not become sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import regex

from myelomine.parser.ink import Area, Ink, around
from myelomine.parser.lines import Line
from myelomine.parser.paragraphs import caption_label

_FIGURE = regex.compile(r"(?:fig|scheme|chart|plate)", regex.IGNORECASE)
_CLOSE = 12.0
_MANY, _TILE = 600, 36.0
_SMALLEST = (50.0, 36.0)
_WHOLE_PAGE = 0.7
_LABEL_REACH = 16.0
_CAPTION_REACH = 170.0
_AT_RISK = regex.compile(r"(?:no\.?|numbers?|patients?)\s(?:of patients\s)?(?:still\s)?at\srisk", regex.IGNORECASE)
_PANEL = regex.compile(r"\(?[A-H]\)?[.)]?")


def find_figure_lines(ink: Ink, lines: Sequence[Line], body_size: float, tables: Sequence[Area]) -> set[int]:
    """The identities of the lines that are printed as part of a figure."""
    clusters = [c for c in _clusters(_shapes(ink, tables)) if _is_figure(c, ink, lines, body_size)]
    used: set[int] = set()
    for cluster in clusters:
        inside, grown = _grow(cluster, lines, body_size)
        used |= inside
        used |= _down_to_caption(grown, lines, body_size)
    return used


def _shapes(ink: Ink, tables: Sequence[Area]) -> list[Area]:
    """What may be part of a figure: drawings, and lines that belong to no table and are not as wide as the page."""
    page = ink.width * ink.height
    drawings = [a for a in ink.drawings if a.width * a.height < _WHOLE_PAGE * page]
    boxes = [a for a in ink.fills if a.height > 8 and a.width > 8 and a.width * a.height < 0.1 * page]
    strokes = [a for a in (*ink.rules, *ink.bars) if max(a.width / ink.width, a.height / ink.height) < 0.75]
    return [
        a
        for a in (*drawings, *strokes, *boxes)
        if not any(t.holds((a.x0 + a.x1) / 2, (a.top + a.bottom) / 2, 3) for t in tables)
    ]


def _clusters(shapes: Iterable[Area]) -> list[tuple[Area, int]]:
    """Shapes that overlap or nearly touch, as one area with their number."""
    clusters: list[tuple[Area, int]] = []
    for shape, strokes in _by_tile(list(shapes)):
        area, count = shape, strokes
        while (near := next((c for c in clusters if c[0].meets(area, _CLOSE)), None)) is not None:
            clusters.remove(near)
            area, count = area.union(near[0]), count + near[1]
        clusters.append((area, count))
    return clusters


def _by_tile(shapes: list[Area]) -> list[tuple[Area, int]]:
    """The shapes from the top down; where there are very many, those that stand in one small square as one."""
    if len(shapes) <= _MANY:
        return [(a, 1) for a in sorted(shapes, key=lambda a: (a.top, a.x0))]
    tiles: dict[tuple[int, int], list[Area]] = defaultdict(list)
    for area in shapes:
        tiles[int(area.x0 // _TILE), int(area.top // _TILE)].append(area)
    return [(around(areas), len(areas)) for _, areas in sorted(tiles.items())]


def _is_figure(cluster: tuple[Area, int], ink: Ink, lines: Sequence[Line], body_size: float) -> bool:
    area, count = cluster
    if area.width < _SMALLEST[0] or area.height < _SMALLEST[1]:
        return False
    if count < 6 and not any(area.meets(d) and d.width * d.height > 900 for d in ink.drawings):
        return False
    inside = [x for x in lines if area.holds((x.x0 + x.x1) / 2, (x.top + x.bottom) / 2)]
    words = sum(len(x.words) for x in inside)
    prose = sum(len(x.words) for x in inside if _is_prose(x, body_size))
    return prose < 0.4 * words or words == 0


def _is_prose(line: Line, body_size: float) -> bool:
    return len(line.words) >= 6 and line.size >= 0.93 * body_size


def _grow(cluster: tuple[Area, int], lines: Sequence[Line], body_size: float) -> tuple[set[int], Area]:
    """The figure with its labels: what stands inside, then what small type stands close."""
    area = cluster[0]
    used: set[int] = set()
    for _ in range(3):
        before = len(used)
        for line in lines:
            if id(line) not in used and _belongs(line, area, body_size):
                used.add(id(line))
                area = area.union(line.area)
        if len(used) == before:
            break
    return used, area


def _belongs(line: Line, area: Area, body_size: float) -> bool:
    if caption_label(line.text):
        return False
    x, y = (line.x0 + line.x1) / 2, (line.top + line.bottom) / 2
    if area.holds(x, y):
        return not _is_prose(line, body_size)
    small = line.size < 0.93 * body_size and len(line.words) <= 12
    return (small or bool(_PANEL.fullmatch(line.text))) and area.meets(line.area, _LABEL_REACH)


def _down_to_caption(area: Area, lines: Sequence[Line], body_size: float) -> set[int]:
    """Legends and numbers at risk between a figure and its caption."""
    captions = [
        x
        for x in lines
        if _FIGURE.match(caption_label(x.text))
        and area.bottom - 6 <= x.top <= area.bottom + _CAPTION_REACH
        and x.x0 < area.x1 + 30
        and x.x1 > area.x0 - 30
    ]
    if not captions:
        return set()
    caption = min(captions, key=lambda x: x.top)
    between = [
        x
        for x in lines
        if area.bottom - 8 <= x.top
        and x.bottom <= caption.top + 3
        and area.x0 - 40 <= x.x0
        and x.x1 <= area.x1 + 40
        and not _is_prose(x, body_size)
        and not caption_label(x.text)
    ]
    rows = [x.base for x in between]
    beside = [
        x
        for x in lines
        if len(x.words) <= 6
        and x.size < 0.93 * body_size
        and area.x0 - 110 <= x.x0 <= area.x1
        and any(abs(x.base - y) < 0.2 * x.size for y in rows)
    ]
    titles = [x for x in lines if _AT_RISK.match(x.text) and area.bottom - 8 <= x.top and x.bottom <= caption.top + 3]
    return {id(x) for x in (*between, *beside, *titles)}
