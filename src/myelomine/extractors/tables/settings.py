"""What holds for every cell of a table of results: columns, compared groups, caption and footnotes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import regex

from myelomine.extractors.measures import TOXICITY
from myelomine.extractors.quantities import grade_of
from myelomine.extractors.tables.columns import Column, columns_of
from myelomine.extractors.tables.comparisons import Rivals, reference_row, rivals_of
from myelomine.extractors.tables.context import TableContext
from myelomine.extractors.tables.cues import Holds
from myelomine.extractors.tables.grid import Row, Section
from myelomine.extractors.tables.headings import Heading, heading_of, measure_named
from myelomine.extractors.tables.numbers import is_share
from myelomine.mentions import Label

#: A caption that names several grades does not say which one its cells are about.
SEVERAL_GRADES = "several"

_COUNTS_FIRST = r"(?<!\p{L})(?:n|no\.?|number(?: of patients)?)"
_SHARES = regex.compile(rf"(?i){_COUNTS_FIRST},? ?[\[(]\s?%\s?[\])]|(?<!\p{{L}})n,? ?%|number \(percent")
_PERCENTS = regex.compile(
    r"(?i)[\[(,]\s?(?:in )?%(?: of \w+)?\s?(?:[\])]|$)|\bper ?cent(?:age)?s? of (?:all )?patients"
    r"|values are (?:%|percent)"
)
_EVENTS = regex.compile(r"(?i)advers|toxic|side[- ]effect|safety|tolerab|complicat|\bgrade|\bevents?\b|morbidit")
_DIVIDED = regex.compile(r"(?i)\b(?:by|according to|subgroups?|stratified|among|in patients|prognostic)\b")
_COVARIATES = regex.compile(
    r"(?i)\b(?:uni|multi)vari(?:ate|able)|\bpredict|\bregression|\bcox\b|\brisk factors?|\bprognostic factors? for"
)


#: What tells two rows of results apart: measure, grade, time, and what their cells hold.
RowKey = tuple[str, str, Decimal | None, Holds]


@dataclass(frozen=True, slots=True)
class Setting:
    """A section's columns, the arms that they compare, and what caption and footnotes say about the cells.

    `repeated` are the measures that stand under several labels, which then name parts of the patients; `tells_events`
    says whether the table speaks of adverse events at all: "infection" may also be what a question is about.
    """

    context: TableContext
    columns: tuple[Column, ...]
    rivals: Rivals
    caption: Heading
    holds: Holds
    repeated: frozenset[RowKey] = frozenset()
    tells_events: bool = False
    population: str = ""

    @property
    def names_measures(self) -> bool:
        """Whether the columns say what is measured."""
        return any(c.heading.measure for c in self.columns[1:])

    @property
    def divides(self) -> bool:
        """Whether the caption says that the rows are parts of the patients."""
        return _DIVIDED.search(self.context.table.caption) is not None


def setting_of(context: TableContext, section: Section) -> Setting:
    """What the header and the caption say about a section's cells."""
    columns = tuple(_with_form(c, section.rows) for c in columns_of(context, section))
    rivals = _rivals(context, columns, section)
    caption, holds = _caption(context), _noted_holds(context)
    repeated, events = _repeated(context, section), _tells_events(context, caption)
    return Setting(context, columns, rivals, caption, holds, repeated, events, _population(context))


def _population(context: TableContext) -> str:
    """The one population that the caption names: `itt`, `safety`, `evaluable`."""
    named = {m.pattern.partition(".")[2] for m in context.sentence(context.table.caption).of(Label.POPULATION)}
    return named.pop() if len(named) == 1 else ""


def _tells_events(context: TableContext, caption: Heading) -> bool:
    named = caption.measure is not None and caption.measure.kind == TOXICITY
    cells = " ".join(cell.text for cell in context.table.cells)
    return named or _EVENTS.search(f"{context.notes} {cells}") is not None


def row_key(own: Heading) -> RowKey | None:
    """What tells a row of results apart from the others; None for a row that names no measure."""
    if own.measure is None:
        return None
    return own.measure.name, own.grade, own.measure.time_months, own.holds


def _repeated(context: TableContext, section: Section) -> frozenset[RowKey]:
    """The measures of rows that stand under different labels."""
    labels: dict[RowKey, set[tuple[str, ...]]] = defaultdict(set)
    for row in section.rows:
        if row.groups and (key := row_key(heading_of(context, row.stub))) is not None:
            labels[key].add(row.groups)
    return frozenset(key for key, found in labels.items() if len(found) > 1)


def _rivals(context: TableContext, columns: Sequence[Column], section: Section) -> Rivals:
    """What the section's hazard ratios compare; those of a regression weigh features of patients, not treatments."""
    headers = " ".join(c.heading.text for c in columns)
    row = reference_row(context, columns, section.rows)
    if _COVARIATES.search(f"{context.table.caption} {headers}"):
        return Rivals(row=row)
    return replace(rivals_of(context, columns), row=row)


def _with_form(column: Column, rows: Sequence[Row]) -> Column:
    """A column without a word on what it holds, by its cells: mostly "9 (27.3%)" means that "0" is a count too."""
    if column.heading.holds is not Holds.UNSAID or column.index == 0:
        return column
    cells = [c.text for row in rows if (c := row.cells[column.index]) and c.text.strip()]
    forms = Counter(is_share(text) for text in cells)
    shares = forms[True] >= 2 and forms[True] > forms[False]
    return replace(column, heading=replace(column.heading, holds=Holds.SHARE)) if shares else column


def _caption(context: TableContext) -> Heading:
    """What the caption says: its one measure, whoever it is measured in, and a grade where it names just one."""
    sentence = context.sentence(context.table.caption)
    grades = {grade_of(m) for m in sentence.of(Label.GRADE)}
    grade = SEVERAL_GRADES if len(grades) > 1 else "".join(grades)
    return replace(heading_of(context, context.table.caption), measure=measure_named(sentence), grade=grade)


def _noted_holds(context: TableContext) -> Holds:
    """How cells count, where caption or footnotes say it for all: "Data are n (%)", "No. (%)", "% of patients"."""
    if _SHARES.search(context.notes):
        return Holds.SHARE
    return Holds.PERCENT if _PERCENTS.search(context.notes) else Holds.UNSAID
