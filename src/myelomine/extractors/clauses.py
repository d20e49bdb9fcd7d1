"""Level 4 of the cascade: which measure and which group each quantity of a sentence belongs to.

Quantities that are compared or listed form a series. A series takes its measure from the words directly after it
("26% of patients had a partial response") or from the nearest measure before it ("the ORR was 26%"); its members take
their groups from the words beside each, or from a list of the same length before or after the series.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

import regex

from myelomine.extractors.arms import Arm, Reference, Register, references
from myelomine.extractors.measures import RESPONSE, SURVIVAL, TOXICITY, Measure, measures
from myelomine.extractors.quantities import Quantity, Unit, assemble, grade_of, p_value_of
from myelomine.extractors.sentences import Sentence
from myelomine.mentions import Label, Mention
from myelomine.numbers import parse_count


@dataclass(frozen=True, slots=True)
class Reading:
    """One quantity read: what it measures, in whom, and how the group was found."""

    measure: Measure
    quantity: Quantity
    group: Reference | None = None
    arm: Arm | None = None
    subgroup: str = ""
    comparator: str = ""
    p_value: str = ""
    grade: str = ""
    time_months: Decimal | None = None
    link: str = "none"


@dataclass(frozen=True, slots=True)
class Series:
    """Quantities of one unit that are compared or listed, with nothing but connecting words between them."""

    quantities: tuple[Quantity, ...]

    @property
    def start(self) -> int:
        """Where the first quantity starts."""
        return self.quantities[0].start

    @property
    def end(self) -> int:
        """Where the last quantity ends."""
        return self.quantities[-1].end

    @property
    def unit(self) -> Unit:
        """What the quantities count in."""
        return self.quantities[0].unit


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence with everything found in it: the input of every linking step."""

    sentence: Sentence
    measures: tuple[Measure, ...]
    refs: tuple[Reference, ...]
    series: tuple[Series, ...]
    register: Register
    p_values: tuple[Mention, ...] = field(default=())

    @property
    def text(self) -> str:
        """The sentence's text."""
        return self.sentence.text

    def between(self, start: int, end: int) -> str:
        """The text of a stretch, empty when it is turned round."""
        return self.text[start:end] if start < end else ""


_CONNECTING = frozenset(
    "in for with on among of the those that patients pts subjects and or versus vs v compared as than to it was were group groups arm arms "
    "cohort receiving who received treated only while whereas but respectively months median given assigned at an a from had is are by "
    "compare not also rate rates being other regimen recipients alone therapy mo years".split()
)
_RESUMING = frozenset("overall population cohort entire whole subgroup event events higher lower similar corresponding risk after before induction maintenance consolidation transplantation among between difference this that ratio interval confidence".split())
_VERBS = (
    r"(?:had|have|has|achieved|achieving|achieve|experienced|experiencing|developed|obtained|attained|showed|reached|reported|required|"
    r"discontinued|attaining|obtaining|with|having|responded|died|remained|were|was|displayed|demonstrated|suffered|maintained|presented with|met|improved)"
)
_PEOPLE = r"(?:patients?|pts|subjects|participants|cases|them|women|men|responders|individuals|controls|recipients)"
_FORWARD = regex.compile(
    rf"(?:\s?[\])])?(?:\s?\((?:[^()]{{0,60}})\))?\s?(?:of\s)?(?:(?:the|these|all|those|our)\s)?(?:\w+(?:-\w+)?\s){{0,2}}?{_PEOPLE}?"
    rf"(?:\sin (?:this|the|that|each) \w+)?(?:\s(?:receiving|on|given|treated with|assigned to)\s(?:the\s)?(?:[\w-]+\s){{0,3}}(?:therapy|treatment|group|arm|regimen)?)?(?:\s?,)?\s?(?:(?:who|that)\s)?(?:{_VERBS}\s)?(?:(?:only|either|also|confirmed|been|a|an|to have|with|results|results? below the|having|their|the|best|in|and)\s){{0,4}}"
)
_SUBJECT_VERB = regex.compile(rf"\s?[\])]\s(?:{_VERBS})\s")
_COMMA_NO_VERB = regex.compile(rf"^(?:(?!\b{_VERBS}\b)[^,])*,(?!.*\b{_VERBS}\b)")
_PREDICATE = regex.compile(r"\s?(?:[\])]\s?)?(?:of\s)?(?:(?:the|these|all|those)\s)?(?:\w+\s){0,2}?(?:patients|subjects|participants|cases|them)\s(?!treated|receiving|given|assigned|on\b|in\b)(?:\w+\s){0,1}?(?:had|were|was|have|received|underwent|who|with)\b")
_BREAK = regex.compile(r";|\b(?:whereas|while|although|however|but)\b")
_BRACKETS = regex.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_EVENT_GAP = regex.compile(r"\s?(?:of patients\s)?(?:having|had|with|experiencing)\s(?:an?\s)?(?:event|events|reaction|toxicity)s?\s(?:of|that was|that were)?\s?")
_QUANTITY_AFTER_GRADE = regex.compile(r"\s?(?:events?|AEs?|adverse events?|toxicity|in|:|was|were|,|[\[(]|of|for|at|reported|occurred|noted|observed|only|patients|≥?\s){0,6}\s?")
_EXCLUDED_BEFORE = {"follow_up": 45, "age": 45, "difference": 45, "odds": 30, "exposure": 60, "baseline": 40, "prior": 30}
_EXCLUDED_AFTER = {"follow_up": 25, "age": 12, "difference": 4, "prior": 25, "baseline": 25}
_TIME_BEFORE = regex.compile(
    r"(?i)\b(?:at|after|beyond|within|for|during|every|first|last|by|until|through|from|approximately every|over|past)\s(?:the\s)?(?:(?:first|last|past)\s)?(?:\d{1,3}\s(?:and|or|to)\s)?$"
)
_SENTENCE_EXCLUDED = ("assumption", "eligibility")
_LIST_GAP = regex.compile(
    r"[\s,/;]{0,2}(?:(?:and|or|as well as)\s)?(?:(?:the|median|overall|estimated|rates? of|rate|rates|a|an|at least|time|by|higher|longer|more)\s?){0,4}|\s?\([^()]{1,24}\)[\s,]{0,2}(?:and\s)?(?:(?:median|the)\s)?"
)


def scene_of(sentence: Sentence, register: Register) -> Scene:
    """Everything that linking needs to know of a sentence."""
    found = measures(sentence)
    refs = references(sentence, register)
    found = [m for m in found if not _spoken_about(sentence, m) and not _inside_subgroup(sentence, m)]
    quantities = [q for q in assemble(sentence.text, sentence.values) if not _excluded(sentence, q, found)]
    series = tuple(_series(sentence, quantities, found, refs))
    return Scene(sentence, tuple(found), tuple(refs), series, register, tuple(sentence.of(Label.P_VALUE)))


