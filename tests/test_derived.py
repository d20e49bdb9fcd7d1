"""Derived values: computed from printed numbers, marked, and kept out of the records."""

from dataclasses import replace
from decimal import Decimal

import pytest
from review_runs import ORR, PFS, apply, extract, records_of, rows_of

from myelomine.derived import derived_values

COUNT = replace(ORR, value=None, n=9, total=24)
RATIO = replace(
    PFS, statistic="hazard_ratio", value=Decimal("0.62"), unit="", ci_low="0.48", ci_high="0.80", comparator="Dex"
)
LANDMARK = replace(
    PFS, statistic="landmark", time_months=Decimal(24), value=Decimal(70), unit="%", ci_low="60", ci_high="80"
)


def derived(draft):
    return [(v.derived, v.value, v.unit, v.computed_from) for v in derived_values(records_of([draft]))]


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        (COUNT, [("percentage", "37.50", "%", "9 of 24")]),
        (ORR, []),  # its percentage is printed
        (replace(COUNT, total=None), []),
        (RATIO, [
            ("log hazard ratio", "-0.4780", "", "0.62, 95 % interval 0.48 to 0.80"),
            ("standard error of the log hazard ratio", "0.1303", "", "0.62, 95 % interval 0.48 to 0.80"),
        ]),
        (replace(RATIO, ci_level=Decimal(90)), [
            ("log hazard ratio", "-0.4780", "", "0.62, 90 % interval 0.48 to 0.80"),
            ("standard error of the log hazard ratio", "0.1553", "", "0.62, 90 % interval 0.48 to 0.80"),
        ]),
        (LANDMARK, [("standard error", "5.1021", "%", "70, 95 % interval 60 to 80")]),
        (replace(LANDMARK, ci_high="NR"), []),
        (PFS, []),  # the interval of a median is even on no scale
    ],
    ids=["count", "printed", "no total", "ratio", "its level", "landmark", "open interval", "median"],
)  # fmt: skip
def test_what_is_computed(draft, expected):
    assert derived(draft) == expected


def test_derived_values_stand_in_a_file_of_their_own(tmp_path):
    extract(tmp_path, [COUNT, RATIO])
    rows = rows_of(tmp_path / "derived.csv")
    assert [(row["derived"], row["status"]) for row in rows[:2]] == [
        ("percentage", "derived"),
        ("log hazard ratio", "derived"),
    ]
    ids = {row["record_id"] for row in rows_of(tmp_path / "extractions.csv")}
    assert {row["record_id"] for row in rows} <= ids


def test_a_record_holds_nothing_but_what_is_printed(tmp_path):
    extract(tmp_path, [COUNT, RATIO])
    for name in ("extractions.csv", "records.csv"):
        rows = rows_of(tmp_path / name)
        assert {row["status"] for row in rows} == {"reported"}
        assert [row["value"] for row in rows if row["name"] == "ORR"] == [""]


def test_a_review_is_followed(tmp_path):
    extract(tmp_path / "run", [COUNT])
    apply(tmp_path / "run", (0, {"n": "12"}))
    (row,) = rows_of(tmp_path / "run" / "derived.csv")
    assert (row["value"], row["computed_from"]) == ("50.00", "12 of 24")
