"""The check of doses against the drug's usual range, which is data: `patterns/dose_ranges.tsv`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from myelomine.normalizer.checks.facts import Doubt, Facts, named_value
from myelomine.patterns import DoseRange
from myelomine.records import Record, print_number


def dose_in_usual_range(facts: Facts, ranges: Sequence[DoseRange]) -> Iterator[Doubt]:
    """A dose lies outside the drug's usual range, or is given in a unit that is not used for it."""
    for record in facts.records:
        known = [r for r in ranges if r.drug == record.name]
        if record.kind == "dose" and record.value is not None and known:
            same_unit = [r for r in known if r.unit == record.unit]
            if not any(_lies_in(record, usual) for usual in same_unit):
                usual = " or ".join(_named_range(r) for r in same_unit or known)
                yield Doubt(record.record_id, f"{named_value(record)} of {record.name}; usual are {usual}")


def _lies_in(record: Record, usual: DoseRange) -> bool:
    ends = [end for end in (record.value, record.value_high) if end is not None]
    return all(usual.low <= end <= usual.high for end in ends)


def _named_range(usual: DoseRange) -> str:
    return f"{print_number(usual.low)} to {print_number(usual.high)} {usual.unit}"
