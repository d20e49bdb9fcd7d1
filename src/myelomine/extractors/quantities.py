"""Level 3 of the cascade: puts a number together with its unit, count, denominator, interval and p-value.

"97 of 368 patients [26.4%; 95% CI 22-31]" is one quantity; "11.3 vs 4.7 months" is two of the same unit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

import regex

from myelomine.extractors.quantity_counts import with_repeated_counts, without_events
from myelomine.extractors.quantity_units import with_units
from myelomine.extractors.sentences import neighbours
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
    """One printed result: text[start:end] of its sentence.

    `rule` is the pattern that found it, `high` the upper end of a range, `unit_text` the unit as printed, `n` of
    `total` patients the count that a share stands for. A `value` of None with a `qualifier` is "not reached".
    """

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


_PEOPLE = (
    r"(?:patients?|pts?\.?|subjects?|participants?|cases?|evaluable patients|responders?|(?:early )?deaths?"
    r"|of (?:(?:the|these|those|all)\s(?:[\p{L}-]+\s){0,2}(?:patients|pts)|them|these|whom|those))"
)
_OF_GROUP = regex.compile(
    r"\s(?:of\s(?:(?:the|all|those)\s)?(?:patients\s|pts\s|subjects\s)?)?(?:with|in|for|among|after)\s(?:the\s)?"
    r"(?:[\w+/-]+\s){1,4}[\[(]\s?"
)
# "in 43 patients on Rd (36%)", "21 of the patients in arm A (23%)"
_IN_GROUP = (
    r"\s(?:on|in|of|from|with|given|receiving|treated with|assigned to)\s(?:the\s)?"
    r"(?:[\p{L}\d+/-]{1,16}\s){1,3}[\[(]\s?"
)
_COUNT_IN_GROUP, _AGAIN_IN_GROUP = regex.compile(rf"\s{_PEOPLE}{_IN_GROUP}"), regex.compile(_IN_GROUP)
_OPENS = regex.compile(rf"\s?(?:{_PEOPLE}\s?)?[\[(]\s?(?:n\s?=\s?)?")
_COMMA = regex.compile(rf"\s?(?:{_PEOPLE})?\s?[,;:]\s?")
# "17 of 20 responders were negative (85%)": what is said may stand between a fraction and its share, which must agree
_CLAUSE_TO_SHARE = regex.compile(r"(?:\s[\p{L}’'-]{1,18}){1,9}\s?[\[(]\s?")
_VERB_TO_SHARE = regex.compile(r"\s(?:patients\s)?(?:have\s|had\s)?(?:responded|relapsed|progressed)\s?[\[(]\s?")
_OF_TOTAL = regex.compile(r"(?:\s?[\])])?\s?(?:out )?(?:of|among|in)\s(?:the |all |these |those |a total of )?")
_OPENED, _LISTED, _CLOSED = (
    regex.compile(r"[\[(]\s?(?:grades?[^()\[\]]{1,20}[:,]\s?)?$"),
    regex.compile(r"\s?%?\s?[,;:]\s?"),
    regex.compile(r"\s?(?:patients?|pts)?\s?[\])]"),
)
_OPENED_REACH = 30
_CLOSES_OF_TOTAL = regex.compile(r"\s?%?(?:\s?[\])])?\s?(?:out )?of\s(?:the |all |these |those |a total of )?(?:\w+ )?")
# "12% (95% CI 9-15, I² 16.5%, n = 66)"
_BEHIND_INTERVAL = regex.compile(
    r"\s?%?\s?[;,]\s?(?:I\s?[²2]?\s?[=:]?\s?\d{1,3}(?:[.·]\d{1,2})?\s?(?:%|per ?cent)\s?[;,]\s?)?"
)
_TO_INTERVAL = regex.compile(r"[\s,;:=\[(\])]{0,4}(?:\w*\s?(?:months?|patients?|mo)\s?[,;:\[(]?\s?)?")
_RANGE_OF_SHARES = regex.compile(r"[\d.·]+\s?%\s?(?:to|[-–—‐‑])\s?[\d.·]+\s?%|[\d.·]+\s?[-–—‐‑]\s?[\d.·]+\s?%")
_OPENED_BEHIND_WORD = regex.compile(r"\p{Ll}{3}\s?[\[(]\s?$")
_P_TO_INTERVAL = regex.compile(r"\s?[;,]\s?")
_PERCENT_BEHIND = regex.compile(r"\s?(?:patients?\s?)?[\[(]\s?[\d.·]+\s?%")
# a median or an odds ratio between a hazard-ratio cue and a number with an interval takes the number for itself
_OTHER_STATISTIC = regex.compile(r"(?i)\bmedian\b|\bodds\b")
_HR_GAP_LIMIT = 110
# "the median PFS (95% CI) was 12.4 (9.1-15.8) months"
_INTERVALS_ANNOUNCED = regex.compile(
    r"9\d(?:[.·]\d)?\s?(?:%|per ?cent)[-\s]?"
    r"(?:C[Il1]s?\b|(?i:confidence (?:intervals?|limits?)\b)(?:\s?[\[(]\s?C[Il1]s?\s?[\])])?)"
    r"(?!\s?[\[(,:;=]?\s?(?:of |was )?[\d.·])"
)
# "proportions were combined and are given with 95% confidence intervals", of all values that follow in the paper
_INTERVALS_THROUGHOUT = regex.compile(
    r"(?i)\b(?:given|reported|presented|shown|expressed|stated|quoted|pooled|estimated|calculated|provided|combined|are|were"
    r"|brackets|parenthes[ei]s)\b[^.;]{0,80}?\b9\d\s?(?:%|per ?cent)[-\s]?(?:CIs|confidence (?:intervals|limits)"
    r"(?:\s?[\[(]CIs?[\])])?)(?!\s?[\[(,:;=]?\s?(?:of |was |were )?(?:[\d·]|\.\d))"
)
# "(table 4)": what a number only points to
_NUMBERED = regex.compile(r"(?i)\b(?:tables?|fig(?:ure)?s?\.?|panels?|appendix|pages?|ref(?:erence)?s?\.?)\s$")
_NUMBERED_REACH = 14
# what a share is printed in where it is no percentage
_OF_ONE = "parts of one"
_QUALIFIERS = {
    "more than": ">",
    "over": ">",
    "longer than": ">",
    "exceeds": ">",
    "exceeded": ">",
    "exceeding": ">",
    "in excess of": ">",
    "less than": "<",
    "fewer than": "<",
    "shorter than": "<",
    "up to": "<=",
    "at least": ">=",
    "approximately": "~",
    "about": "~",
    "around": "~",
    "nearly": "~",
    "almost": "~",
    "≥": ">=",
    "≤": "<=",
    "∼": "~",
}
_COUNTS = frozenset({Label.COUNT, Label.N_EQUALS, Label.COUNT_OF_TOTAL})
_NUMERIC = _COUNTS | {
    Label.PERCENT,
    Label.DURATION,
    Label.NUMBER,
    Label.INTERVAL,
    Label.SPREAD,
    Label.P_VALUE,
    Label.NOT_REACHED,
    Label.RATE_PER_TIME,
}


def numeric(mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions that quantities are made of, in reading order."""
    found = list(mentions)
    spread = [m for m in found if m.label is Label.NOT_A_RESULT and m.value.text("heterogeneity")]
    events = {m.start for m in found if m.pattern == "count.event"}
    found = [m for m in found if m.label is not Label.NUMBER or m.start not in events]
    plain = (m for m in found if m.label in _NUMERIC and not any(s.start <= m.start < s.end for s in spread))
    return sorted(plain, key=lambda m: (m.start, -m.end))


