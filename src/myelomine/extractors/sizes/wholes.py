"""Groups by what is said of them: the whole of "97 of 368 patients in …", and patients described who have results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from myelomine.extractors.arms import Reference
from myelomine.extractors.linking.scene import Scene
from myelomine.extractors.measures import RESPONSE, TOXICITY
from myelomine.extractors.sizes.counts import PEOPLE, Tally
from myelomine.extractors.sizes.events import about_events
from myelomine.extractors.sizes.lists import OWN_SIZE
from myelomine.extractors.sizes.roles import roles
from myelomine.extractors.sizes.sizing import DATA_AT_HAND, RESPECTIVELY, Sizing, named
from myelomine.mentions import Label

_OF = regex.compile(
    r"(?i)(?:^|[.;:,(]\s?|\band\s)(?:of|among|in|for|with)\s(?:the\s|these\s|all\s|a total of\s|our\s){0,2}$"
)
_DESCRIBED = regex.compile(
    rf"(?:\s(?!(?:and|or|of|in|with)\b)[\p{{L}}/-]+){{0,4}}?\s{PEOPLE}(?:\sin (?:that|this|the) (?:study|trial"
    rf"|analysis))?\s(?P<words>(?:(?:who|that) (?P<verb>had(?: been)?|were|was|received|underwent|achieved)|with"
    rf"|without|not in|in (?:≥\s?)?(?:s?CR|nCR|VGPR|PR|SD|complete|partial|first|second|remission"
    rf"|relapse)\b|aged|older than|younger than|refractory to|receiving|treated with"
    rf"|given)\s[^,;:.()]{{3,80}}?)(?=\s?[,(])",
    flags=regex.I,
)
_AT_LEVEL = regex.compile(
    rf"(?i)\s(?:\w+\s)?(?:{PEOPLE}\s)?(?:(?:who were\s|were\s)?(?:treated|enrolled|dosed)\s)?(?:at|in"
    rf"|on)\s(?:the\s)?"
    r"(?P<level>dose[- ]levels?\s(?:\d{1,2}[ab]?|[A-D]|one|two|three|four|five)|level\s\d{1,2})\b"
)
_OPENED_AT = regex.compile(
    r"(?:^|[.;:]\s)(?:(?:In|in)\s(?:the\s)?(?P<level>phase\s(?:I{1,2}|[12])[ab]?)(?:\s(?:part|portion))?"
    r"|(?:At|at)\s(?:the\s|a\s)?(?P<level>(?:(?:target "
    r"|maximum tolerated |recommended )?dose (?:of |level ))?"
    r"(?:\d[\d.·]{0,5}\s?(?:[×x]\s?10\^?[\d⁵⁶⁷⁸⁹]{1,2}\s(?:[\w+-]+\s){0,3}?cells(?:/kg)?|m?g(?:/m2|/m²"
    r"|/kg)?)|\d|MTD|RP2D)))"
    r"(?:\s\([^()]{1,30}\))?,\s(?:a total of\s)?$"
)
# "In phase 2, 36 patients were treated in cohort A": the cohort is told behind the count
_IN_COHORT = regex.compile(
    rf"(?i)\s(?:{PEOPLE}\s)?(?:\w+\s){{0,3}}?(?:in|at|to)\s(?:the\s)?(?:cohort|arm|group|dose|stratum)\b"
)
_AT_OTHER_LEVEL = regex.compile(r"(?i)\b(?:at|in|on)\s(?:dose[- ])?level\s\w{1,5}(?:\s\([^()]{1,40}\))?,?\s(?:and\s)?$")
_WHOLE_GAP = regex.compile(
    rf"(?i)(?:\s(?:evaluable|assessable|treated))?(?:\s{PEOPLE})?(?:\s(?:evaluable|assessed"
    rf"|analy[sz]ed) for (?:safety|toxicity))?\s(?:(?:completed|started|began|continued|stopped"
    rf"|discontinued|tolerated"
    rf"|treatment with|all|planned|cycles|courses|of|in|on|with|receiving|who received|given|treated with"
    rf"|assigned to|the|a)\s){{1,3}}"
)
_SHARE_BRACKET = regex.compile(r"\s?[\[(][^()\[\]]{0,60}%[^()\[\]]{0,60}[\])]")


def wholes(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """As in "97 of 368 patients in the daratumumab group", "12 of 13 evaluable patients", where it tells more."""
    told = False
    for tally in found:
        if tally.part is None:
            continue
        ref = next((r for r in named(scene) if r.start >= tally.end and not r.subgroup), None)
        if ref is not None and RESPECTIVELY.match(scene.text, ref.end):
            continue
        after = _SHARE_BRACKET.sub("", scene.text[tally.end :])
        gap = _SHARE_BRACKET.sub("", scene.text[tally.end : ref.start]) if ref else ""
        role = _whole_role(scene, tally, after)
        elliptic = told and gap.isspace()  # "61 of 92 (66%) completed MPT and 70 of 91 (77%) MP"
        if ref is not None and role and (elliptic or _WHOLE_GAP.fullmatch(gap)) and _plausible(tally, role, ref):
            told = True
            yield Sizing(tally, role, "size.whole", ref)
        elif regex.match(rf"\s(?:response[- ])?(?:evaluable|assessable)\s{PEOPLE}", after):
            yield Sizing(tally, "evaluable", "size.whole")


def _plausible(tally: Tally, role: str, ref: Reference) -> bool:
    """Whether a whole tells more than the arm's known size: a population holds most of its arm, not all."""
    size = ref.arm.size if ref.arm else None
    return size is None or (role != "group" and size / 2 < tally.value < size)


