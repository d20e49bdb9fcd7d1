"""Tables: a cell is text with a context. Its row and column say which study, group, measure and grade it is about.

Three orientations are told apart by what the headers name: one study a row, arms in columns, arms in rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

import regex

from myelomine.document import Block, BlockKind, Cell, Run, Section, Table
from myelomine.drafts import Draft, Evidence
from myelomine.extractors.arms import Arm, Reference, Register, normal, references
from myelomine.extractors.clauses import scene_of
from myelomine.extractors.doses import dose_drafts
from myelomine.extractors.measures import RESPONSE, SURVIVAL, TOXICITY, Measure, measures
from myelomine.extractors.outcomes import outcome_drafts
from myelomine.extractors.quantities import Quantity, Unit, assemble, grade_of, p_value_of
from myelomine.extractors.reader import Reader
from myelomine.extractors.sentences import Sentence
from myelomine.mentions import Label
from myelomine.numbers import parse_bound, parse_count, parse_decimal


class Role(StrEnum):
    """What a column of a table holds."""

    STUDY = "study"
    REGIMEN = "regimen"
    SCHEDULE = "schedule"
    SIZE = "size"
    MEASURE = "measure"
    RESULTS = "results"
    ARM = "arm"
    P_VALUE = "p_value"
    RATIO = "ratio"
    INTERVAL = "interval"
    OTHER = "other"


_ROLES = (
    (Role.STUDY, regex.compile(r"(?i)^(?:study|studies|trials?|authors?|references?|ref\.?|first author|investigators?|source|publication|series|study \(.*|trial \(.*|author, year.*)\b")),
    (Role.P_VALUE, regex.compile(r"(?i)^(?:p|p[- ]?values?|p for .*|log[- ]?rank.*)$")),
    (Role.RATIO, regex.compile(r"(?i)^(?:(?:adjusted |unadjusted |un)?hazard ratios?|a?hrs?)\b")),
    (Role.INTERVAL, regex.compile(r"(?i)^(?:95 ?% ?)?(?:ci|confidence intervals?)$")),
    (Role.SCHEDULE, regex.compile(r"(?i)\b(?:schedules?|dos(?:e|es|ing|age)|administration)\b")),
    (Role.SIZE, regex.compile(r"(?i)^(?:n|no\.?|number|no\.? of (?:patients|pts)|number of (?:patients|pts)|patients?(?: \(n\))?|pts|patients?,? (?:n|no\.?)|evaluable(?: patients)?|n \(evaluable\)|n evaluable)$")),
    (Role.OTHER, regex.compile(r"(?i)\b(?:prior|previous|lines?|type of study|phase|design|year|disease|population|setting|follow[- ]?up|age|sex|median age|refractory|characteristics?|supportive care|creatinine|criteria)\b")),
    (Role.RESULTS, regex.compile(r"(?i)^(?:(?:best )?responses?(?: rates?)?(?: \(.*\))?|efficacy|outcomes?|results?|tte|time to events?.*|survival(?: outcomes?)?|(?:key |main |grade .*)?(?:toxicit(?:y|ies)|adverse events?|safety)(?: \(.*\))?|toxicities.*|key findings)$")),
    (Role.REGIMEN, regex.compile(r"(?i)\b(?:regimens?|treatments?|therap(?:y|ies)|arms?|drugs?|protocols?|combinations?|agents?)\b")),
)  # fmt: skip
_SIZE_IN_HEADER = regex.compile(r"[\[(]?\s?\b[nN]\s?=\s?(?P<n>\d{1,5})\b\s?[\])]?")
_ROW_OF_BASELINE = regex.compile(
    r"(?i)\b(?:age|sex|gender|male|female|men|women|race|white|black|asian|ecog|performance status|iss|stage|isotype|igg|iga|light chain|cytogenetic|fish|del\(|t\(|gain|"
    r"creatinine|clearance|egfr|albumin|microglobulin|ldh|hemoglobin|haemoglobin|platelet count|calcium|plasma cells|prior|previous|time (?:from|since)|duration of|"
    r"follow-?up|refractory|transplant|asct|sct|first[- ]line|bone (?:lesions|disease)|plasmacytoma|weight|demographics|risk|characteristics?|doublet|triplet|therapy received|cycles|dose)\b"
)
_NOT_STATED = regex.compile(r"(?i)(?:na|n/a|nr|ns|nd|ne|–|—|-|\.{2,3}|…|not (?:available|reported|stated|assessed|applicable|done))\.?")
_NUMBER_CELL = regex.compile(
    r"(?P<qualifier>[<>≤≥~])?\s?(?P<value>\d{1,4}(?:[.·]\d{1,3})?|[.·]\d{1,3})\s?(?P<percent>%)?\s?(?P<unit>months?|mo|weeks?|years?)?(?:\s?[\[(]\s?(?P<second>\d{1,4}(?:[.·]\d{1,2})?)\s?(?P<second_percent>%)?\s?(?P<range>(?:[-–—−‐‑]|to|,)\s?(?P<high>\d{1,4}(?:[.·]\d{1,3})?|NR|NE|NA|not (?:reached|estimable)))?\s?%?\s?[\])])?"
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its role, its header's text, and the measure, grade or arm that the header names."""

    index: int
    role: Role
    header: str
    measures: tuple[Measure, ...] = ()
    arm: Reference | None = None
    grade: str = ""
    size: int | None = None


