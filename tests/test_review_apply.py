"""A sheet that comes back: what was decided is taken in, what a program rewrote is no edit, nothing is guessed."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from review_runs import (
    ANNA,
    DRAFTS,
    apply,
    check_package,
    decisions_in,
    extract,
    rows_of,
    sheet_of,
    sheet_with,
)

from myelomine.errors import ReviewError
from myelomine.records import record_from_json
from myelomine.review.applying import apply_sheet
from myelomine.review.cells import same_cell
from myelomine.sheet import read_sheet


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run folder of five facts."""
    extract(tmp_path / "run")
    return tmp_path / "run"


def verdicts(applied) -> list[tuple[int, str]]:
    return [(d.judgement.row, d.judgement.verdict.value) for d in applied.decisions]


def records(folder: Path, name: str = "records.jsonl"):
    return [record_from_json(line) for line in (folder / name).read_text("utf-8").splitlines()]


def log(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "decisions.jsonl").read_text("utf-8").splitlines()]


# --- what a row says ------------------------------------------------------------------------------------------------


def test_decisions_are_taken_in_and_the_state_shows_them(run):
    added = {"document": "smith2011", "study": "S1", "kind": "response", "name": "VGPR", "value": "20", "quote": "20%"}
    sheet = sheet_of(
        run,
        lambda rows: [
            rows[0] | {"decision": "accept", "comment": "as in table 2"},
            rows[1] | {"value": "6.3", "decision": "edit"},
            rows[2] | {"decision": "Reject"},
            rows[3] | {"n": "12"},
            rows[4],
            added,
        ],
    )
    before = sheet.read_bytes()
    applied = apply_sheet(sheet, run, ANNA)
    assert verdicts(applied) == [(2, "accept"), (3, "edit"), (4, "reject"), (5, "edit"), (7, "add")]
    assert not applied.unclear
    assert [(r.name, r.value) for r in records(run)] == [
        ("ORR", Decimal("60.2")),
        ("CR", Decimal("6.3")),
        ("lenalidomide", Decimal(25)),
        ("neutropenia", Decimal(41)),
        ("VGPR", Decimal(20)),
    ]
    rows = rows_of(run / "records.csv")
    assert [row["decision"] for row in rows] == ["accept", "edit", "edit", "", "add"]
    assert [row["reviewer"] for row in rows] == ["anna", "anna", "anna", "", "anna"]
    assert rows[0]["comment"] == "as in table 2"
    assert {row["decided"] for row in rows if row["decision"]} == {ANNA.time}
    assert len(records(run, "extracted.jsonl")) == len(DRAFTS)
    assert sheet.read_bytes() == before
    check_package(run)


def test_the_log_tells_who_decided_what_and_when(run):
    apply(run, (1, {"value": "6.3"}))
    (line,) = log(run)
    assert (line["reviewer"], line["time"], line["sheet"], line["row"]) == (*_signature(), 3)
    assert line["changes"] == [{"column": "value", "before": "6.2", "after": "6.3"}]
    assert line["seen"]["value"] == "6.2"


def _signature() -> tuple[str, str, str]:
    return ANNA.reviewer, ANNA.time, ANNA.sheet


def test_the_same_sheet_twice_changes_nothing(run):
    edits = [(0, {"decision": "accept"}), (1, {"value": "6.3"}), (2, {"decision": "reject", "value": "9"})]
    apply(run, *edits, (3, {"comment": "look again"}), (4, {"record_id": "", "name": "anemia"}))
    before = {file.name: file.read_bytes() for file in run.iterdir()}
    again = apply(run, *edits, (3, {"comment": "look again"}), (4, {"record_id": "", "name": "anemia"}))
    assert again.decisions == ()
    assert again.known == 5
    assert {file.name: file.read_bytes() for file in run.iterdir()} == before


def test_an_untouched_sheet_says_nothing(run):
    applied = apply(run)
    assert (applied.decisions, applied.known, applied.unclear) == ((), 0, ())
    assert not (run / "decisions.jsonl").exists()


