"""Cells that print an event at two grades: "39 / 31" or "39 (31)" below "any grade (grade 3-4), %"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import regex

from myelomine.document import Cell
from myelomine.extractors.quantities import grade_of
from myelomine.extractors.tables.context import TableContext
from myelomine.mentions import Label

_WORD = r"(?:(?:ctc(?:ae)? )?grades?|gr\.?|G)"
_SCALE = r"[1-5]\s?(?:[-–—]|or|and|to)\s?[1-5]"
_HOW_COUNTED = r"(?:,?\s?[\[(]?\s?(?:%|no?\.?\s?[\[(]%[\])]|no?\.?)\s?[\])]?)?"
_FIRST = rf"(?:(?:any|all|total|overall)(?:[\s-]grades?)?|(?:{_WORD}\s?)?{_SCALE}){_HOW_COUNTED}"
_SECOND = (
    rf"(?:{_WORD}\s?)?(?:[≥>]=?\s?[1-5]|{_SCALE}|[1-5]\s?/\s?[1-5]|(?<={_WORD}\s?)[1-5])"
    rf"(?: or (?:higher|worse|more|above|greater))?{_HOW_COUNTED}"
)
_PAIR = regex.compile(
    rf"(?i)(?<![\p{{L}}\d/–-])(?P<first>{_FIRST})\s?(?:(?P<slash>[/|])|(?P<bracket>[\[(]))\s?(?P<second>{_SECOND})(?![\d/])"
)
_GRADED = regex.compile(r"(?i)grade|(?<!\p{L})G\s?[1-5]|\bgr\.")
_PLAIN = regex.compile(r"(?i)\b(?:any|all|total|overall)\b")
_NUMBER = r"\d{1,4}(?:[.·]\d{1,2})?\s?%?"
_PIECE = rf"(?:{_NUMBER}(?:\s?[\[(]\s?{_NUMBER}\s?[\])])?)"
_WITH_SLASH = regex.compile(rf"(?P<first>{_PIECE})\s?[/|]\s?(?P<second>{_PIECE})")
_WITH_BRACKET = regex.compile(rf"(?P<first>{_NUMBER})\s?[\[(]\s?(?P<second>{_NUMBER})\s?[\])]")
_LEADING_NUMBER = regex.compile(r"\d{1,4}(?:[.·]\d{1,2})?")


@dataclass(frozen=True, slots=True)
class GradePair:
    """The two grades of which cells print numbers, and whether the second stands in brackets."""

    first: str
    second: str
    bracketed: bool

    def parts(self, text: str) -> tuple[tuple[str, str], ...]:
        """What a cell prints of each grade; nothing where it is of another form.

        >>> GradePair("any", ">=3", bracketed=True).parts("39 (31)")
        (('39', 'any'), ('31', '>=3'))
        >>> GradePair("any", "3-4", bracketed=False).parts("9 (4) / 0 (0)")
        (('9 (4)', 'any'), ('0 (0)', '3-4'))
        >>> GradePair("any", "3-4", bracketed=False).parts("4 / 9")
        ()
        """
        hit = (_WITH_BRACKET if self.bracketed else _WITH_SLASH).fullmatch(text.strip())
        if hit is None or (self.first == "any" and _leading(hit["second"]) > _leading(hit["first"])):
            return ()
        return (hit["first"].strip(), self.first), (hit["second"].strip(), self.second)


def _leading(text: str) -> float:
    hit = _LEADING_NUMBER.match(text)
    return float(hit[0].replace("·", ".")) if hit else 0.0


def pair_told(context: TableContext, texts: Iterable[str]) -> GradePair | None:
    """The two grades that the first of some texts to name a pair gives to the cells."""
    for text in texts:
        if (hit := _PAIR.search(text)) and _GRADED.search(hit[0]):
            first = "any" if _PLAIN.match(hit["first"]) else _grade_in(context, hit["first"])
            second = _grade_in(context, hit["second"])
            return GradePair(first, second, hit["bracket"] is not None) if first and second else None
    return None


def _grade_in(context: TableContext, text: str) -> str:
    level = regex.sub(rf"(?i)^{_WORD}\s?", "", text)
    grades = context.sentence(f"grade {level}").of(Label.GRADE)
    return grade_of(grades[0]) if len(grades) == 1 else ""


def prints_pairs(pair: GradePair, cells: Iterable[Cell]) -> bool:
    """Whether most of the cells with numbers print both grades."""
    texts = [cell.text for cell in cells if _LEADING_NUMBER.match(cell.text.strip())]
    return 2 * sum(bool(pair.parts(text)) for text in texts) > len(texts)
