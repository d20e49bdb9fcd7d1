"""Typeset the sample papers and write their expected records.

usage: python -m corpus.build [NAME ...]     (from the project's root, with the extra `corpus` installed)
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from corpus.truth import to_csv

HERE = Path(__file__).parent
NAMES = (
    "primary-two-column",
    "review-wide-tables",
    "manuscript-single-column",
    "abstract-listing",
    "older-ruled",
    "shaded-borderless",
    "car-t-letter",
)


BUILT_WITH = "5.1.0"  # the reportlab whose bytes are committed; another version may set a line differently


def paper_module(name: str) -> ModuleType:
    """The module that holds a paper (PAPER) and its expected records (RECORDS)."""
    return importlib.import_module(f"corpus.papers.{name.replace('-', '_')}")


def build(name: str) -> None:
    """Write one paper's PDF and its expected records beside it."""
    from corpus.layouts import render  # the expected records need no reportlab

    module = paper_module(name)
    (HERE / f"{name}.pdf").write_bytes(render(module.PAPER))
    (HERE / f"{name}.expected.csv").write_text(to_csv(module.RECORDS), encoding="utf-8")


def main(names: Sequence[str]) -> None:
    """Build the papers named, or all of them."""
    for name in names or NAMES:
        build(name)
        print(f"built {name}")


if __name__ == "__main__":
    main(sys.argv[1:])
