"""The output contract: one record is one fact that a paper states, with the evidence for it.

`build_record` is the door: a draft that keeps the contract becomes the model of its kind; one that does not is kept
as an `UnvalidatedRecord` whose flags name each column that broke it. Nothing is dropped and no value is changed.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

import regex
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator
from pydantic_core import ErrorDetails

from myelomine.document import Box
from myelomine.drafts import Draft, Evidence
from myelomine.vocabularies import (
    NAMED_FREQUENCIES,
    DoseStatistic,
    DoseUnit,
    Grade,
    Kind,
    Origin,
    Population,
    Qualifier,
    ResponseName,
    Route,
    SizeName,
    Status,
    SurvivalName,
    SurvivalStatistic,
    SurvivalUnit,
    ToxicityStatistic,
    ToxicityUnit,
)

#: Columns that carry the fact, in the order of the contract.
FACT_COLUMNS = (
    "document", "study", "origin", "disease", "group", "regimen", "kind", "name", "statistic", "grade", "time_months",
    "value", "value_high", "unit", "qualifier", "n", "total", "ci_low", "ci_high", "ci_level", "p_value", "comparator",
    "days", "cycle_days", "frequency", "route", "cycles",
)  # fmt: skip
#: Columns that carry the evidence.
EVIDENCE_COLUMNS = (
    "population", "status", "record_id", "page", "source", "bbox", "quote", "rule", "confidence", "flags",
    "also_stated",
)  # fmt: skip
#: Every column of a record's row; the sheet puts the reviewer's two columns before them.
COLUMNS = FACT_COLUMNS + EVIDENCE_COLUMNS

#: What decides that two rows speak of the same thing; the values are what may differ between them.
ABOUT_COLUMNS = (
    "document", "study", "origin", "disease", "group", "regimen", "kind", "name", "statistic", "grade", "time_months",
    "unit", "comparator", "days", "cycle_days", "frequency", "route", "cycles", "population",
)  # fmt: skip
#: All that a record states; a reviewer may change each of them.
STATED_COLUMNS = (*FACT_COLUMNS, "population")
#: What may differ between two statements of the same thing and makes them two facts.
VALUE_COLUMNS = ("value", "value_high", "qualifier", "n")

#: What stands between two flags, and between two places of a fact, in one cell.
SEPARATOR = " | "
#: How a flag begins that says which column breaks the contract.
INVALID = "invalid: "

Percent = Annotated[Decimal, Field(ge=0, le=100)]
Positive = Annotated[Decimal, Field(gt=0)]
Count = Annotated[int, Field(ge=0)]


class Record(BaseModel):
    """The columns of a record with their plain types; the models below add what the contract asks of each kind."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    document: str
    kind: str
    name: str
    study: str = ""
    origin: str = "own"
    disease: str = ""
    group: str = ""
    regimen: str = ""
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
    population: str = ""
    status: str = "reported"
    record_id: str = ""
    evidence: tuple[Evidence, ...] = ()
    confidence: float = 0.5
    flags: tuple[str, ...] = ()

    def row(self) -> dict[str, str]:
        """The record as one row of the sheet: every column of `COLUMNS`, in that order, as text."""
        told = self._evidence_cells()
        return {c: told[c] if c in told else print_cell(getattr(self, c)) for c in COLUMNS}

    def _evidence_cells(self) -> dict[str, str]:
        """The columns of the best evidence, and where else the fact is stated."""
        best = self.evidence[0] if self.evidence else None
        others = dict.fromkeys(f"p. {e.page} {e.source}".strip() for e in self.evidence[1:])
        return {
            "page": str(best.page) if best else "",
            "source": best.source if best else "",
            "bbox": print_box(best.box) if best else "",
            "quote": best.quote if best else "",
            "rule": best.rule if best else "",
            "also_stated": SEPARATOR.join(others),
        }


