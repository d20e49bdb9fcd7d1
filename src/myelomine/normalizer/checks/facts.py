"""What the checks look at: a document's records by study and by arm, and the arithmetic of printed numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple, TypeVar

from myelomine.records import Record, parse_number, print_number

_Key = TypeVar("_Key", bound=Hashable)
_Item = TypeVar("_Item")


class Doubt(NamedTuple):
    """A record that a check doubts, and what was expected and found."""

    record_id: str
    message: str


class Arm(NamedTuple):
    """Whose fact it is: a group of a study and its regimen, both empty for all patients."""

    study: str
    group: str
    regimen: str


@dataclass(frozen=True)
class Facts:
    """The records of one document."""

    records: tuple[Record, ...]

    @cached_property
    def studies(self) -> dict[str, list[Record]]:
        """The records of each study."""
        return grouped(self.records, lambda r: folded(r.study))

    @cached_property
    def arms(self) -> dict[Arm, list[Record]]:
        """The records of each arm."""
        return grouped(self.records, arm_of)

    @cached_property
    def _sizes(self) -> dict[tuple[str, str], list[Record]]:
        sizes = (r for r in self.records if r.kind == "sample_size" and r.value is not None)
        return grouped(sizes, lambda r: (folded(r.study), folded(r.group)))

    def sizes_of(self, record: Record) -> list[Record]:
        """The stated patient numbers of the record's own group."""
        return self._sizes.get((folded(record.study), folded(record.group)), [])

    def sizes_in(self, study: str) -> list[Record]:
        """Every patient number that the study states."""
        return [r for r in self.studies.get(folded(study), []) if r.kind == "sample_size" and r.value is not None]


def grouped(items: Iterable[_Item], key: Callable[[_Item], _Key]) -> dict[_Key, list[_Item]]:
    """The items under each key, keys and items in the order in which they come."""
    groups: dict[_Key, list[_Item]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return dict(groups)


def folded(text: str) -> str:
    """A label for comparing: case and spacing aside."""
    return " ".join(text.casefold().split())


def arm_of(record: Record) -> Arm:
    """The arm that the record belongs to."""
    return Arm(folded(record.study), folded(record.group), record.regimen)


def setting_of(record: Record) -> tuple[Hashable, ...]:
    """Arm, population and place: records that share them are read from one table or one passage."""
    return (arm_of(record), record.population, source_of(record))


def source_of(record: Record) -> str:
    """Where the record is stated best: `table 2`, `abstract`, `text`; empty where that is not known."""
    return record.evidence[0].source if record.evidence else ""


def quote_of(record: Record) -> str:
    """The words of the record's best evidence."""
    return record.evidence[0].quote if record.evidence else ""


def place_of(record: Record) -> str:
    """The record's place as a reader would name it."""
    if not record.evidence:
        return "an unknown place"
    source = record.evidence[0].source or "the text"
    return f"{source} on page {record.evidence[0].page}"


def is_exact(record: Record) -> bool:
    """Whether the value is a number without a bound before it and without a range."""
    return record.value is not None and not record.qualifier and record.value_high is None


def step(number: Decimal) -> Decimal:
    """One unit of the last printed digit.

    >>> step(Decimal("60.2")), step(Decimal("60"))
    (Decimal('0.1'), Decimal('1'))
    """
    exponent = number.as_tuple().exponent
    return Decimal(1).scaleb(min(exponent, 0)) if isinstance(exponent, int) else Decimal(1)


def rounding(*numbers: Decimal) -> Decimal:
    """How far the difference of printed numbers may be off by rounding alone."""
    return sum((step(number) for number in numbers), Decimal(0)) / 2


def bounds_of(record: Record) -> tuple[Decimal, Decimal] | None:
    """The interval's bounds where both are numbers."""
    low, high = parse_number(record.ci_low), parse_number(record.ci_high)
    return (low, high) if low is not None and high is not None else None


def named_value(record: Record) -> str:
    """The value with its unit: 60.2 %, 11.1 months."""
    value = print_number(record.value) if record.value is not None else record.qualifier or "no value"
    return f"{value} {record.unit}".strip()


def both(one: Record, other: Record, message: str) -> Iterator[Doubt]:
    """The same doubt about two records."""
    yield Doubt(one.record_id, message)
    yield Doubt(other.record_id, message)
