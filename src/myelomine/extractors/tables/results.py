"""Tables of results: each cell with what its row and its column say, then what a row's cells say together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from myelomine.document import Cell
from myelomine.drafts import Draft
from myelomine.extractors.measures import RESPONSE, SURVIVAL, TOXICITY, Measure, measures
from myelomine.extractors.tables.columns import Column
from myelomine.extractors.tables.comparisons import tested_pair, with_p_value, with_ratio
from myelomine.extractors.tables.compound import parted
from myelomine.extractors.tables.context import CERTAIN, LIKELY, TableContext
from myelomine.extractors.tables.contrasts import contrast_facts
from myelomine.extractors.tables.cues import Holds
from myelomine.extractors.tables.facts import Fact, draft_of, joined, size_draft, with_row_total, with_totals
from myelomine.extractors.tables.grid import Row, Section
from myelomine.extractors.tables.groups import Group, within
from myelomine.extractors.tables.headings import Heading
from myelomine.extractors.tables.labels import own_size, size_ends, size_in, without_own_size, without_size
from myelomine.extractors.tables.lists import listed_facts
from myelomine.extractors.tables.numbers import Expected, parse_cell, parse_interval, parse_p_cell, split_p_value
from myelomine.extractors.tables.settings import SEVERAL_GRADES, Setting, setting_of
from myelomine.extractors.tables.sizes import column_sizes, header_sizes, row_sizes, row_totals
from myelomine.extractors.tables.stubs import (
    ROW_ABOVE,
    UNLISTED,
    is_aside,
    names_measures,
    row_group,
    row_meaning,
    stub_heading,
)
from myelomine.mentions import Label

_NAMES_INTERVAL = regex.compile(r"(?i)\b(?:CIs?|confidence (?:intervals?|limits?))\b")
_BARE_RANGE = regex.compile(r"[\[(]?\s?\d[\d.·]{0,6}\s?%?\s?(?:[-–—,]|to)\s?(?:\d[\d.·]{0,6}\s?%?|N[RE])\s?[\])]?")
_SILENT = frozenset({Holds.P_VALUE, Holds.UNREAD, Holds.INTERVAL})
_SPREAD_TOLD = regex.compile(r"(?i)\b(?:ci|range|iqr)\b")
_UNLISTED_DOUBT = "event-unlisted: the event's name is as printed, since no list of events holds it"
# how a caption says that its rows are patients, not kinds of the event: "Mucositis by dose level"
_BY = regex.compile(
    r"(?i)\b(?:by|according to|per|in each|at each|across|after (?:each|the))\s(?:\p{L}[\p{L}-]{1,14}\s){0,2}"
    r"(?:dos(?:e|es|ing)|levels?|cohorts?|arms?|groups?|treatments?|regimens?|schedules?|subgroups?|age|exposure|risk)\b"
)
_ESTIMATE = regex.compile(r"(?i)\b(?:estimates?|pooled|rates?|incidence|proportion)\b")
_IN_PATIENTS = regex.compile(
    r"(?i)\b(?:in|of|among|for) (?:the |all )?(\d{2,4}) (?:\p{L}{4,12} )?(?:patients|subjects|participants)\b"
)
_KIND = regex.compile(r"\s?[\[(,;:]")
_DESCRIBED = regex.compile(r"(?i)\bcharacteristic")


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell with its surroundings: its row's meaning, its column, and the part of the patients in its row.

    `text` and `grade` are those of one number, where the cell prints two of them at different grades.
    """

    setting: Setting
    row: Row
    column: Column
    stub: Heading
    part: Group
    text: str = ""
    grade: str = ""

    @property
    def cell(self) -> Cell | None:
        """The cell at this row and column."""
        return self.row.cells[self.column.index]

    @property
    def stated(self) -> frozenset[Holds]:
        """What row and column say that the cell holds."""
        return frozenset({self.stub.holds, self.column.heading.holds})


