"""Values computed from printed ones: percentages of counts, and what a meta-analysis needs of intervals.

They stand in a file of their own, each marked `derived` and with what it was computed from; a record holds nothing but
what its paper prints.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from decimal import Decimal
from math import log
from statistics import NormalDist

from myelomine.records import Record, parse_number, print_number

#: The level of an interval that is printed without one.
USUAL_LEVEL = Decimal(95)


@dataclass(frozen=True, slots=True)
class DerivedValue:
    """A computed value of a record: its name, the number in its unit, and the printed numbers behind it."""

    record_id: str
    document: str
    study: str
    group: str
    regimen: str
    name: str
    statistic: str
    grade: str
    time_months: str
    derived: str
    value: str
    unit: str
    status: str
    computed_from: str

    def cells(self) -> dict[str, str]:
        """The row as column -> text."""
        return dict(zip(DERIVED_COLUMNS, astuple(self), strict=True))


DERIVED_COLUMNS = tuple(field.name for field in fields(DerivedValue))


def derived_values(records: Iterable[Record]) -> list[DerivedValue]:
    """What can be computed from each record, in the order of the records."""
    return [value for record in records for value in _values_of(record)]


def _values_of(record: Record) -> Iterator[DerivedValue]:
    if record.unit == "%" and record.value is None and record.n is not None and record.total:
        share = Decimal(100 * record.n) / record.total
        yield _derived(record, "percentage", f"{share:.2f}", "%", f"{record.n} of {record.total}")
    low, high = parse_number(record.ci_low), parse_number(record.ci_high)
    if record.value is None or low is None or high is None or low >= high:
        return
    source = (
        f"{print_number(record.value)}, {print_number(_level(record))} % interval {record.ci_low} to {record.ci_high}"
    )
    if record.statistic == "hazard_ratio" and low > 0 and record.value > 0:
        yield _derived(record, "log hazard ratio", f"{log(record.value):.4f}", "", source)
        yield _derived(record, "standard error of the log hazard ratio", _error(record, log(high / low)), "", source)
    elif record.unit == "%":
        yield _derived(record, "standard error", _error(record, float(high - low)), "%", source)


def _level(record: Record) -> Decimal:
    return record.ci_level if record.ci_level is not None else USUAL_LEVEL


def _error(record: Record, width: float) -> str:
    """The standard error that goes with the width of a two-sided interval of a normal estimate."""
    return f"{width / 2 / NormalDist().inv_cdf((1 + float(_level(record)) / 100) / 2):.4f}"


def _derived(record: Record, what: str, value: str, unit: str, source: str) -> DerivedValue:
    about = record.row()
    told = {c: about[c] for c in DERIVED_COLUMNS if c in about and c not in ("value", "unit", "status")}
    return DerivedValue(**told, derived=what, value=value, unit=unit, status="derived", computed_from=source)
