"""Reads the words of a page: by the boxes of their first and last characters, or character by character.

The second way is only for words in which a raised or turned character may hide.
"""

from __future__ import annotations

import ctypes
import math
from array import array
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import NamedTuple

import regex

from myelomine.parser.glyphs import PI_SIGNS, clean_text, symbol_text
from myelomine.parser.ink import Area, Word
from myelomine.parser.pdfium_calls import FLOAT, INT, POINTER, thin
from myelomine.parser.styles import Style, Styles

_loose_box = thin("FPDFText_GetLooseCharBox", INT, POINTER, INT, POINTER)
_origin = thin("FPDFText_GetCharOrigin", INT, POINTER, INT, POINTER, POINTER)
_angle = thin("FPDFText_GetCharAngle", FLOAT, POINTER, INT)
_count_chars = thin("FPDFText_CountChars", INT, POINTER)
_unicode = thin("FPDFText_GetUnicode", ctypes.c_uint, POINTER, INT)
_whole_text = thin("FPDFText_GetText", INT, POINTER, INT, INT, POINTER)

# PDFium marks a hyphen at a line end with U+0002 (GetText: U+FFFE) and puts no line break after it.
_LINE_HYPHEN = "\x02\ufffe"
_WORD = regex.compile(r"[^\s\x00\x02\ufffe\u00a0\u2000-\u200b\u202f]+[\x02\ufffe]?|[\x02\ufffe]")
# a digit beside a letter, after a closing sign, or after 10; between other signs nothing raised has room
_MAY_HIDE_RAISED = regex.compile(r"\p{L}\d|\d\p{L}|[%)\]”\"]\d|\p{L}[.,;:)\]”\"]{1,2}\d|10[-–−]?\d|[*∗†‡§¶#‖]")
_SHORT = 3
# PDFium leaves the space out between single digits that stand far apart in a table
_WIDEST_CHAR = 0.9
_WIDE_GAP = 0.45
# a form's own scale is not in the matrix of its texts: then the height of the box decides
_PLAUSIBLE_SIZE = (0.45, 1.4)
# a line's share over and under its baseline, the same for all fonts so that lines can be compared
OVER, UNDER = 0.76, 0.24

Placed = tuple[int, Word]


class Geometry(NamedTuple):
    """How a page's user space maps to what a reader sees, top left first."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page as a reader sees it."""
        wide, high = self.right - self.left, self.top - self.bottom
        return (high, wide) if self.rotation % 2 else (wide, high)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the user space on the page as a reader sees it."""
        if self.rotation == 0:
            return x - self.left, self.top - y
        if self.rotation == 1:
            return y - self.bottom, x - self.left
        if self.rotation == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def area(self, left: float, top: float, right: float, bottom: float) -> Area:
        """A rectangle of the user space on the page as a reader sees it."""
        (x0, y0), (x1, y1) = self.point(left, top), self.point(right, bottom)
        return Area(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def areas(self, boxes: array[float]) -> list[Area]:
        """The areas of boxes given as left, top, right, bottom one after the other."""
        edges = zip(boxes[::4], boxes[1::4], boxes[2::4], boxes[3::4], strict=True)
        if self.rotation == 0:
            left, top = self.left, self.top
            return [Area(x0 - left, top - y1, x1 - left, top - y0) for x0, y1, x1, y0 in edges]
        return [self.area(*edge) for edge in edges]


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

    def columns(self) -> tuple[array[float], ...]:
        """Left, top, right and bottom edges and the heights of the baselines."""
        return (*(self.boxes[k::4] for k in range(4)), self.origins[1::2])


def page_text(text_page: int) -> str:
    """All characters of a page in content order, one for each of PDFium's indexes."""
    count = _count_chars(text_page)
    if count <= 0:
        return ""
    units = (ctypes.c_uint16 * (count + 1))()
    got = _whole_text(text_page, 0, count, ctypes.addressof(units))
    if got - 1 == count:
        # one character for each unit, so that the halves of rare characters keep their indexes
        return "".join(map(chr, units[:count]))
    # GetText leaves out characters without a Unicode value, which shifts every offset after them.
    codes = map(_unicode, repeat(text_page, count), range(count))
    return "".join(chr(code) if code < 0x110000 else "\ufffd" for code in codes)


