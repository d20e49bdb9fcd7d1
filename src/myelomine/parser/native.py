"""Reads a page through pdfplumber itself: slower by far, for the pages whose letters PDFium cannot name."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

from myelomine.parser.glyphs import clean_text
from myelomine.parser.ink import Ink, PageInk, Word

# Below this share a few odd signs are lost; above it words are, and the page is read again.
WORST_SHARE = 0.08
_FEWEST_CHARS = 40
_UNDER = 0.24


def reads_badly(page: PageInk) -> bool:
    """The trigger of the fallback: too many of a page's characters have no Unicode value."""
    return page.chars >= _FEWEST_CHARS and page.unnamed > WORST_SHARE * page.chars


def read_natively(data: bytes, password: str | None, page: PageInk) -> PageInk:
    """The page as pdfplumber reads it, when that names more of its letters; else the page with a note."""
    words, unnamed = _native_words(data, password, page.number - 1)
    told = f"{page.unnamed} of {page.chars} characters have no Unicode value"
    if not words or unnamed * max(page.chars, 1) >= page.unnamed * sum(len(w.text) for w in words):
        return replace(page, notes=(*page.notes, f"{told}, and pdfplumber names no more: the text may be wrong"))
    first = page.inks[0] if page.inks else Ink(page.number, page.width, page.height, 0, ())
    inks = (replace(first, words=tuple(words)), *page.inks[1:])
    return replace(page, inks=inks, notes=(*page.notes, f"{told}: the page was read with pdfplumber instead"))


def _native_words(data: bytes, password: str | None, index: int) -> tuple[list[Word], int]:
    import pdfplumber

    with pdfplumber.open(BytesIO(data), password=password or "") as pdf:
        page = pdf.pages[index]
        found = page.extract_words(x_tolerance_ratio=0.15, extra_attrs=["size", "fontname"], use_text_flow=True)
        words = [_word(w) for w in found if w["upright"]]
        page.close()
    return [w for w in words if w.text], sum(w["text"].count("(cid:") + w["text"].count("\ufffd") for w in found)


def _word(word: dict[str, Any]) -> Word:
    size = float(word["size"])
    name = str(word["fontname"]).lower()
    base = float(word["bottom"]) - _UNDER * size
    place = (float(word["x0"]), float(word["top"]), float(word["x1"]), float(word["bottom"]))
    return Word(clean_text(word["text"]), *place, base, size, False, "bold" in name, "italic" in name)