def result_drafts(context: TableContext) -> Iterator[Draft]:
    """Every fact of a table of results, section by section."""
    for section in context.sections:
        setting = setting_of(context, section)
        facts = list(_section_drafts(setting, section))
        yield from (d for c, d in header_sizes(context, setting.columns) if facts or c.group.arm)
        yield from _regimens_given(context, facts)
        yield from facts


def _regimens_given(context: TableContext, facts: Sequence[Draft]) -> Iterator[Draft]:
    """The regimens of groups with results of their own that nothing but the table names: a row "VTD" beside others."""
    known = {arm.regimen for arm in context.register.arms} | {context.register.shared_regimen}
    seen: dict[str, Draft] = {}
    for fact in facts:
        if fact.kind in (RESPONSE, SURVIVAL, TOXICITY) and fact.regimen and fact.regimen not in known:
            named = context.sentence(fact.group).named(Label.REGIMEN)
            if len(named) == 1 and named[0].text == fact.group:
                seen.setdefault(fact.regimen, fact)
    for regimen, fact in seen.items():
        evidence = tuple(replace(e, rule="regimen.group") for e in fact.evidence[:1])
        yield Draft("regimen", regimen, evidence, group=fact.group, regimen=regimen, confidence=LIKELY)


def _section_drafts(setting: Setting, section: Section) -> Iterator[Draft]:
    facts: list[Fact] = []
    last: list[Fact] = []
    for row in parted(setting.context, section.rows):
        own = stub_heading(setting, row)
        if own.holds in (Holds.INTERVAL, Holds.P_VALUE) and own.measure is None:
            last = _completed_by(setting, last, row, own.holds)
        elif not is_aside(setting, row, own):
            facts.extend(last)
            last = contrast_facts(setting, row) or _row_facts(setting, row, own, last)
            yield from _row_sizes(setting, row, own, bool(last))
            yield from _cell_sizes(setting, row, last)
    yield from with_totals([*facts, *last], _told_size(setting))


def _told_size(setting: Setting) -> int | None:
    """The patients of a table that has no groups and no other number of patients, where its caption counts them."""
    caption = setting.context.table.caption
    shared = any(
        c.heading.holds is Holds.PERCENT for c in setting.columns[1:]
    )  # beside "Patients", which are the counts
    held = {Holds.SIZE} if not shared else set()
    apart = any(c.group.known or c.heading.size or c.heading.holds in held for c in setting.columns[1:])
    if apart or len(size_ends(caption)) > 1:
        return None
    spoken = _IN_PATIENTS.findall(caption)
    return size_in(caption) or (int(spoken[0]) if len(spoken) == 1 else None)


def _row_sizes(setting: Setting, row: Row, own: Heading, told: bool) -> Iterator[Draft]:
    """The patients that a row counts, by its stub or in columns beside its results."""
    yield from row_sizes(setting.context, setting.columns, row, own)
    if own.measure is None and (told or setting.names_measures):
        yield from column_sizes(setting.context, setting.columns, row, row_group(setting, row, own))


def _cell_sizes(setting: Setting, row: Row, facts: Sequence[Fact]) -> Iterator[Draft]:
    """The patients that a cell counts beside its median or rate over time: "29.5 (n = 81)"."""
    for fact in facts:
        cell = row.cells[fact.column.index] if fact.draft.kind == SURVIVAL and fact.group.known else None
        size = own_size(cell.text) if cell is not None else None
        if cell is not None and size is not None:
            evidence = setting.context.evidence(row.printed or row.cells, cell, "size.cell")
            yield size_draft("group", size, fact.group, evidence)


def _completed_by(setting: Setting, facts: Sequence[Fact], row: Row, holds: Holds) -> list[Fact]:
    """The facts of the row above with the interval or p-value that this row prints for them."""
    if holds is Holds.P_VALUE:
        return with_p_value(facts, _first_p_value(row.cells[1:]), setting.rivals)
    return [_with_interval(f, row.cells[f.column.index]) for f in facts]


