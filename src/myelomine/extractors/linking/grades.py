"""The grade of a toxicity rate: its own, its measure's, or that of the list it stands in."""

from __future__ import annotations

import regex

from myelomine.extractors.linking.places import is_broken
from myelomine.extractors.linking.scene import EVENT_GAP, Scene
from myelomine.extractors.linking.stretches import closing_bracket, opening_bracket
from myelomine.extractors.measures import Measure
from myelomine.extractors.quantities import Quantity, grade_of
from myelomine.extractors.wording import SEEN
from myelomine.mentions import Label, Mention

_QUANTITY_AFTER_GRADE = regex.compile(
    r"\s?(?:events?|AEs?|adverse events?|toxicity|in|:|was|were|,|[\[(]|of|for|at|only|patients|ones?|forms?|cases|most"
    rf"|the|majority|≥?\s|{SEEN}){{0,6}}\s?"
)
_GRADE_BEHIND = regex.compile(
    r"\s?[\])]?\s?(?:(?:of\s)?(?:the\s)?patients\s)?(?:(?:had|were|was|with|of|at|experienced|developed)\s(?:an?\s)?)?"
)
_CLOSING = regex.compile(
    r"(?i)\b(?:were|was|being|as)\s(?:the\s)?(?:(?:most|only|main|predominant|major)\s)?"
    r"(?:(?:common|frequent|commonly|frequently)\s)?(?:(?:reported|observed|occurring|seen)\s)?"
    r"(?:(?:treatment|drug)[- ](?:related|emergent)\s)?$"
)
# "neutropenia of grade 3/4 was the leading toxicity (44%), followed by |anemia|": the list is of one grade
_FOLLOWED = regex.compile(
    r"(?i)\b(?:was|were|being)\s(?:by far\s)?(?:the\s)?(?:most\s(?:common|frequent)|commonest|leading|main|predominant)"
    r"(?:[^.;]|\.\d){3,120}?\b(?:followed by|then(?: by)?|ahead of|next)\s(?:[^.;]|\.\d){0,60}$"
)
# "9% had grade 4 events; neuropathy occurred in 40%": the class has a share of its own
_OWN_SHARE = regex.compile(
    r"\d\s?(?:%|per ?cent)\s?[\])]?\s(?:(?:of|had|with|the|patients|pts|experienced|reported|an?)\s){0,4}$"
)
_DENIED = regex.compile(r"(?i)\b(?:no|without)\s(?:\w+\s){0,2}$")
# "grade 3-4 adverse events were …" opens a list whose members share the grade
_OPENERS = frozenset(
    {"any adverse event", "treatment-related adverse event", "hematologic toxicity", "nonhematologic toxicity"}
)
# "infections of grade 3 or higher in 18%, including pneumonia in 9%": the kinds of an event share its grade
_PARTS = regex.compile(
    r"(?i)\b(?:includ(?:ing|ed)|among (?:them|these)|of which|namely|mostly|mainly|chiefly|predominantly|notably"
    r"|in particular|most commonly|most frequently)\b"
)
_UNGRADED = frozenset(
    {
        "serious adverse event",
        "discontinuation due to adverse event",
        "treatment-related death",
        "death",
        "any adverse event",
    }
)


def toxicity_grade(scene: Scene, measure: Measure, quantity: Quantity) -> str:
    """A quantity's own grade, else its measure's, else the last grade that an earlier list was opened with."""
    own = grade_behind(scene, quantity) or _grade_beside(scene, measure, quantity)
    if own is None and not measure.grade and scope_grade(scene, measure) == "any":
        own = _closing_grade(scene, measure)
    return grade_of(own) if own is not None else measure.grade or scope_grade(scene, measure)


def _closing_grade(scene: Scene, measure: Measure) -> Mention | None:
    """The grade that sums a list up: "anemia (20%) and rash (4%) were the most common grade 3/4 events"."""
    for grade in scene.sentence.of(Label.GRADE):
        opener = any(m.name in _OPENERS and m.start <= grade.start and grade.end <= m.end for m in scene.measures)
        if measure.end <= grade.start and opener and _CLOSING.search(scene.text[: grade.start]):
            return grade
    return None


