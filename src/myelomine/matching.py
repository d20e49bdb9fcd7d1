"""Patterns against text: every name and every number of a text as a Mention with its exact place.

The only code that imports spaCy, and only when a matcher is made. Names are found with two phrase matchers: one that
ignores case and hyphens, for spellings of four letters or more, and one that takes short spellings as they are written.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import regex

from myelomine.claims import Claim, Hit, Meaning, claims_of, entries_of
from myelomine.codes import CompoundCodes
from myelomine.combinations import combine
from myelomine.errors import SlowPattern
from myelomine.lexicon import NO_LEXICON, Definition, Lexicon
from myelomine.mentions import Label, Mention, Value
from myelomine.patterns import Entry, Pattern, PatternSet, entry_id
from myelomine.readings import Known, read_hit
from myelomine.requirements import Screen, may_take_long, requirement_of
from myelomine.spelling import NearMisses, Token, loose, tokens

if TYPE_CHECKING:
    from spacy.matcher import PhraseMatcher
    from spacy.vocab import Vocab

_FAMILIES: dict[str, tuple[Label, ...]] = {
    "names": (
        Label.DRUG, Label.REGIMEN, Label.ENDPOINT, Label.RESPONSE, Label.TOXICITY, Label.DISEASE, Label.TRIAL,
    ),
    "numbers": (
        Label.PERCENT, Label.COUNT_OF_TOTAL, Label.COUNT, Label.N_EQUALS, Label.DURATION, Label.NUMBER,
        Label.INTERVAL, Label.SPREAD, Label.P_VALUE, Label.HAZARD_RATIO, Label.NOT_REACHED, Label.LANDMARK,
        Label.RATE_PER_TIME,
    ),
    "repeats": (Label.COUNT_AGAIN,),
    "grades": (Label.GRADE,),
    "populations": (Label.POPULATION,),
    "doses": (Label.DOSE, Label.DAYS, Label.CYCLE_LENGTH, Label.CYCLES, Label.FREQUENCY, Label.ROUTE),
    "comparisons": (Label.VERSUS, Label.RESPECTIVELY),
    "groups": (Label.GROUP,),
    "approaches": (Label.APPROACH,),
    "citations": (Label.CITED,),
    "exclusions": (Label.NOT_A_RESULT,),
}  # fmt: skip
FAMILIES: dict[Label, str] = {label: family for family, labels in _FAMILIES.items() for label in labels}
NAME_LABELS = frozenset(_FAMILIES["names"])

# A single letter is no drug in "T cell", "T. Facon", "P = 0.03", "arm P" or "R version".
_NO_LETTER_CODE = (
    r"[- ]?(?:cells?|tests?|scores?|values?|version|software)\b|\.|\s?[=<>≤≥]|(?<=\p{Lu}\p{Ll}{1,20}\s\w)[,;]"
)
_NO_LETTER_BEFORE = (
    r"(?i:arm|group|cohort|stage|grade|type|class|hepatitis|vitamin|influenza|phase|panel|part|figure|table)\s"
)
_UNKNOWN = "\N{CURRENCY SIGN}"
#: How long one pattern may search one text. What a paper prints can be made to keep a careless pattern busy for ever.
SEARCH_SECONDS = 10.0
# a text in which an expression without repeats in repeats cannot be kept busy; to look at the clock costs a search more
_SHORT_TEXT = 500
# texts of which an answer is kept: those of a long paper, as names and values of each are asked for several times
_KEPT = 2000
# forms of tokens that are remembered though no spelling holds them
_REMEMBERED = 1 << 15


@dataclass(slots=True)
class Asked:
    """All that a matcher was asked: texts to search, and the ids of entries that were looked up by name."""

    texts: set[str] = field(default_factory=set)
    entries: set[str] = field(default_factory=set)


_asked: ContextVar[Asked | None] = ContextVar("asked", default=None)


@contextmanager
def watched() -> Iterator[Asked]:
    """Note what any matcher is asked meanwhile: answers depend on nothing else of the pattern files."""
    asked = Asked()
    token = _asked.set(asked)
    try:
        yield asked
    finally:
        _asked.reset(token)


def _note_text(text: str) -> None:
    asked = _asked.get()
    if asked is not None:
        asked.texts.add(text)


def settle(mentions: Iterable[Mention]) -> list[Mention]:
    """The longest, then the leftmost, then the first pattern id: the same mentions always settle the same way."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start - m.end, m.start, m.pattern, m.name)):
        at = bisect_left(kept, mention.start, key=lambda k: k.start)
        if (at == 0 or kept[at - 1].end <= mention.start) and (at == len(kept) or mention.end <= kept[at].start):
            kept.insert(at, mention)
    return kept


