"""Level 3 of the cascade: what is measured. An endpoint with its landmark time, a toxicity with its grade."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from decimal import Decimal

import regex

from myelomine.extractors.quantities import Unit, grade_of
from myelomine.extractors.sentences import Sentence
from myelomine.extractors.wording import SEEN
from myelomine.mentions import Label, Mention
from myelomine.numbers import months, parse_count, parse_decimal

FATAL = "5"
RESPONSE, SURVIVAL, TOXICITY = "response", "survival", "toxicity"
_KINDS = {Label.RESPONSE: RESPONSE, Label.ENDPOINT: SURVIVAL, Label.TOXICITY: TOXICITY}
_FATAL = regex.compile(
    r"(?i)(?<!non-?\s?)\bfatal\s$"
    r"|\b(?:deaths?|mortality)\s(?:from|(?:due|attributed) to|caused by|because of)\s(?:an?\s)?$"
)


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured, where the sentence names it.

    `rule` is the pattern of its name; `times` are the landmarks of a list, one for each value that follows.
    """

    start: int
    end: int
    kind: str
    name: str
    rule: str
    grade: str = ""
    time_months: Decimal | None = None
    times: tuple[Decimal, ...] = ()

    def fits(self, unit: Unit) -> bool:
        """Whether a number of this unit can be a result of the measure."""
        if self.name == "death":  # a number of deaths on study is no result, a share is
            return unit is Unit.PERCENT
        if self.kind == SURVIVAL:
            return unit in (Unit.MONTHS, Unit.RATIO, Unit.PERCENT)
        return unit in (Unit.PERCENT, Unit.COUNT) or (self.kind == TOXICITY and unit is Unit.PER_TIME)