def test_later_decisions_replace_earlier_ones_and_the_log_keeps_both(run):
    for decision in ("accept", "reject", "accept"):
        apply(run, (0, {"decision": decision}))
    assert [line["decision"] for line in log(run)] == ["accept", "reject", "accept"]
    assert rows_of(run / "records.csv")[0]["decision"] == "accept"


def test_undo_opens_a_record_again(run):
    apply(run, (1, {"value": "6.3", "comment": "typing error"}))
    assert verdicts(apply(run, (1, {"decision": "undo"}))) == [(3, "undo")]
    row = rows_of(run / "records.csv")[1]
    assert (row["value"], row["decision"], row["reviewer"]) == ("6.2", "", "")
    assert apply(run, (1, {"decision": "undo"})).decisions == ()


def test_an_empty_decision_takes_nothing_back(run):
    apply(run, (0, {"decision": "accept", "comment": "good"}))
    assert apply_sheet(sheet_with(run), run, replace(ANNA, sheet="other.csv")).unclear == ()
    assert rows_of(run / "records.csv")[0]["decision"] == "accept"


def test_a_decision_wiped_out_where_it_was_made_is_asked_about(run):
    apply(run, (1, {"value": "6.3"}), (2, {"decision": "accept"}))
    applied = apply(run, (2, {"decision": "accept"}))
    assert applied.decisions == ()
    assert [(u.row, "you wrote edit before" in u.reason) for u in applied.unclear] == [(3, True)]
    assert apply_sheet(sheet_with(run), run, replace(ANNA, reviewer="ben")).unclear == ()


def test_a_comment_alone_decides_nothing(run):
    assert verdicts(apply(run, (0, {"comment": "which table?"}))) == [(2, "note")]
    row = rows_of(run / "records.csv")[0]
    assert (row["decision"], row["comment"]) == ("", "which table?")


def test_missing_rows_are_no_deletions(run):
    applied = apply_sheet(sheet_of(run, lambda rows: [rows[4] | {"decision": "accept"}]), run, ANNA)
    assert verdicts(applied) == [(2, "accept")]
    assert len(records(run)) == len(DRAFTS)


def test_rows_in_another_order_are_the_same_rows(run):
    sheet = sheet_of(run, lambda rows: [rows[0] | {"decision": "reject"}, *rows[1:]][::-1])
    apply_sheet(sheet, run, ANNA)
    assert [r.name for r in records(run)] == [draft.name for draft in DRAFTS[1:]]


def test_an_emptied_cell_is_an_edit(run):
    apply(run, (0, {"n": ""}))
    assert records(run)[0].n is None


def test_an_edit_keeps_every_piece_of_evidence(run):
    before = records(run, "extracted.jsonl")[1]
    apply(run, (1, {"value": "6.3"}))
    after = records(run)[1]
    assert (after.evidence, after.record_id) == (before.evidence, before.record_id)


def test_an_edit_that_breaks_the_contract_is_taken_in_and_flagged(run):
    applied = apply(run, (4, {"grade": "bad"}))
    assert verdicts(applied) == [(6, "edit")]
    assert any("grade: 'bad'" in line for line in applied.lines())
    assert any(flag.startswith("invalid: grade") for flag in records(run)[4].flags)


def test_checks_look_at_the_reviewed_values(run):
    assert not records(run)[0].flags
    apply(run, (0, {"value": "70.2"}))
    assert [flag.partition(":")[0] for flag in records(run)[0].flags] == ["percent-count"]
    apply(run, (0, {"decision": "accept"}), (4, {"decision": "reject"}))
    assert not records(run)[0].flags


# --- what cannot be understood --------------------------------------------------------------------------------------

UNCLEAR = [
    ({"decision": "maybe"}, "'maybe' is no decision"),
    ({"value": "sixty"}, "value: 'sixty' is not a number"),
    ({"value": "1,053"}, "value: '1,053' is not a number"),
    ({"n": "1.5", "decision": "accept"}, "n: '1.5' is not a number"),
    ({"days": "04-Jan"}, "days: '04-Jan' is a date"),
    ({"grade": "2024-03-04 00:00:00"}, "is a date, which the spreadsheet has made"),
    ({"decision": "edit"}, "no cell of the fact was changed"),
    ({"decision": "add"}, "record_id is that of an extracted row"),
    ({"record_id": "r000"}, "r000 is no record of this run folder"),
    ({"record_id": "", "decision": "reject"}, "nothing to take out"),
    ({"record_id": "", "document": "jones"}, "'jones' is no document of this run"),
    ({"record_id": "", "kind": "opinion"}, "its kind is 'opinion'"),
    ({"record_id": "", "name": ""}, "it has no name"),
]


