"""Agreement of two readers beyond chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import isclose, sqrt

#: The standard normal's 97.5th percentile: intervals are of 95 percent.
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often two readers agree on `count` things; `kappa` is None where chance alone would make them agree."""

    count: int
    agreed: int
    kappa: float | None
    low: float | None = None
    high: float | None = None

    @property
    def percent(self) -> float:
        """The share of things on which they agree."""
        return 100 * self.agreed / self.count


def agreement_of(pairs: Sequence[tuple[str, str]]) -> Agreement:
    """Cohen's kappa of two readers' categories, one pair a thing, with its 95 % confidence interval.

    Kappa: J. Cohen, A coefficient of agreement for nominal scales, Educ Psychol Meas 1960;20:37-46. Its standard error
    for large samples: J. L. Fleiss, J. Cohen, B. S. Everitt, Large sample standard errors of kappa and weighted kappa,
    Psychol Bull 1969;72:323-327, equation 13. With few things the interval is only a rough guide.

    >>> both = 75 * ["pp"] + 4 * ["nn"] + 10 * ["oo"] + ["pn"] + 4 * ["po"] + 5 * ["np"] + ["no"]
    >>> found = agreement_of([(a, b) for a, b in both])
    >>> round(found.kappa, 3), round(found.low, 2), round(found.high, 2)
    (0.676, 0.5, 0.85)
    """
    cells = Counter(pairs)
    count = cells.total()
    agreed = sum(n for (a, b), n in cells.items() if a == b)
    by_chance = _agreement_by_chance(cells)
    if isclose(by_chance, 1):
        return Agreement(count, agreed, None)
    kappa = (agreed / count - by_chance) / (1 - by_chance)
    margin = _Z * _standard_error(cells, kappa, by_chance)
    return Agreement(count, agreed, kappa, max(kappa - margin, -1.0), min(kappa + margin, 1.0))


def _margins(cells: Counter[tuple[str, str]]) -> tuple[dict[str, float], dict[str, float]]:
    """The share of each category among the first and the second reader's."""
    first: Counter[str] = Counter()
    second: Counter[str] = Counter()
    for (a, b), n in cells.items():
        first[a] += n
        second[b] += n
    total = cells.total()
    categories = first.keys() | second.keys()
    return {c: first[c] / total for c in categories}, {c: second[c] / total for c in categories}


def _agreement_by_chance(cells: Counter[tuple[str, str]]) -> float:
    first, second = _margins(cells)
    return sum(first[c] * second[c] for c in first)


def _standard_error(cells: Counter[tuple[str, str]], kappa: float, by_chance: float) -> float:
    """The square root of the variance of kappa when it is not zero."""
    first, second = _margins(cells)
    count = cells.total()
    same = sum(cells[c, c] / count * (1 - (first[c] + second[c]) * (1 - kappa)) ** 2 for c in first)
    other = sum(n / count * (second[a] + first[b]) ** 2 for (a, b), n in cells.items() if a != b)
    variance = same + (1 - kappa) ** 2 * other - (kappa - by_chance * (1 - kappa)) ** 2
    return sqrt(max(variance, 0.0) / count) / (1 - by_chance)