_ABBREVIATION_GAP = regex.compile(r"\s?[\[(]\s?|\s?[,/]\s?")
_IN_SHORT = regex.compile(r"\s?[\[(]\s?$")
_SAME_IN_SHORT = regex.compile(r"\s?[\[(,;:]\s?")
_THRESHOLD_GAP = regex.compile(
    r"\s?(?:rate\s?)?[\[(,]\s?(?:defined as\s)?|\s?(?:rate\s?)?,?\s?(?:defined as|that is|ie,?)\s(?:an?\s)?"
)
_INCLUDING = regex.compile(r"\s?[(,]\s?(?:including|comprising)\s(?:the\s|an?\s)?")
# "infections including pneumonia, 35 (16%)": the number that follows is the whole's
_INCLUDING_PART = regex.compile(r"\s(?:including|comprising|such as|predominantly|mainly|mostly)\s(?:the\s|an?\s)?")
_WHOLE_GOES_ON = regex.compile(r"\s?[,:]\s?(?=\d)|\s(?:was|were|occurred|in|developed)\b")
_CONSEQUENCES = regex.compile(
    r"\s(?:leading to|resulting in|complicated by|accompanied by|followed by)\s[^.,;:()\d]{3,60}?"
    r"(?=\s(?:occurred|developed|was|were)\b)"
)
# "sepsis led to death in 3 patients", "pneumonia was fatal in two"
_KILLED = regex.compile(
    r"(?i)\s(?:events?\s)?(?:(?:led|leading) to|resulted in|resulting in|caused|ended in|was the cause of"
    r"|accounted for)\s(?:the\s|a\s)?(?:patient\s)?deaths?\b(?!\s(?:or|and)\b)"
    r"|\s(?:events?\s)?(?:was|were|proved)\s(?:fatal|lethal)\b"
)
# "ORR (> PR)": the lower stroke of the sign is lost
_LOST_STROKE = regex.compile(r"\s?(?:rate\s?)?[\[(]\s?>\s?")
_FROM_ON = {"PR": "ORR", "MR": ">=MR"}
_EITHER = regex.compile(r"\s?/\s?|\s(?:and/)?or\s(?:an?\s)?(?:severe\s)?")
_LISTED_BEFORE = regex.compile(r"(?:\p{L}{4}|\))(?:,|\sor)\s(?:or\s)?(?:grade\s\S{1,5}\s)?$")
_FIGURE_BEHIND = regex.compile(
    rf"\s?(?:events?\s|rates?\s)?(?:[\[(]\s?(?:n\s?=\s?)?\d|(?:was|were|in|by|{SEEN}|\s){{1,5}}"
    r"\d[\d.·]*\s?(?:%|per ?cent|patients|\())"
)
_SUM = regex.compile(r"\s?(?:/|\+|\b(?:or|plus)\b)\s?(?:an?\s|above\s)?")
_SUMS = {
    frozenset({"CR", "nCR"}): "CR+nCR",
    frozenset({"CR", "sCR"}): ">=CR",
    frozenset({"CR", "VGPR"}): ">=VGPR",
    frozenset({">=CR", "VGPR"}): ">=VGPR",
}
# what a list of adverse events is headed by
CLASSES = frozenset(
    {
        "any adverse event",
        "serious adverse event",
        "hematologic toxicity",
        "nonhematologic toxicity",
        "treatment-related adverse event",
        "dose-limiting toxicity",
        "gastrointestinal toxicity",
    }
)
_GRADE_BEFORE = regex.compile(
    r"\s?(?:treatment[- ]?(?:related|emergent)|drug[- ]related|related|nonhemat\w+|hemat\w+|severe|common|all[- ]cause"
    r"|overall|serious|the|of|to)?\s?,?\s?"
)
_GRADE_AFTER = regex.compile(
    r"\s?,?\s?(?:rates?\s)?[\[(]?\s?(?:all\s)?"
    r"(?:of|with|was|were|at|being|events?|toxicity|adverse events?)?\s?,?\s?(?:of\s)?"
)
_PREDICATE = regex.compile(
    r"(?i)\b(?:was|were|being|as|is|are)\s(?:also\s)?(?:(?:the|an?|among|one|two|three|of)\s){0,4}"
    r"(?:(?:most|only|main|predominant|major|next|other|principal|primary|single|new|leading|chief|dominant"
    r"|prevailing)\s){0,2}"
    r"(?:(?:common|frequent|commonly|frequently|severe)\s)?(?:(?:reported|observed|occurring|seen|encountered|recorded)\s)?"
    r"(?:(?:treatment|drug)[- ](?:related|emergent)\s)?$"
)
_OPENS = regex.compile(r"\s?[\[(]\s?")
_OWN_SHARE = regex.compile(r"\s?[,:;]?\s?(?:in\s)?\d[\d.·]{0,5}\s?(?:%|per ?cent|[\[(])")
_HAD = regex.compile(
    r"\s?[\])]?\s?(?:of\s(?:the\s)?)?(?:patients\s|pts\s)?(?:had|developed|experienced|has|reported|with|having)\s"
    r"(?:an?\s|any\s)?"
)
_TIME_GAP = regex.compile(
    r"\s?-?(?:(?:estimated|actuarial|probabilit(?:y|ies) of|rates? of|rate|cumulative|incidence of|overall|median"
    r"|projected|crude|unadjusted|post[- ]?\p{L}{4,18}|Kaplan[- –]Meier|the|an?)\s?){0,4}"
)
_TIME_AFTER = regex.compile(r"\s?(?:\([^()]{2,12}\))?\s?(?:rates?|probabilit(?:y|ies)|estimates?)?\s?")


def measures(sentence: Sentence) -> list[Measure]:
    """Every measure of a sentence, in reading order, with grade and landmark time where they stand beside it."""
    named = sorted(sentence.named(*_KINDS), key=lambda m: m.start)
    plain = _merged(sentence.text, _without_consequences(sentence.text, [_measure(m) for m in named]))
    events = frozenset(m.start for m in plain if m.kind == TOXICITY)
    graded = (_with_grade(sentence, m, events) for m in plain)
    return _without_predicates(sentence.text, [_with_time(sentence, m) for m in graded])


def _without_consequences(text: str, found: Sequence[Measure]) -> list[Measure]:
    """The measures but for those that another led to: "myelosuppression leading to sepsis occurred in 20%"."""
    out: list[Measure] = []
    for measure in found:
        taken_up = measure.rule == "toxicity.graded" and any(m.kind == TOXICITY for m in out)
        if taken_up and text[measure.end - 6 : measure.end].strip("s").endswith("event"):
            continue  # "rash was seen in 20, and 8 had a grade 4 event": the event is the rash
        led = _CONSEQUENCES.match(text, out[-1].end) if out and out[-1].kind == measure.kind == TOXICITY else None
        if led is not None and measure.start < led.end():
            continue
        out.append(measure)
    return out


