"""Cases of tables: a grid as tab-separated text goes in, records come out; `cases/tables/README.md` says how."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import regex
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_cases import matching, shown

from myelomine.document import Block, BlockKind, Cell, Document, DocumentKind, Mark, Page, Run, Section, Table
from myelomine.extractors.arms import Register
from myelomine.extractors.reader import Reader
from myelomine.extractors.tables import read_tables, why_silent
from myelomine.extractors.tables.context import row_text
from myelomine.lexicon import NO_LEXICON
from myelomine.matching import get_matcher
from myelomine.patterns import load_patterns
from myelomine.pipeline import extract_document
from myelomine.records import Record

HERE = Path(__file__).resolve().parent / "cases" / "tables"
KEYS = frozenset(
    {"name", "title", "setting", "text", "kind", "label", "caption", "header_rows", "table", "footnotes",
     "abbreviations", "expect", "only", "absent", "reason", "known_miss"}
)  # fmt: skip
MARK = regex.compile(r"\^\{(?P<mark>[^}]{1,3})\}")
PATTERNS = load_patterns()
READER = Reader(get_matcher(PATTERNS), NO_LEXICON)

Case = dict[str, Any]


def case_params() -> list[Any]:
    params = []
    for path in sorted(HERE.glob("*.toml")):
        content = tomllib.loads(path.read_text("utf-8"))
        for case in content["case"]:
            told = content.get("settings", {}).get(case.get("setting", ""), {})
            marks = [pytest.mark.xfail(strict=True, reason=case["known_miss"])] if "known_miss" in case else []
            params.append(pytest.param(told | case, id=f"{path.stem}: {case['name']}", marks=marks))
    return params


def cells_of(text: str) -> list[Cell]:
    """The cells of a grid: `<` continues the cell to the left, `^` the one above, `^{a}` is a footnote's mark."""
    rows = [[cell.strip() for cell in line.split("\t")] for line in text.strip("\n").split("\n")]
    cells: list[Cell] = []
    for i, row in enumerate(rows):
        for j, printed in enumerate(row):
            if printed in ("<", "^"):
                continue
            across = next((k for k in range(j + 1, len(row)) if row[k] != "<"), len(row)) - j
            down = next((k for k in range(i + 1, len(rows)) if j >= len(rows[k]) or rows[k][j] != "^"), len(rows)) - i
            hit = MARK.search(printed)
            marks = (Mark(hit.start(), hit["mark"]),) if hit else ()
            body = MARK.sub("", printed)
            cells.append(Cell(i, j, body, down, across, page=1, marks=marks))
    return cells


