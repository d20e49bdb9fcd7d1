"""Decisions carried over to later runs: by what they were about, asked again where that has changed, never lost."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from review_runs import (
    ANNA,
    CR,
    DOSE,
    DRAFTS,
    ORR,
    PFS,
    PLACE,
    TOXICITY,
    apply,
    check_package,
    decisions_in,
    extract,
    records_of,
    rows_of,
    sheet_of,
    sheet_with,
)

from myelomine.review.applying import apply_sheet
from myelomine.review.carrying import settle
from myelomine.review.decisions import Decision, Signature, Verdict, judgement_of


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run folder of five facts."""
    extract(tmp_path / "run")
    return tmp_path / "run"


def flags(folder: Path, row: int) -> str:
    return rows_of(folder / "extractions.csv")[row]["flags"]


def orphans(folder: Path) -> list[tuple[str, str]]:
    return [(row["name"], row["decision"]) for row in rows_of(folder / "orphaned.csv")]


def test_decisions_stand_in_the_sheet_of_the_next_run(run):
    apply(run, (0, {"decision": "accept", "comment": "good"}), (1, {"value": "6.3"}), (2, {"decision": "reject"}))
    assert extract(run, (PFS, *reversed(DRAFTS[:2]), *DRAFTS[3:])) == ()
    assert decisions_in(run)[:3] == [("PFS 11.1", "reject"), ("CR 6.3", "edit"), ("ORR 60.2", "accept")]
    assert rows_of(run / "extractions.csv")[2]["comment"] == "good"
    assert [row["name"] for row in rows_of(run / "records.csv")] == ["CR", "ORR", "lenalidomide", "neutropenia"]
    assert apply_sheet(run / "extractions.csv", run, ANNA).decisions == ()
    check_package(run)


def test_the_flags_of_the_next_sheet_speak_of_what_the_reviewer_wrote(run):
    apply(run, (1, {"value": "66.2", "n": ""}))
    extract(run)
    assert rows_of(run / "extractions.csv")[1]["value"] == "66.2"
    assert "CR 66.2 % is part of ORR 60.2 %" in flags(run, 0)
    assert "CR 66.2 % is part of ORR 60.2 %" in flags(run, 1)


def test_a_value_that_changed_is_asked_again_and_answered_once(run):
    apply(run, (0, {"decision": "accept", "comment": "good"}))
    better = (replace(ORR, value=Decimal("61.9"), n=70), *DRAFTS[1:])
    (message,) = extract(run, better)
    assert message.startswith("Asked again: 1 ")
    assert decisions_in(run)[0] == ("ORR 61.9", "")
    assert flags(run, 0) == "asked-again: decided by anna: accept, when value was 60.2, n was 68"
    assert rows_of(run / "extractions.csv")[0]["comment"] == "good"
    assert rows_of(run / "records.csv")[0]["decision"] == ""
    assert apply(run).decisions == ()
    apply(run, (0, {"decision": "accept"}))
    assert extract(run, better) == ()
    assert decisions_in(run)[0] == ("ORR 61.9", "accept")
    assert orphans(run) == []


def test_a_value_that_comes_back_is_decided(run):
    apply(run, (0, {"decision": "reject"}))
    extract(run, (replace(ORR, value=Decimal("61.9"), n=70), *DRAFTS[1:]))
    assert extract(run) == ()
    assert decisions_in(run)[0] == ("ORR 60.2", "reject")


def test_an_edit_that_the_next_run_reads_by_itself_is_accepted(run):
    apply(run, (1, {"value": "6.3", "group": "Rd"}))
    assert extract(run, (ORR, replace(CR, value=Decimal("6.3"), group="Rd"), *DRAFTS[2:])) == ()
    assert decisions_in(run)[1] == ("CR 6.3", "accept")
    assert apply(run, (1, {"decision": "accept"})).decisions == ()