def _spoken_about(sentence: Sentence, measure: Measure) -> bool:
    """"Resolution of neuropathy", "prophylaxis against infection": the event is not what is counted."""
    cues = (c for c in sentence.of(Label.NOT_A_RESULT) if c.value.text("about"))
    return any(
        regex.fullmatch(r"\s?(?:grade\s\S{1,6}\s)?", sentence.text[c.end : measure.start]) or (c.text.startswith(("died", "death")) and measure.kind == TOXICITY)
        for c in cues if c.end <= measure.start
    )  # fmt: skip


def _inside_subgroup(sentence: Sentence, measure: Measure) -> bool:
    """"patients who obtained a PR": a response that tells who is meant is no result."""
    return any(g.value.text("subgroup") and g.start <= measure.start and measure.end <= g.end for g in sentence.of(Label.GROUP))


def _excluded(sentence: Sentence, quantity: Quantity, found: Sequence[Measure]) -> bool:
    """Whether the words around a quantity say that it is no result: a follow-up, an age, a threshold, a difference."""
    if quantity.unit is Unit.COUNT and quantity.total is None and _DENOMINATOR_BEFORE.search(sentence.text[: quantity.start]):
        return True
    if quantity.unit is Unit.COUNT and regex.search(r"(?i)\b(?:died|deaths?)\b[^.]*:[^.]*$", sentence.text[: quantity.start]):
        return True
    if quantity.unit is Unit.MONTHS and quantity.value is not None and _TIME_BEFORE.search(sentence.text[: quantity.start][-40:]):
        return True
    for cue in sentence.of(Label.NOT_A_RESULT):
        kind = next(k for k, v in cue.value.texts if v)
        if kind == "prior" and quantity.unit in (Unit.MONTHS, Unit.RATIO):
            continue
        if kind == "baseline" and any(g.value.text("subgroup") and g.start <= cue.start < g.end for g in sentence.of(Label.GROUP)):
            continue
        if kind == "follow_up" and quantity.unit is not Unit.MONTHS:
            continue
        if kind in _SENTENCE_EXCLUDED:
            return True
        if cue.start <= quantity.start < cue.end:
            return True
        before = cue.end <= quantity.start and quantity.start - cue.end <= _EXCLUDED_BEFORE.get(kind, 0)
        after = quantity.end <= cue.start and cue.start - quantity.end <= _EXCLUDED_AFTER.get(kind, 0)
        low, high = (cue.end, quantity.start) if before else (quantity.end, cue.start)
        if (before or after) and not any(low <= m.start < high for m in found) and not _separated(sentence.text[low:high]):
            return True
    return False


_DENOMINATOR_BEFORE = regex.compile(r"\b(?:[Oo]f|[Aa]mong)\s(?:(?:the|these|all|those|our)\s){0,2}$")


def _separated(gap: str) -> bool:
    return bool(regex.search(r"[;]|\d\s?%|\b(?:and|the median|was)\b.{0,40}\d", gap)) or gap.count(",") > 1


def _series(
    sentence: Sentence, quantities: Sequence[Quantity], found: Sequence[Measure], refs: Sequence[Reference]
) -> Iterator[Series]:
    pending: list[Quantity] = []
    for quantity in quantities:
        if any(g.start <= quantity.start < g.end and g.pattern.startswith("group.lettered") for g in sentence.of(Label.GROUP)):
            continue
        if pending and not _joined(sentence, pending[-1], quantity, found, refs):
            yield from _pairs(sentence, pending)
            pending = []
        pending.append(quantity)
    yield from _pairs(sentence, pending)


def _pairs(sentence: Sentence, quantities: Sequence[Quantity]) -> Iterator[Series]:
    """"79% vs 60% (high-risk) and 91% vs 74% (standard-risk)" are two comparisons, else one series."""
    against = [
        any(a.end <= v.start < b.start for v in sentence.of(Label.VERSUS)) for a, b in zip(quantities, quantities[1:], strict=False)
    ]
    if len(quantities) > 3 and len(quantities) % 2 == 0 and all(v is (i % 2 == 0) for i, v in enumerate(against)):
        yield from (Series(tuple(quantities[i : i + 2])) for i in range(0, len(quantities), 2))
    elif quantities:
        yield Series(tuple(quantities))


def _joined(
    sentence: Sentence, left: Quantity, right: Quantity, found: Sequence[Measure], refs: Sequence[Reference]
) -> bool:
    """Whether two quantities stand in one comparison or list."""
    same = left.unit is right.unit
    if not same or any(left.end <= m.start < right.start for m in found):
        return False
    if any(left.end <= g.start < right.start for g in sentence.of(Label.GRADE)) or _graded_event(sentence, right):
        return False
    gap = _without(sentence, left.end, right.start, refs)
    if regex.fullmatch(r"[\s;,:]{1,6}", gap) and ";" in gap and _inside_bracket(sentence.text, right.start):
        return True
    if ";" in gap or _BRACKETS.sub("", gap).count("(") > _BRACKETS.sub("", gap).count(")"):
        return False
    gap = _BRACKETS.sub(" ", gap)
    words = regex.findall(r"[\p{L}]+", gap.lower())
    return sum(w not in _CONNECTING for w in words) <= (1 if len(words) > 3 else 0)


def _graded_event(sentence: Sentence, quantity: Quantity) -> bool:
    """"88%, with 5% having an event of grade 3": the share of one grade is no second member of a list."""
    return any(g.start >= quantity.end and _EVENT_GAP.fullmatch(sentence.text[quantity.end : g.start]) for g in sentence.of(Label.GRADE))


def _without(sentence: Sentence, start: int, end: int, refs: Sequence[Reference]) -> str:
    """The text between two offsets with group names, p-values and populations taken out."""
    holes = [(r.start, r.end) for r in refs]
    holes += [(m.start, m.end) for m in sentence.of(Label.P_VALUE, Label.POPULATION, Label.SPREAD, Label.VERSUS, Label.RESPECTIVELY)]
    out, at = [], start
    for a, b in sorted(holes):
        if a >= at and b <= end:
            out.append(sentence.text[at:a])
            at = b
    return regex.sub(r"  +", " ", "".join(out) + sentence.text[at:end])


def read(scene: Scene) -> list[Reading]:
    """Every quantity of the sentence that has a measure, with its group where the text decides it."""
    out: list[Reading] = []
    for series, found in (*_measured(scene), *_zeros(scene)):
        out.extend(_linked(scene, series, found, out))
    return out


_NONE_BEFORE = regex.compile(
    r"\b(?:[Nn]o|[Nn]one of the|[Nn]one)\s(?:(?:patients?|subjects?|participants?|cases?|episodes?|events?|instances?|occurrences?)\s(?:(?:in\s[^.;,]{1,40}\s)?(?:had|has|experienced|developed|achieved|showed|reported|obtained|of|with)\s)?)?(?:an?\s|any\s|confirmed\s)?$|\b[Nn]one\s(?:had|experienced|developed|achieved)\s(?:an?\s|any\s)?$"
)
_NONE_AFTER = regex.compile(r"\s?(?:events?\s?|toxicit\w+\s?|responses?\s?)?(?:(?:was|were|has been|have been|occurred|in|at|with|among)\b(?!\s(?:significant|differen|associat|correlat))|[.,;)]|$)")


