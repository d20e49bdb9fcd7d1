"""Scores: the same figures as the reference scorer, and errors and differences that a person can act on."""

import importlib.util
import random
from dataclasses import replace
from pathlib import Path

import pytest

from myelomine.agreement import Level, Statement, level_of, pair_statements
from myelomine.records import FACT_COLUMNS, KINDS
from myelomine.score import (
    KindScore,
    compare_runs,
    compare_statements,
    read_statements,
    score_files,
    score_statements,
)
from myelomine.sheet import write_sheet

SHARED = Path(__file__).resolve().parents[2] / "shared"
COLUMNS = (*FACT_COLUMNS, "quote", "optional")


def row(kind="response", document="p1", **cells):
    return Statement(document, {"kind": kind, "document": document, **cells})


ORR = row(name="ORR", statistic="rate", value="60.2", unit="%", n="68", total="113", group="Kd|carfilzomib", study="S1")
PFS = row(
    "survival", name="PFS", statistic="landmark", time_months="24", value="71", unit="%", ci_low="65", p_value=".05"
)
RASH = row("toxicity", name="rash", statistic="rate", grade="3-4", value="5", unit="%")
DOSE = row("dose", name="lenalidomide", value="25", unit="mg", days="1-21", regimen="dexamethasone+lenalidomide")
SIZE = row("sample_size", name="randomized", value="300")
REGIMEN = row("regimen", name="dexamethasone+lenalidomide", regimen="dexamethasone+lenalidomide", group="Rd")


def changed(statement, **cells):
    return replace(statement, cells={**statement.cells, **cells})


AGREEMENTS = [
    (ORR, {}, Level.FULL),
    (ORR, {"value": "60.25"}, Level.FULL),
    (ORR, {"value": "60.3"}, Level.NONE),
    (ORR, {"name": "CR"}, Level.NONE),
    (ORR, {"value": ""}, Level.FULL),
    (ORR, {"value": "", "n": "60"}, Level.NONE),
    (ORR, {"group": "the Kd arm"}, Level.FULL),
    (ORR, {"group": "Vd"}, Level.FACT),
    (ORR, {"study": ""}, Level.FACT),
    (ORR, {"total": "110"}, Level.LINKED),
    (PFS, {"time_months": "24.4", "p_value": "P = 0.05"}, Level.FULL),
    (PFS, {"time_months": "25"}, Level.NONE),
    (PFS, {"statistic": "median"}, Level.NONE),
    (PFS, {"ci_low": "64"}, Level.LINKED),
    (RASH, {"grade": "Grade 3/4", "name": "Rashes"}, Level.FULL),
    (RASH, {"grade": ">=3"}, Level.NONE),
    (DOSE, {"regimen": "lenalidomide + dexamethasone"}, Level.FULL),
    (DOSE, {"regimen": "lenalidomide"}, Level.FACT),
    (DOSE, {"unit": "mg/m2"}, Level.NONE),
    (DOSE, {"days": "1–21"}, Level.FULL),
    (DOSE, {"days": "1-14"}, Level.LINKED),
    (SIZE, {"name": "enrolled"}, Level.FULL),
    (SIZE, {"name": "safety"}, Level.NONE),
    (REGIMEN, {"name": "lenalidomide+dexamethasone"}, Level.FULL),
    (REGIMEN, {"group": "MP"}, Level.FACT),
]


@pytest.mark.parametrize(("gold", "change", "level"), AGREEMENTS, ids=str)
def test_how_far_two_rows_agree(gold, change, level):
    assert level_of(gold, changed(gold, **change)) is level


def test_rows_pair_one_to_one_with_the_closest():
    gold = [changed(ORR, group="A"), changed(ORR, group="B")]
    found = [changed(ORR, group="B"), changed(ORR, group="C"), changed(ORR, group="D")]
    assert [(p.gold, p.found, p.level) for p in pair_statements(gold, found)] == [
        (1, 0, Level.FULL),
        (0, 1, Level.FACT),
    ]


def test_the_report_counts_and_lists():
    found = [changed(ORR, group="Vd"), RASH, changed(RASH, value="50", quote="half of them")]
    report = score_statements([ORR, PFS, RASH], found)
    by_kind = {score.kind: score for score in report.kinds}
    assert tuple(by_kind) == KINDS
    assert by_kind["toxicity"] == KindScore("toxicity", 1, 2, (1, 1, 1))
    assert by_kind["response"].agreeing == (1, 0, 0)
    assert (report.total.gold, report.total.extracted, report.total.agreeing) == (3, 3, (2, 1, 1))
    assert (report.missed, report.spurious) == ((PFS,), (found[2],))
    text = report.to_text(errors=True)
    assert "SPURIOUS [p1] kind=toxicity" in text
    assert "«half of them»" in text
    assert "LINK     [p1]" in text
    assert "MISSED" not in report.to_text()


