"""Hazard ratios: which endpoint one is of, and which group it hangs on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import regex

from myelomine.extractors.arms import Reference
from myelomine.extractors.linking.factors import factor_of
from myelomine.extractors.linking.places import (
    at_series,
    distinct,
    first_ref,
    in_bracket_of,
    is_prepositioned,
    named_refs,
    turned,
    unique_groups,
    window,
)
from myelomine.extractors.linking.scene import Reading, Scene, Series
from myelomine.extractors.linking.stretches import first_break, opening_bracket, text_without
from myelomine.extractors.measures import SURVIVAL, Measure
from myelomine.extractors.quantities import Quantity, Unit
from myelomine.mentions import Label, Mention

_CHANCE = r"(?:risks?|hazards?|probabilit(?:y|ies)|likelihoods?|chances?)"
_BY = (
    r"(?:\s(?:by|of)\s\S+)?(?:\s(?:than|versus|vs\.?|(?:as )?compared (?:with|to)|relative to)\s[^.;()\[\]]{2,70}?)?"
    r"\s?[\[(]?\s?$"
)
_RISK_OF_EITHER = regex.compile(
    rf"(?i)\b{_CHANCE} (?:of|for) (?:disease )?(?:progress(?:ion|ing)|relapse)(?: or death)?{_BY}"
)
# "the risks of progression (HR 0.54) and death (HR 0.73)": what is risked may be the second of two
_RISK_OF_DEATH = regex.compile(
    rf"(?i)\b{_CHANCE} (?:of|for) (?:(?:disease )?(?:progression|relapse)(?: or death)?\s?[\[(][^()\[\]]{{5,80}}[\])],?"
    rf"\s(?:and|or)\s(?:of\s|for\s)?)?(?:all-cause )?(?:death|dying|mortality){_BY}"
)
_FOR_EITHER = regex.compile(
    r"(?i:progression|relapse) or death|death or (?:disease )?progression|for (?:disease )?progression"
)
_FOR_DEATH = regex.compile(r"(?i:for|of) (?:all-cause )?(?:death|mortality)")
_FOR_ENDPOINT = regex.compile(r"[\s;,)\]]*for\s(?:the\s)?")
_OF_DEATHS = regex.compile(r"(?i)\b(?:deaths?|mortality|dead|died|dying|progressed|relapsed|risk|hazard)\b")
_ITEM_GAP = regex.compile(r"[\])]\s?(?:[,;]|and|[,;]\s?and|or|as well as)\s(?:[\w-]+\s){0,4}[\[(]?$")
# how far apart two groups that are compared may stand, and what stands between them and the words for a ratio
_COMPARISON_REACH = 30
# values that differ by less than this share of the larger may well have a ratio that points the other way
_NEAR = Decimal("0.03")
_TO_CUE = regex.compile(r"\s?(?:groups?|arms?)?\s?[:,;=(\[]{0,2}\s?(?:the\s)?")
_IN = regex.compile(r"[\s;,)\]]{0,4}(?:(?:in|for|among|of|with)\s)?(?:the\s|those\s|patients\s){0,2}")
_IN_FAVOUR = regex.compile(r"\b(?:in\sfavou?r\sof|favou?ring|favou?red)\s(?:the\s|treatment with\s)?")
# what a sentence lists factors as
_LISTED_FACTORS = regex.compile(
    r"(?i)\b(?:factors?|predictors?|predict(?:ed|ive)|covariates?|variables?|determinants?|multivaria\w+|univaria\w+)\b"
)
_COMPARED_BEHIND = regex.compile(r"[\s;,)\]]*(?:(?:for|with|in|comparing|of)\s)?(?:the\s)?")


def ratio_measure(scene: Scene, series: Series) -> Measure | None:
    """The endpoint that a hazard ratio names itself: "hazard ratio for death, 0.78", "HR for PFS was"."""
    cues = [c for c in scene.sentence.of(Label.HAZARD_RATIO) if c.end <= series.start]
    if not cues:
        return None
    behind = _endpoint_behind(scene, series)
    inside = [m for m in scene.measures if cues[-1].end <= m.start < series.start and m.kind == SURVIVAL]
    if behind is None and inside:
        return inside[-1] if any(cues[-1].end <= s.start < series.start for s in scene.series) else inside[0]
    return behind or _described_endpoint(scene, series, cues[-1])


def _endpoint_behind(scene: Scene, series: Series) -> Measure | None:
    """An endpoint right behind a hazard ratio: "HR was 0.61 (95% CI …) for PFS and 0.75 (…) for OS"."""
    measure = next((m for m in scene.measures if m.start >= series.end and m.kind == SURVIVAL), None)
    if measure is None:
        return None
    gap = text_without(scene.sentence, series.end, measure.start, scene.refs)
    return measure if _FOR_ENDPOINT.fullmatch(gap) else None


def _described_endpoint(scene: Scene, series: Series, cue: Mention) -> Measure | None:
    """An endpoint told by its events, before the cue or behind it: "the risk of progression or death (HR …)"."""
    before, gap = scene.text[: cue.start], scene.between(cue.end, series.start)
    for name, events, texts in (
        ("PFS", "progression_or_death", (_RISK_OF_EITHER, before)),
        ("OS", "death", (_RISK_OF_DEATH, before)),
        ("PFS", "progression_or_death", (_FOR_EITHER, gap)),
        ("OS", "death", (_FOR_DEATH, gap)),
    ):
        pattern, text = texts
        if pattern.search(text):
            return Measure(cue.end, cue.end, SURVIVAL, name, f"hazard_ratio.for_{events}")
    return None


_Found = tuple[Reference | None, str] | None


def ratio_group(scene: Scene, series: Series, earlier: Sequence[Reading]) -> tuple[Reference | None, str]:
    """The group that a hazard ratio hangs on, with the link: one it names, else the experimental group."""
    for rule in _RULES:
        found = rule(scene, series, earlier)
        if found is not None:
            return found
    return _experimental(scene, series)


def _factor(scene: Scene, series: Series, earlier: Sequence[Reading]) -> _Found:
    """The risk factor of a ratio: that of the sentence where it names no arm, else the one right before its bracket."""
    if in_bracket_of(scene, series) is not None:
        return None
    factor = factor_of(scene.sentence, series.quantities[0], scene.measures)
    arms = [r for r in scene.refs if r.arm]
    if factor is None or (arms and not _right_before(scene, series, factor, arms)):
        return None
    return factor, "factor"


def _right_before(scene: Scene, series: Series, factor: Reference, arms: Sequence[Reference]) -> bool:
    """Whether a factor and not an arm stands before the bracket of a ratio: "and an ECOG score of 2 (HR 1.9)"."""
    opened = opening_bracket(scene.text, series.start)
    if opened is None or not 0 <= opened - factor.end <= 1 or not _LISTED_FACTORS.search(scene.text):
        return False
    return not any(factor.start < r.end and r.start < series.start for r in arms)


def _compared_in_front(scene: Scene, series: Series, earlier: Sequence[Reading]) -> _Found:
    """The first of two groups right before the words for a hazard ratio: "(B vs A: HR = 1.56)"."""
    cue = next((c for c in reversed(scene.sentence.of(Label.HAZARD_RATIO)) if c.end <= series.start), None)
    ahead = [r for r in named_refs(scene) if cue is not None and r.end <= cue.start][-2:]
    if cue is None or len(ahead) < 2 or not scene.compares(ahead[0].end, ahead[1].start):
        return None
    between, close = scene.between(ahead[0].end, ahead[1].start), scene.between(ahead[1].end, cue.start)
    opens = ";" not in close or scene.text[: ahead[0].start].endswith(("(", "["))
    if len(between) > _COMPARISON_REACH or any(c.isdigit() for c in between) or not opens:
        return None
    return (ahead[0], "beside") if _TO_CUE.fullmatch(close) else None


def _favoured(scene: Scene, series: Series, earlier: Sequence[Reading]) -> _Found:
    """The arm that ratios below one speak for: "HR were 0.68 (…) and 0.80 (…), respectively, in favor of A"."""
    hit = _IN_FAVOUR.search(scene.text, series.end, first_break(scene.text, series.end))
    ref = first_ref(scene, hit.end(), hit.end() + 1) if hit else None
    ratios = [q.value for s in scene.series if hit and series.start <= s.start < hit.start() for q in s.quantities]
    below = all(value is not None and value < 1 for value in ratios)
    only = hit is not None and all(s.unit is Unit.RATIO for s in scene.series if series.end <= s.start < hit.start())
    return (ref, "beside") if ref and ref.arm and below and only else None


def _in_part(scene: Scene, series: Series, earlier: Sequence[Reading]) -> _Found:
    """The subgroup right behind a ratio and its p-value: "HR 0.77; P = .11 in patients older than 70 years"."""
    part = first_ref(scene, series.end, window(scene, series)[1])
    if part is None or not part.subgroup or scene.compares(series.end, part.start):
        return None
    gap = text_without(scene.sentence, series.end, part.start, ())
    return (_crossed(scene, series, earlier, part), "beside") if _IN.fullmatch(gap) else None


def _last_cue(scene: Scene, series: Series) -> int | None:
    """Where the last words for "hazard ratio" before a series end."""
    return max((c.end for c in scene.sentence.of(Label.HAZARD_RATIO) if c.end <= series.start), default=None)


def _is_listed(scene: Scene, series: Series) -> bool:
    """Whether a hazard ratio is not the first behind its cue."""
    cue = _last_cue(scene, series)
    return cue is not None and any(s.unit is Unit.RATIO and cue <= s.start < series.start for s in scene.series)


def _in_list(scene: Scene, series: Series, earlier: Sequence[Reading]) -> _Found:
    """The group behind a ratio that is one of several."""
    if not _is_listed(scene, series):
        return None
    return _in_part(scene, series, earlier) or _named_behind(scene, series, earlier)


def _named_behind(scene: Scene, series: Series, earlier: Sequence[Reading]) -> _Found:
    """The first group behind a ratio, where it hangs on a preposition."""
    ref = first_ref(scene, series.end, window(scene, series)[1])
    against = ref is not None and scene.compares(series.end, ref.start)
    return (ref, "beside") if is_prepositioned(scene, series, ref) and not against else None


def _bracketed(scene: Scene, series: Series, earlier: Sequence[Reading]) -> _Found:
    """The subgroup right before the bracket of a ratio; a group only where the ratio is one of several."""
    beside = in_bracket_of(scene, series)
    if beside is not None and (told := _of_two_parts(series, earlier, beside)):
        return told, "carried"
    if beside is not None and beside.subgroup and (first := _part_set_against(scene, series, beside)):
        return first, "before"
    if beside is not None and beside.subgroup:
        return _crossed(scene, series, earlier, beside), "in_bracket"
    if beside is not None and beside.arm and _each_has_its_own(scene, series):
        return beside, "in_bracket"
    if beside is not None and _is_listed(scene, series):
        return _first_compared(scene, series, beside), "in_bracket"
    return None


def _part_set_against(scene: Scene, series: Series, beside: Reference) -> Reference | None:
    """The subgroup that one right before a bracket is but the reference of: "of high-risk than of others (HR 2.1)"."""
    start, _ = window(scene, series)
    named = [r for r in named_refs(scene) if start <= r.start < beside.start]
    if len(named) != 1 or not named[0].subgroup or named[0].arm or not distinct([named[0], beside]):
        return None
    return named[0] if scene.compares(named[0].end, beside.start) else None


def _each_has_its_own(scene: Scene, series: Series) -> bool:
    """Whether each ratio stands in a bracket behind a group: "VMP (HR 0.82) and Rd (HR 0.74) did better than MPT"."""
    ratios = [s for s in scene.series if s.unit is Unit.RATIO and len(s.quantities) == 1]
    part = _part_at(scene, series)
    ratios = [s for s in ratios if _part_at(scene, s) == part]  # each part of the patients has a list of its own
    beside = [in_bracket_of(scene, s) for s in ratios]
    if len(ratios) < 2 or series not in ratios or not all(beside) or not distinct(beside):
        return False
    gaps = ((a.end, b.start) for a, b in zip(ratios, beside[1:], strict=False) if b)
    return all(not scene.compares(*gap) and _ITEM_GAP.search(scene.text[slice(*gap)]) for gap in gaps)


def _part_at(scene: Scene, series: Series) -> int:
    """Where the last subgroup before a series is named."""
    return max((r.start for r in scene.refs if r.subgroup and not r.arm and r.end <= series.start), default=-1)


def _of_two_parts(series: Series, earlier: Sequence[Reading], beside: Reference) -> Reference | None:
    """The subgroup of two that a ratio hangs on: "8 months in early and 16 months in late relapse (HR 1.9)"."""
    last = [r for r in earlier if r.measure.kind == SURVIVAL and r.quantity.unit is not Unit.RATIO][-2:]
    groups = [r.group for r in last]
    if len(last) < 2 or groups[1] != beside or not groups[0] or not groups[0].subgroup or not distinct(groups):
        return None
    if last[0].measure != last[1].measure or any(r.arm for r in last):
        return None
    ratio, (first, second) = series.quantities[0].value, (_length(r.quantity) for r in last)
    turned_round = ratio is not None and first != second and (first > second) != (ratio < 1)
    return groups[1] if turned_round else groups[0]


def _crossed(scene: Scene, series: Series, earlier: Sequence[Reading], part: Reference) -> Reference:
    """A subgroup in which a hazard ratio compares the arms, with the arm that the ratio hangs on."""
    arms = replace(scene, refs=tuple(r for r in scene.refs if not r.subgroup))
    group, _ = ratio_group(arms, series, [r for r in earlier if not r.subgroup])
    return replace(part, arm=group.arm) if group else part


def _first_compared(scene: Scene, series: Series, beside: Reference) -> Reference:
    """The first of the two groups before a bracket: "and with C than with B (HR 0.72)" is about C."""
    start, _ = window(scene, series)
    named = [r for r in named_refs(scene) if start <= r.start <= beside.start]
    return named[0] if named and scene.compares(named[0].end, beside.start) else beside


def _compared_behind(scene: Scene, series: Series, earlier: Sequence[Reading]) -> _Found:
    """The first of two groups right behind a ratio: "HR 0.68, 95% CI 0.49-0.95; p=0.023 for A vs B"."""
    following = scene.next_series(series.end)
    limit = following.start if following else len(scene.text)
    behind = [r for r in named_refs(scene) if series.end <= r.start < limit][:2]
    if len(behind) < 2 or not scene.compares(behind[0].end, behind[1].start):
        return None
    gap = text_without(scene.sentence, series.end, behind[0].start, ())
    return (behind[0], "beside") if _COMPARED_BEHIND.fullmatch(gap) else None


def _named_inside(scene: Scene, series: Series, earlier: Sequence[Reading]) -> _Found:
    """The group between the words for "hazard ratio" and its number; the first of two compared, else the last."""
    cue = _last_cue(scene, series)
    named = [r for r in named_refs(scene) if cue is not None and cue <= r.start < series.start]
    if not named:
        return None
    return (named[0] if scene.compares(named[0].end, named[-1].start) else named[-1]), "beside"


def _compared_ahead(scene: Scene, series: Series, earlier: Sequence[Reading]) -> _Found:
    """The experimental group of the comparison that the sentence gave values of before the ratio."""
    compared = [r for r in earlier if r.measure.kind == SURVIVAL and r.quantity.unit is not Unit.RATIO]
    if not compared or compared[-1].group is None:
        return None
    if _is_endpoint_of(scene, series, compared[-1].measure) and (told := _told_by_values(series, compared)):
        return told, "carried"
    last = [r for r in compared if r.measure == compared[-1].measure]
    if len(last) == 1 and _names_both(scene, series, last[0]):
        return None
    ahead = (r.group for r in last if r.group and r.group.start < r.group.end <= last[0].quantity.start)
    return next(ahead, None) or _first_of_pair(scene, last) or last[0].group, "carried"


def _first_of_pair(scene: Scene, told: Sequence[Reading]) -> Reference | None:
    """The first of the two arms compared in the sentence before, where this one speaks of both without a name."""
    silent = all(r.link == "each" for r in told)
    return scene.pair[0] if silent and len(scene.pair) == 2 and scene.pair[0].arm else None


def _names_both(scene: Scene, series: Series, told: Reading) -> bool:
    """Whether two arms stand before a ratio, of which only the second has a value that could be read."""
    arms = [r for r in scene.refs if r.arm and not r.subgroup and r.end <= series.start]
    return len({r.label for r in arms}) == 2 and told.group is not None and arms[0].label != told.group.label


def _told_by_values(series: Series, compared: Sequence[Reading]) -> Reference | None:
    """Of two groups whose values are told, the one with the longer time for a ratio below one, else the other.

    Between arms a ratio above one is no guide: it may be printed for either side.
    """
    ratio, last = series.quantities[0].value, compared[-2:]
    if ratio is None or ratio == 1 or len(last) < 2 or _what(last[0]) != _what(last[1]):
        return None
    first, second = (_length(r.quantity) for r in last)
    groups = [r.group for r in last]
    if _are_near(first, second) or not all(groups) or not distinct(groups) or not _of_one_part(last):
        return None
    if ratio > 1 and any(r.arm for r in last):
        return None
    return groups[0] if (first > second) == (ratio < 1) else groups[1]


def _are_near(first: Decimal, second: Decimal) -> bool:
    """Whether two values differ so little that they do not say which way a ratio points."""
    return first == second or abs(first - second) < _NEAR * max(first, second)


def _of_one_part(last: Sequence[Reading]) -> bool:
    """Whether two values are of two arms, or of the arms within one subgroup."""
    parts = {r.subgroup for r in last}
    return parts == {""} or (len(parts) == 1 and all(r.arm for r in last))


def _is_endpoint_of(scene: Scene, series: Series, measure: Measure) -> bool:
    """Whether a ratio is of the same survival as the values before it, which must not be shares of deaths."""
    if _OF_DEATHS.search(scene.text[measure.start : measure.end]):
        return False
    named = ratio_measure(scene, series)
    if named is not None:
        return named.name == measure.name or named.rule.startswith("hazard_ratio.")
    before = [m for m in scene.measures if m.end <= series.start and m.kind == SURVIVAL]
    return bool(before) and before[-1].name == measure.name


def _what(reading: Reading) -> tuple[str, Unit]:
    return reading.measure.name, reading.quantity.unit


def _length(quantity: Quantity) -> Decimal:
    """A time or share for comparing; a median that was not reached is longer than any."""
    return quantity.value if quantity.value is not None else Decimal("Infinity")


def _named_ahead(scene: Scene, series: Series, earlier: Sequence[Reading]) -> _Found:
    """The first group named before the ratio; where there are more than two, the first of the last two."""
    before = unique_groups(r for r in named_refs(scene) if r.end <= series.start and not r.subgroup)
    pair = turned(scene, before[-2:] if len(before) > 2 else before[:2])
    return (pair[0], "before") if pair else None


def _experimental(scene: Scene, series: Series) -> tuple[Reference | None, str]:
    """The first of the groups named behind the ratio, else the first arm of the study."""
    after = unique_groups(r for r in named_refs(scene) if r.start >= series.end and not r.subgroup)
    if len(after) > 1:
        return after[0], "carried"
    arms = scene.register.compared
    return (at_series(series, arms[0]), "carried") if arms else (None, "none")


_RULES = (
    _compared_in_front,
    _favoured,
    _in_list,
    _bracketed,
    _factor,
    _compared_behind,
    _named_inside,
    _in_part,
    _named_behind,
    _compared_ahead,
    _named_ahead,
)
