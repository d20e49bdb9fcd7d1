"""Run folders of a few made-up facts, and reviewers who write into their sheets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from frictionless import validate

from myelomine.drafts import Draft, Evidence
from myelomine.records import Record, build_record, with_unique_ids
from myelomine.review.applying import Applied, apply_sheet
from myelomine.review.decisions import Signature
from myelomine.runfolder import DocumentResult, RunInfo, write_run
from myelomine.sheet import read_sheet, write_sheet
from myelomine.statuses import DocumentStatus

RUN = RunInfo("0.1.0", "f00d")
ANNA = Signature("anna", "2024-05-01T10:00:00+00:00", "extractions.csv")
PLACE = Evidence(3, "table 2", "≥PR 68 (60.2)", "cell.rate")

ORR = Draft("response", "ORR", (PLACE,), study="S1", group="Kd", value=Decimal("60.2"), unit="%", n=68, total=113)
CR = replace(ORR, name="CR", value=Decimal("6.2"), n=7)
PFS = Draft(
    "survival", "PFS", (PLACE,), study="S1", group="≥65 years", statistic="median",
    value=Decimal("11.1"), unit="months", ci_low="6.0", ci_high="NR", p_value="<0.001",
)  # fmt: skip
DOSE = Draft(
    "dose", "lenalidomide", (PLACE,), study="S1", statistic="dose",
    value=Decimal(25), unit="mg", days="1,4,8,11", cycle_days=28, route="PO",
)  # fmt: skip
TOXICITY = Draft(
    "toxicity", "neutropenia", (PLACE,), study="S1", group="Kd", statistic="rate", grade="3-4",
    value=Decimal("41.0"), unit="%",
)  # fmt: skip
DRAFTS = (ORR, CR, PFS, DOSE, TOXICITY)

Cells = dict[str, str]


def records_of(drafts: Sequence[Draft], document: str = "smith2011") -> tuple[Record, ...]:
    """The records of a document."""
    statistics = {"response": "rate"}
    whole = [replace(d, statistic=d.statistic or statistics.get(d.kind, "")) for d in drafts]
    return with_unique_ids([build_record(draft, document) for draft in whole])


def extract(folder: Path, drafts: Sequence[Draft] = DRAFTS) -> tuple[str, ...]:
    """Write a run that found these facts in one paper and nothing in another; its messages."""
    found = DocumentResult("smith2011.pdf", "smith2011", DocumentStatus.OK, records=records_of(drafts))
    scan = DocumentResult("scan.pdf", "scan", DocumentStatus.SCAN, reason="No text; run OCR first.")
    return write_run(folder, [found, scan], RUN).messages


def rows_of(file: Path) -> list[Cells]:
    """The rows of a sheet as dicts."""
    return [dict(row.cells) for row in read_sheet(file).rows]


def sheet_with(folder: Path, *edits: tuple[int, Cells], name: str = "back.csv") -> Path:
    """The folder's sheet as it comes back, with some cells of some rows (counted from 0) written over."""
    sheet = read_sheet(folder / "extractions.csv")
    rows = [dict(row.cells) for row in sheet.rows]
    for number, cells in edits:
        rows[number] |= cells
    write_sheet(folder.parent / name, sheet.columns, rows)
    return folder.parent / name


def sheet_of(folder: Path, change: Callable[[list[Cells]], list[Cells]]) -> Path:
    """The folder's sheet as it comes back, its rows changed by a function."""
    sheet = read_sheet(folder / "extractions.csv")
    write_sheet(folder.parent / "back.csv", sheet.columns, change([dict(row.cells) for row in sheet.rows]))
    return folder.parent / "back.csv"


def apply(folder: Path, *edits: tuple[int, Cells]) -> Applied:
    """Write into the sheet and apply it."""
    return apply_sheet(sheet_with(folder, *edits), folder, ANNA)


def decisions_in(folder: Path) -> list[tuple[str, str]]:
    """Each row of the next sheet: what is measured with its value, and the decision."""
    return [(f"{row['name']} {row['value']}", row["decision"]) for row in rows_of(folder / "extractions.csv")]


def check_package(folder: Path) -> None:
    """Let the Frictionless validator look at a run folder."""
    report = validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])
