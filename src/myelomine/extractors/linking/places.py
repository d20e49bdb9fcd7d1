"""Where the groups of a scene stand, seen from a series."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import regex

from myelomine.extractors.arms import Reference
from myelomine.extractors.linking.scene import Reading, Scene, Series
from myelomine.extractors.linking.stretches import first_break, inside_bracket, opening_bracket


def is_broken(scene: Scene, start: int, end: int) -> bool:
    """Whether a semicolon outside brackets or an adversative word stands between two offsets."""
    return first_break(scene.text, start) < end


def named_refs(scene: Scene) -> list[Reference]:
    """The places that name a group, but for those that mean all patients."""
    return [r for r in scene.refs if not r.everyone]


def window(scene: Scene, series: Series) -> tuple[int, int]:
    """How far a series may look for its groups: to the measure or series on either side."""
    left = max((s.end for s in scene.series if s.end <= series.start), default=0)
    right = min((s.start for s in scene.series if s.start >= series.end and not _aside(scene, series, s)), default=len(scene.text))
    return left, min(first_break(scene.text, series.end), right)


def _aside(scene: Scene, series: Series, later: Series) -> bool:
    """Whether a later series stands in a bracket that is closed again: "in 6 patients (sepsis in 3) in the A group"."""
    gap = scene.between(series.end, later.start)
    return gap.count("(") > gap.count(")") and not inside_bracket(scene.text, series.end)


def in_bracket(scene: Scene, series: Series, earlier: Sequence[Reading]) -> list[Reference | None] | None:
    """A lone quantity in a bracket right behind a group: "the X group (median PFS 11 months)"."""
    ref = in_bracket_of(scene, series) if len(series.quantities) == 1 else None
    return [ref] if ref else None


def in_bracket_of(scene: Scene, series: Series) -> Reference | None:
    """The group right before the bracket that a series is the first of."""
    opened = opening_bracket(scene.text, series.start)
    if opened is None or any(opened < s.start < series.start for s in scene.series):
        return None
    ref = last_ref(scene, max(0, opened - 80), opened)
    beside = ref and regex.fullmatch(r"\s?(?:groups?|arms?|patients)?\s?", scene.between(ref.end, opened))
    return ref if beside else None


def first_ref(scene: Scene, start: int, end: int) -> Reference | None:
    """The first group named between two offsets."""
    return next((r for r in named_refs(scene) if start <= r.start < end), None)


def last_ref(scene: Scene, start: int, end: int) -> Reference | None:
    """The last group named wholly between two offsets."""
    return next((r for r in reversed(named_refs(scene)) if start <= r.start and r.end <= end), None)


def unique_groups(refs: Iterable[Reference]) -> list[Reference]:
    """The first reference to each group, in reading order."""
    out: list[Reference] = []
    for ref in refs:
        if not any((ref.label, ref.arm) == (o.label, o.arm) or (ref.arm and ref.arm == o.arm) for o in out):
            out.append(ref)
    return out
