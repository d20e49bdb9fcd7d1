"""What matching finds in a text: labelled spans with a parsed value and the pattern that made them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Label(StrEnum):
    """The closed set of things that patterns recognise."""

    # names
    DRUG = "DRUG"
    REGIMEN = "REGIMEN"
    ENDPOINT = "ENDPOINT"
    RESPONSE = "RESPONSE"
    TOXICITY = "TOXICITY"
    DISEASE = "DISEASE"
    TRIAL = "TRIAL"
    # numbers
    PERCENT = "PERCENT"
    COUNT_OF_TOTAL = "COUNT_OF_TOTAL"
    COUNT = "COUNT"
    COUNT_AGAIN = "COUNT_AGAIN"
    N_EQUALS = "N_EQUALS"
    DURATION = "DURATION"
    NUMBER = "NUMBER"
    INTERVAL = "INTERVAL"
    SPREAD = "SPREAD"
    P_VALUE = "P_VALUE"
    HAZARD_RATIO = "HAZARD_RATIO"
    NOT_REACHED = "NOT_REACHED"
    LANDMARK = "LANDMARK"
    RATE_PER_TIME = "RATE_PER_TIME"
    # qualities
    GRADE = "GRADE"
    POPULATION = "POPULATION"
    # doses
    DOSE = "DOSE"
    DAYS = "DAYS"
    CYCLE_LENGTH = "CYCLE_LENGTH"
    CYCLES = "CYCLES"
    FREQUENCY = "FREQUENCY"
    ROUTE = "ROUTE"
    # words that steer
    VERSUS = "VERSUS"
    RESPECTIVELY = "RESPECTIVELY"
    GROUP = "GROUP"
    APPROACH = "APPROACH"
    CITED = "CITED"
    NOT_A_RESULT = "NOT_A_RESULT"


@dataclass(frozen=True, slots=True)
class Value:
    """The parsed value of a mention: numbers by name (`percent`, `low`, `high`, `count` …) and texts by name."""

    numbers: tuple[tuple[str, Decimal], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()

    def number(self, name: str) -> Decimal | None:
        """The number of that name, or None."""
        return next((v for k, v in self.numbers if k == name), None)

    def text(self, name: str) -> str:
        """The text of that name, or an empty one."""
        return next((v for k, v in self.texts if k == name), "")


@dataclass(frozen=True, slots=True)
class Mention:
    """text[start:end] carries `label`; `name` is the canonical name where the label is a name."""

    label: Label
    start: int
    end: int
    text: str
    pattern: str
    name: str = ""
    value: Value = field(default_factory=Value)
