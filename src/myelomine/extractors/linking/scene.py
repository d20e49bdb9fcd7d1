"""A sentence with everything found in it, and its numbers in series: the input of every linking step.

Quantities that are compared or listed, with nothing but connecting words between them, form a series.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

import regex

from myelomine.extractors.arms import Arm, Reference, Register, references
from myelomine.extractors.linking.announced import announced_grades, is_pair
from myelomine.extractors.linking.exclusions import (
    is_cause_of_death,
    is_excluded,
    is_regression,
    is_spoken_about,
    names_subgroup,
)
from myelomine.extractors.linking.factors import factor_of
from myelomine.extractors.linking.heads import counts_unknown, event_counts, with_shares_behind
from myelomine.extractors.linking.stretches import BRACKETS, inside_bracket, text_without, word_set
from myelomine.extractors.measures import Measure, measures
from myelomine.extractors.quantities import Quantity, Unit, assemble
from myelomine.extractors.sentences import Sentence
from myelomine.mentions import Label, Mention

_SIGNS_ONLY = regex.compile(r"[\s;,:]{1,6}")
_WORDS_OF = regex.compile(r"[\p{L}]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """One quantity read: what it measures, in whom, and how the group was found.

    `arm` treats the group, which may be a part of it; `link` is the name of the rule that found the group.
    """

    measure: Measure
    quantity: Quantity
    group: Reference | None = None
    arm: Arm | None = None
    subgroup: str = ""
    comparator: str = ""
    p_value: str = ""
    grade: str = ""
    time_months: Decimal | None = None
    link: str = "none"


@dataclass(frozen=True, slots=True)
class Series:
    """Quantities of one unit that are compared or listed, with nothing but connecting words between them."""

    quantities: tuple[Quantity, ...]

    @property
    def start(self) -> int:
        """Where the first quantity starts."""
        return self.quantities[0].start

    @property
    def end(self) -> int:
        """Where the last quantity ends."""
        return self.quantities[-1].end

    @property
    def unit(self) -> Unit:
        """What the quantities count in."""
        return self.quantities[0].unit


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence with everything found in it: the input of every linking step.

    `subject` is the one group that the sentence before is about, `pair` those that it compares, in its order, and
    `told` the measures that it gave values for.
    """

    sentence: Sentence
    measures: tuple[Measure, ...]
    refs: tuple[Reference, ...]
    series: tuple[Series, ...]
    register: Register
    p_values: tuple[Mention, ...] = ()
    subject: Reference | None = None
    pair: tuple[Reference, ...] = ()
    told: tuple[Measure, ...] = ()

    @property
    def text(self) -> str:
        """The sentence's text."""
        return self.sentence.text

    def between(self, start: int, end: int) -> str:
        """The text of a stretch, empty when it is turned round."""
        return self.text[start:end] if start < end else ""

    def compares(self, start: int, end: int) -> bool:
        """Whether a word of comparison ("versus") starts between two offsets."""
        return self.sentence.compares(start, end)

    def next_series(self, offset: int) -> Series | None:
        """The first series at or behind an offset."""
        return next((s for s in self.series if s.start >= offset), None)

    def next_measure(self, offset: int) -> Measure | None:
        """The first measure at or behind an offset."""
        return next((m for m in self.measures if m.start >= offset), None)


