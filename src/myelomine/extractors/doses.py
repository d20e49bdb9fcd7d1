"""Doses: an amount of a drug with its days, cycle length, frequency, route and cycles.

`dose_mentions` finds the amounts and their drugs, `dose_schedules` when and how each is given, `dose_arms` who gets it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import regex

from myelomine.drafts import Draft
from myelomine.extractors.clauses import Scene
from myelomine.extractors.dose_arms import receiver
from myelomine.extractors.dose_mentions import NO_CONTEXT, DoseContext, Given, amounts_of, doses_given, unit_of
from myelomine.extractors.dose_schedules import schedules_of
from myelomine.extractors.evidence import evidence_of
from myelomine.extractors.schedules import Schedule, cycle_lengths
from myelomine.mentions import Label

_MTD_OPENS = regex.compile(r"MTD\s?[:=]|.{0,30}(?:MTD|maximum tolerated dose) was")
_MTD_REACHED = regex.compile(r"\bMTD\b(?! not)|maximum[- ]tolerated dose(?! not)")
_MTD_OPEN = regex.compile(r"not (?:yet )?(?:been )?reached")
_MEDIAN_DOSE = regex.compile(r"(?i)median (?:[\w-]+ ){0,2}dose")
_LATER_PHASE = regex.compile(r"(?i)\b(?:maintenance|consolidation)\b")
_NEAR = 2


def dose_drafts(scene: Scene, context: DoseContext = NO_CONTEXT) -> Iterator[Draft]:
    """Every dose that a sentence states."""
    given = doses_given(scene, context)
    for item, schedules in zip(given, schedules_of(scene, given), strict=True):
        for schedule in schedules:
            for amount in amounts_of(scene.text, item.dose):
                yield _draft(scene, given, item, amount, _in_context(schedule, context))


def study_dose_drafts(scenes: Sequence[Scene]) -> Iterator[Draft]:
    """Every dose that the sentences of a study state, each read with the sentences around it."""
    for index, scene in enumerate(scenes):
        if scene.sentence.has(Label.DOSE):
            yield from dose_drafts(scene, _context(scenes, index))


def _context(scenes: Sequence[Scene], index: int) -> DoseContext:
    """The one drug of the study, and the one cycle length that the sentences around a dose state."""
    drugs = {d for a in scenes[index].register.arms for d in a.regimen.split("+") if d}
    return DoseContext(drugs.pop() if len(drugs) == 1 else "", _cycle_days_near(scenes, index))


def _cycle_days_near(scenes: Sequence[Scene], index: int) -> int | None:
    """The cycle length of the same paragraph's neighbouring sentences; maintenance has its own."""
    here = scenes[index]
    late = bool(_LATER_PHASE.search(here.text))
    found: set[int] = set()
    for other in scenes[max(0, index - _NEAR) : index + _NEAR + 1]:
        if other.sentence.block is here.sentence.block and bool(_LATER_PHASE.search(other.text)) is late:
            found.update(cycle_lengths(other.sentence.of(Label.CYCLE_LENGTH)))
    return found.pop() if len(found) == 1 else None


def _in_context(schedule: Schedule, context: DoseContext) -> Schedule:
    """A schedule of days or cycles with the cycle length of the sentences around."""
    return replace(schedule, cycle_days=schedule.cycle_days or context.cycle_days) if schedule.timed or schedule.cycles else schedule


def _draft(
    scene: Scene, given: Sequence[Given], item: Given, amount: tuple[Decimal, Decimal | None], schedule: Schedule
) -> Draft:
    to = receiver(scene, item, given, schedule.route)
    return Draft(
        kind="dose",
        name=item.name,
        statistic=_statistic(scene.text, item),
        value=amount[0],
        value_high=amount[1],
        unit=unit_of(item.dose.value.text("unit")),
        days=schedule.days,
        cycle_days=schedule.cycle_days,
        frequency=schedule.frequency,
        route=schedule.route,
        cycles=schedule.cycles,
        group=to.group,
        regimen=to.regimen,
        evidence=(evidence_of(scene.sentence, f"{item.dose.pattern} {item.drug.pattern}"),),
        confidence=0.9,
    )


def _statistic(text: str, item: Given) -> str:
    """`max_tolerated` for an MTD, `median_dose` for an observed median, else `dose`."""
    around = text[max(0, min(item.drug.start, item.dose.start) - 80) : item.dose.start]
    if _MTD_OPENS.match(text) or (_MTD_REACHED.search(around) and not _MTD_OPEN.search(around)):
        return "max_tolerated"
    return "median_dose" if _MEDIAN_DOSE.search(around) else "dose"
