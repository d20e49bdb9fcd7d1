"""Which group each member of a series belongs to: one rule a way of writing it, tried from the surest to the weakest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import regex

from myelomine.extractors.arms import Reference
from myelomine.extractors.linking.assignment import measure_after
from myelomine.extractors.linking.places import (
    first_ref,
    in_bracket,
    in_bracket_of,
    last_ref,
    named_refs,
    unique_groups,
    window,
)
from myelomine.extractors.linking.scene import Reading, Scene, Series
from myelomine.extractors.linking.stretches import BRACKETS, first_break, inside_bracket, last_break, text_without
from myelomine.extractors.measures import SURVIVAL
from myelomine.extractors.quantities import Quantity, Unit
from myelomine.mentions import Label


def meaning_of(link: str) -> str:
    """What a link rule does, in a sentence; empty where there is no rule of that name."""
    rules: tuple[Callable[..., object], ...] = (*_STRONG, *_WEAK, each_group, shared_group)
    rule = next((r for r in rules if _name(r) == link), None)
    return (rule.__doc__ or "").partition("\n")[0] if rule else ""


def _name(rule: Callable[..., object]) -> str:
    return rule.__name__.strip("_").removesuffix("_group")


def groups_of(scene: Scene, series: Series, earlier: Sequence[Reading]) -> tuple[list[Reference | None], str]:
    """One group a quantity, and the name of the rule that found them."""
    if series.unit is Unit.RATIO and len(series.quantities) == 1:
        return _ratio_group(scene, series, earlier)
    crossed = any(r.subgroup for r in scene.refs) and any(r.arm and not r.subgroup for r in scene.refs)
    if crossed and len(series.quantities) > 1:
        arms = replace(scene, refs=tuple(r for r in scene.refs if not r.subgroup))
        groups, link = _first_rule(_STRONG, arms, series, earlier)
        if groups:
            return groups, link
    weak = () if _names_unknown_groups(scene, series) else _WEAK
    groups, link = _first_rule((*_STRONG, *weak), scene, series, earlier)
    return groups or [None] * len(series.quantities), link


_Rule = Callable[[Scene, Series, Sequence[Reading]], "list[Reference | None] | None"]


def _names_unknown_groups(scene: Scene, series: Series) -> bool:
    """"4% and 14% in X and Y patients, respectively": named groups that are not known are not to be guessed."""
    ends = [m.start for m in scene.sentence.of(Label.RESPECTIVELY) if m.start >= series.end]
    if len(series.quantities) < 2 or not ends or ends[0] > first_break(scene.text, series.end):
        return False
    behind = [r for r in named_refs(scene) if series.end <= r.start < ends[0]]
    gap = text_without(scene.sentence, series.end, ends[0], behind)
    return len(behind) < len(series.quantities) and bool(_IN_TWO.search(gap))


_IN_TWO = regex.compile(r"\b(?:in|for|with|on)\s(?:the\s)?\S{2,40}\s(?:\S+\s){0,2}and\s\S{2,40}")


def _first_rule(
    rules: Sequence[_Rule], scene: Scene, series: Series, earlier: Sequence[Reading]
) -> tuple[list[Reference | None], str]:
    """What the first rule that applies finds, and its name; an empty list where none does."""
    for rule in rules:
        groups = rule(scene, series, earlier)
        if groups is not None:
            return groups, _name(rule)
    return [], "none"


def _ratio_group(scene: Scene, series: Series, earlier: Sequence[Reading]) -> tuple[list[Reference | None], str]:
    """A hazard ratio hangs on the group it names, else on the experimental group of the comparison before it."""
    cues = [c.end for c in scene.sentence.of(Label.HAZARD_RATIO) if c.end <= series.start]
    _, right = window(scene, series)
    listed = any(s.unit is Unit.RATIO and cues and cues[-1] <= s.start < series.start for s in scene.series)
    own = next((r for r in named_refs(scene) if series.end <= r.start < right), None)
    if listed and _prepositioned(scene, series, own) and own is not None:
        return [own], "beside"
    beside = in_bracket_of(scene, series)
    if beside is not None and beside.subgroup:
        return [_crossed(scene, series, earlier, beside)], "in_bracket"
    if beside is not None and listed:
        return [_first_compared(scene, series, beside)], "in_bracket"
    if (compared := _compared_behind(scene, series)) is not None:
        return [compared], "beside"
    named = [r for r in named_refs(scene) if cues and cues[-1] <= r.start < series.start]
    if named:
        against = any(named[0].end <= v.start < named[-1].start for v in scene.sentence.of(Label.VERSUS))
        return [named[0] if against else named[-1]], "beside"
    behind = [r for r in named_refs(scene) if series.end <= r.start < right]
    if behind and _prepositioned(scene, series, behind[0]):
        return [behind[0]], "beside"
    compared = [r for r in earlier if r.measure.kind == SURVIVAL and r.quantity.unit is not Unit.RATIO]
    if compared and compared[-1].group:
        last = [r for r in compared if r.measure == compared[-1].measure]
        ahead = (r.group for r in last if r.group and r.group.start < r.group.end <= last[0].quantity.start)
        return [next(ahead, last[0].group)], "carried"
    before = unique_groups(r for r in named_refs(scene) if r.end <= series.start and not r.subgroup)
    if before:
        return [before[-2] if len(before) > 2 else before[0]], "before"
    after = unique_groups(r for r in named_refs(scene) if r.start >= series.end and not r.subgroup)
    arm = after[0] if len(after) > 1 else None
    if arm is None and scene.register.compared:
        first = scene.register.arms[0]
        arm = Reference(series.start, series.start, first.label, first)
    return [arm], "carried" if arm else "none"


def _crossed(scene: Scene, series: Series, earlier: Sequence[Reading], part: Reference) -> Reference:
    """A subgroup in which a hazard ratio compares the arms, with the arm that the ratio hangs on."""
    arms = replace(scene, refs=tuple(r for r in scene.refs if not r.subgroup))
    group = _ratio_group(arms, series, earlier)[0][0]
    return replace(part, arm=group.arm) if group else part


def _first_compared(scene: Scene, series: Series, beside: Reference) -> Reference:
    """The first of the two groups before a bracket: "and with C than with B (HR 0.72)" is about C."""
    before = max((s.end for s in scene.series if s.end <= series.start), default=0)
    named = [r for r in named_refs(scene) if before <= r.start <= beside.start]
    against = any(named[0].end <= v.start < beside.start for v in scene.sentence.of(Label.VERSUS))
    return named[0] if against and not beside.subgroup else beside


def _compared_behind(scene: Scene, series: Series) -> Reference | None:
    """"HR 0.68, 95% CI 0.49-0.95; p=0.023 for A vs B": the first of two groups right behind a hazard ratio."""
    limit = next((s.start for s in scene.series if s.start >= series.end), len(scene.text))
    behind = [r for r in named_refs(scene) if series.end <= r.start < limit][:2]
    if len(behind) < 2 or not any(behind[0].end <= v.start < behind[1].start for v in scene.sentence.of(Label.VERSUS)):
        return None
    gap = text_without(scene.sentence, series.end, behind[0].start, ())
    return behind[0] if regex.fullmatch(r"[\s;,)\]]*(?:(?:for|with|in|comparing|of)\s)?(?:the\s)?", gap) else None


def _ahead_and_behind(scene: Scene, series: Series, earlier: Sequence[Reading]) -> list[Reference | None] | None:
    """"A led to a median PFS of 4.0 months, as against 1.9 months with B": one group before, one behind the second value."""
    if len(series.quantities) != 2:
        return None
    start, right = last_break(scene.text, series.start), window(scene, series)[1]
    ahead = unique_groups(r for r in named_refs(scene) if start <= r.start and r.end <= series.start)
    behind = [r for r in named_refs(scene) if series.end <= r.start < right]
    if len(ahead) != 1 or not behind or not _prepositioned(scene, series, behind[0]) or not _distinct([ahead[0], behind[0]]):
        return None
    return [ahead[0], behind[0]]


def _bracketed(scene: Scene, series: Series, earlier: Sequence[Reading]) -> list[Reference | None] | None:
    """A group right before the bracket of each quantity: "on A (n=132, 56%) than on B (n=79, 33%)"."""
    refs = [last_ref(scene, max(0, q.start - 90), q.start) for q in series.quantities]
    close = [
        r is not None
        and regex.fullmatch(r"\s?(?:patients|group|arm)?\s?[\[(]\s?(?:median:?\s)?", scene.between(r.end, q.start))
        for r, q in zip(refs, series.quantities, strict=True)
    ]
    return list(refs) if all(close) and _distinct(refs) and len(refs) > 1 else None


_TIGHT = regex.compile(
    r"\s?(?:groups?|arms?|patients|recipients)?\s?(?:(?:was|were|is|being|had|of|with|achieved)\s|[:,=(\[]\s?){0,2}(?:a\s)?(?:median(?: of)?:?\s)?"
)


def _is_tight(scene: Scene, ref: Reference | None, quantity: Quantity) -> bool:
    return ref is not None and bool(_TIGHT.fullmatch(scene.between(ref.end, quantity.start)))


def _tight_ahead(scene: Scene, series: Series, earlier: Sequence[Reading]) -> list[Reference | None] | None:
    """A group right before every quantity: "A was 2.13, while that for B was 2.08", "(A, 44%; B, 41%)"."""
    refs = [last_ref(scene, max(0, q.start - 90), q.start) for q in series.quantities]
    if all(_is_tight(scene, r, q) for r, q in zip(refs, series.quantities, strict=True)) and _distinct(refs):
        return list(refs) if len(refs) > 1 or not _compares(scene, series) else None
    return None


def _compares(scene: Scene, series: Series) -> bool:
    """Whether the group before a lone quantity is only what it is compared with: "longer than with A, 12 months"."""
    ref = last_ref(scene, max(0, series.start - 90), series.start)
    return ref is not None and bool(
        regex.search(r"(?i)(?:than|versus|vs\.?|compared (?:with|to))\s(?:\w+\s){0,2}$", scene.text[: ref.start])
    )


def _mixed(scene: Scene, series: Series, earlier: Sequence[Reading]) -> list[Reference | None] | None:
    """ "in A was 19.4 months, versus 14.9 months in B": the first group stands before, the others behind."""
    quantities = series.quantities
    first = last_ref(scene, max(0, series.start - 90), series.start)
    if len(quantities) < 2 or not _is_tight(scene, first, quantities[0]):
        return None
    edges = [*(q.start for q in quantities[2:]), min(window(scene, series)[1], series.end + 90)]
    behind = [first_ref(scene, q.end, edge) for q, edge in zip(quantities[1:], edges, strict=True)]
    groups = [first, *behind]
    return groups if all(groups) and _distinct(groups) else None


def _shared_behind(scene: Scene, series: Series, earlier: Sequence[Reading]) -> list[Reference | None] | None:
    """Groups named once behind several comparisons: "10 vs 7 months (..), 20 vs 18 months (..) with A vs B"."""
    refs = unique_groups(r for r in named_refs(scene) if r.start >= series.end and not r.subgroup)
    return list(refs) if len(refs) == len(series.quantities) > 1 else None


def _beside(scene: Scene, series: Series, earlier: Sequence[Reading]) -> list[Reference | None] | None:
    """A group behind each quantity ("60% in A and 24% in B") or before each ("A 60%, B 24%")."""
    count = len(series.quantities)
    _, right = window(scene, series)
    edges = [*(q.start for q in series.quantities[1:]), min(right, series.end + 110)]
    behind = [first_ref(scene, q.end, edge) for q, edge in zip(series.quantities, edges, strict=True)]
    if all(behind) and _distinct(behind) and (count > 1 or _prepositioned(scene, series, behind[0])):
        return list(behind)
    if count == 1:
        return None
    starts = [max(window(scene, series)[0], series.start - 130), *(q.end for q in series.quantities[:-1])]
    ahead = [last_ref(scene, a, q.start) for a, q in zip(starts, series.quantities, strict=True)]
    if all(ahead) and _distinct(ahead):
        return list(ahead)
    return None


def _distinct(refs: Sequence[Reference | None]) -> bool:
    return len({(r.label, r.arm) for r in refs if r}) == len(refs)


def _prepositioned(scene: Scene, series: Series, ref: Reference | None) -> bool:
    """A lone quantity's group must hang on a preposition: "60% in the X group", "60% (X)", "27% of X patients"."""
    if ref is None:
        return False
    gap = scene.between(series.end, ref.start)
    if len(gap) >= 70:
        gap = BRACKETS.sub("", gap)
    return len(gap) < 70 and bool(
        regex.fullmatch(
            r"\s?(?:[\])]\s?)?(?:\([^()]{1,60}\)\s?)?(?:(?:of\s(?:the\s)?(?:\w+\s)?)?(?:patients?|pts)\s?)?(?:[\[(]|in|for|with|on|among|of|receiving|who received|treated with|given|assigned to)?\s?(?:the|those|patients|receiving|treated with|on|in|who received|all|\s)*",
            gap,
        )
    )


