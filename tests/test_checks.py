"""The checks find a paper's own slips, say what was expected, change nothing, and leave correct records alone."""

import csv
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from myelomine.drafts import Draft, Evidence
from myelomine.normalizer.checks import CHECKS, FLAGS, Severity, apply_checks, check_records, severity_of
from myelomine.normalizer.checks.rates import fits_a_count
from myelomine.normalizer.checks.tables import table_notes
from myelomine.patterns import load_patterns
from myelomine.records import build_record, record_from_row, with_unique_ids
from myelomine.vocabularies import DoseUnit
from tests.corpus_runs import document_of, records_of

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
RANGES = load_patterns().dose_ranges
UNITS = {"response": "%", "toxicity": "%", "median": "months", "landmark": "%", "count": "patients"}


def record(kind, name, value, **columns):
    """A record of a paper made up here; value None is an absent one."""
    usual = {"response": "rate", "toxicity": "rate", "sample_size": "count"}.get(kind, "dose")
    statistic = columns.pop("statistic", usual)
    unit = columns.pop("unit", UNITS.get(kind, UNITS.get(statistic, "")))
    place = (columns.pop("page", 1), columns.pop("source", "table 1"))
    quote = columns.pop("quote", "") or f"{name} {value} {columns}"
    if kind == "toxicity":
        columns.setdefault("grade", "any")
    for column in ("time_months", "ci_level"):
        if column in columns:
            columns[column] = Decimal(columns[column])
    number = None if value is None else Decimal(value)
    evidence = (Evidence(*place, quote, "p"),)
    return build_record(Draft(kind, name, evidence, statistic=statistic, unit=unit, value=number, **columns), "doc")


def response(name, value, **columns):
    return record("response", name, value, **columns)


def toxicity(name, value, **columns):
    return record("toxicity", name, value, **columns)


def size(name, value, **columns):
    return record("sample_size", name, value, **columns)


def median(name, value, **columns):
    return record("survival", name, value, statistic="median", **columns)


def landmark(name, value, months, **columns):
    return record("survival", name, value, statistic="landmark", time_months=months, **columns)


def ratio(name, value, low, high, p_value="", **columns):
    bounds = {"ci_low": low, "ci_high": high, "p_value": p_value}
    return record("survival", name, value, statistic="hazard_ratio", unit="", **bounds, **columns)


def dose(name, value, unit):
    return record("dose", name, value, unit=unit)


