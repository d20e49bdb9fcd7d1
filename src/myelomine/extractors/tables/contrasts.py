"""Rows of a regression that say both sides of their hazard ratio: "High-risk vs standard-risk cytogenetics"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import regex

from myelomine.document import Cell
from myelomine.extractors.measures import SURVIVAL, Measure
from myelomine.extractors.tables.columns import Column
from myelomine.extractors.tables.cues import Holds
from myelomine.extractors.tables.facts import Fact, draft_of
from myelomine.extractors.tables.grid import Row
from myelomine.extractors.tables.groups import Group, group_of
from myelomine.extractors.tables.labels import trimmed
from myelomine.extractors.tables.numbers import Expected, parse_cell, parse_p_cell, split_p_value
from myelomine.extractors.tables.settings import Setting

_VERSUS = r"(?:versus|vs\.?|v\.?|compared (?:with|to)|relative to|against)"
_ANSWERED = regex.compile(
    rf"(?i)(?P<feature>\S.{{1,70}}?)\s?[,:;(\[–-]\s?(?:yes|present|positive|abnormal)\s{_VERSUS}\s"
    r"(?:no|absent|negative|normal|none)[)\]]?"
)
_IN_BRACKETS = regex.compile(
    rf"(?i)(?P<feature>\S.{{1,50}}?)\s?[(\[]\s?(?P<one>[^()\[\]]{{1,40}}?)\s{_VERSUS}\s(?P<other>[^()\[\]]{{1,40}}?)[)\]]"
)
_OPPOSED = regex.compile(rf"(?i)(?P<one>\S.{{0,60}}?),?\s{_VERSUS}\s(?P<other>\S.{{0,50}})")
_NEGATED = regex.compile(r"(?i)(?:no|not|non|without|other|others|all|any|the)\b")
_BARE_LEVEL = regex.compile(r"(?i)[\dIV<>≥≤=.,%+ /–-]{1,12}")


@dataclass(frozen=True, slots=True)
class Contrast:
    """The patients that a ratio is about, and those that they are compared with."""

    one: str
    other: str


def contrast_of(stub: str, label: str = "") -> Contrast | None:
    """The two sides that a row names, with the feature that `label` above the row gives them.

    >>> contrast_of("Third vs second line"), contrast_of("t(4;14), yes vs no")
    (Contrast(one='Third line', other='second line'), Contrast(one='t(4;14)', other='no t(4;14)'))
    >>> contrast_of("ISS stage (III vs I/II)"), contrast_of("III vs I", "ISS")
    (Contrast(one='ISS stage III', other='ISS stage I/II'), Contrast(one='ISS III', other='ISS I'))
    >>> contrast_of("Age, per year") is None
    True
    """
    text = trimmed(stub) or stub.strip()
    if hit := _ANSWERED.fullmatch(stub.strip()) or _ANSWERED.fullmatch(text):
        return Contrast(hit["feature"].strip(), f"no {hit['feature'].strip()}")
    if hit := _IN_BRACKETS.fullmatch(stub.strip()):
        return Contrast(f"{hit['feature']} {hit['one']}", f"{hit['feature']} {hit['other']}")
    hit = _OPPOSED.fullmatch(text)
    if hit is None or "," in hit["other"]:
        return None
    one, other = hit["one"].strip(), hit["other"].strip()
    if label and _BARE_LEVEL.fullmatch(other):
        return Contrast(f"{label} {one}", f"{label} {other}")
    return Contrast(_with_noun(one, other), other)


def _with_noun(one: str, other: str) -> str:
    """The first side with the noun that only the second one prints: "High-risk vs standard-risk cytogenetics"."""
    first, *nouns = other.split()
    missing = nouns and not _NEGATED.match(first) and not {n.lower() for n in nouns} & set(one.lower().split())
    return f"{one} {' '.join(nouns)}" if missing and len(nouns) < 3 else one


def contrast_facts(setting: Setting, row: Row) -> list[Fact]:
    """The hazard ratios of a row that names both sides, where no column names groups that would be compared."""
    ratios = [c for c in setting.columns[1:] if c.heading.holds is Holds.RATIO]
    contrast = contrast_of(row.stub, row.groups[-1] if row.groups else "") if ratios else None
    if contrast is None or any(c.group.known for c in setting.columns):
        return []
    return [fact for column in ratios for fact in _ratio_fact(setting, row, column, contrast)]


def _ratio_fact(setting: Setting, row: Row, column: Column, contrast: Contrast) -> Iterator[Fact]:
    measure, cell = column.heading.measure or setting.caption.measure, row.cells[column.index]
    if measure is None or measure.kind != SURVIVAL or cell is None:
        return
    text, p_value = split_p_value(cell.text)
    quantity = parse_cell(text, Expected(SURVIVAL, Holds.RATIO, words=column.heading.text))
    if quantity is None:
        return
    group = _side(setting, contrast.one)
    ratio = _plain(measure)
    draft = draft_of(ratio, quantity, group, setting.context.evidence(row.cells, cell, f"{quantity.rule} {ratio.rule}"))
    if draft is not None:
        p_value = p_value or _p_beside(setting, row, column)
        draft = replace(draft, comparator=_side(setting, contrast.other).label, p_value=p_value)
        yield Fact(draft, column, group)


def _plain(measure: Measure) -> Measure:
    """The end point itself: a ratio is of all of its time."""
    return replace(measure, time_months=None)


def _side(setting: Setting, text: str) -> Group:
    """An arm of the study, else the patients as printed, who received what all did."""
    named = group_of(setting.context, text)
    return named if named.arm is not None else Group(text, None, setting.context.register.shared_regimen, printed=text)


def _p_beside(setting: Setting, row: Row, column: Column) -> str:
    """The p-value of the next column of tests, before another ratio."""
    for other in setting.columns[column.index + 1 :]:
        cell: Cell | None = row.cells[other.index]
        if other.heading.holds is Holds.RATIO:
            break
        if other.heading.holds is Holds.P_VALUE and cell is not None:
            return parse_p_cell(cell.text)
    return ""
