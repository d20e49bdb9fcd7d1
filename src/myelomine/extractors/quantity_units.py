"""Units of numbers that are printed without one: those they are compared or listed with, or that custom assumes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import regex

from myelomine.mentions import Label, Mention

_BESIDE = frozenset({Label.INTERVAL, Label.SPREAD})
_COUNTED = frozenset({Label.COUNT, Label.N_EQUALS})
_SERIES_GAP = regex.compile(
    r"[\s,]{0,2}(?:(?:and|or|to|versus|vs\.?|v\.?|(?:as )?compared (?:with|to))[\s,]{0,2})?(?:[\[(]\s?)?"
)
_INTERVALS = regex.compile(
    r"\s?[\[(](?:\d\d(?:[.·]\d{1,2})?\s?(?:%|per ?cent)\s?)?(?:C[Il1]|confidence interval)[^()\[\]]{3,40}[\])]"
    r"|\s?[\[(]\d{1,3}(?:[.·]\d{1,2})?(?:\s?[-–—−]\s?|\sto\s)(?:\d{1,3}(?:[.·]\d{1,2})?|NR|NE|not \w{5,9})[\])]",
    regex.IGNORECASE,
)
# "31 (22–39) months", "41 (95% CI 30 to 52) percent"
_UNIT_BEHIND = regex.compile(r"\s?[\])]\s?(?P<unit>months?|mo|years?|weeks?|%|per ?cent)(?![\p{L}\d])")
_OPENS_INTERVAL = regex.compile(r"\s?[\[(]\s?")
_OTHER_GROUP = regex.compile(
    r"(?:\s(?:with|for|in|on|among)\s[^.;,()\d]{2,60}?)?,?\s(?:and|versus|vs\.?|v|compared (?:with|to))\s(?:only\s)?"
)
# "the median PFS was 24.2 with A and 18.9 months with B", "for A was 24.2 and for B 18.9 months"
_SAID_BEFORE = regex.compile(r"(?i)\b(?:was|were|of|reached|median|averaged)\s$")
_NEXT_GROUP = regex.compile(
    r"(?:\s(?:with|for|in|on|among)\s[^.;,()\d]{2,60}?)?,?\s(?:and|versus|vs\.?|v|but|compared (?:with|to))\s"
    r"(?:(?:with|for|in|on|among)\s[^.;,()\d]{2,60}?\s)?(?:(?:was|it was|only)\s)?"
)
_GROUP_BEHIND = regex.compile(r"\s(?:with|for|in|on|among)\s")
_CHANGED = regex.compile(r"(?i)\bfrom\s(?:about\s|approximately\s)?$")
_YEAR = regex.compile(r"(?:19[5-9]|20[0-4])\d")
_OPENS_SPREAD = regex.compile(r"\s?[\[(]?\s?")
_SPREAD_UNIT = regex.compile(r"^±.*?(?P<unit>%|per ?cent|[a-z]{2,6})\.?$")
_NOUGHT_GAP = regex.compile(r"\s?[\])]?\s?(?:(?:vs\.?|versus|and|v)\s|/)")
_MEDIAN_BEFORE = regex.compile(
    r"(?i)\bmedian\s(?:PFS|OS|TTP|EFS|DOR|DFS|TTNT"
    r"|progression[- ]free survival|overall survival|survival|duration of response)"
    r"(?:\s?\((?:[A-Z]{2,4}|(?:in\s)?(?:months|mos?\.?))\)|,?\sin months,?)?"
    r"\s?(?:times?\s)?(?:was\s|were\s|of\s|[:=,]\s?)?$"
)


def with_units(text: str, tokens: list[Mention]) -> list[Mention]:
    """The numeric mentions of a text, bare numbers relabelled where the words around give them a unit."""
    plain = _with_spread_units(text, _without_changes(text, _with_rate_units(tokens)))
    return _with_shared_units(text, _with_assumed_units(text, plain))


def _without_changes(text: str, tokens: Sequence[Mention]) -> list[Mention]:
    """Reads "from 46% to 69%" as two shares, not as a range."""
    out: list[Mention] = []
    for token in tokens:
        if token.label is Label.PERCENT and token.value.text("high") and _CHANGED.search(text[: token.start]):
            out.extend(_ends(token))
        else:
            out.append(token)
    return out


def _ends(token: Mention) -> tuple[Mention, Mention]:
    """The two numbers of a range as mentions of their own."""
    low, high = token.value.text("percent"), token.value.text("high")
    first, second = token.text.index(low), token.text.rindex(high)
    return (
        replace(
            token, end=token.start + first + len(low), text=low, value=replace(token.value, texts=(("percent", low),))
        ),
        replace(
            token, start=token.start + second, text=token.text[second:],
            value=replace(token.value, texts=(("percent", high),)),
        ),
    )  # fmt: skip


def _with_spread_units(text: str, tokens: Sequence[Mention]) -> list[Mention]:
    """Gives a bare number the unit behind its spread or interval: "41.5 ± 6.2%", "31 (22–39) months"."""
    out = list(tokens)
    for i, (token, spread) in enumerate(pairwise(tokens)):
        beside = spread.label is Label.SPREAD and _OPENS_SPREAD.fullmatch(text[token.end : spread.start])
        unit = _SPREAD_UNIT.search(spread.text) if beside and _is_bare(token) else None
        if unit is None and _is_bare(token) and spread.label is Label.INTERVAL:
            opened = _OPENS_INTERVAL.fullmatch(text[token.end : spread.start])
            unit = _UNIT_BEHIND.match(text, spread.end) if opened else None
        if unit:
            out[i] = _in_unit(token, unit["unit"])
    return out


def _in_unit(token: Mention, unit: str) -> Mention:
    """A bare number as a share or a duration, by the unit that stands behind its bracket."""
    label, name = (Label.PERCENT, "percent") if unit[:3] in ("%", "per") else (Label.DURATION, "value")
    texts = ((name, token.value.text("value")), ("unit", unit))
    return replace(token, label=label, value=replace(token.value, texts=texts))


def _with_shared_units(text: str, tokens: Sequence[Mention]) -> list[Mention]:
    """Gives a bare number the unit of the number it is compared or listed with: "11.3 vs 4.7 months"."""
    out: list[Mention] = []
    for token in reversed(tokens):
        following = next((t for t in reversed(out) if t.label not in _BESIDE), None)
        joined = following is not None and _is_bare(token) and _is_listed(text, token, following)
        out.append(_like(token, following) if following is not None and joined else token)
    out.reverse()
    out = [_as_before(text, out[:i], t) for i, t in enumerate(out)]
    counted = any(t.label in _COUNTED for t in tokens)
    return [*out[:1], *(_zero(text, before, token, counted) for before, token in pairwise(out))]


def _is_bare(token: Mention) -> bool:
    """Whether a number has no unit and is no year."""
    return token.label is Label.NUMBER and not token.value.text("typo") and not _YEAR.fullmatch(token.text)


def _is_listed(text: str, left: Mention, right: Mention) -> bool:
    """Whether nothing but words of a list or comparison, and intervals, stands between two numbers."""
    gap = _INTERVALS.sub("", text[left.end : right.start])
    return _SERIES_GAP.fullmatch(gap) is not None or _is_of_next_group(text, left, gap)


def _is_of_next_group(text: str, left: Mention, gap: str) -> bool:
    """Whether the number behind a gap is the same of another group, which alone has the unit."""
    exact = "." in left.text or "·" in left.text
    return exact and bool(_NEXT_GROUP.fullmatch(gap) and _SAID_BEFORE.search(text[: left.start]))


def _like(token: Mention, model: Mention) -> Mention:
    """A number read as a share or a duration like its model; other models leave it as it is."""
    if model.label in _COUNTED and token.text.isdigit():
        count = replace(token.value, texts=(("count", token.text),))
        return replace(token, label=model.label, pattern=model.pattern, value=count)
    if model.label not in (Label.PERCENT, Label.DURATION):
        return token
    name = "percent" if model.label is Label.PERCENT else "value"
    name = "fraction" if model.value.text("fraction") else name
    texts = ((name, token.value.text("value")), ("unit", model.value.text("unit")))
    return replace(token, label=model.label, pattern=model.pattern, value=replace(token.value, texts=texts))


def _as_before(text: str, before: Sequence[Mention], token: Mention) -> Mention:
    """Gives a bare number the unit that the number before it has: "18.5 months with A and 15.3 with B"."""
    last = next((t for t in reversed(before) if t.label not in (*_BESIDE, Label.P_VALUE)), None)
    if last is None or not _is_bare(token):
        return token
    if last.label is Label.N_EQUALS and _SERIES_GAP.fullmatch(text[last.end : token.start]):
        return _like(token, last)
    if last.label is not Label.DURATION:
        return token
    fits = _OTHER_GROUP.fullmatch(text[last.end : token.start]) and _GROUP_BEHIND.match(text[token.end :])
    return _like(token, last) if fits else token


def _zero(text: str, before: Mention, token: Mention, counted: bool) -> Mention:
    """Makes the bare nought of "(11 [8%] vs 0)" a percentage."""
    nought = before.label is Label.PERCENT and token.label is Label.NUMBER and token.text == "0"
    if not nought or not _NOUGHT_GAP.fullmatch(text[before.end : token.start]):
        return token
    texts = (("percent", "0"), ("count", "0")) if counted else (("percent", "0"),)
    return replace(token, label=Label.PERCENT, value=replace(token.value, texts=texts))


def _with_assumed_units(text: str, tokens: Sequence[Mention]) -> list[Mention]:
    """Takes medians without a unit for months, by custom: "median PFS 35.7 [95% CI 25.8-44.0] vs 19.2 [15.8-25.0]"."""
    out = list(tokens)
    for i, token in enumerate(tokens):
        if token.label is not Label.NUMBER or not _MEDIAN_BEFORE.search(text[: token.start]):
            continue
        compared = next((t for t in tokens[i + 1 :] if t.label not in _BESIDE), None)
        if compared is not None and compared.label is Label.DURATION:
            continue
        out[i] = _in_months(token)
        if compared is not None and compared.label is Label.NUMBER and _is_listed(text, token, compared):
            out[tokens.index(compared)] = _in_months(compared)
    return out


def _in_months(bare: Mention) -> Mention:
    texts = (("value", bare.value.text("value")), ("unit", "months"), ("assumed", "yes"))
    return replace(bare, label=Label.DURATION, value=replace(bare.value, texts=texts))


def _with_rate_units(tokens: list[Mention]) -> list[Mention]:
    """Gives bare numbers behind "malignancies per 100 patient-years was" that unit."""
    cue = next((t for t in tokens if t.label is Label.RATE_PER_TIME and t.value.text("cue")), None)
    if cue is None:
        return tokens
    unit = ("unit", cue.value.text("cue"))
    return [
        replace(t, label=Label.RATE_PER_TIME, value=replace(t.value, texts=(*t.value.texts, unit)))
        if t.label is Label.NUMBER and t.start > cue.end
        else t
        for t in tokens
        if t is not cue
    ]
