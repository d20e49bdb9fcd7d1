"""The patients that a row or column of a table is about."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from myelomine.extractors.arms import Arm, normal, references
from myelomine.extractors.sentences import Sentence
from myelomine.extractors.tables.context import TableContext
from myelomine.extractors.tables.headings import heading_of
from myelomine.extractors.tables.labels import trimmed
from myelomine.mentions import Label

_EVERYONE = regex.compile(
    r"(?i)(?:all|total|overall|entire|whole)"
    r"(?:\s(?:patients?|pts|subjects|participants|cohorts?|population|groups?|arms?|study population))?"
    r"|(?:itt|intent(?:ion)?[- ]to[- ]treat)(?: population)?"
)
_NO_REGIMEN = ("procedure", "comparator")


@dataclass(frozen=True, slots=True)
class Group:
    """An arm of the register, a label as printed, or everyone; `printed` is the label of an arm in this table."""

    label: str = ""
    arm: Arm | None = None
    regimen: str = ""
    everyone: bool = False
    printed: str = ""

    @property
    def known(self) -> bool:
        """Whether it stands for some of the patients."""
        return bool(self.label)


NOBODY = Group()


def group_of(context: TableContext, text: str) -> Group:
    """The group that a text of a header or stub names; an empty one where it names none.

    The label is the register's where the text names one of its arms, else the text without its numbers.
    """
    if _EVERYONE.fullmatch(trimmed(text)):
        return Group(everyone=True)
    label = heading_of(context, text).label
    if not label:
        return NOBODY
    sentence = context.sentence(text)
    arm = _arm_of(context, sentence)
    if arm is not None:
        return Group(arm.label, arm, arm.regimen, printed=label)
    return Group(label, None, _regimen_of(sentence) or context.register.shared_regimen, printed=label)


def _arm_of(context: TableContext, sentence: Sentence) -> Arm | None:
    """The one arm of the register that a text names."""
    refs = [r for r in references(sentence, context.register) if r.arm and not r.everyone and not r.subgroup]
    arms = {r.arm.label: r.arm for r in refs if r.arm}
    return next(iter(arms.values())) if len(arms) == 1 else None


def _regimen_of(sentence: Sentence) -> str:
    """The one regimen that a text names, whether or not the study's text names it too."""
    named = [m for m in sentence.named(Label.REGIMEN) if m.value.text("role") not in _NO_REGIMEN]
    keys = {m.name for m in named if m.name}
    return next(iter(keys)) if len(keys) == 1 else ""


def within(whole: Group, part: Group) -> Group:
    """A part of an arm's patients: "KPd, Age ≥75 years"."""
    if not whole.label or not part.label or normal(whole.label) == normal(part.label):
        return whole if whole.label else part
    if part.arm is not None and whole.arm is None:
        whole, part = part, whole
    label = f"{whole.label}, {part.label}"
    return Group(label, whole.arm or part.arm, whole.regimen or part.regimen, printed=part.label)
