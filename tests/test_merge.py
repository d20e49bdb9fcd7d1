"""One fact, one record: what is united, what stays apart, and that no evidence is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from myelomine.drafts import Draft, Evidence
from myelomine.normalizer.merge import merge

FACT = Draft(
    "response", "ORR", (), statistic="rate", value=Decimal(47), unit="%",
    group="Rd", regimen="dexamethasone+lenalidomide", study="TRIAL-1",
)  # fmt: skip


def draft(quote: str = "q", **columns: Any) -> Draft:
    return replace(FACT, evidence=(Evidence(1, "text", quote, "rule"),), **columns)


def quotes(drafts: Sequence[Draft]) -> list[list[str]]:
    return [[e.quote for e in d.evidence] for d in drafts]


def test_a_fact_stated_twice_is_one_with_both_places() -> None:
    assert quotes(merge([draft("abstract"), draft("table")])) == [["abstract", "table"]]


def test_the_most_detailed_statement_comes_first_and_keeps_its_details() -> None:
    (united,) = merge([draft("abstract", p_value="0.01"), draft("table", n=47, total=100, ci_low="37", ci_high="57")])
    assert [e.quote for e in united.evidence] == ["table", "abstract"]
    assert (united.n, united.total, united.ci_low, united.p_value) == (47, 100, "37", "0.01")


def test_a_statement_without_the_name_of_the_group_joins_that_of_its_regimen() -> None:
    (united,) = merge([draft("abstract", group=""), draft("table")])
    assert united.group == "Rd"


def test_a_count_joins_its_percentage_in_the_same_group() -> None:
    (united,) = merge([draft("text", n=3, total=9, value=Decimal(33)), draft("table", n=3, value=None)])
    assert (united.value, united.n, united.total) == (Decimal(33), 3, 9)
    assert len(merge([draft("text", n=3), draft("table", n=4, value=None)])) == 2


def test_no_patient_in_two_numbered_groups_is_two_facts() -> None:
    table = replace(draft(group="cohort 3", value=Decimal(0)), evidence=(Evidence(1, "table 1", "q", "rule"),))
    assert len(merge([draft("text", group="dose level 2", value=Decimal(0)), table])) == 2


def test_flags_of_both_are_kept_once_and_the_surer_confidence_holds() -> None:
    (united,) = merge([draft("a", flags=("x", "y"), confidence=0.7), draft("b", flags=("y", "z"), confidence=0.9)])
    assert (set(united.flags), len(united.flags), united.confidence) == ({"x", "y", "z"}, 3, 0.9)


@pytest.mark.parametrize(
    "other",
    [
        {"value": Decimal(48)},
        {"name": "CR"},
        {"grade": "3-4"},
        {"group": "Dex", "regimen": "dexamethasone"},
        {"group": "age 75 or older"},
        {"study": "TRIAL-2"},
        {"origin": "cited"},
        {"qualifier": "<"},
        {"time_months": Decimal(24)},
        {"total": 90},
        {"ci_high": "60"},
    ],
    ids=lambda other: ",".join(other),
)
def test_what_differs_stays_apart(other: dict[str, Any]) -> None:
    assert len(merge([draft(total=100, ci_high="57"), draft("b", **other)])) == 2


def test_facts_stand_in_the_order_of_their_first_statement() -> None:
    first, second = draft("1"), draft("2", name="CR")
    assert [d.name for d in merge([first, second, draft("3"), draft("4", name="CR")])] == ["ORR", "CR"]


statements = st.lists(
    st.builds(
        lambda name, value, group, quote, n: draft(quote, name=name, value=Decimal(value), n=n, **group),
        st.sampled_from(["ORR", "CR"]),
        st.sampled_from([12, 47]),
        st.sampled_from([{"group": "Rd"}, {"group": "Dex", "regimen": "dexamethasone"}]),
        st.sampled_from("abcdef"),
        st.sampled_from([None, 5]),
    ),
    max_size=8,
)


@given(statements)
def test_merging_keeps_all_evidence_and_adds_none(drafts: list[Draft]) -> None:
    merged = merge(drafts)
    assert {(d.name, d.value, d.group, e) for d in merged for e in d.evidence} == {
        (d.name, d.value, d.group, e) for d in drafts for e in d.evidence
    }


@given(statements)
def test_merging_again_changes_nothing(drafts: list[Draft]) -> None:
    merged = merge(drafts)
    assert merge(merged) == merged


@given(statements, st.randoms(use_true_random=False))
def test_the_same_facts_come_out_in_any_order(drafts: list[Draft], random: Random) -> None:
    shuffled = list(drafts)
    random.shuffle(shuffled)
    assert facts(merge(drafts)) == facts(merge(shuffled))


def facts(drafts: Sequence[Draft]) -> set[tuple[object, ...]]:
    """The drafts without the order of their evidence."""
    return {(d.name, d.value, d.group, d.n, frozenset(d.evidence)) for d in drafts}
