"""A count with its parts by arm behind it: "in 12 patients (A, 7; B, 5)", "12 patients: seven with A, five with B"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from myelomine.extractors.arms import Reference
from myelomine.extractors.linking.scene import Reading, Scene
from myelomine.extractors.measures import SURVIVAL
from myelomine.extractors.quantities import Quantity, Unit
from myelomine.numbers import parse_count

# what opens the list of parts behind the count
_OPENS = regex.compile(
    r"(?i)(?:\s(?:patients?|pts|subjects?|participants?|cases?))?(?:\s?[\[(]\s?\d[\d.·]{0,5}\s?%\s?[\])])?"
    r"(?:\s?(?P<bracket>[\[(])|\s?[:,;–—]|,?\sof whom)\s?"
)
_NUMBER = regex.compile(
    r"(?i)(?<![\w.·<>=-]|\bgrades?\s)(?:n\s?=\s?)?(?P<count>\d{1,3}|none|no|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|eleven|twelve)(?![\w·-]|\.\d|\s?%)"
)
_SHARE = regex.compile(r"[\[(]\s?\d[\d.·]{0,5}\s?%\s?[\])]")
_ENDS = regex.compile(r"[.;](?:\s|$)")
_NONE = frozenset({"no", "none"})
_RULE = "count.breakdown"
# how far behind its count the event may end that the parts follow
_REACH = 80


def with_breakdowns(scene: Scene, readings: Sequence[Reading]) -> list[Reading]:
    """The readings with those of the parts of each count that the arms behind it divide between them."""
    out = list(readings)
    for reading in readings:
        parts = _parts(scene, reading)
        inner = [r for r in out if parts and parts[0].quantity.start <= r.quantity.start <= parts[-1].quantity.end]
        if parts and all(r.quantity.value is None for r in inner):
            out = [_of_all(r, parts) if r is reading else r for r in out if r not in inner] + parts
    return out


def _of_all(reading: Reading, parts: Sequence[Reading]) -> Reading:
    """The whole count without a group that only its parts have."""
    named = {part.arm for part in parts}
    return (
        replace(reading, group=None, arm=None, subgroup="", link="whole") if reading.arm in {None, *named} else reading
    )


def _parts(scene: Scene, reading: Reading) -> list[Reading]:
    """The count of each arm behind a count of all, in either order; none where they do not add up to it."""
    quantity = reading.quantity
    if quantity.n is None or quantity.n < 2 or reading.measure.kind == SURVIVAL or len(scene.register.compared) < 2:
        return []
    behind = reading.measure.end if quantity.end <= reading.measure.start else quantity.end
    opened = _OPENS.match(scene.text, behind) if len(scene.between(quantity.end, behind)) < _REACH else None
    if opened is None:
        return []
    start, end = opened.end(), _end(scene.text, opened)
    refs = [r for r in scene.refs if r.arm and not r.subgroup and start <= r.start and r.end <= end]
    counts = _counts(scene, start, end, refs)
    pairs = _paired(counts, refs)
    if len(pairs) < 2 or sum(n for _, _, n, _ in pairs) != quantity.n:
        return []
    return [
        replace(
            reading,
            quantity=Quantity(a, b, Unit.COUNT, _RULE, n=n),
            group=ref,
            arm=ref.arm,
            subgroup="",
            p_value="",
            link="bracketed",
        )
        for a, b, n, ref in pairs
    ]


def _end(text: str, opened: regex.Match[str]) -> int:
    """Where the list of parts ends: with its bracket, else with the sentence or clause."""
    if opened["bracket"]:
        depth = 1
        for at in range(opened.end(), len(text)):
            depth += (text[at] in "([") - (text[at] in ")]")
            if not depth:
                return at
        return opened.end()
    ends = _ENDS.search(text, opened.end())
    return ends.start() if ends else len(text)


def _counts(scene: Scene, start: int, end: int, refs: Sequence[Reference]) -> list[tuple[int, int, int]]:
    """The numbers of a stretch that stand in no name of an arm and are no share."""
    holes = [hit.span() for hit in _SHARE.finditer(scene.text, start, end)] + [(r.start, r.end) for r in refs]
    found = []
    for hit in _NUMBER.finditer(scene.text, start, end):
        count = 0 if hit["count"].lower() in _NONE else parse_count(hit["count"])
        if count is not None and not any(a <= hit.start() < b for a, b in holes):
            found.append((*hit.span("count"), count))
    return found


def _paired(counts: Sequence[tuple[int, int, int]], refs: Sequence[Reference]) -> list[tuple[int, int, int, Reference]]:
    """Each count with its arm, where they take turns and no arm comes twice."""
    if len(counts) != len(refs) or len({r.label for r in refs}) != len(refs):
        return []
    pairs = [(*count, ref) for count, ref in zip(counts, refs, strict=True)]
    first = [a for a, _, _, ref in pairs if a < ref.start]
    turns = sorted([(a, 0) for a, _, _, _ in pairs] + [(ref.start, 1) for _, _, _, ref in pairs])
    alternate = all(turns[i][1] != turns[i + 1][1] for i in range(len(turns) - 1))
    return pairs if alternate and len(first) in (0, len(pairs)) else []
