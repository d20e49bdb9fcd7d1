"""What each column of a table is for: a group of patients, a statistic, a measure, or a part of a study's row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import regex

from myelomine.document import Cell
from myelomine.extractors.arms import Arm, normal, references
from myelomine.extractors.tables.context import TableContext
from myelomine.extractors.tables.grid import Section
from myelomine.extractors.tables.headings import Heading, Holds, graded, heading_of, trimmed
from myelomine.mentions import Label


class Role(StrEnum):
    """What a column of a table of studies holds."""

    STUDY = "study"
    REGIMEN = "regimen"
    SCHEDULE = "schedule"
    SIZE = "size"
    MEASURE = "measure"
    RESULTS = "results"
    OTHER = "other"


_ROLES = (
    (Role.STUDY, regex.compile(r"(?i)^(?:study|studies|trials?|authors?|references?|ref\.?|first author|investigators?|source|publication|series|study \(.*|trial \(.*|author, year.*)\b")),
    (Role.SCHEDULE, regex.compile(r"(?i)\b(?:schedules?|dos(?:e|es|ing|age)|administration)\b")),
    (Role.SIZE, regex.compile(r"(?i)^(?:n|no\.?|number|no\.? of (?:patients|pts)|number of (?:patients|pts)|patients?(?: \(n\))?|pts|patients?,? (?:n|no\.?)|evaluable(?: patients)?|n \(evaluable\)|n evaluable)$")),
    (Role.OTHER, regex.compile(r"(?i)\b(?:prior|previous|lines?|type of study|phase|design|year|disease|population|setting|follow[- ]?up|age|sex|median age|refractory|characteristics?|supportive care|creatinine|criteria)\b")),
    (Role.RESULTS, regex.compile(r"(?i)^(?:(?:best )?responses?(?: rates?)?(?: \(.*\))?|efficacy|outcomes?|results?|(?:median )?(?:tte|time[- ]to[- ]events?)\b.*|survival(?: outcomes?)?|(?:key |main |grade .*)?(?:toxicit(?:y|ies)|adverse events?|safety)(?: \(.*\))?|toxicities.*|key findings)$")),
    (Role.REGIMEN, regex.compile(r"(?i)\b(?:regimens?|treatments?|therap(?:y|ies)|arms?|drugs?|protocols?|combinations?|agents?)\b")),
)  # fmt: skip
_EVERYONE = regex.compile(r"(?i)(?:all|total|overall|entire|whole)(?:\s(?:patients?|pts|subjects|participants|cohorts?|population|groups?|arms?|study population))?|(?:itt|intent(?:ion)?[- ]to[- ]treat)(?: population)?")
_NEUTRAL = regex.compile(r"(?i)(?:values?|results?|patients?|pts|outcomes?|estimates?|response|responses|characteristics?|parameters?|variables?|measures?|statistics?|treatment (?:arms?|groups?)|study (?:arms?|groups?)|treatment|regimen|arms?|groups?|cohorts?|adverse events?|(?:who |nci |ctcae? |ctc )?(?:toxicity )?grades?(?:,? .{0,12})?|data|safety population|worst grade|severity|events?)")
_UNREAD_GROUP = frozenset({Holds.P_VALUE, Holds.RATIO, Holds.UNREAD, Holds.INTERVAL})


@dataclass(frozen=True, slots=True)
class Group:
    """The patients that a row or column is about: an arm of the register, a label as printed, or everyone."""

    label: str = ""
    arm: Arm | None = None
    regimen: str = ""
    everyone: bool = False
    printed: str = ""

    @property
    def known(self) -> bool:
        """Whether it stands for some of the patients."""
        return bool(self.label)


@dataclass(frozen=True, slots=True)
class Column:
    """A column with what its header says, the group that it is about, and its role in a table of studies."""

    index: int
    heading: Heading
    role: Role = Role.OTHER
    group: Group = Group()
    cell: Cell | None = None


def columns_of(context: TableContext, section: Section) -> tuple[Column, ...]:
    """The columns under one header, the stub first."""
    found = [_column(context, section, index) for index in range(len(section.headers))]
    return tuple(_told_apart(_only_proven(found)))


def _column(context: TableContext, section: Section, index: int) -> Column:
    parts = section.headers[index]
    heading = heading_of(context, *parts)
    role = role_of(heading, index)
    group = Group() if index == 0 or heading.holds in _UNREAD_GROUP else _column_group(context, graded(parts))
    return Column(index, heading, role, group, section.header_cells[index])


def role_of(heading: Heading, index: int) -> Role:
    """The role of a column in a table of studies, by the words of its header."""
    bare = trimmed(heading.text) or heading.text
    role = next((r for r, cue in _ROLES if cue.search(bare)), Role.OTHER)
    if index and heading.measure and role in (Role.OTHER, Role.RESULTS, Role.REGIMEN) and not _opens_list(heading):
        return Role.MEASURE
    return role


def _opens_list(heading: Heading) -> bool:
    """A header like "Key toxicities" or "Response" opens cells with measures of their own."""
    general = heading.measure is not None and heading.measure.name in ("any adverse event", "ORR")
    return general and bool(regex.fullmatch(r"(?i)(?:key |main )?(?:toxicit(?:y|ies)|adverse events?|responses?|safety)(?: \(.*\))?", heading.text.strip()))


def _column_group(context: TableContext, parts: Sequence[str]) -> Group:
    """The group that the innermost header text names, within the arm that a text above it names."""
    inner = Group()
    for position, text in reversed(list(enumerate(parts))):
        group = group_of(context, text)
        if group.everyone and not inner.known:
            return group
        if group.label and regex.fullmatch(r"[\d.,/ ]{1,12}\s?(?:mg|mg/m2|mg/m²|mg/kg|ug/kg|Gy)?", group.label) and position:
            group = replace(group, label=f"{trimmed(parts[position - 1])} {group.label}".strip())
        inner = within(group, inner) if inner.known and group.arm else (inner if inner.known else group)
    return inner


def group_of(context: TableContext, text: str) -> Group:
    """The group that a text of a header or stub names; an empty one where it names none.

    The label is the register's where the text names one of its arms, else the text without its numbers.
    """
    sentence = context.sentence(text)
    if _EVERYONE.fullmatch(trimmed(text)):
        return Group(everyone=True)
    label = heading_of(context, text).label
    if not label or _NEUTRAL.fullmatch(label):
        return Group()
    refs = [r for r in references(sentence, context.register) if r.arm and not r.everyone and not r.subgroup]
    arms = {r.arm.label: r.arm for r in refs if r.arm}
    if len(arms) == 1:
        arm = next(iter(arms.values()))
        return Group(arm.label, arm, arm.regimen, printed=label)
    keys = [m.name for m in sentence.named(Label.REGIMEN) if m.name and m.value.text("role") not in ("procedure", "comparator")]
    return Group(label, None, keys[0] if len(set(keys)) == 1 else context.register.shared_regimen, printed=label)


def within(arm: Group, part: Group) -> Group:
    """A part of an arm's patients: "KPd, Age ≥75 years"."""
    if not arm.label or not part.label or normal(arm.label) == normal(part.label):
        return arm if arm.label else part
    if part.arm is not None and arm.arm is None:
        arm, part = part, arm
    return Group(f"{arm.label}, {part.label}", arm.arm or part.arm, arm.regimen or part.regimen, printed=part.label)


