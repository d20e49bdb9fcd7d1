"""Random and mutated input: whether anything makes the tool fail, hang or eat memory.

usage: python benchmarks/fuzz.py [--cases 10000] [--seed 6] [--jobs 2] [--keep FOLDER]

Half of the cases are texts made from the sample papers and changed at random, four of ten random tables, one a sample
PDF with changed bytes or objects. Each is read and searched in a worker process of the tool with its limits of time and
memory, and its records are written as a run would write them. Refusing a file is right; a traceback, a dead process or
a limit that is met is a finding, printed with the command that repeats it. Ends with 1 if there is any.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from myelomine.document import Block, BlockKind, Cell, Document, DocumentKind, Page, Section, Table
from myelomine.errors import MyelomineError
from myelomine.evidence import evidence_table
from myelomine.executors.base import Limits, Lost
from myelomine.executors.processes import ProcessExecutor
from myelomine.normalizer.checks.tables import table_notes
from myelomine.parser import read_document
from myelomine.parser.export import document_to_json, document_to_text
from myelomine.pipeline import extract_document
from myelomine.review.store import records_bytes

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
LAYERS = ("text", "table", "text", "table", "text", "table", "text", "table", "text", "pdf")
LIMITS = Limits(jobs=2)
#: A case that takes longer on the processor is a finding, though it ends.
SLOW_SECONDS = 20.0

UNITS = ("", "%", " (33)", " (4–9)", "/120", " mg")
#: What papers and broken converters print where a reader expects something else.
ODD_TEXT = (
    *(
        "",
        " ",
        "\t",
        "\n",
        "\f",
        "\0",
        "\u00a0",
        "\u2009",
        "\u200b",
        "\u202e",
        "\ufeff",
        "\ufffd",
        "\u0301",
        "\U0001f489",
    ),
    *("0", "00", "-0", "1e309", "9" * 400, "0.0", "1.2.3", "1,2,3,4", "12,5", "1·3", "٣", "²", "½", "Ⅳ", "①", "10^{9}"),
    *("%", "(", ")", "[", "]", "((", "/", "//", "–", "±", "<", ">", "≥", "=", "|", "+", ";", ":", "…", '"', "'", "\\"),
    *("0/0", "5/0", "0 of 0", "100% (0/0)", "n = 0", "N = -1", "p < 0", "95% CI, –", "CI 5–3", "101%", "1.3 mg/m2"),
    *(
        "respectively",
        "versus",
        "vs.",
        "and",
        "Table 1",
        "grade 3–4",
        "median",
        "not reached",
        "days 1, 4, 8, 11",
        "every",
    ),
)
ODD_NUMBERS = (b"0", b"-1", b"1", b"65536", b"2147483648", b"-2147483649", b"99999999999999999999", b".0000001", b"1e9")


@dataclass(frozen=True, slots=True)
class Case:
    """One input, made again from its seed at any time."""

    layer: str
    seed: str

    @property
    def chance(self) -> random.Random:
        """The random numbers that make it."""
        return random.Random(f"{self.layer} {self.seed}")


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a case: read or the reason of a refusal, its records, and its seconds on the processor."""

    outcome: str
    records: int
    seconds: float


