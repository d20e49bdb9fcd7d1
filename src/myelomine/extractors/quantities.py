"""Level 3 of the cascade: puts a number together with its unit, count, denominator, interval and p-value.

"97 of 368 patients [26.4%; 95% CI 22-31]" is one quantity; "11.3 vs 4.7 months" is two of the same unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

import regex

from myelomine.mentions import Label, Mention
from myelomine.numbers import arabic, months, parse_bound, parse_count, parse_decimal, parse_p_value


class Unit(StrEnum):
    """What a quantity counts in."""

    PERCENT = "%"
    MONTHS = "months"
    RATIO = "ratio"
    COUNT = "patients"
    PER_TIME = "per time"


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval: bounds as the contract writes them ('NR'/'NE' allowed), level in percent."""

    low: str
    high: str
    level: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """One printed result: text[start:end] of its sentence."""

    start: int
    end: int
    unit: Unit
    rule: str
    value: Decimal | None = None
    high: Decimal | None = None
    unit_text: str = ""
    qualifier: str = ""
    n: int | None = None
    total: int | None = None
    interval: Interval | None = None
    flags: tuple[str, ...] = ()


_PEOPLE = r"(?:patients?|pts?\.?|subjects?|participants?|cases?|evaluable patients|responders?|of (?:them|these|whom|those))"
_OF_GROUP = regex.compile(r"\s(?:with|in|for|among|after)\s(?:the\s)?(?:[\w+/-]+\s){1,4}[\[(]\s?")
_OPENS = regex.compile(rf"\s?(?:{_PEOPLE}\s?)?[\[(]\s?(?:n\s?=\s?)?")
_COMMA = regex.compile(rf"\s?(?:{_PEOPLE})?\s?[,;:]\s?")
_OF_TOTAL = regex.compile(r"(?:\s?[\])])?\s?(?:out )?(?:of|among|in)\s(?:the |all |these |those |a total of )?")
_CLOSES_OF_TOTAL = regex.compile(r"\s?%?(?:\s?[\])])?\s?(?:out )?of\s(?:the |all |these |those |a total of )?(?:\w+ )?")
_TO_INTERVAL = regex.compile(r"[\s,;:=\[(\])]{0,4}(?:\w*\s?(?:months?|patients?|mo)\s?[,;:\[(]?\s?)?")
_SERIES_GAP = regex.compile(
    r"[\s,]{0,2}(?:(?:and|or|to|versus|vs\.?|v\.?|(?:as )?compared (?:with|to))[\s,]{0,2})?(?:[\[(]\s?)?"
)
_INTERVALS = regex.compile(r"\s?[\[(](?:\d\d(?:[.·]\d{1,2})?\s?%\s?)?(?:CI|confidence interval)[^()\[\]]{3,40}[\])]", regex.IGNORECASE)
_HR_GAP_LIMIT = 110
_QUALIFIERS = {"more than": ">", "over": ">", "longer than": ">", "less than": "<", "fewer than": "<", "shorter than": "<",
               "up to": "<=", "at least": ">=", "approximately": "~", "about": "~", "around": "~", "nearly": "~", "almost": "~",
               "≥": ">=", "≤": "<=", "∼": "~"}  # fmt: skip
_NUMERIC = frozenset(
    {Label.PERCENT, Label.COUNT_OF_TOTAL, Label.COUNT, Label.N_EQUALS, Label.DURATION, Label.NUMBER, Label.INTERVAL,
     Label.SPREAD, Label.P_VALUE, Label.NOT_REACHED, Label.RATE_PER_TIME}
)  # fmt: skip


