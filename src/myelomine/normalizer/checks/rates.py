"""Checks of rates: counts against percentages, response categories against each other, grades within grades."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from enum import Enum
from itertools import combinations
from math import ceil

import regex

from myelomine.normalizer.checks.facts import (
    Doubt,
    Facts,
    both,
    grouped,
    is_exact,
    named_value,
    quote_of,
    rounding,
    setting_of,
    step,
)
from myelomine.records import Record, print_number

#: The rates of a group may leave out so few of its patients without the paper saying how many.
EVALUABLE_SHARE = 0.95


class Fit(Enum):
    """How a printed percentage goes with a count of a total."""

    ROUNDED = "rounded"
    CUT = "cut"
    NONE = "none"


def fit_of(count: int, total: int, printed: Decimal) -> Fit:
    """Whether the percentage is the count of the total, rounded or with its digits cut off.

    >>> [fit_of(34, 218, Decimal(printed)).value for printed in ("15.6", "15.5", "15.9")]
    ['rounded', 'cut', 'none']
    """
    if total <= 0:
        return Fit.NONE
    exact = Decimal(100 * count) / total
    if abs(exact - printed) <= step(printed) / 2:
        return Fit.ROUNDED
    return Fit.CUT if 0 < exact - printed < step(printed) else Fit.NONE


def fits_a_count(printed: Decimal, total: int) -> bool:
    """Whether any whole number of patients of the total gives the percentage, rounded or cut."""
    near = int(printed * total / 100)
    return any(fit_of(count, total, printed) is not Fit.NONE for count in range(max(near - 1, 0), near + 3))


def percent_against_count(facts: Facts) -> Iterator[Doubt]:
    """The printed percentage is neither the rounded nor the cut share that its count and total give."""
    for record, count, total, printed in _counted_rates(facts):
        if fit_of(count, total, printed) is Fit.NONE:
            message = f"{count} of {total} is {_share(count, total)} %, the paper prints {print_number(printed)} %"
            yield Doubt(record.record_id, message + _other_denominators(facts, record, count, printed))


def percent_cut(facts: Facts) -> Iterator[Doubt]:
    """The printed percentage is the share with its last digits cut off, not rounded."""
    for record, count, total, printed in _counted_rates(facts):
        if fit_of(count, total, printed) is Fit.CUT:
            exact = _share(count, total)
            yield Doubt(
                record.record_id, f"{count} of {total} is {exact} %; {print_number(printed)} % is cut, not rounded"
            )


def percent_of_no_count(facts: Facts) -> Iterator[Doubt]:
    """No whole number of the group's patients gives the percentage."""
    for record in facts.records:
        if record.n is not None or not _is_rate(record) or record.value is None:
            continue
        totals = [record.total] if record.total is not None else _sizes_of(facts, record)
        tried = totals if record.total is not None else _with_fewer(totals)
        if totals and not any(fits_a_count(record.value, total) for total in tried):
            listed = ", ".join(map(str, sorted(set(totals))))
            message = f"{print_number(record.value)} % is no whole number of {listed} patients"
            yield Doubt(record.record_id, message + _label_of_row(facts, record, totals))


def count_of_no_size(facts: Facts) -> Iterator[Doubt]:
    """The count and the percentage fit none of the group's patient numbers."""
    for record in facts.records:
        sizes = _sizes_of(facts, record)
        if record.n is None or record.total is not None or not sizes or not _is_rate(record) or record.value is None:
            continue
        if all(fit_of(record.n, size, record.value) is Fit.NONE for size in _with_fewer(sizes)):
            listed = ", ".join(map(str, sizes))
            message = f"{record.n} ({print_number(record.value)} %) fits none of the group's patient numbers: {listed}"
            yield Doubt(record.record_id, message + _other_denominators(facts, record, record.n, record.value))


