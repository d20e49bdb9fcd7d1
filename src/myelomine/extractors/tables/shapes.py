"""The shape of a table's grid: how deep its header is, which spans an export lost, how many columns hold stubs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import regex

from myelomine.document import Cell, Table

Cells = Sequence[Cell | None]

_TEST_OR_RATIO = regex.compile(r"(?i)p|p[- ]?values?|(?:HR|hazard ratio).{0,20}")
_FIGURE = regex.compile(
    r"(?!9\d ?% ?(?:CI|conf|C\.I))[<>≤≥~]?\s?[\d.·,]{1,9}(?:\s?[%(\[/±–-].{0,40})?|[-–—]|\.{2,3}|NR|NE|NA|NS"
)
# what stands over a column beside the groups: no part of the label to its left
_BESIDE_GROUPS = regex.compile(
    r"(?i)(?:p|p[- ]?values?|log[- ]?rank.{0,12}"
    r"|(?:hr|hazard ratio|odds ratio|or|rr|relative risk|risk difference|difference)\b.{0,60})"
)
# what a header row prints in place of words: grades or times
_SCALE = regex.compile(
    r"(?i)(?:[≥>]\s?)?(?:[1-5]|I{1,3}|IV|V)\+?(?:\s?[-–—/+]\s?(?:[1-5]|I{1,3}|IV|V))?|all|any"
    r"|(?:at )?\d{1,3}(?:\.\d)?[\s-]?(?:y|yrs?|years?|mos?|months?|weeks?)\.?(?:,? ?\(?%\)?)?"
)
_LONGEST_LABEL = 60
_GROUPS = regex.compile(
    r"(?i)(?:treatment |study )?(?:arms?|groups?|regimens?|cohorts?|treatments?|therapy|schedule)"
    r"|(?:preferred )?terms?|(?:adverse )?events?|toxicit(?:y|ies)|adverse reactions?"
)
_STUB = regex.compile(r"\p{L}[^\d]{0,3}\p{L}|[≥≤<>]\s?\p{Lu}|\p{L}{2}")


def text_of(cell: Cell | None) -> str:
    """A cell's text without blanks around it; empty where there is no cell."""
    return cell.text.strip() if cell else ""


def header_depth(table: Table) -> int:
    """How many rows the header has: rows of words without a stub right below it belong to it."""
    grid = table.grid
    depth = min(table.header_rows, table.n_rows)
    while depth < table.n_rows and _is_subheader(grid[depth], grid[depth - 1] if depth else ()):
        depth += 1
    return depth


def _is_subheader(row: Cells, above: Cells) -> bool:
    """Whether a row below the header belongs to it: words without a stub, or under a header that lacks one.

    A single cell of words without a stub says what all cells hold: "number of patients (percent)".
    """
    texts = [text_of(c) for c in row[1:] if text_of(c)]
    worded = bool(texts) and not any(_FIGURE.fullmatch(t) or len(t) > _LONGEST_LABEL for t in texts)
    scaled = len(set(texts)) > 1 and all(_SCALE.fullmatch(t) for t in texts)
    if not text_of(row[0]) and scaled:
        return bool(above)
    if not text_of(row[0]):
        return worded and (len(texts) > 1 or bool(above and text_of(row[1])))
    gaps = sum(text_of(c) != "" and text_of(a) == "" for a, c in zip(above[1:], row[1:], strict=False))
    return worded and gaps > 0 and not text_of(above[0]) and gaps < len(texts)


def is_headless(table: Table) -> bool:
    """Whether the only header row is a row of results: "Nausea | 5% | 10%"."""
    grid = table.grid
    texts = [text_of(c) for c in grid[0][1:] if text_of(c)] if grid else []
    figures = [t for t in texts if _FIGURE.fullmatch(t)]
    plain = len(figures) == len(texts) and not any(regex.search(r"[%(]", t) for t in figures)  # dose levels, grades
    return header_depth(table) == 1 and len(texts) > 1 and 2 * len(figures) >= len(texts) and not plain


