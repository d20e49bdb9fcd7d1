"""How far flags and confidence can be trusted: false alarms on correct records, and precision where nothing is flagged.

usage: python benchmarks/flags.py GOLD RUN [--list]

GOLD is a sheet or folder of sheets made by hand, RUN a run folder over the same papers. A row of the run is correct
when it pairs with a row of GOLD at the level `fact` (as `myelomine score` does). Flags that point at a true slip of a
paper are counted as false alarms too, so that figure is an upper bound; `--list` shows the rows behind it, and the
incorrect rows that carry no flag.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from myelomine.agreement import Statement, pair_statements
from myelomine.normalizer.checks import Severity, severity_of
from myelomine.records import KINDS, SEPARATOR
from myelomine.score import describe, read_statements

#: The lower ends of the bands of confidence, the highest first.
BANDS = (0.95, 0.9, 0.85, 0.8, 0.7, 0.0)
MOST_FALSE_ALARMS, LEAST_UNFLAGGED, LEAST_TOP_BAND = 0.03, 0.98, 0.99


@dataclass(frozen=True, slots=True)
class Judged:
    """A row of the run, and whether the rows made by hand say the same."""

    row: Statement
    correct: bool

    @property
    def flags(self) -> tuple[str, ...]:
        """Its flags."""
        return tuple(self.row["flags"].split(SEPARATOR)) if self.row["flags"] else ()

    @property
    def is_alarmed(self) -> bool:
        """Whether a flag calls it an error."""
        return any(severity_of(flag) is Severity.ERROR for flag in self.flags)

    @property
    def confidence(self) -> float:
        """Its confidence, 0 to 1."""
        return float(self.row["confidence"] or 0)


def main() -> None:
    """Print the figures, and the rows behind them where that is asked for."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("gold", type=Path)
    options.add_argument("run", type=Path)
    options.add_argument("--list", action="store_true", help="show the alarms on correct rows and the unflagged errors")
    asked = options.parse_args()
    judged = judge(read_statements(asked.gold), read_statements(asked.run))
    print("\n".join([*(listed(judged) if asked.list else ()), *report(judged)]))


def judge(gold: Sequence[Statement], found: Sequence[Statement]) -> list[Judged]:
    """Every row about a document of `gold`, but for those that pair with an optional row, which count for nothing."""
    documents = sorted({row.document for row in gold})
    return [judged for document in documents for kind in KINDS for judged in _judge_kind(gold, found, document, kind)]


def _judge_kind(gold: Sequence[Statement], found: Sequence[Statement], document: str, kind: str) -> Iterator[Judged]:
    asked, told = _of(gold, document, kind), _of(found, document, kind)
    by_found = {pair.found: asked[pair.gold] for pair in pair_statements(asked, told)}
    for number, row in enumerate(told):
        match = by_found.get(number)
        if match is None or not match.is_optional:
            yield Judged(row, match is not None)


def _of(rows: Iterable[Statement], document: str, kind: str) -> list[Statement]:
    return [row for row in rows if row.document == document and row["kind"] == kind]


def report(judged: Sequence[Judged]) -> Iterator[str]:
    """The figures, each with its bar."""
    correct = [j for j in judged if j.correct]
    alarmed = [j for j in correct if j.is_alarmed]
    share = len(alarmed) / max(len(correct), 1)
    yield f"{len(judged)} rows, {len(correct)} correct, {sum(1 for j in judged if j.flags)} flagged"
    yield f"correct rows with an error flag   {len(alarmed):>5} {share:>8.2%}  (bar: at most {MOST_FALSE_ALARMS:.0%})"
    bar = f"(bar: at least {LEAST_UNFLAGGED})"
    yield _precision("rows without a flag", [j for j in judged if not j.flags], bar)
    yield _precision("rows with a warning or note alone", [j for j in judged if j.flags and not j.is_alarmed])
    yield _precision("rows with an error flag", [j for j in judged if j.is_alarmed])
    for low, high in zip(BANDS, (1.01, *BANDS), strict=False):
        band = [j for j in judged if low <= j.confidence < high]
        bar = f"(bar: at least {LEAST_TOP_BAND})" if low == BANDS[0] else ""
        yield _precision(f"confidence {low:.2f} to {min(high, 1.0):.2f}", band, bar)


def _precision(name: str, judged: Sequence[Judged], bar: str = "") -> str:
    right = sum(j.correct for j in judged)
    figure = f"{right / len(judged):.4f}" if judged else "-"
    return f"{name:<34}{right:>5} of {len(judged):>5} {figure:>8}  {bar}".rstrip()


def listed(judged: Iterable[Judged]) -> Iterator[str]:
    """The rows behind the figures: alarms on correct rows, and incorrect rows without a flag."""
    for each in judged:
        if each.correct and each.is_alarmed:
            yield f"ALARM    {describe(each.row)}\n         {SEPARATOR.join(each.flags)}"
        if not each.correct and not each.flags:
            yield f"UNSEEN   {each.confidence:.2f} {describe(each.row)}"


if __name__ == "__main__":
    main()