@dataclass(frozen=True, slots=True)
class TableContext:
    """What reading a table needs beside the table: mentions, the study's arms, and whether rows are studies."""

    reader: Reader
    register: Register
    table: Table

    def sentence(self, text: str, cell: Cell | None = None) -> Sentence:
        """A text of the table as a sentence with its names and numbers."""
        page = cell.page if cell and cell.page else (self.table.pages[0] if self.table.pages else 1)
        runs = (Run(0, len(text), page, cell.box if cell else None),)
        block = Block(self.table.id, page, BlockKind.OTHER, self.table.section, text, runs)
        return self.reader.sentence(block, 0, text, "")


def table_drafts(table: Table, reader: Reader, register: Register) -> list[Draft]:
    """Every fact that the cells of a table state."""
    context = TableContext(reader, register, table)
    columns = tuple(_columns(context))
    if not columns or _is_baseline(table):
        return []
    if columns[0].role is Role.STUDY or _stub_names_studies(context):
        return list(_study_rows(context, columns))
    if any(c.role is Role.ARM for c in columns[1:]):
        return list(_arm_columns(context, columns))
    return list(_arm_rows(context, columns))


def _is_baseline(table: Table) -> bool:
    caption = table.caption.lower()
    return bool(regex.search(r"\b(?:baseline|demographic|patient characteristics|characteristics of (?:the )?patients|supportive care|dose (?:adjust|modif|reduc)|adjustment of|treatments? received|eligibility|inclusion criteria)", caption)) and not regex.search(r"\b(?:response|outcome|survival|efficacy|toxicit)", caption)


def _columns(context: TableContext) -> Iterator[Column]:
    for index in range(context.table.n_columns):
        path = context.table.header_path(index)
        header = " ".join(_own_part(c, index) for c in path).strip()
        yield _column(context, index, header)


def _own_part(cell: Cell, column: int) -> str:
    """A header read as one over several arms ("A (n = 235) B (n = 232)") is cut into its equal parts."""
    ends = [hit.end() for hit in _SIZE_IN_HEADER.finditer(cell.text)]
    if len(ends) < 2 or cell.column_span % len(ends):
        return cell.text
    part = (column - cell.column) // (cell.column_span // len(ends))
    starts = [0, *ends[:-1]]
    return cell.text[starts[part] : ends[part]].strip(" )]")


def _column(context: TableContext, index: int, header: str) -> Column:
    sentence = context.sentence(header)
    found = tuple(measures(sentence))
    grades = sentence.of(Label.GRADE)
    grade = grade_of(grades[-1]) if grades else ""
    size = _SIZE_IN_HEADER.search(header)
    count = parse_count(size["n"]) if size else None
    bare = _SIZE_IN_HEADER.sub("", header).strip(" ,;")
    role = next((r for r, cue in _ROLES if cue.search(bare)), Role.OTHER)
    refs = [r for r in references(sentence, context.register) if not r.everyone]
    arm = refs[0] if refs else None
    if index and (arm or count is not None) and role not in (Role.P_VALUE, Role.RATIO, Role.STUDY, Role.SCHEDULE) and not (found and not arm):
        label = bare or header
        return Column(index, Role.ARM, header, found, arm or Reference(0, len(label), label), grade, count)
    if index and grade and not found and role is Role.OTHER:
        return Column(index, Role.ARM, header, found, None, grade, count)
    if index and found and role in (Role.OTHER, Role.RESULTS, Role.REGIMEN) and not _generic(header, found):
        return Column(index, Role.MEASURE, header, found, None, grade)
    return Column(index, role, header, found, None, grade, count)