def _only_proven(columns: Sequence[Column]) -> Iterator[Column]:
    """Where some columns name arms or patient numbers, one that names neither is no group: "Difference"."""
    groups = [c for c in columns if c.group.known]
    proven = [c for c in groups if c.group.arm or c.group.regimen or c.heading.size is not None]
    alone = len(groups) == 1 and not proven
    for column in columns:
        unproven = column.group.known and bool(proven) and column not in proven and not _alike(column, proven)
        if unproven:
            yield replace(column, group=Group(), heading=replace(column.heading, holds=Holds.UNREAD))
        elif alone and column.group.known:
            yield replace(column, group=Group())
        else:
            yield column


def _alike(column: Column, proven: Sequence[Column]) -> bool:
    """Whether a column is a further group beside proven ones: no measure of its own, and cells of the same form."""
    return column.heading.measure is None and column.heading.size is None and any(c.heading.holds is column.heading.holds for c in proven)


def _told_apart(columns: Iterator[Column]) -> Iterator[Column]:
    """Columns that the register cannot tell apart keep their printed labels: "Len→Len" and "Thal→Len"."""
    found = list(columns)
    for column in found:
        same = {c.group.printed for c in found if c.group.label == column.group.label}
        if column.group.known and len(same) > 1:
            yield replace(column, group=replace(column.group, label=column.group.printed, arm=None))
        else:
            yield column
