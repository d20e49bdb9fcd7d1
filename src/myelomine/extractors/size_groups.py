"""Sizes of groups: which counts of a sentence belong to an arm, a cohort or a subgroup, and how the text ties them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from myelomine.extractors.arms import Reference
from myelomine.extractors.linking.scene import Scene
from myelomine.extractors.measures import RESPONSE, SURVIVAL, TOXICITY
from myelomine.extractors.size_counts import PEOPLE, Tally, add_up
from myelomine.extractors.size_roles import roles
from myelomine.mentions import Label


@dataclass(frozen=True, slots=True)
class Sizing:
    """A count with the group whose size it is; without a reference it is the size of the study."""

    tally: Tally
    role: str
    rule: str
    ref: Reference | None = None


_VERB = r"(?:random(?:ly)?|assigned|allocated|randomi[sz]ed|treated|enrolled|received|receiving|given|belonged|included|got|were|was|had been|had|being|who|are)"
_ALLOCATION = regex.compile(
    rf"(?i)\s(?:(?:(?!(?:of|in|to|on|with|and|or|had|were|was)\b)[a-z-]{{3,20}}\s(?:and\s)?){{0,2}}?{PEOPLE}\s)?(?:\([\d.·]+\s?%\)\s)?(?:{_VERB}\s){{0,4}}(?:(?:to|in|on|at|with|into|for|receive|the|a|an|arm|group|cohort|[a-z]+-dose|continuous|sequential|combined|oral|weekly|maintenance|single-agent)\s){{0,6}}"
)
_IN_BRACKET = regex.compile(
    r"[^()\d;:%]{0,45}[\[(;,]\s?(?:[A-Z][\p{L}\d+/-]{0,12}(?: (?:group|arm))?[;,]?\s)?[\[(]?\s?"
)
_LISTED = regex.compile(r"(?:\s(?:group|arm))?\s?[:,;=]?\s?")
_FEATURE_BRACKET = regex.compile(r"\s?(?:groups?|arms?|cohorts?|alone|subgroup)?\s?[\[(]\s?")
# the group's people are the subject of another verb: "127 patients given KPd … had progressed"
_EVENT_AFTER = regex.compile(
    r"(?i)(?:\s(?:groups?|arms?|cohorts?|alone|regimens?|therapy|treatment))?(?:\s(?:had|have|has|did|died|progressed|achieved|responded|discontinued|withdrew|experienced|developed|remained?|relapsed|required|completed|crossed|stopped|showed|survived)\b"
    r"|\s(?:were|was)\s(?!(?:random|assigned|allocated|included|treated|enrolled|evalua|assess|analy|eligible|in\b|given|available))|\s(?:cycles?|courses?|doses?|infusions?)\b)"
)
_EVENT = regex.compile(
    r"(?i)\b(?:deaths?|died|dead|events?|progress\w+|relapses?|discontinu\w+|withdr\w+|respon(?:ses?|ded|ders?)|toxic\w*|sepsis|infections?|reasons?|exclud\w+|ineligible|not evaluable|occurred|developed|experienced|delay\w*|reductions?|reduced(?!-)|"
    r"violations?|deviations?|adverse|required|missing|fail(?:ed|ures?)|achiev\w+|refused|lost|reported|observed|causes?|leukemias?|malignanc\w+|diseases?(?= (?:occurred|in))|rates?)\b"
)
_ASSIGNMENT = regex.compile(
    r"(?i)\b(?:random\w*|assign\w*|allocat\w*|enroll?\w*|treated|receiv\w+|given|belong\w*|includ\w+|populations?|comparing|study|cohorts? of|analy[sz]ed|available|intervention|versus|vs\.?)\b"
)
_PEOPLE_HEAD = regex.compile(rf"(?i)\b(?:groups?|arms?|population|{PEOPLE}|assigned|randomi[sz]ed|treated)\s?$")
PLANNED = regex.compile(
    r"(?i)\b(?:requir\w+|would|planned?|designed|target\w*|expected|needed|goal|aim\w*|to (?:enroll?|recruit|include|accrue))\b"
    r"(?![^.;]{0,80}\b(?:randomi[sz]ed|assigned|were enrolled)\b)[^.;,]{0,80}$"
)
_LEAST = 3
_LEAST_OWN = 10
_COUNTED = regex.compile(
    rf"(?i)\b(?:random|assign|allocat|enroll?|{PEOPLE}|receiv|treated|includ|stud(?:y|ied)|cohorts?|groups?|arms?)"
)
_OF = regex.compile(
    r"(?i)(?:^|[.;:,(]\s?|\band\s)(?:of|among|in|for|with)\s(?:the\s|these\s|all\s|a total of\s|our\s){0,2}$"
)
_DESCRIBED = regex.compile(
    rf"(?:\s(?!(?:and|or|of|in|with)\b)[\p{{L}}/-]+){{0,4}}?\s{PEOPLE}(?:\sin (?:that|this|the) (?:study|trial|analysis))?\s(?P<words>(?:(?:who|that) (?P<verb>had(?: been)?|were|was|received|underwent|achieved)|with|without|aged|older than|younger than|refractory to|receiving|treated with|given)\s[^,;:.()]{{3,80}}?)(?=\s?[,(])",
    flags=regex.I,
)
_SUMMED = regex.compile(
    r"(?i)\b(?:receiv|treated|given|initial therapy|first-line|salvage|used|assign|random|consist|regimens?|therapy|treatment|belonged|groups?|cohorts?)"
)
_LISTED_BEFORE = regex.compile(
    r"(?i)(?:random|assign|enroll?|allocat|treated|includ|evaluab|analy[sz])\w*\s?$|patients\s?$"
)
_OCCURRED = regex.compile(
    r"(?i)(?:%\s(?:of\s)?(?:the\s)?|\b(?:developed|occurred|reported|seen|observed|noted|recorded|found|present|documented) (?:in|by|for) )$"
)
_ANALYSED_AFTER = regex.compile(
    r"[^.;]{0,60}?\bwere (?:included|analy[sz]ed|evaluable|treated|randomi[sz]ed|enrolled)\b"
)
_WHOLE_GAP = regex.compile(
    rf"(?i)(?:\s(?:evaluable|assessable|treated))?(?:\s{PEOPLE})?(?:\s(?:evaluable|assessed|analy[sz]ed) for (?:safety|toxicity))?\s(?:(?:in|on|with|receiving|who received|given|treated with|assigned to|the|a)\s){{1,3}}"
)
_BRACKETS = regex.compile(r"\((?:[^()]|\([^()]*\)){0,200}\)|\[[^\[\]]{0,200}\]")
_EACH = regex.compile(
    r"(?i)\s(?:patients\s)?(?:in|to|per|for|on)\s(?:each|both|either)(?: of the)?(?: (?:two|three|treatment|study))? (?:arms?|groups?|cohorts?|regimens?)\b|\s(?:patients\s)?(?:per|in each) (?:arm|group|cohort)\b"
)
_RESPECTIVELY = regex.compile(r"(?:[^.;]|\.\d){0,60}?\brespectively\b")
_SUBGROUP_OPENS = regex.compile(r"(?i)(?:^|[.:;]\s)(?:in|among|for|of)\s(?:the\s)?(?:patients\s|those\s)?$")


def group_sizings(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """Every count that the sentence ties to a group, the surest forms first."""
    found = [t for t in found if t.value >= _LEAST and not PLANNED.search(scene.text[: t.start])]
    for rule in (
        _bracketed,
        _shared,
        _before_names,
        _given,
        _allocated,
        _parts,
        _comprised,
        _respective,
        _wholes,
        _each,
        _described,
    ):
        yield from rule(scene, found)


def _named(scene: Scene) -> list[Reference]:
    return [r for r in scene.refs if not r.everyone]


def _undosed(scene: Scene, start: int, end: int) -> str:
    """The text between two offsets without the doses in it: "ixazomib 4 mg (n = 351)"."""
    text = scene.text[start:end]
    for dose in scene.sentence.of(Label.DOSE):
        if start <= dose.start and dose.end <= end:
            text = text.replace(dose.text, "")
    return text


def _bracketed(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """ "VTD (n = 97)", "the TD group (60 patients)", "placebo (PLC; n = 354) plus Rd", "MP, n=149; MPT n=135"."""
    for tally in found:
        alone = tally.equals or _alone(scene, tally)
        if tally.part is not None or tally.share or not alone or _share_before(scene, tally):
            continue
        told = _counts_events(scene, tally)
        ref = _holder(scene, tally) or _left(scene, tally) or _own_label(scene, tally, found)
        if ref is not None and (not told or (ref.subgroup and tally.value >= _LEAST_OWN)):
            yield Sizing(tally, group_role(scene, tally), "size.bracketed", _within_subgroup(scene, ref))


def _alone(scene: Scene, tally: Tally) -> bool:
    """ "(60 patients)", "(BD; 11 patients)" and, behind a group, a bare "(60)"."""
    before, after = scene.text[: tally.start], scene.text[tally.end :]
    if (
        tally.people
        and regex.search(r"[\[(][^()]{0,20}$", before)
        and regex.match(rf"\s{PEOPLE}\s?[)\],;]", after, flags=regex.I)
    ):
        return True
    bare = regex.search(r"(?i)(?:groups?|arms?|cohorts?|population)\s[\[(]\s?$", before) and regex.match(
        r"\s?[\])]", after
    )
    return bool(bare)


def _counts_events(scene: Scene, tally: Tally) -> bool:
    """ "patients have died: progression (A n = 13, B n = 10)": the numbers count deaths."""
    if _share_before(scene, tally):
        return True
    before = scene.text[: tally.start]
    opened = max(before.rfind("("), before.rfind("["))
    return _about_events(scene, before[:opened] if opened >= 0 and _open_bracket(before) else before)


def _about_events(scene: Scene, before: str) -> bool:
    """Whether the words before a count speak of what happened to people, later than of how they were divided."""
    if _PEOPLE_HEAD.search(before):
        return False
    aside = [b.span() for b in _BRACKETS.finditer(before)]
    told = [m.end for m in scene.measures if m.end <= len(before) and m.kind != SURVIVAL]
    events = [e for e in (*(m.end() for m in _EVENT.finditer(before)), *told) if not any(a < e <= b for a, b in aside)]
    assigned = [m.end() for m in _ASSIGNMENT.finditer(before)]
    return max(events, default=-1) > max(assigned, default=-1)


def _share_before(scene: Scene, tally: Tally) -> bool:
    """ "44% (n = 50)": the count of a share."""
    return bool(regex.search(r"%\s?[\[(]\s?$", scene.text[max(0, tally.start - 6) : tally.start]))


def _holder(scene: Scene, tally: Tally) -> Reference | None:
    """The reference that is printed around the count: "placebo (n = 354) plus Rd"."""
    return next((r for r in _named(scene) if r.start < tally.start and tally.end <= r.end), None)


def _left(scene: Scene, tally: Tally) -> Reference | None:
    """The nearest group to the left with nothing but a bracket between."""
    left = [r for r in _named(scene) if r.end <= tally.start]
    if not left:
        return None
    gap = _undosed(scene, left[-1].end, tally.start)
    return left[-1] if _LISTED.fullmatch(gap) or (len(gap) < 70 and _IN_BRACKET.fullmatch(gap)) else None


def _open_bracket(text: str) -> bool:
    return max(text.rfind("("), text.rfind("[")) > max(text.rfind(")"), text.rfind("]"))


_OWN_LABEL = regex.compile(
    r"[(\[;,]\s?(?:and\s)?(?P<label>(?!and\b|\d+\b)[\p{L}≥≤\d][\p{L}\d /+-]{1,40}?)\s?[,:;(]?\s?$"
)
# "randomized to interferon (n = 76) or no maintenance (n = 74)"
_OTHER_ARM = regex.compile(
    r"(?i)\b(?:random|assign|allocat)[^.;]{5,160}\)\s(?:or|versus|vs\.?|and)\s(?:to\s)?(?:the\s)?(?P<label>(?:[\p{L}-]+\s){0,3}[\p{L}-]+)\s\(\s?$"
)
_NO_LABEL = regex.compile(
    r"(?i)(?:patients?|total|range|median|all|overall|ITT|MM|and|or|including|versus|vs|both|see|data)\b"
)


def _own_label(scene: Scene, tally: Tally, found: Sequence[Tally]) -> Reference | None:
    """'(intravenous n=84; subcutaneous n=73)': the words before the size are the group's name."""
    hit = _OWN_LABEL.search(scene.text[: tally.start])
    if other := _OTHER_ARM.search(scene.text[: tally.start]):
        return Reference(other.start("label"), other.end("label"), other["label"])
    if not _open_bracket(scene.text[: tally.start]):
        return None
    if not tally.equals or hit is None or _NO_LABEL.match(hit["label"]):
        return None
    together = [t for t in found if t.equals]
    if tally.value < _LEAST_OWN and not add_up(together, [t.value for t in found if t not in together]):
        return None
    arm = scene.register.by_name(hit["label"]) or scene.register.only()
    return Reference(
        hit.start("label"), hit.end("label"), arm.label if arm and scene.register.compared else hit["label"], arm
    )


