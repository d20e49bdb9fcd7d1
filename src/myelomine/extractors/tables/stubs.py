"""What a row of results is about: its measure and the part of the patients, by its stub and the labels above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from myelomine.document import Cell
from myelomine.extractors.measures import RESPONSE, SURVIVAL, TOXICITY, Measure, measures
from myelomine.extractors.quantities import grade_of
from myelomine.extractors.tables.cues import Holds
from myelomine.extractors.tables.events import ANY_EVENT, event_name
from myelomine.extractors.tables.facts import Fact
from myelomine.extractors.tables.grid import Row
from myelomine.extractors.tables.groups import NOBODY, Group, group_of, within
from myelomine.extractors.tables.headings import Heading, heading_of
from myelomine.extractors.tables.labels import trimmed
from myelomine.extractors.tables.settings import Setting, row_key
from myelomine.extractors.tables.sizes import noted_group
from myelomine.mentions import Label

#: The rule of a measure that a row takes from the row above it.
ROW_ABOVE = "row.above"
#: The rule of an adverse event that no pattern knows.
UNLISTED = "stub.event"

# rows that tell what patients were like before the study's treatment
_BEFORE = regex.compile(
    r"(?i)\b(?:prior|previous(?:ly)?|baseline|history of|follow[- ]?up"
    r"|at (?:diagnosis|study entry|screening|enrol+ment)"
    r"|time (?:from|since) (?:initial )?(?:diagnosis|last|prior|previous|start|transplant)|refractory to|first[- ]line"
    r"|last (?:therapy|treatment|regimen)|duration of (?:first|second|therapy|treatment|exposure)"
    r"|number of (?:cycles|prior|doses)|cycles|exposure)\b"
)
_GROUPED = regex.compile(r"(?i)\bgrouped (?:by|according to)\b|\b(?:by|according to) (?:initial|prior|previous|best)\b")
# labels under which events are named for what they led to, or patients had no event
_LED_TO = regex.compile(r"(?i)\b(?:leading to|resulting in|led to|causing|requiring|reasons? for|causes? of)\b")
_NO_GRADE = regex.compile(r"(?i)^(?:grade 0|none|no (?:toxicity|event)s?)\b")
_ANSWER = regex.compile(r"(?i)yes|no|unknown|missing|other|none|male|female")
_NUMBERED = regex.compile(r"(?i)\b(?:level|cohort|arm|group|stage|part)\b")
_LETTERED = regex.compile(r"(?i)(?:cohort|arm|group|dose level|level|part)s?\s(?:[A-F]|\d{1,2}|I{1,3}|IV)\b.{0,40}")
_NUMBER = regex.compile(r"[\dIVABC.]{1,4}[+–-]?\d?")
_WORD = regex.compile(r"\p{L}{2}")


def stub_heading(setting: Setting, row: Row) -> Heading:
    """What a stub says by itself; "No" under a label is an answer, not a number.

    In a list of adverse events a stub that no pattern knows is an event as printed.
    """
    if row.path and _ANSWER.fullmatch(row.stub):
        return Heading(row.stub, label=row.stub)
    own, label = heading_of(setting.context, row.stub), trimmed(row.stub)
    hit = ANY_EVENT.fullmatch(label) if setting.tells_events and not row.path else None
    if hit is not None and (own.measure is None or hit["grade"]):
        return _event(replace(own, grade=_grade_in(setting, hit["grade"] or "")), "any adverse event", "stub.any")
    name = event_name(label) if own.measure is None and setting.lists_events else ""
    if not name or own.holds or own.size is not None or _names_other(setting, row.stub):
        return own
    return _event(own, name, UNLISTED)


def _event(own: Heading, name: str, rule: str) -> Heading:
    """A stub as the name of an adverse event."""
    return replace(own, label="", measure=Measure(0, len(own.text), TOXICITY, name, rule, own.grade))


def _grade_in(setting: Setting, text: str) -> str:
    grades = setting.context.sentence(text).of(Label.GRADE) if text else ()
    return grade_of(grades[0]) if grades else ""


def _names_other(setting: Setting, stub: str) -> bool:
    """Whether a stub names a drug or a group of patients."""
    sentence = setting.context.sentence(stub)
    return bool(sentence.drugs or sentence.named(Label.REGIMEN) or group_of(setting.context, stub).arm)


def is_aside(setting: Setting, row: Row, own: Heading) -> bool:
    """Whether a row tells no result: the state of patients before, what events led to, those without an event."""
    labels = " ".join(row.path)
    before = row.stub if _GROUPED.search(setting.context.notes) else f"{labels} {row.stub}"
    told_before = own.measure is not None and _BEFORE.search(before)
    return bool(told_before or _LED_TO.search(labels) or _NO_GRADE.match(row.stub))


def row_meaning(setting: Setting, row: Row, own: Heading, above: Sequence[Fact]) -> Heading:
    """The row's heading with the measure that it names itself, or that a label or row above it names."""
    if own.measure is not None:
        return _completed(setting, row, own)
    labels = heading_of(setting.context, *row.path)
    if labels.measure is not None and (not own.label or _is_part(setting, row)):
        return heading_of(setting.context, *row.path, row.stub)
    told = own.grade or own.time_months is not None or own.holds in (Holds.MEDIAN, Holds.RATIO)
    if told and not own.label and above and not setting.names_measures:
        last = above[-1].draft
        return replace(own, measure=Measure(0, 0, last.kind, last.name, ROW_ABOVE, own.grade, own.time_months))
    return own