def _after_measure(scene: Scene, series: Series, earlier: Sequence[Reading]) -> list[Reference | None] | None:
    """A group behind the measure that follows a quantity: "18 (8%) second cancers were diagnosed in the X group"."""
    measure = next((m for m in scene.measures if m.start >= series.end), None)
    if len(series.quantities) != 1 or measure is None or measure_after(scene, series) != measure:
        return None
    against = next((v.start for v in scene.sentence.of(Label.VERSUS) if v.start > series.end), len(scene.text))
    stop = min(first_break(scene.text, series.end), against)
    ref = first_ref(scene, measure.end, stop)
    close = ref is not None and regex.search(
        r"\b(?:in|for|with|on|among|of)\s(?:the\s)?$|[(\[]$", scene.text[: ref.start]
    )
    return [ref] if close else None


def _behind(scene: Scene, series: Series, earlier: Sequence[Reading]) -> list[Reference | None] | None:
    """As many groups as quantities after the series: "60% and 24% in A and B, respectively"."""
    _, right = window(scene, series)
    refs = unique_groups(r for r in named_refs(scene) if series.end <= r.start < right)
    if len(series.quantities) > 1 and len(refs) == len(series.quantities):
        return None if _between_and_behind(scene, series, refs) else list(refs)
    return None