def read_words(text_page: int, text: str, geometry: Geometry) -> tuple[list[Placed], int]:
    """The words of a page, each with the way it is turned, and how many of them are invisible."""
    styles = Styles(text_page)
    spans = _spans(text)
    word_styles, hidden = styles.all([a for a, _ in spans])
    signs = styles.pi_signs(text, [a for a, _ in spans]) if any(style.pi for style in word_styles) else []
    if signs:
        text = _with_signs(text, signs)
        spans = _spans(text)
        word_styles, hidden = styles.all([a for a, _ in spans])
    starts, ends = [a for a, _ in spans], [b - 1 for _, b in spans]
    first, last = _Places(text_page, starts).columns(), _Places(text_page, ends).columns()
    upright = _upright(text_page, spans) if geometry.rotation == 0 else set()
    plain = _PlainWords(text, geometry)
    found: list[list[Placed] | None] = []
    for span, style, head, tail in zip(
        spans, word_styles, zip(*first, strict=True), zip(*last, strict=True), strict=True
    ):
        sure = geometry.rotation == 0 and (span[1] - span[0] >= _SHORT or span[0] in upright)
        word = plain.read(span, style, head, tail) if sure else None
        found.append(None if word is None else [(0, word)])
    odd = [k for k, words in enumerate(found) if words is None]
    reader = _WordReader(text_page, text, geometry, styles)
    for k, parts in zip(odd, reader.read([(spans[k], word_styles[k]) for k in odd]), strict=True):
        found[k] = parts
    # what is left of a word of nothing but control characters is dropped
    return [placed for words in found for placed in words or () if placed[1].text], hidden


def _spans(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in _WORD.finditer(text)]


def _with_signs(text: str, places: Sequence[int]) -> str:
    characters = list(text)
    for place in places:
        characters[place] = PI_SIGNS[text[place]]
    return "".join(characters)


def _upright(text_page: int, spans: Sequence[tuple[int, int]]) -> set[int]:
    """The short words that are not turned; longer ones show by their ends which way they run."""
    short = [a for a, b in spans if b - a < _SHORT]
    angles = map(_angle, repeat(text_page, len(short)), short)
    return {index for index, angle in zip(short, angles, strict=True) if abs(angle) < 0.1}


class _PlainWords:
    """Reads level words without anything raised in them, on a page that is not rotated."""

    def __init__(self, text: str, geometry: Geometry) -> None:
        self._text, self._left, self._top = text, geometry.left, geometry.top

    def read(
        self, span: tuple[int, int], style: Style, head: tuple[float, ...], tail: tuple[float, ...]
    ) -> Word | None:
        """The word, from its first and last character; None when it needs a closer look."""
        text = self._text[span[0] : span[1]]
        left, top, right, bottom, base = head
        left_end, top_end, right_end, bottom_end, base_end = tail
        height = top - bottom
        if abs(base - base_end) > 0.06 * height or abs(top_end - bottom_end - height) > 0.5 * height:
            return None
        if not -0.2 < right_end - left <= _WIDEST_CHAR * height * len(text):
            return None
        if len(text) >= _SHORT and not text[:-1].isalpha() and _MAY_HIDE_RAISED.search(text):
            return None
        bold, italic, size = style.bold, style.italic, style.size
        if not _PLAUSIBLE_SIZE[0] * height < size < _PLAUSIBLE_SIZE[1] * height:
            size = height
        y = self._top - base
        # a line-end hyphen has no width of its own in some files
        x1 = (right_end if right_end > left else right) - self._left
        x0 = (left if left < left_end else left_end) - self._left
        # a line-end hyphen that PDFium cuts off still belongs to its word
        glued = text in _LINE_HYPHEN
        return Word(_clean(text, style), x0, y - OVER * size, x1, y + UNDER * size, y, size, glued, bold, italic)