def announces_intervals(text: str) -> bool:
    """Whether a sentence says that values are given with confidence intervals: "… and are given with 95% CIs"."""
    return _INTERVALS_THROUGHOUT.search(text) is not None


def assemble(text: str, mentions: Sequence[Mention], intervals: bool = False) -> list[Quantity]:
    """Every quantity of a sentence, in reading order; `intervals` says that its paper gives values with intervals."""
    again = [m for m in mentions if m.label is Label.COUNT_AGAIN]
    tokens = with_units(text, without_events(text, with_repeated_counts(text, numeric(mentions), again)))
    ratios = _ratio_numbers(text, tokens, [m for m in mentions if m.label is Label.HAZARD_RATIO])
    announced = _INTERVALS_ANNOUNCED.search(text)
    out: list[Quantity] = []
    i = 0
    while i < len(tokens):
        told = intervals or (announced is not None and announced.end() <= tokens[i].start)
        alone = _range_alone(text, tokens, i)
        if alone is not None:
            out.append(alone)
            i += 1
            continue
        quantity, i = _read(text, tokens, i, ratios, told or any(q.interval for q in out))
        if quantity is not None and not _is_reference_level(quantity):
            out.append(quantity)
    return _with_shared_intervals(tokens, out)


def _with_shared_intervals(tokens: Sequence[Mention], found: list[Quantity]) -> list[Quantity]:
    """Two values with the intervals behind both: "14.8 vs 8.4 months (95% CI 12.1-17.0 vs 6.9-10.1)"."""
    for first, second in pairwise(t for t in tokens if t.label is Label.INTERVAL):
        before = [i for i, q in enumerate(found) if q.start < first.start][-2:]
        if second.pattern != "interval.next" or len(before) < 2 or found[before[0]].interval:
            continue
        level = interval_of(first).level
        for index, token in zip(before, (first, second), strict=True):
            found[index] = replace(found[index], interval=replace(interval_of(token), level=level))
    return found


