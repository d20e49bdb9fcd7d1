"""Labels of groups as printed, and the numbers of patients beside them."""

from __future__ import annotations

from functools import lru_cache

import regex

from myelomine.extractors.tables.cues import NO, PEOPLE, SILENT_WORDS, any_of
from myelomine.numbers import parse_count

_COUNT = r"(?P<n>\d{1,2},\d{3}|\d{1,5})\b(?!\s?/|[.,]\d)"
_SIZE = regex.compile(
    rf"[\[(]?\s?\b[nN]\s?=\s?{_COUNT}(?:\s?;\s?[\d.·]{{1,5}}\s?%)?\s?[\])]?|[\[(][Nn]o\.\s?=?\s?{_COUNT}\s?[\])]"
)
# the patients of a cell's own number: "29.5 (n = 81)"
_OWN_SIZE = regex.compile(r"(?<=\S)\s?[\[(]\s?[nN]\s?=\s?(?P<n>\d{1,2},\d{3}|\d{1,5})\s?[\])]$")
_TAIL = any_of(
    rf",?\s?(?:[\[(]\s?)?(?:{NO}\s?)?\(?%\)?(?:\s?[\])])?$",
    rf"\s?[\[(]\s?(?:%|{NO}|{NO}/{NO}|{NO},? ?\(?%\)?)\s?[\])]$",
    rf",?\s{NO}\s?\(%\)$",
    rf",?\s{{1,2}}{NO} of {PEOPLE}$",
    rf"(?<=\p{{L}}|\d)[:,]\s{NO}$",
    r"(?<=[\p{L}\d)])\s(?-i:[nN]|[Nn]o\.)$",
    r"(?<=\p{L}),?\s(?:groups?|arms?)$",
    r"\s?[\[(](?:range|IQR|95% CI|SD)[\])]$",
    r"(?<=\p{L}|[)\]]),?\smedians?$",
    r"(?<=\p{L}|[)\]]),?\s(?:medians?,?\s)?[\[(](?:in )?(?:months?|mos?\.?|weeks?|wks?|years?|yrs?|days)[\])]$",
)
_GLUED_NOTE = regex.compile(
    r"(?<=\p{Ll}{6})(?<!(?i:cohort|cycles?|stages?|levels?|grades?|groups?))\d{1,2}(?=$|[,;]? ?[(,]|,)"
)
_LEVEL = regex.compile(r"(?i)\b9\d ?% ?(?:CI|confidence)\b")
_WORD = regex.compile(r"[\p{L}\d][\p{L}\d/.-]*")


@lru_cache(maxsize=4096)
def size_in(text: str) -> int | None:
    """The number of patients that a text gives: "KPd (n = 238)".

    >>> size_in("KPd (n = 238)"), size_in("n = 1,623"), size_in("Flu-TBI (n = 22/49)")
    (238, 1623, None)
    """
    hit = _SIZE.search(text)
    return parse_count(hit["n"]) if hit else None


def own_size(text: str) -> int | None:
    """The number of patients behind the number of a cell.

    >>> own_size("29.5 (n = 81)"), own_size("29.5 (21–33)")
    (81, None)
    """
    hit = _OWN_SIZE.search(text.strip())
    return parse_count(hit["n"]) if hit else None


def without_own_size(text: str) -> str:
    """A cell without the number of patients behind its number."""
    return _OWN_SIZE.sub("", text.strip())


def size_ends(text: str) -> list[int]:
    """Where the numbers of patients in a text end."""
    return [hit.end() for hit in _SIZE.finditer(text)]


@lru_cache(maxsize=4096)
def without_size(text: str) -> str:
    """A text without the numbers of patients in it."""
    return _SIZE.sub("", text).strip(" ,;:")


def without_note(text: str) -> str:
    """A stub without the digit of a footnote that is glued to its word.

    >>> without_note("Thrombocytopenia1"), without_note("Infections2, n (%)"), without_note("Cohort1")
    ('Thrombocytopenia', 'Infections, n (%)', 'Cohort1')
    """
    return _GLUED_NOTE.sub("", text)


@lru_cache(maxsize=4096)
def trimmed(text: str) -> str:
    """A label as printed, without what only tells how its cells count.

    >>> trimmed("MP (n = 155) No. (%)"), trimmed("≥ VGPR (%)"), trimmed("Low Dose Refractory Group (n = 184)")
    ('MP', '≥ VGPR', 'Low Dose Refractory')
    """
    body, before = without_size(text), ""
    while body != before:
        before, body = body, _TAIL.sub("", body).strip(" ,;:*†‡§‖¶")
    return body


def telling_words(text: str, silent: frozenset[str] = SILENT_WORDS) -> list[str]:
    """The words of a text that name something, not how or in whom it is counted.

    >>> telling_words("Any grade, No. (%)"), telling_words("Level 2, n (%)"), telling_words("events/patients")
    ([], ['Level', '2'], [])
    """
    body = _LEVEL.sub(" ", without_size(text))
    return [word for word in _WORD.findall(body) if not all(w.strip(".-").lower() in silent for w in word.split("/"))]
