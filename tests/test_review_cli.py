"""The commands of the review: what they print, what they write, and their exit codes."""

from __future__ import annotations

import getpass
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from review_runs import check_package, extract, rows_of, sheet_with

from myelomine.cli import main


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run folder of five facts."""
    extract(tmp_path / "run")
    return tmp_path / "run"


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_apply_prints_what_was_taken_in(run):
    sheet = sheet_with(run, (0, {"decision": "accept"}), (1, {"value": "6.3"}), (2, {"decision": "no"}))
    done = call("review", "apply", sheet, "--run", run, "--reviewer", "anna")
    assert done.exit_code == 3
    assert done.stdout.splitlines()[:5] == [
        "accepted 1: rows 2",
        "edited 1: rows 3",
        "known before: 0; records without a decision: 3",
        "  row 3: edited smith2011: S1 Kd CR rate: value 6.2 → 6.3",
        "Not understood: 1",
    ]
    assert "row 4: 'no' is no decision" in done.stdout
    (one, other) = (json.loads(line) for line in (run / "decisions.jsonl").read_text("utf-8").splitlines())
    assert one["reviewer"] == other["reviewer"] == "anna"
    assert one["time"].endswith("+00:00")
    check_package(run)


def test_the_reviewer_is_the_user_unless_named(run, monkeypatch):
    monkeypatch.setattr(getpass, "getuser", lambda: "somebody")
    done = call("review", "apply", sheet_with(run, (0, {"decision": "accept"})), "--run", run)
    assert done.exit_code == 0, done.output
    assert rows_of(run / "records.csv")[0]["decision"] == "accept"


def test_a_folder_without_a_run_is_a_misuse(run, tmp_path):
    (tmp_path / "empty").mkdir()
    done = call("review", "apply", run / "extractions.csv", "--run", tmp_path / "empty")
    assert done.exit_code == 2
    assert "no run folder" in done.stderr


def test_two_readers_from_split_to_consensus(run):
    done = call("review", "split", run)
    assert [line.rpartition("/")[2] for line in done.stdout.splitlines()] == ["reader-a.csv", "reader-b.csv"]
    sheet_with(run, (0, {"decision": "accept"}), (1, {"decision": "accept"}), name="run/reader-a.csv")
    sheet_with(run, (0, {"decision": "accept"}), (1, {"decision": "reject"}), name="run/reader-b.csv")
    done = call("review", "compare", run / "reader-a.csv", run / "reader-b.csv")
    assert done.exit_code == 0
    assert "Sheet to settle (1 rows): " in done.stdout
    done = call("review", "merge", run / "reader-a.csv", run / "reader-b.csv", "--out", run / "first.csv")
    assert (done.exit_code, "not settled: 1" in done.stdout) == (3, True)
    rows = rows_of(run / "disagreements.csv")
    assert (rows[0]["reader_a"], rows[0]["reader_b"]) == ("accept", "reject")
    text = (run / "disagreements.csv").read_text("utf-8-sig").replace("\n,,accept", "\nb,,accept")
    (run / "disagreements.csv").write_text(text, "utf-8")
    done = call("review", "merge", run / "reader-a.csv", run / "reader-b.csv", run / "disagreements.csv")
    assert done.exit_code == 0, done.output
    done = call("review", "apply", run / "consensus.csv", "--run", run, "--reviewer", "anna and ben")
    assert done.stdout.splitlines()[:2] == ["accepted 1: rows 2", "rejected 1: rows 3"]
    again = call("review", "compare", run / "reader-a.csv", run / "reader-b.csv")
    assert (again.exit_code, "exists already" in again.stderr) == (2, True)


def test_explain_prints_the_record(run):
    record_id = rows_of(run / "extractions.csv")[0]["record_id"]
    done = call("explain", run, record_id)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith(f"Record {record_id} of smith2011\n")
    assert call("explain", run, "r0").exit_code == 2


def test_the_schema_names_every_kind():
    schema = json.loads(call("schema").stdout)
    assert set(schema["discriminator"]["mapping"]) == {
        "regimen", "dose", "sample_size", "response", "survival", "toxicity",
    }  # fmt: skip
