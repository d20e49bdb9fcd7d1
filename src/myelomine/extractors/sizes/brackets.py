"""Sizes in brackets: "VTD (n = 97)", "TD (81; 58%) or LD (59; 42%)", "(TV: 91; T: 88)"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from myelomine.extractors.arms import Arm, Reference
from myelomine.extractors.arms.names import lists_earlier
from myelomine.extractors.linking.scene import Scene
from myelomine.extractors.quantities import Unit
from myelomine.extractors.schedules import TIMING
from myelomine.extractors.sizes.counts import PEOPLE, Tally, add_up
from myelomine.extractors.sizes.events import counts_events, share_before
from myelomine.extractors.sizes.lists import PART_LABEL
from myelomine.extractors.sizes.sizing import FEATURE, Sizing, group_role, named, open_bracket, unclosed
from myelomine.mentions import Label

_IN_BRACKET = regex.compile(
    r"\)?[^()\d;:%]{0,45}[\[(;,]\s?(?:[;,]\s)?(?:[A-Z][\p{L}\d+/-]{0,12}(?: (?:group|arm))?[;,]?\s)?[\[(]?\s?"
)
# "VAD with (n = 46) and without (n = 48) valspodar": what follows the list tells the groups
_WITH_OR_WITHOUT = regex.compile(r"(?i)\s(?:with|without)\s?[\[(]\s?")
_FEW_WORDS = regex.compile(r"(?:\s?\p{L}{1,14}){0,2}\s?")
_LISTED = regex.compile(r"(?:\s(?:group|arm))?\s?[:,;=]?\s?")
_FEATURE_BRACKET = regex.compile(r"\s?(?:groups?|arms?|cohorts?|alone|subgroup)?\s?[\[(]\s?")
_OF_STUDIES = regex.compile(r"(?i)\b(?:trials|studies|RCTs|publications|reports)$")
_LEAST_OWN = 10
_SUMMED = regex.compile(
    r"(?i)\b(?:receiv|treated|given|initial therapy|first-line|salvage|used|assign|random|consist|regimens?"
    r"|therapy|treatment|belonged|groups?|cohorts?)"
)
_ALTERNATIVE = regex.compile(
    r"\)\s?,?\s?(?:or|versus|vs\.?|and)\s(?:to\s)?(?P<label>[^();]{3,120}?)\s?[\[(][^()]{0,12}$"
)
_LISTED_BEFORE = regex.compile(
    r"(?i)(?:random|assign|enroll?|allocat|treated|includ|evaluab|analy[sz])\w*\s?$|patients\s?$"
)
# "second cancers were observed in 12 patients (TV: 7; T: 5)"
_HAPPENED_IN = regex.compile(
    rf"(?i)\b(?:occurred|observed|seen|noted|reported|recorded|documented|found|developed|diagnosed|experienced|died"
    rf"|discontinued|stopped|withdrew|withdrawn|had)\s(?:[\w-]+\s){{0,4}}{PEOPLE}\s?$"
)
_SUBGROUP_OPENS = regex.compile(r"(?i)(?:^|[.:;]\s)(?:in|among|for|of)\s(?:the\s)?(?:patients\s|those\s)?$")
_OWN_LABEL = regex.compile(
    r"[(\[;,]\s?(?:and\s)?(?P<label>(?!and\b|\d+\b)[\p{L}≥≤\d][\p{L}\d /+-]{1,70}?)\s?[,:;(]?\s?$"
)
_TO_RECEIVE = regex.compile(
    r"(?i)\b(?:random\w*|assigned|allocated)\b[^;]{0,250}?\b(?:to receive|to either"
    r"|(?:randomi[sz]ed|assigned|allocated) to)\s"
)
# "randomized to interferon (n = 76) or no maintenance (n = 74)"
_OTHER_ARM = regex.compile(
    r"(?i)\b(?:random|assign|allocat)[^.;]{5,160}\)\s(?:or|versus|vs\.?"
    r"|and)\s(?:to\s)?(?:the\s)?(?P<label>(?:[\p{L}-]+\s){0,3}[\p{L}-]+)\s\(\s?$"
)
_NO_LABEL = regex.compile(
    r"(?i)(?:patients?|total|range|median|all|overall|ITT|MM|and|or|including|versus|vs|both|see|data)\b"
)
# how far before a size the part of the patients may stand that its bracket divides
_PART_REACH = 120
_PART_AHEAD = regex.compile(rf"(?i)\b(?P<label>{PART_LABEL})(?:\s(?:patients|disease|groups?|subgroups?))?\s?$")
_WITH_AND_WITHOUT = regex.compile(
    r"\b(?P<first>with|without)\s?\((?:n\s?=\s?)?\d[^()]{0,20}\)\s(?:and|or|versus|vs\.?)\s"
    r"(?P<second>with|without)\s?\((?:n\s?=\s?)?\d[^()]{0,20}\)\s",
    flags=regex.I,
)
# "it was mainly viral (n = 16)": a clause that begins with a pronoun names no group
_CLAUSE = regex.compile(r"(?i)(?:it|they|this|these|there|he|she)\s(?:was|were|is|are|had|has|have|could|may)\b")
_BRACKET_LABEL = regex.compile(r"\s?(?P<label>[\p{L}\d≥<>-]{2,20});\s")
_OPENED = regex.compile(r"[\[(][^()]{0,20}$")
_GROUP_OPENED = regex.compile(r"(?i)(?:groups?|arms?|cohorts?|population)\s[\[(]\s?$")
_CLOSED = regex.compile(r"\s?[\])]")


def _undosed(scene: Scene, start: int, end: int) -> str:
    """The text between two offsets without doses and their days: "dexamethasone 40 mg on days 1-4 (n = 351)"."""
    text = scene.text[start:end]
    for mention in scene.sentence.of(Label.DOSE, *TIMING):
        if start <= mention.start and mention.end <= end:
            text = text.replace(mention.text, "")
    return regex.sub(r"\s{2,}", " ", text)


def bracketed(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """As in "VTD (n = 97)", "the TD group (60 patients)", "placebo (PLC; n = 354) plus Rd", "MP, n=149; MPT n=135"."""
    sized: list[str] = []
    headed = _heading_values(scene, found)
    for tally in found:
        alone = tally.equals or _alone(scene, tally)
        if tally.part is not None or not alone or share_before(scene, tally) or lists_earlier(scene.text, tally.start):
            continue
        if tally.share and not (tally.equals and unclosed(scene.text[: tally.start]) >= 0):
            continue
        told = counts_events(scene, tally) and tally not in headed
        ref = _holder(scene, tally) or _left(scene, tally) or _own_label(scene, tally, found)
        if ref is not None and _CLAUSE.match(ref.label):
            continue
        if ref is not None and (not told or (ref.subgroup and tally.value >= _LEAST_OWN)):
            role = group_role(scene, tally)
            ref = _second(scene, tally, ref) if not ref.subgroup and role == "group" and ref.label in sized else ref
            sized.append(ref.label)
            yield Sizing(tally, role, "size.bracketed", _within_subgroup(scene, ref))


def assigned(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """As in "to receive A, that is, … (n = 61) or the same followed by B of … (n = 63)": one arm before each size."""
    sizes = [t for t in found if t.equals and t.part is None and open_bracket(scene.text[: t.start])]
    starts = [hit.end() for hit in _TO_RECEIVE.finditer(scene.text, 0, sizes[0].start)] if len(sizes) == 2 else []
    if not starts or len(scene.register.compared) != 2 or all(_left(scene, t) for t in sizes):
        return
    edges = [(starts[-1], sizes[0].start), (sizes[0].end, sizes[1].start)]
    sides = [[r for r in named(scene) if r.arm and start <= r.start and r.end <= end] for start, end in edges]
    labels = [{r.label for r in side} for side in sides]
    if all(len(found) == 1 for found in labels) and labels[0] != labels[1]:
        yield from (Sizing(t, group_role(scene, t), "size.assigned", s[0]) for t, s in zip(sizes, sides, strict=True))


def _heading_values(scene: Scene, found: Sequence[Tally]) -> list[Tally]:
    """Sizes of the groups that as many values follow: "the ORR for A (n = 64), B (n = 61) and C (n = 28) was …"."""
    sizes = [t for t in found if t.equals and t.part is None and (ref := _left(scene, t)) is not None and ref.arm]
    if len(sizes) < 2:
        return []
    values = scene.next_series(sizes[-1].end)
    first = values is not None and not any(s.start < sizes[0].start and s.unit is values.unit for s in scene.series)
    told = first and values is not None and values.unit in (Unit.PERCENT, Unit.MONTHS)
    return sizes if told and values is not None and len(values.quantities) == len(sizes) else []


def within_parts(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """As in "210 had high-risk disease (A, n = 97 [25%]; B, n = 113 [28%])": the arms within a part of the patients."""
    for tally in (t for t in found if t.equals and t.part is None):
        opened = _outer_opening(scene.text, tally.start)
        part = _PART_AHEAD.search(scene.text[:opened]) if opened is not None else None
        arms = [r for r in named(scene) if r.arm and opened is not None and opened < r.start and r.end <= tally.start]
        if part and arms and _LISTED.fullmatch(scene.text[arms[-1].end : tally.start]):
            yield Sizing(
                tally,
                "group",
                "size.within_part",
                Reference(*part.span("label"), part["label"], arms[-1].arm, subgroup=True),
            )


def _outer_opening(text: str, offset: int) -> int | None:
    """Where the bracket opens that holds an offset; a bracket within it that is closed again does not count."""
    depth = 0
    for at in range(offset - 1, max(-1, offset - _PART_REACH), -1):
        depth += (text[at] in ")]") - (text[at] in "([")
        if depth < 0:
            return at
    return None


def with_and_without(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """As in "VAD with (n = 46) and without (n = 48) valspodar": what stands behind both sizes tells the arms apart."""
    hit = _WITH_AND_WITHOUT.search(scene.text)
    ref = next((r for r in named(scene) if hit and r.arm and r.start - hit.end() in (0, 1)), None)
    other = scene.register.other(ref.arm) if ref and ref.arm else None
    if hit is None or ref is None or ref.arm is None or other is None:
        return
    for word in ("first", "second"):
        arm = ref.arm if hit[word].lower() == "with" else other
        tally = next((t for t in found if hit.end(word) <= t.start), None)
        if tally is not None:
            yield Sizing(tally, "group", "size.with_and_without", Reference(ref.start, ref.end, arm.label, arm))


def _second(scene: Scene, tally: Tally, ref: Reference) -> Reference:
    """The second of two groups that end in one name: "VRd (n = 40) or a transplant followed by VRd (n = 42)"."""
    hit = _ALTERNATIVE.search(scene.text[: tally.start])
    if hit is None or hit.start("label") >= ref.start or ref.start >= hit.end("label"):
        return ref
    return Reference(*hit.span("label"), hit["label"], Arm(hit["label"], ref.arm.regimen if ref.arm else ""))


def _alone(scene: Scene, tally: Tally) -> bool:
    """As in "(60 patients)", "(BD; 11 patients)" and, behind a group, a bare "(60)"."""
    before, after = scene.text[: tally.start], scene.text[tally.end :]
    opened = _OPENED.search(before)
    if tally.people and opened and regex.match(rf"\s{PEOPLE}\s?[)\],;]", after, flags=regex.I):
        return True
    grouped = _GROUP_OPENED.search(before)
    return bool(grouped and _CLOSED.match(after))


def _holder(scene: Scene, tally: Tally) -> Reference | None:
    """The reference that is printed around the count: "placebo (n = 354) plus Rd"."""
    return next((r for r in named(scene) if r.start < tally.start and tally.end <= r.end), None)


def _left(scene: Scene, tally: Tally) -> Reference | None:
    """The nearest group to the left with nothing but a bracket between."""
    left = [r for r in named(scene) if r.end <= tally.start]
    if not left:
        return None
    gap = _undosed(scene, left[-1].end, tally.start)
    if _WITH_OR_WITHOUT.fullmatch(gap):
        return None
    return left[-1] if _LISTED.fullmatch(gap) or (len(gap) < 70 and _IN_BRACKET.fullmatch(gap)) else None


def _own_label(scene: Scene, tally: Tally, found: Sequence[Tally]) -> Reference | None:
    """As in "(intravenous n=84; subcutaneous n=73)": the words before the size are the group's name."""
    before = scene.text[: tally.start]
    if (other := _OTHER_ARM.search(before)) and not regex.fullmatch(r"(?i)with(?:out)?", other["label"]):
        return Reference(other.start("label"), other.end("label"), other["label"])
    hit = _OWN_LABEL.search(before)
    if hit is None or not open_bracket(before) or not tally.equals or _NO_LABEL.match(hit["label"]):
        return None
    if FEATURE.search(hit["label"]) or _OF_STUDIES.search(hit["label"]):
        return None
    together = [t for t in found if t.equals]
    if tally.value < _LEAST_OWN and not add_up(together, [t.value for t in found if t not in together]):
        return None
    arm = scene.register.by_name(hit["label"]) or scene.register.only()
    label = arm.label if arm and scene.register.compared else hit["label"]
    return Reference(hit.start("label"), hit.end("label"), label, arm)