def _with_interval(fact: Fact, cell: Cell | None) -> Fact:
    interval = parse_interval(cell.text) if cell and not fact.draft.ci_low else None
    if interval is None:
        return fact
    draft = replace(fact.draft, ci_low=interval.low, ci_high=interval.high, ci_level=interval.level)
    return replace(fact, draft=draft)


def _first_p_value(cells: Sequence[Cell | None]) -> str:
    return next((p for cell in cells if cell and (p := parse_p_cell(cell.text))), "")


def _row_facts(setting: Setting, row: Row, own: Heading, above: Sequence[Fact]) -> list[Fact]:
    """The facts of a row: those of its cells, what sub-columns print apart made one, and what they compare."""
    stub = row_meaning(setting, row, own, above)
    part = row_group(setting, row, own)
    facts = [f for column in setting.columns[1:] for f in _cell_facts(Spot(setting, row, column, stub, part))]
    totals = row_totals(setting.columns, row)
    counted = [with_row_total(f, totals.get(f.column.group.label, totals.get("", 0))) for f in joined(facts)]
    facts = with_ratio(_with_intervals(setting, row, counted), setting.rivals)
    facts = _tested(setting, row, facts)
    return [f if _is_placed(setting, f, part) else _undecided(f) for f in facts]


def _tested(setting: Setting, row: Row, facts: Sequence[Fact]) -> list[Fact]:
    """The facts with the p-values of the row's columns of tests, each of its own pair where the header names one."""
    found = list(facts)
    columns = [c for c in setting.columns if c.heading.holds is Holds.P_VALUE]
    pairs = {c.index: pair for c in columns if (pair := tested_pair(setting.columns, c.heading.text))}
    for column in columns:
        if column.index in pairs:
            found = with_p_value(found, _first_p_value([row.cells[column.index]]), pairs[column.index])
    others = [row.cells[c.index] for c in columns if c.index not in pairs]
    return with_p_value(found, _first_p_value(others), setting.rivals)


def _is_placed(setting: Setting, fact: Fact, part: Group) -> bool:
    """Whether a fact has its group; in a study that compares none, and for all patients, it needs no label."""
    everyone = part.everyone or fact.column.group.everyone
    return bool(fact.draft.group) or everyone or not setting.context.register.compared


def _undecided(fact: Fact) -> Fact:
    doubt = "group-undecided: the table names no group for this value"
    return replace(fact, draft=replace(fact.draft, flags=(*fact.draft.flags, doubt), confidence=LIKELY))


def _with_intervals(setting: Setting, row: Row, facts: Sequence[Fact]) -> list[Fact]:
    """The facts with the interval that the next column prints: "Median | 95% CI" under each arm."""
    intervals = {c.index for c in setting.columns if c.heading.holds is Holds.INTERVAL or _bounds_left(setting, row, c)}
    following = [(f, _interval_behind(setting, f.column, intervals)) for f in facts]
    return [_with_interval(f, row.cells[index]) if index else f for f, index in following]


def _bounds_left(setting: Setting, row: Row, column: Column) -> bool:
    """Whether a column names the measure of the column to its left again for its interval: "ORR | ORR, 95% CI"."""
    measure, cell = column.heading.measure, row.cells[column.index]
    if measure is None or cell is None or column.index < 2 or not _NAMES_INTERVAL.search(column.heading.text):
        return False
    left = setting.columns[column.index - 1]
    same = left.heading.measure is not None and left.heading.measure.name == measure.name and left.group == column.group
    return same and _BARE_RANGE.fullmatch(cell.text.strip()) is not None


def _interval_behind(setting: Setting, column: Column, intervals: set[int]) -> int:
    """The column of intervals behind a column, or behind the percentages to its right; 0 where there is none."""
    for other in setting.columns[column.index + 1 :]:
        if other.index in intervals:
            return other.index
        if other.heading.holds is not Holds.PERCENT or other.group != column.group or other.heading.measure:
            break
    return 0


