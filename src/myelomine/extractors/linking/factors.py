"""Risk factors: the words that a hazard ratio of a regression stands behind: "del(17p) (HR 1.9) and age (HR 1.4)"."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from myelomine.extractors.arms import Reference
from myelomine.extractors.linking.stretches import opening_bracket
from myelomine.extractors.measures import SURVIVAL, Measure
from myelomine.extractors.quantities import Quantity
from myelomine.extractors.sentences import Sentence

_ASSOCIATED = regex.compile(
    r"(?i)\b(?:associated with|correlat\w+ with|predict\w*|prognostic|(?:risk|adverse) factors?|independent(?:ly)?"
    r"|multivaria\w+|univaria\w+|Cox|impact(?:ed)?|influenced?|affected|adverse(?:ly)?|conferred|negatively)\b"
)
# where the words for a factor start, seen from its bracket
_LABEL = regex.compile(
    r"(?:^|[,;:)\]]\s?(?:(?:and|or|as well as)\s)?|\b(?:and|or|included|including|were|was|are|is|by|that|with|for)\s)"
    r"(?:(?i:(?:the|an?|only|both|having|being|either|the presence of|presence of|patients with|a history of)\s){0,3})"
    r"(?P<label>(?!(?:and|or|the|with|for|by|in)\b)[\p{L}\d<>≤≥+][^,;:()\[\]]{0,60}?(?:\([^()\s]{1,12}\))?[^,;:()\[\]]{0,30}?)"
    r"\s?$"
)
_AND = regex.compile(r"^.*\b(?:and|or|were|was|are|is|by|that|included|including)\s(?=\S)")
_LEAD = regex.compile(
    r"(?i)^(?:(?:in|on|by|at|from|using)\s(?:an?\s|the\s|our\s)?[^,]{0,60}?"
    r"(?:analys[ie]s|models?|regressions?)[^,]{0,40},\s|(?:however|overall|notably|importantly|moreover|also),?\s)+"
)
_SUBJECT = regex.compile(
    r"^(?i:(?:only\s|the\s|having\s|an?\s){0,2}(?:(?:presence|detection|persistence)\sof\s)?(?:an?\s)?"
    r"(?:patients with\s)?)"
    r"(?P<label>[\p{L}\d<>≤≥+][^,;:]{1,70}?)\s(?:(?:also|still|again)\s)?"
    r"(?:was|were|is|are|had|has|have|remained|predicted|independently|emerged|showed|significantly|retained|adversely"
    r"|negatively|correlated|conferred|increased|shortened|affected)\b"
)
_NO_FACTOR = regex.compile(
    r"(?i)^(?:mainly|mostly|chiefly|largely|primarily|partly|entirely|related|due|driven|caused|explained"
    r"|it|this|these|they|(?:not|also|no longer|\w+ly)?\s?associated)\b"
    r"|\b(?:survival|PFS|OS|EFS|TTP|DFS|TTNT|DOR|progression|deaths?|risk of|hazards?"
    r"|analys[ie]s|model|ratio|shorter|longer|inferior|worse|better|outcomes?|prognosis|benefit|multivaria\w+|univaria\w+|significan\w+)\b"
)


def factor_of(sentence: Sentence, quantity: Quantity, found: Sequence[Measure]) -> Reference | None:
    """The factor that a hazard ratio is of: the words right before its bracket, else the subject of the sentence."""
    if not _ASSOCIATED.search(sentence.text) or not any(m.kind == SURVIVAL for m in found):
        return None
    opened = opening_bracket(sentence.text, quantity.start)
    if opened is not None and (label := _before_bracket(sentence.text, opened)):
        return label
    return _subject(sentence.text, quantity.start)


def _before_bracket(text: str, opened: int) -> Reference | None:
    """The factor right before a bracket, which starts behind the last comma, conjunction or verb."""
    start = max(0, opened - 110)
    hit = _LABEL.search(text[start:opened])
    if hit is None:
        return None
    label = hit["label"]
    shorter = _AND.match(label)
    begin = hit.start("label") + (shorter.end() if shorter else 0)
    return _reference(text, start + begin, start + hit.end("label"))


def _subject(text: str, end: int) -> Reference | None:
    """The subject of the sentence, where it is one factor: "The presence of t(4;14) predicted a shorter OS (HR 2)"."""
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    hit = _SUBJECT.match(text[start:end])
    if hit is None or regex.search(r"\band\b|,", hit["label"]):
        return None
    return _reference(text, start + hit.start("label"), start + hit.end("label"))


def _reference(text: str, start: int, end: int) -> Reference | None:
    label = text[start:end].strip()
    if _NO_FACTOR.search(label) or not regex.search(r"\p{L}{2}|\d", label):
        return None
    return Reference(start, start + len(label), label, subgroup=True)
