"""Level 4 of the cascade: which measure and which group each number belongs to, and the rule that linked it."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from myelomine.definitions import document_lexicon
from myelomine.document import Block, BlockKind, Section
from myelomine.extractors.arms import build_register
from myelomine.extractors.linking.readings import read
from myelomine.extractors.linking.scene import Reading, scene_of
from myelomine.extractors.reader import Reader
from myelomine.matching import get_matcher
from myelomine.patterns import load_patterns

PATTERNS = load_patterns()
ONE = "In this study 46 patients received pomalidomide plus dexamethasone."
TWO = "Patients were randomised to elotuzumab plus dexamethasone (Ed; n = 131) or dexamethasone alone (Dex; n = 127)."
THREE = "Patients were randomised to VTD (n = 90), TD (n = 88) or VMP (n = 91)."


def readings(study: str, text: str) -> list[Reading]:
    """What is read of the sentence `text` in a study that the sentence `study` describes."""
    reader = Reader(get_matcher(PATTERNS), document_lexicon([study, text], PATTERNS))
    blocks = [Block(f"b{i}", 1, BlockKind.PARAGRAPH, Section.RESULTS, part) for i, part in enumerate((study, text))]
    first, second = (reader.sentence(block, 0, block.text, "") for block in blocks)
    return read(scene_of(second, build_register([first, second], "")))


def written(reading: Reading) -> tuple[str, str, str, str]:
    """Measure with its grade, value, group and link rule."""
    quantity = reading.quantity
    measure = f"{reading.measure.name} {reading.grade}".strip()
    value = quantity.qualifier + ("" if quantity.value is None else f"{quantity.value.normalize():f}")
    group = reading.subgroup or (reading.group.label if reading.group else "")
    return measure, value or f"n={quantity.n}", group.removeprefix("with "), reading.link


@pytest.mark.parametrize(
    ("study", "text", "expected"),
    [
        (ONE, "The ORR was 47%.", [("ORR", "47", "", "none")]),
        (ONE, "47% of patients had a partial response.", [("PR", "47", "", "none")]),
        (ONE, "The CR rate was 12% and the ORR was 58%.", [("CR", "12", "", "none"), ("ORR", "58", "", "none")]),
        (ONE, "VGPR: 45% CR: 15%", [("VGPR", "45", "", "none"), ("CR", "15", "", "none")]),
        (ONE, "PFS and OS were 9 and 28 months, respectively.", [("PFS", "9", "", "none"), ("OS", "28", "", "none")]),
        (
            ONE,
            "The rates of CR, VGPR and PR were 9%, 17% and 30%, respectively.",
            [("CR", "9", "", "none"), ("VGPR", "17", "", "none"), ("PR", "30", "", "none")],
        ),
        (
            ONE,
            "The ORR was 63% (CR 9%, VGPR 31%, and PR 23%).",
            [("ORR", "63", "", "none"), ("CR", "9", "", "none"), ("VGPR", "31", "", "none"), ("PR", "23", "", "none")],
        ),
        (
            ONE,
            "Nausea was of grade 3 in 5% and grade 4 in 1%.",
            [("nausea 3", "5", "", "none"), ("nausea 4", "1", "", "none")],
        ),
        (ONE, "The median follow-up was 20 months.", []),
        (ONE, "The median age was 66 years and 54% were men.", []),
        (ONE, "Assuming an ORR of 30%, 46 patients were needed.", []),
        (
            TWO,
            "The ORR was higher with Ed than with Dex (58% vs 22%).",
            [("ORR", "58", "Ed", "before"), ("ORR", "22", "Dex", "before")],
        ),
        (
            TWO,
            "Compared with Dex, Ed led to a better ORR (58% vs 22%).",
            [("ORR", "58", "Ed", "before"), ("ORR", "22", "Dex", "before")],
        ),
        (
            TWO,
            "The ORR (58% vs 22%) was higher with Ed than with Dex.",
            [("ORR", "58", "Ed", "behind"), ("ORR", "22", "Dex", "behind")],
        ),
        (
            TWO,
            "The ORR was 58% in the Ed group and 22% in the Dex group.",
            [("ORR", "58", "Ed", "beside"), ("ORR", "22", "Dex", "beside")],
        ),
        (TWO, "The ORR was 58% (Ed) and 22% (Dex).", [("ORR", "58", "Ed", "beside"), ("ORR", "22", "Dex", "beside")]),
        (TWO, "In the Ed group 58% of patients had a partial response.", [("PR", "58", "Ed", "tight_ahead")]),
        (
            TWO,
            "Median PFS in Ed was 19.4 months, versus 14.9 months in Dex.",
            [("PFS", "19.4", "Ed", "mixed"), ("PFS", "14.9", "Dex", "mixed")],
        ),
        (TWO, "The Ed group (median PFS 11 months) did well.", [("PFS", "11", "Ed", "in_bracket")]),
        (
            TWO,
            "Median PFS was longer with Ed (14.8 vs 8.4 months).",
            [("PFS", "14.8", "Ed", "half_named"), ("PFS", "8.4", "Dex", "half_named")],
        ),
        (
            TWO,
            "A total of 65% of the patients in each group had a partial response.",
            [("PR", "65", "Ed", "each"), ("PR", "65", "Dex", "each")],
        ),
        (
            TWO,
            "In patients with high-risk cytogenetics, the ORR was 49% with Ed and 20% with Dex.",
            [("ORR", "49", "high-risk cytogenetics", "beside"), ("ORR", "20", "high-risk cytogenetics", "beside")],
        ),
        (
            TWO,
            "Grade 3-4 neutropenia (25% vs 16%) and anemia (11% vs 15%) were common with Ed and Dex.",
            [
                ("neutropenia 3-4", "25", "Ed", "shared_behind"),
                ("neutropenia 3-4", "16", "Dex", "shared_behind"),
                ("anemia 3-4", "11", "Ed", "behind"),
                ("anemia 3-4", "15", "Dex", "behind"),
            ],
        ),
        (TWO, "Grade 3 or 4 pneumonia occurred in 8% of patients.", [("pneumonia 3-4", "8", "", "none")]),
        (
            TWO,
            "Median OS was not reached with Ed and was 30 months with Dex.",
            [("OS", "not reached", "Ed", "beside"), ("OS", "30", "Dex", "beside")],
        ),
        (
            THREE,
            "The ORR was 88%, 71% and 79% with VTD, TD and VMP, respectively.",
            [("ORR", "88", "VTD", "behind"), ("ORR", "71", "TD", "behind"), ("ORR", "79", "VMP", "behind")],
        ),
        (
            THREE,
            "The ORR was 88% with VTD, 71% with TD and 79% with VMP.",
            [("ORR", "88", "VTD", "beside"), ("ORR", "71", "TD", "beside"), ("ORR", "79", "VMP", "beside")],
        ),
        (
            THREE,
            "Median PFS was 43 vs 27 vs 30 months with VTD, TD and VMP.",
            [("PFS", "43", "VTD", "behind"), ("PFS", "27", "TD", "behind"), ("PFS", "30", "VMP", "behind")],
        ),
    ],
    ids=lambda part: part if isinstance(part, str) and part not in (ONE, TWO, THREE) else "",
)
def test_readings_of_a_sentence(study: str, text: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert [written(r) for r in readings(study, text)] == expected


def test_the_endpoint_of_a_hazard_ratio_is_the_one_it_names() -> None:
    named = {
        "The HR for PFS was 0.64 (95% CI 0.50-0.82).": "PFS",
        "The hazard ratio for death was 0.88.": "OS",
        "The hazard ratio for disease progression or death was 0.61.": "PFS",
    }
    assert {text: readings(TWO, text)[0].measure.name for text in named} == named


def test_the_experimental_value_carries_the_p_value() -> None:
    first, second = readings(TWO, "The ORR was higher with Ed than with Dex (58% vs 22%; P < 0.001).")
    assert (first.p_value, second.p_value) == ("<0.001", "")


@pytest.mark.parametrize("order", list(permutations(["VTD", "TD", "VMP"])), ids=" ".join)
def test_values_follow_their_arms_in_any_order(order: tuple[str, ...]) -> None:
    values = dict(zip(["VTD", "TD", "VMP"], ["88", "71", "79"], strict=True))
    shares = ", ".join(f"{values[arm]}% with {arm}" for arm in order)
    found = readings(THREE, f"The ORR was {shares}.")
    assert {r.group.label: f"{r.quantity.value}" for r in found if r.group} == values


@given(st.integers(1, 99), st.integers(1, 99))
def test_the_figures_do_not_decide_the_link(first: int, second: int) -> None:
    found = [written(r) for r in readings(TWO, f"The ORR was {first}% with Ed and {second}% with Dex.")]
    assert [r[1:3] for r in found] == [(f"{first}", "Ed"), (f"{second}", "Dex")]
