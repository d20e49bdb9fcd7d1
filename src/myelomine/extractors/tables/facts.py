"""A quantity with its measure and group becomes a draft, and drafts of one row complete each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from myelomine.drafts import Draft, Evidence
from myelomine.extractors.measures import RESPONSE, SURVIVAL, TOXICITY, Measure
from myelomine.extractors.quantities import Quantity, Unit
from myelomine.extractors.tables.columns import Column
from myelomine.extractors.tables.context import CERTAIN
from myelomine.extractors.tables.groups import Group

#: A column's own N is taken for the denominator of its counts where so many cells show that it is.
_ENOUGH_CELLS = 3
_STATISTICS = {Unit.MONTHS: "median", Unit.RATIO: "hazard_ratio", Unit.PERCENT: "landmark"}


@dataclass(frozen=True, slots=True)
class Fact:
    """A draft with the column and the group that it belongs to."""

    draft: Draft
    column: Column
    group: Group


def draft_of(measure: Measure, quantity: Quantity, group: Group, evidence: Evidence) -> Draft | None:
    """The draft of one number, or None where measure and unit make no fact."""
    statistic = _STATISTICS.get(quantity.unit, "") if measure.kind == SURVIVAL else "rate"
    if not statistic or (statistic == "landmark" and measure.time_months is None):
        return None
    timed = statistic == "landmark" or (measure.kind == TOXICITY and measure.time_months is not None)
    return Draft(
        kind=measure.kind,
        name=measure.name,
        evidence=(evidence,),
        statistic=statistic,
        grade=(measure.grade or "any") if measure.kind == TOXICITY else "",
        time_months=measure.time_months if timed and measure.kind != RESPONSE else None,
        value=quantity.value,
        value_high=quantity.high,
        unit={Unit.RATIO: "", Unit.MONTHS: "months"}.get(quantity.unit, "%"),
        qualifier=quantity.qualifier,
        n=quantity.n,
        total=quantity.total,
        ci_low=quantity.interval.low if quantity.interval else "",
        ci_high=quantity.interval.high if quantity.interval else "",
        ci_level=quantity.interval.level if quantity.interval else None,
        group=group.label,
        regimen=group.regimen,
        confidence=CERTAIN,
    )


def size_draft(name: str, size: int, group: Group, evidence: Evidence) -> Draft:
    """A number of patients."""
    return Draft(
        "sample_size", name, (evidence,), "count", value=Decimal(size), unit="patients",
        group=group.label, regimen=group.regimen, confidence=CERTAIN,
    )  # fmt: skip


def joined(facts: Sequence[Fact]) -> list[Fact]:
    """The facts of a row, those that sub-columns "No.", "%" and "95% CI" print apart made one."""
    out: list[Fact] = []
    for fact in facts:
        for i, other in enumerate(out):
            if _completes(other.draft, fact.draft) and other.group == fact.group:
                out[i] = replace(other, draft=_completed(other.draft, fact.draft))
                break
        else:
            out.append(fact)
    return out


def _completes(a: Draft, b: Draft) -> bool:
    same = (a.name, a.statistic, a.grade, a.time_months) == (b.name, b.statistic, b.grade, b.time_months)
    apart = (a.value is None) != (b.value is None) or a.value == b.value == 0
    return same and {_holds_count(a), _holds_count(b)} == {True, False} and apart


def _holds_count(draft: Draft) -> bool:
    return draft.n is not None


def _completed(a: Draft, b: Draft) -> Draft:
    return replace(
        a, value=a.value if a.value is not None else b.value, n=a.n if a.n is not None else b.n,
        total=a.total if a.total is not None else b.total, qualifier=a.qualifier or b.qualifier,
    )  # fmt: skip


def with_totals(facts: Sequence[Fact], told: int | None = None) -> Iterator[Draft]:
    """The drafts with their column's N as denominator where their percentage shows it, or most of the column's do.

    `told` is the number of patients that the caption of a table without groups gives: "Toxicity (n = 31)".
    """
    if told:
        yield from (_of_all(f.draft, told) for f in facts)
        return
    by_column: dict[int, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_column[fact.column.index].append(fact)
    shown = {i for i, found in by_column.items() if _mostly_of_size(found)}
    for fact in facts:
        own = fact.draft.total is None and fact.group.label == fact.column.group.label
        proven = own and (_of_size(fact) or (fact.column.index in shown and fact.draft.n is not None))
        yield replace(fact.draft, total=fact.column.heading.size) if proven else fact.draft


def _of_all(draft: Draft, size: int) -> Draft:
    """The draft with all patients of its table as denominator, unless its percentage speaks against it."""
    unproven = draft.value is None or (draft.value == 0 and draft.n == 0)
    fits = draft.n is not None and draft.n <= size and (unproven or _is_of(draft, size))
    return replace(draft, total=size) if fits and draft.total is None else draft


def _mostly_of_size(facts: Sequence[Fact]) -> bool:
    shares = [f for f in facts if f.draft.n is not None and f.draft.value is not None]
    return sum(map(_of_size, shares)) >= max(_ENOUGH_CELLS, len(shares) // 2 + 1)


def with_row_total(fact: Fact, size: int) -> Fact:
    """The fact with the patients that its own row counts, where count and percentage show that it is of these."""
    if fact.draft.total is not None or not _is_of(fact.draft, size):
        return fact
    return replace(fact, draft=replace(fact.draft, total=size))


def _of_size(fact: Fact) -> bool:
    return _is_of(fact.draft, fact.column.heading.size)


def _is_of(draft: Draft, size: int | None) -> bool:
    """Whether a draft's percentage is its count of so many patients."""
    if not size or draft.n is None or draft.value is None or draft.n > size:
        return False
    digits = -int(draft.value.as_tuple().exponent)
    return abs(Decimal(100 * draft.n) / size - draft.value) < Decimal(1).scaleb(-digits)
