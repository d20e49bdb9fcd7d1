"""Random decisions, edits and runs in any order: no decision is lost and none is invented."""

from __future__ import annotations

import json
import random
import shutil
import tempfile
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from review_runs import ANNA, ORR, check_package, extract, rows_of

from myelomine.review.applying import apply_sheet
from myelomine.review.carrying import settle
from myelomine.review.store import load_history
from myelomine.sheet import read_sheet, write_sheet

NAMES = ("ORR", "CR", "PR")
VALUES = ("10", "20", "30")
WORDS = ("", "accept", "edit", "reject", "undo", "perhaps")

facts = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(VALUES))


@dataclass(frozen=True)
class Expected:
    """What a reviewer decided about a name: the value that they saw, and the value that they left (None: rejected)."""

    seen: str
    left: str | None

    def row(self, value: str) -> tuple[str, str]:
        """The value and the decision that the next sheet shows for an extracted value."""
        if value == self.seen and self.left is None:
            return value, "reject"
        if value in (self.seen, self.left) and self.left is not None:
            return self.left, "accept" if self.left == value else "edit"
        return value, ""


class Review(RuleBasedStateMachine):
    """A run folder, a reviewer who writes into its sheet, and runs that find other values."""

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp())
        self.folder = self.place / "run"
        self.extracted: dict[str, str] = {}
        self.expected: dict[str, Expected] = {}
        self.muddled: set[str] = set()  # names that a sheet of an earlier run has spoken of
        self.said: set[tuple[str, str]] = set()
        self.pending: set[bytes] = set()
        self.log = b""

    def teardown(self) -> None:
        if self.folder.exists():
            check_package(self.folder)
        shutil.rmtree(self.place)

    @initialize(found=facts)
    def first_run(self, found: dict[str, str]) -> None:
        self.run(found)

    @rule(found=facts)
    def run(self, found: dict[str, str]) -> None:
        """Extract other values; the sheet then shows what is expected of each name."""
        sheet = self.folder / "extractions.csv"
        if sheet.exists() and self.is_known(sheet):  # another sheet may have said the same since
            self.pending.discard(sheet.read_bytes())
        drafts = [replace(ORR, name=name, value=Decimal(value), n=None) for name, value in found.items()]
        extract(self.folder, drafts)
        self.extracted = found
        shown = {row["name"]: row for row in self.rows() if not row["record_id"].startswith("a")}
        assert shown.keys() == found.keys()
        for name in shown.keys() & self.expected.keys() - self.muddled:
            row, expected = shown[name], self.expected[name]
            assert (row["value"], row["decision"]) == expected.row(found[name])
            assert ("asked-again" in row["flags"]) == (not row["decision"])

    @precondition(lambda self: self.rows())
    @rule(pick=st.integers(0, 9), word=st.sampled_from(WORDS), value=st.sampled_from(("", *VALUES)))
    def write(self, pick: int, word: str, value: str) -> None:
        """Write a decision, a value, or both into a row of the sheet; an empty value leaves the cell as it is."""
        rows = self.rows()
        row = rows[pick % len(rows)]
        row |= {"decision": word or row["decision"], "value": value or row["value"]}
        self.save(rows)

    @rule(name=st.sampled_from(("VGPR", "SD")), value=st.sampled_from(VALUES))
    def add(self, name: str, value: str) -> None:
        """Add a row that was missed."""
        row = {"document": "scan", "kind": "response", "name": name, "value": value}
        self.save([*self.rows(), row])

    @precondition(lambda self: self.rows())
    @rule(order=st.randoms(use_true_random=False))
    def save_again(self, order: random.Random) -> None:
        """Save the sheet with its rows in another order, which says nothing new."""
        rows = self.rows()
        order.shuffle(rows)
        self.save(rows)

    @rule()
    def apply(self) -> None:
        """Apply the folder's sheet; twice, which changes nothing more."""
        for row in self.rows():
            self.expect(row)
        self.take_in(self.folder / "extractions.csv")

    @rule(pick=st.integers(0, 9))
    def apply_kept(self, pick: int) -> None:
        """Apply a sheet of an earlier run that was kept."""
        kept = sorted(self.folder.glob("extractions.reviewed-*.csv"))
        if kept:
            sheet = kept[pick % len(kept)]
            self.muddled |= {row["name"] for row in rows_of(sheet)}
            self.take_in(sheet)

    @invariant()
    def no_decision_is_lost(self) -> None:
        """Every thread of the log is found at a record, among those added, or among the orphans, and only once."""
        history = load_history(self.folder)
        settlement = settle(history.extracted, history.log)
        places = [s.opinion for s in settlement.settled if s.opinion] + [*settlement.added, *settlement.orphans]
        threads = [opinion.thread for opinion in places]
        assert len(threads) == len(set(threads))
        last = {line["thread"]: line["decision"] for line in self.lines()}
        assert set(threads) == {thread for thread, decision in last.items() if decision != "undo"}
        for data in self.pending:
            assert data in [file.read_bytes() for file in self.folder.glob("extractions*.csv")]

    @invariant()
    def no_decision_is_invented(self) -> None:
        """Every line of the log, and every decision of the reviewed state, was written by the reviewer."""
        log = (self.folder / "decisions.jsonl").read_bytes() if self.lines() else b""
        assert log.startswith(self.log)
        self.log = log
        for line in self.lines():
            left = {change["column"]: change["after"] for change in line["changes"]}.get("value", line["seen"]["value"])
            assert (line["seen"]["name"], left) in self.said
        decided = [row for row in rows_of(self.folder / "records.csv") if row["decision"]]
        assert {(row["name"], row["value"]) for row in decided} <= self.said
        assert not {row["decision"] for row in decided} & {"reject", "undo"}

    @invariant()
    def the_folder_is_a_valid_package(self) -> None:
        if len(self.log) % 7 == 1:  # the validator is slow
            check_package(self.folder)

    def rows(self) -> list[dict[str, str]]:
        sheet = self.folder / "extractions.csv"
        return rows_of(sheet) if sheet.exists() else []

    def lines(self) -> list[dict]:
        log = self.folder / "decisions.jsonl"
        return [json.loads(line) for line in log.read_text("utf-8").splitlines()] if log.exists() else []

    def save(self, rows: list[dict[str, str]]) -> None:
        sheet = self.folder / "extractions.csv"
        self.pending.discard(sheet.read_bytes())
        write_sheet(sheet, read_sheet(sheet).columns, rows)
        self.said |= {(row["name"], row["value"]) for row in rows}
        if not self.is_known(sheet):
            self.pending.add(sheet.read_bytes())

    def is_known(self, sheet: Path) -> bool:
        """Whether a copy of the folder learns nothing from the sheet."""
        copy = self.place / "copy"
        shutil.copytree(self.folder, copy)
        applied = apply_sheet(sheet, copy, ANNA)
        shutil.rmtree(copy)
        return not applied.decisions and not applied.unclear

    def take_in(self, sheet: Path) -> None:
        self.said |= {(row["name"], row["value"]) for row in rows_of(sheet)}
        first = apply_sheet(sheet, self.folder, ANNA)
        assert apply_sheet(sheet, self.folder, ANNA).decisions == ()
        if not first.unclear:
            self.pending.discard(sheet.read_bytes())

    def expect(self, row: dict[str, str]) -> None:
        """Reckon with what a row says, by the rules that the README tells a reviewer."""
        name, value, word = row["name"], row["value"], row["decision"]
        if name not in self.extracted:
            return
        found = self.extracted[name]
        says_nothing = not word and value == found
        makes_no_sense = word == "perhaps" or (word == "edit" and value == found)
        if says_nothing or makes_no_sense:
            return
        if word == "undo":
            self.expected.pop(name, None)
        else:
            self.expected[name] = Expected(found, None if word == "reject" else value)


Review.TestCase.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
TestReview = Review.TestCase