def _within_subgroup(scene: Scene, ref: Reference) -> Reference:
    """ "In refractory patients … D-Vd (n = 60)", "1 prior line (1PL; D-Vd, n = 122)": a size of the subgroup, not of the arm."""
    if ref.subgroup or ref.arm is None:
        return ref
    opening = next(
        (r for r in scene.refs if r.subgroup and r.end <= ref.start and _SUBGROUP_OPENS.search(scene.text[: r.start])),
        None,
    )
    return Reference(ref.start, ref.end, opening.label, ref.arm, subgroup=True) if opening else ref


_BRACKET_LABEL = regex.compile(r"\s?(?P<label>[\p{L}\d≥<>-]{2,20});\s")


def _shared(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """ "TD (81; 58%) or LD (59; 42%)", "TD (81) or LD (59)": counts behind the groups that divide the whole between them."""
    held = [
        (t, r)
        for t in found
        if not t.equals and t.part is None
        for r in _named(scene)
        if _FEATURE_BRACKET.fullmatch(scene.text[r.end : t.start])
    ]
    held = [(t, r) for t, r in held if t.share or regex.match(r"\s?[\])]", scene.text[t.end :])]
    totals = [t.value for t in found if not t.share]
    assigned = (
        len(held) > 1
        and not scene.measures
        and regex.search(r"(?i)\b(?:random\w*|assigned|allocated)\b", scene.text[: held[0][0].start])
    )
    if (add_up([t for t, _ in held], totals) and _SUMMED.search(scene.text)) or (
        assigned and not any(t.share for t, _ in held)
    ):
        for tally, ref in held:
            yield Sizing(tally, "group", "size.shared", ref)


def _before_names(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """ "were randomized (TV: 91; T: 88)": bare numbers behind the arms' names in a bracket."""
    for tally in found:
        left = [r for r in _named(scene) if r.end <= tally.start]
        opened = scene.text.rfind("(", 0, tally.start)
        if tally.equals or not left or opened < 0 or ")" in scene.text[opened : tally.start] or left[-1].start < opened:
            continue
        named_first = not regex.match(r"\s?\d", scene.text, pos=opened + 1)
        if (
            named_first
            and not _counts_events(scene, tally)
            and _LISTED_BEFORE.search(scene.text[:opened])
            and regex.fullmatch(r"\s?[:,=]\s?", scene.text[left[-1].end : tally.start])
        ):
            yield Sizing(tally, group_role(scene, tally), "size.listed", left[-1])


def _given(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """ "MP was given to 63 patients and VMCP to 66": the group in front of the count, in a study that compares groups."""
    for tally in found if scene.register.compared else ():
        left = [r for r in _named(scene) if r.end <= tally.start]
        if _RESPECTIVELY.match(scene.text, tally.after):
            continue
        if (
            left
            and left[-1].arm
            and not tally.equals
            and tally.part is None
            and _GIVEN_TO.fullmatch(scene.text[left[-1].end : tally.start])
        ):
            yield Sizing(tally, "group", "size.given", left[-1])


_GIVEN_TO = regex.compile(r"(?i)\s(?:(?:was|were)\s(?:given|administered|used|offered)\s)?(?:to|in)\s")


def _allocated(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """ "254 to ide-cel and 132 to a standard regimen", "218 (46%) were in the X group", "(77 EBd, 75 Bd)"."""
    for tally in found:
        ref = next((r for r in _named(scene) if r.start >= tally.after), None) or _abbreviated(scene, tally)
        if (
            ref is None
            or tally.equals
            or tally.part is not None
            or not _ALLOCATION.fullmatch(_unbracketed(scene, tally.after, ref.start))
        ):
            continue
        if _sized(scene, ref, found) or _happened(scene, ref) or not _introduced(scene, tally, ref):
            continue
        if tally.share and not _divided(scene, tally, ref, found):
            continue
        whole = " who " in scene.text[tally.after : ref.start] or ref.arm == scene.register.only() is not None
        if whole and roles(scene.text, tally):  # they are all that the study is about
            continue
        yield Sizing(tally, group_role(scene, tally), "size.allocated", ref)


def _unbracketed(scene: Scene, start: int, end: int) -> str:
    """The text between two offsets without what stands in brackets: "236 (99 [42%] women) in the VTD group"."""
    return str(regex.sub(r"\s?\((?:[^()]|\([^()]*\)){1,80}\)", "", scene.text[start:end]))


def _divided(scene: Scene, tally: Tally, ref: Reference, found: Sequence[Tally]) -> bool:
    """Whether a count with a share is a part of the study's people: "218 (46%) belonged to …", "including 57 (35%) aged …"."""
    stated = regex.search(r"(?i)belonged|were (?:in|assigned|random)", scene.text[tally.after : ref.start])
    included = ref.subgroup and regex.search(r"(?i)\bincluding\s$", scene.text[: tally.start])
    return bool(stated or included) or add_up([t for t in found if t.share], ())


def _introduced(scene: Scene, tally: Tally, ref: Reference) -> bool:
    """Whether people are counted here: the count says so, or the words around it do and name no events."""
    before = scene.text[: tally.start]
    if ref.subgroup and roles(scene.text, tally):
        return False
    if _ANALYSED_AFTER.match(scene.text, ref.end):
        return True
    if _OCCURRED.search(before) or _about_events(scene, before):
        return False
    return tally.people or bool(_COUNTED.search(scene.text[: ref.start]))


_ABBREVIATED = regex.compile(
    rf"(?i:\s(?:{PEOPLE}\s)?(?:(?:were\s)?(?:treated|assigned|randomi[sz]ed|allocated)\s)?(?:with|to|on)\s)(?P<label>[A-Z]{{2,6}})(?=[,.;)]|\sand\b)"
)


def _abbreviated(scene: Scene, tally: Tally) -> Reference | None:
    """ "119 patients treated with BBP, 65 with TBP": an abbreviation of the paper's own names the group."""
    hit = _ABBREVIATED.match(scene.text, tally.after)
    return Reference(hit.start("label"), hit.end("label"), hit["label"]) if hit else None


def _sized(scene: Scene, ref: Reference, found: Sequence[Tally]) -> bool:
    """Whether the group carries its own size, so that a count before it is the whole."""
    gap = next((scene.text[ref.end : t.start] for t in found if t.start >= ref.end), "x" * 20)
    return bool(regex.fullmatch(r"(?:\s[\w-]+){0,2}\s?[\[(]\s?(?:n\s?=\s?)?", gap, flags=regex.I))


def _happened(scene: Scene, ref: Reference) -> bool:
    """Whether the sentence goes on to say what happened to these people, or names a second group for one count."""
    following = [r for r in _named(scene) if r.start >= ref.end]
    end = ref.end
    for other in following:
        gap = str(_BRACKETS.sub("", scene.text[end : other.start]))
        if regex.fullmatch(r"(?:\s(?:groups?|arms?|cohorts?))?\s?(?:or|versus|vs\.?|and)\s(?:the\s)?", gap):
            return True
        item = _NEXT_ITEM.match(gap)
        if item is None or not _ALLOCATION.fullmatch(gap[item.end() :]):
            break
        end = other.end
    return bool(_EVENT_AFTER.match(scene.text, end))


_NEXT_ITEM = regex.compile(
    r"(?i)(?:\s(?:groups?|arms?|cohorts?))?\s?(?:,\s?(?:and\s)?|and\s|or\s|;\s)(?:\d{1,5}|[a-z]+(?:[- ][a-z]+)?)(?:\s\(\d[\d.·]*\s?%\))?(?=\s)"
)


def _comprised(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """ "The dose-escalation cohort comprised 12 participants": the group is the subject of the sentence."""
    for tally in found:
        hit = _SUBJECT.search(scene.text[: tally.start])
        if hit is None or not tally.people or tally.share:
            continue
        ref = next((r for r in _named(scene) if r.start <= hit.start("label") and r.end >= hit.end("label")), None)
        yield Sizing(
            tally,
            "group",
            "size.comprised",
            ref or Reference(*hit.span("label"), hit["label"], scene.register.only(), subgroup=True),
        )


_SUBJECT = regex.compile(
    r"(?:^|[.;,]\s|\b[Tt]he\s)(?P<label>(?!(?:[Tt]he|[Ss]tudy|[Oo]ur|[Tt]his|[Ff]inal|[Ww]hole|[Ee]ntire|[Tt]otal|[Oo]verall|[Pp]atient|[Rr]emaining|[Ss]afety|[Ee]valuable)\b)[\p{L}\d≥+-]+(?: (?!cohort|group|arm)[\p{L}\d≥+-]+){0,2}) (?:cohort|group|arm) "
    r"(?:comprised|included|consisted of|contained|enrolled)\s(?:a total of\s)?$"
)


def _parts(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """ "16 in phase 1 and 29 in phase 2", "35 patients were treated at this dose": parts of a study that no arm names."""
    for tally in found:
        if tally.share or tally.equals or tally.part is not None or _about_events(scene, scene.text[: tally.start]):
            continue
        left = [r for r in _named(scene) if r.subgroup and r.end <= tally.start]
        if (hit := _PART.match(scene.text, tally.end)) and not _EVENT_AFTER.match(scene.text, hit.end()):
            yield Sizing(
                tally,
                "group",
                "size.part",
                Reference(hit.start("label"), hit.end("label"), hit["label"], scene.register.only(), subgroup=True),
            )
        elif left and _AT_THIS.match(scene.text, tally.end):
            yield Sizing(tally, "group", "size.part", left[-1])


_PART = regex.compile(
    rf"(?i)\s(?:{PEOPLE}\s)?(?:(?:were|was)\s)?(?:(?:enrolled|treated|included)\s)?(?:in|at|to)\s(?:the\s)?"
    r"(?P<label>phase (?:[12][ab]?|I{1,2}[ab]?)|part (?:[12AB]|one|two)|(?:dose[- ])?(?:escalation|expansion)(?: (?:phase|part|cohorts?))?)\b"
)
_AT_THIS = regex.compile(
    rf"(?i)\s(?:{PEOPLE}\s)?(?:were\s)?(?:treated|enrolled|given it|included)?\s?at (?:this|that) (?:dose|level)"
)


def _respective(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """ "X and Y were used in 81 (58%) and 59 (42%) patients, respectively", "(235 and 232, respectively)"."""
    for run in _runs(scene, found):
        if not _RESPECTIVELY.match(scene.text, run[-1].after):
            continue
        left = [r for r in _named(scene) if r.end <= run[0].start][-len(run) :]
        if len(left) != len(run):
            left = [Reference(0, 0, a.label, a) for a in scene.register.compared]
        role = group_role(scene, run[0])
        divided = (
            bool(left)
            and bool(_INCLUDED.fullmatch(scene.text[left[-1].end : run[0].start]))
            or add_up(run, [t.value for t in found if t not in run])
        )
        if len(left) == len(run) and not _outcome_between(scene, run) and (divided or role != "group"):
            yield from (Sizing(t, role, "size.respective", r) for t, r in zip(run, left, strict=True))


_INCLUDED = regex.compile(
    r"(?i)(?:\s(?:groups?|arms?|cohorts?))?\s(?:included|comprised|consisted of|enrolled|contained)\s"
)


def _outcome_between(scene: Scene, run: Sequence[Tally]) -> bool:
    return any(abs(m.start - run[0].start) < 60 for m in scene.measures)


def _runs(scene: Scene, found: Sequence[Tally]) -> Iterator[list[Tally]]:
    """Counts with nothing but list words between them: "201, 203, and 203 patients"."""
    run: list[Tally] = []
    for tally in found:
        joined = run and regex.fullmatch(
            rf"(?:\s{PEOPLE})?\s?(?:,\s?(?:and\s)?|and\s)", scene.text[run[-1].after : tally.start]
        )
        if run and not joined:
            if len(run) > 1:
                yield run
            run = []
        run.append(tally)
    if len(run) > 1:
        yield run


def _wholes(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """ "97 of 368 patients in the daratumumab group", "12 of 13 evaluable patients": the whole, where it is not known already."""
    for tally in found:
        if tally.part is None:
            continue
        ref = next((r for r in _named(scene) if r.start >= tally.end and not r.subgroup), None)
        after = _SHARE_BRACKET.sub("", scene.text[tally.end :])
        gap = _SHARE_BRACKET.sub("", scene.text[tally.end : ref.start]) if ref else ""
        role = _whole_role(scene, tally, after)
        if ref is not None and role and _WHOLE_GAP.fullmatch(gap) and _plausible(tally, role, ref):
            yield Sizing(tally, role, "size.whole", ref)
        elif regex.match(rf"\s(?:response[- ])?(?:evaluable|assessable)\s{PEOPLE}", after):
            yield Sizing(tally, "evaluable", "size.whole")


def _plausible(tally: Tally, role: str, ref: Reference) -> bool:
    """Whether a whole tells more than the arm's known size: a population holds most of its arm, and is not the arm itself."""
    size = ref.arm.size if ref.arm else None
    return size is None or (role != "group" and size / 2 < tally.value < size)


_SHARE_BRACKET = regex.compile(r"\s?[\[(][^()\[\]]{0,60}%[^()\[\]]{0,60}[\])]")


def _whole_role(scene: Scene, tally: Tally, after: str) -> str:
    """Efficacy is of all patients of a group and toxicity of those treated; what the rates of response leave open stays open."""
    if regex.match(r"[^,;]{0,40}\b(?:safety|toxicity)\b", after):
        return "safety"
    rated = [m for m in scene.measures if m.name != "PD"]
    before = [m.kind for m in rated if m.start < tally.start]
    kind = before[-1] if before else next((m.kind for m in rated), "")
    return {TOXICITY: "safety", RESPONSE: ""}.get(kind, "group")


def _each(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """ "176 patients were enrolled: 88 in each arm": one size for every arm of the study."""
    for tally in found:
        if (
            _EACH.match(scene.text, tally.after)
            and not tally.share
            and _COUNTED.search(scene.text[: tally.start])
            and not _counts_events(scene, tally)
        ):
            yield from (
                Sizing(tally, "group", "size.each", Reference(0, 0, a.label, a)) for a in scene.register.compared
            )


def _described(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """ "Among the 20 patients who were refractory to lenalidomide, 40% responded": a group by its description, with results."""
    for tally in found:
        hit = _DESCRIBED.match(scene.text, tally.after)
        if hit is None or tally.equals or tally.part is not None or not _OF.search(scene.text[: tally.start]):
            continue
        if not _results_after(scene, hit.end()) or roles(scene.text, tally):
            continue
        inside = [r for r in _named(scene) if hit.start("words") <= r.start < hit.end("words")]
        ref = next((r for r in inside if r.arm and r.end == hit.end("words")), None)
        label = regex.sub(
            r"(?i)^(?:who|that) (?:had been|were|was|had)\s|^(?:who|that)\s|^with(?= prior| previous)\s",
            "",
            hit["words"],
        ).strip()
        yield Sizing(
            tally,
            "group",
            "size.described",
            ref or Reference(hit.start("words"), hit.end("words"), label, scene.register.only(), subgroup=True),
        )


def _results_after(scene: Scene, offset: int) -> bool:
    stated = scene.measures or regex.search(r"(?i)\b(?:responded|achieved|died)\b", scene.text[offset:])
    return bool(stated) and any(
        p.start >= offset for p in scene.sentence.of(Label.PERCENT, Label.DURATION, Label.NOT_REACHED)
    )


def group_role(scene: Scene, tally: Tally) -> str:
    """A group's size is of a population where the sentence says so: "236 on VTD … were included in the ITT analysis"."""
    after, before = scene.text[tally.end :], scene.text[: tally.start]
    if regex.search(
        r"(?i)^[^.;]{0,110}\b(?:were|was) included in the (?:modified )?(?:intent|primary|efficacy|final)", after
    ):
        return "analyzed"
    if regex.search(
        r"(?i)^[^.;]{0,110}\b(?:safety (?:population|analys|set)|evaluable for (?:safety|toxicity))", after
    ):
        return "safety"
    if regex.search(r"(?i)\bsafety (?:population|analysis set|analyses|set)\b[^.;]{0,60}$", before):
        return "safety"
    if regex.search(r"(?i)\bresponse[- ]evaluable (?:patients|population)[^.;]{0,60}$", before):
        return "evaluable"
    return "safety" if regex.search(r"(?i)\bwere (?:actually )?treated\s?[\[(][^()]*$", before) else "group"