@lru_cache(maxsize=4)
def get_matcher(patterns: PatternSet) -> Matcher:
    """The matcher of a pattern set, made once."""
    return Matcher(patterns)


class Matcher:
    """Compiled patterns; every method is a pure function of its text and lexicon."""

    def __init__(self, patterns: PatternSet) -> None:
        from spacy.vocab import Vocab

        self.patterns = patterns
        vocab, claims = Vocab(), list(claims_of(patterns))
        near = NearMisses(e.name for e in patterns.entries if e.is_component)
        self._written = _Index(vocab, [c for c in claims if c.as_written])
        self._spelled = _Index(vocab, [c for c in claims if not c.as_written], near)
        self._last_seen: dict[str, _Seen] = {}
        self._compounds = CompoundCodes(patterns)
        self._entries = {(e.label, e.name): e for e in patterns.entries}
        self._search = _Search(patterns.patterns)

    def find(self, text: str, lexicon: Lexicon = NO_LEXICON) -> list[Mention]:
        """All names and all values of a text, in order."""
        return sorted([*self.find_names(text, lexicon), *self.find_values(text)], key=lambda m: (m.start, m.end))

    def find_names(self, text: str, lexicon: Lexicon = NO_LEXICON) -> list[Mention]:
        """Drugs, regimens (codes and spelled out), endpoints, responses, toxicities, diseases and trials."""
        return self.find_names_and_drugs(text, lexicon)[0]

    def find_drugs(self, text: str, lexicon: Lexicon = NO_LEXICON) -> list[Mention]:
        """The drugs of a text, also those that stand within a regimen."""
        return self.find_names_and_drugs(text, lexicon)[1]

    def find_names_and_drugs(self, text: str, lexicon: Lexicon = NO_LEXICON) -> tuple[list[Mention], list[Mention]]:
        """What `find_names` and `find_drugs` find, in one pass over the text."""
        seen = self._seen(text)
        told = _told(text, seen, lexicon)
        if told not in seen.read:
            atoms = _atoms(text, seen, told.defined, Known(lexicon, seen.named))
            seen.read[told] = tuple(_names_of(text, atoms)), tuple(_drugs_of(atoms))
        names, drugs = seen.read[told]
        return list(names), list(drugs)

    def find_values(self, text: str) -> list[Mention]:
        """Numbers, qualities, doses and steering words; overlap is settled within each family of labels."""
        _note_text(text)
        families: dict[str, list[Mention]] = defaultdict(list)
        for mention in self._search.find(text):
            if mention.label not in NAME_LABELS:
                families[FAMILIES[mention.label]].append(mention)
        found = [mention for mentions in families.values() for mention in settle(mentions)]
        return sorted(found, key=lambda m: (m.start, m.end, m.pattern))

    def named(self, text: str) -> frozenset[str]:
        """The ids of the entries that a text names beyond doubt, with the drugs of the regimens it names."""
        return self._seen(text).named

    def entry(self, label: Label, name: str) -> Entry | None:
        """The vocabulary entry with a canonical name."""
        asked = _asked.get()
        if asked is not None:
            asked.entries.add(entry_id(label, name))
        return self._entries.get((label, name))

    def knows_any_of(self, text: str) -> bool:
        """Whether anything in a text is a spelling of this pattern set, or matches one of its patterns."""
        if (self._entries or self.patterns.nonentities) and self._seen(text).hits:
            return True
        return bool(self._search.find(text))

    def meanings(self, spelling: str) -> list[Entry]:
        """The vocabulary entries that a spelling may stand for, under whatever condition."""
        whole = (hit for hit in self._seen(spelling).hits if (hit.start, hit.end) == (0, len(spelling)))
        return entries_of(claim for hit in whole for claim in hit.meaning.claims)

    def usual_name(self, spelling: str) -> tuple[Label, str] | None:
        """What a spelling stands for where no paper says otherwise."""
        found = self.find_names(spelling)
        if len(found) != 1 or found[0].text != spelling or not found[0].name:
            return None
        return found[0].label, found[0].name

    def _seen(self, text: str) -> _Seen:
        """What a text holds in any paper; of the texts asked about last it is kept, as each is asked for again."""
        _note_text(text)
        seen = self._last_seen.get(text)
        if seen is None:
            found = tokens(text)
            spelled = loose(found)
            written = self._written.find(text, found, [t.form for t in found])
            hits = (*written, *self._spelled.find(text, spelled, [t.form.lower() for t in spelled]))
            matched = tuple(m for m in self._search.find(text) if m.label in NAME_LABELS)
            seen = _Seen(
                hits,
                frozenset[str]().union(*(hit.meaning.certain for hit in hits)),
                tuple(self._compounds.find(text)),
                matched,
            )
            if len(self._last_seen) >= _KEPT:
                self._last_seen.clear()
            self._last_seen[text] = seen
        return seen


