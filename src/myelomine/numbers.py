"""Reads one printed number, count, duration, grade, schedule or bound; the doctests are the specification.

Every `parse_` function is total: it gives None (or an empty text) where it is not sure, and never guesses.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import regex

DAYS_IN_A_MONTH = Decimal("30.4375")

_UNITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
          "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS = (
    {word: i for i, word in enumerate(_UNITS)}
    | {word: 10 * i for i, word in enumerate(_TENS, 2)}
    | {"none": 0, "no": 0, "single": 1}
)
_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4", "V": "5"}
# Lancet prints 70·8 with a middle dot; some typesetters use the bullet operator
_DECIMAL_DOTS = str.maketrans({"·": ".", "∙": ".", "⋅": "."})
_DASHES = regex.compile(r"\s?[-–—−‐‑]\s?")
_THOUSANDS = regex.compile(r"\d{1,3}(?:[,\s  ]\d{3})+")
_THOUSANDS_SIGN = regex.compile(r"[,\s  ]")
_DECIMAL = regex.compile(r"-?(?:\d{1,12}(?:\.\d{1,9})?|\.\d{1,9})")
_NOT_REACHED = regex.compile(r"NR|NYR|∞|not (?:yet )?(?:been )?reached|upper limit not reached")
_NOT_ESTIMABLE = regex.compile(
    r"NE|NA|N/A|(?:not|could not be|cannot be|can not be) "
    r"(?:estimable|estimated|evaluable|available|calculable|calculated|determined)"
)
_A_LARGE_NUMBER = regex.compile(r"^a (?=hundred|thousand)")
_BETWEEN_WORDS = regex.compile(r"[\s,-]+")
_THROUGH = regex.compile(r"(?i)\s+(?:to|through|until)\s+(?:days?\s)?|\s?~\s?")
_LISTED = regex.compile(r"\s?(?:,\s?(?:and|&)?|\band\b|&|/)\s?")


def parse_decimal(text: str) -> Decimal | None:
    """Read one printed number without its unit; None when the text is not one.

    >>> parse_decimal("70·8")
    Decimal('70.8')
    >>> parse_decimal(".002")
    Decimal('0.002')
    >>> parse_decimal("1,623")
    Decimal('1623')
    >>> parse_decimal("0,01")
    Decimal('0.01')
    >>> parse_decimal("0.1.50") is None
    True
    """
    body = text.translate(_DECIMAL_DOTS).strip()
    if _THOUSANDS.fullmatch(body):
        body = _THOUSANDS_SIGN.sub("", body)
    body = body.replace(",", ".") if body.count(",") == 1 and "." not in body else body
    if not _DECIMAL.fullmatch(body):
        return None
    try:
        return Decimal("0" + body) if body.startswith(".") else Decimal(body)
    except InvalidOperation:
        return None


def parse_count(text: str) -> int | None:
    """Read a whole number in digits or words.

    >>> parse_count("1,623"), parse_count("Fifty-one"), parse_count("Three hundred thirty-one")
    (1623, 51, 331)
    >>> parse_count("A hundred and eight"), parse_count("a")
    (108, None)
    >>> parse_count("One-hundred sixty-three"), parse_count("Two thousand, one hundred and five")
    (163, 2105)
    >>> parse_count("many") is None
    True
    """
    number = parse_decimal(text)
    if number is not None:
        return int(number) if number == int(number) else None
    thousands = total = 0
    for word in _BETWEEN_WORDS.split(_A_LARGE_NUMBER.sub("one ", text.strip().lower())):
        if word == "hundred":
            total = max(total, 1) * 100
        elif word == "thousand":
            thousands, total = max(total, 1) * 1000, 0
        elif word in _WORDS:
            total += _WORDS[word]
        elif word != "and":
            return None
    return thousands + total


def months(value: Decimal, unit: str) -> Decimal:
    """A duration in months: weeks and days by 30.4375 days a month, years by 12 (record contract, ruling 5).

    >>> months(Decimal(45), "weeks"), months(Decimal("2.5"), "years"), months(Decimal("11.30"), "months")
    (Decimal('10.35'), Decimal('30.0'), Decimal('11.30'))
    """
    letter = unit.strip().lower()[:1]
    if letter == "y":
        return value * 12
    if letter == "w":
        return (value * 7 / DAYS_IN_A_MONTH).quantize(Decimal("0.01"))
    if letter == "d":
        return (value / DAYS_IN_A_MONTH).quantize(Decimal("0.01"))
    return value


def parse_bound(text: str) -> str:
    """Read one bound of an interval: a number, NR or NE; empty when it is neither.

    >>> parse_bound("10·33"), parse_bound("not estimable"), parse_bound("NR"), parse_bound("x")
    ('10.33', 'NE', 'NR', '')
    """
    number = parse_decimal(text)
    if number is not None:
        return str(number)
    if _NOT_REACHED.fullmatch(text.strip()):
        return "NR"
    return "NE" if _NOT_ESTIMABLE.fullmatch(text.strip()) else ""


def parse_p_value(sign: str, text: str) -> str:
    """A p-value as the contract wants it: as printed, without P and =.

    >>> parse_p_value("<", "0·0001"), parse_p_value("=", ".002"), parse_p_value("", "NS")
    ('<0.0001', '.002', 'NS')
    """
    body = text.translate(_DECIMAL_DOTS).replace(",", ".").strip()
    mark = {"≤": "<=", "⩽": "<=", "≥": ">=", "⩾": ">=", "<": "<", ">": ">"}.get(sign.strip(), "")
    return mark + body


def arabic(grade: str) -> str:
    """A grade's digit: III and three are 3.

    >>> arabic("III"), arabic("4"), arabic("three")
    ('3', '4', '3')
    """
    word = grade.strip()
    return _ROMAN.get(word.upper()) or (str(_WORDS[word.lower()]) if word.lower() in _WORDS else word)


def parse_day_list(text: str) -> str:
    """The days of a schedule in the contract's form.

    >>> parse_day_list("1 to 4, 9 to 12, and 17 to 20")
    '1-4,9-12,17-20'
    >>> parse_day_list("1, 4, 8, and 11"), parse_day_list("1–21"), parse_day_list("1 and 2")
    ('1,4,8,11', '1-21', '1,2')
    >>> parse_day_list("1 to day 14")
    '1-14'
    >>> parse_day_list("−7 to −4"), parse_day_list("-3, -2 and -1")
    ('-7--4', '-3,-2,-1')
    """
    body = _THROUGH.sub("-", text.strip())
    body = _DASHES.sub("-", body)
    body = _LISTED.sub(",", body)
    return regex.sub(r",+", ",", regex.sub(r"\s+", "", body)).strip(",")
