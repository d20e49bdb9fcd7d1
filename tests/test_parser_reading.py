"""Reading measured against other people's papers, where their folder is at hand."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from myelomine.document import BlockKind, Document, DocumentKind, Table
from myelomine.parser.export import document_to_json, table_rows
from myelomine.parser.pdf import read_pdf

SHARED = Path(__file__).resolve().parents[2] / "shared"
REAL, PAPERS = SHARED / "real-pdf", SHARED / "papers"
SCORE = SHARED / "score" / "score_reading.py"
VERSIONS = (
    "goel2024.pdf",
    "variants/goel2024--lancet.pdf",
    "variants/goel2024--draft.pdf",
    "madan2011.pdf",
    "variants/madan2011--nihms.pdf",
    "vandedonk2012.pdf",
    "variants/vandedonk2012--mdpi.pdf",
    "variants/vandedonk2012--draft.pdf",
)

pytestmark = pytest.mark.skipif(not PAPERS.is_dir(), reason="the folder of papers to develop on is not here")


@cache
def read(name: str) -> Document:
    return read_pdf(PAPERS / name)


def test_figures_on_the_publishers_own_xml(tmp_path: Path) -> None:
    for truth in sorted(REAL.glob("*.jats.xml")):
        name = truth.name.removesuffix(".jats.xml")
        document = read_pdf(REAL / f"{name}.pdf")
        (tmp_path / f"{name}.json").write_text(json.dumps(document_to_json(document)), "utf-8")
    command = [sys.executable, str(SCORE), str(REAL), str(tmp_path)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    scores = dict(zip(printed[::2], map(float, printed[1::2]), strict=True))
    assert scores["text"] >= 0.99
    assert scores["found"] == 1.0
    assert scores["cells_f1"] >= 0.95
    assert scores["numbers"] >= 0.95


@pytest.mark.parametrize("name", VERSIONS)
def test_every_version_of_a_paper_has_the_same_tables(name: str) -> None:
    first = read(f"{Path(name).stem.partition('--')[0]}.pdf")
    mine = {t.label.lower(): t for t in read(name).tables}
    assert set(mine) == {t.label.lower() for t in first.tables}
    for table in first.tables:
        assert _numbers_by_row(mine[table.label.lower()]) == _numbers_by_row(table)


def _numbers_by_row(table: Table) -> Counter[tuple[str, ...]]:
    """The numbers of each body row; citations and the kind of the decimal point differ between layouts."""
    rows: dict[int, str] = {}
    for cell in table.cells:
        if cell.row >= table.header_rows:
            text = re.sub(r"\[\d+\]", "", cell.text).replace("·", ".")
            rows[cell.row] = f"{rows.get(cell.row, '')} {text}"
    numbers = (tuple(re.findall(r"\d+(?:\.\d+)?", text)) for text in rows.values())
    return Counter(n for n in numbers if len(n) > 3)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("goel2024.pdf", DocumentKind.PRIMARY),
        ("madan2011.pdf", DocumentKind.PRIMARY),
        ("vandedonk2012.pdf", DocumentKind.REVIEW),
        ("cancerindex2019.pdf", DocumentKind.LISTING),
    ],
)
def test_kinds(name: str, kind: DocumentKind) -> None:
    assert read(name).kind is kind


def test_each_article_of_a_listing_has_one_title() -> None:
    document = read("cancerindex2019.pdf")
    titles = Counter(b.article for b in document.blocks if b.kind is BlockKind.TITLE and b.article)
    assert len(titles) > 20
    assert set(titles.values()) == {1}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(
            "goel2024",
            marks=pytest.mark.xfail(strict=True, reason="the hazard ratios printed inside its figures are left out"),
        ),
        "madan2011",
        "vandedonk2012",
    ],
)
def test_the_text_version_has_no_number_that_the_pdf_lacks(name: str) -> None:
    # "6.14" is a citation mark behind a full stop in the text version of madan2011
    assert set(_missing(name)) <= {"6.14"}


def _missing(name: str) -> list[str]:
    """Decimal numbers of the text version that are nowhere in the blocks, tables, captions and notes of the PDF."""
    document = read(f"{name}.pdf")
    parts = [b.text for b in document.blocks]
    for table in document.tables:
        parts += [table.caption, *table.footnotes, *(cell for row in table_rows(table) for cell in row)]
    printed = set(_decimals(" ".join(parts)))
    return sorted(set(_decimals((PAPERS / f"{name}.txt").read_text("utf-8"))) - printed)


def _decimals(text: str) -> list[str]:
    return re.findall(r"(?<![\d.])\d{1,4}\.\d{1,3}(?![\d.])", text)