def _is_reference_level(quantity: Quantity) -> bool:
    """Whether a ratio only says which group the others are compared with: "the Not Refractory group (HR = 1)"."""
    return quantity.unit is Unit.RATIO and quantity.value == 1 and quantity.interval is None


def _read(
    text: str, tokens: list[Mention], i: int, ratios: frozenset[int], intervals_seen: bool
) -> tuple[Quantity | None, int]:
    """The quantity that starts at token i, if one does, and the next token to look at."""
    quantity = _core(tokens[i], ratios)
    if quantity is None:
        return None, i + 1
    i, edge = i + 1, quantity.end
    while i < len(tokens):
        if _has_own_percent(text, tokens[i]):
            break
        if _opens_with_p(text, tokens, i):
            i, edge = i + 1, tokens[i].end
            continue
        grown = _with_listed_count(text, quantity, tokens[i])
        grown = grown or _grow(text[edge : tokens[i].start], quantity, tokens[i], intervals_seen)
        if grown is None:
            break
        outside = edge > quantity.end  # a share behind its clause stays outside, and so does what follows it
        quantity = replace(grown, end=quantity.end) if outside else grown
        i, edge = i + 1, tokens[i].end
    return quantity, i


def _range_alone(text: str, tokens: Sequence[Mention], i: int) -> Quantity | None:
    """A range in the bracket behind what it is of, where no share is told: "mainly infections (6.5% to 11%)"."""
    token = tokens[i]
    if token.pattern != "interval.bare" or not _RANGE_OF_SHARES.fullmatch(token.text):
        return None
    if not _OPENED_BEHIND_WORD.search(text, max(0, token.start - _OPENED_REACH), token.start):
        return None
    if any(t.label is Label.PERCENT or t.label in _COUNTS for t in tokens):
        return None
    low, high = (parse_decimal(token.value.text(bound)) for bound in ("low", "high"))
    if low is None or high is None or low >= high:
        return None
    return Quantity(token.start, token.end, Unit.PERCENT, token.pattern, low, high)


def _opens_with_p(text: str, tokens: Sequence[Mention], i: int) -> bool:
    """Whether a bracket gives the interval behind the p-value: "0.68 (P < .001; 95% CI 0.55-0.82)"."""
    if tokens[i].label is not Label.P_VALUE or i + 1 == len(tokens) or tokens[i + 1].label is not Label.INTERVAL:
        return False
    opened = text[: tokens[i].start].rstrip().endswith(("(", "["))
    return opened and _P_TO_INTERVAL.fullmatch(text, tokens[i].end, tokens[i + 1].start) is not None


