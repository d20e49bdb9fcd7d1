"""Text files: which block is the title, and citation marks that lost their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from myelomine.parser.text import read_text


@pytest.mark.parametrize("kind", ["RESEARCH ARTICLE", "Systematic Review", "Original Article", "Plasma Cell Disorders"])
def test_a_kind_of_article_is_no_title(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "paper.txt"
    file.write_text(f"{kind}\n\nTreatment of myeloma\n\nForty patients were treated with thalidomide.\n", "utf-8")
    assert read_text(file).title == "Treatment of myeloma"


@pytest.mark.parametrize(
    ("printed", "clean"),
    [
        ("seen after relapse.1,2 Others did not see it.", "seen after relapse. Others did not see it."),
        ("as told by Weber et al.14 Others did.", "as told by Weber et al. Others did."),
        ("a rate of 3.5 months.", "a rate of 3.5 months."),
        ("see Fig.2 for details.", "see Fig.2 for details."),
    ],
)
def test_citations_that_lost_their_place(tmp_path: Path, printed: str, clean: str) -> None:
    file = tmp_path / "paper.txt"
    file.write_text(f"A title\n\n{printed}\n", "utf-8")
    assert clean in [b.text for b in read_text(file).blocks]