def test_an_edited_value_is_asked_again_with_what_was_made_of_it(run):
    apply(run, (1, {"value": "6.3"}))
    extract(run, (ORR, replace(CR, value=Decimal("6.4")), *DRAFTS[2:]))
    assert flags(run, 1) == "asked-again: decided by anna: edit (value 6.2 → 6.3), when value was 6.2"
    apply(run, (1, {"value": "6.3"}))
    assert extract(run, (ORR, replace(CR, value=Decimal("6.4")), *DRAFTS[2:])) == ()
    assert decisions_in(run)[1] == ("CR 6.3", "edit")


@pytest.mark.parametrize("change", [{"ci_low": "5.0"}, {"p_value": "0.02"}], ids=str)
def test_an_attribute_that_changed_is_asked_again(run, change):
    apply(run, (2, {"decision": "accept"}))
    extract(run, (*DRAFTS[:2], replace(PFS, **change), *DRAFTS[3:]))
    assert flags(run, 2).startswith("asked-again: ")


@pytest.mark.parametrize("change", [{"group": "Kd56"}, {"study": "S2", "regimen": "carfilzomib"}], ids=str)
def test_a_fact_that_hangs_elsewhere_now_is_asked_again(run, change):
    apply(run, (4, {"decision": "accept"}))
    extract(run, (*DRAFTS[:4], replace(TOXICITY, **change)))
    assert flags(run, 4).startswith("asked-again: ")
    assert orphans(run) == []


def test_a_decision_without_its_record_is_an_orphan_until_the_record_is_back(run):
    apply(run, (0, {"decision": "accept"}), (3, {"value": "20", "comment": "table 1"}))
    (message,) = extract(run, (ORR, CR, PFS, TOXICITY))
    assert "1 decisions (see orphaned.csv)" in message
    assert orphans(run) == [("lenalidomide", "edit")]
    row = rows_of(run / "orphaned.csv")[0]
    assert (row["changes"], row["comment"], row["reviewer"]) == ("value 25 → 20", "table 1", "anna")
    check_package(run)
    extract(run)
    assert orphans(run) == []
    assert decisions_in(run)[3] == ("lenalidomide 20", "edit")


def test_another_fact_with_the_same_number_is_not_taken_for_the_one_that_is_gone(run):
    apply(run, (4, {"decision": "accept"}))
    other = replace(TOXICITY, group="Rd", evidence=(replace(PLACE, quote="another row"),))
    extract(run, (*DRAFTS[:4], other))
    assert orphans(run) == [("neutropenia", "accept")]
    assert flags(run, 4) == ""


def test_statements_that_disagree_are_decided_apart(run):
    two = (ORR, replace(ORR, value=Decimal("61.9"), n=70))
    extract(run, two)
    apply(run, (0, {"decision": "accept"}), (1, {"decision": "reject"}))
    extract(run, two[::-1])
    assert decisions_in(run) == [("ORR 61.9", "reject"), ("ORR 60.2", "accept")]
    extract(run, two[1:])
    assert decisions_in(run) == [("ORR 61.9", "reject")]
    assert orphans(run) == [("ORR", "accept")]


def test_a_comment_is_carried_over(run):
    apply(run, (0, {"comment": "which table?"}))
    extract(run, (replace(ORR, value=Decimal(61), n=None), *DRAFTS[1:]))
    row = rows_of(run / "extractions.csv")[0]
    assert (row["comment"], row["decision"], row["flags"]) == ("which table?", "", "")


# --- sheets of earlier runs, and sheets that nobody applied ---------------------------------------------------------


def test_a_sheet_of_an_earlier_run_is_held_against_what_was_written_then(run):
    handed_out = sheet_with(run, (0, {"decision": "accept"}), (2, {"decision": "accept"}), name="handed-out.csv")
    extract(run, (ORR, CR, replace(PFS, ci_low="", p_value="0.02"), DOSE, TOXICITY))
    applied = apply_sheet(handed_out, run, ANNA)
    assert [d.judgement.verdict for d in applied.decisions] == [Verdict.ACCEPT, Verdict.ACCEPT]
    assert not applied.unclear
    extract(run, (ORR, CR, replace(PFS, ci_low="", p_value="0.02"), DOSE, TOXICITY))
    assert decisions_in(run)[0] == ("ORR 60.2", "accept")
    assert flags(run, 2).startswith("asked-again: decided by anna: accept, when ci_low was 6.0, p_value was <0.001")
    assert apply_sheet(handed_out, run, ANNA).decisions == ()


