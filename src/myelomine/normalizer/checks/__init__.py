"""Checks of a document's records: each has an id, a severity and a sentence; they flag and never change a value.

An error is a contradiction within the paper or between the paper and our reading; a warning is worth a look; a note
explains. `CHECKS` is the whole list, in the order in which flags are added; `FLAGS` explains every flag there is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from myelomine.normalizer.checks import doses, places, rates, sizes, times
from myelomine.normalizer.checks.facts import Doubt, Facts
from myelomine.patterns import DoseRange
from myelomine.records import Record, with_flags


class Severity(StrEnum):
    """How much a finding says."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Check:
    """A check: its id, how much it says, the function that finds doubts, and its explanation in a sentence."""

    id: str
    severity: Severity
    find: Callable[..., Iterator[Doubt]]

    @property
    def explanation(self) -> str:
        """What a finding of this check means."""
        return (self.find.__doc__ or "").strip()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found about a record: what was expected and what the paper prints."""

    record_id: str
    check: str
    severity: Severity
    message: str

    @property
    def flag(self) -> str:
        """The finding as it stands in the record's flags."""
        return f"{self.check}: {self.message}"


@dataclass(frozen=True, slots=True)
class FlagMeaning:
    """What a flag says, by the id that it begins with: how much it weighs, and its explanation in a sentence."""

    id: str
    severity: Severity
    explanation: str


#: The one check that needs to know more than the document.
DOSE_CHECK = Check("dose-range", Severity.WARNING, doses.dose_in_usual_range)

CHECKS = (
    Check("percent-count", Severity.ERROR, rates.percent_against_count),
    Check("percent-cut", Severity.NOTE, rates.percent_cut),
    Check("percent-no-count", Severity.WARNING, rates.percent_of_no_count),
    Check("count-no-size", Severity.WARNING, rates.count_of_no_size),
    Check("response-ladder", Severity.ERROR, rates.response_ladder),
    Check("response-sum", Severity.WARNING, rates.response_sum),
    Check("grades-nest", Severity.ERROR, rates.grades_nest),
    Check("arms-sum", Severity.WARNING, sizes.arms_add_up),
    Check("population-size", Severity.WARNING, sizes.population_within_group),
    Check("total-size", Severity.WARNING, sizes.total_within_study),
    Check("interval", Severity.ERROR, times.interval_contains),
    Check("ratio-interval", Severity.WARNING, times.ratio_in_interval),
    Check("ratio-p", Severity.WARNING, times.ratio_against_p),
    Check("ratio-medians", Severity.WARNING, times.ratio_against_medians),
    Check("endpoint-order", Severity.ERROR, times.endpoint_order),
    Check("landmark-median", Severity.WARNING, times.landmark_against_median),
    Check("misprint", Severity.ERROR, times.misprinted_number),
    Check("places-disagree", Severity.WARNING, places.places_disagree),
    Check("described-alike", Severity.WARNING, places.described_alike),
    Check("arms-swapped", Severity.ERROR, places.arms_swapped),
    Check("arms-identical", Severity.WARNING, places.arms_identical),
    Check("read-twice", Severity.WARNING, places.number_read_twice),
    Check("two-endpoints", Severity.WARNING, places.number_under_two_endpoints),
    DOSE_CHECK,
)

#: Flags that no check of records makes: doubts of the reading, of the contract and of the review.
DOUBTS = (
    FlagMeaning("invalid", Severity.ERROR, "A column breaks the contract of its kind; the flag says which and why."),
    FlagMeaning("unreadable-number", Severity.ERROR, "The paper prints a number that is none, such as 0.1.50."),
    FlagMeaning("group-undecided", Severity.WARNING, "The paper compares groups and names none for this value."),
    FlagMeaning("study-undecided", Severity.WARNING, "The text cites several studies, or none, for this value."),
    FlagMeaning("group-carried", Severity.NOTE, "The group is that of the sentence before."),
    FlagMeaning("event-unlisted", Severity.NOTE, "No list of adverse events holds the name, which stands as printed."),
    FlagMeaning("unit-assumed", Severity.NOTE, "The number is printed without a unit and taken for months."),
    FlagMeaning("asked-again", Severity.NOTE, "The record has changed since a reviewer decided about it."),
    FlagMeaning(
        "table-percent",
        Severity.WARNING,
        "A table's cell, whether or not a record is read from it, prints a percentage that its count does not give; "
        "told in the notes of documents.csv.",
    ),
)
FLAGS = (*(FlagMeaning(check.id, check.severity, check.explanation) for check in CHECKS), *DOUBTS)
_SEVERITIES = {flag.id: flag.severity for flag in FLAGS}


def check_records(records: Sequence[Record], ranges: Sequence[DoseRange] = ()) -> list[Finding]:
    """Every finding about the records of one document, in the order of the checks, each once."""
    facts = Facts(tuple(records))
    found = (
        Finding(doubt.record_id, check.id, check.severity, doubt.message)
        for check in CHECKS
        for doubt in _finder(check, ranges)(facts)
    )
    return list(dict.fromkeys(found))


def apply_checks(records: Sequence[Record], ranges: Sequence[DoseRange] = ()) -> tuple[Record, ...]:
    """The records of one document with a flag for each finding; no value is changed."""
    flags: dict[str, list[str]] = defaultdict(list)
    for finding in check_records(records, ranges):
        flags[finding.record_id].append(finding.flag)
    return tuple(with_flags(r, flags[r.record_id]) if r.record_id in flags else r for r in records)


def severity_of(flag: str) -> Severity:
    """How much a flag says; one of an unknown id is an error."""
    return _SEVERITIES.get(flag.partition(":")[0], Severity.ERROR)


def _finder(check: Check, ranges: Sequence[DoseRange]) -> Callable[[Facts], Iterator[Doubt]]:
    return partial(check.find, ranges=ranges) if check is DOSE_CHECK else check.find
