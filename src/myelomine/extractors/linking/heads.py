"""What a number counts by the words beside it: an unknown thing, or an event without the word patients."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import regex

from myelomine.extractors.arms import Reference
from myelomine.extractors.linking.stretches import inside_bracket, word_set
from myelomine.extractors.measures import RESPONSE, SURVIVAL, Measure
from myelomine.extractors.quantities import Quantity, Unit
from myelomine.extractors.sentences import Sentence
from myelomine.extractors.wording import SEEN
from myelomine.mentions import Label, Mention, Value
from myelomine.numbers import parse_count

_HEAD = regex.compile(r"\s(?P<head>\p{Lu}{2,6}|\p{Ll}{4,20})\b")
_HEAD_ENDS = regex.compile(r"\s?(?:[,;)\].]|\(\p{Lu}|and\b|$)")
# words behind a number in a bracket that qualify it without naming a thing
_NO_HEAD = word_set(
    """
    each total both only mostly mainly early late confirmed unconfirmed evaluable treated mild moderate severe
    respectively patient patients subjects participants cases case episodes episode related serious fatal significant
    nonsignificant approximately responders overall population cohort group groups arm arms months years versus
    """
)
_EVENT_COUNT = regex.compile(
    r"(?:\band|,|;|\bwith|\bincluding|\bplus|\ba further|\banother|\ban additional)\s(?:also\s)?"
    r"(?P<count>\d{1,3}|[a-z]{3,9}(?:-[a-z]{3,5})?)\s(?:an?\s)?"
    r"(?:(?:cases?|episodes?|instances?)\sof\s)?(?:severe\s|confirmed\s)?$"
)
# "…, and a further 4 had a minimal response"
_RESPONSE_COUNT = regex.compile(
    r"(?:\band|,|;|\ba further|\banother|\ban additional)\s(?P<count>\d{1,3}|[a-z]{3,9}(?:-[a-z]{3,5})?)\s"
    r"(?:patients\s)?(?:had|achieved|attained|obtained|reached|were|remained)\s(?:an?\s|in\s)?(?:confirmed\s)?$"
)
# "two toxic deaths (4%)", "There were 12 CRs (26%)": a count that opens a statement or an item of a list
_SHARED_COUNT = regex.compile(
    r"(?:^|\b(?:[Aa]nd|[Ww]ith|[Ii]ncluding|[Pp]lus|[Ww]ere|[Ww]as|[Hh]ad|[Oo]bserved|[Rr]ecorded|[Nn]oted|[Ss]aw)\s|[,;:(]\s?)"
    r"(?P<count>\d{1,3}|(?i:[a-z]{3,9}(?:-[a-z]{3,5})?))\s(?:(?:cases?|episodes?|instances?)\sof\s)?(?:severe\s|confirmed\s)?$"
)
# "Three second cancers were recorded"
_ALONE = regex.compile(
    r"(?:^|^There (?:were|was) |[.;] )(?:[Oo]nly )?(?P<count>\d{1,2}|[A-Za-z]{3,9}(?:-[a-z]{3,5})?)\s(?:severe\s)?$"
)
_HAPPENED = regex.compile(
    rf"(?:\s(?:events?|cases))?\s(?:(?:was|were|have been|has been)\s(?:\w+\s)?{SEEN}|occurred|developed)\b"
)
_SHARE_BEHIND = regex.compile(
    r"(?:\s(?:events?|cases?|episodes?))?\s?[\[(]\s?\d{1,3}(?:[.·]\d{1,2})?\s?(?:%|per ?cent)"
)
# between a count and what it counts; between that and its share
_TO_COUNTED = regex.compile(
    r"(?:\s?[\p{L}/’'–-]{1,20}){0,9}\s?(?:grades?\s[\dIV]{1,3}(?:\s?(?:[-–/]|or|and|to)\s?[\dIV]{1,3})?)?\s?"
)
_TO_ITS_SHARE = regex.compile(
    r"\s?(?:events?|episodes?|cases?|toxicity|responses?|on treatment|during treatment)?\s?[\[(]\s?"
)
_WITHIN = regex.compile(r"\s?[;,:]\s?")
_SHARE_CLOSES = regex.compile(r"\s?(?:[\])]|[,;]\s?(?:\d\d\s?%\s?)?(?:CI|confidence))")
_AMONG = regex.compile(
    r"\b(?:rates?|ORR|CR|response|incidence|frequency)\s(?:in|among|for|of)\s(?:(?:the|all|these|our)\s){0,2}$"
)
_WAS = regex.compile(r"(?:\s[\p{L}-]{2,16}){1,4}\s(?:was|were|is|reached)\s(?:only\s)?")
_FOR_A_RATE_OF = regex.compile(
    r"[^.;()\d]{1,90},?\s(?:for|giving|yielding|corresponding to|representing|with|resulting in|that is|i\.?e\.?,?)\s"
    r"(?:an?\s)?(?:(?:overall|objective|complete|total)\s){0,2}(?:\w+\s)?(?:rates?|incidence|frequency|proportion)\s(?:of\s)?"
)
_OF_WHOM = regex.compile(r"(?i)\b(?:of|among|in|for|the other|remaining)\s(?:(?:the|these|all|those|our)\s){0,2}$")


def with_shares_behind(text: str, quantities: Sequence[Quantity], found: Sequence[Measure]) -> list[Quantity]:
    """The quantities, each count with the share behind what it counts: "12 CRs (26%)", "20 had neutropenia (43%)"."""
    out: list[Quantity] = []
    for quantity in quantities:
        last = out[-1] if out else None
        if last is not None and (
            _has_its_share_in(text, last, quantity, found) or _is_told_again(text, last, quantity)
        ):
            out[-1] = replace(quantity, start=last.start, end=last.end, n=last.n, total=last.total)
        elif last is not None and _has_its_count_in(text, last, quantity, found):
            out[-1] = replace(last, n=quantity.n, total=quantity.total)
        elif last is not None and _is_whole_of(text, last, quantity):
            out[-1] = replace(quantity, total=last.n)
        else:
            out.append(quantity)
    return out


def _has_its_share_in(text: str, count: Quantity, share: Quantity, found: Sequence[Measure]) -> bool:
    """Whether what a count counts stands between it and a bracket that opens with a share."""
    if count.unit is not Unit.COUNT or share.unit is not Unit.PERCENT or share.n is not None:
        return False
    between = [m for m in found if count.end <= m.start and m.end <= share.start]
    if len(between) != 1 or between[0].kind == SURVIVAL or _OF_WHOM.search(text[: count.start]):
        return False
    measure = between[0]
    ahead = _TO_COUNTED.fullmatch(text[count.end : measure.start])
    inside = "(" in text[measure.start : measure.end]  # "12 were in stringent complete response (CR; 26%)"
    behind = (_WITHIN if inside else _TO_ITS_SHARE).fullmatch(text[measure.end : share.start])
    behind = behind or _TO_ITS_SHARE.fullmatch(text[measure.end : share.start])
    return bool(ahead and behind and _SHARE_CLOSES.match(text, share.end))


def _is_whole_of(text: str, count: Quantity, share: Quantity) -> bool:
    """Whether a count is the denominator of the share behind it: "the response rate in 40 patients was 57.5%"."""
    if count.unit is not Unit.COUNT or count.total or share.unit is not Unit.PERCENT or share.n or share.total:
        return False
    behind = _WAS.fullmatch(text[count.end : share.start])
    return bool(behind and _AMONG.search(text[: count.start]))


def _is_told_again(text: str, count: Quantity, share: Quantity) -> bool:
    """Whether a share says again what a fraction says: "26 of 46 patients responded, for a response rate of 57%"."""
    if count.unit is not Unit.COUNT or share.unit is not Unit.PERCENT or not count.total or count.n is None:
        return False
    agrees = share.value is not None and abs(100 * Decimal(count.n) / count.total - share.value) <= 1
    return agrees and _FOR_A_RATE_OF.fullmatch(text[count.end : share.start]) is not None


def _has_its_count_in(text: str, share: Quantity, count: Quantity, found: Sequence[Measure]) -> bool:
    """Whether a fraction stands in the bracket behind what a share is of: "a 57% response rate (26 of 46)"."""
    if share.unit is not Unit.PERCENT or share.n is not None or count.unit is not Unit.COUNT or not count.total:
        return False
    between = [m for m in found if share.end <= m.start and m.end <= count.start]
    if len(between) != 1 or count.n is None or share.value is None:
        return False
    agrees = abs(100 * Decimal(count.n) / count.total - share.value) <= 1
    return agrees and _TO_ITS_SHARE.fullmatch(text[between[0].end : count.start]) is not None


def counts_unknown(sentence: Sentence, quantity: Quantity, found: Sequence[Measure], refs: Sequence[Reference]) -> bool:
    """Whether a number is said of an unknown thing right behind it: "(22% renal, 7% liver)", "PR in 12% and 28% HI"."""
    hit = _HEAD.match(sentence.text, quantity.end)
    if hit is None or quantity.unit is not Unit.PERCENT or not _HEAD_ENDS.match(sentence.text, hit.end()):
        return False
    start, word = hit.start("head"), hit["head"]
    values = (v for v in sentence.values if v.label is not Label.NOT_A_RESULT)
    if any(m.start <= start < m.end for known in (refs, values, sentence.names, found) for m in known):
        return False
    if word.isupper():
        return any(m.kind == RESPONSE and m.end <= quantity.start for m in found)
    return inside_bracket(sentence.text, quantity.start) and word not in _NO_HEAD


def event_counts(sentence: Sentence, found: Sequence[Measure]) -> Iterator[Mention]:
    """Counts of events behind a count of patients or with a share: "three had a thrombosis and one sepsis"."""
    counted = [m.start for m in sentence.of(Label.COUNT, Label.COUNT_OF_TOTAL)]
    taken = sentence.of(Label.COUNT, Label.PERCENT, Label.GRADE, Label.LANDMARK)
    for measure in found:
        hit = None if measure.kind == SURVIVAL else _event_count(sentence.text, measure, counted)
        if hit is None or not parse_count(hit["count"]):
            continue
        start, end = hit.span("count")
        if not any(v.start < end and start < v.end for v in taken):
            value = Value(texts=(("count", hit["count"]),))
            yield Mention(Label.COUNT, start, end, hit["count"], "count.event", value=value)


def _event_count(text: str, measure: Measure, counted: Sequence[int]) -> regex.Match[str] | None:
    """The number before an event where another is counted before it or a share stands behind the event."""
    shared = _SHARED_COUNT.search(text[: measure.start]) if _SHARE_BEHIND.match(text, measure.end) else None
    if shared is not None:
        return shared
    if _HAPPENED.match(text, measure.end) and (alone := _ALONE.search(text[: measure.start])):
        return alone
    hit = _EVENT_COUNT.search(text[: measure.start])
    if hit is None and measure.kind == RESPONSE:
        hit = _RESPONSE_COUNT.search(text[: measure.start])
    return hit if hit and any(c < hit.start("count") for c in counted) else None
