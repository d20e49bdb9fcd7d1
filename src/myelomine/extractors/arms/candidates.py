"""Where a sentence speaks for an arm: a treatment that it assigns, compares, counts or gives results of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

import regex

from myelomine.extractors.arms.names import full_name, full_span, is_added, is_background, is_titled_background, normal
from myelomine.extractors.arms.register import Arm
from myelomine.extractors.sentences import Sentence
from myelomine.mentions import Label, Mention
from myelomine.numbers import parse_count

# how far before a name the words stand that assign it, compare it or give its results
_PRIOR_REACH, _ASSIGNED_REACH, _RESULT_REACH, _VERSUS_REACH = 70, 90, 50, 40
_NO_TREATMENT = ("procedure", "conditioning", "comparator")

_ASSIGNED = regex.compile(
    r"(?i:randomi[sz]|assign|allocat|to receive|received|receiving"
    r"|treated (?:(?:[\w-]+ ){1,5}(?:patients|pts|subjects|participants) )?with|were given|was given|administered"
    r"|underwent|\bgave\b|were offered|treatment with|consisted of|combination of|compared|comparing|arms?\b"
    r"|to either)"
)
_NO_ASSIGNMENT = regex.compile(r"(?i)\bstratif|\beligible if\b|\bprogress(?:ed|ion) (?:on|after)\b")
_GROUP_AFTER = regex.compile(
    r"(?:\s?\([^()]{1,40}\))?[-\s]?"
    r"(?i:groups?|arms?|cohorts?|recipients|patients|treated|therapy (?:group|arm)|regimens?)\b"
)
_RESULT_NEAR = regex.compile(
    r"(?:\d\s?(?:%|per ?cent)?|months|years)\s?(?:of (?:the )?patients )?(?:in|for|with|on|under|receiving|among)\s"
    r"(?:the |patients |those )?(?:receiving |on |in |treated with )?$"
)
_VERSUS_NEAR = regex.compile(
    r"(?i:\b(?:versus|vs\.?|v|or|compared (?:with|to)|with or without|than)\b)\s?(?:\S+\s){0,3}$"
)
_VERSUS_AFTER = regex.compile(
    r"(?:\s?\([^()]{1,60}\))?(?:\s\S+){0,2}?\s(?i:versus|vs\.?|v|compared (?:with|to)|or|and)\s"
)
_SIZE_AFTER = regex.compile(
    r"(?:\s(?:alone|group|arm|regimen))?\)?\s?[\[(;,]\s?(?:[\p{L}\d +/-]{1,40}[,;]\s?)?(?:[Nn]\s?=\s?)(?P<n>\d{1,5})"
    r"|\s?[\[(](?:the\s)?(?:[\p{L}\d +/-]{1,40}[,;]\s)?(?P<n>\d{1,5})\s(?:patients|pts|subjects|participants)\s?[\])]"
)
_ALIAS_AFTER = regex.compile(
    r"\s?\((?:the )?(?!(?i:fig|table|see|block|median|mean|range|ref|data|both|all|each))"
    r"(?P<alias>[\p{L}\d][\p{L}\d +/-]{0,40}?)\s?(?P<word>group|arm|cohort)?"
    r"(?:[,;]\s?(?:[nN]\s?=\s?\d+|\d+\s(?:patients|pts|subjects|participants)))?\)"
)
# an alias without a group word behind it is a code, not a word: "(hypertension)" names no arm
_IS_CODE = regex.compile(r"\p{Lu}|\d|[/+]")
_ENTITLED = regex.compile(r"\s?\((?:the )?[^()]{1,40} (?:group|arm|cohort)(?:[,;][^()]{1,24})?\)")
# what a group is called, or its size, counts for nothing in how far away its assignment stands
_ASIDES = regex.compile(
    r"\s?[\[(][^()\[\]]{0,40}(?:\b(?:group|arm|cohort|patients|pts)\b|\b[nN]\s?=)[^()\[\]]{0,40}[\])]"
)
_ALONE = regex.compile(r"(?i)\b(?:alone|monotherapy|single[- ]agent|maintenance)\b")
# what prepares or supports a treatment, or follows its failure, is no arm
_PREPARING = regex.compile(
    r"(?i)\b(?:lympho-?depleti\w+|bridging|premedicat\w+|mobili[sz]\w+|prophyla\w+|stem[- ]cell collection)\b"
    r"[^.;]{0,60}$"
)
_CONDITIONING = regex.compile(r"(?i)\s(?:[\w-]+\s){0,2}?conditioning\b")
_FOLLOWED_BY = regex.compile(r"(?i)\b(?:followed by|then|and|after|with)\s(?:an?\s|the\s)?(?:[\w-]+\s){0,2}$")
_PREPARES = regex.compile(r"(?i)[^.;,]{0,40}\b(?:lympho-?depletion|bridging|mobili[sz]ation|premedication)\b")
_AGAINST = regex.compile(
    r"(?i)(?:\s(?:group|arm|regimen|conditioning))?(?:\s?[\[(][^()\[\]]{0,160}[\])])?,?\s(?:versus"
    r"|vs\.?|or|and|compared (?:with|to)|than)\s(?:to\s)?(?:the\s)?"
)
# "After A and B, 24 patients were infused with …"
_AFTER = regex.compile(r"(?i)\b(?:after|following)\s(?:\w+\s){0,3}$")
_THEN_INFUSED = regex.compile(r"(?i)[^.;]{0,140}?\b(?:re)?infused\b")
# what patients had before treatment, in the pluperfect: "all had received A (90%) and B"
_HAD_BEFORE = regex.compile(
    r"(?i)\b(?:had|having)\s(?:\w+\s){0,2}?(?:received|taken|been\s(?:treated\swith|given|exposed\sto))\s"
    r"(?:(?:both|either|prior|previous|an?|the)\s){0,2}"
    r"(?:[\p{L}-]{3,30}(?:\s\([^()]{1,20}\))?(?:,\sand|,\sor|,|\sand|\sor)\s){0,4}$"
)
_FAILED = regex.compile(r"[^.;]{0,60}?\bhad failed\b")
# a later phase of one treatment is no arm, unless the sentence compares it
_LATER = regex.compile(r"\s(?:\w+\s)?(?i:maintenance|consolidation)\b")
_THEN = regex.compile(r"(?i)\b(?:followed by|(?:and )?then|continu(?:ed|ing) (?:with|on))\s(?:[\w-]+\s){0,2}$")
_PHASE_AFTER = regex.compile(
    r"(?i)\s(?:\w+\s)?(?:maintenance|consolidation)\b(?:\s(?:therapy|treatment))?"
    r"(?!(?:\s?\([^()]{1,40}\))?,?\s(?:or|versus|vs|and)\b)"
)
_AS_LATER = regex.compile(r"(?:\s[^.;,]{1,60})?\s(?:as|for)\s(?i:maintenance|consolidation)\b")
_DOSE_AFTER = regex.compile(r"\s[\[(]?(?:at\s)?\d[\d.,·–-]{0,8}\s?(?:mg|g|MU|IU|µg|μg|mcg)\b")
_COMPARED = regex.compile(r"(?i)\b(?:or|versus|vs|v|compared|than|alone|against|while|whereas|followed|then)\b")
_IN_BRACKET = regex.compile(r"[\[(]\s?$")
_BRACKET_ENDS = regex.compile(r"\s?[,;)\]]")
# what a study gave to its patients, where it lists the codes of so many regimens
_SERIES = regex.compile(
    r"(?i)\b(?:received|treated|given|administered|combined|added|consisted of|comprised|included|grouped|divided"
    r"|classified|assigned|regimens? (?:was|were|used)|combinations? (?:was|were|used))\b"
)
_LISTED, _LISTED_SCORE = 3, 3
_COMPARING = regex.compile(r"(?i)random|assign|versus|\bvs\b|placebo|compar|\d\s?%|months")


def candidates(sentence: Sentence, is_title: bool, variants: frozenset[str]) -> Iterator[Arm]:
    """Each treatment of a sentence as an arm, scored by what the sentence says for it.

    A transplant counts where its name is one of the `variants` that the paper compares.
    """
    regimens = sentence.named(Label.REGIMEN)
    procedures = [m for m in sentence.named(Label.DRUG) if m not in sentence.drugs and normal(m.text) in variants]
    single = (d for d in (*sentence.drugs, *procedures) if not any(r.start <= d.start < r.end for r in regimens))
    opposed = {
        r.start for r in regimens if r.value.text("role") == "conditioning" and _is_opposed(sentence.text, r, regimens)
    }
    treatments = (r for r in regimens if r.value.text("role") not in _NO_TREATMENT or r.start in opposed)
    listed = _listed(sentence.text, regimens)
    for mention in sorted((*treatments, *single), key=lambda m: m.start):
        if _is_dosed_part(sentence.text, mention, regimens):
            continue
        if _is_part_of_code(sentence.text, mention, regimens) or _is_partner(sentence.text, mention, regimens):
            continue
        if _may_be_arm(sentence.text, mention, is_title):
            found = _candidate(sentence.text, mention, is_title)
            yield replace(found, score=found.score + _LISTED_SCORE) if mention.name in listed else found


def _listed(text: str, regimens: Sequence[Mention]) -> Set[str]:
    """The regimens of a series whose codes a sentence lists: "it was added to Rd (DRd), Vd (DVd), or Kd (DKd)"."""
    found = {r.name for r in regimens if _IN_BRACKET.search(text[: r.start]) and _BRACKET_ENDS.match(text, r.end)}
    return found if len(found) >= _LISTED and _SERIES.search(text) else frozenset()


def _is_opposed(text: str, mention: Mention, regimens: Sequence[Mention]) -> bool:
    """Whether a conditioning regimen is set against another regimen: "randomized to BuCy (n = 54) or BuFlu"."""
    return any(
        r.name != mention.name and _AGAINST.fullmatch(text[min(r.end, mention.end) : max(r.start, mention.start)])
        for r in regimens
    )


def _is_part_of_code(text: str, mention: Mention, regimens: Sequence[Mention]) -> bool:
    """Whether some drugs stand in the bracket that spells a code out: "VAD (|vincristine 0.4 mg and doxorubicin| …"."""
    parts = set(mention.name.split("+"))
    return any(
        r.end < mention.start
        and parts < set(r.name.split("+"))
        and regex.fullmatch(r"(?:\s(?:group|arm|regimen))?\s?[\[(][^()\[\]]{0,160}", text[r.end : mention.start])
        for r in regimens
    )


def _is_dosed_part(text: str, mention: Mention, regimens: Sequence[Mention]) -> bool:
    """Whether a drug is but the dosed part of a regimen before it: "VTD was given with |thalidomide| 50 mg"."""
    if mention.label is not Label.DRUG or not _DOSE_AFTER.match(text, mention.end):
        return False
    return any(
        r.end <= mention.start
        and mention.name in r.name.split("+")
        and not _COMPARED.search(text, r.end, mention.start)
        for r in regimens
    )


def _is_partner(text: str, mention: Mention, regimens: Sequence[Mention]) -> bool:
    """Whether the bracket behind some drugs gives the code of more: "… was added to |Vd| (DVd)"."""
    parts = set(mention.name.split("+"))
    return any(
        parts < set(r.name.split("+")) and regex.fullmatch(r"\s?[\[(]", text[mention.end : r.start])
        for r in regimens
        if r.start >= mention.end
    )


def size_behind(after: str) -> int | None:
    """The number of patients printed right behind the name of a group."""
    hit = _SIZE_AFTER.match(after)
    return parse_count(hit["n"]) if hit else None


def _may_be_arm(text: str, mention: Mention, is_title: bool) -> bool:
    after = text[mention.end :]
    if not mention.name or is_background(text, mention, _PRIOR_REACH) or _FAILED.match(after):
        return False
    if _HAD_BEFORE.search(text, 0, mention.start):
        return False
    if is_title and is_titled_background(text, mention):
        return False
    if mention.label is Label.DRUG and is_added(text, mention):
        return False
    if not is_title and (_is_preparation(text, mention) or _is_later_phase(text, mention)):
        return False
    return is_title or not (_LATER.match(after) or _AS_LATER.match(after)) or bool(_COMPARING.search(text))


def _is_preparation(text: str, mention: Mention) -> bool:
    """Whether drugs only prepare for what the patients are given: "bridging with A", "followed by A conditioning"."""
    if _PREPARING.search(text, 0, mention.start) or _PREPARES.match(text, mention.end):
        return True
    if _AFTER.search(text, 0, mention.start) and _THEN_INFUSED.match(text, mention.end):
        return True
    return bool(_CONDITIONING.match(text, mention.end) and _FOLLOWED_BY.search(text, 0, mention.start))


def _is_later_phase(text: str, mention: Mention) -> bool:
    """Whether a treatment goes on after the one before it, and is not compared: "VMP followed by A maintenance"."""
    return bool(_THEN.search(text, 0, mention.start) and _PHASE_AFTER.match(text, mention.end))


def _candidate(text: str, mention: Mention, is_title: bool) -> Arm:
    name, after = full_name(text, mention), text[full_span(text, mention)[1] :]
    aliases = _aliases(after)
    return Arm(
        label=name,
        regimen=mention.name,
        placebo=bool(mention.value.text("placebo")),
        names=frozenset({normal(name)} | aliases),
        size=size_behind(after),
        score=_score(text, mention, is_title),
        alone=bool(mention.value.text("alone") or _ALONE.search(mention.text + after[:14])),
        titles=frozenset(aliases if _ENTITLED.match(after) else ()),
    )


def _score(text: str, mention: Mention, is_title: bool) -> int:
    """What speaks for an arm; a mere comparison counts little where nothing else does."""
    start = full_span(text, mention)[0]
    before, after = text[:start], text[mention.end :]
    assigned = _ASSIGNED.search(_ASIDES.sub("", before)[-_ASSIGNED_REACH:]) and not _NO_ASSIGNMENT.search(text)
    strong = 2 * is_title + 2 * bool(_GROUP_AFTER.match(after)) + 3 * (size_behind(after) is not None)
    strong += 2 * bool(assigned) + 2 * bool(_RESULT_NEAR.search(before[-_RESULT_REACH:]))
    weak = 2 * bool(_VERSUS_NEAR.search(before[-_VERSUS_REACH:])) + bool(_VERSUS_AFTER.match(after))
    strong += 2 * bool(weak and _aliases(after))
    return 1 + strong + (weak if strong else min(weak, 1))


def _aliases(after: str) -> set[str]:
    """The short name in the bracket behind a treatment."""
    hit = _ALIAS_AFTER.match(after)
    if not hit or regex.fullmatch(r"[nN]|\d.*", hit["alias"]):
        return set()
    return {normal(hit["alias"])} if hit["word"] or _IS_CODE.search(hit["alias"]) else set()