class _WordReader:
    """Reads words character by character."""

    def __init__(self, text_page: int, text: str, geometry: Geometry, styles: Styles) -> None:
        self._page, self._text, self._geometry, self._styles = text_page, text, geometry, styles

    def read(self, words: Sequence[tuple[tuple[int, int], Style]]) -> Iterator[list[Placed]]:
        """The parts of each word that stand on one baseline; all characters are asked for at once."""
        places = _Places(self._page, [k for (start, end), _ in words for k in range(start, end)])
        at = 0
        for (start, end), style in words:
            count = end - start
            areas = self._geometry.areas(places.boxes[4 * at : 4 * (at + count)])
            origins = places.origins[2 * at : 2 * (at + count)]
            points = list(map(self._geometry.point, origins[::2], origins[1::2]))
            yield list(self._parts(start, areas, points, style))
            at += count

    def _parts(
        self, start: int, areas: Sequence[Area], points: Sequence[tuple[float, float]], style: Style
    ) -> Iterator[Placed]:
        turn, count = self._turn(start, points), len(areas)
        upright = turn in (0, 180)
        bases = [y if upright else x for x, y in points]
        heights = [a.bottom - a.top if upright else a.x1 - a.x0 for a in areas]
        begin, glued = 0, False
        for k in range(1, count + 1):
            apart = k < count and _apart(areas[k - 1], areas[k], turn, heights[k])
            if (
                k < count
                and not apart
                and self._same_line(start + k, bases[k] - bases[begin], heights[k], heights[begin])
            ):
                continue
            text = self._text[start + begin : start + k]
            own = style if begin == 0 else self._styles.at(start + begin)
            yield turn, _part(text, _union(areas[begin:k]), (bases[begin], max(heights[begin:k])), glued, own)
            begin, glued = k, not apart

    def _same_line(self, index: int, drop: float, height: float, first: float) -> bool:
        return abs(drop) <= 0.08 * max(height, first, 1.0) or self._text[index] in _LINE_HYPHEN

    def _turn(self, start: int, points: Sequence[tuple[float, float]]) -> int:
        """Which way a word runs: from its first to its last origin; a short one as its first character is set."""
        if len(points) < _SHORT:
            quarter = round(_angle(self._page, start) / (math.pi / 2)) + self._geometry.rotation
            return {0: 0, 1: 270, 2: 180, 3: 90}[quarter % 4]
        dx, dy = points[-1][0] - points[0][0], points[-1][1] - points[0][1]
        if abs(dx) >= abs(dy):
            # right-to-left scripts run backwards too: only what is turned by a quarter is worth a frame
            return 0
        return 90 if dy < 0 else 270


def _part(text: str, area: Area, line: tuple[float, float], glued: bool, style: Style) -> Word:
    base, height = line
    size = style.size if _PLAUSIBLE_SIZE[0] * height < style.size < _PLAUSIBLE_SIZE[1] * height else height
    return Word(_clean(text, style), *area, base, size, glued, style.bold, style.italic)


def _clean(text: str, style: Style) -> str:
    if style.symbol:
        text = symbol_text(text)
    if text[-1:] in tuple(_LINE_HYPHEN):
        text = text[:-1] + "-"
    return text if text.isascii() and text.isprintable() else clean_text(text)


def _apart(before: Area, after: Area, turn: int, size: float) -> bool:
    if turn == 0:
        return after.x0 - before.x1 > _WIDE_GAP * size
    gap = {90: before.top - after.bottom, 270: after.top - before.bottom}.get(turn, 0.0)
    return gap > _WIDE_GAP * size


def _union(areas: Sequence[Area]) -> Area:
    wide = [a for a in areas if a.x1 > a.x0 and a.bottom > a.top] or areas
    return Area(min(a.x0 for a in wide), min(a.top for a in wide), max(a.x1 for a in wide), max(a.bottom for a in wide))
