"""From printed text to value: which words of a quote gave which column of its record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from myelomine.matching import get_matcher
from myelomine.mentions import Label, Mention
from myelomine.numbers import months, parse_decimal
from myelomine.patterns import PatternSet
from myelomine.records import STATED_COLUMNS, Record, parse_number, print_cell

_TIMES = frozenset({Label.DURATION, Label.LANDMARK})
_MONTHS_COLUMNS = frozenset({"value", "value_high", "time_months"})
_NOT_READ = frozenset({"document", "kind", "origin", "statistic", "unit"})
#: Columns that only a mention of one label can give; a 4 in "4%" is no grade.
_LABELS = {
    "grade": Label.GRADE,
    "p_value": Label.P_VALUE,
    "ci_low": Label.INTERVAL,
    "ci_high": Label.INTERVAL,
    "ci_level": Label.INTERVAL,
    "days": Label.DAYS,
    "cycles": Label.CYCLES,
    "frequency": Label.FREQUENCY,
    "route": Label.ROUTE,
    "population": Label.POPULATION,
}


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that may have given a column, what it is to the quote, and what patterns find in it."""

    place: str
    text: str
    mentions: tuple[Mention, ...]


def step_lines(record: Record, quote: str, context: Sequence[str], patterns: PatternSet) -> Iterator[str]:
    """For each column that the record states, the words that gave it: in the quote, or around it."""
    passages = [_passage("", quote, patterns), _passage(" around the quote", "\n".join(context), patterns)]
    for column in STATED_COLUMNS:
        cell = print_cell(getattr(record, column))
        if cell and column not in _NOT_READ:
            found = next(filter(None, (_origin(column, cell, passage) for passage in passages)), "")
            yield f"{column} {cell}: {found or _without_words(record, column)}"


def _passage(place: str, text: str, patterns: PatternSet) -> Passage:
    matcher = get_matcher(patterns)
    found = [*matcher.find_values(text), *matcher.find_names(text)]
    return Passage(place, text, tuple(sorted(found, key=lambda m: m.label is Label.NUMBER)))  # bare numbers last


def _origin(column: str, cell: str, passage: Passage) -> str:
    """The words of a passage that give the cell; empty where none do."""
    label = _LABELS.get(column)
    mentions = [m for m in passage.mentions if label in (None, m.label)]
    for mention in mentions:
        if _gives(mention, cell):
            return f"printed as “{mention.text}”{passage.place} ({mention.pattern})"
    for mention in mentions:
        if column in _MONTHS_COLUMNS and mention.label in _TIMES and _in_months(mention) == parse_number(cell):
            return f"“{mention.text}”{passage.place}, in months ({mention.pattern})"
    if label is None and cell.casefold() in passage.text.casefold():
        return f"printed so{passage.place or ' in the quote'}"
    return ""


def _without_words(record: Record, column: str) -> str:
    if column == "value" and record.status == "derived":
        return "computed from what is printed"
    return "told by the rest of the paper, or an agreed name"


def _gives(mention: Mention, cell: str) -> bool:
    """Whether a mention holds what the cell says: its name, one of its numbers, or two of them joined."""
    texts = dict(mention.value.texts)
    joined = {texts.get("sign", "") + texts.get("p", ""), f"{texts.get('low')}-{texts.get('high')}"}
    if cell in {mention.name, *joined, *texts.values()}:
        return True
    number = parse_number(cell)
    numbers = chain((n for _, n in mention.value.numbers), map(parse_decimal, texts.values()))
    return number is not None and number in [n for n in numbers if n is not None]


def _in_months(mention: Mention) -> Decimal | None:
    value = parse_decimal(mention.value.text("value"))
    return months(value, mention.value.text("unit")) if value is not None else None