def _without_predicates(text: str, found: Sequence[Measure]) -> list[Measure]:
    """The measures but for a class that an event is only said to belong to, whose grade the event takes.

    "Pneumonia was the only serious adverse event (3% vs 4%)", "anemia (20%) was the most common grade 3-4 toxicity".
    """
    out: list[Measure] = []
    for measure in found:
        clause = max(text.rfind(c, 0, measure.start) for c in ";:") + 1
        subjects = [m for m in out if m.start >= clause and m.kind == TOXICITY and m.name not in CLASSES]
        if not subjects or measure.name not in CLASSES or not _PREDICATE.search(text[: measure.start]):
            out.append(measure)
        elif measure.grade:
            out = [replace(m, grade=m.grade or measure.grade) if m in subjects else m for m in out]
    return out


def _measure(mention: Mention) -> Measure:
    return Measure(mention.start, mention.end, _KINDS[mention.label], mention.name, mention.pattern)


def _merged(text: str, found: Sequence[Measure]) -> list[Measure]:
    """The measures with names of one thing taken together: "progression-free survival (PFS)", "ORR (≥MR)"."""
    out: list[Measure] = []
    for measure in found:
        both = _together(text, out[-1], measure) if out else None
        if both is None:
            out.append(measure)
        else:
            out[-1] = both
    return out


def _together(text: str, last: Measure, measure: Measure) -> Measure | None:
    """Two names as one measure: an abbreviation, a threshold, which decides, or a part; None where they are two."""
    name = _common_name(text, last, measure) if last.kind == measure.kind else ""
    return replace(last, end=measure.end, name=name) if name else None


def _common_name(text: str, last: Measure, measure: Measure) -> str:
    """What two names that follow each other call together; empty where they are two things."""
    gap = text[last.end : measure.start]
    if measure.kind == RESPONSE and (name := _response_name(gap, last, measure)):
        return name
    if measure.name == last.name and _ABBREVIATION_GAP.fullmatch(gap):
        return last.name
    if _INCLUDING.fullmatch(gap) or (_INCLUDING_PART.fullmatch(gap) and _is_whole(text, last, measure)):
        return _SUMS.get(frozenset({last.name, measure.name}), last.name)
    either = measure.kind == TOXICITY and _EITHER.fullmatch(gap) and _is_one_figure(text, last, measure)
    return last.name if either else ""


def _response_name(gap: str, last: Measure, measure: Measure) -> str:
    """The name of a rate with its threshold or of categories counted together: "ORR (≥MR)", "CR or stringent CR"."""
    if last.name == "ORR" and measure.name in ("ORR", ">=MR") and _THRESHOLD_GAP.fullmatch(gap):
        return measure.name
    if last.name == "ORR" and measure.name in _FROM_ON and _LOST_STROKE.fullmatch(gap):
        return _FROM_ON[measure.name]
    if last.name == "sCR" and measure.name == "CR" and _IN_SHORT.match(gap):  # "stringent complete response (CR)"
        return last.name
    if _is_part(last.name, measure.name) and _ABBREVIATION_GAP.fullmatch(gap):  # "CR or stringent CR (sCR)"
        return last.name
    if last.name == f">={measure.name}" and _SAME_IN_SHORT.fullmatch(gap):  # "≥very good partial response; VGPR 39%"
        return last.name
    return _SUMS.get(frozenset({last.name, measure.name}), "") if _SUM.fullmatch(gap) else ""


def _is_part(total: str, part: str) -> bool:
    return any(name == total and part in parts for parts, name in _SUMS.items())


def _is_whole(text: str, last: Measure, measure: Measure) -> bool:
    """Whether what follows a part is said of the whole before it, which is an event rather than a class of events."""
    return last.kind == TOXICITY and last.name not in CLASSES and bool(_WHOLE_GOES_ON.match(text, measure.end))


