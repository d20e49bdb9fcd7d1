"""Two grades that a sentence announces for each pair of values: "(any grade/grade 3-4) were rash (52%/7%)"."""

from __future__ import annotations

import regex

from myelomine.extractors.quantities import grade_of
from myelomine.extractors.sentences import Sentence
from myelomine.mentions import Label

# "any grade/grade 3-4", "all-grade (grade 3/4)"
_GRADES_GAP = regex.compile(r"\s?[/,;([|]\s?(?:and\s)?|\s(?:and|or)\s")
# "(any grade, 56%; grade 3/4, 48%)": the first event gives the grades of the pairs behind it
_GRADES_WITH_VALUES = regex.compile(
    r"\s?[,:=]?\s?(?:(?:in|of)\s)?(?:\d{1,4}\s?[\[(]\s?)?"
    r"\d{1,3}(?:[.·]\d{1,2})?\s?(?:%|per ?cent)\s?[\])]?\s?[;,/]\s?(?:and\s)?"
)
_PAIR_GAP = regex.compile(r"\s?[/;,|]\s?|\s?[(\[]\s?")


def announced_grades(sentence: Sentence, offset: int) -> tuple[str, str] | None:
    """The last two grades before an offset that stand side by side, one of them any grade; None where none do."""
    named = [g for g in sentence.of(Label.GRADE) if g.end <= offset]
    gap = sentence.text[named[-2].end : named[-1].start] if len(named) > 1 else ""
    if not (_GRADES_GAP.fullmatch(gap) or _GRADES_WITH_VALUES.fullmatch(gap)):
        return None
    first, second = grade_of(named[-2]), grade_of(named[-1])
    return (first, second) if first != second and "any" in (first, second) else None


def is_pair(text: str, end: int, start: int) -> bool:
    """Whether nothing but a slash, a comma or an opening bracket stands between two values."""
    return _PAIR_GAP.fullmatch(text[end:start]) is not None
