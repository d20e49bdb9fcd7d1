"""Checks of intervals, hazard ratios, medians and landmarks."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from math import exp, log
from statistics import NormalDist
from typing import NamedTuple

import regex

from myelomine.normalizer.checks.facts import (
    Doubt,
    Facts,
    both,
    bounds_of,
    folded,
    grouped,
    named_value,
    quote_of,
    rounding,
    setting_of,
    step,
)
from myelomine.records import Record, parse_number, print_number

#: How far an estimate may lie from the middle of its interval on the log scale, rounding aside. Intervals from a
#: profile likelihood or a stratified model are not quite even on both sides.
LOG_SLACK = 0.06
#: Two p-values of one comparison (log-rank and from the interval) differ by less than this factor.
P_FACTOR = 4.0
#: A p-value below this is as good as any smaller one.
SMALLEST_P = 0.0005
#: How near 50 % a landmark may be, and how near in time, without telling on which side of the median it lies.
NEAR_HALF = Decimal(3)
NEAR_MEDIAN = Decimal("1.1")

#: Endpoints in the order in which they can occur: no median of the first is above one of the second.
ENDPOINT_ORDER = (("PFS", "OS"), ("TTP", "OS"), ("EFS", "OS"), ("PFS", "PFS2"), ("PFS2", "OS"), ("PFS", "TTP"))


def interval_contains(facts: Facts) -> Iterator[Doubt]:
    """The value lies outside its own confidence interval."""
    for record in facts.records:
        bounds = bounds_of(record)
        if bounds and record.value is not None and not _within(record.value, *bounds):
            found = f"{print_number(record.value)} lies outside its interval of {record.ci_low} to {record.ci_high}"
            yield Doubt(record.record_id, found)


def ratio_in_interval(facts: Facts) -> Iterator[Doubt]:
    """A hazard ratio lies far from the middle of its interval on the log scale."""
    for ratio in _ratios(facts):
        middle = (log(ratio.low) + log(ratio.high)) / 2
        if abs(log(ratio.value) - middle) > LOG_SLACK + ratio.log_rounding and ratio.low <= ratio.value <= ratio.high:
            record = ratio.record
            found = f"the interval {record.ci_low} to {record.ci_high} goes with a ratio near {exp(middle):.2f}"
            yield Doubt(record.record_id, f"{found}, the paper prints {named_value(record)}")


def ratio_against_p(facts: Facts) -> Iterator[Doubt]:
    """A hazard ratio's interval and its p-value tell opposite things."""
    for ratio in _ratios(facts):
        printed = parse_p_value(ratio.record.p_value)
        if printed is None:
            continue
        expected = ratio.p_value()
        if _contradict(expected, printed):
            interval = f"{ratio.record.ci_low} to {ratio.record.ci_high}"
            found = f"the interval {interval} goes with a p-value near {max(expected, 0.0001):.2g}"
            yield Doubt(ratio.record.record_id, f"{found}, the paper prints {ratio.record.p_value}")


def endpoint_order(facts: Facts) -> Iterator[Doubt]:
    """A median or landmark contradicts the order of endpoints: no progression-free time outlasts survival."""
    times = (r for r in facts.records if r.kind == "survival" and r.statistic in ("median", "landmark"))
    for same in grouped(times, lambda r: (setting_of(r), r.statistic, r.time_months)).values():
        by_name = grouped(same, lambda r: r.name)
        for first, second in ENDPOINT_ORDER:
            # With several values of one endpoint the arm stands for several subgroups: which belong together is open.
            if len(by_name.get(first, ())) == 1 == len(by_name.get(second, ())):
                yield from _order_doubts(by_name[first][0], by_name[second][0])


def landmark_against_median(facts: Facts) -> Iterator[Doubt]:
    """More than half are free of the event after its median, or fewer than half before."""
    times = [r for r in facts.records if r.kind == "survival" and r.statistic in ("median", "landmark")]
    for same in grouped(times, lambda r: (setting_of(r), r.name)).values():
        medians = [r for r in same if r.statistic == "median"]
        landmarks = [r for r in same if r.statistic == "landmark" and r.value is not None and r.time_months]
        if len(medians) == 1:
            for landmark in landmarks:
                yield from _landmark_doubts(medians[0], landmark)


def ratio_against_medians(facts: Facts) -> Iterator[Doubt]:
    """A hazard ratio favours one group, the medians clearly the other."""
    medians = [r for r in facts.records if r.kind == "survival" and r.statistic == "median" and r.value]
    for ratio in _ratios(facts):
        record = ratio.record
        own = _medians_of(medians, record, folded(record.group))
        others = _medians_of(medians, record, folded(record.comparator))
        if len(own) == 1 == len(others) and _opposed(ratio.value, own[0], others[0]):
            found = f"a hazard ratio of {named_value(record)} against {record.comparator}"
            medians_found = f"medians of {named_value(own[0])} against {named_value(others[0])}"
            yield Doubt(record.record_id, f"{found}, but {medians_found}")