class UnvalidatedRecord(Record):
    """A reading that does not keep the contract: it stands in the sheet, and its flags say why."""


class Problem(NamedTuple):
    """A column and what is wrong with it."""

    column: str
    reason: str


class ValidRecord(Record):
    """What the contract asks of every kind. Numbers that no kind but one may hold are opened by that kind."""

    document: str = Field(min_length=1)
    kind: Kind
    name: str = Field(min_length=1)
    origin: Origin = "own"
    time_months: Positive | None = None
    qualifier: Qualifier = ""
    n: Count | None = None
    total: Annotated[int, Field(ge=1)] | None = None
    ci_level: Annotated[Decimal, Field(ge=50, lt=100)] | None = None
    population: Population = ""
    status: Status = "reported"
    evidence: tuple[Evidence, ...] = Field(min_length=1)
    confidence: float = Field(default=0.5, ge=0, le=1)

    def problems(self) -> Iterator[Problem]:
        """What is wrong between the columns, each of them being right alone."""
        yield from _regimen_problems(self)
        yield from _range_problems(self)
        yield from _interval_problems(self)
        yield from _p_value_problems(self)

    @model_validator(mode="after")
    def _refuse_problems(self) -> Self:
        if problems := list(self.problems()):
            raise ValueError(SEPARATOR.join(f"{p.column}: {p.reason}" for p in problems))
        return self


class UngradedRecord(ValidRecord):
    """A record of any kind but a toxicity."""

    grade: Literal[""] = ""


class RegimenRecord(UngradedRecord):
    """A regimen that a study gave to a group of its patients."""

    kind: Literal["regimen"] = "regimen"
    statistic: Literal[""] = ""
    value: None = None
    value_high: None = None
    unit: Literal[""] = ""

    def problems(self) -> Iterator[Problem]:
        """The name of a regimen is its key."""
        yield from super().problems()
        if self.name != self.regimen:
            yield Problem("name", f"{self.name!r} is not the record's regimen {self.regimen!r}")


class DoseRecord(UngradedRecord):
    """A single dose of a drug with its schedule."""

    kind: Literal["dose"] = "dose"
    statistic: DoseStatistic = "dose"
    value: Positive | None = None
    value_high: Positive | None = None
    unit: DoseUnit
    cycle_days: Annotated[int, Field(ge=1, le=400)] | None = None
    route: Route = ""

    def problems(self) -> Iterator[Problem]:
        """Days lie within the cycle; schedules are written in the contract's form."""
        yield from super().problems()
        yield from _absence_problems(self, False)
        yield from _day_problems(self)
        yield from _cycles_problems(self)
        yield from _frequency_problems(self)


class SampleSizeRecord(UngradedRecord):
    """How many patients a study, a group or a population has."""

    kind: Literal["sample_size"] = "sample_size"
    name: SizeName
    statistic: Literal["count"] = "count"
    value: Positive
    unit: Literal["patients"] = "patients"

    def problems(self) -> Iterator[Problem]:
        """Patients are whole."""
        yield from super().problems()
        if self.value != self.value.to_integral_value():
            yield Problem("value", f"{print_number(self.value)} is no whole number of patients")


class ResponseRecord(UngradedRecord):
    """The rate of a response category."""

    kind: Literal["response"] = "response"
    name: ResponseName
    statistic: Literal["rate"] = "rate"
    value: Percent | None = None
    value_high: Percent | None = None
    unit: Literal["%"] = "%"

    def problems(self) -> Iterator[Problem]:
        """A rate has a percentage, a count, or a reason why it has none."""
        yield from super().problems()
        yield from _absence_problems(self, self.n is not None)


