"""Gives the tables of a text file the captions that stand beside them and the notes below them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from myelomine.document import Block, BlockKind, Table
from myelomine.parser.paragraphs import caption_label
from myelomine.parser.table_notes import read_abbreviations

_CONTINUED = regex.compile(r"(?i)[\[(]?cont(?:inued|['’]?d|\.)?[\])]?\.?")
_AFTER_LABEL = " .:|—–-"
_MARKED = regex.compile(r"[*∗†‡§¶#‖]{1,3}\s?\p{L}|[a-h1-9][).]?\s?\p{Lu}\p{Ll}")
_NOTED = regex.compile(
    r"(?i)(?:abbreviations?|notes?|footnotes?|legend|key)\b\s?[:.]|(?:data|values|numbers|percentages) (?:are|in|may)\b"
)
#: A line longer than this below a table is running text.
_LONGEST_NOTE = 1500


@dataclass(frozen=True, slots=True)
class Placed:
    """A table with the number of blocks before it, and of those that follow it without an empty line between."""

    table: Table
    at: int
    below: int = 0


def captioned(blocks: Sequence[Block], placed: Sequence[Placed]) -> tuple[list[Block], list[Table]]:
    """The blocks, those that are notes named so, and the tables with captions and notes, continued ones joined."""
    found: dict[int, tuple[int, ...]] = {}
    for i in range(len(placed)):
        found[i] = _beside(blocks, placed, i, {k for kept in found.values() for k in kept})
    claimed = {k for kept in found.values() for k in kept}
    free = [i for i, b in enumerate(blocks) if i not in claimed and b.text.startswith(("Tab", "TAB")) and _labels(b)]
    noted = {i: _notes_below(blocks, p, claimed) for i, p in enumerate(placed)}
    tables: list[Table] = []
    for i, place in enumerate(placed):
        texts = [blocks[k].text for k in found[i] or free[:1]]
        free = free if found[i] or not texts else free[1:]
        _take(tables, _named(place.table, texts, [blocks[k].text for k in noted[i]]))
    notes = {k for kept in noted.values() for k in kept}
    kinds = [replace(b, kind=BlockKind.FOOTNOTE) if i in notes else b for i, b in enumerate(blocks)]
    return kinds, _with_abbreviations(tables, kinds)


def _beside(blocks: Sequence[Block], placed: Sequence[Placed], index: int, claimed: set[int]) -> tuple[int, ...]:
    """The blocks of a table's caption: the one above it, two where the label has its own line, else the one below."""
    at = placed[index].at
    start = max(placed[index - 1].at if index else 0, max(claimed, default=-1) + 1)
    if at - 1 >= start and _labels(blocks[at - 1]):
        return (at - 1,)
    if at - 2 >= start and _labels(blocks[at - 2]) and len(blocks[at - 1].text) < 400:
        bare = blocks[at - 2].text.strip(_AFTER_LABEL) == caption_label(blocks[at - 2].text).strip(_AFTER_LABEL)
        return (at - 2, at - 1) if bare else (at - 2,)
    end = placed[index + 1].at - 1 if index + 1 < len(placed) else len(blocks)
    return (at,) if at < end and _labels(blocks[at]) else ()


def _labels(block: Block) -> bool:
    return block.kind is BlockKind.CAPTION and caption_label(block.text) != ""


def _named(table: Table, caption: Sequence[str], notes: Sequence[str]) -> Table:
    text = " ".join(caption)
    label = caption_label(text)
    rest = text[len(label) :].strip(_AFTER_LABEL)
    return replace(table, label=label.strip(_AFTER_LABEL), caption=rest, footnotes=tuple(notes))


def _take(tables: list[Table], table: Table) -> None:
    """Adds a table, or joins it to the one before that it continues."""
    if tables and table.label and tables[-1].label == table.label and _CONTINUED.fullmatch(table.caption):
        tables[-1] = _continue(tables[-1], table)
    else:
        tables.append(table)


def _continue(first: Table, more: Table) -> Table:
    shift = first.n_rows - more.header_rows
    moved = (replace(c, row=c.row + shift) for c in more.cells if c.row >= more.header_rows)
    return replace(
        first,
        cells=(*first.cells, *moved),
        indents=(*first.indents, *more.indents[more.header_rows :]),
        footnotes=tuple(dict.fromkeys((*first.footnotes, *more.footnotes))),
    )


def _notes_below(blocks: Sequence[Block], place: Placed, claimed: set[int]) -> list[int]:
    """The blocks below a table that are its notes: those without an empty line between, then those that look so."""
    out: list[int] = []
    for index in range(place.at, min(place.at + 6, len(blocks))):
        block = blocks[index]
        if index in claimed or len(block.text) > _LONGEST_NOTE or block.kind is BlockKind.CAPTION:
            if index in claimed and not out:
                continue
            break
        if index >= place.at + place.below and not _is_note(block):
            break
        out.append(index)
    return out


def _is_note(block: Block) -> bool:
    """Whether a block says that it is a note, or opens with the first of several short forms that it explains."""
    text = block.text
    if _MARKED.match(text) or _NOTED.match(text):
        return True
    pairs = read_abbreviations([text])
    return len(pairs) > 1 and text.startswith(pairs[0][0])


def _with_abbreviations(tables: Sequence[Table], blocks: Sequence[Block]) -> list[Table]:
    """Every table with all abbreviations that notes explain: a paper uses them in one sense."""
    texts = [b.text for b in blocks if b.kind is BlockKind.FOOTNOTE]
    pairs = dict(read_abbreviations(reversed([*texts, *(n for t in tables for n in t.footnotes)])))
    return [replace(t, abbreviations=tuple(pairs.items())) for t in tables]
