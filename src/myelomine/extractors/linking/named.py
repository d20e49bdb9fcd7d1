"""Link rules for groups that a sentence names beside the values: one rule a way of writing it."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from myelomine.extractors.arms import Reference
from myelomine.extractors.citations import told_apart
from myelomine.extractors.linking.forward import measure_after
from myelomine.extractors.linking.places import (
    distinct,
    first_ref,
    has_value,
    in_bracket_of,
    is_prepositioned,
    last_ref,
    named_refs,
    turned,
    unique_groups,
    window,
)
from myelomine.extractors.linking.scene import Reading, Scene, Series
from myelomine.extractors.linking.stretches import first_break, opening_bracket
from myelomine.extractors.quantities import Quantity
from myelomine.extractors.sentences import neighbours
from myelomine.mentions import Label

Groups = list[Reference | None]

# how far before its value, or behind it, a group may be named
_AHEAD, _BEHIND, _FIRST_AHEAD = 90, 110, 130
_BRACKET_GAP = regex.compile(r"\s?(?:patients|group|arm)?\s?[\[(]\s?(?:median:?\s)?")
_TIGHT = regex.compile(
    r"\s?(?:groups?|arms?|patients|recipients)?\s?(?:[\[(]\s?[nN]\s?=\s?\d{1,4}\s?[\])],?\s)?(?:(?:it|this|they)\s)?"
    r"(?:(?:was|were|is|being|had|of|with|achieved)\s|[:,=(\[]\s?){0,2}(?:a\s)?(?:median(?: of)?:?\s)?"
)
_ADDED = regex.compile(r"\s?(?:groups?|arms?|patients|recipients)?,\s(?:with|including)\s")
_COMPARED_WITH = regex.compile(r"(?i)(?:than|versus|vs\.?|compared (?:with|to))\s(?:\w+\s){0,2}$")
_SET_AGAINST = regex.compile(
    r"\b(?:than|versus|vs|compared|and|or)\b|\b(?:similar|comparable|equivalent|identical|equal)\b.{0,30}\b(?:to|with)\b"
)
_LIST_GAP = regex.compile(r"\s?(?:,|and|,\s?and|or)\s?(?:the\s)?")
_OR_WITH = regex.compile(
    r"[^()\[\]]{0,60}[)\]],?\s(?:or|and|as well as|but not)\s(?:(?:also|than|with|to|in|for|on|the|that|of|compared"
    r"|versus|vs\.?)\s){0,4}"
)
_COMMA = regex.compile(r"\s?,?\s?")
_TO_WORD = regex.compile(r"\s?[\])]?\s?,?\s?")
_IN_GROUP = regex.compile(
    r"\s?,?\s?(?:in|for|with|on|under|among|of)\s(?:the\s|patients\s|those\s|treated with\s){0,3}"
)
_PREPOSITION_BEFORE = regex.compile(r"\b(?:in|for|with|on|under|among|of|(?<=responded )to)\s(?:the\s)?$|[(\[]$")


def each_study(scene: Scene, series: Series, earlier: Sequence[Reading]) -> Groups | None:
    """One group of several trials: "in trials A and B, rash occurred in 8% and 3%, respectively, in the X group"."""
    count = len(series.quantities)
    word = next((m for m in scene.sentence.of(Label.RESPECTIVELY) if m.start >= series.end), None)
    named = (m.name or m.text for m in scene.sentence.named(Label.TRIAL) if m.end <= series.start)
    trials = {trial for name in named for trial in told_apart(name)}
    if count < 2 or len(trials) != count or word is None or not _COMMA.fullmatch(scene.between(series.end, word.start)):
        return None
    ref = first_ref(scene, word.end, window(scene, series)[1])
    behind = ref and _IN_GROUP.fullmatch(scene.between(word.end, ref.start))
    return [ref] * count if behind else None


def bracketed(scene: Scene, series: Series, earlier: Sequence[Reading]) -> Groups | None:
    """A group right before the bracket of each quantity: "on A (n=132, 56%) than on B (n=79, 33%)"."""
    refs = _refs_ahead(scene, series)
    close = all(
        r is not None and _BRACKET_GAP.fullmatch(scene.between(r.end, q.start))
        for r, q in zip(refs, series.quantities, strict=True)
    )
    return refs if close and distinct(refs) and len(refs) > 1 else None


def tight_ahead(scene: Scene, series: Series, earlier: Sequence[Reading]) -> Groups | None:
    """A group right before every quantity: "A was 2.13, while that for B was 2.08", "(A, 44%; B, 41%)"."""
    refs = _refs_ahead(scene, series)
    if not distinct(refs) or not all(_is_tight(scene, r, q) for r, q in zip(refs, series.quantities, strict=True)):
        return None
    return refs if len(refs) > 1 or not (_compares(scene, series) or _adds(scene, series, refs[0])) else None


def _adds(scene: Scene, series: Series, ref: Reference | None) -> bool:
    """Whether a lone quantity opens an addition with a group of its own: "in B, with 8 (4%) fatal infections in A"."""
    opens = ref is not None and _ADDED.fullmatch(scene.between(ref.end, series.start)) is not None
    return opens and after_measure(scene, series, ()) is not None


def _refs_ahead(scene: Scene, series: Series) -> Groups:
    """The group nearest before each quantity."""
    return [last_ref(scene, max(0, q.start - _AHEAD), q.start) for q in series.quantities]


def _is_tight(scene: Scene, ref: Reference | None, quantity: Quantity) -> bool:
    return ref is not None and bool(_TIGHT.fullmatch(scene.between(ref.end, quantity.start)))


def _compares(scene: Scene, series: Series) -> bool:
    """Whether the group before a lone quantity is only what it is compared with: "longer than with A, 12 months"."""
    ref = last_ref(scene, max(0, series.start - _AHEAD), series.start)
    return ref is not None and bool(_COMPARED_WITH.search(scene.text[: ref.start]))


def mixed(scene: Scene, series: Series, earlier: Sequence[Reading]) -> Groups | None:
    """The first group stands before its quantity, the others behind: "in A was 19.4 months, versus 14.9 in B"."""
    quantities = series.quantities
    first = last_ref(scene, max(0, series.start - _AHEAD), series.start)
    if len(quantities) < 2 or not _is_tight(scene, first, quantities[0]) or _is_closed(scene, series):
        return None
    if any(_TO_WORD.fullmatch(scene.between(series.end, m.start)) for m in scene.sentence.of(Label.RESPECTIVELY)):
        return None  # "52% (9 of 17) and 71% (22 of 31), respectively": the groups stand before both
    edges = [*(q.start for q in quantities[2:]), min(window(scene, series)[1], series.end + _AHEAD)]
    behind = [first_ref(scene, q.end, edge) for q, edge in zip(quantities[1:], edges, strict=True)]
    groups = [first, *behind]
    return groups if all(groups) and distinct(groups) else None


def _is_closed(scene: Scene, series: Series) -> bool:
    """Whether a bracket holds the whole series, so that what stands behind it has values of its own."""
    opened = opening_bracket(scene.text, series.start)
    return opened is not None and opening_bracket(scene.text, series.end) == opened


def against_next(scene: Scene, series: Series, earlier: Sequence[Reading]) -> Groups | None:
    """The first group again, against a third: "higher with A than with B (36% vs 15%) or with C (36% vs 22%)"."""
    ref = in_bracket_of(scene, series) if len(series.quantities) == 2 else None
    if ref is None or len(earlier) < 2 or earlier[-2].measure != earlier[-1].measure:
        return None
    first, second = earlier[-2].group, earlier[-1].group
    if first is None or second is None or not distinct([first, second, ref]):
        return None
    return [first, ref] if _OR_WITH.fullmatch(scene.between(earlier[-1].quantity.end, ref.start)) else None


def in_bracket(scene: Scene, series: Series, earlier: Sequence[Reading]) -> Groups | None:
    """A lone quantity in a bracket right behind a group: "the X group (median PFS 11 months)"."""
    ref = in_bracket_of(scene, series) if len(series.quantities) == 1 else None
    return [ref] if ref else None


def beside(scene: Scene, series: Series, earlier: Sequence[Reading]) -> Groups | None:
    """A group behind each quantity ("60% in A and 24% in B") or before each ("A 60%, B 24%")."""
    quantities, (left, right) = series.quantities, window(scene, series)
    edges = [*(q.start for q in quantities[1:]), min(right, series.end + _BEHIND)]
    behind = [first_ref(scene, q.end, edge) for q, edge in zip(quantities, edges, strict=True)]
    alone = len(quantities) == 1
    tied = not alone or (is_prepositioned(scene, series, behind[0]) and not (behind[0] and has_value(scene, behind[0])))
    if all(behind) and distinct(behind) and tied:
        return behind
    starts = [max(left, series.start - _FIRST_AHEAD), *(q.end for q in quantities[:-1])]
    ahead = [last_ref(scene, start, q.start) for start, q in zip(starts, quantities, strict=True)]
    return ahead if not alone and all(ahead) and distinct(ahead) else None


def everyone_and_parts(scene: Scene, series: Series, earlier: Sequence[Reading]) -> Groups | None:
    """All patients, then parts of them behind their values: "11.6 months for all patients and 6.2 in the high-risk"."""
    starts = [q.start for q in series.quantities[1:]]
    edges = [*starts, min(first_break(scene.text, series.end), series.end + _BEHIND)]
    behind = [
        next((r for r in scene.refs if q.end <= r.start < edge), None)
        for q, edge in zip(series.quantities, edges, strict=True)
    ]
    mixed = any(r and r.everyone for r in behind) and any(r and not r.everyone for r in behind)
    return behind if mixed and all(behind) and distinct(behind) else None


def after_measure(scene: Scene, series: Series, earlier: Sequence[Reading]) -> Groups | None:
    """A group behind the measure that follows a quantity: "18 (8%) second cancers were diagnosed in the X group"."""
    measure = scene.next_measure(series.end)
    if len(series.quantities) != 1 or measure is None or measure_after(scene, series) != measure:
        return None
    against = next((v.start for v in scene.sentence.of(Label.VERSUS) if v.start > series.end), len(scene.text))
    ref = first_ref(scene, measure.end, min(first_break(scene.text, series.end), against))
    return [ref] if ref is not None and _PREPOSITION_BEFORE.search(scene.text[: ref.start]) else None


def behind(scene: Scene, series: Series, earlier: Sequence[Reading]) -> Groups | None:
    """As many groups as quantities after the series: "60% and 24% in A and B, respectively"."""
    _, right = window(scene, series)
    refs = unique_groups(r for r in named_refs(scene) if series.end <= r.start < right)
    if len(series.quantities) < 2 or len(refs) != len(series.quantities):
        return None
    return None if _is_split(scene, series, refs) else list(refs)


def _is_split(scene: Scene, series: Series, refs: Sequence[Reference]) -> bool:
    """Whether one group stands before, one behind: "in A was 19.4 months, versus 14.9 in B (hazard ratio in A …)"."""
    before = [r for r in named_refs(scene) if r.end <= series.start and series.start - r.end < 12]
    return bool(before) and any(before[-1].arm == r.arm and r.arm for r in refs[1:])


def before(scene: Scene, series: Series, earlier: Sequence[Reading]) -> Groups | None:
    """As many groups as quantities before the series: "A compared with B ... (60% vs 24%)"."""
    count = len(series.quantities)
    named = [r for r in named_refs(scene) if r.end <= series.start]
    refs = unique_groups(r for r in named if not r.subgroup)
    if count == 1:
        return [refs[0]] if len(refs) == 1 and not _everyone_nearer(scene, refs[0], series) else None
    if not refs:
        parts = unique_groups(named)
        order = turned(scene, parts)
        told = order != parts or _set_against(scene, parts) or (count > 2 and _is_list(scene, parts))
        return list(order) if len(parts) == count and told else None
    if len(refs) < count or (len(refs) > count and _is_list(scene, refs)):
        return None  # a list of more groups than values says nothing
    return list(turned(scene, refs[-count:]))


def _is_list(scene: Scene, refs: Sequence[Reference]) -> bool:
    return all(_LIST_GAP.fullmatch(gap) for _, _, gap in neighbours(scene.text, refs))


def _set_against(scene: Scene, parts: Sequence[Reference]) -> bool:
    """Whether words of comparison stand between subgroups: "patients refractory to A than in those not refractory"."""
    return all(_SET_AGAINST.search(gap) and len(gap) < 60 for _, _, gap in neighbours(scene.text, parts))


def _everyone_nearer(scene: Scene, ref: Reference, series: Series) -> bool:
    return any(r.everyone and ref.end <= r.start < series.end for r in scene.refs)