class SurvivalRecord(UngradedRecord):
    """A median time, the share without an event at a time, the share with an event so far, or a hazard ratio."""

    kind: Literal["survival"] = "survival"
    name: SurvivalName
    statistic: SurvivalStatistic
    value: Annotated[Decimal, Field(ge=0)] | None = None
    unit: SurvivalUnit = ""

    #: The unit that each statistic is measured in.
    UNITS: ClassVar[Mapping[str, str]] = {"median": "months", "landmark": "%", "hazard_ratio": "", "rate": "%"}

    def problems(self) -> Iterator[Problem]:
        """Unit and time go with the statistic."""
        yield from super().problems()
        yield from _absence_problems(self, self.statistic == "rate" and self.n is not None)
        if self.unit != self.UNITS[self.statistic]:
            yield Problem("unit", f"{self.unit!r} does not go with {self.statistic}")
        if (self.statistic == "landmark") != (self.time_months is not None):
            yield Problem("time_months", "a landmark has a time, the other statistics have none")
        if self.statistic == "hazard_ratio" and self.value == 0:
            yield Problem("value", "a hazard ratio is above 0")


class ToxicityRecord(ValidRecord):
    """The rate of an adverse event by grade, or that the paper names it as common."""

    kind: Literal["toxicity"] = "toxicity"
    statistic: ToxicityStatistic = "rate"
    grade: Grade = "any"
    value: Annotated[Decimal, Field(ge=0)] | None = None
    value_high: Annotated[Decimal, Field(ge=0)] | None = None
    unit: ToxicityUnit = "%"

    def problems(self) -> Iterator[Problem]:
        """A rate has a value, a count, or a reason why it has none; a mere mention has no number."""
        yield from super().problems()
        if self.statistic == "rate":
            yield from _absence_problems(self, self.n is not None)
        elif self.value is not None or self.n is not None:
            yield Problem("statistic", "'reported' goes without a number")


RECORD_TYPES: Mapping[str, type[ValidRecord]] = {
    "regimen": RegimenRecord,
    "dose": DoseRecord,
    "sample_size": SampleSizeRecord,
    "response": ResponseRecord,
    "survival": SurvivalRecord,
    "toxicity": ToxicityRecord,
}
KINDS = tuple(RECORD_TYPES)
AnyRecord = Annotated[
    RegimenRecord | DoseRecord | SampleSizeRecord | ResponseRecord | SurvivalRecord | ToxicityRecord,
    Field(discriminator="kind"),
]


# --- what the contract asks between columns -------------------------------------------------------------------------

_NUMBER = regex.compile(r"-?(?:\d{1,12}(?:\.\d{1,12})?|\.\d{1,12})")
_P_VALUE = regex.compile(r"(?:[<>]=?|~)?\s?(?P<number>\d{0,2}(?:\.\d{1,12})?)(?P<exponent>[eE]-\d{1,3})?|NS")
_DAYS = regex.compile(r"(?P<first>-?\d{1,3})(?:-(?P<last>-?\d{1,3}))?")
_CYCLES = regex.compile(r"\d{1,3}(?:-(?:\d{1,3})?)?(?:,\d{1,3}(?:-(?:\d{1,3})?)?)*")
_EVERY = regex.compile(r"every \d{1,2} (?:hours|days|weeks|months)")


def _regimen_problems(record: Record) -> Iterator[Problem]:
    parts = record.regimen.split("+") if record.regimen else []
    if parts != sorted({p.strip().lower() for p in parts}) or "" in parts:
        yield Problem("regimen", f"{record.regimen!r} is not lower-case names, sorted, each once, joined by +")


def _range_problems(record: Record) -> Iterator[Problem]:
    if record.value_high is not None and (record.value is None or record.value_high < record.value):
        yield Problem("value_high", f"{print_number(record.value_high)} is below the lower end of its range")
    if record.unit == "%" and (record.value or 0) > 100:
        yield Problem("value", f"{print_cell(record.value)} is no percentage of 0 to 100")
    if record.n is not None and record.total is not None and record.n > record.total:
        yield Problem("n", f"{record.n} is more than the total of {record.total}")


