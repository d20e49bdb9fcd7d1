"""What a known spelling stands for in its paper: the one name, a code with its candidates, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from myelomine.claims import Claim, Hit, Need, component_ids, entries_of
from myelomine.lexicon import Lexicon
from myelomine.mentions import Label, Mention, Value
from myelomine.patterns import Entry
from myelomine.spelling import DASHES

_DOSE_FOLLOWS = regex.compile(r"[\s:,(]{0,3}\d{1,4}(?:[.,·]\d{1,2})?\s?(?:mg|g|µg|μg|mcg)\b")
# the letter of "40 mg/d (20 mg/d …)", "4 d"
_OF_UNIT = regex.compile(r"(?:/|\d[\s-]?)$")
_JOINT = regex.compile(rf"[{DASHES}/+]")
_INITIALS_BEFORE = regex.compile(r"\p{Lu}\p{Ll}{1,20}\s$")
_INITIALS_AFTER = regex.compile(r"\s?(?:[,.;]|$)")
_ROADS = frozenset({"Rd", "RD"})
_ADDRESS_BEFORE = regex.compile(r"\b\d{1,5}[A-Z]?,?\s(?:\p{Lu}[\p{L}.]{1,20}\s){1,3}$")
_LONGEST_ADDRESS = 60
_LONGEST_INITIALS = 2
_LONGEST_SURNAME = 22
_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Known:
    """What counts as known while a text is read: the paper's lexicon and the names that the text itself prints."""

    lexicon: Lexicon
    nearby: frozenset[str]

    def near(self, entry_id: str) -> bool:
        """Whether this text names an entry."""
        return entry_id in self.nearby

    def anywhere(self, entry_id: str) -> bool:
        """Whether the paper or this text names an entry."""
        return entry_id in self.nearby or entry_id in self.lexicon.named


def read_hit(text: str, hit: Hit, known: Known) -> Mention | None:
    """The one name that a hit stands for in its paper; None where the paper gives no reason to think of any."""
    surface = text[hit.start : hit.end]
    if surface in known.lexicon.foreign or _are_initials(text, hit) or _is_road(text, hit):
        return None
    exact = tuple(c for c in hit.meaning.claims if c.written == surface and not c.altered) or hit.meaning.claims
    if any(claim.entry is None for claim in exact):
        return Mention(Label.NOT_A_RESULT, hit.start, hit.end, surface, f"nonentity.{surface}")
    codes = [c for c in exact if c.entry is not None and c.entry.label is Label.REGIMEN]
    names = [c for c in exact if c not in codes]
    certain = entries_of(c for c in names if c.need is Need.NOTHING)
    if certain:
        return _name(text, hit, certain[0])
    likely = entries_of(c for c in names if _is_supported(text, hit, c, known))
    if likely and not any(c.need is Need.NOTHING for c in codes):
        return _name(text, hit, likely[0]) if len(likely) == 1 else None
    return _regimen(text, hit, codes, known)


def _is_supported(text: str, hit: Hit, claim: Claim, known: Known) -> bool:
    """Whether a claim on a name that needs something has it."""
    if claim.entry is None or claim.need is Need.DEFINITION:
        return False
    if claim.need is Need.JOINT:
        before = text[max(hit.start - 1, 0) : hit.start]
        return _JOINT.match(text, hit.end) is not None or _JOINT.match(before) is not None
    if not known.anywhere(claim.entry.id):
        return False
    if hit.end - hit.start > 1:
        return True
    return _DOSE_FOLLOWS.match(text, hit.end) is not None and not _OF_UNIT.search(text, hit.start - 2, hit.start)


def _are_initials(text: str, hit: Hit) -> bool:
    """Whether two capitals are the initials of an author: "Gale RP,"."""
    surface = text[hit.start : hit.end]
    if len(surface) > _LONGEST_INITIALS or not surface.isupper() or not _INITIALS_AFTER.match(text, hit.end):
        return False
    return _INITIALS_BEFORE.search(text, max(0, hit.start - _LONGEST_SURNAME), hit.start) is not None


def _is_road(text: str, hit: Hit) -> bool:
    """Whether a code belongs to an address: "12 Mill Rd"."""
    before = max(0, hit.start - _LONGEST_ADDRESS)
    return text[hit.start : hit.end] in _ROADS and _ADDRESS_BEFORE.search(text, before, hit.start) is not None


def _name(text: str, hit: Hit, entry: Entry) -> Mention:
    texts = (("role", entry.role),) if entry.label is Label.DRUG else ()
    surface = text[hit.start : hit.end]
    return Mention(entry.label, hit.start, hit.end, surface, entry.id, entry.canonical, Value(texts=texts))


def _regimen(text: str, hit: Hit, claims: Sequence[Claim], known: Known) -> Mention | None:
    """A regimen code: the drugs named nearby decide, then those of the paper, then the code's usual meaning."""
    usual = entries_of(c for c in claims if c.need is Need.NOTHING)
    possible = entries_of(c for c in claims if c.need is not Need.DEFINITION)
    for named in (known.near, known.anywhere):
        supported = [e for e in possible if all(map(named, component_ids(e)))]
        if supported:
            return _code(text, hit, [e for e in supported if e in usual] or supported)
    if usual or len(possible) < _SEVERAL:
        return _code(text, hit, usual)
    return _code(text, hit, _likeliest(possible, known))


def _likeliest(entries: Sequence[Entry], known: Known) -> Sequence[Entry]:
    """The regimens of which the paper names the most drugs; all where it names none that tells them apart."""
    common = frozenset.intersection(*(component_ids(e) for e in entries))
    named = {e.id: sum(map(known.anywhere, component_ids(e) - common)) for e in entries}
    return [e for e in entries if named[e.id] == max(named.values())]


def _code(text: str, hit: Hit, entries: Sequence[Entry]) -> Mention | None:
    """A mention of the one regimen, or without a name and with all candidates where the paper does not decide."""
    if not entries:
        return None
    surface, texts = text[hit.start : hit.end], [("joined", "code")]
    if len(entries) > 1:
        texts.append(("candidates", "|".join(sorted(e.name for e in entries))))
        return Mention(Label.REGIMEN, hit.start, hit.end, surface, "regimen.undecided", "", Value(texts=tuple(texts)))
    (entry,) = entries
    if entry.role:
        texts.append(("role", entry.role))
    return Mention(Label.REGIMEN, hit.start, hit.end, surface, entry.id, entry.name, Value(texts=tuple(texts)))