def main() -> None:
    """Try all cases and print what came of them."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cases", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=6)
    options.add_argument("--jobs", type=int, default=LIMITS.jobs)
    options.add_argument("--only", nargs=2, metavar=("LAYER", "SEED"), help="repeat one case in this process")
    options.add_argument("--keep", type=Path, metavar="FOLDER", help="write the input of each finding there")
    asked = options.parse_args()
    if asked.only:
        print(try_case(Case(*asked.only)))
        return
    cases = [Case(LAYERS[n % len(LAYERS)], f"{asked.seed}-{n}") for n in range(asked.cases)]
    findings = try_all(cases, replace(LIMITS, jobs=asked.jobs))
    if asked.keep:
        keep(findings, asked.keep)
    sys.exit(bool(findings))


def try_all(cases: Sequence[Case], limits: Limits) -> list[Case]:
    """Try each case in a worker process; tells the findings, then the figures of each layer."""
    findings: list[Case] = []
    tried: dict[Case, Tried] = {}
    begun = time.monotonic()
    for position, answer in ProcessExecutor(limits, sources).run(try_case, cases):
        if isinstance(answer, Tried) and answer.seconds > SLOW_SECONDS:
            answer = Lost("slow", f"{answer.seconds:.0f} seconds on the processor")
        if isinstance(answer, Lost):
            findings.append(cases[position])
            tell(cases[position], answer)
        else:
            tried[cases[position]] = answer
        done = len(findings) + len(tried)
        if done % 500 == 0:
            print(f"{done} cases, {len(findings)} findings, {time.monotonic() - begun:.0f} s", flush=True)
    for layer in dict.fromkeys(LAYERS):
        print(figures(layer, [case for case in findings if case.layer == layer], tried))
    return findings


def tell(case: Case, lost: Lost) -> None:
    """Print a finding and how to see it again."""
    print(f"FINDING {lost.status}: python benchmarks/fuzz.py --only {case.layer} {case.seed}")
    print(lost.detail or lost.reason, flush=True)


def figures(layer: str, findings: Sequence[Case], tried: dict[Case, Tried]) -> str:
    """One line about a layer."""
    outcomes = [(case, done) for case, done in tried.items() if case.layer == layer]
    counts = Counter(done.outcome for _, done in outcomes)
    slowest = max(outcomes, key=lambda pair: pair[1].seconds, default=None)
    return (
        f"{layer:<6}{len(outcomes) + len(findings):>7} cases{len(findings):>5} findings; "
        + ", ".join(f"{outcome} {count}" for outcome, count in counts.most_common())
        + f"; {sum(done.records for _, done in outcomes)} records"
        + (f"; slowest {slowest[1].seconds:.2f} s ({slowest[0].seed})" if slowest else "")
    )


def keep(findings: Sequence[Case], folder: Path) -> None:
    """Write the inputs of findings as files, tables as what `read` prints of them."""
    folder.mkdir(parents=True, exist_ok=True)
    for case in findings:
        content = MAKERS[case.layer](case.chance)
        data = document_to_text(content).encode() if isinstance(content, Document) else content
        (folder / f"{case.layer}-{case.seed}.{'pdf' if case.layer == 'pdf' else 'txt'}").write_bytes(data)


def try_case(case: Case) -> Tried:
    """Read and search one input and write what is found; a file that is refused is told as refused."""
    begun = time.process_time()
    content = MAKERS[case.layer](case.chance)
    outcome, records = "read", 0
    try:
        records = use(content if isinstance(content, Document) else read_bytes(content, case.layer))
    except MyelomineError as error:
        outcome = error.status
    return Tried(outcome, records, time.process_time() - begun)


def read_bytes(data: bytes, layer: str) -> Document:
    """Read the bytes as a file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "case.pdf" if layer == "pdf" else "case.txt")
        file.write_bytes(data)
        return read_document(file)


def use(document: Document) -> int:
    """Do with a document what a run does; the number of its records."""
    records = extract_document(document).records
    document_to_json(document)
    table_notes(document)
    records_bytes(records)
    evidence_table(records)
    for record in records:
        record.row()
    return len(records)


# --- texts ----------------------------------------------------------------------------------------------------------


@cache
def sources() -> tuple[str, ...]:
    """The paragraphs and tables of the sample papers; made before the workers start, which then share them."""
    documents = [read_document(file) for file in sorted(CORPUS.glob("*.pdf"))]
    for document in documents:
        extract_document(document)  # loads the patterns
    return tuple(part for document in documents for part in document_to_text(document).split("\n\n") if part.strip())


def make_text(chance: random.Random) -> bytes:
    """Some paragraphs of the sample papers with random changes; now and then nothing but noise."""
    if chance.random() < 0.05:
        return chance.randbytes(chance.randrange(2000))
    parts = [chance.choice(sources()) for _ in range(chance.choice((1, 1, 1, 2, 5)))]
    text = "\n\n".join(parts)
    for _ in range(chance.randint(1, 12)):
        text = chance.choice(TEXT_CHANGES)(text, chance)
    return text[:12_000].encode("utf-8", "replace")


def _stretch(text: str, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(text) + 1)
    return start, min(len(text), start + chance.choice((1, 3, 10, 40, 200)))


