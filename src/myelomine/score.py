"""Extracted records against records made by hand, and one run against another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from myelomine.agreement import Level, Pair, Statement, pair_statements
from myelomine.records import FACT_COLUMNS, KINDS
from myelomine.sheet import read_sheet
from myelomine.unchanged import SHEET_NAME

ALL = "ALL"
LEVELS = (Level.FACT, Level.LINKED, Level.FULL)

#: What makes two rows of two runs speak of the same thing although their values differ.
_SUBJECT = ("document", "study", "group", "regimen", "kind", "name", "statistic", "grade", "time_months")
_QUOTE_LENGTH = 110


@dataclass(frozen=True, slots=True)
class KindScore:
    """The counts of one kind: rows made by hand, rows extracted, and those that agree at each level."""

    kind: str
    gold: int
    extracted: int
    agreeing: tuple[int, int, int]

    def precision(self, level: Level) -> float:
        """The share of extracted rows that agree."""
        return self._agreeing(level) / self.extracted if self.extracted else 0.0

    def recall(self, level: Level) -> float:
        """The share of rows made by hand that were found."""
        return self._agreeing(level) / self.gold if self.gold else 0.0

    def f1(self, level: Level) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision(level) + self.recall(level)
        return 2 * self.precision(level) * self.recall(level) / both if both else 0.0

    def _agreeing(self, level: Level) -> int:
        return self.agreeing[level - 1]

    def line(self) -> str:
        """The counts and figures as a line of the report's table."""
        figures = (f"{self.precision(v):.3f} {self.recall(v):.3f} {self.f1(v):.3f}" for v in LEVELS)
        return f"{self.kind:<12}{self.gold:>6}{self.extracted:>6}   " + "   ".join(figures)


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A row made by hand and the row that states the same fact but hangs elsewhere or has other attributes."""

    gold: Statement
    found: Statement
    level: Level


@dataclass(frozen=True, slots=True)
class ScoreReport:
    """The figures by kind, and the rows behind them."""

    kinds: tuple[KindScore, ...]
    total: KindScore
    missed: tuple[Statement, ...]
    spurious: tuple[Statement, ...]
    mismatches: tuple[Mismatch, ...]

    def to_text(self, errors: bool = False) -> str:
        """The report as a table, after the list of errors where that is asked for."""
        head = f"{'kind':<12}{'gold':>6}{'found':>6}   {'fact P/R/F1':<20}{'linked P/R/F1':<20}{'full P/R/F1'}"
        table = [head, *(score.line() for score in (*self.kinds, self.total))]
        return "\n".join([*self._error_lines(), *table] if errors else table)

    def _error_lines(self) -> Iterator[str]:
        yield from (f"MISSED   {describe(row)}" for row in self.missed)
        yield from (f"SPURIOUS {describe(row)}" for row in self.spurious)
        for mismatch in self.mismatches:
            label = "LINK" if mismatch.level is Level.FACT else "DETAILS"
            yield f"{label:<8} {describe(mismatch.gold)}"
            yield f"   found {describe(mismatch.found)}"


@dataclass(frozen=True, slots=True)
class Change:
    """A row of one run, the row of the other that took its place, and the columns in which they differ."""

    before: Statement
    after: Statement

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the fact that differ."""
        return tuple(c for c in FACT_COLUMNS if self.before[c] != self.after[c])


