"""How the expected records of a sample paper are written down.

A paper's records are written sentence by sentence and row by row: `stated(quote, ...)` puts one quote under the facts
that it states, a `Group` called with facts hangs them on that arm, and `expected` completes them for one study.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace

from corpus.content import Table, plain, row_text

CELL = re.compile(r"(?:(?P<n>\d+) [(\[])?(?P<below><)?(?P<percent>\d+(?:\.\d+)?)(?:%?[)\]])?(?=$|%)")


@dataclass(frozen=True, slots=True)
class Fact:
    """One expected record, in the columns of the record contract."""

    document: str = ""
    study: str = ""
    origin: str = ""
    disease: str = ""
    group: str = ""
    regimen: str = ""
    kind: str = ""
    name: str = ""
    statistic: str = ""
    grade: str = ""
    time_months: str = ""
    value: str = ""
    value_high: str = ""
    unit: str = ""
    qualifier: str = ""
    n: str = ""
    total: str = ""
    ci_low: str = ""
    ci_high: str = ""
    ci_level: str = ""
    p_value: str = ""
    comparator: str = ""
    days: str = ""
    cycle_days: str = ""
    frequency: str = ""
    route: str = ""
    cycles: str = ""
    quote: str = ""
    optional: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """An arm, cohort or subgroup: the ways it is printed, split by |, and what its patients were given."""

    names: str
    regimen: str = ""

    def __call__(self, *facts: Fact) -> tuple[Fact, ...]:
        """The facts, hung on this group."""
        return tuple(replace(f, group=f.group or self.names, regimen=f.regimen or self.regimen) for f in facts)

    @property
    def name(self) -> str:
        """The group's first name, which stands as a comparator."""
        return self.names.split("|")[0]


ALL = Group("")
Facts = Fact | tuple[Fact, ...]


def flat(facts: Iterable[Facts]) -> tuple[Fact, ...]:
    """Single facts and tuples of facts as one tuple."""
    return tuple(fact for item in facts for fact in (item if isinstance(item, tuple) else (item,)))


def stated(quote: str, *facts: Facts) -> tuple[Fact, ...]:
    """The facts that one sentence or row states."""
    return tuple(replace(fact, quote=fact.quote or plain(quote)) for fact in flat(facts))


def optional(*facts: Facts) -> tuple[Fact, ...]:
    """Facts that a reader may take or leave."""
    return tuple(replace(fact, optional="1") for fact in flat(facts))


def cited(study: str, disease: str, *facts: Facts) -> tuple[Fact, ...]:
    """Another study's results, mentioned in passing."""
    return tuple(replace(fact, study=study, disease=disease, origin="cited") for fact in flat(facts))


def expected(document: str, study: str, disease: str, *facts: Facts) -> tuple[Fact, ...]:
    """The facts completed with their study; what a fact already says of itself stays."""
    return tuple(
        replace(
            fact,
            document=document,
            study=fact.study or study,
            origin=fact.origin or "own",
            disease=fact.disease or disease,
        )
        for fact in flat(facts)
    )


def interval(printed: str) -> dict[str, str]:
    """A printed interval ("83.4-90.3", "31.5-NE") as the three columns that hold it."""
    if not printed:
        return {}
    low, high = re.split(r"\s?(?:–|to|-)\s?", printed, maxsplit=1)
    return {"ci_low": low, "ci_high": high, "ci_level": "95"}


def against(p: str, vs: Group | str) -> dict[str, str]:
    """A p-value with the group that it compares with."""
    return {"p_value": p, "comparator": vs.name if isinstance(vs, Group) else vs}


def regimen(key: str) -> Fact:
    """A regimen that a group was given."""
    return Fact(kind="regimen", name=key, regimen=key)


def arm(group: Group) -> tuple[Fact, ...]:
    """The regimen of a group."""
    return group(regimen(group.regimen))


