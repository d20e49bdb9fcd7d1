"""What the words above and before a cell say: its measure, grade, statistic, unit and number of patients."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import reduce

import regex

from myelomine.extractors.measures import RESPONSE, SURVIVAL, TOXICITY, Measure, landmark_months, measures
from myelomine.extractors.quantities import grade_of
from myelomine.extractors.sentences import Sentence
from myelomine.extractors.tables.context import TableContext
from myelomine.mentions import Label
from myelomine.numbers import months, parse_count


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


_NO = r"(?:n|no\.?|nos\.?|number|#)"
_PEOPLE = r"(?:patients?|pts\.?|subjects?|participants?|cases?)"
_CUES = (
    (Holds.P_VALUE, regex.compile(r"(?i)^(?:two-sided |log[- ]?rank )?(?:p|p[- ]?values?)(?:\s?\(.{1,40}\))?$|^log[- ]?rank\b.{0,20}$")),
    (Holds.RATIO, regex.compile(r"(?i)\bhazard ratios?\b|(?-i:\b[a]?HRs?\b)")),
    (Holds.UNREAD, regex.compile(r"(?i)\b(?:odds ratios?|relative risks?|risk (?:ratios?|differences?)|differences?|mean|ratio|attribution|comments?|change from|univariate|multivariate|multivariable|(?:patient|person)[- ]y(?:ea)?rs?|maximum grade|worst grade of|score)\b|(?-i:\bOR\b(?=\s?[\[(,]\s?95))")),
    (Holds.EVENTS, regex.compile(rf"(?i)^(?:{_NO}|events?)\s?(?:of events\s?)?/\s?(?:n|total|{_PEOPLE})$|\bevents?\s?/\s?(?:n|total|no\.?|{_PEOPLE})|(?-i:\bn/N\b)(?!\s?\()|^(?:{_NO} of )?(?:events|deaths|relapses)(?:,? ?[\[(]?{_NO}?,? ?\(?%?\)?[\])]?)?$|\bcensored\b|\bat risk\b")),
    (Holds.MEDIAN, regex.compile(r"(?i)\bmedians?\b")),
    (Holds.INTERVAL, regex.compile(r"(?i)^[\[(]?(?:9\d ?% ?|two-sided )*(?:CI|C\.I\.|confidence (?:intervals?|limits?))(?:,? ?\(?%?\)?)?[\])]?$")),
    (Holds.SHARE, regex.compile(rf"(?i)(?<![\p{{L}}]){_NO}\s?(?:of {_PEOPLE})?,?\s?(?:[\[(]\s?%\s?(?:of \w+)?[\])]|/\s?%|and %|,\s?%)|{_PEOPLE},?\s?(?:[\[(]%[\])]|{_NO}\s?[\[(]%[\])])|\bfrequency \(%\)")),
    (Holds.SIZE, regex.compile(rf"(?i)^(?:total )?(?:{_NO} of )?(?:evaluable |treated |assessable )?{_PEOPLE}(?: (?:treated|evaluable|enrolled|evaluated|assessed|included|randomi[sz]ed|studied))?(?:,? [\[(]?{_NO}[\])]?)?$|^(?:{_NO} )?(?:evaluable|enrolled|treated|randomi[sz]ed)(?:,? \(?n\)?)?$|^(?-i:N)$")),
    (Holds.COUNT, regex.compile(rf"(?i)^{_NO}$|,\s?{_NO}$|[\[(]\s?{_NO}\s?[\])]|\b{_NO} of {_PEOPLE}\b|\bnumber\b")),
    (Holds.PERCENT, regex.compile(r"(?i)%(?! ?CI)|\bper ?cent(?:age)?\b")),
)  # fmt: skip
SIZE_IN_TEXT = regex.compile(r"[\[(]?\s?\b[nN]\s?=\s?(?P<n>\d{1,5}|\d{1,2},\d{3})\b(?!\s?/|\.\d)(?:\s?;\s?[\d.·]{1,5}\s?%)?\s?[\])]?")
_UNIT = regex.compile(r"(?i)(?<![\d-]\s?)\b(?P<unit>months?|mos?|weeks?|wks?|years?|yrs?|days?)\b")
_BRACKETED = regex.compile(r"\([^()]{0,80}\)|\[[^\[\]]{0,80}\]")
_TIME = regex.compile(
    r"(?i)(?:at |rate at )?(?P<value>\d{1,2}(?:\.\d)?)[\s-]?(?P<unit>months?|mos?|years?|yrs?)\.?(?:[\s-](?:rate|estimate|survival|landmark)s?)?(?=[,;:]?\s?(?:$|[\[(%,]|n\b|no\b))"
)
_GRADE_ONLY = regex.compile(r"(?i)(?:[≥>]\s?)?(?:[1-5]|I{1,3}|IV|V)\+?(?:\s?(?:[-–—/]|or|and|to)\s?(?:[1-5]|I{1,3}|IV|V))?|any|all|total")
# words that only a table of responses makes categories
_RESPONSE_STUBS = (
    ("SD", regex.compile(r"(?i)(?:no (?:change|response)|stable|NC)")),
    ("PD", regex.compile(r"(?i)(?:progression|progressive|progressed)(?: of disease)?")),
    ("ORR", regex.compile(r"(?i)(?:total |any |overall )?(?:RR|respon(?:se|ses|ders|se rate)|responding)(?: rate)?")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heading:
    """What the texts of a header or stub say; `label` is what is left when all of that is taken out.

    `time_months` is that of a landmark: "At 24 months, %".
    """

    text: str
    holds: Holds = Holds.UNSAID
    measure: Measure | None = None
    grade: str = ""
    unit: str = ""
    size: int | None = None
    label: str = ""
    time_months: Decimal | None = None


def heading_of(context: TableContext, *parts: str) -> Heading:
    """The heading of some texts, the outermost first; where two speak of one thing the inner one counts."""
    texts = graded(parts)
    if not texts:
        return Heading("")
    singles = [_single(context, text) for text in texts]
    return replace(reduce(_joined, reversed(singles)), text=" ".join(texts))


def graded(parts: Sequence[str]) -> list[str]:
    """The texts with bare grades written out: "3–4" under "WHO grade" is "grade 3–4"."""
    out = [p.strip() for p in parts if p.strip()]
    if not out:
        return out
    spoken = any(regex.search(r"(?i)\bgrades?\b", p) for p in out[:-1])
    if spoken and _GRADE_ONLY.fullmatch(without_size(out[-1])):
        out[-1] = f"grade {out[-1]}" if regex.search(r"[\dIV]", out[-1]) else "any grade"
    return out


def without_size(text: str) -> str:
    """A text without the numbers of patients in it."""
    return SIZE_IN_TEXT.sub("", text).strip(" ,;:")


def _joined(inner: Heading, outer: Heading) -> Heading:
    """The inner heading with what only the outer one says."""
    measure = inner.measure or outer.measure
    if inner.measure is None and outer.measure:
        time = outer.measure.time_months if inner.time_months is None else inner.time_months
        measure = replace(outer.measure, grade=inner.grade or outer.measure.grade, time_months=time)
    return replace(
        inner, measure=measure, time_months=inner.time_months if inner.time_months is not None else outer.time_months, holds=inner.holds or outer.holds, grade=inner.grade or outer.grade,
        unit=inner.unit or outer.unit, size=inner.size if inner.size is not None else outer.size,
    )  # fmt: skip


def _single(context: TableContext, text: str) -> Heading:
    sentence = context.sentence(text)
    bare = without_size(text)
    size = SIZE_IN_TEXT.search(text)
    measure = measure_of(sentence) or _stub_measure(context, bare)
    grades = sentence.of(Label.GRADE)
    grade = grade_of(grades[-1]) if grades else ""
    if measure is not None and measure.kind == TOXICITY and grade and not measure.grade:
        measure = replace(measure, grade=grade)
    opening = _TIME.match(bare)
    return Heading(
        text, holds_of(bare), measure, grade, "" if opening else _unit_of(sentence),
        parse_count(size["n"]) if size else None, "" if opening else _label_of(sentence, bare, measure), _time_of(sentence, opening),
    )  # fmt: skip


def _time_of(sentence: Sentence, opening: regex.Match[str] | None) -> Decimal | None:
    """A landmark's time: "12-month rate", or a text that opens with it, as a row below an end point does."""
    if opening is not None:
        return months(Decimal(opening["value"]), opening["unit"])
    landmarks = sentence.of(Label.LANDMARK)
    return landmark_months(landmarks[0]) if landmarks else None


