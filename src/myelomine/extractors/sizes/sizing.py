"""What a size of a group is: a count with the group it belongs to, and the words that tell its population."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import regex

from myelomine.extractors.arms import Reference
from myelomine.extractors.linking.exclusions import counts_all_at_risk
from myelomine.extractors.linking.scene import Scene
from myelomine.extractors.sizes.counts import PEOPLE, Tally

BRACKETS = regex.compile(r"\((?:[^()]|\([^()]*\)){0,200}\)|\[[^\[\]]{0,200}\]")

# the words of a sentence that counts people
COUNTED = regex.compile(
    rf"(?i)\b(?:random|assign|allocat|enroll?|{PEOPLE}|receiv|treated|includ|stud(?:y|ied)|cohorts?|groups?|arms?)"
)
# "with available cytogenetic data": whose tests are at hand
DATA_AT_HAND = regex.compile(
    r"(?i)^(?:patients\s)?(?:with|who had)\s(?:available|complete|evaluable|missing|known|unknown"
    r"|sufficient|adequate)\b"
)
# features that tell who the patients are, not how they were divided
FEATURE = regex.compile(
    r"(?i)\b(?:stages?|ISS|Ig[GADM]|isotypes?|light chain|kappa|lambda|males?|females?|men|women|sex"
    r"|white|black|asian|ECOG|performance"
    r"|tomography|imaging|grade|deaths?|toxicit\w+|withdr\w+|discontinu\w+|progress\w+|failure|choice"
    r"|reasons?|consent|CR|VGPR|PR"
    r"|response|neutropenia|thrombocytopenia|an(?:a)?emia|infections?|pneumonia|neuropathy|relaps\w*|died)\b"
)
RESPECTIVELY = regex.compile(r"(?:[^.;]|\.\d){0,110}?\brespectively\b")


class Need(StrEnum):
    """What must hold in the whole study for a count to be a size.

    Nothing; that the parts have a known sum; that results of the group are told; that no other size, or none larger,
    is stated.
    """

    NOTHING = "nothing"
    SUM = "sum"
    TOLD = "told"
    ALONE = "alone"
    LARGEST = "largest"


@dataclass(frozen=True, slots=True)
class Sizing:
    """A count with the group whose size it is; without a reference it is the size of the study.

    What the sentence alone leaves open has a `need`, that the other sizes of the study must fill; `total` is what
    the parts of its division add up to.
    """

    tally: Tally
    role: str
    rule: str
    ref: Reference | None = None
    need: Need = Need.NOTHING
    total: int = 0
    study: str = ""


def named(scene: Scene) -> list[Reference]:
    """The groups that a sentence names, without "both groups" and "all patients"."""
    return [r for r in scene.refs if not r.everyone]


def open_bracket(text: str) -> bool:
    """Whether a bracket is open at the end of a text."""
    return max(text.rfind("("), text.rfind("[")) > max(text.rfind(")"), text.rfind("]"))


def unclosed(text: str) -> int:
    """Where the innermost bracket opens that is open at the end of a text; -1 where none is.

    >>> unclosed("high risk (Kd, n=97 (25%); Vd, ")
    10
    """
    depth = 0
    for at in range(len(text) - 1, -1, -1):
        if text[at] in ")]":
            depth += 1
        elif text[at] in "([":
            if depth == 0:
                return at
            depth -= 1
    return -1


def unbracketed(scene: Scene, start: int, end: int) -> str:
    """The text between two offsets without what stands in brackets: "236 (99 [42%] women) in the VTD group"."""
    return str(regex.sub(r"\s?\((?:[^()]|\([^()]*\)){1,80}\)", "", scene.text[start:end]))


def group_role(scene: Scene, tally: Tally) -> str:
    """A group's size is of a population where the sentence says so: "236 on VTD were included in the ITT analysis"."""
    after, before = scene.text[tally.end :], scene.text[: tally.start]
    if regex.search(
        r"(?i)^[^.;]{0,110}\b(?:were|was) included in the (?:modified )?(?:intent|primary|efficacy|final)", after
    ):
        return "analyzed"
    if regex.search(
        r"(?i)^(?:(?!\b(?:left out|excluded|omitted|missing)\b)[^.;]){0,110}"
        r"\b(?:safety (?:population|analys|set)|evaluable for (?:safety|toxicity))",
        after,
    ):
        return "safety"
    if regex.search(
        r"(?i)\bsafety (?:population|analysis|analysis set|analyses|set"
        r"|(?:was |were )?(?:evaluated|assessed|analy[sz]ed))\b(?:[^.;]{0,60}"
        r"|[^.;:]{0,40}:[^.;]{0,140})$",
        before,
    ):
        return "safety"
    if regex.search(r"(?i)\bsafety\b(?:[^.;()]|\.\d){0,60}[\[(][^()\[\]]{0,60}$", before):
        return "safety"
    if regex.search(r"(?i)\bresponse[- ]evaluable (?:patients|population)[^.;]{0,60}$", before):
        return "evaluable"
    treated = regex.search(r"(?i)\bwere (?:actually )?treated\s?[\[(][^()]*$", before)
    return "safety" if treated or counts_all_at_risk(scene.text, tally.start, scene.measures) else "group"
