"""Names of adverse events that no pattern knows, as the rows of a table print them."""

from __future__ import annotations

import regex

from myelomine.extractors.tables.cues import any_of

#: A row that counts patients with an event of whatever kind, with the grade that it may name.
ANY_EVENT = regex.compile(
    r"(?i)(?:(?:patients|subjects) with )?(?:any|at least (?:one|1)|[≥>] ?[01])"
    r"(?: (?P<grade>grades? [≥>]? ?\d(?: ?(?:[-–/]|or|and) ?\d)?\+?))?"
    r"(?: (?:te|tr)?aes?| (?:adverse |toxic |treatment-emergent adverse )?events?| toxicit(?:y|ies)| side[- ]effects?)?"
)
_EVENT = regex.compile(r"\p{L}[\p{L}'’-]{3,24}(?:[ /-](?:\p{L}[\p{L}'’-]{0,24})){0,4}")
# words of rows that tell of something else than an event
_NO_EVENT = any_of(
    r"\b(?:any|all|total|overall|others?|none|no|not|unknown|missing|yes|grades?|number|miscellaneous)\b",
    r"\b(?:patients?|subjects?|age|sex|males?|females?|men|women|population|evaluable|baseline|prior|lines?)\b",
    r"\b(?:dos(?:e|es|ing)|reduc\w+|delay\w*|interrupt\w*|discontinu\w*|withdr\w+|cycles?|courses?|treatments?|therapy)\b",
    r"\b(?:deaths?|died|dead|fatal|hospital\w*|transfus\w*|received?|use|growth factors?|antibiotics?|g-csf)\b",
    r"\b(?:median|mean|range|scores?|duration|time|worst|maximum|levels?|serum|urin\w+|plasma|blood|positive)\b",
    r"\b(?:events?|toxicit\w+|adverse|serious|(?:un)?related|leading|safety|ha?ematologic\w*)\b",
    r"\b(?:organ|system|class|laboratory|investigations?|responses?|remission|relapse|progression|survival)\b",
)
_SPELLINGS = (
    ("haem", "hem"), ("oedema", "edema"), ("oesoph", "esoph"), ("rrhoea", "rrhea"), ("tumour", "tumor"),
    ("anaem", "anem"),
)  # fmt: skip
_PLURAL = regex.compile(r"(?<=ion|oma|er|ment|ture|cyst|ache|pain|cramp|spasm)s$")


def event_name(stub: str) -> str:
    """The name of an adverse event that a stub prints, in the record's form; empty where it can be none.

    >>> event_name("Torsade de pointes"), event_name("Haematomas"), event_name("Dose reduced"), event_name("Other")
    ('torsade de pointes', 'hematoma', '', '')
    """
    body = stub.strip(" *†‡§¶").lower()
    if not _EVENT.fullmatch(body) or _NO_EVENT.search(body):
        return ""
    for british, american in _SPELLINGS:
        body = body.replace(british, american)
    return _PLURAL.sub("", body)
