"""Canonical names of what people write: for the names that a reviewer types and those of expected records."""

from __future__ import annotations

from myelomine.matching import get_matcher
from myelomine.mentions import Label
from myelomine.patterns import COMPONENT_ROLES, PatternSet


def canonical_name(label: Label, printed: str, patterns: PatternSet) -> str:
    """The canonical name of a printed one; an empty text where the pattern files do not know it."""
    found = get_matcher(patterns).usual_name(printed.strip())
    return found[1] if found is not None and found[0] is label else ""


def regimen_of(printed: str, patterns: PatternSet) -> str:
    """The regimen key of what is printed: a code, a combination spelled out, or one drug; empty where it is none."""
    text = printed.strip()
    whole = [m for m in get_matcher(patterns).find_names(text) if m.text == text]
    for mention in whole:
        is_drug = mention.label is Label.DRUG and mention.value.text("role") in COMPONENT_ROLES
        if is_drug or mention.label is Label.REGIMEN:
            return mention.name
    return ""


def key_components(key: str) -> tuple[str, ...]:
    """The drugs of a regimen key."""
    return tuple(filter(None, key.split("+")))
