"""Which part of a sentence speaks of which dose, and in which phase of treatment.

A dose's stretch begins at its drug with the adjectives in front of it, or at the dose where that comes first, and ends
where the words about another dose, another drug or another phase begin.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from myelomine.extractors.dose_mentions import Given
from myelomine.extractors.linking.scene import Scene
from myelomine.extractors.schedules import TIMING
from myelomine.mentions import Label, Mention
from myelomine.numbers import parse_count


@dataclass(frozen=True, slots=True)
class Stretch:
    """The part of a sentence that speaks of one dose: `start` to the dose, and from there to `end`."""

    given: Given
    start: int
    end: int
    zone: Zone


@dataclass(frozen=True, slots=True)
class Zone:
    """A phase of treatment within a sentence, with the cycles that it covers."""

    start: int
    end: int
    cycles: str = ""


_WITHIN_LEAD = regex.compile(
    r"(?i)[\s,/-]{1,3}(?:(?:or|and)\s)?(?:(?:low|high|reduced|standard)[- ]dose\s|(?:administration|infusions?|"
    r"injections?|doses?|treatment|combination)(?:\s(?:of|with))?\s)?|\s?[(\[]\s?(?:(?:dose\s)?range,?\s|at\s)?"
)
_ADVERB = regex.compile(r"(?i)(?:ly|po|p\.o\.)$")
_OTHER_BRACKET = regex.compile(
    r"[^()]{0,60}\)[\s,;]{1,2}(?:or|and|versus|vs\.?)\s(?P<words>[^();]{0,40}\([^();]{0,120})"
)
_DUMMY = regex.compile(r"(?i)\b(?:plus|and|with)\s(?:\w+\s)?$")
_NO_BOUNDARY = regex.compile(
    r"(?i)\b(?:before|after|with each|day of|days of|than|prior to|following|without|"
    r"co-formulated with)\s(?:each\s|the\s|a\s|(?:dose|infusion)s? of\s)?$"
)
_PHASE_OPENS = regex.compile(
    r"(?i)\b(?:followed by|then)\s(?:[\w-]+\s){0,3}?(?:maintenance|consolidation)\b|\b(?:maintenance|"
    r"consolidation)(?: (?:therapy|treatment))?(?: (?:with|consisted of|used|was)|:)"
)
_COUNTED_THEN = regex.compile(r"(?i)\b(?P<n>\w+) cycles,? followed by")
# "one cycle of … was followed by eight cycles of …": the numbers of the second go on from the first
_NUMBER = r"\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|twelve"
_CYCLES_THEN = regex.compile(
    rf"(?i)\b(?:(?P<first>first)|(?P<n>{_NUMBER})) (?:[\w-]+ ){{0,2}}cycles?\b(?:[^.;]|\.\d){{0,180}}?"
    rf"(?P<then>\b(?:followed by|and then|then)\s(?P<m>{_NUMBER}) (?:[\w-]+ ){{0,2}}cycles\b)"
)


def stretches_of(scene: Scene, given: Sequence[Given]) -> list[Stretch]:
    """The stretch of each dose, in reading order."""
    zones = _zones(scene)
    starts = [_start(scene, g, given[i - 1] if i else None) for i, g in enumerate(given)]
    out: list[Stretch] = []
    for i, item in enumerate(given):
        zone = next(z for z in zones if z.start <= item.dose.start < z.end)
        limits = [zone.end, *starts[i + 1 : i + 2], *_other_drugs(scene, item)]
        out.append(Stretch(item, starts[i], min(n for n in limits if n >= item.dose.end), zone))
    return out


def _start(scene: Scene, given: Given, previous: Given | None) -> int:
    """Where the words about a dose begin: at its drug when that comes first, with the adjectives in front of it."""
    floor = previous.dose.end if previous else 0
    begin = given.drug.start if floor <= given.drug.start <= given.dose.start else given.dose.start
    other_bracket = _OTHER_BRACKET.fullmatch(scene.text[floor:begin]) if previous else None
    return floor + other_bracket.start("words") if other_bracket else _with_lead(scene, begin, floor)


def _with_lead(scene: Scene, begin: int, floor: int) -> int:
    """The beginning with its adjectives: "once-weekly oral or intravenous |dexamethasone", "thereafter |40 mg"."""
    start = begin
    ahead = [
        m for m in scene.sentence.of(Label.ROUTE, Label.FREQUENCY, Label.CYCLES) if floor <= m.start and m.end <= begin
    ]
    for mention in reversed(ahead):
        gap = scene.text[mention.end : start]
        adverb = mention.label is Label.ROUTE and _ADVERB.search(mention.text) and not regex.search(r"[(\[]", gap)
        scope = mention.label is Label.CYCLES and not mention.value.text("thereafter")
        listed = start == begin and regex.search(r"\b(?:and|or)\b|,", gap)
        if adverb or scope or listed or not _WITHIN_LEAD.fullmatch(gap):
            break
        start = mention.start
    before = [floor, *(m.end for m in scene.sentence.of(*TIMING, Label.ROUTE) if m.end <= start)]
    tied = floor and any(scene.text[end:start].isspace() for end in before)
    return begin if tied else start


def _other_drugs(scene: Scene, given: Given) -> list[int]:
    """Where the words about another drug begin behind a dose."""
    supportive = [m for m in scene.sentence.named(Label.DRUG) if _bounds(scene, m)]
    names = sorted((*scene.sentence.drugs, *supportive), key=lambda m: m.start)
    others = [
        d
        for d in names
        if d.start >= given.dose.end and d.name != given.name and not _NO_BOUNDARY.search(scene.text[: d.start])
    ]
    return [_with_lead(scene, others[0].start, given.dose.end)] if others else []


def _bounds(scene: Scene, mention: Mention) -> bool:
    """Whether a name that is no component of a regimen has a route and days of its own: "plus intravenous placebo"."""
    dummy = mention.name == "placebo" and _DUMMY.search(scene.text, 0, mention.start)
    return mention.value.text("role") == "supportive" or bool(dummy)


def _zones(scene: Scene) -> list[Zone]:
    """The phases of treatment that a sentence tells apart: "after 8 cycles ...", "followed by maintenance with ..."."""
    counted = {
        m.start: parse_count(m.value.text("after")) for m in scene.sentence.of(Label.CYCLES) if m.value.text("after")
    }
    opened = {hit.start(): None for hit in _PHASE_OPENS.finditer(scene.text)}
    nine = _COUNTED_THEN.search(scene.text)
    first = parse_count(nine["n"]) if nine else None
    if not nine and (chained := _chained(scene)):
        return chained
    edges = sorted({0, *counted, *opened, *([nine.start()] if nine and first else [])})
    out: list[Zone] = []
    for start, end in zip(edges, [*edges[1:], len(scene.text) + 1], strict=True):
        count, following_count = (
            counted.get(start),
            counted.get(end) or (first if nine and end == nine.start() else None),
        )
        cycles = f"{count + 1}-" if count else f"1-{following_count}" if following_count else ""
        out.append(Zone(start, end, cycles))
    return out


def _chained(scene: Scene) -> list[Zone]:
    """Two runs of cycles of one drug, counted on: "one cycle of A …, followed by eight cycles of A …"."""
    hit = _CYCLES_THEN.search(scene.text)
    first = (1 if hit["first"] else parse_count(hit["n"])) if hit else None
    more = parse_count(hit["m"]) if hit else None
    if hit is None or not first or not more:
        return []
    at = hit.start("then")
    before = {d.name for d in scene.sentence.drugs if hit.start() <= d.start < at}
    after = {d.name for d in scene.sentence.drugs if d.start > at}
    if not hit["first"] and not before & after:
        return []
    last = f"{first + 1}-{first + more}" if more > 1 else str(first + 1)
    return [Zone(0, at, f"1-{first}" if first > 1 else "1"), Zone(at, len(scene.text) + 1, last)]


def between(scene: Scene, start: int, end: int) -> list[Mention]:
    """The values that begin within a part of the sentence."""
    return [m for m in scene.sentence.values if start <= m.start < end]


def closing(text: str, start: int, dose: Mention) -> int | None:
    """The place of the bracket that was opened behind `start` and closes behind a dose, None where there is none."""
    opened = text[start : dose.start]
    if opened.count("(") + opened.count("[") <= opened.count(")") + opened.count("]"):
        return None
    depth = 1
    for at in range(dose.end, len(text)):
        depth += (text[at] in "([") - (text[at] in ")]")
        if depth == 0:
            return at
    return None