#: check id, records, the records that it doubts, and words of its message.
FOUND = [
    ("percent-count", [response("ORR", "61.8", n=68, total=113)], [0], "68 of 113 is 60.18 %"),
    (
        "percent-count",
        [response("ORR", "61.8", n=68, total=113), size("evaluable", 110)],
        [0],
        "a total of 110 (evaluable)",
    ),
    ("percent-count", [toxicity("rash", "0.1", n=2, total=184)], [0], "2 of 184 is 1.09 %, the paper prints 0.1 %"),
    ("percent-cut", [toxicity("rash", "15.5", n=34, total=218)], [0], "15.60 %; 15.5 % is cut, not rounded"),
    (
        "percent-no-count",
        [response("ORR", "20", group="B"), size("group", 11, group="B")],
        [0],
        "no whole number of 11",
    ),
    ("percent-no-count", [response("CR", "75", total=9)], [0], "75 % is no whole number of 9 patients"),
    (
        "percent-no-count",
        [
            response("ORR", "20", group="B", quote="response (n = 140), % 54 20"),
            size("group", 11, group="B"),
            size("enrolled", 140),
            size("evaluable", 113),
        ],
        [0],
        "labelled n = 140, the evaluable patients are 113",
    ),
    ("count-no-size", [toxicity("rash", "21", n=10), size("enrolled", 55)], [0], "10 (21 %) fits none"),
    ("response-ladder", [response("CR", "40"), response("ORR", "38")], [0, 1], "CR 40 % is part of ORR 38 %"),
    ("response-ladder", [response(">=VGPR", "50"), response(">=MR", "49")], [0, 1], "is part of >=MR"),
    (
        "response-sum",
        [response("ORR", "70"), response("CR", "10"), response("VGPR", "20"), response("PR", "30")],
        [0, 1, 2, 3],
        "do not add up to ORR 70 %",
    ),
    ("grades-nest", [toxicity("anemia", "9", grade="3-4"), toxicity("anemia", "8")], [0, 1], "cannot be rarer"),
    ("grades-nest", [toxicity("anemia", "9", grade="4"), toxicity("anemia", "7", grade=">=3")], [0, 1], "grade 4 9 %"),
    (
        "arms-sum",
        [
            size("randomized", 300, quote="q"),
            size("group", 151, group="A", quote="q"),
            size("group", 150, group="B", quote="q"),
        ],
        [0, 1, 2],
        "151 + 150 is 301, the paper says 300 randomized",
    ),
    ("population-size", [size("safety", 152, group="A"), size("group", 151, group="A")], [0], "larger than its group"),
    ("total-size", [response("ORR", "50", n=70, total=140), size("enrolled", 113)], [0], "a total of 140"),
    ("interval", [median("PFS", "11.1", ci_low="12.0", ci_high="15.4")], [0], "11.1 lies outside"),
    ("interval", [ratio("OS", "0.1", "0.99", "2.27")], [0], "0.1 lies outside its interval"),
    ("ratio-interval", [ratio("OS", "0.85", "0.40", "0.90")], [0], "goes with a ratio near 0.60"),
    ("ratio-p", [ratio("OS", "0.80", "0.58", "1.10", "0.001")], [0], "p-value near 0.17"),
    ("ratio-p", [ratio("OS", "0.50", "0.35", "0.71", "0.12")], [0], "the paper prints 0.12"),
    (
        "ratio-medians",
        [
            ratio("PFS", "0.60", "0.45", "0.80", group="A", comparator="B"),
            median("PFS", "9.0", group="A"),
            median("PFS", "14.2", group="B"),
        ],
        [0],
        "medians of 9.0 months against 14.2 months",
    ),
    ("endpoint-order", [median("PFS", "20"), median("OS", "18.5")], [0, 1], "PFS cannot be the longer"),
    ("endpoint-order", [landmark("PFS", "80", "24"), landmark("OS", "75", "24")], [0, 1], "PFS 80 %, OS 75 %"),
    (
        "endpoint-order",
        [median("TTP", None, qualifier="not reached"), median("OS", "30")],
        [0, 1],
        "TTP not reached months, OS 30 months",
    ),
    ("landmark-median", [median("OS", "20"), landmark("OS", "62", "36")], [0, 1], "OS 62 % at 36 months does not go"),
    ("landmark-median", [median("OS", "50"), landmark("OS", "40", "24")], [0, 1], "a median of 50 months"),
    (
        "landmark-median",
        [median("OS", None, qualifier="not reached"), landmark("OS", "40", "24")],
        [0, 1],
        "not reached",
    ),
    ("misprint", [ratio("OS", "1.50", "0.99", "2.27", quote="a hazard ratio of 0.1.50")], [0], "prints 0.1.50"),
    (
        "places-disagree",
        [response("ORR", "60", source="abstract"), response("ORR", "64", source="table 2", page=4)],
        [0, 1],
        "60 % here, but 64 % in table 2 on page 4",
    ),
    (
        "arms-swapped",
        [
            toxicity("rash", "14.7", study="S1", grade=">=3"),
            toxicity("rash", "11.4", study="S2", grade=">=3"),
            toxicity("rash", "11.4", study="S1", grade="3-4", source="text", page=6),
            toxicity("rash", "14.7", study="S2", grade="3-4", source="text", page=6),
        ],
        [0, 1, 2, 3],
        "the other way round",
    ),
    (
        "arms-identical",
        [toxicity(name, "12.5", group=group) for group in "AB" for name in ("rash", "fatigue", "anemia", "nausea")],
        range(8),
        "A and B agree in all 4 outcomes",
    ),
    (
        "read-twice",
        [
            median("PFS", "11.1", quote="a median of 11.1 months"),
            median("TTP", "11.1", quote="a median of 11.1 months"),
        ],
        [0, 1],
        "11.1 stands once in the quote and is read for PFS median, TTP median",
    ),
    (
        "described-alike",
        [response("ORR", "60", quote="60% and 64%"), response("ORR", "64", quote="60% and 64%")],
        [0, 1],
        "60 % here, but 64 %",
    ),
    (
        "two-endpoints",
        [median("TTP", "11.3", source="abstract", group="A"), median("PFS", "11.3", group="A", page=4)],
        [0, 1],
        "11.3 months in table 1 on page 4",
    ),
    ("dose-range", [dose("bortezomib", "13", "mg/m2")], [0], "usual are 0.7 to 2 mg/m2"),
    ("dose-range", [dose("lenalidomide", "25", "mg/m2")], [0], "25 mg/m2 of lenalidomide; usual are 2.5 to 50 mg"),
]


