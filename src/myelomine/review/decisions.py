"""Decisions: what a sheet's row says about a record, the log of all decisions, and the opinion that they add up to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from myelomine.records import Record, print_cell, record_from_json, record_to_json, revise, stated_key
from myelomine.review.cells import same_content


class Verdict(StrEnum):
    """What a reviewer says about a record. A note says nothing about it but its comment; undo takes a decision back."""

    ACCEPT = "accept"
    EDIT = "edit"
    REJECT = "reject"
    ADD = "add"
    UNDO = "undo"
    NOTE = "note"


#: Verdicts after which the record stands, as it is or as it was changed.
KEEPING = frozenset({Verdict.ACCEPT, Verdict.EDIT, Verdict.ADD})


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that a reviewer has changed: what was written, and what it says now."""

    column: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.column} {self.before or '(empty)'} → {self.after or '(empty)'}"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the row with this number says about a record as it was written; `content` is the record with the changes."""

    row: int
    record: Record
    verdict: Verdict
    content: Record
    changes: tuple[Change, ...] = ()
    comment: str = ""

    @property
    def keeps(self) -> bool:
        """Whether the record shall stand."""
        return self.verdict in KEEPING

    def agrees_with(self, other: Judgement) -> bool:
        """Whether both keep the same content, or both reject."""
        return self.keeps == other.keeps and (not self.keeps or same_content(self.content, other.content))


@dataclass(frozen=True, slots=True)
class Signature:
    """Who decided, when (ISO 8601), and in which sheet."""

    reviewer: str
    time: str
    sheet: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A line of the log. Decisions of one `thread` speak of the same fact in the course of several runs."""

    thread: str
    judgement: Judgement
    signature: Signature


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the decisions of a thread add up to. `seen` is the record as the reviewer last saw it, `content` as decided.

    `verdict` is a note where nothing is decided; `is_added` marks a fact that a reviewer found.
    """

    thread: str
    verdict: Verdict
    seen: Record
    content: Record
    signature: Signature
    changes: tuple[Change, ...] = ()
    comment: str = ""
    is_added: bool = False

    @property
    def decides(self) -> bool:
        """Whether it says that the record stands or falls."""
        return self.verdict is not Verdict.NOTE

    @property
    def keeps(self) -> bool:
        """Whether the record stands."""
        return self.verdict in KEEPING

    def covers(self, record: Record) -> bool:
        """Whether it speaks of just what this record states: what the reviewer saw, or what they made of it."""
        stated = stated_key(record)
        return stated == stated_key(self.seen) or (self.keeps and stated == stated_key(self.content))

    def says(self, judgement: Judgement) -> bool:
        """Whether a judgement adds nothing to it."""
        if judgement.comment not in ("", self.comment):
            return False
        if judgement.verdict is Verdict.NOTE:
            return True
        if judgement.verdict is Verdict.UNDO:
            return not self.decides
        if not self.decides or self.keeps != judgement.keeps or not self.covers(judgement.record):
            return False
        return not self.keeps or same_content(self.content, judgement.content)


def judgement_of(
    row: int, record: Record, verdict: Verdict, changes: Sequence[Change] = (), comment: str = ""
) -> Judgement:
    """What a row says; changes count where the record shall stand."""
    content = changed(record, changes) if verdict in KEEPING else record
    return Judgement(row, record, verdict, content, tuple(changes), comment)


def opinions_of(log: Iterable[Decision]) -> tuple[Opinion, ...]:
    """The opinion of each thread, in the order in which they began."""
    return tuple(_folded(log, lambda decision: decision.thread).values())


def last_words(log: Iterable[Decision]) -> dict[Hashable, Opinion]:
    """What was last said about each version of each record, by `version_key`."""
    return _folded(log, lambda decision: version_key(decision.judgement.record))


def version_key(record: Record) -> Hashable:
    """A record as it was read once: its id with all that it states."""
    return record.record_id, stated_key(record)


def _folded(log: Iterable[Decision], key_of: Callable[[Decision], Hashable]) -> dict[Hashable, Opinion]:
    opinions: dict[Hashable, Opinion] = {}
    for decision in log:
        opinions[key_of(decision)] = _after(opinions.get(key_of(decision)), decision)
    return opinions


def _after(before: Opinion | None, decision: Decision) -> Opinion:
    """The opinion after one more decision: a note changes the comment alone, and a comment stays until another."""
    said = decision.judgement
    if before and said.verdict is Verdict.NOTE:
        return replace(before, comment=said.comment)
    undone = said.verdict is Verdict.UNDO
    return Opinion(
        decision.thread,
        Verdict.NOTE if undone else said.verdict,
        said.record,
        said.record if undone else said.content,
        decision.signature,
        () if undone else said.changes,
        said.comment or (before.comment if before else ""),
        said.verdict is Verdict.ADD or bool(before and before.is_added),
    )


def changed(record: Record, changes: Iterable[Change]) -> Record:
    """The record with the changes made."""
    cells = {change.column: change.after for change in changes}
    return revise(record, cells) if cells else record


def change_of(record: Record, column: str, after: str) -> Change:
    """The change of one column of a record."""
    return Change(column, print_cell(getattr(record, column)), after)


def new_thread(record: Record, known: int) -> str:
    """The name of a new thread: no other one that begins with the log at this length has it."""
    digest = hashlib.sha256("\x1f".join((record.record_id, *stated_key(record))).encode("utf-8", "replace"))
    return f"d{known}-{digest.hexdigest()[:8]}"


def decision_to_json(decision: Decision) -> str:
    """The decision as a line of `decisions.jsonl`; the record as it was seen is part of it."""
    said, signature = decision.judgement, decision.signature
    fields = {
        "time": signature.time,
        "reviewer": signature.reviewer,
        "sheet": signature.sheet,
        "row": said.row,
        "decision": said.verdict.value,
        "record_id": said.record.record_id,
        "comment": said.comment,
        "changes": [{"column": c.column, "before": c.before, "after": c.after} for c in said.changes],
        "thread": decision.thread,
        "seen": json.loads(record_to_json(said.record)),
    }
    return json.dumps(fields, ensure_ascii=False)


def decision_from_json(line: str) -> Decision:
    """Read a line of `decisions.jsonl`; raises `ValueError` where it is none."""
    fields = json.loads(line)
    if not isinstance(fields, Mapping) or not {"decision", "seen", "thread"} <= fields.keys():
        raise ValueError("is no decision")
    seen = record_from_json(json.dumps(fields["seen"]))
    changes = [Change(**change) for change in fields.get("changes", ())]
    verdict, comment = Verdict(fields["decision"]), fields.get("comment", "")
    judgement = judgement_of(int(fields.get("row", 0)), seen, verdict, changes, comment)
    signature = Signature(fields.get("reviewer", ""), fields.get("time", ""), fields.get("sheet", ""))
    return Decision(fields["thread"], judgement, signature)