def _zeros(scene: Scene) -> Iterator[tuple[Series, tuple[Measure, ...]]]:
    """"No patient had …", "there were no …": a rate of nought for the event named."""
    for measure in scene.measures:
        hit = _NONE_BEFORE.search(scene.text[: measure.start]) if measure.kind != SURVIVAL else None
        if hit and _NONE_AFTER.match(scene.text[measure.end :]):
            none = Quantity(hit.start(), measure.end, Unit.PERCENT, "zero.none", Decimal(0), n=0)
            yield Series((none,)), (replace(measure, grade=measure.grade or "any"),)


def _measured(scene: Scene) -> Iterator[tuple[Series, tuple[Measure, ...]]]:
    """Each series with its measure, or with one measure a quantity when a list of measures is distributed."""
    previous: tuple[Measure, ...] = ()
    distributed = _distributed(scene)
    for index, series in enumerate(scene.series):
        if index in distributed:
            yield series, distributed[index]
            previous = distributed[index][-1:]
            continue
        after = None if _labelled(scene, series) else _measure_after(scene, series)
        tied = _tied_before(scene, series) if after is not None else None
        if tied is not None and after is not None and len(series.quantities) > 1:
            yield Series(series.quantities[:-1]), (tied,)
            series = Series(series.quantities[-1:])
        if after is not None:
            yield series, (after,)
            previous = (after,)
            continue
        before = _measure_before(scene, series, previous)
        if before:
            yield series, before
            previous = before[-1:]


_TIED = regex.compile(
    r"\s?(?:rates?\s)?(?:(?:was|were|had|has been|have been)\s)?(?:(?:occurred|seen|observed|noted|reported|recorded|documented|developed|found|achieved|obtained)\s)?(?:in|by|of)?\s?(?:only\s)?"
)


def _tied_before(scene: Scene, series: Series) -> Measure | None:
    """The measure that the first of several quantities is said of: "A occurred in 19 (42%), and 5 (11%) had B"."""
    before = [m for m in scene.measures if m.end <= series.start and _kind_fits(m, series.unit)]
    versus = any(series.start < v.start < series.end for v in scene.sentence.of(Label.VERSUS))
    if not before or versus or not regex.search(r"\b(?:and|with|including)\b", scene.between(series.quantities[-2].end if len(series.quantities) > 1 else 0, series.quantities[-1].start)):
        return None
    return before[-1] if _TIED.fullmatch(scene.between(before[-1].end, series.start)) else None


def _labelled(scene: Scene, series: Series) -> bool:
    """"VGPR: 45%": a colon ties a number to the measure before it."""
    before = [m for m in scene.measures if m.end <= series.start]
    return bool(before) and bool(regex.fullmatch(r"\s?(?:rates?)?\s?[:=]\s?(?:n\s?=\s?)?", scene.between(before[-1].end, series.start)))


def _distributed(scene: Scene) -> dict[int, tuple[Measure, ...]]:
    """Series that follow a list of as many measures: "PFS, ORR and CR were better (a vs b; c vs d; e vs f)"."""
    out: dict[int, tuple[Measure, ...]] = {}
    for listed in _lists(scene):
        following = [i for i, s in enumerate(scene.series) if s.start >= listed[-1].end]
        limit = next((m.start for m in scene.measures if m.start >= listed[-1].end), len(scene.text))
        following = [i for i in following if scene.series[i].start < limit]
        if not following:
            continue
        if len(following) == len(listed):
            out.update({i: (m,) for i, m in zip(following, listed, strict=True)})
            continue
        first = scene.series[following[0]]
        if len(first.quantities) == len(listed) and _one_group(scene, first):
            out[following[0]] = tuple(listed)
    return out


def _lists(scene: Scene) -> Iterator[list[Measure]]:
    """Runs of two or more measures with only list words between them."""
    run: list[Measure] = []
    for measure in scene.measures:
        counted = run and any(run[-1].end <= s.start < measure.start for s in scene.series)
        if run and (counted or not _LIST_GAP.fullmatch(scene.between(run[-1].end, measure.start))):
            if len(run) > 1:
                yield run
            run = []
        run.append(measure)
    if len(run) > 1:
        yield run


def _one_group(scene: Scene, series: Series) -> bool:
    """Whether the members of a series belong to measures rather than to groups."""
    inside = [r for r in scene.refs if series.start < r.start < series.end and not r.everyone]
    after = [r for r in scene.refs if series.end <= r.start < series.end + 90 and not r.everyone]
    versus = any(series.start < v.start < series.end for v in scene.sentence.of(Label.VERSUS))
    return not inside and not versus and len(after) != len(series.quantities)


def _measure_after(scene: Scene, series: Series) -> Measure | None:
    """The measure that directly follows a series: "26% of patients had a partial response"."""
    measure = next((m for m in scene.measures if m.start >= series.end), None)
    following = next((s for s in scene.series if s.start >= series.end), None)
    if measure is not None and following is not None and following.start < measure.start:
        return _measure_after(scene, following) if _graded_list(scene, series, following) else None
    if measure is None:
        return None
    gap = _without(scene.sentence, series.end, measure.start, scene.refs)
    gap = _without_grades(scene, series.end, measure.start, gap)
    if regex.match(r"[\s\])]*,?\s?and\b", gap):  # "66% and 2-year overall survival 81%"
        return None
    if series.unit in (Unit.MONTHS, Unit.RATIO) or not _FORWARD.fullmatch(gap) or _COMMA_NO_VERB.match(gap):
        return None
    if gap.lstrip(" )]").startswith(",") and _owns_value(scene, measure):
        return None
    closes = regex.match(r"\s?(?:\w+\s)?[\])]", gap) and _inside_bracket(scene.text, series.start)
    if closes and not (_SUBJECT_VERB.match(gap) and _in_bracket(scene, series, ())):
        return None
    return measure if _kind_fits(measure, series.unit) else None


def _graded_list(scene: Scene, series: Series, following: Series) -> bool:
    """"34% grade 2, 21% grade 3 and 12% grade 4 thrombocytopenia": the event is named once, behind the last grade."""
    grades = [_grade_behind(scene, s.quantities[-1]) for s in (series, following)]
    return all(grades) and bool(regex.fullmatch(r",?\s?(?:and\s)?", scene.between(grades[0].end if grades[0] else 0, following.start)))


