"""When two rows state the same fact: the definitions that scores and comparisons of runs rest on.

A row made by hand may allow for alternatives, split by |, in its study, group and regimen; and what it leaves empty
there is not asked of the other row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import IntEnum
from functools import cache
from typing import NamedTuple

import regex

from myelomine.mentions import Label
from myelomine.patterns import load_patterns

#: How far two numbers may differ and still agree: half a unit of the first decimal, or a thousandth of a large one.
SLACK = Decimal("0.051")
RELATIVE_SLACK = Decimal("0.001")
DOSE_SLACK = Decimal("0.0001")
MONTHS_SLACK = Decimal("0.5")

#: The columns of the level `full`: numbers, and texts compared without spaces and signs of equality.
NUMBER_ATTRIBUTES = ("n", "total", "ci_low", "ci_high", "cycle_days")
TEXT_ATTRIBUTES = ("p_value", "days", "frequency", "route", "cycles")


class Level(IntEnum):
    """How far two rows agree: on the fact; on whose it is; and on its attributes."""

    NONE = 0
    FACT = 1
    LINKED = 2
    FULL = 3


@dataclass(frozen=True)
class Statement:
    """A row of a sheet by the columns of the contract; `document` is without ending and in lower case."""

    document: str
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    @property
    def is_optional(self) -> bool:
        """Whether the row costs nothing when missed and gives nothing when found."""
        return bool(self["optional"])


class Pair(NamedTuple):
    """Two rows that state the same fact, by their places in their lists, and how far they agree."""

    gold: int
    found: int
    level: Level


def pair_statements(gold: Sequence[Statement], found: Sequence[Statement]) -> list[Pair]:
    """Pair rows one to one, those that agree most first."""
    levels = ((i, j, level_of(a, b)) for i, a in enumerate(gold) for j, b in enumerate(found))
    candidates = [Pair(i, j, level) for i, j, level in levels if level]
    candidates.sort(key=lambda pair: (-_closeness(gold[pair.gold], found[pair.found], pair.level), pair))
    taken_gold: set[int] = set()
    taken_found: set[int] = set()
    pairs = []
    for pair in candidates:
        if pair.gold not in taken_gold and pair.found not in taken_found:
            taken_gold.add(pair.gold)
            taken_found.add(pair.found)
            pairs.append(pair)
    return pairs


def level_of(gold: Statement, found: Statement) -> Level:
    """How far a row agrees with one made by hand."""
    if not same_fact(gold, found):
        return Level.NONE
    if not same_link(gold, found):
        return Level.FACT
    return Level.FULL if same_attributes(gold, found) else Level.LINKED


def same_fact(gold: Statement, found: Statement) -> bool:
    """Whether both state the same measurement, whoever it was measured in."""
    if gold["kind"] != found["kind"]:
        return False
    return _SAME_FACT.get(gold["kind"], _same_outcome)(gold, found)


def same_link(gold: Statement, found: Statement) -> bool:
    """Whether study, group and regimen agree."""
    if gold["kind"] != "regimen" and gold["regimen"]:
        given = [drugs_of(text) for text in found["regimen"].split("|")]
        if not any(drugs_of(text) in given for text in gold["regimen"].split("|")):
            return False
    return same_label(gold["group"], found["group"]) and same_label(gold["study"], found["study"])


def same_attributes(gold: Statement, found: Statement) -> bool:
    """Whether every attribute that gold states agrees."""
    numbers = all(same_number(gold[c], found[c]) for c in NUMBER_ATTRIBUTES if gold[c])
    return numbers and all(_bare(gold[c]) == _bare(found[c]) for c in TEXT_ATTRIBUTES if gold[c])


def same_label(gold: str, found: str) -> bool:
    """Whether two labels share most of their words, or one's words are all among the other's.

    >>> same_label("Len-dex|lenalidomide group", "the len-dex arm"), same_label("Len-dex", "placebo")
    (True, False)
    """
    if not gold:
        return True
    return any(_words_agree(words_of(a), words_of(b)) for a in gold.split("|") for b in found.split("|"))


def same_number(one: str, other: str, slack: Decimal = SLACK) -> bool:
    """Whether two cells hold the same number, or, where they hold none, the same text."""
    x, y = number_of(one), number_of(other)
    if x is None or y is None:
        return one.strip().lower() == other.strip().lower()
    return abs(x - y) <= max(slack, RELATIVE_SLACK * abs(x))


def number_of(text: str) -> Decimal | None:
    """The number in a cell, with or without a percent sign and separators of thousands.

    >>> number_of("−1.5"), number_of("1,200"), number_of("60 %"), number_of("NR")
    (Decimal('-1.5'), Decimal('1200'), Decimal('60'), None)
    """
    try:
        number = Decimal(text.strip().replace("−", "-").rstrip("%").strip().replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def drugs_of(regimen: str) -> frozenset[str]:
    """The drugs of a regimen's key."""
    return frozenset(part.strip() for part in regimen.lower().split("+") if part.strip())


def words_of(label: str) -> frozenset[str]:
    """The words of a label that tell groups and studies apart; ≥ and → count as words.

    >>> sorted(words_of("the Len → Thal group, ≥ PR"))
    ['>=pr', 'len>thal']
    """
    text = label.lower().replace("≥", ">=").replace("≤", "<=")
    text = _COMPARISON.sub(r"\g<sign>", _ARROW.sub(">", text))
    return frozenset(_WORD.findall(text)) - _COMMON_WORDS