def is_shifted(table: Table) -> bool:
    """Whether a header's upper cells stand too far left: exported without their spans, they name the wrong columns.

    "Arm A | Arm B | –" above "Any grade | Grade 3 | Any grade" does not say what the second column is.
    """
    header = table.grid[: header_depth(table)]
    return any(_is_left_of(upper, lower) for upper, lower in pairwise(header))


def _is_left_of(upper: Cells, lower: Cells) -> bool:
    """Whether a header row ends before the one below it, by more than a column of tests."""
    filled = [i for i, cell in enumerate(upper) if i and text_of(cell)]
    bare = [
        text_of(cell)
        for i, cell in enumerate(lower)
        if filled and i > filled[-1] and text_of(cell) and not text_of(upper[i])
    ]
    return len(bare) > 1 or (len(bare) == 1 and len(filled) > 1 and not _TEST_OR_RATIO.fullmatch(bare[0]))


def respanned(table: Table) -> Table:
    """The table with the spans that an export lost, where the rest of the grid shows them."""
    return _with_wide_stubs(_with_wide_headers(_over_gaps(table)))


def _over_gaps(table: Table) -> Table:
    """The table with its upper headers over the empty cells to their right: "A | – | B | –" above "n | % | n | %"."""
    depth = header_depth(table)
    grid = table.grid
    moved: dict[tuple[int, int], int] = {}
    for index in range(depth):
        below = [[text_of(grid[r][c]) for r in range(index + 1, depth)] for c in range(table.n_columns)]
        spans = _spans(grid[index], below) if index + 1 < depth else _over_all(grid[:depth])
        moved.update({(index, column): width for column, width in spans.items()})
    covered = {(r, c + k) for (r, c), width in moved.items() for k in range(1, width)}
    if not covered:
        return replace(table, header_rows=max(depth, table.header_rows))
    cells = (replace(c, column_span=moved.get((c.row, c.column), c.column_span)) for c in table.cells)
    kept = tuple(c for c in cells if (c.row, c.column) not in covered)
    return replace(table, cells=kept, header_rows=depth)


def _spans(row: Cells, below: Sequence[Sequence[str]]) -> dict[int, int]:
    """How wide the labels of a header row are, by their columns; none where the gaps do not tell.

    Either each label with a header below it has a gap, or there is but one; a test beside the groups ends a label.
    """
    if any(c is not None and (c.column_span > 1 or c.row_span > 1) for c in row[1:]):
        return {}
    heads = [i for i, c in enumerate(row) if i and text_of(c)]
    widths: dict[int, int] = {}
    for head, end in zip(heads, [*heads[1:], len(row)][: len(heads)], strict=True):
        width = 1
        while head + width < end and any(below[head + width]) and not _is_beside(below[head + width]):
            width += 1
        widths[head] = width
    parted = [i for i in heads if any(below[i]) and not _BESIDE_GROUPS.fullmatch(text_of(row[i]))]
    lists = {tuple(tuple(below[i + k]) for k in range(widths[i])) for i in parted}
    labels = [texts for found in lists for texts in found]
    alike = len(parted) < 2 or len(lists) == 1 or all(widths[i] > 1 for i in parted) or len(set(labels)) == len(labels)
    wide = {i: width for i, width in widths.items() if width > 1}
    return wide if alike and all(i in parted for i in wide) else {}


def _over_all(header: Sequence[Cells]) -> dict[int, int]:
    """A last header row with one cell says what all columns to its right hold, up to one beside the groups."""
    row = header[-1]
    heads = [i for i, c in enumerate(row) if i and text_of(c)]
    if len(header) < 2 or len(heads) != 1 or any(c is not None and c.column_span > 1 for c in row[1:]):
        return {}
    above = [[text_of(r[c]) for r in header[:-1]] for c in range(len(row))]
    end = next((i for i in range(heads[0] + 1, len(row)) if not any(above[i]) or _is_beside(above[i])), len(row))
    return {heads[0]: end - heads[0]} if end - heads[0] > 1 else {}


def _is_beside(texts: Sequence[str]) -> bool:
    return any(_BESIDE_GROUPS.fullmatch(text) for text in texts)