def _owns_value(scene: Scene, measure: Measure) -> bool:
    """Whether a number of its own stands right behind a measure: "…, with a complete response in 15 (37%)"."""
    following = next((s for s in scene.series if s.start >= measure.end), None)
    return following is not None and bool(regex.fullmatch(r"\s?[(\[:]\s?|" + _TIED.pattern, scene.between(measure.end, following.start)))


def _inside_bracket(text: str, offset: int) -> bool:
    before = text[:offset]
    return sum(before.count(c) for c in "([") > sum(before.count(c) for c in ")]")


def _without_grades(scene: Scene, start: int, end: int, gap: str) -> str:
    for grade in scene.sentence.of(Label.GRADE):
        if start <= grade.start < end:
            gap = gap.replace(grade.text, "").replace("  ", " ")
    return gap


def _kind_fits(measure: Measure, unit: Unit) -> bool:
    if measure.kind == SURVIVAL:
        return unit in (Unit.MONTHS, Unit.RATIO, Unit.PERCENT)
    return unit in (Unit.PERCENT, Unit.COUNT) or (measure.kind == TOXICITY and unit is Unit.PER_TIME)


def _measure_before(scene: Scene, series: Series, previous: tuple[Measure, ...]) -> tuple[Measure, ...]:
    """The nearest measure before a series that its unit can belong to."""
    if series.unit is Unit.RATIO and (named := _ratio_measure(scene, series)):
        return (named,)
    fitting = [m for m in scene.measures if m.end <= series.start and _kind_fits(m, series.unit)]
    fitting = [m for m in fitting if not _enclosed(scene.text, m, series.start)] or fitting
    if not fitting or _own_predicate(scene, series):
        return ()
    nearest = fitting[-1]
    if _of_long_list(scene, nearest):
        return ()
    if series.unit is Unit.COUNT and not _counted(scene, nearest, series):
        return ()
    if _new_predicate(scene, nearest, series):
        return ()
    return (nearest,)


def _enclosed(text: str, measure: Measure, offset: int) -> bool:
    """Whether a measure stands in a bracket that is closed before an offset, with a number beside it."""
    opened = max(text.rfind(c, 0, measure.start) for c in "([")
    if opened < 0 or any(c in text[opened:measure.start] for c in ")]"):
        return False
    closed = min((i for i in (text.find(c, measure.end) for c in ")]") if i >= 0), default=len(text))
    return closed < offset and any(c.isdigit() for c in text[opened:closed])


def _new_predicate(scene: Scene, measure: Measure, series: Series) -> bool:
    """"discontinued in 24% vs 30% and reduced in 45% vs 62%": the words after the last series speak of something else."""
    between = [s for s in scene.series if measure.end <= s.start and s.end <= series.start]
    if not between or series.unit is not between[-1].unit:
        return False
    gap = _BRACKETS.sub(" ", _without(scene.sentence, between[-1].end, series.start, scene.refs))
    words = [w for w in regex.findall(r"\p{L}{3,}", gap.lower()) if w not in _CONNECTING and w not in _RESUMING]
    grades = [g for g in scene.sentence.of(Label.GRADE) if between[-1].end <= g.start < series.start]
    return bool(words) and not grades


def _of_long_list(scene: Scene, measure: Measure) -> bool:
    """A single series behind three events or more ("rash, neuropathy and infection (45% v 21%)") is of none of them."""
    return any(measure in listed and len(listed) > 2 and measure.kind == TOXICITY for listed in _lists(scene))


def _own_predicate(scene: Scene, series: Series) -> bool:
    """Whether a series is the subject of a predicate of its own: "53% of the patients had high-risk disease"."""
    rest = _without(scene.sentence, series.end, min(series.end + 120, len(scene.text)), scene.refs)
    return series.unit is Unit.PERCENT and bool(_PREDICATE.match(rest))


def _counted(scene: Scene, measure: Measure, series: Series) -> bool:
    gap = _without(scene.sentence, measure.end, series.start, scene.refs)
    return bool(regex.fullmatch(r"\s?(?:(?:was|were|being|rate|rates|events?)\s)?(?:(?:seen|observed|noted|reported|recorded|achieved|obtained|documented|occurred|found)\s)?(?:in|:|by|,|\()\s?(?:only\s)?", gap))


def _ratio_measure(scene: Scene, series: Series) -> Measure | None:
    """The endpoint that a hazard ratio names itself: "hazard ratio for death, 0.78", "HR for PFS was"."""
    cues = [c for c in scene.sentence.of(Label.HAZARD_RATIO) if c.end <= series.start]
    if not cues:
        return None
    gap = scene.between(cues[-1].end, series.start)
    inside = [m for m in scene.measures if cues[-1].end <= m.start < series.start and m.kind == SURVIVAL]
    if inside:
        return inside[0]
    start = cues[-1].end
    if regex.search(r"(?i:progression|relapse) or death|death or (?:disease )?progression|for (?:disease )?progression", gap):
        return Measure(start, start, SURVIVAL, "PFS", "hazard_ratio.for_progression_or_death")
    if regex.search(r"(?i:for|of) (?:all-cause )?(?:death|mortality)", gap):
        return Measure(start, start, SURVIVAL, "OS", "hazard_ratio.for_death")
    return None


_DENOMINATOR = regex.compile(r"(?i)^(?:\p{Lu}+: )?(?:overall, )?(?:among|of|in)\s(?:all\s)?(?:the\s)?(?:all\s)?$")


def _denominator(scene: Scene) -> int | None:
    """"Among the 225 patients who …, x%": the count that opens a sentence is the denominator of its shares."""
    for mention in scene.sentence.of(Label.COUNT):
        if mention.start < 40 and _DENOMINATOR.match(scene.text[: mention.start]):
            return parse_count(mention.value.text("count"))
    return None


def _linked(scene: Scene, series: Series, found: tuple[Measure, ...], earlier: Sequence[Reading]) -> list[Reading]:
    """The readings of a series, each with its group."""
    if paired := _graded_pairs(scene, series, found[0], earlier) or _timed(scene, series, found[0], earlier):
        return paired
    if len(found) == len(series.quantities) > 1:
        group, link = _shared_group(scene, series)
        return [_reading(scene, m, q, group, link) for m, q in zip(found, series.quantities, strict=True)]
    groups, link = _groups(scene, series, earlier)
    if link == "none" and len(series.quantities) == 1 and (each := _each_group(scene, series)):
        return [_reading(scene, found[0], series.quantities[0], g, "each") for g in each]
    readings = [_reading(scene, found[0], q, g, link) for q, g in zip(series.quantities, groups, strict=True)]
    return _with_p_values(scene, series, _with_subgroup(scene, series, readings, earlier))


