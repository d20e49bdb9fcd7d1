"""What the words around a number say against it: a follow-up, an age, a threshold, a denominator, a cause of death."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import regex

from myelomine.extractors.measures import CLASSES, FATAL, RESPONSE, SURVIVAL, TOXICITY, Measure
from myelomine.extractors.quantities import Quantity, Unit
from myelomine.extractors.sentences import Sentence
from myelomine.extractors.wording import SEEN
from myelomine.mentions import Label, Mention

# how many characters before or behind a number a cue may stand and still say that the number is no result
_EXCLUDED_BEFORE = {
    "follow_up": 45,
    "age": 45,
    "difference": 45,
    "odds": 30,
    "exposure": 60,
    "baseline": 40,
    "prior": 30,
}
_EXCLUDED_AFTER = {"follow_up": 25, "age": 12, "difference": 4, "prior": 25, "baseline": 25}
_ELSEWHERE = 90
# nothing in a sentence that assumes or admits is a result
_SENTENCE_EXCLUDED = ("assumption", "eligibility")
# what tells who is meant where it stands in the name of a subgroup
_NAMING = ("age", "baseline", "prior", "eligibility")
_TIME_REACH = 40
# no median of myeloma is longer, in months
_LONGEST = 400
# "at 12 months" is when, not how long
_TIME_BEFORE = regex.compile(
    r"(?i)\b(?:at|after|(?<!\b(?:and|or)\s)beyond|within|for|during|every|first|last|by|until|up to|through|from"
    r"|approximately every"
    r"|over|past)\s(?:the\s)?(?:(?:first|last|past)\s)?(?:\d{1,3}(?:\s(?:and|or|to)\s|\s?[-–]\s?))?$"
)
_CHANGED_FROM = regex.compile(
    r"(?i)\b(?:prolong|improv|increas|extend|lengthen|reduc|decreas|shorten|rais|rose|rise|chang|doubl|delay|fell|drop)\w{0,4}\b(?:[^.;]|\.\d){0,90}\bfrom\s(?:an?\smedian\sof\s|a\s)?$"
)
_CHANGED_TO = regex.compile(
    r"\s?(?:[\[(][^()\[\]]{3,60}[\])]\s)?(?:(?:with|in|for|on|before|after)\s[^.;,]{2,40}\s)?to\s(?:an?\smedian\sof\s)?\d"
)
_DENOMINATOR_BEFORE = regex.compile(r"\b(?:[Oo]f|[Aa]mong|from|available for)\s(?:(?:the|these|all|those|our)\s){0,2}$")
# "17% of deaths", "29 of the 51 severe infections": a share of what happened, not of the patients
_OF_EVENTS = regex.compile(
    r"(?i)\s(?:\([^()]{1,20}\)\s)?of\s(?:(?:all|the|these|those|our|\d{1,4}|reported|observed|recorded|fatal|serious"
    r"|severe|early|late|treatment-related|related)\s){0,4}(?:(?:adverse|infectious|thrombotic|bleeding|pulmonary)\s)?"
    r"(?:deaths|events|episodes|infections|pneumonias|reactions|h(?:a)?emorrhages|thromboses|fractures|toxicities"
    r"|discontinuations|withdrawals|relapses|S?AEs|bact(?:a)?er(?:a)?emias|hospitali[sz]ations|cultures|isolates)\b"
)
# "two of the deaths were judged to be treatment-related"
# "The most common adverse events in 160 patients in the A group versus 79 in the B group were"
_MOST_COMMON_IN = regex.compile(
    r"(?i)\bmost (?:common|frequent)(?:ly)?\b[^.;:(%]{0,80}?\b(?:in|among)\s(?:the\s)?"
    r"(?:\d{1,4}\s[^.;:()%\d]{3,60}?\s(?:versus|vs\.?|and)\s(?:in\s)?)?$"
)
_BOUND_BEHIND = regex.compile(
    r"\s(?:of\s)?(?:(?:less|more|longer|shorter|fewer|greater) than|at least|at most|up to|[<>≤≥])\s?\d"
    r"[\d.·]*\s(?:months?|years?|weeks?|days?)\b(?=\s?[,(\[]|\s(?:was|were|and|or|predicted)\b)"
)
_JUDGED_RELATED = regex.compile(r"(?i)\s(?:was|were|are)\b[^.;]{0,60}\b(?:treatment|drug|therapy|related|toxic\w*)\b")
_EVENTS_COUNTED = regex.compile(
    r"(?i)\s(?:(?!(?:of|in|with|had|and|patients?)\b)[a-z-]{3,20}\s){0,2}?"
    r"(?:deaths|events|episodes|infections|pneumonias|reactions|h(?:a)?emorrhages|thromboses|fractures|toxicities"
    r"|discontinuations|withdrawals|relapses|S?AEs|bact(?:a)?er(?:a)?emias|hospitali[sz]ations|cultures|isolates)\b"
)
_DEATHS_BEFORE = regex.compile(r"(?i)\b(?:died|deaths?)\b[^.]*:[^.]*$")
# "four treatment-related deaths: three in the A group and one in the B group"
_IN_AN_ARM = regex.compile(
    r"\s(?:patients?\s)?(?:in|on|of|with|among)\s(?:the\s)?(?:[\w+/-]+\s){0,3}(?:groups?|arms?|cohorts?)\b"
)
_DEATHS_REACH = 150
_DEATHS_TOLD = regex.compile(r"(?i)\b(?:died|deaths?|TRM|mortality|fatal)\b(?!\srates?)(?:[^.;]|\.\d){0,140}$")
# "treatment-related deaths (2 [1%] in A and 3 [2%] in B)" are their numbers, not their causes
_SHARES_OF_ARMS = regex.compile(
    r"[\[(]\s?(?:\d+(?:[.·]\d+)?\s?%|\w+\s?[\[(]\d[^()\[\]]{0,9}%|n\s?=|\d+ of \d+)(?!.*(?:due to|from|because))"
)
_SEPARATING = regex.compile(r"[;]|\d\s?%|\b(?:and|the median|was)\b.{0,40}\d")
_WHO = regex.compile(r"\s(?:patients|pts|responders)\b(?!\s(?:was|were|in|with)?\s?[\d(])")
# "MRD was tested in 36 patients in CR or better": in which patients something was looked at
_LOOKED_AT_IN = regex.compile(
    r"(?i)\b(?:tested|assessed|evaluated|examined|analy[sz]ed|measured|determined|studied|available|performed|monitored"
    r"|done|carried out|sought|known)\s(?:in|for|from|of)\s(?:all\s|the\s|only\s){0,2}(?:[\w-]+\s){1,2}?"
    r"(?:patients|pts|subjects|participants|those|cases)\s(?:who (?:were|had)\s|already\s)?"
    r"(?:in|with|at|achieving|reaching)\s(?:an?\s|at least\s(?:an?\s)?)?$"
)
# "the median OS was 11 months with a median follow-up of 10 months": the follow-up has a value of its own
_OWN_TIME = regex.compile(
    r"\s?(?:of|was|is|[:,=])?\s?(?:only\s)?\d{1,3}(?:[.·]\d{1,2})?[\s-]?(?:months?|mos?\b|years?|yrs?|weeks?|days?)"
)
_IS_REACHED = regex.compile(rf"\s(?:was|were|has been|had been|have been)\s{SEEN}\b")
# "neuropathy resolved in 57%": what is counted is how the event ended
_GOT_BETTER = regex.compile(
    r"\s(?:had\s|has\s|then\s|later\s|completely\s|partially\s){0,2}"
    r"(?:improved|resolved|recovered|reversed|abated|disappeared|subsided|regressed|was reversible|were reversible)\b"
)
_PRESENT_BEFORE = regex.compile(r"(?i)\b(?:pre-?existing|baseline|previous|prior|history of)\s(?:\w+\s)?$")
_AT_BASELINE = regex.compile(
    r"\s(?:was\s|were\s)?(?:already\s)?(?:present\s)?(?:at (?:baseline|(?:study |trial )?entry|enrol\w+|inclusion"
    r"|diagnosis)|before (?:treatment|study|therapy))\b"
)
# "hypercalcemia was present in 20% of patients at diagnosis"
_FOUND_AT_BASELINE = regex.compile(
    r"\s(?:was|were)\s(?:\w+\s)?(?:in|by)\s[^.;,:]{1,40}?\s(?:at|on|before)\s(?:the time of\s)?(?:initial\s)?"
    r"(?:baseline|diagnosis|presentation|(?:study |trial )?(?:entry|enrol\w+)|inclusion|admission)\b"
)
_AS_LABORATORY = regex.compile(r"(?i)\bas (?:an? )?laboratory (?:abnormalit\w+|findings?|values?)[^;.:]{0,60}$")
# what became of the treatment, with no adverse event named
_NO_TOXICITIES = frozenset({"dose reduction", "dose interruption", "discontinuation due to progressive disease"})
_AS_AN_EVENT = regex.compile(r"(?i)\bas an?\s(?:\w+\s)?$")
_AS_SHARES = regex.compile(r"\s?(?:between|in)\s[^()]{2,60}\(\d[^()]{1,30}\)\s(?:and|versus|vs\.?)\s[^()]{2,60}\(\d")
_ENDS_OF_CHANGE = regex.compile(r"\d\s?(?:months|years|weeks|%|per ?cent|percentage points|points)?\s?[,(]\s?from\b")
_OPENS_GROUP = regex.compile(r"\s?(?i:of|among|amongst|in|for|within)\b")
_NEXT_GROUP = regex.compile(r"\b(?:and|versus|vs\.?|but|compared with)\s$")
_IN_THOSE_WHO = regex.compile(
    r"\s?(?:[\[(][^()\[\]]{1,40}[\])]\s)?(?:in|for|among)\s(?:the\s)?\d+\s(?:patients|pts|subjects|participants)\s"
    r"(?:who|with|whose|that)\s(?:\w+\s)?"
)
_SHARES_REACH = 80
# "patients with a PFS of at least 12 months" tells who is meant
_CONDITION = regex.compile(r"\b(?:[Pp]atients|those|who)\s(?:with|had|having|whose)\s[^.;]{0,100}$")
# statements that hold of myeloma in general, and what happened before the study
_GENERAL_REACH = 110
_GENERALLY = regex.compile(
    r"(?i)\b(?:usually|typically|generally|often|commonly|some patients|many patients|most patients|can|may|might"
    r"|expected)\b[^;]*$"
)
_IS_SEEN = regex.compile(
    r"(?i)[^;,.\d]{0,30}\b(?:is|are|can be|may be)\s(?:\w+\s)?(?:seen|observed|expected|possible|rare|common)"
)
_HAS_A = regex.compile(r"\b(?:has|have)\s(?:an?\s)?(?:\w+\s)?(?:median\s)?(?:overall\s)?survival(?:\stime)?\sof\s$")
_SINCE = regex.compile(
    r"(?i)\b(?:from|since|after|before|following|prior to)\s(?:the\s)?(?:initial\s|first\s|autologous\s|last\s)?"
    r"(?:diagnosis|transplant\w*|ASCT|SCT|relapse|therapy|treatment)\s?(?:of\s)?[(\[]?\s?$"
)
_GRADED = regex.compile(r"\s?(?:grade\s\S{1,6}\s)?")


def is_spoken_about(sentence: Sentence, measure: Measure) -> bool:
    """Whether the event is not what is counted: "resolution of neuropathy", "prophylaxis against infection"."""
    if measure.name in _NO_TOXICITIES:
        return True
    if measure.name == "any adverse event" and _AS_AN_EVENT.search(sentence.text[: measure.start]):
        return True  # "was reported as an adverse event in 36%"
    if measure.kind == TOXICITY and _is_before_treatment(sentence.text, measure):
        return True
    if measure.kind == TOXICITY and _GOT_BETTER.match(sentence.text, measure.end):
        return True
    cues = (c for c in sentence.of(Label.NOT_A_RESULT) if c.value.text("about") and c.end <= measure.start)
    return any(
        (_GRADED.fullmatch(sentence.text[c.end : measure.start]) and measure.grade != FATAL)
        or (c.text.startswith(("died", "death")) and measure.kind == TOXICITY and measure.grade != FATAL)
        for c in cues
    )


def _is_before_treatment(text: str, measure: Measure) -> bool:
    """Whether an event was there before treatment or is told as a finding of the laboratory."""
    behind = _AT_BASELINE.match(text, measure.end) or _FOUND_AT_BASELINE.match(text, measure.end)
    before = bool(_PRESENT_BEFORE.search(text[: measure.start]) or behind)
    return before or _AS_LABORATORY.search(text[: measure.start]) is not None


def is_cause_of_death(sentence: Sentence, measure: Measure) -> bool:
    """Whether an event only says in brackets what people died of: "two deaths (one of sepsis)"."""
    if measure.kind != TOXICITY or "death" in measure.name:
        return False
    return any(a < measure.start < b for a, b in cause_brackets(sentence.text))


@lru_cache(maxsize=64)
def cause_brackets(text: str) -> tuple[tuple[int, int], ...]:
    """The outer brackets right behind deaths that give their causes."""
    spans = ((a, b) for a, b in _outer_brackets(text) if not _SHARES_OF_ARMS.match(text, a, b))
    return tuple((a, b) for a, b in spans if _DEATHS_TOLD.search(text[max(0, a - _DEATHS_REACH) : a]))


def _outer_brackets(text: str) -> list[tuple[int, int]]:
    """Start and end of each bracket that stands in no other."""
    out, depth, start = [], 0, 0
    for at, char in enumerate(text):
        if char in "([":
            depth, start = depth + 1, start if depth else at
        elif char in ")]" and depth:
            depth -= 1
            if not depth:
                out.append((start, at))
    return out


def names_subgroup(sentence: Sentence, measure: Measure) -> bool:
    """Whether a response only tells who is meant: "patients who obtained a PR"."""
    if _IS_REACHED.match(sentence.text, measure.end):
        return False  # "MRD-negative status was reached by 24%"
    if any(g.start <= measure.start and measure.end <= g.end for g in _subgroups(sentence)):
        return True
    if measure.kind == SURVIVAL and is_regression(sentence) and _BOUND_BEHIND.match(sentence.text, measure.end):
        return True  # "a treatment-free interval of less than 12 months (HR 2.31) predicted a shorter OS"
    if measure.kind == RESPONSE and _LOOKED_AT_IN.search(sentence.text[: measure.start][-110:]):
        return True
    behind = sentence.named(Label.RESPONSE, Label.ENDPOINT)
    meant = _WHO.match(sentence.text, measure.end)  # "seven of 12 CR patients tested were MRD-negative"
    return bool(meant and measure.kind == RESPONSE and any(m.start >= meant.end() for m in behind))


def _subgroups(sentence: Sentence) -> list[Mention]:
    return [g for g in sentence.of(Label.GROUP) if g.value.text("subgroup")]


def is_regression(sentence: Sentence) -> bool:
    """Whether a sentence speaks of risk factors: "in multivariate analysis, older age predicted a shorter OS"."""
    return any(c.value.text("regression") for c in sentence.of(Label.NOT_A_RESULT))


def is_excluded(sentence: Sentence, quantity: Quantity, found: Sequence[Measure]) -> bool:
    """Whether the words around a quantity say that it is no result: a follow-up, an age, a threshold, a difference."""
    if _is_denominator_or_time(sentence.text, quantity) or _counts_causes(sentence, quantity):
        return True
    if _is_share_of_events(sentence.text, quantity):
        return True
    if quantity.unit is Unit.COUNT and counts_all_at_risk(sentence.text, quantity.start, found):
        return True
    return any(_excludes(sentence, cue, quantity, found) for cue in sentence.of(Label.NOT_A_RESULT))


def counts_all_at_risk(text: str, offset: int, found: Sequence[Measure]) -> bool:
    """Whether a count tells in how many an event was looked for: "The most common toxicities in 160 patients were"."""
    if not _MOST_COMMON_IN.search(text[:offset]):
        return False
    return all(m.name in CLASSES for m in found if m.end <= offset)


def _is_share_of_events(text: str, quantity: Quantity) -> bool:
    """Whether a number is a share of events: "17% of deaths", "29 of the 51 severe infections"."""
    if quantity.unit not in (Unit.PERCENT, Unit.COUNT):
        return False
    if quantity.total is not None:
        whole = text[quantity.start : quantity.end].find(" of ")
        return whole >= 0 and _EVENTS_COUNTED.match(text, quantity.end) is not None
    hit = _OF_EVENTS.match(text, quantity.end)
    return hit is not None and not (quantity.unit is Unit.COUNT and _JUDGED_RELATED.match(text, hit.end()))


def _counts_causes(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a number stands in a bracket with causes of death, which events are named in."""
    events = sentence.named(Label.TOXICITY)
    return any(
        a < quantity.start < b and any(a < e.start < b and "death" not in e.name for e in events)
        for a, b in cause_brackets(sentence.text)
    )