def _interval_problems(record: Record) -> Iterator[Problem]:
    for column, text in (("ci_low", record.ci_low), ("ci_high", record.ci_high)):
        bound = parse_number(text)
        if text not in ("", "NR", "NE") and bound is None:
            yield Problem(column, f"{text!r} is no number")
        elif record.unit == "%" and bound is not None and not 0 <= bound <= 100:
            yield Problem(column, f"{text} is no percentage of 0 to 100")
    low, high = parse_number(record.ci_low), parse_number(record.ci_high)
    if low is not None and high is not None and low > high:
        yield Problem("ci_high", f"the interval runs from {record.ci_low} down to {record.ci_high}")


def _p_value_problems(record: Record) -> Iterator[Problem]:
    if not record.p_value:
        return
    hit = _P_VALUE.fullmatch(record.p_value)
    number = parse_number(hit["number"]) if hit and hit["number"] else None
    if hit is None or (record.p_value != "NS" and number is None):
        yield Problem("p_value", f"{record.p_value!r} is no p-value")
    elif number is not None and not hit["exponent"] and number > 1:
        yield Problem("p_value", f"{record.p_value} is above 1")


def _absence_problems(record: Record, counted: bool) -> Iterator[Problem]:
    said_absent = record.qualifier.startswith("not ")
    if record.value is None and not counted and not said_absent:
        yield Problem("value", "there is neither a value nor a reason why there is none")
    if record.value is not None and said_absent:
        yield Problem("qualifier", f"{record.qualifier!r} contradicts the value {print_number(record.value)}")


def _day_problems(record: Record) -> Iterator[Problem]:
    if not record.days:
        return
    spans = [_DAYS.fullmatch(part) for part in record.days.split(",")]
    numbers = [int(n) for hit in spans if hit for n in (hit["first"], hit["last"]) if n is not None]
    if not all(spans) or numbers != sorted(numbers):
        yield Problem("days", f"{record.days!r} is no rising list of days such as 1-4,9-12")
    elif record.cycle_days is not None and numbers[-1] > record.cycle_days:
        yield Problem("days", f"day {numbers[-1]} is after the end of the cycle of {record.cycle_days} days")


def _cycles_problems(record: Record) -> Iterator[Problem]:
    if record.cycles and not _CYCLES.fullmatch(record.cycles):
        yield Problem("cycles", f"{record.cycles!r} is no list of cycles such as 1-4 or 5-")


def _frequency_problems(record: Record) -> Iterator[Problem]:
    known = not record.frequency or record.frequency in NAMED_FREQUENCIES or _EVERY.fullmatch(record.frequency)
    if not known:
        yield Problem("frequency", f"{record.frequency!r} is not one of the agreed names")


# --- from drafts and rows to records --------------------------------------------------------------------------------


def build_record(draft: Draft, document: str) -> Record:
    """The record of a draft: its kind's model, or an `UnvalidatedRecord` with an `invalid:` flag for each fault."""
    columns = {f.name: getattr(draft, f.name) for f in fields(draft)}
    return _build({**columns, "document": document})


def record_from_row(cells: Mapping[str, str]) -> Record:
    """Read a row of a sheet back into a record; raises `RowError` where a number's cell holds no number."""
    columns: dict[str, Any] = {c: cells.get(c, "").strip() for c in COLUMNS if c not in _EVIDENCE_CELLS}
    columns = {c: text for c, text in columns.items() if text}
    for column, parse in _PARSERS.items():
        if column in columns:
            columns[column] = _parse_cell(column, columns[column], parse)
    columns["flags"] = tuple(columns["flags"].split(SEPARATOR)) if "flags" in columns else ()
    return _build({"kind": "", "name": "", "document": "", **columns, "evidence": _evidence_of(cells)})


class RowError(ValueError):
    """A cell that cannot be read: its column, and what it holds."""

    def __init__(self, column: str, text: str) -> None:
        super().__init__(f"{column}: {text!r} is not a number; write it with digits and a decimal point")
        self.column = column
        self.text = text


