"""Tables of dose levels: one level a row under columns of drugs.

A header and a cell are put in the order of a sentence ("Pomalidomide 4 mg days 1-21") and read as one, so that a table
and a text know the same forms.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from myelomine.document import Block, BlockKind, Cell, Run, Table
from myelomine.drafts import Draft, Evidence
from myelomine.extractors.arms import Register
from myelomine.extractors.doses import dose_drafts
from myelomine.extractors.linking.scene import scene_of
from myelomine.extractors.reader import Reader
from myelomine.extractors.sentences import Sentence

_LEVEL = regex.compile(r"(?i)\b(?:dose[- ]levels?|levels?|cohorts?)\b")
_ADJUSTED = regex.compile(r"(?i)\b(?:reduc\w+|modif\w+|adjust\w+|renal|creatinine|toxicit\w+ (?:management|guid\w+))\b")
_AMOUNT_ONLY = regex.compile(r"\d{1,4}(?:[.·]\d{1,2})?")
_UNIT = regex.compile(
    r"[\[(](?P<unit>(?:mg|g|[µμ]g)(?:/(?:m2|m²|kg|day|d))?)[\])]|,\s?(?P<unit>(?:mg|g|[µμ]g)(?:/(?:m2|m²|kg|day|d))?)\b"
)


@dataclass(frozen=True, slots=True)
class _Context:
    table: Table
    reader: Reader
    register: Register

    def sentence(self, text: str, cell: Cell | None = None) -> Sentence:
        """A text of the table as a sentence."""
        page = cell.page if cell and cell.page else (self.table.pages[0] if self.table.pages else 1)
        block = Block(
            self.table.id,
            page,
            BlockKind.OTHER,
            self.table.section,
            text,
            (Run(0, len(text), page, cell.box if cell else None),),
        )
        return self.reader.sentence(block, 0, text, "")


def level_table_drafts(table: Table, reader: Reader, register: Register) -> list[Draft]:
    """The doses of a table of dose levels; none where it is another kind of table, or one of dose reductions."""
    context = _Context(table, reader, register)
    headers = [" ".join(c.text for c in path) for path in table.header_paths()]
    if not headers or _ADJUSTED.search(f"{table.caption} {' '.join(headers)}") or not _LEVEL.search(headers[0]):
        return []
    return list(_level_rows(context, headers))


def _level_rows(context: _Context, headers: Sequence[str]) -> Iterator[Draft]:
    grid = context.table.grid[context.table.header_rows :]
    paths = context.table.header_paths()
    for column in range(1, len(headers)):
        header = _drug_header(context, paths[column])
        cells = [row[column] for row in grid]
        printed = {c.text.strip() for c in cells if c is not None}
        for row, cell in zip(grid, cells, strict=True):
            stub = row[0].text.strip() if row[0] else ""
            if not header or not stub or cell is None or not cell.text.strip() or cell is row[0]:
                continue
            level = stub if regex.search(r"\p{L}", stub) else f"dose level {stub}"
            yield from _level_drafts(
                context, cell, _under(header, cell.text.strip()), level if len(printed) > 1 else ""
            )
            if len(printed) == 1:  # a drug that every level receives alike
                break


def _drug_header(context: _Context, path: Sequence[Cell]) -> str:
    """The header of a column from the cell on that names a drug last; empty where none does."""
    texts = [c.text for c in path]
    named = [i for i, text in enumerate(texts) if context.sentence(text).drugs]
    return " ".join(texts[named[-1] :]) if named else ""


def _level_drafts(context: _Context, cell: Cell, text: str, level: str) -> Iterator[Draft]:
    arm = context.register.only()
    sentence = context.sentence(text, cell)
    source = context.table.label.lower().strip(" .") or "table"
    for draft in dose_drafts(scene_of(sentence, Register())):
        first = draft.evidence[0]
        evidence = Evidence(first.page, source, cell.text, f"table.level {first.rule}", first.box)
        yield replace(draft, group=level, regimen=arm.regimen if arm else "", evidence=(evidence,), confidence=0.95)


def _unit_of(header: str) -> str:
    hit = _UNIT.search(header)
    return hit["unit"] if hit else ""


def _under(header: str, text: str) -> str:
    """A cell with its header: "Pomalidomide, days 1-21" over "4 mg" is pomalidomide 4 mg days 1-21."""
    if _AMOUNT_ONLY.fullmatch(text):
        text = f"{text} {_unit_of(header)}"
    name, _, rest = _UNIT.sub("", header).partition(",")
    return f"{name.strip()} {text} {rest.strip()}".strip()
