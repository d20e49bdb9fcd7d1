"""Tables in one line at the end of an abstract: "… are needed. Arm A (n = 9) Arm B (n = 8) ORR 55 61 CR 12 20"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import regex

from myelomine.document import Block, BlockKind, Cell, Table
from myelomine.parser.typed_tables import VALUE

_RUN = regex.compile(rf"(?<=\s)(?:{VALUE}(?:\s|$)){{2,14}}+")
_ONE = regex.compile(rf"(?P<value>{VALUE})(?:\s|$)")
_SENTENCE_END = regex.compile(
    r"(?<=\p{L}\p{L}|[)%\]]|\d\d)(?<!\b(?:vs|No|no|al|Fig|pts))[.?!]\s(?=[\p{Lu}≥<]|\d{1,2}[-\s]\p{L})"
)
_PROSE = regex.compile(r"\p{Ll}{2}\.\s\p{Lu}\p{Ll}")
#: A paragraph with a table has so many characters, and a table so many rows of one form.
_SHORTEST, _ENOUGH = 300, 3
#: Between two rows of a table stands no more than a stub.
_LONGEST_STUB = 90
_LONGEST_HEADER = 500
_LONGEST_CAPTION = 160


@dataclass(frozen=True, slots=True)
class _Row:
    """A run of values, where it starts and ends, and the text between it and the run before."""

    start: int
    end: int
    values: tuple[str, ...]


def with_one_line_tables(blocks: Sequence[Block], count: int) -> tuple[list[Block], list[Table]]:
    """The blocks without the tables at their ends, and these tables; `count` are known already."""
    out: list[Block] = []
    tables: list[Table] = []
    for block in blocks:
        long = block.kind is BlockKind.PARAGRAPH and len(block.text) >= _SHORTEST
        found = _table(block, count + len(tables) + 1) if long else None
        if found is None:
            out.append(block)
            continue
        kept, table = found
        tables.append(table)
        out.append(kept)
    return out, tables


def _table(block: Block, number: int) -> tuple[Block, Table] | None:
    """A block cut before the table that it ends with."""
    rows = _rows(block.text)
    if not rows:
        return None
    width = len(rows[0].values)
    ends = [hit.end() for hit in _SENTENCE_END.finditer(block.text, 0, rows[0].start)]
    start = ends[-1] if ends else 0
    header = block.text[start : rows[0].start].strip()
    if not start or not header or len(header) > _LONGEST_HEADER:
        return None
    caption, cut = "", start
    before = block.text[ends[-2] if len(ends) > 1 else 0 : start].strip()
    if len(before) < _LONGEST_CAPTION and not regex.search(
        r"\b(?:is|are|was|were|be|has|have|had|may|can|will)\b", before
    ):
        caption, cut = before.rstrip("."), start - len(before) - 1
    cells = [Cell(0, 0, header, page=block.page, line_starts=(0,))]
    for index, (row, stub) in enumerate(_stubbed(block.text, rows, width), start=1):
        texts = [stub, *row.values]
        cells += [Cell(index, c, t, page=block.page, line_starts=(0,) if t else ()) for c, t in enumerate(texts)]
    rest = block.text[rows[-1].end :].strip()
    table = Table(f"t{number}", (block.page,), "", caption or rest, tuple(cells), footnotes=(rest,) if rest else ())
    return replace(block, text=block.text[:cut].strip()), table


def _rows(text: str) -> list[_Row]:
    """The longest chain of runs of values with no more than a stub between them, most of them equally long."""
    runs = [_Row(h.start(), h.end(), tuple(x["value"] for x in _ONE.finditer(h.group()))) for h in _RUN.finditer(text)]
    chains: list[list[_Row]] = []
    for run in runs:
        gap = text[chains[-1][-1].end : run.start] if chains else ""
        if chains and len(gap) <= _LONGEST_STUB and not _SENTENCE_END.search(gap):
            chains[-1].append(run)
        else:
            chains.append([run])
    best = max(chains, key=len, default=[])
    if len(best) < _ENOUGH or len(_PROSE.findall(text, best[-1].end)) > 2:
        return []
    width, alike = Counter(len(row.values) for row in best).most_common(1)[0]
    first = next(i for i, row in enumerate(best) if len(row.values) == width)
    gaps = [text[a.end : b.start].strip() for a, b in pairwise(best)]
    named = sum(bool(regex.match(r"[^\p{Ll}]", gap)) for gap in gaps)
    enough = alike >= _ENOUGH and 2 * alike > len(best) and 2 * named > len(gaps)
    return best[first:] if enough else []


def _stubbed(text: str, rows: Sequence[_Row], width: int) -> Iterator[tuple[_Row, str]]:
    """The rows of the table's width with the stubs between them; that of the first one stands in the header."""
    for index, row in enumerate(rows):
        stub = text[rows[index - 1].end : row.start].strip() if index else ""
        if len(row.values) == width:
            yield row, stub