@dataclass(frozen=True, slots=True)
class _Told:
    """All of a paper's lexicon that bears on one text: what it defines there, and what it knows of its spellings."""

    defined: tuple[Mention, ...]
    foreign: frozenset[str]
    named: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a text holds whatever its paper says: known spellings, the entries they name, compound codes, patterns."""

    hits: tuple[Hit, ...]
    named: frozenset[str]
    compounds: tuple[Mention, ...]
    matched: tuple[Mention, ...]
    #: the names and the drugs of the text, by what a paper's lexicon says of it
    read: dict[_Told, tuple[tuple[Mention, ...], tuple[Mention, ...]]] = field(default_factory=dict, compare=False)


def _told(text: str, seen: _Seen, lexicon: Lexicon) -> _Told:
    defined = tuple(_defined(text, lexicon))
    if not seen.hits:
        return _Told(defined, frozenset(), frozenset())
    foreign = lexicon.foreign.intersection(text[hit.start : hit.end] for hit in seen.hits)
    return _Told(defined, foreign, frozenset().union(*(hit.meaning.possible & lexicon.named for hit in seen.hits)))


def _atoms(text: str, seen: _Seen, defined: Sequence[Mention], known: Known) -> list[Mention]:
    """Everything that one pattern or one spelling recognises, not settled; a paper's definitions go first."""
    others = [m for hit in seen.hits if (m := read_hit(text, hit, known)) is not None]
    taken = {(m.start, m.end) for m in defined}
    others = [m for m in others if (m.start, m.end) not in taken]
    taken |= {(m.start, m.end) for m in others}
    compounds = [m for m in seen.compounds if (m.start, m.end) not in taken]
    return [*defined, *others, *compounds, *seen.matched]


def _names_of(text: str, atoms: Sequence[Mention]) -> list[Mention]:
    settled = settle(atoms)
    combined = list(combine(text, settled)) if settled else []
    return [m for m in (settle([*settled, *combined]) if combined else settled) if m.label in NAME_LABELS]


def _drugs_of(atoms: Sequence[Mention]) -> list[Mention]:
    if not any(m.label is Label.DRUG for m in atoms):
        return []
    return [m for m in settle(m for m in atoms if m.label is not Label.REGIMEN) if m.label is Label.DRUG]


class _Index:
    """Spellings with their claims, by the forms of their tokens: those of several tokens are found by a phrase matcher.

    Forms that no spelling holds are all one, so that the string store of spaCy stays as it is. With near misses the
    spellings are known in any case and without hyphens, and a long word may have one wrong letter.
    """

    def __init__(self, vocab: Vocab, claims: Sequence[Claim], near: NearMisses | None = None) -> None:
        from spacy.matcher import PhraseMatcher
        from spacy.tokens import Doc

        self._make_doc = Doc
        self._vocab = vocab
        self._near = near
        owners = self._owners(claims)
        self._forms = _Forms((form for key in owners for form in key), near)
        self._words = {key[0]: meaning for key, meaning in owners.items() if len(key) == 1}
        self._pairs = frozenset(pair for key in owners for pair in pairwise(key))
        self._matcher: PhraseMatcher = PhraseMatcher(vocab, attr="ORTH")
        self._phrases: dict[int, Meaning] = {}
        for number, (key, meaning) in enumerate(owners.items()):
            if len(key) > 1:
                self._matcher.add(str(number), [Doc(vocab, words=list(key))])
                self._phrases[vocab.strings[str(number)]] = meaning

    def _owners(self, claims: Sequence[Claim]) -> dict[tuple[str, ...], Meaning]:
        owners: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
        for claim in claims:
            found = tokens(claim.written)
            key = tuple(t.form.lower() for t in loose(found)) if self._near else tuple(t.form for t in found)
            owners[key].append(claim)
        return {key: Meaning(tuple(found)) for key, found in owners.items() if key}

    def find(self, text: str, found: Sequence[Token], forms: Sequence[str]) -> list[Hit]:
        """The known spellings among the tokens of a text, whose comparable forms are given."""
        words = [self._forms[form] for form in forms]
        spans = [(i, i + 1, self._words[word]) for i, word in enumerate(words) if word in self._words]
        if not self._pairs.isdisjoint(pairwise(words)):
            matches = self._matcher(self._make_doc(self._vocab, words=words))
            spans += [(first, after, self._phrases[key]) for key, first, after in matches]
        hits = (Hit(found[first].start, found[after - 1].end, meaning) for first, after, meaning in spans)
        return [hit for hit in hits if not _within_word(text, hit.start, hit.end)]


