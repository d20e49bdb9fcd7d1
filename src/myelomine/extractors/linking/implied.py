"""Link rules for groups that a sentence names only in part, once for several comparisons, or not at all."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from myelomine.extractors.arms import Arm, Reference
from myelomine.extractors.linking.named import Groups
from myelomine.extractors.linking.places import (
    at_series,
    distinct,
    in_bracket_of,
    is_prepositioned,
    named_refs,
    unique_groups,
    window,
)
from myelomine.extractors.linking.scene import Reading, Scene, Series
from myelomine.extractors.linking.stretches import BRACKETS, first_break, inside_bracket, last_break
from myelomine.extractors.measures import TOXICITY
from myelomine.extractors.quantities import Unit
from myelomine.mentions import Label

_MORE = regex.compile(
    r"(?i)\b(?:superior|higher|more|greater|longer|better|increased|prolonged|improved)\b[^.;,]{0,40}$"
)
_LESS = regex.compile(r"(?i)\b(?:inferior|lower|less|fewer|shorter|reduced|decreased|worse)\b[^.;,]{0,40}$")
COMPARATOR = regex.compile(r"(?i)\b(?:compared (?:with|to)|than|versus|vs\.?|v)\s(?:[\w-]+\s){0,6}$")
# "prolonged from 12 to 20 months with A": the values start where the comparator stands
_CHANGED_FROM = regex.compile(r"(?i)\bfrom (?:an? )?(?:median (?:of )?)?$")
_TO = regex.compile(r"\bto (?:an? )?(?:median (?:of )?)?$")
_EACH = regex.compile(
    r"\b(?:in|of|for|with|on) (?:each|either|both|any)(?: of the)? (?:two |treatment |study )?"
    r"(?:groups?|arms?|cohorts?|treatments?|regimens?)\b"
    r"|\bin (?:each|both)(?=\s?[).,;])"
)
_EACH_REACH = 60
_TWO = regex.compile(r"\b(?:both|either)\b")
_CONFINED = regex.compile(
    r"(?i)\b(?:(?:confined|restricted|limited|exclusive|unique) to"
    r"|(?:only|exclusively|all) (?:seen |observed )?(?:in|with|on|among))"
    r"\s(?:the\s|patients\s(?:on|in|given|receiving)\s(?:the\s)?)?$"
)
_FAVORED = regex.compile(r"(?i)\b(?:in favou?r of|favou?ring)\s(?:the\s)?$")
# words that take up a comparison which the text made before
_TAKEN_UP = regex.compile(r"(?i)\b(?:respectively|corresponding|in (?:the same|this|that) order)\b")
# a sentence with one of these speaks of the whole study, not of the group of the sentence before
# how far behind its values the word "respectively" stands
_RIGHT_BEHIND = 12
_CLOSING = regex.compile(r"[)\]]")
_GENERAL = regex.compile(
    r"(?i)\b(?:overall|total|all|entire|whole|median follow|patients in this|study population|cohort)\b"
)


def ahead_and_behind(scene: Scene, series: Series, earlier: Sequence[Reading]) -> Groups | None:
    """One group before two values, one behind: "A led to a median of 4.0 months, as against 1.9 months with B"."""
    start, right = last_break(scene.text, series.start), window(scene, series)[1]
    ahead = unique_groups(r for r in named_refs(scene) if start <= r.start and r.end <= series.start)
    behind = [r for r in named_refs(scene) if series.end <= r.start < right]
    if len(series.quantities) != 2 or len(ahead) != 1 or not behind:
        return None
    groups: Groups = [ahead[0], behind[0]]
    return groups if is_prepositioned(scene, series, behind[0]) and distinct(groups) else None


def raised_from(scene: Scene, series: Series, earlier: Sequence[Reading]) -> Groups | None:
    """The comparator's value first: "A prolonged the median from 14 months with B to 22 months"."""
    if len(series.quantities) != 2 or not _CHANGED_FROM.search(scene.text[: series.start]):
        return None
    first, second = series.quantities
    between = [r for r in named_refs(scene) if first.end <= r.start and r.end <= second.start]
    if len(between) != 1 or not _TO.search(scene.between(between[0].end, second.start)):
        return None
    behind = [r for r in named_refs(scene) if second.end <= r.start < window(scene, series)[1]]
    ahead = unique_groups(r for r in named_refs(scene) if r.end <= series.start and distinct([r, between[0]]))
    other = scene.register.other(between[0].arm) if between[0].arm else None
    if behind and is_prepositioned(scene, series, behind[0]):
        return None  # "from 14 months with B to 22 months with A" names both
    unknown = any(
        m.end <= series.start and not any(r.start <= m.start < r.end for r in scene.refs)
        for m in scene.sentence.named(Label.REGIMEN, Label.DRUG)
    )
    named = ahead[-1] if ahead else (at_series(series, other) if other and not unknown else None)
    groups: Groups = [between[0], named]
    return groups if unknown or (named is not None and distinct(groups)) else None


