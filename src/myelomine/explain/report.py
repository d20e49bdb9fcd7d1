"""`myelomine explain`: all that is known about one record, as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from myelomine.cache import Cache, cache_folder
from myelomine.derived import derived_values
from myelomine.document import Document
from myelomine.errors import MyelomineError, ReviewError
from myelomine.explain.context import context_of
from myelomine.explain.rules import rule_lines
from myelomine.explain.steps import step_lines
from myelomine.inputs import InputFile, digest_of
from myelomine.normalizer.checks import FLAGS, severity_of
from myelomine.patterns import PatternSet, load_patterns
from myelomine.recall import Recall
from myelomine.records import STATED_COLUMNS, Record, print_cell
from myelomine.review.applying import load_run
from myelomine.review.carrying import settle
from myelomine.review.decisions import Decision
from myelomine.review.state import reviewed_rows
from myelomine.review.store import History
from myelomine.sheet import read_sheet
from myelomine.single import read_file
from myelomine.unchanged import DOCUMENTS_NAME


def explain_record(folder: Path, record_id: str, patterns_folder: Path | None = None) -> str:
    """The record, its evidence in context, its patterns, the steps to its values, its checks and its decisions."""
    history, _ = load_run(folder)
    record = _find(folder, history, record_id)
    patterns = load_patterns(patterns_folder)
    document, trouble = _read_again(folder, record.document)
    lines = [
        *_record_lines(record),
        *([trouble] if trouble else []),
        *_evidence_lines(record, document, patterns),
        *_derived_lines(record),
        *_check_lines(record.flags),
        *_decision_lines(d for d in history.log if d.judgement.record.record_id == record_id),
    ]
    return "\n".join(lines)


def _find(folder: Path, history: History, record_id: str) -> Record:
    """The record as the sheet shows it, else as an earlier run had it."""
    shown = (row.record for row in reviewed_rows(settle(history.extracted, history.log)))
    for record in (*shown, *reversed(history.superseded), *(d.judgement.record for d in history.log)):
        if record.record_id == record_id:
            return record
    raise ReviewError(folder, f"has no record {record_id}. Copy an id from the column record_id of its sheet.")


def _record_lines(record: Record) -> Iterator[str]:
    yield f"Record {record.record_id} of {record.document}"
    for column in (*STATED_COLUMNS[1:], "status", "confidence"):
        if cell := print_cell(getattr(record, column)):
            yield f"  {column:<12} {cell}"


def _read_again(folder: Path, name: str) -> tuple[Document | None, str]:
    """The document, or why there is none to show the context in."""
    rows = (row.cells for row in read_sheet(folder / DOCUMENTS_NAME).rows)
    told = next((row for row in rows if row.get("document") == name), None)
    if told is None:
        return None, f"{name} is not among the documents of this run: its evidence is shown without the context."
    file = Path(told["file"])
    try:
        kept = Recall(Cache(cache_folder()), "").document(InputFile(file, name, told["document_id"]))
        if kept is None and digest_of(file) != told["document_id"]:
            return None, f"{file} has changed since it was read: its evidence is shown without the context."
        return kept or read_file(file), ""
    except FileNotFoundError:
        hint = "run this command in the folder where the papers were extracted"
        return None, f"There is no {file} here, so the evidence is shown without its context; {hint}."
    except (OSError, MyelomineError) as problem:
        return None, f"The evidence is shown without its context: {problem}"


def _evidence_lines(record: Record, document: Document | None, patterns: PatternSet) -> Iterator[str]:
    for number, evidence in enumerate(record.evidence, start=1):
        yield ""
        yield f"Evidence {number} of {len(record.evidence)}: page {evidence.page}, {evidence.source}"
        yield f"  “{evidence.quote}”"
        context = context_of(document, evidence) if document else ()
        yield from _indented("in its context:", context)
        yield from _indented("recognised by:", rule_lines(evidence.rule, patterns))
        yield from _indented("from printed text to value:", step_lines(record, evidence.quote, context, patterns))


def _indented(title: str, lines: Iterable[str]) -> Iterator[str]:
    """The lines below a title; neither where there are none."""
    found = list(lines)
    if found:
        yield f"  {title}"
        yield from (f"    {line}" for line in found)


def _derived_lines(record: Record) -> Iterator[str]:
    values = derived_values([record])
    if values:
        yield ""
        yield "Derived, not printed:"
    for value in values:
        yield f"  {value.derived}: {' '.join(filter(None, (value.value, value.unit)))} (from {value.computed_from})"


def _check_lines(flags: Iterable[str]) -> Iterator[str]:
    explanations = {known.id: known.explanation for known in FLAGS}
    flags = tuple(flags)
    yield ""
    yield "Flags:" if flags else "Flags: none; no check found anything."
    for flag in flags:
        check = flag.partition(":")[0]
        yield f"  {flag}"
        if check in explanations:
            yield f"    {severity_of(flag).value}: {explanations[check]}"


def _decision_lines(decisions: Iterable[Decision]) -> Iterator[str]:
    for number, decision in enumerate(decisions):
        if not number:
            yield ""
            yield "Decisions:"
        said, signature = decision.judgement, decision.signature
        made = f" ({', '.join(map(str, said.changes))})" if said.changes else ""
        comment = f": {said.comment}" if said.comment else ""
        yield f"  {signature.time} {signature.reviewer}: {said.verdict}{made}{comment} [{signature.sheet}]"
