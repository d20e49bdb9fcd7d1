"""One reading of one fact, in the columns of the record contract, before it is validated and merged.

Numbers are Decimals and stay as printed (never rounded); an empty string means "not stated".
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from myelomine.document import Box


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a paper states a fact: a verbatim quote with its page (1-based), source and box in points."""

    page: int
    source: str
    quote: str
    rule: str
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A fact as one place of the paper states it. Field names are the columns of the record contract."""

    kind: str
    name: str
    evidence: tuple[Evidence, ...]
    statistic: str = ""
    grade: str = ""
    time_months: Decimal | None = None
    value: Decimal | None = None
    value_high: Decimal | None = None
    unit: str = ""
    qualifier: str = ""
    n: int | None = None
    total: int | None = None
    ci_low: str = ""
    ci_high: str = ""
    ci_level: Decimal | None = None
    p_value: str = ""
    comparator: str = ""
    days: str = ""
    cycle_days: int | None = None
    frequency: str = ""
    route: str = ""
    cycles: str = ""
    study: str = ""
    origin: str = "own"
    disease: str = ""
    group: str = ""
    regimen: str = ""
    population: str = ""
    confidence: float = 0.5
    status: str = "reported"
    flags: tuple[str, ...] = ()