def shared_behind(scene: Scene, series: Series, earlier: Sequence[Reading]) -> Groups | None:
    """Groups named once behind several comparisons: "10 vs 7 months (..), 20 vs 18 months (..) with A vs B"."""
    refs = unique_groups(r for r in named_refs(scene) if r.start >= series.end and not r.subgroup)
    return list(refs) if len(refs) == len(series.quantities) > 1 else None


def half_named(scene: Scene, series: Series, earlier: Sequence[Reading]) -> Groups | None:
    """One arm of two is named for a pair: "superior with A (60% vs 24%)", "(41 months, vs. 23 with placebo)"."""
    if len(series.quantities) != 2 or is_respective(scene, series):
        return None
    _, right = window(scene, series)
    inside = [r for r in named_refs(scene) if series.start < r.start < right and r.arm]
    inside = [r for r in inside if not _is_of_p_value(scene, series, r)]
    above = [r for r in named_refs(scene) if r.end <= series.start and r.arm]
    if above and above[-1].end <= last_break(scene.text, series.start) and shared_behind(scene, series, earlier):
        return None  # "rash was rarer in the A arm; neuropathy occurred in 15% and 29% and … of those given A and B"
    if above and inside and _is_above(scene, series, above[-1], inside[0]):
        inside = []
    return _half_inside(scene, series, inside[0] if inside else None) or (
        _directed(scene, series, above[-1]) if above else None
    )


def in_favor(scene: Scene, series: Series, earlier: Sequence[Reading]) -> Groups | None:
    """The better value to the one arm of two that the sentence favors: "17 and 28 months, in favor of A"."""
    kinds = {m.kind == TOXICITY for m in scene.measures}
    if len(series.quantities) != 2 or len(kinds) != 1 or series.unit is Unit.RATIO:
        return None
    favored = [r for r in named_refs(scene) if r.arm and _FAVORED.search(scene.text, 0, r.start)]
    other = scene.register.other(favored[0].arm) if len(favored) == 1 and favored[0].arm else None
    first, second = (q.value for q in series.quantities)
    if other is None or first is None or second is None or first == second:
        return None
    groups: Groups = [favored[0], at_series(series, other)]
    return groups if (first > second) is not kinds.pop() else groups[::-1]  # fewer toxicities are better


def confined(scene: Scene, series: Series, earlier: Sequence[Reading]) -> Groups | None:
    """The one group that events are said to have stayed in: "rash (4%) and fever (6%) were confined to the A arm"."""
    named = [r for r in named_refs(scene) if r.start >= series.end and _CONFINED.search(scene.text, 0, r.start)]
    return [named[0]] if len(named) == len(series.quantities) == 1 else None


def is_respective(scene: Scene, series: Series) -> bool:
    """Whether "respectively" right behind values gives them to groups that the sentence has not named so far."""
    if any(r.start < series.end for r in named_refs(scene)):
        return False
    return any(0 <= m.start - series.end <= _RIGHT_BEHIND for m in scene.sentence.of(Label.RESPECTIVELY))


