"""Headers that have lost the gaps between their cells: "Group CR VGPR PR PFS, months (95% CI)" over five columns.

What the words mean says where a cell ends: at a group's number of patients, before an end point, a grade or an arm.
A header that can be cut in no convincing way leaves its table unread.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import regex

from myelomine.document import Cell, Table
from myelomine.extractors.arms import references
from myelomine.extractors.measures import Measure, measures
from myelomine.extractors.tables.context import TableContext
from myelomine.extractors.tables.cues import Holds, any_of, holds_of
from myelomine.extractors.tables.labels import size_ends, telling_words, without_size
from myelomine.extractors.tables.shapes import text_of
from myelomine.mentions import Label

_IN_BRACKETS = r"[(\[][^()\[\]]{0,60}[)\]]"
_ATOM = regex.compile(
    rf"{_IN_BRACKETS}(?=\s|$)|\S+(?:\s?{_IN_BRACKETS})*+(?:(?<=,)\s\S+(?:\s?{_IN_BRACKETS})*+)?"
)
_JOINS = any_of(r"of|in|for|to|with|at|by|vs\.?|versus|per|and|or|[×+&=/–—-]|plus|than|the|through|≥|>|<|≤|~")
# a word that the next one numbers, and a level that the next one names
_NUMBERED = any_of(r"(?:^|\s)(?:arms?|groups?|cohorts?|levels?|grades?|parts?|phases?|stages?|steps?|class)$|(?:^|\s|\()9\d ?%$")
_NUMBER = regex.compile(r"(?:[≥>]\s?)?(?:[A-F]|[\d–/-]{1,4}\+?|[IVX]{1,4}(?:[–/-][IVX]{1,4})?)[,:]?|CIs?", regex.I)
_UNITS = regex.compile(r"(?:[mµμ]?g|mcg|Gy|IU)(?:/(?:m2|m²|kg|d|day))*,?|years?|yrs?|months?|mo|cycles?|days?|weeks?", regex.I)
_STUB_HEADS = any_of(
    r"^(?:variables?|parameters?|characteristics?|outcomes?|end ?points?|measures?|categor(?:y|ies)|items?|groups?"
    r"|subgroups?|cohorts?|arms?|regimens?|treatments?|therap(?:y|ies)|stud(?:y|ies)|authors?|references?|trials?"
    r"|(?:best |type of |overall )?responses?(?: category)?|(?:adverse |toxic )?(?:events?|effects?)|toxicit(?:y|ies)"
    r"|adverse events?|aes?|dose levels?|dose|levels?|agents?|drugs?|patients?|events? and .{3,20}|results?|efficacy)$"
)
_HEADS_ONLY = any_of(
    r"^(?:variables?|parameters?|characteristics?|outcomes?|subgroups?|(?:adverse )?events?|toxicit(?:y|ies)|regimens?"
    r"|study|author)(?=\s)"
)
_TEST = any_of(r"^p(?:[- ]?values?)?$")
_TEST_WITHIN = regex.compile(r"(?<![\p{L}\d])[pP](?:[- ][vV]alues?)?(?![\p{L}\d-])")
_OPENS = any_of(r"\s(?:total|any|all|median|best|overall|grades?|no\.|number)$")
_TESTED = regex.compile(r"[<>=≤]?\s?0?[.·]\d{1,5}|NS|1[.·]00?|[-–—]")
_COUNTS = any_of(r"^(?:n|no\.?|number|%|n ?\(%\)|no\. ?\(%\))$")
_LONGEST_CELL = 9
_MOST_TESTS = 2
_MOST_ATOMS = 60
#: A cut is believed where its cells score so much each.
_CONVINCING = 1.4
_IMPOSSIBLE = -100.0
# what each further word costs in a cell of which no word is known
_UNKNOWN = 2.0


def lacks_gaps(table: Table) -> bool:
    """Whether the header stands in one cell over all columns."""
    return table.n_columns > 1 and bool(_header_lines(table))


def with_gaps(context: TableContext) -> Table | None:
    """The table with its header cut into cells; None where no cut convinces."""
    table = context.table
    lines = _header_lines(table)
    width = table.n_columns - 1
    cutter = _Cutter(context, tuple(_forms(table)))
    for depth in range(len(lines), 0, -1):
        rows = _cut_rows(cutter, lines[:depth], width)
        if rows is not None:
            heads = rows[0][1:] if len(rows) > 1 else rows[-1][1:]
            tests = sum(holds_of(text) in (Holds.P_VALUE, Holds.RATIO) for text, _ in heads)
            page = table.pages[0] if table.pages else 1
            body = (c for c in table.cells if c.row >= depth and _has_place(table, c, width - tests))
            return replace(table, cells=(*_cells(rows, page), *body), header_rows=depth)
    return None


def _has_place(table: Table, cell: Cell, columns: int) -> bool:
    """Whether it is known which column a cell belongs to.

    A row that lacks only its tests has its values in the other columns; the one value of a row of tests or ratios
    speaks of no column in particular.
    """
    if cell.row not in table.short_rows or cell.column == 0:
        return True
    row = [c for c in table.cells if c.row == cell.row]
    stub = next((c.text for c in row if c.column == 0), "")
    values = sum(bool(text_of(c)) for c in row if c.column)
    return values == columns or (values == 1 and holds_of(stub) in (Holds.P_VALUE, Holds.RATIO))


def _header_lines(table: Table) -> list[str]:
    """The texts of the rows above the first row with values, none of which fills another cell than its first."""
    grid = table.grid()
    lines: list[str] = []
    for row in grid:
        if any(text_of(c) and c is not row[0] for c in row[1:]):
            break
        lines.append(text_of(row[0]))
    told = lines and len(lines[0].split()) > 1 and len(lines) < len(grid)
    return lines if told else []


def _forms(table: Table) -> Iterator[str]:
    """What each column's cells look like: "count", "test", "other"; empty where they have nothing."""
    grid = table.grid()
    for column in range(1, table.n_columns):
        texts = [text for i, row in enumerate(grid) if (text := text_of(row[column])) and i not in table.short_rows]
        if not texts:
            yield ""
        elif all(text.isdigit() for text in texts):
            yield "count"
        elif all(_TESTED.fullmatch(text) for text in texts):
            yield "test"
        else:
            yield "other"


