"""Regimens: one draft for each arm of the register, with the sentence that assigns it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from myelomine.drafts import Draft
from myelomine.extractors.clauses import Scene
from myelomine.extractors.evidence import evidence_of


_ASSIGNED_SCORE = 8


def regimen_drafts(scenes: Sequence[Scene], mentioned_only: bool) -> Iterator[Draft]:
    """One regimen a group of patients that a study treated.

    Where the text states nothing else (`mentioned_only`), an arm needs to be assigned or counted beyond doubt.
    """
    if not scenes:
        return
    register = scenes[0].register
    for arm in register.arms:
        scene = next((s for s in scenes if any(r.arm == arm for r in s.refs)), None)
        if scene is None or not arm.regimen or (mentioned_only and arm.score < _ASSIGNED_SCORE):
            continue
        label = arm.label if register.compared else ""
        yield Draft(
            kind="regimen", name=arm.regimen, regimen=arm.regimen, group=label,
            evidence=(evidence_of(scene.sentence, "regimen.arm"),), confidence=min(0.95, 0.6 + arm.score / 30),
        )  # fmt: skip
