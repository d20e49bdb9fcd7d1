"""Several groups at once: "in 81 and 59 patients, respectively", "88 in each arm", "16 in phase 1, 29 in phase 2"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import regex

from myelomine.extractors.arms import Reference
from myelomine.extractors.linking.scene import Scene
from myelomine.extractors.sizes.counts import PEOPLE, Tally, add_up
from myelomine.extractors.sizes.events import EVENT_AFTER, about_events, counts_events
from myelomine.extractors.sizes.sizing import COUNTED, RESPECTIVELY, Need, Sizing, group_role, named

_EACH = regex.compile(
    r"(?i)\s(?:patients\s)?(?:in|to|per|for|on)\s(?:each|both|either)(?: of the)?(?: (?:two|three|treatment"
    r"|study))? (?:arms?|groups?|cohorts?|regimens?)\b|\s(?:patients\s)?(?:per|in each) (?:arm|group|cohort)\b"
)
# "divided into two groups of 31", "two equal arms of 40 patients each"
_GROUPS_OF = regex.compile(
    r"(?i)\b(?:divided|random\w*|assigned|allocated|split|into|in)\b[^.;]{0,60}?\b(?P<count>two"
    r"|three|four|2|3|4)\s(?:equal\s|equally sized\s"
    r"|treatment\s|study\s)?(?:groups?|arms?|cohorts?)\s(?:of|with|comprising|each (?:of|with))\s$"
)
_NUMBER_OF = {"two": 2, "three": 3, "four": 4, "2": 2, "3": 3, "4": 4}
# ways in which one treatment is given to two parts of the patients: "31 IV and 47 SC"
_MANNER = regex.compile(
    rf"(?i)\s(?:{PEOPLE}\s)?(?:(?:were\s)?(?:treated|received|given|underwent|had|received it|got it"
    rf"|had it)\s)?(?:(?:in|by|via|on|with|to|at|the|an?)\s){{0,2}}"
    r"(?P<label>IV|SC|intravenous(?:ly)?|subcutaneous(?:ly)?|oral(?:ly)?|(?:once"
    r"|twice)[- ](?:weekly|a week|daily)|weekly|biweekly|daily"
    r"|\d{1,4}(?:[.·]\d)?\s?mg(?:/m2|/m²|/kg)?|(?:high|low|standard|reduced|full)[- ]dose"
    r"|(?:early|late|delayed|upfront|up-front|immediate|deferred|single|tandem|double)(?=\s(?:and\b"
    r"|autologous|transplant|ASCT|auto)))"
    r"(?:\s(?:(?:autologous )?(?:stem[- ]cell )?(?:transplant(?:ation|s)?|ASCT|SCT)|groups?|arm|route"
    r"|schedule|administration|dosing|bortezomib|treatment|cohort))?(?=\s?(?:[,;.()]|and\b|or\b|$))"
)
# parts of the patients that papers give results of: frailty, risk, what the disease still answers to
PART_LABEL = (
    r"(?:(?:trial[- ])?(?:un)?fit|intermediate[- ]fit(?:ness)?|intermediate|(?:non-?|not )?frail|(?:ultra[- ]?high"
    r"|high|standard|low|intermediate|good|poor)[- ]risk"
    r"(?: (?:disease|cytogenetics|cytogenetic (?:abnormalities|features)|features|myeloma|MM|FISH))?"
    r"|(?:not |non-?)?refractory to [^,;.()]{3,60}"
    r"|(?:double|triple|penta)[- ](?:class[- ])?(?:refractory|exposed)|(?:newly|previously"
    r"|recently) diagnosed|untreated"
    r"|previously (?:un)?treated|relapsed(?:(?: and|/| and/or| or|-)\s?refractory)?|(?:primary )?refractory"
    r"|(?:transplant(?:ation)?|ASCT)[- ](?:in|non-?)?eligible|(?:first|second|third|fourth)[- ]line"
    r"|[1-4]\s?(?:L|LOT)\+?"
    r"|(?:early|late|standard|extended|slow|rapid) (?:relapse|transplant\w*|responders?)|(?:non-?)?responders)"
)
_IN_PART = regex.compile(
    rf"(?i)\s(?:{PEOPLE}\s)?(?:(?:were|was|had|as|classified as|considered|in the|with|defined as|categori[sz]ed as"
    rf"|of)\s){{0,3}}(?P<label>{PART_LABEL})(?=\s?[,;.(]|\sand\b|\s(?:at|by|to the|{PEOPLE}|MM|myeloma|disease"
    rf"|groups?)\b|$)"
)
# "47 patients with refractory (n = 29) or relapsed (n = 18) myeloma"
OWN_SIZE = regex.compile(r"\s?[\[(]\s?[nN]\s?=\s?\d")
_SUBJECT = regex.compile(
    r"(?:^|[.;,]\s|\b[Tt]he\s)(?P<label>(?!(?:[Tt]he|[Ss]tudy|[Oo]ur|[Tt]his|[Ff]inal|[Ww]hole|[Ee]ntire"
    r"|[Tt]otal|[Oo]verall|[Pp]atient|[Rr]emaining|[Ss]afety|[Ee]valuable)\b)[\p{L}\d≥+-]+(?: (?!cohort|group"
    r"|arm)[\p{L}\d≥+-]+){0,2}) (?:cohort|group|arm) "
    r"(?:comprised|included|consisted of|contained|enrolled)\s(?:a total of\s)?$"
)
_PART = regex.compile(
    rf"(?i)\s(?:(?:additional|further|more)\s)?(?:{PEOPLE}\s)?(?:(?:were|was)\s)?"
    r"(?:(?:enrolled|treated|included|entered|accrued|assigned|dosed)\s)?(?:in|at|to|on|onto|into)\s(?:the\s)?"
    r"(?P<label>(?:stratum|cohort|arm|group)\s(?:[A-F]|[1-9][ab]?|I{1,3}|IV|one|two|three|four)"
    r"|phase (?:[12][ab]?|I{1,2}[ab]?)|part (?:[12AB]|one|two)|(?:dose[- ])?(?:escalation"
    r"|expansion)(?: (?:phase|part|cohorts?))?)\b"
)
_AT_THIS = regex.compile(
    rf"(?i)\s(?:{PEOPLE}\s)?(?:were\s)?(?:treated|enrolled|given it|included)?\s?at (?:this|that) (?:dose|level)"
)
_INCLUDED = regex.compile(
    r"(?i)(?:\s(?:groups?|arms?|cohorts?))?\s(?:included|comprised|consisted of|enrolled|contained)\s"
)


# "assigned to ibandronate 2 mg or 4 mg (81 in each group)"
_TWO_NAMED = regex.compile(
    r"(?i)\b(?:to receive|receive|received|receiving|to|either|between|into|with)\s(?P<a>(?!receive"
    r"|either)[^.;()]{2,80}?)\s"
    r"(?:or|versus|vs\.?|and)\s(?:to\s)?(?P<b>[^.;()]{2,80}?)\s?[\[(,;:]\s?(?:n\s?=\s?)?$"
)
_EACH_BEHIND = regex.compile(rf"(?i)(?:\s{PEOPLE})?\s?,?\s?(?:in |per |to |for )?each\b")


def each_of_two(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """As in "assigned to ibandronate 2 mg or 4 mg (81 in each group)": two groups that no register knows."""
    for tally in found if not scene.register.compared else ():
        hit = _TWO_NAMED.search(scene.text[: tally.start])
        if hit is None or tally.share or not _EACH_BEHIND.match(scene.text, tally.end):
            continue
        if not regex.search(r"(?i)\b(?:random\w*|assigned|allocated|divided)\b", scene.text[: hit.start()]):
            continue
        for side in ("a", "b"):
            ref = Reference(*hit.span(side), hit[side], scene.register.only(), subgroup=True)
            yield Sizing(tally, "group", "size.each", ref)


# "159 for relapse and 56 for graft failure", "83 to continued chemotherapy and 81 to HDT"
_SPLIT = regex.compile(
    rf"(?i)(?:\s{PEOPLE})?\s(?:(?:were|was|had been)\s)?(?:(?:randomly\s)?(?:assigned|allocated"
    rf"|randomi[sz]ed|treated|transplanted)\s)?"
    r"(?P<how>for|with|without|in|on|at|to|by|because of|receiving|received|underwent|given)\s(?:the\s|an?\s)?"
    r"(?P<label>(?!(?:in|to|for|with|grade|stage|least|a total)\b)[^,;:.()\d]{3,70}?)(?=\s?[,;.(]"
    r"|\sand\s(?:\d|[a-z]+(?:-[a-z]+)?\s(?:for|with|in|at|to|by"
    r"|receiv|underwent|given|patients))|$)"
)


# "476 aged <65 years, 438 aged 65–74 years", "120 were 75 years or older"
_SPLIT_BY_AGE = regex.compile(
    rf"(?i)(?:\s{PEOPLE})?\s(?:(?:were|was|who were)\s)?(?:aged?\s)?"
    r"(?P<label>(?:(?:[<>≥≤]=?|over|under|above|below|older than|younger than|at least)\s?\d{2}"
    r"|\d{2}\s?(?:[-–]|to)\s?\d{2}|\d{2}(?=\syears or (?:older|younger|more|over)))"
    r"\s?(?:years|y)\b(?:\sor (?:older|younger|more|over))?)"
    r"(?=\s?[,;.)]|\s(?:and|old|of age)\b)"
)


def split(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """As in "215 patients, 159 for relapse and 56 for graft failure": parts, by the words behind, of a total before."""
    held = [(t, hit) for t in found if t.plain and (hit := _part_behind(scene.text, t.after))]
    for whole in (t for t in found if t.people and t.plain and held and t.start < held[0][0].start):
        parts_ = [(t, hit) for t, hit in held if t.start > whole.start]
        if any(hit.groupdict().get("how") == "on" and about_events(scene, scene.text[: t.start]) for t, hit in parts_):
            continue
        if len(parts_) < 2 or sum(t.value for t, _ in parts_) != whole.value:
            continue
        named_there = [hit.span("label") for _, hit in parts_]
        if any(not any(a <= m.start < b for a, b in named_there) for m in scene.measures):
            continue
        assigned = regex.search(r"(?i)\b(?:random\w*|assigned|allocated|divided)\b", scene.text)
        for tally, hit in parts_:
            arm = next((r.arm for r in named(scene) if hit.start("label") <= r.start < hit.end("label")), None)
            label = arm.label if arm else hit["label"]
            ref = Reference(*hit.span("label"), label, arm or scene.register.only(), subgroup=arm is None)
            yield Sizing(tally, "group", "size.split", ref, Need.NOTHING if assigned else Need.TOLD)
        return


def _part_behind(text: str, offset: int) -> regex.Match[str] | None:
    return _SPLIT.match(text, offset) or _SPLIT_BY_AGE.match(text, offset)


_OF_PEOPLE = (
    rf"(?i)\s(?:[\p{{L}}/-]+\s){{0,3}}?{PEOPLE}\s(?:in|with|without|who|aged|from|receiving|treated with)\s"
    r"(?P<words>[^,;.()]{2,60}?)(?:\s\((?P<short>\p{Lu}[\p{L}\d+-]{1,9})\))?"
)
_COORDINATED = regex.compile(_OF_PEOPLE + r"\sand\s")
_COORDINATED_LAST = regex.compile(_OF_PEOPLE + r"(?=\s(?:were|was|underwent|received|entered|took)\b)")
# "nine studies including |84 patients in …": the words before both say that they are people of the study
_COORDINATED_END = regex.compile(_OF_PEOPLE + r"(?=\s?[.;,]|$)")
_TAKEN_IN = regex.compile(
    r"(?i)\b(?:includ(?:ed|ing|es)|enroll?(?:ed|ing)|compris(?:ed|ing|es)|consist(?:ed|ing) of|involv(?:ed|ing)"
    r"|analy[sz]ed|treated|recruited|studied|pooled|evaluated)\s(?:a total of\s)?$"
)


def coordinated(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """As in "84 patients in remission (CR1) and 41 patients in relapse (REL) were transplanted": no count of all."""
    people = [t for t in found if t.people and t.plain and not t.share]
    for first, second in pairwise(people):
        left = _COORDINATED.fullmatch(scene.text, first.after, second.start)
        last = _COORDINATED_END if _TAKEN_IN.search(scene.text[: first.start]) else _COORDINATED_LAST
        right = last.match(scene.text, second.after) if left else None
        for tally, hit in ((first, left), (second, right)) if right else ():
            if hit is not None:
                label = hit["short"] or hit["words"]
                ref = Reference(*hit.span("words"), label, scene.register.only(), subgroup=True)
                yield Sizing(tally, "group", "size.coordinated", ref)


def equal_groups(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """As in "randomly divided into two groups of 31": one size for every arm, where the study has as many."""
    for tally in found:
        hit = _GROUPS_OF.search(scene.text[: tally.start])
        if hit and tally.plain and not tally.share and len(scene.register.compared) == _NUMBER_OF[hit["count"].lower()]:
            yield from (
                Sizing(tally, "group", "size.each", Reference(0, 0, a.label, a)) for a in scene.register.compared
            )


def manners(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """As in "78 patients were treated, 31 IV and 47 SC": parts told apart by how they were treated, with a total."""
    held = [(t, hit) for t in found if t.plain and (hit := _MANNER.match(scene.text, t.after))]
    totals = [t.value for t in found if t not in [h[0] for h in held]]
    if scene.measures or not COUNTED.search(scene.text) or not add_up([t for t, _ in held], totals):
        return
    for tally, hit in held:
        arm = scene.register.by_name(hit["label"])
        ref = Reference(
            hit.start("label"), hit.end("label"), arm.label if arm else hit["label"], arm or scene.register.only()
        )
        yield Sizing(tally, "group", "size.manner", ref)


def divisions(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """As in "152 (31%) were fit, 179 (37%) intermediate and 157 (32%) frail": parts of the patients, with a total."""
    held = [(t, hit) for t in found if t.plain and (hit := _IN_PART.match(scene.text, t.after))]
    held = [(t, hit) for t, hit in held if not OWN_SIZE.match(scene.text, hit.end())]
    totals = [t.value for t in found if t not in [h[0] for h in held]]
    if scene.measures or (
        len(held) == 1 and not regex.search(r"(?i)\b(?:had|were|was|with|as)\s$", _before_label(held[0]))
    ):
        return
    need = Need.NOTHING if add_up([t for t, _ in held], totals) else Need.SUM if len(held) > 1 else Need.TOLD
    total = sum(t.value for t, _ in held)
    for tally, hit in held:
        ref = Reference(*hit.span("label"), hit["label"], scene.register.only(), subgroup=True)
        yield Sizing(tally, "group", "size.division", ref, need, total)


def _before_label(held: tuple[Tally, regex.Match[str]]) -> str:
    """The words between a count and the part that it sizes."""
    return str(held[1].string[held[0].after : held[1].start("label")])


def comprised(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """As in "The dose-escalation cohort comprised 12 participants": the group is the subject of the sentence."""
    for tally in (t for t in found if t.people and not t.share):
        hit = _SUBJECT.search(scene.text[: tally.start])
        if hit is None:
            continue
        ref = next((r for r in named(scene) if r.start <= hit.start("label") and r.end >= hit.end("label")), None)
        yield Sizing(
            tally,
            "group",
            "size.comprised",
            ref or Reference(*hit.span("label"), hit["label"], scene.register.only(), subgroup=True),
        )


def parts(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """As in "16 in phase 1 and 29 in phase 2", "35 patients were treated at this dose": parts that no arm names."""
    for tally in found:
        if tally.share or not tally.plain or about_events(scene, scene.text[: tally.start]):
            continue
        left = [r for r in named(scene) if r.subgroup and r.end <= tally.start]
        if (hit := _PART.match(scene.text, tally.end)) and not EVENT_AFTER.match(scene.text, hit.end()):
            yield Sizing(
                tally,
                "group",
                "size.part",
                Reference(hit.start("label"), hit.end("label"), hit["label"], scene.register.only(), subgroup=True),
            )
        elif left and _AT_THIS.match(scene.text, tally.end):
            yield Sizing(tally, "group", "size.part", left[-1])


def respective(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """As in "X and Y were used in 81 (58%) and 59 (42%) patients, respectively", "(235 and 232, respectively)"."""
    for run in _runs(scene, found):
        if not RESPECTIVELY.match(scene.text, run[-1].after) or _LIST_BEFORE.search(scene.text, 0, run[0].start):
            continue
        left = [r for r in named(scene) if r.end <= run[0].start][-len(run) :]
        behind = _named_behind(scene, run)
        if len(left) != len(run):
            left = behind or [Reference(0, 0, a.label, a) for a in scene.register.compared]
        role = group_role(scene, run[0])
        divided = (bool(left) and bool(_INCLUDED.fullmatch(scene.text[left[-1].end : run[0].start]))) or add_up(
            run, [t.value for t in found if t not in run]
        )
        if len(left) == len(run) and not _outcome_between(scene, run) and (divided or role != "group"):
            yield from (Sizing(t, role, "size.respective", r) for t, r in zip(run, left, strict=True))


# "seven, nine, |14 and 11 patients": the list began with a number that is not read as one
_LIST_BEFORE = regex.compile(
    r"(?i)\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|no|none|\d{1,4}),\s$"
)
_BEHIND = regex.compile(
    rf"(?i)(?:\s{PEOPLE})?\s(?:(?:were|was|had|received|underwent|treated|assigned|allocated|classified"
    rf"|considered|categori[sz]ed"
    r"|divided|randomi[sz]ed|randomly|in|to|as|into|with|on"
    r"|by)\s){1,4}(?:the\s)?(?P<names>[^.;()]{3,120}?),?\srespectively\b"
)


def _named_behind(scene: Scene, run: Sequence[Tally]) -> list[Reference]:
    """The names behind counts: "93 (61%) and 59 (39%) patients were in the fit and the unfit group, respectively"."""
    hit = _BEHIND.match(scene.text, run[-1].after)
    if hit is None:
        return []
    at = hit.start("names")
    spans = [(at + m.start("one"), at + m.end("one")) for m in _ONE_NAME.finditer(hit["names"])]
    if len(spans) != len(run):
        return []
    labels = [scene.text[a:b] for a, b in spans]
    arms = [scene.register.by_name(label) for label in labels]
    known = all(arms)
    return [
        Reference(
            a, b, arm.label if arm and known else label, arm if known else scene.register.only(), subgroup=not known
        )
        for (a, b), label, arm in zip(spans, labels, arms, strict=True)
    ]


_LIST_WORDS = regex.compile(rf"(?:\s{PEOPLE})?\s?(?:,\s?(?:and\s)?|and\s)")
_ONE_NAME = regex.compile(
    r"(?i)(?:^|,\s(?:and\s)?|\sand\s)(?:the\s)?(?P<one>[^,]+?)(?:\s(?:groups?|arms?|cohorts?))?(?=,|\sand\s|$)"
)


def _outcome_between(scene: Scene, run: Sequence[Tally]) -> bool:
    return any(abs(m.start - run[0].start) < 60 for m in scene.measures)


def _runs(scene: Scene, found: Sequence[Tally]) -> Iterator[list[Tally]]:
    """Counts with nothing but list words between them: "201, 203, and 203 patients"."""
    run: list[Tally] = []
    for tally in found:
        joined = run and _LIST_WORDS.fullmatch(scene.text, run[-1].after, tally.start)
        if run and not joined:
            if len(run) > 1:
                yield run
            run = []
        run.append(tally)
    if len(run) > 1:
        yield run


def each(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """As in "176 patients were enrolled: 88 in each arm": one size for every arm of the study."""
    for tally in found:
        if (
            _EACH.match(scene.text, tally.after)
            and not tally.share
            and COUNTED.search(scene.text[: tally.start])
            and not counts_events(scene, tally)
        ):
            yield from (
                Sizing(tally, "group", "size.each", Reference(0, 0, a.label, a)) for a in scene.register.compared
            )