def drop(text: str, chance: random.Random) -> str:
    """Leave a stretch out."""
    start, end = _stretch(text, chance)
    return text[:start] + text[end:]


def repeat(text: str, chance: random.Random) -> str:
    """Print a stretch many times."""
    start, end = _stretch(text, chance)
    return text[:start] + text[start:end] * chance.choice((2, 3, 60)) + text[end:]


def insert(text: str, chance: random.Random) -> str:
    """Print something odd, once or many times."""
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(ODD_TEXT) * chance.choice((1, 1, 1, 1, 2, 2, 50, 1000)) + text[at:]


def change_numbers(text: str, chance: random.Random) -> str:
    """Print odd things in the place of some numbers."""
    return re.sub(r"\d+", lambda hit: chance.choice(ODD_TEXT) if chance.random() < 0.2 else hit[0], text)


def shuffle_words(text: str, chance: random.Random) -> str:
    """Print the words of a stretch in another order."""
    start, end = _stretch(text, chance)
    words = text[start:end].split(" ")
    chance.shuffle(words)
    return text[:start] + " ".join(words) + text[end:]


def change_spaces(text: str, chance: random.Random) -> str:
    """Print other white space, or none, in the place of some spaces."""
    other = chance.choice(("", "\t", "\n", "\n\n", "  ", "\u00a0"))
    return re.sub(" ", lambda hit: other if chance.random() < 0.1 else hit[0], text)


def cross(text: str, chance: random.Random) -> str:
    """Go on in the middle with another paragraph."""
    other = chance.choice(sources())
    return text[: chance.randrange(len(text) + 1)] + other[chance.randrange(len(other)) :]


TEXT_CHANGES: tuple[Callable[[str, random.Random], str], ...] = (
    *(drop, repeat, insert, change_numbers, shuffle_words, change_spaces, cross),
)

# --- tables ---------------------------------------------------------------------------------------------------------


@cache
def phrases() -> tuple[str, ...]:
    """What stands in the cells of the sample papers' tables, and other short pieces of their text."""
    return tuple(
        piece for part in sources() for line in part.split("\n") for piece in line.split("\t") if len(piece) < 80
    )


def make_table(chance: random.Random) -> Document:
    """A document of one table: a random grid with spans, row groups, marks in its text, and a caption."""
    rows, columns = chance.randint(1, chance.choice((3, 6, 14))), chance.randint(1, chance.choice((3, 6, 8)))
    captions = [_cell_text(chance) for _ in range(3)]
    table = Table(
        "t1",
        (1,),
        chance.choice(("", "Table 1", "Table 2A")),
        " ".join(captions),
        tuple(_cells(rows, columns, chance)),
        header_rows=chance.randint(0, min(rows, 3)),
        group_rows=frozenset(row for row in range(rows) if chance.random() < 0.1),
        indents=tuple(chance.randint(0, 2) for _ in range(chance.choice((0, rows)))),
        footnotes=tuple(_cell_text(chance) for _ in range(chance.randint(0, 2))),
        section=chance.choice(list(Section)),
    )
    text = chance.choice(sources())
    block = Block("b0", 1, BlockKind.PARAGRAPH, Section.RESULTS, re.sub(r"\s+", " ", text))
    return Document("0" * 64, "case", chance.choice(list(DocumentKind)), "", (Page(1),), (block,), (table,))


def _cells(rows: int, columns: int, chance: random.Random) -> list[Cell]:
    """Cells that cover the grid once; some span several places, some places are left empty."""
    cells, taken = [], set()
    for row in range(rows):
        for column in range(columns):
            if (row, column) in taken or chance.random() < 0.05:
                continue
            tall, wide = _spans(row, column, (rows, columns), chance)
            places = {(r, c) for r in range(row, row + tall) for c in range(column, column + wide)}
            if places & taken:
                tall, wide, places = 1, 1, {(row, column)}
            taken |= places
            text = _cell_text(chance)
            cells.append(Cell(row, column, text, tall, wide, page=1, line_starts=_line_starts(text, chance)))
    return cells


def _spans(row: int, column: int, size: tuple[int, int], chance: random.Random) -> tuple[int, int]:
    tall = chance.randint(1, 3) if chance.random() < 0.08 else 1
    wide = chance.randint(1, 4) if chance.random() < 0.12 else 1
    return min(tall, size[0] - row), min(wide, size[1] - column)


