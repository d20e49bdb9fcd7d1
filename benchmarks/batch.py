"""How fast a batch is: one worker and two, a second run, runs after pattern changes, and its memory over time.

usage: python benchmarks/batch.py FOLDER... [--papers 400]

Copies PDFs of the folders under altered bytes until there are as many as asked for, and runs `myelomine extract` on
them as a person would, each time in a new process. Prints a line for each run:

    seconds, processor seconds (all processes), pages per second, how many times faster than the run it is compared
    with, peak memory, and for a first run memory over the last hundred documents against the second hundred

The runs, each compared with the one in brackets: one worker; two workers (one worker); nothing changed (two workers);
a pattern that no paper holds, one that some hold, and one that every paper holds, so that all are searched again (each
two workers). On a machine with other work the seconds tell little: look at the processor seconds. Needs psutil.
"""

from __future__ import annotations

import argparse
import itertools
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import psutil

from myelomine.sheet import read_sheet
from myelomine.unchanged import DOCUMENTS_NAME

SAMPLE_SECONDS = 0.2
MEGABYTE = 2**20
HUNDRED = 100
PATTERN = """
[[pattern]]
id = "number.{name}"
label = "NUMBER"
kind = "regex"
match = ['{expression}']
examples = ["{example}"]
rejects = ["none"]
"""
#: Patterns of which no paper holds an instance, some do (five to seven of 35 journal papers), and every paper does.
SOME = PATTERN.format(name="some", expression=r"\b[Ll]ymphomas?\b|\b[Tt]hrombosis\b", example="lymphoma")
RARE = PATTERN.format(name="rare", expression=r"zq\d{3}zq", example="zq123zq")
COMMON = PATTERN.format(name="common", expression=r"\d{1,3}\s?/\s?\d{1,3}|\d", example="7")


@dataclass(frozen=True, slots=True)
class Sample:
    """The memory of all processes of a run, in bytes, when so many documents were done."""

    done: int
    size: int


@dataclass(frozen=True, slots=True)
class Measured:
    """A run: how long it took, on the clock and on the processors, how many pages it was about, and its memory."""

    seconds: float
    processor: float
    pages: int
    samples: tuple[Sample, ...]

    def line(self, name: str, other: Measured) -> str:
        """The figures of the run, against those of another one."""
        return (
            f"{name:<34}{self.seconds:>8.2f} s{self.processor:>8.2f} s cpu{self.pages / self.seconds:>8.1f} pages/s"
            f"{other.seconds / self.seconds:>8.2f} x{other.processor / self.processor:>8.2f} x cpu"
            f"{max(s.size for s in self.samples) / MEGABYTE:>7.0f} MB peak"
        )

    def growth(self) -> str:
        """Memory over the last hundred documents against that over the second hundred, where there are as many."""
        total = max(s.done for s in self.samples)
        second = [s.size for s in self.samples if HUNDRED <= s.done < 2 * HUNDRED]
        last = [s.size for s in self.samples if total - HUNDRED <= s.done < total]
        if total < 3 * HUNDRED or not second or not last:
            return ""
        return f"{mean(last) / mean(second) - 1:>+7.1%} memory, last hundred against second"


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
        measure(papers, patterns, Path(place))


def measure(papers: Path, patterns: Path, place: Path) -> None:
    """The runs one after another."""
    one = run(papers, place / "one", "--jobs", "1")
    print(one.line("one worker", one) + one.growth(), flush=True)
    arguments = (papers, place / "two", "--jobs", "2", "--patterns", str(patterns))
    two = run(*arguments)
    print(two.line("two workers", one) + two.growth(), flush=True)
    print(run(*arguments).line("nothing changed", two), flush=True)
    changes = {"that no paper holds": RARE, "that some papers hold": SOME, "that every paper holds": COMMON}
    for name, pattern in changes.items():
        with (patterns / "numbers.toml").open("a", encoding="utf-8") as file:
            file.write(pattern)
        print(run(*arguments).line(f"a pattern {name}", two), flush=True)


def make_papers(folders: list[Path], place: Path, count: int) -> None:
    """Copies of the PDFs that differ in their last bytes."""
    place.mkdir()
    originals = sorted(file for folder in folders for file in folder.rglob("*.pdf"))
    for number, original in zip(range(count), itertools.cycle(originals), strict=False):
        (place / f"{number:05d}-{original.name}").write_bytes(original.read_bytes() + f"\n% {number}\n".encode())


def run(papers: Path, cache: Path, *options: str) -> Measured:
    """Run `extract` and look at its memory all the while."""
    out, log = Path(f"{cache}-run"), Path(f"{cache}.log")
    log.write_bytes(b"")
    command = [sys.executable, "-m", "myelomine", "extract", str(papers), "--out", str(out), "-q", *options]
    command += ["--log-file", str(log)]
    begun, used = time.perf_counter(), _processor_seconds()
    environment = {**os.environ, "MYELOMINE_CACHE": str(cache)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        samples = tuple(_samples(process, log))
    seconds = time.perf_counter() - begun
    pages = sum(int(row.cells["pages"]) for row in read_sheet(out / DOCUMENTS_NAME).rows)
    return Measured(seconds, _processor_seconds() - used, pages, samples or (Sample(0, 0),))


def _processor_seconds() -> float:
    """What the processes that this one has started and waited for have used so far, and those that they waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _samples(process: subprocess.Popen[bytes], log: Path) -> Iterator[Sample]:
    while process.poll() is None:
        yield Sample(_documents_told(log), _size_of(process.pid))
        time.sleep(SAMPLE_SECONDS)


def _documents_told(log: Path) -> int:
    """How many lines of the log are about a document."""
    lines = (line.partition(b" ")[2] for line in log.read_bytes().splitlines())
    return sum(line.partition(b":")[0].isalpha() for line in lines)


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
