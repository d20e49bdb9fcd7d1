"""What holds for every cell of a table of results: columns, compared groups, caption and footnotes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import regex

from myelomine.extractors.measures import TOXICITY
from myelomine.extractors.quantities import grade_of
from myelomine.extractors.tables.columns import Column, columns_of
from myelomine.extractors.tables.comparisons import Rivals, reference_row, rivals_of
from myelomine.extractors.tables.context import TableContext
from myelomine.extractors.tables.cues import Holds, any_of
from myelomine.extractors.tables.events import event_name
from myelomine.extractors.tables.grade_pairs import pair_told, prints_pairs
from myelomine.extractors.tables.grid import Row, Section
from myelomine.extractors.tables.groups import NOBODY, Group, caption_group, group_of
from myelomine.extractors.tables.headings import Heading, heading_of, measure_named
from myelomine.extractors.tables.labels import trimmed
from myelomine.extractors.tables.numbers import NOT_STATED, is_share
from myelomine.mentions import Label

#: A caption that names several grades does not say which one its cells are about.
SEVERAL_GRADES = "several"

_COUNTS_FIRST = r"(?<!\p{L})(?:n|no\.?|number(?: of patients)?)"
_SHARES = regex.compile(rf"(?i){_COUNTS_FIRST},? ?[\[(]\s?%\s?[\])]|(?<!\p{{L}})n,? ?%|number \(percent")
_PERCENTS = regex.compile(
    r"(?i)[\[(,]\s?(?:in )?%(?: of \w+)?\s?(?:[\])]|$)|\bper ?cent(?:age)?s? of (?:all )?patients"
    r"|values are (?:%|percent)"
)
# "2 (grade 3 rash; grade 4 sepsis)"
_COUNT_OF_KIND = regex.compile(r"\d{1,2}(?:\s?[\[(,;:](?!\s?\d{1,3}(?:\.\d)?\s?%?\s?[\])]).*)?")
_WHOLE = regex.compile(r"\d{1,4}(?: \p{L}[^\d%]{0,60})?")
# a threshold of reporting ("in more than 10% of subjects") is no unit
_PERCENT_TOLD = regex.compile(
    r"(?i)(?<!(?:[>≥]|than|least|over|exceeding|minimum of)\s?\d{1,2}\s?)%|\bper ?cent|\brates?\b"
)
_ADVERSE = regex.compile(r"(?i)advers|toxic|side[- ]effect|\bgrade\b|\bevents?\b")
_EVENTS = regex.compile(
    r"(?i)advers|toxic|\bdlts?\b|side[- ]effect|safety|tolerab|complicat|\bgrade|\bevents?\b|morbidit"
    r"|\b(?:WHO|NCI|CTC(?:AE)?)[ ,-]{1,2}(?:I{1,3}|IV|[34])\b"
    r"|\b(?:treatment|therapy|transplant)[- ]related (?:death|mortality)"
)
# captions under which the name of an event is not what came of the treatment
_ELSEWHERE = any_of(
    r"\b(?:before|prior|previous|baseline|histor(?:y|ies)|reasons?|causes?|hospital\w*|admi(?:ssions?|tted)|discontinu\w+)\b",
    r"\b(?:quality[- ]of[- ]life|QLQ|scores?|questionnaires?|symptoms?|comorbid\w*|characteristics?|demographics?)\b",
    r"\b(?:prophyla\w+|risk factors?|costs?|resources?|utili[sz]ation|management|models?|knowledge|preferences?)\b",
)
_DIVIDED = regex.compile(r"(?i)\b(?:by|according to|subgroups?|stratified|among|in patients|prognostic)\b")
_COVARIATES = regex.compile(
    r"(?i)\b(?:uni|multi)vari(?:ate|able)|\bpredict|\bregression|\bcox\b|\brisk factors?|\bprognostic factors? for"
)


_NO_RATES = frozenset({Holds.P_VALUE, Holds.RATIO, Holds.UNREAD, Holds.INTERVAL})

#: So many rows of known events make a table of events, whose other rows are events too.
_ENOUGH_EVENTS = 3


#: What tells two rows of results apart: measure, grade, time, and what their cells hold.
RowKey = tuple[str, str, Decimal | None, Holds]


@dataclass(frozen=True, slots=True)
class Setting:
    """A section's columns, the arms that they compare, and what caption and footnotes say about the cells.

    `repeated` are the measures that stand under several labels, which then name parts of the patients; `tells_events`
    says whether the table speaks of adverse events at all: "infection" may also be what a question is about. `whole`
    are the patients that the caption limits the table to, where no column names any; `lists_events` says that rows of
    no known name are events too; `divided` are arms that several rows name with more words, each a part of the arm;
    `labelled` are measures behind which several stubs name the patients.
    """

    context: TableContext
    columns: tuple[Column, ...]
    rivals: Rivals
    caption: Heading
    holds: Holds
    repeated: frozenset[RowKey] = frozenset()
    tells_events: bool = False
    population: str = ""
    whole: Group = NOBODY
    lists_events: bool = False
    divided: frozenset[str] = frozenset()
    labelled: frozenset[RowKey] = frozenset()

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
    columns = tuple(_with_forms(context, columns_of(context, section), section.rows))
    rivals = _rivals(context, columns, section)
    caption, holds = _caption(context), _noted_holds(context)
    events = _tells_events(context, caption) or _lists_events(context, columns, section)
    repeated = _repeated(context, section)
    whole = NOBODY if any(c.group.known for c in columns) else caption_group(context)
    listed = events and _is_list_of_events(context, section)
    divided = _divided_arms(context, section)
    setting = Setting(
        context, columns, rivals, caption, holds, repeated, events, _population(context), whole, listed, divided
    )
    return replace(setting, labelled=_labelled(context, section))


def _labelled(context: TableContext, section: Section) -> frozenset[RowKey]:
    """The measures that several stubs under one label name, each for other patients: "ORR, all", "ORR, with IMiD"."""
    labels: dict[tuple[RowKey, tuple[str, ...]], set[str]] = defaultdict(set)
    for row in section.rows:
        own = heading_of(context, row.stub)
        key, behind = row_key(own), own.text[own.measure.end :] if own.measure else ""
        if key is not None and behind.startswith(","):
            labels[key, row.groups].add(own.label)
    return frozenset(key for (key, _), found in labels.items() if len(found) > 1)


def _divided_arms(context: TableContext, section: Section) -> frozenset[str]:
    """The arms that several stubs name with more words: "IV 1", "IV 2"."""
    printed: dict[str, set[str]] = defaultdict(set)
    for row in section.rows:
        group = group_of(context, row.stub) if row.stub else NOBODY
        if group.arm is not None:
            printed[group.label].add(group.printed)
    return frozenset(label for label, stubs in printed.items() if len(stubs) > 1)


def _is_list_of_events(context: TableContext, section: Section) -> bool:
    """Whether a table that says so in caption or header lists adverse events in most of its rows."""
    told = f"{context.table.caption} {' '.join(part for parts in section.headers for part in parts)}"
    if not _ADVERSE.search(told) or _ELSEWHERE.search(context.table.caption):
        return False
    stubs = [(row.stub, heading_of(context, row.stub).measure) for row in section.rows if row.stub]
    known = [m for _, m in stubs if m is not None]
    unlisted = [stub for stub, m in stubs if m is None and event_name(trimmed(stub))]
    events = all(m.kind == TOXICITY for m in known)
    return events and len(known) >= max(_ENOUGH_EVENTS, 3 * len(unlisted))


def _population(context: TableContext) -> str:
    """The one population that the caption names: `itt`, `safety`, `evaluable`."""
    named = {m.pattern.partition(".")[2] for m in context.sentence(context.table.caption).of(Label.POPULATION)}
    return named.pop() if len(named) == 1 else ""


def _tells_events(context: TableContext, caption: Heading) -> bool:
    named = caption.measure is not None and caption.measure.kind == TOXICITY
    cells = " ".join(cell.text for cell in context.table.cells)
    return named or _EVENTS.search(f"{context.notes} {cells}") is not None


def _lists_events(context: TableContext, columns: Sequence[Column], section: Section) -> bool:
    """Whether rows name results under the arms of the study, in a table that is not said to be about something else."""
    arms = {c.group.arm.label for c in columns if c.group.arm}
    if len(arms) < 2 or _ELSEWHERE.search(context.notes):
        return False
    named = [heading_of(context, row.stub).measure for row in section.rows if row.stub]
    return 2 * sum(m is not None for m in named) >= len(named)


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
    return replace(rivals_of(context, columns, section.rows), row=row)


def _with_forms(context: TableContext, columns: Sequence[Column], rows: Sequence[Row]) -> list[Column]:
    """The columns, those without a word on what they hold by the form of their cells."""
    columns = [_with_grades(context, _with_toxic_doses(c, _texts(c, rows)), columns[0], rows) for c in columns]
    texts = {c.index: _texts(c, rows) for c in columns[1:] if c.heading.holds is Holds.UNSAID and c.grades is None}
    shared = frozenset(index for index, found in texts.items() if _prints_shares(found))
    counted = frozenset() if shared else _counted_grades(context, columns, texts)
    return [_with_form(c, texts.get(c.index, []), shared, counted) for c in columns]


def _with_grades(context: TableContext, column: Column, stubs: Column, rows: Sequence[Row]) -> Column:
    """A column with the two grades that its header, that of the stubs, caption or footnotes give to its cells."""
    if column.index == 0 or column.heading.holds in _NO_RATES:
        return column
    told = (column.heading.text, stubs.heading.text, context.table.caption, *context.table.footnotes)
    pair = pair_told(context, told)
    cells = [cell for row in rows if (cell := row.cells[column.index])]
    return replace(column, grades=pair) if pair and prints_pairs(pair, cells) else column


def _with_toxic_doses(column: Column, texts: Sequence[str]) -> Column:
    """A column of dose-limiting toxicities counts patients where its cells are whole numbers, whatever their kind."""
    measure = column.heading.measure
    limiting = measure is not None and measure.name == "dose-limiting toxicity" and column.index > 0
    counts = [text for text in texts if not NOT_STATED.fullmatch(text)]
    if not limiting or column.heading.holds is Holds.PERCENT or not all(map(_COUNT_OF_KIND.fullmatch, counts)):
        return column
    return replace(column, heading=replace(column.heading, holds=Holds.COUNT))


def _texts(column: Column, rows: Sequence[Row]) -> list[str]:
    """What a column's cells print."""
    return [c.text.strip() for row in rows if (c := row.cells[column.index]) and c.text.strip()]