@pytest.mark.parametrize(("check", "records", "doubted", "words"), FOUND, ids=lambda v: v if isinstance(v, str) else "")
def test_a_slip_is_found_and_explained(check, records, doubted, words):
    records = with_unique_ids(records)
    findings = [f for f in check_records(records, RANGES) if f.check == check]
    assert {f.record_id for f in findings} == {records[i].record_id for i in doubted}
    assert any(words in f.message for f in findings), findings


def test_every_check_has_a_case():
    assert {case[0] for case in FOUND} == {check.id for check in CHECKS}


#: Records that look odd to a careless check and are right.
CORRECT = {
    "rounded up": [response("ORR", "60.2", n=68, total=113)],
    "half rounded down": [response("ORR", "12", n=1, total=8)],
    "no digits after the point": [response("ORR", "60", n=68, total=113)],
    "a bound": [response("ORR", "60", n=30, total=113, qualifier=">")],
    "an estimate at a time": [toxicity("rash", "7.3", time_months="36", total=11)],
    "near-complete responses counted with VGPR": [
        response("ORR", "60"), response("CR", "10"), response("nCR", "5"), response("VGPR", "20"), response("PR", "30"),
    ],
    "two denominators": [response("CR", "40", total=5), response("ORR", "30", total=10)],
    "two groups": [response("CR", "40", group="A"), response("ORR", "38", group="B")],
    "two passages": [response("CR", "40", source="text"), response("ORR", "38", source="table 2")],
    "grades that do not nest": [toxicity("rash", "9", grade="3"), toxicity("rash", "8", grade="4")],
    "groups of a sentence that overlap": [
        size("enrolled", 581, quote="q"), size("group", 524, group="first", quote="q"),
        size("group", 484, group="all", quote="q"),
    ],
    "rates of the evaluable patients of a large group": [
        response("ORR", "92.9", group="A"), size("group", 286, group="A"),
    ],
    "a list of which one arm was not read": [
        size("randomized", 300, quote="300: 100, 110, 90"), size("group", 100, group="A", quote="300: 100, 110, 90"),
        size("group", 110, group="B", quote="300: 100, 110, 90"),
    ],
    "two endpoints that both places give": [
        median("TTP", "9.5", source="abstract"), median("PFS", "9.5", source="abstract"), median("PFS", "9.5", page=4),
    ],
    "whole numbers that are equal by chance": [median("TTP", "9", source="abstract"), median("PFS", "9", page=4)],
    "arms of the analysed patients": [
        size("randomized", 328, quote="q"), size("group", 155, group="A", quote="q"),
        size("group", 157, group="B", quote="q"), size("analyzed", 312),
    ],
    "an open interval": [median("OS", "30", ci_low="24", ci_high="NR")],
    "a bound that is rounded": [median("OS", "12", ci_low="12.3", ci_high="15.0")],
    "a ratio in the middle of its interval": [ratio("OS", "0.49", "0.38", "0.65", "<0.001")],
    "a p-value just on the other side": [ratio("OS", "0.78", "0.60", "1.02", "0.04")],
    "a ratio above 1 with its medians": [
        ratio("PFS", "1.50", "1.10", "2.05", group="A", comparator="B"), median("PFS", "9", group="A"),
        median("PFS", "14", group="B"),
    ],
    "survival not reached": [median("PFS", "20"), median("OS", None, qualifier="not reached")],
    "a landmark on its median": [median("OS", "24.5"), landmark("OS", "49", "24")],
    "a version number": [response("ORR", "60", quote="graded with version 4.0.3; 60% responded")],
    "one value rounded": [response("ORR", "60.2", source="table 1"), response("ORR", "60", source="abstract")],
    "one number for two endpoints, as printed": [
        landmark("PFS", "70", "36", quote="PFS and OS were both 70% at 36 months"),
        landmark("OS", "70", "36", quote="PFS and OS were both 70% at 36 months"),
    ],
    "a usual dose": [dose("lenalidomide", "25", "mg"), dose("some new drug", "900", "mg")],
}  # fmt: skip


