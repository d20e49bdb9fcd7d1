"""Reads the ink of a PDF's pages through PDFium, with as few calls as possible.

PDFium's getters cost a few nanoseconds, a Python call to one some two hundred: words are read by the boxes of their
first and last characters, and character by character only where a raised or turned character may hide inside.
"""

from __future__ import annotations

import ctypes
import math
from array import array
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import repeat
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium_c
import regex

from myelomine.parser.drawing import read_drawing
from myelomine.parser.glyphs import clean_text, symbol_text
from myelomine.parser.ink import Area, Ink, PageInk, Word, turned

_POINTER, _INT, _DOUBLE = ctypes.c_void_p, ctypes.c_int, ctypes.c_double


def thin(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    """A PDFium function that takes addresses as plain integers, so that no argument is converted."""
    address = ctypes.cast(getattr(pdfium_c, name), ctypes.c_void_p).value
    assert address is not None
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


_load_page = thin("FPDF_LoadPage", _POINTER, _POINTER, _INT)
_close_page = thin("FPDF_ClosePage", None, _POINTER)
_load_text = thin("FPDFText_LoadPage", _POINTER, _POINTER)
_close_text = thin("FPDFText_ClosePage", None, _POINTER)
_count_chars = thin("FPDFText_CountChars", _INT, _POINTER)
_unicode = thin("FPDFText_GetUnicode", ctypes.c_uint, _POINTER, _INT)
_whole_text = thin("FPDFText_GetText", _INT, _POINTER, _INT, _INT, _POINTER)
_loose_box = thin("FPDFText_GetLooseCharBox", _INT, _POINTER, _INT, _POINTER)
_origin = thin("FPDFText_GetCharOrigin", _INT, _POINTER, _INT, _POINTER, _POINTER)
_angle = thin("FPDFText_GetCharAngle", ctypes.c_float, _POINTER, _INT)
_text_object = thin("FPDFText_GetTextObject", _POINTER, _POINTER, _INT)
_font_of = thin("FPDFTextObj_GetFont", _POINTER, _POINTER)
_render_mode = thin("FPDFTextObj_GetTextRenderMode", _INT, _POINTER)
_font_name = thin("FPDFFont_GetBaseFontName", ctypes.c_size_t, _POINTER, _POINTER, ctypes.c_size_t)
_font_size = thin("FPDFTextObj_GetFontSize", _INT, _POINTER, _POINTER)
_matrix = thin("FPDFPageObj_GetMatrix", _INT, _POINTER, _POINTER)
_page_box = thin("FPDF_GetPageBoundingBox", _INT, _POINTER, _POINTER)
_page_rotation = thin("FPDFPage_GetRotation", _INT, _POINTER)

# PDFium marks a hyphen at a line end with U+0002 (GetText: U+FFFE) and puts no line break after it.
_LINE_HYPHEN = "\x02\ufffe"
_WORD = regex.compile(r"[^\s\x00\x02\ufffe\u00a0\u2000-\u200b\u202f]+[\x02\ufffe]?|[\x02\ufffe]")
_MAY_HIDE_RAISED = regex.compile(r"\d[^\d.,]|[^\d.,]\d|[*†‡§¶#‖]")
_SPACE = regex.compile(r"\s")
# no Unicode value, or one that only this file knows
_UNNAMED = regex.compile(r"[\x00-\x01\x03-\x08\x0e-\x1f\ufffd\ue000-\uefff\uf100-\uf8ff]")
_INVISIBLE = 3
# PDFium leaves the space out between single digits that stand far apart in a table
_WIDEST_CHAR = 0.9
_WIDE_GAP = 0.45
# a form's own scale is not in the matrix of its texts: then the height of the box decides
_PLAUSIBLE_SIZE = (0.45, 1.4)
# a line's share over and under its baseline, the same for all fonts so that lines can be compared
_OVER, _UNDER = 0.76, 0.24


class _Style(NamedTuple):
    bold: bool
    italic: bool
    symbol: bool
    size: float = 0.0


class _Geometry(NamedTuple):
    """How a page's user space maps to what a reader sees, top left first."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @property
    def size(self) -> tuple[float, float]:
        wide, high = self.right - self.left, self.top - self.bottom
        return (high, wide) if self.rotation % 2 else (wide, high)

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.rotation == 0:
            return x - self.left, self.top - y
        if self.rotation == 1:
            return y - self.bottom, x - self.left
        if self.rotation == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def area(self, left: float, top: float, right: float, bottom: float) -> Area:
        (x0, y0), (x1, y1) = self.point(left, top), self.point(right, bottom)
        return Area(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def read_page(document_address: int, index: int) -> PageInk:
    """Everything printed on a page, or a ValueError when PDFium cannot load it."""
    page = _load_page(document_address, index)
    if not page:
        raise ValueError(f"page {index + 1} cannot be loaded")
    try:
        return _read_loaded(page, index + 1)
    finally:
        _close_page(page)


def _read_loaded(page: int, number: int) -> PageInk:
    geometry = _geometry(page)
    width, height = geometry.size
    text_page = _load_text(page)
    try:
        text = _page_text(text_page)
        placed, notes = _read_words(text_page, text, geometry)
    finally:
        _close_text(text_page)
    drawing = read_drawing(page, geometry.area)
    inks = []
    for turn in sorted({0, *(turn for turn, _ in placed)}):
        move = turned(turn, width, height)
        wide, high = (height, width) if turn in (90, 270) else (width, height)
        words = tuple(_turn_word(w, turn, width, height) for t, w in placed if t == turn)
        inks.append(Ink(number, wide, high, turn, words, *drawing.moved(move, turn in (90, 270))))
    chars = len(text) - len(_SPACE.findall(text))
    return PageInk(
        number,
        width,
        height,
        geometry.rotation * 90,
        tuple(inks),
        tuple(notes),
        drawing.pictures,
        chars,
        len(_UNNAMED.findall(text)),
    )


def _geometry(page: int) -> _Geometry:
    corners = array("f", bytes(16))
    _page_box(page, corners.buffer_info()[0])
    left, top, right, bottom = corners
    return _Geometry(left, min(top, bottom), right, max(top, bottom), _page_rotation(page))


def _turn_word(word: Word, turn: int, width: float, height: float) -> Word:
    if not turn:
        return word._replace(top=word.base - _OVER * word.size, bottom=word.base + _UNDER * word.size)
    x0, _, x1, _ = turned(turn, width, height)(Area(*word[1:5]))
    base = {90: word.base, 180: height - word.base, 270: width - word.base}[turn]
    return word._replace(x0=x0, top=base - _OVER * word.size, x1=x1, bottom=base + _UNDER * word.size, base=base)


def _page_text(text_page: int) -> str:
    count = _count_chars(text_page)
    if count <= 0:
        return ""
    units = (ctypes.c_uint16 * (count + 1))()
    got = _whole_text(text_page, 0, count, ctypes.addressof(units))
    text = bytes(units)[: 2 * max(0, got - 1)].decode("utf-16-le", "replace")
    if len(text) == count:
        return text
    # GetText leaves out characters without a Unicode value, which shifts every offset after them.
    return "".join(
        chr(code) if code < 0x110000 else "\ufffd" for code in map(_unicode, repeat(text_page, count), range(count))
    )


class _Places:
    """Boxes and origins of chosen characters, read in bulk."""

    def __init__(self, text_page: int, indexes: Sequence[int]) -> None:
        n = len(indexes)
        self.boxes = array("f", bytes(16 * n))
        self.origins = array("d", bytes(16 * n))
        boxes, origins = self.boxes.buffer_info()[0], self.origins.buffer_info()[0]
        deque(map(_loose_box, repeat(text_page, n), indexes, range(boxes, boxes + 16 * n, 16)), 0)
        xs, ys = range(origins, origins + 16 * n, 16), range(origins + 8, origins + 8 + 16 * n, 16)
        deque(map(_origin, repeat(text_page, n), indexes, xs, ys), 0)


def _read_words(text_page: int, text: str, geometry: _Geometry) -> tuple[list[tuple[int, Word]], list[str]]:
    spans = [m.span() for m in _WORD.finditer(text)]
    if not spans:
        return [], []
    first = _Places(text_page, [a for a, _ in spans])
    last = _Places(text_page, [b - 1 for _, b in spans])
    known = _Styles(text_page)
    styles, hidden = known.all([a for a, _ in spans])
    reader = _WordReader(text_page, text, geometry, known)
    out: list[tuple[int, Word]] = []
    for k, (start, end) in enumerate(spans):
        out.extend(reader.read(start, end, (first, last, k), styles[k]))
    notes = [f"{hidden} of {len(spans)} words are invisible (text behind a scanned picture)"] if hidden else []
    return out, notes


class _WordReader:
    """Turns one span of a page's characters into placed words."""

    def __init__(self, text_page: int, text: str, geometry: _Geometry, styles: _Styles) -> None:
        self._page, self._text, self._geometry, self._styles = text_page, text, geometry, styles
        self._turn = 0

    def read(
        self, start: int, end: int, places: tuple[_Places, _Places, int], style: _Style
    ) -> Iterator[tuple[int, Word]]:
        first, last, k = places
        l0, t0, r0, b0 = first.boxes[4 * k : 4 * k + 4]
        l1, t1, r1, b1 = last.boxes[4 * k : 4 * k + 4]
        ox0, oy0, ox1, oy1 = (*first.origins[2 * k : 2 * k + 2], *last.origins[2 * k : 2 * k + 2])
        text = self._text[start:end]
        if end - start < 3:
            self._turn = self._turn_of(start)
        height = t0 - b0
        level = abs(oy0 - oy1) <= 0.06 * height and abs((t1 - b1) - height) <= 0.5 * height
        level = level and r1 - l0 <= _WIDEST_CHAR * height * len(text)
        simple = self._geometry.rotation == 0 and level and (r0 > l0 or l1 > l0)
        if simple and not (len(text) > 2 and _MAY_HIDE_RAISED.search(text)) and (len(text) > 2 or self._turn == 0):
            self._turn = 0
            g = self._geometry
            # a line-end hyphen has no width of its own in some files
            right = r1 if r1 > l0 else r0
            area = (min(l0, l1) - g.left, g.top - max(t0, t1), right - g.left, g.top - min(b0, b1))
            yield 0, _word(text, Area(*area), g.top - oy0, height, False, style)
            return
        yield from self._by_character(start, end, style)

    def _turn_of(self, index: int) -> int:
        """A character on its own has no direction but the angle at which it was set."""
        quarter = round(_angle(self._page, index) / (math.pi / 2)) + self._geometry.rotation
        return {0: 0, 1: 270, 2: 180, 3: 90}[quarter % 4]

    def _by_character(self, start: int, end: int, style: _Style) -> Iterator[tuple[int, Word]]:
        places = _Places(self._page, range(start, end))
        place = self._geometry
        areas = [place.area(*places.boxes[4 * k : 4 * k + 4]) for k in range(end - start)]
        points = [place.point(*places.origins[2 * k : 2 * k + 2]) for k in range(end - start)]
        self._turn = turn = _direction(points, self._turn)
        bases = [y if turn in (0, 180) else x for x, y in points]
        size = _sizes(areas, turn)
        begin, glued = 0, False
        for k in range(1, end - start + 1):
            apart = k < end - start and _apart(areas[k - 1], areas[k], turn, size[k])
            if k < end - start and not apart and abs(bases[k] - bases[begin]) <= 0.08 * max(size[k], size[begin], 1.0):
                continue
            if k < end - start and self._text[start + k] in _LINE_HYPHEN:
                continue
            area = _union(areas[begin:k])
            text = self._text[start + begin : start + k]
            own = style if begin == 0 else self._styles.at(start + begin)
            yield turn, _word(text, area, bases[begin], max(size[begin:k]), glued, own)
            begin, glued = k, not apart


def _word(text: str, area: Area, base: float, size: float, glued: bool, style: _Style) -> Word:
    if text[-1] in _LINE_HYPHEN:
        text = text[:-1] + "-"
    if style.symbol:
        text = symbol_text(text)
    if not text.isascii() or not text.isprintable():
        text = clean_text(text)
    if _PLAUSIBLE_SIZE[0] * size < style.size < _PLAUSIBLE_SIZE[1] * size:
        size = style.size
    return Word(text, area.x0, area.top, area.x1, area.bottom, base, size, glued, style.bold, style.italic)


def _union(areas: Sequence[Area]) -> Area:
    wide = [a for a in areas if a.x1 > a.x0 and a.bottom > a.top] or areas
    return Area(min(a.x0 for a in wide), min(a.top for a in wide), max(a.x1 for a in wide), max(a.bottom for a in wide))


def _apart(before: Area, after: Area, turn: int, size: float) -> bool:
    gap = {0: after.x0 - before.x1, 90: before.top - after.bottom, 270: after.top - before.bottom}.get(turn, 0.0)
    return gap > _WIDE_GAP * size


def _sizes(areas: Sequence[Area], turn: int) -> list[float]:
    return [a.height if turn in (0, 180) else a.width for a in areas]


def _direction(points: Sequence[tuple[float, float]], before: int) -> int:
    """Which way a word runs: from its first to its last origin; a short one as its first character is set."""
    if len(points) < 3:
        return before
    dx, dy = points[-1][0] - points[0][0], points[-1][1] - points[0][1]
    if abs(dx) >= abs(dy):
        # right-to-left scripts run backwards too: only whole pages turned upside down are worth a frame
        return 0
    return 90 if dy < 0 else 270


class _Styles:
    """The styles of a page's characters, one look-up for each text object and font."""

    def __init__(self, text_page: int) -> None:
        self._page = text_page
        self._objects: dict[int | None, _Style] = {None: _Style(False, False, False)}
        self._fonts: dict[int | None, _Style] = {}
        self._hidden: set[int | None] = set()

    def at(self, index: int) -> _Style:
        """The style of one character."""
        return self._of(_text_object(self._page, index))

    def all(self, indexes: Sequence[int]) -> tuple[list[_Style], int]:
        """The styles of many characters, and how many of them are invisible."""
        objects = list(map(_text_object, repeat(self._page, len(indexes)), indexes))
        styles = [self._of(o) for o in objects]
        return styles, sum(o in self._hidden for o in objects)

    def _of(self, handle: int | None) -> _Style:
        if handle not in self._objects:
            font = _font_of(handle)
            if font not in self._fonts:
                self._fonts[font] = _style(font)
            self._objects[handle] = self._fonts[font]._replace(size=_type_size(handle or 0))
            if _render_mode(handle) == _INVISIBLE:
                self._hidden.add(handle)
        return self._objects[handle]


def _type_size(text_object: int) -> float:
    """The size of the type on the page: the font's size times the scale of its matrix."""
    values = array("f", bytes(28))
    at = values.buffer_info()[0]
    _font_size(text_object, at)
    _matrix(text_object, at + 4)
    return values[0] * math.hypot(values[3], values[4])


def _style(font: int | None) -> _Style:
    if not font:
        return _Style(False, False, False)
    buffer = ctypes.create_string_buffer(128)
    _font_name(font, ctypes.addressof(buffer), 128)
    name = buffer.value.decode("latin-1").rpartition("+")[2].lower()
    bold = any(part in name for part in ("bold", "black", "heavy", "semibold", "-bd", "demi", "bx1", "bx9", "bx8"))
    italic = any(part in name for part in ("italic", "oblique", "-it", "cmti", "cmmi"))
    symbol = "symbol" in name and "segoe" not in name
    return _Style(bold or name.endswith((".b", "-b")), italic, symbol)
