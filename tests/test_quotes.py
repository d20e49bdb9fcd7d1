"""Every quote is found verbatim in what `read` shows of its page, and its box lies on that page."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from corpus_runs import document_of, records_of

from corpus.build import HERE, NAMES
from myelomine.document import Document
from myelomine.drafts import Evidence
from myelomine.parser.export import document_to_json

CORPUS = [HERE / f"{name}.pdf" for name in NAMES]
SHARED_PAPERS = ("madan2011", "vandedonk2012", "goel2024", "cancerindex2019", "sanchez2011")
OTHERS = [Path(f"{name}{suffix}") for name in SHARED_PAPERS for suffix in (".pdf", ".txt")]
SLACK = 0.5  # points; a glyph's box may touch the edge of its page


def texts_by_page(document: Document) -> dict[int, set[str]]:
    """All that `read` shows, page by page: blocks, captions, footnotes, cells and rows of tables."""
    shown: dict[str, Any] = document_to_json(document)
    texts: dict[int, set[str]] = defaultdict(set)
    for block in shown["blocks"]:
        for page in {block["page"], *(run["page"] for run in block["runs"])}:
            texts[page].add(block["text"])
    for table in shown["tables"]:
        for page in {*table["pages"], *(cell["page"] for cell in table["cells"])}:
            texts[page] |= {table["caption"], *table["footnotes"], *(cell["text"] for cell in table["cells"])}
            texts[page] |= rows_of(table)
    return texts


def rows_of(table: dict[str, Any]) -> set[str]:
    """The cells of each row that hold a text, joined as evidence joins them."""
    cells = sorted(table["cells"], key=lambda cell: cell["column"])
    rows = range(len(table["rows"]))
    covering = [[c["text"] for c in cells if c["row"] <= row < c["row"] + c["row_span"]] for row in rows]
    return {" | ".join(text for text in row if text.strip()) for row in covering}


def places(document: Document, path: Path) -> list[tuple[str, Evidence]]:
    """Every place that a record of the paper rests on."""
    assert document.pages
    return [(record.record_id, evidence) for record in records_of(path) for evidence in record.evidence]


def unfound(path: Path) -> list[tuple[str, int, str]]:
    """The quotes that do not stand on their page."""
    document = document_of(path)
    texts = texts_by_page(document)
    return [
        (record_id, evidence.page, evidence.quote)
        for record_id, evidence in places(document, path)
        if not evidence.quote.strip() or not any(evidence.quote in text for text in texts[evidence.page])
    ]


def off_the_page(path: Path) -> list[tuple[str, Evidence]]:
    """The places whose box is missing or reaches beyond their page."""
    document = document_of(path)
    return [(record_id, evidence) for record_id, evidence in places(document, path) if not on_page(document, evidence)]


def on_page(document: Document, evidence: Evidence) -> bool:
    page, box = document.pages[evidence.page - 1], evidence.box
    if box is None:
        return False
    across = -SLACK <= box.x0 < box.x1 <= page.width + SLACK
    return across and -SLACK <= box.top < box.bottom <= page.height + SLACK


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_quotes_of_the_corpus_stand_on_their_pages(path: Path) -> None:
    assert records_of(path), "the paper gives no record at all"
    assert unfound(path) == []
    assert off_the_page(path) == []


@pytest.mark.parametrize("name", OTHERS, ids=str)
def test_quotes_of_other_papers_stand_on_their_pages(name: Path, shared: Path) -> None:
    path = shared / "papers" / name
    if not records_of(path):
        pytest.skip("the paper gives no record")
    assert unfound(path) == []
    assert path.suffix == ".txt" or off_the_page(path) == []


def test_quotes_of_abstracts_stand_in_them(shared: Path) -> None:
    abstracts = sorted((shared / "papers" / "abstracts").glob("*.txt"))[:30]
    assert abstracts
    assert {path.stem: bad for path in abstracts if (bad := unfound(path))} == {}