def _generic(header: str, found: Sequence[Measure]) -> bool:
    """A header like "Key toxicities" or "Response" opens a cell with measures of its own."""
    return all(m.name in ("any adverse event", "ORR") for m in found) and bool(regex.fullmatch(r"(?i)(?:key |main )?(?:toxicit(?:y|ies)|adverse events?|responses?|safety)(?: \(.*\))?", header.strip()))


def _stub_names_studies(context: TableContext) -> bool:
    stubs = [c.text for c in context.table.cells if c.column == 0 and c.row >= context.table.header_rows and c.text]
    named = sum(bool(regex.search(r"\bet al\b|\b(?:19|20)\d{2}\b", s)) for s in stubs)
    return len(stubs) > 1 and named > 0.6 * len(stubs)


# one study a row


@dataclass(frozen=True, slots=True)
class StudyRow:
    """A row of a table of studies: the study named last, the regimen of the row and how many rows the study has."""

    study: str
    group: str
    regimen: str


def _study_rows(context: TableContext, columns: Sequence[Column]) -> Iterator[Draft]:
    table = context.table
    grid = table.grid()
    study = ""
    counts = _rows_per_study(table)
    for index in range(table.header_rows, table.n_rows):
        row = grid[index]
        named = row[0].text.strip() if row[0] else ""
        study = study_name(context.reader, named) if named else study
        label, key = _row_regimen(context, columns, row)
        several = counts.get(_study_row_of(table, index), 1) > 1
        place = StudyRow(study, label if several else "", key)
        for draft in _row_drafts(context, columns, row, place, several):
            yield replace(draft, study=study, group=draft.group or place.group, regimen=draft.regimen or key)


def _study_row_of(table: Table, index: int) -> int:
    grid = table.grid()
    while index > table.header_rows and not (grid[index][0] and grid[index][0].text.strip()):
        index -= 1
    return index


def _rows_per_study(table: Table) -> dict[int, int]:
    counts: dict[int, int] = {}
    for index in range(table.header_rows, table.n_rows):
        first = _study_row_of(table, index)
        counts[first] = counts.get(first, 0) + 1
    return counts


def study_name(reader: Reader, text: str) -> str:
    """The study that a stub names: the trial's name or number first, else the author as printed."""
    block = Block("", 1, BlockKind.OTHER, Section.RESULTS, text)
    trials = reader.sentence(block, 0, text, "").named(Label.TRIAL)
    if trials:
        return trials[0].name or trials[0].text
    return regex.sub(r"\s?[\[(]?(?:\d{1,3}(?:[,–-]\d{1,3})*)[\])]?$", "", text).strip(" ,") or text


def _row_regimen(context: TableContext, columns: Sequence[Column], row: Sequence[Cell | None]) -> tuple[str, str]:
    """The row's regimen as printed and its key: from the regimen's name, else from the drugs of its schedule."""
    cell = next((row[c.index] for c in columns if c.role is Role.REGIMEN and row[c.index] and row[c.index].text), None)
    schedule = next((row[c.index] for c in columns if c.role is Role.SCHEDULE and row[c.index] and row[c.index].text), None)
    drugs = {d.name for d in context.sentence(schedule.text).drugs if _first_line(schedule.text, d.start)} if schedule else set()
    if cell is None:
        return "", "+".join(sorted(drugs))
    sentence = context.sentence(cell.text)
    named = [r for r in sentence.named(Label.REGIMEN)]
    keys = [r.name for r in named if r.name] or [d.name for d in sentence.drugs[:1]]
    candidates = [c for r in named for c in r.value.text("candidates").split("|") if c]
    proved = "+".join(sorted(drugs))
    if proved in candidates:
        return cell.text, proved
    if keys and "+" not in keys[0] and len(drugs) > 1 and keys[0] in drugs and len(cell.text) < 12:
        return cell.text, proved
    return cell.text, keys[0] if keys else proved


def _first_line(text: str, offset: int) -> bool:
    """Whether a drug stands before the words that open a later phase."""
    later = regex.search(r"(?i)\b(?:followed by|maintenance|continued with|thereafter .{0,30}maintenance|after \d+ cycles)\b", text)
    return later is None or offset < later.start()


