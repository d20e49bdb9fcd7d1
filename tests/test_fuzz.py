"""Texts, tables and PDFs that nobody would write: whatever comes in, the tool reads it or says why not.

`benchmarks/fuzz.py` tries ten thousand such inputs; what it found once stands here, as small as it can be.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from myelomine.document import Block, BlockKind, Cell, Document, DocumentKind, Page, Section, Table
from myelomine.errors import MyelomineError
from myelomine.evidence import evidence_table
from myelomine.extractors.sentences import sentence_bounds
from myelomine.matching import get_matcher
from myelomine.normalizer.checks.tables import table_notes
from myelomine.parser import lines, read_document
from myelomine.parser.export import document_to_json
from myelomine.parser.ink import Area, Ink, Word
from myelomine.patterns import load_patterns
from myelomine.pipeline import extract_document

PIECES = (
    *("lenalidomide", "VRd", "dexamethasone 40 mg", "1.3 mg/m2", "days 1, 4, 8 and 11", "every 28 days", "Group A"),
    *("ORR", "CR", "PFS", "neutropenia", "grade 3–4", "patients", "n =", "95% CI", "P", "HR", "median", "months"),
    *("61.5", "0", "12/0", "50 (44%)", "%", "6–12", "12–6", "NR", "1e9", "9" * 40, "٣", "²", "10^{6}", "½", "-", "+"),
    *(
        "versus",
        "and",
        "respectively",
        "of",
        ",",
        ";",
        "(",
        ")",
        "[",
        "]",
        "/",
        ".",
        "\t",
        "\n",
        "\n\n",
        "\f",
        "Table 1.",
    ),
)
WORDS = st.one_of(st.sampled_from(PIECES), st.text(max_size=6))
TEXTS = st.lists(WORDS, max_size=40).map(" ".join)
QUICK = settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def use(document: Document) -> None:
    """Do with a document what a run does; every record that it gives is valid by being one."""
    records = extract_document(document).records
    assert all(record.row()["quote"] for record in records)
    document_to_json(document)
    table_notes(document)
    evidence_table(records)


def read_and_use(place: Path, name: str, data: bytes) -> None:
    """Read the bytes as a file and search it; to refuse it is right."""
    (place / name).write_bytes(data)
    try:
        use(read_document(place / name))
    except MyelomineError as refused:
        assert refused.reason


@QUICK
@given(text=TEXTS)
def test_any_text_is_read_or_refused(text, tmp_path):
    read_and_use(tmp_path, "a.txt", text.encode("utf-8", "replace"))


@QUICK
@given(data=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_as_text(data, tmp_path):
    read_and_use(tmp_path, "a.txt", data)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A grid with some places empty, some cells over two columns, and any header, groups and indents."""
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(1, 5))
    cells = []
    for row in range(rows):
        column = 0
        while column < columns:
            text = " ".join(draw(st.lists(WORDS, max_size=4))).replace("\n", " ").strip()
            wide = min(draw(st.sampled_from((1, 1, 1, 2))), columns - column)
            if draw(st.integers(0, 9)):
                cells.append(Cell(row, column, text, 1, wide, page=1, line_starts=(0,) if text else ()))
            column += wide
    caption = draw(st.sampled_from(("", "Adverse events", "Response", "Baseline characteristics", "Dose levels")))
    groups = frozenset(draw(st.sets(st.integers(0, rows - 1), max_size=2)))
    indents = tuple(draw(st.lists(st.integers(0, 2), min_size=rows, max_size=rows)))
    return Table("t1", (1,), "Table 1", caption, tuple(cells), draw(st.integers(0, min(rows, 2))), groups, indents)


@QUICK
@given(table=tables(), kind=st.sampled_from(DocumentKind))
def test_any_grid_is_read_or_silent(table, kind):
    text = "In all, 120 patients received lenalidomide (group A, n = 60) or placebo (group B, n = 60)."
    block = Block("b0", 1, BlockKind.PARAGRAPH, Section.RESULTS, text)
    use(Document("0" * 64, "a", kind, "", (Page(1),), (block,), (table,)))


@QUICK
@given(
    flips=st.lists(st.tuples(st.integers(0, 2**20), st.integers(0, 255)), max_size=20),
    end=st.one_of(st.none(), st.integers(1, 2000)),
)
def test_any_change_to_a_pdf_is_read_or_refused(flips, end, make_pdf, tmp_path):
    data = bytearray(make_pdf("whole.pdf").read_bytes())
    for place, value in flips:
        data[place % len(data)] = value
    read_and_use(tmp_path, "a.pdf", bytes(data[: -end if end else None]))


# --- what was found -------------------------------------------------------------------------------------------------


def test_a_wall_of_text_is_cut_into_pieces_that_can_be_read():
    text = "1 " * 30_000
    bounds = list(sentence_bounds(text))
    assert max(end - start for start, end in bounds) <= 2000
    assert "".join(text[start:end] for start, end in bounds).replace(" ", "") == "1" * 30_000


def test_a_wall_without_a_space_is_cut_all_the_same():
    assert [(a, b) for a, b in sentence_bounds("x" * 4500)] == [(0, 2000), (2000, 4000), (4000, 4500)]


def test_headers_of_thousands_of_columns_are_laid_out_once():
    table = Table("t1", (1,), "", "", tuple(Cell(0, column, f"n = {column}") for column in range(3000)))
    assert [cells[0].column for cells in table.header_paths()] == list(range(3000))
    assert table.grid is table.grid


def test_fragments_printed_on_one_another_are_not_compared_each_with_each(monkeypatch):
    words = tuple(Word(f"word{n}", 50.0, 90.0, 80.0, 100.0, 98.0, 9.0) for n in range(1000))
    looks = []
    touches = lines._touches
    monkeypatch.setattr(lines, "_touches", lambda *pair: looks.append(1) or touches(*pair))
    assert len(lines.build_lines(Ink(1, 600.0, 800.0, 0, words, (), (), ()))) == 1000
    assert len(looks) < 1000


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_ink_that_a_broken_matrix_mirrors_has_a_place(turn):
    box = Ink(1, 600.0, 800.0, turn, ()).box(Area(420.7, -90.0, 420.4, -148.0))
    assert box.x0 < box.x1
    assert box.top < box.bottom


def test_no_pattern_takes_long_on_numbers_with_middle_dots_without_a_space():
    found = get_matcher(load_patterns()).find_values("second line " + "1·3" * 800)  # SlowPattern where one does
    assert {mention.start for mention in found} <= {0, 12}
