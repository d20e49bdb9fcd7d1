"""Which caption and which notes a table of a text file gets: by where they stand, not by their number."""

from pathlib import Path

import pytest

from myelomine.document import BlockKind, Document
from myelomine.parser import read_document

ROWS = "Event\tRd\tVRd\nNausea\t3 (8)\t4 (10)\nRash\t1 (3)\t2 (5)"
PROSE = "All patients were followed for two years, and blood was drawn at every visit to the clinic."


def read(tmp_path: Path, *parts: str) -> Document:
    path = tmp_path / "paper.txt"
    path.write_text("\n\n".join(("A trial of weekly treatment", PROSE, *parts)), "utf-8")
    return read_document(path)


@pytest.mark.parametrize(
    ("printed", "label", "caption"),
    [
        ("Table 2. Toxicity", "Table 2", "Toxicity"),
        ("TABLE II. Toxicity", "TABLE II", "Toxicity"),
        ("Table III: toxicity by arm", "Table III", "toxicity by arm"),
        ("Table 4 | Toxicity", "Table 4", "Toxicity"),
        ("Table 4\n\nToxicity by arm", "Table 4", "Toxicity by arm"),
        ("Figure 2 (data). Toxicity", "Figure 2", "(data). Toxicity"),
        ("Supplementary Table S3. Toxicity", "Supplementary Table S3", "Toxicity"),
        ("Table 2 shows the toxicity.", "", ""),
    ],
)
def test_the_caption_above(tmp_path: Path, printed: str, label: str, caption: str) -> None:
    (table,) = read(tmp_path, printed, ROWS).tables
    assert (table.label, table.caption) == (label, caption)


def test_a_table_without_a_caption_takes_none_from_the_next(tmp_path: Path) -> None:
    tables = read(tmp_path, "Table 1. First", ROWS, PROSE, ROWS, PROSE, "Table 2. Third", ROWS).tables
    assert [t.caption for t in tables] == ["First", "", "Third"]


def test_captions_below_their_tables(tmp_path: Path) -> None:
    tables = read(tmp_path, PROSE, ROWS, "Table 1. First", PROSE, ROWS, "Table 2. Second").tables
    assert [t.caption for t in tables] == ["First", "Second"]


def test_captions_at_the_end_go_by_their_order(tmp_path: Path) -> None:
    tables = read(tmp_path, ROWS, PROSE, ROWS, PROSE, PROSE, PROSE, "Table 1. First", "Table 2. Second").tables
    assert [t.caption for t in tables] == ["First", "Second"]


@pytest.mark.parametrize("mark", ["(continued)", "Continued.", "(cont'd)"])
def test_a_continued_table_is_one(tmp_path: Path, mark: str) -> None:
    (table,) = read(tmp_path, "Table 1. First", ROWS, f"Table 1 {mark}", ROWS).tables
    assert table.n_rows == 5


@pytest.mark.parametrize(
    ("below", "notes"),
    [
        ("\nPercentages are rounded.", 1),
        ("\n\nAbbreviations: Rd, lenalidomide and dexamethasone; VRd, bortezomib with Rd.", 1),
        ("\n\nCR, complete response; ORR, overall response rate.", 1),
        ("\n\n*Graded by the second version.\n\n† One patient had both.", 2),
        ("\n\nData are n (%).", 1),
        (f"\n\n{PROSE}", 0),
        ("\n\nA second study showed that Rd, lenalidomide and dexamethasone, was safe; so was VRd.", 0),
    ],
)
def test_the_notes_below(tmp_path: Path, below: str, notes: int) -> None:
    document = read(tmp_path, "Table 1. First", ROWS + below, PROSE)
    assert len(document.tables[0].footnotes) == notes
    assert sum(b.kind is BlockKind.FOOTNOTE for b in document.blocks) == notes
