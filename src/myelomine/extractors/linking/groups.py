"""Which group each member of a series belongs to: the link rules, tried from the surest to the weakest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import regex

from myelomine.extractors.linking.implied import (
    ahead_and_behind,
    carried,
    confined,
    each_group,
    half_named,
    in_favor,
    named_later,
    named_twice,
    pair,
    raised_from,
    shared_behind,
    shared_group,
    subject,
)
from myelomine.extractors.linking.named import (
    Groups,
    after_measure,
    against_next,
    before,
    behind,
    beside,
    bracketed,
    each_study,
    everyone_and_parts,
    in_bracket,
    mixed,
    tight_ahead,
)
from myelomine.extractors.linking.places import is_prepositioned, named_refs, unique_groups
from myelomine.extractors.linking.ratios import ratio_group
from myelomine.extractors.linking.scene import Reading, Scene, Series
from myelomine.extractors.linking.stretches import first_break, last_break, text_without
from myelomine.extractors.quantities import Unit
from myelomine.mentions import Label

_Rule = Callable[[Scene, Series, Sequence[Reading]], Groups | None]
_STRONG: tuple[_Rule, ...] = (
    raised_from,
    everyone_and_parts,
    against_next,
    bracketed,
    tight_ahead,
    mixed,
    in_bracket,
    beside,
    behind,
    after_measure,
    before,
)
_WEAK: tuple[_Rule, ...] = (
    named_twice,
    ahead_and_behind,
    confined,
    in_favor,
    half_named,
    shared_behind,
    named_later,
    pair,
    carried,
    subject,
)
_CHANGED = regex.compile(
    r"\b(?:rose|fell|increas\w+|decreas\w+|declin\w+|dropped|improv\w+|deepen\w+|grew|changed|went|up|down|reduced)\s"
    r"(?:[\w-]+\s){0,3}from\s(?:an?\s)?(?:median\s(?:of\s)?)?$"
)
_WITH_WITHOUT = regex.compile(r"with(?:out)?\s(?:and|or|versus|vs\.?)\s(?:with\s\S\S?|without)")
_OTHERS_BEHIND = regex.compile(
    r"\s?[\])]?\s(?:in|for|among|at|with)\s(?:the\s)?"
    r"(?:(?:lower|higher|lowest|highest|other|remaining|earlier|previous|first|initial|next|last)\s(?:\w+\s){0,2}?"
    r"(?:doses?|dose[- ]levels?|levels?|cohorts?)\b|those\s(?:who|with|without|not|\p{L}{3,12}ed)\b)"
)
_RESPECTIVELY_REACH = 12
_NO_SHARE = r"(?!\d[\d.·]*\s?%)"
_IN_TWO = regex.compile(
    rf"\b(?:in|for|with|on|under)\s(?:the\s)?{_NO_SHARE}\S{{2,40}}\s(?:{_NO_SHARE}\S+\s){{0,2}}and\s{_NO_SHARE}\S{{2,40}}"
)


def meaning_of(link: str) -> str:
    """What a link rule does, in a sentence; empty where there is no rule of that name."""
    rules: tuple[Callable[..., object], ...] = (each_study, *_STRONG, *_WEAK, each_group, shared_group)
    rule = next((r for r in rules if _name(r) == link), None)
    return (rule.__doc__ or "").partition("\n")[0] if rule else ""


def _name(rule: Callable[..., object]) -> str:
    return rule.__name__.removesuffix("_group")


def groups_of(scene: Scene, series: Series, earlier: Sequence[Reading]) -> tuple[Groups, str]:
    """One group a quantity, and the name of the rule that found them."""
    if series.unit is Unit.RATIO and len(series.quantities) == 1:
        group, link = ratio_group(scene, series, earlier)
        return [group], link
    alone = _changes_in_time(scene, series) and not named_refs(scene)
    weak = () if alone or _names_unknown_groups(scene, series) or _is_of_others(scene, series) else _WEAK
    crossed = any(r.subgroup for r in scene.refs) and any(r.arm and not r.subgroup for r in scene.refs)
    if crossed and len(series.quantities) > 1:
        groups, link = _in_parts(scene, series, earlier, weak)
        return groups or [None] * len(series.quantities), link
    if _lists_of_unequal_length(scene, series):
        return [None] * len(series.quantities), "none"
    groups, link = _first_rule((*_STRONG, *weak), scene, series, earlier)
    return groups or [None] * len(series.quantities), link


def _lists_of_unequal_length(scene: Scene, series: Series) -> bool:
    """Whether more groups are listed than values follow: "with A, B and C, the ORR was 88% and 71%, respectively"."""
    count = len(series.quantities)
    behind = [m for m in scene.sentence.of(Label.RESPECTIVELY) if 0 <= m.start - series.end <= _RESPECTIVELY_REACH]
    if count < 2 or not behind or any(series.end <= r.start < behind[0].start for r in named_refs(scene)):
        return False
    start = max([last_break(scene.text, series.start), *(s.end for s in scene.series if s.end <= series.start)])
    listed = unique_groups(r for r in named_refs(scene) if start <= r.start and r.end <= series.start)
    return len(listed) > max(count, 2)


def _changes_in_time(scene: Scene, series: Series) -> bool:
    """Whether two values are one group's at two times: "fell from 42% to 18% after …"."""
    two = len(series.quantities) == 2 and _CHANGED.search(scene.text[: series.start]) is not None
    return two and "to " in scene.between(series.quantities[0].end, series.quantities[1].start)


