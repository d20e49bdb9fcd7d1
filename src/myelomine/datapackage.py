"""The run folder described for machines: a Frictionless data package with a Table Schema for each CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: What each column of the sheet says, in a sentence.
MEANINGS: Mapping[str, str] = {
    "decision": "The reviewer's verdict: accept, reject, edit or add.",
    "comment": "The reviewer's remark.",
    "reviewer": "Who decided.",
    "decided": "When, in ISO 8601.",
    "changes": "What the reviewer changed in the record.",
    "document": "File name without folder and ending.",
    "study": "The study that the fact belongs to, as the paper names it.",
    "origin": "own: a result of this paper's study or of a study that it presents; cited: mentioned in passing.",
    "disease": "MM, NDMM, RRMM, SMM, or the name of another disease.",
    "group": "The arm, cohort or subgroup as printed; empty for all patients of the study.",
    "regimen": "The group's drugs as INNs in lower case, sorted, joined by +.",
    "kind": "regimen, dose, sample_size, response, survival or toxicity.",
    "name": "What is measured, by its canonical name.",
    "statistic": "How it is measured.",
    "grade": "Toxicities: the grade or grades.",
    "time_months": "The time of a landmark in months.",
    "value": "The number in its unit.",
    "value_high": "The upper end, where a range is printed.",
    "unit": "The unit; empty for a hazard ratio.",
    "qualifier": "Why there is no value, or the sign printed before it.",
    "n": "The numerator, where printed.",
    "total": "The denominator, where printed.",
    "ci_low": "Lower bound of the confidence interval, NR or NE.",
    "ci_high": "Upper bound of the confidence interval, NR or NE.",
    "ci_level": "Level of the interval in percent.",
    "p_value": "As printed, without P and the equals sign.",
    "comparator": "What a hazard ratio or p-value compares with.",
    "days": "Doses: days of the cycle.",
    "cycle_days": "Doses: length of the cycle.",
    "frequency": "Doses: how often.",
    "route": "Doses: PO, IV, SC or IM.",
    "cycles": "Doses: the cycles that the dose is given in.",
    "population": "The denominator's population, where stated.",
    "status": "reported: printed in the paper; derived: computed from what is printed.",
    "record_id": "The same for the same paper, fact and value.",
    "page": "Page of the quote, counted from 1.",
    "source": "abstract, text, a table or a figure.",
    "bbox": "x0,top,x1,bottom of the quote in PDF points.",
    "quote": "The words that state the fact, verbatim.",
    "rule": "The pattern that recognised it.",
    "confidence": "0 to 1.",
    "flags": "Checks that did not hold, each with what was expected and found.",
    "derived": "What was computed.",
    "computed_from": "The printed numbers that it was computed from.",
    "also_stated": "Pages and sources of the other places that state the fact.",
}

_INTEGERS = frozenset({"n", "total", "cycle_days", "page", "records"})
_NUMBERS = frozenset({"time_months", "value", "value_high", "ci_level", "confidence", "seconds"})


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A CSV of the run folder: its file name, what it is, and its columns; `plain` ones hold text alone."""

    name: str
    title: str
    columns: Sequence[str]
    plain: bool = False


def describe_run(files: Sequence[CsvFile]) -> dict[str, object]:
    """The content of `datapackage.json`."""
    return {
        "profile": "tabular-data-package",
        "name": "myelomine-run",
        "title": "Facts extracted from multiple-myeloma papers, with their evidence",
        "resources": [_describe_file(file) for file in files],
    }


def _describe_file(file: CsvFile) -> dict[str, object]:
    return {
        "profile": "tabular-data-resource",
        "name": file.name.partition(".")[0].replace("_", "-"),
        "title": file.title,
        "path": file.name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "schema": {"fields": [_describe_column(c, file.plain) for c in file.columns], "missingValues": [""]},
    }


def _describe_column(column: str, plain: bool) -> dict[str, str]:
    """A field of the Table Schema. A text may begin with the apostrophe that guards it from spreadsheets."""
    kind = "integer" if column in _INTEGERS else "number" if column in _NUMBERS else "string"
    field = {"name": column, "type": "string" if plain else kind}
    return {**field, "description": MEANINGS[column]} if column in MEANINGS else field
