"""Tables that an abstract prints in the line of its last sentence."""

from pathlib import Path

import pytest

from myelomine.document import Document
from myelomine.parser import read_document
from myelomine.pipeline import extract_document
from myelomine.records import Record

TEXT = (
    "Background: Weekly treatment may be easier to bear. Methods: Patients were randomly assigned to lenalidomide and "
    "dexamethasone (Rd; n = 40) or bortezomib, lenalidomide, and dexamethasone (VRd; n = 41). Results: Most patients "
    "were treated as planned, and few of them came late. Conclusions: Longer follow-up is needed to say more."
)


def read(tmp_path: Path, tail: str) -> Document:
    path = tmp_path / "abstract.txt"
    path.write_text(f"A trial of weekly treatment in multiple myeloma\n\n{TEXT} {tail}\n", "utf-8")
    return read_document(path)


def records(tmp_path: Path, tail: str) -> list[Record]:
    found = extract_document(read(tmp_path, tail)).records
    return [r for r in found if r.kind in ("response", "survival", "toxicity")]


def test_a_header_and_rows_of_equal_length_are_a_table(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        "Responses by arm. Rd (n=40) VRd (n=41) ORR, No. (%) 22 (55) 30 (73) CR 3 (8) 9 (22) PR 12 (30) 11 (27)",
    )
    (table,) = document.tables
    assert table.caption == "Responses by arm"
    assert [c.text for c in table.cells if c.row == 2] == ["CR", "3 (8)", "9 (22)"]
    assert document.blocks[-1].text == TEXT


def test_its_facts_have_the_arms_of_the_header(tmp_path: Path) -> None:
    tail = "Responses by arm. Rd (n=40) VRd (n=41) ORR, No. (%) 22 (55) 30 (73) CR 3 (8) 9 (22) PR 12 (30) 11 (27)"
    found = {(r.name, r.group, r.n, r.total) for r in records(tmp_path, tail)}
    assert found == {
        ("ORR", "Rd", 22, 40), ("ORR", "VRd", 30, 41), ("CR", "Rd", 3, 40), ("CR", "VRd", 9, 41), ("PR", "Rd", 12, 40),
        ("PR", "VRd", 11, 41),
    }  # fmt: skip


def test_a_row_of_another_length_is_left_out(tmp_path: Path) -> None:
    stages = "Stage I II 9 (23) 8 (20) 7 (17) 6 (15)"
    tail = f"Rd (n=40) VRd (n=41) ORR, No. (%) 22 (55) 30 (73) {stages} CR 3 (8) 9 (22) PR 12 (30) 11 (27)"
    assert {r.name for r in records(tmp_path, tail)} == {"ORR", "CR", "PR"}


def test_studies_in_rows_under_measures(tmp_path: Path) -> None:
    tail = (
        "Agent Clinical trial Phase Sample VGPR, % ORR, % Elranatamab NCT03269136 II 58 31 61 "
        "Teclistamab NCT04557098 I/II 159 40 63 Talquetamab NCT03399799 I 78 33 70"
    )
    path = tmp_path / "review.txt"
    path.write_text(f"New antibodies in multiple myeloma: a systematic review\n\n{TEXT} {tail}\n", "utf-8")
    found = [r for r in extract_document(read_document(path)).records if r.name == "ORR"]
    assert [(r.study, r.regimen, str(r.value)) for r in found] == [
        ("NCT03269136", "elranatamab", "61"),
        ("NCT04557098", "teclistamab", "63"),
        ("NCT03399799", "talquetamab", "70"),
    ]


@pytest.mark.parametrize(
    "tail",
    [
        "Doses of 10 20 and 30 mg were given to 5 6 and 7 patients, and after 8 9 and 10 weeks more followed.",
        "Funded by grant 12 345 of 2011 2012.",
        "",
    ],
)
def test_prose_is_left_alone(tmp_path: Path, tail: str) -> None:
    document = read(tmp_path, tail)
    assert not document.tables
    assert document.blocks[-1].text == f"{TEXT} {tail}".strip()


def test_a_header_that_names_nothing_leaves_its_table_unread(tmp_path: Path) -> None:
    tail = "Seen here and there and then nowhere at all 3 (8) 9 (22) lost 12 (30) 11 (27) found 4 (10) 5 (12)"
    assert records(tmp_path, tail) == []
