"""How much a dose is: its amount or amounts, and the unit of the record contract."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

import regex

from myelomine.mentions import Mention
from myelomine.numbers import parse_decimal

_PLAIN = r"\d{1,4}(?:[.·]\d{1,2})?"
# numbers in front of a dose that share its unit: "20, 27, 36 or 45 mg/m2", "0.06 and 0.3 mg/kg"
_ALTERNATIVE = regex.compile(
    rf"(?<!\b(?i:days?|cycles?|weeks?|grades?|levels?|courses?|to"
    rf"|[-–])\s?)(?<![\w.·])(?P<amount>{_PLAIN})(?:\s?mg)?"
    rf"(?:\s?,\s?(?P<amount>{_PLAIN})){{0,5}}\s?,?\s?(?:or|and|versus|vs\.?)\s?$"
)
_EXPONENTS = str.maketrans("⁵⁶⁷⁸⁹", "56789")
_RAISED = str.maketrans("⁻¹²", "-12")
_MILLIONS = regex.compile(r"^(?:mu|miu|millionunits|millioninternationalunits)(?=$|/)")
_CELLS_PER_WEIGHT = regex.compile(r"(?:/|per)(?:kg|kilogram)")
_MILLIGRAMS = regex.compile(r"^(?:milligrams?|mq)")
_GRAMS = regex.compile(r"^grams?(?=/|per)")
_MICROGRAMS = regex.compile(r"^(?:micrograms?|mcg|[µμ]g)")
_PER_DAY = regex.compile(r"(?:day|d|week|wk)[-−–]1$")
_PER_KILOGRAM = regex.compile(r"kg[-−–]1$")
_PER_SURFACE = regex.compile(r"m[-−–]2$")
_BLANKS = regex.compile(r"\s+")


def amounts_of(text: str, dose: Mention) -> list[tuple[Decimal, Decimal | None]]:
    """The amounts of a dose: "20, 27 or 36 mg" is three doses, "20/56 mg/m2" a first and a target dose."""
    amount, high = amount_of(dose, "amount", "exponent"), amount_of(dose, "high", "exponent_high")
    if amount is None:
        return []
    found = [(amount, high)]
    alternative = _ALTERNATIVE.search(text[: dose.start])
    printed = alternative.captures("amount") if alternative else [dose.value.text("first")]
    for number in filter(None, reversed(printed)):
        value = parse_decimal(number)
        if value is not None:
            found.insert(0, (_scaled(value, dose), None))
    return found


def _scaled(number: Decimal, dose: Mention) -> Decimal:
    """A number that shares the unit of a dose, and with it the power of ten: "25, 75 and 150 × 10⁶ cells"."""
    power = "6" if dose.value.text("million") else dose.value.text("exponent").translate(_EXPONENTS)
    return (number * 10 ** int(power)).quantize(Decimal(1)) if power else number * _factor(dose)


def amount_of(dose: Mention, name: str, exponent: str) -> Decimal | None:
    """The number of a dose that a group of its pattern holds, with its power of ten or its millions."""
    text = dose.value.text(name)
    number = parse_decimal(text) if text else None
    million = "6" if dose.value.text("million") else ""
    power = million or (dose.value.text(exponent) or (dose.value.text("exponent") if number else "")).translate(
        _EXPONENTS
    )
    if number is None:
        return None
    return (number * 10 ** int(power)).quantize(Decimal(1)) if power else number * _factor(dose)


def _factor(dose: Mention) -> int:
    """Million units are counted in units."""
    return 1_000_000 if _MILLIONS.search(_body(dose.value.text("unit"))) else 1


def _body(printed: str) -> str:
    return _BLANKS.sub("", printed.lower())


@lru_cache(maxsize=1024)
def unit_of(printed: str) -> str:
    """The contract's unit; a bare mg/m lost its exponent in print.

    >>> unit_of("mg/m(2)"), unit_of("μg/kg"), unit_of("mq"), unit_of("mg/m"), unit_of("MU")
    ('mg/m2', 'ug/kg', 'mg', 'mg/m2', 'IU')
    >>> unit_of("mg m-2 day-1"), unit_of("mg kg−1"), unit_of("mg/sq.m")
    ('mg/m2', 'mg/kg', 'mg/m2')
    >>> unit_of("mg m⁻²"), unit_of("mg kg⁻¹ day⁻¹")
    ('mg/m2', 'mg/kg')
    """
    body = _body(printed).translate(_RAISED)
    if "cell" in body:
        return "cells/kg" if _CELLS_PER_WEIGHT.search(body) else "cells"
    body = _MILLIGRAMS.sub("mg", body)
    body = _GRAMS.sub("g", body)
    body = _MICROGRAMS.sub("ug", body)
    body = _PER_DAY.sub("", body)
    body = _PER_SURFACE.sub("/m2", _PER_KILOGRAM.sub("/kg", body))
    body = regex.sub(r"(?:per|/)(?:kilogram|kg).*", "/kg", body)
    body = regex.sub(r"(?:per|/)(?:m(?!l)|qm|sq).*", "/m2", body)
    body = regex.sub(r"(?:per|/)(?:day|d|week|wk|cycle|2days)$", "", body)
    body = _MILLIONS.sub("iu", body)
    body = regex.sub(r"^(?:iu|units|u)(?=$|/)", "iu", body)
    return {"iu": "IU", "iu/m2": "IU/m2", "iu/kg": "IU/kg", "auc": "AUC", "gy": "Gy"}.get(body, body)
