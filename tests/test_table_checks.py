"""Tables are checked cell by cell: a count, its percentage, and the patients of its column."""

from myelomine.document import Cell, Document, DocumentKind, Table
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


def test_cells_that_print_no_count_are_left_alone():
    rows = [(stub, "0.1", "0.1%") for stub in "abcd"]
    assert table_notes(document(("Free (n = 218)", "Low (n = 184)"), rows)) == ()
