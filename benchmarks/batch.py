"""How fast a batch is: one worker and two, a second run, a run after a pattern change, and its memory over time.

usage: python benchmarks/batch.py FOLDER... [--papers 400]

Copies PDFs of the folders under altered bytes until there are as many as asked for, and runs `myelomine extract` on
them as a person would, each time in a new process. Prints one line a run. Needs psutil.
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

SAMPLE_SECONDS = 0.05
MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class Measured:
    """A run: how long it took, and its memory at each sample (parent and workers together)."""

    seconds: float
    bytes: tuple[int, ...]

    def line(self, name: str, first: Measured) -> str:
        """The figures of the run against those of the first."""
        quarter = max(len(self.bytes) // 4, 1)
        second, last = self.bytes[quarter : 2 * quarter] or self.bytes, self.bytes[-quarter:]
        growth = (sum(last) / len(last)) / (sum(second) / len(second)) - 1
        return (
            f"{name:<28}{self.seconds:>8.2f} s{first.seconds / self.seconds:>8.1f} x"
            f"{max(self.bytes) / MEGABYTE:>8.0f} MB peak{growth:>+8.0%} last quarter against second"
        )


def main() -> None:
    """Run all and print a line each."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folders", nargs="+", type=Path)
    options.add_argument("--papers", type=int, default=400)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        papers, patterns = Path(place, "papers"), Path(place, "patterns")
        make_papers(asked.folders, papers, asked.papers)
        shutil.copytree(Path(__file__).parents[1] / "patterns", patterns)
        first = run(papers, Path(place, "one"), "--jobs", "1")
        print(first.line("one worker", first), flush=True)
        two = run(papers, Path(place, "two"), "--jobs", "2", "--patterns", str(patterns))
        print(two.line("two workers", first), flush=True)
        again = run(papers, Path(place, "two"), "--jobs", "2", "--patterns", str(patterns))
        print(again.line("nothing changed", two), flush=True)
        with (patterns / "numbers.toml").open("a", encoding="utf-8") as file:
            file.write("\n# a remark\n")
        changed = run(papers, Path(place, "two"), "--jobs", "2", "--patterns", str(patterns))
        print(changed.line("patterns changed", two), flush=True)


def make_papers(folders: list[Path], place: Path, count: int) -> None:
    """Copies of the PDFs that differ in their last bytes."""
    place.mkdir()
    originals = sorted(file for folder in folders for file in folder.rglob("*.pdf"))
    for number, original in zip(range(count), itertools.cycle(originals), strict=False):
        (place / f"{number:05d}-{original.name}").write_bytes(original.read_bytes() + f"\n% {number}\n".encode())


def run(papers: Path, cache: Path, *options: str) -> Measured:
    """Run `extract` and look at its memory all the while."""
    command = [sys.executable, "-m", "myelomine", "extract", str(papers), "--out", f"{cache}-run", "-q", *options]
    begun = time.perf_counter()
    with subprocess.Popen(command, env={**os.environ, "MYELOMINE_CACHE": str(cache)}) as process:
        sizes = tuple(_sizes(process))
    return Measured(time.perf_counter() - begun, sizes or (0,))


def _sizes(process: subprocess.Popen[bytes]) -> Iterator[int]:
    while process.poll() is None:
        yield _size_of(process.pid)
        time.sleep(SAMPLE_SECONDS)


def _size_of(pid: int) -> int:
    """Memory of a process and its children, shared pages counted once (proportional set size)."""
    total = 0
    try:
        parent = psutil.Process(pid)
        for process in (parent, *parent.children(recursive=True)):
            total += process.memory_full_info().pss
    except psutil.Error:
        pass
    return total


if __name__ == "__main__":
    main()