def _with_wide_headers(table: Table) -> Table:
    """The table with the spans that its header lost, where the lower of two header rows repeats itself.

    "A | B | P" above "n | % | n | %" can only mean that A stands over two columns, B over two, and P behind them.
    """
    header = table.grid[: header_depth(table)]
    for index, (upper, lower) in enumerate(pairwise(header)):
        moved = list(_over_periods(upper, lower)) if _is_left_of(upper, lower) else []
        if moved:
            kept = [c for c in table.cells if c.row != index or c.column == 0]
            table = replace(table, cells=tuple(sorted([*kept, *moved], key=lambda c: (c.row, c.column))))
    return table


def _over_periods(upper: Cells, lower: Cells) -> Iterator[Cell]:
    """The labels of the upper row, each over one period of the lower; none where periods and labels differ in number.

    A label of a test stands behind the periods.
    """
    cells = [c for c in upper[1:] if c and text_of(c)]
    tests = [c for c in cells if _TEST_OR_RATIO.fullmatch(text_of(c))]
    labels = [c for c in cells if c not in tests]
    columns = [i for i, c in enumerate(lower) if i and text_of(c) and not _TEST_OR_RATIO.fullmatch(text_of(c))]
    period = _period([text_of(lower[i]) for i in columns], len(labels))
    plain = cells[len(labels) :] == tests and all(c.column_span == c.row_span == 1 for c in cells)
    if not period or not plain or columns[-1] - columns[0] >= len(columns) or columns[-1] + len(tests) >= len(upper):
        return
    for position, label in enumerate(labels):
        yield replace(label, column=columns[0] + position * period, column_span=period)
    for position, test in enumerate(tests, start=1):
        yield replace(test, column=columns[-1] + position)


def _period(texts: Sequence[str], count: int) -> int:
    """How many texts repeat, if these are the same ones `count` times; else 0.

    >>> _period(["VMP", "MPT", "VMP", "MPT"], 2), _period(["VMP", "MPT", "VMP"], 2)
    (2, 0)
    """
    length = len(texts) // count if count > 1 else 0
    first = list(texts[:length])
    return length if length > 1 and first * count == list(texts) and len(set(first)) == length else 0


def _with_wide_stubs(table: Table) -> Table:
    """The table with the values of some rows one column further right: their stub spans the two columns of stubs.

    "Infections | 9 (4%) | 7 (3%)" above " | Pneumonia | 5 (2%) | 4 (2%)" ends a column too early.
    """
    grid, last = table.grid, table.n_columns - 1
    rows = frozenset(i for i in range(header_depth(table), table.n_rows) if _ends_early(grid[i]))
    if not rows:
        return table
    kept = (c for c in table.cells if c.row not in rows or c.column < last)
    moved = replace(table, cells=tuple(replace(c, column=c.column + (c.row in rows and c.column > 0)) for c in kept))
    return moved if stub_column(moved) else table


def _ends_early(row: Cells) -> bool:
    """Whether a row has its stub, then nothing but figures, and no cell in the last column."""
    figures = [text_of(c) for c in row[1:-1]]
    single = all(c.row_span == c.column_span == 1 for c in row if c)
    return bool(text_of(row[0]) and figures and not text_of(row[-1]) and single) and all(
        _FIGURE.fullmatch(text) for text in figures
    )


def stub_column(table: Table) -> int:
    """The column of the stubs: the second where the first holds labels for several rows of words beside it.

    It has no header of its own, or one that says that it names groups or events: "Endpoint | Arm | Median".
    """
    depth, grid = header_depth(table), table.grid
    if table.n_columns < 3:
        return 0
    heads = [text_of(row[1]) for row in grid[:depth] if text_of(row[1]) and row[1] is not row[0]]
    if not all(_GROUPS.fullmatch(head) for head in heads):
        return 0
    inner = [row for row in grid[depth:] if text_of(row[1]) and row[1] is not row[0]]
    named = all(_STUB.match(text_of(row[1])) and not _FIGURE.fullmatch(text_of(row[1])) for row in inner)
    below = any(_continues(row) for row in inner)
    return 1 if named and below else 0


def _continues(row: Cells) -> bool:
    """Whether a row stands under a label of the first column that is not its own."""
    return not text_of(row[0]) or (row[0] is not None and row[0].row_span > 1)