def _with_listed_count(text: str, quantity: Quantity, token: Mention) -> Quantity | None:
    """A share with the count listed behind it in one bracket: "neutropenia (43%, n = 20)", "(43%; 20/46)"."""
    known = token.label in (Label.N_EQUALS, Label.COUNT_OF_TOTAL)
    if not known or quantity.unit is not Unit.PERCENT or quantity.n is not None:
        return None
    opened = _OPENED.search(text[max(0, quantity.start - _OPENED_REACH) : quantity.start])
    listed = opened and _LISTED.fullmatch(text[quantity.end : token.start]) and _CLOSED.match(text, token.end)
    return _with_count("(", quantity, token) if listed else None


def _has_own_percent(text: str, token: Mention) -> bool:
    """Whether a count opens a quantity of its own: "42% (40 [44%] patients …"."""
    return token.label is Label.COUNT and _PERCENT_BEHIND.match(text[token.end : token.end + 22]) is not None


def _core(token: Mention, ratios: frozenset[int]) -> Quantity | None:
    """A token that can stand for itself as a quantity; a bare number only where a hazard ratio is due."""
    if token.label is Label.NUMBER and token.start not in ratios:
        return None
    made_by = _CORES.get(token.label)
    return made_by(token) if made_by else None


def _percent(token: Mention) -> Quantity | None:
    if token.value.text("fraction"):
        share = _in_percent(_decimal(token, "fraction"))
        return Quantity(token.start, token.end, Unit.PERCENT, token.pattern, share, unit_text=_OF_ONE)
    value, high = _decimal(token, "percent"), _decimal(token, "high")
    if value is not None and high is not None and high < value:  # "reduced from 20% to 3%" is no range
        return None
    qualifier = _qualifier(token.value.text("qualifier"))
    n = 0 if token.value.text("count") else None  # a share of nought that is printed as a count of nought
    return Quantity(token.start, token.end, Unit.PERCENT, token.pattern, value, high, qualifier=qualifier, n=n)


def _in_percent(share: Decimal | None) -> Decimal | None:
    """A part of one in percent: 67 for 0.67."""
    return None if share is None else Decimal(format((share * 100).normalize(), "f"))


def _count(token: Mention) -> Quantity | None:
    if token.label is Label.N_EQUALS and token.text.startswith("N"):  # "N = 930" is a size, "(n = 5)" may be events
        return None
    n, total = parse_count(token.value.text("count")), token.value.text("total")
    return Quantity(token.start, token.end, Unit.COUNT, token.pattern, n=n, total=parse_count(total) if total else None)


def _not_reached(token: Mention) -> Quantity:
    text = token.value.text
    word = "not estimable" if text("estimable") or text("ne") else "not reached"
    return Quantity(token.start, token.end, Unit.MONTHS, token.pattern, qualifier=word)


def _per_time(token: Mention) -> Quantity:
    unit = token.value.text("unit")
    unit_text = "per 100 patient-years" if "00" in unit or "hundred" in unit else "per patient-year"
    value = _decimal(token, "value")
    return Quantity(token.start, token.end, Unit.PER_TIME, token.pattern, value, unit_text=unit_text)


def _ratio(token: Mention) -> Quantity:
    typo = token.value.text("typo")
    flags = (f"unreadable-number: printed {token.text}",) if typo else ()
    value = None if typo else _decimal(token, "value")
    return Quantity(token.start, token.end, Unit.RATIO, token.pattern, value, flags=flags)


def _duration(token: Mention) -> Quantity | None:
    value, unit = _decimal(token, "value"), token.value.text("unit")
    if value is None:
        return None
    return Quantity(
        token.start,
        token.end,
        Unit.MONTHS,
        token.pattern,
        months(value, unit),
        unit_text=unit,
        qualifier=">" if token.value.text("plus") else _qualifier(token.value.text("qualifier")),
        flags=("unit-assumed: printed without a unit, taken for months",) if token.value.text("assumed") else (),
    )


_CORES: dict[Label, Callable[[Mention], Quantity | None]] = {
    Label.PERCENT: _percent,
    Label.DURATION: _duration,
    Label.NOT_REACHED: _not_reached,
    Label.RATE_PER_TIME: _per_time,
    Label.NUMBER: _ratio,
    **dict.fromkeys(_COUNTS, _count),
}