# words that may stand between the members of one comparison or list
CONNECTING = word_set(
    """
    high low dose standard continuous sequential weekly intensive conventional
    in for with on under among of the those that patient patients pts subjects and or versus vs v compared as than to it
    was were group groups arm arms cohort receiving who received treated only while whereas but respectively months
    median given assigned at an a from had is are by compare not also rate rates being other regimen recipients
    alone therapy mo years after following asct sct transplantation transplant
    undergoing underwent continuing continued taking took proceeding allocated randomized randomised participants
    subjects people individuals upfront early immediate delayed deferred late single double tandem
    """
)
EVENT_GAP = regex.compile(
    r"\s?[\])]?\s?(?:of patients\s|patients\s)?(?:(?:who|that)\s)?(?:having|had|with|experiencing)\s"
    r"(?:an?\s)?(?:event|events|reaction|toxicity)s?"
    r"\s(?:of|that was|that were)?\s?"
)
# "43 (88%) were evaluable, with 5 (12%) achieving a CR": the first share tells who was looked at
_OF_THE_PEOPLE = regex.compile(
    r"\b(?:was|were|are|could be)\s(?:\w+\s)?(?:evaluable|assessable|eligible|included|enrolled|analy[sz]ed)\b"
)
_TO_VALUE = regex.compile(r"[\s,:]{0,2}(?:(?:was|were|of|it was|they were)\s)?")
# between a measure and its value: "the ORR in the whole cohort was 80%"
_TOLD = regex.compile(
    r"(?i)(?:\s\([^()]{1,20}\))?(?:\s(?:in|for|of|among)\s[^,;.\d]{2,40})?\s(?:was|were|of|reached|is)\s"
)
_REACHED = regex.compile(
    r"(?i)\s(?:[\[(][^()\[\]]{1,30}[\])]\s)?(?:of (?:the |all |these )?)?(?:patients |pts |subjects |them )?"
    r"(?:had|achieved|attained|reached|obtained|showed|experienced|achieving|with|having|were in)"
    r"\s(?:an?\s|the\s|at least\s){0,2}"
)
_AT = regex.compile(r"\s?(?:[\[(][^()\[\]]{3,40}[\])]\s?)?")
# "the response rate was 57%: 26% CR and 30% PR"
_PARTS_FOLLOW = regex.compile(r"\s?[\])]?\s?:\s?")
# a gap of more words than this may hold one that does not connect
_FEW_WORDS = 3


def scene_of(sentence: Sentence, register: Register, intervals: bool = False) -> Scene:
    """Everything that linking needs to know of a sentence; `intervals` as in `assemble`."""
    found = measures(sentence)
    refs = references(sentence, register)
    unmeant = (is_spoken_about, names_subgroup, is_cause_of_death)
    found = [m for m in found if not any(rule(sentence, m) for rule in unmeant)]
    values = (*sentence.values, *event_counts(sentence, found))
    printed = with_shares_behind(sentence.text, assemble(sentence.text, values, intervals), found)
    quantities = [q for q in printed if not is_excluded(sentence, q, found)]
    quantities = [q for q in quantities if not counts_unknown(sentence, q, found, refs)]
    if is_regression(sentence) and not any(r.arm for r in refs):
        quantities = [q for q in quantities if q.unit is not Unit.RATIO or factor_of(sentence, q, found)]
    series = tuple(_series(sentence, quantities, found, refs))
    return Scene(sentence, tuple(found), tuple(refs), series, register, tuple(sentence.of(Label.P_VALUE)))


def _series(
    sentence: Sentence, quantities: Sequence[Quantity], found: Sequence[Measure], refs: Sequence[Reference]
) -> Iterator[Series]:
    """The quantities that stand together; a number within a group's name ("arm 2", "aged < 65 years") is none."""
    named = [g for g in sentence.of(Label.GROUP) if g.pattern.startswith("group.lettered") or g.value.text("subgroup")]
    pending: list[Quantity] = []
    for quantity in quantities:
        if any(g.start <= quantity.start < g.end for g in named):
            continue
        if pending and not _joined(sentence, (pending[-1], quantity), found, refs):
            yield from _pairs(sentence, pending)
            pending = []
        pending.append(quantity)
    yield from _pairs(sentence, pending)