def dose(drug: str, amount: str, **schedule: str) -> Fact:
    """One dose: amount and unit as "25 mg", a range as "15-27 mg/m2"; the schedule's columns by name."""
    value, unit = amount.split(" ", 1)
    low, _, high = value.partition("-")
    return Fact(
        kind="dose",
        name=drug,
        statistic=schedule.pop("statistic", "dose"),
        value=low,
        value_high=high,
        unit=unit,
        **schedule,
    )


def size(role: str, count: str) -> Fact:
    """A number of patients."""
    return Fact(kind="sample_size", name=role, statistic="count", value=count, unit="patients")


def rate(name: str, value: str, n: str = "", ci: str = "", **more: str) -> Fact:
    """A response rate in percent; n may be printed as "50" or "50/113"."""
    count, _, total = n.partition("/")
    return Fact(
        kind="response",
        name=name,
        statistic="rate",
        value=value,
        unit="%",
        n=count,
        total=total,
        **interval(ci),
        **more,
    )


def toxicity(name: str, grade: str, value: str, n: str = "", **more: str) -> Fact:
    """A rate of an adverse event in percent."""
    count, _, total = n.partition("/")
    return Fact(
        kind="toxicity", name=name, statistic="rate", grade=grade, value=value, unit="%", n=count, total=total, **more
    )


def named_toxicity(name: str, grade: str = "any") -> Fact:
    """An adverse event that is only named as common."""
    return Fact(kind="toxicity", name=name, statistic="reported", grade=grade)


def median(name: str, value: str, ci: str = "", **more: str) -> Fact:
    """A median in months; "NR" stands for not reached, "NE" for not estimable."""
    absent = {"NR": "not reached", "NE": "not estimable"}.get(value, "")
    return Fact(
        kind="survival",
        name=name,
        statistic="median",
        value="" if absent else value,
        unit="months",
        qualifier=absent or more.pop("qualifier", ""),
        **interval(ci),
        **more,
    )


def landmark(name: str, months: str, value: str, ci: str = "", **more: str) -> Fact:
    """The percentage without an event at a time in months."""
    return Fact(
        kind="survival",
        name=name,
        statistic="landmark",
        time_months=months,
        value=value,
        unit="%",
        **interval(ci),
        **more,
    )


def hazard(name: str, value: str, ci: str = "", **more: str) -> Fact:
    """A hazard ratio; `comparator` is the reference group."""
    return Fact(kind="survival", name=name, statistic="hazard_ratio", value=value, **interval(ci), **more)


@dataclass(frozen=True, slots=True)
class Column:
    """What a table's column holds: whose values and, for toxicities, of which grade."""

    index: int
    group: Group
    grade: str = ""


def table_facts(table: Table, columns: Sequence[Column], names: Mapping[str, str]) -> tuple[Fact, ...]:
    """The facts of the rows named in `names`, cell by cell, where cells read "12 (5.0)", "1 (<1%)" or "5"."""
    facts = [
        fact for stub, name in names.items() for column in columns for fact in cell_facts(table.row(stub), column, name)
    ]
    return tuple(facts)


def cell_facts(row: tuple[str, ...], column: Column, name: str) -> tuple[Fact, ...]:
    """The fact in one cell; a dash or an empty cell states none."""
    cell = CELL.match(plain(row[column.index]).replace("·", "."))
    if cell is None:
        return ()
    n, percent, below = cell["n"] or "", cell["percent"], cell["below"] or ""
    more = {"n": n, "qualifier": below}
    fact = toxicity(name, column.grade, percent, **more) if column.grade else rate(name, percent, **more)
    return stated(row_text(row), *column.group(fact))


def to_csv(facts: Iterable[Fact]) -> str:
    """The facts as a CSV file in the order in which they were written."""
    out = io.StringIO()
    writer = csv.DictWriter(out, [f.name for f in fields(Fact)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(fact) for fact in facts)
    return out.getvalue()
