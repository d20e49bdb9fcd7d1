"""`myelomine explain` shows where a record comes from and why."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from review_runs import ANNA, check_package, rows_of, sheet_of, sheet_with

from myelomine.cli import main
from myelomine.errors import ReviewError
from myelomine.explain.report import explain_record
from myelomine.explain.rules import rule_lines
from myelomine.patterns import load_patterns
from myelomine.review.applying import apply_sheet

TEXT = (
    "Abstract\n\nWe studied lenalidomide plus dexamethasone in relapsed multiple myeloma.\n\n"
    "Results\n\nIn all, 113 patients were enrolled. The overall response rate was 60.9% (68 of 113; P < 0.001). "
    "The median progression-free survival was 48 weeks.\n\n"
    "Table 1. Adverse events\n\nEvent\tGrade 3-4, n (%)\nNeutropenia\t46 (40.7)\nAnemia\t12 (10.6)\n"
)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """The run folder of a paper of a few sentences and a table."""
    paper = tmp_path / "papers" / "smith2011.txt"
    paper.parent.mkdir()
    paper.write_text(TEXT, "utf-8")
    done = CliRunner().invoke(main, ["extract", str(paper), "--out", str(tmp_path / "run"), "-j", "1"])
    assert done.exit_code == 0, done.output
    check_package(tmp_path / "run")
    return tmp_path / "run"


def record_id(run: Path, name: str) -> str:
    return next(row["record_id"] for row in rows_of(run / "extractions.csv") if row["name"] == name)


def explained(run: Path, name: str) -> list[str]:
    return [line.strip() for line in explain_record(run, record_id(run, name)).splitlines()]


def test_a_sentence_is_shown_in_its_paragraph_with_its_patterns_and_steps(run):
    lines = explained(run, "ORR")
    assert any(line.startswith("“The overall response rate was 60.9%") for line in lines)
    assert any("In all, 113 patients were enrolled. «The overall response rate" in line for line in lines)
    assert any(line.startswith("percent.plain (numbers.toml)") for line in lines)
    assert any(line.startswith("response.ORR (endpoints.tsv)") for line in lines)
    assert "value 60.9: printed as “60.9%” (percent.plain)" in lines
    assert "total 113: printed as “68 of 113” (count_of_total.plain)" in lines
    assert "p_value <0.001: printed as “P < 0.001” (p_value.plain)" in lines


def test_a_time_in_weeks_is_shown_with_its_conversion(run):
    assert any(line.startswith("value 11.") and "“48 weeks”, in months" in line for line in explained(run, "PFS"))


def test_a_table_cell_is_shown_with_its_headers(run):
    lines = explained(run, "neutropenia")
    assert "Grade 3-4, n (%): 46 (40.7)" in lines
    assert "grade 3-4: printed as “Grade 3-4” around the quote (grade.band)" in lines
    assert any(line.startswith("toxicity.neutropenia (toxicities.tsv)") for line in lines)


def test_a_flag_is_shown_with_the_explanation_of_its_check(run):
    lines = explained(run, "ORR")
    place = next(i for i, line in enumerate(lines) if line.startswith("percent-count: "))
    assert lines[place + 1].startswith("error: ")
    assert "Flags: none; no check found anything." in explained(run, "anemia")


def test_the_decisions_about_a_record_are_shown(run):
    row = next(i for i, cells in enumerate(rows_of(run / "extractions.csv")) if cells["name"] == "ORR")
    apply_sheet(sheet_with(run, (row, {"value": "60.2", "comment": "misprint"})), run, ANNA)
    lines = explained(run, "ORR")
    assert f"{ANNA.time} anna: edit (value 60.9 → 60.2): misprint [{ANNA.sheet}]" in lines
    assert "value        60.2" in lines


def test_a_row_that_a_reviewer_added_is_explained_by_its_decision(run):
    added = {"document": "smith2011", "kind": "response", "name": "CR", "value": "12"}
    apply_sheet(sheet_of(run, lambda rows: [added]), run, ANNA)
    record_id = rows_of(run / "records.csv")[-1]["record_id"]
    lines = explain_record(run, record_id).splitlines()
    assert lines[-1].endswith("anna: add [extractions.csv]")
    assert any(line.strip().startswith("invalid: quote") for line in lines)


@pytest.mark.parametrize("change", ["removed", "changed"])
def test_without_the_paper_the_quote_is_shown_alone(run, change, monkeypatch, tmp_path):
    monkeypatch.setenv("MYELOMINE_CACHE", str(tmp_path / "another cache"))
    paper = run.parent / "papers" / "smith2011.txt"
    if change == "removed":
        paper.unlink()
    else:
        paper.write_text(TEXT + "Erratum", "utf-8")
    lines = explained(run, "ORR")
    assert any("shown without" in line for line in lines)
    assert "in its context:" not in lines
    assert "value 60.9: printed as “60.9%” (percent.plain)" in lines


def test_what_was_kept_of_a_paper_shows_the_context_without_it(run):
    (run.parent / "papers" / "smith2011.txt").unlink()
    assert "in its context:" in explained(run, "ORR")


def test_an_unknown_record_is_told(run):
    with pytest.raises(ReviewError, match="has no record r0"):
        explain_record(run, "r0")


def test_parts_of_a_rule_with_spaces_are_told_apart():
    lines = list(rule_lines("cell toxicity.febrile neutropenia link.none", load_patterns()))
    heads = [line.partition(":")[0].partition(" (")[0] for line in lines if not line.startswith(" ")]
    assert heads == ["cell", "toxicity.febrile neutropenia", "link.none"]
