"""Mends words of old files that print ligatures under the codes of capitals: "diVerent", "signiWcant"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from myelomine.parser.ink import Ink, PageInk, Word

_LETTERS = {"V": "ff", "W": "fi", "X": "fl", "Y": "ffi", "Z": "ffl"}
_SUSPECT = regex.compile(r"\p{P}*+\p{L}\p{Ll}{0,20}?[V-Z]\p{Ll}{2,20}\p{P}*+")
_INSIDE = regex.compile(r"(?<=\p{L})[V-Z](?=\p{Ll}{2})")
# one odd name proves nothing, a handful of different words does
_FEWEST = 4


def mend_ligatures(pages: Sequence[PageInk]) -> list[PageInk]:
    """The pages with such words mended, when a file has enough of them to show that it is made so."""
    suspects = {w.text for page in pages for ink in page.inks for w in ink.words if _is_suspect(w.text)}
    if len(suspects) < _FEWEST:
        return list(pages)
    return [replace(page, inks=tuple(_mended(ink, suspects) for ink in page.inks)) for page in pages]


def _is_suspect(text: str) -> bool:
    return len(text) > 4 and not text.islower() and bool(_SUSPECT.fullmatch(text))


def _mended(ink: Ink, suspects: set[str]) -> Ink:
    return replace(ink, words=tuple(_mend(w) if w.text in suspects else w for w in ink.words))


def _mend(word: Word) -> Word:
    return word._replace(text=_INSIDE.sub(lambda m: _LETTERS[m.group()], word.text))