def _row_drafts(
    context: TableContext, columns: Sequence[Column], row: Sequence[Cell | None], place: StudyRow, several: bool
) -> Iterator[Draft]:
    if place.regimen:
        cell = next((row[c.index] for c in columns if c.role in (Role.REGIMEN, Role.SCHEDULE) and row[c.index] and row[c.index].text), row[0])
        yield Draft("regimen", place.regimen, (_evidence(context, row, cell, "regimen.row"),), confidence=0.95)
    for column in columns[1:]:
        cell = row[column.index]
        if cell is not None and cell.text.strip():
            yield from _cell_drafts(context, column, row, cell, several)


def _cell_drafts(context: TableContext, column: Column, row: Sequence[Cell | None], cell: Cell, several: bool) -> Iterator[Draft]:
    if column.role is Role.SIZE and (count := parse_count(regex.split(r"[\s(;]", cell.text.strip())[0])) is not None:
        name = "group" if several else "enrolled"
        yield Draft("sample_size", name, (_evidence(context, row, cell, "size.column"),), "count", value=Decimal(count), unit="patients", confidence=0.95)
    elif column.role is Role.SCHEDULE:
        yield from _read_text(context, cell, doses=True)
    elif column.role is Role.MEASURE:
        yield from _measured(context, column, row, cell)
    elif column.role is Role.RESULTS:
        yield from _read_text(context, cell, doses=False)


def _read_text(context: TableContext, cell: Cell, doses: bool) -> Iterator[Draft]:
    """A cell with words of its own, read as a sentence."""
    sentence = context.sentence(cell.text, cell)
    scene = scene_of(sentence, Register())
    found = dose_drafts(scene) if doses else outcome_drafts(scene)
    for draft in found:
        first = replace(draft.evidence[0], source=_source(context.table))
        yield replace(draft, evidence=(first,), confidence=0.95, group="", regimen="")


def _measured(context: TableContext, column: Column, row: Sequence[Cell | None], cell: Cell) -> Iterator[Draft]:
    """A number under a header that names the measure."""
    if any(measures(context.sentence(cell.text))):
        yield from _read_text(context, cell, doses=False)
        return
    measure = column.measures[0]
    draft = _number_draft(context, measure, column.grade, cell, f"{column.header}")
    if draft is not None:
        yield replace(draft, evidence=(_evidence(context, row, cell, f"cell {measure.rule}"),))


# arms in columns


def _arm_columns(context: TableContext, columns: Sequence[Column]) -> Iterator[Draft]:
    """Arms head the columns; each row's stub, under the rows that group it, names a measure."""
    table = context.table
    grid = table.grid()
    yield from _header_sizes(context, columns)
    above: list[tuple[int, str]] = []
    for index in range(table.header_rows, table.n_rows):
        stub = grid[index][0].text.strip() if grid[index][0] else ""
        indent = table.indents[index] if index < len(table.indents) else 0
        if stub:
            above = [(i, t) for i, t in above if i < indent]
        if index in table.group_rows or _empty_row(grid[index]):
            above = [(i, t) for i, t in above if i < indent] + [(indent, stub)]
            continue
        path = [t for _, t in above]
        for draft in _row_of_arms(context, columns, grid[index], path, stub):
            yield draft
        if stub:
            above.append((indent, stub))


def _empty_row(row: Sequence[Cell | None]) -> bool:
    return all(c is None or not c.text.strip() or c is row[0] for c in row[1:])


def _header_sizes(context: TableContext, columns: Sequence[Column]) -> Iterator[Draft]:
    seen: set[tuple[str, int]] = set()
    for column in columns:
        if column.role is not Role.ARM or column.size is None or column.arm is None:
            continue
        cell = context.table.header_path(column.index)[-1]
        label = _label(column)
        if (label, column.size) not in seen and not regex.search(r"(?i)^(?:all|total|overall)\b", label):
            seen.add((label, column.size))
            yield Draft("sample_size", "group", (_evidence(context, (cell,), cell, "size.header"),), "count", value=Decimal(column.size),
                        unit="patients", group=label, regimen=column.arm.arm.regimen if column.arm.arm else "", confidence=0.95)  # fmt: skip


def _label(column: Column) -> str:
    if column.arm is None:
        return ""
    return _SIZE_IN_HEADER.sub("", column.arm.label).strip(" ,;")


