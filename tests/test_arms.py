"""The arm register: which groups a study compares, what each is called, what it receives, and who is meant."""

from __future__ import annotations

import pytest

from myelomine.extractors.arms import Arm, Register, build_register, normal, references
from tests.study_text import sentences_of

LEN_DEX, DEX, VMP = "dexamethasone+lenalidomide", "dexamethasone", "bortezomib+melphalan+prednisone"


def register_of(text: str) -> Register:
    return build_register(sentences_of(text), "")


@pytest.mark.parametrize(
    ("text", "arms"),
    [
        pytest.param("Patients received Rd (n = 40) or dexamethasone alone (n = 42).",
                     [("Rd", LEN_DEX, 40), ("dexamethasone alone", DEX, 42)], id="counted"),
        pytest.param("VMP was given (VMP; n = 40). Responses were deeper with VMP vs MP.",
                     [("VMP", VMP, 40), ("MP", "melphalan+prednisone", None)], id="set against an arm"),
        pytest.param("Patients were randomised to MEL100 or MEL200. PFS was longer with MEL200 than with MEL100.",
                     [("MEL100", "melphalan", None), ("MEL200", "melphalan", None)], id="told apart by dose"),
        pytest.param("Patients got daratumumab SC or daratumumab IV. Few on daratumumab SC but many on daratumumab IV "
                     "had reactions.",
                     [("daratumumab SC", "daratumumab", None), ("daratumumab IV", "daratumumab", None)],
                     id="told apart by route"),
        pytest.param("Patients received Rd continuous or Rd. PFS was longer with Rd continuous than with Rd.",
                     [("Rd continuous", LEN_DEX, None), ("Rd", LEN_DEX, None)], id="told apart by duration"),
        pytest.param("Patients received daratumumab. Fever was rare in the subcutaneous group and common in the "
                     "intravenous group. The subcutaneous group and the intravenous group did alike.",
                     [("subcutaneous", "daratumumab", None), ("intravenous", "daratumumab", None)], id="opposed"),
        pytest.param("Patients received carfilzomib. PFS was 9 months in the once-weekly group and 8 in the "
                     "twice-weekly group. The once-weekly group did better than the twice-weekly group.",
                     [("once-weekly", "carfilzomib", None), ("twice-weekly", "carfilzomib", None)], id="by rhythm"),
        pytest.param("Patients got lenalidomide or placebo. Fewer in the placebo group (n = 230) had rash.",
                     [("lenalidomide", "lenalidomide", None), ("placebo", "", 230)], id="placebo"),
        pytest.param("Patients were randomised to thalidomide maintenance or observation.",
                     [("thalidomide", "thalidomide", None), ("observation", "", None)], id="observation"),
        pytest.param("Patients were randomised to VMP or autologous transplantation.",
                     [("VMP", VMP, None), ("autologous transplantation", "", None)], id="transplant"),
        pytest.param("Patients received Rd followed by lenalidomide maintenance.", [("Rd", LEN_DEX, None)],
                     id="a later phase is no arm"),
        pytest.param("All patients were refractory to bortezomib. They received carfilzomib.",
                     [("carfilzomib", "carfilzomib", None)], id="an earlier treatment is no arm"),
        pytest.param("The patients of this study were young.", [], id="none"),
    ],
)  # fmt: skip
def test_the_arms_of_a_study(text: str, arms: list[tuple[str, str, int | None]]) -> None:
    assert [(a.label, a.regimen, a.size) for a in register_of(text).arms] == arms


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("Patients were randomised to thalidomide (arm A) or melphalan (arm B).",
                     {"arm a": "thalidomide", "arm b": "melphalan"}, id="letter in a bracket"),
        pytest.param("Patients in arm A received Rd; patients in arm B received dexamethasone alone.",
                     {"arm a": LEN_DEX, "arm b": DEX}, id="letter before the treatment"),
        pytest.param("Patients received elotuzumab plus lenalidomide plus dexamethasone (n = 32) or lenalidomide plus "
                     "dexamethasone (n = 33). Fever was seen in the elotuzumab group.",
                     {"the elotuzumab group": "dexamethasone+elotuzumab+lenalidomide"}, id="the drug that tells it"),
    ],
)  # fmt: skip
def test_the_names_of_an_arm(text: str, names: dict[str, str]) -> None:
    register = register_of(text)
    assert {name: arm.regimen for name in names if (arm := register.by_name(name))} == names


def test_an_arm_has_its_rival_where_there_are_more_than_two() -> None:
    register = register_of("Patients received VTD (n = 9), TD (n = 8) or VMP (n = 7). PFS was longer with TD vs VMP.")
    labels = {a.label: (register.other(a) or Arm("none")).label for a in register.arms}
    assert labels["VMP"] == "TD"


TWO = (Arm("Rd", LEN_DEX, names=frozenset({"rd"})), Arm("placebo", "", True, frozenset({"placebo", "control"})))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        pytest.param("The ORR was 60% with Rd.", ["Rd"], id="regimen"),
        pytest.param("The ORR was 60% in the lenalidomide group.", ["Rd"], id="drug"),
        pytest.param("The ORR was 60% in the placebo group.", ["placebo"], id="placebo"),
        pytest.param("The ORR was 60% in the control group.", ["placebo"], id="control"),
        pytest.param(
            "It was 60% in patients refractory to lenalidomide.", ["refractory to lenalidomide"], id="background"
        ),
        pytest.param("The ORR was 60% in all patients.", [""], id="everyone"),
    ],
)
def test_who_is_meant(text: str, meant: list[str]) -> None:
    (sentence,) = sentences_of(text)
    assert [r.arm.label if r.arm else r.label for r in references(sentence, Register(TWO))] == meant


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("The Ide-cel group", "ide cel"),
        ("Arms A", "arm a"),
        ("dexamethasone alone", "dexamethasone"),
        ("oral MP", "mp"),
    ],
)
def test_names_are_compared_without_what_changes(printed: str, name: str) -> None:
    assert normal(printed) == name
