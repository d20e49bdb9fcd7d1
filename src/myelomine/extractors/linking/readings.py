"""Level 4 of the cascade: every number of a sentence with its measure, its group, its grade and its p-value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from myelomine.extractors.arms import Reference
from myelomine.extractors.linking.assignment import measured_series, zero_rates
from myelomine.extractors.linking.grades import scope_grade, toxicity_grade
from myelomine.extractors.linking.groups import each_group, groups_of, shared_group
from myelomine.extractors.linking.places import is_broken, named_refs, unique_groups
from myelomine.extractors.linking.scene import Reading, Scene, Series
from myelomine.extractors.linking.subgroups import with_subgroup
from myelomine.extractors.linking.stretches import inside_bracket
from myelomine.extractors.measures import TOXICITY, Measure
from myelomine.extractors.quantities import Quantity, Unit, grade_of, p_value_of
from myelomine.mentions import Label
from myelomine.numbers import parse_count


def read(scene: Scene) -> list[Reading]:
    """Every quantity of the sentence that has a measure, with its group where the text decides it."""
    out: list[Reading] = []
    for series, found in (*measured_series(scene), *zero_rates(scene)):
        out.extend(_linked(scene, series, found, out))
    return out


def following(scene: Scene, before: Scene | None, earlier: Sequence[Reading]) -> Scene:
    """The scene with what the sentence before it, in the same paragraph, leaves open to be taken up."""
    if before is None or before.sentence.block is not scene.sentence.block:
        return scene
    arms = tuple(r for r in before.refs if r.arm and not r.subgroup)
    listed = arms if len(arms) == 2 and arms[0].arm != arms[1].arm else ()
    if not earlier:
        return replace(scene, pair=() if scene.refs else listed)
    groups = {(r.group.label, r.group.arm) if r.group else None for r in earlier}
    own = earlier[-1].group
    named = own is not None and own.start < own.end and len(groups) == 1 and not earlier[-1].subgroup
    told = tuple(dict.fromkeys(replace(r.measure, start=0, end=0, grade=r.grade) for r in earlier))
    if any(not r.subgroup for r in scene.refs):
        return replace(scene, told=told)
    pair = _compared(earlier) or listed
    return replace(scene, subject=own if named and not scene.refs else None, pair=pair, told=told)


def _compared(earlier: Sequence[Reading]) -> tuple[Reference, ...]:
    """The two groups, in their order, that every comparison of a sentence is between; empty where there is no one such pair."""
    pairs = [
        (a.group, b.group) for a, b in zip(earlier, earlier[1:], strict=False)
        if a.measure == b.measure and a.group and b.group and a.group.label != b.group.label and not (a.subgroup or b.subgroup)
    ]  # fmt: skip
    return pairs[0] if len({tuple(g.label for g in pair) for pair in pairs}) == 1 else ()


_DENOMINATOR = regex.compile(r"(?i)^(?:\p{Lu}+: )?(?:overall, )?(?:among|of|in)\s(?:all\s)?(?:the\s)?(?:all\s)?$")


def _denominator(scene: Scene) -> int | None:
    """ "Among the 225 patients who …, x%": the count that opens a sentence is the denominator of its shares."""
    for mention in scene.sentence.of(Label.COUNT):
        if mention.start < 40 and _DENOMINATOR.match(scene.text[: mention.start]):
            return parse_count(mention.value.text("count"))
    return None


def _linked(scene: Scene, series: Series, found: tuple[Measure, ...], earlier: Sequence[Reading]) -> list[Reading]:
    """The readings of a series, each with its group."""
    for rule in (_graded_pairs, _two_grades, _timed):
        if paired := rule(scene, series, found[0], earlier):
            return paired
    if len(found) > 1 and len(series.quantities) > len(found):
        return _each_measure_in_each_group(scene, series, found, earlier)
    if len(found) == len(series.quantities) > 1:
        group, link = shared_group(scene, series)
        return [_reading(scene, m, q, group, link) for m, q in zip(found, series.quantities, strict=True)]
    groups, link = groups_of(scene, series, earlier)
    if link == "none" and len(series.quantities) == 1 and (each := each_group(scene, series)):
        return [_reading(scene, found[0], series.quantities[0], g, "each") for g in each]
    readings = [_reading(scene, found[0], q, g, link) for q, g in zip(series.quantities, groups, strict=True)]
    readings = _with_p_values(scene, series, with_subgroup(scene, series, readings, earlier))
    return [_with_comparator(scene, r) for r in readings]


def _each_measure_in_each_group(
    scene: Scene, series: Series, found: tuple[Measure, ...], earlier: Sequence[Reading]
) -> list[Reading]:
    """"OS and PFS were 55% and 52% with A and 57% and 36% with B": the measures over again for every group."""
    size = len(found)
    chunks = [series.quantities[i : i + size] for i in range(0, len(series.quantities), size)]
    groups, link = groups_of(scene, Series(tuple(replace(c[0], end=c[-1].end) for c in chunks)), earlier)
    return [
        _reading(scene, measure, quantity, group, link)
        for chunk, group in zip(chunks, groups, strict=True) for measure, quantity in zip(found, chunk, strict=True)
    ]  # fmt: skip


def _with_comparator(scene: Scene, reading: Reading) -> Reading:
    """A hazard ratio of one arm compares with the other of two, or with the one that the sentence sets against it."""
    if reading.quantity.unit is not Unit.RATIO or reading.arm is None:
        return reading
    group = reading.group
    against = next((r for r in scene.refs if group and r.start >= group.end and r.arm and r.arm != reading.arm), None)
    if group and against and any(group.end <= v.start < against.start < group.end + 30 for v in scene.sentence.of(Label.VERSUS)):
        return replace(reading, comparator=against.label)
    named = [r.arm for r in scene.refs if r.arm and r.arm != reading.arm and not r.subgroup]
    other = named[0] if len(set(named)) == 1 else scene.register.other(reading.arm)
    return replace(reading, comparator=other.label) if other else reading


def _graded_pairs(scene: Scene, series: Series, measure: Measure, earlier: Sequence[Reading]) -> list[Reading]:
    """ "grade 3/4 neutropenia (18%/7% vs 14%/5%)" and "grade 3 and grade 4 … (12% and 7%, respectively)": a grade each."""
    quantities, grade = series.quantities, measure.grade or scope_grade(scene, measure)
    pairs = list(zip(quantities[::2], quantities[1::2], strict=False))
    slashed = len(quantities) % 2 == 0 and all(
        regex.fullmatch(r"\s?/\s?", scene.between(a.end, b.start)) for a, b in pairs
    )
    spoken = (
        len(quantities) % 2 == 0
        and regex.search(r"(?i)grades? \w+ and (?:grade )?\w+", scene.text) is not None
        and len(unique_groups(r for r in named_refs(scene) if r.start >= series.end)) != len(quantities)
        and scene.sentence.of(Label.RESPECTIVELY)
    )
    if measure.kind != TOXICITY or grade != "3-4" or not (slashed or spoken):
        return []
    heads = Series(tuple(replace(a, end=b.end) for a, b in pairs))
    groups, link = groups_of(scene, heads, earlier)
    return [
        replace(_reading(scene, measure, quantity, group, link), grade=own)
        for pair, group in zip(pairs, groups, strict=True) for quantity, own in zip(pair, ("3", "4"), strict=True)
    ]  # fmt: skip


def _two_grades(scene: Scene, series: Series, measure: Measure, earlier: Sequence[Reading]) -> list[Reading]:
    """"Any-grade and grade ≥3 infections occurred in 58% and 21%": a grade for each of two values."""
    named = [g for g in scene.sentence.of(Label.GRADE) if g.start < measure.end]
    if measure.kind != TOXICITY or len(named) < 2 or len(series.quantities) % 2 or named[-1].start < measure.start:
        return []
    joined = regex.fullmatch(r"\s?(?:and|,|or)\s?", scene.between(named[-2].end, named[-1].start))
    if not joined or any(series.start < v.start < series.end for v in scene.sentence.of(Label.VERSUS)):
        return []
    pairs = list(zip(series.quantities[::2], series.quantities[1::2], strict=True))
    if len(pairs) == 1:
        groups, link = [shared_group(scene, series)[0]], shared_group(scene, series)[1]
    else:
        groups, link = groups_of(scene, Series(tuple(replace(a, end=b.end) for a, b in pairs)), earlier)
    return [
        replace(_reading(scene, measure, quantity, group, link), grade=grade_of(grade))
        for pair, group in zip(pairs, groups, strict=True) for quantity, grade in zip(pair, named[-2:], strict=True)
    ]  # fmt: skip


def _timed(scene: Scene, series: Series, measure: Measure, earlier: Sequence[Reading]) -> list[Reading]:
    """ "PFS at 1, 2, and 3 years was 97%, 92%, and 90% with A and 89%, 77%, and 67% with B": a time for each value."""
    count = len(measure.times)
    if not count or series.unit is not Unit.PERCENT or len(series.quantities) % count:
        return []
    chunks = [series.quantities[i : i + count] for i in range(0, len(series.quantities), count)]
    heads = Series(tuple(replace(chunk[0], end=chunk[-1].end) for chunk in chunks))
    groups, link = groups_of(scene, heads, earlier)
    return [
        replace(_reading(scene, measure, quantity, group, link), time_months=time)
        for chunk, group in zip(chunks, groups, strict=True) for quantity, time in zip(chunk, measure.times, strict=True)
    ]  # fmt: skip


def _reading(scene: Scene, measure: Measure, quantity: Quantity, group: Reference | None, link: str) -> Reading:
    arm = group.arm if group else None
    grade = toxicity_grade(scene, measure, quantity) if measure.kind == TOXICITY else ""
    if quantity.unit is Unit.PERCENT and quantity.total is None:
        quantity = replace(quantity, total=_denominator(scene))
    return Reading(measure, quantity, group, arm, grade=grade, link=link)


def _with_p_values(scene: Scene, series: Series, readings: list[Reading]) -> list[Reading]:
    """A p-value behind a comparison stands on its first member, one behind a later member on that member."""
    limit = next((s.start for s in scene.series if s.start > series.end), len(scene.text))
    out = list(readings)
    for mention in scene.p_values:
        before = [i for i, r in enumerate(readings) if r.quantity.end <= mention.start]
        if not before or mention.start >= limit:
            continue
        end = readings[before[-1]].quantity.end
        opened = scene.text.rfind("(", 0, mention.start)
        others = (m for m in scene.measures if m.start != readings[0].measure.start)
        if any(end <= m.start < opened and not inside_bracket(scene.text, m.start) for m in others):
            continue  # "higher CR rate (55% vs 31%; p = 0.08), longer PFS (p = 0.06)"
        beside = series.unit is Unit.RATIO and regex.fullmatch(r"\s?[\])]?\s?[;,]\s?", scene.between(end, mention.start))
        if is_broken(scene, end, mention.start) and not beside:
            continue
        index = (
            0 if mention.start > series.end and before[-1] == len(readings) - 1 and not out[0].p_value else before[-1]
        )
        if any(r.p_value for r in out) and len(before) == len(readings):
            index = before[-1]
        if not out[index].p_value:
            out[index] = replace(out[index], p_value=p_value_of(mention))
    return out
