"""Two grades that a sentence announces for each pair of values: "(any grade/grade 3-4) were rash (52%/7%)"."""

from __future__ import annotations

import regex

from myelomine.extractors.quantities import grade_of
from myelomine.extractors.sentences import Sentence
from myelomine.mentions import Label

# "any grade/grade 3-4", "all-grade (grade 3/4)"
_GRADES_GAP = regex.compile(r"\s?[/,;([|]\s?(?:and\s)?|\s(?:and|or)\s")
_PAIR_GAP = regex.compile(r"\s?[/;,|]\s?|\s?[(\[]\s?")


def announced_grades(sentence: Sentence, offset: int) -> tuple[str, str] | None:
    """The last two grades before an offset that stand side by side, one of them any grade; None where none do."""
    named = [g for g in sentence.of(Label.GRADE) if g.end <= offset]
    if len(named) < 2 or not _GRADES_GAP.fullmatch(sentence.text[named[-2].end : named[-1].start]):
        return None
    first, second = grade_of(named[-2]), grade_of(named[-1])
    return (first, second) if first != second and "any" in (first, second) else None


def is_pair(text: str, end: int, start: int) -> bool:
    """Whether nothing but a slash, a comma or an opening bracket stands between two values."""
    return _PAIR_GAP.fullmatch(text[end:start]) is not None
