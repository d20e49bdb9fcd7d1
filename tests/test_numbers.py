"""Numbers as printed: what is read, what is left alone, and properties that hold for every number."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from myelomine.numbers import (
    DAYS_IN_A_MONTH,
    arabic,
    months,
    parse_bound,
    parse_count,
    parse_day_list,
    parse_decimal,
    parse_p_value,
)

UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
         "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

decimals = st.decimals(min_value=0, max_value=9999, places=2)


def in_words(number: int) -> str:
    """A whole number from 1 to 999 in words."""
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    parts = [f"{UNITS[hundreds - 1]} hundred"] if hundreds else []
    if 0 < rest < 20:
        parts.append(UNITS[rest - 1])
    elif rest:
        parts.append(TENS[tens - 2] + (f"-{UNITS[units - 1]}" if units else ""))
    return " ".join(parts)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("70·8", "70.8"),
        ("70∙8", "70.8"),
        ("0.002", "0.002"),
        (".002", "0.002"),
        ("1,623", "1623"),
        ("1 623", "1623"),
        ("12,345,678", "12345678"),
        ("0,01", "0.01"),
        ("-7.5", "-7.5"),
        (" 12 ", "12"),
    ],
)
def test_printed_numbers(printed: str, value: str) -> None:
    assert parse_decimal(printed) == Decimal(value)


@pytest.mark.parametrize("printed", ["", "0.1.50", "1,2,3", "NR", "5-7", "12%", "1e5", "--1", "."])
def test_what_is_no_number(printed: str) -> None:
    assert parse_decimal(printed) is None


@given(decimals)
def test_a_number_printed_with_any_point_is_itself(number: Decimal) -> None:
    assert parse_decimal(str(number)) == parse_decimal(str(number).replace(".", "·")) == number


@given(st.integers(0, 999_999_999))
def test_separators_of_thousands_change_nothing(number: int) -> None:
    assert parse_decimal(f"{number:,}") == parse_decimal(f"{number:,}".replace(",", " ")) == number


@given(st.text(max_size=30))
def test_reading_never_raises_and_never_guesses(text: str) -> None:
    number, count = parse_decimal(text), parse_count(text)
    assert number is None or any(c.isdigit() for c in text)
    assert count is None or count >= 0 or text.strip().startswith("-")
    assert parse_bound(text) == "" or text.strip() != ""
    assert isinstance(parse_day_list(text), str)


@given(st.integers(1, 999))
def test_counts_in_words(number: int) -> None:
    words = in_words(number)
    assert parse_count(words) == parse_count(words.capitalize()) == parse_count(words.replace("-", " ")) == number


@given(st.integers(0, 99_999))
def test_counts_in_digits(number: int) -> None:
    assert parse_count(str(number)) == parse_count(f"{number:,}") == number


@pytest.mark.parametrize(
    ("printed", "count"),
    [
        ("none", 0),
        ("no", 0),
        ("two hundred and six", 206),
        ("hundred", 100),
        ("12.5", None),
        ("many", None),
        ("twenty patients", None),
        ("", None),
        pytest.param("and", None, marks=pytest.mark.xfail(strict=True, reason="a lone and is read as nought")),
    ],
)
def test_counts_at_the_edge(printed: str, count: int | None) -> None:
    assert parse_count(printed) == count


@given(decimals, st.sampled_from(["months", "month", "mo", "mos", " Months "]))
def test_months_stay_as_printed(value: Decimal, unit: str) -> None:
    assert months(value, unit) == value


@given(decimals, st.sampled_from(["years", "year", "yr", "yrs"]))
def test_years_are_twelve_months_exactly(value: Decimal, unit: str) -> None:
    assert months(value, unit) == 12 * value


@given(decimals)
def test_weeks_and_days_agree_to_the_last_printed_digit(value: Decimal) -> None:
    assert abs(months(value, "weeks") - value * 7 / DAYS_IN_A_MONTH) <= Decimal("0.005")
    assert abs(months(7 * value, "days") - months(value, "weeks")) <= Decimal("0.01")


@given(st.lists(decimals, min_size=2, max_size=2), st.sampled_from(["days", "weeks", "months", "years"]))
def test_a_longer_time_is_never_shorter_in_months(values: list[Decimal], unit: str) -> None:
    low, high = sorted(values)
    assert months(low, unit) <= months(high, unit)


@given(decimals)
def test_a_bound_is_the_number_that_was_printed(number: Decimal) -> None:
    assert parse_bound(str(number)) == str(number)


@pytest.mark.parametrize(
    ("printed", "bound"),
    [
        ("NR", "NR"),
        ("NYR", "NR"),
        ("∞", "NR"),
        ("not yet reached", "NR"),
        ("not been reached", "NR"),
        ("NE", "NE"),
        ("NA", "NE"),
        ("not estimable", "NE"),
        ("not available", "NE"),
        ("nr", ""),
        ("", ""),
        ("7–9", ""),
    ],
)
def test_bounds_in_words(printed: str, bound: str) -> None:
    assert parse_bound(printed) == bound


@pytest.mark.parametrize(
    ("sign", "printed", "p_value"),
    [
        ("<", "0.001", "<0.001"),
        ("≤", "0.05", "<=0.05"),
        ("⩽", "0·05", "<=0.05"),
        ("≥", ".2", ">=.2"),
        (">", "0.99", ">0.99"),
        ("=", "0·04", "0.04"),
        ("", "0,04", "0.04"),
        (" < ", "NS", "<NS"),
    ],
)
def test_p_values(sign: str, printed: str, p_value: str) -> None:
    assert parse_p_value(sign, printed) == p_value


@pytest.mark.parametrize(("printed", "grade"), [("IV", "4"), ("iii", "3"), ("Two", "2"), ("5", "5"), ("x", "x")])
def test_grades_in_digits(printed: str, grade: str) -> None:
    assert arabic(printed) == grade


day_numbers = st.lists(st.integers(1, 42), min_size=1, max_size=8, unique=True).map(sorted)
joins = st.sampled_from([", ", ",", " and ", ", and ", " & "])


@given(day_numbers, joins)
def test_lists_of_days(days: list[int], join: str) -> None:
    assert parse_day_list(join.join(map(str, days))) == ",".join(map(str, days))


@given(st.integers(1, 20), st.integers(21, 42), st.sampled_from(["-", "–", "—", "−", " – ", " to ", " through "]))
def test_ranges_of_days(first: int, last: int, dash: str) -> None:
    assert parse_day_list(f"{first}{dash}{last}") == f"{first}-{last}"


def test_days_and_ranges_together() -> None:
    assert parse_day_list("1-4, 9 through 12, and 17–20") == "1-4,9-12,17-20"


@given(day_numbers)
def test_a_list_of_days_reads_the_same_again(days: list[int]) -> None:
    once = parse_day_list(", ".join(map(str, days)))
    assert parse_day_list(once) == once
