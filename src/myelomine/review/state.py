"""The reviewed state of a run: the rows of the next sheet, the records that stand, and the decisions left over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from myelomine.normalizer.checks import CHECKS, DOSE_CHECK, apply_checks
from myelomine.records import COLUMNS, INVALID, STATED_COLUMNS, Record, stated_key, with_flags
from myelomine.review.carrying import Settled, Settlement
from myelomine.review.cells import same_content
from myelomine.review.decisions import Opinion, Verdict, changed
from myelomine.sheet import REVIEW_COLUMNS

#: Columns of `records.csv` and `orphaned.csv`: the sheet's, and who decided when.
SIGNED_COLUMNS = (*REVIEW_COLUMNS, "reviewer", "decided", *COLUMNS)
ORPHAN_COLUMNS = (*REVIEW_COLUMNS, "reviewer", "decided", "changes", *COLUMNS)

ASKED_AGAIN = "asked-again"
#: Checks whose findings change with the records that they look at, without knowing more than these.
_RECHECKED = frozenset(check.id for check in CHECKS if check is not DOSE_CHECK)


@dataclass(frozen=True, slots=True)
class ReviewedRow:
    """A record as the review has left it, with the decision that stands on it."""

    record: Record
    decision: str = ""
    opinion: Opinion | None = None

    def cells(self) -> dict[str, str]:
        """The row by its columns."""
        comment = self.opinion.comment if self.opinion else ""
        signature = _signature_cells(self.opinion) if self.opinion and self.decision else {}
        return {**self.record.row(), **signature, "decision": self.decision, "comment": comment}


def reviewed_rows(settlement: Settlement) -> tuple[ReviewedRow, ...]:
    """Every record of the run, rejected ones too, and after those of its document each one that was added.

    Where a document's records were changed, the checks look anew at those that stand.
    """
    rows = [_reviewed(settled) for settled in settlement.settled]
    added: dict[str, list[ReviewedRow]] = defaultdict(list)
    for opinion in settlement.added:
        added[opinion.seen.document].append(_added_row(opinion))
    last = {row.record.document: i for i, row in enumerate(rows)}
    ordered: list[ReviewedRow] = []
    for i, row in enumerate(rows):
        ordered.append(row)
        if last[row.record.document] == i:
            ordered += added.pop(row.record.document, [])
    return _flagged_anew([*ordered, *(row for document in sorted(added) for row in added[document])])


def records_that_stand(rows: Iterable[ReviewedRow]) -> tuple[ReviewedRow, ...]:
    """The rows without those rejected."""
    return tuple(row for row in rows if row.decision != Verdict.REJECT)


def _flagged_anew(rows: Sequence[ReviewedRow]) -> tuple[ReviewedRow, ...]:
    touched = {row.record.document for row in rows if row.decision not in ("", Verdict.ACCEPT)}
    kept = records_that_stand(rows)
    fresh = {id(row): row for document in sorted(touched) for row in kept if row.record.document == document}
    flagged = dict(zip(fresh, _rechecked(list(fresh.values())), strict=True))
    return tuple(flagged.get(id(row), row) for row in rows)


def orphan_rows(orphans: Iterable[Opinion]) -> Iterator[dict[str, str]]:
    """The decisions whose record is gone, each with the record as the reviewer saw it."""
    for opinion in orphans:
        yield {
            **opinion.seen.row(),
            **_signature_cells(opinion),
            "decision": opinion.verdict.value if opinion.decides else "",
            "comment": opinion.comment,
            "changes": "; ".join(map(str, opinion.changes)),
        }


def _reviewed(settled: Settled) -> ReviewedRow:
    """The row of a record: decided, asked again, or open."""
    record, opinion = settled.record, settled.opinion
    if opinion is None or not opinion.decides:
        return ReviewedRow(record, opinion=opinion)
    if settled.is_asked_again:
        return ReviewedRow(with_flags(record, [_asked_again(record, opinion)]), opinion=opinion)
    if not opinion.keeps:
        return ReviewedRow(record, Verdict.REJECT, opinion)
    content = changed(record, opinion.changes)
    return ReviewedRow(content, Verdict.ACCEPT if same_content(content, record) else Verdict.EDIT, opinion)


def _added_row(opinion: Opinion) -> ReviewedRow:
    return ReviewedRow(opinion.content, Verdict.ADD if opinion.keeps else Verdict.REJECT, opinion)


def _asked_again(record: Record, opinion: Opinion) -> str:
    """What was decided, and what the record stated then."""
    then = opinion.seen.row()
    pairs = zip(STATED_COLUMNS, stated_key(record), stated_key(opinion.seen), strict=True)
    differing = [f"{column} was {then[column] or '(empty)'}" for column, a, b in pairs if a != b]
    by = f" by {opinion.signature.reviewer}" if opinion.signature.reviewer else ""
    made = f" ({', '.join(map(str, opinion.changes))})" if opinion.changes else ""
    return f"{ASKED_AGAIN}: decided{by}: {opinion.verdict}{made}, when {', '.join(differing)}"


def _signature_cells(opinion: Opinion) -> dict[str, str]:
    return {"reviewer": opinion.signature.reviewer, "decided": opinion.signature.time}


def _rechecked(rows: Sequence[ReviewedRow]) -> Iterator[ReviewedRow]:
    """The rows of some documents with the flags that their records deserve now."""
    by_document: dict[str, list[Record]] = defaultdict(list)
    for row in rows:
        by_document[row.record.document].append(_without_findings(row))
    checked = [record for records in by_document.values() for record in apply_checks(records)]
    return (replace(row, record=record) for row, record in zip(rows, checked, strict=True))


def _without_findings(row: ReviewedRow) -> Record:
    """The record without what the checks found before; of a changed one, only what is said about its form is left."""
    is_changed = row.decision in (Verdict.EDIT, Verdict.ADD)
    flags = row.record.flags
    if is_changed:
        flags = tuple(flag for flag in flags if flag.startswith(INVALID))
    else:
        flags = tuple(flag for flag in flags if flag.partition(":")[0] not in _RECHECKED)
    return row.record.model_copy(update={"flags": flags})
