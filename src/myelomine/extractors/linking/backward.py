"""The measure before a series: "the ORR was 26%"."""

from __future__ import annotations

import regex

from myelomine.extractors.linking.factors import factor_of
from myelomine.extractors.linking.grades import is_graded
from myelomine.extractors.linking.lists import in_long_list
from myelomine.extractors.linking.ratios import ratio_measure
from myelomine.extractors.linking.scene import CONNECTING, Scene, Series
from myelomine.extractors.linking.stretches import (
    BRACKETS,
    closing_bracket,
    opening_bracket,
    text_without,
    word_set,
)
from myelomine.extractors.measures import SURVIVAL, TOXICITY, Measure
from myelomine.extractors.quantities import Unit
from myelomine.extractors.wording import SEEN
from myelomine.mentions import Label

# words behind a series that go on speaking of its measure
_RESUMING = word_set(
    """
    overall whom population cohort entire whole subgroup event events higher lower similar corresponding risk
    after before induction maintenance consolidation transplantation among between difference this that ratio
    interval confidence which significantly occurred seen observed noted reported recorded documented across dose
    resembles resembling matches matching near proved
    independent review committee investigator investigators central local assessment
    longer shorter better worse greater superior inferior more less common frequent rare rarer
    irrespective regardless age
    level levels cohorts subgroups according follows rising increasing improving falling decreasing
    from diagnosis randomization randomisation enrollment enrolment registration start since transplant relapse
    inclusion year month week weeks day days
    """
)
_IT = regex.compile(r"(?:^|[,;]\s)(?:it|It|this|This|the median|The median|the rate|The rate)\s(?:(?:was|were)\s)?$")
# "…, compared with 8.4 months": a value right behind a word of comparison is of the measure told before
_SET_AGAINST = regex.compile(r"\s(?:(?:the|only|just|about|a median of|an estimated)\s){0,2}")
_PREDICATE_REACH = 120
_PREDICATE = regex.compile(
    r"\s?(?:[\])]\s?)?(?:of\s)?(?:(?:the|these|all|those)\s)?(?:(?!(?:in|for|among|with|on|to)\b)\w+\s){0,2}?"
    r"(?:patients|subjects|participants|cases|them)\s(?!treated|receiving|given|assigned|on\b|in\b)(?:(?!but\b|and\b|while\b|although\b)\w+\s){0,1}?"
    r"(?:had|were|was|have|received|underwent|who|with)\b"
)
# "…, and 5 (12%) showed an improvement in blood counts"
_ITEM_BEFORE = regex.compile(r"(?:[,;]|\band|\bwhile|\bwhereas)\s(?:and\s|another\s|the other\s)?$")
_BARE_PREDICATE = regex.compile(
    r"\s?(?:[\])]\s?)?(?:of (?:whom|which|them|these)\s(?:later\s|then\s)?)?"
    r"(?:showed|had|received|required|underwent|developed|experienced|died|completed|discontinued|withdrew|remained)\b"
)
# "…, and in 17 (35%) the dose of the drug was lowered"
_IN_THEM = regex.compile(r"(?:[,;]\s|\b(?:and|while|but|whereas)\s)in\s(?:another\s|a further\s|the other\s)?$")
_OTHER_SUBJECT = regex.compile(
    r"(?:\s?[\])])?(?:\s(?:patients|others|cases|pts))?\s(?:the|its|their|this|treatment|therapy)\s"
    r"(?:[\w-]+\s){0,4}?(?:was|were|had|has|could)\b"
)
_COUNTED = regex.compile(
    r"\s?(?:(?:that|which|requiring|necessitating|severe enough|leading to|calling for|needing)\s"
    r"[^.,;:()\d]{3,60}?\s(?=was\b|were\b|occurred\b))?"
    r"(?:(?:was|were|being|rate|rates|events?)\s)?"
    r"(?:(?:troublesome|a problem|problematic|severe|marked|prominent|pronounced|serious|mild|moderate)\s)?"
    rf"(?:(?:also|only|mainly)\s)?(?:{SEEN}\s)?"
    r"(?:in|:|by|,|\()\s?(?:only\s)?"
)


