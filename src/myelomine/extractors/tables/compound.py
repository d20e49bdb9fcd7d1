"""Rows whose stub names two things at once, cut into one row for each: "Median PFS, months; 12-month rate, %"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import regex

from myelomine.document import Cell
from myelomine.extractors.tables.context import TableContext
from myelomine.extractors.tables.grid import Row
from myelomine.extractors.tables.headings import heading_of
from myelomine.extractors.tables.numbers import NOT_STATED, parse_p_cell

# a semicolon outside of brackets
_SEMICOLON = regex.compile(r";\s?(?![^()\[\]]*[)\]])")
_GRADE = r"(?:[1-5]|I{1,3}|IV|V)"
_BAND = rf"(?:[≥>]\s?{_GRADE}|{_GRADE}(?:\s?[-–—−]\s?{_GRADE})?|(?:any|all)(?: grades?)?)"
_TWO_GRADES = regex.compile(
    rf"(?P<event>\p{{L}}.*?),?\s?(?P<open>[\[(])?(?:(?:WHO|NCI|CTC|CTCAE|NCI-CTC)\s)?(?:(?i:grades?)\s)?"
    rf"(?<![\p{{L}}\d])(?P<first>{_BAND})\s?/\s?(?:(?i:grades?)\s)?(?P<second>{_BAND})(?![\p{{L}}\d])(?P<rest>.*)",
    regex.I,
)
# "3/4" is one grade, not two
_ONE_GRADE = regex.compile(rf"(?i){_GRADE}")
_OF_EACH = regex.compile(r"(?:\d{1,3}(?:\.\d)?\s?%?|[-–—])\s?/\s?(?:\d{1,3}(?:\.\d)?\s?%?|[-–—])")


def parted(context: TableContext, rows: Iterable[Row]) -> Iterator[Row]:
    """The rows, each of those that state two things as two rows."""
    for row in rows:
        yield from _by_grade(row) or _by_semicolon(context, row) or (row,)


def _by_semicolon(context: TableContext, row: Row) -> list[Row]:
    """A row for each part of the stub, where the cells have as many; a part without an end point has the first's."""
    stubs = [s.strip() for s in _SEMICOLON.split(row.stub)]
    if len(stubs) < 2 or not _has_parts(row, len(stubs)):
        return []
    first = heading_of(context, stubs[0]).measure
    if first is None:
        return []
    out = []
    for at, stub in enumerate(stubs):
        named = at == 0 or heading_of(context, stub).measure is not None
        path = row.path if named else (*row.path, stubs[0])
        out.append(_part(replace(row, path=path), stub, [_cell_part(c, _SEMICOLON, at) for c in row.cells]))
    return out


def _has_parts(row: Row, count: int) -> bool:
    """Whether each cell has so many parts, but for those that state nothing or a p-value."""
    texts = [c.text for c in row.cells[1:] if c is not None and c.text.strip()]
    split = [t for t in texts if not NOT_STATED.fullmatch(t.strip()) and not parse_p_cell(t)]
    return bool(split) and all(len(_SEMICOLON.split(t)) == count for t in split)


def _by_grade(row: Row) -> list[Row]:
    """A row for each of the two grades of a stub: "Fatigue, grade 1-2 / 3-4 (%)" over "48/6"."""
    hit = _TWO_GRADES.fullmatch(row.stub)
    if hit is None or all(_ONE_GRADE.fullmatch(hit[name]) for name in ("first", "second")):
        return []
    texts = [c.text.strip() for c in row.cells[1:] if c is not None and c.text.strip()]
    told = [t for t in texts if not NOT_STATED.fullmatch(t)]
    if not told or not all(map(_OF_EACH.fullmatch, told)):
        return []
    rest = hit["rest"].removeprefix(")").removeprefix("]") if hit["open"] else hit["rest"]
    stubs = [f"{hit['event']}, {_written(hit[name])}{rest}" for name in ("first", "second")]
    return [_part(row, stub, [_cell_part(c, _SLASH, at) for c in row.cells]) for at, stub in enumerate(stubs)]


_SLASH = regex.compile(r"\s?/\s?")


def _written(grade: str) -> str:
    """A grade with the word before it.

    >>> _written("III–IV"), _written("any")
    ('grade III–IV', 'any grade')
    """
    return "any grade" if regex.match(r"(?i)any|all", grade) else f"grade {grade}"


def _cell_part(cell: Cell | None, separator: regex.Pattern[str], at: int) -> Cell | None:
    """The part of a cell at a place; what has no parts stands for the first."""
    if cell is None or cell.column == 0:
        return cell
    parts = separator.split(cell.text)
    if len(parts) < 2 and at:
        return None
    return replace(cell, text=parts[at].strip() if at < len(parts) else "")


def _part(row: Row, stub: str, cells: Sequence[Cell | None]) -> Row:
    return replace(row, stub=stub, cells=tuple(cells), printed=row.cells)
