"""How fast PDFs are read: ours, a plain pdfplumber loop, and PDFium's bare text page, side by side in one process.

usage: python benchmarks/reading.py FOLDER [--repeat 2]

For each document the three are run in turn, and the CPU time of the quickest repeat counts. Then the peak memory of
reading each document, and of one made 150 pages long out of the first, each in a process of its own.
"""

from __future__ import annotations

import argparse
import gc
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pdfplumber
import pypdfium2

from myelomine.parser.pdf import read_pdf

LONG = 150
MEGABYTE = 1024


@dataclass(frozen=True, slots=True)
class Timed:
    """CPU milliseconds for one document."""

    name: str
    pages: int
    ours: float
    plumber: float
    floor: float


def read_plumber(path: Path) -> None:
    """What a plain script does: the text and the tables of every page."""
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_text()
            page.extract_tables()
            page.close()


def read_floor(path: Path) -> None:
    """PDFium's page and text page, nothing taken from them."""
    pdf = pypdfium2.PdfDocument(path)
    for page in pdf:
        page.get_textpage().close()
        page.close()
    pdf.close()


def cpu(read: Callable[[Path], object], path: Path, repeat: int) -> float:
    """The fewest milliseconds that one of several runs took."""
    runs = []
    for _ in range(repeat):
        gc.collect()
        start = time.process_time()
        read(path)
        runs.append(1000 * (time.process_time() - start))
    return min(runs)


def time_documents(folder: Path, repeat: int) -> Iterator[Timed]:
    """Time all three on each document of a folder."""
    paths = sorted(folder.glob("*.pdf"))
    for read in (read_pdf, read_plumber, read_floor):
        read(paths[0])
    for path in paths:
        with pypdfium2.PdfDocument(path) as pdf:
            pages = len(pdf)
        yield Timed(path.stem, pages, *(cpu(read, path, repeat) for read in (read_pdf, read_plumber, read_floor)))


def peak_memory(path: Path) -> float:
    """Megabytes at the peak of a process that reads one document."""
    code = (
        "import sys; from pathlib import Path; from myelomine.parser.pdf import read_pdf; read_pdf(Path(sys.argv[1]))"
    )
    report = f"import resource; {code}; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    printed = subprocess.run([sys.executable, "-c", report, str(path)], capture_output=True, text=True, check=True)
    return int(printed.stdout) / MEGABYTE


def make_long(path: Path, out: Path) -> Path:
    """A document of 150 pages out of the pages of another."""
    source, made = pypdfium2.PdfDocument(path), pypdfium2.PdfDocument.new()
    while len(made) < LONG:
        made.import_pages(source, list(range(min(len(source), LONG - len(made)))))
    made.save(out)
    return out


def main() -> None:
    """Print a line a document, the totals, and the memory."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repeat", type=int, default=2)
    options = parser.parse_args()
    timed = []
    print(
        f"{'document':<44}{'pages':>6}{'ours':>9}{'plumber':>9}{'floor':>8}{'x loop':>8}{'x floor':>8}   CPU ms a page"
    )
    for row in time_documents(options.folder, options.repeat):
        timed.append(row)
        _print_row(row)
    total = Timed("all", *(sum(getattr(t, field) for t in timed) for field in ("pages", "ours", "plumber", "floor")))
    _print_row(total)
    print(f"slowest against the loop: x{min(t.plumber / t.ours for t in timed):.1f}")
    with tempfile.TemporaryDirectory() as folder:
        paths = sorted(options.folder.glob("*.pdf"))
        peaks = {p.stem: peak_memory(p) for p in paths}
        long = peak_memory(make_long(paths[0], Path(folder) / "long.pdf"))
    print(
        f"peak memory: {max(peaks.values()):.0f} MB ({max(peaks, key=peaks.__getitem__)}), {LONG} pages {long:.0f} MB"
    )


def _print_row(t: Timed) -> None:
    a, b, c = (value / t.pages for value in (t.ours, t.plumber, t.floor))
    print(f"{t.name[:43]:<44}{t.pages:>6}{a:>9.1f}{b:>9.1f}{c:>8.2f}{b / a:>8.1f}{a / c:>8.1f}", flush=True)


if __name__ == "__main__":
    main()