_TURNS_TO_DEATHS = regex.compile(r"\b(?:deaths|died|mortality)\b")
_OF_CASES = regex.compile(r"\scases?\b")
_SAME_AGAIN = regex.compile(
    r"\b(?:it|this|that|the (?:rate|figure|proportion|incidence))\s(?:was|were|had (?:risen|increased|fallen) to"
    r"|rose to|increased to|fell to|decreased to|reached)\s(?:only\s)?$"
)
_OF_A_GROUP = regex.compile(
    r"(?:\s?[\[(][^()\[\]]{1,40}[\])])?\s(?:in|for|among)\s(?:the\s)?(?:\d+\s)?"
    r"(?:patients|pts|those|subjects|participants)\b"
)
# "one of 6 patients had a dose-limiting toxicity, as did 2 of 5 at level 5"
_AS_DID = regex.compile(r",?\s(?:as did|as had|and so did)\s$")
_CHANGED_FROM = regex.compile(r"\b\w+\s(?:[\w-]+\s){0,2}from\s$")
_TO = regex.compile(r"\bto\s$")


def measure_before(scene: Scene, series: Series) -> Measure | None:
    """The nearest measure before a series that its unit can belong to; a hazard ratio may name its own."""
    if series.unit is Unit.RATIO and (named := ratio_measure(scene, series)):
        return named
    fitting = [m for m in scene.measures if m.end <= series.start and m.fits(series.unit)]
    if not fitting and (told := _taken_up(scene, series)) is not None:
        return told
    if not fitting:
        return _measure_of_ratio(scene, series) if series.unit is Unit.RATIO else None
    if _own_predicate(scene, series) and not is_graded(scene, series.quantities[-1]):
        return None
    nearest = next((m for m in reversed(fitting) if not _is_enclosed(scene.text, m, series.start)), fitting[-1])
    return nearest if _speaks_of(scene, nearest, series) else None


def _taken_up(scene: Scene, series: Series) -> Measure | None:
    """The one endpoint of the sentence before that "it" stands for: "In high-risk patients, it was 9 months."."""
    told = _measure_told(scene)
    fits = told is not None and told.fits(series.unit) and series.unit is not Unit.RATIO
    return told if fits and _IT.search(text_without(scene.sentence, 0, series.start, scene.refs)) else None


def _measure_of_ratio(scene: Scene, series: Series) -> Measure | None:
    """The endpoint of a ratio that none stands before: the one of the sentence, else that of the sentence before."""
    if not scene.measures:
        return _measure_told(scene)
    named = [m for m in scene.measures if m.kind == SURVIVAL and m.start >= series.end]
    one = len({m.name for m in scene.measures}) == 1 and named
    told = factor_of(scene.sentence, series.quantities[0], scene.measures) or _compares_in_bracket(scene, series)
    return named[0] if one and told else None


def _compares_in_bracket(scene: Scene, series: Series) -> bool:
    """Whether two groups are set against each other in the bracket of a ratio: "treatment (B vs A, HR 0.6)"."""
    opened = opening_bracket(scene.text, series.start)
    return opened is not None and scene.compares(opened, series.start) and any(r.start > opened for r in scene.refs)


def _measure_told(scene: Scene) -> Measure | None:
    """The one survival endpoint that the sentence before gave values for."""
    told = [m for m in scene.told if m.kind == SURVIVAL]
    return told[-1] if len({m.name for m in told}) == 1 else None


def _speaks_of(scene: Scene, measure: Measure, series: Series) -> bool:
    """Whether nothing says that a series is of something else than the measure before it."""
    if in_long_list(scene, measure) or _new_predicate(scene, measure, series):
        return False
    if (
        "death" not in measure.name
        and measure.kind == TOXICITY
        and _TURNS_TO_DEATHS.search(scene.between(measure.end, series.start))
    ):
        return False  # "infection or death, but more deaths were seen with A (7%)"
    if series.unit is not Unit.COUNT or _graded_anew(scene, measure, series):
        return True
    gap = text_without(scene.sentence, measure.end, series.start, scene.refs)
    if _AS_DID.search(gap):
        return True
    if _OF_CASES.match(scene.text, series.end) and gap == " ":
        return True  # "CR 5 cases, PR 14 cases"
    repeated = series.quantities[0].rule == "count.again" and not _leaving_words(gap)
    return repeated or _COUNTED.fullmatch(gap) is not None