def _within_subgroup(scene: Scene, ref: Reference) -> Reference:
    """A subgroup within an arm: "In refractory patients … D-Vd (n = 60)", "(1PL; D-Vd, n = 122)"."""
    if ref.subgroup or ref.arm is None:
        return ref
    opened = unclosed(scene.text[: ref.start])
    entitled = _BRACKET_LABEL.match(scene.text, opened + 1) if opened >= 0 else None
    if entitled and not any(opened < r.start < entitled.end() for r in scene.refs):
        return Reference(ref.start, ref.end, entitled["label"], ref.arm, subgroup=True)
    before = next(
        (r for r in scene.refs if r.subgroup and r.end <= opened and _FEW_WORDS.fullmatch(scene.text[r.end : opened])),
        None,
    )
    if before is not None:
        return Reference(ref.start, ref.end, before.label, ref.arm, subgroup=True)
    parts = (r for r in scene.refs if r.subgroup and r.end <= ref.start)
    opening = next((r for r in parts if _SUBGROUP_OPENS.search(scene.text[: r.start])), None)
    return Reference(ref.start, ref.end, opening.label, ref.arm, subgroup=True) if opening else ref


def shared(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """As in "TD (81; 58%) or LD (59; 42%)", "TD (81) or LD (59)": the groups divide the whole between them."""
    held = list(_held(scene, found))
    divided = add_up([t for t, _ in held], [t.value for t in found if not t.share]) and _SUMMED.search(scene.text)
    if divided or _assigned(scene, held):
        yield from (Sizing(tally, "group", "size.shared", ref) for tally, ref in held)


def _held(scene: Scene, found: Sequence[Tally]) -> Iterator[tuple[Tally, Reference]]:
    """Counts alone or with their share in a bracket right behind a group, with the group."""
    for tally in (t for t in found if t.plain and (t.share or _CLOSED.match(scene.text, t.end))):
        refs = (r for r in named(scene) if r.end <= tally.start)
        ref = next((r for r in refs if _FEATURE_BRACKET.fullmatch(scene.text[r.end : tally.start])), None)
        if ref:
            yield tally, ref


def _assigned(scene: Scene, held: Sequence[tuple[Tally, Reference]]) -> bool:
    """Whether the sentence assigns people to the groups and gives no results: "assigned to MP (107) or MPT (105)"."""
    if len(held) < 2 or scene.measures or any(t.share for t, _ in held):
        return False
    return bool(regex.search(r"(?i)\b(?:random\w*|assigned|allocated)\b", scene.text[: held[0][0].start]))


def _divided_in_bracket(scene: Scene, found: Sequence[Tally], opened: int) -> bool:
    """Whether the numbers of a bracket come to a number of people outside of it: "120 began (A, 59; B, 61)"."""
    closed = scene.text.find(")", opened)
    inside = [t for t in found if opened < t.start < closed]
    return add_up(inside, [t.value for t in found if t.people and t not in inside])


def before_names(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """As in "were randomized (TV: 91; T: 88)": bare numbers behind the arms' names in a bracket."""
    for tally in found:
        left = [r for r in named(scene) if r.end <= tally.start]
        opened = scene.text.rfind("(", 0, tally.start)
        inside = opened >= 0 and ")" not in scene.text[opened : tally.start]
        if tally.equals or not left or not inside or left[-1].start < opened or counts_events(scene, tally):
            continue
        named_first = not regex.match(r"\s?\d", scene.text, pos=opened + 1)
        joined = regex.fullmatch(r"\s?[:,=]\s?", scene.text[left[-1].end : tally.start])
        listed = _LISTED_BEFORE.search(scene.text[:opened]) and not _HAPPENED_IN.search(scene.text[:opened])
        if named_first and joined and (listed or _divided_in_bracket(scene, found, opened)):
            yield Sizing(tally, group_role(scene, tally), "size.listed", left[-1])
