"""What a row compares: the hazard ratio's two groups, and the group on which a p-value stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import regex

from myelomine.document import Cell
from myelomine.extractors.arms import references
from myelomine.extractors.measures import SURVIVAL
from myelomine.extractors.tables.columns import Column
from myelomine.extractors.tables.context import TableContext
from myelomine.extractors.tables.cues import Holds
from myelomine.extractors.tables.facts import Fact
from myelomine.extractors.tables.grid import Row
from myelomine.extractors.tables.groups import NOBODY, Group, group_of, within
from myelomine.numbers import parse_decimal

_REFERENCE = regex.compile(r"(?i)(?:ref(?:erence|erent|\.)?|1(?:[.·]0{1,2})?)(?: \((?:ref(?:erence|\.)?)\))?")
_PAIR = regex.compile(r"(?P<one>[\p{L}\d/-]{1,20})\s(?:vs\.?|v|versus)\s(?:arms?\s)?(?P<other>[\p{L}\d/-]{1,20})")
_AGAINST = regex.compile(r"(?i)\b(?:versus|vs\.?|v|compared (?:with|to)|relative to|against|over)\s")


@dataclass(frozen=True, slots=True)
class Rivals:
    """The experimental group of a table and the one that it is compared with; both empty where that is open.

    `row` is the label of the row that the ratios of the other rows are relative to.
    """

    experimental: Group = NOBODY
    reference: Group = NOBODY
    row: str = ""


def rivals_of(context: TableContext, columns: Sequence[Column], rows: Sequence[Row]) -> Rivals:
    """The two groups that a table compares: told by the ratio's header or the caption, else its two columns.

    Of two columns the one with more drugs is experimental, of equals the one that the study names first, unless the
    ratios beside their survival say otherwise: below 1 the experimental group lives longer.
    """
    for text in (*(c.heading.text for c in columns if c.heading.holds is Holds.RATIO), context.table.caption):
        if (told := _told(context, text)) is not None:
            return told
    groups = list({c.group.label: c.group for c in columns if c.group.known}.values())
    if not groups:
        groups = [Group(a.label, a, a.regimen) for a in context.register.compared]
    order = [a.label for a in context.register.arms]
    groups.sort(key=lambda g: (-len(g.regimen.split("+")), order.index(g.label) if g.label in order else len(order)))
    if len(groups) != 2:
        return Rivals()
    first, second = reversed(groups) if _contradicted(columns, rows, groups) else groups
    return Rivals(first, second)


def _contradicted(columns: Sequence[Column], rows: Sequence[Row], groups: Sequence[Group]) -> bool:
    """Whether most rows with a ratio and the survival of both groups say that the second is the experimental one."""
    ratios = [c.index for c in columns if c.heading.holds is Holds.RATIO]
    told = [[c.index for c in columns if c.group.label == g.label and _is_survival(c)] for g in groups]
    if len(ratios) != 1 or any(len(found) != 1 for found in told):
        return False
    votes = [_vote(row, ratios[0], told[0][0], told[1][0]) for row in rows]
    return votes.count(-1) > votes.count(1)


def _is_survival(column: Column) -> bool:
    measure = column.heading.measure
    return measure is not None and measure.kind == SURVIVAL


def _vote(row: Row, ratio: int, first: int, second: int) -> int:
    """1 where a row's ratio speaks for the first group as the experimental one, -1 for the second, 0 for neither."""
    numbers = [_first_number(row.cells[i]) for i in (ratio, first, second)]
    hr, one, two = numbers
    if hr is None or one is None or two is None or hr == 1 or one == two:
        return 0
    return 1 if (hr < 1) == (one > two) else -1


def _first_number(cell: Cell | None) -> Decimal | None:
    hit = regex.match(r"\s*(?P<number>\d{1,3}(?:[.·]\d{1,2})?)(?![\d.·])", cell.text) if cell else None
    return parse_decimal(hit["number"]) if hit else None


