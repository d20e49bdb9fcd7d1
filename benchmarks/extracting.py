"""What finding the records costs against reading the PDF: matching, extraction and normalising, side by side.

usage: python benchmarks/extracting.py FOLDER [FOLDER ...] [--repeat 2] [--profile FILE]

Each PDF is read and its records are found in turn, in one process; the CPU time of the quickest repeat counts. The
last line is the ratio over all documents: below 1, finding the records costs less than reading did.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from myelomine.document import Document
from myelomine.errors import MyelomineError
from myelomine.parser import read_document
from myelomine.patterns import load_patterns
from myelomine.pipeline import Extract, extract_document

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU milliseconds for one document."""

    name: str
    pages: int
    reading: float
    finding: float


def quickest(make: Callable[[], Made], repeat: int) -> tuple[float, Made]:
    """The fewest milliseconds that one of several runs took, and what the last one made."""
    times = []
    for _ in range(repeat):
        gc.collect()
        begun = time.process_time()
        made = make()
        times.append(1000 * (time.process_time() - begun))
    return min(times), made


def costs(paths: list[Path], repeat: int) -> Iterator[Cost]:
    """The cost of each document that can be read."""
    patterns = load_patterns()
    for path in paths:

        def read(path: Path = path) -> Document:
            return read_document(path)

        try:
            reading, document = quickest(read, repeat)
        except MyelomineError as error:
            print(f"{path.name[:40]:42}{error.reason}")
            continue

        def find(document: Document = document) -> Extract:
            return extract_document(document, patterns)

        finding, _ = quickest(find, repeat)
        yield Cost(path.name, len(document.pages), reading, finding)


def show(cost: Cost) -> None:
    """One line."""
    ratio = cost.finding / cost.reading
    print(f"{cost.name[:40]:42}{cost.pages:5d}{cost.reading:12.0f}{cost.finding:12.0f}{ratio:9.2f}", flush=True)


def main() -> None:
    """Time every PDF of the folders and print the sums."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--repeat", type=int, default=2)
    parser.add_argument("--profile", type=Path, help="write the profile of all runs here")
    options = parser.parse_args()
    paths = sorted(path for folder in options.folders for path in folder.glob("*.pdf"))
    extract_document(read_document(paths[0]), load_patterns())  # what is made once for a whole run
    profile = cProfile.Profile() if options.profile else None
    print(f"{'document':42}pages  reading ms  finding ms    ratio")
    total = Cost("all", 0, 0.0, 0.0)
    if profile:
        profile.enable()
    for cost in costs(paths, options.repeat):
        show(cost)
        total = Cost(
            "all", total.pages + cost.pages, total.reading + cost.reading, total.finding + cost.finding
        )
    if profile:
        profile.disable()
        profile.dump_stats(options.profile)
    show(total)


if __name__ == "__main__":
    main()
