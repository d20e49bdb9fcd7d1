"""Finds what a page repeats for its own sake: running heads, page numbers, stamps."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

import regex

from myelomine.parser.ink import Ink
from myelomine.parser.lines import Line
from myelomine.parser.paragraphs import caption_label

_MARGIN = 0.12
_FEWEST_DOTS = 12
_DIGITS = regex.compile(r"\d+|\b[ivxlc]{1,6}\b")
_PAGE_NUMBER = regex.compile(r"(?:page\s{0,2})?[a-z]?\d{1,5}(?:\s{0,2}(?:/|of)\s{0,2}\d{1,4})?", regex.IGNORECASE)
_CONTINUED = regex.compile(
    r"\(?\s{0,2}(?:continued|cont['’.]?d?\.?)(?:\s(?:on|from|overleaf)[\w\s]{0,20})?\s{0,2}[).…]{0,3}", regex.IGNORECASE
)
_LEADERS = regex.compile(r"[.·•_\s–—-]{12,}+")
_STAMP = regex.compile(
    r"downloaded from|for personal use only|see front matter|this article is protected by copyright|"
    r"author manuscript; available|accepted article|all rights reserved\. no reuse|https?://creativecommons",
    regex.IGNORECASE,
)


def drop_furniture(pages: Sequence[list[Line]]) -> tuple[list[list[Line]], list[int]]:
    """The pages' lines without their furniture, and how many lines were taken from each page."""
    repeated = _repeated(pages)
    kept_pages, taken = [], []
    for lines in pages:
        heads = _edge_furniture(lines, repeated)
        kept = [x for x in lines if id(x) not in heads and not _is_note_of_page(x)]
        kept_pages.append(kept)
        taken.append(len(lines) - len(kept))
    return kept_pages, taken


def without_dotted_rules(ink: Ink) -> Ink:
    """The ink without the full stops that draw a vertical line between columns."""
    dots = Counter(round(w.x0) for w in ink.words if w.text == ".")
    columns = {x for x, n in dots.items() if n >= _FEWEST_DOTS}
    if not columns:
        return ink
    return replace(ink, words=tuple(w for w in ink.words if w.text != "." or round(w.x0) not in columns))


def _key(line: Line) -> str:
    return _DIGITS.sub("#", line.text.lower())


def _at_edge(line: Line) -> bool:
    height = line.ink.height
    return line.bottom < _MARGIN * height or line.top > (1 - _MARGIN) * height


def _repeated(pages: Sequence[list[Line]]) -> frozenset[tuple[str, int]]:
    """Texts that stand at the same height at the edge of several pages."""
    seen: dict[tuple[str, int], set[int]] = defaultdict(set)
    for number, lines in enumerate(pages):
        for line in filter(_at_edge, lines):
            for height in (int(line.base // 6), int(line.base // 6) + 1):
                seen[(_key(line), height)].add(number)
    least = 2
    return frozenset(key for key, numbers in seen.items() if len(numbers) >= least)


def _edge_furniture(lines: Sequence[Line], repeated: frozenset[tuple[str, int]]) -> set[int]:
    """Repeated lines and page numbers, and whatever stands outside of them or on their line."""
    found = [x for x in lines if _at_edge(x) and _is_running(x, repeated)]
    if not found:
        return set()
    running = {id(x) for x in found}
    height = found[0].ink.height
    top = [x for x in lines if _at_edge(x) and x.base < height / 2]
    bottom = [x for x in lines if _at_edge(x) and x.base >= height / 2]
    return _outermost(top, running, 1) | _outermost(bottom, running, -1)


def _outermost(lines: Sequence[Line], running: set[int], way: int) -> set[int]:
    """From the edge inwards: the rows of running lines, with one other row outside them at most."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda x: way * x.base):
        if rows and abs(line.base - rows[-1][0].base) <= 0.3 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    hits = [any(id(x) in running for x in row) for row in rows]
    first = next((k for k, hit in enumerate(hits[:2]) if hit), None)
    if first is None:
        return set()
    end = first + 1
    while end < len(rows) and hits[end] and all(id(x) in running for x in rows[end]):
        end += 1
    return {id(x) for row in rows[:end] for x in row}


def _is_running(line: Line, repeated: frozenset[tuple[str, int]]) -> bool:
    if caption_label(line.text):
        return False
    if (_key(line), int(line.base // 6)) in repeated or (_key(line), int(line.base // 6) + 1) in repeated:
        return True
    edge = 0.08 * line.ink.height
    return bool(_PAGE_NUMBER.fullmatch(line.text)) and (line.bottom < edge or line.top > line.ink.height - edge)


def _is_note_of_page(line: Line) -> bool:
    text = line.text
    if _LEADERS.fullmatch(text):
        return True
    return bool(_CONTINUED.fullmatch(text)) or (len(text) < 200 and bool(_STAMP.search(text)) and _at_edge(line))
