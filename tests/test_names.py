"""Name cases: a text in, labelled names out, with and without a paper's own definitions."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from myelomine.codes import abbreviates, decodes
from myelomine.definitions import document_lexicon
from myelomine.matching import get_matcher
from myelomine.mentions import Label
from myelomine.normalizer.names import canonical_name, key_components, regimen_of
from myelomine.patterns import load_patterns

CASES = Path(__file__).resolve().parent / "cases" / "names"
PATTERNS = load_patterns()
MATCHER = get_matcher(PATTERNS)


def load_cases() -> list[Any]:
    cases = []
    for path in sorted(CASES.glob("*.toml")):
        content = tomllib.loads(path.read_text("utf-8"))
        for case in content["case"]:
            case.setdefault("labels", content.get("labels", []))
            marks = [pytest.mark.xfail(strict=True, reason=case["known_miss"])] if "known_miss" in case else []
            cases.append(pytest.param(case, id=f"{path.stem}: {case['name']}", marks=marks))
    return cases


@pytest.mark.parametrize("case", load_cases())
def test_names(case: dict[str, Any]) -> None:
    definitions = case["texts"] if isinstance(case.get("texts"), list) else []
    lexicon = document_lexicon([*definitions, case["text"]], PATTERNS)
    found = MATCHER.find_names(case["text"], lexicon)
    compared = [m for m in found if not case["labels"] or m.label in case["labels"]]
    assert [[m.label.value, m.text, m.name] for m in compared] == case["expect"]
    if isinstance(case.get("texts"), dict):
        stated = dict(compared[0].value.texts)
        assert {name: stated.get(name) for name in case["texts"]} == case["texts"]


def test_drugs_of_a_regimen_are_found_too() -> None:
    drugs = MATCHER.find_drugs("lenalidomide 25 mg plus dexamethasone 40 mg")
    assert [d.name for d in drugs] == ["lenalidomide", "dexamethasone"]


def test_names_and_drugs_in_one_pass() -> None:
    text = "VRd, then lenalidomide plus prednisone"
    assert MATCHER.find_names_and_drugs(text) == (MATCHER.find_names(text), MATCHER.find_drugs(text))


def test_high_dose_melphalan_is_melphalan_but_no_component() -> None:
    (drug,) = MATCHER.find_drugs("high-dose melphalan")
    assert (drug.name, drug.value.text("role")) == ("melphalan", "procedure")


@pytest.mark.parametrize(
    ("code", "names", "expected"),
    [
        ("PomDex", ["pomalidomide", "dexamethasone"], True),
        ("Dex", ["bortezomib", "dexamethasone"], False),
        ("VMPT", ["bortezomib", "melphalan", "prednisone"], False),
    ],
)
def test_codes_are_made_of_all_their_drugs(code: str, names: list[str], expected: bool) -> None:
    letters = {"bortezomib": "V"}
    assert decodes(code, [(name, letters.get(name, name)) for name in names]) is expected


def test_an_abbreviation_keeps_the_order_of_its_letters() -> None:
    assert abbreviates("EFS", "event-free survival")
    assert not abbreviates("ESF", "event-free survival")


@pytest.mark.parametrize(
    ("label", "printed", "name"),
    [
        (Label.TOXICITY, "Neutropaenia", "neutropenia"),
        (Label.DRUG, "Revlimid", "lenalidomide"),
        (Label.RESPONSE, "≥VGPR", ">=VGPR"),
        (Label.TOXICITY, "walking on the moon", ""),
    ],
)
def test_canonical_name(label: Label, printed: str, name: str) -> None:
    assert canonical_name(label, printed, PATTERNS) == name


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("Len/Dex", "dexamethasone+lenalidomide"),
        ("dexamethasone + lenalidomide", "dexamethasone+lenalidomide"),
        ("VMP", "bortezomib+melphalan+prednisone"),
        ("teclistamab", "teclistamab"),
        ("placebo", ""),
    ],
)
def test_regimen_of(printed: str, key: str) -> None:
    assert regimen_of(printed, PATTERNS) == key


def test_components_of_a_key() -> None:
    assert key_components("dexamethasone+lenalidomide") == ("dexamethasone", "lenalidomide")
    assert key_components("") == ()
