"""Patterns against text: every name and every number of a text as a Mention with its exact place.

The only code that imports spaCy, and only when a matcher is made. Names are found with two phrase matchers: one that
ignores case and hyphens, for spellings of four letters or more, and one that takes short spellings as they are written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING

import regex

from myelomine.combinations import combine
from myelomine.lexicon import NO_LEXICON, Definition, Lexicon
from myelomine.mentions import Label, Mention, Value
from myelomine.patterns import Entry, Pattern, PatternSet
from myelomine.spelling import DASHES, Token, is_short, loose, tokens

if TYPE_CHECKING:
    from spacy.matcher import PhraseMatcher
    from spacy.vocab import Vocab

NAME_LABELS = frozenset(
    {Label.DRUG, Label.REGIMEN, Label.ENDPOINT, Label.RESPONSE, Label.TOXICITY, Label.DISEASE, Label.TRIAL}
)
FAMILIES: dict[Label, str] = {
    **dict.fromkeys(NAME_LABELS, "names"),
    **dict.fromkeys(
        (
            Label.PERCENT, Label.COUNT_OF_TOTAL, Label.COUNT, Label.N_EQUALS, Label.DURATION, Label.NUMBER,
            Label.INTERVAL, Label.SPREAD, Label.P_VALUE, Label.HAZARD_RATIO, Label.NOT_REACHED, Label.LANDMARK,
            Label.RATE_PER_TIME,
        ),
        "numbers",
    ),
    **dict.fromkeys((Label.GRADE,), "grades"),
    **dict.fromkeys((Label.POPULATION,), "populations"),
    **dict.fromkeys(
        (Label.DOSE, Label.DAYS, Label.CYCLE_LENGTH, Label.CYCLES, Label.FREQUENCY, Label.ROUTE), "doses"
    ),
    **dict.fromkeys((Label.VERSUS, Label.RESPECTIVELY), "comparisons"),
    **dict.fromkeys((Label.GROUP,), "groups"),
    **dict.fromkeys((Label.CITED,), "citations"),
    **dict.fromkeys((Label.NOT_A_RESULT,), "exclusions"),
}  # fmt: skip
_PLURAL_LABELS = frozenset({Label.ENDPOINT, Label.RESPONSE, Label.TOXICITY, Label.DISEASE})
_CODE_NAME = regex.compile(r"(?P<letters>[A-Za-z]{1,6})[- ]?(?P<digits>\d{2,9}[A-Za-z]?)")
_WORDS_JOINED = regex.compile(r"[A-Za-z]{3,12}(?:[-/+][A-Za-z]{3,12}){1,4}")
_INITIALS_BEFORE = regex.compile(r"\p{Lu}\p{Ll}{1,20}\s$")
_INITIALS_AFTER = regex.compile(r"\s?(?:[,.;]|$)")
_DOSE_FOLLOWS = regex.compile(r"[\s:,(]{0,3}\d{1,4}(?:[.,·]\d{1,2})?\s?(?:mg|g|µg|μg|mcg)\b")
_JOINT = regex.compile(rf"[{DASHES}/+]")
# A single letter is no drug in "T cell", "T. Facon", "P = 0.03" or "R version".
_NO_LETTER_CODE = (
    r"[- ]?(?:cells?|tests?|scores?|values?|version|software)\b|\.|\s?[=<>≤≥]|(?<=\p{Lu}\p{Ll}{1,20}\s\w)[,;]"
)
_NO_LETTER_BEFORE = (
    r"(?i:arm|group|cohort|stage|grade|type|class|hepatitis|vitamin|influenza|phase|panel|part|figure|table)\s"
)
_SEVERAL = 2
_Expressions = tuple[regex.Pattern[str], ...]
_UNKNOWN = "\N{CURRENCY SIGN}"


class Need(IntEnum):
    """What a spelling needs around it before it counts as the name."""

    NOTHING = 0
    JOINT = 1
    CONTEXT = 2
    DEFINITION = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """A vocabulary entry (None: what is no name) that a spelling may stand for."""

    entry: Entry | None
    need: Need
    written: str
    altered: bool = False

    @property
    def as_written(self) -> bool:
        """Whether the spelling must stand as it is written: "BiRd" and "STORM" are no birds and storms."""
        code = self.entry is not None and self.entry.label in (Label.REGIMEN, Label.TRIAL)
        return code or is_short(self.written)


@dataclass(frozen=True, slots=True)
class Hit:
    """A known spelling in a text, with all that claim it."""

    start: int
    end: int
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What counts as known while the hits of one text are read: the paper's lexicon and the text's own names."""

    lexicon: Lexicon
    nearby: frozenset[str]

    @property
    def anywhere(self) -> frozenset[str]:
        """The ids of entries that the paper or this text names."""
        return self.lexicon.named | self.nearby