@pytest.mark.parametrize(("cells", "reason"), UNCLEAR, ids=[reason for _, reason in UNCLEAR])
def test_a_row_that_makes_no_sense_is_told_with_its_number_and_not_taken_in(run, cells, reason):
    applied = apply(run, (0, {"comment": "mine"}), (1, cells))
    assert [(u.row, reason in u.reason) for u in applied.unclear] == [(3, True)]
    assert verdicts(applied) == [(2, "note")]
    assert any(line.startswith("  row 3: ") for line in applied.lines())


def test_a_change_of_the_evidence_is_told_and_the_decision_taken_in(run):
    applied = apply(run, (0, {"quote": "another", "decision": "accept"}))
    assert verdicts(applied) == [(2, "accept")]
    assert "the change of quote was passed over" in applied.unclear[0].reason


def test_a_column_of_the_reviewer_is_told(run):
    sheet = sheet_of(run, lambda rows: rows)
    lines = sheet.read_text("utf-8-sig").splitlines()
    lines = [f"{lines[0]},seen by", *(f"{line},Anna" for line in lines[1:])]
    sheet.write_text("\n".join(lines), "utf-8")
    (unclear,) = apply_sheet(sheet, run, ANNA).unclear
    assert (unclear.row, "'seen by'" in unclear.reason) == (1, True)


def test_two_rows_about_one_record_that_disagree(run):
    sheet = sheet_of(run, lambda rows: [rows[0] | {"decision": "accept"}, rows[0] | {"decision": "reject"}])
    applied = apply_sheet(sheet, run, ANNA)
    assert (verdicts(applied), [u.row for u in applied.unclear]) == ([(2, "accept")], [3])


@pytest.mark.parametrize("other", [{"decision": "reject"}, {"comment": "twice"}], ids=str)
def test_two_added_rows_that_are_one_fact_and_disagree(run, other):
    new = {"document": "smith2011", "kind": "response", "name": "VGPR", "value": "10"}
    for _ in range(2):
        applied = apply_sheet(sheet_of(run, lambda rows: [new, new | {"value": "10.0"}, new | other]), run, ANNA)
        assert [u.row for u in applied.unclear] == [4]
    assert [line["decision"] for line in log(run)] == ["add"]


def test_a_copied_row_with_other_cells_is_a_new_fact(run):
    sheet = sheet_of(run, lambda rows: [rows[0], rows[0], rows[0] | {"name": "PR", "value": "12", "n": "14"}])
    assert verdicts(apply_sheet(sheet, run, ANNA)) == [(4, "add")]
    assert [r.name for r in records(run)][-1] == "PR"


def test_a_file_that_is_no_sheet(run, tmp_path):
    (tmp_path / "letter.csv").write_text("Dear editor\nplease find\n", "utf-8")
    applied = apply_sheet(tmp_path / "letter.csv", run, ANNA)
    assert "none of its columns" in applied.unclear[0].reason
    (tmp_path / "book.csv").write_bytes(b"PK\x03\x04")
    with pytest.raises(ReviewError, match="Save it as CSV"):
        apply_sheet(tmp_path / "book.csv", run, ANNA)


def test_a_folder_that_is_no_run(run, tmp_path):
    with pytest.raises(ReviewError, match="no run folder"):
        apply_sheet(run / "extractions.csv", tmp_path / "elsewhere", ANNA)


def test_a_log_that_cannot_be_read_stops_everything(run):
    apply(run, (0, {"decision": "accept"}))
    (run / "decisions.jsonl").write_text("{}\n", "utf-8")
    with pytest.raises(ReviewError, match="line 1 cannot be read"):
        apply(run, (1, {"decision": "accept"}))