def _graded_pairs(scene: Scene, series: Series, measure: Measure, earlier: Sequence[Reading]) -> list[Reading]:
    """"grade 3/4 neutropenia (18%/7% vs 14%/5%)" and "grade 3 and grade 4 … (12% and 7%, respectively)": a grade each."""
    quantities, grade = series.quantities, measure.grade or _scope_grade(scene, measure)
    pairs = list(zip(quantities[::2], quantities[1::2], strict=False))
    slashed = len(quantities) % 2 == 0 and all(regex.fullmatch(r"\s?/\s?", scene.between(a.end, b.start)) for a, b in pairs)
    spoken = len(quantities) % 2 == 0 and regex.search(r"(?i)grade \w+ and grade", scene.text) is not None and scene.sentence.of(Label.RESPECTIVELY)
    if measure.kind != TOXICITY or grade != "3-4" or not (slashed or spoken):
        return []
    heads = Series(tuple(replace(a, end=b.end) for a, b in pairs))
    groups, link = _groups(scene, heads, earlier)
    return [
        replace(_reading(scene, measure, quantity, group, link), grade=own)
        for pair, group in zip(pairs, groups, strict=True) for quantity, own in zip(pair, ("3", "4"), strict=True)
    ]  # fmt: skip


def _timed(scene: Scene, series: Series, measure: Measure, earlier: Sequence[Reading]) -> list[Reading]:
    """"PFS at 1, 2, and 3 years was 97%, 92%, and 90% with A and 89%, 77%, and 67% with B": a time for each value."""
    count = len(measure.times)
    if not count or series.unit is not Unit.PERCENT or len(series.quantities) % count:
        return []
    chunks = [series.quantities[i : i + count] for i in range(0, len(series.quantities), count)]
    heads = Series(tuple(replace(chunk[0], end=chunk[-1].end) for chunk in chunks))
    groups, link = _groups(scene, heads, earlier)
    return [
        replace(_reading(scene, measure, quantity, group, link), time_months=time)
        for chunk, group in zip(chunks, groups, strict=True) for quantity, time in zip(chunk, measure.times, strict=True)
    ]  # fmt: skip


def _reading(scene: Scene, measure: Measure, quantity: Quantity, group: Reference | None, link: str) -> Reading:
    arm = group.arm if group else None
    grade = _grade(scene, measure, quantity) if measure.kind == TOXICITY else ""
    if quantity.unit is Unit.PERCENT and quantity.total is None:
        quantity = replace(quantity, total=_denominator(scene))
    return Reading(measure, quantity, group, arm, grade=grade, link=link)


def _grade(scene: Scene, measure: Measure, quantity: Quantity) -> str:
    """A quantity's own grade, else its measure's, else the last grade that an earlier list was opened with."""
    own = _grade_behind(scene, quantity)
    if own is not None:
        return grade_of(own)
    for grade in scene.sentence.of(Label.GRADE):
        gap_before = scene.between(grade.end, quantity.start)
        if measure.end <= grade.start and grade.end <= quantity.start and _QUANTITY_AFTER_GRADE.fullmatch(gap_before):
            return grade_of(grade)
        gap_after = scene.between(quantity.end, grade.start)
        if quantity.end <= grade.start and _EVENT_GAP.fullmatch(gap_after):
            return grade_of(grade)
    if measure.grade:
        return measure.grade
    return _scope_grade(scene, measure)


def _grade_behind(scene: Scene, quantity: Quantity) -> Mention | None:
    """"35% Gr1, 10% Gr2": the grade right behind a number."""
    for grade in scene.sentence.of(Label.GRADE):
        if quantity.end <= grade.start and regex.fullmatch(r"\s?(?:were\s|was\s|with\s|of\s|at\s)?", scene.between(quantity.end, grade.start)):
            return grade
    return None


_OPENERS = frozenset({"any adverse event", "hematologic toxicity", "nonhematologic toxicity"})
_UNGRADED = frozenset({"serious adverse event", "discontinuation due to adverse event", "treatment-related death", "death", "any adverse event"})


def _scope_grade(scene: Scene, measure: Measure) -> str:
    """"grade 3-4 events included thrombocytopenia (..), lymphopenia (..)": the grade holds for the list."""
    above = [g for g in scene.sentence.of(Label.GRADE) if g.end <= measure.start]
    if not above or measure.name in _UNGRADED:
        return "any"
    grade = above[-1]
    if any(q.end <= grade.start and _EVENT_GAP.fullmatch(scene.between(q.end, grade.start)) for s in scene.series for q in s.quantities):
        return "any"
    opener = next((m for m in scene.measures if m.start <= grade.start and grade.end <= m.end), None)
    if opener is not None and opener.name in _OPENERS and not regex.search(r"(?i)\b(?:no|without)\s(?:\w+\s){0,2}$", scene.text[: opener.start]):
        return "any" if _closed(scene, grade, measure) else grade_of(grade)
    behind = any(m.start < grade.start and m.end == grade.end and m.grade and m.name not in _OPENERS for m in scene.measures)
    if behind or _closed(scene, grade, measure) or _broken(scene, grade.end, measure.start):
        return "any"
    return grade_of(grade)


def _closed(scene: Scene, grade: Mention, measure: Measure) -> bool:
    """A grade in a bracket with a number of its own, or right behind or before a number, says nothing of what follows."""
    opened = max(scene.text.rfind(c, 0, grade.start) for c in "([")
    closed = min((i for i in (scene.text.find(c, grade.end) for c in ")]") if i >= 0), default=-1)
    bracketed = opened >= 0 and closed >= 0 and not any(c in scene.text[opened + 1 : grade.start] for c in ")]")
    if bracketed and closed < measure.start:
        return any(q.end > opened and q.start < closed for s in scene.series for q in s.quantities)
    return False


_OPENING_LABEL = regex.compile(r"(?:^|[(\[;:]|,(?: and)?)\s?(?P<label>(?:(?:in|for|among) )?[\p{L}\d≥≤<>][\p{L}\d ≥≤<>/+-]{1,60}?)\s?(?::\s?(?:HR,?\s?)?|[(\[]\s?)$")
_SUBGROUPS = regex.compile(r"(?i)\bsubgroups?\b|as follows|\bprior lines?\b|according to|stratified by|by (?:age|risk|cytogenetic|stage)")


def _opening_label(scene: Scene, series: Series) -> str:
    """"(ITT: 14% v 2%; 1PL: 20% v 3%)": the words before the colon name the subgroup of the series."""
    hit = _OPENING_LABEL.search(scene.text[: series.start])
    if hit is None:
        return ""
    start, end = hit.span("label")
    taken = any(m.start < end and start < m.end for m in (*scene.measures, *scene.refs, *scene.sentence.of(Label.POPULATION, Label.GRADE, Label.HAZARD_RATIO)))
    colon = ":" in scene.text[end : series.start]
    if taken or not (colon or _SUBGROUPS.search(scene.text)) or regex.search(r"(?i)\b(?:median|rates?|was|were|range|total|overall|all|ITT|respectively|vs|versus)\b", hit["label"]):
        return ""
    return hit["label"].strip()


