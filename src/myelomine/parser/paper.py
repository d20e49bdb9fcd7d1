"""A paper's pages of ink to its blocks and tables: what no single page can decide is decided here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from myelomine.document import Block, BlockKind, Page, Section, Table
from myelomine.parser.columns import reading_order
from myelomine.parser.figures import find_figure_lines
from myelomine.parser.furniture import drop_furniture, without_dotted_rules
from myelomine.parser.ink import Ink, PageInk
from myelomine.parser.joining import Vocabulary, join_lines, line_text
from myelomine.parser.line_numbers import drop_line_numbers
from myelomine.parser.lines import Line, build_lines
from myelomine.parser.paragraphs import Passage, caption_label, join_passages, split_stack
from myelomine.parser.sections import label_sections
from myelomine.parser.table_regions import Region, find_regions
from myelomine.parser.tables import read_tables

_TURNED_TEXT = 60
_LARGE = 1.15
_MOST_AUTHORS = 150


@dataclass(frozen=True, slots=True)
class Paper:
    """What a paper's pages hold."""

    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One page cut up: its tables, the lines of its text, and what is to be said about it."""

    regions: tuple[Region, ...]
    stacks: tuple[list[Line], ...]
    notes: tuple[str, ...]


def read_paper(inks: Sequence[PageInk]) -> Paper:
    """The blocks and tables of a paper, its pages with their notes."""
    pages = [[build_lines(without_dotted_rules(ink)) for ink in page.inks] for page in inks]
    upright, dropped = drop_furniture(drop_line_numbers([lines[0] if lines else [] for lines in pages]))
    body_size = _body_size(upright)
    sheets = [
        _sheet(page, [upright[k], *pages[k][1:]], body_size, dropped[k]) for k, page in enumerate(inks) if page.inks
    ]
    vocabulary = Vocabulary(line for lines in upright for line in lines)
    tables = read_tables([r for s in sheets for r in s.regions], vocabulary)
    passages = join_passages(list(_passages(sheets, body_size)), body_size)
    blocks = label_sections(_blocks(passages, vocabulary, body_size))
    notes = dict(zip((p.number for p in inks if p.inks), (s.notes for s in sheets), strict=True))
    said = tuple(
        Page(p.number, round(p.width, 2), round(p.height, 2), p.rotation, (*p.notes, *notes.get(p.number, ())))
        for p in inks
    )
    doubts = tuple(f"{t.label}: {doubt}" for t in tables for doubt in t.doubts)
    return Paper(said, tuple(blocks), tuple(tables), (*_lost_tables(blocks, tables), *doubts))


def _lost_tables(blocks: Sequence[Block], tables: Sequence[Table]) -> tuple[str, ...]:
    """A note for each caption of a table under which no table was found."""
    found = {t.label.lower() for t in tables}
    labels = [caption_label(b.text) for b in blocks if b.kind is BlockKind.CAPTION]
    lost = [x for x in dict.fromkeys(labels) if x.lower().startswith("tab") and x.lower() not in found]
    return tuple(f"{label} has a caption but its cells were not found: they stand in the text" for label in lost)


def _sheet(page: PageInk, lines: Sequence[list[Line]], body_size: float, dropped: int) -> _Sheet:
    regions: list[Region] = []
    stacks: list[list[Line]] = []
    notes = [f"{dropped} lines of running heads, page numbers or stamps are left out"] if dropped else []
    for ink, ink_lines in zip(page.inks, lines, strict=True):
        found = find_regions(ink, ink_lines, body_size)
        used = {i for r in found for i in r.used}
        rest, drawn = _without_figures(ink, [x for x in ink_lines if id(x) not in used], found, body_size)
        regions.extend(found)
        if drawn:
            notes.append(f"{drawn} words inside figures are left out")
        if ink.turn == 0 or _words(rest) >= _TURNED_TEXT:
            stacks.extend(reading_order(rest, ink.rules))
        elif rest:
            notes.append(f"{_words(rest)} words turned by {ink.turn} degrees are left out")
    if not page.inks[0].words and page.pictures:
        notes.append("the page is a picture without text: its words are not read")
    return _Sheet(tuple(regions), tuple(stacks), tuple(notes))


def _words(lines: Sequence[Line]) -> int:
    return sum(len(x.words) for x in lines)


def _without_figures(
    ink: Ink, lines: list[Line], regions: Sequence[Region], body_size: float
) -> tuple[list[Line], int]:
    """The lines that are not part of a figure, and how many words are."""
    drawn = find_figure_lines(ink, lines, body_size, [r.area for r in regions])
    return [x for x in lines if id(x) not in drawn], _words([x for x in lines if id(x) in drawn])


def _body_size(pages: Sequence[Sequence[Line]]) -> float:
    """The type size of most of the text."""
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[round(line.size, 1)] += sum(len(w.text) for w in line.words)
    return max(sizes, key=lambda s: (sizes[s], s), default=10.0)


def _passages(sheets: Sequence[_Sheet], body_size: float) -> Iterator[Passage]:
    number = 0
    for sheet in sheets:
        for stack in sheet.stacks:
            number += 1
            yield from split_stack(stack, number, body_size)


def _blocks(passages: Sequence[Passage], vocabulary: Vocabulary, body_size: float) -> Iterator[Block]:
    title = _title_passage(passages, body_size)
    authors = _authors_passage(passages, title)
    for number, passage in enumerate(passages, 1):
        joined = join_lines(passage.lines, vocabulary)
        if not joined.text:
            continue
        kind = passage.kind
        if passage is title or passage is authors:
            kind = BlockKind.TITLE if passage is title else BlockKind.AUTHORS
        yield Block(f"b{number}", passage.page, kind, Section.BODY, joined.text, joined.runs, joined.marks)


def _title_passage(passages: Sequence[Passage], body_size: float) -> Passage | None:
    """The largest type of the first page, a text rather than a label."""
    large = [p for p in passages if p.page == passages[0].page and p.size > _LARGE * body_size and len(p.text) > 7]
    if not large:
        return None
    biggest = max(p.size for p in large)
    several = [p for p in large if len(p.text.split()) > 2 and p.size > 0.8 * biggest]
    return max(several or large, key=lambda p: (p.size, -p.lines[0].top))


def _authors_passage(passages: Sequence[Passage], title: Passage | None) -> Passage | None:
    """The names under a title: one of the next three passages, nearly all of it capitalised."""
    if title is None:
        return None
    at = next(k for k, p in enumerate(passages) if p is title)
    for passage in passages[at + 1 : at + 4]:
        text = " ".join(line_text(line)[0] for line in passage.lines)
        words = [w for w in text.split() if w[0].isalpha()]
        capitals = sum(
            w[0].isupper() or w in ("and", "van", "von", "de", "den", "der", "la", "et", "al.") for w in words
        )
        if 2 <= len(words) <= _MOST_AUTHORS and capitals > 0.72 * len(words) and _lists_names(text):
            return passage
    return None


def _lists_names(text: str) -> bool:
    return "," in text or " and " in text or text.endswith("al.") or any(c.isdigit() for c in text)