@pytest.mark.parametrize("name", CORRECT)
def test_what_is_right_is_left_alone(name):
    assert check_records(with_unique_ids(CORRECT[name]), RANGES) == []


def test_with_several_values_of_one_endpoint_their_order_is_not_judged():
    records = with_unique_ids([median("PFS", "20"), median("PFS", "9"), median("OS", "18")])
    assert {f.check for f in check_records(records)} == {"places-disagree"}


@given(total=st.integers(1, 3000), digits=st.sampled_from([0, 1, 2]), data=st.data())
def test_an_honestly_rounded_percentage_raises_nothing(total, digits, data):
    count = data.draw(st.integers(0, total))
    printed = round(Decimal(100 * count) / total, digits)
    assert check_records([response("ORR", str(printed), n=count, total=total)]) == []
    assert fits_a_count(printed, total)


@given(st.permutations(range(4)))
def test_findings_do_not_depend_on_the_order_of_records(order):
    records = with_unique_ids(next(case[1] for case in FOUND if case[0] == "arms-swapped"))
    shuffled = [records[i] for i in order]
    expected = {(f.check, f.record_id) for f in check_records(records)}
    assert {(f.check, f.record_id) for f in check_records(shuffled)} == expected


def test_checks_flag_and_change_nothing_else():
    records = with_unique_ids([response("CR", "40"), response("ORR", "38"), response("PR", "10", group="C")])
    flagged = apply_checks(records)
    assert [bool(r.flags) for r in flagged] == [True, True, False]
    assert flagged[0].flags[0].startswith("response-ladder: ")
    assert [r.model_copy(update={"flags": ()}) for r in flagged] == list(records)


def test_checking_twice_adds_nothing():
    once = apply_checks([response("CR", "40"), response("ORR", "38")])
    assert apply_checks(once) == once


def test_ids_are_unique_and_every_check_explains_itself():
    assert len({check.id for check in CHECKS}) == len(CHECKS)
    assert all(check.explanation.endswith(".") and "\n" not in check.explanation for check in CHECKS)


def test_every_flag_of_a_run_is_explained():
    assert len({flag.id for flag in FLAGS}) == len(FLAGS)
    source = "".join(file.read_text("utf-8") for file in (ROOT / "src").rglob("*.py"))
    made = set(re.findall(r"\"([a-z]+-[a-z]+): (?:the|taken|printed|\{)", source))
    assert made and made <= {flag.id for flag in FLAGS}


def test_the_severity_of_a_flag():
    assert severity_of("group-carried: …") is Severity.NOTE
    assert severity_of("no-such-flag: …") is Severity.ERROR
    assert severity_of("percent-cut: 34 of 218 …") is Severity.NOTE
    assert severity_of("invalid: unit: …") is Severity.ERROR


