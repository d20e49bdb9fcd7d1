"""Level 3 of the cascade: a text, and the quantities that it holds."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from myelomine.document import Block, BlockKind, Section
from myelomine.extractors.quantities import Quantity, assemble, grade_of, p_value_of
from myelomine.extractors.reader import Reader
from myelomine.extractors.sentences import Sentence
from myelomine.lexicon import NO_LEXICON
from myelomine.matching import get_matcher
from myelomine.mentions import Label
from myelomine.patterns import load_patterns

READER = Reader(get_matcher(load_patterns()), NO_LEXICON)


def sentence(text: str) -> Sentence:
    return READER.sentence(Block("b0", 1, BlockKind.PARAGRAPH, Section.RESULTS, text), 0, text, "")


def quantities(text: str) -> list[Quantity]:
    found = sentence(text)
    return assemble(found.text, found.values)


def written(quantity: Quantity) -> str:
    """A quantity in one line: qualifier, value, unit, n/total, interval."""
    value = "" if quantity.value is None else f"{quantity.value.normalize():f}"
    high = "" if quantity.high is None else f"-{quantity.high.normalize():f}"
    parts = [f"{quantity.qualifier}{value}{high} {quantity.unit.value}".strip()]
    if quantity.n is not None:
        parts.append(f"n={quantity.n}" + (f"/{quantity.total}" if quantity.total else ""))
    if quantity.interval:
        parts.append(f"[{quantity.interval.low}, {quantity.interval.high}]")
    return " ".join(parts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ORR was 47%.", ["47 %"]),
        ("The ORR was 47·5 %.", ["47.5 %"]),
        ("The ORR was 47 percent.", ["47 %"]),
        ("The ORR was about 47%.", ["~47 %"]),
        ("Less than 5% had a rash.", ["<5 %"]),
        ("The rate was 45%-52% over all groups.", ["45-52 %"]),
        ("They were mainly infections (6.5% to 11%).", ["6.5-11 %"]),
        ("Infections occurred in 30% of patients (20% to 40%).", ["30 %"]),
        ("The HR was 0.68 (P < .001; 95% CI 0.55-0.82).", ["0.68 ratio [0.55, 0.82]"]),
        ("The rate fell from 20% to 3%.", ["20 %", "3 %"]),
        ("21 of 46 patients responded.", ["patients n=21/46"]),
        ("Seven of eight patients (88%) responded.", ["88 % n=7/8"]),
        ("Nineteen (58%) of the 33 patients responded.", ["58 % n=19/33"]),
        ("97 of 368 patients [26.4%; 95% CI 22-31] responded.", ["26.4 % n=97/368 [22, 31]"]),
        ("It was 44% (50 of 113).", ["44 % n=50/113"]),
        ("It was 44% (n = 50).", ["44 % n=50"]),
        ("It was 44% (50/113).", ["44 % n=50/113"]),
        ("Of them 40 [44%] patients and 12 [14%] responded.", ["44 % n=40", "14 % n=12"]),
        ("The ORR was 61% vs 24%.", ["61 %", "24 %"]),
        ("The ORR was 61.2 vs 24.5%.", ["61.2 %", "24.5 %"]),
        ("Rates were 9, 17 and 30%.", ["9 %", "17 %", "30 %"]),
        ("Median PFS was 11.3 vs 4.7 months.", ["11.3 months", "4.7 months"]),
        ("Median PFS was 2.5 years.", ["30 months"]),
        ("Median PFS was 42 weeks.", ["9.66 months"]),
        ("Median PFS was 9.2 months (95% CI 7.1–12.0).", ["9.2 months [7.1, 12.0]"]),
        ("Median PFS was 9.2 months (95% CI, 7.1 to not estimable).", ["9.2 months [7.1, NE]"]),
        ("Median PFS was 2.5 years (95% CI 2–3).", ["30 months [24, 36]"]),
        ("Median DOR was 9.2 months (range, 1-31).", ["9.2 months"]),
        ("Median OS was not reached.", ["not reached months"]),
        ("Median OS was NE.", ["not estimable months"]),
        ("Median DOR was >36 months, OS 50+ months.", [">36 months", ">50 months"]),
        ("The hazard ratio was 0.64 (95% CI 0.50–0.82).", ["0.64 ratio [0.50, 0.82]"]),
        ("HR 0.58 [0.44-0.77].", ["0.58 ratio [0.44, 0.77]"]),
        ("It was 2.7 per 100 patient-years.", ["2.7 per time"]),
        ("The rate was 47% with a 95% CI.", ["47 %"]),
        ("It was 11 [8%] vs 0 in all.", ["8 % n=11", "0 % n=0"]),
        ("Sizes were N = 930.", []),
        ("The value was 12 and the factor 7.", []),
        ("P < 0.001 and p=.04.", []),
    ],
)
def test_quantities_of_a_text(text: str, expected: list[str]) -> None:
    assert [written(q) for q in quantities(text)] == expected


def test_a_misprinted_ratio_is_kept_without_a_value_and_flagged() -> None:
    (found,) = [q for q in quantities("The hazard ratio was 0.1.50 (95% CI 1.02-2.21).") if q.flags]
    assert found.value is None


@pytest.mark.parametrize(
    ("text", "grades"),
    [
        ("grade 3 or 4 rash", ["3-4"]),
        ("grade III/IV rash", ["3-4"]),
        ("grade 3–4 rash", ["3-4"]),
        ("grade ≥3 rash", [">=3"]),
        ("grade 3 or higher rash", [">=3"]),
        ("rash of grade 2", ["2"]),
        ("rash of any grade", ["any"]),
        ("grade 1-2 rash and grade 4 fatigue", ["1-2", "4"]),
    ],
)
def test_grades(text: str, grades: list[str]) -> None:
    assert [grade_of(m) for m in sentence(text).of(Label.GRADE)] == grades


def test_p_values_of_a_text() -> None:
    found = sentence("Both differ (P < 0.001; p=0·04; P.002).").of(Label.P_VALUE)
    assert [p_value_of(m) for m in found] == ["<0.001", "0.04", ".002"]


PIECES = st.sampled_from(
    ["47%", "12", "61.2", "vs", "and", "(", ")", "[", "]", ";", ",", "95% CI", "7–12", "0.50", "to", "months", "HR",
     "p=0.03", "grade 3", "n = 20", "of", "patients", "not reached", "NR", "/", "9.2 weeks", "seven", "≥"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14))
def test_quantities_stand_in_order_within_their_text(pieces: list[str]) -> None:
    text = " ".join(pieces)
    found = quantities(text)
    assert all(0 <= q.start < q.end <= len(text) for q in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(q.value is not None or q.n is not None or q.qualifier or q.flags for q in found)


@given(st.integers(0, 100), st.integers(1, 500), st.integers(0, 500))
def test_a_printed_share_keeps_its_figures(percent: int, total: int, count: int) -> None:
    (found,) = quantities(f"It was seen in {count} of {total} patients ({percent}%).")
    assert (found.value, found.n, found.total) == (percent, count, total)