def _cell_facts(spot: Spot) -> Iterator[Fact]:
    """The facts of one cell: those that it lists itself, else its number with what surrounds it."""
    cell, head = spot.cell, spot.column.heading
    if cell is None or not cell.text.strip() or head.holds in _SILENT:
        return
    context, group = spot.setting.context, _group_at(spot)
    if names_measures(spot.setting, cell) and not _is_counted_kind(spot):
        expected = Expected("", head.holds, head.unit, grade=head.grade)
        for draft in listed_facts(context, spot.row.cells, cell, expected):
            yield Fact(replace(draft, group=group.label, regimen=group.regimen), spot.column, group)
        return
    measure = _measure_at(spot)
    for each in _graded_spots(spot, cell, measure):
        number = _number_draft(each, measure, group) if measure is not None else None
        if number is not None:
            yield Fact(number, spot.column, group)


def _graded_spots(spot: Spot, cell: Cell, measure: Measure | None) -> list[Spot]:
    """The spot for each grade of which its cell prints a number of an event; else the spot alone."""
    grades = spot.column.grades if measure is not None and measure.kind == TOXICITY and not spot.stub.grade else None
    parts = grades.parts(cell.text) if grades is not None else ()
    return [replace(spot, text=text, grade=grade) for text, grade in parts] or [spot]


def _is_counted_kind(spot: Spot) -> bool:
    """Whether a cell counts dose-limiting toxicities and says in a bracket which they were."""
    measure = spot.column.heading.measure
    limiting = measure is not None and measure.name == "dose-limiting toxicity"
    return limiting and spot.column.heading.holds is Holds.COUNT


def _group_at(spot: Spot) -> Group:
    """The column's patients, or the part of them in the row; in a study of one regimen all received it."""
    stated = spot.column.group.known or spot.part.arm is not None
    whole = spot.column.group if stated else spot.setting.whole
    group = within(whole, spot.part) if spot.part.known else whole
    shared = spot.setting.context.register.shared_regimen
    return group if group.known or group.regimen else replace(group, regimen=shared)


def _number_draft(spot: Spot, measure: Measure, group: Group) -> Draft | None:
    """What a cell that is all number says, once its measure is known."""
    holds, survival = _holds_at(spot, measure), measure.kind == SURVIVAL
    if spot.cell is None or holds in _SILENT or holds is (Holds.EVENTS if survival else Holds.RATIO):
        return None
    grade = spot.grade or spot.stub.grade or spot.column.heading.grade or measure.grade or spot.setting.caption.grade
    if measure.kind == TOXICITY and not _is_event_rate(spot, grade, holds):
        return None
    printed = spot.text or spot.cell.text
    text, p_value = split_p_value(without_own_size(printed) if survival else printed)
    if _is_counted_kind(spot):
        text = _KIND.split(text)[0]
    quantity = parse_cell(text, _expected_at(spot, measure, holds))
    if quantity is None:
        return None
    rule = f"{quantity.rule} {measure.rule}"
    evidence = spot.setting.context.evidence(spot.row.printed or spot.row.cells, spot.cell, rule)
    draft = draft_of(replace(measure, grade=grade), quantity, group, evidence)
    if draft is None:
        return None
    sure = CERTAIN if measure.rule not in (ROW_ABOVE, UNLISTED) else LIKELY
    flags = (_UNLISTED_DOUBT,) if measure.rule == UNLISTED else ()
    return replace(
        draft,
        p_value=p_value,
        population=spot.setting.population,
        confidence=sure,
        flags=flags,
        study=spot.column.study,
    )


def _is_event_rate(spot: Spot, grade: str, holds: Holds) -> bool:
    """Whether a cell of an adverse event is a rate of patients, of a grade that is known."""
    return spot.setting.tells_events and grade != SEVERAL_GRADES and holds is not Holds.MEDIAN and not spot.stub.unit


def _measure_at(spot: Spot) -> Measure | None:
    """The measure of a cell: its row's, its column's, or for a part of the patients the caption's."""
    row, column = spot.stub.measure, spot.column.heading.measure
    if row is not None and column is not None and column.name != row.name:
        if column.kind == SURVIVAL and row.kind == RESPONSE:
            return column
        return row if column.name == "any adverse event" else None
    measure = row or column
    return _timed_at(spot, measure) if measure is not None else _caption_measure(spot)