def _is_one_figure(text: str, last: Measure, measure: Measure) -> bool:
    """Whether two events share the figure behind them: "nausea or vomiting occurred in 4%", "(10% vs 24%)"."""
    if last.name in CLASSES or measure.name in CLASSES or last.name == measure.name:
        return False
    listed = _LISTED_BEFORE.search(text[: last.start])
    return not listed and "respectively" not in text[measure.end :] and bool(_FIGURE_BEHIND.match(text, measure.end))


def _with_grade(sentence: Sentence, measure: Measure, events: Set[int]) -> Measure:
    if measure.kind != TOXICITY:
        return measure
    if _FATAL.search(sentence.text[: measure.start]):
        return replace(measure, grade=FATAL)
    if fatal := _KILLED.match(sentence.text, measure.end):
        return replace(measure, grade=FATAL, end=fatal.end())
    for grade in sentence.of(Label.GRADE):
        if measure.start <= grade.start and grade.end <= measure.end:
            return replace(measure, grade=grade_of(grade))
        if grade.start >= measure.end and _opens_bracket_of_next(sentence.text, measure, grade, events):
            continue
        if _is_beside(sentence.text, grade, measure, (_GRADE_BEFORE, _GRADE_AFTER)) and not _is_of_part(
            sentence, grade, measure
        ):
            return replace(_stretched(measure, grade), grade=grade_of(grade))
    return measure


def _opens_bracket_of_next(text: str, measure: Measure, grade: Mention, events: Set[int]) -> bool:
    """Whether a grade is that of the event behind it in a bracket: "a dose-limiting toxicity (grade 4 neutropenia)"."""
    opened = text[measure.end : grade.start].strip() in ("(", "[")
    return opened and (grade.end + 1 in events or grade.start in events)


def _is_of_part(sentence: Sentence, grade: Mention, measure: Measure) -> bool:
    """Whether a bracket gives the share of one grade behind that of the event: "76% had CRS (grade 3 or 4, 1%)"."""
    bracketed = _OPENS.fullmatch(sentence.text, measure.end, grade.start) if measure.end <= grade.start else None
    told = any(
        p.end <= measure.start and _HAD.fullmatch(sentence.text, p.end, measure.start)
        for p in sentence.of(Label.PERCENT)
    )
    return bool(bracketed and told and _OWN_SHARE.match(sentence.text, grade.end))


def _with_time(sentence: Sentence, measure: Measure) -> Measure:
    for landmark in sentence.of(Label.LANDMARK):
        if _is_beside(sentence.text, landmark, measure, (_TIME_GAP, _TIME_AFTER)):
            if landmark.value.text("list"):
                return replace(_stretched(measure, landmark), times=landmark_times(landmark))
            return replace(_stretched(measure, landmark), time_months=landmark_months(landmark))
    return measure


def _is_beside(
    text: str, mention: Mention, measure: Measure, gaps: tuple[regex.Pattern[str], regex.Pattern[str]]
) -> bool:
    """Whether a mention stands next to a measure: with the first kind of gap before it, with the second behind it."""
    before = mention.end <= measure.start and gaps[0].fullmatch(text[mention.end : measure.start])
    after = measure.end <= mention.start and gaps[1].fullmatch(text[measure.end : mention.start])
    return bool(before or after)


def _stretched(measure: Measure, mention: Mention) -> Measure:
    return replace(measure, start=min(mention.start, measure.start), end=max(mention.end, measure.end))


def landmark_times(landmark: Mention) -> tuple[Decimal, ...]:
    """The times of a list in months: "at 1, 2, and 3 years", "one- and two-year"."""
    words = regex.findall(r"\d{1,3}|\b(?!and\b|or\b|at\b)\p{L}{3,5}\b", landmark.value.text("list"))
    counts = [c for c in map(parse_count, words) if c is not None]
    return tuple(months(Decimal(c), landmark.value.text("unit")) for c in counts)


def landmark_months(landmark: Mention) -> Decimal | None:
    """A landmark's time in months; "two" and "2" alike."""
    text = landmark.value.text("value")
    number = parse_decimal(text)
    if number is None:
        count = parse_count(text)
        number = None if count is None else Decimal(count)
    return None if number is None else months(number, landmark.value.text("unit"))
