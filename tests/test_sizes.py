"""Counts of people, what they count and whose size they are; the forms themselves are cases in `cases/sizes`."""

from __future__ import annotations

import pytest
from study_text import sentences_of

from myelomine.extractors.arms import build_register
from myelomine.extractors.linking.scene import scene_of
from myelomine.extractors.sizes import size_drafts
from myelomine.extractors.sizes.counts import add_up, tallies
from myelomine.extractors.sizes.roles import roles

TWO_ARMS = (
    "Patients with relapsed myeloma were randomised to ixazomib plus dexamethasone (Id) or dexamethasone alone (Dex)."
)


def sizes_in(text: str, before: str = TWO_ARMS) -> list[tuple[str, str, int]]:
    """Role, group and value of every size in a sentence, read after the one that names the arms."""
    sentences = sentences_of(before, text)
    register = build_register(sentences, "")
    drafts = [d for s in sentences[1:] for d in size_drafts(scene_of(s, register))]
    return [(d.name, d.group, int(d.value or 0)) for d in drafts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In this phase 2 study, 61 patients were treated.", [61]),
        ("Patients aged 18 years or older with grade 3 neuropathy were excluded.", []),
        ("Doses were given in courses 1 or 2 to 24 patients.", [24]),
        ("Between May 10, 2011 and June 4, 2012, 47 patients were enrolled.", [2011, 2012, 47]),
        ("Costs rose by Euro 540 per patient.", []),
        ("Serious events occurred in 31 [26%] of 119 patients.", [31, 119]),
        ("The ratio was 2:1 and the registration NMSG 4/90.", []),
    ],
)
def test_tallies(text: str, expected: list[int]) -> None:
    (sentence,) = sentences_of(text)
    assert [t.value for t in tallies(sentence)] == expected


def test_a_share_belongs_to_its_count() -> None:
    (sentence,) = sentences_of("Of these, 140 (46.7%) belonged to the early group.")
    (tally,) = tallies(sentence)
    assert (tally.share, sentence.text[tally.after :]) == ("46.7", " belonged to the early group.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We randomly assigned 412 patients.", ("randomized",)),
        ("A total of 412 patients were randomised.", ("randomized",)),
        ("In all, 412 patients were screened.", ()),
        ("In all, 412 patients were never treated.", ()),
        ("Records of 412 patients were reviewed.", ("enrolled",)),
        ("Of 412 patients enrolled, most responded.", ("enrolled",)),
        ("Of the 412 evaluable patients, most responded.", ("evaluable",)),
        ("The safety population consisted of 412 patients.", ("safety",)),
        ("Efficacy was assessed in 412 patients.", ("evaluable",)),
        ("Treatment was stopped in 412 patients.", ()),
        ("It was planned to enroll 412 patients.", ()),
        ("The 412 patients achieved long remissions.", ()),
    ],
)
def test_roles_of_a_count(text: str, expected: tuple[str, ...]) -> None:
    (sentence,) = sentences_of(text)
    (tally,) = tallies(sentence)
    assert roles(text, tally) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Forty patients given Id and 52 given Dex had progressed.",
        "Relapses were seen in 30 patients in the Id group and 41 in the Dex group.",
        "Twelve patients in the Id group did not receive treatment.",
        "The trial required 200 patients, 100 per arm.",
        "Neutropenia led to dose reductions (14 in the Id group and 9 in the Dex group).",
    ],
)
def test_what_happened_to_people_is_no_size_of_a_group(text: str) -> None:
    assert [s for s in sizes_in(text) if s[1]] == []


def test_an_arm_has_its_own_size_and_that_of_its_population() -> None:
    text = "Of 238 patients randomised (120 Id, 118 Dex), 231 were treated (117 Id, 114 Dex)."
    assert sizes_in(text) == [
        ("group", "Id", 120),
        ("group", "Dex", 118),
        ("safety", "Id", 117),
        ("safety", "Dex", 114),
        ("randomized", "", 238),
        ("safety", "", 231),
    ]


def test_counts_divide_a_whole_by_shares_or_by_sum() -> None:
    (sentence,) = sentences_of("Of 140 patients, 81 (58%) and 59 (42%) were given each drug; 20 (14%) died.")
    whole, first, second, third = tallies(sentence)
    assert add_up([first, second], [])
    assert add_up([first, second], [whole.value])
    assert not add_up([first, third], [whole.value])
    assert not add_up([first], [first.value])


def test_rows_of_studies_have_their_sizes() -> None:
    text = "Author, year, patients, PFS (months) Svensson, 2015 n=84 30 NR Petrov, 2018 n=142 41 66"
    (sentence,) = sentences_of(text)
    drafts = size_drafts(scene_of(sentence, build_register([], "")))
    assert [(d.study, d.name, d.value) for d in drafts] == [
        ("Svensson 2015", "enrolled", 84),
        ("Petrov 2018", "enrolled", 142),
    ]