def _between_and_behind(scene: Scene, series: Series, refs: Sequence[Reference]) -> bool:
    """ "in A was 19.4 months, versus 14.9 months in B (hazard ratio in A …)": one group stands before, one behind."""
    before = [r for r in named_refs(scene) if r.end <= series.start and series.start - r.end < 12]
    return bool(before) and any(before[-1].arm == r.arm and r.arm for r in refs[1:])


def _before(scene: Scene, series: Series, earlier: Sequence[Reading]) -> list[Reference | None] | None:
    """As many groups as quantities before the series: "A compared with B ... (60% vs 24%)"."""
    count = len(series.quantities)
    refs = unique_groups(r for r in named_refs(scene) if r.end <= series.start and not r.subgroup)
    if count > 1 and not refs:
        parts = unique_groups(r for r in named_refs(scene) if r.end <= series.start)
        return list(parts) if len(parts) == count and _set_against(scene, parts) else None
    if count > 1 and len(refs) > count and all(regex.fullmatch(r"\s?(?:,|and|,\s?and|or)\s?(?:the\s)?", scene.between(a.end, b.start)) for a, b in zip(refs, refs[1:], strict=False)):
        return None  # a list of more groups than values says nothing
    if count > 1 and len(refs) >= count:
        chosen = refs[-count:] if len(refs) > count else refs
        return _turned(scene, list(chosen))
    if count == 1 and len(refs) == 1 and not _everyone_nearer(scene, refs[0], series):
        return [refs[0]]
    return None


