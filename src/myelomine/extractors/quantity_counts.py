"""Counts that are printed without the word patients, behind another: "in five patients and in two"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import regex

from myelomine.extractors.wording import SEEN
from myelomine.mentions import Label, Mention, Value
from myelomine.numbers import parse_count

_COUNTED = frozenset({Label.COUNT, Label.N_EQUALS, Label.COUNT_OF_TOTAL})
# between two counts of one thing only their shares and what was proved or measured of them may stand
_BETWEEN = frozenset({Label.PERCENT, Label.P_VALUE, Label.INTERVAL})
# "CR in 5, VGPR in 8 and PR in 13 patients"
_NEXT_IN_LIST = regex.compile(r",?\s(?:and\s)?(?:[\p{L}≥][\p{L}/-]{1,18}\s){1,4}in\s")
# "56 serious adverse events were reported in |31 patients|": who had them is counted behind
_EVENTS_IN = regex.compile(
    r"\s(?:(?!(?:of|in|with|had|and|patients?|pts)\b)[\w/-]{2,24}\s){0,5}?"
    r"(?:events|episodes|infections|reactions|cases|fractures|thromboses|toxicities|malignancies|cancers|[TS]?E?AEs)\s"
    rf"(?:(?:were|have been|had been)\s)?(?:{SEEN}\s)?(?:in|among|by)\s(?:only\s)?"
)
# how far behind a count another of the same thing may stand
_REACH = 170


def with_repeated_counts(text: str, tokens: Sequence[Mention], again: Sequence[Mention]) -> list[Mention]:
    """The numeric mentions of a text with the counts that repeat one before them, each in place of its bare number.

    A list may name the patients behind its last count only: "CR in 5, VGPR in 8 and PR in 13 patients".
    """
    out = sorted(tokens, key=lambda t: (t.start, -t.end))
    for mention in again:
        others = [t for t in out if not (t.start < mention.end and mention.start < t.end)]
        beside = [t for t in out if t not in others]
        if all(t.label is Label.NUMBER for t in beside) and _repeats(others, mention):
            out = sorted([*others, _like_the_last(others, mention)], key=lambda t: (t.start, -t.end))
    for mention in reversed(again):
        index = next((i for i, t in enumerate(out[:-1]) if t.start == mention.start and t.label is Label.NUMBER), None)
        if index is not None and _is_listed_with(text, mention, out[index + 1]):
            out[index] = replace(mention, label=Label.COUNT)
    return out


def without_events(text: str, tokens: Sequence[Mention]) -> list[Mention]:
    """The numeric mentions without counts of events whose patients are counted right behind."""
    numbered = [t for t in tokens if t.label in _COUNTED or t.label is Label.NUMBER]
    events = {
        a.start
        for a, b in pairwise(numbered)
        if b.label is not Label.NUMBER and _EVENTS_IN.fullmatch(text, a.end, b.start)
    }
    return [t for t in tokens if t.start not in events]


def _is_listed_with(text: str, mention: Mention, following: Mention) -> bool:
    """Whether a count of patients is the next item of the list that a bare number stands in."""
    listed = _NEXT_IN_LIST.fullmatch(text[mention.end : following.start])
    return following.label is Label.COUNT and listed is not None


def _like_the_last(tokens: Sequence[Mention], mention: Mention) -> Mention:
    """The count; where none is set against a share, a share of nought: "11 [8%] vs 0 with B"."""
    last = [t for t in tokens if t.end <= mention.start and t.label is not Label.P_VALUE][-1]
    if last.label is Label.PERCENT and _is_nought(mention):
        return replace(mention, label=Label.PERCENT, value=Value(texts=(("percent", "0"), ("count", "0"))))
    return replace(mention, label=Label.COUNT)


def _is_nought(mention: Mention) -> bool:
    return parse_count(mention.value.text("count").removesuffix(" patients")) == 0


def _repeats(tokens: Sequence[Mention], mention: Mention) -> bool:
    """Whether the last number before a bare count, shares left out, is a count; for "none" it may be a share."""
    before = [t for t in tokens if t.end <= mention.start]
    counts = [t for t in before if t.label not in _BETWEEN]
    if _is_nought(mention) and before and before[-1].label is Label.PERCENT:
        return mention.start - before[-1].end <= _REACH
    return bool(counts) and counts[-1].label in _COUNTED and mention.start - counts[-1].end <= _REACH
