"""The lines, fills and pictures of a page, told apart by shape."""

from __future__ import annotations

import ctypes
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat

from myelomine.parser.ink import Area, Move
from myelomine.parser.pdfium_calls import INT, POINTER, thin

_ToPage = Callable[[float, float, float, float], Area]
_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


_count_objects = thin("FPDFPage_CountObjects", INT, POINTER)
_object = thin("FPDFPage_GetObject", POINTER, POINTER, INT)
_kind = thin("FPDFPageObj_GetType", INT, POINTER)
_form_count = thin("FPDFFormObj_CountObjects", INT, POINTER)
_form_object = thin("FPDFFormObj_GetObject", POINTER, POINTER, ctypes.c_ulong)
_matrix = thin("FPDFPageObj_GetMatrix", INT, POINTER, POINTER)
_bounds = thin("FPDFPageObj_GetBounds", INT, POINTER, POINTER, POINTER, POINTER, POINTER)
_draw_mode = thin("FPDFPath_GetDrawMode", INT, POINTER, POINTER, POINTER)
_count_segments = thin("FPDFPath_CountSegments", INT, POINTER)
_segment = thin("FPDFPath_GetPathSegment", POINTER, POINTER, INT)
_segment_point = thin("FPDFPathSegment_GetPoint", INT, POINTER, POINTER, POINTER)
_segment_kind = thin("FPDFPathSegment_GetType", INT, POINTER)

_PATH, _IMAGE, _FORM = 2, 3, 5
_BEZIER = 1
_THIN = 2.5
_SHORT = 4.0
_MAX_DEPTH = 4
_MAX_SEGMENTS = 400
_MAX_OBJECTS = 20_000


@dataclass(slots=True)
class Drawing:
    """A page's drawn ink: horizontal rules, vertical bars, fills, and everything else (curves, pictures)."""

    rules: list[Area] = field(default_factory=list)
    bars: list[Area] = field(default_factory=list)
    fills: list[Area] = field(default_factory=list)
    drawings: list[Area] = field(default_factory=list)
    pictures: int = 0

    def moved(self, move: Move, crosswise: bool) -> tuple[tuple[Area, ...], ...]:
        """The same ink in turned coordinates, as (rules, bars, fills, drawings)."""
        rules, bars = (self.bars, self.rules) if crosswise else (self.rules, self.bars)
        return tuple(tuple(map(move, areas)) for areas in (rules, bars, self.fills, self.drawings))


def read_drawing(page: int, to_page: _ToPage) -> Drawing:
    """The drawn ink of a loaded page."""
    drawing = Drawing()
    count = min(_count_objects(page), _MAX_OBJECTS)
    objects = list(map(_object, repeat(page, count), range(count)))
    for handle, kind, matrix in _leaves(objects, _IDENTITY, 0):
        area = _area(handle, matrix, to_page)
        if kind == _IMAGE:
            drawing.pictures += 1
            drawing.drawings.append(area)
        else:
            _add_path(drawing, handle, area, lambda *p, m=matrix: to_page(*_apply(m, *p[:2]), *_apply(m, *p[2:])))
    return drawing


def _leaves(objects: Sequence[int], matrix: _Matrix, depth: int) -> Iterator[tuple[int, int, _Matrix]]:
    for handle, kind in zip(objects, map(_kind, objects), strict=True):
        if kind in (_PATH, _IMAGE):
            yield handle, kind, matrix
        elif kind == _FORM and depth < _MAX_DEPTH:
            count = min(_form_count(handle), _MAX_OBJECTS)
            children = list(map(_form_object, repeat(handle, count), range(count)))
            yield from _leaves(children, _multiply(_matrix_of(handle), matrix), depth + 1)


def _matrix_of(handle: int) -> _Matrix:
    values = array("f", bytes(24))
    _matrix(handle, values.buffer_info()[0])
    a, b, c, d, e, f = values
    return a, b, c, d, e, f


def _multiply(m: _Matrix, n: _Matrix) -> _Matrix:
    a, b, c, d, e, f = m
    aa, bb, cc, dd, ee, ff = n
    return (
        a * aa + b * cc,
        a * bb + b * dd,
        c * aa + d * cc,
        c * bb + d * dd,
        e * aa + f * cc + ee,
        e * bb + f * dd + ff,
    )


def _apply(m: _Matrix, x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _area(handle: int, matrix: _Matrix, to_page: _ToPage) -> Area:
    edges = array("f", bytes(16))
    at = edges.buffer_info()[0]
    _bounds(handle, at, at + 4, at + 8, at + 12)
    left, bottom, right, top = edges
    if matrix is not _IDENTITY:
        (left, bottom), (right, top) = _apply(matrix, left, bottom), _apply(matrix, right, top)
    return to_page(left, top, right, bottom)


def _add_path(drawing: Drawing, handle: int, area: Area, place: _ToPage) -> None:
    mode = array("i", [0, 0])
    at = mode.buffer_info()[0]
    _draw_mode(handle, at, at + 4)
    filled, stroked = mode
    if not filled and not stroked:
        return
    if area.height <= _THIN or area.width <= _THIN:
        _add_line(drawing, area)
        return
    segments = _count_segments(handle)
    if segments <= 6 and filled and not stroked:
        drawing.fills.append(area)
    elif segments > _MAX_SEGMENTS:
        drawing.drawings.append(area)
    else:
        _add_segments(drawing, handle, area, (segments, bool(filled)), place)


def _add_line(drawing: Drawing, area: Area) -> None:
    if area.width >= area.height:
        if area.width > _SHORT:
            drawing.rules.append(area)
    elif area.height > _SHORT:
        drawing.bars.append(area)


def _add_segments(drawing: Drawing, handle: int, area: Area, shape: tuple[int, bool], place: _ToPage) -> None:
    """A grid drawn as one path gives its lines; anything slanted or curved is a drawing."""
    count, filled = shape
    segments = list(map(_segment, repeat(handle, count), range(count)))
    kinds = list(map(_segment_kind, segments))
    if _BEZIER in kinds:
        drawing.drawings.append(area)
        return
    xy = array("f", bytes(8 * count))
    at = xy.buffer_info()[0]
    deque(map(_segment_point, segments, range(at, at + 8 * count, 8), range(at + 4, at + 8 + 8 * count, 8)), 0)
    values = _matrix_of(handle)
    points = [_apply(values, x, y) for x, y in zip(xy[0::2], xy[1::2], strict=True)]
    lines = [place(*a, *b) for a, b in _strokes(points, kinds)]
    if all(line.width <= _THIN or line.height <= _THIN for line in lines):
        for line in lines:
            _add_line(drawing, line)
        if filled:
            drawing.fills.append(area)
    else:
        drawing.drawings.append(area)


def _strokes(
    points: Sequence[tuple[float, float]], kinds: Iterable[int]
) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    start = points[0]
    last = None
    for point, kind in zip(points, kinds, strict=True):
        if kind == 2:
            if last is not None and last != start:
                yield last, start
            start = point
        elif last is not None:
            yield last, point
        last = point
    if last is not None and last != start and len(points) > 2:
        yield last, start