def _with_subgroup(scene: Scene, series: Series, readings: list[Reading], earlier: Sequence[Reading]) -> list[Reading]:
    """A subgroup named before the series holds for all of it unless the members name groups of their own."""
    if len(scene.series) > 1 and (label := _opening_label(scene, series)):
        return [replace(r, subgroup=label) for r in readings]
    if any(r.group and r.group.subgroup for r in readings):
        return [_of_one_arm(scene, series, r) if r.group and r.group.subgroup else r for r in readings]
    if readings[0].link == "carried" and earlier and earlier[-1].subgroup:
        return [replace(r, subgroup=earlier[-1].subgroup) for r in readings]
    nearest = _subgroup_behind(scene, series) or next((r for r in reversed(scene.refs) if r.subgroup and r.end <= series.start), None)
    return [replace(r, subgroup=nearest.label) for r in readings] if nearest else readings


def _subgroup_behind(scene: Scene, series: Series) -> Reference | None:
    """"72% (A) vs 58% (B) in the high-risk group": a subgroup right behind a series, but for its own groups."""
    left, right = _window(scene, series)
    ref = next((r for r in scene.refs if r.subgroup and series.end <= r.start < right), None)
    if ref is None:
        return None
    gap = _without(scene.sentence, series.end, ref.start, [r for r in scene.refs if r is not ref])
    tied = scene.text[ref.start] in "([" or regex.fullmatch(r"[\s()\[\],]{0,8}(?:(?:and|in|for|with|on)\s)?(?:[()\[\],\s]*(?:in|for|among|of)\s(?:the\s)?|[(\[]\s?)", gap)
    return ref if tied else None


def _of_one_arm(scene: Scene, series: Series, reading: Reading) -> Reading:
    """A reading of a subgroup; the one arm that the sentence names before it, if it names one, treats it."""
    group = reading.group
    assert group is not None
    arms = _unique(r for r in scene.refs if r.arm and r.end <= series.start and not r.subgroup)
    arm = group.arm or (arms[0].arm if len(arms) == 1 else None)
    return replace(reading, subgroup=group.label, arm=arm)


def _with_p_values(scene: Scene, series: Series, readings: list[Reading]) -> list[Reading]:
    """A p-value behind a comparison stands on its first member, one behind a later member on that member."""
    limit = next((s.start for s in scene.series if s.start > series.end), len(scene.text))
    out = list(readings)
    for mention in scene.p_values:
        before = [i for i, r in enumerate(readings) if r.quantity.end <= mention.start]
        if not before or mention.start >= limit or _broken(scene, readings[before[-1]].quantity.end, mention.start):
            continue
        index = 0 if mention.start > series.end and before[-1] == len(readings) - 1 and not out[0].p_value else before[-1]
        if any(r.p_value for r in out) and len(before) == len(readings):
            index = before[-1]
        if not out[index].p_value:
            out[index] = replace(out[index], p_value=p_value_of(mention))
    return out


def _groups(scene: Scene, series: Series, earlier: Sequence[Reading]) -> tuple[list[Reference | None], str]:
    """One group a quantity, and the name of the rule that found them."""
    if series.unit is Unit.RATIO and len(series.quantities) == 1:
        return _ratio_group(scene, series, earlier)
    strong = (_bracketed, _tight_ahead, _mixed, _in_bracket, _beside, _behind, _after_measure, _before)
    crossed = any(r.subgroup for r in scene.refs) and any(r.arm and not r.subgroup for r in scene.refs)
    if crossed and len(series.quantities) > 1:
        arms = replace(scene, refs=tuple(r for r in scene.refs if not r.subgroup))
        groups, link = _first_rule(strong, arms, series, earlier)
        if groups:
            return groups, link
    groups, link = _first_rule((*strong, _half_named, _shared_behind, _carried), scene, series, earlier)
    return groups or [None] * len(series.quantities), link


_Rule = Callable[[Scene, Series, Sequence[Reading]], "list[Reference | None] | None"]


def _first_rule(
    rules: Sequence[_Rule], scene: Scene, series: Series, earlier: Sequence[Reading]
) -> tuple[list[Reference | None], str]:
    """What the first rule that applies finds, and its name; an empty list where none does."""
    for rule in rules:
        groups = rule(scene, series, earlier)
        if groups is not None:
            return groups, rule.__name__.strip("_")
    return [], "none"


def _broken(scene: Scene, start: int, end: int) -> bool:
    """Whether a semicolon outside brackets or an adversative word stands between two offsets."""
    return _first_break(scene.text, start) < end


def _item_end(text: str, start: int) -> int:
    """Where the list item that holds `start` ends: at a semicolon of its own bracket level or at the closing bracket."""
    depth = 0
    for i in range(start, len(text)):
        depth += (text[i] in "([") - (text[i] in ")]")
        if depth < 0 or (text[i] == ";" and depth == 0):
            return i
    return len(text)


def _first_break(text: str, start: int) -> int:
    """Where the clause that holds `start` ends: at a semicolon of its own bracket level, an adversative or the end."""
    for hit in _BREAK.finditer(text, start):
        if not _inside_bracket(text, hit.start()) or hit.group() != ";":
            return hit.start()
    return len(text)


def _named_refs(scene: Scene) -> list[Reference]:
    return [r for r in scene.refs if not r.everyone]


def _window(scene: Scene, series: Series) -> tuple[int, int]:
    """How far a series may look for its groups: to the measure or series on either side."""
    left = max((s.end for s in scene.series if s.end <= series.start), default=0)
    right = min((s.start for s in scene.series if s.start >= series.end), default=len(scene.text))
    return left, min(_first_break(scene.text, series.end), right)


def _ratio_group(scene: Scene, series: Series, earlier: Sequence[Reading]) -> tuple[list[Reference | None], str]:
    """A hazard ratio hangs on the group it names, else on the experimental group of the comparison before it."""
    cues = [c.end for c in scene.sentence.of(Label.HAZARD_RATIO) if c.end <= series.start]
    _, right = _window(scene, series)
    listed = any(s.unit is Unit.RATIO and cues and cues[-1] <= s.start < series.start for s in scene.series)
    own = next((r for r in _named_refs(scene) if series.end <= r.start < right), None)
    if listed and _prepositioned(scene, series, own) and own is not None:
        return [own], "beside"
    named = [r for r in _named_refs(scene) if cues and cues[-1] <= r.start < series.start]
    if named:
        against = any(named[0].end <= v.start < named[-1].start for v in scene.sentence.of(Label.VERSUS))
        return [named[0] if against else named[-1]], "beside"
    behind = [r for r in _named_refs(scene) if series.end <= r.start < right]
    if behind and _prepositioned(scene, series, behind[0]):
        return [behind[0]], "beside"
    compared = [r for r in earlier if r.measure.kind == SURVIVAL and r.quantity.unit is not Unit.RATIO]
    if compared and compared[-1].group:
        last = [r for r in compared if r.measure == compared[-1].measure]
        ahead = (r.group for r in last if r.group and r.group.start < r.group.end <= last[0].quantity.start)
        return [next(ahead, last[0].group)], "carried"
    before = _unique(r for r in _named_refs(scene) if r.end <= series.start and not r.subgroup)
    if before:
        return [before[-2] if len(before) > 2 else before[0]], "before"
    after = _unique(r for r in _named_refs(scene) if r.start >= series.end and not r.subgroup)
    arm = after[0] if len(after) > 1 else None
    if arm is None and scene.register.compared:
        first = scene.register.arms[0]
        arm = Reference(series.start, series.start, first.label, first)
    return [arm], "carried" if arm else "none"