@dataclass(frozen=True, slots=True)
class RunDifference:
    """What a second run gained, lost and changed against a first; `same` rows are equal in every column of the fact."""

    same: int
    gained: tuple[Statement, ...]
    lost: tuple[Statement, ...]
    changed: tuple[Change, ...]

    def to_text(self) -> str:
        """The rows that differ, then the counts by kind."""
        return "\n".join([*self._rows(), *self._table()])

    def _rows(self) -> Iterator[str]:
        yield from (f"GAINED  {describe(row)}" for row in self.gained)
        yield from (f"LOST    {describe(row)}" for row in self.lost)
        for change in self.changed:
            steps = (f"{c}: {change.before[c] or '(empty)'} -> {change.after[c] or '(empty)'}" for c in change.columns)
            yield f"CHANGED {describe(change.before)}"
            yield f"        {'; '.join(steps)}"

    def _table(self) -> Iterator[str]:
        gained, lost = Counter(r["kind"] for r in self.gained), Counter(r["kind"] for r in self.lost)
        changed = Counter(c.before["kind"] for c in self.changed)
        yield f"{'kind':<12}{'gained':>8}{'lost':>8}{'changed':>8}"
        for kind in _kinds_of([*self.gained, *self.lost, *(c.before for c in self.changed)]):
            yield f"{kind:<12}{gained[kind]:>8}{lost[kind]:>8}{changed[kind]:>8}"
        yield f"{ALL:<12}{gained.total():>8}{lost.total():>8}{changed.total():>8}   {self.same} the same"


def score_files(gold: Path, extractions: Path) -> ScoreReport:
    """Score a sheet or run folder against a sheet, or a folder of sheets, made by hand."""
    return score_statements(read_statements(gold), read_statements(extractions))


def compare_runs(before: Path, after: Path) -> RunDifference:
    """What the run `after` gained, lost and changed against the run `before`."""
    return compare_statements(read_statements(before), read_statements(after))


def read_statements(place: Path) -> list[Statement]:
    """The rows of a sheet, of a run folder's sheet, or of every CSV in a folder."""
    return [statement for file in _sheets_at(place) for statement in _read_file(file)]


def score_statements(gold: Sequence[Statement], found: Sequence[Statement]) -> ScoreReport:
    """Score rows; documents of which no row was made by hand are left out."""
    documents = {row.document for row in gold}
    scored = [_score_kind(kind, gold, [row for row in found if row.document in documents]) for kind in KINDS]
    kinds = tuple(report.total for report in scored)
    return ScoreReport(
        kinds,
        _sum_scores(kinds),
        tuple(row for report in scored for row in report.missed),
        tuple(row for report in scored for row in report.spurious),
        tuple(mismatch for report in scored for mismatch in report.mismatches),
    )


def compare_statements(before: Sequence[Statement], after: Sequence[Statement]) -> RunDifference:
    """Rows equal in every column are the same; of the rest, rows of one fact or one subject have changed."""
    shared = Counter(map(_fact, before)) & Counter(map(_fact, after))
    old, new = _without(before, shared), _without(after, shared)
    changed: list[Change] = []
    for document in sorted({row.document for row in old}):
        changed += _changes([r for r in old if r.document == document], [r for r in new if r.document == document])
    gone, come = {id(c.before) for c in changed}, {id(c.after) for c in changed}
    gained = tuple(row for row in new if id(row) not in come)
    return RunDifference(shared.total(), gained, tuple(r for r in old if id(r) not in gone), tuple(changed))


def describe(row: Statement) -> str:
    """A row in one line: what it states, and the words it rests on."""
    stated = " ".join(f"{c}={row[c]}" for c in FACT_COLUMNS if row[c] and c not in ("document", "origin", "disease"))
    quote = f"  «{row['quote'][:_QUOTE_LENGTH]}»" if row["quote"] else ""
    return f"[{row.document}] {stated}{quote}"


def _sheets_at(place: Path) -> list[Path]:
    if not place.is_dir():
        return [place]
    sheet = place / SHEET_NAME
    return [sheet] if sheet.exists() else sorted(place.glob("*.csv"))


def _read_file(file: Path) -> Iterator[Statement]:
    for row in read_sheet(file).rows:
        cells = {column: text.strip() for column, text in row.cells.items()}
        yield Statement(_document_name(cells.get("document") or file.stem), cells)


def _document_name(name: str) -> str:
    """A document's name without folder and ending, in lower case."""
    bare = PurePath(name.strip()).name if "." in name else name.strip()
    return bare.rsplit(".", 1)[0].lower()