def _told(context: TableContext, text: str) -> Rivals | None:
    """The two arms of "DRd versus Rd"."""
    if not _AGAINST.search(text):
        return None
    refs = [r for r in references(context.sentence(text), context.register) if r.arm and not r.subgroup]
    arms = list({r.arm.label: r.arm for r in refs if r.arm}.values())
    if len(arms) != 2:
        return None
    first, second = (Group(a.label, a, a.regimen) for a in arms)
    return Rivals(first, second)


def tested_pair(columns: Sequence[Column], header: str) -> Rivals | None:
    """The two groups of a test's header, each named by a word of a column's header: "P, A vs B".

    The group with more drugs is experimental, of equals the one named first.
    """
    hit = _PAIR.search(header)
    if hit is None:
        return None
    found = [_named_by(columns, hit["one"]), _named_by(columns, hit["other"])]
    if not all(group.known for group in found) or found[0].label == found[1].label:
        return None
    first, second = sorted(found, key=lambda g: -len(g.regimen.split("+")))
    return Rivals(first, second)


def _named_by(columns: Sequence[Column], word: str) -> Group:
    """The one group whose column header holds a word."""
    cue = regex.compile(rf"(?<![\p{{L}}\d-]){regex.escape(word)}(?![\p{{L}}\d-])")
    found = {c.group.label: c.group for c in columns if c.group.known and cue.search(c.heading.text)}
    return next(iter(found.values())) if len(found) == 1 else NOBODY


def reference_row(context: TableContext, columns: Sequence[Column], rows: Sequence[Row]) -> str:
    """The group whose row says "Reference" where the others have their hazard ratio."""
    ratios = [c.index for c in columns if c.heading.holds is Holds.RATIO and not c.group.known]
    for row in rows:
        if any((cell := row.cells[i]) and _REFERENCE.fullmatch(cell.text.strip()) for i in ratios):
            return group_of(context, row.stub).label
    return ""


def with_ratio(facts: Sequence[Fact], rivals: Rivals) -> list[Fact]:
    """The facts of a row, its hazard ratios with what they compare; a ratio that compares no arms is left out."""
    out = [_against(f, rivals) if f.draft.statistic == "hazard_ratio" else f for f in facts]
    return [f for f in out if f.draft.statistic != "hazard_ratio" or f.draft.comparator]


def _against(fact: Fact, rivals: Rivals) -> Fact:
    """The ratio with its comparator: it stands in its arm's column, in its arm's row, or between the two."""
    group = fact.group
    if fact.column.group.known:
        other = rivals.reference if fact.column.group.label != rivals.reference.label else rivals.experimental
        return replace(fact, draft=replace(fact.draft, comparator=other.label))
    if rivals.row:
        return replace(fact, draft=replace(fact.draft, comparator=rivals.row if group.label != rivals.row else ""))
    if group.arm is not None or not rivals.experimental.known or not rivals.reference.known:
        return fact
    whole = within(rivals.experimental, group)
    draft = replace(fact.draft, group=whole.label, regimen=whole.regimen, comparator=rivals.reference.label)
    return replace(fact, draft=draft, group=whole)


def with_p_value(facts: Sequence[Fact], p_value: str, rivals: Rivals) -> list[Fact]:
    """The facts with the row's p-value on its hazard ratio, else on the experimental group's result."""
    if not p_value or not facts:
        return list(facts)
    ratio = next((f for f in facts if f.draft.statistic == "hazard_ratio"), None)
    tested = [f for f in facts if f.column.group.known and f.column.group.label == rivals.experimental.label]
    first = ratio or (tested or facts)[0]
    return [_with_p(f, p_value, rivals) if f is first else f for f in facts]


def _with_p(fact: Fact, p_value: str, rivals: Rivals) -> Fact:
    compared = rivals.reference.label if fact.column.group.label == rivals.experimental.label else ""
    return replace(fact, draft=replace(fact.draft, p_value=p_value, comparator=fact.draft.comparator or compared))
