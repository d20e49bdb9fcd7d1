"""What a row compares: the hazard ratio's two groups, and the group on which a p-value stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from myelomine.extractors.arms import references
from myelomine.extractors.tables.columns import Column, Group, within
from myelomine.extractors.tables.context import TableContext
from myelomine.extractors.tables.facts import Fact
from myelomine.extractors.tables.grid import Row
from myelomine.extractors.tables.headings import Holds

_AGAINST = regex.compile(r"(?i)\b(?:versus|vs\.?|v|compared (?:with|to)|relative to|against|over)\s")
_REFERENCE = regex.compile(r"(?i)(?:ref(?:erence|\.)?|1(?:[.·]0{1,2})?)(?: \((?:ref(?:erence|\.)?)\))?")


@dataclass(frozen=True, slots=True)
class Rivals:
    """The experimental group of a table and the one that it is compared with; both empty where that is open."""

    experimental: Group = Group()
    reference: Group = Group()


def rivals_of(context: TableContext, columns: Sequence[Column]) -> Rivals:
    """The two groups that a table compares: told by the ratio's header or the caption, else its two columns.

    Of two columns the one with more drugs is experimental, of equals the one that the study names first.
    """
    for text in (*(c.heading.text for c in columns if c.heading.holds is Holds.RATIO), context.table.caption):
        if (told := _told(context, text)) is not None:
            return told
    groups = list({c.group.label: c.group for c in columns if c.group.known}.values())
    if not groups:
        groups = [Group(a.label, a, a.regimen) for a in context.register.compared]
    order = [a.label for a in context.register.arms]
    groups.sort(key=lambda g: (-len(g.regimen.split("+")), order.index(g.label) if g.label in order else len(order)))
    return Rivals(*groups) if len(groups) == 2 else Rivals()


def _told(context: TableContext, text: str) -> Rivals | None:
    """The two arms of "DRd versus Rd"."""
    if not _AGAINST.search(text):
        return None
    refs = [r for r in references(context.sentence(text), context.register) if r.arm and not r.subgroup]
    arms = list({r.arm.label: r.arm for r in refs if r.arm}.values())
    if len(arms) != 2:
        return None
    return Rivals(*(Group(a.label, a, a.regimen) for a in arms))


def with_ratio(facts: Sequence[Fact], rivals: Rivals, row: Row, columns: Sequence[Column]) -> list[Fact]:
    """The row's hazard ratios on the experimental group, with the group that they compare it with."""
    return [_against(f, rivals) if f.draft.statistic == "hazard_ratio" else f for f in facts]


def _against(fact: Fact, rivals: Rivals) -> Fact:
    group = fact.group
    if fact.column.group.known:  # "HR (95% CI)" as a row: the ratio stands in its arm's column
        other = rivals.reference if group.label != rivals.reference.label else rivals.experimental
        return replace(fact, draft=replace(fact.draft, comparator=other.label))
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
    first = ratio or next((f for f in facts if rivals.experimental.known and f.column.group.label == rivals.experimental.label), facts[0])
    return [_with_p(f, p_value, rivals) if f is first else f for f in facts]


def _with_p(fact: Fact, p_value: str, rivals: Rivals) -> Fact:
    compared = rivals.reference.label if fact.column.group.label == rivals.experimental.label else ""
    return replace(fact, draft=replace(fact.draft, p_value=p_value, comparator=fact.draft.comparator or compared))


def is_reference(text: str) -> bool:
    """Whether a cell of a column of ratios marks the group that the others are compared with.

    >>> is_reference("Reference"), is_reference("1.00"), is_reference("0.56 (0.44-0.71)")
    (True, True, False)
    """
    return _REFERENCE.fullmatch(text.strip()) is not None