def _whole_role(scene: Scene, tally: Tally, after: str) -> str:
    """Toxicity is of those treated, survival of all in a group; what rates of response leave open stays open."""
    if regex.match(r"[^,;]{0,40}\b(?:safety|toxicity)\b", after):
        return "safety"
    rated = [m for m in scene.measures if m.name != "PD"]
    before = [m.kind for m in rated if m.start < tally.start]
    kind = before[-1] if before else next((m.kind for m in rated), "")
    return {TOXICITY: "safety", RESPONSE: ""}.get(kind, "group")


def opened_at(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """As in "At 450 × 10^6 cells, 54 patients were treated": a dose opens the sentence and names the group."""
    for tally in found:
        hit = _OPENED_AT.search(scene.text[: tally.start]) if tally.people and tally.plain and not tally.share else None
        if hit and not _IN_COHORT.match(scene.text, tally.after):
            ref = Reference(*hit.span("level"), hit["level"], scene.register.only(), subgroup=True)
            yield Sizing(tally, "group", "size.level", ref)


def at_level(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """As in "Of six patients at dose level 3 (20 mg), two had …": the people of a dose level, and what they had."""
    for tally in found:
        hit = _AT_LEVEL.match(scene.text, tally.after)
        if (
            hit
            and tally.plain
            and (_OF.search(scene.text[: tally.start]) or _AT_OTHER_LEVEL.search(scene.text[: tally.start]))
        ):
            ref = next((r for r in named(scene) if r.start <= hit.start("level") < r.end), None)
            label = hit["level"] if ref is None or not ref.subgroup else ref.label
            yield Sizing(
                tally, "group", "size.level", Reference(*hit.span("level"), label, scene.register.only(), subgroup=True)
            )


_RESULT_IN = regex.compile(r"(?:\s?[\[(][^()\[\]]{1,60}[\])])?\s(?:for|in|among)\s(?:all\s)?(?:the\s|those\s)?$")
_WHO = regex.compile(
    rf"(?i)(?:\s(?!(?:and|or|of|in|with|evaluable|assessable|patients"
    rf"|consecutive)\b)(?P<kind>[\p{{L}}/‐‑–-]+(?:\s[\p{{L}}/‐‑–-]+){{0,3}}?))?"
    rf"\s(?P<people>{PEOPLE})\b(?P<words>\s(?:who|with|without|aged|older|younger|receiving|treated|given"
    rf"|not|in|on)\s[^,;:.()]{{2,70}}?)?"
    r"(?=\s?[,;.()]|\s(?:and|versus|vs|compared|whereas|while|but)\b|$)"
)
_OTHERS = regex.compile(
    r"(?i)\s(?P<words>(?:(?:who|without|with|not|receiving|treated|given)\b[^,;:.()]{0,70}?"
    r"|others))(?=\s?[,;.()]|\s(?:and|versus|vs)\b|$)"
)


_NO_KIND = regex.compile(
    r"(?i)\b(?:treated|enroll?ed|randomi[sz]ed|eligible|included|assessed|analy[sz]ed|evaluated|remaining"
    r"|transplanted|screened"
    r"|registered|study|female|male|first|total|all|additional|other|such|these|infused|consecutive|adult|more)\b"
)


def of_a_kind(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """As in "Among 125 (17.5%) high-risk patients, 59% responded": a kind of patients, and what came of them."""
    for tally in found:
        hit = _WHO.match(scene.text, tally.after) if tally.plain and _OF.search(scene.text[: tally.start]) else None
        if hit is None or not hit["kind"] or hit["words"] or not _results_after(scene, hit.end()):
            continue
        if _NO_KIND.search(hit["kind"]) or _PLAIN_KIND.fullmatch(hit["kind"]) or roles(scene.text, tally):
            continue
        if ref := _told_of(scene, hit):
            yield Sizing(tally, "group", "size.described", ref)


def fates(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """As in "Twelve patients received no further therapy and had a median OS of 2 months": what became of some."""
    told = [g for g in scene.sentence.of(Label.GROUP) if g.pattern == "group.fate"]
    for tally in found if told else ():
        ref = next((r for r in named(scene) if r.subgroup and r.end == told[0].end), None)
        if ref is not None and tally.plain and told[0].start <= tally.start < told[0].end:
            yield Sizing(tally, "group", "size.fate", ref)


def with_results(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """As in "a response in 100% of …, 54.6% in 11 relapsed patients", "2.8 years for 80 patients with a donor"."""
    results = [
        p.end
        for p in scene.sentence.of(Label.PERCENT, Label.DURATION, Label.NOT_REACHED, Label.INTERVAL, Label.P_VALUE)
    ]
    told = False
    for tally in found if scene.measures else ():
        before = scene.text[: tally.start]
        opened = _RESULT_IN.search(before)
        if not (tally.plain and opened and (told or any(abs(end - opened.start()) <= 1 for end in results))):
            continue
        hit = (
            _WHO.match(scene.text, tally.end)
            if tally.people
            else _OTHERS.match(scene.text, tally.end)
            if told
            else None
        )
        if hit is None or roles(scene.text, tally):
            continue
        ref = _told_of(scene, hit)
        if ref is not None:
            told = True
            yield Sizing(tally, "group", "size.with_results", ref)


def _told_of(scene: Scene, hit: regex.Match[str]) -> Reference | None:
    """The group that words around "patients" describe: an arm, what they had, or what kind of patients they are."""
    inside = [r for r in named(scene) if r.arm and hit.start() <= r.start and r.end <= hit.end()]
    if inside:
        return inside[-1]
    words = (hit["words"] or "").strip()
    label = _SAID.sub("", words) or (hit.groupdict().get("kind") or "")
    if not label or DATA_AT_HAND.search(words) or (not words and _PLAIN_KIND.fullmatch(label)):
        return None
    at = hit.start("words") if words else hit.start("kind")
    return Reference(at, at + len(words or label), label, scene.register.only(), subgroup=True)


_SAID = regex.compile(
    r"(?i)^(?:who|that) (?:had been|were|was|had)\s|^(?:who|that|in|on)\s|^with(?= prior| previous)\s"
)
_PLAIN_KIND = regex.compile(
    r"(?i)(?:additional|other|more|further|our|MM|myeloma|adult|RRMM|NDMM|multiple myeloma|consecutive)"
)


_TREATED_AT = regex.compile(
    rf"(?i)\s(?:{PEOPLE}\s)?(?P<verb>(?:(?:were|was|have been)\s)?(?:treated|dosed|enrolled|entered"
    rf"|started|infused)\s)?(?:at|with)\s"
    r"(?:a dose of\s|the\s)?(?P<level>\d[\d.·]{0,5}\s?(?:m?g|µg|mcg|μg)(?:/m2|/m²|/m\(2\)|/kg)?(?:/day"
    r"|/d)?)(?=[\s,;.)]|$)"
)


def at_dose(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """As in "Six patients were treated at 36 mg/m2 and eight at 45 mg/m2": the dose names the group."""
    told = False
    for tally in found if len(scene.register.compared) == 0 else ():
        hit = _TREATED_AT.match(scene.text, tally.after) if tally.plain and not tally.share else None
        if (
            hit is None
            or not (told or (tally.people and hit["verb"]))
            or about_events(scene, scene.text[: tally.start])
        ):
            continue
        told = True
        ref = Reference(*hit.span("level"), hit["level"], scene.register.only(), subgroup=True)
        yield Sizing(tally, "group", "size.level", ref)


def described(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """As in "Among the 20 patients who were refractory to lenalidomide, 40% responded": described, with results."""
    for tally in found:
        hit = _DESCRIBED.match(scene.text, tally.after)
        if hit is None or tally.equals or tally.part is not None or not _OF.search(scene.text[: tally.start]):
            continue
        if OWN_SIZE.match(scene.text, hit.end("words")):
            continue  # "Of 55 patients with untreated (n = 30) or relapsed (n = 25) myeloma"
        if not _results_after(scene, hit.end()) or roles(scene.text, tally) or DATA_AT_HAND.search(hit["words"]):
            continue
        inside = [r for r in named(scene) if hit.start("words") <= r.start < hit.end("words")]
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
