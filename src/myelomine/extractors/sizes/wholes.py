"""Groups by what is said of them: the whole of "97 of 368 patients in …", and patients described who have results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from myelomine.extractors.arms import Reference
from myelomine.extractors.linking.scene import Scene
from myelomine.extractors.measures import RESPONSE, TOXICITY
from myelomine.extractors.sizes.counts import PEOPLE, Tally
from myelomine.extractors.sizes.roles import roles
from myelomine.extractors.sizes.sizing import Sizing, named
from myelomine.mentions import Label

_OF = regex.compile(
    r"(?i)(?:^|[.;:,(]\s?|\band\s)(?:of|among|in|for|with)\s(?:the\s|these\s|all\s|a total of\s|our\s){0,2}$"
)
_DESCRIBED = regex.compile(
    rf"(?:\s(?!(?:and|or|of|in|with)\b)[\p{{L}}/-]+){{0,4}}?\s{PEOPLE}(?:\sin (?:that|this|the) (?:study|trial"
    rf"|analysis))?\s(?P<words>(?:(?:who|that) (?P<verb>had(?: been)?|were|was|received|underwent|achieved)|with"
    rf"|without|aged|older than|younger than|refractory to|receiving|treated with"
    rf"|given)\s[^,;:.()]{{3,80}}?)(?=\s?[,(])",
    flags=regex.I,
)
_WHOLE_GAP = regex.compile(
    rf"(?i)(?:\s(?:evaluable|assessable|treated))?(?:\s{PEOPLE})?(?:\s(?:evaluable|assessed"
    rf"|analy[sz]ed) for (?:safety|toxicity))?\s(?:(?:in|on|with|receiving|who received|given|treated with"
    rf"|assigned to|the|a)\s){{1,3}}"
)
_SHARE_BRACKET = regex.compile(r"\s?[\[(][^()\[\]]{0,60}%[^()\[\]]{0,60}[\])]")


def wholes(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """As in "97 of 368 patients in the daratumumab group", "12 of 13 evaluable patients", where it tells more."""
    for tally in found:
        if tally.part is None:
            continue
        ref = next((r for r in named(scene) if r.start >= tally.end and not r.subgroup), None)
        after = _SHARE_BRACKET.sub("", scene.text[tally.end :])
        gap = _SHARE_BRACKET.sub("", scene.text[tally.end : ref.start]) if ref else ""
        role = _whole_role(scene, tally, after)
        if ref is not None and role and _WHOLE_GAP.fullmatch(gap) and _plausible(tally, role, ref):
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


def described(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """As in "Among the 20 patients who were refractory to lenalidomide, 40% responded": described, with results."""
    for tally in found:
        hit = _DESCRIBED.match(scene.text, tally.after)
        if hit is None or tally.equals or tally.part is not None or not _OF.search(scene.text[: tally.start]):
            continue
        if not _results_after(scene, hit.end()) or roles(scene.text, tally):
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
