"""The tables of a page, cut out: each with its caption, its lines, its rules and its notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import regex

from myelomine.parser.ink import Area, Ink
from myelomine.parser.lines import Line
from myelomine.parser.paragraphs import caption_label
from myelomine.parser.printed_rows import printed_rows
from myelomine.parser.table_frames import aligned_frame, ruled_frame, ruled_frame_above, shaded_frame
from myelomine.parser.table_page import PageView, RuleRow

_TABLE = regex.compile(r"(?:supplement(?:ary|al)\s)?(?:table|tab\.|exhibit)\b", regex.IGNORECASE)
_NOTE_START = regex.compile(
    r"(?:abbreviations?|notes?|footnotes?|source|data are|values are|percentages|\*|†|‡|§|¶|#|"
    r"[a-e]\s?[A-Z=]|\p{Lu}[\p{L}\d-]{1,8}\s?[,:=]\s?\p{L})",
    regex.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Region:
    """A table's place on one page and everything printed in it."""

    ink: Ink
    label: str
    caption: tuple[Line, ...]
    area: Area
    lines: tuple[Line, ...]
    rules: tuple[RuleRow, ...]
    bars: tuple[Area, ...] = ()
    fills: tuple[Area, ...] = ()
    notes: tuple[Line, ...] = ()
    doubts: tuple[str, ...] = field(default=())

    @property
    def used(self) -> set[int]:
        """The identities of the lines that belong to the table."""
        return {id(x) for x in (*self.caption, *self.lines, *self.notes)}


def find_regions(ink: Ink, lines: Sequence[Line], body_size: float) -> list[Region]:
    """The captioned tables of a page, in the order of their captions."""
    page = PageView(ink, lines, body_size)
    regions: list[Region] = []
    used: set[int] = set()
    for caption in page.captions:
        if not _TABLE.match(caption.text) or id(caption) in used:
            continue
        region = _region(page, caption)
        if region is not None:
            used |= region.used
            regions.append(region)
    return regions


def _region(page: PageView, caption: Line) -> Region | None:
    """The table of a caption: under it by its rules, its shades or its aligned rows, else ruled above it."""
    below = page.floor(caption)
    for frame in (ruled_frame, shaded_frame, aligned_frame):
        area = frame(page, caption, below)
        region = area and _cut(page, caption, area, below)
        if region:
            return region
    area = ruled_frame_above(page, caption)
    return _cut(page, caption, area, page.ink.height) if area else None


def _cut(page: PageView, caption: Line, area: Area, below: float) -> Region | None:
    """Everything that belongs to a table of which the frame is known."""
    caption_lines = _caption_lines(page, caption, area) if caption.base < area.bottom else _title_below(page, caption)
    inside = tuple(x for x in page.lines if _inside(area, x) and x not in caption_lines)
    if not inside or len(printed_rows(inside)) < 2:
        return None
    end = area.bottom if caption.base < area.bottom else max(x.bottom for x in caption_lines)
    return Region(
        page.ink,
        caption_label(caption.text),
        tuple(caption_lines),
        area,
        inside,
        tuple(page.rules_in(area)),
        tuple(b for b in page.ink.bars if area.meets(b) and b.height > 4),
        tuple(f for f in page.ink.fills if area.meets(f)),
        _notes(page, area, end, below, inside),
    )


def _caption_lines(page: PageView, caption: Line, area: Area) -> list[Line]:
    """The caption's lines down to the table's first rule."""
    found = [caption]
    for line in page.lines:
        if line.base <= caption.base - 1 or line is caption or line.base >= area.top + 1:
            continue
        if line.x0 >= area.x0 - 4 and line.x1 <= area.x1 + 4 and line.top - found[-1].bottom < 1.2 * line.size:
            found.append(line)
    return found


def _title_below(page: PageView, caption: Line) -> list[Line]:
    """The lines of a caption that stands under its table."""
    found = [caption]
    for line in page.lines:
        near = line.base > caption.base + 1 and line.top - found[-1].bottom < 0.4 * line.size
        if near and abs(line.size - caption.size) < 0.06 * line.size and line.x0 >= caption.x0 - 4:
            found.append(line)
    return found


def _notes(page: PageView, area: Area, end: float, below: float, inside: Sequence[Line]) -> tuple[Line, ...]:
    """The lines under a table that explain it."""
    size = sorted(x.size for x in inside)[len(inside) // 2]
    notes: list[Line] = []
    bottom = end
    for line in page.lines:
        if line.base <= end + 1 or line.base >= below or line.x0 < area.x0 - 4 or line.x1 > area.x1 + 4:
            continue
        room = 1.0 * line.size if notes else 1.6 * line.size
        small = line.size < 0.96 * page.body_size
        plausible = small or (not notes and bool(_NOTE_START.match(line.text)) and line.size <= 1.05 * size)
        if line.top - bottom > room or not (plausible or (notes and not small and line.size <= notes[0].size * 1.03)):
            break
        notes.append(line)
        bottom = max(bottom, line.bottom)
    return tuple(notes)


def _inside(area: Area, line: Line) -> bool:
    middle = (line.top + line.bottom) / 2
    return area.top <= middle <= area.bottom and line.x0 >= area.x0 - 2 and line.x1 <= area.x1 + 6