def test_an_old_sheet_does_not_undo_the_answer_to_what_was_asked_again(run):
    old = sheet_with(run, (0, {"decision": "accept"}), name="old.csv")
    apply_sheet(old, run, ANNA)
    better = (replace(ORR, value=Decimal("61.9"), n=70), *DRAFTS[1:])
    extract(run, better)
    apply(run, (0, {"decision": "reject"}))
    assert apply_sheet(old, run, ANNA).decisions == ()
    extract(run, better)
    assert decisions_in(run)[0] == ("ORR 61.9", "reject")


def test_a_sheet_that_was_applied_is_replaced(run):
    apply_sheet(sheet_with(run, (0, {"decision": "accept"}), name="run/extractions.csv"), run, ANNA)
    assert extract(run) == ()
    assert not list(run.glob("extractions.reviewed-*"))


def test_a_sheet_that_was_not_applied_is_kept_and_can_be_applied_later(run):
    changed = sheet_with(run, (0, {"decision": "accept"}), (3, {"value": "20"}), name="run/extractions.csv")
    data = changed.read_bytes()
    (message,) = extract(run, DRAFTS[:4])
    kept = run / "extractions.reviewed-1.csv"
    assert kept.read_bytes() == data
    assert f"myelomine review apply {kept} --run {run}" in message
    assert len(apply_sheet(kept, run, ANNA).decisions) == 2
    extract(run)
    assert decisions_in(run)[::3] == [("ORR 60.2", "accept"), ("lenalidomide 20", "edit")]


def test_a_sheet_with_words_that_nobody_understood_is_kept(run):
    sheet_with(run, (0, {"decision": "perhaps"}), name="run/extractions.csv")
    apply_sheet(run / "extractions.csv", run, ANNA)
    assert "extractions.reviewed-1.csv" in extract(run)[0]


def test_a_run_over_other_papers_keeps_the_decisions_in_the_log(run):
    apply(run, (0, {"decision": "accept"}))
    extract(run, ())
    assert orphans(run) == [("ORR", "accept")]
    extract(run)
    assert decisions_in(run)[0] == ("ORR 60.2", "accept")


# --- the function itself --------------------------------------------------------------------------------------------


def test_settling_does_not_depend_on_the_order_of_the_records():
    drafts = [replace(ORR, value=Decimal(60 + i), n=None) for i in range(4)]
    seen = records_of(drafts)
    log = [
        Decision(f"d{i}", judgement_of(2, record, Verdict.ACCEPT), Signature("anna", "", ""))
        for i, record in enumerate(seen[:3])
    ]
    now = list(records_of([drafts[0], *(replace(d, value=d.value + 10) for d in drafts[1:])]))
    expected = None
    for _ in range(10):
        random.Random(7).shuffle(now)
        settlement = settle(now, log)
        found = {s.record.record_id: s.opinion.thread if s.opinion else "" for s in settlement.settled}
        assert expected in (None, found)
        expected = found
    assert sorted(expected.values()) == ["", "d0", "d1", "d2"]


def test_an_empty_log_settles_nothing():
    settlement = settle(records_of(DRAFTS), [])
    assert {s.opinion for s in settlement.settled} == {None}
    assert (settlement.added, settlement.orphans) == ((), ())


def test_rows_added_to_a_paper_stand_after_its_rows(run):
    new = {"document": "smith2011", "study": "S1", "kind": "response", "name": "SD", "n": "3"}
    apply_sheet(sheet_of(run, lambda rows: [new]), run, ANNA)
    extract(run)
    assert [name for name, _ in decisions_in(run)][-1] == "SD "
