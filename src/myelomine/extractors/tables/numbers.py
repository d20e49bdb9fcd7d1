"""What one cell says: count, percentage, interval, median or ratio, by its form and by what its row and column hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import regex

from myelomine.extractors.measures import SURVIVAL
from myelomine.extractors.quantities import Interval, Quantity, Unit
from myelomine.extractors.tables.cues import Holds
from myelomine.numbers import months, parse_bound, parse_count, parse_decimal

_PATIENTS = regex.compile(r"(?:[nN]\s?=\s?)?(?P<n>\d{1,3}(?:,\d{3})+|\d{1,5})(?![.·\d])(?=\s?(?:$|[\[(;,]))")


@dataclass(frozen=True, slots=True)
class Expected:
    """What the words around a cell make its number: the measure's kind, the statistic, the unit, a landmark's time.

    `words` are those of row, column, caption and footnotes, which say how to take a bare number or a bracket; `grade`
    is the one that a header gives to the events that its cells list.
    """

    kind: str
    holds: Holds = Holds.UNSAID
    unit: str = ""
    timed: bool = False
    words: str = ""
    grade: str = ""


# atomic: a number is never cut to make the rest fit
_NUMBER = r"(?>\d{1,3}(?:,\d{3})+|\d{1,5}(?:[.·∙]\d{1,4}|,\d{1,2})?|[.·]\d{1,4})"
_BOUND = rf"(?:{_NUMBER}|NR|NE|NA|N/A|∞|not (?:reached|estimable))"
_SIGN = r"(?P<sign>[<>≤≥~∼])?\s?"
_TO = r"(?:\s?[-–—−‐‑~]\s?|\s?[,;]\s|\sto\s)"
_OPEN, _CLOSE = r"\s?[\[(]\s?", r"\s?[\])]"
_LEVEL = r"(?:(?P<level>9\d) ?% ?CI[,:]? ?)?"
_RANGE = rf"{_LEVEL}(?P<low>{_BOUND})\s?%?{_TO}(?P<high>{_BOUND})\s?%?"
_UNIT_WORD = r"(?:\s?(?P<unit>months?|mos?|weeks?|wks?|years?|yrs?))?"
_COUNT = r"(?:\d{1,2},\d{3}|\d{1,5})"
NOT_STATED = regex.compile(
    r"(?i)(?:na|n/a|nr|ns|nd|ne|nyr|[-–—−]{1,2}|\.{1,3}|…|‥)\.?"
    r"|not (?:available|reported|stated|assessed|applicable|done|evaluable|given)|ref(?:erence|\.)?|"
)
NOT_REACHED = regex.compile(
    rf"(?i)(?P<word>NR|NYR|NE|not (?:yet )?reached|not estimable|∞)(?:{_OPEN}{_RANGE}{_CLOSE})?"
)
_FRACTION = regex.compile(
    rf"(?P<n>{_COUNT})\s?(?:/|of)\s?(?P<total>{_COUNT})(?:\s?[\[(]?\s?(?P<percent>{_NUMBER})\s?%?\s?[\])]?)?"
)
_SHARE = regex.compile(
    rf"(?P<n>{_COUNT}){_OPEN}{_SIGN}(?P<percent>{_NUMBER})\s?%?"
    rf"(?:(?:\s?[;,]\s?|{_CLOSE}{_OPEN}){_RANGE})?{_CLOSE}"
)
_COUNT_THEN_PERCENT = regex.compile(rf"(?P<n>{_COUNT})\s?[;,]\s(?P<percent>{_NUMBER})\s?%")
_PERCENT_COUNT = regex.compile(
    rf"{_SIGN}(?P<percent>{_NUMBER})\s?%?{_OPEN}(?:n\s?=\s?)?(?P<n>{_COUNT})(?:\s?(?:/|of)\s?(?P<total>{_COUNT}))?{_CLOSE}"
)
_WITH_RANGE = regex.compile(
    rf"{_SIGN}(?P<value>{_NUMBER})\s?(?P<percent>%)?{_UNIT_WORD}(?:\s?[\[(;,]\s?|\s){_RANGE}\s?[\])]?"
)
_BARE = regex.compile(rf"{_SIGN}(?P<value>{_NUMBER})(?P<plus>\+)?\s?(?P<percent>%)?{_UNIT_WORD}")
_INTERVAL = regex.compile(rf"[\[(]?\s?{_RANGE}\s?[\])]?")
_P_VALUE = regex.compile(r"(?i)(?:p\s?)?(?P<sign>[<>=≤≥])?\s?(?P<p>[01]?[.·]\d{1,6}|1|NS)\*?")
_P_BEHIND = regex.compile(r"(?i)\s?[;,(\[]?\s?\bp\s?(?P<value>[<>=≤≥]\s?[01]?[.·]\d{1,6})\s?[)\]]?$")
_DEVIATION = regex.compile(rf"\s?(?:±|\+/[-–])\s?{_NUMBER}(?=\s?%?$)")
_SPREAD = regex.compile(r"(?i)\b(?:range|iqr|interquartile|min)\b")
_CI = regex.compile(r"(?i)\bci\b|\bc\.i\.|confidence")
_PERCENT_FIRST = regex.compile(r"(?i)%\s?[\[(]\s?(?:n|no\.?|number)\s?[\])]")
_PERCENT = regex.compile(r"(?i)(?<!\d\s?)%(?! ?CI)|\bper ?cent|\brates?\b")
_COUNTED = regex.compile(r"(?i)\bno\.|(?<!\p{L})n(?!\p{L})|\bnumber of\b")
_MEDIAN_TOLD = regex.compile(r"(?i)\bmonths?\b|\bmedians?\b")
_SIGNS = {"≤": "<=", "≥": ">=", "∼": "~"}


def parse_cell(text: str, expected: Expected) -> Quantity | None:
    """The quantity that a cell prints; None where the cell states none or its words do not say what it is.

    >>> share = Expected("response", Holds.SHARE)
    >>> (q := parse_cell("184 (77.3)", share)).n, q.value
    (184, Decimal('77.3'))
    >>> (q := parse_cell("184/238 (77.3%)", share)).n, q.total, q.value
    (184, 238, Decimal('77.3'))
    >>> median = Expected("survival", Holds.MEDIAN, "months", words="95% CI")
    >>> (q := parse_cell("11.3 (9.8–12.9)", median)).value, q.interval.high
    (Decimal('11.3'), '12.9')
    >>> parse_cell("NA", share) is None
    True
    """
    body = _DEVIATION.sub("", text.strip().rstrip("*†‡§")).strip()
    if expected.kind == SURVIVAL:
        return _survival(body, expected)
    return None if NOT_STATED.fullmatch(body) else _rate(body, expected)


def _rate(text: str, expected: Expected) -> Quantity | None:
    """A rate of patients: "41", "41%", "41 (17.2)", "17.2 (41)", "41/238 (17.2)", "17.2 (12.4–22.0)"."""
    if hit := _FRACTION.fullmatch(text):
        return _counted(hit)
    if not _PERCENT_FIRST.search(expected.words) and (hit := _SHARE.fullmatch(text)):
        interval = _interval(hit, expected) if hit["low"] else None
        return replace(_counted(hit), qualifier=_sign(hit), interval=interval)
    if hit := _WITH_RANGE.fullmatch(text):
        quantity = _quantity(hit, Unit.PERCENT, parse_decimal(hit["value"]))
        return replace(quantity, interval=_interval(hit, expected))
    if hit := _PERCENT_COUNT.fullmatch(text):
        return replace(_counted(hit), qualifier=_sign(hit))
    if hit := _COUNT_THEN_PERCENT.fullmatch(text):
        return _counted(hit)
    hit = _BARE.fullmatch(text)
    return _bare_rate(hit, expected) if hit and not hit["plus"] and not hit["unit"] else None


def _counted(hit: regex.Match[str]) -> Quantity:
    """A count with what a cell prints beside it of total and percentage."""
    groups = hit.groupdict()
    percent = parse_decimal(hit["percent"]) if hit["percent"] else None
    quantity = _quantity(hit, Unit.COUNT if percent is None else Unit.PERCENT, percent)
    total = parse_count(groups["total"]) if groups.get("total") else None
    return replace(quantity, n=parse_count(hit["n"]), total=total, qualifier="")


def _bare_rate(hit: regex.Match[str], expected: Expected) -> Quantity | None:
    """A number alone is a count or a percentage where the words around it say so."""
    value = parse_decimal(hit["value"])
    if value is None:
        return None
    counted = expected.holds is Holds.COUNT or (expected.holds is Holds.SHARE and not hit["percent"])
    if hit["percent"] or (not counted and _is_percent(value, expected)):
        return _quantity(hit, Unit.PERCENT, value) if value <= 100 else None
    if value == 0 and expected.holds in (Holds.SHARE, Holds.COUNT):
        return replace(_quantity(hit, Unit.PERCENT, value), n=0)
    if value == int(value) and (counted or _COUNTED.search(expected.words)):
        return replace(_quantity(hit, Unit.COUNT), n=int(value))
    return None


def _is_percent(value: Decimal, expected: Expected) -> bool:
    told = expected.holds is Holds.PERCENT or _PERCENT.search(expected.words)
    return bool(told) or value != int(value)


def _survival(text: str, expected: Expected) -> Quantity | None:
    """A median, a landmark's percentage or a hazard ratio."""
    reached = None if expected.timed or expected.holds is Holds.RATIO else NOT_REACHED.fullmatch(text)
    if reached is not None:
        return _not_reached(reached, expected)
    if NOT_STATED.fullmatch(text):
        return None
    hit = _WITH_RANGE.fullmatch(text) or _BARE.fullmatch(text)
    value = parse_decimal(hit["value"]) if hit else None
    unit = _survival_unit(hit, expected) if hit else None
    if hit is None or value is None or unit is None:
        return None
    ranged = "low" in hit.groupdict()
    if unit is Unit.RATIO and value == 1 and not ranged:  # the reference group
        return None
    quantity = replace(_quantity(hit, unit, value), interval=_interval(hit, expected) if ranged else None)
    return _in_months(quantity, hit["unit"] or expected.unit) if unit is Unit.MONTHS else quantity


