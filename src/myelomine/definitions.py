"""A paper's own abbreviations, read from where it defines them: they override what the pattern files say.

Four forms are read: "elotuzumab with bortezomib and dexamethasone (EBd)", "VTD (bortezomib, thalidomide, and
dexamethasone)", "PFS = progression-free survival" and lists such as "Len, lenalidomide; Dex, dexamethasone".
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import regex

from myelomine.codes import abbreviates, decodes, letter_spellings
from myelomine.combinations import Link
from myelomine.lexicon import Definition, Lexicon
from myelomine.matching import Matcher, get_matcher
from myelomine.mentions import Label, Mention
from myelomine.patterns import COMPONENT_ROLES, PatternSet, regimen_key

_SHORT = r"(?P<short>[A-Za-z][A-Za-z0-9]{0,9}(?:[-–/+][A-Za-z0-9]{1,8}){0,3})"
_BRACKET = regex.compile(
    rf"[(\[]\s?{_SHORT}(?:\s(?:arm|group|cohort|regimen|therapy))?\s?(?:[;,:][^()\[\]]{{0,40}})?[)\]]"
)
_HEAD_NOUN = regex.compile(
    r"(?:\s(?:alone|groups?|arms?|regimens?|therapy|treatment|combination|induction|maintenance|consolidation"
    r"|status)){0,2}\s?"
)
# doses and days between what is spelled out and its code: "… and prednisone (60 mg/m2) orally on days 1-4 (MP)"
_SCHEDULE = regex.compile(
    r"(?:\s?[(\[][^()\[\]]{0,40}\d\s?(?:mg|g)\b[^()\[\]]{0,30}[)\]]|\s?\d[\d.,·]{0,5}\s?(?:mg|g)[^\s,;()]{0,8})?"
    r"(?:\s(?:orally|intravenously|subcutaneously|i\.?v\.?|p\.?o\.?|s\.?c\.?|IV|PO"
    r"|SC|by mouth|on|for|of|each|every|days?|weeks?|cycles?"
    r"|daily|weekly|once|twice|per|to|and|a|\d[\d,–-]{0,12}),?){0,14}\s?"
)
_OPENING = regex.compile(rf"(?<!\w){_SHORT}(?:\s(?:arm|group|cohort|regimen|therapy))?\s?[(\[]\s?$")
_EQUALS = regex.compile(
    rf"(?<![\w-]){_SHORT}\s?(?P<sign>[,:=–]|\s-|indicates?|denotes?|means|stands\sfor|represents?|\t)?\s?(?:the\s)?$"
)
# "Patients allocated to CP received cyclophosphamide and prednisone", "In the BD arm, …", "CP consisted of …"
_GIVEN_AS = regex.compile(
    rf"(?:(?:\b(?:allocated|assigned|randomi[sz]ed|randomly assigned) to|\b(?:[Ii]n"
    rf"|on|with|for)) (?:the )?|(?:^|[.;:]\s)(?:The )?)"
    rf"{_SHORT}(?:\s(?:arm|group|cohort|regimen|therapy|patients)){{0,2}},?\s"
    r"(?:(?:patients |they )?(?:received|were given|was given|were treated with|consisted of|comprised|included)"
    r"|(?:arm|group|cohort|regimen),)\s"
    r"(?:(?:oral|intravenous|subcutaneous|weekly|daily|a combination of|the combination of)\s){0,2}$"
)
_CLOSED_AT_ONCE = regex.compile(r"\s?[)\]]")
_CLOSED = regex.compile(r"[^()\[\];]{0,60}[)\]]")
_LIST_END = regex.compile(r"\s?(?:[;,.)\]\n]|$|and\s)")
_PIECE = regex.compile(rf"\s*{_SHORT}\s?(?:[,:=]|indicates?|denotes?)\s?(?P<long>[^;,.:()]{{3,70}})\s*\.?\s*")
_WORD = regex.compile(r"\w[\w’']*+")
# "BuCy (busulfan 1.6 mg/kg on days -7 to -4, cyclophosphamide 60 mg/kg)"
_CODE_OF_LIST = regex.compile(rf"(?<!\w){_SHORT}\s?[(\[](?P<list>[^()\[\]]{{10,240}})[)\]]")
# the code of a drug with its dose: "received ABC-101 60 mg", "ABC101 (1.2 mg/kg)"
_CODED = regex.compile(
    r"(?<![\w-])(?P<code>(?!NCT|CD\d|IL-"
    r"|HLA)[A-Z]{2,5}[- ]?\d{3,8}[A-Z]?)\s[(]?(?:at\s)?(?:an?\s)?(?:target\s)?(?:dose\sof\s)?\d[\d.,–-]{0,8}\s?(?:mg"
    r"|µg|μg|mcg)\b"
)
# the codes of two regimens that alternate, and the signs that a shorter name puts between them
_TWO_CODES = regex.compile(r"(?P<first>\p{Lu}[\p{L}\d]{1,8})\b.*[\s/](?P<last>\p{Lu}[\p{L}\d]{1,8})")
_COMPACT = ("/", "-", "–")
# "VMP followed by bortezomib maintenance (VMP-V)": what stands between a regimen and the code of both phases
_FOLLOWED_BY_PHASE = regex.compile(
    r"(?:\s\([^()]{2,12}\))?(?:\s(?:induction|therapy|treatment|cycles|courses)){0,2},?\s"
    r"(?:(?:and\s)?then|followed by"
    r"|with|plus|and)\s(?:[\p{L}-]+\s){1,4}(?:maintenance|consolidation|continuation)(?:\s(?:therapy|treatment))?\s?"
)
_PHASES_REACH = 120
_LIST_STOPS = (". ", ";", ":", ")")
_DOSED_LIST = 220
_FEWEST_LISTED = 2
_WINDOW = 40
_LONG_FORM = 80
_SHORTEST_SHARED = 2
_LONGEST_WORD = 6
# names of a kind of drug, other spellings of them, and its types from the wider to the narrower
_GENERAL = {
    "interferon": (("Interferon", "IFN"), ("interferon alfa", "interferon alfa-2a", "interferon alfa-2b")),
}
_SMALL_WORDS = frozenset({"to", "of", "or", "and", "the", "a", "in", "for", "with", "due", "at", "than"})


@dataclass(frozen=True, slots=True)
class _Text:
    """A text with the names that stand in it."""

    text: str
    names: Sequence[Mention]
    drugs: Sequence[Mention]

    def near(self, start: int, end: int) -> list[Mention]:
        """The names and drugs that stand in text[start:end], wholly or in part."""
        return [*_between(self.names, start, end), *_between(self.drugs, start, end)]


def _between(mentions: Sequence[Mention], start: int, end: int) -> Sequence[Mention]:
    """The mentions that touch a stretch; they are sorted and do not overlap."""
    first = bisect_left(mentions, start, key=lambda m: m.end)
    return mentions[first : bisect_right(mentions, end, key=lambda m: m.start)]


def document_lexicon(texts: Iterable[str], patterns: PatternSet) -> Lexicon:
    """The lexicon of one paper (or of one article of a listing) from all of its texts."""
    matcher, all_texts = get_matcher(patterns), tuple(texts)
    first = Lexicon(named=frozenset[str]().union(*(matcher.named(text) for text in all_texts)))
    reader = _Reader(matcher)
    found: Counter[Definition] = Counter()
    foreign: Counter[str] = Counter()
    for text in all_texts:
        read = _Text(text, *matcher.find_names_and_drugs(text, first))
        found.update(reader.definitions(read))
        foreign.update(reader.foreign(read))
    return _settled(matcher, found, foreign, first.named)


def _settled(matcher: Matcher, found: Counter[Definition], foreign: Counter[str], named: frozenset[str]) -> Lexicon:
    """One definition for each abbreviation, the one that is given most often; what the files say anyway is left out."""
    by_short: dict[str, list[Definition]] = defaultdict(list)
    for definition in found:
        by_short[definition.short].append(definition)
    chosen = [min(choices, key=lambda d: (-found[d], d)) for choices in by_short.values()]
    chosen.extend(d for d in _types(named, {c.name for c in chosen}) if d.short not in by_short)
    news = tuple(sorted(d for d in chosen if matcher.usual_name(d.short) != (d.label, d.name)))
    return Lexicon(news, frozenset(set(foreign) - set(by_short)), named | _named_by(news))


def _types(named: frozenset[str], others: set[str]) -> Iterator[Definition]:
    """The general name of a drug for the one type that the paper names: "interferon" is its interferon alfa-2b."""
    for general, (shorts, types) in _GENERAL.items():
        found = [t for t in types if f"drug.{t}" in named or t in others]
        if found and all(found[-1].startswith(t) for t in found):
            yield from (Definition(short, Label.DRUG, found[-1], "active") for short in (general, *shorts))


def _named_by(definitions: Iterable[Definition]) -> frozenset[str]:
    """The ids of the entries that definitions name."""
    named: set[str] = set()
    for definition in definitions:
        if definition.label is Label.REGIMEN:
            named.update(f"drug.{name}" for name in definition.name.split("+"))
        else:
            named.add(f"{definition.label.lower()}.{definition.name}")
    return frozenset(named)


class _Reader:
    """Reads definitions with the spellings of the pattern files at hand."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher

    def definitions(self, read: _Text) -> Iterator[Definition]:
        """Every abbreviation that the text defines as a known name."""
        yield from self._in_brackets(read)
        for mention in read.names:
            yield from self._before(read, mention)
        yield from self._with_doses(read)
        yield from self._coded(read)
        yield from _alternating(read)
        yield from self._with_later_phase(read)

    def _coded(self, read: _Text) -> Iterator[Definition]:
        """Drugs that go by the code of a laboratory and are given at a dose: "ABC-101 at 60 mg weekly"."""
        for hit in _CODED.finditer(read.text):
            if not read.near(hit.start("code"), hit.end("code")) and not self._matcher.usual_name(hit["code"]):
                yield Definition(hit["code"], Label.DRUG, hit["code"].lower(), "active")

    def _with_doses(self, read: _Text) -> Iterator[Definition]:
        """Codes of regimens whose drugs are named with their doses, in the bracket behind the code or before it."""
        if len(read.drugs) < _FEWEST_LISTED:
            return
        for hit in _CODE_OF_LIST.finditer(read.text):
            yield from self._of_list(hit["short"], _between(read.drugs, hit.start("list"), hit.end("list")))
        for bracket in _BRACKET.finditer(read.text):
            start = max(read.text.rfind(stop, 0, bracket.start()) for stop in _LIST_STOPS)
            start = max(start, bracket.start() - _DOSED_LIST)
            yield from self._of_list(bracket["short"], _between(read.drugs, start + 1, bracket.start()))

    def _with_later_phase(self, read: _Text) -> Iterator[Definition]:
        """Codes that name a regimen and what follows it: "ixazomib-… induction then ixazomib maintenance (IRd-I)"."""
        for bracket in _BRACKET.finditer(read.text):
            base, dash, later = bracket["short"].rpartition("-")
            if not (base and dash and later.isupper()) or self._matcher.usual_name(bracket["short"]):
                continue
            for mention in _between(read.names, bracket.start() - _PHASES_REACH, bracket.start()):
                followed = _FOLLOWED_BY_PHASE.fullmatch(read.text, mention.end, bracket.start())
                if mention.label is Label.REGIMEN and followed and self._is_code_of(base, mention):
                    yield Definition(bracket["short"], Label.REGIMEN, mention.name)
                    break

    def _is_code_of(self, code: str, mention: Mention) -> bool:
        """Whether a code is the printed name of a regimen or made of its drugs."""
        return mention.text.endswith(code) or self._decodes(code, mention.name.split("+"))

    def _of_list(self, short: str, drugs: Sequence[Mention]) -> Iterator[Definition]:
        """The regimen of the last drugs of a list that a code is made of, where it is no drug's own short name."""
        names = list(dict.fromkeys(d.name for d in drugs if d.value.text("role") in COMPONENT_ROLES))
        if sum(c.isupper() for c in short) < 2 or self._matcher.usual_name(short):
            return
        for first in range(len(names) - 1):
            if self._decodes(short, names[first:]):
                yield Definition(short, Label.REGIMEN, regimen_key(names[first:]))
                return

    def foreign(self, read: _Text) -> Iterator[str]:
        """Known abbreviations that the text defines as something else."""
        for bracket in _BRACKET.finditer(read.text):
            near = read.near(bracket.start() - _WINDOW, bracket.end())
            if not any(_touches(read.text, m, bracket) for m in near):
                words = _WORD.findall(read.text[max(0, bracket.start() - _LONG_FORM) : bracket.start()])
                count = _initials(bracket["short"], words)
                if count and self._is_foreign(bracket["short"], words[-count:]):
                    yield bracket["short"]
        yield from self._foreign_in_list(read)

    def _foreign_in_list(self, read: _Text) -> Iterator[str]:
        offset = 0
        for piece in read.text.split(";"):
            match = _PIECE.fullmatch(piece)
            if match is not None:
                words, start = _WORD.findall(match["long"]), offset + match.start("long")
                unnamed = not read.near(start + 1, offset + match.end("long") - 1)
                if (
                    unnamed
                    and _initials(match["short"], words) == len(words)
                    and self._is_foreign(match["short"], words)
                ):
                    yield match["short"]
            offset += len(piece) + 1

    def _is_foreign(self, short: str, long: Sequence[str]) -> bool:
        """Whether a short form that the files know stands for words that none of its names shares."""
        meanings = self._matcher.meanings(short)
        if not meanings:
            return False
        spelled = {w for e in meanings for s in (e.name, *e.spellings) for w in _WORD.findall(s.lower())}
        return not (spelled - _SMALL_WORDS) & {word.lower() for word in long if len(word) > _SHORTEST_SHARED}

    def _in_brackets(self, read: _Text) -> Iterator[Definition]:
        """ "long form (short)"."""
        for bracket in _BRACKET.finditer(read.text):
            near = read.near(bracket.start() - _WINDOW, bracket.end())
            before = {m for m in near if _reaches(read.text, m.end, bracket.start()) or _ends_with(m, bracket)}
            for mention in sorted(before, key=lambda m: (m.start, m.pattern)):
                definition = self._defines(bracket["short"], mention, read)
                if definition is not None:
                    yield definition
                    break

    def _before(self, read: _Text, mention: Mention) -> Iterator[Definition]:
        """ "short (long form)" and "short, long form;"."""
        left = read.text[max(0, mention.start - _WINDOW) : mention.start]
        closing = _CLOSED if mention.label is Label.REGIMEN else _CLOSED_AT_ONCE
        opening = _OPENING.search(left) if closing.match(read.text, mention.end) else None
        listed = _EQUALS.search(left) if _LIST_END.match(read.text, mention.end) else None
        if listed and not listed["sign"] and sum(c.isupper() for c in listed["short"]) < 2:
            listed = None
        wide = read.text[max(0, mention.start - 2 * _WINDOW) : mention.start]
        given = _GIVEN_AS.search(wide) if mention.label is Label.REGIMEN and _is_spelled_out(mention) else None
        for match in filter(None, (opening, listed, given)):
            definition = self._defines(match["short"], mention, read)
            if definition is not None:
                yield definition

    def _defines(self, short: str, mention: Mention, read: _Text) -> Definition | None:
        """The definition where the abbreviation can stand for the name that is printed beside it."""
        if not _is_abbreviation(short, mention) or short in _WORD.findall(mention.text):
            return None
        if mention.label is Label.REGIMEN:
            inside = _between(read.drugs, mention.start + 1, mention.end - 1)
            return self._regimen(short, mention, inside)
        entry = self._matcher.entry(mention.label, mention.name)
        spellings = letter_spellings(entry) if entry else (mention.text,)
        if short.lower() == mention.text.lower() or not abbreviates(short, mention.text, spellings):
            return None
        if mention.label is not Label.DRUG and _words_left_out(short, mention.text) > (
            mention.label is not Label.RESPONSE
        ):
            return None
        if mention.label is Label.RESPONSE and (self._matcher.usual_name(short) or ("",))[0] is Label.RESPONSE:
            return None
        return Definition(short, mention.label, mention.name, mention.value.text("role"))

    def _regimen(self, short: str, mention: Mention, drugs: Sequence[Mention]) -> Definition | None:
        """A code for a regimen that is spelled out; the last of several listed drugs may be all that it names."""
        parts = mention.name.split("+") if mention.name else []
        if parts and len(drugs) < len(parts) and self._decodes(short, parts):
            return Definition(short, Label.REGIMEN, mention.name)
        names = [d.name for d in drugs]
        for first in range(len(names) - 1):
            if self._decodes(short, names[first:]):
                components = [d.name for d in drugs[first:] if d.value.text("role") in COMPONENT_ROLES]
                return Definition(short, Label.REGIMEN, regimen_key(components))
        return None

    def _decodes(self, code: str, names: Sequence[str]) -> bool:
        entries = [self._matcher.entry(Label.DRUG, name) for name in names]
        return decodes(code, [letter_spellings(entry) for entry in entries if entry is not None])


