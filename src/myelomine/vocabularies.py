"""The closed vocabularies of the record contract: what the coded columns of a record may say."""

from __future__ import annotations

from typing import Literal

Kind = Literal["regimen", "dose", "sample_size", "response", "survival", "toxicity"]
Origin = Literal["own", "cited"]
Status = Literal["reported", "derived"]

SizeName = Literal["enrolled", "randomized", "group", "evaluable", "safety", "analyzed"]

ResponseName = Literal[
    "ORR",
    "sCR",
    "CR",
    ">=CR",
    "nCR",
    "CR+nCR",
    "VGPR",
    ">=VGPR",
    "PR",
    "<PR",
    "MR",
    ">=MR",
    "SD",
    ">=SD",
    "PD",
    "MRD-negative",
    "hematologic response",
    "organ response",
    "renal response",
    "cardiac response",
    "hepatic response",
    "response improvement",
]

SurvivalName = Literal["TTP", "PFS", "OS", "EFS", "DOR", "TTNT", "TTR", "PFS2", "DFS"]

DoseStatistic = Literal["dose", "max_tolerated", "median_dose"]
SurvivalStatistic = Literal["median", "landmark", "hazard_ratio", "rate"]
ToxicityStatistic = Literal["rate", "reported"]

# fmt: off
Grade = Literal[
    "any", "1", "2", "3", "4", "5",
    "1-2", "1-3", "1-4", "2-3", "2-4", "3-4", "3-5", "4-5",
    ">=1", ">=2", ">=3", ">=4",
]
# fmt: on

DoseUnit = Literal[
    "mg", "mg/m2", "mg/kg", "g", "g/m2", "ug", "ug/m2", "ug/kg", "IU", "IU/m2", "IU/kg", "AUC", "cells", "cells/kg",
    "Gy",
]  # fmt: skip
SurvivalUnit = Literal["months", "%", ""]
ToxicityUnit = Literal["%", "per 100 patient-years", "per patient-year", ""]

Absence = Literal["not reached", "not estimable", "not reported"]
Bound = Literal["<", "<=", ">", ">=", "~"]
Qualifier = Literal["", "not reached", "not estimable", "not reported", "<", "<=", ">", ">=", "~"]

Route = Literal["", "PO", "IV", "SC", "IM"]
Population = Literal["", "itt", "mitt", "evaluable", "safety", "treated", "randomized", "per protocol"]

#: "daily", "three times weekly", "every 4 weeks": the frequencies that do not fit the form "every N units" by name.
NAMED_FREQUENCIES = (
    "once", "daily", "twice daily", "three times daily", "four times daily",
    "weekly", "twice weekly", "three times weekly", "every other day", "every other week", "monthly",
)  # fmt: skip