def numeric(mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions that quantities are made of, in reading order."""
    return sorted((m for m in mentions if m.label in _NUMERIC), key=lambda m: (m.start, -m.end))


def assemble(text: str, mentions: Sequence[Mention]) -> list[Quantity]:
    """Every quantity of a sentence, in reading order."""
    tokens = _with_shared_units(text, _with_assumed_units(text, _with_rate_units(text, numeric(mentions))))
    ratios = _ratio_numbers(text, tokens, [m for m in mentions if m.label is Label.HAZARD_RATIO])
    out: list[Quantity] = []
    i = 0
    while i < len(tokens):
        quantity, i = _read(text, tokens, i, ratios, any(q.interval for q in out))
        if quantity is not None and not _is_reference_level(quantity):
            out.append(quantity)
    return out


def _is_reference_level(quantity: Quantity) -> bool:
    """"as compared to the Not Refractory group (HR = 1)": no result."""
    return quantity.unit is Unit.RATIO and quantity.value == 1 and quantity.interval is None


def _read(
    text: str, tokens: list[Mention], i: int, ratios: frozenset[int], intervals_seen: bool
) -> tuple[Quantity | None, int]:
    """The quantity that starts at token i, if one does, and the next token to look at."""
    quantity = _core(tokens[i], ratios)
    if quantity is None:
        return None, i + 1
    i += 1
    while i < len(tokens):
        if _has_own_percent(text, tokens[i]):
            break
        grown = _grow(text[quantity.end : tokens[i].start], quantity, tokens[i], intervals_seen)
        if grown is None:
            break
        quantity = grown
        i += 1
    return quantity, i


def _has_own_percent(text: str, token: Mention) -> bool:
    """'42% (40 [44%] patients …': the count opens a quantity of its own."""
    return token.label is Label.COUNT and regex.match(r"\s?(?:patients?\s?)?[\[(]\s?[\d.·]+\s?%", text[token.end : token.end + 22]) is not None


def _core(token: Mention, ratios: frozenset[int]) -> Quantity | None:
    """A token that can stand for itself as a quantity."""
    text = token.value.text
    if token.label is Label.PERCENT:
        return _percent(token)
    if token.label is Label.DURATION:
        return _duration(token)
    if token.label is Label.N_EQUALS and token.text.startswith("N"):  # "N = 930" is a size, "(n = 5)" may be events
        return None
    if token.label in (Label.COUNT, Label.N_EQUALS, Label.COUNT_OF_TOTAL):
        return Quantity(token.start, token.end, Unit.COUNT, token.pattern, n=parse_count(text("count")),
                        total=parse_count(text("total")) if text("total") else None)  # fmt: skip
    if token.label is Label.NOT_REACHED:
        word = "not estimable" if text("estimable") or text("ne") else "not reached"
        return Quantity(token.start, token.end, Unit.MONTHS, token.pattern, qualifier=word)
    if token.label is Label.RATE_PER_TIME:
        return Quantity(token.start, token.end, Unit.PER_TIME, token.pattern, _decimal(token, "value"), unit_text=_per_time(text("unit")))
    if token.label is Label.NUMBER and token.start in ratios:
        typo = text("typo")
        flags = (f"unreadable-number: printed {token.text}",) if typo else ()
        value = None if typo else _decimal(token, "value")
        return Quantity(token.start, token.end, Unit.RATIO, token.pattern, value, flags=flags)
    return None


def _percent(token: Mention) -> Quantity | None:
    value, high = _decimal(token, "percent"), _decimal(token, "high")
    if value is not None and high is not None and high < value:  # "reduced from 20% to 3%" is no range
        return None
    return Quantity(token.start, token.end, Unit.PERCENT, token.pattern, value, high, qualifier=_qualifier(token.value.text("qualifier")))


def _decimal(token: Mention, name: str) -> Decimal | None:
    return parse_decimal(token.value.text(name)) if token.value.text(name) else None


def _qualifier(text: str) -> str:
    word = text.strip().lower()
    return _QUALIFIERS.get(word, word)


def _per_time(unit: str) -> str:
    return "per 100 patient-years" if "00" in unit or "hundred" in unit else "per patient-year"


def _duration(token: Mention) -> Quantity | None:
    value = _decimal(token, "value")
    if value is None:
        return None
    qualifier = ">" if token.value.text("plus") else _qualifier(token.value.text("qualifier"))
    unit = token.value.text("unit")
    flags = ("unit-assumed: printed without a unit, taken for months",) if token.value.text("assumed") else ()
    return Quantity(
        token.start, token.end, Unit.MONTHS, token.pattern, months(value, unit), unit_text=unit, qualifier=qualifier, flags=flags
    )  # fmt: skip


def _grow(gap: str, quantity: Quantity, token: Mention, intervals_seen: bool) -> Quantity | None:
    """The quantity with the next token taken in, or None where the token starts something new."""
    if token.label is Label.INTERVAL:
        return _with_interval(gap, quantity, token, intervals_seen)
    if token.label is Label.SPREAD and _TO_INTERVAL.fullmatch(gap):
        return replace(quantity, end=token.end)
    if token.label is Label.PERCENT and quantity.unit is Unit.COUNT:
        return _with_percent(gap, quantity, token)
    if quantity.unit is Unit.PERCENT and token.label in (Label.COUNT, Label.N_EQUALS, Label.COUNT_OF_TOTAL):
        return _with_count(gap, quantity, token)
    return None


def _with_interval(gap: str, quantity: Quantity, token: Mention, intervals_seen: bool) -> Quantity | None:
    bare = token.pattern.endswith(".bare")
    near = _TO_INTERVAL.fullmatch(gap) or (_OF_GROUP.fullmatch(gap) and not bare)
    if quantity.interval or quantity.unit is Unit.COUNT or not near:
        return None
    if bare and not intervals_seen and quantity.unit is not Unit.RATIO:
        return replace(quantity, end=token.end)
    low, high = parse_bound(token.value.text("low")), parse_bound(token.value.text("high"))
    level = parse_decimal(token.value.text("level")) if token.value.text("level") else Decimal(95)
    if quantity.unit is Unit.MONTHS and quantity.unit_text[:1] in ("y", "w", "d"):
        low, high = (_bound_in_months(b, quantity.unit_text) for b in (low, high))
    return replace(quantity, end=token.end, interval=Interval(low, high, level))


def _bound_in_months(bound: str, unit: str) -> str:
    number = parse_decimal(bound)
    return bound if number is None else str(months(number, unit))


def _with_percent(gap: str, quantity: Quantity, token: Mention) -> Quantity | None:
    if not (_OPENS.fullmatch(gap) or _COMMA.fullmatch(gap)):
        return None
    return replace(
        quantity, end=token.end, unit=Unit.PERCENT, value=_decimal(token, "percent"), high=_decimal(token, "high"),
        qualifier=_qualifier(token.value.text("qualifier")), rule=token.pattern,
    )  # fmt: skip


def _with_count(gap: str, quantity: Quantity, token: Mention) -> Quantity | None:
    """'44% (50 of 113)', '44% [n=50]', '228 (60%) of 381 patients'."""
    count, total = parse_count(token.value.text("count")), token.value.text("total")
    if quantity.n is not None:
        closes = quantity.total is None and total == "" and _CLOSES_OF_TOTAL.fullmatch(gap)
        return replace(quantity, end=token.end, total=count) if closes else None
    if quantity.n is None and not total and _OF_TOTAL.fullmatch(gap) and token.pattern == "count.people" and not regex.search(r"\bin\b", gap):
        return replace(quantity, end=token.end, total=count)
    if not _OPENS.fullmatch(gap):
        return None
    if total:
        return replace(quantity, end=token.end, n=count, total=parse_count(total))
    return replace(quantity, end=token.end, n=count)


def _with_shared_units(text: str, tokens: list[Mention]) -> list[Mention]:
    """Gives a bare number the unit of the number it is compared or listed with: '11.3 vs 4.7 months'."""
    out: list[Mention] = []
    for token in reversed(tokens):
        if token.label is Label.NUMBER and out and not token.value.text("typo"):
            following = next((t for t in reversed(out) if t.label not in (Label.INTERVAL, Label.SPREAD)), None)
            token = _like(text, token, following)
        out.append(token)
    out.reverse()
    out = [_as_before(text, out[:i], t) for i, t in enumerate(out)]
    return [_zero(text, before, token) for before, token in zip([None, *out], out, strict=False)]


_OTHER_GROUP = regex.compile(r"(?:\s(?:with|for|in|on|among)\s[^.;,()\d]{2,60}?)?,?\s(?:and|versus|vs\.?|v|compared (?:with|to))\s(?:only\s)?")


def _as_before(text: str, before: Sequence[Mention], token: Mention) -> Mention:
    """"18.5 months with A and 15.3 with B": a bare number takes the unit that the number before it is printed with."""
    last = next((t for t in reversed(before) if t.label not in (Label.INTERVAL, Label.SPREAD, Label.P_VALUE)), None)
    if token.label is not Label.NUMBER or token.value.text("typo") or last is None or last.label is not Label.DURATION:
        return token
    fits = _OTHER_GROUP.fullmatch(text[last.end : token.start]) and regex.match(r"\s(?:with|for|in|on|among)\s", text[token.end :])
    return _like(text, token, last, joined=True) if fits else token


def _zero(text: str, before: Mention | None, token: Mention) -> Mention:
    """'(11 [8%] vs 0)': the bare nought is a percentage."""
    if before is None or before.label is not Label.PERCENT or token.label is not Label.NUMBER or token.text != "0":
        return token
    if not regex.fullmatch(r"\s?[\])]?\s?(?:(?:vs\.?|versus|and|v)\s|/)", text[before.end : token.start]):
        return token
    return replace(token, label=Label.PERCENT, value=replace(token.value, texts=(("percent", "0"),)))


_MEDIAN_BEFORE = regex.compile(
    r"(?i)\bmedian\s(?:PFS|OS|TTP|EFS|DOR|DFS|TTNT|progression[- ]free survival|overall survival|survival|duration of response)(?:\s?\([A-Z]{2,4}\))?\s?(?:times?\s)?(?:was\s|were\s|of\s|[:=,]\s?)?$"
)


def _with_assumed_units(text: str, tokens: list[Mention]) -> list[Mention]:
    """"median PFS 35.7 [95% CI 25.8-44.0] vs 19.2 [15.8-25.0]": a median without a unit is in months, by custom."""
    out = list(tokens)
    for i, token in enumerate(tokens):
        if token.label is not Label.NUMBER or not _MEDIAN_BEFORE.search(text[: token.start]):
            continue
        compared = [t for t in tokens[i + 1 :] if t.label not in (Label.INTERVAL, Label.SPREAD)][:1]
        if any(t.label is Label.DURATION for t in compared):
            continue
        pair = [t for t in compared if t.label is Label.NUMBER and _SERIES_GAP.fullmatch(_INTERVALS.sub("", text[token.end : t.start]))]
        for bare in (token, *pair):
            texts = (("value", bare.value.text("value")), ("unit", "months"), ("assumed", "yes"))
            out[tokens.index(bare)] = replace(bare, label=Label.DURATION, value=replace(bare.value, texts=texts))
    return out


def _with_rate_units(text: str, tokens: list[Mention]) -> list[Mention]:
    """Bare numbers behind "malignancies per 100 patient-years was" take that unit."""
    cue = next((t for t in tokens if t.label is Label.RATE_PER_TIME and t.value.text("cue")), None)
    if cue is None:
        return tokens
    unit = (("unit", cue.value.text("cue")),)
    plain = [t for t in tokens if t is not cue]
    return [
        replace(t, label=Label.RATE_PER_TIME, value=replace(t.value, texts=(*t.value.texts, *unit)))
        if t.label is Label.NUMBER and t.start > cue.end else t
        for t in plain
    ]  # fmt: skip


def _like(text: str, token: Mention, following: Mention | None, joined: bool = False) -> Mention:
    if following is None or following.label not in (Label.PERCENT, Label.DURATION):
        return token
    gap = _INTERVALS.sub("", text[token.end : following.start])
    if not joined and not _SERIES_GAP.fullmatch(gap):
        return token
    name = "percent" if following.label is Label.PERCENT else "value"
    texts = ((name, token.value.text("value")), ("unit", following.value.text("unit")))
    return replace(token, label=following.label, pattern=following.pattern, value=replace(token.value, texts=texts))


def _ratio_numbers(text: str, tokens: list[Mention], cues: list[Mention]) -> frozenset[int]:
    """Where the numbers start that a hazard-ratio cue makes hazard ratios."""
    found: set[int] = set()
    for cue in cues:
        after = [t for t in tokens if t.start >= cue.end and t.label is not Label.P_VALUE]
        if after and after[0].label is Label.NUMBER and after[0].start - cue.end <= _HR_GAP_LIMIT:
            found.add(after[0].start)
    if cues:
        for token, follower in zip(tokens, tokens[1:], strict=False):
            later = token.label is Label.NUMBER and token.start > cues[0].end and follower.label is Label.INTERVAL
            last = max((c.end for c in cues if c.end <= token.start), default=0)
            if later and not regex.search(r"(?i)\bmedian\b|\bodds\b", text[last : token.start]) and _TO_INTERVAL.fullmatch(text[token.end : follower.start]):
                found.add(token.start)
    return frozenset(found)


def p_value_of(mention: Mention) -> str:
    """A p-value mention in the contract's form."""
    return parse_p_value(mention.value.text("sign"), mention.value.text("p"))


def grade_of(mention: Mention) -> str:
    """A grade mention in the contract's form.

    '3-4' for "grade 3 or 4", '>=3' for "grade 3 or higher", '3' for "grade 3", 'any' for "any grade".
    """
    text = mention.value.text
    if text("least"):
        return f">={arabic(text('least'))}"
    if text("low"):
        return f"{arabic(text('low'))}-{arabic(text('high'))}"
    return arabic(text("only")) if text("only") else "any"
