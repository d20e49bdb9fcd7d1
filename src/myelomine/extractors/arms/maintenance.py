"""What a second assignment after induction calls its treated arm: "to maintenance with carfilzomib or observation"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from myelomine.extractors.arms.names import ASSIGNS, is_idle
from myelomine.extractors.arms.register import MAINTENANCE, Arm
from myelomine.extractors.sentences import Sentence, neighbours
from myelomine.mentions import Label, Mention

_OPPOSED = regex.compile(r"(?i)\b(?:versus|vs\.?|or|compared (?:with|to)|and)\b")
_SECOND = regex.compile(rf"(?i)\b{MAINTENANCE}\b")
# how much may stand between a treatment and the group without one: its doses and duration
_REACH = 120
_BESIDE = 30


def with_maintenance(sentences: Sequence[Sentence], treated: Sequence[Arm]) -> list[Arm]:
    """The arms of a study of several, the one that is given as maintenance, or nothing instead, under that name too.

    In a study of one treatment that treatment is told from the comparator by itself.
    """
    facing = [a.label for a in treated if len(treated) > 1 and _faces_nothing(sentences, a)]
    if len(facing) != 1 or any(a.placebo or not a.regimen for a in treated):
        return list(treated)
    return [replace(a, names=a.names | {MAINTENANCE}) if a.label in facing else a for a in treated]


def _faces_nothing(sentences: Sequence[Sentence], arm: Arm) -> bool:
    """Whether a sentence of assignment sets an arm's treatment as maintenance against none."""
    for sentence in sentences:
        if not (ASSIGNS.search(sentence.text) and _SECOND.search(sentence.text)):
            continue
        names = sorted(sentence.named(Label.DRUG, Label.REGIMEN), key=lambda m: m.start)
        for left, right, gap in neighbours(sentence.text, names):
            given = left if is_idle(right) else right
            other = right if given is left else left
            opposed = len(gap) < _REACH and _OPPOSED.search(gap)
            if opposed and is_idle(other) and given.name == arm.regimen and _is_maintenance(sentence.text, given):
                return True
    return False


def _is_maintenance(text: str, given: Mention) -> bool:
    """Whether "maintenance" stands right beside a treatment."""
    around = text[max(0, given.start - _BESIDE) : given.start], text[given.end : given.end + _BESIDE]
    return any(_SECOND.search(part) for part in around)
