"""Cells of a sheet that came back: whether they still say what was written, and what a changed one says.

Spreadsheets and pandas rewrite cells that nobody touched: 3.40 becomes 3.4, 68 becomes 68.0, an empty cell `nan`, a
point a comma. None of that is an edit.
"""

from __future__ import annotations

from decimal import Decimal

import regex

from myelomine.records import STATED_COLUMNS, Record, RowError, print_cell, print_number
from myelomine.sheet import one_line

#: Columns that hold whole numbers, numbers, and texts that are mostly numbers.
WHOLE_COLUMNS = frozenset({"n", "total", "cycle_days"})
NUMBER_COLUMNS = WHOLE_COLUMNS | {"time_months", "value", "value_high", "ci_level"}
NUMERIC_COLUMNS = NUMBER_COLUMNS | {"ci_low", "ci_high", "p_value", "page"}

#: Columns whose content a spreadsheet takes for a date when a person types it.
DATE_PRONE_COLUMNS = frozenset({"grade", "days", "cycles", "p_value", "ci_low", "ci_high"})

_EMPTY = frozenset({"nan", "<na>", "null", "na", "n/a", "#n/a"})
_TRUTH = {"true": Decimal(1), "false": Decimal(0)}
_NUMBER = regex.compile(r"[+-]?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})(?:[eE][+-]?\d{1,2})?")
_DECIMAL_COMMA = regex.compile(r"(?P<whole>\d),(?=\d{1,15}(?!\d))")
_THOUSANDS = regex.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3}){1,4}")
_DATE = regex.compile(
    r"\d{1,2}[-. ]\p{L}{3,4}\.?(?:[-. ]\d{2,4})?|\p{L}{3,4}[-. ]\d{2,4}|\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}(?: 00:00:00)?"
)
#: What a program without Unicode writes in the place of a sign that it cannot write.
_SUBSTITUTES = "?="


class DateCell(ValueError):
    """A spreadsheet has made a date of what a person typed."""

    def __init__(self, column: str, text: str) -> None:
        super().__init__(f"{column}: {text!r} is a date, which the spreadsheet has made; type '3-4 with the apostrophe")


def same_cell(column: str, written: str, found: str) -> bool:
    """Whether a cell says what was written, however a program has rewritten it.

    >>> same_cell("value", "3.40", "3,4"), same_cell("group", "≥65 years", "?65 years"), same_cell("n", "1", "True")
    (True, True, True)
    >>> same_cell("days", "1,4", "1,40"), same_cell("group", "Kd", "KRd"), same_cell("value", "41", "")
    (False, False, False)
    """
    one, other = plain_text(written), plain_text(found)
    if one == other:
        return True
    x, y = read_number(column, one), read_number(column, other)
    if x is not None and y is not None:
        return x == y
    if column in NUMERIC_COLUMNS and _with_points(one) == _with_points(other):
        return True
    return _same_but_for_lost_signs(one, other)


def plain_text(cell: str) -> str:
    """The cell's text on one line, with single spaces; what stands for a missing value is empty."""
    text = " ".join(one_line(cell).split())
    return "" if text.lower() in _EMPTY else text


def read_number(column: str, text: str) -> Decimal | None:
    """The number of a cell; a comma is read as a point, or passed over between thousands, where it can only be that.

    >>> read_number("value", "60,2 %"), read_number("n", "1,200"), read_number("value", "1,200")
    (Decimal('60.2'), Decimal('1200'), None)
    """
    if text.lower() in _TRUTH:
        return _TRUTH[text.lower()]
    body = text.replace("−", "-")
    if column in NUMERIC_COLUMNS:
        body = _without_comma(column, body.removesuffix("%").strip())
    return Decimal(body) if _NUMBER.fullmatch(body) else None


def read_cell(column: str, text: str) -> str:
    """What a changed cell says, in the contract's form.

    Raises `RowError` where a number's cell holds no number, and `DateCell` where a spreadsheet has made a date of it.
    """
    plain = plain_text(text)
    if column in DATE_PRONE_COLUMNS and _DATE.fullmatch(plain):
        raise DateCell(column, plain)
    if not plain or column not in NUMERIC_COLUMNS:
        return plain
    number = read_number(column, plain)
    if number is not None:
        return print_number(number)
    if column in NUMBER_COLUMNS:
        raise RowError(column, text)
    return _with_points(plain)


def same_content(one: Record, other: Record) -> bool:
    """Whether two records state the same in every column, letter by letter."""
    cells = ((print_cell(getattr(one, c)), print_cell(getattr(other, c)), c) for c in STATED_COLUMNS)
    return all(same_cell(column, a, b) for a, b, column in cells)


def _without_comma(column: str, body: str) -> str:
    if _THOUSANDS.fullmatch(body):  # 1,053 may be a thousand and more, or a ratio just above 1
        return body.replace(",", "") if column in WHOLE_COLUMNS else body
    return _with_points(body)


def _with_points(text: str) -> str:
    return _DECIMAL_COMMA.sub(r"\g<whole>.", text)


def _same_but_for_lost_signs(written: str, found: str) -> bool:
    """Whether the texts differ only in signs that an older Excel cannot save."""
    if len(written) != len(found):
        return False
    return all(a == b or (b in _SUBSTITUTES and not _is_western(a)) for a, b in zip(written, found, strict=True))


def _is_western(sign: str) -> bool:
    return sign.encode("cp1252", "ignore") != b""