def _decimal(token: Mention, name: str) -> Decimal | None:
    """A number of a mention; in words ("Sixty percent") where a sentence begins with it."""
    text = token.value.text(name)
    if not text:
        return None
    number = parse_decimal(text)
    count = parse_count(text) if number is None else None
    return number if count is None else Decimal(count)


def _qualifier(text: str) -> str:
    word = text.strip().lower()
    return _QUALIFIERS.get(word, word)


def _grow(gap: str, quantity: Quantity, token: Mention, intervals_seen: bool) -> Quantity | None:
    """The quantity with the next token taken in, or None where the token starts something new."""
    if token.label is Label.INTERVAL:
        return _with_interval(gap, quantity, token, intervals_seen)
    if token.label is Label.SPREAD and _TO_INTERVAL.fullmatch(gap):
        return replace(quantity, end=token.end)
    if token.label is Label.PERCENT and quantity.unit is Unit.COUNT:
        return _with_percent(gap, quantity, token)
    if quantity.unit is Unit.PERCENT and token.label in _COUNTS:
        return _with_count(gap, quantity, token)
    if quantity.unit is Unit.PERCENT and token.label is Label.NUMBER:
        return _with_bare_total(gap, quantity, token)
    return None


def _with_bare_total(gap: str, quantity: Quantity, token: Mention) -> Quantity | None:
    """A count and share with the denominator behind it: "27 (12%) of 220", "103 [69%] of 149 with A"."""
    total = parse_count(token.text)
    if quantity.n is None or quantity.total is not None or total is None or total < quantity.n:
        return None
    return replace(quantity, end=token.end, total=total) if _CLOSES_OF_TOTAL.fullmatch(gap) else None


def _with_interval(gap: str, quantity: Quantity, token: Mention, intervals_seen: bool) -> Quantity | None:
    bare = token.pattern.endswith(".bare")
    beside = _TO_INTERVAL.fullmatch(gap) is not None
    near = beside or (_OF_GROUP.fullmatch(gap) and not bare)
    if quantity.interval or quantity.unit is Unit.COUNT or not near:
        return None
    read = interval_of(token)
    if bare and quantity.unit is not Unit.RATIO and not (intervals_seen and _holds(read, quantity)):
        return replace(quantity, end=token.end)
    low, high, level = read.low, read.high, read.level
    if quantity.unit is Unit.MONTHS and quantity.unit_text[:1] in ("y", "w", "d"):
        low, high = (_bound_in_months(b, quantity.unit_text) for b in (low, high))
    if quantity.unit_text == _OF_ONE:
        low, high = (str(_in_percent(parse_decimal(b)) or b) for b in (low, high))
    end = token.end if beside else quantity.end  # a group that stands between stays outside
    return replace(quantity, end=end, interval=Interval(low, high, level))


def _holds(interval: Interval, quantity: Quantity) -> bool:
    """Whether a value lies between two bounds, as far as all three are numbers."""
    low, high = parse_decimal(interval.low), parse_decimal(interval.high)
    if quantity.value is None or quantity.unit_text[:1] in ("y", "w", "d") or quantity.unit_text == _OF_ONE:
        return True
    return (low is None or low <= quantity.value) and (high is None or quantity.value <= high)


def _bound_in_months(bound: str, unit: str) -> str:
    number = parse_decimal(bound)
    return bound if number is None else str(months(number, unit))


def _with_percent(gap: str, quantity: Quantity, token: Mention) -> Quantity | None:
    in_group = _COUNT_IN_GROUP.fullmatch(gap) or (quantity.rule == "count.again" and _AGAIN_IN_GROUP.fullmatch(gap))
    if in_group and quantity.n is not None:  # the group that stands between stays outside
        share = _decimal(token, "percent")
        return replace(quantity, unit=Unit.PERCENT, value=share, rule=token.pattern)
    if not (_OPENS.fullmatch(gap) or _COMMA.fullmatch(gap)):
        return _with_share_behind_clause(gap, quantity, token)
    return replace(
        quantity,
        end=token.end,
        unit=Unit.PERCENT,
        value=_decimal(token, "percent"),
        high=_decimal(token, "high"),
        qualifier=_qualifier(token.value.text("qualifier")),
        rule=token.pattern,
    )