def _score_kind(kind: str, gold: Sequence[Statement], found: Sequence[Statement]) -> ScoreReport:
    """The report of one kind alone; its total is the kind's own score."""
    reports = [
        _score_document(kind, _rows_of(gold, document, kind), _rows_of(found, document, kind))
        for document in sorted({row.document for row in gold})
    ]
    return ScoreReport(
        (),
        _sum_scores([report.total for report in reports], kind),
        tuple(row for report in reports for row in report.missed),
        tuple(row for report in reports for row in report.spurious),
        tuple(mismatch for report in reports for mismatch in report.mismatches),
    )


def _score_document(kind: str, gold: Sequence[Statement], found: Sequence[Statement]) -> ScoreReport:
    pairs = pair_statements(gold, found)
    counted = [pair for pair in pairs if not gold[pair.gold].is_optional]
    agreeing = tuple(sum(1 for pair in counted if pair.level >= level) for level in LEVELS)
    optional_hits = len(pairs) - len(counted)
    asked = sum(1 for row in gold if not row.is_optional)
    score = KindScore(kind, asked, len(found) - optional_hits, (agreeing[0], agreeing[1], agreeing[2]))
    paired_gold, paired_found = {pair.gold for pair in pairs}, {pair.found for pair in pairs}
    return ScoreReport(
        (),
        score,
        tuple(row for i, row in enumerate(gold) if i not in paired_gold and not row.is_optional),
        tuple(row for j, row in enumerate(found) if j not in paired_found),
        tuple(_mismatch(gold, found, pair) for pair in counted if pair.level < Level.FULL),
    )


def _mismatch(gold: Sequence[Statement], found: Sequence[Statement], pair: Pair) -> Mismatch:
    return Mismatch(gold[pair.gold], found[pair.found], pair.level)


def _rows_of(rows: Iterable[Statement], document: str, kind: str) -> list[Statement]:
    return [row for row in rows if row.document == document and row["kind"] == kind]


def _sum_scores(scores: Sequence[KindScore], kind: str = ALL) -> KindScore:
    fact, linked, full = (sum(score.agreeing[i] for score in scores) for i in range(len(LEVELS)))
    return KindScore(kind, sum(s.gold for s in scores), sum(s.extracted for s in scores), (fact, linked, full))


def _fact(row: Statement) -> tuple[str, ...]:
    """What a row states; its document by name, whatever the folder that it was read from."""
    return (row.document, *(row[c] for c in FACT_COLUMNS if c != "document"))


def _without(rows: Iterable[Statement], shared: Counter[tuple[str, ...]]) -> list[Statement]:
    """The rows but those shared, as often as they are shared."""
    left = Counter(shared)
    kept = []
    for row in rows:
        fact = _fact(row)
        if left[fact]:
            left[fact] -= 1
        else:
            kept.append(row)
    return kept


def _changes(old: list[Statement], new: list[Statement]) -> list[Change]:
    """Rows of one document paired by their fact first, then by their subject."""
    by_fact = [Change(old[pair.gold], new[pair.found]) for pair in pair_statements(old, new)]
    gone, come = {id(c.before) for c in by_fact}, {id(c.after) for c in by_fact}
    waiting = [row for row in new if id(row) not in come]
    by_subject = []
    for row in (row for row in old if id(row) not in gone):
        match = next((other for other in waiting if _subject(other) == _subject(row)), None)
        if match is not None:
            waiting = [other for other in waiting if other is not match]
            by_subject.append(Change(row, match))
    return [*by_fact, *by_subject]


def _subject(row: Statement) -> tuple[str, ...]:
    return tuple(row[column] for column in _SUBJECT)


def _kinds_of(rows: Iterable[Statement]) -> list[str]:
    present = {row["kind"] for row in rows}
    return [*(kind for kind in KINDS if kind in present), *sorted(present - set(KINDS))]