def table_of(case: Case) -> Table:
    lines = case["table"].strip("\n").split("\n")
    short = frozenset(i for i, line in enumerate(lines) if "\t…\t" in line)
    indents = tuple((len(line) - len(line.lstrip(" "))) // 2 for line in lines)
    cells = tuple(cells_of(case["table"].replace("\t…\t", "\t")))
    return Table(
        "t1", (1,), case.get("label", "Table 1"), case.get("caption", ""), cells, short_rows=short,
        header_rows=case.get("header_rows", 1), indents=indents, footnotes=tuple(case.get("footnotes", ())),
        abbreviations=tuple((a, b) for a, b in case.get("abbreviations", {}).items()),
    )  # fmt: skip


def document_of(case: Case) -> Document:
    blocks = []
    for i, (kind, section, key) in enumerate(
        ((BlockKind.TITLE, Section.FRONT, "title"), (BlockKind.PARAGRAPH, Section.METHODS, "text"))
    ):
        if text := case.get(key, ""):
            blocks.append(Block(f"b{i}", 1, kind, section, text, (Run(0, len(text), 1, None),)))
    kind = DocumentKind(case.get("kind", "primary"))
    return Document("0" * 64, "case", kind, case.get("title", ""), (Page(1),), tuple(blocks), (table_of(case),))


def records_of(case: Case) -> list[Record]:
    """The case's records for which the table is evidence."""
    records = extract_document(document_of(case), PATTERNS).records
    return [r for r in records if any(e.source.startswith(("table", "figure")) for e in r.evidence)]


def rows_of(case: Case) -> list[dict[str, str]]:
    """The case's records that the table states."""
    return [record.row() for record in records_of(case)]


@pytest.mark.parametrize("case", case_params())
def test_case(case: Case) -> None:
    rows = rows_of(case)
    for wanted in case["expect"]:
        assert len(matching(wanted, rows)) == 1, (
            f"{wanted} is stated by {len(matching(wanted, rows))} of\n{shown(rows)}"
        )
    for unwanted in case.get("absent", ()):
        assert not matching(unwanted, rows), f"{unwanted} is stated in\n{shown(rows)}"
    if only := case.get("only"):
        kinds = (
            set(only) if isinstance(only, list) else {w["kind"] for w in case["expect"]} or {r["kind"] for r in rows}
        )
        counts = Counter(r["kind"] for r in rows if r["kind"] in kinds)
        assert counts == Counter(w["kind"] for w in case["expect"] if w["kind"] in kinds), shown(rows)


REASONED = [param for param in case_params() if "reason" in param.values[0]]


@pytest.mark.parametrize("case", REASONED)
def test_a_silent_table_says_why(case: Case) -> None:
    assert why_silent(table_of(case), READER, Register()) == case["reason"]
    assert records_of(case) == []


@pytest.mark.parametrize("case", case_params())
def test_quotes_are_cells_or_rows_of_the_table(case: Case) -> None:
    grid = table_of(case).grid
    printed = {c.text for row in grid for c in row if c}
    for row in grid:
        cells = [c for i, c in enumerate(row) if c and (i == 0 or c is not row[i - 1])]
        printed.add(" | ".join(c.text for c in cells if c.text))
    header = " ".join(row[0].text for row in grid if row[0] and not any(row[1:]))  # lines that have lost their gaps
    for record in records_of(case):
        quotes = [e.quote for e in record.evidence if e.source.startswith("table")]
        assert all(quote in printed or quote in header for quote in quotes)


def test_every_key_of_a_case_is_known() -> None:
    for param in case_params():
        assert set(param.values[0]) <= KEYS


TEXTS = st.sampled_from(
    ["", "–", "NA", "NR", "0", "12", "45%", "9 (27.3%)", "184/238 (77.3)", "11.3 (9.8–12.9)", "<.001", "Reference",
     "0.68 (0.53–0.87)", "ORR", "≥VGPR", "PFS, months", "Neutropenia", "Grade 3–4", "95% CI", "P value", "HR (95% CI)",
     "KRd (n = 20)", "Rd (n = 18)", "No. (%)", "n", "Study", "Regimen", "Vd vs Rd", "Dose", "Lenalidomide", "25 mg",
     "Age <65 years", "Yes", "Median PFS: 9 months OS: NR", "5 ≥VGPR (45) 3 PR (27)", "All patients", "24 months",
     "((", "%", "§", "1,2,3–"]
)  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A grid of up to six rows and columns of anything, with cells that span, marks, and a header of any depth."""
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    cells: list[Cell] = []
    for row in range(rows):
        column = 0
        while column < columns:
            span = draw(st.integers(1, columns - column)) if draw(st.booleans()) else 1
            cells.append(Cell(row, column, draw(TEXTS), 1, span, page=1))
            column += span
    indents = tuple(draw(st.lists(st.integers(0, 2), min_size=rows, max_size=rows)))
    groups = frozenset(draw(st.sets(st.integers(0, rows - 1), max_size=2)))
    header = draw(st.integers(0, rows))
    notes = tuple(draw(st.lists(TEXTS, max_size=2)))
    return Table("t1", (1,), "Table 1", draw(TEXTS), tuple(cells), header, groups, indents, notes)


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(table=tables(), kind=st.sampled_from(list(DocumentKind)[:2]))
def test_any_grid_is_read_or_says_why(table: Table, kind: DocumentKind) -> None:
    reading = read_tables([table], READER, Register())
    assert bool(reading.drafts) != bool(reading.silent)
    printed = {row_text(row) for row in table.grid} | {cell.text for cell in table.cells}
    for draft in reading.drafts:
        assert draft.evidence[0].quote in printed
    document = Document("0" * 64, "grid", kind, "", (Page(1),), (), (table,))
    assert extract_document(document, PATTERNS) == extract_document(document, PATTERNS)