def _is_of_p_value(scene: Scene, series: Series, ref: Reference) -> bool:
    """Whether a group is named in a bracket behind a p-value, as what it compares: "(P = .05 for A v B)"."""
    ahead = [p.end for p in scene.p_values if series.end <= p.start and p.end <= ref.start]
    return (
        bool(ahead) and inside_bracket(scene.text, ref.start) and not _CLOSING.search(scene.text, ahead[-1], ref.start)
    )


def named_twice(scene: Scene, series: Series, earlier: Sequence[Reading]) -> Groups | None:
    """One name behind either value tells only the first group: "7% with A, 7% with A and maintenance"."""
    if len(series.quantities) != 2:
        return None
    first, second = series.quantities
    left = next((r for r in named_refs(scene) if first.end <= r.start < second.start), None)
    right = next((r for r in named_refs(scene) if second.end <= r.start), None)
    if left is None or right is None or scene.text[left.start : left.end] != scene.text[right.start : right.end]:
        return None
    return [left, None] if is_prepositioned(scene, series, right) else None


def _is_above(scene: Scene, series: Series, above: Reference, inside: Reference) -> bool:
    """Whether a pair in a bracket belongs to the group right before it rather than to one behind."""
    bracket = inside_bracket(scene.text, series.start)
    return bracket and inside.start > series.end and series.start - above.end < 30


def _half_inside(scene: Scene, series: Series, named: Reference | None) -> Groups | None:
    """The groups of a pair of which one is named between its values or behind them."""
    if named is None or named.arm is None:
        return None
    other = _facing(scene, named)
    if other is None and not scene.compares(series.start, series.end):
        return None
    outside = regex.search(r"[\])]", scene.between(series.end, named.start))
    if outside and inside_bracket(scene.text, series.start):
        return _directed(scene, series, named)
    unnamed = at_series(series, other) if other else None
    return [unnamed, named] if named.start > series.quantities[1].start else [named, unnamed]


def _directed(scene: Scene, series: Series, named: Reference) -> Groups | None:
    """The named group and the other in the order of their values, which the word before it may tell.

    In "superior in the A arm (15% v 31%)" the higher value is A's. Without such a word, or with equal values, the
    group that is named stands first.
    """
    if named.arm is None:
        return None
    other = _facing(scene, named)
    if other is None and not scene.compares(series.start, series.end):
        return None  # only "versus" tells that the second value is another group's, whichever that is
    unnamed, before = at_series(series, other) if other else None, BRACKETS.sub("", scene.text[: named.start])
    first, second = (q.value for q in series.quantities)
    turned = False
    if first is not None and second is not None:
        turned = bool((_MORE.search(before) and first < second) or (_LESS.search(before) and first > second))
    last = turned or COMPARATOR.search(before) or _CHANGED_FROM.search(scene.text[: series.start])
    return [unnamed, named] if last else [named, unnamed]


def _facing(scene: Scene, named: Reference) -> Arm | None:
    """The arm that a named one is compared with: in the study, else in the sentence before."""
    if named.arm is None:
        return None
    others = [r.arm for r in scene.pair if r.arm != named.arm] if len(scene.pair) == 2 else []
    return scene.register.other(named.arm) or (others[0] if len(others) == 1 else None)


def carried(scene: Scene, series: Series, earlier: Sequence[Reading]) -> Groups | None:
    """The groups of the series before it in the sentence, when it has as many members."""
    count = len(series.quantities)
    alike = [r for r in earlier if (r.quantity.unit is Unit.RATIO) == (series.unit is Unit.RATIO)]
    last = (
        []
        if _are_last_of_more(alike, count) or (count == 1 and _follows_comparison(alike))
        else [r.group for r in alike[-count:]]
    )
    if len(last) == count and all(last) and (count == 1 or distinct(last)):
        return last
    lettered = scene.register.lettered
    if len(scene.register.arms) == count > 1 and not len(lettered) == count > 2:
        return _in_order(scene, series, scene.register.arms)
    if len(lettered) == count > (1 if _TAKEN_UP.search(scene.text) else 2):
        return _in_order(scene, series, lettered)
    return None