def misprinted_number(facts: Facts) -> Iterator[Doubt]:
    """The quote prints a number with two decimal points, and the value is a part of it."""
    for record in facts.records:
        values = {v for v in (record.value, parse_number(record.ci_low), parse_number(record.ci_high)) if v is not None}
        for hit in _TWO_POINTS.finditer(quote_of(record)):
            parts = {Decimal(f"{hit['a']}.{hit['b']}"), Decimal(f"{hit['b']}.{hit['c']}")}
            if values & parts:
                yield Doubt(record.record_id, f"the paper prints {hit[0]}, which is no number")


def parse_p_value(text: str) -> tuple[float, float] | None:
    """The range that a printed p-value allows; None where it gives no number.

    >>> parse_p_value("<0.001"), parse_p_value("NS")
    ((0.0, 0.001), None)
    """
    sign = text[:1] if text[:1] in "<>~" else ""
    number = parse_number(text.lstrip("<>=~ "))
    if number is None:
        return None
    half = float(step(number)) / 2
    low, high = float(number) - half, float(number) + half
    return {"<": (0.0, float(number)), ">": (float(number), 1.0)}.get(sign, (max(low, 0.0), high))


class Ratio(NamedTuple):
    """A hazard ratio with its interval as positive numbers."""

    record: Record
    value: float
    low: float
    high: float

    @property
    def log_rounding(self) -> float:
        """How far rounding alone may move the three on the log scale."""
        numbers = (self.record.value, *(bounds_of(self.record) or ()))
        return sum(float(step(n) / 2 / n) for n in numbers if n)

    def p_value(self) -> float:
        """The two-sided p-value that goes with the ratio and its interval."""
        level = float(self.record.ci_level or 95) / 100
        width = (log(self.high) - log(self.low)) / 2
        error = width / NormalDist().inv_cdf((1 + level) / 2)
        return 2 * (1 - NormalDist().cdf(abs(log(self.value)) / error))


_TWO_POINTS = regex.compile(r"(?<![\d.])(?P<a>\d{1,3})\.(?P<b>\d{1,3})\.(?P<c>\d{1,3})(?![\d.])")


def _ratios(facts: Facts) -> Iterator[Ratio]:
    for record in facts.records:
        bounds = bounds_of(record)
        if record.statistic == "hazard_ratio" and record.value and bounds and 0 < bounds[0] < bounds[1]:
            yield Ratio(record, float(record.value), float(bounds[0]), float(bounds[1]))


def _within(value: Decimal, low: Decimal, high: Decimal) -> bool:
    return low - rounding(low, value) <= value <= high + rounding(high, value)


def _contradict(expected: float, printed: tuple[float, float]) -> bool:
    """Whether two p-values lie on two sides of 0.05, or far apart however they are rounded."""
    low, high = (max(bound, SMALLEST_P) for bound in printed)
    expected = max(expected, SMALLEST_P)
    factor = max(low / expected, expected / high)
    return factor > P_FACTOR and (min(low, expected) < 0.05 < max(high, expected))


def _order_doubts(first: Record, second: Record) -> Iterator[Doubt]:
    """`first` must not lie above `second`; a median that is not reached lies above every number."""
    impossible = first.value is None and first.qualifier == "not reached" and second.value is not None
    if first.value is not None and second.value is not None:
        impossible = first.value - second.value >= rounding(first.value, second.value)
    if impossible and second.qualifier not in (">", ">=", "~"):
        named = f"{first.name} {named_value(first)}, {second.name} {named_value(second)}"
        yield from both(first, second, f"{named}: {first.name} cannot be the longer of the two")


def _landmark_doubts(median: Record, landmark: Record) -> Iterator[Doubt]:
    share, time = landmark.value, landmark.time_months
    if share is None or time is None or abs(share - 50) <= NEAR_HALF or median.qualifier in ("<", ">", "<=", ">=", "~"):
        return
    if median.value is not None:
        early, late = time * NEAR_MEDIAN < median.value, time > median.value * NEAR_MEDIAN
        wrong = (early and share < 50) or (late and share > 50)
    else:
        wrong = median.qualifier == "not reached" and share < 50
    if wrong:
        found = f"{landmark.name} {named_value(landmark)} at {print_number(time)} months"
        yield from both(landmark, median, f"{found} does not go with a median of {named_value(median)}")


def _medians_of(medians: list[Record], ratio: Record, group: str) -> list[Record]:
    same = [m for m in medians if m.name == ratio.name and folded(m.study) == folded(ratio.study)]
    return [m for m in same if group and folded(m.group) == group and m.population == ratio.population]


def _opposed(ratio: float, own: Record, other: Record) -> bool:
    """Whether the ratio and the medians point clearly in opposite directions."""
    if not own.value or not other.value or abs(log(ratio)) < 0.1:
        return False
    return (log(ratio) > 0) == (own.value > other.value) and abs(log(float(own.value / other.value))) > 0.1
