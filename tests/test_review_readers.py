"""Two readers: blinded sheets, how far they agree, what they settle, and the consensus."""

from __future__ import annotations

import random
from math import sqrt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from review_runs import ANNA, Cells, apply, check_package, extract, rows_of

from myelomine.errors import ReviewError
from myelomine.review.applying import apply_sheet
from myelomine.review.kappa import agreement_of
from myelomine.review.readers import (
    BLIND_COLUMNS,
    compare_readers,
    disagreement_sheet,
    merge_readers,
    split_run,
    write_new,
)
from myelomine.sheet import read_sheet, write_sheet


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run folder of five facts."""
    extract(tmp_path / "run")
    return tmp_path / "run"


def fill(sheet: Path, *edits: tuple[int, Cells], added: tuple[Cells, ...] = ()) -> Path:
    """Write into some rows of a reader's sheet."""
    rows = rows_of(sheet)
    for number, cells in edits:
        rows[number] |= cells
    write_sheet(sheet, BLIND_COLUMNS, [*rows, *added])
    return sheet


ACCEPT, REJECT = {"decision": "accept"}, {"decision": "reject"}
FOUND = {"document": "smith2011", "study": "S1", "kind": "response", "name": "SD", "value": "12", "quote": "12%"}


@pytest.fixture
def both(run: Path) -> tuple[Path, Path]:
    """Two readers: they agree on two records, differ on two, and one has left one open."""
    a, b = split_run(run)
    fill(
        a, (0, ACCEPT), (1, {"value": "6.30", "comment": "p. 4"}), (2, ACCEPT), (3, REJECT), (4, ACCEPT), added=(FOUND,)
    )
    fill(b, (0, ACCEPT), (1, {"value": "6.3"}), (2, {"ci_high": "15"}), (3, ACCEPT))
    return a, b


def test_the_sheets_of_readers_show_no_decision_and_nothing_that_leads(run):
    apply(run, (0, ACCEPT | {"comment": "surely"}), (1, {"value": "6.3"}))
    extract(run)
    one, other = split_run(run)
    assert one.read_bytes() == other.read_bytes()
    assert not {"rule", "confidence", "flags"} & set(read_sheet(one).columns)
    rows = rows_of(one)
    assert {(row["decision"], row["comment"]) for row in rows} == {("", "")}
    assert rows[1]["value"] == "6.2"
    assert all(row["quote"] and row["record_id"] for row in rows)


def test_the_work_of_a_reader_is_not_written_over(run):
    sheet = split_run(run)[0]
    split_run(run)
    fill(sheet, (0, ACCEPT))
    with pytest.raises(ReviewError, match="exists already"):
        split_run(run)
    assert rows_of(sheet)[0]["decision"] == "accept"


def test_agreement_is_counted_by_kind_and_field(run, both):
    found = {(f.kind, f.field): f.agreement for f in compare_readers(*both, run).agreements()}
    decision = found["ALL", "decision"]
    assert (decision.count, decision.agreed) == (4, 2)
    assert (found["response", "value"].count, found["response", "value"].agreed) == (2, 2)
    assert (found["survival", "ci_high"].count, found["survival", "ci_high"].agreed) == (1, 0)
    assert ("toxicity", "decision") not in found
    assert ("response", "route") not in found


def test_the_report_names_what_one_reader_alone_has_decided(run, both):
    lines = list(compare_readers(*both, run).lines())
    assert "Decided by A alone: 2, by B alone: 0, by neither: 0" in lines
    assert any(line.split()[:5] == ["ALL", "decision", "4", "2", "50.0"] for line in lines)


def test_what_is_not_understood_is_told_with_its_sheet(run):
    a, b = split_run(run)
    fill(b, (0, {"decision": "perhaps"}))
    (line,) = compare_readers(a, b, run).unclear
    assert line.startswith("Not understood in reader-b.csv: row 2: ")


def settle_sheet(run: Path, both: tuple[Path, Path]) -> Path:
    return write_new(run / "disagreements.csv", disagreement_sheet(compare_readers(*both, run).disagreements()))


def test_the_disagreements_are_a_sheet_that_says_what_each_reader_said(run, both):
    rows = rows_of(settle_sheet(run, both))
    assert [(row["name"], row["reader_a"], row["reader_b"]) for row in rows] == [
        ("PFS", "accept", "edit: ci_high NR → 15"),
        ("lenalidomide", "reject", "accept"),
        ("neutropenia", "accept", ""),
        ("SD", "add", ""),
    ]
    assert {row["decision"] for row in rows} == {""}


def settled(run: Path, both: tuple[Path, Path], *decisions: Cells) -> Path:
    sheet = settle_sheet(run, both)
    rows = [row | cells for row, cells in zip(rows_of(sheet), decisions, strict=True)]
    write_sheet(sheet, read_sheet(sheet).columns, rows)
    return sheet


