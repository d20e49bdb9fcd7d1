"""The grade of a toxicity rate: its own, its measure's, or that of the list it stands in."""

from __future__ import annotations

import regex

from myelomine.extractors.linking.places import is_broken
from myelomine.extractors.linking.scene import EVENT_GAP, Scene
from myelomine.extractors.measures import Measure
from myelomine.extractors.quantities import Quantity, grade_of
from myelomine.mentions import Label, Mention

_QUANTITY_AFTER_GRADE = regex.compile(
    r"\s?(?:events?|AEs?|adverse events?|toxicity|in|:|was|were|,|[\[(]|of|for|at|reported|occurred|noted|observed|only|patients|≥?\s){0,6}\s?"
)


def toxicity_grade(scene: Scene, measure: Measure, quantity: Quantity) -> str:
    """A quantity's own grade, else its measure's, else the last grade that an earlier list was opened with."""
    own = grade_behind(scene, quantity)
    if own is not None:
        return grade_of(own)
    for grade in scene.sentence.of(Label.GRADE):
        gap_before = scene.between(grade.end, quantity.start)
        if measure.end <= grade.start and grade.end <= quantity.start and _QUANTITY_AFTER_GRADE.fullmatch(gap_before):
            return grade_of(grade)
        gap_after = scene.between(quantity.end, grade.start)
        if quantity.end <= grade.start and EVENT_GAP.fullmatch(gap_after):
            return grade_of(grade)
    if measure.grade:
        return measure.grade
    return scope_grade(scene, measure)


def grade_behind(scene: Scene, quantity: Quantity) -> Mention | None:
    """ "35% Gr1, 10% Gr2": the grade right behind a number."""
    for grade in scene.sentence.of(Label.GRADE):
        if quantity.end <= grade.start and regex.fullmatch(
            r"\s?[\])]?\s?(?:(?:of\s)?(?:the\s)?patients\s)?(?:(?:had|were|was|with|of|at|experienced|developed)\s)?",
            scene.between(quantity.end, grade.start)
        ):
            return grade
    return None


_OPENERS = frozenset({"any adverse event", "hematologic toxicity", "nonhematologic toxicity"})
_UNGRADED = frozenset(
    {
        "serious adverse event",
        "discontinuation due to adverse event",
        "treatment-related death",
        "death",
        "any adverse event",
    }
)


def scope_grade(scene: Scene, measure: Measure) -> str:
    """ "grade 3-4 events included thrombocytopenia (..), lymphopenia (..)": the grade holds for the list."""
    above = [g for g in scene.sentence.of(Label.GRADE) if g.end <= measure.start]
    if not above or measure.name in _UNGRADED:
        return "any"
    grade = above[-1]
    if any(
        q.end <= grade.start and EVENT_GAP.fullmatch(scene.between(q.end, grade.start))
        for s in scene.series
        for q in s.quantities
    ):
        return "any"
    opener = next((m for m in scene.measures if m.start <= grade.start and grade.end <= m.end), None)
    if (
        opener is not None
        and opener.name in _OPENERS
        and not regex.search(r"(?i)\b(?:no|without)\s(?:\w+\s){0,2}$", scene.text[: opener.start])
    ):
        return "any" if _closed(scene, grade, measure) else grade_of(grade)
    behind = any(
        m.start < grade.start and m.end == grade.end and m.grade and m.name not in _OPENERS for m in scene.measures
    )
    if behind or _closed(scene, grade, measure) or is_broken(scene, grade.end, measure.start):
        return "any"
    return grade_of(grade)


def _closed(scene: Scene, grade: Mention, measure: Measure) -> bool:
    """A grade in a bracket with a number of its own, or right behind or before a number, says nothing of what follows."""
    opened = max(scene.text.rfind(c, 0, grade.start) for c in "([")
    closed = min((i for i in (scene.text.find(c, grade.end) for c in ")]") if i >= 0), default=-1)
    bracketed = opened >= 0 and closed >= 0 and not any(c in scene.text[opened + 1 : grade.start] for c in ")]")
    if bracketed and closed < measure.start:
        return any(q.end > opened and q.start < closed for s in scene.series for q in s.quantities)
    return False
