"""The output contract: what a record may hold, and what becomes of a draft that breaks it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from myelomine.document import Box
from myelomine.drafts import Draft, Evidence
from myelomine.records import (
    COLUMNS,
    KINDS,
    RECORD_TYPES,
    RowError,
    UnvalidatedRecord,
    build_record,
    fact_key,
    print_number,
    record_from_json,
    record_from_row,
    record_schema,
    record_to_json,
    with_flags,
    with_unique_ids,
)

PLACE = Evidence(3, "table 2", "≥PR 68 (60.2)", "cell.rate", Box(72, 100.25, 200, 110))
TEXT_PLACE = Evidence(5, "text", "more than half of the patients responded (68 of 113)", "sentence.rate")

RESPONSE = Draft(
    "response", "ORR", (PLACE,), study="S1", group="Kd",
    statistic="rate", value=Decimal("60.2"), unit="%", n=68, total=113,
)  # fmt: skip
REGIMEN = Draft("regimen", "dexamethasone+lenalidomide", (PLACE,), regimen="dexamethasone+lenalidomide")
DOSE = Draft(
    "dose", "lenalidomide", (PLACE,),
    statistic="dose", value=Decimal(25), unit="mg", days="1-21", cycle_days=28, route="PO",
)  # fmt: skip
SIZE = Draft("sample_size", "enrolled", (PLACE,), statistic="count", value=Decimal(113), unit="patients")
MEDIAN = Draft(
    "survival", "PFS", (PLACE,), statistic="median", value=Decimal("11.1"), unit="months", ci_low="6", ci_high="NR"
)
LANDMARK = Draft("survival", "OS", (PLACE,), statistic="landmark", value=Decimal(80), unit="%", time_months=Decimal(24))
RATIO = Draft("survival", "OS", (PLACE,), statistic="hazard_ratio", value=Decimal("0.50"), p_value="<.001")
EVENTS = Draft("survival", "PFS", (PLACE,), statistic="rate", unit="%", n=97, total=368)
TOXICITY = Draft("toxicity", "neutropenia", (PLACE,), statistic="rate", grade="3-4", value=Decimal(41), unit="%")
VALID = (REGIMEN, DOSE, SIZE, RESPONSE, MEDIAN, LANDMARK, RATIO, EVENTS, TOXICITY)


@pytest.mark.parametrize("draft", VALID, ids=lambda d: f"{d.kind}-{d.statistic}")
def test_a_draft_that_keeps_the_contract_becomes_the_model_of_its_kind(draft):
    record = build_record(draft, "smith2011")
    assert type(record) is RECORD_TYPES[draft.kind]
    assert record.flags == ()


BROKEN = [
    (RESPONSE, {"value": Decimal("160.2")}, "invalid: value: "),
    (RESPONSE, {"name": "mostly fine"}, "invalid: name: 'mostly fine' is not one of the agreed names"),
    (RESPONSE, {"unit": "months"}, "invalid: unit: "),
    (RESPONSE, {"n": 120}, "invalid: n: 120 is more than the total of 113"),
    (RESPONSE, {"value": None, "n": None}, "invalid: value: there is neither a value nor a reason"),
    (RESPONSE, {"qualifier": "not reached"}, "invalid: qualifier: 'not reached' contradicts the value 60.2"),
    (RESPONSE, {"grade": "3"}, "invalid: grade: "),
    (RESPONSE, {"evidence": ()}, "invalid: quote: is not stated"),
    (RESPONSE, {"ci_low": "0.1.50"}, "invalid: ci_low: '0.1.50' is no number"),
    (RESPONSE, {"ci_low": "70", "ci_high": "50"}, "invalid: ci_high: the interval runs from 70 down to 50"),
    (RESPONSE, {"ci_high": "105"}, "invalid: ci_high: 105 is no percentage of 0 to 100"),
    (RESPONSE, {"value_high": Decimal(50)}, "invalid: value_high: 50 is below"),
    (RESPONSE, {"p_value": "5"}, "invalid: p_value: 5 is above 1"),
    (RESPONSE, {"p_value": "small"}, "invalid: p_value: 'small' is no p-value"),
    (RESPONSE, {"population": "everyone"}, "invalid: population: "),
    (RESPONSE, {"regimen": "lenalidomide+dexamethasone"}, "invalid: regimen: "),
    (REGIMEN, {"name": "Rd"}, "invalid: name: 'Rd' is not the record's regimen"),
    (REGIMEN, {"value": Decimal(1)}, "invalid: value: "),
    (DOSE, {"unit": "mg daily"}, "invalid: unit: "),
    (DOSE, {"days": "1-30"}, "invalid: days: day 30 is after the end of the cycle of 28 days"),
    (DOSE, {"days": "8,1"}, "invalid: days: '8,1' is no rising list"),
    (DOSE, {"cycles": "first four"}, "invalid: cycles: "),
    (DOSE, {"frequency": "now and then"}, "invalid: frequency: "),
    (DOSE, {"route": "mouth"}, "invalid: route: "),
    (SIZE, {"value": Decimal("11.5")}, "invalid: value: 11.5 is no whole number"),
    (MEDIAN, {"unit": "%"}, "invalid: unit: '%' does not go with median"),
    (MEDIAN, {"time_months": Decimal(12)}, "invalid: time_months: "),
    (LANDMARK, {"time_months": None}, "invalid: time_months: "),
    (EVENTS, {"n": None}, "invalid: value: there is neither a value nor a reason"),
    (RATIO, {"value": Decimal(0)}, "invalid: value: a hazard ratio is above 0"),
    (TOXICITY, {"grade": "bad"}, "invalid: grade: "),
    (TOXICITY, {"statistic": "reported"}, "invalid: statistic: 'reported' goes without a number"),
    (RESPONSE, {"kind": "opinion"}, "invalid: kind: 'opinion' is not one of the agreed names"),
]


@pytest.mark.parametrize(
    ("draft", "change", "flag"), BROKEN, ids=lambda v: str(v)[:60] if isinstance(v, (str, dict)) else ""
)
def test_a_draft_that_breaks_the_contract_is_kept_with_the_reason(draft, change, flag):
    broken = replace(draft, **change)
    record = build_record(broken, "smith2011")
    assert type(record) is UnvalidatedRecord
    assert [f for f in record.flags if f.startswith(flag)], record.flags
    assert record.value == broken.value


def test_each_fault_has_its_own_flag():
    record = build_record(replace(DOSE, route="mouth", unit="spoons"), "smith2011")
    assert [flag.split(":")[1].strip() for flag in record.flags] == ["unit", "route"]
    record = build_record(replace(DOSE, days="1-30", frequency="often"), "smith2011")
    assert [flag.split(":")[1].strip() for flag in record.flags] == ["days", "frequency"]


@pytest.mark.parametrize("qualifier", ["not reached", "not estimable", "not reported"])
def test_an_absent_value_needs_its_reason_alone(qualifier):
    assert build_record(replace(MEDIAN, value=None, qualifier=qualifier), "d").flags == ()


@pytest.mark.parametrize("p_value", ["<0.001", ".05", "0.9", "1", ">.999", "NS", "3.1e-5", "<=0.01", "1.0"])
def test_p_values_stand_as_printed(p_value):
    record = build_record(replace(RATIO, p_value=p_value), "d")
    assert (record.flags, record.p_value) == ((), p_value)


@pytest.mark.parametrize("days", ["1-21", "1,4,8,11", "1-4,9-12,17-20", "1", "-5--3", "0"])
def test_days_in_every_form_of_the_contract(days):
    assert build_record(replace(DOSE, days=days), "d").flags == ()


def test_the_row_has_the_columns_of_the_contract_in_order():
    record = build_record(replace(RESPONSE, evidence=(PLACE, TEXT_PLACE)), "smith2011")
    row = record.row()
    assert tuple(row) == COLUMNS
    assert (row["value"], row["n"], row["total"], row["time_months"]) == ("60.2", "68", "113", "")
    assert (row["page"], row["source"], row["bbox"]) == ("3", "table 2", "72.0,100.2,200.0,110.0")
    assert row["quote"] == PLACE.quote
    assert row["also_stated"] == "p. 5 text"


@pytest.mark.parametrize("draft", VALID, ids=lambda d: f"{d.kind}-{d.statistic}")
def test_rows_and_json_lines_give_the_record_back(draft):
    record = build_record(replace(draft, flags=("check: one", "check: two")), "smith2011")
    assert record_from_json(record_to_json(record)) == record
    again = record_from_row(record.row())
    assert again.row() == record.row()
    assert type(again) is type(record)


def test_an_unvalidated_record_survives_json():
    record = build_record(replace(RESPONSE, unit="months"), "smith2011")
    assert record_from_json(record_to_json(record)) == record


def test_a_cell_that_should_hold_a_number_and_does_not_is_named():
    row = {**build_record(RESPONSE, "d").row(), "n": "many"}
    with pytest.raises(RowError) as caught:
        record_from_row(row)
    assert (caught.value.column, caught.value.text) == ("n", "many")


def test_ids_depend_on_the_fact_and_not_on_how_it_is_written():
    one = build_record(RESPONSE, "d")
    assert one.record_id == build_record(replace(RESPONSE, value=Decimal("60.20"), group="KD "), "d").record_id
    assert one.record_id == build_record(replace(RESPONSE, evidence=(TEXT_PLACE,), confidence=0.9), "d").record_id
    for change in ({"value": Decimal("60.3")}, {"name": "CR"}, {"group": "Vd"}, {"study": "S2"}):
        assert one.record_id != build_record(replace(RESPONSE, **change), "d").record_id
    assert one.record_id != build_record(RESPONSE, "e").record_id
    assert one.record_id[0] == "r"


def test_the_key_of_a_fact_leaves_its_value_out():
    assert fact_key(build_record(RESPONSE, "d")) == fact_key(build_record(replace(RESPONSE, value=Decimal(61)), "d"))
    assert fact_key(build_record(RESPONSE, "d")) != fact_key(build_record(replace(RESPONSE, name="CR"), "d"))


@given(st.permutations([PLACE, TEXT_PLACE, replace(PLACE, page=9)]))
def test_records_that_share_an_id_are_numbered_whatever_their_order(places):
    records = with_unique_ids([build_record(replace(RESPONSE, evidence=(p,)), "d") for p in places])
    assert [r.evidence[0] for r in records] == places
    base = build_record(RESPONSE, "d").record_id
    by_page = sorted(records, key=lambda r: r.evidence[0].page)
    assert [r.record_id for r in by_page] == [base, f"{base}-2", f"{base}-3"]


def test_flags_are_added_once():
    record = with_flags(build_record(RESPONSE, "d"), ["a: x", "a: x", "b: y | z"])
    assert record.flags == ("a: x", "b: y / z")


@given(st.decimals(min_value=0, max_value=10**9, allow_nan=False, allow_infinity=False, places=3))
def test_printed_numbers_keep_their_digits_and_use_no_exponent(number):
    assert Decimal(print_number(number)) == number
    assert "E" not in print_number(number)


def test_the_schema_describes_every_kind():
    schema = record_schema()
    assert {d["properties"]["kind"]["const"] for d in schema["$defs"].values() if "kind" in d["properties"]} == set(
        KINDS
    )