def _caption_measure(spot: Spot) -> Measure | None:
    """What the caption measures in the groups that a table's rows name."""
    caption, setting = spot.setting.caption, spot.setting
    told = caption.measure
    if told is None or not spot.stub.text or _names_several(spot):
        return None
    if told.kind == TOXICITY:
        return told if _counts_event_of_caption(spot, told) else None
    if told.kind == SURVIVAL:
        timed = _timed_at(spot, told)
        stated = (spot.stated | {caption.holds}) & {Holds.RATIO, Holds.MEDIAN}
        return timed if stated or timed.time_months is not None else None
    described = _DESCRIBED.search(setting.context.table.caption)
    return told if setting.divides and spot.part.known and not described else None


def _counts_event_of_caption(spot: Spot, told: Measure) -> bool:
    """Whether a row of patients gives the event of the caption by its grades: "Mucositis by cohort"."""
    if told.name in ("any adverse event", "serious adverse event") or not (spot.part.known or spot.part.everyone):
        return False
    grade = spot.column.heading.grade or spot.stub.grade or spot.setting.caption.grade.replace(SEVERAL_GRADES, "")
    return grade != "" and _BY.search(spot.setting.context.table.caption) is not None


def _names_several(spot: Spot) -> bool:
    """Whether a column counts several measures together, which none of them is: "MR + SD"."""
    return bool(measures(spot.setting.context.sentence(spot.column.heading.text)))


def _timed_at(spot: Spot, measure: Measure) -> Measure:
    """A survival measure with the landmark that its cell's column, row or caption gives it."""
    known = measure.kind != SURVIVAL or measure.time_months is not None
    if known or spot.stub.unit or spot.stated & {Holds.RATIO, Holds.MEDIAN}:
        return measure
    headings = (spot.column.heading, spot.stub, spot.setting.caption)
    time = next((h.time_months for h in headings if h.time_months is not None), None)
    return replace(measure, time_months=time)


def _holds_at(spot: Spot, measure: Measure) -> Holds:
    """What a cell holds by its row and column; caption and footnotes speak where these do not."""
    head, stub = spot.column.heading.holds, spot.stub
    if Holds.RATIO in spot.stated:
        return Holds.RATIO
    if measure.kind == SURVIVAL:
        told = stub.holds or (Holds.MEDIAN if stub.unit else head)
        return told if measure.time_months is None else Holds.PERCENT
    if head is Holds.SIZE and stub.measure is not None and not _has_counts(spot):
        return Holds.UNREAD if _has_estimates(spot) else Holds.COUNT
    return head or stub.holds or spot.setting.holds


def _has_counts(spot: Spot) -> bool:
    """Whether another column of the same patients holds the counts, so that "N" can only be their total."""
    columns = spot.setting.columns
    return any(c.heading.holds is Holds.COUNT and c.group == spot.column.group for c in columns)


def _has_estimates(spot: Spot) -> bool:
    """Whether another column of the same patients holds rates of them: "Patients | Pooled estimate (95% CI)"."""
    others = (c for c in spot.setting.columns[1:] if c.index != spot.column.index and c.group == spot.column.group)
    return any(_ESTIMATE.search(c.heading.text) for c in others)


def _expected_at(spot: Spot, measure: Measure, holds: Holds) -> Expected:
    """How to take a cell's numbers, by the words of row and column, then of caption and footnotes."""
    head, stub, context = spot.column.heading, spot.stub, spot.setting.context
    survival = measure.kind == SURVIVAL
    words = f"{without_size(stub.text)} {without_size(head.text)}"
    if not _SPREAD_TOLD.search(words):
        words = f"{words} {without_size(context.notes if survival else context.table.caption)}"
    unit = stub.unit or head.unit or (spot.setting.caption.unit if survival else "")
    timed = survival and measure.time_months is not None and holds is not Holds.RATIO
    return Expected(measure.kind, holds, unit, timed, words)