def _cells(rows: Sequence[Sequence[tuple[str, int]]], page: int) -> Iterator[Cell]:
    for index, row in enumerate(rows):
        column = 0
        for text, span in row:
            yield Cell(index, column, text, column_span=span, page=page, line_starts=(0,) if text else ())
            column += span


def _cut_rows(cutter: _Cutter, lines: Sequence[str], width: int) -> list[list[tuple[str, int]]] | None:
    """The rows of a header as texts with their spans: the lowest one has a cell a column, those above divide it.

    Tests stand behind what is divided, in the lowest line or in one above it.
    """
    *upper, lowest = lines
    for tests in range(_MOST_TESTS + 1) if upper else (0,):
        last = cutter.cut(lowest, width - tests) if width > tests else None
        if last is None:
            continue
        own = _tests_behind(last.cells[1:]) if upper else 0
        rows = [_spread(cutter, line, width, max(own, tests)) for line in upper]
        if all(rows):
            cells = (*last.cells, *[""] * tests)
            return [*(row for row in rows if row), [(text, 1) for text in cells]]
    return None


def _tests_behind(cells: Sequence[str]) -> int:
    """How many cells at the end of a line are tests or ratios."""
    count = 0
    for text in reversed(cells):
        if holds_of(text) not in (Holds.P_VALUE, Holds.RATIO):
            break
        count += 1
    return count


def _spread(cutter: _Cutter, line: str, width: int, tests: int) -> list[tuple[str, int]] | None:
    """A line of labels that each stand over as many columns, up to so many tests that it may name itself."""
    found: list[tuple[float, list[tuple[str, int]]]] = []
    for count in range(2, width + 1):
        cut = cutter.cut(line, count)
        own = _tests_behind(cut.cells[1:]) if cut else 0
        groups, behind = count - own, max(own, tests)
        if cut and groups > 1 and own in (0, behind) and (width - behind) % groups == 0:
            span = (width - behind) // groups
            row = [(text, span if 0 < i <= groups else 1) for i, text in enumerate(cut.cells)]
            found.append((cut.score / count, row + [("", 1)] * (behind - own)))
    return max(found)[1] if found else None


