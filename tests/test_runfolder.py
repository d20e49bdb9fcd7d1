"""The run folder: complete, the same each time, and never at the cost of a reviewer's work."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from frictionless import validate

from myelomine.drafts import Draft, Evidence
from myelomine.records import build_record, record_from_json
from myelomine.runfolder import DocumentResult, RunInfo, count_flags, write_run
from myelomine.sheet import read_sheet, write_sheet
from myelomine.statuses import DocumentStatus

QUOTE = Evidence(2, "text", "41% of those treated had neutropenia of grade 3 or 4", "p")


def toxicity(value, **changes):
    draft = Draft("toxicity", "neutropenia", (QUOTE,), statistic="rate", grade="3-4", value=Decimal(value), unit="%")
    return build_record(replace(draft, **changes), "jones2014")


RECORDS = (toxicity("41"), toxicity("12.5", group="=Arm 1", n=3, total=24), toxicity("7", grade="odd"))
GOOD = DocumentResult("papers/jones2014.pdf", "jones2014", DocumentStatus.OK, pages=7, seconds=1.25, records=RECORDS)
SCAN = DocumentResult(
    "papers/adams1999.pdf", "adams1999", DocumentStatus.SCAN, reason="No text; run OCR first.", pages=3
)
RUN = RunInfo(
    "0.1.0", "f00d", (("pdfplumber", "0.11"),), (("out", "run"),), "2024-05-01T10:00:00", "2024-05-01T10:01:00"
)


def test_every_file_of_the_run_is_written(tmp_path):
    written = write_run(tmp_path / "run", [GOOD, SCAN], RUN)
    names = {f.name for f in written.folder.iterdir()}
    assert names == {
        "extractions.csv", "records.csv", "records.jsonl", "extracted.jsonl", "evidence_table.csv", "derived.csv",
        "documents.csv", "run.json", "datapackage.json",
    }  # fmt: skip
    sheet = read_sheet(written.sheet)
    assert sheet.columns[:3] == ("decision", "comment", "document")
    assert [row.cells["value"] for row in sheet.rows] == ["41", "12.5", "7"]
    assert sheet.rows[1].cells["group"] == "=Arm 1"
    lines = (written.folder / "records.jsonl").read_text("utf-8").splitlines()
    assert tuple(map(record_from_json, lines)) == RECORDS


def test_the_ledger_tells_what_became_of_each_file(tmp_path):
    folder = write_run(tmp_path, [GOOD, SCAN], RUN).folder
    rows = [row.cells for row in read_sheet(folder / "documents.csv").rows]
    assert [(r["document"], r["status"], r["pages"], r["records"]) for r in rows] == [
        ("adams1999", "scan", "3", "0"),
        ("jones2014", "ok", "7", "3"),
    ]
    assert rows[0]["reason"] == "No text; run OCR first."


def test_the_summary_counts(tmp_path):
    folder = write_run(tmp_path, [GOOD, SCAN], RUN).folder
    summary = json.loads((folder / "run.json").read_text("utf-8"))
    assert summary["documents"] == {"ok": 1, "scan": 1}
    assert summary["records"] == {"toxicity": 3}
    assert summary["flags"] == {"invalid": 1}
    assert (summary["flagged"], summary["patterns"], summary["options"]) == (1, "f00d", {"out": "run"})


def test_two_runs_differ_in_times_alone(tmp_path):
    later = replace(RUN, started="2025-01-01T00:00:00", finished="2025-01-01T00:02:00")
    one = write_run(tmp_path / "a", [GOOD, SCAN], RUN).folder
    two = write_run(tmp_path / "b", [SCAN, replace(GOOD, seconds=9.0)], later).folder
    same = [f.name for f in one.iterdir() if f.read_bytes() == (two / f.name).read_bytes()]
    different = {f.name for f in one.iterdir()} - set(same)
    assert different == {"documents.csv", "run.json"}


def test_a_run_over_its_own_untouched_sheet_replaces_it(tmp_path):
    write_run(tmp_path, [GOOD], RUN)
    written = write_run(tmp_path, [GOOD, SCAN], RUN)
    assert written.messages == ()
    assert not list(tmp_path.glob("extractions.reviewed-*"))


@pytest.mark.parametrize("change", [{"decision": "accept"}, {"comment": "look again"}, {"value": "40"}])
def test_a_sheet_that_a_person_changed_is_kept(tmp_path, change):
    sheet = read_sheet(write_run(tmp_path, [GOOD], RUN).sheet)
    rows = [dict(row.cells) for row in sheet.rows]
    write_sheet(tmp_path / "extractions.csv", sheet.columns, [{**rows[0], **change}, *rows[1:]])
    changed = (tmp_path / "extractions.csv").read_bytes()
    written = write_run(tmp_path, [GOOD], RUN)
    assert (tmp_path / "extractions.reviewed-1.csv").read_bytes() == changed
    assert "extractions.reviewed-1.csv" in written.messages[0]
    assert read_sheet(written.sheet).rows[0].cells["value"] == "41"


def test_each_kept_sheet_has_its_own_name(tmp_path):
    for text in ("first", "second"):
        (tmp_path / "extractions.csv").write_text(text, "utf-8")
        write_run(tmp_path, [GOOD], RUN)
    assert (tmp_path / "extractions.reviewed-1.csv").read_text("utf-8") == "first"
    assert (tmp_path / "extractions.reviewed-2.csv").read_text("utf-8") == "second"


def test_a_sheet_of_unknown_making_is_kept(tmp_path):
    write_run(tmp_path, [GOOD], RUN)
    (tmp_path / "extracted.jsonl").unlink()
    assert write_run(tmp_path, [GOOD], RUN).messages


def test_records_that_a_run_no_longer_finds_are_remembered(tmp_path):
    write_run(tmp_path, [GOOD], RUN)
    assert not (tmp_path / "superseded.jsonl").exists()
    other = replace(GOOD, records=RECORDS[1:])
    for _ in range(2):
        write_run(tmp_path, [other], RUN)
        lines = (tmp_path / "superseded.jsonl").read_text("utf-8").splitlines()
        assert [record_from_json(line) for line in lines] == [RECORDS[0]]


def test_no_temporary_file_stays_behind(tmp_path):
    write_run(tmp_path, [GOOD], RUN)
    assert not [f for f in tmp_path.iterdir() if f.name.startswith(".")]


@pytest.mark.parametrize("results", [[GOOD, SCAN], []], ids=["records", "nothing"])
def test_the_run_is_a_valid_data_package(tmp_path, results):
    write_run(tmp_path, results, RUN)
    report = validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])


def test_every_column_of_the_sheet_is_explained(tmp_path):
    write_run(tmp_path, [], RUN)
    package = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    fields = package["resources"][0]["schema"]["fields"]
    assert [f["name"] for f in fields if not f.get("description")] == []


def test_flags_are_counted_by_their_id():
    assert count_flags(RECORDS) == {"invalid": 1}