def response_ladder(facts: Facts) -> Iterator[Doubt]:
    """A response category is more frequent than one that contains it."""
    for rungs in _ladders(facts).values():
        for one, other in combinations(_unrepeated(rungs, lambda r: r.name), 2):
            inner, outer = (one, other) if other.name in CONTAINED_IN.get(one.name, ()) else (other, one)
            if outer.name in CONTAINED_IN.get(inner.name, ()) and _exceeds(inner, outer):
                message = f"{inner.name} {named_value(inner)} is part of {outer.name} {named_value(outer)}"
                yield from both(inner, outer, message)


def response_sum(facts: Facts) -> Iterator[Doubt]:
    """The exclusive categories of a ladder add up to neither reading of the cumulative one."""
    for rungs in _ladders(facts).values():
        by_name = {r.name: r for r in _unrepeated(rungs, lambda r: r.name)}
        for whole, sure, unsure in SUMS:
            yield from _sum_doubts(by_name, whole, sure, unsure)


def grades_nest(facts: Facts) -> Iterator[Doubt]:
    """An adverse event is more frequent at some grades than at a wider range that contains them."""
    events = (r for r in facts.records if r.kind == "toxicity" and _is_rate(r) and r.grade in GRADE_LEVELS)
    for same in grouped(events, lambda r: (setting_of(r), r.name, r.total, r.time_months, r.unit)).values():
        for one, other in combinations(_unrepeated(same, lambda r: r.grade), 2):
            inner, outer = (one, other) if GRADE_LEVELS[one.grade] < GRADE_LEVELS[other.grade] else (other, one)
            if GRADE_LEVELS[inner.grade] < GRADE_LEVELS[outer.grade] and _exceeds(inner, outer):
                found = f"grade {inner.grade} {named_value(inner)}, grade {outer.grade} {named_value(outer)}"
                yield from both(inner, outer, f"{inner.name}: {found}; the wider range cannot be rarer")


#: Each response category with those that contain it by definition.
CONTAINED_IN: Mapping[str, tuple[str, ...]] = {
    "sCR": (">=CR", "CR+nCR", ">=VGPR", "ORR", ">=MR", ">=SD"),
    "CR": (">=CR", "CR+nCR", ">=VGPR", "ORR", ">=MR", ">=SD"),
    ">=CR": ("CR+nCR", ">=VGPR", "ORR", ">=MR", ">=SD"),
    "nCR": ("CR+nCR", ">=VGPR", "ORR", ">=MR", ">=SD"),
    "CR+nCR": (">=VGPR", "ORR", ">=MR", ">=SD"),
    "VGPR": (">=VGPR", "ORR", ">=MR", ">=SD"),
    ">=VGPR": ("ORR", ">=MR", ">=SD"),
    "PR": ("ORR", ">=MR", ">=SD"),
    "ORR": (">=MR", ">=SD"),
    "MR": (">=MR", ">=SD"),
    ">=MR": (">=SD",),
    "SD": (">=SD",),
}
#: A cumulative category, the exclusive ones that it is the sum of, and those that papers count in either way.
SUMS = (
    ("ORR", ("PR", "VGPR", "CR"), ("sCR", "nCR")),
    ("ORR", ("PR", ">=VGPR"), ()),
    (">=VGPR", ("VGPR", "CR"), ("sCR", "nCR")),
    (">=VGPR", ("VGPR", ">=CR"), ("nCR",)),
    (">=CR", ("CR", "sCR"), ()),
    ("CR+nCR", ("CR", "nCR"), ()),
)
GRADE_LEVELS: Mapping[str, frozenset[int]] = {
    "any": frozenset(range(1, 6)),
    **{f">={low}": frozenset(range(low, 6)) for low in range(1, 5)},
    **{f"{low}-{high}": frozenset(range(low, high + 1)) for low, high in combinations(range(1, 6), 2)},
    **{str(grade): frozenset({grade}) for grade in range(1, 6)},
}

_LABELLED = regex.compile(r"\b[nN]\s?=\s?(?P<total>\d{1,5})\b")