def _row_of_arms(
    context: TableContext, columns: Sequence[Column], row: Sequence[Cell | None], path: Sequence[str], stub: str
) -> Iterator[Draft]:
    whole = " ".join([*path, stub])
    if _ROW_OF_BASELINE.search(stub) or not stub:
        return
    found = _row_measure(context, path, stub)
    if found is None:
        return
    p_value = _p_value(context, columns, row)
    first = True
    for column in columns[1:]:
        cell = row[column.index]
        if column.role is not Role.ARM or cell is None or not cell.text.strip():
            continue
        grade = found.grade or column.grade
        draft = _number_draft(context, found, grade, cell, f"{whole} {column.header} {context.table.caption}")
        if draft is None:
            continue
        arm = column.arm.arm if column.arm else context.register.only()
        everyone = regex.match(r"(?i)(?:all|total|overall)\b", _label(column))
        yield replace(
            draft, group="" if everyone else _label(column), regimen=arm.regimen if arm and not everyone else "",
            total=draft.total or column.size, p_value=p_value if first else "",
            evidence=(_evidence(context, row, cell, f"cell {found.rule}"),),
        )  # fmt: skip
        first = False


def _row_measure(context: TableContext, path: Sequence[str], stub: str) -> Measure | None:
    """The measure of a row: the stub's own, else the nearest group row's; grade and time may stand in either."""
    own = measures(context.sentence(stub))
    heads = [measures(context.sentence(p)) for p in reversed(path)]
    grades = [g for text in (stub, *reversed(path)) for g in context.sentence(text).of(Label.GRADE)]
    grade = grade_of(grades[0]) if grades else ""
    if own:
        if len(own) > 1 and own[0].kind != own[-1].kind:
            return None
        measure = own[0]
    else:
        measure = next((m[0] for m in heads if m), None)
        if measure is None or not regex.match(r"(?i)\s*(?:median|any|grade|all|≥|n\b|events?|rate|\d|hazard|hr|95|%|[1-5]\b|total|overall|patients)", stub):
            return None
    return replace(measure, grade=grade or measure.grade) if measure.kind == TOXICITY else measure


def _p_value(context: TableContext, columns: Sequence[Column], row: Sequence[Cell | None]) -> str:
    for column in columns:
        cell = row[column.index]
        if column.role is Role.P_VALUE and cell is not None and (hit := regex.fullmatch(r"(?P<sign>[<>=≤≥])?\s?(?P<p>(?:0|1)?[.·]\d{1,6}|NS)", cell.text.strip())):
            return f"{hit['sign'] or ''}{hit['p'].replace('·', '.')}".replace("≤", "<=").replace("≥", ">=").lstrip("=")
    return ""


# arms in rows


def _arm_rows(context: TableContext, columns: Sequence[Column]) -> Iterator[Draft]:
    """Groups stand in the stub, measures head the columns."""
    table = context.table
    grid = table.grid()
    if not any(c.role is Role.MEASURE for c in columns[1:]):
        return
    for index in range(table.header_rows, table.n_rows):
        row = grid[index]
        stub = row[0].text.strip() if row[0] else ""
        refs = [r for r in references(context.sentence(stub), context.register) if not r.everyone]
        arm = refs[0].arm if refs else None
        label = refs[0].label if refs else _SIZE_IN_HEADER.sub("", stub).strip(" ,;")
        for column in columns[1:]:
            cell = row[column.index]
            if column.role in (Role.MEASURE, Role.SIZE) and cell is not None and cell.text.strip():
                for draft in _cell_drafts(context, column, row, cell, several=True):
                    yield replace(draft, group=label, regimen=arm.regimen if arm else "", confidence=0.85)


# one cell