def test_figures_of_a_kind():
    score = KindScore("dose", 8, 4, (2, 1, 0))
    assert (score.precision(Level.FACT), score.recall(Level.FACT)) == (0.5, 0.25)
    assert score.f1(Level.FACT) == pytest.approx(1 / 3)
    assert score.f1(Level.FULL) == 0.0


def test_optional_rows_cost_nothing_and_give_nothing():
    optional = changed(RASH, optional="1")
    assert score_statements([ORR, optional], [ORR]).total.recall(Level.FACT) == 1.0
    report = score_statements([ORR, optional], [ORR, RASH])
    assert (report.total.extracted, report.total.agreeing[0], report.spurious) == (1, 1, ())


def test_documents_without_rows_made_by_hand_are_left_out():
    assert score_statements([ORR], [ORR, row(document="other", name="CR", value="9")]).spurious == ()


def test_sheets_are_read_from_a_file_a_run_folder_or_a_folder(tmp_path):
    write_sheet(tmp_path / "gold.csv", COLUMNS, [{**DOSE.cells, "document": "Sub/P1.pdf"}])
    run = tmp_path / "run"
    run.mkdir()
    write_sheet(run / "extractions.csv", COLUMNS, [DOSE.cells])
    write_sheet(run / "documents.csv", ("document", "status"), [{"document": "p1", "status": "ok"}])
    assert [s.document for s in read_statements(tmp_path)] == ["p1"]
    assert read_statements(tmp_path)[0]["days"] == "1-21"
    assert score_files(tmp_path / "gold.csv", run).total.agreeing == (1, 1, 1)


def test_what_a_run_gained_lost_and_changed():
    before = [ORR, PFS, RASH, RASH, SIZE]
    after = [ORR, changed(PFS, ci_low="60"), changed(RASH, value="6"), RASH, DOSE]
    difference = compare_statements(before, after)
    assert difference.same == 2
    assert (difference.gained, difference.lost) == ((DOSE,), (SIZE,))
    assert [(c.before["kind"], c.columns) for c in difference.changed] == [
        ("survival", ("ci_low",)),
        ("toxicity", ("value",)),
    ]
    text = difference.to_text()
    assert "GAINED  [p1] regimen=dexamethasone+lenalidomide kind=dose" in text
    assert "ci_low: 65 -> 60" in text
    assert text.splitlines()[-1].split() == ["ALL", "1", "1", "2", "2", "the", "same"]


def test_a_run_against_itself_has_no_difference(tmp_path):
    write_sheet(tmp_path / "a.csv", COLUMNS, [r.cells for r in (ORR, PFS, RASH, DOSE, SIZE, REGIMEN)])
    difference = compare_runs(tmp_path / "a.csv", tmp_path / "a.csv")
    assert (difference.same, difference.gained, difference.lost, difference.changed) == (6, (), (), ())


def perturbed(rows, seed):
    """The rows as an imperfect extraction might give them: some lost, doubled, misread or hung elsewhere."""
    chance = random.Random(seed)
    groups = sorted({cells["group"] for cells in rows})
    for cells in rows:
        fate = chance.random()
        cells = {c: t for c, t in cells.items() if c != "optional"}
        if chance.random() < 0.7:
            cells = {c: t.split("|")[0] if c in ("study", "group", "regimen") else t for c, t in cells.items()}
        if fate < 0.1:
            continue
        column = chance.choice(
            ["value", "n", "total", "ci_low", "p_value", "days", "grade", "name", "study", "regimen"]
        )
        if fate < 0.35:
            cells[column] = chance.choice(["", "7", cells[column], "3-4"])
        elif fate < 0.5:
            cells["group"] = chance.choice(groups)
        yield cells
        if fate > 0.93:
            yield dict(cells)


def reference_scorer():
    spec = importlib.util.spec_from_file_location("reference_score", SHARED / "score" / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(not SHARED.is_dir(), reason="the reference scorer beside the project is not here")
@pytest.mark.parametrize("seed", range(3))
def test_figures_equal_those_of_the_reference_scorer(tmp_path, seed):
    reference = reference_scorer()
    gold = reference.read(SHARED / "gold")
    write_sheet(tmp_path / "extractions.csv", COLUMNS, perturbed(gold, seed))
    expected = reference.score(gold, reference.read(tmp_path / "extractions.csv"))
    report = score_files(SHARED / "gold", tmp_path)
    for score in (*report.kinds, report.total):
        line = expected[score.kind]
        assert (score.gold, score.extracted) == (line["gold"], line["extracted"])
        for level in (Level.FACT, Level.LINKED, Level.FULL):
            figures = {"precision": score.precision(level), "recall": score.recall(level), "f1": score.f1(level)}
            assert figures == pytest.approx(line[level.name.lower()])
    assert report.total.f1(Level.FULL) < report.total.f1(Level.LINKED) < report.total.f1(Level.FACT) < 1
