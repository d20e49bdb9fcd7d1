"""Takes away the numbers with which a manuscript counts its lines."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Sequence

import regex

from myelomine.parser.ink import Word
from myelomine.parser.lines import Line, join_line

_NUMBER = regex.compile(r"\d{1,4}")
_FEWEST = 8
_COLUMN = 3.0


def drop_line_numbers(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The lines of each page without the numbers that count them, be they pieces of their own or first words."""
    columns: Counter[int] = Counter()
    for lines in pages:
        columns.update({_column(w) for w in _counting(lines)})
    usual = {c for c, pages_with in columns.items() if pages_with > 1 or len(pages) == 1}
    return [_without_numbers(lines, usual) for lines in pages]


def _column(word: Word) -> int:
    return round(word.x1 / _COLUMN)


def _without_numbers(lines: Sequence[Line], columns: set[int]) -> list[Line]:
    numbers = {id(w) for w in _candidates(lines) if _column(w) in columns} if columns else set()
    if not numbers or not _stands_outside([w for w in _candidates(lines) if id(w) in numbers], lines):
        return list(lines)
    kept = []
    for line in lines:
        words = [w for w in line.words if id(w) not in numbers]
        if len(words) == len(line.words):
            kept.append(line)
        elif words:
            kept.append(join_line(line.ink, words))
    return kept


def _candidates(lines: Sequence[Line]) -> list[Word]:
    return [line.words[0] for line in lines if _NUMBER.fullmatch(line.words[0].text)]


def _counting(lines: Sequence[Line]) -> list[Word]:
    """The words that count lines: right-aligned, counting up, left of all other text."""
    columns: dict[int, list[Word]] = defaultdict(list)
    for word in _candidates(lines):
        columns[_column(word)].append(word)
    found: list[Word] = []
    for words in columns.values():
        ordered = sorted(words, key=lambda w: w.base)
        if len(ordered) >= _FEWEST and _counts_up(ordered) and _stands_outside(ordered, lines):
            found.extend(ordered)
    return found


def _counts_up(words: Sequence[Word]) -> bool:
    values = [int(w.text) for w in words]
    step, often = Counter(b - a for a, b in itertools.pairwise(values)).most_common(1)[0]
    return step in (1, 2, 5) and often >= 0.8 * (len(values) - 1)


def _stands_outside(words: Sequence[Word], lines: Sequence[Line]) -> bool:
    """Whether nearly all other words stand right of the numbers."""
    right = max(w.x1 for w in words)
    ids = set(map(id, words))
    others = [line.words[1] if id(line.words[0]) in ids else line.words[0] for line in lines if _has_other(line, ids)]
    return sum(w.x0 < right for w in others) <= 0.05 * len(others)


def _has_other(line: Line, ids: set[int]) -> bool:
    return len(line.words) > 1 or id(line.words[0]) not in ids
