"""Responses, survival and toxicities of running text: readings of clauses become drafts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

import regex

from myelomine.drafts import Draft
from myelomine.extractors.evidence import evidence_of
from myelomine.extractors.linking.readings import following, read
from myelomine.extractors.linking.scene import Reading, Scene
from myelomine.extractors.measures import RESPONSE, SURVIVAL, TOXICITY, Measure, landmark_months
from myelomine.extractors.quantities import Interval, Quantity, Unit
from myelomine.mentions import Label, Mention

# how sure a link is, by the rule that found the group
_CONFIDENCE = {
    "each_study": 0.93,
    "against_next": 0.9,
    "bracketed": 0.95,
    "tight_ahead": 0.95,
    "mixed": 0.93,
    "in_bracket": 0.9,
    "beside": 0.95,
    "everyone_and_parts": 0.9,
    "behind": 0.93,
    "after_measure": 0.85,
    "before": 0.85,
    "half_named": 0.85,
    "shared_behind": 0.85,
    "carried": 0.75,
    "subject": 0.7,
    "named_later": 0.8,
    "named_twice": 0.8,
    "pair": 0.8,
    "shared": 0.85,
    "each": 0.8,
    "factor": 0.8,
    "whole": 0.85,
}
_UNLINKED = 0.7
# how far from a survival rate its time may stand
_LANDMARK_REACH = 160
_MEAN_BEFORE = regex.compile(r"(?i)\b(?:mean|average)\s(?:\(?±?\s?SD\)?\s)?$")
_NO_MEAN = regex.compile(r"(?i)\bmedian\b|;")
_NO_INTERVAL = Interval("", "")
_SURVIVAL_STATISTICS = {Unit.MONTHS: "median", Unit.RATIO: "hazard_ratio", Unit.PERCENT: "landmark"}


def outcome_drafts(scene: Scene) -> Iterator[Draft]:
    """Every response, survival and toxicity result that a sentence states."""
    yield from _drafts(scene, read(scene))


def running_drafts(scenes: Iterable[Scene]) -> Iterator[tuple[Scene, list[Draft]]]:
    """Each sentence of a text with its results; one may take up the group or the measures of the one before it."""
    before: Scene | None = None
    readings: list[Reading] = []
    for scene in scenes:
        current = following(scene, before, readings)
        readings = read(current)
        yield scene, list(_drafts(current, readings))
        before = current


def _drafts(scene: Scene, readings: Iterable[Reading]) -> Iterator[Draft]:
    return (d for d in (_draft(scene, r) for r in readings) if d is not None)


def _draft(scene: Scene, reading: Reading) -> Draft | None:
    kind = reading.measure.kind
    statistic = _statistic(reading)
    if not statistic or _empty(reading.quantity):
        return None
    if statistic == "median" and _is_mean(scene, reading.measure):
        return None
    time = _time(scene, reading) if statistic in ("landmark", "rate") else None
    if statistic == "landmark" and time is None:
        return None
    quantity = reading.quantity
    interval = quantity.interval or _NO_INTERVAL
    fatal = reading.measure.name == "adverse event leading to death"
    return Draft(
        kind=kind,
        name="any adverse event" if fatal else reading.measure.name,
        statistic=statistic,
        grade="5" if fatal else reading.grade,
        time_months=time if kind != RESPONSE else None,
        value=Decimal(0) if quantity.n == 0 and quantity.value is None else quantity.value,
        value_high=quantity.high,
        unit=_unit(quantity),
        qualifier=quantity.qualifier,
        n=quantity.n,
        total=quantity.total,
        ci_low=interval.low,
        ci_high=interval.high,
        ci_level=interval.level,
        p_value=reading.p_value,
        comparator=reading.comparator,
        group=_group(reading),
        regimen=_regimen(scene, reading),
        evidence=(evidence_of(scene.sentence, _rule(reading)),),
        confidence=_CONFIDENCE.get(reading.link, _UNLINKED),
        flags=(*quantity.flags, *_doubts(scene, reading)),
    )


def _is_mean(scene: Scene, measure: Measure) -> bool:
    """Whether a time is a mean, which is no median: "mean TTP was 12 months and OS 30 months"."""
    told = (m for m in scene.measures if m.kind == SURVIVAL and m.start <= measure.start)
    return any(
        _MEAN_BEFORE.search(scene.text[: m.start]) and not _NO_MEAN.search(scene.between(m.end, measure.end))
        for m in told
    )


def _rule(reading: Reading) -> str:
    return f"{reading.quantity.rule} {reading.measure.rule} link.{reading.link}"


def _regimen(scene: Scene, reading: Reading) -> str:
    """The regimen of the group; in a study of one regimen every group received it."""
    if reading.arm:
        return reading.arm.regimen
    named = reading.group.regimen if reading.group else ""
    return named or scene.register.shared_regimen


def _group(reading: Reading) -> str:
    if reading.subgroup:
        return reading.subgroup
    return reading.group.label if reading.group else ""


def _doubts(scene: Scene, reading: Reading) -> tuple[str, ...]:
    if reading.link in ("subject", "pair"):
        return ("group-carried: taken from the sentence before",)
    of_everyone = scene.refs and all(ref.everyone for ref in scene.refs)
    if reading.link == "none" and scene.register.compared and not of_everyone:
        return ("group-undecided: the text names no group for this value",)
    return ()


def _statistic(reading: Reading) -> str:
    """What kind of number a measure and a unit make together; empty where they make none."""
    unit, kind = reading.quantity.unit, reading.measure.kind
    if kind == SURVIVAL:
        return _SURVIVAL_STATISTICS.get(unit, "")
    if kind == TOXICITY and unit is Unit.PER_TIME:
        return "rate"
    return "rate" if unit in (Unit.PERCENT, Unit.COUNT) else ""


def _empty(quantity: Quantity) -> bool:
    return quantity.value is None and quantity.n is None and not quantity.qualifier and not quantity.flags


def _unit(quantity: Quantity) -> str:
    if quantity.unit is Unit.RATIO:
        return ""
    if quantity.unit is Unit.PER_TIME:
        return quantity.unit_text
    return "months" if quantity.unit is Unit.MONTHS else "%"


def _landmark_behind(scene: Scene, reading: Reading) -> Mention | None:
    """The time right behind a share: "0.48 at 2 years and 0.31 at 4 years"."""
    end = reading.quantity.end
    times = (m for m in scene.sentence.of(Label.LANDMARK) if m.start >= end and not m.value.text("list"))
    return next((m for m in times if regex.fullmatch(r"\s?[\])]?\s?", scene.between(end, m.start))), None)


def _later_landmark(scene: Scene, reading: Reading) -> Mention | None:
    """A later time that opens the clause of the quantity: "68% at 1 year; at 2 years, the rates were 41%"."""
    before = [s.end for s in scene.series if s.end <= reading.quantity.start and reading.quantity not in s.quantities]
    start = max([reading.measure.end, *before])
    if start == reading.measure.end:
        return None
    return next((m for m in scene.sentence.of(Label.LANDMARK) if start <= m.start < reading.quantity.start), None)


def _time(scene: Scene, reading: Reading) -> Decimal | None:
    """The landmark of the reading itself, of its clause or of its measure, else the one nearest to the quantity."""
    if reading.measure.kind == RESPONSE:
        return None
    if reading.time_months is not None:
        return reading.time_months
    if (nearer := _landmark_behind(scene, reading) or _later_landmark(scene, reading)) is not None:
        return landmark_months(nearer)
    if reading.measure.time_months is not None or reading.measure.kind == TOXICITY:
        return reading.measure.time_months
    start = _series_start(scene, reading)
    found = [m for m in scene.sentence.of(Label.LANDMARK) if abs(m.start - start) < _LANDMARK_REACH]
    return landmark_months(min(found, key=lambda m: abs(m.start - start))) if found else None


def _series_start(scene: Scene, reading: Reading) -> int:
    """Where the values start that a reading is one of: a time told once is told of all of them."""
    within = (s.start for s in scene.series if s.start <= reading.quantity.start < s.end)
    return next(within, reading.quantity.start)