def test_dose_ranges_speak_of_known_drugs_in_agreed_units():
    drugs = {entry.name for entry in load_patterns().entries if entry.label == "DRUG"}
    assert {r.drug for r in RANGES} <= drugs
    assert {r.unit for r in RANGES} <= set(get_args(DoseUnit))
    assert len({(r.drug, r.unit) for r in RANGES}) == len(RANGES)


def gold_records(file):
    """The records of a gold file; where it allows alternatives, the first."""
    with file.open(encoding="utf-8-sig", newline="") as handle:
        for cells in csv.DictReader(handle):
            chosen = {
                c: t.split("|")[0] if c in ("study", "group", "regimen", "comparator") else t for c, t in cells.items()
            }
            found = record_from_row(chosen)
            # A table's cell is quoted with its label: "Grade ≥ 3 …: 2%".
            place = Evidence(1, "table 1" if cells["quote"].startswith("Grade") else "text", cells["quote"], "gold")
            yield found.model_copy(update={"evidence": (place,)})


@pytest.mark.skipif(not SHARED.is_dir(), reason="the hand-made records beside the project are not here")
def test_few_correct_records_carry_an_error():
    errors = total = 0
    for file in sorted((SHARED / "gold").glob("*.csv")):
        records = with_unique_ids(list(gold_records(file)))
        findings = check_records(records, RANGES)
        errors += len({f.record_id for f in findings if f.severity is Severity.ERROR})
        total += len(records)
    assert total > 1000
    assert errors <= 0.03 * total


#: The slips that real papers are known to hold: the paper, the check, what it says, and the record it says it of.
SLIPS = [
    ("vandedonk2012", "arms-swapped", "14.7 % for MM-009 Len-dex", "text on page"),
    ("vandedonk2012", "arms-swapped", "14.7 % for MM-010 lenalidomide plus dexamethasone", "table 1 on page"),
    ("vandedonk2012", "arms-swapped", "3.4 % for MM-010 placebo plus dexamethasone", "table 1 on page"),
    ("madan2011", "percent-no-count", "20 % is no whole number of", "11 patients"),
    ("madan2011", "percent-no-count", "labelled n = 140", "the evaluable patients are 113"),
    ("goel2024", "unreadable-number", "printed 0.1.50", ""),
    ("goel2024", "table-percent", "2 of 184 is 1.09 %", "the paper prints 0.1 %"),
]
VERSIONS = {
    "vandedonk2012": ("", ".pdf", "--mdpi.pdf", "--draft.pdf"),
    "madan2011": ("", ".pdf", "--nihms.pdf"),
    "goel2024": ("", ".pdf", "--lancet.pdf", "--draft.pdf"),
}


def papers_with_slips():
    return [(f"{paper}{end or '.txt'}", *slip) for paper, *slip in SLIPS for end in VERSIONS[paper]]


@pytest.mark.parametrize(("file", "check", "words", "more"), papers_with_slips())
def test_the_known_slips_of_real_papers_are_found(shared, file, check, words, more):
    path = shared / "papers" / ("variants" if "--" in file else "") / file
    found = [flag for record in records_of(path) for flag in record.flags] + list(table_notes(document_of(path)))
    assert [flag for flag in found if flag.startswith(f"{check}: ") and words in flag and more in flag]


def test_cases_are_valid_records_unless_they_say_otherwise():
    for _, records, *_ in FOUND:
        assert [r.flags for r in records if r.flags] == []


def test_a_record_that_broke_the_contract_is_still_checked():
    odd = replace(Draft("response", "ORR", (), value=Decimal(61), n=68, total=113), unit="%", statistic="rate")
    (flagged,) = apply_checks([build_record(odd, "doc")])
    assert [flag.split(":")[0] for flag in flagged.flags] == ["invalid", "percent-count"]