def _with_form(column: Column, texts: Sequence[str], shared: frozenset[int], counted: frozenset[int]) -> Column:
    """A column by its own cells or, where it prints nothing but noughts, by those of the others."""
    noughts = bool(shared and texts) and all(text == "0" or NOT_STATED.fullmatch(text) for text in texts)
    if column.index in shared or noughts:
        return replace(column, heading=replace(column.heading, holds=Holds.SHARE))
    if column.index in counted:
        return replace(column, heading=replace(column.heading, holds=Holds.COUNT))
    return column


def _prints_shares(texts: Sequence[str]) -> bool:
    """Whether cells are mostly of the form "9 (27.3%)", so that "0" beside them is a count too."""
    shares = sum(map(is_share, texts))
    bare = sum(text == "0" for text in texts)
    others = len(texts) - shares - bare
    return shares > others and (shares > 1 or bare > 0)


def _counted_grades(context: TableContext, columns: Sequence[Column], texts: Mapping[int, list[str]]) -> frozenset[int]:
    """The columns of grades whose whole numbers count patients, since the table has no word or sign of percentages."""
    grades = [c for c in columns if c.index in texts and c.heading.grade and not c.heading.unit]
    cells = [text for c in grades for text in texts[c.index] if not NOT_STATED.fullmatch(text)]
    printed = " ".join((context.notes, *(c.text for c in context.table.cells)))
    if not cells or not all(_WHOLE.fullmatch(text) for text in cells) or _PERCENT_TOLD.search(printed):
        return frozenset()
    return frozenset(c.index for c in grades) if _fit(context, grades, texts) else frozenset()


def _fit(context: TableContext, grades: Sequence[Column], texts: Mapping[int, list[str]]) -> bool:
    """Whether no number is larger than its column's patients, or where these are unknown than those of the study."""
    sizes = [a.size for a in context.register.arms]
    study = sum(s for s in sizes if s) if sizes and all(sizes) else 0
    for column in grades:
        most = column.heading.size or (column.group.arm.size if column.group.arm else 0) or study
        if most and any(int(text) > most for text in texts[column.index] if text.isdigit()):
            return False
    return True


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
