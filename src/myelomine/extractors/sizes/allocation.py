"""People who were given to a group: "254 to ide-cel and 132 to a standard regimen", "MP was given to 63 patients"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from myelomine.extractors.arms import Arm, Reference
from myelomine.extractors.linking.exclusions import counts_all_at_risk
from myelomine.extractors.linking.scene import Scene
from myelomine.extractors.sizes.counts import PEOPLE, Tally, add_up
from myelomine.extractors.sizes.events import ALLOCATION, about_events, happened
from myelomine.extractors.sizes.roles import roles
from myelomine.extractors.sizes.sizing import (
    COUNTED,
    DATA_AT_HAND,
    RESPECTIVELY,
    Sizing,
    group_role,
    named,
    unbracketed,
)
from myelomine.mentions import Label

_OCCURRED = regex.compile(
    r"(?i)(?:%\s(?:of\s)?(?:the\s)?|\b(?:developed|occurred|reported|seen|observed|noted|recorded|found|present"
    r"|documented) (?:in|by|for) )$"
)
# "18 patients on A versus |14"
_AGAINST_COUNT = regex.compile(
    rf"(?i)\b(?:\d{{1,4}}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s(?:[\w+/-]+\s){{0,4}}?{PEOPLE}(?:\s(?:[\w+/-]+\s?){{1,5}})?,?\s"
    r"(?:and|versus|vs\.?|compared (?:with|to)|v)\s(?:in\s)?$"
)
_ANALYSED_AFTER = regex.compile(
    r"[^.;]{0,60}?\bwere (?:included|analy[sz]ed|evaluable|treated|randomi[sz]ed|enrolled)\b"
)
# "trials comparing MPT with MP in 1685 patients"
_COMPARED = regex.compile(r"(?i)\bcompar\w+\s[^.;,]{2,120}$")
_GIVEN_TO = regex.compile(r"(?i)\s(?:(?:was|were)\s(?:given|administered|used|offered)\s)?(?:to|in)\s")
_NOTHING = regex.compile(
    rf"(?i)\s(?:{PEOPLE}\s)?(?:were\s)?(?:(?:randomly\s)?(?:assigned|allocated|randomi[sz]ed)\s)?to\s(?:receive\s)?"
    r"(?P<label>(?:no (?:further |additional )?(?:maintenance|treatment|therapy|consolidation)"
    r"|observation|watchful waiting|best supportive care)(?: alone)?)(?=[\s,.;()])"
)
_SAMPLED = regex.compile(
    r"(?i)\b(?:samples?|specimens?|biops\w+|tissue|material|DNA|RNA|forms|questionnaires?|aspirates?)\b[^.;]{0,90}$"
)
_ABBREVIATED = regex.compile(
    rf"(?i:\s(?:{PEOPLE}\s)?(?:(?:were\s)?(?:treated|assigned|randomi[sz]ed|allocated)\s)?(?:with|to"
    rf"|on)\s)(?P<label>[A-Z]{{2,6}})(?=[,.;)]|\sand\b)"
)


def given(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """As in "MP was given to 63 patients and VMCP to 66": the group stands in front of the count."""
    for tally in found if scene.register.compared else ():
        if _COMPARED.search(scene.text[: tally.start]):
            continue
        left = [r for r in named(scene) if r.end <= tally.start]
        if (
            not left
            or not left[-1].arm
            or not tally.plain
            or about_events(scene, scene.text[: left[-1].start])
            or RESPECTIVELY.match(scene.text, tally.after)
        ):
            continue
        if _GIVEN_TO.fullmatch(scene.text[left[-1].end : tally.start]):
            yield Sizing(tally, "group", "size.given", left[-1])


def allocated(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """As in "254 to ide-cel and 132 to a standard regimen", "218 (46%) were in the X group", "(77 EBd, 75 Bd)"."""
    for tally in found:
        ref = _untreated(scene, tally) or next((r for r in named(scene) if r.start >= tally.after), None)
        ref = ref or _abbreviated(scene, tally) or _titled(scene, tally)
        if ref is None or not tally.plain or not ALLOCATION.fullmatch(_gap(scene, tally, ref)):
            continue
        if _sized(scene, ref, found) or happened(scene, ref) or not _introduced(scene, tally, ref):
            continue
        if _shared_out(scene, tally, ref, found) or _before_study(scene, tally, ref) or _NUMBER.fullmatch(ref.label):
            continue
        if DATA_AT_HAND.search(ref.label) or (scene.measures and _SHARE_BEHIND.match(scene.text, ref.end)):
            continue
        opposed = any(_untreated(scene, t) for t in found if t.start > tally.start)
        if (_is_everyone(scene, tally, ref) and not opposed) or (
            tally.share and not _divided(scene, tally, ref, found)
        ):
            continue
        yield Sizing(tally, group_role(scene, tally), "size.allocated", ref)


def _gap(scene: Scene, tally: Tally, ref: Reference) -> str:
    """The words between a count and its group; a code in a bracket stands for what is written out before it.

    As in "340 patients given melphalan 200 mg/m2 (Mel200)".
    """
    coded = scene.text[: ref.start].endswith("(") and scene.text.startswith(")", ref.end)
    if not coded:
        return unbracketed(scene, tally.after, ref.start)
    written = (*scene.sentence.named(Label.REGIMEN), *scene.sentence.drugs, *scene.sentence.of(Label.DOSE))
    inside = [m for m in written if tally.after <= m.start and m.end <= ref.start]
    start, end = min((m.start for m in inside), default=ref.start), max((m.end for m in inside), default=ref.start)
    return scene.text[tally.after : start] if regex.fullmatch(r"\s?\(?", scene.text[end : ref.start]) else "?"


_ASSIGNED = regex.compile(
    r"(?i)\b(?:random|assigned|allocated|(?:was|were) (?:treated with|given)\s$|(?<!who )received\s$)"
)
# "in 6 patients who took MP (13.0%)": those who had an event
_SHARE_BEHIND = regex.compile(r"\s?[\[(]\s?\d[\d.·]{0,4}\s?(?:%|per ?cent)")
_NUMBER = regex.compile(r"(?i)(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2})")
_EARLIER = regex.compile(r"(?i)\b(?:before|previously|earlier|prior|in the past)\b")


def _before_study(scene: Scene, tally: Tally, ref: Reference) -> bool:
    """As in "52 patients had received thalidomide before": an earlier treatment makes no group."""
    between, after = scene.text[tally.after : ref.start], scene.text[ref.end : ref.end + 30].split(",")[0]
    return " had " in between and bool(_EARLIER.search(between) or _EARLIER.search(after))


def _shared_out(scene: Scene, tally: Tally, ref: Reference, found: Sequence[Tally]) -> bool:
    """As in "52 patients were randomised to A: …, or to B: …": one count for two groups is that of both."""
    if not _ASSIGNED.search(scene.text[tally.after : ref.start]):
        return False
    end = next((t.start for t in found if t.start > ref.start and (t.people or t.equals)), len(scene.text))
    later = (r for r in named(scene) if ref.end <= r.start < end and r.arm and ref.arm and r.arm.label != ref.arm.label)
    return any(
        regex.search(r"(?i)\b(?:or|versus|vs)\b[^.;]{0,60}$", scene.text[ref.end : other.start]) for other in later
    )


def _is_everyone(scene: Scene, tally: Tally, ref: Reference) -> bool:
    """Whether the people counted are all that the study is about: "we reviewed 63 patients who were given …"."""
    whole = " who " in scene.text[tally.after : ref.start] or ref.arm == scene.register.only() is not None
    return whole and bool(roles(scene.text, tally))


def _divided(scene: Scene, tally: Tally, ref: Reference, found: Sequence[Tally]) -> bool:
    """Whether a count with a share is a part of the study: "218 (46%) belonged to …", "including 57 (35%) aged …"."""
    stated = regex.search(r"(?i)belonged|were (?:in|assigned|random)", scene.text[tally.after : ref.start])
    included = ref.subgroup and regex.search(r"(?i)\bincluding\s$", scene.text[: tally.start])
    return bool(stated or included) or add_up([t for t in found if t.share], ())


def _introduced(scene: Scene, tally: Tally, ref: Reference) -> bool:
    """Whether people are counted here: the count says so, or the words around it do and name no events."""
    before = scene.text[: tally.start]
    if ref.subgroup and roles(scene.text, tally):
        return False
    if _ANALYSED_AFTER.match(scene.text, ref.end) or counts_all_at_risk(scene.text, tally.start, scene.measures):
        return True
    if _OCCURRED.search(before) or _occurred_against(before) or _SAMPLED.search(before) or about_events(scene, before):
        return False
    return tally.people or bool(COUNTED.search(scene.text[: ref.start]))


def _occurred_against(before: str) -> bool:
    """Whether a count is set against one of events: "cancers were observed in 18 A patients vs 14 B patients"."""
    hit = _AGAINST_COUNT.search(before)
    return hit is not None and bool(_OCCURRED.search(before[: hit.start()]))


def _abbreviated(scene: Scene, tally: Tally) -> Reference | None:
    """As in "119 patients treated with BBP, 65 with TBP": an abbreviation of the paper's own names the group."""
    hit = _ABBREVIATED.match(scene.text, tally.after)
    return Reference(hit.start("label"), hit.end("label"), hit["label"]) if hit else None


