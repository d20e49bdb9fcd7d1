"""Counts of people in a sentence: every number that may be the size of a group, and the words around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from myelomine.extractors.sentences import Sentence
from myelomine.mentions import Label, Mention
from myelomine.numbers import parse_count

PEOPLE = (
    r"(?:patients?|pts?\b\.?|subjects?|participants?|cases|individuals?|adults?|people|persons|recipients|controls)"
)
_SHARE = regex.compile(
    rf"\s?(?:{PEOPLE}\s)?(?P<opened>[\[(;,])\s?(?:n\s?=\s?)?(?P<share>\d{{1,3}}"
    rf"(?:[.·]\d{{1,2}})?)\s?(?P<sign>%|per ?cent\b)(?P<closed>\s?[\])])?"
)
# "34 [13%] of 260 patients": the share stands between the part and the whole
_PART_BEFORE = regex.compile(
    r"(?<![\d.·])(?P<part>\d{1,4})\s?(?:patients\s)?[\[(]\s?[\d.·]{1,6}\s?%\s?[\])]\s(?:out )?of (?:the |these "
    r"|all ){0,2}$"
)
_PERCENT_BEFORE = regex.compile(r"%\s?[\[(]\s?$")
# a number that names something ("phase 3", "grade 2", "≥18 years"), is a date, money or one of a pair ("NMSG 4/90")
_NAMES_SOMETHING = regex.compile(
    r"(?i:\b(?:phases?|grades?|levels?|cycles?|courses?|days?|stages?|class|tables?|figures?|version|no\."
    r"|aged?|by|factor"
    r"|January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun"
    r"|Jul|Aug|Sept?|Oct|Nov|Dec)[\s-]?"
    r"|\bt\s?\(\s?(?:\d{1,2}\s?;\s?)?|[≥≤<>~±/]\s?|\d:|\p{Lu}-|\d\s?[-–]\s?|\b(?:one|two|three) of "
    r"|hundred (?:and )?|Euros? |EUR |USD? |[$€£]\s?"
    r"|\b(?:courses?|cycles?|days?|grades?|weeks?|levels?)\s\d{1,2}(?:,\s?\d{1,2}){0,4},?\s(?:or|and|to)\s)$"
)
# "between 2014 and 2018": the last year of a period
_YEARS = regex.compile(r"(?:19|20)\d{2}\s(?:and|to|through|until|or)\s(?:[A-Z][a-z]+\s)?$")
# the same for small numbers only: "arm 2", "part 1", but "in this trial 114 patients"
_NUMBERED = regex.compile(
    r"(?i)\b(?:weeks?|months?|years?|arms?|groups?|cohorts?|parts?|study|trial|lines?|scores?)[\s-]?$"
)
_SMALL = 10
_AT_LEVEL = regex.compile(
    rf"(?i)\s(?:{PEOPLE}\s)?(?:(?:were\s)?(?:treated|enrolled)\s)?(?:at|in) (?:dose[- ])?level \d"
)
# "NMSG 4/90" is a trial
_NAMED = regex.compile(rf"(?:{_NAMES_SOMETHING.pattern}|\b\p{{Lu}}{{2,8}}\s$)")
_OTHER_THINGS = regex.compile(
    r"(?i)(?!\s(?:early|late|delayed|up-?front|immediate|deferred|single|tandem|double)\s(?:\w+\s){0,2}transplant)"
    r"(?:[-\s](?:[a-z-]{3,20}\s)?(?:cycles?|courses?|doses?|infusions?|lines?|weeks?|months?|years?|days?"
    r"|hours?|hospitals?|cent(?:er|re)s?|sites?|countr(?:y|ies)|mg|g|mL|kg|units?|studies|trials|deaths?"
    r"|events?|prior|previous|arms|groups|cohorts|responses|relapses|episodes|samples|drugs|agents|regimens"
    r"|transplant(?!\w*[- ](?:in)?eligible)\w*|stud(?:y|ies)|risk|factors?"
    r"|per(?!\s(?:arm|group|cohort)\b))\b|\s?(?:[x×:/]|st\b|nd\b|rd\b|th\b)|[.·]\d)"
)
_SMALL_NUMBER = regex.compile(r"\d{1,4}")
# a median, not a count: "3 (range, 1-7) in cohort B"
_SPREAD_BEHIND = regex.compile(r"(?i)\s?[\[(]\s?(?:range|IQR|inter-?quartile|min)")
_RANGE_BEHIND = regex.compile(r"\s?[-–]\s?\d")


@dataclass(frozen=True, slots=True)
class Tally:
    """A number that may count people: where it stands, and where the words after it and after its share begin."""

    start: int
    end: int
    after: int
    value: int
    pattern: str
    people: bool = False
    equals: bool = False
    share: str = ""
    part: int | None = None

    @property
    def plain(self) -> bool:
        """Whether it is a mere number of people, neither "n = 97" nor the whole of "97 of 368"."""
        return not self.equals and self.part is None


def tallies(sentence: Sentence) -> list[Tally]:
    """The counts of a sentence in reading order; of "97 of 368 patients" only the whole, with its part.

    A number that names a phase, a grade, an age or a date counts nobody.
    """
    found = [
        t
        for m in sentence.of(Label.COUNT, Label.N_EQUALS, Label.COUNT_OF_TOTAL, Label.NUMBER)
        for t in _tally(sentence.text, m)
    ]
    return sorted(found, key=lambda t: t.start)


def _tally(text: str, mention: Mention) -> Iterator[Tally]:
    if mention.label is Label.COUNT_OF_TOTAL:
        yield from _whole(text, mention)
        return
    printed = mention.value.text("count") or mention.value.text("value")
    value = parse_count(printed.replace(".", "") if mention.pattern == "count.point_thousands" else printed)
    equals = mention.label is Label.N_EQUALS
    if value is None or not (equals or _counts_people(text, mention, value)):
        return
    if not equals and (part := _PART_BEFORE.search(text[max(0, mention.start - 40) : mention.start])):
        yield Tally(mention.start, mention.end, mention.end, value, mention.pattern, part=parse_count(part["part"]))
        return
    share = None if equals and _PERCENT_BEFORE.search(text[: mention.start]) else _SHARE.match(text, mention.end)
    after = mention.end
    if share:
        after = share.end() if (share["closed"] is not None) == (share["opened"] in "([") else share.end("sign")
    people = mention.label is Label.COUNT
    yield Tally(
        mention.start, mention.end, after, value, mention.pattern, people, equals, share["share"] if share else ""
    )


def _whole(text: str, mention: Mention) -> Iterator[Tally]:
    """The whole of "97 of 368": it ends where the mention ends."""
    printed, part = mention.value.text("total"), parse_count(mention.value.text("count"))
    value = parse_count(printed)
    if value is not None and part is not None and not _NAMED.search(text[: mention.start][-24:]):
        yield Tally(mention.start, mention.end, mention.end, value, mention.pattern, part=part)


def _counts_people(text: str, mention: Mention, value: int) -> bool:
    if mention.label is Label.NUMBER and not _SMALL_NUMBER.fullmatch(mention.value.text("value")):
        return False
    before, after = text[: mention.start], text[mention.end :]
    if _AT_LEVEL.match(after):  # "3 at dose level 1 and 4 at dose level 2"
        return True
    if mention.label is not Label.COUNT and _OTHER_THINGS.match(after):
        return False
    return not (
        _NAMES_SOMETHING.search(before[-24:])
        or (mention.label is Label.NUMBER and _YEARS.search(before[-24:]))
        or (_NUMBERED.search(before[-12:]) and value < _SMALL)
        or _RANGE_BEHIND.match(after)
        or _SPREAD_BEHIND.match(after)
    )


def add_up(found: Sequence[Tally], totals: Sequence[int]) -> bool:
    """Whether counts divide a whole between them: their shares come to 100%, or they come to a total of the sentence.

    >>> a, b = (Tally(0, 2, 2, n, "", share=s) for n, s in ((81, "58"), (59, "42")))
    >>> add_up([a, b], []), add_up([a], [140]), add_up([a, b], [140])
    (True, False, True)
    """
    if len(found) < 2:
        return False
    shares = [float(t.share.replace("·", ".")) for t in found if t.share]
    whole = len(shares) == len(found) and 98.9 <= sum(shares) <= 101.1
    return whole or sum(t.value for t in found) in totals
