"""What the words around a number say against it: a follow-up, an age, a threshold, a denominator, a cause of death."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from myelomine.extractors.measures import TOXICITY, Measure
from myelomine.extractors.quantities import Quantity, Unit
from myelomine.extractors.sentences import Sentence
from myelomine.mentions import Label

_EXCLUDED_BEFORE = {
    "follow_up": 45,
    "age": 45,
    "difference": 45,
    "odds": 30,
    "exposure": 60,
    "baseline": 40,
    "prior": 30,
}
_EXCLUDED_AFTER = {"follow_up": 25, "age": 12, "difference": 4, "prior": 25, "baseline": 25}
_TIME_BEFORE = regex.compile(
    r"(?i)\b(?:at|after|beyond|within|for|during|every|first|last|by|until|through|from|approximately every|over|past)\s(?:the\s)?(?:(?:first|last|past)\s)?(?:\d{1,3}\s(?:and|or|to)\s)?$"
)
_ELSEWHERE = 90
_SENTENCE_EXCLUDED = ("assumption", "eligibility")


def is_spoken_about(sentence: Sentence, measure: Measure) -> bool:
    """ "Resolution of neuropathy", "prophylaxis against infection": the event is not what is counted."""
    if measure.name == "any adverse event" and regex.search(r"(?i)\bas an?\s(?:\w+\s)?$", sentence.text[: measure.start]):
        return True  # "was reported as an adverse event in 36%"
    cues = (c for c in sentence.of(Label.NOT_A_RESULT) if c.value.text("about"))
    return any(
        regex.fullmatch(r"\s?(?:grade\s\S{1,6}\s)?", sentence.text[c.end : measure.start]) or (c.text.startswith(("died", "death")) and measure.kind == TOXICITY)
        for c in cues if c.end <= measure.start
    )  # fmt: skip


def names_subgroup(sentence: Sentence, measure: Measure) -> bool:
    """ "patients who obtained a PR": a response that tells who is meant is no result."""
    return any(
        g.value.text("subgroup") and g.start <= measure.start and measure.end <= g.end for g in sentence.of(Label.GROUP)
    )


def is_excluded(sentence: Sentence, quantity: Quantity, found: Sequence[Measure]) -> bool:
    """Whether the words around a quantity say that it is no result: a follow-up, an age, a threshold, a difference."""
    if (
        quantity.unit is Unit.COUNT
        and quantity.total is None
        and _DENOMINATOR_BEFORE.search(sentence.text[: quantity.start])
    ):
        return True
    if quantity.unit is Unit.COUNT and regex.search(
        r"(?i)\b(?:died|deaths?)\b[^.]*:[^.]*$", sentence.text[: quantity.start]
    ):
        return True
    if (
        quantity.unit is Unit.MONTHS
        and quantity.value is not None
        and _TIME_BEFORE.search(sentence.text[: quantity.start][-40:])
    ):
        return True
    for cue in sentence.of(Label.NOT_A_RESULT):
        kind = next(k for k, v in cue.value.texts if v)
        if kind == "difference" and quantity.unit is Unit.RATIO:
            continue
        if kind == "prior" and quantity.unit in (Unit.MONTHS, Unit.RATIO):
            continue
        if kind == "baseline" and any(
            g.value.text("subgroup") and g.start <= cue.start < g.end for g in sentence.of(Label.GROUP)
        ):
            continue
        if kind == "follow_up" and (quantity.unit is not Unit.MONTHS or quantity.value is None):
            continue
        if kind == "elsewhere":
            if cue.end <= quantity.start <= cue.end + _ELSEWHERE and not regex.search(r"[.;]", sentence.text[cue.end : quantity.start]):
                return True
            continue
        if kind in _SENTENCE_EXCLUDED:
            return True
        if cue.start <= quantity.start < cue.end:
            return True
        before = cue.end <= quantity.start and quantity.start - cue.end <= _EXCLUDED_BEFORE.get(kind, 0)
        after = quantity.end <= cue.start and cue.start - quantity.end <= _EXCLUDED_AFTER.get(kind, 0)
        low, high = (cue.end, quantity.start) if before else (quantity.end, cue.start)
        if (
            (before or after)
            and not any(low <= m.start < high for m in found)
            and not _separated(sentence.text[low:high])
        ):
            return True
    return False


_DENOMINATOR_BEFORE = regex.compile(r"\b(?:[Oo]f|[Aa]mong)\s(?:(?:the|these|all|those|our)\s){0,2}$")


def _separated(gap: str) -> bool:
    return bool(regex.search(r"[;]|\d\s?%|\b(?:and|the median|was)\b.{0,40}\d", gap)) or gap.count(",") > 1