def _is_denominator_or_time(text: str, quantity: Quantity) -> bool:
    """Whether a count is a denominator or one of a list of deaths, or a duration only says when."""
    before = text[: quantity.start]
    if quantity.unit is Unit.COUNT:
        counted = quantity.rule == "count.of_responses"  # "comprised of 1 sCR and 3 PR"
        whole = quantity.total is None and not counted and _DENOMINATOR_BEFORE.search(before)
        return bool(whole or (_DEATHS_BEFORE.search(before) and not _IN_AN_ARM.match(text, quantity.end)))
    if quantity.unit is Unit.MONTHS and _is_bound(before, quantity) and _CONDITION.search(before):
        return True
    if quantity.unit is Unit.MONTHS and quantity.qualifier and _is_general(text, quantity):
        return True
    timed = quantity.unit is Unit.MONTHS and quantity.value is not None
    if quantity.unit is Unit.MONTHS and quantity.value is not None and quantity.value > _LONGEST:
        return True  # "<65 years" is an age
    if timed and _CHANGED_FROM.search(before) and _CHANGED_TO.match(text, quantity.end):
        return False  # "prolonged PFS from 4.7 to 9.2 months"
    return timed and bool(_TIME_BEFORE.search(before[-_TIME_REACH:]))


def _is_bound(before: str, quantity: Quantity) -> bool:
    """Whether a duration is a limit, as its sign or the sign before it says."""
    return quantity.qualifier in (">", ">=", "<", "<=") or before.rstrip().endswith((">", "<", "≥", "≤"))


