"""How many of the people with an event died of it, told behind the event: "…, one of which was fatal"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import regex

from myelomine.extractors.linking.scene import Scene, Series
from myelomine.extractors.linking.stretches import last_break
from myelomine.extractors.measures import TOXICITY, Measure
from myelomine.extractors.quantities import Quantity, Unit, grade_of
from myelomine.mentions import Label
from myelomine.numbers import parse_count

_COUNT = r"(?P<count>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)"
_FATAL = regex.compile(
    rf"(?:,|;|\(|\band|\bincluding|\bwith)\s?(?:in\s)?{_COUNT}\s(?:of\s(?:them|which|whom|these|those)\s)?"
    r"(?:(?:was|were|being|proved|proving)\s)?(?:fatal|lethal)(?:\s(?:cases?|events?|episodes?|outcomes?|courses?))?"
    r"(?=\s?[.,;)]|$)"
    rf"|(?:,|\(|\band)\s?(?:which\s)?(?:(?:was|were|proved|proving|being)\s)?(?:fatal|lethal)\sin\s{_COUNT}"
    r"(?:\s(?:patients?|cases?|of\s(?:them|these)))?(?=\s?[.,;)]|$)"
)


def fatal_counts(scene: Scene) -> Iterator[tuple[Series, tuple[Measure, ...]]]:
    """The events whose fatal ones are counted, at grade 5; where arms are named, it is not told whose they are."""
    for hit in () if any(r.arm for r in scene.refs) and scene.register.compared else _FATAL.finditer(scene.text):
        event, n = _event_before(scene, hit.start()), parse_count(hit["count"])
        if event is None or n is None or _is_graded(scene, hit):
            continue
        quantity = Quantity(hit.start("count"), hit.end("count"), Unit.COUNT, "count.fatal", n=n)
        yield Series((quantity,)), (replace(event, grade="5"),)


def _event_before(scene: Scene, offset: int) -> Measure | None:
    """The event of the clause before an offset, if a number of patients or a share is given of it."""
    start = last_break(scene.text, offset)
    events = [m for m in scene.measures if m.kind == TOXICITY and start <= m.start and m.end <= offset]
    counted = any(start <= s.start < offset and s.unit in (Unit.COUNT, Unit.PERCENT) for s in scene.series)
    return events[-1] if counted and len(events) == 1 and "death" not in events[0].name else None


def _is_graded(scene: Scene, hit: regex.Match[str]) -> bool:
    """Whether the word is read as a grade already: "and was fatal in 2"."""
    return any(grade_of(g) == "5" and hit.start() <= g.start < hit.end() for g in scene.sentence.of(Label.GRADE))