def revise(record: Record, cells: Mapping[str, str]) -> Record:
    """The record with other content in some columns, validated anew; its id and its evidence stay.

    Raises `RowError` where a number's cell holds no number.
    """
    columns: dict[str, Any] = {name: getattr(record, name) for name in Record.model_fields}
    for column, text in cells.items():
        parse = _PARSERS.get(column)
        columns[column] = _parse_cell(column, text, parse) if parse and text else text or _absent(column)
    columns["flags"] = tuple(flag for flag in record.flags if not flag.startswith(INVALID))
    return _build(columns)


def record_to_json(record: Record) -> str:
    """The record as one line of `records.jsonl`, all its evidence included."""
    return json.dumps(record.model_dump(mode="json"), ensure_ascii=False)


def record_from_json(line: str) -> Record:
    """Read a line of `records.jsonl`; the same record comes back."""
    columns = json.loads(line)
    model = RECORD_TYPES.get(columns.get("kind", ""), UnvalidatedRecord)
    try:
        return model.model_validate(columns)
    except ValidationError:
        return UnvalidatedRecord.model_validate(columns)


def record_schema() -> dict[str, Any]:
    """The JSON Schema of a valid record, one definition a kind."""
    return TypeAdapter(AnyRecord).json_schema(mode="serialization")


def with_flags(record: Record, flags: Iterable[str]) -> Record:
    """The record with more flags, each once; the separator of flags cannot stand within one."""
    added = (flag.replace(SEPARATOR, " / ") for flag in flags)
    return record.model_copy(update={"flags": tuple(dict.fromkeys((*record.flags, *added)))})


def fact_key(record: Record) -> tuple[str, ...]:
    """What a record is about, without its value: equal for two statements of the same thing."""
    return tuple(_key_part(getattr(record, column)) for column in ABOUT_COLUMNS)


def stated_key(record: Record) -> tuple[str, ...]:
    """What a record states in all: equal for two readings with the same content in every column of the fact."""
    return tuple(_key_part(getattr(record, column)) for column in STATED_COLUMNS)


def with_unique_ids(records: Sequence[Record]) -> tuple[Record, ...]:
    """The records in their order, those that share an id numbered by page, source and quote, never by order."""
    shared = {record_id for record_id, count in Counter(r.record_id for r in records).items() if count > 1}
    clashing = sorted((i for i, r in enumerate(records) if r.record_id in shared), key=lambda i: _place(records[i]))
    seen: dict[str, int] = defaultdict(int)
    numbered: dict[int, Record] = {}
    for i in clashing:
        seen[records[i].record_id] += 1
        if (count := seen[records[i].record_id]) > 1:
            numbered[i] = records[i].model_copy(update={"record_id": f"{records[i].record_id}-{count}"})
    return tuple(numbered.get(i, record) for i, record in enumerate(records))


def _place(record: Record) -> tuple[int, str, str, str]:
    best = record.evidence[0] if record.evidence else Evidence(0, "", "", "")
    return best.page, best.source, best.quote, record_to_json(record)


def _build(columns: Mapping[str, Any]) -> Record:
    """The model of the columns' kind, or the unvalidated record with the reasons; the id is made here."""
    model = RECORD_TYPES.get(columns["kind"])
    record: Record
    if model is None:
        record = UnvalidatedRecord.model_validate(columns)
        record = with_flags(record, [f"{INVALID}kind: {record.kind!r} is not one of the agreed names"])
    else:
        try:
            record = model.model_validate(columns)
        except ValidationError as error:
            record = with_flags(UnvalidatedRecord.model_validate(columns), _invalid_flags(error))
    return record if record.record_id else record.model_copy(update={"record_id": _fact_id(record)})


#: What a field is called in the sheet, where it is called otherwise.
_SHOWN_AS = {"evidence": "quote"}


