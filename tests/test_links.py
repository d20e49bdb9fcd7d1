"""Link rules that take a group from elsewhere than right beside a value, and the groups of hazard ratios."""

from __future__ import annotations

import pytest

from myelomine.extractors.arms import build_register
from myelomine.extractors.linking.groups import meaning_of
from myelomine.extractors.linking.readings import following, read
from myelomine.extractors.linking.scene import Reading, Scene, scene_of
from tests.study_text import sentences_of

TWO = "Patients were randomised to elotuzumab plus dexamethasone (Ed; n = 31) or dexamethasone alone (Dex; n = 27)."
THREE = "Patients were randomised to VTD (n = 90), TD (n = 88) or VMP (n = 91)."


def last_readings(study: str, text: str) -> list[Reading]:
    """What is read of the last sentence of a text, each sentence knowing the one before it."""
    study_sentence, *told = sentences_of(study, text)
    register = build_register([study_sentence, *told], "")
    before: Scene | None = None
    found: list[Reading] = []
    for sentence in told:
        before = following(scene_of(sentence, register), before, found)
        found = read(before)
    return found


def linked(study: str, text: str) -> list[tuple[str, str, str]]:
    """Value, group and link rule of each reading."""
    return [
        (f"{r.quantity.value}", r.subgroup or (r.group.label if r.group else ""), r.link)
        for r in last_readings(study, text)
    ]


@pytest.mark.parametrize(
    ("study", "text", "expected"),
    [
        (TWO, "The ORR was better on Ed (56%) than on Dex (33%).",
         [("56", "Ed", "bracketed"), ("33", "Dex", "bracketed")]),
        (TWO, "In total, 18 patients (8%) had a partial response in the Ed group.", [("8", "Ed", "after_measure")]),
        (TWO, "Ed led to a median PFS of 4 months, as against 2 months with Dex.",
         [("4", "Ed", "ahead_and_behind"), ("2", "Dex", "ahead_and_behind")]),
        (TWO, "The ORR was 58% with Ed vs 22% with Dex. Median PFS was 14 and 8 months.",
         [("14", "Ed", "pair"), ("8", "Dex", "pair")]),
        (TWO, "The ORR was 58% with Ed. The CR rate was 12%.", [("12", "Ed", "subject")]),
        (TWO, "The ORR was 58% with Ed. The CR rate was 12% in the whole cohort.", [("12", "", "none")]),
        (THREE, "Median PFS was 43, 27 and 30 months.",
         [("43", "VTD", "carried"), ("27", "TD", "carried"), ("30", "VMP", "carried")]),
        (TWO, "With Ed, PFS and OS were 9 and 28 months, respectively.",
         [("9", "Ed", "shared"), ("28", "Ed", "shared")]),
        (TWO, "In the MM-009 and MM-010 trials, rash occurred in 8% and 3%, respectively, in the Ed group, which was"
              " higher compared to 2% and 1%, respectively, in the Dex group.",
         [("8", "Ed", "each_study"), ("3", "Ed", "each_study"), ("2", "Dex", "each_study"),
          ("1", "Dex", "each_study")]),
        (TWO, "In the MM-009 and MM-010 trials, rash occurred in 8% and 3% with Ed and Dex, respectively.",
         [("8", "Ed", "behind"), ("3", "Dex", "behind")]),
        (TWO, "Nausea occurred in 8% and 3% in older and younger patients, respectively.",
         [("8", "older", "behind"), ("3", "younger", "behind")]),
        (TWO, "Nausea occurred in 8% and 3% in rested and tired patients, respectively.",
         [("8", "", "none"), ("3", "", "none")]),
    ],
    ids=lambda part: part if isinstance(part, str) and part not in (TWO, THREE) else "",
)  # fmt: skip
def test_the_group_of_a_value(study: str, text: str, expected: list[tuple[str, str, str]]) -> None:
    assert linked(study, text) == expected


@pytest.mark.parametrize(
    ("study", "text", "expected"),
    [
        (TWO, "The HR for PFS was 0.64 for Ed vs Dex.", [("0.64", "Ed", "beside")]),
        (TWO, "The hazard ratio for Ed versus Dex for death was 0.70.", [("0.70", "Ed", "beside")]),
        (TWO, "PFS was longer with Ed than with Dex (HR 0.64).", [("0.64", "Ed", "beside")]),
        (TWO, "The HR for death was 0.70.", [("0.70", "Ed", "carried")]),
        (TWO, "PFS was 14 months with Ed and 8 months with Dex (HR 0.64).",
         [("14", "Ed", "beside"), ("8", "Dex", "beside"), ("0.64", "Ed", "carried")]),
        (THREE, "The HR for PFS was 0.64 for VTD.", [("0.64", "VTD", "beside")]),
    ],
    ids=lambda part: part if isinstance(part, str) and part not in (TWO, THREE) else "",
)  # fmt: skip
def test_the_group_of_a_hazard_ratio(study: str, text: str, expected: list[tuple[str, str, str]]) -> None:
    assert linked(study, text) == expected


def test_a_hazard_ratio_is_against_the_other_arm() -> None:
    (reading,) = last_readings(TWO, "The HR for PFS was 0.64 for Ed.")
    assert (reading.group and reading.group.label, reading.comparator) == ("Ed", "Dex")


@pytest.mark.parametrize("link", ["before", "behind", "beside", "bracketed", "each", "half_named", "shared", "subject"])
def test_every_link_rule_says_what_it_does(link: str) -> None:
    assert meaning_of(link)
    assert not meaning_of(f"no_{link}")
