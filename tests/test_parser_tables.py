"""What the PDF reader makes of tables: one trap a test."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pytest
from traps.sheets import BOLD, Sheets

from myelomine.document import Document, Table
from myelomine.parser.export import document_to_json, document_to_text, table_rows
from myelomine.parser.pdf import read_pdf

PLACES = (60, 200, 300)
RATES = (
    ("Complete response", "12 (10.1)", "24 (20.3)"),
    ("Very good partial response", "30 (25.2)", "41 (34.7)"),
    ("Partial response", "38 (31.9)", "29 (24.6)"),
    ("Stable disease", "20 (16.8)", "11 (9.3)"),
)
HEADER = ("Response", "Arm A (n = 119)", "Arm B (n = 118)")


@pytest.fixture
def sheets(tmp_path: Path) -> Sheets:
    sheets = Sheets(tmp_path / "trap.pdf")
    sheets.prose(top=640, times=2)
    return sheets


def only_table(sheets: Sheets) -> Table:
    (table,) = read_pdf(sheets.save()).tables
    return table


def set_rows(sheets: Sheets, top: float, rows: Sequence[Sequence[str]], places: Sequence[float] = PLACES) -> float:
    for row in rows:
        sheets.row(places, top, row)
        top += 12
    return top


def set_booktabs(sheets: Sheets, label: str = "Table 1", left: float = 60, top: float = 100) -> float:
    places = [left, left + 110, left + 170]
    sheets.line(left, top, f"{label}. Best response, n (%)", 8, BOLD)
    sheets.rule(left, left + 230, top + 6)
    sheets.row(places, top + 16, ("Response", "Arm A", "Arm B"))
    sheets.rule(left, left + 230, top + 21)
    end = set_rows(sheets, top + 32, RATES, places)
    sheets.rule(left, left + 230, end - 7)
    return end


def test_booktabs(sheets: Sheets) -> None:
    end = set_booktabs(sheets)
    sheets.line(60, end + 4, "CR, complete response; PR, partial response.", 7)
    table = only_table(sheets)
    assert (table.label, table.caption, table.header_rows) == ("Table 1", "Best response, n (%)", 1)
    assert table_rows(table) == [["Response", "Arm A", "Arm B"], *map(list, RATES)]
    assert table.footnotes == ("CR, complete response; PR, partial response.",)
    assert table.abbreviations == (("CR", "complete response"), ("PR", "partial response"))


def test_a_table_is_in_no_block(sheets: Sheets) -> None:
    set_booktabs(sheets)
    document = read_pdf(sheets.save())
    assert not any("complete response" in b.text.lower() for b in document.blocks)


def test_without_any_rule(sheets: Sheets) -> None:
    sheets.line(60, 100, "Table 1. Best response, n (%)", 8, BOLD)
    set_rows(sheets, 116, (HEADER, *RATES))
    assert table_rows(only_table(sheets)) == [list(HEADER), *map(list, RATES)]


def test_shaded_rows_only(sheets: Sheets) -> None:
    sheets.line(60, 100, "Table 1. Best response, n (%)", 8, BOLD)
    for k in range(0, 5, 2):
        sheets.shade(56, 108 + 12 * k, 380, 120 + 12 * k)
    set_rows(sheets, 117, (HEADER, *RATES))
    assert table_rows(only_table(sheets)) == [list(HEADER), *map(list, RATES)]


def test_a_drawn_grid_with_a_cell_over_two_columns(sheets: Sheets) -> None:
    sheets.line(60, 100, "Table 1. Best response", 8, BOLD)
    for k in range(7):
        sheets.rule(60, 380, 108 + 14 * k)
    for x in (60, 190, 380):
        sheets.bar(x, 108, 192)
    sheets.bar(290, 122, 192)
    sheets.line(240, 118, "Patients, n (%)", 8, BOLD)
    set_grid = ((64, 194, 294), (HEADER, *RATES))
    for k, row in enumerate(set_grid[1]):
        sheets.row(set_grid[0], 132 + 14 * k, row, 8, BOLD if k == 0 else "Times-Roman")
    table = only_table(sheets)
    assert table_rows(table)[0] == ["", "Patients, n (%)", "Patients, n (%)"]
    assert table_rows(table)[2:] == [list(r) for r in RATES]
    assert table.header_rows == 2


def test_two_header_levels_with_a_rule_under_the_upper(sheets: Sheets) -> None:
    places = (60, 190, 250, 310, 370)
    sheets.line(60, 100, "Table 1. Adverse events, n (%)", 8, BOLD)
    sheets.rule(60, 420, 106)
    sheets.centred(235, 116, "Arm A")
    sheets.centred(355, 116, "Arm B")
    sheets.rule(190, 285, 119)
    sheets.rule(310, 405, 119)
    sheets.row(places, 128, ("Event", "Any grade", "Grade 3", "Any grade", "Grade 3"))
    sheets.rule(60, 420, 133)
    body = (
        ("Neutropenia", "54 (45)", "41 (34)", "40 (34)", "22 (19)"),
        ("Anemia", "30 (25)", "8 (7)", "28 (24)", "9 (8)"),
    )
    end = set_rows(sheets, 144, body, places)
    sheets.rule(60, 420, end - 7)
    table = only_table(sheets)
    assert table.header_rows == 2
    assert [c.text for c in table.header_paths()[4]] == ["Arm B", "Grade 3"]
    assert [c.text for c in table.header_paths()[1]] == ["Arm A", "Any grade"]
    assert table_rows(table)[2:] == [list(r) for r in body]


def test_a_wrapped_label_is_one_row(sheets: Sheets) -> None:
    sheets.line(60, 100, "Table 1. Characteristics", 8, BOLD)
    sheets.rule(60, 380, 106)
    sheets.row(PLACES, 116, HEADER)
    sheets.rule(60, 380, 121)
    sheets.row(PLACES, 132, ("Refractory to lenalidomide and", "90 (75.6)", "88 (74.6)"))
    sheets.row(PLACES, 141, ("to bortezomib", "", ""))
    sheets.row(PLACES, 153, ("Female", "50 (42.0)", "61 (51.7)"))
    sheets.row(PLACES, 165, ("High risk", "20 (16.8)", "19 (16.1)"))
    sheets.rule(60, 380, 170)
    assert table_rows(only_table(sheets))[1:] == [
        ["Refractory to lenalidomide and to bortezomib", "90 (75.6)", "88 (74.6)"],
        ["Female", "50 (42.0)", "61 (51.7)"],
        ["High risk", "20 (16.8)", "19 (16.1)"],
    ]


def test_row_groups_indents_and_empty_cells(sheets: Sheets) -> None:
    sheets.line(60, 100, "Table 1. Characteristics", 8, BOLD)
    sheets.rule(60, 380, 106)
    sheets.row(PLACES, 116, HEADER)
    sheets.rule(60, 380, 121)
    sheets.row(PLACES, 132, ("ISS stage", "", ""))
    sheets.row((70, 200, 300), 144, ("I", "40 (33.6)", "44 (37.3)"))
    sheets.row((70, 200, 300), 156, ("II", "", "51 (43.2)"))
    sheets.row(PLACES, 168, ("Female", "50 (42.0)", ""))
    sheets.rule(60, 380, 174)
    table = only_table(sheets)
    assert table.group_rows == {1}
    assert table.indents == (0, 0, 1, 1, 0)
    assert table_rows(table)[1:] == [
        ["ISS stage", "", ""],
        ["I", "40 (33.6)", "44 (37.3)"],
        ["II", "", "51 (43.2)"],
        ["Female", "50 (42.0)", ""],
    ]


def test_a_footnote_mark_is_no_digit_of_its_number(sheets: Sheets) -> None:
    sheets.line(60, 100, "Table 1. Best response", 8, BOLD)
    sheets.rule(60, 380, 106)
    sheets.row(PLACES, 116, HEADER)
    sheets.rule(60, 380, 121)
    sheets.row(PLACES, 132, RATES[0])
    sheets.raised(sheets.line(60, 144, "Partial response", 8), 144, "2", 8)
    sheets.row((200, 300), 144, ("12", "9*"))
    sheets.raised(209, 144, "a", 8)
    sheets.rule(60, 380, 150)
    table = only_table(sheets)
    cells = {(c.row, c.column): c for c in table.cells}
    assert [cells[2, k].text for k in range(3)] == ["Partial response", "12", "9"]
    assert [cells[2, k].marks[0].text for k in range(3)] == ["2", "a", "*"]
    assert table_rows(table)[2] == ["Partial response2", "12a", "9*"]


def test_cells_of_several_lines_keep_their_lines(sheets: Sheets) -> None:
    sheets.line(60, 100, "Table 1. Studies of the triplet", 8, BOLD)
    sheets.rule(60, 380, 106)
    sheets.row(PLACES, 116, ("Study", "N", "Response"))
    sheets.rule(60, 380, 121)
    for top, study, n in ((132, "Sample et al", "69"), (162, "Example et al", "62")):
        sheets.row((60, 200), top, (study, n))
        set_rows(sheets, top, (("PR: 73%",), ("CR: 15%",)), (300,))
    sheets.rule(60, 380, 180)
    table = only_table(sheets)
    assert table_rows(table)[1:] == [
        ["Sample et al", "69", "PR: 73% CR: 15%"],
        ["Example et al", "62", "PR: 73% CR: 15%"],
    ]
    assert next(c for c in table.cells if (c.row, c.column) == (1, 2)).lines == ("PR: 73%", "CR: 15%")


def test_cells_centred_on_a_row_of_two_lines(sheets: Sheets) -> None:
    sheets.line(60, 100, "Table 1. Studies of the triplet", 8, BOLD)
    sheets.rule(60, 380, 106)
    sheets.row(PLACES, 116, ("Study", "N", "Response"))
    sheets.rule(60, 380, 121)
    for k in range(3):
        sheets.lines(60, 132 + 20 * k, ("Sample et al", "(2010, Nowhere)"), 8, 10)
        sheets.row((200, 300), 137 + 20 * k, (f"{60 + k}", f"7{k}%"))
    sheets.rule(60, 380, 188)
    assert table_rows(only_table(sheets))[1:] == [
        ["Sample et al (2010, Nowhere)", "60", "70%"],
        ["Sample et al (2010, Nowhere)", "61", "71%"],
        ["Sample et al (2010, Nowhere)", "62", "72%"],
    ]


def test_two_tables_side_by_side(sheets: Sheets) -> None:
    set_booktabs(sheets, "Table 1", 50)
    set_booktabs(sheets, "Table 2", 320)
    tables = read_pdf(sheets.save()).tables
    assert [t.label for t in tables] == ["Table 1", "Table 2"]
    assert all(table_rows(t)[1:] == [list(r) for r in RATES] for t in tables)


def test_a_table_continued_on_the_next_page_is_one(sheets: Sheets) -> None:
    set_booktabs(sheets)
    sheets.next_page()
    sheets.prose(top=640)
    set_booktabs(sheets, "Table 1 (continued)")
    table = only_table(sheets)
    assert table.pages == (1, 2)
    assert table.caption == "Best response, n (%)"
    assert table_rows(table) == [["Response", "Arm A", "Arm B"], *map(list, RATES), *map(list, RATES)]
    assert {c.page for c in table.cells} == {1, 2}


def test_a_table_over_its_caption(sheets: Sheets) -> None:
    sheets.rule(60, 380, 106)
    sheets.row(PLACES, 116, HEADER)
    sheets.rule(60, 380, 121)
    end = set_rows(sheets, 132, RATES)
    sheets.rule(60, 380, end - 7)
    sheets.line(60, end + 4, "Table 1. Best response, n (%)", 8, BOLD)
    table = only_table(sheets)
    assert (table.label, table.caption) == ("Table 1", "Best response, n (%)")
    assert table_rows(table)[1:] == [list(r) for r in RATES]


@pytest.mark.parametrize(("rotation", "origin", "angle"), [(90, (612, 0), 90), (270, (0, 792), -90)])
def test_a_page_that_is_shown_turned(sheets: Sheets, rotation: int, origin: tuple[int, int], angle: int) -> None:
    """A page stored upright with its text sideways, and a Rotate entry that turns it for the reader."""
    sheets.next_page()
    sheets.canvas.translate(*origin)
    sheets.canvas.rotate(angle)
    sheets.height = 612
    set_booktabs(sheets)
    stored = pypdfium2.PdfDocument(sheets.save())
    stored[1].set_rotation(rotation)
    stored.save(sheets.path.with_name("turned.pdf"))
    (table,) = read_pdf(sheets.path.with_name("turned.pdf")).tables
    assert table_rows(table)[1:] == [list(r) for r in RATES]
    boxes = [c.box for c in table.cells if c.box]
    assert all(0 <= b.x0 < b.x1 <= 792 and 90 < b.top < b.bottom < 200 for b in boxes)


def test_a_table_printed_sideways(sheets: Sheets) -> None:
    sheets.next_page()
    sheets.canvas.translate(612, 0)
    sheets.canvas.rotate(90)
    sheets.height = 612
    set_booktabs(sheets)
    table = only_table(sheets)
    assert table_rows(table)[1:] == [list(r) for r in RATES]
    boxes = [c.box for c in table.cells if c.box]
    assert all(90 < b.x0 < b.x1 < 200 and b.bottom <= 792 for b in boxes)


def test_a_value_for_all_columns(sheets: Sheets) -> None:
    places = (60, 200, 260, 320, 380)
    sheets.line(60, 100, "Table 1. Responses", 8, BOLD)
    sheets.rule(60, 420, 106)
    sheets.row(places, 116, ("Response", "n", "%", "n", "%"))
    sheets.rule(60, 420, 121)
    for k in range(4):
        sheets.row(places, 132 + 24 * k, ("Complete", "12", "10", "24", "20"))
        sheets.row((60, 286), 144 + 24 * k, ("P", "0.04"))
    sheets.rule(60, 420, 222)
    assert table_rows(only_table(sheets))[2] == ["P", "0.04", "0.04", "0.04", "0.04"]


def test_a_label_beside_several_rows_is_a_tall_cell(sheets: Sheets) -> None:
    sheets.line(60, 100, "Table 1. Characteristics", 8, BOLD)
    sheets.rule(60, 380, 106)
    sheets.row((60, 150, 230, 310), 116, ("", "", "All", "Some"))
    sheets.rule(60, 380, 121)
    for k, name in enumerate(("Age", "Weight", "Height")):
        for j, part in enumerate(("Median", "Minimum", "Maximum", "Missing")):
            sheets.row((150, 230, 310), 132 + 44 * k + 11 * j, (part, f"{60 + j}", f"{61 + k}"))
        sheets.line(60, 148.5 + 44 * k, name, 8)
    sheets.rule(60, 380, 262)
    rows = table_rows(only_table(sheets))
    assert [r[:2] for r in rows[1:6]] == [
        ["Age", "Median"],
        ["Age", "Minimum"],
        ["Age", "Maximum"],
        ["Age", "Missing"],
        ["Weight", "Median"],
    ]


def test_every_place_of_a_grid_belongs_to_one_cell_at_most(sheets: Sheets) -> None:
    set_booktabs(sheets)
    table = only_table(sheets)
    covered = [
        (r, c)
        for cell in table.cells
        for r in range(cell.row, cell.row + cell.row_span)
        for c in range(cell.column, cell.column + cell.column_span)
    ]
    assert len(covered) == len(set(covered))


def test_the_json_has_the_shape_that_the_score_reads(sheets: Sheets) -> None:
    set_booktabs(sheets)
    document: Document = read_pdf(sheets.save())
    data = document_to_json(document)
    assert data["pages"] == 1
    assert {"page", "kind", "section", "text", "id", "runs", "marks"} <= set(data["blocks"][0])
    assert {"page", "label", "caption", "header_rows", "rows", "footnotes", "doubts"} <= set(data["tables"][0])
    assert "Very good partial response\t30 (25.2)\t41 (34.7)" in document_to_text(document)


def test_a_caption_without_a_table_is_said(sheets: Sheets) -> None:
    sheets.line(60, 100, "Table 3. Responses of all patients.", 8, BOLD)
    sheets.lines(
        60,
        116,
        ("These are lines of text and not the rows of any table,", "so that the caption has lost what it names."),
        8,
    )
    document = read_pdf(sheets.save())
    assert not document.tables
    assert document.notes == ("Table 3 has a caption but its cells were not found: they stand in the text",)


def test_the_only_table_of_a_paper_has_no_number(sheets: Sheets) -> None:
    set_booktabs(sheets, "Table")
    table = only_table(sheets)
    assert (table.label, table.caption) == ("Table", "Best response, n (%)")


def test_a_caption_whose_label_stands_apart(sheets: Sheets) -> None:
    end = set_booktabs(sheets, "Table 1", 60, 100)
    sheets.line(160, end + 20, "Table 2", 8, BOLD)
    sheets.line(200, end + 20, "Best response of the others, n (%)", 8, BOLD)
    sheets.rule(60, 290, end + 26)
    sheets.row((60, 170, 230), end + 36, ("Response", "Arm A", "Arm B"))
    sheets.rule(60, 290, end + 41)
    last = set_rows(sheets, end + 52, RATES, (60, 170, 230))
    sheets.rule(60, 290, last - 7)
    tables = read_pdf(sheets.save()).tables
    assert [len(table_rows(t)) for t in tables] == [5, 5]


def test_a_grid_in_doubt_says_so(sheets: Sheets) -> None:
    sheets.line(60, 100, "Table 1. Symptoms", 8, BOLD)
    sheets.rule(60, 380, 106)
    set_rows(sheets, 117, (("Fatigue",), ("Nausea",), ("Fever",)), (60,))
    sheets.rule(60, 380, 150)
    document = read_pdf(sheets.save())
    assert document.tables[0].doubts == ("no columns were found",)
    assert document.notes == ("Table 1: no columns were found",)