@dataclass(frozen=True, slots=True)
class _Cut:
    """A line as the stub's heading and the cells behind it, with how convincing they are together."""

    score: float
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Cutter:
    """Cuts lines into cells by what their words mean in the table's study."""

    context: TableContext
    forms: tuple[str, ...]
    scores: dict[str, float] = field(default_factory=dict, repr=False, compare=False)

    def cut(self, line: str, count: int) -> _Cut | None:
        """The stub's heading and so many cells; None where no cut convinces."""
        atoms = _atoms(line)
        return self._best(atoms, count) if count <= len(atoms) <= _MOST_ATOMS else None

    def _best(self, atoms: Sequence[str], count: int) -> _Cut | None:
        """The best cut by dynamic programming: state is how many atoms are used by so many cells."""
        total = len(atoms)
        best: list[dict[int, tuple[float, tuple[int, ...]]]] = [{} for _ in range(count + 1)]
        for end in range(min(total - count, _LONGEST_CELL) + 1):
            best[0][end] = (_stub_score(" ".join(atoms[:end]), self), (end,))
        for cell in range(1, count + 1):
            for end in range(cell, total - (count - cell) + 1):
                options = [
                    (score + self.score(atoms[start:end]) + self._fit(atoms[start:end], cell, count), (*cuts, end))
                    for start in range(max(0, end - _LONGEST_CELL), end)
                    if (state := best[cell - 1].get(start)) is not None
                    for score, cuts in [state]
                ]
                if options:
                    best[cell][end] = max(options)
        if total not in best[count]:
            return None
        score, cuts = best[count][total]
        if score < _CONVINCING * count:
            return None
        return _Cut(score, tuple(" ".join(atoms[a:b]) for a, b in zip((0, *cuts), cuts, strict=False)))

    def _fit(self, atoms: Sequence[str], cell: int, count: int) -> float:
        """How well what stands in a column fits a header for it, where each column has one."""
        if count != len(self.forms):
            return 0.0
        form, bare = self.forms[cell - 1], without_size(" ".join(atoms))
        if _TEST.search(bare):
            return 1.0 if form == "test" else -4.0 if form else 0.0
        holds = holds_of(bare)
        if form == "test" and holds is not Holds.RATIO:
            return -3.0
        counted = holds in (Holds.COUNT, Holds.SIZE)
        if form == "count":
            return 1.5 * counted
        return -2.0 if counted and form else 0.0

    def score(self, atoms: Sequence[str]) -> float:
        """How likely some atoms are the header of one column."""
        text = " ".join(atoms)
        if text not in self.scores:
            self.scores[text] = self._score(text, len(atoms))
        return self.scores[text]

    def _score(self, text: str, length: int) -> float:
        bare = without_size(text)
        if _TEST.search(bare):
            return 3.0
        if len(size_ends(text)) > 1 or _TEST_WITHIN.search(bare):
            return _IMPOSSIBLE
        sentence = self.context.sentence(text)
        found = list(_outside(text, measures(sentence)))
        names = {m.name for m in found if not _STUB_HEADS.search(text[m.start : m.end])}
        refs = [r for r in references(sentence, self.context.register) if not r.everyone]
        grades = sentence.of(Label.GRADE)
        if len(refs) > 1 or len(grades) > 1 or (len(names) > 1 and length > 1):
            return _IMPOSSIBLE
        holds = holds_of(bare)
        named = bool(refs or sentence.named(Label.REGIMEN) or sentence.drugs)
        sized = len(size_ends(text)) == 1
        score = 3.0 * bool(names) + 3.0 * bool(grades) + 2.0 * named + 2.5 * sized
        score += 1.0 if holds not in (Holds.UNSAID, Holds.UNREAD) else 0.0
        if sized and not text.rstrip("%)] (").endswith(tuple("0123456789")) and not _ends_counted(text):
            score -= 2.5
        loose = [] if names or named or grades else telling_words(bare)
        if _COUNTS.search(bare):
            score += 1.0
        elif regex.match(r"(?i)(?:n|no\.|%)\s", bare) and (names or named):
            score -= 1.5
        if _HEADS_ONLY.search(text):
            score -= 3.0
        if _OPENS.search(bare):
            score -= 1.5
        if refs and found and found[0].start < refs[0].start:
            score -= 1.0
        return score - (_UNKNOWN if score <= 0 and length > 1 else 0.6) * max(0, len(loose) - 1) - 0.05 * (length - 1)


def _ends_counted(text: str) -> bool:
    """Whether a text ends in its number of patients, or in how they are counted behind it."""
    tail = text[size_ends(text)[-1] :].strip(" )]")
    return not tail or holds_of(tail) in (Holds.COUNT, Holds.PERCENT, Holds.SHARE)


def _outside(text: str, found: Sequence[Measure]) -> Iterator[Measure]:
    brackets = [hit.span() for hit in regex.finditer(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]", text)]
    return (m for m in found if not any(a <= m.start < b for a, b in brackets))


def _stub_score(text: str, cutter: _Cutter) -> float:
    """How likely a text heads the stubs; nothing may stand there."""
    if not text:
        return 0.0
    if _STUB_HEADS.search(text.strip(" ,:")):
        return 2.5
    if size_ends(text) or _TEST.search(text):
        return _IMPOSSIBLE
    return -0.3 - _UNKNOWN * (len(text.split()) - 1)


def _atoms(line: str) -> list[str]:
    """The parts of a line that no cut may divide.

    >>> _atoms("Group CR + VGPR (%) PFS, months (95% CI) Grade 3 or 4")
    ['Group', 'CR + VGPR (%)', 'PFS, months (95% CI)', 'Grade 3 or 4']
    """
    out: list[str] = []
    for hit in _ATOM.finditer(line):
        text = hit.group()
        last = out[-1].split()[-1] if out else ""
        if out and (_JOINS.fullmatch(text) or _JOINS.fullmatch(last) or _numbers(out[-1], text)):
            out[-1] = f"{out[-1]} {text}"
        else:
            out.append(text)
    return out


def _numbers(last: str, text: str) -> bool:
    """Whether a word numbers the one before it: "Arm" "A", "Grade" "3-4", "95%" "CI", "2" "mg"."""
    if regex.search(r"(?<![\d.])\d[\d.,/–-]{0,9}$", last) and _UNITS.fullmatch(regex.split(r"[\s(]", text)[0]):
        return True
    return _NUMBERED.search(last) is not None and _NUMBER.fullmatch(regex.split(r"[\s(]", text)[0]) is not None