def _graded_anew(scene: Scene, measure: Measure, series: Series) -> bool:
    """Whether a further grade of the event is counted: "in 33 patients (10%) and were grade 1 or 2 in 29 patients"."""
    start = max([measure.end, *(s.end for s in scene.series if s.end <= series.start)])
    grades = [g for g in scene.sentence.of(Label.GRADE) if start <= g.start and g.end <= series.start]
    if len(grades) != 1:
        return False
    lead = text_without(scene.sentence, start, grades[0].start, scene.refs)
    return not _leaving_words(lead) and _COUNTED.fullmatch(scene.between(grades[0].end, series.start)) is not None


def _leaving_words(gap: str) -> list[str]:
    """The words of a stretch, brackets left out, that turn to something else."""
    words = regex.findall(r"\p{L}{3,}", BRACKETS.sub(" ", gap).lower())
    return [w for w in words if w not in CONNECTING and w not in _RESUMING]


def _is_enclosed(text: str, measure: Measure, offset: int) -> bool:
    """Whether a measure stands in a bracket that is closed before an offset."""
    opened, closed = opening_bracket(text, measure.start), closing_bracket(text, measure.end)
    return opened is not None and closed is not None and closed < offset


def _new_predicate(scene: Scene, measure: Measure, series: Series) -> bool:
    """Whether the words before a series leave its measure: "discontinued in 24% vs 30% and reduced in 45% vs 62%"."""
    between = [s for s in scene.series if measure.end <= s.start and s.end <= series.start]
    if not between or series.unit is not between[-1].unit:
        return False
    against = [v for v in scene.sentence.of(Label.VERSUS) if between[-1].end <= v.start and v.end <= series.start]
    if against and _SET_AGAINST.fullmatch(scene.between(against[-1].end, series.start)):
        return False
    if (
        series.unit is not Unit.MONTHS
        and _OF_A_GROUP.match(scene.text, between[-1].end)
        and _OF_A_GROUP.match(scene.text, series.end)
    ):
        return False  # "53% in the 30 patients who had … and 31% in the 16 patients who had …"
    again = series.unit is not Unit.MONTHS and _SAME_AGAIN.search(scene.text[: series.start])
    if again or _changed_to(scene, between[0], series):
        return False
    words = _leaving_words(text_without(scene.sentence, between[-1].end, series.start, scene.refs))
    grades = [g for g in scene.sentence.of(Label.GRADE) if between[-1].end <= g.start < series.start]
    return bool(words) and not grades and not is_graded(scene, series.quantities[-1])


def _changed_to(scene: Scene, first: Series, series: Series) -> bool:
    """Whether a series is what the measure became: "rose from 18% after 4 cycles to 31%"."""
    return bool(_CHANGED_FROM.search(scene.text[: first.start]) and _TO.search(scene.text[: series.start]))


def _own_predicate(scene: Scene, series: Series) -> bool:
    """Whether a series is the subject of a predicate of its own: "53% of the patients had high-risk disease"."""
    end = min(series.end + _PREDICATE_REACH, len(scene.text))
    rest = text_without(scene.sentence, series.end, end, scene.refs)
    if series.unit is Unit.PERCENT and _PREDICATE.match(rest):
        return True
    subject = _OTHER_SUBJECT.match(scene.text, series.end)
    if subject and _IN_THEM.search(scene.text[: series.start]):
        return not any(series.end <= m.start < subject.end() for m in scene.measures)
    counted = series.quantities[-1].n is not None and _ITEM_BEFORE.search(scene.text[: series.start])
    return bool(counted) and _BARE_PREDICATE.match(rest) is not None
