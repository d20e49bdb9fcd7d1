"""Counts of what happened to people ("127 patients given KPd had progressed") are no sizes of groups."""

from __future__ import annotations

import regex

from myelomine.extractors.arms import Reference
from myelomine.extractors.linking.scene import Scene
from myelomine.extractors.measures import SURVIVAL
from myelomine.extractors.sizes.counts import PEOPLE, Tally
from myelomine.extractors.sizes.sizing import BRACKETS, named, open_bracket

_VERB = (
    r"(?:random(?:ly)?|assigned|allocated|randomi[sz]ed|treated|enrolled|received|receiving|given|belonged"
    r"|included|got|took|served|acted|started|began|commenced|were|was|had been|has been|have been|had"
    r"|has|have|being|who|are)"
)
ALLOCATION = regex.compile(
    rf"(?i)\s(?:(?:(?!(?:of|in|to|on|with|and|or|had|were|was)\b)[a-z-]{{3,20}}\s(?:and\s)?){{0,2}}?{PEOPLE}\s)?"
    rf"(?:\([\d.·]+\s?%\)\s)?(?:{_VERB}\s){{0,4}}(?:(?:to|in|on|at|with|into|for|receive|the|a|an|arm|group"
    rf"|cohort|[a-z]+-dose|continuous|sequential|combined|oral|weekly|maintenance|single-agent"
    rf"|conventional|standard|as|untreated|historical"
    rf"|matched|parallel)\s){{0,6}}"
)
# the group's people are the subject of another verb: "127 patients given KPd … had progressed"
EVENT_AFTER = regex.compile(
    r"(?i)(?:\s(?:groups?|arms?|cohorts?|alone|regimens?|therapy|treatment))?(?:\s(?:had|have|has|did|died"
    r"|progressed|achieved|responded|discontinued|withdrew|experienced|developed|remained?|relapsed|required"
    r"|completed|crossed|stopped|showed|survived)\b"
    r"|\s(?:were|was)\s(?!(?:random|assigned|allocated|included|treated|enrolled|evalua|assess|analy|eligible"
    r"|in\b|given|available))|\s(?:cycles?|courses?|doses?|infusions?)\b)"
)
_EVENT = regex.compile(
    r"(?i)\b(?:deaths?|died|dead|events?|progress\w+|relapses?|discontinu\w+|withdr\w+|respon(?:ses?|ded|ders?)"
    r"|toxic\w*|sepsis|infections?|reasons?|exclud\w+|ineligible|not evaluable|occurred|developed|experienced"
    r"|delay\w*|reductions?|reduced(?!-)|stopp(?:ed|ing)|halted|ceased|abandoned|suspended|hospitali[sz]ed|"
    r"violations?|deviations?|adverse|required|missing|fail(?:ed|ures?)|achiev\w+|refused|lost|reported|observed"
    r"|causes?|never|did not|interrupt\w+|leukemias?|malignanc\w+|diseases?(?= (?:occurred|in))|rates?)\b"
)
# "thalidomide until progression or unacceptable toxicity (n = 97)": how long it was given
_UNTIL = regex.compile(
    r"(?i)\b(?:until|till|up to)\s(?:[\w-]+\s){0,4}?(?:progression|relapse|intolerance|toxicity|death|response)\b"
    r"(?:,?\s(?:or|and)\s(?:[\w-]+\s){0,3}?(?:progression|relapse|intolerance|toxicity|death|withdrawal)\b)*"
)
_ASSIGNMENT = regex.compile(
    r"(?i)\b(?:random\w*|assign\w*|allocat\w*|enroll?\w*|(?:re-?)?treated|re-?exposed|rechallenged|receiv\w+|given|belong\w*|includ\w+"
    r"|populations?|comparing|study|cohorts? of|analy[sz]ed|analys[ei]s|entered|available|intervention"
    r"|versus|vs\.?)\b"
)
_PEOPLE_HEAD = regex.compile(rf"(?i)\b(?:groups?|arms?|population|{PEOPLE}|assigned|randomi[sz]ed|treated)\s?$")
PLANNED = regex.compile(
    r"(?i)\b(?:requir\w+|would|planned?|designed|target\w*|expected|needed|goal|aim\w*|to (?:enroll?|recruit"
    r"|include|accrue))\b"
    r"(?![^.;]{0,80}\b(?:randomi[sz]ed|assigned|were enrolled)\b)[^.;,]{0,80}$"
)
# "a cohort of 212 patients was planned", "120 patients were to be enrolled"
PLANNED_BEHIND = regex.compile(
    rf"(?i)\s(?:[\w-]+\s){{0,4}}?{PEOPLE}\s(?:(?:in|per|for|with)\s[^.;,\d]{{2,50}}?\s)?"
    r"(?:(?:was|were|is|are|had been|has been|have been)\s(?:\w+\s)?"
    r"(?:planned|intended|foreseen|needed|required|anticipated|projected|targeted|envisaged|scheduled|necessary"
    r"|aimed for"
    r"|to be (?:\w+\s)?(?:enroll?ed|included|randomi[sz]ed|recruited|accrued|entered|assigned|treated|studied))"
    r"|would\s(?:be|provide|give|allow|suffice|have)|(?:will|guarantee[ds]?|suffice[ds]?|had to)\b)"
)
_NEXT_ITEM = regex.compile(
    r"(?i)(?:\s(?:groups?|arms?|cohorts?))?\s?"
    r"(?:,\s?(?:and\s)?|and\s|or\s|;\s|,?\s?(?:but|versus|vs\.?|compared with|as against)\s)(?:only\s)?(?:\d{1,5}"
    r"|[a-z]+(?:[- ][a-z]+)?)(?:\s\(\d[\d.·]*\s?%\))?(?=\s)"
)