_TITLED = regex.compile(
    rf"(?i)\s(?:{PEOPLE}\s)?(?:(?:were\s)?(?:given|receiving|treated|assigned|randomi[sz]ed|allocated|received)\s)?"
    r"(?:(?:with|to|on|in)\s)?the\s(?P<label>[\p{L}-]{4,20})(?=[\s,.;)])"
)


def _titled(scene: Scene, tally: Tally) -> Reference | None:
    """As in "203 given the doublet", where the paper speaks of "the doublet group"."""
    hit = _TITLED.match(scene.text, tally.after) if scene.register.compared else None
    arm = (scene.register.by_name(hit["label"]) or scene.register.by_name(f"{hit['label']} group")) if hit else None
    return Reference(*hit.span("label"), arm.label, arm) if hit and arm else None


def _untreated(scene: Scene, tally: Tally) -> Reference | None:
    """As in "57 were assigned to interferon and 55 to no maintenance": a group that gets nothing is named by that."""
    hit = _NOTHING.match(scene.text, tally.after)
    if hit is None or not regex.search(r"(?i)\b(?:random|assign|allocat)", scene.text[: tally.start]):
        return None
    arm = scene.register.by_name(hit["label"]) or Arm(hit["label"])
    return Reference(hit.start("label"), hit.end("label"), arm.label, arm)


def _sized(scene: Scene, ref: Reference, found: Sequence[Tally]) -> bool:
    """Whether the group carries its own size, so that a count before it is the whole."""
    gap = next((scene.text[ref.end : t.start] for t in found if t.start >= ref.end), "x" * 20)
    return bool(regex.fullmatch(r"(?:\s[\w-]+){0,2}\s?[\[(]\s?(?:n\s?=\s?)?", gap, flags=regex.I))