def _is_general(text: str, quantity: Quantity) -> bool:
    """Whether a bound belongs to a general statement or tells who is meant: "survival longer than 3 years is seen"."""
    clause = text[max(0, quantity.start - _GENERAL_REACH) : quantity.start]
    return bool(
        _SINCE.search(clause)
        or _GENERALLY.search(clause)
        or _IS_SEEN.match(text[quantity.end :])
        or (_HAS_A.search(clause) and text[quantity.start].isalpha())
    )


def _excludes(sentence: Sentence, cue: Mention, quantity: Quantity, found: Sequence[Measure]) -> bool:
    """Whether a cue speaks against a quantity."""
    kind = next(k for k, v in cue.value.texts if v)
    if not _applies(sentence, cue, kind, quantity):
        return False
    if kind == "elsewhere":
        near = cue.end <= quantity.start <= cue.end + _ELSEWHERE
        return near and not regex.search(r"[.;]", sentence.text[cue.end : quantity.start])
    if _is_no_bar(sentence.text, cue, kind, quantity):
        return False
    if kind in _SENTENCE_EXCLUDED or cue.start <= quantity.start < cue.end:
        return True
    if kind in ("prior", "baseline") and _tells_who(sentence, cue, quantity, found):
        return False
    before = 0 <= quantity.start - cue.end <= _EXCLUDED_BEFORE.get(kind, 0)
    after = 0 <= cue.start - quantity.end <= _EXCLUDED_AFTER.get(kind, 0)
    low, high = (cue.end, quantity.start) if before else (quantity.end, cue.start)
    measured = any(low <= m.start < high for m in found)
    return (before or after) and not measured and not _separated(sentence.text[low:high])