def holds_of(text: str) -> Holds:
    """What the cells under these words hold.

    >>> [holds_of(t).value for t in ("No. (%)", "Any grade, n (%)", "P", "Hazard ratio (95% CI)", "95% CI", "Median")]
    ['count and percent', 'count and percent', 'p-value', 'hazard ratio', 'interval', 'median']
    >>> [holds_of(t).value for t in ("No.", "% of patients", "n/N", "N", "Patients treated", "Odds ratio", "KPd")]
    ['count', 'percent', 'events', 'patients', 'patients', 'not read', '']
    """
    body = text.strip(" ,;:")
    return next((holds for holds, cue in _CUES if cue.search(body)), Holds.UNSAID)


def measure_of(sentence: Sentence) -> Measure | None:
    """The one measure that a heading names; what stands in brackets behind it only explains it."""
    found = measures(sentence)
    brackets = [hit.span() for hit in _BRACKETED.finditer(sentence.text)]
    plain = [m for m in found if not any(a <= m.start < b for a, b in brackets)] or found[:1]
    names = {m.name for m in plain}
    if len(names) != 1 or not _stands_for_itself(sentence.text, plain[0], plain[-1].end):
        return None
    timed = next((m for m in plain if m.time_months is not None), plain[0])
    time = _time_of(sentence, None) if timed.kind == SURVIVAL and timed.time_months is None else timed.time_months
    return replace(timed, time_months=time)


