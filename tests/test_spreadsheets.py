"""A whole sheet goes through LibreOffice and pandas and loses nothing: no cell, no decision, no invented edit."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from review_runs import ANNA, DOSE, DRAFTS, ORR, PFS, PLACE, TOXICITY, extract, sheet_with

from myelomine.review.applying import apply_sheet
from myelomine.review.cells import NUMERIC_COLUMNS, same_cell
from myelomine.sheet import Sheet, read_sheet

LONG = "In “the” group, 12; 34\tof 56 — “≥PR”: 60·2% " * 80
#: Words that a spreadsheet may take for something else, as groups of patients.
NASTY = (
    "3/45", "1-4", "=1+1", "+x", "-x", "@SUM(A1)", "'tis", "May 2", "007", "TRUE", "none", "1,4,8,11", "12E3",
    "≥65 years", "a;b|c", 'the "old" ones', " led by a space", "10:30",
)  # fmt: skip
FACTS = (
    *DRAFTS,
    *(replace(ORR, group=group, value=Decimal("3.40"), n=None, total=None) for group in NASTY),
    replace(TOXICITY, group="long", evidence=(replace(PLACE, quote=LONG),)),
    replace(TOXICITY, group="lines", evidence=(replace(PLACE, quote="one line\nand another\r\nand \x0b more"),)),
    replace(DOSE, name="dexamethasone", days="1-4", cycles="5-", frequency="daily"),
    replace(PFS, group="late", value=None, qualifier="not reached", p_value=".05", ci_low="NE", ci_high="NR"),
)

Trip = Callable[[Path, Path], Path]


def through_pandas(sheet: Path, folder: Path) -> Path:
    """As pandas reads and writes it when it is told nothing."""
    back = folder / "pandas.csv"
    pd.read_csv(sheet).to_csv(back, index=False)
    return back


def through_pandas_as_text(sheet: Path, folder: Path) -> Path:
    back = folder / "pandas-text.csv"
    frame = pd.read_csv(sheet, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    frame.to_csv(back, index=False, sep=";", encoding="utf-16")
    return back


def through_libreoffice(sheet: Path, folder: Path) -> Path:
    """CSV to xlsx and back to CSV, as LibreOffice converts them when it is told nothing but UTF-8."""
    convert(sheet, folder, "xlsx", "--infilter=CSV:44,34,76")
    return convert(folder / f"{sheet.stem}.xlsx", folder / "back", "csv:Text - txt - csv (StarCalc):44,34,76")


def convert(file: Path, folder: Path, form: str, *options: str) -> Path:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    profile = f"-env:UserInstallation={(file.parent / 'profile').as_uri()}"
    command = [program, profile, "--headless", *options, "--convert-to", form, "--outdir", str(folder), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return folder / f"{file.stem}.{form.partition(':')[0]}"


@pytest.fixture(params=[through_pandas, through_pandas_as_text, through_libreoffice], ids=lambda trip: trip.__name__)
def trip(request: pytest.FixtureRequest) -> Trip:
    return request.param


def lost(before: Sheet, after: Sheet) -> list[tuple[int, str, str, str]]:
    """The cells that say something else than before; numbers may be written in another form."""
    assert after.columns == before.columns
    assert len(after.rows) == len(before.rows)
    return [
        (row.number, column, row.cells[column], other.cells[column])
        for row, other in zip(before.rows, after.rows, strict=True)
        for column in before.columns
        if row.cells[column] != other.cells[column]
        and not (
            column in NUMERIC_COLUMNS | {"confidence"} and same_cell(column, row.cells[column], other.cells[column])
        )
        and not (row.cells[column] == "" and other.cells[column].lower() in ("", "nan"))
    ]


def test_no_cell_is_lost(tmp_path, trip):
    run = tmp_path / "run"
    extract(run, FACTS)
    back = trip(run / "extractions.csv", tmp_path)
    assert lost(read_sheet(run / "extractions.csv"), read_sheet(back)) == []


def test_no_edit_is_invented(tmp_path, trip):
    run = tmp_path / "run"
    extract(run, FACTS)
    applied = apply_sheet(trip(run / "extractions.csv", tmp_path), run, ANNA)
    assert (applied.decisions, applied.unclear) == ((), ())


def test_no_decision_is_lost(tmp_path, trip):
    run = tmp_path / "run"
    extract(run, FACTS)
    written = sheet_with(
        run,
        (0, {"decision": "accept", "comment": "=p. 3, 1-4"}),
        (1, {"decision": "reject"}),
        (2, {"value": "11.40"}),
        (6, {"group": "2-5"}),
        (7, {"decision": "accept"}),
    )
    applied = apply_sheet(trip(written, tmp_path), run, ANNA)
    assert applied.unclear == ()
    said = [(d.judgement.verdict.value, d.judgement.comment) for d in applied.decisions]
    expected = [("accept", "=p. 3, 1-4"), ("reject", ""), ("edit", ""), ("edit", ""), ("accept", "")]
    assert sorted(said) == sorted(expected)
