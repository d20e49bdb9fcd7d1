"""Doses: an amount of a drug with its days, cycle length, frequency, route and cycles.

`dose_mentions` finds the amounts and their drugs, `dose_stretches` and `dose_schedules` when and how each is given,
`dose_arms` who gets it; `dose_exclusions` says which amounts are no doses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import regex

from myelomine.drafts import Draft
from myelomine.extractors.dose_amounts import amounts_of, unit_of
from myelomine.extractors.dose_arms import receiver
from myelomine.extractors.dose_mentions import NO_CONTEXT, DoseContext, Given, doses_given
from myelomine.extractors.dose_schedules import schedules_of
from myelomine.extractors.evidence import evidence_of
from myelomine.extractors.linking.scene import Scene
from myelomine.extractors.schedules import Schedule, cycle_lengths, days_of
from myelomine.mentions import Label

_MTD_HEADS = regex.compile(r"MTD\s?[:=]")
_MTD_WAS = regex.compile(r".{0,30}(?:MTD|maximum tolerated dose)\b[^;.]{0,40}\bwas\b")
_MTD_REACHED = regex.compile(r"\bMTD\b(?! not)|maximum[- ]tolerated dose(?! not)")
_MTD_OPEN = regex.compile(r"not (?:yet )?(?:been )?reached")
# another dose begins: "the MTD was 6 mg; 30 mg was chosen"
_NEXT_DOSE = regex.compile(r"\d\s?(?:mg|g|[uµμ]g)[^\s;]{0,5}\s?;|;\s")
_MEDIAN_DOSE = regex.compile(r"(?i)median (?:[\w-]+ ){0,2}dose")
_LATER_PHASE = regex.compile(r"(?i)\b(?:maintenance|consolidation)\b")
_GIVEN_ON = regex.compile(
    r"(?:\s(?:or placebo|was|were|is|given|administered|orally|intravenously|subcutaneously|once|weekly|"
    r"daily)){0,4}\s?[(,]?\s?"
)
_PER_BEHIND = regex.compile(r"(?i)\s?(?P<per>per (?:square met(?:er|re)|kilogram|m2|m²|kg)|/m2|/m²|/kg)\b")
# cells are infused; a route of theirs is one that the text names
_VEIN = regex.compile(r"(?i)\bintravenous|\bIV\b|\bi\.v\.")
_NEAR = 2


def dose_drafts(scene: Scene, context: DoseContext = NO_CONTEXT) -> Iterator[Draft]:
    """Every dose that a sentence states."""
    given = doses_given(scene, context)
    for item, schedules in zip(given, schedules_of(scene, given), strict=True):
        for schedule in schedules:
            for amount in amounts_of(scene.text, item.dose):
                yield _draft(scene, given, item, amount, _in_context(schedule, item.name, context))


def study_dose_drafts(scenes: Sequence[Scene]) -> Iterator[Draft]:
    """Every dose that the sentences of a study state, each read with the sentences around it."""
    for index, scene in enumerate(scenes):
        if scene.sentence.has(Label.DOSE):
            yield from dose_drafts(scene, _context(scenes, index))


def _context(scenes: Sequence[Scene], index: int) -> DoseContext:
    """The one drug of the study, and what the sentences around a dose state about cycles and days."""
    drugs = {d for a in scenes[index].register.arms for d in a.regimen.split("+") if d}
    near = list(_near(scenes, index))
    lengths = {
        n for s in near if _says_length(s, scenes[index]) for n in cycle_lengths(s.sentence.of(Label.CYCLE_LENGTH))
    }
    schedules = tuple(pair for s in near for pair in _undosed(s))
    return DoseContext(drugs.pop() if len(drugs) == 1 else "", lengths.pop() if len(lengths) == 1 else None, schedules)


def _says_length(other: Scene, here: Scene) -> bool:
    """Whether the cycles of a sentence are those of another: it gives no doses of its own, or speaks of cycles."""
    if other is here or not other.sentence.has(Label.DOSE):
        return True
    told, others = _arms_told(here), _arms_told(other)
    apart = told and others and not told & others
    spoken = here.sentence.has(Label.DAYS) or any("cycle" in m.text for m in other.sentence.of(Label.CYCLE_LENGTH))
    return not apart and spoken


def _arms_told(scene: Scene) -> set[str]:
    """The arms that a sentence speaks of by their names; a drug alone is a component of several."""
    drugs = {(d.start, d.end) for d in scene.sentence.drugs}
    return {r.arm.label for r in scene.refs if r.arm and (r.start, r.end) not in drugs}


def _near(scenes: Sequence[Scene], index: int) -> Iterator[Scene]:
    """The neighbouring sentences of the same paragraph and phase of treatment: maintenance has cycles of its own."""
    here = scenes[index]
    late = bool(_LATER_PHASE.search(here.text))
    for other in scenes[max(0, index - _NEAR) : index + _NEAR + 1]:
        if other.sentence.block is here.sentence.block and bool(_LATER_PHASE.search(other.text)) is late:
            yield other


def _undosed(scene: Scene) -> Iterator[tuple[str, Schedule]]:
    """The days of a drug in a sentence without a dose: "ixazomib or placebo on days 1, 8 and 15 of 28-day cycles"."""
    if scene.sentence.has(Label.DOSE):
        return
    lengths = cycle_lengths(scene.sentence.of(Label.CYCLE_LENGTH))
    for days in scene.sentence.of(Label.DAYS):
        drug = next((d for d in reversed(scene.sentence.drugs) if d.end <= days.start), None)
        if drug is not None and _GIVEN_ON.fullmatch(scene.text[drug.end : days.start]):
            yield drug.name, Schedule(days=days_of(days), cycle_days=lengths[0] if len(lengths) == 1 else None)


def _in_context(schedule: Schedule, drug: str, context: DoseContext) -> Schedule:
    """A schedule with what only the sentences around state."""
    return schedule.or_else(context.schedule_of(drug)).or_else(Schedule(cycle_days=context.cycle_days))


def _draft(
    scene: Scene, given: Sequence[Given], item: Given, amount: tuple[Decimal, Decimal | None], schedule: Schedule
) -> Draft:
    to = receiver(scene, item, given, schedule)
    unit = unit_of(item.dose.value.text("unit") + _unit_behind(scene.text, item))
    return Draft(
        kind="dose",
        name=item.name,
        statistic=_statistic(scene.text, item),
        value=amount[0],
        value_high=amount[1],
        unit=unit,
        days=schedule.days,
        cycle_days=schedule.cycle_days,
        frequency=schedule.frequency,
        route=schedule.route if not unit.startswith("cells") or _VEIN.search(scene.text) else "",
        cycles=schedule.cycles,
        group=to.group,
        regimen=to.regimen,
        evidence=(evidence_of(scene.sentence, f"{item.dose.pattern} {item.drug.pattern}"),),
        confidence=0.9,
    )


def _unit_behind(text: str, item: Given) -> str:
    """The rest of a unit that the drug divides: "1.3 mg of bortezomib per square meter"."""
    if item.drug.start < item.dose.end:
        return ""
    hit = _PER_BEHIND.match(text[item.drug.end :])
    return hit["per"] if hit else ""


def _statistic(text: str, item: Given) -> str:
    """`max_tolerated` for an MTD, `median_dose` for an observed median, else `dose`."""
    around = _NEXT_DOSE.split(text[max(0, min(item.drug.start, item.dose.start) - 80) : item.dose.start])[-1]
    if (
        _MTD_HEADS.match(text)
        or (_MTD_WAS.match(text) and ";" not in text[: item.dose.start])
        or (_MTD_REACHED.search(around) and not _MTD_OPEN.search(around))
    ):
        return "max_tolerated"
    return "median_dose" if _MEDIAN_DOSE.search(around) else "dose"