def _set_against(scene: Scene, parts: Sequence[Reference]) -> bool:
    """Whether words of comparison stand between subgroups: "patients refractory to A than in those not refractory"."""
    gaps = (scene.between(a.end, b.start) for a, b in zip(parts, parts[1:], strict=False))
    return all(regex.search(r"\b(?:than|versus|vs|compared|and|or)\b", g) and len(g) < 60 for g in gaps)


def _everyone_nearer(scene: Scene, ref: Reference, series: Series) -> bool:
    return any(r.everyone and ref.end <= r.start < series.end for r in scene.refs)


_COMPARED_FIRST = regex.compile(
    r"(?i)(?:compared (?:with|to)|versus|relative to|in comparison (?:with|to)|unlike|than)\s(?:the\s)?$"
)


def _turned(scene: Scene, refs: list[Reference]) -> list[Reference | None]:
    """ "Compared with A, B had …": the comparator is named first, so the values start with the other."""
    opened = _COMPARED_FIRST.search(scene.text[: refs[0].start])
    comma = len(refs) == 2 and regex.fullmatch(r"[^.;]{0,40},[^.;]{0,40}", scene.between(refs[0].end, refs[1].start))
    return list(reversed(refs)) if opened and comma else list(refs)


def _half_named(scene: Scene, series: Series, earlier: Sequence[Reading]) -> list[Reference | None] | None:
    """One arm of two is named for a pair: "superior with A (60% vs 24%)", "(41 months, vs. 23 with placebo)"."""
    if len(series.quantities) != 2:
        return None
    left, right = window(scene, series)
    inside = [r for r in named_refs(scene) if series.start < r.start < right and r.arm]
    above = [r for r in named_refs(scene) if r.end <= series.start and r.arm]
    if (
        above
        and inside
        and inside_bracket(scene.text, series.start)
        and inside[0].start > series.end
        and series.start - above[-1].end < 30
    ):
        inside = []
    if inside and inside[0].arm and (other := scene.register.other(inside[0].arm)):
        named, unnamed = inside[0], Reference(series.start, series.start, other.label, other)
        outside = inside_bracket(scene.text, series.start) and regex.search(
            r"[\])]", scene.between(series.end, named.start)
        )
        if outside:
            return _directed(scene, series, named, unnamed)
        return [unnamed, named] if named.start > series.quantities[1].start else [named, unnamed]
    if above and above[-1].arm and (other := scene.register.other(above[-1].arm)):
        return _directed(scene, series, above[-1], Reference(series.start, series.start, other.label, other))
    return None


