"""Rates of nought that are told in words: "no patient had …", "there were no …"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import regex

from myelomine.extractors.linking.scene import Scene, Series
from myelomine.extractors.linking.stretches import first_break
from myelomine.extractors.measures import CLASSES, SURVIVAL, TOXICITY, Measure
from myelomine.extractors.quantities import Quantity, Unit, grade_of
from myelomine.extractors.wording import SEEN
from myelomine.mentions import Label
from myelomine.numbers import parse_count

_PEOPLE_OR_EVENTS = r"(?:patients?|pts|subjects?|participants?|cases?|episodes?|events?|instances?|occurrences?)"
_BEFORE = regex.compile(
    rf"\b(?:[Nn]o|[Nn]one of the|[Nn]one)\s(?:{_PEOPLE_OR_EVENTS}\s"
    r"(?:(?:in\s[^.;,]{1,40}\s)?(?:had|has|experienced|developed|achieved|showed|reported|obtained|of|with)\s)?)?"
    r"(?:an?\s|any\s|confirmed\s)?$"
    r"|\b(?:[Nn]one|[Nn]o one|[Nn]obody)\s"
    r"(?:had|experienced|developed|achieved|showed|reached|suffered)\s(?:an?\s|any\s)?$"
    rf"|\b[Nn](?:one of (?:the|these|those|our)|o)\s(?:\w+\s)?{_PEOPLE_OR_EVENTS}\s[^.;,\d]{{0,70}}?"
    r"(?:had|experienced|developed|achieved|reached|attained|obtained|showed)\s(?:an?\s|any\s)?$"
)
_NONE_RESPONDED = regex.compile(
    rf"\b[Nn]one of (?:the|these|those|our)\s(?:\w+\s)?{_PEOPLE_OR_EVENTS}\s[^.;,\d]{{0,70}}$"
)
_AFTER = regex.compile(
    r"\s?(?:events?\s?|toxicit\w+\s?|responses?\s?)?"
    r"(?P<seen>(?:was|were|has been|have been)\b(?!\s(?:significant|differen|associat|correlat))"
    rf"(?:\s{SEEN})?|occurred\b|)"
    r"(?=\s(?:in|at|to|with|among|after|during|by|within|on|before|until|up to|throughout|over|between|across|nor"
    r"|or(?!\s(?:higher|greater|worse|more|above|better)))\b"
    r"|\s(?:reported|observed|seen)(?=\s(?:in|with|during|by|to)\b|\s?[.,;])|\s?[.,;)]|\s?$)"
)
_BEHIND = regex.compile(
    r"\s(?:was|were)\s(?:(?P<none>not)\s(?:seen|observed|noted|reported|found)\b"
    r"|(?:reached|seen|observed|noted|achieved|reported|found|obtained)\s(?:in|by|among)\s(?P<none>none)"
    r"(?:\sof\s(?:the\s)?(?P<total>\d{1,4}))?\b)"
)


_LISTED = regex.compile(r"(?:\sevents?)?(?:,\s|,?\s(?P<or>n?or)\s)(?:(?:an?|any|cases? of|of)\s)*")
_NO_GRADE = regex.compile(
    r"\b(?:none|no(?:\s(?:patients?|one|cases?|events?))?)\s(?:of (?:them|these|which|whom)\s)?"
    r"(?:(?:was|were|had|being|reached|experienced|of|at|with)\s){0,2}$"
)
_GRADE_ENDS = regex.compile(
    rf"\s?(?:events?|cases?|episodes?|severity|toxicity|reactions?)?(?:\s(?:was|were|{SEEN}))*\s?(?:[.,;)]|$)"
)


def zero_rates(scene: Scene) -> Iterator[tuple[Series, tuple[Measure, ...]]]:
    """Each response or event that nobody had, with a series of one nought."""
    for measure in scene.measures:
        if measure.kind == SURVIVAL:
            continue
        for nought in _noughts(scene.text, measure):
            yield Series((nought,)), (replace(measure, grade=measure.grade or "any"),)
    yield from _listed_noughts(scene)
    yield from _graded_noughts(scene)


def _listed_noughts(scene: Scene) -> Iterator[tuple[Series, tuple[Measure, ...]]]:
    """What "or" adds to a measure that nobody had: "there were no thromboses, second cancers or deaths"."""
    for index, first in enumerate(scene.measures):
        if first.kind == SURVIVAL or not _BEFORE.search(scene.text[: first.start]):
            continue
        listed, last = [first], 0
        for measure in scene.measures[index + 1 :]:
            gap = _LISTED.fullmatch(scene.text, listed[-1].end, measure.start)
            if gap is None or measure.kind != first.kind:
                break
            listed.append(measure)
            last = len(listed) if gap["or"] else last
        seen = _AFTER.match(scene.text, listed[last - 1].end) if last else None
        for measure in listed[1:last] if seen else ():
            nought = _nought(measure.start, measure.end)
            yield Series((nought,)), (replace(measure, grade=measure.grade or first.grade or "any"),)


def _graded_noughts(scene: Scene) -> Iterator[tuple[Series, tuple[Measure, ...]]]:
    """Each grade that nobody had of an event named before it: "rash was seen in 20%, none of grade 3 or 4"."""
    for grade in scene.sentence.of(Label.GRADE):
        denied = _NO_GRADE.search(scene.text[: grade.start])
        before = [m for m in scene.measures if m.end <= grade.start and m.kind == TOXICITY]
        if denied is None or not before or not _GRADE_ENDS.match(scene.text, grade.end):
            continue
        if first_break(scene.text, before[-1].end) >= grade.start and before[-1].name not in CLASSES:
            yield Series((_nought(denied.start(), grade.end),)), (replace(before[-1], grade=grade_of(grade)),)


def _noughts(text: str, measure: Measure) -> Iterator[Quantity]:
    """The noughts behind a measure ("was not seen", "was seen in none of 12") and before it ("no patient had")."""
    behind = _BEHIND.match(text, measure.end)
    if behind:
        total = parse_count(behind["total"]) if behind["total"] else None
        yield _nought(behind.start("none"), behind.end(), total)
    denied = _BEFORE.search(text[: measure.start]) or (
        text.startswith("responded", measure.start) and _NONE_RESPONDED.search(text[: measure.start])
    )
    seen = _AFTER.match(text, measure.end) if denied else None
    if seen:
        yield _nought(measure.start, max(measure.end, seen.end("seen")))


def _nought(start: int, end: int, total: int | None = None) -> Quantity:
    return Quantity(start, end, Unit.PERCENT, "zero.none", Decimal(0), n=0, total=total)
