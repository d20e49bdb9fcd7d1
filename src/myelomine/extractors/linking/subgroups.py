"""Subgroups crossed with arms: "in high-risk patients, 12 months with A and 8 with B"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from myelomine.extractors.arms import Reference
from myelomine.extractors.linking.places import has_value, unique_groups, window
from myelomine.extractors.linking.scene import Reading, Scene, Series
from myelomine.extractors.linking.stretches import BRACKETS, first_break, text_without
from myelomine.extractors.quantities import Unit
from myelomine.mentions import Label

_OPENING_LABEL = regex.compile(
    r"(?:^|[(\[;:]|,(?: and)?)\s?"
    r"(?P<label>(?:(?:in|for|among) )?[\p{L}\d≥≤<>][\p{L}\d ≥≤<>/+-]{1,60}?)\s?(?::\s?(?:HR,?\s?)?|[(\[]\s?)$"
)
_SUBGROUPS = regex.compile(
    r"(?i)\bsubgroups?\b|as follows|\bprior lines?\b|according to|stratified by|by (?:age|risk|cytogenetic|stage)"
)
# words that a label of a subgroup does not hold
_NO_LABEL = regex.compile(r"(?i)\b(?:median|rates?|was|were|range|total|overall|all|ITT|respectively|vs|versus)\b")
# "63% (51/81: 7 CR": a count of a total names nobody
_COUNTED = regex.compile(r"[\d\s/]+(?:of\s\d+)?")
# what the patients are called that a part of them is set against
_OTHERS = "others"
_CONTRASTED = regex.compile(
    r"\s(?:had|have|showed|experienced|achieved|reached)\s(?:an?\s)?(?:significantly\s|markedly\s|much\s)?"
    r"(?:longer|shorter|higher|lower|better|worse|superior|inferior|poorer|greater)\s[^.;()\d]{2,60}?"
    r"(?:\sthan\s(?:the\s)?(?:others|rest|remaining patients|other patients))?\s?[\[(]\s?"
)
# what is left of a p-value's bracket
_EMPTY_BRACKET = regex.compile(r"^\s?[\[(]\s?[\])]")
# what a clause goes on with behind its ratios, up to the patients that they are of
_CLAUSE_END = regex.compile(r"[^.,;:\d]{0,80}\b(?:between|in|among|for)\s(?:the\s)?")
_NEXT_CLAUSE = regex.compile(r",\s(?:and|but|while|whereas)\s")
_TIED = regex.compile(
    r"[\s()\[\],]{0,8}(?:or\s\w+\s)?(?:(?:was|were)\s(?:found|seen|observed|noted|detected)\s)?"
    r"(?:(?:and|in|for|with|on)\s)?(?:[()\[\],\s]*(?:in|for|among|of)\s(?:the\s)?|[(\[]\s?)"
)


def _opening_label(scene: Scene, series: Series) -> str:
    """The words before a colon that name the subgroup of a series: "(ITT: 14% v 2%; 1PL: 20% v 3%)"."""
    hit = _OPENING_LABEL.search(scene.text[: series.start])
    if hit is None or _NO_LABEL.search(hit["label"]) or _COUNTED.fullmatch(hit["label"]):
        return ""
    start, end = hit.span("label")
    words = scene.sentence.of(Label.POPULATION, Label.GRADE, Label.HAZARD_RATIO)
    spans = [(m.start, m.end) for found in (scene.measures, scene.refs, words) for m in found]
    taken = any(a < end and start < b for a, b in spans)
    listed = ":" in scene.text[end : series.start] or _SUBGROUPS.search(scene.text)
    return hit["label"].strip() if listed and not taken else ""


def with_subgroup(scene: Scene, series: Series, readings: list[Reading], earlier: Sequence[Reading]) -> list[Reading]:
    """A subgroup named before the series holds for all of it unless the members name groups of their own."""
    if len(scene.series) > 1 and (label := _opening_label(scene, series)):
        return [replace(r, subgroup=label) for r in readings]
    if any(r.group and r.group.subgroup for r in readings):
        return [_of_one_arm(scene, series, r) for r in readings]
    if readings[0].link == "carried" and earlier and earlier[-1].subgroup:
        return [replace(r, subgroup=earlier[-1].subgroup) for r in readings]
    ahead = [r for r in scene.refs if r.subgroup and r.end <= series.start]
    if len(readings) == 2 and _is_against_others(scene, series, ahead):
        return [_of_part(readings[0], ahead[-1].label), _of_part(readings[1], _OTHERS)]
    nearest = _subgroup_behind(scene, series)
    if nearest is None and ahead and not _are_several(series, readings, ahead):
        nearest = ahead[-1]
    nearest = nearest or _subgroup_of_clause(scene, series)
    return [replace(r, subgroup=nearest.label) for r in readings] if nearest else readings


def _is_against_others(scene: Scene, series: Series, ahead: Sequence[Reference]) -> bool:
    """Whether a part of the patients is set against the others: "patients with A had a longer TTP (11 vs 6 months)"."""
    if len(ahead) != 1 or any(r.arm and not r.subgroup for r in scene.refs):
        return False
    between = scene.between(ahead[0].end, series.start)
    return scene.compares(series.start, series.end) and _CONTRASTED.fullmatch(between) is not None


def _of_part(reading: Reading, label: str) -> Reading:
    return replace(reading, subgroup=label, group=None, arm=None)


def _are_several(series: Series, readings: Sequence[Reading], ahead: Sequence[Reference]) -> bool:
    """Whether several values follow a list of subgroups that could not be told apart."""
    unlinked = all(r.group is None for r in readings)
    return unlinked and len(series.quantities) > 1 and len(unique_groups(ahead)) > 1


def _subgroup_behind(scene: Scene, series: Series) -> Reference | None:
    """A subgroup right behind a series, but for the series' own groups: "72% (A) vs 58% (B) in the high-risk group"."""
    _, right = window(scene, series)
    ref = next((r for r in scene.refs if r.subgroup and series.end <= r.start < right), None)
    if ref is None or has_value(scene, ref):
        return None
    gap = text_without(scene.sentence, series.end, ref.start, [r for r in scene.refs if r is not ref])
    gap = _EMPTY_BRACKET.sub("", gap)
    if _NEXT_CLAUSE.match(gap) and scene.next_series(ref.end) and any(r.end <= series.start for r in scene.refs):
        return None  # "in patients with A it was 52%, and in those with B 41%"
    return ref if scene.text[ref.start] in "([" or _TIED.fullmatch(gap) else None


def _subgroup_of_clause(scene: Scene, series: Series) -> Reference | None:
    """The one subgroup that a clause of ratios ends with: "no differences in PFS (HR …) and OS (HR …) between X"."""
    if series.unit is not Unit.RATIO:
        return None
    clause = first_break(scene.text, series.end)
    parts = [r for r in scene.refs if r.subgroup and r.start >= series.end]
    if not parts or parts[0].start >= clause or any(r.subgroup and r.end <= series.start for r in scene.refs):
        return None
    gap = BRACKETS.sub("", scene.between(series.end, parts[0].start))
    return parts[0] if _CLAUSE_END.fullmatch(gap) else None


def _of_one_arm(scene: Scene, series: Series, reading: Reading) -> Reading:
    """A reading of a subgroup; the one arm that the sentence names before it, if it names one, treats it."""
    group = reading.group
    if group is None or not group.subgroup:
        return reading
    arms = unique_groups(r for r in scene.refs if r.arm and r.end <= series.start and not r.subgroup)
    arm = group.arm or (arms[0].arm if len(arms) == 1 else None)
    return replace(reading, subgroup=group.label, arm=arm)