_MORE = regex.compile(
    r"(?i)\b(?:superior|higher|more|greater|longer|better|increased|prolonged|improved)\b[^.;,]{0,40}$"
)
_LESS = regex.compile(r"(?i)\b(?:inferior|lower|less|fewer|shorter|reduced|decreased|worse)\b[^.;,]{0,40}$")


def _directed(scene: Scene, series: Series, named: Reference, other: Reference) -> list[Reference | None]:
    """ "superior in the A arm (15% v 31%)": the word before the group says which of two values is its own.

    Without such a word, or with equal values, the group that is named stands first.
    """
    before = scene.text[: named.start]
    if regex.search(r"(?i)\b(?:compared (?:with|to)|than|versus|vs\.?)\s(?:[\w-]+\s){0,6}$", before):
        return [other, named]
    first, second = series.quantities[0].value, series.quantities[1].value
    turned = (
        first is not None
        and second is not None
        and ((_MORE.search(before) and first < second) or (_LESS.search(before) and first > second))
    )
    changed = regex.search(r"(?i)\bfrom (?:an? )?(?:median (?:of )?)?$", scene.text[: series.start])
    return [other, named] if turned or changed else [named, other]


def each_group(scene: Scene, series: Series) -> list[Reference]:
    """ "A total of 65% of the patients in each group": the value holds for every arm."""
    behind = scene.text[series.end : series.end + 60]
    if scene.register.compared and regex.search(
        r"\b(?:in|of) (?:each|either|both|any)(?: of the)? (?:two |treatment |study )?(?:groups?|arms?)\b", behind
    ):
        return [Reference(series.start, series.start, a.label, a) for a in scene.register.arms[:3]]
    return []


def _carried(scene: Scene, series: Series, earlier: Sequence[Reading]) -> list[Reference | None] | None:
    """The groups of the series before it in the sentence, when it has as many members."""
    last = [r.group for r in earlier[-len(series.quantities) :]]
    if len(last) == len(series.quantities) and all(last) and (len(last) == 1 or _distinct(last)):
        return last
    if len(series.quantities) > 1 and len(scene.register.arms) == len(series.quantities):
        return [Reference(series.start, series.start, a.label, a) for a in scene.register.arms]
    return None


def shared_group(scene: Scene, series: Series) -> tuple[Reference | None, str]:
    """One group for values of several measures: the only one of the clause, else the only one of the sentence."""
    if (ref := in_bracket_of(scene, series)) is not None:
        return ref, "in_bracket"
    start, end = last_break(scene.text, series.start), first_break(scene.text, series.end)
    for refs in ([r for r in named_refs(scene) if start <= r.start < end], named_refs(scene)):
        if len({(r.label, r.arm) for r in refs}) == 1:
            return refs[0], "shared"
    if scene.subject is not None:
        return scene.subject, "subject"
    return None, "none"


def _subject(scene: Scene, series: Series, earlier: Sequence[Reading]) -> list[Reference | None] | None:
    """The group of the sentence before, for a lone value: "In the A group, the ORR was 57%. The CR rate was 12%."."""
    if scene.subject is None or len(series.quantities) > 1 or _GENERAL.search(scene.text):
        return None
    return [scene.subject]


_GENERAL = regex.compile(r"(?i)\b(?:overall|total|all|entire|whole|median follow|patients in this|study population|cohort)\b")

def _pair(scene: Scene, series: Series, earlier: Sequence[Reading]) -> list[Reference | None] | None:
    """The two groups of the sentence before: "ORR was 83% for A vs 72% for B. Median PFS was 22.9 and 18.4 months."."""
    return list(scene.pair) if len(series.quantities) == len(scene.pair) == 2 else None


_STRONG: tuple[_Rule, ...] = (_bracketed, _tight_ahead, _mixed, in_bracket, _beside, _behind, _after_measure, _before)
_WEAK: tuple[_Rule, ...] = (_ahead_and_behind, _half_named, _shared_behind, _pair, _carried, _subject)