def _bracketed(scene: Scene, series: Series, earlier: Sequence[Reading]) -> list[Reference | None] | None:
    """A group right before the bracket of each quantity: "on A (n=132, 56%) than on B (n=79, 33%)"."""
    refs = [_last_ref(scene, max(0, q.start - 90), q.start) for q in series.quantities]
    close = [r is not None and regex.fullmatch(r"\s?(?:patients|group|arm)?\s?[\[(]\s?(?:median:?\s)?", scene.between(r.end, q.start)) for r, q in zip(refs, series.quantities, strict=True)]
    return list(refs) if all(close) and _distinct(refs) and len(refs) > 1 else None


_TIGHT = regex.compile(r"\s?(?:groups?|arms?|patients|recipients)?\s?(?:(?:was|were|is|being|had|of|with|achieved)\s|[:,=(\[]\s?){0,2}(?:a\s)?(?:median(?: of)?:?\s)?")


def _is_tight(scene: Scene, ref: Reference | None, quantity: Quantity) -> bool:
    return ref is not None and bool(_TIGHT.fullmatch(scene.between(ref.end, quantity.start)))


def _tight_ahead(scene: Scene, series: Series, earlier: Sequence[Reading]) -> list[Reference | None] | None:
    """A group right before every quantity: "A was 2.13, while that for B was 2.08", "(A, 44%; B, 41%)"."""
    refs = [_last_ref(scene, max(0, q.start - 90), q.start) for q in series.quantities]
    if all(_is_tight(scene, r, q) for r, q in zip(refs, series.quantities, strict=True)) and _distinct(refs):
        return list(refs) if len(refs) > 1 or not _compares(scene, series) else None
    return None


def _compares(scene: Scene, series: Series) -> bool:
    """Whether the group before a lone quantity is only what it is compared with: "longer than with A, 12 months"."""
    ref = _last_ref(scene, max(0, series.start - 90), series.start)
    return ref is not None and bool(regex.search(r"(?i)(?:than|versus|vs\.?|compared (?:with|to))\s(?:\w+\s){0,2}$", scene.text[: ref.start]))


def _mixed(scene: Scene, series: Series, earlier: Sequence[Reading]) -> list[Reference | None] | None:
    """"in A was 19.4 months, versus 14.9 months in B": the first group stands before, the others behind."""
    quantities = series.quantities
    first = _last_ref(scene, max(0, series.start - 90), series.start)
    if len(quantities) < 2 or not _is_tight(scene, first, quantities[0]):
        return None
    edges = [*(q.start for q in quantities[2:]), min(_window(scene, series)[1], series.end + 90)]
    behind = [_first_ref(scene, q.end, edge) for q, edge in zip(quantities[1:], edges, strict=True)]
    groups = [first, *behind]
    return groups if all(groups) and _distinct(groups) else None


def _in_bracket(scene: Scene, series: Series, earlier: Sequence[Reading]) -> list[Reference | None] | None:
    """A lone quantity in a bracket right behind a group: "the X group (median PFS 11 months)"."""
    if len(series.quantities) != 1:
        return None
    opened = max(scene.text.rfind(c, 0, series.start) for c in "([")
    if opened < 0 or any(c in scene.text[opened : series.start] for c in ")]") or any(opened < s.start < series.start for s in scene.series):
        return None
    ref = _last_ref(scene, max(0, opened - 80), opened)
    return [ref] if ref and regex.fullmatch(r"\s?(?:groups?|arms?|patients)?\s?", scene.between(ref.end, opened)) else None


def _shared_behind(scene: Scene, series: Series, earlier: Sequence[Reading]) -> list[Reference | None] | None:
    """Groups named once behind several comparisons: "10 vs 7 months (..), 20 vs 18 months (..) with A vs B"."""
    refs = _unique(r for r in _named_refs(scene) if r.start >= series.end and not r.subgroup)
    return list(refs) if len(refs) == len(series.quantities) > 1 else None


def _beside(scene: Scene, series: Series, earlier: Sequence[Reading]) -> list[Reference | None] | None:
    """A group behind each quantity ("60% in A and 24% in B") or before each ("A 60%, B 24%")."""
    count = len(series.quantities)
    _, right = _window(scene, series)
    edges = [*(q.start for q in series.quantities[1:]), min(right, series.end + 110)]
    behind = [_first_ref(scene, q.end, edge) for q, edge in zip(series.quantities, edges, strict=True)]
    if all(behind) and _distinct(behind) and (count > 1 or _prepositioned(scene, series, behind[0])):
        return list(behind)
    if count == 1:
        return None
    starts = [max(_window(scene, series)[0], series.start - 130), *(q.end for q in series.quantities[:-1])]
    ahead = [_last_ref(scene, a, q.start) for a, q in zip(starts, series.quantities, strict=True)]
    if all(ahead) and _distinct(ahead):
        return list(ahead)
    return None


def _first_ref(scene: Scene, start: int, end: int) -> Reference | None:
    return next((r for r in _named_refs(scene) if start <= r.start < end), None)


def _last_ref(scene: Scene, start: int, end: int) -> Reference | None:
    return next((r for r in reversed(_named_refs(scene)) if start <= r.start and r.end <= end), None)


def _distinct(refs: Sequence[Reference | None]) -> bool:
    return len({(r.label, r.arm) for r in refs if r}) == len(refs)


def _prepositioned(scene: Scene, series: Series, ref: Reference | None) -> bool:
    """A lone quantity's group must hang on a preposition: "60% in the X group", "60% (X)", "27% of X patients"."""
    if ref is None:
        return False
    gap = scene.between(series.end, ref.start)
    return len(gap) < 70 and bool(
        regex.fullmatch(r"\s?(?:[\])]\s?)?(?:of\s(?:the\s)?(?:\w+\s)?(?:patients|pts)\s?)?(?:[\[(]|in|for|with|on|among|of|receiving|who received|treated with|given|assigned to)?\s?(?:the|those|patients|receiving|treated with|on|in|who received|all|\s)*", gap)
    )