def _cell_text(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.15:
        return ""
    if kind < 0.5:
        text = f"{chance.choice((0, 1, 7, 12.5, 61, 100, 240))}{chance.choice(UNITS)}"
    else:
        text = chance.choice(phrases())
    if chance.random() < 0.15:
        text = chance.choice(TEXT_CHANGES[:-1])(text, chance)
    return re.sub(r"\s+", " ", text).strip()[:4000]


def _line_starts(text: str, chance: random.Random) -> tuple[int, ...]:
    if not text:
        return ()
    breaks = [hit.end() for hit in re.finditer(" ", text) if chance.random() < 0.2]
    return (0, *breaks)


# --- PDFs -----------------------------------------------------------------------------------------------------------


@cache
def pdfs() -> tuple[bytes, ...]:
    """The sample papers as they are."""
    return tuple(file.read_bytes() for file in sorted(CORPUS.glob("*.pdf")))


def make_pdf(chance: random.Random) -> bytes:
    """A sample paper with a few random changes to its bytes or objects."""
    data = bytearray(chance.choice(pdfs()))
    for _ in range(chance.choice((1, 1, 2, 4))):
        chance.choice(PDF_CHANGES)(data, chance)
    return bytes(data)


def flip(data: bytearray, chance: random.Random) -> None:
    """Change single bits, few or many."""
    for _ in range(chance.choice((1, 10, 300)) if data else 0):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def truncate(data: bytearray, chance: random.Random) -> None:
    """Lose the end, mostly a little of it."""
    lost = chance.choice((1, 100, 2000, len(data) // 2))
    del data[max(len(data) - chance.randint(0, lost), 0) :]


def cut(data: bytearray, chance: random.Random) -> None:
    """Lose a stretch, double it, or blank it."""
    start = chance.randrange(len(data) + 1)
    end = start + chance.choice((1, 30, 500, 5000))
    stretch = data[start:end]
    data[start:end] = chance.choice((b"", stretch * 2, bytes(len(stretch)), chance.randbytes(len(stretch))))


def swap_objects(data: bytearray, chance: random.Random) -> None:
    """Give the numbers of two objects to each other."""
    bodies = list(re.finditer(rb"(?<= 0 obj).*?(?=endobj)", data, re.S))
    if len(bodies) < 2:
        return
    first, second = sorted(chance.sample(bodies, 2), key=lambda hit: hit.start())
    data[second.start() : second.end()], one = first[0], second[0]
    data[first.start() : first.end()] = one


def change_references(data: bytearray, chance: random.Random) -> None:
    """Point references to other objects, so that trees grow loops and pages lose their parts."""
    count = data.count(b" 0 obj") or 1
    share = chance.choice((0.005, 0.02, 0.1))

    def other(hit: re.Match[bytes]) -> bytes:
        return b"%d 0 R" % chance.randrange(count + 1) if chance.random() < share else hit[0]

    data[:] = re.sub(rb"\d+ 0 R\b", other, data)


def change_figures(data: bytearray, chance: random.Random) -> None:
    """Put odd numbers in the place of some: lengths, offsets, sizes, places on the page."""
    share = chance.choice((0.001, 0.02))
    data[:] = re.sub(
        rb"-?\d+(?:\.\d+)?", lambda hit: chance.choice(ODD_NUMBERS) if chance.random() < share else hit[0], data
    )


def cross_pdfs(data: bytearray, chance: random.Random) -> None:
    """Take a stretch from another sample."""
    other = chance.choice(pdfs())
    start = chance.randrange(len(other))
    at = chance.randrange(len(data) + 1)
    data[at : at + 1000] = other[start : start + chance.choice((100, 3000, 20_000))]


PDF_CHANGES: tuple[Callable[[bytearray, random.Random], None], ...] = (
    *(flip, truncate, cut, swap_objects, change_references, change_figures, cross_pdfs),
)
MAKERS: dict[str, Callable[[random.Random], bytes | Document]] = {
    "text": make_text,
    "table": make_table,
    "pdf": make_pdf,
}

if __name__ == "__main__":
    main()