def test_the_consensus_is_what_both_say_and_what_was_settled(run, both):
    before = [sheet.read_bytes() for sheet in both]
    sheet = settled(run, both, {"decision": "B"}, {"value": "20"}, {"decision": "reject"}, {"decision": "a"})
    consensus = merge_readers(compare_readers(*both, run), sheet)
    assert list(consensus.lines()) == ["Agreed: 2, settled: 4, not settled: 0"]
    write_new(run / "consensus.csv", consensus.sheet())
    assert [sheet.read_bytes() for sheet in both] == before
    rows = rows_of(run / "consensus.csv")
    assert [(r["name"], r["decision"], r["reader_a"], r["reader_b"]) for r in rows][1:4] == [
        ("CR", "edit", "edit: value 6.2 → 6.30", "edit: value 6.2 → 6.3"),
        ("PFS", "edit", "accept", "edit: ci_high NR → 15"),
        ("lenalidomide", "edit", "reject", "accept"),
    ]
    assert rows[1]["comment"] == "p. 4"
    applied = apply_sheet(run / "consensus.csv", run, ANNA)
    assert not applied.unclear
    assert [d.judgement.verdict.value for d in applied.decisions] == ["accept", "edit", "edit", "edit", "reject", "add"]
    kept = [(row["name"], row["value"], row["ci_high"]) for row in rows_of(run / "records.csv")]
    assert kept == [
        ("ORR", "60.2", ""),
        ("CR", "6.30", ""),
        ("PFS", "11.1", "15"),
        ("lenalidomide", "20", ""),
        ("SD", "12", ""),
    ]
    check_package(run)


def test_what_is_not_settled_stays_open(run, both):
    consensus = merge_readers(compare_readers(*both, run), None)
    assert consensus.unsettled == 4
    write_new(run / "consensus.csv", consensus.sheet())
    applied = apply_sheet(run / "consensus.csv", run, ANNA)
    assert ([d.judgement.verdict.value for d in applied.decisions], applied.unclear) == (["accept", "edit"], ())


def test_a_choice_of_a_reader_who_said_nothing_settles_nothing(run, both):
    sheet = settled(run, both, {}, {}, {"decision": "b"}, {"decision": "b"})
    assert merge_readers(compare_readers(*both, run), sheet).unsettled == 4


def test_a_row_that_both_have_added_is_agreed(run):
    a, b = split_run(run)
    fill(a, added=(FOUND,))
    fill(b, added=(FOUND | {"value": "12.0"},))
    comparison = compare_readers(a, b, run)
    assert [pair.is_agreed for pair in comparison.pairs if pair.is_added] == [True]


# --- kappa ----------------------------------------------------------------------------------------------------------

CATEGORIES = st.sampled_from("xyz")


def test_kappa_of_readers_who_agree_by_chance_alone_is_zero():
    found = agreement_of([(a, b) for a in "xy" for b in "xy"] * 10)
    assert found.kappa == pytest.approx(0)
    assert found.low < 0 < found.high


def test_kappa_of_full_agreement_is_one():
    found = agreement_of([("x", "x"), ("y", "y")])
    assert (found.kappa, found.low, found.high, found.percent) == (1, 1, 1, 100)


def test_kappa_needs_more_than_one_category():
    assert agreement_of([("x", "x")] * 5).kappa is None


def test_kappa_of_full_disagreement_is_negative():
    assert agreement_of([("x", "y"), ("y", "x")]).kappa == pytest.approx(-1)


@given(st.lists(st.tuples(CATEGORIES, CATEGORIES), min_size=2, max_size=60))
def test_the_interval_is_that_of_the_delta_method(pairs):
    found = agreement_of(pairs)
    if found.kappa is None:
        return
    expected = _standard_error(pairs)
    assert found.low == pytest.approx(max(found.kappa - 1.959964 * expected, -1), abs=1e-4)
    assert found.high == pytest.approx(min(found.kappa + 1.959964 * expected, 1), abs=1e-4)


def _standard_error(pairs: list[tuple[str, str]]) -> float:
    """By numeric derivatives of kappa to the shares of the cells."""
    cells = {(a, b): pairs.count((a, b)) / len(pairs) for a in "xyz" for b in "xyz"}
    step = 1e-6
    slopes = {
        c: (_kappa({**cells, c: p + step}) - _kappa({**cells, c: p - step})) / (2 * step) for c, p in cells.items()
    }
    mean = sum(cells[c] * slopes[c] for c in cells)
    variance = sum(cells[c] * slopes[c] ** 2 for c in cells) - mean**2
    return sqrt(max(variance, 0) / len(pairs))


def _kappa(cells: dict[tuple[str, str], float]) -> float:
    agreed = sum(p for (a, b), p in cells.items() if a == b)
    first = {c: sum(p for (a, _), p in cells.items() if a == c) for c in "xyz"}
    second = {c: sum(p for (_, b), p in cells.items() if b == c) for c in "xyz"}
    by_chance = sum(first[c] * second[c] for c in "xyz")
    return (agreed - by_chance) / (1 - by_chance)


def test_intervals_hold_the_true_kappa_about_as_often_as_they_say():
    chance = random.Random(11)
    held = 0
    for _ in range(200):
        truth = [chance.choice("xy") for _ in range(150)]
        pairs = [(t, t if chance.random() < 0.8 else chance.choice("xy")) for t in truth]
        found = agreement_of(pairs)
        held += found.low <= 0.8 <= found.high
    assert 180 <= held <= 199