def _after_measure(scene: Scene, series: Series, earlier: Sequence[Reading]) -> list[Reference | None] | None:
    """A group behind the measure that follows a quantity: "18 (8%) second cancers were diagnosed in the X group"."""
    measure = next((m for m in scene.measures if m.start >= series.end), None)
    if len(series.quantities) != 1 or measure is None or _measure_after(scene, series) != measure:
        return None
    against = next((v.start for v in scene.sentence.of(Label.VERSUS) if v.start > series.end), len(scene.text))
    stop = min(_first_break(scene.text, series.end), against)
    ref = _first_ref(scene, measure.end, stop)
    close = ref is not None and regex.search(r"\b(?:in|for|with|on|among|of)\s(?:the\s)?$|[(\[]$", scene.text[: ref.start])
    return [ref] if close else None


def _behind(scene: Scene, series: Series, earlier: Sequence[Reading]) -> list[Reference | None] | None:
    """As many groups as quantities after the series: "60% and 24% in A and B, respectively"."""
    _, right = _window(scene, series)
    refs = _unique(r for r in _named_refs(scene) if series.end <= r.start < right)
    if len(series.quantities) > 1 and len(refs) == len(series.quantities):
        return None if _between_and_behind(scene, series, refs) else list(refs)
    return None


def _between_and_behind(scene: Scene, series: Series, refs: Sequence[Reference]) -> bool:
    """"in A was 19.4 months, versus 14.9 months in B (hazard ratio in A …)": one group stands before, one behind."""
    before = [r for r in _named_refs(scene) if r.end <= series.start and series.start - r.end < 12]
    return bool(before) and any(before[-1].arm == r.arm and r.arm for r in refs[1:])


def _before(scene: Scene, series: Series, earlier: Sequence[Reading]) -> list[Reference | None] | None:
    """As many groups as quantities before the series: "A compared with B ... (60% vs 24%)"."""
    count = len(series.quantities)
    refs = _unique(r for r in _named_refs(scene) if r.end <= series.start and not r.subgroup)
    if count > 1 and len(refs) >= count:
        chosen = refs[-count:] if len(refs) > count else refs
        return _turned(scene, list(chosen))
    if count == 1 and len(refs) == 1 and not _everyone_nearer(scene, refs[0], series):
        return [refs[0]]
    return None


def _everyone_nearer(scene: Scene, ref: Reference, series: Series) -> bool:
    return any(r.everyone and ref.end <= r.start < series.end for r in scene.refs)


_COMPARED_FIRST = regex.compile(r"(?i)(?:compared (?:with|to)|versus|relative to|in comparison (?:with|to)|unlike|than)\s(?:the\s)?$")


def _turned(scene: Scene, refs: list[Reference]) -> list[Reference | None]:
    """"Compared with A, B had …": the comparator is named first, so the values start with the other."""
    opened = _COMPARED_FIRST.search(scene.text[: refs[0].start])
    comma = len(refs) == 2 and regex.fullmatch(r"[^.;]{0,40},[^.;]{0,40}", scene.between(refs[0].end, refs[1].start))
    return list(reversed(refs)) if opened and comma else list(refs)


def _unique(refs: Iterator[Reference]) -> list[Reference]:
    out: list[Reference] = []
    for ref in refs:
        if not any((ref.label, ref.arm) == (o.label, o.arm) or (ref.arm and ref.arm == o.arm) for o in out):
            out.append(ref)
    return out


def _half_named(scene: Scene, series: Series, earlier: Sequence[Reading]) -> list[Reference | None] | None:
    """One arm of two is named for a pair: "superior with A (60% vs 24%)", "(41 months, vs. 23 with placebo)"."""
    if len(series.quantities) != 2:
        return None
    left, right = _window(scene, series)
    inside = [r for r in _named_refs(scene) if series.start < r.start < right and r.arm]
    above = [r for r in _named_refs(scene) if r.end <= series.start and r.arm]
    if above and inside and _inside_bracket(scene.text, series.start) and inside[0].start > series.end and series.start - above[-1].end < 30:
        inside = []
    if inside and inside[0].arm and (other := scene.register.other(inside[0].arm)):
        named, unnamed = inside[0], Reference(series.start, series.start, other.label, other)
        outside = _inside_bracket(scene.text, series.start) and regex.search(r"[\])]", scene.between(series.end, named.start))
        if outside:
            return _directed(scene, series, named, unnamed)
        return [unnamed, named] if named.start > series.quantities[1].start else [named, unnamed]
    if above and above[-1].arm and (other := scene.register.other(above[-1].arm)):
        return _directed(scene, series, above[-1], Reference(series.start, series.start, other.label, other))
    return None


_MORE = regex.compile(r"(?i)\b(?:superior|higher|more|greater|longer|better|increased|prolonged|improved)\b[^.;,]{0,40}$")
_LESS = regex.compile(r"(?i)\b(?:inferior|lower|less|fewer|shorter|reduced|decreased|worse)\b[^.;,]{0,40}$")


def _directed(scene: Scene, series: Series, named: Reference, other: Reference) -> list[Reference | None]:
    """"superior in the A arm (15% v 31%)": the word before the group says which of two values is its own.

    Without such a word, or with equal values, the group that is named stands first.
    """
    before = scene.text[: named.start]
    if regex.search(r"(?i)\b(?:compared (?:with|to)|than|versus|vs\.?)\s(?:[\w-]+\s){0,6}$", before) and named.end <= series.start:
        return [other, named]
    first, second = series.quantities[0].value, series.quantities[1].value
    turned = first is not None and second is not None and ((_MORE.search(before) and first < second) or (_LESS.search(before) and first > second))
    changed = regex.search(r"(?i)\bfrom (?:an? )?(?:median (?:of )?)?$", scene.text[: series.start])
    return [other, named] if turned or changed else [named, other]


def _each_group(scene: Scene, series: Series) -> list[Reference]:
    """"A total of 65% of the patients in each group": the value holds for every arm."""
    behind = scene.text[series.end : series.end + 60]
    if scene.register.compared and regex.search(r"\b(?:in|of) (?:each|either|both)(?: of the)? (?:two |treatment |study )?(?:groups?|arms?)\b", behind):
        return [Reference(series.start, series.start, a.label, a) for a in scene.register.arms[:2]]
    return []


def _carried(scene: Scene, series: Series, earlier: Sequence[Reading]) -> list[Reference | None] | None:
    """The groups of the series before it in the sentence, when it has as many members."""
    last = [r.group for r in earlier[-len(series.quantities) :]]
    if len(last) == len(series.quantities) and all(last) and (len(last) == 1 or _distinct(last)):
        return last
    if len(series.quantities) > 1 and len(scene.register.arms) == len(series.quantities):
        return [Reference(series.start, series.start, a.label, a) for a in scene.register.arms]
    return None


def _shared_group(scene: Scene, series: Series) -> tuple[Reference | None, str]:
    refs = [r for r in _named_refs(scene) if r.end <= series.start] + [r for r in _named_refs(scene) if r.start >= series.end]
    arms = {(r.label, r.arm) for r in refs}
    return (refs[0], "shared") if len(arms) == 1 else (None, "none")
