"""Regimens: what a study gave to its patients by design, and what its text only speaks of."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from study_text import sentences_of

from myelomine.extractors.arms import build_register
from myelomine.extractors.linking.scene import scene_of
from myelomine.extractors.regimens import regimen_drafts

CASES = Path(__file__).resolve().parent / "cases" / "regimens"


def load_cases() -> list[Any]:
    """Every case: sentences in, keys of regimens out; `alone` where the text states nothing else."""
    cases = []
    for path in sorted(CASES.glob("*.toml")):
        for case in tomllib.loads(path.read_text("utf-8"))["case"]:
            marks = [pytest.mark.xfail(strict=True, reason=case["known_miss"])] if "known_miss" in case else []
            cases.append(pytest.param(case, id=f"{path.stem}: {case['name']}", marks=marks))
    return cases


@pytest.mark.parametrize("case", load_cases())
def test_regimens(case: dict[str, Any]) -> None:
    sentences = sentences_of(case["text"])
    register = build_register(sentences, "")
    drafts = regimen_drafts([scene_of(s, register) for s in sentences], mentioned_only=case.get("alone", False))
    assert sorted(d.name for d in drafts) == sorted(case["expect"])


def test_no_sentence_gives_no_regimen() -> None:
    assert list(regimen_drafts([], mentioned_only=False)) == []


def test_a_later_phase_is_a_group_of_its_own() -> None:
    text = "Patients received VTD (n = 60) or TD (n = 61). All then received lenalidomide maintenance for two years."
    sentences = sentences_of(text)
    register = build_register(sentences, "")
    drafts = list(regimen_drafts([scene_of(s, register) for s in sentences], mentioned_only=False))
    assert [d.group for d in drafts if d.name == "lenalidomide"] == ["lenalidomide maintenance"]
