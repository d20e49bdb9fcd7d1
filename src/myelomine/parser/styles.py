"""How characters are set: their size on the page, bold, italic, or from a symbol font."""

from __future__ import annotations

import ctypes
import math
from array import array
from collections.abc import Sequence
from itertools import repeat
from typing import NamedTuple

import regex

from myelomine.parser.glyphs import PI_SIGNS
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
_NAMED_PI = regex.compile(r"mathematicalpi|mathpi")
# the meaningless names that a large typesetting system gives to all its fonts
_ADV = regex.compile(r"adv(?:p|ot|tt)[0-9a-f]{4,8}$")
_PI_CODES = regex.compile(f"[{''.join(PI_SIGNS)}]")
_OTHER_DIGITS = frozenset("0789")
_ITALIC = ("italic", "oblique", "-it", "cmti", "cmmi")


class Style(NamedTuple):
    """What the font and the text object say about a character.

    `symbol` fonts print signs under the codes of other characters; `pi` fonts may do, and `named_pi` fonts do.
    """

    bold: bool
    italic: bool
    symbol: bool
    pi: bool
    named_pi: bool
    size: float = 0.0


_PLAIN = Style(False, False, False, False, False)


class Styles:
    """The styles of a page's characters, one look-up for each text object and font."""

    def __init__(self, text_page: int) -> None:
        self._page = text_page
        self._objects: dict[int | None, Style] = {None: _PLAIN}
        self._fonts: dict[int | None, Style] = {}
        self._hidden: set[int | None] = set()

    def at(self, index: int) -> Style:
        """The style of one character."""
        return self._of(_text_object(self._page, index))

    def pi_signs(self, text: str, starts: Sequence[int]) -> list[int]:
        """The places of signs that a pi font prints under the codes of digits and letters.

        Such a font sets no word and no other digit: by that it is known where its name says nothing.
        """
        places = [m.start() for m in _PI_CODES.finditer(text)]
        fonts = self._fonts_at(places)
        suspects = {f for f in set(fonts) if f in self._fonts and self._fonts[f].pi}
        if not suspects:
            return []
        plain = [k for k, c in enumerate(text) if c in _OTHER_DIGITS] + [k for k in starts if text[k].isalpha()]
        suspects -= set(self._fonts_at(plain))
        # a sign stands alone, a number does not
        pairs = zip(places, places[1:], fonts, fonts[1:], strict=False)
        suspects -= {font for a, b, font, following in pairs if b == a + 1 and font == following}
        return [
            place
            for place, font in zip(places, fonts, strict=True)
            if font in suspects and (text[place] not in ",." or self._fonts[font].named_pi)
        ]

    def _fonts_at(self, places: Sequence[int]) -> list[int | None]:
        objects = list(map(_text_object, repeat(self._page, len(places)), places))
        fonts: dict[int | None, int | None] = {}
        for handle in set(objects):
            self._of(handle)
            fonts[handle] = _font_of(handle) if handle else None
        return [fonts[o] for o in objects]

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
        return _PLAIN
    buffer = ctypes.create_string_buffer(_LONGEST_NAME)
    _font_name(font, ctypes.addressof(buffer), _LONGEST_NAME)
    name = buffer.value.decode("latin-1").rpartition("+")[2].lower()
    bold = any(part in name for part in _BOLD) or name.endswith((".b", "-b"))
    symbol = "symbol" in name and "segoe" not in name
    named = bool(_NAMED_PI.search(name))
    return Style(bold, any(part in name for part in _ITALIC), symbol, named or bool(_ADV.match(name)), named)
