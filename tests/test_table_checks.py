"""Tables are checked cell by cell: a count, its percentage, and the patients of its column."""

import pytest

from myelomine.document import Block, BlockKind, Cell, Document, DocumentKind, Section, Table
from myelomine.normalizer.checks.tables import table_notes


def document(header, rows):
    grid = [("", *header), *rows]
    cells = tuple(Cell(i, j, text) for i, row in enumerate(grid) for j, text in enumerate(row))
    table = Table("t1", (2,), "Table 1", "First treatment by group", cells)
    return Document("id", "made-up", DocumentKind.PRIMARY, "", (), (), (table,))


ROWS = [
    ("two drugs", "85 (39.0%)", "61 (33.1%)"),
    ("three drugs", "120 (55.0%)", "121 (65.7%)"),
    ("four drugs", "13 (5.9%)", "2 (0.1%)"),
    ("transplant", "160 (73.3%)", "92 (50%)"),
]


def test_a_percentage_with_a_slipped_point_is_found():
    (note,) = table_notes(document(("Free (n = 218)", "Low (n = 184)"), ROWS))
    assert note.startswith("table-percent: Table 1, four drugs / Low (n = 184): ")
    assert "2 of 184 is 1.09 %, the paper prints 0.1 %" in note


def test_a_column_whose_cells_have_another_denominator_is_left_alone():
    assert table_notes(document(("Free (n = 218)", "Low (n = 400)"), ROWS)) == ()


def test_a_column_without_a_number_of_patients_is_left_alone():
    assert table_notes(document(("Free", "Low"), ROWS)) == ()


def test_the_next_section_of_a_table_has_patients_of_its_own():
    second = [("", "(n = 50)", "(n = 20)"), ("one", "25 (50%)", "5 (25%)"), ("two", "10 (20%)", "4 (20%)")]
    assert table_notes(document(("Free (n = 218)", "Low (n = 184)"), ROWS[:2] + second)) == ()


def text_document(*texts):
    blocks = tuple(Block(f"b{i}", 3, BlockKind.PARAGRAPH, Section.BODY, text) for i, text in enumerate(texts))
    return Document("id", "made-up", DocumentKind.PRIMARY, "", (), blocks, ())


HEAD = "All (N = 476) Free group (n = 218) Low group (n = 184)"
LINES = [" ".join(row) for row in ROWS]


@pytest.mark.parametrize("texts", [[HEAD, *LINES], [f"{HEAD} {' '.join(LINES)}"]], ids=["lines", "joined"])
def test_a_table_that_has_lost_its_columns_is_checked(texts):
    (note,) = table_notes(text_document(*texts))
    assert note.startswith("table-percent: text on page 3, four drugs / n = 184: 2 of 184 is 1.09 %")


def test_rows_of_more_groups_than_have_sizes_are_left_alone():
    assert table_notes(text_document("Free (n = 218)", *LINES)) == ()


def test_cells_that_print_no_count_are_left_alone():
    rows = [(stub, "0.1", "0.1%") for stub in "abcd"]
    assert table_notes(document(("Free (n = 218)", "Low (n = 184)"), rows)) == ()
