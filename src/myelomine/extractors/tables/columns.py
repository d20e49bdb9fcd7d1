"""What each column of a table is for: a group of patients, a statistic, a measure, or a part of a study's row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from myelomine.document import Cell
from myelomine.extractors.arms import normal
from myelomine.extractors.measures import SURVIVAL, Measure
from myelomine.extractors.tables.context import TableContext
from myelomine.extractors.tables.cues import Holds, Role, role_of_words
from myelomine.extractors.tables.grade_pairs import GradePair
from myelomine.extractors.tables.grid import Section
from myelomine.extractors.tables.groups import NOBODY, Group, group_of, within
from myelomine.extractors.tables.headings import Heading, graded, heading_of
from myelomine.extractors.tables.labels import telling_words, trimmed, without_size
from myelomine.mentions import Label

_STATISTICS = frozenset({Holds.P_VALUE, Holds.RATIO, Holds.UNREAD, Holds.INTERVAL})
_GENERAL = regex.compile(r"(?i)(?:key |main )?(?:toxicit(?:y|ies)|adverse events?|responses?|safety)(?: \(.{1,40}\))?")
_BARE_GRADE = regex.compile(r"(?:[≥>]\s?)?(?:[1-5]|I{1,3}|IV|V)\+?(?:\s?[-–—/+]\s?(?:[1-5]|I{1,3}|IV|V))?")
_ANY = regex.compile(r"(?i)all|any|total|overall")
_EVENTS = regex.compile(r"(?i)advers|toxic|side[- ]effect|\bgrad|\bevents?\b")
_TEST = regex.compile(r"(?i)p(?:[- ]?values?)?")
_NUMBERED_STUDY = regex.compile(
    r"(?i)(?:trial|study|protocol)\s(?=[^\s]{0,14}\d)[\p{L}\d/-]{2,15}"
    r"|(?-i:\p{Lu}[\p{L}'’-]{1,24}) et al\.?(?:,? ?[\[(]?(?:19|20)\d\d[\])]?)?"
)
_DESIGN = regex.compile(
    r"(?i)[\s,;(-]{1,3}(?:phase\s?(?:[1-4]|I{1,3}|IV)(?:[ab/–-]\w{0,3})?|rct|randomi[sz]ed(?: trial)?)\)?$"
)
_AMOUNT = regex.compile(r"[\d.,/ ]{1,12}\s?(?:mg|mg/m2|mg/m²|mg/kg|ug/kg|Gy)?")


@dataclass(frozen=True, slots=True)
class Column:
    """A column with what its header says, the group that it is about, and its role in a table of studies.

    `study` is the one that the header names, where a table has one study a column or more; `grades` are the two of
    which its cells print numbers.
    """

    index: int
    heading: Heading
    role: Role = Role.OTHER
    group: Group = NOBODY
    cell: Cell | None = None
    study: str = ""
    grades: GradePair | None = None


def columns_of(context: TableContext, section: Section) -> tuple[Column, ...]:
    """The columns under one header, the stub first."""
    if section not in context.columns:
        context.columns[section] = _columns(context, section)
    return context.columns[section]


def _columns(context: TableContext, section: Section) -> tuple[Column, ...]:
    studies = _studies_of(context, section.headers)
    headers = [tuple(p for p in parts if p not in studies) for parts in section.headers]
    cut = replace(section, headers=_with_grades(context, headers))
    found = list(_beside_end_points([_column(context, cut, index) for index in range(len(headers))]))
    named = [next((studies[p] for p in parts if p in studies), "") for parts in section.headers]
    found = [replace(c, study=study) for c, study in zip(found, named, strict=True)]
    return tuple(_alike_named(_told_apart(list(_only_proven(found)))))


def _studies_of(context: TableContext, headers: Sequence[tuple[str, ...]]) -> dict[str, str]:
    """The header texts that name studies, each with its name; none where fewer than two studies are named."""
    found = {part: _study_in(context, part) for parts in headers[1:] for part in parts}
    studies = {part: name for part, name in found.items() if name}
    return studies if len(set(studies.values())) > 1 else {}


def _study_in(context: TableContext, text: str) -> str:
    """The study that a header names and nothing else: "Trial 8421, phase II", "MM-009 (n = 177)"."""
    body = _DESIGN.sub("", without_size(text)).strip(" ,;:")
    sentence = context.sentence(body)
    trials = sentence.named(Label.TRIAL)
    if len(trials) == 1 and not telling_words(f"{body[: trials[0].start]} {body[trials[0].end :]}"):
        return trials[0].name or trials[0].text
    return body if _NUMBERED_STUDY.fullmatch(body) else ""


def _with_grades(context: TableContext, headers: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """The headers with "grade" before bare grades, where all columns under the groups of a table of events have one."""
    last = [parts[-1] for parts in headers[1:] if len(parts) > 1 and not _TEST.fullmatch(parts[-1].strip())]
    bare = {text.strip() for text in last}
    told = " ".join((context.notes, *headers[0]))
    graded = {text for text in bare if _BARE_GRADE.fullmatch(text)}
    if len(bare) < 2 or not graded or not _EVENTS.search(told) or not all(map(_ANY.fullmatch, bare - graded)):
        return tuple(headers)
    named = {text: f"grade {text}" if text in graded else "any grade" for text in bare}
    return tuple((*p[:-1], named[p[-1].strip()]) if len(p) > 1 and p[-1].strip() in named else p for p in headers)


def _column(context: TableContext, section: Section, index: int) -> Column:
    parts = section.headers[index]
    heading = heading_of(context, *parts)
    if 0 < index <= section.stub_column:
        heading = replace(heading, holds=Holds.UNREAD)
    named = index > 0 and heading.holds not in _STATISTICS
    group = _column_group(context, graded(parts)) if named else NOBODY
    return Column(index, heading, _role_of(heading, index), group, section.header_cells[index])


def _beside_end_points(columns: Sequence[Column]) -> Iterator[Column]:
    """The columns, ratios under a header without an end point with that of the nearest column before them."""
    last: Measure | None = None
    for column in columns:
        heading = column.heading
        if heading.measure is not None:
            last = heading.measure if heading.measure.kind == SURVIVAL else None
        elif heading.holds is Holds.RATIO and last is not None:
            column = replace(column, heading=replace(heading, measure=replace(last, time_months=None)))
        yield column


def _role_of(heading: Heading, index: int) -> Role:
    """The role of a column in a table of studies; a header that names a measure heads its values."""
    role = role_of_words(trimmed(heading.text) or heading.text)
    measured = index > 0 and heading.measure is not None and role in (Role.OTHER, Role.RESULTS, Role.REGIMEN)
    return Role.MEASURE if measured and not _opens_list(heading) else role


def _opens_list(heading: Heading) -> bool:
    """Whether a header like "Key toxicities" or "Response" opens cells with measures of their own."""
    general = heading.measure is not None and heading.measure.name in ("any adverse event", "ORR")
    return general and _GENERAL.fullmatch(heading.text.strip()) is not None


def _column_group(context: TableContext, parts: Sequence[str]) -> Group:
    """The group that the innermost header text names, within the arm that a text above it names."""
    inner = NOBODY
    for position in range(len(parts) - 1, -1, -1):
        group = group_of(context, parts[position])
        if group.everyone and not inner.known:
            return group
        if position and _AMOUNT.fullmatch(group.label):
            group = replace(group, label=f"{trimmed(parts[position - 1])} {group.label}".strip())
        if not inner.known:
            inner = group
        elif group.arm is not None:
            inner = within(group, inner)
    return inner


def _only_proven(columns: Sequence[Column]) -> Iterator[Column]:
    """Where some columns name arms or patient numbers, one that names neither is no group: "Difference"."""
    groups = [c for c in columns if c.group.known]
    proven = [c for c in groups if c.group.arm or c.group.regimen or c.heading.size is not None]
    for column in columns:
        if column.group.known and proven and column not in proven and not _alike(column, proven):
            yield replace(column, group=NOBODY, heading=replace(column.heading, holds=Holds.UNREAD))
        elif column.group.known and len(groups) == 1 and not proven:
            yield replace(column, group=NOBODY)
        else:
            yield column


def _alike(column: Column, proven: Sequence[Column]) -> bool:
    """Whether a column is a further group beside proven ones: no measure of its own, and cells of the same form."""
    same = any(c.heading.holds is column.heading.holds for c in proven)
    return same and column.heading.measure is None and column.heading.size is None


def _alike_named(columns: Iterable[Column]) -> Iterator[Column]:
    """The columns, groups that differ only in print under the first one's label: "Late" and "late"."""
    first: dict[str, str] = {}
    for column in columns:
        label = first.setdefault(normal(column.group.label), column.group.label)
        yield column if label == column.group.label else replace(column, group=replace(column.group, label=label))


def _told_apart(columns: Sequence[Column]) -> Iterator[Column]:
    """Columns that the register cannot tell apart keep their printed labels: "Len→Len" and "Thal→Len"."""
    for column in columns:
        same = {c.group.printed for c in columns if c.group.label == column.group.label}
        if column.group.known and len(same) > 1:
            yield replace(column, group=replace(column.group, label=column.group.printed, arm=None))
        else:
            yield column
