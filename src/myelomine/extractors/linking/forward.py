"""The measure behind a series: "26% of patients had a partial response"."""

from __future__ import annotations

import regex

from myelomine.extractors.linking.grades import grade_behind
from myelomine.extractors.linking.places import in_bracket_of
from myelomine.extractors.linking.scene import Scene, Series
from myelomine.extractors.linking.stretches import inside_bracket, opening_bracket, text_without
from myelomine.extractors.measures import Measure
from myelomine.extractors.quantities import Unit
from myelomine.extractors.wording import SEEN
from myelomine.mentions import Label

# what patients do with a result; also what tells a subject from a mere mention
_VERBS = (
    r"(?:had|have|has|achieved|achieving|achieve|experienced|experiencing|developed|obtained|attained|showed|reached"
    r"|reported|required|discontinued|attaining|obtaining|with|having|responded|died|remained|were|was|displayed"
    r"|demonstrated|suffered(?:\sfrom)?|maintained|presented with|met|improved|exhibited|sustained|encountered|gained"
    r"|entered|went into|complained of|(?:met|fulfilled)\s(?:the\s)?criteria (?:for|of)|qualified for|became|attain"
    r"|obtain"
    r"|went on to(?:\s(?:achieve|reach|obtain|attain|have))?"
    r"|were (?:classified|categori[sz]ed|graded|scored|considered|rated) (?:as|to have|to be in))"
)
_PEOPLE = r"(?:patients?|pts|subjects|participants|cases|them|women|men|responders|individuals|controls|recipients)"
_EXAMINED = r"(?:\s(?:tested|evaluated|assessed|studied|analy[sz]ed|evaluable|examined))?"
_OF_PEOPLE = (
    rf"(?:of\s)?(?:(?:the|these|all|those|our)\s)?(?:(?!and\b|but\b)\w+(?:-\w+)?\s){{0,2}}?{_PEOPLE}?{_EXAMINED}"
)
_TREATED = (
    r"(?:\s(?:receiving|on|under|in|at|from|given|treated with|assigned to)\s(?:the\s)?(?:[\w-]+\s){0,3}"
    r"(?:therapy|treatment|groups?|arms?|regimens?)?)?(?:\s?\(\d[^()]{0,40}\))?"
)
_FILLERS = (
    r"(?:(?:only|either|also|at least (?:one|an?)|one or more|any|at best|some form of|confirmed|been|a|an|to have"
    r"|with|results|results? below the|having|their|the|best|in"
    r"|from)\s){0,4}"
)
_FORWARD = regex.compile(
    rf"(?:\s?[\])])?(?:\s?\((?:[^()]{{0,60}})\))?\s?{_OF_PEOPLE}"
    rf"(?:\s?in (?:this|the|that|each) (?:respective\s)?\w+)?{_TREATED}"
    rf"(?:\s?,){{0,2}}\s?(?:(?:who|that)\s)?(?:{_VERBS}\s)?{_FILLERS}"
)
_INTERVAL = regex.compile(r"\s?[\[(]\s?(?:\d\d(?:[.·]\d)?\s?%\s?)?(?:CI|confidence interval)\b[^()\[\]]{3,40}[\])]")
# "39 (33% of all patients) achieved a CR"
_WHOSE_SHARE = regex.compile(
    rf"^\sof\s(?:(?:(?:all|the|these|those|evaluable|treated|enrolled)\s){{0,3}}{_PEOPLE}(?=\s?[\])])|(?=[\])]))"
)
_OF_THE_PATIENTS = regex.compile(rf"\s?[\])]\sof\s(?:(?:the|these|all|our)\s)?(?:\w+\s)?{_PEOPLE}\s{_VERBS}\s")
_SUBJECT_VERB = regex.compile(rf"\s?[\])]\s(?:{_VERBS})\s")
_VERB = regex.compile(r"(?:responded|progressed|died|discontinued|stopped|withdrew|were|was|remained|survived)\b")
_COMMA_NO_VERB = regex.compile(rf"^(?:(?!\b{_VERBS}\b)[^,])*,(?!.*\b{_VERBS}\b)")
# "66% and 2-year overall survival 81%": what "and" opens has a number of its own
_NEXT_ITEM = regex.compile(r"[\s\])]*,?\s?and\b")
_ENDS_WITH_AND = regex.compile(r"\band\s*$")
# "80% in A and 95% in B, with complete responses in 47% and 62%"
_OPENS_ANEW = regex.compile(r"[\s\])]*(?:(?:in|with|for|on|among|of|to)\s*)?,")
# "the response rate was 52%, with CR in 12%": the part has its own number
_ADDS_PART = regex.compile(r"^[\s\])]*(?:with|including)\s|,\s(?:with|including)\s")
_WERE = regex.compile(r"\b(?:was|were)\s$")
_OF_PATIENTS_BEFORE = regex.compile(rf"\b{_PEOPLE}\s?$")
_CLOSES = regex.compile(r"\s?(?:\w+\s)?[\])]")
#: what may stand between a measure and a number that is said of it
SAID_OF = (
    r"\s?(?:rates?\s)?(?:(?:was|were|had|has been|have been)\s)?"
    rf"(?:{SEEN}\s)?"
    r"(?:in|by|of)?\s?(?:only\s)?"
)
_OWN_VALUE = regex.compile(r"\s?[(\[:]\s?|" + SAID_OF)


