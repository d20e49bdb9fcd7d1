"""Regimens that a text spells out: drugs and regimen codes joined by "plus", "with", "/", "-", "and", commas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

import regex

from myelomine.mentions import Label, Mention, Value
from myelomine.patterns import COMPONENT_ROLES, regimen_key
from myelomine.spelling import DASHES

PLACEBO = "placebo"
LIST = "list"
_ASIDE = r"\s?[(\[][^()\[\]]{0,60}(?:[(\[][^()\[\]]{0,20}[)\]][^()\[\]]{0,30})?[)\]]"
# What may stand between a drug and the link to the next: "25 mg on days 1, 4, 8 and 11".
_DOSE = (
    r"[\s(,]{0,3}(?:at\s)?(?:\d[\d.·]{0,4}(?:\s?mg)?(?:,|,?\sor|\sto)\s){0,3}\d[\d.,·/–-]{0,8}\s?(?:mg|g|µg|μg|mcg|MU|IU)\b"
    r"(?:(?!\b(?:or|vs|versus|then|followed|compared|alone|maintenance)\b)(?:[^.;:]|\.(?=\d))){0,80}?"
)
_HOW = (
    r"(?:(?:(?:very[- ])?(?:low|high|reduced|standard|fixed|full|intermediate|attenuated|lower|higher)[- ]dose[sd]?"
    r"|(?:once|twice|thrice)[- ](?:weekly|daily|a week)|(?:once|twice)[- ]per[- ]week|bi[- ]?weekly|weekly|daily"
    r"|pulsed?|monthly|intermittent|continuous|concurrent|oral|orally|intravenous|i\.?v\.?|subcutaneous|s\.?c\.?"
    r"|parenteral|generic|standard|conventional|the|a|an|either|both|only|additional|added)\s){0,4}"
)
# How a drug was given, behind the bracket with its dose: "(2 mg) intravenously on day 1".
_WHEN = (
    r"(?:\s(?:intravenously|orally|subcutaneously|i\.?v\.?|p\.?o\.?|s\.?c\.?|by mouth|on|days?|of|each|every|cycles?"
    r"|daily|weekly|once|twice|per|weeks?|to|for|an?|as|by|over|intravenous|continuous|bolus|infusion|injection|push"
    r"|given|administered|min(?:utes)?|hours?|h|d|and(?=\s\d)|\d[\d,–-]{0,12}),?){0,16}"
)
_GIVEN = r"(?:\s(?:therapy|treatment|maintenance|induction|infusions?|given|administered))?"
_DASH = rf"[{DASHES}]"


class Link(StrEnum):
    """What stands between two names."""

    PLUS = "plus"
    WITH = "with"
    HYPHEN = "hyphen"
    SLASH = "slash"
    AND = "and"
    COMMA = "comma"
    OR = "or"
    ARROW = "arrow"
    ALTERNATING = "alternating"
    NONE = "none"


_TIGHT = frozenset({Link.PLUS, Link.HYPHEN, Link.SLASH})
_AUX = r"(?:(?:was|were|is|are|has been|have been|being|to be)\s(?:then\s|also\s)?)"
_LOOSE = frozenset({Link.AND, Link.COMMA})
_ALTERNATED = frozenset({Link.AND, Link.SLASH})
_PRINTS = (
    (Link.ARROW, rf"\s?(?:→|⇒|➔|➝|⟶|->|=>|{_DASH}>)\s?"),
    (Link.SLASH, rf"\s?/\s?{_HOW}"),
    (Link.HYPHEN, _DASH),
    (
        Link.PLUS,
        rf"{_GIVEN},?\s?{_AUX}?(?:\+\s?|(?:plus|(?:used\s|given\s|administered\s|tested\s)?combined\s(?:with|to)|in\s(?:combination|association|addition)\s(?:with|to)"
        r"|in\scombination|added\sto|(?:together|along|concurrently)\swith|and\sin\scombination\swith"
        rf"|(?:added\s)?(?:on\stop\sof|(?:on|to|with)\s(?:an?|the)\s(?:\w+\s)?(?:backbone|background)\sof|as\san?\sadd-?on\sto)"
        rf"|(?:given|administered|used)\s(?:together|along|concurrently|simultaneously)\swith)\s){_HOW}",
    ),
    (
        Link.ALTERNATING,
        r"(?:,\s|\s|\)\s)(?:(?:that\s|which\s)?alternat(?:ing|ed|es?)|in\salternation|alternately)\s(?:with|and)\s(?:(?:courses|cycles)\sof\s)?",
    ),
    (Link.WITH, rf"{_GIVEN},?\s(?:(?:was|were)\s(?:given|administered|used)\s)?with\s{_HOW}"),
    (Link.AND, rf",?\s(?:and|&|und|et)\s{_HOW}|\s?&\s?"),
    (Link.OR, rf",?\s(?:and/or|or|versus|vs\.?|v)\s{_HOW}"),
    (Link.COMMA, rf",?\s{_HOW}"),
)
# lists whose members are long: "bortezomib; cyclophosphamide; and dexamethasone"
_SEMICOLON = regex.compile(rf"(?:{_ASIDE}{_WHEN}|{_DOSE})?;\s(?P<last>and\s)?{_HOW}")
_ALTERNATING = regex.compile(
    r"(?i)\balternating\s(?:(?:(?:combination|cytotoxic)\s)?(?:cycles|courses|(?:poly)?chemotherapy|therapy|treatment"
    r"|regimens?)\s(?:(?:of|with|using)\s)?|between\s)?$"
)
# what only a part of the patients were given in addition
_FOR_SOME = regex.compile(
    r"(?i)(?:\s?[(\[][^()\[\]]{0,60}[)\]])?(?:\s\d[^;,.]{0,30})?\s(?:(?:was|were|being|is|could be|may be|might be)\s)?"
    r"(?:then\s|later\s|subsequently\s)?(?:added|permitted|allowed|optional)\s(?:(?:only\s)?(?:in|if|for|when|after|at)\b)"
)
# "bortezomib (n = 41), ixazomib (n = 39)" lists groups, each with its size, and joins no drugs
_LISTED = frozenset({Link.AND, Link.COMMA, Link.OR})
_NO_SIZE = r"(?!\s?[(\[](?:[^()\[\]]{0,15}[;,:]\s)?n\s?=\s?\d)"
_DOSED = frozenset({Link.PLUS, Link.WITH, Link.AND})
_LINKS = (
    *(
        (link, regex.compile(rf"(?i)(?:{_NO_SIZE if link in _LISTED else ''}{_ASIDE}{_WHEN})?(?:{print_})"))
        for link, print_ in _PRINTS
    ),
    *((link, regex.compile(rf"{_DOSE}(?i:{print_})")) for link, print_ in _PRINTS if link in _DOSED),
    (Link.COMMA, regex.compile(rf"{_DOSE},\s{_HOW}")),
)
_LONGEST_LINK = 180
_TO = regex.compile(rf"\s?to\s(?:{_HOW})")
_ADDING = regex.compile(r"(?i:\b(?:addition of|adding|added|add|adds)\s)(?:the\s)?$")
_ALONE_BEFORE = regex.compile(
    r"(?i:\b(?:single[- ]agent|monotherapy (?:with|using))\s(?:(?:oral|intravenous|low-dose|high-dose)\s)?)$"
)
_ALONE_AFTER = regex.compile(
    r"(?:\s?[(\[][^()\[\]]{1,20}[)\]])?"
    r"(?i:\s(?:alone|monotherapy|mono|single[- ]agent|as (?:a )?(?:single[- ]agent|monotherapy)|only)\b)"
)
# "in the venetoclax and placebo groups" names two
_TWO_GROUPS = regex.compile(r"[-\s](?:treatment\s)?(?:groups|arms|cohorts)\b")
_OPENS = regex.compile(r"\s?[(\[]\s?")
_CLOSES = regex.compile(r"(?:[^()\[\]]|[(\[][^()\[\]]{0,20}[)\]]){0,60}+[)\]]")
_NOT_GIVEN = regex.compile(rf"{_DASH}\s?(?i:refractory|exposed|na[iï]ve|resistant|experienced|pretreated|intolerant)\b")


@dataclass(frozen=True, slots=True)
class _Item:
    """A name in a chain: the drugs it stands for, and where it ends with its appositions."""

    mention: Mention
    end: int

    @property
    def parts(self) -> tuple[str, ...]:
        """The component drugs; none for placebo."""
        if self.mention.label is Label.REGIMEN:
            return tuple(self.mention.name.split("+")) if self.mention.name else ()
        return () if self.is_placebo else (self.mention.name,)

    @property
    def is_code(self) -> bool:
        """Whether this is the code of a whole regimen: "VMP and MPT" are two."""
        return self.mention.label is Label.REGIMEN

    @property
    def is_placebo(self) -> bool:
        """Whether this is the placebo of a combination."""
        return self.mention.name == PLACEBO


@dataclass(frozen=True, slots=True)
class _Chain:
    """Names with what links each to the next."""

    items: tuple[_Item, ...]
    links: tuple[Link, ...]

    def between(self, start: int, end: int) -> _Chain:
        """The chain of the items from `start` to `end` (exclusive)."""
        return _Chain(self.items[start:end], self.links[start : end - 1])

    @property
    def parts(self) -> tuple[str, ...]:
        """All component drugs, in order."""
        return tuple(part for item in self.items for part in item.parts)


def combine(text: str, names: Iterable[Mention]) -> list[Mention]:
    """The regimens that the names of a text make together, each covering all of its names."""
    items = _items(text, sorted(names, key=lambda m: m.start))
    links = _with_semicolons(text, items, [_link(text, a, b) for a, b in pairwise(items)])
    chains = _chains(items, links)
    found = _with_long_forms(text, [mention for chain in chains for mention in _regimens(text, chain)])
    or_ends = {items[at].end for at, link in enumerate(links) if link is Link.OR}
    alternatives = [(a, b) for a, b in pairwise(chains) if a.items[-1].end in or_ends]
    return [*found, *(m for a, b in alternatives if (m := _sharing(text, a, b)) is not None)]


def _sharing(text: str, first: _Chain, second: _Chain) -> Mention | None:
    """The left of "venetoclax or placebo plus dexamethasone", which shares the partners that are named on the right."""
    (left, *more), right = first.items, second.items[0]
    if more or left.is_placebo is right.is_placebo or left.is_code or len(second.items) == 1:
        return None
    partners = [part for item in second.items[1:] for part in item.parts]
    texts = (("joined", "shared"), *(((PLACEBO, "yes"),) if left.is_placebo else ()))
    key, span = regimen_key([*left.parts, *partners]), (left.mention.start, left.end)
    return Mention(Label.REGIMEN, *span, text[slice(*span)], "combination.shared", key, Value(texts=texts))


def _items(text: str, names: Sequence[Mention]) -> list[_Item]:
    """The drugs and regimens, with what a bracket repeats ("lenalidomide (Len)") counted to the name before it."""
    items: list[_Item] = []
    for mention in names:
        if not _can_join(mention):
            continue
        if items and _repeats(text, items[-1], mention):
            closing = _CLOSES.match(text, mention.end)
            items[-1] = _Item(items[-1].mention, closing.end() if closing else mention.end)
        else:
            items.append(_Item(mention, mention.end))
    return items


def _can_join(mention: Mention) -> bool:
    if mention.label is Label.REGIMEN:
        return True
    return mention.label is Label.DRUG and (mention.value.text("role") in COMPONENT_ROLES or mention.name == PLACEBO)


def _repeats(text: str, item: _Item, mention: Mention) -> bool:
    between = text[item.end : mention.start]
    return (
        mention.label is Label.DRUG
        and mention.name == item.mention.name
        and _OPENS.fullmatch(between) is not None
        and _CLOSES.match(text, mention.end) is not None
    )


def _link(text: str, left: _Item, right: _Item) -> Link:
    start, end = left.end, right.mention.start
    if end - start > _LONGEST_LINK or start > end:
        return Link.NONE
    if _TO.fullmatch(text, start, end) and _ADDING.search(text, max(0, left.mention.start - 20), left.mention.start):
        return Link.PLUS
    link = _link_of(text[start:end])
    if link in _ALTERNATED and _ALTERNATING.search(text, max(0, left.mention.start - 60), left.mention.start):
        return Link.ALTERNATING
    if (link is Link.AND and _TWO_GROUPS.match(text, right.end)) or _FOR_SOME.match(text, right.end):
        return Link.NONE
    return Link.NONE if link in _LOOSE and (left.is_code or right.is_code) else link


@lru_cache(maxsize=4096)
def _link_of(between: str) -> Link:
    """What the text between two names says; papers say it in few ways."""
    return next((link for link, expression in _LINKS if expression.fullmatch(between)), Link.NONE)


def _with_semicolons(text: str, items: Sequence[_Item], links: Sequence[Link]) -> list[Link]:
    """The links with those of a list of drugs that semicolons divide and "; and" ends."""
    out = list(links)
    gaps = [_SEMICOLON.fullmatch(text, a.end, b.mention.start) for a, b in pairwise(items)]
    for at, gap in enumerate(gaps):
        if gap is None or not gap["last"]:
            continue
        first = at
        while first > 0 and gaps[first - 1] is not None:
            first -= 1
        if first < at and not any(item.is_code for item in items[first : at + 2]):
            out[first : at + 1] = [*[Link.COMMA] * (at - first), Link.AND]
    return out


def _with_long_forms(text: str, found: Sequence[Mention]) -> list[Mention]:
    """Alternating regimens with the long form of the first: "vincristine … and prednisone (VMCP) alternating with"."""
    out: list[Mention] = []
    for mention in found:
        before = out[-1] if out and mention.value.text("joined") == Link.ALTERNATING else None
        if before is not None and _OPENS.fullmatch(text, before.end, mention.start):
            out[-1] = _mention(text, before.start, mention.end, mention.name, mention.value.texts)
        else:
            out.append(mention)
    return out


def _chains(items: Sequence[_Item], links: Sequence[Link]) -> list[_Chain]:
    """The names that are linked; two with a comma between, and lists that an "or" begins, are no combinations."""
    chains: list[_Chain] = []
    start = 0
    for end in (*_ends(links), len(items)):
        chain = _Chain(tuple(items[start:end]), tuple(links[start : end - 1]))
        after_or = start > 0 and links[start - 1] is Link.OR
        if set(chain.links) == {Link.COMMA} and (after_or or len(chain.links) == 1):
            chains.extend(_Chain((item,), ()) for item in chain.items)
        elif chain.items:
            chains.append(chain)
        start = end
    return chains


def _ends(links: Sequence[Link]) -> list[int]:
    """Where chains end: at no link, an "or", a comma behind an "and", and the commas of a list that an "or" ends."""
    ends: list[int] = []
    following = Link.NONE
    for at in range(len(links) - 1, -1, -1):
        if links[at] is Link.COMMA:
            if following is Link.OR or (at > 0 and links[at - 1] is Link.AND):
                ends.append(at + 1)
            continue
        following = links[at]
        if following in (Link.NONE, Link.OR) or _is_between_compounds(links, at):
            ends.append(at + 1)
    return ends[::-1]


def _is_between_compounds(links: Sequence[Link], at: int) -> bool:
    """Whether an "and" stands behind a compact name and before another list: "A/B/C and D, E …"."""
    left, right = (links[i] if 0 <= i < len(links) else Link.NONE for i in (at - 1, at + 1))
    return links[at] is Link.AND and left is Link.SLASH and right in (Link.SLASH, Link.COMMA)


def _regimens(text: str, chain: _Chain) -> list[Mention]:
    if Link.ARROW in chain.links:
        return _sequence(text, chain)
    if Link.ALTERNATING in chain.links:
        key, span = regimen_key(chain.parts), (chain.items[0].mention.start, chain.items[-1].end)
        return [_mention(text, *span, key, (("joined", Link.ALTERNATING.value),))]
    return [mention for piece in _without_repeats(chain) if (mention := _regimen(text, piece)) is not None]


def _sequence(text: str, chain: _Chain) -> list[Mention]:
    """A sequence of drugs or regimens ("Len→Thal"): its name is that of the last."""
    steps = [list(group) for group in _split_at(chain, Link.ARROW)]
    keys = [regimen_key(part for item in step for part in item.parts) for step in steps]
    texts = (("joined", Link.ARROW.value), ("sequence", ">".join(keys)))
    return [_mention(text, chain.items[0].mention.start, chain.items[-1].end, keys[-1], texts)]


def _split_at(chain: _Chain, link: Link) -> list[list[_Item]]:
    groups = [[chain.items[0]]]
    for item, before in zip(chain.items[1:], chain.links, strict=True):
        if before is link:
            groups.append([item])
        else:
            groups[-1].append(item)
    return groups


def _without_repeats(chain: _Chain) -> list[_Chain]:
    """The chain, cut at its weakest link before a drug that it holds already ("RD and VD" are two regimens)."""
    if (
        set(chain.links) & {Link.SLASH, Link.HYPHEN}
        and set(chain.links) & _LOOSE
        and len(set(chain.parts)) < len(chain.parts)
    ):
        return _compounds(chain)
    pieces: list[_Chain] = []
    start, at, seen = 0, 0, set[str]()
    while at < len(chain.items):
        parts = set(chain.items[at].parts)
        if seen & parts:
            cut = start + _cut_before(chain.between(start, at + 1), at - start)
            pieces.append(chain.between(start, cut))
            start, at, seen = cut, cut, set()
        else:
            seen |= parts
            at += 1
    return [*pieces, chain.between(start, len(chain.items))]


def _compounds(chain: _Chain) -> list[_Chain]:
    """The members of a list of compact names that share a drug: "melphalan/bortezomib, melphalan and interferon"."""
    edges = [0, *(i + 1 for i, link in enumerate(chain.links) if link in _LOOSE), len(chain.items)]
    return [chain.between(start, end) for start, end in pairwise(edges)]


def _cut_before(chain: _Chain, at: int) -> int:
    """Where the regimen of the repeated drug begins: at the placebo before it, or behind the last loose link."""
    placebo = next((i for i in range(at - 1, 0, -1) if chain.items[i].is_placebo), 0)
    if placebo:
        return placebo
    cut = at
    while cut > 1 and chain.links[cut - 1] in _TIGHT:
        cut -= 1
    return cut


def _regimen(text: str, chain: _Chain) -> Mention | None:
    """The regimen that a chain of names makes; None for a drug or a code that stands by itself."""
    if len(chain.items) == 1:
        return _alone(text, chain.items[0])
    keys = _keys(chain)
    if keys == [""]:
        return None
    if _NOT_GIVEN.match(text, chain.items[-1].end):
        return None
    start, end, alone = _with_alone(text, chain.items[0].mention.start, chain.items[-1].end)
    texts = [("joined", _joined(chain)), *alone]
    if any(item.is_placebo for item in chain.items):
        texts.append((PLACEBO, "yes"))
    if len(keys) > 1:
        texts.append(("candidates", "|".join(keys)))
    return _mention(text, start, end, keys[0] if len(keys) == 1 else "", tuple(texts))


def _keys(chain: _Chain) -> list[str]:
    """The keys that a chain may stand for: more than one where a code in it is undecided."""
    keys = {""}
    for item in chain.items:
        choices = item.mention.value.text("candidates").split("|") if not item.parts else ["+".join(item.parts)]
        keys = {regimen_key(filter(None, (*key.split("+"), *choice.split("+")))) for key in keys for choice in choices}
    return sorted(keys)


def _alone(text: str, item: _Item) -> Mention | None:
    """One drug or code with a word that says that it was given alone."""
    start, end, alone = _with_alone(text, item.mention.start, item.end)
    if not alone or item.is_placebo:
        return None
    joined = item.mention.value.texts if item.mention.label is Label.REGIMEN else (("joined", "alone"),)
    return _mention(text, start, end, item.mention.name, (*joined, *alone))


def _with_alone(text: str, start: int, end: int) -> tuple[int, int, tuple[tuple[str, str], ...]]:
    """The span widened by a "single-agent" before it or an "alone" behind it, and what that says."""
    before = _ALONE_BEFORE.search(text, max(0, start - 40), start)
    after = _ALONE_AFTER.match(text, end)
    alone = (("alone", "yes"),) if before or after else ()
    return before.start() if before else start, after.end() if after else end, alone


def _joined(chain: _Chain) -> str:
    """How the names are joined: the strongest link decides, and a list of three or more is called one."""
    kinds = set(chain.links)
    if kinds & {Link.PLUS, Link.WITH}:
        return Link.PLUS.value
    if kinds <= _LOOSE:
        return Link.AND.value if Link.COMMA not in kinds else LIST
    return Link.HYPHEN.value if Link.HYPHEN in kinds else Link.SLASH.value


def _mention(text: str, start: int, end: int, key: str, texts: tuple[tuple[str, str], ...]) -> Mention:
    return Mention(Label.REGIMEN, start, end, text[start:end], "regimen.spelled_out", key, Value(texts=texts))
