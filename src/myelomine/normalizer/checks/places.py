"""Checks of statements against each other: text, table and abstract, arms and endpoints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import combinations, product

import regex

from myelomine.normalizer.checks.facts import (
    Doubt,
    Facts,
    arm_of,
    both,
    folded,
    grouped,
    is_exact,
    named_value,
    place_of,
    quote_of,
    rounding,
    source_of,
)
from myelomine.records import Record, fact_key, print_number

#: Kinds whose numbers measure an outcome: a second value for the same thing is a disagreement.
OUTCOMES = ("response", "survival", "toxicity")
#: Two arms that agree in at least this many outcomes, and differ in none, were probably read from one column.
IDENTICAL_OUTCOMES = 4
#: So many other statements are named in a message, the rest is counted.
NAMED_STATEMENTS = 3


def places_disagree(facts: Facts) -> Iterator[Doubt]:
    """Two places of the paper state different values of the same thing."""
    yield from _disagreements(facts, lambda one, other: quote_of(one) != quote_of(other))


def described_alike(facts: Facts) -> Iterator[Doubt]:
    """Different values of one sentence or row read as the same thing: what tells them apart is not read."""
    yield from _disagreements(facts, lambda one, other: quote_of(one) == quote_of(other))


def _disagreements(facts: Facts, told: Callable[[Record, Record], bool]) -> Iterator[Doubt]:
    """Each record beside others with its description and another value, where both are told in such places."""
    outcomes = (r for r in facts.records if r.kind in OUTCOMES and is_exact(r))
    for same in grouped(outcomes, fact_key).values():
        for record in same:
            others = [other for other in same if _differ(record, other) and told(record, other)]
            if others:
                there = ", ".join(_statement(other) for other in others[:NAMED_STATEMENTS])
                more = f" and {len(others) - NAMED_STATEMENTS} more" if len(others) > NAMED_STATEMENTS else ""
                yield Doubt(record.record_id, f"{named_value(record)} here, but {there}{more}")


def arms_swapped(facts: Facts) -> Iterator[Doubt]:
    """Two places give the same two numbers to two arms or studies the other way round."""
    outcomes = (r for r in facts.records if r.kind in OUTCOMES and is_exact(r) and r.evidence)
    for same in grouped(outcomes, _measure).values():
        places = grouped(same, _place).values()
        for (here, there), owner in product(combinations(places, 2), (_owner, _treated)):
            yield from _swaps(_told_once(here, owner), _told_once(there, owner))


def _swaps(here: Mapping[Hashable, Record], there: Mapping[Hashable, Record]) -> Iterator[Doubt]:
    """Each two owners whose values two places give the other way round, told from both places."""
    for one, other in combinations([owner for owner in here if owner in there], 2):
        first, second, crossed, crossing = here[one], here[other], there[one], there[other]
        if first.value != second.value and (first.value, second.value) == (crossing.value, crossed.value):
            yield from both(first, second, _swap_message(first, second, crossed))
            yield from both(crossed, crossing, _swap_message(crossed, crossing, first))


def _told_once(records: Iterable[Record], owner: Callable[[Record], Hashable]) -> dict[Hashable, Record]:
    """The record of each owner of whom a place states one value: of several, the groups are not told apart."""
    return {key: same[0] for key, same in grouped(records, owner).items() if len(same) == 1}


def arms_identical(facts: Facts) -> Iterator[Doubt]:
    """Two arms of a study agree in every outcome that both have."""
    outcomes = [r for r in facts.records if r.kind in OUTCOMES and is_exact(r)]
    arms = grouped((r for r in outcomes if r.group), arm_of)
    for one, other in combinations(arms.values(), 2):
        shared = _measures(one) & _measures(other)
        if len(shared) >= IDENTICAL_OUTCOMES and _are_two_arms(one[0], other[0]) and _agree(one, other, shared):
            named = f"{one[0].group} and {other[0].group}"
            message = f"{named} agree in all {len(shared)} outcomes that both have"
            yield from (Doubt(r.record_id, message) for r in (*one, *other) if _measure(r) in shared)


def number_read_twice(facts: Facts) -> Iterator[Doubt]:
    """A number that stands once in a quote is the value of more than one fact."""
    outcomes = (r for r in facts.records if r.kind in ("response", "survival") and is_exact(r) and quote_of(r))
    for same in grouped(outcomes, lambda r: (quote_of(r), print_number(r.value or Decimal(0)), r.unit)).values():
        number, quote = print_number(same[0].value or Decimal(0)), quote_of(same[0])
        named = tuple(dict.fromkeys(_described(r) for r in same))
        if len(named) > 1 and _occurrences(number, quote) == 1 and not _SHARED.search(quote):
            message = f"{number} stands once in the quote and is read for {', '.join(named)}"
            yield from (Doubt(r.record_id, message) for r in same)


def number_under_two_endpoints(facts: Facts) -> Iterator[Doubt]:
    """Two places give one arm the same time under two endpoints, and neither place gives it both."""
    times = [r for r in facts.records if r.kind == "survival" and _is_telling(r) and r.evidence]
    told = {(_treated(r), r.statistic, r.name, _place(r)) for r in times}
    for same in grouped(times, lambda r: (_treated(r), r.statistic, r.time_months, r.value)).values():
        for one, other in combinations(same, 2):
            crossed = ((_treated(one), one.statistic, a.name, _place(b)) for a, b in ((one, other), (other, one)))
            if one.name != other.name and _place(one) != _place(other) and told.isdisjoint(crossed):
                yield from both(one, other, f"{_statement(one)} is {one.name}, {_statement(other)} is {other.name}")


def _is_telling(record: Record) -> bool:
    """A number with decimals: two whole ones are often equal by chance."""
    return is_exact(record) and record.value is not None and record.value % 1 != 0


_SHARED = regex.compile(r"\b(?:both|each|all|either|identical|the same|equal)\b", regex.IGNORECASE)
#: Grade 3 or 4 and grade 3 and above are told apart in records, but a text and a table often mix them.
_LOOSE_GRADES = {"3-4": ">=3", "3-5": ">=3"}


def _measure(record: Record) -> tuple[Hashable, ...]:
    """What is measured, whoever it was measured in."""
    grade = _LOOSE_GRADES.get(record.grade, record.grade)
    return (record.kind, record.name, record.statistic, grade, record.time_months, record.unit)


def _measures(records: list[Record]) -> set[tuple[Hashable, ...]]:
    return {_measure(record) for record in records}


def _owner(record: Record) -> tuple[str, str, str]:
    return (folded(record.study), folded(record.group), record.regimen)


def _treated(record: Record) -> tuple[str, str]:
    """The study and its regimen: a text and a table may call one arm by two names."""
    return (folded(record.study), record.regimen or folded(record.group))


def _place(record: Record) -> tuple[str, int]:
    """A table, or a page of the text."""
    source = source_of(record)
    return (source, 0 if source.startswith("table") else record.evidence[0].page)


def _differ(one: Record, other: Record) -> bool:
    """Whether two values differ by more than the rounding of the coarser one: 60 and 60.2 agree."""
    if one.value is None or other.value is None:
        return False
    return abs(one.value - other.value) >= rounding(one.value, other.value)


def _statement(record: Record) -> str:
    return f"{named_value(record)} in {place_of(record)} ({record.record_id})"


def _swap_message(one: Record, other: Record, elsewhere: Record) -> str:
    numbers = f"{named_value(one)} for {_owner_name(one)} and {named_value(other)} for {_owner_name(other)}"
    return f"{numbers}; {place_of(elsewhere)} has them the other way round"


def _owner_name(record: Record) -> str:
    return " ".join(filter(None, (record.study, record.group or record.regimen))) or "all patients"


def _are_two_arms(one: Record, other: Record) -> bool:
    return folded(one.study) == folded(other.study) and folded(one.group) != folded(other.group)


def _agree(one: list[Record], other: list[Record], shared: set[tuple[Hashable, ...]]) -> bool:
    values_one = Counter((_measure(r), r.value) for r in one if _measure(r) in shared)
    values_other = Counter((_measure(r), r.value) for r in other if _measure(r) in shared)
    return values_one == values_other


def _occurrences(number: str, quote: str) -> int:
    pattern = rf"(?<![\d.,·]){regex.escape(number).replace(r'[.]', '[.·]')}(?![\d]|[.,·]\d)"
    return len(regex.findall(pattern, quote))


def _described(record: Record) -> str:
    return " ".join(filter(None, (record.name, record.statistic, record.group or record.regimen)))
