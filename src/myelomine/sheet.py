"""The spreadsheet's side of a run: cells that Excel and LibreOffice leave as they are, written and read back.

A spreadsheet that opens a CSV reads meaning into its cells: 3-4 becomes a date, 3/45 a fraction or a date, 1,4,8,11 a
number, and a cell that begins with = + - @ a formula. CSV has no types, so the only guard that Excel, LibreOffice and
pandas all keep is a mark within the cell. Here it is one apostrophe in front, put only where a cell would otherwise be
read as something else: plain numbers stay plain numbers, words stay words, and >=3 or <0.001, which every spreadsheet
takes for text, stay bare. Reading takes one leading apostrophe off, so what was written comes back.

Lines end with LF: the spreadsheets and pandas read it as they read CRLF, and diff, grep and git show no stray marks.
A cell holds one line; line breaks and control characters, which some importers take for a new row, become spaces.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import regex

#: The reviewer's columns: they stand before every column of a record.
REVIEW_COLUMNS = ("decision", "comment")

GUARD = "'"

# A quote can be longer than the csv module's own limit of 131,072 characters.
csv.field_size_limit(10**9)

_BREAKS = regex.compile(r"[\p{Zl}\p{Zp}\p{Cc}\p{Cs}--[\t]]+", regex.VERSION1)
_PLAIN_NUMBER = regex.compile(r"-?(?:0|[1-9]\d{0,10})(?:\.\d{1,10})?")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠", GUARD)
# Words that a spreadsheet or pandas reads as a truth value, an error or a missing value.
_RESERVED = frozenset(
    {"true", "false", "na", "n/a", "nan", "null", "none", "inf", "infinity", "#n/a", "#na", "<na>", "1.#ind", "1.#qnan"}
)
_DATE_WORDS = regex.compile(
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|[ap]m?|e",
    regex.IGNORECASE,
)
_WORD = regex.compile(r"\p{L}+")
# A cell that begins so is text to every spreadsheet, whatever follows.
_TEXT_STARTS = ("<", ">", "~", "≤", "≥", "≈", "«", '"', "“", "[", "*", "|")


@lru_cache(maxsize=1 << 14)  # the cells of a sheet repeat each other
def encode_cell(text: str) -> str:
    """The cell to write for a text: on one line, with an apostrophe in front where it needs the guard.

    >>> [encode_cell(text) for text in ("3-4", "1,4,8,11", "3/45", "=SUM(A1)", "May 2")]
    ["'3-4", "'1,4,8,11", "'3/45", "'=SUM(A1)", "'May 2"]
    >>> [encode_cell(text) for text in ("60.2", "-1.5", ">=3", "<0.001", "3 patients")]
    ['60.2', '-1.5', '>=3', '<0.001', '3 patients']
    """
    line = one_line(text)
    return GUARD + line if needs_guard(line) else line


def decode_cell(cell: str) -> str:
    """The text of a cell as `encode_cell` took it, whether or not a spreadsheet has eaten the apostrophe.

    >>> decode_cell("'3-4"), decode_cell("3-4"), decode_cell("''tis")
    ('3-4', '3-4', "'tis")
    """
    return cell.removeprefix(GUARD)


def one_line(text: str) -> str:
    """The text with each run of line breaks and control characters as one space."""
    return _BREAKS.sub(" ", text)


def needs_guard(line: str) -> bool:
    """Whether a spreadsheet would take the cell for a formula, a date, a fraction, a time or a truth value."""
    body = line.strip()
    if not body:
        return bool(line)
    if line != body:
        return needs_guard(body) or line[0] in _FORMULA_STARTS
    if _PLAIN_NUMBER.fullmatch(line):
        return False
    return line.startswith(_FORMULA_STARTS) or line.lower() in _RESERVED or _looks_like_a_value(line)


def _looks_like_a_value(line: str) -> bool:
    """Digits and signs with no words between them but those of dates and times."""
    if line.startswith(_TEXT_STARTS) or not any(c.isdigit() for c in line):
        return False
    return all(_DATE_WORDS.fullmatch(word) for word in _WORD.findall(line))


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a sheet: its line number as a spreadsheet counts it (the header is 1), and its cells by column."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as read: its columns in their order and its rows, every cell decoded."""

    columns: tuple[str, ...]
    rows: tuple[SheetRow, ...]


def print_sheet(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """The sheet as CSV text; a column that a row lacks is an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([encode_cell(row.get(column, "")) for column in columns] for row in rows)
    return out.getvalue()


def sheet_bytes(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    """The sheet as a file's bytes: UTF-8 with a byte order mark, which tells Excel that it is UTF-8."""
    return print_sheet(columns, rows).encode("utf-8-sig", "replace")


def write_sheet(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write a sheet that a spreadsheet opens without harm."""
    path.write_bytes(sheet_bytes(columns, rows))


def read_sheet(path: Path) -> Sheet:
    """Read a sheet, whether we wrote it or a spreadsheet saved it again (other delimiter, encoding, line ends)."""
    return parse_sheet(_decode_bytes(path.read_bytes()))


def parse_sheet(text: str) -> Sheet:
    """Read a sheet from its CSV text; lines without any content are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter_of(text))
    lines = [line for line in enumerate(reader, start=1) if any(cell.strip() for cell in line[1])]
    if not lines:
        return Sheet((), ())
    columns = tuple(cell.strip() for cell in lines[0][1])
    return Sheet(columns, tuple(SheetRow(number, _cells(columns, line)) for number, line in lines[1:]))


def _cells(columns: tuple[str, ...], line: list[str]) -> Mapping[str, str]:
    padded = [*line, *[""] * (len(columns) - len(line))]
    named = zip(columns, padded, strict=False)
    return {column: decode_cell(cell) for column, cell in named if column}


def _delimiter_of(text: str) -> str:
    """The sign that cuts the header into most columns; a comma when none does better."""
    header = text.partition("\n")[0]
    return max(",;\t|", key=header.count)


def _decode_bytes(data: bytes) -> str:
    """The text of a saved sheet: by its byte order mark, else UTF-8, else the Western European of older Excels."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