def measure_after(scene: Scene, series: Series) -> Measure | None:
    """The measure that directly follows a series: "26% of patients had a partial response"."""
    measure, following = scene.next_measure(series.end), scene.next_series(series.end)
    if measure is not None and following is not None and following.start < measure.start:
        return measure_after(scene, following) if _is_graded_list(scene, series, following) else None
    if measure is None or series.unit in (Unit.MONTHS, Unit.RATIO) or not measure.fits(series.unit):
        return None
    return measure if _leads_to(scene, series, measure) else None


def _leads_to(scene: Scene, series: Series, measure: Measure) -> bool:
    """Whether the words between a series and the measure behind it tie them together."""
    if series.quantities[-1].rule == "count.deaths_told":
        return measure.name == "treatment-related death"
    gap = text_without(scene.sentence, series.end, measure.start, scene.refs)
    gap = _WHOSE_SHARE.sub("", _INTERVAL.sub("", _without_grades(scene, series.end, measure.start, gap)))
    if _is_next_item(scene, series, measure, gap) or _is_told_of_events(scene, series, measure, gap):
        return False
    if not _FORWARD.fullmatch(gap) or _COMMA_NO_VERB.match(gap):
        return False
    if (_OPENS_ANEW.match(gap) or _ADDS_PART.search(gap)) and _owns_value(scene, measure):
        return False
    closes = _CLOSES.match(gap) and inside_bracket(scene.text, series.start)
    if closes and _OF_THE_PATIENTS.match(gap):
        return True  # "One-third (33%) of the patients had a CR"
    told_of_group = (
        (_SUBJECT_VERB.match(gap) or _is_verb(scene, measure))
        and len(series.quantities) == 1
        and _has_subject(scene, series)
    )
    return not closes or bool(told_of_group)


def _is_next_item(scene: Scene, series: Series, measure: Measure, gap: str) -> bool:
    """Whether a measure goes on a list, or is set against the one before: "PR in 37% as compared to CR in 43%"."""
    listed = _NEXT_ITEM.match(gap) or _ENDS_WITH_AND.search(gap)
    return bool(listed) or (scene.compares(series.end, measure.start) and _owns_value(scene, measure))


def _is_told_of_events(scene: Scene, series: Series, measure: Measure, gap: str) -> bool:
    """Whether people end what events are told of: "in 160 patients of the A group were neutropenia (38 [24%])"."""
    return series.unit is Unit.COUNT and bool(_WERE.search(gap)) and _owns_value(scene, measure)


def _is_verb(scene: Scene, measure: Measure) -> bool:
    """Whether a measure is told by a verb: "more than half of the patients (57%) responded"."""
    return _VERB.match(scene.text, measure.start) is not None


def _has_subject(scene: Scene, series: Series) -> bool:
    """Whether a bracket stands behind the patients it counts: "half of the patients (26; 57%) achieved a response"."""
    opened = opening_bracket(scene.text, series.start)
    people = opened is not None and _OF_PATIENTS_BEFORE.search(scene.text[:opened])
    return bool(people) or in_bracket_of(scene, series) is not None


def _is_graded_list(scene: Scene, series: Series, following: Series) -> bool:
    """Whether an event is named once behind the last of its grades: "34% grade 2, 21% grade 3 and 12% grade 4 …"."""
    grade, next_grade = (grade_behind(scene, s.quantities[-1]) for s in (series, following))
    if grade is None or next_grade is None:
        return False
    return regex.fullmatch(r",?\s?(?:and\s)?", scene.between(grade.end, following.start)) is not None


def _owns_value(scene: Scene, measure: Measure) -> bool:
    """Whether a number of its own stands right behind a measure: "…, with a complete response in 15 (37%)"."""
    following = scene.next_series(measure.end)
    return following is not None and bool(_OWN_VALUE.fullmatch(scene.between(measure.end, following.start)))


def _without_grades(scene: Scene, start: int, end: int, gap: str) -> str:
    for grade in scene.sentence.of(Label.GRADE):
        if start <= grade.start < end:
            gap = gap.replace(grade.text, "").replace("  ", " ")
    return gap