_OTHER_BEFORE = regex.compile(
    r"(?i)\b(?:in|after|post|following|due to|because of|owing to|related to|for|from|without|time to|days? (?:of|with)|onset of|resolution of|deaths?|requiring|duration of|history of|hospitali[sz]ations?)\b"
)
_OTHER_AFTER = regex.compile(
    r"(?i)^[\s,-]{0,3}(?:post|after|following|from|since|requiring|leading|resulting|onset|duration|management|prophylaxis|resol\w+|in (?!all|the (?:itt|intent|safety|evaluable|total|overall)|evaluable|itt)|among|recovery|transfusions?)\b"
)
_PLAIN_EVENT = regex.compile(
    rf"(?i)\b(?:any|all|all[- ]cause|overall|total|at least (?:one|1)|one or more|≥ ?1|treatment[- ](?:emergent|related)|drug[- ]related|study[- ]drug[- ]related|with|of|an?|the|grades?|{_NO}|{_PEOPLE}|experiencing|having|reporting|rate|incidence|reported|patients)\b"
)


def _stands_for_itself(text: str, measure: Measure, end: int) -> bool:
    """Whether a heading means the measure that it names: "death in CR" and "nonhematologic toxicity" do not."""
    before, after = text[: measure.start], text[end:]
    if _OTHER_BEFORE.search(before) or _OTHER_AFTER.match(after):
        return False
    if measure.name != "any adverse event":
        return True
    rest = regex.sub(r"[\d≥%+,.;:()\[\]/–-]|\bor\b|\bIV?\b|\bI{1,3}\b|higher|worse|more", " ", _PLAIN_EVENT.sub(" ", _BRACKETED.sub(" ", f"{before} {after}")))
    return not rest.strip()


