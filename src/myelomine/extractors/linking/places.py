"""Where the groups of a scene stand, seen from a series."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import regex

from myelomine.extractors.arms import Arm, Reference
from myelomine.extractors.linking.scene import Scene, Series
from myelomine.extractors.linking.stretches import BRACKETS, first_break, inside_bracket, opening_bracket

_PREPOSITION_REACH = 70
# how patients come to be in a group, and what tells how they were treated there
_GIVEN = (
    r"(?:receiving|received|treated with|given|assigned to|allocated to|randomi[sz]ed to|randomly assigned to"
    r"|undergoing|underwent|continuing|taking|took|proceeding to|started on|managed with|on)"
)
_MANNER = (
    r"(?:upfront|up-front|early|immediate|delayed|deferred|late|single|double|tandem|continued|continuous|additional|further"
    r"|standard|conventional|maintenance|consolidation|oral|weekly)"
)
_PREPOSITION = regex.compile(
    r"\s?(?:[\])]\s?)?(?:\([^()]{1,60}\)\s?)?(?:(?:of\s(?:the\s)?(?:\w+\s)?)?(?:patients?|pts)\s?)?"
    r"(?:(?:(?:was|were)\s)?(?:reported|occurring|occurred|seen|observed|noted|recorded)\s)?"
    rf"(?:[\[(]|in|for|with|on|under|at|to|from|among|of|after|following|by|responded to|{_GIVEN})?\s?"
    rf"(?:the|those|patients|pts|subjects|participants|people|individuals|adults|on|in|who|were|had|all|{_GIVEN}|{_MANNER}|\s)*"
)


_COMPARED_FIRST = regex.compile(
    r"(?i)(?:compared (?:with|to)|versus|relative to|in comparison (?:with|to)|unlike|than|as opposed to"
    r"|in contrast to)\s(?:(?:the|those|patients|treatment|with|in)\s){0,3}$"
)
_LABELS = regex.compile(r"\s?(?:groups?|arms?|patients)?\s?[,:=]\s?")
_ONE_COMMA = regex.compile(r"[^.;]{0,60},[^.;]{0,60}")


def turned(scene: Scene, refs: Sequence[Reference]) -> Sequence[Reference]:
    """The groups in the order of their values, which start with the second in "Compared with A, B had …"."""
    if len(refs) != 2 or not _COMPARED_FIRST.search(scene.text[: refs[0].start]):
        return refs
    comma = _ONE_COMMA.fullmatch(scene.between(refs[0].end, refs[1].start))
    return (refs[1], refs[0]) if comma else refs


def is_broken(scene: Scene, start: int, end: int) -> bool:
    """Whether a semicolon outside brackets or an adversative word stands between two offsets."""
    return first_break(scene.text, start) < end


def named_refs(scene: Scene) -> list[Reference]:
    """The places that name a group, but for those that mean all patients."""
    return [r for r in scene.refs if not r.everyone]


def window(scene: Scene, series: Series) -> tuple[int, int]:
    """How far a series may look for its groups: to the measure or series on either side."""
    left = max((s.end for s in scene.series if s.end <= series.start), default=0)
    later = (s.start for s in scene.series if s.start >= series.end and not _is_aside(scene, series, s))
    limit = min(later, default=len(scene.text))
    parted = scene.text.find(";", series.end, limit) if limit < len(scene.text) else -1
    return left, min(first_break(scene.text, series.end), limit if parted < 0 else parted)


def _is_aside(scene: Scene, series: Series, later: Series) -> bool:
    """Whether a later series stands in a bracket of its own: "in 6 patients (sepsis in 3) in the A group"."""
    gap = scene.between(series.end, later.start)
    return gap.count("(") > gap.count(")") and not inside_bracket(scene.text, series.end)


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


def at_series(series: Series, arm: Arm) -> Reference:
    """A reference to an arm that the sentence does not name, placed where the series starts."""
    return Reference(series.start, series.start, arm.label, arm)


def distinct(refs: Sequence[Reference | None]) -> bool:
    """Whether every place names a group, no two the same."""
    return len({(r.label, r.arm) for r in refs if r}) == len(refs)


def is_prepositioned(scene: Scene, series: Series, ref: Reference | None) -> bool:
    """Whether a group hangs on a preposition: "60% in the X group", "60% (X)", "27% of X patients"."""
    if ref is None:
        return False
    gap = scene.between(series.end, ref.start)
    if len(gap) >= _PREPOSITION_REACH:
        gap = BRACKETS.sub("", gap)
    return len(gap) < _PREPOSITION_REACH and _PREPOSITION.fullmatch(gap) is not None


def has_value(scene: Scene, ref: Reference) -> bool:
    """Whether a group opens a bracket with a value of its own: "34 months (high-risk, 19 months; …)"."""
    if not scene.text[: ref.start].endswith(("(", "[")):
        return False
    return any(_LABELS.fullmatch(scene.between(ref.end, s.start)) for s in scene.series if s.start > ref.end)


def unique_groups(refs: Iterable[Reference]) -> list[Reference]:
    """The first reference to each group, in reading order."""
    out: list[Reference] = []
    for ref in refs:
        if not any((ref.label, ref.arm) == (o.label, o.arm) or (ref.arm and ref.arm == o.arm) for o in out):
            out.append(ref)
    return out