def _with_share_behind_clause(gap: str, quantity: Quantity, token: Mention) -> Quantity | None:
    """A fraction with the share that a bracket behind its clause gives: "17 of 20 responders were negative (85%)"."""
    share = _decimal(token, "percent")
    if quantity.n is not None and quantity.total is None and share is not None and _VERB_TO_SHARE.fullmatch(gap):
        return replace(quantity, unit=Unit.PERCENT, value=share, rule=token.pattern)
    if not quantity.total or quantity.n is None or share is None or not _CLAUSE_TO_SHARE.fullmatch(gap):
        return None
    agrees = abs(100 * Decimal(quantity.n) / quantity.total - share) <= 1
    return replace(quantity, unit=Unit.PERCENT, value=share, rule=token.pattern) if agrees else None


def _with_count(gap: str, quantity: Quantity, token: Mention) -> Quantity | None:
    """A share with its count, its denominator or both: "44% (50 of 113)", "44% [n=50]", "228 (60%) of 381 patients"."""
    count, total = parse_count(token.value.text("count")), token.value.text("total")
    if quantity.n is not None:
        closes = quantity.total is None and not total and _CLOSES_OF_TOTAL.fullmatch(gap)
        return replace(quantity, end=token.end, total=count) if closes else None
    of_people = _OF_TOTAL.fullmatch(gap) and token.pattern == "count.people" and not regex.search(r"\bin\b", gap)
    if of_people and not total:
        return replace(quantity, end=token.end, total=count)
    listed = token.label is Label.N_EQUALS and quantity.interval is not None and _BEHIND_INTERVAL.fullmatch(gap)
    if not listed and not _OPENS.fullmatch(gap):
        return None
    return replace(quantity, end=token.end, n=count, total=parse_count(total) if total else quantity.total)


def _ratio_numbers(text: str, tokens: Sequence[Mention], cues: Sequence[Mention]) -> frozenset[int]:
    """Where the numbers start that a hazard-ratio cue makes hazard ratios: the next one, and later ones with a CI."""
    found: set[int] = set()
    for cue in cues:
        after = [t for t in tokens if t.start >= cue.end and t.label is not Label.P_VALUE]
        after = [t for t in after if not _NUMBERED.search(text[max(0, t.start - _NUMBERED_REACH) : t.start])]
        if after and after[0].label is Label.NUMBER and after[0].start - cue.end <= _HR_GAP_LIMIT:
            found.add(after[0].start)
    aside = {tokens[i].start: tokens[i] for i in range(len(tokens)) if cues and _opens_with_p(text, tokens, i)}
    plain = [t for t in tokens if t.start not in aside]
    for token, follower, gap in neighbours(text, plain) if cues else ():
        later = token.label is Label.NUMBER and token.start > cues[0].end and follower.label is Label.INTERVAL
        last = max((c.end for c in cues if c.end <= token.start), default=0)
        between = next((gap.replace(p.text, "") for at, p in aside.items() if token.end <= at < follower.start), gap)
        if later and not _OTHER_STATISTIC.search(text[last : token.start]) and _TO_INTERVAL.fullmatch(between):
            found.add(token.start)
    return frozenset(found)


def p_value_of(mention: Mention) -> str:
    """A p-value mention in the contract's form."""
    return parse_p_value(mention.value.text("sign"), mention.value.text("p"))


def interval_of(mention: Mention) -> Interval:
    """The interval that a mention prints, its bounds in the unit of the page."""
    level = parse_decimal(mention.value.text("level")) if mention.value.text("level") else Decimal(95)
    return Interval(parse_bound(mention.value.text("low")), parse_bound(mention.value.text("high")), level)


def grade_of(mention: Mention) -> str:
    """A grade mention in the contract's form.

    '3-4' for "grade 3 or 4", '>=3' for "grade 3 or higher", '3' for "grade 3", 'any' for "any grade".
    """
    text = mention.value.text
    if text("least"):
        return f">={arabic(text('least'))}"
    if text("low"):
        return f"{arabic(text('low'))}-{arabic(text('high'))}"
    if text("fatal"):
        return "5"
    return arabic(text("only")) if text("only") else "any"