def _pairs(sentence: Sentence, quantities: Sequence[Quantity]) -> Iterator[Series]:
    """Two comparisons for "79% vs 60% (high-risk) and 91% vs 74% (standard-risk)", else one series."""
    against = [sentence.compares(a.end, b.start) for a, b in pairwise(quantities)]
    if len(quantities) > 3 and len(quantities) % 2 == 0 and all(v is (i % 2 == 0) for i, v in enumerate(against)):
        yield from (Series(tuple(quantities[i : i + 2])) for i in range(0, len(quantities), 2))
    elif quantities:
        yield Series(tuple(quantities))


def _joined(
    sentence: Sentence, pair: tuple[Quantity, Quantity], found: Sequence[Measure], refs: Sequence[Reference]
) -> bool:
    """Whether two quantities that follow each other stand in one comparison or list."""
    left, right = pair
    steering: list[Measure | Mention] = [*found, *sentence.of(Label.GRADE)]
    if left.unit is right.unit and is_pair(sentence.text, left.end, right.start) and _is_announced(sentence, left):
        return True
    same = left.unit is right.unit and not any(left.end <= m.start < right.start for m in steering)
    if _measured_behind(sentence, left, right, found):
        return False
    told = any(left.end <= m.start < right.start for m in sentence.of(Label.RESPECTIVELY))
    if told and not sentence.compares(left.end, right.start):
        return False  # "8% and 7%, respectively, and 34% of …"
    if _later_time(sentence, left, right) or _PARTS_FOLLOW.fullmatch(sentence.text[left.end : right.start]):
        return False
    return same and not _graded_event(sentence, right) and _connects(sentence, left.end, right.start, refs)


def _measured_behind(sentence: Sentence, left: Quantity, right: Quantity, found: Sequence[Measure]) -> bool:
    """Whether the second value has its own measure behind it: "the ORR was 80%, and 55% of patients had a VGPR"."""
    before = [m for m in found if m.end <= left.start]
    told = before and _TOLD.fullmatch(sentence.text[before[-1].end : left.start])
    behind = next((m for m in found if m.start >= right.end), None)
    if not told or behind is None or behind.name == before[-1].name:
        return False
    return _REACHED.fullmatch(sentence.text[right.end : behind.start]) is not None


def _is_announced(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether values come in pairs of two grades that the sentence announced."""
    return quantity.unit is Unit.PERCENT and announced_grades(sentence, quantity.start) is not None


def _later_time(sentence: Sentence, left: Quantity, right: Quantity) -> bool:
    """Whether a time of its own opens the second of two shares: "60% and 49%, and at 5 years 22% and 15%"."""
    if right.unit is not Unit.PERCENT:
        return False
    times = [m for m in sentence.of(Label.LANDMARK) if left.end <= m.start]
    opening = any(m.end <= right.start and _TO_VALUE.fullmatch(sentence.text[m.end : right.start]) for m in times)
    each = [m for q in (left, right) for m in times if _AT.fullmatch(sentence.text[q.end : m.start] or "x")]
    return opening or len(each) == 2


def _connects(sentence: Sentence, start: int, end: int, refs: Sequence[Reference]) -> bool:
    """Whether nothing but connecting words, names of groups and whole brackets stands between two offsets."""
    if _OF_THE_PEOPLE.search(sentence.text, start, end):
        return False
    gap = text_without(sentence, start, end, refs)
    if _SIGNS_ONLY.fullmatch(gap) and ";" in gap and inside_bracket(sentence.text, end):
        return True
    bare = BRACKETS.sub(" ", gap)
    if ";" in gap or bare.count("(") > bare.count(")"):
        return False
    words = _WORDS_OF.findall(bare.lower())
    return sum(w not in CONNECTING for w in words) <= (1 if len(words) > _FEW_WORDS else 0)


def _graded_event(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a quantity is the share of one grade, no second member of a list: "88%, with 5% having an event of …"."""
    return any(
        g.start >= quantity.end and EVENT_GAP.fullmatch(sentence.text[quantity.end : g.start])
        for g in sentence.of(Label.GRADE)
    )
