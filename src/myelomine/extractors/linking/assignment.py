"""Which measure each series belongs to.

The words directly behind it decide ("26% of patients had a partial response"), else the nearest measure before it ("the ORR was 26%").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import regex

from myelomine.extractors.linking.grades import grade_behind
from myelomine.extractors.linking.places import first_ref, in_bracket, in_bracket_of
from myelomine.extractors.linking.scene import CONNECTING, Scene, Series
from myelomine.extractors.linking.stretches import BRACKETS, inside_bracket, text_without
from myelomine.extractors.measures import SURVIVAL, TOXICITY, Measure
from myelomine.extractors.quantities import Quantity, Unit
from myelomine.mentions import Label
from myelomine.numbers import parse_count

_RESUMING = frozenset(
    "overall whom population cohort entire whole subgroup event events higher lower similar corresponding risk after before induction maintenance consolidation transplantation among between difference this that ratio interval confidence".split()
)
_VERBS = (
    r"(?:had|have|has|achieved|achieving|achieve|experienced|experiencing|developed|obtained|attained|showed|reached|reported|required|"
    r"discontinued|attaining|obtaining|with|having|responded|died|remained|were|was|displayed|demonstrated|suffered|maintained|presented with|met|improved)"
)
_PEOPLE = r"(?:patients?|pts|subjects|participants|cases|them|women|men|responders|individuals|controls|recipients)"
_FORWARD = regex.compile(
    rf"(?:\s?[\])])?(?:\s?\((?:[^()]{{0,60}})\))?\s?(?:of\s)?(?:(?:the|these|all|those|our)\s)?(?:\w+(?:-\w+)?\s){{0,2}}?{_PEOPLE}?"
    rf"(?:\sin (?:this|the|that|each) \w+)?(?:\s(?:receiving|on|given|treated with|assigned to)\s(?:the\s)?(?:[\w-]+\s){{0,3}}(?:therapy|treatment|group|arm|regimen)?)?(?:\s?,)?\s?(?:(?:who|that)\s)?(?:{_VERBS}\s)?(?:(?:only|either|also|confirmed|been|a|an|to have|with|results|results? below the|having|their|the|best|in|from)\s){{0,4}}"
)
_SUBJECT_VERB = regex.compile(rf"\s?[\])]\s(?:{_VERBS})\s")
_COMMA_NO_VERB = regex.compile(rf"^(?:(?!\b{_VERBS}\b)[^,])*,(?!.*\b{_VERBS}\b)")
_PREDICATE = regex.compile(
    r"\s?(?:[\])]\s?)?(?:of\s)?(?:(?:the|these|all|those)\s)?(?:\w+\s){0,2}?(?:patients|subjects|participants|cases|them)\s(?!treated|receiving|given|assigned|on\b|in\b)(?:\w+\s){0,1}?(?:had|were|was|have|received|underwent|who|with)\b"
)
_LIST_GAP = regex.compile(
    r"[\s,/;]{0,2}(?:(?:and|or|as well as)\s)?(?:(?:the|median|overall|estimated|rates? of|rate|rates|a|an|at least|time|by|higher|longer|more)\s?){0,4}|\s?\([^()]{1,24}\)[\s,]{0,2}(?:and\s)?(?:(?:median|the)\s)?"
)
_NONE_BEFORE = regex.compile(
    r"\b(?:[Nn]o|[Nn]one of the|[Nn]one)\s(?:(?:patients?|subjects?|participants?|cases?|episodes?|events?|instances?|occurrences?)\s(?:(?:in\s[^.;,]{1,40}\s)?(?:had|has|experienced|developed|achieved|showed|reported|obtained|of|with)\s)?)?(?:an?\s|any\s|confirmed\s)?$|\b[Nn]one\s(?:had|experienced|developed|achieved)\s(?:an?\s|any\s)?$"
)
_NONE_AFTER = regex.compile(
    r"\s?(?:events?\s?|toxicit\w+\s?|responses?\s?)?(?P<seen>(?:was|were|has been|have been)\b(?!\s(?:significant|differen|associat|correlat))(?:\s(?:observed|seen|reported|noted|recorded|documented|found|detected))?|occurred\b|)(?=\s(?:in|at|with|among|after|during)\b|\s?[.,;)]|\s?$)"
)


_NONE_BEHIND = regex.compile(
    r"\s(?:was|were)\s(?:(?P<none>not)\s(?:seen|observed|noted|reported|found)\b"
    r"|(?:reached|seen|observed|noted|achieved|reported|found|obtained)\s(?:in|by|among)\s(?P<none>none)"
    r"(?:\sof\s(?:the\s)?(?P<total>\d{1,4}))?\b)"
)


def zero_rates(scene: Scene) -> Iterator[tuple[Series, tuple[Measure, ...]]]:
    """ "No patient had …", "there were no …": a rate of nought for the event named."""
    for measure in scene.measures:
        behind = _NONE_BEHIND.match(scene.text, measure.end) if measure.kind != SURVIVAL else None
        if behind:
            total = parse_count(behind["total"]) if behind["total"] else None
            none = Quantity(behind.start("none"), behind.end(), Unit.PERCENT, "zero.none", Decimal(0), n=0, total=total)
            yield Series((none,)), (replace(measure, grade=measure.grade or "any"),)
        hit = _NONE_BEFORE.search(scene.text[: measure.start]) if measure.kind != SURVIVAL else None
        seen = _NONE_AFTER.match(scene.text, measure.end)
        if hit and seen:
            none = Quantity(measure.start, max(measure.end, seen.end("seen")), Unit.PERCENT, "zero.none", Decimal(0), n=0)
            yield Series((none,)), (replace(measure, grade=measure.grade or "any"),)


def measured_series(scene: Scene) -> Iterator[tuple[Series, tuple[Measure, ...]]]:
    """Each series with its measure, or with one measure a quantity when a list of measures is distributed."""
    previous: tuple[Measure, ...] = ()
    given: list[Measure] = []
    distributed = _distributed(scene)
    for index, series in enumerate(scene.series):
        if index in distributed:
            yield series, distributed[index]
            previous = distributed[index][-1:]
            given.extend(distributed[index])
            continue
        taken_up = _taken_up(scene, series, given)
        if taken_up:
            yield series, taken_up
            continue
        after = None if _labelled(scene, series) else measure_after(scene, series)
        tied = _tied_before(scene, series) if after is not None else None
        if tied is not None and after is not None and len(series.quantities) > 1:
            yield Series(series.quantities[:-1]), (tied,)
            series = Series(series.quantities[-1:])
        if after is not None:
            yield series, (after,)
            previous = (after,)
            given.append(after)
            continue
        before = _measure_before(scene, series, previous)
        if before:
            yield series, before
            previous = before[-1:]
            given.extend(before)


_AGAIN = regex.compile(
    r"(?i)\b(?:corresponding|respective|the|these)\s(?:corresponding\s|respective\s)?(?:rates|numbers|values|figures|percentages|incidences|frequencies|proportions|results)\s(?:in\s(?:the\s)?\s?)?(?:was|were|are|is)\s$"
)


def _taken_up(scene: Scene, series: Series, given: Sequence[Measure]) -> tuple[Measure, ...]:
    """"…; in the B group, the rates were 16% and 2%": the measures given before, when there are as many as values."""
    if not _AGAIN.search(text_without(scene.sentence, 0, series.start, scene.refs)):
        return ()
    pool = [m for m in dict.fromkeys(given) or scene.told if _kind_fits(m, series.unit)]
    return tuple(pool) if len(pool) in (1, len(series.quantities)) else ()


_TIED = regex.compile(
    r"\s?(?:rates?\s)?(?:(?:was|were|had|has been|have been)\s)?(?:(?:occurred|seen|observed|noted|reported|recorded|documented|developed|found|achieved|obtained)\s)?(?:in|by|of)?\s?(?:only\s)?"
)


def _tied_before(scene: Scene, series: Series) -> Measure | None:
    """The measure that the first of several quantities is said of: "A occurred in 19 (42%), and 5 (11%) had B"."""
    before = [m for m in scene.measures if m.end <= series.start and _kind_fits(m, series.unit)]
    versus = any(series.start < v.start < series.end for v in scene.sentence.of(Label.VERSUS))
    if (
        not before
        or versus
        or not regex.search(
            r"\b(?:and|with|including)\b",
            scene.between(series.quantities[-2].end if len(series.quantities) > 1 else 0, series.quantities[-1].start),
        )
    ):
        return None
    return before[-1] if _TIED.fullmatch(scene.between(before[-1].end, series.start)) else None


def _labelled(scene: Scene, series: Series) -> bool:
    """ "VGPR: 45%": a colon ties a number to the measure before it."""
    before = [m for m in scene.measures if m.end <= series.start]
    return bool(before) and bool(
        regex.fullmatch(r"\s?(?:rates?)?\s?[:=]\s?(?:n\s?=\s?)?", scene.between(before[-1].end, series.start))
    )


def _distributed(scene: Scene) -> dict[int, tuple[Measure, ...]]:
    """Series that follow a list of as many measures: "PFS, ORR and CR were better (a vs b; c vs d; e vs f)"."""
    out: dict[int, tuple[Measure, ...]] = {}
    for listed in _lists(scene):
        following = [i for i, s in enumerate(scene.series) if s.start >= listed[-1].end]
        limit = next((m.start for m in scene.measures if m.start >= listed[-1].end), len(scene.text))
        following = [i for i in following if scene.series[i].start < limit]
        if not following:
            continue
        each = [scene.series[i] for i in following]
        if all(len(s.quantities) == len(listed) and in_bracket_of(scene, s) for s in each):
            out.update({i: tuple(listed) for i in following})
            continue
        if _repeats(scene, each, len(listed)):
            out.update({i: tuple(listed) for i in following})
            continue
        if len(following) == len(listed):
            out.update({i: (m,) for i, m in zip(following, listed, strict=True)})
            continue
        first = scene.series[following[0]]
        if len(first.quantities) == len(listed) and _one_group(scene, first):
            out[following[0]] = tuple(listed)
    return out


def _repeats(scene: Scene, series: Sequence[Series], count: int) -> bool:
    """Whether values of all measures stand group by group: "55% and 52% with A and 57% and 36% with B"."""
    sizes = [len(s.quantities) for s in series]
    versus = any(s.start < v.start < s.end for s in series for v in scene.sentence.of(Label.VERSUS))
    if versus or any(size % count for size in sizes) or sum(sizes) < 2 * count:
        return False
    starts = [q.start for s in series for q in s.quantities[::count]]
    edges = [*starts[1:], len(scene.text)]
    groups = [first_ref(scene, start, edge) for start, edge in zip(starts, edges, strict=True)]
    return all(groups) and len({(g.label, g.arm) for g in groups if g}) == len(groups)


def _lists(scene: Scene) -> Iterator[list[Measure]]:
    """Runs of two or more measures with only list words between them."""
    run: list[Measure] = []
    for measure in scene.measures:
        counted = run and any(run[-1].end <= s.start < measure.start for s in scene.series)
        if run and (counted or not _LIST_GAP.fullmatch(scene.between(run[-1].end, measure.start))):
            if len(run) > 1:
                yield _of_one_grade(scene, run)
            run = []
        run.append(measure)
    if len(run) > 1:
        yield _of_one_grade(scene, run)


def _of_one_grade(scene: Scene, listed: list[Measure]) -> list[Measure]:
    """"Neutropenia, thrombocytopenia and anemia of grade 3-4": a grade behind the last name holds for all."""
    last = listed[-1]
    grades = [g for g in scene.sentence.of(Label.GRADE) if last.start < g.start and g.end == last.end]
    if not grades or any(m.grade for m in listed[:-1]):
        return listed
    return [replace(m, grade=last.grade) for m in listed]


def _one_group(scene: Scene, series: Series) -> bool:
    """Whether the members of a series belong to measures rather than to groups."""
    inside = [r for r in scene.refs if series.start < r.start < series.end and not r.everyone]
    after = [r for r in scene.refs if series.end <= r.start < series.end + 90 and not r.everyone]
    versus = any(series.start < v.start < series.end for v in scene.sentence.of(Label.VERSUS))
    return not inside and not versus and len(after) != len(series.quantities)


def measure_after(scene: Scene, series: Series) -> Measure | None:
    """The measure that directly follows a series: "26% of patients had a partial response"."""
    measure = next((m for m in scene.measures if m.start >= series.end), None)
    following = next((s for s in scene.series if s.start >= series.end), None)
    if measure is not None and following is not None and following.start < measure.start:
        return measure_after(scene, following) if _graded_list(scene, series, following) else None
    if measure is None:
        return None
    gap = text_without(scene.sentence, series.end, measure.start, scene.refs)
    gap = _without_grades(scene, series.end, measure.start, gap)
    if regex.match(r"[\s\])]*,?\s?and\b", gap) or regex.search(r"\band\s*$", gap):  # "66% and 2-year overall survival 81%"
        return None
    if series.unit in (Unit.MONTHS, Unit.RATIO) or not _FORWARD.fullmatch(gap) or _COMMA_NO_VERB.match(gap):
        return None
    if gap.lstrip(" )]").startswith(",") and _owns_value(scene, measure):
        return None
    closes = regex.match(r"\s?(?:\w+\s)?[\])]", gap) and inside_bracket(scene.text, series.start)
    if closes and not (_SUBJECT_VERB.match(gap) and in_bracket(scene, series, ())):
        return None
    return measure if _kind_fits(measure, series.unit) else None


def _graded_list(scene: Scene, series: Series, following: Series) -> bool:
    """ "34% grade 2, 21% grade 3 and 12% grade 4 thrombocytopenia": the event is named once, behind the last grade."""
    grades = [grade_behind(scene, s.quantities[-1]) for s in (series, following)]
    return all(grades) and bool(
        regex.fullmatch(r",?\s?(?:and\s)?", scene.between(grades[0].end if grades[0] else 0, following.start))
    )


def _owns_value(scene: Scene, measure: Measure) -> bool:
    """Whether a number of its own stands right behind a measure: "…, with a complete response in 15 (37%)"."""
    following = next((s for s in scene.series if s.start >= measure.end), None)
    return following is not None and bool(
        regex.fullmatch(r"\s?[(\[:]\s?|" + _TIED.pattern, scene.between(measure.end, following.start))
    )


def _without_grades(scene: Scene, start: int, end: int, gap: str) -> str:
    for grade in scene.sentence.of(Label.GRADE):
        if start <= grade.start < end:
            gap = gap.replace(grade.text, "").replace("  ", " ")
    return gap


def _kind_fits(measure: Measure, unit: Unit) -> bool:
    if measure.kind == SURVIVAL:
        return unit in (Unit.MONTHS, Unit.RATIO, Unit.PERCENT)
    return unit in (Unit.PERCENT, Unit.COUNT) or (measure.kind == TOXICITY and unit is Unit.PER_TIME)


def _measure_before(scene: Scene, series: Series, previous: tuple[Measure, ...]) -> tuple[Measure, ...]:
    """The nearest measure before a series that its unit can belong to."""
    if series.unit is Unit.RATIO and (named := _ratio_measure(scene, series)):
        return (named,)
    fitting = [m for m in scene.measures if m.end <= series.start and _kind_fits(m, series.unit)]
    fitting = [m for m in fitting if not _enclosed(scene.text, m, series.start)] or fitting
    if not fitting and series.unit is Unit.RATIO and not scene.measures:
        told = [m for m in scene.told if m.kind == SURVIVAL]
        return tuple(told[-1:]) if len({m.name for m in told}) == 1 else ()
    if not fitting or (_own_predicate(scene, series) and grade_behind(scene, series.quantities[-1]) is None):
        return ()
    nearest = fitting[-1]
    if _of_long_list(scene, nearest):
        return ()
    if series.unit is Unit.COUNT and not _counted(scene, nearest, series):
        return ()
    if _new_predicate(scene, nearest, series):
        return ()
    return (nearest,)


def _enclosed(text: str, measure: Measure, offset: int) -> bool:
    """Whether a measure stands in a bracket that is closed before an offset, with a number beside it."""
    opened = max(text.rfind(c, 0, measure.start) for c in "([")
    if opened < 0 or any(c in text[opened : measure.start] for c in ")]"):
        return False
    closed = min((i for i in (text.find(c, measure.end) for c in ")]") if i >= 0), default=len(text))
    return closed < offset and any(c.isdigit() for c in text[opened:closed])


def _new_predicate(scene: Scene, measure: Measure, series: Series) -> bool:
    """ "discontinued in 24% vs 30% and reduced in 45% vs 62%": the words after the last series speak of something else."""
    between = [s for s in scene.series if measure.end <= s.start and s.end <= series.start]
    if not between or series.unit is not between[-1].unit:
        return False
    gap = BRACKETS.sub(" ", text_without(scene.sentence, between[-1].end, series.start, scene.refs))
    words = [w for w in regex.findall(r"\p{L}{3,}", gap.lower()) if w not in CONNECTING and w not in _RESUMING]
    grades = [g for g in scene.sentence.of(Label.GRADE) if between[-1].end <= g.start < series.start]
    return bool(words) and not grades


def _of_long_list(scene: Scene, measure: Measure) -> bool:
    """A single series behind three events or more ("rash, neuropathy and infection (45% v 21%)") is of none of them."""
    return any(measure in listed and len(listed) > 2 and measure.kind == TOXICITY for listed in _lists(scene))


def _own_predicate(scene: Scene, series: Series) -> bool:
    """Whether a series is the subject of a predicate of its own: "53% of the patients had high-risk disease"."""
    rest = text_without(scene.sentence, series.end, min(series.end + 120, len(scene.text)), scene.refs)
    return series.unit is Unit.PERCENT and bool(_PREDICATE.match(rest))


def _counted(scene: Scene, measure: Measure, series: Series) -> bool:
    gap = text_without(scene.sentence, measure.end, series.start, scene.refs)
    return bool(
        regex.fullmatch(
            r"\s?(?:(?:was|were|being|rate|rates|events?)\s)?(?:(?:seen|observed|noted|reported|recorded|achieved|obtained|documented|occurred|found)\s)?(?:in|:|by|,|\()\s?(?:only\s)?",
            gap,
        )
    )


def _endpoint_behind(scene: Scene, series: Series) -> Measure | None:
    """"HR was 0.61 (95% CI …) for PFS and 0.75 (…) for OS": an endpoint right behind a hazard ratio."""
    measure = next((m for m in scene.measures if m.start >= series.end and m.kind == SURVIVAL), None)
    if measure is None:
        return None
    gap = text_without(scene.sentence, series.end, measure.start, scene.refs)
    return measure if regex.fullmatch(r"[\s;,)\]]*for\s(?:the\s)?", gap) else None


def _ratio_measure(scene: Scene, series: Series) -> Measure | None:
    """The endpoint that a hazard ratio names itself: "hazard ratio for death, 0.78", "HR for PFS was"."""
    cues = [c for c in scene.sentence.of(Label.HAZARD_RATIO) if c.end <= series.start]
    if not cues:
        return None
    gap = scene.between(cues[-1].end, series.start)
    inside = [m for m in scene.measures if cues[-1].end <= m.start < series.start and m.kind == SURVIVAL]
    behind = _endpoint_behind(scene, series)
    if behind is not None:
        return behind
    if inside:
        return inside[-1] if any(cues[-1].end <= s.start < series.start for s in scene.series) else inside[0]
    before = scene.text[: cues[-1].start]
    if regex.search(r"(?i)\brisk (?:of|for) (?:disease )?(?:progression|relapse) or death(?:\s(?:by|of)\s\S+)?\s?[\[(]?\s?$", before):
        return Measure(cues[-1].end, cues[-1].end, SURVIVAL, "PFS", "hazard_ratio.for_progression_or_death")
    if regex.search(r"(?i)\brisk (?:of|for) (?:all-cause )?death(?:\s(?:by|of)\s\S+)?\s?[\[(]?\s?$", before):
        return Measure(cues[-1].end, cues[-1].end, SURVIVAL, "OS", "hazard_ratio.for_death")
    start = cues[-1].end
    if regex.search(
        r"(?i:progression|relapse) or death|death or (?:disease )?progression|for (?:disease )?progression", gap
    ):
        return Measure(start, start, SURVIVAL, "PFS", "hazard_ratio.for_progression_or_death")
    if regex.search(r"(?i:for|of) (?:all-cause )?(?:death|mortality)", gap):
        return Measure(start, start, SURVIVAL, "OS", "hazard_ratio.for_death")
    return None
