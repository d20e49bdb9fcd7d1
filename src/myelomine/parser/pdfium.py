"""Reads the ink of a page through PDFium: its words, its drawn lines, and how much of it has no name."""

from __future__ import annotations

from array import array

import regex

from myelomine.parser.drawing import read_drawing
from myelomine.parser.ink import Area, Ink, PageInk, Word, turned
from myelomine.parser.pdfium_calls import INT, POINTER, thin
from myelomine.parser.words import OVER, UNDER, Geometry, Placed, page_text, read_words

_load_page = thin("FPDF_LoadPage", POINTER, POINTER, INT)
_close_page = thin("FPDF_ClosePage", None, POINTER)
_load_text = thin("FPDFText_LoadPage", POINTER, POINTER)
_close_text = thin("FPDFText_ClosePage", None, POINTER)
_page_box = thin("FPDF_GetPageBoundingBox", INT, POINTER, POINTER)
_page_rotation = thin("FPDFPage_GetRotation", INT, POINTER)

# no Unicode value, or one that only this file knows
_UNNAMED = regex.compile(r"[\x00-\x01\x03-\x08\x0e-\x1f\ufffd\ue000-\uefff\uf100-\uf8ff]")


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
        text = page_text(text_page)
        placed, hidden = read_words(text_page, text, geometry)
    finally:
        _close_text(text_page)
    drawing = read_drawing(page, geometry.area)
    inks = []
    for turn in sorted({0, *(turn for turn, _ in placed)}):
        wide, high = (height, width) if turn in (90, 270) else (width, height)
        areas = drawing.moved(turned(turn, width, height), turn in (90, 270))
        inks.append(Ink(number, wide, high, turn, _frame_words(placed, turn, width, height), *areas))
    notes = (f"{hidden} of {len(placed)} words are invisible (text behind a scanned picture)",) if hidden else ()
    chars = len("".join(text.split()))
    unnamed = len(_UNNAMED.findall(text))
    return PageInk(number, width, height, geometry.rotation * 90, tuple(inks), notes, drawing.pictures, chars, unnamed)


def _geometry(page: int) -> Geometry:
    corners = array("f", bytes(16))
    _page_box(page, corners.buffer_info()[0])
    left, top, right, bottom = corners
    return Geometry(left, min(top, bottom), right, max(top, bottom), _page_rotation(page))


def _frame_words(placed: list[Placed], turn: int, width: float, height: float) -> tuple[Word, ...]:
    """The words that run one way, in coordinates in which they run from left to right."""
    if turn == 0:
        # a plain word stands on its base already
        return tuple([w if w.bottom == w.base + UNDER * w.size else _on_base(w, w.base) for t, w in placed if t == 0])
    move = turned(turn, width, height)
    out = []
    for _, word in (p for p in placed if p[0] == turn):
        x0, _, x1, _ = move(Area(*word[1:5]))
        base = {90: word.base, 180: height - word.base, 270: width - word.base}[turn]
        out.append(_on_base(word._replace(x0=x0, x1=x1), base))
    return tuple(out)


def _on_base(word: Word, base: float) -> Word:
    return word._replace(top=base - OVER * word.size, bottom=base + UNDER * word.size, base=base)