def _not_reached(hit: regex.Match[str], expected: Expected) -> Quantity:
    """A median that was not reached, with its interval: "NR (18.1–NE)"."""
    word = "not estimable" if regex.fullmatch(r"(?i)ne|not estimable", hit["word"]) else "not reached"
    interval = _interval(hit, expected) if hit["low"] else None
    return replace(_quantity(hit, Unit.MONTHS), qualifier=word, interval=interval)


def _survival_unit(hit: regex.Match[str], expected: Expected) -> Unit | None:
    """What a number of a survival measure counts in; None where its words do not tell."""
    if expected.holds is Holds.RATIO:
        return Unit.RATIO
    if expected.timed:
        return Unit.PERCENT if not hit["unit"] and expected.holds is not Holds.COUNT else None
    if hit["percent"] or expected.holds in (Holds.PERCENT, Holds.COUNT, Holds.SHARE, Holds.EVENTS, Holds.SIZE):
        return None
    told = hit["unit"] or expected.unit or expected.holds is Holds.MEDIAN
    return Unit.MONTHS if told or _MEDIAN_TOLD.search(expected.words) else None


def _in_months(quantity: Quantity, unit: str) -> Quantity:
    """A median in the contract's unit; weeks, days and years are converted with their interval."""
    if quantity.value is None or unit[:1] not in ("w", "d", "y"):
        return quantity
    interval = quantity.interval
    if interval is not None:
        interval = replace(
            interval, low=_bound_in_months(interval.low, unit), high=_bound_in_months(interval.high, unit)
        )
    return replace(quantity, value=months(quantity.value, unit), interval=interval)