def _completed(setting: Setting, row: Row, own: Heading) -> Heading:
    """The row's own measure with the grade, statistic and unit that the labels above it add."""
    outer = heading_of(setting.context, *row.path)
    grade = own.grade or (outer.grade if outer.measure is None else "")
    return replace(own, grade=grade, holds=own.holds or outer.holds, unit=own.unit or outer.unit)


def _is_part(setting: Setting, row: Row) -> bool:
    """Whether a row below a measure's label is a part of the patients rather than a part of the measure."""
    label = heading_of(setting.context, *row.groups)
    if label.measure is None:
        return False
    if group_of(setting.context, row.stub).arm is not None:
        return True
    if label.measure.kind == TOXICITY:
        return False
    ratios = label.measure.kind == SURVIVAL and any(c.heading.holds is Holds.RATIO for c in setting.columns)
    return ratios or setting.divides or bool(regex.search(r"(?i)\b(?:by|according to)\b", " ".join(row.groups)))


def row_group(setting: Setting, row: Row, own: Heading) -> Group:
    """The part of the patients that a row is about; a row that names a measure is about those of its columns."""
    note = noted_group(setting.context, row)
    if note.known:
        return note
    crossed = own.measure is not None and _crosses(setting, row, own.measure)
    if own.measure is not None and not crossed:
        if (named := _group_beside(setting, own)).known:
            return named
        return _under_labels(setting, row, NOBODY, own) if row_key(own) in setting.repeated else NOBODY
    answered = own.label == row.stub and own.label != ""
    printed = Group(trimmed(row.stub), None, setting.context.register.shared_regimen)
    group = group_of(setting.context, row.stub)
    if group.arm is not None and group.label in setting.divided:
        group = replace(group, label=group.printed, arm=None)
    return _under_labels(
        setting, row, printed if crossed or (answered and not group.known and not group.everyone) else group, own
    )


def _group_beside(setting: Setting, own: Heading) -> Group:
    """The arm or cohort that a stub names beside its measure, where no column names any: "CRS, cohort A"."""
    if own.label and row_key(own) in setting.labelled:
        return Group(own.label, None, setting.context.register.shared_regimen, printed=own.label)
    if not own.label or any(c.group.known for c in setting.columns[1:]):
        return NOBODY
    group = group_of(setting.context, own.label)
    named = group.arm is not None or _LETTERED.fullmatch(own.label)
    return group if named else NOBODY


def _crosses(setting: Setting, row: Row, measure: Measure) -> bool:
    """Whether a row names patients by their response: its cells or its columns measure something else in them."""
    kinds = {c.heading.measure.kind for c in setting.columns[1:] if c.heading.measure}
    cells = (row.cells[c.index] for c in setting.columns[1:] if c.heading.holds is not Holds.UNREAD)
    return measure.kind == RESPONSE and (SURVIVAL in kinds or any(names_measures(setting, c) for c in cells))


def names_measures(setting: Setting, cell: Cell | None) -> bool:
    """Whether a cell names measures itself: "5 ≥VGPR (45)"."""
    return bool(cell and _WORD.search(cell.text) and measures(setting.context.sentence(cell.text)))


def _under_labels(setting: Setting, row: Row, group: Group, own: Heading) -> Group:
    """A label under a label: "Age" above "<65 years", an arm above a subgroup, "Dose level" above "1"."""
    head = setting.columns[0].heading.text
    if _NUMBER.fullmatch(group.label) and _NUMBERED.search(head):
        group = replace(group, label=f"{head.split(',')[0].strip()} {group.label}")
    for text in reversed(row.groups):
        if own.measure is None and heading_of(setting.context, text).measure is not None:
            continue
        outer = group_of(setting.context, text)
        if outer.arm or (outer.regimen and not group.known):
            group = within(outer, group)
        elif outer.known:
            group = replace(group, label=f"{outer.label} {group.label}".strip(), regimen=group.regimen or outer.regimen)
    return group
