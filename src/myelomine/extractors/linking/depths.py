"""A response rate whose parts say from which depth on it counts: "63% (51/81: 7 CR, 18 VGPR, 15 PR, 11 MR)"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from myelomine.extractors.linking.scene import Reading
from myelomine.extractors.measures import RESPONSE

_MINIMAL, _FROM_MINIMAL = "MR", ">=MR"
_PARTS = frozenset({"sCR", "CR", "nCR", "VGPR", "PR", _MINIMAL})
_FEWEST_PARTS = 3
# how far rounding may take the sum of the parts from the whole, in percent
_SLACK = Decimal(1)


def with_minimal_counted(readings: Sequence[Reading]) -> list[Reading]:
    """The readings with each response rate that counts minimal responses, as its parts add up, under that name."""
    out = list(readings)
    for i, whole in enumerate(out):
        if whole.measure.name == "ORR" and _counts_minimal(whole, _parts_of(whole, out[i + 1 :])):
            out[i] = replace(whole, measure=replace(whole.measure, name=_FROM_MINIMAL))
    return out


def _parts_of(whole: Reading, later: Sequence[Reading]) -> list[Reading]:
    """The categories of response told behind a rate, each once, up to the next rate."""
    parts: dict[str, Reading] = {}
    for reading in later:
        name = reading.measure.name
        if reading.measure.kind != RESPONSE or name not in _PARTS or name in parts:
            break
        if (reading.arm, reading.subgroup) != (whole.arm, whole.subgroup):
            break
        parts[name] = reading
    return list(parts.values())


def _counts_minimal(whole: Reading, parts: Sequence[Reading]) -> bool:
    """Whether the parts add up to the whole only with the minimal responses among them."""
    minimal = next((r for r in parts if r.measure.name == _MINIMAL), None)
    if minimal is None or len(parts) < _FEWEST_PARTS:
        return False
    counts = [r.quantity.n for r in parts]
    if whole.quantity.n is not None and all(counts):
        return sum(c for c in counts if c) == whole.quantity.n
    shares = [r.quantity.value for r in parts]
    rate, least = whole.quantity.value, minimal.quantity.value
    if rate is None or least is None or None in shares or least <= 2 * _SLACK:
        return False
    return abs(sum((s for s in shares if s is not None), Decimal(0)) - rate) <= _SLACK