class _Forms(dict[str, str]):
    """Each form of a token as some spelling has it, with one wrong letter where near misses count; else unknown."""

    def __init__(self, known: Iterable[str], near: NearMisses | None) -> None:
        super().__init__((form, form) for form in known)
        self._near = near
        self._most = len(self) + _REMEMBERED

    def __missing__(self, form: str) -> str:
        known = (self._near.nearest(form) if self._near else "") or _UNKNOWN
        if len(self) < self._most:
            self[form] = known
        return known


_DECIMALS = regex.compile(r"[.,·]\d")


def _within_word(text: str, start: int, end: int) -> bool:
    before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    cut = text[end - 1].isdigit() and _DECIMALS.match(text, end) is not None  # "PFS 2.7" does not name PFS2
    return before or cut or (end < len(text) and text[end].isalnum() and text[end - 1].isalnum())


class _Search:
    """The expressions of all patterns, of names and of values; one look at a text tells which can match it."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._all = [(pattern, expression) for pattern in patterns for expression in pattern.compiled]
        self._slow = [may_take_long(expression.pattern) for _, expression in self._all]
        self._screen = Screen([requirement_of(e.pattern, "ignorecase" in p.flags) for p, e in self._all])
        self.find = lru_cache(maxsize=_KEPT)(self._find)

    def _find(self, text: str) -> tuple[Mention, ...]:
        """All that the patterns match, not settled."""
        lower, found = text.lower(), []
        for number in self._screen.candidates(text):
            pattern, expression = self._all[number]
            if pattern.needs and not any(word in lower for word in pattern.needs):
                continue
            limit = SEARCH_SECONDS if self._slow[number] or len(text) > _SHORT_TEXT else None
            try:
                for match in expression.finditer(text, timeout=limit):
                    if match.end() > match.start():
                        found.append(_matched(pattern, match))
            except TimeoutError:
                raise SlowPattern(Path(pattern.file), pattern.id) from None
        return tuple(found)


def _matched(pattern: Pattern, match: regex.Match[str]) -> Mention:
    texts = tuple((name, value) for name, value in match.groupdict().items() if value is not None)
    name = pattern.name or (" ".join(match.group().split()) if pattern.label in NAME_LABELS else "")
    if pattern.label is Label.DRUG:  # one that no list holds
        name, texts = name.lower(), (*texts, ("role", "active"))
    return Mention(pattern.label, match.start(), match.end(), match.group(), pattern.id, name, Value(texts=texts))


def _defined(text: str, lexicon: Lexicon) -> Iterator[Mention]:
    """The abbreviations that the paper itself defines."""
    expression = _short_forms(tuple(d.short for d in lexicon.definitions))
    if expression is not None:
        for match in expression.finditer(text):
            yield _as_defined(match, lexicon.by_short[match["short"]])


def _as_defined(match: regex.Match[str], definition: Definition) -> Mention:
    texts: tuple[tuple[str, str], ...] = ()
    if definition.label is Label.DRUG:
        texts = (("role", definition.role),)
    elif definition.label is Label.REGIMEN:
        texts = (("joined", "code"),)
    pattern, value = f"lexicon.{definition.short}", Value(texts=texts)
    return Mention(definition.label, match.start(), match.end(), match.group(), pattern, definition.name, value)


@lru_cache(maxsize=64)
def _short_forms(shorts: tuple[str, ...]) -> regex.Pattern[str] | None:
    if not shorts:
        return None
    alternatives = "|".join(regex.escape(short) for short in sorted(shorts, key=lambda s: (-len(s), s)))
    return regex.compile(
        rf"(?<!\w)(?P<short>{alternatives})(?!\w)(?<!(?<!\w)\w(?={_NO_LETTER_CODE}))(?<!{_NO_LETTER_BEFORE}\w)"
    )
