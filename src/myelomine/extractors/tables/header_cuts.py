"""A line of headers as cells: the cut in which most cells mean something, found by dynamic programming.

A cell scores for what it names: an end point, a grade, an arm, patients, a test. Words that nobody knows cost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import regex

from myelomine.extractors.arms import Reference, references
from myelomine.extractors.measures import Measure, measures
from myelomine.extractors.sentences import Sentence
from myelomine.extractors.tables.context import TableContext
from myelomine.extractors.tables.cues import Holds, any_of, holds_of
from myelomine.extractors.tables.labels import size_ends, telling_words, trimmed, without_size
from myelomine.mentions import Label

_IN_BRACKETS = r"[(\[][^()\[\]]{0,60}[)\]]"
_ATOM = regex.compile(rf"{_IN_BRACKETS}(?=\s|$)|\S+(?:\s?{_IN_BRACKETS})*+(?:(?<=,)\s\S+(?:\s?{_IN_BRACKETS})*+)?")
_JOINS = any_of(r"of|in|for|to|with|at|by|vs\.?|versus|per|and|or|[×+&=/–—-]|plus|than|the|through|≥|>|<|≤|~")
# a word that the next one numbers, and a level that the next one names
_NUMBERED = any_of(
    r"(?:^|\s)(?:arms?|groups?|cohorts?|levels?|grades?|parts?|phases?|stages?|steps?|class)$|(?:^|\s|\()9\d ?%$"
)
_NUMBER = regex.compile(r"(?:[≥>]\s?)?(?:[A-F]|[\d–/-]{1,4}\+?|[IVX]{1,4}(?:[–/-][IVX]{1,4})?)[,:]?|CIs?", regex.I)
_UNITS = regex.compile(
    r"(?:[mµμ]?g|mcg|Gy|IU)(?:/(?:m2|m²|kg|d|day))*,?|years?|yrs?|months?|mo|cycles?|days?|weeks?", regex.I
)
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
_TEST = any_of(
    r"^p(?:[- ]?values?)?(?: (?:for|of) (?:the )?(?:any|all|every|difference|comparison|trend|[≥>]|grades?)"
    r"(?: (?:grades?|[≥>]?\s?[1-5](?:[–-][1-5])?))?)?$"
)
_TEST_WITHIN = regex.compile(r"(?<![\p{L}\d])[pP](?:[- ][vV]alues?)?(?![\p{L}\d-])")
_COUNTED_WITHIN = regex.compile(r"[(\[]\s?%\s?[)\]]\s(?![(\[])")
# what columns beside the results say of a study or its patients
_OTHER_HEADS = any_of(
    r"^(?:prior lines?(?: of (?:therapy|treatment))?|(?:no\. of |number of )?prior (?:therapies|lines|regimens)"
    r"|sample(?: size)?|phase|median (?:follow[- ]?up|age)(?:,? ?\(?(?:months?|mo|years?|yrs?|y)\)?)?|follow[- ]?up"
    r"|(?:clinical )?trial|age|year|design|nct(?: number)?|study (?:design|type|phase)|identifier|target"
    r"|line(?: of therapy)?|country|reference)$"
)
_OPENS = any_of(r"\s(?:total|any|all|median|best|overall|grades?|no\.|number)$")
_COUNTS = any_of(r"^(?:n|no\.?|number|%|n ?\(%\)|no\. ?\(%\))$")
_LONGEST_CELL = 9
_MOST_ATOMS = 60
#: A cut is believed where its cells score so much each.
_CONVINCING, _CONVINCING_IN_ONE_LINE = 1.4, 2.0
_IMPOSSIBLE = -100.0
# what each further word costs in a cell of which no word is known
_UNKNOWN = 2.0


@dataclass(frozen=True, slots=True)
class Cut:
    """A line as the stub's heading and the cells behind it, with how convincing they are together."""

    score: float
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cutter:
    """Cuts lines into cells by what their words mean in the table's study."""

    context: TableContext
    forms: tuple[str, ...]
    stubs: tuple[int, ...] = ()
    scores: dict[str, float] = field(default_factory=dict, repr=False, compare=False)

    def cut(self, line: str, count: int, stub: bool = False) -> Cut | None:
        """The stub's heading and so many cells, with `stub` that of the first row behind them; None if unconvincing."""
        atoms = _atoms(line)
        return self._best(atoms, count + stub, stub) if count + stub <= len(atoms) <= _MOST_ATOMS else None

    def _best(self, atoms: Sequence[str], count: int, stub: bool) -> Cut | None:
        """The best cut by dynamic programming: state is how many atoms are used by so many cells."""
        total = len(atoms)
        best: list[dict[int, tuple[float, tuple[int, ...]]]] = [{} for _ in range(count + 1)]
        for end in range(min(total - count, _LONGEST_CELL) + 1):
            best[0][end] = (_stub_score(" ".join(atoms[:end]), self), (end,))
        for cell in range(1, count + 1):
            for end in range(cell, total - (count - cell) + 1):
                options = [
                    (score + self._worth(atoms[start:end], cell, count, stub and cell == count), (*cuts, end))
                    for start in range(max(0, end - _LONGEST_CELL), end)
                    if (state := best[cell - 1].get(start)) is not None
                    for score, cuts in [state]
                ]
                if options:
                    best[cell][end] = max(options)
        if total not in best[count]:
            return None
        score, cuts = best[count][total]
        parts = [atoms[a:b] for a, b in pairwise(cuts)]
        unknown = stub and any(self.score(part) < 0 for part in parts[:-1])
        if unknown or score < (_CONVINCING_IN_ONE_LINE if stub else _CONVINCING) * (count - stub):
            return None
        return Cut(score, tuple(" ".join(atoms[a:b]) for a, b in zip((0, *cuts), cuts, strict=False)))

    def _worth(self, atoms: Sequence[str], cell: int, count: int, stub: bool) -> float:
        """How likely some atoms are the header of a column, or with `stub` that of the first row."""
        if stub:
            words = max(1, len(trimmed(" ".join(atoms)).split()))
            usual = self.stubs[len(self.stubs) // 2] if self.stubs else 1
            if self.stubs and not self.stubs[0] <= words <= self.stubs[-1] + 2:
                return _IMPOSSIBLE
            return min(max(self.score(atoms), 0.0), 2.0) - 0.4 * abs(words - usual)
        return self.score(atoms) + self._fit(atoms, cell, count)

    def _fit(self, atoms: Sequence[str], cell: int, count: int) -> float:
        """How well what stands in a column fits a header for it, where each column has one."""
        if not 0 <= count - len(self.forms) <= 1 or cell > len(self.forms):
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
            self.scores[text] = self._score(text, atoms)
        return self.scores[text]

    def _score(self, text: str, atoms: Sequence[str]) -> float:
        bare, length = without_size(text), len(atoms)
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
        if _OTHER_HEADS.search(bare):
            return score + 1.5
        score += 1.0 if _COUNTS.search(bare) else -_oddness(bare, text, atoms, bool(names or named))
        if refs and found and found[0].start < refs[0].start:
            score -= 1.0
        loose = _loose_words(sentence, found, refs)
        free = 1 if score <= 0 else 2
        return score - (_UNKNOWN if score <= 0 else 0.7) * max(0, len(loose) - free) - 0.05 * (length - 1)


def _oddness(bare: str, text: str, atoms: Sequence[str], named: bool) -> float:
    """How much the order of words speaks against their being one header."""
    odd = 1.5 * bool(named and regex.match(r"(?i)(?:n|no\.|%)\s", bare))
    odd += (
        3.0 * bool(_HEADS_ONLY.search(text))
        + 1.5 * bool(_OPENS.search(bare))
        + 3.0 * bool(_COUNTED_WITHIN.search(bare))
    )
    return odd + 3.0 * any(_OTHER_HEADS.search(part) for part in _ends_of(atoms))


def _ends_of(atoms: Sequence[str]) -> Iterator[str]:
    """The texts of some of the atoms, from the first on or up to the last, but not all."""
    for cut in range(1, len(atoms)):
        yield " ".join(atoms[:cut])
        yield " ".join(atoms[cut:])


def _loose_words(sentence: Sentence, found: Sequence[Measure], refs: Sequence[Reference]) -> list[str]:
    """The words of a header that belong to no measure, grade, group or drug, and are not how it counts."""
    text = sentence.text
    named = (*sentence.of(Label.GRADE), *sentence.names, *sentence.drugs)
    spans = [(m.start, m.end) for m in found] + [(m.start, m.end) for m in named] + [(r.start, r.end) for r in refs]
    for start, end in spans:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return [word for word in telling_words(without_size(text)) if not word.isdigit()]


def _ends_counted(text: str) -> bool:
    """Whether a text ends in its number of patients, or in how they are counted behind it."""
    tail = text[size_ends(text)[-1] :].strip(" )]")
    return not tail or holds_of(tail) in (Holds.COUNT, Holds.PERCENT, Holds.SHARE)


def _outside(text: str, found: Sequence[Measure]) -> Iterator[Measure]:
    brackets = [hit.span() for hit in regex.finditer(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]", text)]
    return (m for m in found if not any(a <= m.start < b for a, b in brackets))


def _known_head(text: str) -> bool:
    """Whether a text heads stubs or columns of what is no result, or two of them in a row."""
    words = text.split()
    return any(
        (_STUB_HEADS.search(a) or _OTHER_HEADS.search(a)) and (not b or _STUB_HEADS.search(b) or _OTHER_HEADS.search(b))
        for a, b in [(text, ""), *_pairs(words)]
    )


def _pairs(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    for cut in range(1, len(words)):
        yield " ".join(words[:cut]), " ".join(words[cut:])


def _stub_score(text: str, cutter: Cutter) -> float:
    """How likely a text heads the stubs; nothing may stand there."""
    if not text:
        return 0.0
    if _STUB_HEADS.search(text.strip(" ,:")):
        return 2.5
    if any(_known_head(a) and _known_head(b) for a, b in _pairs(text.split())):
        return 1.5
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
        if (last.endswith("/") and len(last) > 1) or (last.lower() == "follow" and text.lower().startswith("up")):
            out[-1] = f"{out[-1]}{'' if last.endswith('/') else ' '}{text}"
        elif out and (_JOINS.fullmatch(text) or _JOINS.fullmatch(last) or _numbers(out[-1], text)):
            out[-1] = f"{out[-1]} {text}"
        else:
            out.append(text)
    return out


def _numbers(last: str, text: str) -> bool:
    """Whether a word numbers the one before it: "Arm" "A", "Grade" "3-4", "95%" "CI", "2" "mg"."""
    if regex.search(r"(?<![\d.])\d[\d.,/–-]{0,9}$", last) and _UNITS.fullmatch(regex.split(r"[\s(]", text)[0]):
        return True
    return _NUMBERED.search(last) is not None and _NUMBER.fullmatch(regex.split(r"[\s(]", text)[0]) is not None
