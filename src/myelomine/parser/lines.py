"""Words to printed lines: pieces of text on one baseline with no more than a word space between their words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from myelomine.parser.ink import Area, Ink, Word

_SAME_BASE = 0.18
_LEVEL = 0.06
# signs that mark footnotes whatever their size
MARK_SIGNS = frozenset(("*", "**", "***", "∗", "∗∗", "∗∗∗", "†", "††", "‡", "‡‡", "§", "§§", "¶", "#", "‖"))
_WORD_GAP = 1.0
_MERGE_GAP = 0.7


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A piece of a printed line: it ends where a gap wider than a word space, a gutter say, begins.

    `text` is its words as printed, marks included: for decisions, not for output; `level` says that no word of it
    is raised or lowered.
    """

    ink: Ink
    words: tuple[Word, ...]
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    size: float
    text: str
    level: bool

    @property
    def area(self) -> Area:
        """Where it was printed, in the coordinates of its ink."""
        return Area(self.x0, self.top, self.x1, self.bottom)

    @property
    def bold(self) -> bool:
        """Whether all its words are bold."""
        return all(w.bold for w in self.words)

    @property
    def italic(self) -> bool:
        """Whether all its words are italic."""
        return all(w.italic for w in self.words)


def build_lines(ink: Ink) -> list[Line]:
    """All pieces of lines of a page, in the order of the content stream, fragments merged."""
    return _merge(ink, [_line(ink, group) for group in _groups(ink.words)])


def join_line(ink: Ink, words: Iterable[Word]) -> Line:
    """One line of words that are known to stand on one row, from left to right."""
    return _line(ink, sorted(words, key=lambda w: w.x0))


def _groups(words: Sequence[Word]) -> Iterable[list[Word]]:
    group: list[Word] = []
    tallest: Word | None = None
    for word in words:
        if tallest is not None and _continues(tallest, group[-1], word):
            group.append(word)
            if word.size > tallest.size * 1.05:
                tallest = word
            continue
        if group:
            yield group
        group, tallest = [word], word
    if group:
        yield group


def _continues(tallest: Word, last: Word, word: Word) -> bool:
    gap = word.x0 - last.x1
    size = max(tallest.size, word.size)
    if not -0.6 * size <= gap <= _WORD_GAP * size:
        return False
    if abs(word.base - tallest.base) <= _SAME_BASE * size:
        return True
    return _overlap(tallest, word) >= 0.4 * min(tallest.size, word.size) and min(tallest.size, word.size) < 0.9 * size


def _overlap(a: Word | Line, b: Word | Line) -> float:
    return min(a.bottom, b.bottom) - max(a.top, b.top)


def _line(ink: Ink, words: Sequence[Word]) -> Line:
    first = words[0]
    base, size = first.base, first.size
    if len({(w.base, w.size) for w in words}) == 1:
        # nearly every line is set in one size on one base: then its first and last word say all
        text = _joined(words)
        return Line(ink, tuple(words), first.x0, first.top, words[-1].x1, first.bottom, base, size, text, True)
    base, size = main_base(words)
    return Line(
        ink,
        tuple(words),
        min(w.x0 for w in words),
        min(w.top for w in words),
        max(w.x1 for w in words),
        max(w.bottom for w in words),
        base,
        size,
        _joined(words),
        all(abs(w.base - base) < _LEVEL * size for w in words),
    )


def _joined(words: Sequence[Word]) -> str:
    return "".join([w.text if w.glued else " " + w.text for w in words]).lstrip()


def main_base(words: Sequence[Word]) -> tuple[float, float]:
    """The baseline and size that most of the characters share, larger type counting more."""
    first = words[0]
    if all(abs(w.base - first.base) < 0.05 and w.size == first.size for w in words):
        return first.base, first.size
    bases: Counter[float] = Counter()
    sizes: dict[float, Counter[float]] = defaultdict(Counter)
    for w in words:
        key = round(w.base, 1)
        bases[key] += len(w.text) * (3 if w.size > 0 else 1)
        sizes[key][round(w.size, 1)] += len(w.text)
    base = max(bases, key=lambda b: (bases[b] * max(sizes[b]) ** 2, b))
    return base, max(sizes[base], key=lambda s: (sizes[base][s], s))


def _merge(ink: Ink, lines: list[Line]) -> list[Line]:
    """Fragments of one line that the content stream gives apart become one again."""
    rows = _Rows(lines)
    gone: set[int] = set()
    out: list[tuple[int, Line]] = []
    for number in sorted(range(len(lines)), key=lambda k: (lines[k].x0, lines[k].base)):
        if number in gone:
            continue
        gone.add(number)
        current, first = lines[number], number
        while (following := rows.follower(current, gone)) is not None:
            gone.add(following)
            current = _line(ink, [*current.words, *lines[following].words])
            first = min(first, following)
        out.append((first, current))
    return [line for _, line in sorted(out, key=lambda pair: pair[0])]


class _Rows:
    """The fragments of a page by height and place, so that few are looked at even where thousands share a row."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._rows: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for number, line in enumerate(lines):
            self._rows[int(line.base // 4)].append((line.x0, number))
        for row in self._rows.values():
            row.sort()
        self._largest = max((line.size for line in lines), default=0.0)

    def follower(self, line: Line, gone: set[int]) -> int | None:
        """The first fragment, as the page prints them, that goes on where a line ends."""
        reach = max(self._largest, line.size)
        start, end = line.x1 - 0.3 * reach - 0.01, line.x1 + _MERGE_GAP * reach + 0.01
        row = int(line.base // 4)
        for key in (row - 2, row - 1, row, row + 1, row + 2):
            places = self._rows.get(key, [])
            near = places[bisect_left(places, (start, -1)) : bisect_right(places, (end, len(self._lines)))]
            for number in sorted(number for _, number in near):
                if number not in gone and _touches(line, self._lines[number]):
                    return number
        return None


def _touches(line: Line, other: Line) -> bool:
    size = max(line.size, other.size)
    gap = other.x0 - line.x1
    if not -0.3 * size <= gap <= _MERGE_GAP * size or other.x0 < line.x0:
        return False
    if abs(line.base - other.base) <= _SAME_BASE * size:
        return True
    small = min(line.size, other.size)
    if gap <= 0.25 * size and other.text in MARK_SIGNS and 0 < line.base - other.base < 0.6 * size:
        return True
    # a raised or lowered fragment belongs to the line that it touches
    return gap <= 0.25 * size and small < 0.85 * size and _overlap(line, other) >= 0.35 * small
