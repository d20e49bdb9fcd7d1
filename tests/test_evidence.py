"""The evidence table: a row an arm, in words that a reader of a review knows."""

from decimal import Decimal

from myelomine.drafts import Draft, Evidence
from myelomine.evidence import EVIDENCE_TABLE_COLUMNS, MAX_TOXICITIES, evidence_table
from myelomine.records import build_record

RD = {"group": "Rd arm", "regimen": "dexamethasone+lenalidomide"}
MP = {"group": "MP arm", "regimen": "melphalan+prednisone"}


def record(kind, name, value="", *, page=1, **columns):
    """A record of one study made up here."""
    for column in ("time_months", "ci_level", "value_high"):
        if column in columns:
            columns[column] = Decimal(columns[column])
    number = Decimal(value) if value else None
    evidence = (Evidence(page, "text", "q", "p"),)
    return build_record(Draft(kind, name, evidence, value=number, study="TRIAL-1", **columns), "d")


def rate(kind, name, value, **columns):
    return record(kind, name, value, statistic="rate", unit="%", **columns)


RECORDS = [
    record("regimen", RD["regimen"], disease="NDMM", **RD),
    record("regimen", MP["regimen"], disease="NDMM", **MP),
    record("sample_size", "group", "113", statistic="count", unit="patients", **RD),
    record("sample_size", "safety", "110", statistic="count", unit="patients", **RD),
    record("dose", "lenalidomide", "25", statistic="dose", unit="mg", route="PO", days="1-21", cycle_days=28, **RD),
    record("dose", "dexamethasone", "40", statistic="dose", unit="mg", frequency="weekly"),
    rate("response", "ORR", "60.2", n=68, total=113, page=3, **RD),
    rate("response", "CR", "15", regimen=RD["regimen"]),
    rate("response", ">=VGPR", "33", **RD),
    rate("response", "SD", "20", **RD),
    rate("response", "ORR", "40", **MP),
    record("survival", "PFS", "11.1", statistic="median", unit="months", ci_low="6", ci_high="NR", ci_level="95", **RD),
    record("survival", "OS", statistic="median", unit="months", qualifier="not reached", **RD),
    record("survival", "OS", "80", statistic="landmark", unit="%", time_months="24", **RD),
    record("survival", "PFS", "0.49", statistic="hazard_ratio", p_value="<0.001", comparator="MP arm", **RD),
    rate("toxicity", "fatigue", "50", grade="any", **RD),
    rate("toxicity", "neutropenia", "41", grade="3-4", **RD),
    record("toxicity", "rash", statistic="reported", grade="any", **RD),
    rate("response", "ORR", "99", origin="cited", group="elsewhere"),
]


def test_an_arm_in_one_row():
    rd = next(row for row in evidence_table(RECORDS) if row.group == "Rd arm")
    assert rd.cells() == {
        "document": "d",
        "study": "TRIAL-1",
        "disease": "NDMM",
        "group": "Rd arm",
        "regimen": "dexamethasone+lenalidomide",
        "schedule": "lenalidomide 25 mg PO days 1-21 of 28; dexamethasone 40 mg weekly",
        "n": "113; safety 110",
        "orr_percent": "60.2 (68 of 113)",
        "cr_percent": "15",
        "vgpr_or_better_percent": "33",
        "other_responses": "SD 20",
        "median_ttp_months": "",
        "median_pfs_months": "11.1 (95% CI 6 to NR)",
        "median_os_months": "not reached",
        "other_times": "OS at 24 months 80%",
        "hazard_ratios": "PFS 0.49 (P <0.001) versus MP arm",
        "toxicities": "grade 3-4 neutropenia 41%; fatigue 50%; rash",
        "pages": "1, 3",
    }
    assert tuple(rd.cells()) == EVIDENCE_TABLE_COLUMNS


def test_a_row_an_arm_and_none_for_what_is_only_cited_or_only_dosed():
    rows = evidence_table(RECORDS)
    assert [(row.group, row.orr_percent) for row in rows] == [("Rd arm", "60.2 (68 of 113)"), ("MP arm", "40")]
    assert rows[1].schedule == ""


def test_a_regimen_of_two_groups_keeps_its_own_row():
    records = [rate("response", "ORR", "50", group=g, regimen="lenalidomide") for g in ("young", "old")]
    records.append(rate("response", "CR", "9", regimen="lenalidomide"))
    assert [(row.group, row.cr_percent) for row in evidence_table(records)] == [("young", ""), ("old", ""), ("", "9")]


def test_a_long_list_of_adverse_events_is_cut_and_says_so():
    records = [rate("toxicity", f"event {i}", str(i + 1), grade="any") for i in range(MAX_TOXICITIES + 3)]
    (row,) = evidence_table(records)
    assert row.toxicities.startswith(f"event {MAX_TOXICITIES + 2} {MAX_TOXICITIES + 3}%; ")
    assert row.toxicities.endswith("; and 3 more")