def _is_rate(record: Record) -> bool:
    """A share of patients, not an estimate over time (which no whole number of patients need give)."""
    shares = record.kind in ("response", "toxicity") and record.statistic == "rate" and record.unit == "%"
    return shares and is_exact(record) and record.time_months is None


def _counted_rates(facts: Facts) -> Iterator[tuple[Record, int, int, Decimal]]:
    for record in facts.records:
        if not _is_rate(record) or record.status != "reported":
            continue
        if record.n is not None and record.total and record.value is not None:
            yield record, record.n, record.total, record.value


def _sizes_of(facts: Facts, record: Record) -> list[int]:
    return [int(size.value) for size in facts.sizes_of(record) if size.value is not None]


def _with_fewer(sizes: list[int]) -> list[int]:
    """The sizes, and those with a few patients left out: a group's rates are often of its evaluable patients."""
    return [n for size in sizes for n in range(ceil(EVALUABLE_SHARE * size), size + 1)]


def _share(count: int, total: int) -> str:
    return f"{Decimal(100 * count) / total:.2f}"


def _other_denominators(facts: Facts, record: Record, count: int, printed: Decimal) -> str:
    """Which patient numbers of the study the percentage would fit, to be named in the message."""
    sizes = [s for s in facts.sizes_in(record.study) if s.value and s.value != record.total]
    fitting = [s for s in sizes if fit_of(count, int(s.value or 0), printed) is Fit.ROUNDED]
    named = dict.fromkeys(f"{print_number(s.value)} ({s.group or s.name})" for s in fitting if s.value is not None)
    return f"; it would fit a total of {' or '.join(list(named)[:3])}" if named else ""


def _label_of_row(facts: Facts, record: Record, totals: list[int]) -> str:
    """A different patient number in the quote itself, as a row's label, and the evaluable patients beside it."""
    labelled = {int(hit["total"]) for hit in _LABELLED.finditer(quote_of(record))} - set(totals)
    if not labelled:
        return ""
    evaluable = {print_number(s.value) for s in facts.sizes_in(record.study) if s.name == "evaluable" and s.value}
    other = f", the evaluable patients are {', '.join(sorted(evaluable))}" if evaluable else ""
    return f"; the quote is labelled n = {', '.join(map(str, sorted(labelled)))}{other}"


def _unrepeated(records: list[Record], key: Callable[[Record], str]) -> list[Record]:
    """The records whose key no other shares: several values of one category belong to groups not told apart."""
    return [same[0] for same in grouped(records, key).values() if len(same) == 1]


def _ladders(facts: Facts) -> dict[object, list[Record]]:
    """The response rates that share arm, population, place and denominator."""
    rates = (r for r in facts.records if r.kind == "response" and is_exact(r) and r.unit == "%")
    return grouped(rates, lambda r: (setting_of(r), r.total, r.time_months))


def _exceeds(inner: Record, outer: Record) -> bool:
    if inner.value is None or outer.value is None:
        return False
    return inner.value - outer.value >= rounding(inner.value, outer.value)


def _sum_doubts(
    by_name: Mapping[str, Record], whole: str, sure: tuple[str, ...], unsure: tuple[str, ...]
) -> Iterator[Doubt]:
    if whole not in by_name or not all(name in by_name for name in sure):
        return
    present = [name for name in unsure if name in by_name]
    readings = [(*sure, *extra) for size in range(len(present) + 1) for extra in combinations(present, size)]
    if any(_adds_up([by_name[name] for name in names], by_name[whole]) for names in readings):
        return
    parts = " + ".join(f"{name} {named_value(by_name[name])}" for name in sure)
    for name in (whole, *sure):
        yield Doubt(by_name[name].record_id, f"{parts} do not add up to {whole} {named_value(by_name[whole])}")


def _adds_up(parts: list[Record], whole: Record) -> bool:
    values = [r.value for r in (*parts, whole) if r.value is not None]
    *summands, total = values
    return abs(sum(summands) - total) <= rounding(*values)
