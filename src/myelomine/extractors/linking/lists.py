"""Lists of measures whose values follow together: "PFS and OS were 9 and 28 months, respectively"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import regex

from myelomine.extractors.linking.forward import measure_after
from myelomine.extractors.linking.places import distinct, first_ref, in_bracket_of
from myelomine.extractors.linking.scene import Scene, Series
from myelomine.extractors.measures import TOXICITY, Measure
from myelomine.mentions import Label

_LIST_GAP = regex.compile(
    r"[\])]?[\s,/;]{0,2}(?:(?:and|or|nor|as well as|plus)\s)?"
    r"(?:(?:the|median|overall|estimated|rates? of|rate|rates|a|an|at least|time|by|higher|longer|more)\s?){0,4}"
    r"|\s?\([^()]{1,24}\)[\s,]{0,2}(?:and\s)?(?:(?:median|the)\s)?"
)
_TO_WORD = regex.compile(r"\s?(?:\([^()]{1,60}\))?\s?,?\s?")
_TO_SHARED = regex.compile(r"[\])]?\s?(?:times?\s|rates?\s)?(?:(?:have|has|had|was|were|are|is)\s)?(?:both\s)?")
_THEY_WERE = regex.compile(
    r"\b(?:they|these|the (?:corresponding |respective )?(?:values|medians|figures|times|rates|numbers|results))"
    r"\s(?:were|was)\s(?:only\s)?$"
)
# "19% and 34% for MAC and 15% and 36% for RIC": a group behind the values of all measures
_GROUP_BEHIND = regex.compile(r"\s(?:for|with|in|after|on|under|among)\s(?:the\s)?\p{L}")
_GROUP_GAP = regex.compile(
    r"\s(?:for|with|in|after|on|under|among)\s[^.;%\d]{2,40}?,?\s(?:and|versus|vs\.?|but|while|compared with)\s"
)
# groups named within so many characters behind the values may be what the values belong to
_GROUPS_REACH = 90


def distributed(scene: Scene) -> dict[int, tuple[Measure, ...]]:
    """Series (by number) that follow a list of measures: "PFS, ORR and CR were better (a vs b; c vs d; e vs f)"."""
    out: dict[int, tuple[Measure, ...]] = {}
    for listed in _lists(scene):
        following = [i for i, s in enumerate(scene.series) if s.start >= listed[-1].end]
        limit = next((m.start for m in scene.measures if m.start >= listed[-1].end), len(scene.text))
        following = [i for i in following if scene.series[i].start < limit]
        if following:
            out.update(_shared_out(scene, listed, following))
        else:
            out.update(_told_ahead(scene, listed))
    return out


def _told_ahead(scene: Scene, listed: Sequence[Measure]) -> dict[int, tuple[Measure, ...]]:
    """The series before a list that it belongs to: "9% and 22% of patients achieved CR and VGPR, respectively"."""
    before = [i for i, s in enumerate(scene.series) if s.end <= listed[0].start]
    word = next((m for m in scene.sentence.of(Label.RESPECTIVELY) if m.start >= listed[-1].end), None)
    if not before or word is None or not _TO_WORD.fullmatch(scene.between(listed[-1].end, word.start)):
        return {}
    series = scene.series[before[-1]]
    fits = len(series.quantities) == len(listed) and measure_after(scene, series) == listed[0]
    return {before[-1]: tuple(listed)} if fits else {}


def shared(scene: Scene) -> dict[int, tuple[Measure, ...]]:
    """Series (by number) of one value that holds of each measure listed before it: "PFS and OS were not reached"."""
    out: dict[int, tuple[Measure, ...]] = {}
    for listed in _lists(scene):
        for index, series in enumerate(scene.series):
            alone = len(series.quantities) == 1 and series.quantities[0].qualifier.startswith("not ")
            told = _TO_SHARED.fullmatch(scene.between(listed[-1].end, series.start))
            if alone and told and all(m.fits(series.unit) for m in listed):
                out[index] = tuple(listed)
    return out


def _shared_out(scene: Scene, listed: Sequence[Measure], following: Sequence[int]) -> dict[int, tuple[Measure, ...]]:
    """The measures of a list by the series that follow it: all in each, one in each, or all in the first."""
    each, first, count = [scene.series[i] for i in following], scene.series[following[0]], len(listed)
    bracketed = all(len(s.quantities) == count and in_bracket_of(scene, s) for s in each)
    if bracketed or _repeats(scene, each, count):
        return dict.fromkeys(following, tuple(listed))
    if _told_anew(scene, each, count):
        return dict.fromkeys(following, tuple(listed))
    if len(following) == count:
        return {i: (m,) for i, m in zip(following, listed, strict=True)}
    if len(first.quantities) == count and _one_group(scene, first):
        return {following[0]: tuple(listed)}
    return {}


def _repeats(scene: Scene, series: Sequence[Series], count: int) -> bool:
    """Whether values of all measures stand group by group: "55% and 52% with A and 57% and 36% with B"."""
    sizes = [len(s.quantities) for s in series]
    versus = any(scene.compares(s.start, s.end) for s in series)
    if versus or any(size % count for size in sizes) or sum(sizes) < 2 * count:
        return False
    starts = [q.start for s in series for q in s.quantities[::count]]
    edges = [*starts[1:], len(scene.text)]
    groups = [first_ref(scene, start, edge) for start, edge in zip(starts, edges, strict=True)]
    return all(groups) and distinct(groups)


def _told_anew(scene: Scene, series: Sequence[Series], count: int) -> bool:
    """Whether all measures are told over again of a part: "9 and 28 months; in frail patients, they were 5 and 14"."""
    if len(series) < 2 or any(len(s.quantities) != count or scene.compares(s.start, s.end) for s in series):
        return False
    gaps = [(left.end, right.start) for left, right in pairwise(series)]
    if all(first_ref(scene, *gap) and _THEY_WERE.search(scene.text[: gap[1]]) for gap in gaps):
        return True
    return all(_GROUP_GAP.fullmatch(scene.between(*gap)) for gap in gaps) and bool(
        _GROUP_BEHIND.match(scene.text, series[-1].end)
    )


def in_long_list(scene: Scene, measure: Measure) -> bool:
    """Whether an event is one of three or more, of none of which one series behind is: "rash, fever and pain (45%)"."""
    return any(measure in listed and len(listed) > 2 and measure.kind == TOXICITY for listed in _lists(scene))


def _lists(scene: Scene) -> Iterator[list[Measure]]:
    """Runs of two or more measures with only list words between them."""
    run: list[Measure] = []
    for measure in scene.measures:
        if run and not _continues(scene, run[-1], measure):
            if len(run) > 1:
                yield _of_one_grade(scene, run)
            run = []
        run.append(measure)
    if len(run) > 1:
        yield _of_one_grade(scene, run)


def _continues(scene: Scene, last: Measure, measure: Measure) -> bool:
    counted = any(last.end <= s.start < measure.start for s in scene.series)
    if ";" in scene.between(last.end, measure.start):  # "9% had grade 4 events; neuropathy occurred in 40%"
        counted |= any(s.end <= last.start and measure_after(scene, s) == last for s in scene.series)
    return not counted and _LIST_GAP.fullmatch(scene.between(last.end, measure.start)) is not None


def _of_one_grade(scene: Scene, listed: list[Measure]) -> list[Measure]:
    """A list with the grade behind its last name given to all: "neutropenia, anemia and infections of grade 3-4"."""
    last = listed[-1]
    grades = [g for g in scene.sentence.of(Label.GRADE) if last.start < g.start and g.end == last.end]
    if not grades or any(m.grade for m in listed[:-1]):
        return listed
    return [replace(m, grade=last.grade) for m in listed]


def _one_group(scene: Scene, series: Series) -> bool:
    """Whether the members of a series belong to measures rather than to groups."""
    named = [r for r in scene.refs if not r.everyone]
    inside = any(series.start < r.start < series.end for r in named)
    after = [r for r in named if series.end <= r.start < series.end + _GROUPS_REACH]
    return not inside and not scene.compares(series.start, series.end) and len(after) != len(series.quantities)