def _bound_in_months(bound: str, unit: str) -> str:
    number = parse_decimal(bound)
    return bound if number is None else str(months(number, unit))


def _interval(hit: regex.Match[str], expected: Expected) -> Interval | None:
    """The bracketed bounds as a confidence interval; a range or interquartile range is none (ruling 4)."""
    if hit["level"] is None and _SPREAD.search(expected.words) and not _CI.search(expected.words):
        return None
    low, high = parse_bound(hit["low"]), parse_bound(hit["high"])
    return Interval(low, high, Decimal(hit["level"] or 95)) if low and high else None


def parse_interval(text: str) -> Interval | None:
    """A cell that holds nothing but the bounds of a confidence interval.

    >>> parse_interval("71.5–82.5")
    Interval(low='71.5', high='82.5', level=Decimal('95'))
    """
    hit = _INTERVAL.fullmatch(text.strip())
    return Interval(parse_bound(hit["low"]), parse_bound(hit["high"]), Decimal(hit["level"] or 95)) if hit else None


def parse_p_cell(text: str) -> str:
    """A cell that holds nothing but a p-value, in the contract's form; empty where it holds none.

    >>> parse_p_cell("<.001"), parse_p_cell("0·03"), parse_p_cell("Reference")
    ('<.001', '0.03', '')
    """
    hit = _P_VALUE.fullmatch(text.strip())
    sign = (hit["sign"] or "").replace("=", "") if hit else ""
    return f"{_SIGNS.get(sign, sign)}{hit['p'].replace('·', '.')}" if hit else ""


def is_share(text: str) -> bool:
    """Whether a cell prints a count and its percentage.

    >>> is_share("9 (27.3%)"), is_share("0"), is_share("11.3 (9.8–12.9)")
    (True, False, False)
    """
    hit = _SHARE.fullmatch(text.strip())
    return hit is not None and hit["low"] is None


def split_p_value(text: str) -> tuple[str, str]:
    """A cell without the p-value at its end, and that p-value in the contract's form.

    >>> split_p_value("0.69 (0.57–0.83); P = .0001"), split_p_value("84 (77.3)")
    (('0.69 (0.57–0.83)', '.0001'), ('84 (77.3)', ''))
    """
    hit = _P_BEHIND.search(text)
    return (text[: hit.start()].strip(), parse_p_cell(hit["value"])) if hit else (text, "")


def parse_size(text: str) -> int | None:
    """A cell that holds a number of patients: "176", "44 (92%)", "35; 33 evaluable".

    >>> parse_size("44 (92%)"), parse_size("1,623"), parse_size("2.5")
    (44, 1623, None)
    """
    hit = _PATIENTS.match(text.strip())
    return parse_count(hit["n"]) if hit else None


def _sign(hit: regex.Match[str]) -> str:
    """The sign before a number, in the contract's form; a plus behind it means more than that."""
    groups = hit.groupdict()
    sign = groups.get("sign") or (">" if groups.get("plus") else "")
    return _SIGNS.get(sign, sign)


def _quantity(hit: regex.Match[str], unit: Unit, value: Decimal | None = None) -> Quantity:
    return Quantity(0, hit.end(), unit, f"cell.{unit.name.lower()}", value, qualifier=_sign(hit))