def _number_draft(context: TableContext, measure: Measure, grade: str, cell: Cell, words: str) -> Draft | None:
    """What a cell that is all number says, given its measure and the words around it."""
    text = cell.text.strip()
    sentence = context.sentence(text, cell)
    quantity = _quantity(sentence, text, measure, words)
    if quantity is None:
        return None
    statistic = {SURVIVAL: {Unit.MONTHS: "median", Unit.RATIO: "hazard_ratio", Unit.PERCENT: "landmark"}}.get(measure.kind, {}).get(quantity.unit, "rate")
    if statistic == "landmark" and measure.time_months is None:
        return None
    interval = quantity.interval
    return Draft(
        measure.kind, measure.name, (), statistic,
        grade=(grade or "any") if measure.kind == TOXICITY else "",
        time_months=measure.time_months if measure.kind != RESPONSE else None,
        value=quantity.value, value_high=quantity.high, unit="" if quantity.unit is Unit.RATIO else ("months" if quantity.unit is Unit.MONTHS else "%"),
        qualifier=quantity.qualifier, n=quantity.n, total=quantity.total,
        ci_low=interval.low if interval else "", ci_high=interval.high if interval else "", ci_level=interval.level if interval else None,
        p_value=next((p_value_of(m) for m in sentence.of(Label.P_VALUE)), ""), confidence=0.95,
    )  # fmt: skip


def _quantity(sentence: Sentence, text: str, measure: Measure, words: str) -> Quantity | None:
    if _NOT_STATED.fullmatch(text):
        reached = regex.fullmatch(r"(?i)nr|ne", text) and measure.kind == SURVIVAL
        return Quantity(0, len(text), Unit.MONTHS, "cell.nr", qualifier="not reached" if text.upper() == "NR" else "not estimable") if reached else None
    hit = _NUMBER_CELL.fullmatch(text)
    if hit is None:
        found = assemble(text, sentence.values)
        fitting = [q for q in found if q.unit is not Unit.COUNT or measure.kind != SURVIVAL]
        return fitting[0] if len(fitting) == 1 else None
    return _plain_number(hit, measure, words)


def _plain_number(hit: regex.Match[str], measure: Measure, words: str) -> Quantity | None:
    """'95 (43.5)' under "n (%)", '60.2%', '11.3 (9.8–12.9)' under months, '0.56 (0.43–0.73)' under a hazard ratio."""
    value, second = parse_decimal(hit["value"]), parse_decimal(hit["second"]) if hit["second"] else None
    lower = words.lower()
    end = len(hit.group())
    if value is None:
        return None
    ratio = regex.search(r"\bhr\b|hazard ratio", lower) is not None and measure.kind == SURVIVAL
    if hit["range"]:
        unit = Unit.RATIO if ratio else (Unit.PERCENT if hit["percent"] or measure.kind != SURVIVAL or measure.time_months else Unit.MONTHS)
        interval = None if regex.search(r"\b(?:range|iqr|interquartile)\b", lower) else _interval(hit)
        return Quantity(0, end, unit, "cell.interval", value, interval=interval, qualifier=hit["qualifier"] or "")
    if second is not None and not hit["percent"]:  # n (%)
        return Quantity(0, end, Unit.PERCENT, "cell.count_percent", second, n=int(value)) if value == int(value) else None
    if second is not None:  # 44% (50)
        return Quantity(0, end, Unit.PERCENT, "cell.percent_count", value, n=int(second)) if second == int(second) else None
    if measure.kind == SURVIVAL and not hit["percent"]:
        unit = Unit.RATIO if ratio else (Unit.PERCENT if measure.time_months is not None else Unit.MONTHS)
        return Quantity(0, end, unit, "cell.number", value, qualifier=hit["qualifier"] or "")
    counted = not hit["percent"] and "%" not in lower and regex.search(r"\bno\.|\bn\b|number of|patients", lower)
    if counted:
        return Quantity(0, end, Unit.COUNT, "cell.count", n=int(value)) if value == int(value) else None
    return Quantity(0, end, Unit.PERCENT, "cell.percent", value, qualifier=hit["qualifier"] or "")


def _interval(hit: regex.Match[str]):
    from myelomine.extractors.quantities import Interval

    return Interval(parse_bound(hit["second"]), parse_bound(hit["high"]), Decimal(95))


def _source(table: Table) -> str:
    return table.label.lower().replace("tables", "table").strip(" .") or "table"


def _evidence(context: TableContext, row: Sequence[Cell | None], cell: Cell | None, rule: str) -> Evidence:
    """The cell where its words say what it is about, else the whole row."""
    page = cell.page if cell and cell.page else (context.table.pages[0] if context.table.pages else 1)
    texts: list[str] = []
    for other in row:
        if other is not None and other.text.strip() and (not texts or texts[-1] != other.text):
            texts.append(other.text)
    quote = cell.text if cell and regex.search(r"\p{L}{4,}", cell.text) else " | ".join(texts)
    return Evidence(page, _source(context.table), quote, rule, cell.box if cell else None)