def _invalid_flags(error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_url=False, include_context=False):
        if not fault["loc"]:
            reasons = fault["msg"].removeprefix("Value error, ").split(SEPARATOR)
            yield from (f"{INVALID}{reason}" for reason in reasons)
        else:
            column = _SHOWN_AS.get(str(fault["loc"][0]), fault["loc"][0])
            yield f"{INVALID}{column}: {_fault_reason(fault)}"


def _fault_reason(fault: ErrorDetails) -> str:
    if fault["type"] == "missing" or fault["input"] in ("", (), None):
        return "is not stated"
    reason = " is not one of the agreed names" if fault["type"] == "literal_error" else f": {fault['msg']}"
    return f"{print_cell(fault['input'])!r}{reason}"


def _fact_id(record: Record) -> str:
    """A short hash of the document, what the fact is about and its value."""
    parts = (*fact_key(record), *(_key_part(getattr(record, column)) for column in VALUE_COLUMNS))
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()
    # A letter in front: a spreadsheet reads 12e45678 as a number.
    return f"r{digest[:12]}"


def _key_part(value: object) -> str:
    """One form for 60 and 60.0, and for names that differ in case or spaces alone."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return "" if value is None else " ".join(str(value).casefold().split())


# --- printing and reading cells -------------------------------------------------------------------------------------


def print_number(number: Decimal) -> str:
    """A number in plain digits, as printed in the paper; a computed one loses its long tail.

    >>> print_number(Decimal("60.0")), print_number(Decimal("1.5E+8")), print_number(Decimal(35) / 3)
    ('60.0', '150000000', '11.67')
    """
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -6:
        number = number.quantize(Decimal("0.01")).normalize()
    return format(number, "f")


def print_cell(value: object) -> str:
    """A column's value as text: empty for what is not stated."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return print_number(value)
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, tuple):
        return SEPARATOR.join(map(str, value))
    return str(value)


def print_box(box: Box | None) -> str:
    """A box as x0,top,x1,bottom in points; empty for a text file."""
    if box is None:
        return ""
    return ",".join(f"{edge:.1f}" for edge in (box.x0, box.top, box.x1, box.bottom))


def parse_number(text: str) -> Decimal | None:
    """A plain number; None when the text is not one.

    >>> parse_number(".05"), parse_number("0.1.50"), parse_number("NR")
    (Decimal('0.05'), None, None)
    """
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def parse_box(text: str) -> Box | None:
    """The box that `print_box` wrote; None when the text is not one."""
    try:
        x0, top, x1, bottom = map(float, text.split(","))
        return Box(x0, top, x1, bottom)
    except ValueError:
        return None


def _evidence_of(cells: Mapping[str, str]) -> tuple[Evidence, ...]:
    if not cells.get("quote"):
        return ()
    page = parse_number(cells.get("page", "")) or Decimal(1)
    box = parse_box(cells.get("bbox", ""))
    return (Evidence(int(page), cells.get("source", ""), cells["quote"], cells.get("rule", ""), box),)


def _absent(column: str) -> Any:
    """What a column holds that states nothing."""
    field = Record.model_fields[column]
    return "" if field.is_required() else field.default


def _parse_whole(text: str) -> int | None:
    number = parse_number(text)
    return int(number) if number is not None and number == number.to_integral_value() else None


def _parse_share(text: str) -> float | None:
    number = parse_number(text)
    return None if number is None else float(number)


def _parse_cell(column: str, text: str, parse: Any) -> Any:
    value = parse(text)
    if value is None:
        raise RowError(column, text)
    return value


_PARSERS = {
    **dict.fromkeys(("time_months", "value", "value_high", "ci_level"), parse_number),
    **dict.fromkeys(("n", "total", "cycle_days"), _parse_whole),
    "confidence": _parse_share,
}
#: Columns of a row that are told by the record's evidence, and so are no fields of their own.
_EVIDENCE_CELLS = frozenset({"page", "source", "bbox", "quote", "rule", "also_stated"})
