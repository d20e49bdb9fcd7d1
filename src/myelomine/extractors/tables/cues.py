"""The words of headers and stubs that say what cells hold, what a column is for, and what is no result."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

import regex


class Holds(StrEnum):
    """What the cells under a heading hold."""

    UNSAID = ""
    COUNT = "count"
    PERCENT = "percent"
    SHARE = "count and percent"
    MEDIAN = "median"
    INTERVAL = "interval"
    P_VALUE = "p-value"
    RATIO = "hazard ratio"
    SIZE = "patients"
    EVENTS = "events"
    UNREAD = "not read"


class Role(StrEnum):
    """What a column of a table of studies is for."""

    STUDY = "study"
    REGIMEN = "regimen"
    SCHEDULE = "schedule"
    SIZE = "size"
    MEASURE = "measure"
    RESULTS = "results"
    OTHER = "other"


def any_of(*forms: str) -> regex.Pattern[str]:
    """One pattern of several forms, upper and lower case alike."""
    return regex.compile("(?i)" + "|".join(forms))


NO = r"(?:n|no\.?|nos\.?|number|#)"
PEOPLE = r"(?:patients?|pts\.?|subjects?|participants?|cases?)"
_IN_BRACKETS = r"[\[(]\s?%\s?(?:of \w+)?[\])]"
_STATE = (
    r"(?:treated|evaluable|assessable|enrolled|evaluated|assessed|included|randomi[sz]ed|studied|dosed"
    r"|infused|analy[sz]ed|transplanted|assigned)"
)

#: In this order: a heading holds what the first cue that it contains says.
_HOLDS = (
    (Holds.P_VALUE, any_of(
        r"^(?:two-sided |log[- ]?rank )?p(?:[- ]?values?)?(?:\s?\(.{1,40}\))?$",
        r"^p(?:[- ]?values?)? (?:for|of) (?:the )?(?:any|all|every|grades?|difference|comparison|trend|≥|>).{0,25}$",
        r"^log[- ]?rank\b.{0,20}$",
        r"^p(?:[- ]?values?)?[\s,:(]{1,3}[^,;]{1,25}?\s(?:vs\.?|v|versus)\s[^,;]{1,25}$",
    )),
    (Holds.RATIO, any_of(r"\bhazard ratios?\b", r"(?-i:\ba?HRs?\b)")),
    (Holds.UNREAD, any_of(
        r"\b(?:odds ratios?|relative risks?|risk (?:ratios?|differences?)|differences?|mean|score|change from)\b",
        r"\b(?:attribution|comments?|univariate|multivariate|multivariable|maximum grade|worst grade of)\b",
        r"\b(?:patient|person)[- ]y(?:ea)?rs?\b|^ratio$",
        r"^I\s?[2²](?:[,;]? ?\(?%\)?)?$|\bheterogeneity\b",
        r"^(?:no\. of |number of |included )?(?:studies|trials)(?: \(n\))?$",
        r"(?-i:\bOR\b(?=\s?[\[(,]\s?95))",
    )),
    (Holds.EVENTS, any_of(
        rf"^(?:{NO}|events?)\s?(?:of events\s?)?/\s?(?:n|total|{PEOPLE})$",
        rf"\b(?:events?|deaths?)\s?(?:/|of|per)\s?(?:(?:the )?{NO} of )?(?:n|total|no\.?|{PEOPLE})",
        r"(?-i:\bn/N\b)(?!\s?\()",
        rf"^(?:{NO} of )?(?:events|deaths|relapses)(?:,? ?[\[(]?{NO}?,? ?\(?%?\)?[\])]?)?$",
        r"\bcensored\b|\bat risk\b",
    )),
    (Holds.MEDIAN, any_of(r"\bmedians?\b")),
    (Holds.INTERVAL, any_of(
        r"^[\[(]?(?:(?:exact |two-sided )?9\d ?% ?(?:exact |two-sided )?)?"
        r"(?:CIs?|C\.I\.|confidence (?:intervals?|limits?))"
        r"(?:[,:]?\s?[—–-]{0,2}\s?[\[(]?(?:%|per ?cent|months?|mos?|yrs?|years?)?[\])]?)?[\])]?$",
    )),
    (Holds.SHARE, any_of(
        rf"(?<!\p{{L}}){NO}\s?(?:of {PEOPLE})?,?\s?(?:{_IN_BRACKETS}|/\s?%|and %|,\s?%)",
        rf"{PEOPLE},?\s?(?:{NO}\s?)?[\[(]%[\])]",
        rf"\bfrequency \(%\)|\b{NO}(?: of {PEOPLE})? \(per ?cent\)",
    )),
    (Holds.SIZE, any_of(
        rf"^(?:total )?(?:{NO} of )?(?:{_STATE} )?{PEOPLE}(?: {_STATE})?(?:,? [\[(]?{NO}[\])]?)?$",
        r"^sample(?: size)?$",
        rf"^(?:{NO} )?(?:(?:dlt|response|toxicity|safety|efficacy)[- ])?{_STATE}(?:,? \(?n\)?)?$",
        r"^(?-i:N)$",
    )),
    (Holds.COUNT, any_of(
        rf"^{NO}$", rf",\s?{NO}$", rf"[\[(]\s?{NO}\s?[\])]", rf"\b{NO} of {PEOPLE}\b", r"\bnumber\b",
        r"(?<=[\p{L}\d)])\s(?-i:[nN]|[Nn]o\.)$",
    )),
    (Holds.PERCENT, any_of(r"%(?! ?CI)", r"\bper ?cent(?:age)?\b")),
)  # fmt: skip

_ROLES = (
    (Role.STUDY, any_of(
        r"^(?:study|studies|trials?|series|source|publication)\b",
        r"^(?:first )?(?:authors?|investigators?|references?|ref\.?)\b",
    )),
    (Role.SCHEDULE, any_of(r"\b(?:schedules?|dos(?:e|es|ing|age)|administration)\b")),
    (Role.SIZE, any_of(
        rf"^{NO}(?: of {PEOPLE})?$",
        r"^sample(?: size)?$",
        rf"^{PEOPLE}(?:,? \(?{NO}\)?)?$",
        rf"^evaluable(?: {PEOPLE})?$",
        r"^n \(?evaluable\)?$",
    )),
    (Role.OTHER, any_of(
        r"\b(?:prior|previous|lines?|type of study|phase|design|year|disease|population|setting|follow[- ]?up)\b",
        r"\b(?:age|sex|refractory|characteristics?|supportive care|creatinine|criteria)\b",
    )),
    (Role.RESULTS, any_of(
        r"^(?:best )?responses?(?: rates?)?(?: \(.{1,40}\))?$",
        r"^(?:efficacy|outcomes?|results?|key findings|survival(?: outcomes?)?)$",
        r"^(?:median )?(?:tte|time[- ]to[- ]events?)\b",
        r"^(?:key |main |grade .{1,12} )?(?:toxicit(?:y|ies)|adverse events?|safety)(?: \(.{1,40}\))?$",
        r"^toxicities\b",
    )),
    (Role.REGIMEN, any_of(
        r"\b(?:regimens?|treatments?|therap(?:y|ies)|arms?|drugs?|protocols?|combinations?|agents?)\b",
    )),
)  # fmt: skip

# a heading that names a measure only to say when, why or in whom something else was counted
_OTHER_BEFORE = any_of(
    r"\b(?:in|after|post|following|due to|because of|owing to|related to|for|from|without|requiring|history of)\b",
    r"\b(?:time to|days? (?:of|with)|onset of|resolution of|duration of|deaths?|hospitali[sz]ations?)\b",
)
_OTHER_AFTER = any_of(
    r"^[\s,-]{0,3}(?:post|after|following|from|since|among|requiring|leading|resulting|onset|duration|recovery)\b",
    r"^[\s,-]{0,3}(?:evaluable|assessable|period|window|observation|criteria|definition)\b",
    r"^[\s,-]{0,3}(?:management|prophylaxis|resol\w+|transfusions?)\b",
    r"^[\s,-]{0,3}in (?!all|evaluable|itt|the (?:itt|intent|safety|evaluable|total|overall))",
)

#: Words that say how cells count or whom a table is about, but name no part of the patients.
SILENT_WORDS = frozenset({
    "n", "no", "nos", "number", "n/n", "of", "the", "in", "with", "and", "or", "at", "by", "for", "to", "per", "on",
    "patients", "patient", "pts", "subjects", "participants", "cases", "percent", "percentage", "rate", "rates",
    "median", "medians", "range", "iqr", "ci", "interval", "intervals", "confidence", "hazard", "ratio", "ratios",
    "hr", "p", "value", "values", "month", "months", "mo", "mos", "week", "weeks", "wk", "wks", "year", "years", "yr",
    "yrs", "day", "days", "event", "events", "total", "overall", "all", "any", "incidence", "frequency", "result",
    "results", "estimate", "estimates", "estimated", "treatment", "study", "therapy", "group", "groups", "arm",
    "arms", "cohort", "cohorts", "regimen", "regimens", "treated", "evaluable", "assessable", "enrolled", "evaluated",
    "included", "time", "response", "responses", "outcome", "outcomes", "characteristic", "characteristics",
    "parameter", "parameters", "variable", "variables", "measure", "measures", "statistic", "statistics", "data",
    "grade", "grades", "toxicity", "adverse", "severity", "safety", "population", "who", "nci", "ctc", "ctcae",
    "worst", "dosed", "infused", "analyzed", "analysed", "assigned", "dlt", "dlts", "dlt-evaluable",
    "response-evaluable",
})  # fmt: skip
#: Words that leave "any adverse event" what it is.
PLAIN_WORDS = SILENT_WORDS | frozenset({
    "least", "one", "more", "than", "cause", "treatment-emergent", "treatment-related", "drug-related", "emergent",
    "related", "drug", "an", "experiencing", "having", "reporting", "reported", "higher", "worse", "i", "ii", "iii",
    "iv", "v",
})  # fmt: skip


@lru_cache(maxsize=4096)
def holds_of(text: str) -> Holds:
    """What the cells under these words hold.

    >>> [holds_of(t).value for t in ("No. (%)", "Any grade, n (%)", "P", "Hazard ratio (95% CI)", "95% CI", "Median")]
    ['count and percent', 'count and percent', 'p-value', 'hazard ratio', 'interval', 'median']
    >>> [holds_of(t).value for t in ("No.", "% of patients", "n/N", "N", "Patients treated", "Odds ratio", "KPd")]
    ['count', 'percent', 'events', 'patients', 'patients', 'not read', '']
    """
    body = text.strip(" ,;:*†‡§‖¶")
    return next((holds for holds, cue in _HOLDS if cue.search(body)), Holds.UNSAID)


@lru_cache(maxsize=4096)
def role_of_words(text: str) -> Role:
    """The role of a column of a table of studies, by the words of its header.

    >>> [role_of_words(text).value for text in ("Author, year", "Treatment", "Dosing", "No. of patients", "TTE")]
    ['study', 'regimen', 'schedule', 'size', 'results']
    """
    return next((role for role, cue in _ROLES if cue.search(text)), Role.OTHER)


def is_told_of_another(before: str, after: str) -> bool:
    """Whether the words around a measure make it another's: "death in CR", "dose reduction due to neutropenia".

    >>> is_told_of_another("Deaths in ", ""), is_told_of_another("Best ", ", n (%)")
    (True, False)
    >>> is_told_of_another("", " after transplant")
    True
    """
    return _OTHER_BEFORE.search(before) is not None or _OTHER_AFTER.match(after) is not None
