"""One fact, one record: the drafts that state the same thing become one, with all their places as evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import regex

from myelomine.drafts import Draft, Evidence

# what one place may say and another leave out
_DETAILS = (
    *("n", "total", "ci_low", "ci_high", "ci_level", "p_value", "comparator"),
    *("days", "cycle_days", "frequency", "route", "cycles"),
)
_Kind = tuple[str, str, str, str, Decimal | None, str]
_OPEN = ("group", "regimen", "study")


def merge(drafts: Iterable[Draft]) -> list[Draft]:
    """The drafts with those of one fact united, in the order of the first statement of each."""
    kept: list[Draft] = []
    alike: dict[_Kind, list[int]] = defaultdict(list)
    for draft in drafts:
        places = alike[_kind(draft)]
        fits = [i for i in places if _same(kept[i], draft)]
        if fits:
            best = next((i for i in fits if kept[i].group.lower() == draft.group.lower()), fits[0])
            kept[best] = _united(kept[best], draft)
        else:
            places.append(len(kept))
            kept.append(draft)
    return kept


def _kind(draft: Draft) -> _Kind:
    """What no other statement of the same fact says differently, and uniting leaves as it is."""
    return draft.kind, draft.name, draft.statistic, draft.grade, draft.time_months, draft.origin


def _key(draft: Draft) -> tuple[object, ...]:
    what = (draft.kind, draft.name, draft.statistic, draft.grade, draft.time_months, draft.origin)
    return (*what, draft.value, draft.value_high, draft.unit, draft.qualifier)


def _same(a: Draft, b: Draft) -> bool:
    """Whether two drafts state one fact: the same measurement of the same group, no detail contradicting."""
    if _key(a) != _key(b) and not _counted_alike(a, b):
        return False
    if not (_same_study(a, b) or _unplaced(a, b)):
        return False
    return all(not getattr(a, f) or not getattr(b, f) or getattr(a, f) == getattr(b, f) for f in _DETAILS)


def _counted_alike(a: Draft, b: Draft) -> bool:
    """Whether one prints as a count what the other prints as a count and its percentage, both of one named group."""
    shared = a.kind == b.kind and a.group.lower() == b.group.lower() != "" and a.regimen == b.regimen
    counted = a.n is not None and a.n == b.n and (a.value is None) != (b.value is None)
    return shared and counted and _key(replace(a, value=None)) == _key(replace(b, value=None))


def _same_study(a: Draft, b: Draft) -> bool:
    return a.study == b.study and (_same_group(a, b) or _told_shorter(a, b))


def _told_shorter(a: Draft, b: Draft) -> bool:
    """A review's text often names only the new drugs of a regimen that its table gives in full."""
    first, second = set(a.regimen.split("+")), set(b.regimen.split("+"))
    return bool(a.regimen and b.regimen) and not (a.group and b.group) and (first <= second or second <= first)


def _unplaced(a: Draft, b: Draft) -> bool:
    """A value without study, group and regimen is the same value that another place ties to all three."""
    return a.kind != "regimen" and any(not (d.study or d.group or d.regimen) for d in (a, b))


def _same_group(a: Draft, b: Draft) -> bool:
    """Whether two drafts of one study are of one group: named alike, or one regimen that only one of them names."""
    if a.regimen != b.regimen:
        return False
    told_apart = bool(a.group and b.group) and not _in_text_and_table(a, b)
    return a.group.lower() == b.group.lower() or (bool(a.regimen) and not told_apart)


def _in_text_and_table(a: Draft, b: Draft) -> bool:
    """A group may be "Len-dex" in a table and "lenalidomide-dexamethasone" in the text; one place keeps to one name.

    Groups with different numbers are two where the value is none that tells: no patient, or a mere count.
    """
    numbers = [set(regex.findall(r"\d+(?:\.\d+)?", d.group)) for d in (a, b)]
    if not a.value and all(numbers) and numbers[0] != numbers[1]:
        return False
    return len({d.evidence[0].source.startswith("table") for d in (a, b)}) == 2


def _detail(draft: Draft) -> int:
    return sum(bool(getattr(draft, f)) for f in (*_DETAILS, *_OPEN))


def _united(first: Draft, second: Draft) -> Draft:
    """The more detailed draft, with what only the other knows, and the evidence of both, the most detailed first."""
    best, rest = (second, first) if _detail(second) > _detail(first) else (first, second)
    known = {name: getattr(best, name) or getattr(rest, name) for name in (*_DETAILS, *_OPEN)}
    known["regimen"] = max(best.regimen, rest.regimen, key=lambda key: len(key.split("+")))
    return replace(
        best,
        **known,
        value=rest.value if best.value is None and best.n is not None else best.value,
        evidence=_evidence(best.evidence, rest.evidence),
        flags=tuple(dict.fromkeys((*best.flags, *rest.flags))),
        confidence=max(best.confidence, rest.confidence),
    )


def _evidence(*parts: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(e for part in parts for e in part))