def test_a_line_cut_off_by_a_power_cut_is_no_decision(run):
    apply(run, (0, {"decision": "accept"}))
    with (run / "decisions.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"decision": "acc')
    apply(run, (1, {"decision": "accept"}))
    assert [line["decision"] for line in log(run)] == ["accept", "accept"]


def test_applying_that_was_cut_short_is_made_good_by_applying_again(run, monkeypatch):
    def power_cut(*_: object) -> None:
        raise OSError("no power")

    with monkeypatch.context() as broken:
        broken.setattr("myelomine.review.applying.replace_files", power_cut)
        with pytest.raises(OSError, match="no power"):
            apply(run, (0, {"decision": "reject"}))
    assert len(records(run)) == len(DRAFTS)
    assert apply(run, (0, {"decision": "reject"})).decisions == ()
    assert len(records(run)) == len(DRAFTS) - 1


# --- rows that reviewers add ----------------------------------------------------------------------------------------


def test_an_added_row_can_be_changed_and_taken_out_in_the_next_sheet(run):
    apply_sheet(
        sheet_of(run, lambda rows: [{"document": "scan", "kind": "response", "name": "ORR", "n": "5"}]), run, ANNA
    )
    extract(run)
    number = len(DRAFTS)
    assert rows_of(run / "extractions.csv")[number]["decision"] == "add"
    apply(run, (number, {"n": "6", "total": "10"}))
    assert (records(run)[number].n, records(run)[number].document) == (6, "scan")
    apply(run, (number, {"decision": "reject"}))
    assert len(records(run)) == number
    extract(run)
    assert apply(run).decisions == ()


def test_an_added_row_that_is_found_later_is_one_record(run):
    sheet = sheet_with(run)
    missed = DRAFTS[4]
    extract(run, DRAFTS[:4])
    found = apply_sheet(sheet_of(run, lambda rows: [_as_added(read_sheet(sheet).rows[4].cells)]), run, ANNA)
    assert verdicts(found) == [(2, "add")]
    assert extract(run, DRAFTS) == ()
    assert decisions_in(run)[4] == (f"{missed.name} {missed.value}", "accept")
    assert len(records(run)) == len(DRAFTS)
    extract(run, DRAFTS[:4])
    assert decisions_in(run)[4] == (f"{missed.name} {missed.value}", "add")


def _as_added(cells):
    return {**cells, "record_id": "", "decision": "add"}


def test_an_added_row_needs_no_document_where_there_is_but_one(tmp_path):
    from myelomine.review.reading import Written, read_judgements
    from myelomine.sheet import parse_sheet

    sheet = parse_sheet("record_id,kind,name,value\n,response,ORR,40\n")
    (judgement,) = read_judgements(sheet, Written((), frozenset({"smith"}))).judgements
    assert judgement.content.document == "smith"


# --- sheets saved by other programs ---------------------------------------------------------------------------------


def frame(run: Path, **options: object) -> pd.DataFrame:
    return pd.read_csv(run / "extractions.csv", encoding="utf-8-sig", **options)


@pytest.mark.parametrize("options", [{}, {"dtype": str}, {"keep_default_na": False}], ids=str)
def test_a_round_trip_through_pandas_changes_nothing(run, tmp_path, options):
    frame(run, **options).to_csv(tmp_path / "saved.csv")
    applied = apply_sheet(tmp_path / "saved.csv", run, ANNA)
    assert (applied.decisions, applied.unclear) == ((), ())


def test_a_decision_made_in_pandas_is_taken_in(run, tmp_path):
    table = frame(run).astype({"decision": object})
    table.loc[table["name"] == "ORR", "decision"] = "accept"
    table.loc[table["name"] == "CR", "value"] = 6.5
    table[["name", "record_id", "value", "decision"]].to_csv(tmp_path / "saved.csv", index=False, sep="\t")
    assert verdicts(apply_sheet(tmp_path / "saved.csv", run, ANNA)) == [(2, "accept"), (3, "edit")]


EXCEL = {
    "semicolons, CRLF": (";", "\r\n", "utf-8-sig", str),
    "decimal commas": (";", "\r\n", "utf-8-sig", lambda cell: cell.replace(".", ",") if _is_number(cell) else cell),
    "Unicode text": ("\t", "\r\n", "utf-16", str),
    "before Unicode": (";", "\r\n", "cp1252", str),
    "capital names": (",", "\n", "utf-8", str),
}


def _is_number(cell: str) -> bool:
    return cell.replace(".", "", 1).isdigit()


@pytest.mark.parametrize("how", EXCEL)
def test_a_sheet_saved_by_a_spreadsheet_says_what_it_said(run, tmp_path, how):
    delimiter, line_end, encoding, rewrite = EXCEL[how]
    with (run / "extractions.csv").open(encoding="utf-8-sig", newline="") as file:
        header, *lines = csv.reader(file)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_ALL)
    header = [name.upper() if how == "capital names" else name for name in header][::-1]
    lines[1][0] = "accept"
    writer.writerows([header, *([rewrite(cell) for cell in line][::-1] for line in lines)])
    (tmp_path / "saved.csv").write_bytes(out.getvalue().encode(encoding, "replace"))
    applied = apply_sheet(tmp_path / "saved.csv", run, ANNA)
    assert (verdicts(applied), applied.unclear) == ([(3, "accept")], ())


