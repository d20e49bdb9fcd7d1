"""Level 4 of the cascade: every number of a sentence with its measure, its group, its grade and its p-value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

import regex

from myelomine.extractors.arms import Reference
from myelomine.extractors.linking.announced import announced_grades, is_pair
from myelomine.extractors.linking.assignment import measured_series
from myelomine.extractors.linking.breakdowns import with_breakdowns
from myelomine.extractors.linking.depths import with_minimal_counted
from myelomine.extractors.linking.fatal import fatal_counts
from myelomine.extractors.linking.grades import scope_grade, toxicity_grade
from myelomine.extractors.linking.groups import groups_of
from myelomine.extractors.linking.implied import COMPARATOR, each_group, is_respective, shared_group
from myelomine.extractors.linking.named import each_study
from myelomine.extractors.linking.places import is_broken, named_refs, unique_groups
from myelomine.extractors.linking.ratios import ratio_group
from myelomine.extractors.linking.scene import Reading, Scene, Series
from myelomine.extractors.linking.stretches import inside_bracket
from myelomine.extractors.linking.subgroups import with_subgroup
from myelomine.extractors.linking.zeros import zero_rates
from myelomine.extractors.measures import TOXICITY, Measure
from myelomine.extractors.quantities import Quantity, Unit, grade_of, interval_of, p_value_of
from myelomine.mentions import Label, Mention
from myelomine.numbers import parse_count

_OPENING = 40
_DENOMINATOR = regex.compile(r"(?i)^(?:\p{Lu}+: )?(?:overall, )?(?:among|of|in)\s(?:all\s)?(?:the\s)?(?:all\s)?$")
# "In 5 patients (10%) …": a count with a share of its own is no whole
_OWN_SHARE = regex.compile(r"\s(?:[\w-]+\s){0,3}[\[(]\s?\d[\d.·]{0,5}\s?(?:%|per ?cent)")
# "Among 108 patients in the A arm and 104 in the B arm": each has a whole of its own
_AND_MORE = regex.compile(
    r"[^.;,()%\d]{3,80}?\s(?:and|versus|vs\.?)\s\d{1,4}\s(?:patients\s)?(?:in|on|of|given|receiving)\s"
)
_TWO_GRADES = regex.compile(r"(?i)grades? \w+ and (?:grade )?\w+")
_GRADES_JOINED = regex.compile(r"\s?(?:and|,|or)\s?(?:(?:of|at)\s)?")
# what stands between the values of an event and the next event of a list
_NEXT_EVENT = regex.compile(r"\s?[\])]?\s?[,;]\s(?:and\s)?|\s?[\])]?\sand\s")
# links that "in each group" behind a value overrules
_OVERRULED_BY_EACH = frozenset({"none", "in_bracket", "before", "after_measure", "carried", "subject"})
_OWN_INTERVAL = regex.compile(r"\s?(?:groups?|arms?)?\s?[,:(\[]?\s?(?:median\s)?[\[(]?")
# what a control is called
_CONTROL = regex.compile(
    r"(?i)\b(?:alone|only|control|placebo|observation|conventional|no (?:maintenance|treatment))\b"
)
# a tested arm adds so many drugs to its control at most; more make another regimen
_ADDED_DRUGS = 2
# a sentence with one of these takes up the groups of the one before it
_TAKEN_UP = regex.compile(r"(?i)\b(?:respectively|corresponding|versus|vs\.?|v)\s?")
# what a p-value stands behind when it belongs to the hazard ratio before it
_OF_THE_DIFFERENCE = regex.compile(
    r"(?i)(?:[^.;()\[\]]{0,60})[\])]?[;,]\s(?:(?:however|but|although|though|and|yet),?\s){0,2}(?:this|the|these)\s(?:\w+\s)?differences?\s"
    r"[^.;()\[\]\d]{0,60}?[(\[]?\s?"
)
_RATIO_END = regex.compile(r"\s?[\])]?\s?[;,]\s?")


def read(scene: Scene) -> list[Reading]:
    """Every quantity of the sentence that has a measure, with its group where the text decides it."""
    out: list[Reading] = []
    for series, found in (*measured_series(scene), *zero_rates(scene), *fatal_counts(scene)):
        out.extend(_linked(scene, series, found, out))
    return with_breakdowns(scene, with_minimal_counted(_with_p_values_moved(scene, out)))


def _with_p_values_moved(scene: Scene, readings: list[Reading]) -> list[Reading]:
    """The p-value of a comparison on its first value: "58% of A responded as compared with 22% of B (P=0.001)"."""
    out = list(readings)
    for i, (first, second) in enumerate(pairwise(out)):
        start, end = first.quantity.end, second.quantity.start
        if not second.p_value or first.p_value or not (start <= first.measure.start and first.measure.end <= end):
            continue
        same = first.measure == second.measure and first.quantity.unit is second.quantity.unit
        if same and scene.compares(first.measure.end, end) and not is_broken(scene, start, end):
            out[i], out[i + 1] = replace(first, p_value=second.p_value), replace(second, p_value="")
    return out


def following(scene: Scene, before: Scene | None, earlier: Sequence[Reading]) -> Scene:
    """The scene with what the sentence before it, in the same paragraph, leaves open to be taken up."""
    if before is None or before.sentence.block is not scene.sentence.block:
        return scene
    listed = _listed(before)
    if not earlier:
        silent = not before.refs and not before.series
        bare = not scene.refs or _opens_with_values(scene)
        return replace(scene, pair=() if not bare else before.pair if silent else listed)
    groups = {(r.group.label, r.group.arm) if r.group else None for r in earlier}
    own = earlier[-1].group
    named = own is not None and own.start < own.end and len(groups) == 1 and not earlier[-1].subgroup
    told = tuple(dict.fromkeys(replace(r.measure, start=0, end=0, grade=r.grade) for r in earlier))
    pair = _compared(scene, earlier) or listed
    if any(not (r.subgroup or r.everyone) for r in scene.refs):
        kept = _names_only(scene, pair) or _opens_with_values(scene)
        return replace(scene, pair=pair if kept else (), told=told)
    return replace(scene, subject=own if named and not scene.refs else None, pair=pair, told=told)


def _names_only(scene: Scene, pair: Sequence[Reference]) -> bool:
    """Whether a sentence names just one of two arms compared before: "PFS was 17 vs 21 months, OS shorter with A"."""
    named = {r.arm for r in scene.refs}
    return len(pair) == 2 and len(named) == 1 and None not in named and named <= {r.arm for r in pair}


def _opens_with_values(scene: Scene) -> bool:
    """Whether values come first and "respectively" gives them to groups that are named before: "2%, 6% and 3%"."""
    first = next((s for s in scene.series if len(s.quantities) > 1), None)
    return first is not None and is_respective(scene, first)


def _listed(scene: Scene) -> tuple[Reference, ...]:
    """The arms that a sentence names, each once; empty where it names one again."""
    arms = tuple(r for r in scene.refs if r.arm and not r.subgroup)
    return arms if len(arms) > 1 and len({r.label for r in arms}) == len(arms) else ()


def _compared(scene: Scene, earlier: Sequence[Reading]) -> tuple[Reference, ...]:
    """The groups, in their order, that every comparison of a sentence is between; empty where they change."""
    found: set[tuple[str, ...]] = set()
    groups: tuple[Reference, ...] = ()
    for _, same in groupby(earlier, key=lambda r: (r.measure, r.grade, r.time_months)):
        run = [r.group for r in same if r.group and (not r.subgroup or _is_whole_part(scene, r))]
        if len(run) > 1 and len({g.label for g in run}) == len(run):
            groups = tuple(run)
            found.add(tuple(g.label for g in run))
    return groups if len(found) == 1 else ()


def _is_whole_part(scene: Scene, reading: Reading) -> bool:
    """Whether a reading is of a subgroup in a study of one treatment, which the sentence may take up again."""
    several = any(len(s.quantities) > 2 for s in scene.series)
    compared = (scene.register.compared and not scene.register.common) or not (several or _TAKEN_UP.search(scene.text))
    return reading.group is not None and reading.group.subgroup and not compared


def _denominator(scene: Scene) -> int | None:
    """The count that opens a sentence, as the denominator of its shares: "Among the 225 patients who …, x%"."""
    for mention in scene.sentence.of(Label.COUNT):
        opened = mention.start < _OPENING and _DENOMINATOR.match(scene.text[: mention.start])
        if opened and _AND_MORE.match(scene.text, mention.end):
            return None
        if opened and not _OWN_SHARE.match(scene.text, mention.end):
            return parse_count(mention.value.text("count"))
    return None


def _linked(scene: Scene, series: Series, found: tuple[Measure, ...], earlier: Sequence[Reading]) -> list[Reading]:
    """The readings of a series, each with its group."""
    if groups := each_study(scene, series, earlier):
        return [_reading(scene, found[0], q, g, "each_study") for q, g in zip(series.quantities, groups, strict=True)]
    for rule in (_paired_grades, _graded_pairs, _two_grades, _timed):
        if paired := rule(scene, series, found[0], earlier):
            return paired
    if len(found) > 1 and len(series.quantities) > len(found):
        return _each_measure_in_each_group(scene, series, found, earlier)
    if len(found) == len(series.quantities) > 1:
        group, link = _group_of_all(scene, series, earlier)
        readings = [_reading(scene, m, q, group, link) for m, q in zip(found, series.quantities, strict=True)]
        return [_with_comparator(scene, r) for r in readings]
    groups, link = groups_of(scene, series, earlier)
    loose = link in _OVERRULED_BY_EACH or (groups[0] is not None and groups[0].subgroup)
    if loose and len(series.quantities) == 1 and (each := each_group(scene, series)):
        readings = [_reading(scene, found[0], series.quantities[0], g, "each") for g in each]
        readings = [_with_own_interval(scene, r) for r in readings]
    else:
        readings = [_reading(scene, found[0], q, g, link) for q, g in zip(series.quantities, groups, strict=True)]
    readings = _with_p_values(scene, series, with_subgroup(scene, series, readings, earlier))
    return [_with_comparator(scene, r) for r in readings]


def _group_of_all(scene: Scene, series: Series, earlier: Sequence[Reading]) -> tuple[Reference | None, str]:
    """One group for values of several measures; hazard ratios hang on the experimental one."""
    if series.unit is Unit.RATIO:
        return ratio_group(scene, Series(series.quantities[:1]), earlier)
    return shared_group(scene, series)


def _with_own_interval(scene: Scene, reading: Reading) -> Reading:
    """A value shared by the groups with the interval that stands behind its own: "(A, 95% CI NR-NR; B, 55-NR)"."""
    quantity = reading.quantity
    named = [r for r in scene.refs if r.arm and r.arm == reading.arm and r.start >= quantity.end]
    for mention in scene.sentence.of(Label.INTERVAL) if quantity.interval is None else ():
        if any(r.end <= mention.start and _OWN_INTERVAL.fullmatch(scene.between(r.end, mention.start)) for r in named):
            return replace(reading, quantity=replace(quantity, interval=interval_of(mention)))
    return reading


def _each_measure_in_each_group(
    scene: Scene, series: Series, found: Sequence[Measure], earlier: Sequence[Reading]
) -> list[Reading]:
    """The measures over again for every group: "OS and PFS were 55% and 52% with A and 57% and 36% with B"."""
    return [
        _reading(scene, measure, quantity, group, link)
        for chunk, group, link in _chunks(scene, series, len(found), earlier)
        for measure, quantity in zip(found, chunk, strict=True)
    ]


def _chunks(
    scene: Scene, series: Series, size: int, earlier: Sequence[Reading]
) -> list[tuple[tuple[Quantity, ...], Reference | None, str]]:
    """The quantities of a series in parts of one size, each with its group and the link that found it."""
    chunks = [series.quantities[i : i + size] for i in range(0, len(series.quantities), size)]
    heads = Series(tuple(replace(chunk[0], end=chunk[-1].end) for chunk in chunks))
    groups, link = groups_of(scene, heads, earlier)
    return [(chunk, group, link) for chunk, group in zip(chunks, groups, strict=True)]


def _with_comparator(scene: Scene, reading: Reading) -> Reading:
    """A hazard ratio of one arm compares with the other of two, or with the one that the sentence sets against it."""
    if reading.quantity.unit is not Unit.RATIO or reading.arm is None:
        return reading
    group = reading.group
    against = next((r for r in scene.refs if group and r.start >= group.end and r.arm and r.arm != reading.arm), None)
    if group and against and against.start < group.end + 30 and scene.compares(group.end, against.start):
        return replace(reading, comparator=against.label)
    named = [r.arm for r in scene.refs if r.arm and r.arm != reading.arm and not r.subgroup]
    other = named[0] if len(set(named)) == 1 else scene.register.other(reading.arm)
    return replace(reading, comparator=other.label) if other else reading


def _paired_grades(scene: Scene, series: Series, measure: Measure, earlier: Sequence[Reading]) -> list[Reading]:
    """Two grades that a sentence announces for each pair of values: "(any grade/grade 3-4) were rash (52%/7%)"."""
    announced = announced_grades(scene.sentence, series.start) if measure.kind == TOXICITY else None
    if announced is None or len(series.quantities) % 2:
        return []
    pairs = list(zip(series.quantities[::2], series.quantities[1::2], strict=True))
    if not all(is_pair(scene.text, a.end, b.start) for a, b in pairs):
        return []
    return [
        replace(_reading(scene, measure, quantity, group, link), grade=own)
        for pair, group, link in _chunks(scene, series, 2, earlier)
        for quantity, own in zip(pair, announced, strict=True)
    ]


def _graded_pairs(scene: Scene, series: Series, measure: Measure, earlier: Sequence[Reading]) -> list[Reading]:
    """A grade each: "grade 3/4 neutropenia (18%/7% vs 14%/5%)", "grade 3 and grade 4 … (12% and 7%, respectively)"."""
    grade = measure.grade or scope_grade(scene, measure)
    if measure.kind != TOXICITY or grade != "3-4" or len(series.quantities) % 2:
        return []
    if not (_is_slashed(scene, series) or _names_two_grades(scene, series)):
        return []
    return [
        replace(_reading(scene, measure, quantity, group, link), grade=own)
        for pair, group, link in _chunks(scene, series, 2, earlier)
        for quantity, own in zip(pair, ("3", "4"), strict=True)
    ]


def _is_slashed(scene: Scene, series: Series) -> bool:
    """Whether a slash stands within each two quantities of a series."""
    pairs = zip(series.quantities[::2], series.quantities[1::2], strict=True)
    return all(regex.fullmatch(r"\s?/\s?", scene.between(a.end, b.start)) for a, b in pairs)


def _names_two_grades(scene: Scene, series: Series) -> bool:
    """Whether values follow two grades of a sentence rather than the groups behind them."""
    groups = unique_groups(r for r in named_refs(scene) if r.start >= series.end)
    alone = not (scene.register.compared or groups) and len(series.quantities) == 2
    told = alone or scene.sentence.of(Label.RESPECTIVELY)
    return bool(told and _TWO_GRADES.search(scene.text)) and len(groups) != len(series.quantities)


def _two_grades(scene: Scene, series: Series, measure: Measure, earlier: Sequence[Reading]) -> list[Reading]:
    """A grade for each of two values, in each group: "Any-grade and grade ≥3 infections occurred in 58% and 21%"."""
    if measure.kind != TOXICITY or len(series.quantities) % 2 or scene.compares(series.start, series.end):
        return []
    grades = _joined_grades(scene, series, measure) or _grades_again(scene, series, measure, earlier)
    if not grades:
        return []
    pair_only = len(series.quantities) == 2
    parts = [(series.quantities, *shared_group(scene, series))] if pair_only else _chunks(scene, series, 2, earlier)
    return [
        replace(_reading(scene, measure, quantity, group, link), grade=grade)
        for pair, group, link in parts
        for quantity, grade in zip(pair, grades, strict=True)
    ]


def _joined_grades(scene: Scene, series: Series, measure: Measure) -> tuple[str, ...]:
    """Two grades that "and" joins before a measure or right behind it: "CRS of any grade and of grade ≥3"."""
    named = [g for g in scene.sentence.of(Label.GRADE) if g.start < measure.end]
    behind = next((g for g in scene.sentence.of(Label.GRADE) if measure.end <= g.start < series.start), None)
    if named and behind and named[-1].start >= measure.start and _are_joined(scene, named[-1], behind):
        return grade_of(named[-1]), grade_of(behind)
    if len(named) < 2 or named[-1].start < measure.start or not _are_joined(scene, named[-2], named[-1]):
        return ()
    return grade_of(named[-2]), grade_of(named[-1])


def _are_joined(scene: Scene, first: Mention, second: Mention) -> bool:
    return _GRADES_JOINED.fullmatch(scene.between(first.end, second.start)) is not None


def _grades_again(scene: Scene, series: Series, measure: Measure, earlier: Sequence[Reading]) -> tuple[str, ...]:
    """The two grades of the event before, for the next in its list: "CRS … in 68% and 1%, ICANS in 6% and 1%"."""
    last = earlier[-2:]
    if len(last) < 2 or len(series.quantities) != 2 or measure.grade or last[0].measure != last[1].measure:
        return ()
    grades, start = (last[0].grade, last[1].grade), last[1].quantity.end
    told = any(start <= g.start < series.start for g in scene.sentence.of(Label.GRADE))
    alike = grades[0] != grades[1] and last[0].group == last[1].group
    listed = _NEXT_EVENT.fullmatch(scene.between(start, measure.start)) is not None
    return grades if alike and listed and not told else ()


def _timed(scene: Scene, series: Series, measure: Measure, earlier: Sequence[Reading]) -> list[Reading]:
    """A time for each value: "PFS at 1 and 3 years was 97% and 90% with A and 89% and 67% with B"."""
    count = len(measure.times)
    if not count or series.unit is not Unit.PERCENT or len(series.quantities) % count:
        return []
    return [
        replace(_reading(scene, measure, quantity, group, link), time_months=time)
        for chunk, group, link in _chunks(scene, series, count, earlier)
        for quantity, time in zip(chunk, measure.times, strict=True)
    ]


def _reading(scene: Scene, measure: Measure, quantity: Quantity, group: Reference | None, link: str) -> Reading:
    arm = group.arm if group else None
    grade = toxicity_grade(scene, measure, quantity) if measure.kind == TOXICITY else ""
    if quantity.unit is Unit.PERCENT and quantity.total is None:
        total = _denominator(scene)
        is_total = quantity.n == total and "(" not in scene.between(quantity.start, quantity.end)
        quantity = replace(quantity, total=total, n=None if is_total else quantity.n)  # "Of all 31 patients, 81% …"
    return Reading(measure, quantity, group, arm, grade=grade, link=link)


def _with_p_values(scene: Scene, series: Series, readings: list[Reading]) -> list[Reading]:
    """The readings with the p-values that stand between or behind them."""
    limit = next((s.start for s in scene.series if s.start > series.end), len(scene.text))
    out = list(readings)
    for mention in scene.p_values:
        index = _owner_of(scene, series, out, mention) if mention.start < limit else None
        if index is not None and not out[index].p_value:
            out[index] = replace(out[index], p_value=p_value_of(mention))
    return out


def _owner_of(scene: Scene, series: Series, readings: Sequence[Reading], p_value: Mention) -> int | None:
    """Which reading a p-value belongs to: the first of a comparison that it stands behind, else the one before it.

    None where a clause ends in between, but for the semicolon of a hazard ratio, or another measure is named.
    """
    before = [i for i, r in enumerate(readings) if r.quantity.end <= p_value.start]
    if not before:
        return None
    end = readings[before[-1]].quantity.end
    beside = series.unit is Unit.RATIO and _RATIO_END.fullmatch(scene.between(end, p_value.start))
    beside = beside or _OF_THE_DIFFERENCE.fullmatch(scene.between(end, p_value.start))
    if _of_other_measure(scene, readings, end, p_value) or (is_broken(scene, end, p_value.start) and not beside):
        return None
    first = len(before) == len(readings) and p_value.start > series.end and not any(r.p_value for r in readings)
    return _experimental(scene, readings) if first else before[-1]


def _experimental(scene: Scene, readings: Sequence[Reading]) -> int:
    """Which of the readings of a comparison is that of the tested group: the second where the control stands first.

    As in "7.0 months with VAD alone and 4.9 with valspodar plus VAD (P = 0.50)", "12% on placebo v 30% (p = 0.01)".
    """
    arms = [r.arm for r in readings]
    treated = [i for i, a in enumerate(arms) if a and a.regimen]
    if len(arms) > 2 and len(treated) == 1 and all(arms):  # "55% with no maintenance (A), 57% (B) and 67% with T (C)"
        return treated[0]
    if len(arms) != 2 or arms[0] is None or arms[1] is None or any(r.subgroup for r in readings):
        return 0
    groups = [r.group for r in readings]
    if readings[0].link == "half_named" and groups[0] and groups[1]:
        named = groups[0].start == groups[0].end and groups[1].end <= readings[0].quantity.start
        return int(named and not COMPARATOR.search(scene.text[: groups[1].start]))
    if _CONTROL.search(arms[0].label) and not _CONTROL.search(arms[1].label):
        return 1
    if all(a and a.manners for a in arms):  # the register names the tested manner of treatment first
        return int(arms[0] != scene.register.arms[0])
    first, second = (set(a.regimen.split("+")) - {""} for a in arms if a)
    added = bool(first) and first < second and len(second) - len(first) <= _ADDED_DRUGS
    return 1 if added or (arms[0].placebo and not arms[1].placebo) else 0


def _of_other_measure(scene: Scene, readings: Sequence[Reading], end: int, p_value: Mention) -> bool:
    """Whether a p-value is that of a later measure: "higher CR rate (55% vs 31%; p = 0.08), longer PFS (p = 0.06)"."""
    opened = scene.text.rfind("(", 0, p_value.start)
    others = (m for m in scene.measures if m.start != readings[0].measure.start)
    return any(end <= m.start < opened and not inside_bracket(scene.text, m.start) for m in others)