def settle(mentions: Iterable[Mention]) -> list[Mention]:
    """The longest, then the leftmost, then the first pattern id: the same mentions always settle the same way."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start - m.end, m.start, m.pattern, m.name)):
        if all(mention.end <= k.start or k.end <= mention.start for k in kept):
            kept.append(mention)
    return sorted(kept, key=lambda m: m.start)


def get_matcher(patterns: PatternSet) -> Matcher:
    """The matcher of a pattern set, made once."""
    return _matcher(patterns)


@lru_cache(maxsize=4)
def _matcher(patterns: PatternSet) -> Matcher:
    return Matcher(patterns)


class Matcher:
    """Compiled patterns; every method is a pure function of its text and lexicon."""

    def __init__(self, patterns: PatternSet) -> None:
        from spacy.vocab import Vocab

        self.patterns = patterns
        vocab = Vocab()
        claims = list(_claims(patterns))
        self._written = _Index(vocab, [c for c in claims if c.as_written], ignore_case=False)
        self._spelled = _Index(vocab, [c for c in claims if not c.as_written], ignore_case=True)
        self._names = [(p, p.compiled) for p in patterns.patterns if p.label in NAME_LABELS]
        self._values = [(p, p.compiled) for p in patterns.patterns if p.label not in NAME_LABELS]

    def find(self, text: str, lexicon: Lexicon = NO_LEXICON) -> list[Mention]:
        """All names and all values of a text, in order."""
        return sorted([*self.find_names(text, lexicon), *self.find_values(text)], key=lambda m: (m.start, m.end))

    def find_names(self, text: str, lexicon: Lexicon = NO_LEXICON) -> list[Mention]:
        """Drugs, regimens (codes and spelled out), endpoints, responses, toxicities, diseases and trials."""
        return _names_of(text, self._atoms(text, lexicon))

    def find_drugs(self, text: str, lexicon: Lexicon = NO_LEXICON) -> list[Mention]:
        """The drugs of a text, also those that stand within a regimen."""
        return _drugs_of(self._atoms(text, lexicon))

    def find_names_and_drugs(self, text: str, lexicon: Lexicon = NO_LEXICON) -> tuple[list[Mention], list[Mention]]:
        """What `find_names` and `find_drugs` find, in one pass over the text."""
        atoms = self._atoms(text, lexicon)
        return _names_of(text, atoms), _drugs_of(atoms)

    def find_values(self, text: str) -> list[Mention]:
        """Numbers, qualities, doses and steering words; overlap is settled within each family of labels."""
        families: dict[str, list[Mention]] = defaultdict(list)
        for mention in _search(self._values, text):
            families[FAMILIES[mention.label]].append(mention)
        found = [mention for mentions in families.values() for mention in settle(mentions)]
        return sorted(found, key=lambda m: (m.start, m.end, m.pattern))

    def named(self, text: str) -> frozenset[str]:
        """The ids of the entries that a text names beyond doubt, with the drugs of the regimens it names."""
        return _named(self._hits(text))

    def knows(self, spelling: str) -> bool:
        """Whether any vocabulary holds this spelling as a name, in whatever meaning."""
        whole = (hit for hit in self._hits(spelling) if (hit.start, hit.end) == (0, len(spelling)))
        return any(claim.entry is not None for hit in whole for claim in hit.claims)

    def usual_name(self, spelling: str) -> tuple[Label, str] | None:
        """What a spelling stands for where no paper says otherwise."""
        found = self.find_names(spelling)
        if len(found) != 1 or found[0].text != spelling or not found[0].name:
            return None
        return found[0].label, found[0].name

    def _hits(self, text: str) -> list[Hit]:
        found = tokens(text)
        return [*self._written.find(text, found), *self._spelled.find(text, loose(found))]

    def _atoms(self, text: str, lexicon: Lexicon) -> list[Mention]:
        """Everything that one pattern or one spelling recognises, not settled."""
        hits = self._hits(text)
        known = _Known(lexicon, _named(hits))
        defined = list(_defined(text, lexicon))
        places = {(m.start, m.end) for m in defined}
        found = [m for hit in hits if (hit.start, hit.end) not in places and (m := _read(text, hit, known)) is not None]
        return [*defined, *found, *_search(self._names, text)]


def _names_of(text: str, atoms: Sequence[Mention]) -> list[Mention]:
    settled = settle(atoms)
    return [m for m in settle([*settled, *combine(text, settled)]) if m.label in NAME_LABELS]


def _drugs_of(atoms: Sequence[Mention]) -> list[Mention]:
    return [m for m in settle(m for m in atoms if m.label is not Label.REGIMEN) if m.label is Label.DRUG]


class _Index:
    """Spellings with their claims, found by one phrase matcher over tokens."""

    def __init__(self, vocab: Vocab, claims: Sequence[Claim], *, ignore_case: bool) -> None:
        from spacy.matcher import PhraseMatcher
        from spacy.tokens import Doc

        self._make_doc = Doc
        self._vocab = vocab
        self._ignore_case = ignore_case
        self._claims = self._by_key(claims)
        self._forms = frozenset(form for key in self._claims for form in key)
        self._matcher: PhraseMatcher = PhraseMatcher(vocab, attr="ORTH")
        self._keys: dict[int, tuple[Claim, ...]] = {}
        for number, (key, owners) in enumerate(self._claims.items()):
            name = str(number)
            self._matcher.add(name, [Doc(vocab, words=list(key))])
            self._keys[vocab.strings[name]] = owners

    def _by_key(self, claims: Sequence[Claim]) -> dict[tuple[str, ...], tuple[Claim, ...]]:
        owners: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
        for claim in claims:
            found = tokens(claim.written)
            key = tuple(self._form(t) for t in (loose(found) if self._ignore_case else found))
            if key:
                owners[key].append(claim)
        return {key: tuple(found) for key, found in owners.items()}

    def _form(self, token: Token) -> str:
        return token.form.lower() if self._ignore_case else token.form

    def find(self, text: str, found: Sequence[Token]) -> Iterator[Hit]:
        """The known spellings among the tokens of a text."""
        # Words that no spelling holds are not told apart, so that spaCy's string store does not grow with every paper.
        forms = [self._form(token) for token in found]
        words = [form if form in self._forms else _UNKNOWN for form in forms]
        if all(word is _UNKNOWN for word in words):
            return
        for key, first, after in self._matcher(self._make_doc(self._vocab, words=words)):
            start, end = found[first].start, found[after - 1].end
            if not _within_word(text, start, end):
                yield Hit(start, end, self._keys[key])


def _within_word(text: str, start: int, end: int) -> bool:
    before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    return before or (end < len(text) and text[end].isalnum() and text[end - 1].isalnum())


def _claims(patterns: PatternSet) -> Iterator[Claim]:
    for nonentity in patterns.nonentities:
        yield from (Claim(None, Need.NOTHING, written) for written in _variants(nonentity.token, None))
    for entry in patterns.entries:
        own = [] if entry.label is Label.REGIMEN else [entry.name]
        for need, spellings in (
            (Need.NOTHING, [*own, *entry.spellings]),
            (Need.CONTEXT, entry.contextual),
            (Need.DEFINITION, entry.defined_only),
        ):
            for spelling in spellings:
                for written in dict.fromkeys(_variants(spelling, entry.label)):
                    yield Claim(entry, need, written, altered=written != spelling)
        for spelling in entry.spellings:
            if entry.label is Label.DRUG and is_short(spelling) and len(spelling) > 2 and spelling.isalpha():
                yield Claim(entry, Need.JOINT, spelling.lower())


def _variants(spelling: str, label: Label | None) -> Iterator[str]:
    """A spelling, its plural, its full capitals where it is short, and code names with and without the hyphen."""
    yield spelling
    if label in _PLURAL_LABELS and spelling[-1].isalpha() and not spelling.endswith("s") and len(spelling) > 2:
        yield f"{spelling[:-1]}ies" if spelling.endswith("y") and spelling[-2] not in "aeiou" else f"{spelling}s"
    if label in _PLURAL_LABELS and spelling.endswith("osis"):
        yield f"{spelling[:-2]}es"
    if (is_short(spelling) and label is not Label.TRIAL) or label is Label.REGIMEN:
        yield spelling.upper()
    if label is Label.REGIMEN and _WORDS_JOINED.fullmatch(spelling):
        yield spelling.lower()
    code = _CODE_NAME.fullmatch(spelling)
    if code is not None and label is Label.DRUG:
        yield from (f"{code['letters']}{joint}{code['digits']}" for joint in ("", "-", " "))


def _named(hits: Iterable[Hit]) -> frozenset[str]:
    named: set[str] = set()
    for hit in hits:
        entries = _entries(hit.claims)
        if len(entries) == 1 and any(claim.need is Need.NOTHING for claim in hit.claims):
            entry = entries[0]
            named.add(entry.id)
            if entry.label is Label.REGIMEN:
                named.update(_component_ids(entry))
    return frozenset(named)


def _component_ids(entry: Entry) -> set[str]:
    return {f"drug.{name}" for name in entry.name.split("+")}


def _search(patterns: Iterable[tuple[Pattern, _Expressions]], text: str) -> Iterator[Mention]:
    """All that the patterns match, not settled."""
    lower = text.lower()
    for pattern, expressions in patterns:
        if pattern.needs and not any(word in lower for word in pattern.needs):
            continue
        for expression in expressions:
            yield from (_matched(pattern, m) for m in expression.finditer(text) if m.end() > m.start())


def _matched(pattern: Pattern, match: regex.Match[str]) -> Mention:
    texts = tuple((name, value) for name, value in match.groupdict().items() if value is not None)
    name = pattern.name or (match.group() if pattern.label in NAME_LABELS else "")
    return Mention(pattern.label, match.start(), match.end(), match.group(), pattern.id, name, Value(texts=texts))


def _defined(text: str, lexicon: Lexicon) -> Iterator[Mention]:
    """The abbreviations that the paper itself defines."""
    expression = _short_forms(tuple(d.short for d in lexicon.definitions))
    if expression is None:
        return
    for match in expression.finditer(text):
        definition = lexicon.by_short[match["short"]]
        yield _as_defined(match, definition)


def _as_defined(match: regex.Match[str], definition: Definition) -> Mention:
    texts = (("role", "active"),) if definition.label is Label.DRUG else ()
    if definition.label is Label.REGIMEN:
        texts = (("joined", "code"),)
    pattern = f"lexicon.{definition.short}"
    return Mention(
        definition.label, match.start(), match.end(), match.group(), pattern, definition.name, Value(texts=texts)
    )


@lru_cache(maxsize=64)
def _short_forms(shorts: tuple[str, ...]) -> regex.Pattern[str] | None:
    if not shorts:
        return None
    alternatives = "|".join(regex.escape(short) for short in sorted(shorts, key=lambda s: (-len(s), s)))
    return regex.compile(
        rf"(?<!\w)(?P<short>{alternatives})(?!\w)(?<!(?<!\w)\w(?={_NO_LETTER_CODE}))(?<!{_NO_LETTER_BEFORE}\w)"
    )


def _read(text: str, hit: Hit, known: _Known) -> Mention | None:
    """The one name that a hit stands for in its paper; None where the paper gives no reason to think of any."""
    surface = text[hit.start : hit.end]
    if surface in known.lexicon.foreign or _are_initials(text, hit):
        return None
    exact = tuple(c for c in hit.claims if c.written == surface and not c.altered) or hit.claims
    if any(claim.entry is None for claim in exact):
        return Mention(Label.NOT_A_RESULT, hit.start, hit.end, surface, f"nonentity.{surface}")
    certain = [c.entry for c in exact if c.entry is not None and c.need is Need.NOTHING]
    others = [e for e in certain if e.label is not Label.REGIMEN]
    if others:
        return _name(text, hit, others[0])
    likely = [c.entry for c in exact if c.entry is not None and _is_supported(text, hit, c, known)]
    supported = [e for e in likely if e.label is not Label.REGIMEN]
    if supported and not certain:
        return _name(text, hit, supported[0]) if len(supported) == 1 else None
    claims = [c for c in exact if c.entry is not None and c.entry.label is Label.REGIMEN]
    return _regimen(text, hit, claims, known) if claims else None


def _is_supported(text: str, hit: Hit, claim: Claim, known: _Known) -> bool:
    """Whether a claim that needs something has it."""
    entry = claim.entry
    if entry is None or entry.label is Label.REGIMEN or claim.need in (Need.NOTHING, Need.DEFINITION):
        return False
    if claim.need is Need.JOINT:
        return (
            _JOINT.match(text, hit.end) is not None or _JOINT.match(text[max(hit.start - 1, 0) : hit.start]) is not None
        )
    if entry.id not in known.anywhere:
        return False
    return hit.end - hit.start > 1 or _DOSE_FOLLOWS.match(text, hit.end) is not None


def _name(text: str, hit: Hit, entry: Entry) -> Mention:
    texts = (("role", entry.role),) if entry.label is Label.DRUG else ()
    surface = text[hit.start : hit.end]
    return Mention(entry.label, hit.start, hit.end, surface, entry.id, entry.canonical, Value(texts=texts))


def _regimen(text: str, hit: Hit, claims: Sequence[Claim], known: _Known) -> Mention | None:
    """A regimen code: the drugs named nearby decide, then those of the paper, then the code's usual meaning."""
    usual = _entries(c for c in claims if c.need is Need.NOTHING)
    possible = _entries(c for c in claims if c.need is not Need.DEFINITION)
    for named in (known.nearby, known.anywhere):
        supported = [e for e in possible if _component_ids(e) <= named]
        if supported:
            return _code(text, hit, [e for e in supported if e in usual] or supported)
    if usual or len(possible) < _SEVERAL:
        return _code(text, hit, usual)
    return _code(text, hit, _likeliest(possible, known))


