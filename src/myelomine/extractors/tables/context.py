"""What reading a table needs beside the table, and the evidence that its cells give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import regex

from myelomine.document import Block, BlockKind, Cell, Run, Table
from myelomine.drafts import Evidence
from myelomine.extractors.arms import Register
from myelomine.extractors.reader import Reader
from myelomine.extractors.sentences import Sentence
from myelomine.extractors.tables.grid import Section, sections_of

if TYPE_CHECKING:
    from myelomine.extractors.tables.columns import Column
    from myelomine.extractors.tables.headings import Heading

#: What surrounds a table's cells is certain, unlike the group of a sentence.
CERTAIN = 0.95
LIKELY = 0.85

_WORDS = regex.compile(r"\p{L}{4,}")


@dataclass(frozen=True)
class TableContext:
    """A table with what turns its texts into mentions and the arms of its study.

    `known` keeps the headers and stubs that were matched, `headings` how they were read: each stands over many cells.
    `columns` keeps those of each section. `lettered` is what the tables of the study call its arms beside their
    letters: "arm b" is "MPT"; `given` are the regimens of the groups whose doses a table lists, by their labels as
    compared.
    """

    reader: Reader
    register: Register
    table: Table
    known: dict[str, Sentence] = field(default_factory=dict, repr=False, compare=False)
    headings: dict[str, Heading] = field(default_factory=dict, repr=False, compare=False)
    columns: dict[Section, tuple[Column, ...]] = field(default_factory=dict, repr=False, compare=False)
    lettered: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    given: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The parts of the table that have a header of their own."""
        return tuple(sections_of(self.table))

    def told(self, lettered: Mapping[str, str], given: Mapping[str, str]) -> TableContext:
        """The context with what all tables of the study say of its groups, on which its columns depend."""
        return replace(self, columns={}, lettered=lettered, given=given)

    @property
    def source(self) -> str:
        """The table as evidence names it: `table 2`."""
        return self.table.label.lower().replace("tables", "table").strip(" .:") or "table"

    @property
    def notes(self) -> str:
        """Caption and footnotes, which hold for every cell."""
        return " ".join((self.table.caption, *self.table.footnotes))

    def sentence(self, text: str, cell: Cell | None = None) -> Sentence:
        """A text of the table as a sentence with its names and numbers; with its cell, at the cell's place."""
        if cell is None and text in self.known:
            return self.known[text]
        page = self._page(cell)
        runs = (Run(0, len(text), page, cell.box if cell else None),)
        block = Block(self.table.id, page, BlockKind.OTHER, self.table.section, text, runs)
        sentence = self.reader.sentence(block, 0, text, "")
        if cell is None:
            self.known[text] = sentence
        return sentence

    def evidence(self, row: Sequence[Cell | None], cell: Cell, rule: str) -> Evidence:
        """The cell where its own words say what it is about, else its whole row."""
        quote = cell.text if _WORDS.search(cell.text) else row_text(row)
        return Evidence(self._page(cell), self.source, quote, rule, cell.box)

    def footnote(self, cell: Cell | None) -> str:
        """The footnote that a cell's mark stands for, without the mark."""
        marks = [m.text.strip() for m in cell.marks] if cell else []
        for note in self.table.footnotes:
            for mark in marks:
                hit = (
                    regex.match(rf"\s?{regex.escape(mark)}\s?(?P<note>\p{{L}}[^*†‡§‖¶]{{2,400}})", note)
                    if mark
                    else None
                )
                if hit:
                    return hit["note"].strip()
        return ""

    def _page(self, cell: Cell | None) -> int:
        if cell is not None and cell.page:
            return cell.page
        return self.table.pages[0] if self.table.pages else 1


def row_text(row: Sequence[Cell | None]) -> str:
    """The texts of a row, joined by " | "; a cell that spans columns stands once.

    >>> wide = Cell(0, 1, "41 (17.2)", column_span=2)
    >>> row_text([Cell(0, 0, "Age"), wide, wide, None])
    'Age | 41 (17.2)'
    """
    cells = [cell for i, cell in enumerate(row) if cell is not None and (i == 0 or cell is not row[i - 1])]
    return " | ".join(cell.text for cell in cells if cell.text.strip())