def _in_bracket_apart(text: str, cue: Mention, quantity: Quantity) -> bool:
    """Whether a cue stands in a bracket that a quantity stands outside of."""
    return any(a < cue.start < b and not a < quantity.start < b for a, b in _outer_brackets(text))


def _is_no_bar(text: str, cue: Mention, kind: str, quantity: Quantity) -> bool:
    """Whether a cue says nothing against a quantity: "the response rate (≥50% reduction in M-protein) was 57%"."""
    if kind == "difference":
        return _is_compared(text, cue, quantity)
    if kind == "follow_up" and cue.start >= quantity.end:
        return _OWN_TIME.match(text, cue.end) is not None
    return cue.pattern == "not_result.criterion" and _in_bracket_apart(text, cue, quantity)


def _is_compared(text: str, cue: Mention, quantity: Quantity) -> bool:
    """Whether a quantity is one of two that differ: "between A (72%) and B", "by 4 months, from 5 to 9"."""
    shares = _AS_SHARES.search(text[cue.end : quantity.end + _SHARES_REACH])
    return bool(shares or _ENDS_OF_CHANGE.search(text[cue.end : quantity.start]))


def _tells_who(sentence: Sentence, cue: Mention, quantity: Quantity, found: Sequence[Measure]) -> bool:
    """Whether a cue names the group of a result: "of 15 patients refractory to A, 8", "53% in the 30 who had had A"."""
    text = sentence.text
    if cue.end <= quantity.start:
        start = max(text.rfind(c, 0, cue.start) for c in ";:") + 1
        if _NEXT_GROUP.search(text[cue.end : quantity.start]) and _IN_THOSE_WHO.match(text, quantity.end):
            return True  # "53% in those who had had fewer than three lines and 31% in those who had had more"
        named = any(start <= g.start and g.end <= quantity.start for g in _subgroups(sentence))
        return named and bool(_OPENS_GROUP.match(text, start)) and "," in text[cue.end : quantity.start]
    measured = any(m.end <= quantity.start for m in found)
    return measured and _IN_THOSE_WHO.fullmatch(text[quantity.end : cue.start]) is not None


def _applies(sentence: Sentence, cue: Mention, kind: str, quantity: Quantity) -> bool:
    """Whether a cue of this kind can say anything about a quantity of this unit."""
    if kind == "difference":
        return quantity.unit is not Unit.RATIO
    if kind == "regression" or (kind in _NAMING and any(g.start <= cue.start < g.end for g in _subgroups(sentence))):
        return False
    if kind in ("age", "baseline"):
        return quantity.unit is not Unit.RATIO
    if kind == "eligibility" and quantity.unit is Unit.RATIO:
        return not is_regression(sentence)  # "an ECOG score of 2 (HR 1.9)" is a factor
    if kind == "prior":
        return quantity.unit not in (Unit.MONTHS, Unit.RATIO)
    return kind != "follow_up" or (quantity.unit is Unit.MONTHS and quantity.value is not None)


def _separated(gap: str) -> bool:
    return bool(_SEPARATING.search(gap)) or gap.count(",") > 1