def canonical_name(kind: str, name: str) -> str:
    """The name for comparing: an adverse event under its canonical name, whatever its spelling."""
    plain = singular(name)
    return _toxicity_names().get(plain, plain) if kind == "toxicity" else name.strip().lower()


def singular(name: str) -> str:
    """A name in lower case without the s of its plural.

    >>> singular("Infections"), singular("ICANS"), singular("nervousness")
    ('infection', 'icans', 'nervousness')
    """
    plain = " ".join(name.lower().split())
    return plain[:-1] if plain.endswith("s") and not plain.endswith(_NO_PLURALS) else plain


def plain_grade(grade: str) -> str:
    """A grade in the contract's form; none is any.

    >>> plain_grade("Grade 3/4"), plain_grade("≥3"), plain_grade("")
    ('3-4', '>=3', 'any')
    """
    text = grade.lower().replace("≥", ">=").replace("–", "-").replace("/", "-").replace("grade", "").strip()
    return "any" if text in ("", "all") else text


_ARROW = regex.compile(r"\s{0,9}(?:→|->|⇒)\s{0,9}")
_COMPARISON = regex.compile(r"(?P<sign>[<>]=?)\s{1,9}")
_WORD = regex.compile(r"[a-z0-9<>=]++")
_COMMON_WORDS = frozenset({"the", "group", "arm", "patients", "with", "of", "and", "et", "al", "trial", "study"})
_NO_PLURALS = ("ss", "is", "us", "cans")
_SPACE_AND_EQUALS = regex.compile(r"[\sp=]")
_BARE_POINT = regex.compile(r"(?<!\d)\.")
#: Names of sizes that speak of the same patients.
_SIZE_ROLES = {
    "enrolled": "study", "randomized": "study", "analyzed": "study",
    "group": "group", "evaluable": "population", "safety": "population",
}  # fmt: skip


def _same_regimen(gold: Statement, found: Statement) -> bool:
    return drugs_of(gold["name"] or gold["regimen"]) == drugs_of(found["name"] or found["regimen"])


def _same_size(gold: Statement, found: Statement) -> bool:
    same_role = _SIZE_ROLES.get(gold["name"], "group") == _SIZE_ROLES.get(found["name"], "group")
    return same_role and number_of(gold["value"]) == number_of(found["value"])


def _same_dose(gold: Statement, found: Statement) -> bool:
    if not _same_name(gold, found) or gold["unit"].lower() != found["unit"].lower():
        return False
    return all(same_number(gold[c], found[c], DOSE_SLACK) for c in ("value", "value_high"))


def _same_outcome(gold: Statement, found: Statement) -> bool:
    if not _same_name(gold, found) or (gold["statistic"] or "rate") != (found["statistic"] or "rate"):
        return False
    if gold["kind"] == "toxicity" and plain_grade(gold["grade"]) != plain_grade(found["grade"]):
        return False
    is_landmark = gold["statistic"] == "landmark"
    if is_landmark and not same_number(gold["time_months"], found["time_months"], MONTHS_SLACK):
        return False
    return _same_value(gold, found)


_SAME_FACT: Mapping[str, Callable[[Statement, Statement], bool]] = {
    "regimen": _same_regimen,
    "sample_size": _same_size,
    "dose": _same_dose,
}


def _same_name(gold: Statement, found: Statement) -> bool:
    return canonical_name(gold["kind"], gold["name"]) == canonical_name(found["kind"], found["name"])


def _same_value(gold: Statement, found: Statement) -> bool:
    """Whether the values agree; a count stands in for a value that one of the two lacks."""
    if not gold["value"] and not gold["n"]:
        return not found["value"] and gold["qualifier"] == found["qualifier"]
    if gold["value"] and found["value"]:
        return same_number(gold["value_high"], found["value_high"]) and same_number(gold["value"], found["value"])
    return bool(gold["n"]) and same_number(gold["n"], found["n"])


def _words_agree(one: frozenset[str], other: frozenset[str]) -> bool:
    if not one or not other:
        return one == other
    return one <= other or other <= one or 2 * len(one & other) > len(one | other)


def _bare(text: str) -> str:
    """A p-value or a schedule without spaces, P and =, dashes and signs in one form, .05 as 0.05."""
    plain = text.lower().replace("≤", "<=").replace("≥", ">=")
    plain = _SPACE_AND_EQUALS.sub("", plain).replace("–", "-").replace("·", ".")
    return _BARE_POINT.sub("0.", plain)


def _closeness(gold: Statement, found: Statement, level: Level) -> float:
    """What pairs are chosen by: the level, then the same regimen, then the same attributes, then rows that count."""
    same_regimen = bool(gold["regimen"]) and drugs_of(gold["regimen"]) == drugs_of(found["regimen"])
    attributes = same_attributes(gold, found)
    return level + 0.5 * same_regimen + 0.25 * attributes - 0.1 * gold.is_optional


@cache
def _toxicity_names() -> Mapping[str, str]:
    """The canonical name of each spelling of an adverse event."""
    events = [entry for entry in load_patterns().entries if entry.label is Label.TOXICITY]
    names: dict[str, str] = {}
    for event in events:
        for spelling in (event.name, *event.spellings):
            names.setdefault(singular(spelling), event.name.lower())
    return names
