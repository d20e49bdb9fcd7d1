"""Rates of nought that are told in words: "no patient had …", "there were no …"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import regex

from myelomine.extractors.linking.scene import Scene, Series
from myelomine.extractors.measures import SURVIVAL, Measure
from myelomine.extractors.quantities import Quantity, Unit
from myelomine.numbers import parse_count

_PEOPLE_OR_EVENTS = r"(?:patients?|subjects?|participants?|cases?|episodes?|events?|instances?|occurrences?)"
_BEFORE = regex.compile(
    rf"\b(?:[Nn]o|[Nn]one of the|[Nn]one)\s(?:{_PEOPLE_OR_EVENTS}\s"
    r"(?:(?:in\s[^.;,]{1,40}\s)?(?:had|has|experienced|developed|achieved|showed|reported|obtained|of|with)\s)?)?"
    r"(?:an?\s|any\s|confirmed\s)?$"
    r"|\b[Nn]one\s(?:had|experienced|developed|achieved)\s(?:an?\s|any\s)?$"
)
_AFTER = regex.compile(
    r"\s?(?:events?\s?|toxicit\w+\s?|responses?\s?)?"
    r"(?P<seen>(?:was|were|has been|have been)\b(?!\s(?:significant|differen|associat|correlat))"
    r"(?:\s(?:observed|seen|reported|noted|recorded|documented|found|detected))?|occurred\b|)"
    r"(?=\s(?:in|at|with|among|after|during)\b|\s?[.,;)]|\s?$)"
)
_BEHIND = regex.compile(
    r"\s(?:was|were)\s(?:(?P<none>not)\s(?:seen|observed|noted|reported|found)\b"
    r"|(?:reached|seen|observed|noted|achieved|reported|found|obtained)\s(?:in|by|among)\s(?P<none>none)"
    r"(?:\sof\s(?:the\s)?(?P<total>\d{1,4}))?\b)"
)


def zero_rates(scene: Scene) -> Iterator[tuple[Series, tuple[Measure, ...]]]:
    """Each response or event that nobody had, with a series of one nought."""
    for measure in scene.measures:
        if measure.kind == SURVIVAL:
            continue
        for nought in _noughts(scene.text, measure):
            yield Series((nought,)), (replace(measure, grade=measure.grade or "any"),)


def _noughts(text: str, measure: Measure) -> Iterator[Quantity]:
    """The noughts behind a measure ("was not seen", "was seen in none of 12") and before it ("no patient had")."""
    behind = _BEHIND.match(text, measure.end)
    if behind:
        total = parse_count(behind["total"]) if behind["total"] else None
        yield _nought(behind.start("none"), behind.end(), total)
    seen = _AFTER.match(text, measure.end) if _BEFORE.search(text[: measure.start]) else None
    if seen:
        yield _nought(measure.start, max(measure.end, seen.end("seen")))


def _nought(start: int, end: int, total: int | None = None) -> Quantity:
    return Quantity(start, end, Unit.PERCENT, "zero.none", Decimal(0), n=0, total=total)