def _stub_measure(context: TableContext, bare: str) -> Measure | None:
    """"No change" or "Progression" in a table of responses."""
    if not regex.search(r"(?i)\brespon|\bremission", context.notes + " ".join(c.text for c in context.table.cells if c.column == 0)):
        return None
    body = _BRACKETED.sub("", bare).split(",")[0].strip(" %")
    name = next((name for name, cue in _RESPONSE_STUBS if cue.fullmatch(body)), "")
    return Measure(0, len(bare), RESPONSE, name, "stub.response") if name else None


def _unit_of(sentence: Sentence) -> str:
    taken = [(m.start, m.end) for m in sentence.of(Label.LANDMARK)]
    for hit in _UNIT.finditer(sentence.text):
        if not any(a <= hit.start() < b for a, b in taken):
            return hit["unit"].lower()
    return ""


_LABEL_NOISE = regex.compile(
    rf"(?i)(?<![\p{{L}}\d]){_NO}(?![\p{{L}}\d]).{{0,3}}(?=[\[(,%]|$)|\((?:%|{_NO}|{_NO}/{_NO}|9\d ?% ?CI|range|IQR|months?|years?)\)|%( of (?:all )?{_PEOPLE})?"
    r"|\b9\d ?% ?(?:CI|confidence intervals?)\b|\b(?:hazard ratios?|medians?|range|IQR|p[- ]?values?|rates?|confidence intervals?|CI|no\.? of|number of|percent(?:age)?|incidence|frequency|events?)\b"
    rf"|\b(?:months?|mo|weeks?|years?|yrs?|days?)\b|^p$|(?<!\p{{L}}){_PEOPLE}(?!\s\p{{L}})|\b(?:overall|total|all|value|values|result|results|estimate|any|treatment|study|therapy)\b"
    rf"|\b(?:groups?|arms?|cohorts?|regimens?)\b|n/N|^{_NO}$"
)


def _label_of(sentence: Sentence, bare: str, measure: Measure | None) -> str:
    """What is left of a heading without its measure, statistic and unit; a grade says all there is to say."""
    text = sentence.text
    if sentence.of(Label.GRADE):
        return ""
    spans = [(m.start, m.end) for m in (*sentence.of(Label.LANDMARK),)]
    if measure is not None and measure.rule != "stub.response":
        spans.append((measure.start, measure.end))
    elif measure is not None:
        return ""
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + " " + text[end:]
    text = _LABEL_NOISE.sub(" ", SIZE_IN_TEXT.sub(" ", text))
    text = regex.sub(r"\(\s{0,3}[,;]?\s{0,3}\)|\[\s{0,3}\]", " ", text)
    body = regex.sub(r"\s{2,}", " ", text).strip(" ,;:()[]/-–")
    return trimmed(bare) if regex.search(r"[\p{L}\d]", body) else ""


_TRIM = regex.compile(rf"(?i),?\s?(?:[\[(]\s?)?(?:{_NO}\s?)?\(?%\)?(?:\s?[\])])?$|\s?[\[(]\s?(?:%|{_NO}|{_NO}/{_NO}|{_NO},? ?\(?%\)?)\s?[\])]$|,?\s{_NO}\s?\(%\)$|,?\s{{1,2}}{_NO} of {_PEOPLE}$|(?<=\p{{L}}),?\s(?:groups?|arms?)$")


def trimmed(text: str) -> str:
    """A label as printed, without what only tells how its cells count.

    >>> trimmed("MP (n = 155) No. (%)"), trimmed("≥ VGPR (%)"), trimmed("Low Dose Refractory Group (n = 184)")
    ('MP', '≥ VGPR', 'Low Dose Refractory')
    """
    body, before = without_size(text), ""
    while body != before:
        before, body = body, _TRIM.sub("", body).strip(" ,;:")
    return body


