"""What finding the records costs against reading the PDF: matching, extraction and normalising, side by side.

usage: python benchmarks/extracting.py FOLDER [FOLDER ...] [--rounds 2] [--profile FILE]

Each PDF is read and its records are found in turn, in one process. All documents are gone through once a round, so
that nothing a document leaves behind helps it in the next; the CPU time of its quickest round counts. The last line is
the ratio over all documents: below 1, finding the records costs less than reading did.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from myelomine.errors import MyelomineError
from myelomine.parser import read_document
from myelomine.patterns import PatternSet, load_patterns
from myelomine.pipeline import extract_document

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU milliseconds for one document."""

    name: str
    pages: int
    reading: float
    finding: float

    def quickest(self, other: Cost) -> Cost:
        """The lesser of both costs of two rounds."""
        return Cost(self.name, self.pages, min(self.reading, other.reading), min(self.finding, other.finding))


def timed(make: Callable[[], Made]) -> tuple[float, Made]:
    """The milliseconds that something took, and what it made."""
    gc.collect()
    begun = time.process_time()
    made = make()
    return 1000 * (time.process_time() - begun), made


def cost_of(path: Path, patterns: PatternSet) -> Cost | None:
    """What one document costs; None where it cannot be read."""
    try:
        reading, document = timed(lambda: read_document(path))
    except MyelomineError as error:
        print(f"{path.name[:40]:42}{error.reason}")
        return None
    finding, _ = timed(lambda: extract_document(document, patterns))
    return Cost(path.name, len(document.pages), reading, finding)


def show(cost: Cost) -> None:
    """One line."""
    ratio = cost.finding / cost.reading
    print(f"{cost.name[:40]:42}{cost.pages:5d}{cost.reading:12.0f}{cost.finding:12.0f}{ratio:9.2f}", flush=True)


def run(paths: list[Path], rounds: int) -> list[Cost]:
    """The cost of every document that can be read."""
    patterns = load_patterns()
    costs = [[c for path in paths if (c := cost_of(path, patterns)) is not None] for _ in range(rounds)]
    found = costs[0]
    for more in costs[1:]:
        found = [a.quickest(b) for a, b in zip(found, more, strict=True)]
    return found


def main() -> None:
    """Time every PDF of the folders and print the sums."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--profile", type=Path, help="write the profile of all runs here")
    options = parser.parse_args()
    paths = sorted(path for folder in options.folders for path in folder.glob("*.pdf"))
    extract_document(read_document(paths[0]), load_patterns())  # what is made once for a whole run
    with cProfile.Profile() as profile:
        if not options.profile:
            profile.disable()
        costs = run(paths, options.rounds)
    print(f"{'document':42}pages  reading ms  finding ms    ratio")
    for cost in costs:
        show(cost)
    show(Cost("all", sum(c.pages for c in costs), sum(c.reading for c in costs), sum(c.finding for c in costs)))
    if options.profile:
        profile.dump_stats(options.profile)


if __name__ == "__main__":
    main()