def _likeliest(entries: Sequence[Entry], known: _Known) -> Sequence[Entry]:
    """The regimens of which the paper names the most drugs; all where it names none that tells them apart."""
    common = set.intersection(*(_component_ids(e) for e in entries))
    named = {e.id: len((_component_ids(e) - common) & known.anywhere) for e in entries}
    return [e for e in entries if named[e.id] == max(named.values())]


def _are_initials(text: str, hit: Hit) -> bool:
    """Whether two capitals are the initials of an author: "Gale RP,"."""
    surface = text[hit.start : hit.end]
    if len(surface) > 2 or not surface.isupper() or _INITIALS_AFTER.match(text, hit.end) is None:
        return False
    return _INITIALS_BEFORE.search(text, max(0, hit.start - 22), hit.start) is not None


def _entries(claims: Iterable[Claim]) -> list[Entry]:
    return list({c.entry.id: c.entry for c in claims if c.entry is not None}.values())


def _code(text: str, hit: Hit, entries: Sequence[Entry]) -> Mention | None:
    """A mention of the one regimen, or without a name and with all candidates where the paper does not decide."""
    if not entries:
        return None
    texts = [("joined", "code")]
    if len(entries) > 1:
        texts.append(("candidates", "|".join(sorted(e.name for e in entries))))
    if len(entries) == 1 and entries[0].role:
        texts.append(("role", entries[0].role))
    name = entries[0].name if len(entries) == 1 else ""
    pattern = entries[0].id if len(entries) == 1 else "regimen.undecided"
    return Mention(
        Label.REGIMEN, hit.start, hit.end, text[hit.start : hit.end], pattern, name, Value(texts=tuple(texts))
    )
