"""The sheet survives spreadsheets: nothing is read as a date, a number or a formula, and all of it comes back."""

import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from myelomine.sheet import (
    decode_cell,
    encode_cell,
    one_line,
    parse_sheet,
    print_sheet,
    read_sheet,
    sheet_bytes,
    write_sheet,
)

COLUMNS = ("decision", "comment", "record_id", "grade", "quote")
ROW = {"record_id": "r12", "grade": "3-4", "quote": 'neutropenia, "severe", in 41 (36%); é ≥ ü'}

GUARDED = [
    "3-4", "1-21", "1,4,8,11", "1-4,9-12,17-20", "3/45", "50 (44%)", "60.2%", "1:30", "5-", "007", ".05", "1e5", "12E3",
    "=1+1", "+1", "-x", "@SUM(A1)", "\tx", "May 2", "2 May 2011", "Dec-09", "mar 5", "TRUE", "NA", "#N/A", "none",
    "'tis", "1,234", "$5", "€5", "3 pm", "123456789012", "＝1", "1 - 4", " 3-4", "12.0, 13.5, 14.0, 15.5",
]  # fmt: skip
BARE = [
    "", "60.2", "0.50", "113", "-1.5", "0", "150000000", ">=3", "<0.001", "~5", "≥ 3", "MM-010", "lenalidomide", "NR",
    "3 of 45 patients", "dexamethasone+lenalidomide", "≥PR: 60%", "rb12e45", "any", "[1-4]",
    "12 patients had it in May",
    "decrease of 3", "≥VGPR 45%", "own",
]  # fmt: skip


@pytest.mark.parametrize("text", GUARDED)
def test_what_a_spreadsheet_would_change_is_guarded(text):
    assert encode_cell(text) == "'" + text


@pytest.mark.parametrize("text", BARE)
def test_what_is_safe_stays_as_it_is(text):
    assert encode_cell(text) == text


@given(st.text())
def test_a_cell_on_one_line_comes_back_exactly(text):
    line = one_line(text)
    assert decode_cell(encode_cell(line)) == line
    assert len(encode_cell(text).splitlines()) <= 1


@given(st.text())
def test_no_written_cell_begins_a_formula_but_a_plain_number(text):
    cell = encode_cell(text)
    if cell.startswith(("=", "+", "@", "\t", "-")):
        assert float(cell) < 0 or cell.strip("-0.") == ""


@given(st.lists(st.fixed_dictionaries({c: st.text().map(one_line) for c in COLUMNS}), max_size=5))
def test_a_sheet_comes_back_exactly(rows):
    rows = [row for row in rows if any(cell.strip() for cell in row.values())]
    sheet = parse_sheet(print_sheet(COLUMNS, rows))
    assert sheet.columns == COLUMNS
    assert [dict(row.cells) for row in sheet.rows] == rows


@given(st.lists(st.fixed_dictionaries({c: st.text().map(one_line) for c in COLUMNS}), min_size=1, max_size=5))
def test_a_sheet_goes_through_pandas_and_comes_back(rows):
    rows = [{**row, "record_id": f"r{i}x"} for i, row in enumerate(rows)]
    frame = pd.read_csv(io.BytesIO(sheet_bytes(COLUMNS, rows)), dtype=str, keep_default_na=False, encoding="utf-8-sig")
    saved = io.StringIO()
    frame.to_csv(saved, index=False)
    assert [dict(row.cells) for row in parse_sheet(saved.getvalue()).rows] == rows


def test_pandas_reads_the_guarded_cells_as_text_without_being_told():
    rows = [{"grade": text, "record_id": "r1x"} for text in ("3-4", "1,4,8,11", "NA", "007", "none")]
    frame = pd.read_csv(io.BytesIO(sheet_bytes(("record_id", "grade"), rows)))
    assert [decode_cell(cell) for cell in frame["grade"]] == ["3-4", "1,4,8,11", "NA", "007", "none"]


SAVED = {
    "Excel, semicolons, CRLF": (";", "\r\n", "utf-8-sig"),
    "Excel, Unicode text": ("\t", "\r\n", "utf-16"),
    "an older Excel": (",", "\r\n", "cp1252"),
    "LibreOffice": (",", "\n", "utf-8"),
}


@pytest.mark.parametrize("how", SAVED)
def test_a_sheet_saved_by_another_program_is_read(tmp_path, how):
    delimiter, line_end, encoding = SAVED[how]
    quote = 'neutropenia, "severe"; é'
    cells = [f"{quote}".replace('"', '""'), "'3-4", "1-4"]
    text = delimiter.join(["quote", "grade", "days", "comment"]) + line_end
    text += delimiter.join(f'"{c}"' for c in cells) + delimiter + '"two\nlines"' + line_end
    file = tmp_path / "saved.csv"
    file.write_bytes(text.encode(encoding))
    (row,) = read_sheet(file).rows
    assert row.cells == {"quote": quote, "grade": "3-4", "days": "1-4", "comment": "two\nlines"}


def test_rows_are_numbered_as_the_spreadsheet_shows_them():
    sheet = parse_sheet("a,b\n1,2\n,\n\n3,4\n")
    assert [row.number for row in sheet.rows] == [2, 5]


def test_a_short_row_is_filled_with_empty_cells():
    (row,) = parse_sheet("a,b,c\n1\n").rows
    assert row.cells == {"a": "1", "b": "", "c": ""}


def test_an_empty_file_is_an_empty_sheet():
    assert parse_sheet("").rows == ()


def test_the_file_begins_with_a_byte_order_mark_and_lines_end_with_lf(tmp_path):
    file = tmp_path / "sheet.csv"
    write_sheet(file, COLUMNS, [ROW])
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbfdecision,comment,")
    assert b"\r" not in data
    assert read_sheet(file).rows[0].cells == {"decision": "", "comment": "", **ROW}
