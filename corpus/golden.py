"""What the tool writes for the sample papers today, kept so that every change of it is seen and decided on.

usage: python -m corpus.golden [NAME ...]            compare the records of today with the kept ones
       python -m corpus.golden --update [NAME ...]   keep the records of today where none are kept yet
       python -m corpus.golden --update --force      keep those of today in any case, and the scores with them

Run it from the project's root with myelomine installed. `golden/NAME.csv` holds a paper's records in every column but
`bbox`, which moves with the version of the PDF library; `golden/scores.toml` how well they agree with
`NAME.expected.csv`. They have a folder of their own, since `myelomine score corpus RUN` takes every CSV in `corpus`
for records made by hand.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from difflib import unified_diff
from pathlib import Path

from corpus.build import HERE, NAMES
from myelomine.agreement import Level, Statement
from myelomine.parser import read_document
from myelomine.pipeline import extract_document
from myelomine.records import COLUMNS, Record
from myelomine.score import LEVELS, KindScore, read_statements, score_statements
from myelomine.sheet import print_sheet

FOLDER = HERE / "golden"
SCORES_NAME = "scores.toml"
KEPT_COLUMNS = tuple(column for column in COLUMNS if column != "bbox")
#: A figure may lose what rounding to the three decimals of the table takes.
ROUNDING = 0.0005

Scores = Mapping[str, Mapping[str, float]]


class AlreadyKept(Exception):
    """Kept records or scores differ from those of today."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path.name} is kept and differs. Look at the differences, then add --force to replace it.")


def extracted(name: str) -> tuple[Record, ...]:
    """The records of a sample paper today."""
    return extract_document(read_document(HERE / f"{name}.pdf")).records


def sheet_text(records: Sequence[Record]) -> str:
    """The records as the text of a sheet, without what no person would check."""
    return print_sheet(KEPT_COLUMNS, (record.row() for record in records))


def differences(kept: str, today: str) -> list[str]:
    """The lines in which two sheets differ."""
    return list(unified_diff(kept.splitlines(), today.splitlines(), "kept", "today", lineterm="", n=0))


def score_of(name: str, records: Sequence[Record]) -> dict[str, float]:
    """How well the records agree with those made by hand."""
    found = [Statement(name, record.row()) for record in records]
    return figures(score_statements(read_statements(HERE / f"{name}.expected.csv"), found).total)


def figures(score: KindScore) -> dict[str, float]:
    """Precision and recall of the facts and F1 of each level, to three decimals."""
    shares = {f"{level.name.lower()}_f1": score.f1(level) for level in LEVELS}
    all_shares = {"precision": score.precision(Level.FACT), "recall": score.recall(Level.FACT), **shares}
    return {name: round(share, 3) for name, share in all_shares.items()}


def fallen(kept: Mapping[str, float], today: Mapping[str, float]) -> list[str]:
    """The figures that are lower than those kept."""
    return [f"{name} {today[name]} < {share}" for name, share in kept.items() if today[name] < share - ROUNDING]


def read_scores(folder: Path = FOLDER) -> Scores:
    """The scores kept, by paper; none where no file is kept."""
    file = folder / SCORES_NAME
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def scores_text(scores: Scores) -> str:
    """The scores as a TOML file: a table a paper, a line a figure."""
    lines = [
        "# Agreement with NAME.expected.csv: no figure may fall. Written by: python -m corpus.golden --update --force"
    ]
    for name in sorted(scores):
        lines += ["", f"[{name}]", *(f"{figure} = {share:.3f}" for figure, share in scores[name].items())]
    return "\n".join(lines) + "\n"


def keep(path: Path, text: str, force: bool) -> bool:
    """Write a file; one that says something else is replaced by force only. True when the file was written."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    if path.exists() and not force:
        raise AlreadyKept(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    return True


def update(names: Sequence[str], force: bool, folder: Path = FOLDER) -> Iterator[str]:
    """Keep the records and scores of today; a line for each file written."""
    kept = read_scores(folder)
    scores = dict(kept)
    for name in names:
        records = extracted(name)
        if keep(folder / f"{name}.csv", sheet_text(records), force):
            yield f"kept {len(records)} records of {name}"
        scores[name] = score_of(name, records)
    added_only = all(scores[name] == kept[name] for name in kept)
    if keep(folder / SCORES_NAME, scores_text(scores), force or added_only):
        yield f"kept the scores of {len(scores)} papers"


def compare(names: Sequence[str], folder: Path = FOLDER) -> Iterator[str]:
    """The lines in which the records of today differ from those kept."""
    for name in names:
        file = folder / f"{name}.csv"
        if not file.exists():
            yield f"{name}: nothing is kept; keep the records of today with --update"
            continue
        yield from (f"{name}: {line}" for line in differences(file.read_text("utf-8"), sheet_text(extracted(name))))


def main(arguments: Sequence[str]) -> int:
    """Compare or update; 1 when something differs."""
    parser = argparse.ArgumentParser(prog="python -m corpus.golden", description="Golden records of the sample papers.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="papers; all by default")
    parser.add_argument("--update", action="store_true", help="keep the records of today")
    parser.add_argument("--force", action="store_true", help="replace what is kept")
    chosen = parser.parse_args(arguments)
    names = chosen.names or NAMES
    if unknown := set(names) - set(NAMES):
        parser.error(f"no sample paper is called {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    try:
        lines = list(update(names, chosen.force) if chosen.update else compare(names))
    except AlreadyKept as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print("\n".join(lines) or "nothing differs")
    return 0 if chosen.update or not lines else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