def grade_behind(scene: Scene, quantity: Quantity) -> Mention | None:
    """The grade right behind a number: "35% Gr1, 10% Gr2"."""
    behind = (g for g in scene.sentence.of(Label.GRADE) if quantity.end <= g.start)
    return next((g for g in behind if _is_behind(scene, quantity, g)), None)


def _is_behind(scene: Scene, quantity: Quantity, grade: Mention) -> bool:
    """Whether a grade stands right behind a number, or alone in a bracket behind it: "8.5% (grade ≥3)"."""
    gap = scene.between(quantity.end, grade.start)
    alone = gap in ("(", " (", "[", " [") and scene.text[grade.end : grade.end + 1] in (")", "]")
    return alone or _GRADE_BEHIND.fullmatch(gap) is not None


def is_graded(scene: Scene, quantity: Quantity) -> bool:
    """Whether a number has a grade behind it: "35% Gr1", "38 (84%) had an event of grade 3"."""
    if grade_behind(scene, quantity) is not None:
        return True
    return any(_is_of_event(scene, quantity, g) for g in scene.sentence.of(Label.GRADE))


def _grade_beside(scene: Scene, measure: Measure, quantity: Quantity) -> Mention | None:
    """A grade between a measure and its number, or of the event behind it: "5% having an event of grade 3".

    Of several values that are compared, the first has it for all: "grade 3 in 3% and 1%".
    """
    start = next((s.start for s in scene.series if s.start <= quantity.start < s.end), quantity.start)
    for grade in scene.sentence.of(Label.GRADE):
        ahead = measure.end <= grade.start and grade.end <= start
        if ahead and _QUANTITY_AFTER_GRADE.fullmatch(scene.between(grade.end, start)):
            return grade
        if _is_of_event(scene, quantity, grade):
            return grade
    return None


def _is_of_event(scene: Scene, quantity: Quantity, grade: Mention) -> bool:
    """Whether a grade is that of the event that a number counts."""
    return quantity.end <= grade.start and EVENT_GAP.fullmatch(scene.between(quantity.end, grade.start)) is not None


def scope_grade(scene: Scene, measure: Measure) -> str:
    """The grade that holds for a list: "grade 3-4 events included thrombocytopenia (..), lymphopenia (..)"."""
    above = [g for g in scene.sentence.of(Label.GRADE) if g.end <= measure.start]
    if not above or measure.name in _UNGRADED:
        return "any"
    return grade_of(above[-1]) if _reaches(scene, above[-1], measure) else "any"


def _reaches(scene: Scene, grade: Mention, measure: Measure) -> bool:
    """Whether the last grade before a measure holds for it."""
    counted = any(_is_of_event(scene, q, grade) for s in scene.series for q in s.quantities)
    if counted or _closed(scene, grade, measure):
        return False
    if scene.text[: measure.start].endswith(" of ") and scene.text[: grade.start].endswith(" of "):
        return False  # "of grade 3-4 infections 20%, and of second cancers 2%": each item has its own
    opener = next((m for m in scene.measures if m.start <= grade.start and grade.end <= m.end), None)
    told = (
        opener is not None
        and _OWN_SHARE.search(scene.text[: grade.start])
        and is_broken(scene, grade.end, measure.start)
    )
    if opener is not None and opener.name in _OPENERS and not (told or _DENIED.search(scene.text[: opener.start])):
        return True
    if _FOLLOWED.search(scene.text, grade.end, measure.start):
        return True
    behind = any(
        m.start < grade.start and m.end == grade.end and m.grade and m.name not in _OPENERS for m in scene.measures
    )
    part = _PARTS.search(scene.between(grade.end, measure.start))
    return (not behind or part is not None) and not is_broken(scene, grade.end, measure.start)


def _closed(scene: Scene, grade: Mention, measure: Measure) -> bool:
    """Whether a grade stands in a bracket with a number of its own, and so says nothing of what follows."""
    opened, closed = opening_bracket(scene.text, grade.start), closing_bracket(scene.text, grade.end)
    if opened is None or closed is None or closed >= measure.start:
        return False
    return any(q.end > opened and q.start < closed for s in scene.series for q in s.quantities)
