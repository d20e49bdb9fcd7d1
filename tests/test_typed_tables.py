"""Tables typed into a text: which lines are rows, and where their cells end."""

from pathlib import Path

import pytest

from myelomine.parser import read_document
from myelomine.parser.typed_tables import as_tabs

CAPTION = "Table 4. Results of the second phase"


def grid(*lines: str) -> list[list[str]]:
    """The rows with tabs that lines below a caption become."""
    found = as_tabs("\n".join((CAPTION, *lines))).split("\n")
    return [[cell.strip() for cell in line.split("\t")] for line in found if "\t" in line]


def test_a_label_between_rows_with_tabs_is_a_row() -> None:
    rows = grid("Event\tRd\tVRd", "Blood", "Anemia\t4\t6", "Other", "Rash\t1\t2")
    assert [row[0] for row in rows] == ["Event", "Blood", "Anemia", "Other", "Rash"]


def test_an_empty_line_between_rows_of_results_does_not_end_a_table() -> None:
    rows = grid("Event\tRd\tVRd", "Anemia\t4\t6", "", "Rash\t1\t2")
    assert len(rows) == 3


@pytest.mark.parametrize(
    "below",
    [
        "All rates are those of the first nine weeks of treatment.",
        "A sentence that goes on for long enough not to be a label for the rows of the table below it, as here",
    ],
)
def test_a_line_of_prose_is_no_label(below: str) -> None:
    assert [row[0] for row in grid("Event\tRd\tVRd", "Anemia\t4\t6", below, "Rash\t1\t2")] == [
        "Event",
        "Anemia",
        "Rash",
    ]


def test_bars_hold_cells_apart() -> None:
    rows = grid("| Event | Rd |", "|-------|----|", "| Rash | 9% |")
    assert rows == [["Event", "Rd"], ["Rash", "9%"]]


ALIGNED = (
    "                   Rd (n=40)          VRd (n=41)",
    "Event           Any      Grade 3    Any      Grade 3",
    "Blood",
    "  Anemia       9 (23)     2 (5)    11 (27)    4 (10)",
    "  Neutropenia  7 (18)     3 (8)     9 (22)    6 (15)",
    "Skin",
    "  Rash         4 (10)     0        12 (29)    1 (2)",
)


def test_runs_of_spaces_hold_cells_apart() -> None:
    rows = grid(*ALIGNED)
    assert rows[0] == ["", "Rd (n=40)", "", "VRd (n=41)", ""]
    assert rows[1] == ["Event", "Any", "Grade 3", "Any", "Grade 3"]
    assert rows[-1] == ["Rash", "4 (10)", "0", "12 (29)", "1 (2)"]


def test_a_cell_left_empty_among_runs_of_spaces_stays_empty() -> None:
    rows = grid(
        "Outcome     Rd     VRd    P",
        "ORR         61     70     0.3",
        "CR          9      12     0.6",
        "PR                 30     ",
    )
    assert rows[-1][:3] == ["PR", "", "30"]


def test_a_stub_broken_over_two_lines_is_one() -> None:
    rows = grid(*ALIGNED, "  Pain in the", "    lower back   3 (8)      0         5 (12)    1 (2)")
    assert rows[-1][0] == "Pain in the lower back"


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("CR 4 (10) 7 (17)", ["CR", "4 (10)", "7 (17)"]),
        ("At least VGPR 9 (22.5%) 12 (29.3%)", ["At least VGPR", "9 (22.5%)", "12 (29.3%)"]),
        ("≥2 relapses 12 9.1", ["≥2 relapses", "12", "9.1"]),
        (
            "Median PFS, months 14.2 (10.1-18.8) NR (20.4-NE)",
            ["Median PFS, months", "14.2 (10.1-18.8)", "NR (20.4-NE)"],
        ),
        ("Age below 65 14/20 9/22", ["Age below 65", "14/20", "9/22"]),
        ("Infection grade 3-4 5 (13) 6 (15)", ["Infection grade 3-4", "5 (13)", "6 (15)"]),
        ("Any grade 12 15", ["Any grade", "12", "15"]),
        ("Two-year survival 71% -", ["Two-year survival", "71%", "-"]),
    ],
)
def test_single_spaces_hold_a_stub_and_its_values_apart(line: str, cells: list[str]) -> None:
    rows = grid("Outcome Rd (n=40) VRd (n=41)", "PR 11 (28) 12 (29)", line, "SD 9 (23) 8 (20)")
    assert rows[2] == cells


def test_doses_begin_with_their_amounts() -> None:
    rows = grid(
        "Rd VRd",
        "Bortezomib - 1.3 mg/m2 s.c., days 1, 8, 15",
        "Lenalidomide 25 mg orally, days 1-21 15 mg orally, days 1-21",
    )
    assert rows[1] == ["Bortezomib", "-", "1.3 mg/m2 s.c., days 1, 8, 15"]
    assert rows[2] == ["Lenalidomide", "25 mg orally, days 1-21", "15 mg orally, days 1-21"]


def test_a_row_with_fewer_values_does_not_say_where_they_stand() -> None:
    rows = grid("Outcome Rd VRd Ratio", "ORR 61 70 1.1", "CR 9 12 1.3", "p 0.04")
    assert rows[-1] == ["p", "…", "0.04"]


def test_the_header_of_single_spaces_stays_in_one_cell() -> None:
    rows = grid("Outcome Rd (n=40) VRd (n=41)", "PR 11 (28) 12 (29)", "SD 9 (23) 8 (20)")
    assert rows[0] == ["Outcome Rd (n=40) VRd (n=41)", ""]


@pytest.mark.parametrize(
    "lines",
    [
        ("The patients were seen in 2014", "and followed until 2019", "at four hospitals of two countries."),
        (
            "1. Author A, Author B. Journal 2010 115 11",
            "2. Author C. Journal 2011 118 12",
            "3. Author D. Journal 2012 9",
        ),
        ("First of all, twelve patients came late.", "Second, nine of them were lost."),
    ],
)
def test_other_lines_stay(lines: tuple[str, ...]) -> None:
    page = "\n".join(("A title", "", *lines))
    assert as_tabs(page) == page


def test_the_text_around_a_table_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "paper.txt"
    prose = "Patients of both arms were treated until progression, and blood was drawn every month."
    path.write_text("\n".join(("A trial", "", prose, "", CAPTION, *ALIGNED, "", prose)), "utf-8")
    document = read_document(path)
    assert sum(block.text == prose for block in document.blocks) == 2
    assert document.tables[0].label == "Table 4"
