"""Checks of patient numbers: arms against the study, populations against their group, denominators against both."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import regex

from myelomine.normalizer.checks.facts import Doubt, Facts, folded, grouped, quote_of
from myelomine.records import Record, print_number

#: Sizes of the whole of a study or group, and those of populations within it.
WHOLES = ("randomized", "enrolled", "group")
PARTS = ("safety", "evaluable", "analyzed")


def arms_add_up(facts: Facts) -> Iterator[Doubt]:
    """The arms that a sentence splits the randomised patients into do not add up to their number."""
    sizes = [r for r in facts.records if r.kind == "sample_size" and r.value is not None and quote_of(r)]
    for stated in grouped(sizes, lambda r: (folded(r.study), quote_of(r))).values():
        wholes = [r for r in stated if r.name in ("randomized", "enrolled") and not r.group]
        arms = [r for r in stated if r.name == "group" and r.group]
        # Groups of one sentence may also overlap, or be some of several: arms have a regimen, or are randomised to.
        are_arms = all(arm.regimen for arm in arms) or any(whole.name == "randomized" for whole in wholes)
        if are_arms and len(wholes) == 1 and len({folded(a.group) for a in arms}) == len(arms) >= 2:
            yield from _sum_doubts(wholes[0], arms, {s.value for s in facts.sizes_in(wholes[0].study)})


def population_within_group(facts: Facts) -> Iterator[Doubt]:
    """A safety, evaluable or analysed population is larger than the group it is part of."""
    for record in facts.records:
        if record.kind != "sample_size" or record.name not in PARTS or record.value is None:
            continue
        wholes = [s.value for s in facts.sizes_of(record) if s.name in WHOLES and s.value is not None]
        if wholes and record.value > max(wholes):
            found = f"{record.name} {print_number(record.value)}, of {print_number(max(wholes))} in the group"
            yield Doubt(record.record_id, f"{found}; a population cannot be larger than its group")


def total_within_study(facts: Facts) -> Iterator[Doubt]:
    """A denominator is larger than every patient number of its study."""
    for record in facts.records:
        sizes = [s.value for s in facts.sizes_in(record.study) if s.name in WHOLES and s.value is not None]
        if record.total is not None and sizes and record.total > max(sizes):
            largest = print_number(max(sizes))
            yield Doubt(record.record_id, f"a total of {record.total}, but the study's largest number is {largest}")


def _sum_doubts(whole: Record, arms: list[Record], stated: set[Decimal | None]) -> Iterator[Doubt]:
    """Doubts about arms whose sum the study states nowhere, neither for the whole nor for a population of it."""
    total = sum((arm.value for arm in arms if arm.value is not None), Decimal(0))
    if whole.value is None or total in stated or _names_rest(quote_of(whole), whole.value - total):
        return
    parts = " + ".join(print_number(arm.value) for arm in arms if arm.value is not None)
    message = f"{parts} is {print_number(total)}, the paper says {print_number(whole.value)} {whole.name}"
    for record in (whole, *arms):
        yield Doubt(record.record_id, message)


def _names_rest(quote: str, rest: Decimal) -> bool:
    """Whether the sentence prints the number that is missing: then it has an arm that was not read."""
    return regex.search(rf"(?<![\d.,]){print_number(rest)}(?![\d]|[.,]\d)", quote) is not None