def counts_events(scene: Scene, tally: Tally) -> bool:
    """As in "patients have died: progression (A n = 13, B n = 10)": the numbers count deaths."""
    if share_before(scene, tally):
        return True
    before = scene.text[: tally.start]
    opened = max(before.rfind("("), before.rfind("["))
    return about_events(scene, before[:opened] if opened >= 0 and open_bracket(before) else before)


def about_events(scene: Scene, before: str) -> bool:
    """Whether the words before a count speak of what happened to people, later than of how they were divided."""
    if _PEOPLE_HEAD.search(before):
        return False
    aside = [b.span() for pattern in (BRACKETS, _UNTIL) for b in pattern.finditer(before)]
    told = [m.end for m in scene.measures if m.end <= len(before) and m.kind != SURVIVAL]
    events = [e for e in (*(m.end() for m in _EVENT.finditer(before)), *told) if not any(a < e <= b for a, b in aside)]
    assigned = [m.end() for m in _ASSIGNMENT.finditer(before)]
    return max(events, default=-1) > max(assigned, default=-1)


def share_before(scene: Scene, tally: Tally) -> bool:
    """As in "44% (n = 50)": the count of a share."""
    return bool(regex.search(r"%\s?[\[(]\s?$", scene.text[max(0, tally.start - 6) : tally.start]))


def happened(scene: Scene, ref: Reference) -> bool:
    """Whether the sentence goes on to say what happened to these people, or names a second group for one count."""
    following = [r for r in named(scene) if r.start >= ref.end]
    end = ref.end
    for other in following:
        gap = str(BRACKETS.sub("", scene.text[end : other.start]))
        if regex.fullmatch(r"(?:\s(?:groups?|arms?|cohorts?))?(?:\s?(?:or|versus|vs\.?|and)|,)\s(?:the\s)?", gap):
            return True
        item = _NEXT_ITEM.match(gap)
        if item is None or not ALLOCATION.fullmatch(gap[item.end() :]):
            break
        end = other.end
    return bool(EVENT_AFTER.match(BRACKETS.sub("", scene.text[end : end + 200]).replace("  ", " ")))