def test_a_sheet_without_record_ids_is_matched_by_content(run, tmp_path):
    table = frame(run, dtype=str, keep_default_na=False).drop(columns="record_id")
    table.loc[table["name"] == "PFS", "decision"] = "accept"
    table.loc[table["name"] == "CR", "value"] = "8"
    table.to_csv(tmp_path / "saved.csv", index=False)
    applied = apply_sheet(tmp_path / "saved.csv", run, ANNA)
    assert (verdicts(applied), [u.row for u in applied.unclear]) == ([(4, "accept")], [3])
    assert "bring it back" in applied.unclear[0].reason


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_round_trip_through_libreoffice_changes_nothing_but_what_was_decided(run, tmp_path):
    sheet = sheet_with(run, (0, {"decision": "accept", "comment": "1-4"}), name="extractions.csv")
    _convert(sheet, "xlsx:Calc MS Excel 2007 XML", tmp_path / "one")
    _convert(tmp_path / "one" / "extractions.xlsx", "csv:Text - txt - csv (StarCalc):59,34,76,1", tmp_path / "two")
    saved = tmp_path / "two" / "extractions.csv"
    assert rows_of(saved)[2]["days"] == rows_of(sheet)[2]["days"]
    applied = apply_sheet(saved, run, ANNA)
    assert (verdicts(applied), applied.unclear) == ([(2, "accept")], ())
    assert applied.decisions[0].judgement.comment == "1-4"


def _convert(file: Path, to: str, folder: Path) -> None:
    profile = f"-env:UserInstallation=file://{folder.parent}/profile"
    reading = ["--infilter=CSV:44,34,76,1"] if file.suffix == ".csv" else []
    command = ["soffice", profile, "--headless", *reading, "--convert-to", to, "--outdir", str(folder), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)


REWRITTEN = [
    ("value", "3.40", "3.4"), ("value", "60", "60.0"), ("value", "150000000", "1.5E+08"), ("n", "68", "68.0"),
    ("n", "1", "True"), ("value", "60.2", "60,2"), ("p_value", "<0.001", "<0,001"), ("grade", "3", "3.0"),
    ("ci_low", "6.0", "6"), ("value", "", "nan"), ("group", "Len  dex", "Len dex"), ("n", "1200", "1,200"),
    ("group", "≥65 years", "?65 years"), ("value", "60.2", "60.2%"), ("group", "Kd\u00a0arm", "Kd arm"),
]  # fmt: skip
EDITED = [
    ("value", "3.40", "3.5"), ("value", "60", ""), ("days", "1,4", "1.4"), ("days", "1,4", "1,40"),
    ("group", "≥65 years", "<65 years"), ("p_value", "<0.001", "0.001"), ("group", "", "Kd"), ("name", "CR", "cR"),
    ("qualifier", "not reached", ""), ("ci_high", "NR", "NE"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "written", "found"), REWRITTEN)
def test_what_a_program_rewrote_is_no_edit(column, written, found):
    assert same_cell(column, written, found)


@pytest.mark.parametrize(("column", "written", "found"), EDITED)
def test_what_a_person_changed_is_an_edit(column, written, found):
    assert not same_cell(column, written, found)