def _in_parts(scene: Scene, series: Series, earlier: Sequence[Reading], weak: Sequence[_Rule]) -> tuple[Groups, str]:
    """The groups of a comparison where arms and subgroups are named: the arms, else the subgroups, not both."""
    if floor := _told_apart_behind(scene, series):
        scene = replace(scene, refs=tuple(r for r in scene.refs if r.start >= floor))
    if told := _opposed_behind(scene, series):
        return told, "behind"
    arms = replace(scene, refs=tuple(r for r in scene.refs if not r.subgroup))
    groups, link = _first_rule(_STRONG, arms, series, earlier)
    if groups:
        return groups, link
    groups, link = _first_rule(_STRONG, scene, series, earlier)
    traits = {m.start for m in scene.sentence.of(Label.GROUP) if m.value.text("subgroup")}
    if groups and len({g.start in traits for g in groups if g}) == 1:
        return groups, link
    return _first_rule(weak, arms, series, earlier)


def _told_apart_behind(scene: Scene, series: Series) -> int:
    """Where the clause of a series starts, if it names subgroups alone: "…; it was more in frail than in fit (…)"."""
    start = last_break(scene.text, series.start)
    since = [r for r in named_refs(scene) if start <= r.start and r.end <= series.start]
    told = all(r.subgroup for r in since) and len(unique_groups(since)) == len(series.quantities)
    return start if told else 0


def _opposed_behind(scene: Scene, series: Series) -> Groups:
    """Two parts right behind their values, which one name stands for: "22 vs 14 months in those with or without A"."""
    parts = [r for r in named_refs(scene) if r.start >= series.end][:2]
    opposed = len(parts) == len(series.quantities) == 2 and all(r.subgroup for r in parts)
    if not opposed or not is_prepositioned(scene, series, parts[0]):
        return []
    return list(parts) if _WITH_WITHOUT.fullmatch(scene.between(parts[0].start, parts[1].start + 7)) else []


def _names_unknown_groups(scene: Scene, series: Series) -> bool:
    """Whether groups are named that nobody knows, and so none are guessed: "4% and 14% in X and Y, respectively"."""
    ends = [m.start for m in scene.sentence.of(Label.RESPECTIVELY) if m.start >= series.end]
    if len(series.quantities) < 2 or not ends or ends[0] > first_break(scene.text, series.end):
        return False
    start = max(s.end for s in scene.series if s.end <= ends[0])  # further values may come before the groups of all
    known = [r for r in named_refs(scene) if start <= r.start < ends[0]]
    gap = text_without(scene.sentence, start, ends[0], known)
    return len(known) < len(series.quantities) and bool(_IN_TWO.search(gap))


def _is_of_others(scene: Scene, series: Series) -> bool:
    """Whether words behind a value mean a group that has no name: "31% at the lower dose levels"."""
    hit = _OTHERS_BEHIND.match(scene.text, series.end)
    return hit is not None and not any(series.end <= r.start < hit.end() for r in scene.refs)


def _first_rule(rules: Sequence[_Rule], scene: Scene, series: Series, earlier: Sequence[Reading]) -> tuple[Groups, str]:
    """What the first rule that applies finds, and its name; an empty list where none does."""
    for rule in rules:
        groups = rule(scene, series, earlier)
        if groups is not None:
            return groups, _name(rule)
    return [], "none"
