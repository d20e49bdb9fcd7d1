"""What a number counts by the words beside it: an unknown thing, or an event without the word patients."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from myelomine.extractors.arms import Reference
from myelomine.extractors.linking.stretches import inside_bracket, word_set
from myelomine.extractors.measures import RESPONSE, SURVIVAL, Measure
from myelomine.extractors.quantities import Quantity, Unit
from myelomine.extractors.sentences import Sentence
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
    r"(?:\band|,|;|\bwith|\bincluding|\bplus)\s(?:also\s)?(?P<count>\d{1,3}|[a-z]{3,9}(?:-[a-z]{3,5})?)\s"
    r"(?:(?:cases?|episodes?|instances?)\sof\s)?(?:severe\s|confirmed\s)?$"
)


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
    """Counts of events behind a count of patients: "three patients had a thrombosis and one pulmonary embolism"."""
    counted = [m.start for m in sentence.of(Label.COUNT, Label.COUNT_OF_TOTAL)]
    for measure in found:
        hit = _EVENT_COUNT.search(sentence.text[: measure.start]) if measure.kind != SURVIVAL else None
        if hit is None or not parse_count(hit["count"]) or not any(c < hit.start("count") for c in counted):
            continue
        start, end = hit.span("count")
        if not any(v.start < end and start < v.end for v in sentence.of(Label.COUNT, Label.PERCENT)):
            value = Value(texts=(("count", hit["count"]),))
            yield Mention(Label.COUNT, start, end, hit["count"], "count.event", value=value)