def _alternating(read: _Text) -> Iterator[Definition]:
    """The compact names of two regimens that alternate: "VAD alternating with VMCP" is "VAD/VMCP" from then on."""
    for mention in read.names:
        if mention.value.text("joined") == Link.ALTERNATING and (codes := _TWO_CODES.fullmatch(mention.text)):
            for sign in _COMPACT:
                yield Definition(f"{codes['first']}{sign}{codes['last']}", Label.REGIMEN, mention.name)


def _is_spelled_out(mention: Mention) -> bool:
    return mention.pattern == "regimen.spelled_out"


def _words_left_out(short: str, long: str) -> int:
    """How many words of a long form have no letter: "MRD" leaves the "negativity" out, which makes it no result."""
    words = [w for w in _WORD.findall(long.lower()) if w not in _SMALL_WORDS]
    return len(words) - sum(c.isalnum() for c in short)


def _reaches(text: str, end: int, bracket: int) -> bool:
    """Whether nothing but a head noun ("group", "regimen") stands between a name and the bracket."""
    if end > bracket:
        return False
    return bool(_HEAD_NOUN.fullmatch(text, end, bracket) or _SCHEDULE.fullmatch(text, end, bracket))


def _touches(text: str, mention: Mention, bracket: regex.Match[str]) -> bool:
    """Whether a name stands before a bracket, or reaches into it."""
    holds = mention.start < bracket.start() < mention.end
    return holds or _reaches(text, mention.end, bracket.start())


def _ends_with(mention: Mention, bracket: regex.Match[str]) -> bool:
    """Whether a bracket is the end of a name: "partial response (PR)"."""
    return mention.start < bracket.start() and mention.end == bracket.end()


def _is_abbreviation(short: str, mention: Mention) -> bool:
    """Whether a word may be an abbreviation at all: capitals, not a plain word of the language."""
    capitals = sum(c.isupper() for c in short)
    if capitals == 0:
        return (
            mention.label is Label.DRUG and len(short) > 2 and mention.name.startswith(short) and short != mention.name
        )
    return capitals > 1 or len(short) < _LONGEST_WORD


def _initials(short: str, words: Sequence[str]) -> int:
    """How many of the last words a short form is the initials of (small words may be left out); 0 when it is not."""
    letters = [c for c in short.lower() if c.isalpha()]
    for count in range(len(letters), min(len(letters) + 3, len(words) + 1)):
        tail = words[-count:]
        initials = [word[0].lower() for word in tail]
        rest = iter(initials)
        if len(letters) > 1 and initials[0] == letters[0] and all(letter in rest for letter in letters):
            return count
    return 0
