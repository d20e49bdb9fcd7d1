"""How characters are set: their size on the page, bold, italic, or from a symbol font."""

from __future__ import annotations

import ctypes
import math
from array import array
from collections.abc import Sequence
from itertools import repeat
from typing import NamedTuple

import regex

from myelomine.parser.pdfium_calls import INT, POINTER, SIZE, thin

_text_object = thin("FPDFText_GetTextObject", POINTER, POINTER, INT)
_font_of = thin("FPDFTextObj_GetFont", POINTER, POINTER)
_render_mode = thin("FPDFTextObj_GetTextRenderMode", INT, POINTER)
_font_name = thin("FPDFFont_GetBaseFontName", SIZE, POINTER, POINTER, SIZE)
_font_size = thin("FPDFTextObj_GetFontSize", INT, POINTER, POINTER)
_matrix = thin("FPDFPageObj_GetMatrix", INT, POINTER, POINTER)

_INVISIBLE = 3
_LONGEST_NAME = 128
_BOLD = ("bold", "black", "heavy", "-bd", "demi", "cmbx", "bx1", "bx9", "bx8")
# Mathematical Pi, and the names under which a large publisher embeds it
_PI = regex.compile(r"mathematicalpi|mathpi|advp4c4e(?:59|74)|advot8817665d")
_ITALIC = ("italic", "oblique", "-it", "cmti", "cmmi")


class Style(NamedTuple):
    """What the font and the text object say about a character; `symbol` names a font with an encoding of its own."""

    bold: bool
    italic: bool
    symbol: str
    size: float = 0.0


class Styles:
    """The styles of a page's characters, one look-up for each text object and font."""

    def __init__(self, text_page: int) -> None:
        self._page = text_page
        self._objects: dict[int | None, Style] = {None: Style(False, False, "")}
        self._fonts: dict[int | None, Style] = {}
        self._hidden: set[int | None] = set()

    def at(self, index: int) -> Style:
        """The style of one character."""
        return self._of(_text_object(self._page, index))

    def all(self, indexes: Sequence[int]) -> tuple[list[Style], int]:
        """The styles of many characters, and how many of them are invisible."""
        objects = list(map(_text_object, repeat(self._page, len(indexes)), indexes))
        for handle in set(objects):
            self._of(handle)
        return list(map(self._objects.__getitem__, objects)), sum(o in self._hidden for o in objects)

    def _of(self, handle: int | None) -> Style:
        if handle not in self._objects:
            font = _font_of(handle)
            if font not in self._fonts:
                self._fonts[font] = _font_style(font)
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


def _font_style(font: int | None) -> Style:
    if not font:
        return Style(False, False, "")
    buffer = ctypes.create_string_buffer(_LONGEST_NAME)
    _font_name(font, ctypes.addressof(buffer), _LONGEST_NAME)
    name = buffer.value.decode("latin-1").rpartition("+")[2].lower()
    bold = any(part in name for part in _BOLD) or name.endswith((".b", "-b"))
    symbol = "symbol" if "symbol" in name and "segoe" not in name else ""
    return Style(bold, any(part in name for part in _ITALIC), "pi" if _PI.search(name) else symbol)
