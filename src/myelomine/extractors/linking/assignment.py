"""Which measure each series belongs to.

The words directly behind it decide ("26% of patients had a partial response"), else the nearest measure before it
("the ORR was 26%").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from myelomine.extractors.linking.backward import measure_before
from myelomine.extractors.linking.forward import SAID_OF, measure_after
from myelomine.extractors.linking.grades import is_graded
from myelomine.extractors.linking.lists import distributed, shared
from myelomine.extractors.linking.scene import Scene, Series
from myelomine.extractors.linking.stretches import text_without
from myelomine.extractors.measures import Measure

_Measured = tuple[Series, tuple[Measure, ...]]

_AGAIN = regex.compile(
    r"(?i)\b(?:corresponding|respective|the|these)\s(?:corresponding\s|respective\s)?"
    r"(?:rates|numbers|values|figures|percentages|incidences|frequencies|proportions|results)\s"
    r"(?:in\s(?:the\s)?\s?)?(?:was|were|are|is)\s$"
)
_FOR_IT = regex.compile(r"(?i)\b(?:for|of|with)\s(?:grade\s\S{1,6}\s)?$")
# "the response rate |at the recommended dose was|"
_TIED = regex.compile(rf"(?:\s(?:in|at|for|among|with)\s[^,;:.()%]{{2,50}}(?=\s(?:was|were|had|has|have)\b))?{SAID_OF}")
_ADDING = regex.compile(r"\b(?:and|with|including)\b")
# "A was seen in 4 patients, one with fatal B"
_WITH_BEHIND = regex.compile(r"\s(?:of (?:them|whom|these)\s)?with\s")
_NEXT_ITEM = regex.compile(r"\s?(?:[,;]\s?(?:and\s)?|and\s)")
_DIRECTLY = regex.compile(r"\s?[\])]?\s?(?:(?:of\s(?:the\s)?)?patients\s)?(?:had\s|achieved\s|achieving\s)?(?:an?\s)?")
_LABELLED = regex.compile(r"\s?(?:rates?)?\s?[:=]\s?(?:n\s?=\s?)?")


def measured_series(scene: Scene) -> Iterator[_Measured]:
    """Each series with its measure, or with one measure a quantity when a list of measures is distributed."""
    given: list[Measure] = []
    lists, alike = distributed(scene), shared(scene)
    for index, series in enumerate(scene.series):
        if index in alike:
            yield from ((series, (measure,)) for measure in alike[index])
            continue
        taken_up = () if index in lists else _taken_up(scene, series, given)
        if taken_up:
            yield series, taken_up
            continue
        parts = [(series, lists[index])] if index in lists else list(_beside(scene, series))
        yield from parts
        given.extend(m for _, found in parts[-1:] for m in found)


def _beside(scene: Scene, series: Series) -> Iterator[_Measured]:
    """A series with the measure behind it, else before it; in two parts where one stands on either side."""
    after = None if _labelled(scene, series) else measure_after(scene, series)
    if after is None:
        before = measure_before(scene, series)
        if before is not None and not _told_already(scene, series, before):
            yield series, (before,)
        return
    tied = _tied_before(scene, series) if len(series.quantities) > 1 else None
    if tied is not None:
        yield Series(series.quantities[:-1]), (tied,)
    yield (series if tied is None else Series(series.quantities[-1:])), (after,)


def _told_already(scene: Scene, series: Series, measure: Measure) -> bool:
    """Whether a measure was named behind its own number in a list: "27% complete response, 32% something unknown"."""
    if not _NEXT_ITEM.fullmatch(scene.between(measure.end, series.start)) or is_graded(scene, series.quantities[0]):
        return False
    earlier = [s for s in scene.series if s.end <= measure.start]
    return bool(earlier) and _DIRECTLY.fullmatch(scene.between(earlier[-1].end, measure.start)) is not None


def _taken_up(scene: Scene, series: Series, given: Sequence[Measure]) -> tuple[Measure, ...]:
    """The measures given before, when there are as many as values: "…; in the B group, the rates were 16% and 2%"."""
    if not _AGAIN.search(text_without(scene.sentence, 0, series.start, scene.refs)):
        return ()
    if any(
        m.fits(series.unit) and _FOR_IT.search(scene.text, 0, m.start) and m.end <= series.start
        for m in _new(scene, series)
    ):
        return ()  # "for constipation the figures were 44% and 21%"
    pool = [m for m in dict.fromkeys(given) or scene.told if m.fits(series.unit)]
    return tuple(pool) if len(pool) in (1, len(series.quantities)) else ()


def _new(scene: Scene, series: Series) -> Sequence[Measure]:
    """The measures named since the series before."""
    start = max((s.end for s in scene.series if s.end <= series.start), default=0)
    return [m for m in scene.measures if start <= m.start < series.start]


def _tied_before(scene: Scene, series: Series) -> Measure | None:
    """The measure that the first of several quantities is said of: "A occurred in 19 (42%), and 5 (11%) had B"."""
    before = [m for m in scene.measures if m.end <= series.start and m.fits(series.unit)]
    last = series.quantities[-1]
    gap = scene.between(series.quantities[-2].end, last.start)
    adds = _ADDING.search(gap) or _WITH_BEHIND.match(scene.text, last.end)
    if not before or scene.compares(series.start, series.end) or not adds:
        return None
    return before[-1] if _TIED.fullmatch(scene.between(before[-1].end, series.start)) else None


def _labelled(scene: Scene, series: Series) -> bool:
    """Whether a colon ties a number to the measure before it: "VGPR: 45%"."""
    before = [m for m in scene.measures if m.end <= series.start]
    return bool(before) and _LABELLED.fullmatch(scene.between(before[-1].end, series.start)) is not None