def _in_order(scene: Scene, series: Series, arms: Sequence[Arm]) -> Groups | None:
    """The arms in the order of the study, unless the text names another one right behind a value."""
    edges = [*(q.start for q in series.quantities[1:]), window(scene, series)[1]]
    for quantity, edge, arm in zip(series.quantities, edges[:-1], arms, strict=False):
        named = [r.arm for r in scene.refs if quantity.end <= r.start < edge and r.arm]
        if named and arm not in named:
            return None
    return [at_series(series, a) for a in arms]


def _follows_comparison(earlier: Sequence[Reading]) -> bool:
    """Whether the last two values compare two groups, so that a lone value behind them is of neither for sure."""
    if len(earlier) < 2:
        return False
    first, second = earlier[-2:]
    named = first.group is not None and second.group is not None
    return named and first.measure == second.measure and distinct([first.group, second.group])


def _are_last_of_more(earlier: Sequence[Reading], count: int) -> bool:
    """Whether the last so many values belong to a longer series: two values do not follow three groups."""
    if count < 2 or len(earlier) <= count:
        return False
    before, first = earlier[-count - 1], earlier[-count]
    return before.measure == first.measure and before.grade == first.grade and before.time_months == first.time_months


def named_later(scene: Scene, series: Series, earlier: Sequence[Reading]) -> Groups | None:
    """The groups of the last of several pairs, which names one: "OS (63 v 61), PFS (33 v 27) were longer with A"."""
    if len(series.quantities) != 2 or any(r.end <= series.end for r in named_refs(scene)):
        return None
    later = [s for s in scene.series if s.start >= series.end and len(s.quantities) == 2 and s.unit is not Unit.RATIO]
    if not later or not all(scene.compares(s.start, s.end) for s in (series, *later)):
        return None
    return half_named(scene, later[-1], earlier)


def subject(scene: Scene, series: Series, earlier: Sequence[Reading]) -> Groups | None:
    """The group of the sentence before, for a lone value: "In the A group, the ORR was 57%. The CR rate was 12%."."""
    if scene.subject is None or len(series.quantities) > 1 or _GENERAL.search(scene.text):
        return None
    return [scene.subject]


def pair(scene: Scene, series: Series, earlier: Sequence[Reading]) -> Groups | None:
    """The groups of the sentence before: "ORR was 83% for A vs 72% for B. Median PFS was 22.9 and 18.4 months."."""
    count = len(series.quantities)
    if count > 2 and len(scene.register.arms) == count:
        return None  # three arms of three keep the order of the study
    if any(r.start < series.start and not r.subgroup for r in named_refs(scene)):
        return None
    return list(scene.pair) if count == len(scene.pair) > 1 else None


def each_group(scene: Scene, series: Series) -> list[Reference]:
    """The arms that one value holds for: "a total of 65% of the patients in each group"."""
    later = next((s.start for s in scene.series if s.start >= series.end), len(scene.text))
    behind = scene.text[series.end : min(series.end + _EACH_REACH, later)]
    hit = _EACH.search(behind)
    arms = scene.register.compared[:3]
    if hit is not None and len(arms) > 2 and _TWO.search(hit[0]):
        # more arms than two: the two that the sentence sets against each other, if it does
        return _two_named(scene)
    return [at_series(series, a) for a in arms] if hit else []


def _two_named(scene: Scene) -> list[Reference]:
    named = unique_groups(r for r in named_refs(scene) if not r.subgroup)
    return named if len(named) == 2 else []


def shared_group(scene: Scene, series: Series) -> tuple[Reference | None, str]:
    """One group for values of several measures: the only one of the clause, else the only one of the sentence."""
    if (ref := in_bracket_of(scene, series)) is not None:
        return ref, "in_bracket"
    start, end = last_break(scene.text, series.start), first_break(scene.text, series.end)
    inside = [r for r in named_refs(scene) if start <= r.start < end]
    apart = inside or any(r.start >= end for r in named_refs(scene))
    for refs in (inside, [] if apart else named_refs(scene)):
        if len({(r.label, r.arm) for r in refs}) == 1:
            return refs[0], "shared"
    return scene.subject, "subject" if scene.subject is not None else "none"
