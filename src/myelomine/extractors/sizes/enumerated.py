"""Lists of sizes whose groups no register knows: "1989-1994 (n = 343), 1995-2000 (n = 376) and 2001-2005 (n = 488)"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from myelomine.extractors.arms import Arm, Reference
from myelomine.extractors.arms.names import lists_earlier
from myelomine.extractors.linking.scene import Scene
from myelomine.extractors.sizes.counts import PEOPLE, Tally
from myelomine.extractors.sizes.events import about_events
from myelomine.extractors.sizes.lists import PART_LABEL
from myelomine.extractors.sizes.sizing import FEATURE, Need, Sizing, group_role, named

# the bracket around a size: "(n = 343)", "(MAC; n=38)", "(81 patients)", "(N = 24 [37%])"
_OPENS = regex.compile(
    r"(?P<bracket>\s?[\[(]\s?(?:(?P<short>[\p{L}\d+/-]{1,14})\s?[;,:]\s?)?)(?:n\s?=\s?)?$", flags=regex.I
)
_CLOSES = regex.compile(rf"\s?(?:{PEOPLE})?\s?(?:[;,]?\s?[\[(]?\s?[\d.·]{{1,5}}\s?%\s?[\])]?)?\s?[\])]", flags=regex.I)
_BETWEEN = regex.compile(r"(?:[^.;:()\[\]]|\.\d){1,190}|[^.;()\[\]]{0,60};[^.;()\[\]]{1,60}")
_LONGEST = 150
# what stands between one size and the name of the next group
_NEXT = regex.compile(
    r"(?i)^\s?(?:[,;]\s?)?(?:(?:and|or|versus|vs\.?|(?:compared )?(?:with|to))\s)?(?:(?:to|in|by|from"
    r"|either|those of|that of)\s)?(?:the\s|an?\s)?"
)
# what stands before the name of the first group
_FIRST = regex.compile(
    r"(?i)[^\n]{0,150}(?::\s|,\s|[.;]\s|^|\b(?:either|to receive|received|receiving|into|between|namely"
    r"|to|were|was|in|by|of|with(?=\s\S)"
    r"|underwent|given|and|for|had|from|comprised|included|comprising|including|cohorts|groups"
    r"|arms)\s)(?:the\s|an?\s|both\s)?(?=\S)"
)
_ENDS_WITH = regex.compile(r"(?i)\b(?:with|without)\s?$")
_PREPOSITION = regex.compile(r"(?i)^(?:with|without)$")
_DIVIDED = regex.compile(
    r"(?i)\b(?:cohorts?|groups?|subgroups?|arms?|strat\w+|divid\w+|categor\w+|classif\w+|compar\w+"
    r"|receiv\w+|treat\w+|assign\w*"
    r"|allocat\w*|random\w*|regimens?|therap\w+|salvage|transplant\w*|underwent|given|according to|matched)\b"
)
_PART = regex.compile(rf"(?i){PART_LABEL}")
# words that name no group of their own
_EMPTY = regex.compile(rf"(?i)(?:(?:the|a|an|and|or|each|groups?|arms?|cohorts?|total|all|both|n|%|{PEOPLE})\s?)*")
_NOTHING = regex.compile(r"(?i)^(?:no|not|without|observation|placebo|control)\b")


@dataclass(frozen=True, slots=True)
class _Slot:
    """A size in a bracket of its own: the count, and where its bracket opens and closes."""

    tally: Tally
    start: int
    end: int
    short: str


def enumerated(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """As in "in 3 cohorts: 1989-1994 (n = 343), 1995-2000 (n = 376)": sizes in brackets that add up to a total."""
    for run in _runs(scene, [slot for t in found if (slot := _slot(scene.text, t))]):
        labels = [_label(scene.text, run, i) for i in range(len(run))]
        before = scene.text[: max(0, run[0].start - len(labels[0]))]
        total = sum(slot.tally.value for slot in run)
        divided = any(t.value == total for t in found)
        parts = divided and all(_PART.fullmatch(label) for label in labels)
        if about_events(scene, before) or not (parts or _DIVIDED.search(scene.text[: run[-1].start])):
            continue
        if lists_earlier(scene.text, run[0].tally.start):
            continue
        if not all(labels) or (not parts and any(FEATURE.search(label) for label in labels)):
            continue
        need = Need.TOLD if parts else Need.NOTHING if divided else Need.SUM
        for slot, label in zip(run, labels, strict=True):
            ref = _reference(scene, slot, label)
            yield Sizing(slot.tally, group_role(scene, slot.tally), "size.enumerated", ref, need, total)


# "Bahlis, 2019 n=737 31.9 NR": the row of a table that stands in the text
_STUDY_ROW = regex.compile(
    r"(?P<study>(?!N[REA]\b)\p{Lu}[\p{L}'’-]+(?:\s(?:(?:de|van|der|von|le"
    r"|la)\s)?\p{Lu}[\p{L}'’-]+){0,2}(?:\set al\.?)?),?\s[\[(]?"
    r"(?P<year>(?:19|20)\d{2})[\])]?,?\s?[:\[(]?\s?$"
)


def listed_studies(scene: Scene, found: Sequence[Tally]) -> Iterator[Sizing]:
    """As in "Bahlis, 2019 n=737 31.9 NR Facon, 2019 n=955 …": the rows of a list of studies, each with its size."""
    rows = [
        (t, hit) for t in found if t.equals and (hit := _STUDY_ROW.search(scene.text[max(0, t.start - 70) : t.start]))
    ]
    for tally, hit in rows if len(rows) > 1 else ():
        yield Sizing(tally, "enrolled", "size.study_row", study=f"{hit['study']} {hit['year']}")


def _slot(text: str, tally: Tally) -> _Slot | None:
    opened = _OPENS.search(text[: tally.start]) if tally.part is None else None
    closed = _CLOSES.match(text, tally.end) if opened else None
    if opened is None or closed is None:
        return None
    return _Slot(tally, opened.start(), closed.end(), opened["short"] or "")


def _runs(scene: Scene, slots: Sequence[_Slot]) -> Iterator[list[_Slot]]:
    """Slots with nothing but the name of the next group between them."""
    run: list[_Slot] = []
    for slot in slots:
        if run and not _BETWEEN.fullmatch(scene.text[run[-1].end : slot.start]):
            if len(run) > 1:
                yield run
            run = []
        run.append(slot)
    if len(run) > 1:
        yield run


def _label(text: str, run: Sequence[_Slot], i: int) -> str:
    """The words in front of a size; of "with (n = 9) or without (n = 8) lenalidomide" with the word behind the list."""
    before = text[run[i - 1].end : run[i].start] if i else text[max(0, run[0].start - _LONGEST) : run[0].start]
    if preposition := _ENDS_WITH.search(before):
        before = preposition.group()
    label = (_NEXT if i else _FIRST).sub("", before).strip(" ,;")
    if _PREPOSITION.match(label):
        following = regex.match(r"\s(?P<what>[\p{L}\d/+-]{3,40}(?:-based)?)", text, pos=run[-1].end)
        return f"{label} {following['what']}" if following else ""
    label = regex.split(r"[(\[]", label)[-1].strip()
    return run[i].short if _EMPTY.fullmatch(label) else label


def _reference(scene: Scene, slot: _Slot, label: str) -> Reference:
    inside = [r for r in named(scene) if r.arm and r.start >= slot.start - len(label) - 1 and r.end <= slot.end]
    if inside and not label.startswith(("with ", "without ")):
        return inside[-1]
    arm = Arm(label) if _NOTHING.match(label) else scene.register.by_name(label) or scene.register.only()
    return Reference(slot.start, slot.end, label, arm, subgroup=True)
