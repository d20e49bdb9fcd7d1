"""Cells that say several things, each with its measure: "≥PR: 73% VGPR: 45%", "PFS 4.2 OS 16.5", "5 ≥VGPR (45)"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from myelomine.document import Cell
from myelomine.drafts import Draft
from myelomine.extractors.arms import Register
from myelomine.extractors.linking.scene import scene_of
from myelomine.extractors.measures import RESPONSE, TOXICITY, Measure, measures
from myelomine.extractors.outcomes import outcome_drafts
from myelomine.extractors.quantities import Quantity, Unit
from myelomine.extractors.tables.context import CERTAIN, TableContext
from myelomine.extractors.tables.facts import draft_of
from myelomine.extractors.tables.groups import NOBODY
from myelomine.extractors.tables.numbers import NOT_STATED, Expected, parse_cell
from myelomine.extractors.tables.shapes import Cells
from myelomine.mentions import Label
from myelomine.numbers import parse_decimal

_COUNT_BEFORE = regex.compile(r"(?:^|[\s;,])(?P<n>\d{1,4})\s?$")
_PERCENT_AFTER = regex.compile(r"\s?[\[(]\s?(?P<percent>\d{1,3}(?:[.·]\d{1,2})?)\s?%?\s?[\])]")
_VALUE_AFTER = regex.compile(r"\s?(?:rates?)?\s?[:=,]?\s?(?P<value>[^;:]{1,60}?)\s?[;,.]?\s?")
_CARRIES = regex.compile(r"\s?,\s?(?:and\s)?|\s?and\s")


def spoken_facts(context: TableContext, row: Cells, cell: Cell, expected: Expected) -> Iterator[Draft]:
    """Every fact of a cell of words: what it lists, else what it says as a sentence."""
    listed = list(listed_facts(context, row, cell, expected))
    yield from listed or _as_sentence(context, cell)


def listed_facts(context: TableContext, row: Cells, cell: Cell, expected: Expected) -> Iterator[Draft]:
    """Every fact of a cell that lists measures with their values and says nothing else."""
    sentence = context.sentence(cell.text)
    found = measures(sentence)
    if expected.grade and not sentence.of(Label.GRADE):
        found = [replace(m, grade=m.grade or expected.grade) if m.kind == TOXICITY else m for m in found]
    read = _counted(cell.text, found) or _valued(cell.text, found, expected)
    for measure, quantity in read:
        evidence = context.evidence(row, cell, f"{quantity.rule} {measure.rule} cell.listed")
        draft = draft_of(measure, quantity, NOBODY, evidence)
        if draft is not None:
            yield draft


def _as_sentence(context: TableContext, cell: Cell) -> Iterator[Draft]:
    scene = scene_of(context.sentence(cell.text, cell), Register())
    for draft in outcome_drafts(scene):
        first = replace(draft.evidence[0], source=context.source)
        yield replace(draft, evidence=(first,), confidence=CERTAIN, group="", regimen="")


def _counted(text: str, found: Sequence[Measure]) -> list[tuple[Measure, Quantity]]:
    """Counts before and percentages behind response categories: "5 ≥VGPR (45)"; all of them, or nothing."""
    out: list[tuple[Measure, Quantity]] = []
    for measure in found:
        before, after = _COUNT_BEFORE.search(text[: measure.start]), _PERCENT_AFTER.match(text, measure.end)
        if measure.kind != RESPONSE or before is None or after is None:
            return []
        percent = parse_decimal(after["percent"])
        out.append(
            (measure, Quantity(measure.start, after.end(), Unit.PERCENT, "cell.counted", percent, n=int(before["n"])))
        )
    return out


def _valued(text: str, found: Sequence[Measure], expected: Expected) -> list[tuple[Measure, Quantity]]:
    """Measures each with its value behind it; all values of the cell must be told so, or none is taken."""
    out: list[tuple[Measure, Quantity]] = []
    grade, end = "", 0
    if found and regex.search(r"\d", _ungraded(text[: found[0].start])):
        return []
    for measure, following in zip(found, [*found[1:], None], strict=True):
        carried = (
            measure.kind == TOXICITY and not measure.grade and grade and _CARRIES.fullmatch(text[end : measure.start])
        )
        grade = grade if carried else measure.grade
        hit = _VALUE_AFTER.fullmatch(text[measure.end : following.start if following else len(text)])
        end = measure.end + (hit.end("value") if hit else 0)
        words = f"{expected.words} {text[max(0, measure.start - 12) : measure.end]}"
        told = replace(expected, kind=measure.kind, timed=measure.time_months is not None, words=words)
        quantity = parse_cell(hit["value"], told) if hit else None
        if quantity is not None:
            out.append((replace(measure, grade=grade), replace(quantity, start=measure.start, end=end)))
        elif hit is None or not NOT_STATED.fullmatch(hit["value"].strip()):
            return []
    return out


def _ungraded(text: str) -> str:
    return regex.sub(r"(?i)[≥>]?\s?\d(?:\s?[/–-]\s?\d)?", "", text) if regex.search(r"(?i)grade", text) else text
