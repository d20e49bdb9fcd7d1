"""What a text must hold for a regular expression to match it, so that most texts need not be searched at all.

A requirement is a list of clauses; of each clause at least one word stands in every text that the expression can
match. Words are looked for in a folded text: every digit a 0, every space a plain one. A word without capitals is
looked for in small letters. What the analysis does not know it leaves out, so a requirement may be too weak and is
never too strong. (This is the prefilter of RE2: Cox, "Regular Expression Matching with a Trigram Index", 2012.)
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex
from ahocorasick import Automaton

Clause = tuple[str, ...]
Requirement = tuple[Clause, ...]

_DIGIT = regex.compile(r"\d")
_SPACE = regex.compile(r"\s")
_PLAIN = {c: "0" if chr(c).isdigit() else " " for c in range(128) if chr(c).isdigit() or _SPACE.match(chr(c))}
_MOST_WORDS = 40
_MOST_JOINED = 300
_LONGEST_CLAUSE = 600
_MOST_CLAUSES = 5
_LONGEST = 40
# how many letters are kept of the words before and behind a place, less and less until few words are left
_CUTS = ((_LONGEST, _LONGEST), (4, 6), (2, 4), (1, 3))
# answers that are kept: expressions share many of their pieces
_REMEMBERED = 1 << 14
# added to the code of a letter that may be a capital or not: the result is of a private area, and no text's
_ANY_CASE = 0xF0000
_LAST_LETTER = 0xFFFF
# how often letters stand in English text; a clause that nearly every text meets is no help
_FREQUENCY = dict(zip("etaoinshrdlcumwfgypbvkjxqz", (
    0.1, 0.075, 0.067, 0.062, 0.058, 0.056, 0.052, 0.05, 0.05, 0.035, 0.033, 0.023, 0.023, 0.02, 0.02, 0.018, 0.016,
    0.016, 0.016, 0.012, 0.008, 0.006, 0.001, 0.001, 0.001, 0.001), strict=True)) | {" ": 0.15, "0": 0.003}  # fmt: skip
_CAPITAL = 0.05
_SIGN = 0.003
_USUAL_LENGTH = 240
_LEAST_SHARE = 0.005
_USELESS = 0.9

_ZERO_WIDTH = frozenset("bBAZzGmMK")
_CLASSES = frozenset("wWsSDXhRN")
_QUANTIFIER = regex.compile(r"(?:(?P<sign>[?*+])|\{(?P<least>\d*)(?:(?P<comma>,)(?P<most>\d*))?\})[?+]?")
_INLINE_FLAGS = regex.compile(r"\?(?P<on>[aimsu]*)(?:-(?P<off>[ims]+))?(?P<colon>[:)])")
# round brackets, and what may hold them without opening or closing a group
_BRACKETS = regex.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[()]", flags=regex.DOTALL)
# one part of an expression, and the bracket that opens or closes a group
_PART = regex.compile(r"\\[pP]\{[^}]*\}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", flags=regex.DOTALL)
# a part that comes more often than this may take a long way through a text; two such parts try all pairs of places
_NARROW = 8
_FEW_WIDE = 2
_CODE = regex.compile(r"[0-9A-Fa-f]{2}")
_GROUP_NAME = regex.compile(r"\?P?<(?P<name>\w+)>")


def folded(text: str) -> str:
    """A text as requirements see it, in the case in which it is written.

    >>> folded("1·3 mg/m²\\u00a0QD")
    '0·0 mg/m² QD'
    """
    return text.translate(_PLAIN) if text.isascii() else _SPACE.sub(" ", _DIGIT.sub("0", text))


@lru_cache(maxsize=4096)
def requirement_of(expression: str, ignores_case: bool = False) -> Requirement:
    """The clauses of an expression, the one that the fewest texts meet first; none where nothing is known.

    >>> requirement_of(r"\\b(?P<n>\\d{1,3})\\s?(?:%|percent)")
    (('0 %', '0 percent', '0%', '0percent'),)
    >>> requirement_of(r"(?:death|died) of (?!age)")
    (('death of ', 'died of '),)
    >>> requirement_of(r"\\w+")
    ()
    """
    try:
        clauses = _clauses(_Reader(expression, ignores_case).whole())
    except _UnknownSyntaxError:
        return ()
    return tuple(_telling(sorted(clauses, key=lambda clause: (_share(clause), clause)))[:_MOST_CLAUSES])


def _telling(clauses: Iterable[Clause]) -> list[Clause]:
    """The clauses that no other one says already."""
    every = list(dict.fromkeys(clauses))
    return [c for c in every if not any(_says(other, c) for other in every if other != c)]


def _says(clause: Clause, other: Clause) -> bool:
    """Whether a text that holds one of the words of a clause holds one of the words of the other."""
    return all(any(word in longer for word in other) for longer in clause)


@lru_cache(maxsize=4096)
def may_take_long(expression: str) -> bool:
    """Whether a search of a short text may take more than seconds: for a repeat within a repeat, or several wide ones.

    >>> may_take_long(r"\\d{1,3} of \\d{1,3} patients"), may_take_long(r"(?:\\w+\\s)+patients")
    (False, True)
    """
    repeats = list(_repeats_of(expression))
    wide = sum(most is None or most > _NARROW for *_, most in repeats)
    nested = any(a <= c and d < b for a, b, _ in repeats for c, d, _ in repeats)
    return nested or wide > _FEW_WIDE


def _repeats_of(expression: str) -> Iterator[tuple[int, int, int | None]]:
    """Where each part begins and ends that may come more than once, and how often it comes at the most."""
    begins = {end: start for start, end in _ends_of_groups(expression).items()}
    at = 0
    while at < len(expression):
        part = _PART.match(expression, at)
        end = part.end() if part else at + 1
        hit = _QUANTIFIER.match(expression, end) if expression[at] not in "(|" else None
        if hit is not None:
            most = _bounds(hit)[1]
            if most is None or most > 1:
                yield begins.get(at, at), end, most
            end = hit.end()
        at = end


class Screen:
    """Which of many expressions a text can be matched by, asked of all of them at once.

    Each clause is one bit. All words are looked for in one pass (Aho and Corasick, "Efficient string matching", 1975).
    """

    def __init__(self, requirements: Sequence[Requirement]) -> None:
        clauses = list(dict.fromkeys(clause for requirement in requirements for clause in requirement))
        numbers = {clause: number for number, clause in enumerate(clauses)}
        held: dict[str, int] = defaultdict(int)
        for clause, number in numbers.items():
            for word in clause:
                held[word] |= 1 << number
        in_small = {word for word in held if word == word.casefold()}
        self._small = _Words({word: held[word] for word in held if word in in_small})
        self._cased = _Words({word: held[word] for word in held if word not in in_small})
        self._always = tuple(number for number, requirement in enumerate(requirements) if not requirement)
        # the expressions by the clause that the fewest texts meet, with all that they need
        self._by_first: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for number, requirement in enumerate(requirements):
            if requirement:
                needed = sum(1 << numbers[clause] for clause in set(requirement))
                self._by_first[numbers[requirement[0]]].append((number, needed))
        self._first = sum(1 << number for number in self._by_first)

    def candidates(self, text: str) -> list[int]:
        """The numbers of the expressions that a text, not folded, meets the requirements of."""
        plain = folded(text)
        held = self._small.held(plain.casefold()) | self._cased.held(plain)
        met = list(self._always)
        rest = held & self._first
        while rest:
            bit = rest & -rest
            rest ^= bit
            met += [number for number, needed in self._by_first[bit.bit_length() - 1] if needed & held == needed]
        return sorted(met)


class _Words:
    """Words with the bits of their clauses."""

    def __init__(self, bits: Mapping[str, int]) -> None:
        self._bits = tuple(bits.values())
        self._automaton = Automaton()
        for number, word in enumerate(bits):
            self._automaton.add_word(word, number)
        self._automaton.make_automaton()

    def held(self, text: str) -> int:
        """The bits of the words that a text holds."""
        found = 0
        if self._bits:
            for number in {number for _, number in self._automaton.iter(text)}:
                found |= self._bits[number]
        return found


class _UnknownSyntaxError(Exception):
    """An expression uses what the analysis does not know."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What a part of an expression matches: one of a few exact texts, or something that meets the clauses.

    `ahead` is how the text goes on from where the part begins, `behind` what stands before the place where it ends;
    None where that is not known. Both may reach beyond the part, into what a look-ahead or a look-behind sees. Of an
    optional part they tell this where it does match.
    """

    exact: frozenset[str] | None
    clauses: tuple[Clause, ...] = ()
    ahead: frozenset[str] | None = None
    behind: frozenset[str] | None = None
    optional: bool = False

    @property
    def first(self) -> frozenset[str] | None:
        """How the text goes on from where the part begins."""
        if self.optional:
            return None
        return self.ahead if self.exact is None else self.exact

    @property
    def last(self) -> frozenset[str] | None:
        """What stands before the place where the part ends."""
        if self.optional:
            return None
        return self.behind if self.exact is None else self.exact


_EMPTY = frozenset({""})
_ANYTHING = _Known(None)
_NOTHING = _Known(_EMPTY)


def _share(clause: Clause) -> float:
    """Roughly the share of texts that hold one of the words."""
    return 1 - math.prod(1 - _word_share(word) for word in clause)


@lru_cache(maxsize=1 << 14)
def _word_share(word: str) -> float:
    return max(_LEAST_SHARE, 1 - math.exp(-_USUAL_LENGTH * math.prod(map(_chance, word))))


@lru_cache(maxsize=1024)
def _chance(char: str) -> float:
    return _FREQUENCY.get(char.lower(), _SIGN) * (_CAPITAL if char.isupper() else 1)


@lru_cache(maxsize=_REMEMBERED)
def _clause(words: frozenset[str]) -> tuple[Clause, ...]:
    """The words as a clause without those that hold another one; nothing where it would exclude no text."""
    clause = tuple(sorted(_shortest({_as_looked_for(word) for word in words})))
    useful = bool(clause) and len(clause) <= _LONGEST_CLAUSE and _share(clause) < _USELESS
    return (clause,) if useful else ()


def _shortest(words: set[str]) -> set[str]:
    """The words that hold no other one."""
    if "" in words:
        return {""}
    automaton = Automaton()
    for word in words:
        automaton.add_word(word, word)
    automaton.make_automaton()
    return {word for word in words if all(held == word for _, held in automaton.iter(word))} if words else words


def _clauses(known: _Known) -> tuple[Clause, ...]:
    return known.clauses + (_clause(known.exact) if known.exact is not None else ())


def _as_looked_for(word: str) -> str:
    """A word in small letters where any of its letters may stand in both cases."""
    if max(word, default="") < chr(_ANY_CASE):
        return word
    return "".join(map(_plain, word)).casefold()


@lru_cache(maxsize=1024)
def _plain(char: str) -> str:
    return chr(ord(char) % _ANY_CASE)


def _either(branches: Sequence[_Known]) -> _Known:
    """What matches one of the branches meets a clause of that branch."""
    exact = [branch.exact for branch in branches if branch.exact is not None]
    if len(exact) == len(branches) and not any(branch.clauses for branch in branches):
        words = frozenset().union(*exact)
        if len(words) <= _MOST_WORDS:
            return _Known(words)
    first, *others = sorted((_clauses(branch) for branch in branches), key=len)
    clauses = tuple(joined for clause in first for joined in _widened(clause, others))
    return _Known(None, clauses, _any_of(b.first for b in branches), _any_of(b.last for b in branches))


def _any_of(sets: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    """The words of all sets; None where one is not known."""
    found: set[str] = set()
    for words in sets:
        if words is None:
            return None
        found |= words
    return frozenset(found)


def _widened(clause: Clause, branches: Sequence[tuple[Clause, ...]]) -> tuple[Clause, ...]:
    """A clause of one branch made to hold for the others: with that clause of each which adds the least."""
    words = set(clause)
    for clauses in branches:
        if not clauses:
            return ()
        words |= set(min(clauses, key=lambda c: _share(tuple(set(c) - words))))
    return _clause(frozenset(words))


def _in_sequence(parts: Iterable[_Known]) -> _Known:
    """Parts one after the other: what stands before each place is joined with what comes next."""
    ahead, begins = _EMPTY, True
    current, whole = _EMPTY, True
    clauses: tuple[Clause, ...] = ()
    for part in parts:
        clauses += part.clauses
        if part.exact == _EMPTY:
            clauses += _around(current, part.ahead)
            if part.behind is not None and current == _EMPTY:
                current, whole = part.behind, False
            continue
        if begins:
            begins = part.exact is not None and _few(ahead, part.exact, _MOST_JOINED)
            ahead = _with_beginning(ahead, part.first)
        if part.exact is not None and _few(current, part.exact, _MOST_WORDS if whole else _MOST_JOINED):
            current = frozenset(a + b for a in current for b in part.exact)
        else:
            whole = False
            clauses += _clause(current) + _around(current, part.first)
            current = _followed(current, part)
    return _Known(current, clauses) if whole else _Known(None, clauses + _clause(current), ahead, current)


def _followed(before: frozenset[str], part: _Known) -> frozenset[str]:
    """What stands before the place where a part ends."""
    if part.exact is not None:
        return _with_end(before, part.exact)
    ends = part.behind or _EMPTY
    if not part.optional:
        return ends
    either = before | ends
    return either if _few(either, _EMPTY, _MOST_JOINED) else _EMPTY


def _few(before: Collection[str], then: Collection[str], most: int = _MOST_WORDS) -> bool:
    """Whether few texts come of all that may stand before a place and all that may come next."""
    longest = max(map(len, before), default=0) + max(map(len, then), default=0)
    return len(before) * len(then) <= most and longest <= _LONGEST


@lru_cache(maxsize=_REMEMBERED)
def _around(before: frozenset[str], then: frozenset[str] | None) -> tuple[Clause, ...]:
    """What stands around a place, no more of it than stays few."""
    for ends, beginnings in _CUTS:
        some, others = frozenset(a[-ends:] for a in before), frozenset(b[:beginnings] for b in then or _EMPTY)
        if _few(some, others, _MOST_JOINED):
            return _clause(frozenset(a + b for a in some for b in others))
    return ()


@lru_cache(maxsize=_REMEMBERED)
def _with_end(before: frozenset[str], then: frozenset[str]) -> frozenset[str]:
    """What stands before a place, with something more."""
    for ends, _ in _CUTS:
        some = frozenset(a[-ends:] for a in before)
        if _few(some, then, _MOST_JOINED):
            return frozenset(a + b for a in some for b in then)
    return then


@lru_cache(maxsize=_REMEMBERED)
def _with_beginning(ahead: frozenset[str], then: frozenset[str] | None) -> frozenset[str]:
    """How a text goes on, with what comes next."""
    for _, beginnings in _CUTS:
        others = frozenset(b[:beginnings] for b in then or _EMPTY)
        if _few(ahead, others, _MOST_JOINED):
            return frozenset(a + b for a in ahead for b in others)
    return ahead


@lru_cache(maxsize=_REMEMBERED)
def _group_of(inner: str, ignores_case: bool) -> _Known | None:
    """What a group matches, by what stands between its brackets; None where the analysis does not know its syntax."""
    try:
        return _Reader(inner, ignores_case).group()
    except _UnknownSyntaxError:
        return None


def _ends_of_groups(expression: str) -> dict[int, int]:
    """Where each group of an expression is closed, by where it is opened."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for hit in _BRACKETS.finditer(expression):
        if hit.group() == "(":
            opened.append(hit.start())
        elif hit.group() == ")" and opened:
            ends[opened.pop()] = hit.start()
    return ends


def _ignoring(flags: regex.Match[str], outer: bool) -> bool:
    """Whether case is ignored behind flags."""
    return (outer or "i" in flags["on"]) and "i" not in (flags["off"] or "")


class _Reader:
    """Reads an expression from left to right."""

    def __init__(self, expression: str, ignores_case: bool) -> None:
        self._text = expression
        self._at = 0
        self._ignores_case = ignores_case
        self._ends = _ends_of_groups(expression)

    @property
    def at_end(self) -> bool:
        return self._at >= len(self._text)

    def alternatives(self) -> _Known:
        """Up to the end of the expression."""
        branches = [_in_sequence(self._parts())]
        while self._takes("|"):
            branches.append(_in_sequence(self._parts()))
        return branches[0] if len(branches) == 1 else _either(branches)

    def _takes(self, piece: str) -> bool:
        if self._text.startswith(piece, self._at):
            self._at += len(piece)
            return True
        return False

    def _parts(self) -> Iterator[_Known]:
        """The parts of a branch; letters that follow each other are one."""
        letters = ""
        while not self.at_end and self._text[self._at] not in "|)":
            part = self._repeated(self._part())
            if part.exact is not None and len(part.exact) == 1 and part.exact != _EMPTY and not part.clauses:
                letters += next(iter(part.exact))
                continue
            if letters:
                yield _Known(frozenset({letters}))
                letters = ""
            yield part
        if letters:
            yield _Known(frozenset({letters}))

    def _repeated(self, part: _Known) -> _Known:
        hit = _QUANTIFIER.match(self._text, self._at)
        if hit is None:
            return part
        self._at = hit.end()
        least, most = _bounds(hit)
        if (least, most) == (1, 1):
            return part
        if least == 0:
            once = most == 1 and part.exact is not None and not part.clauses
            if once:
                return _Known((part.exact or frozenset()) | {""})
            return _Known(None, (), part.first, part.last, optional=True)
        if part.exact is not None and least == most and len(part.exact) == 1:
            return _Known(frozenset(word * least for word in part.exact), part.clauses)
        return _Known(None, _clauses(part), part.first, part.last)

    def _part(self) -> _Known:
        char = self._text[self._at]
        self._at += 1
        if char == "(":
            return self._group()
        if char == "[":
            return self._set()
        if char == "\\":
            return self._escaped()
        if char in "^$":
            return _NOTHING
        if char == ".":
            return _ANYTHING
        return _Known(frozenset({self._char(char)}))

    def _group(self) -> _Known:
        """A group; flags that stand alone hold for the rest of the group around them."""
        flags = _INLINE_FLAGS.match(self._text, self._at)
        if flags is not None and flags["colon"] == ")":
            self._at, self._ignores_case = flags.end(), _ignoring(flags, self._ignores_case)
            return _NOTHING
        end = self._ends.get(self._at - 1)
        found = _group_of(self._text[self._at : end], self._ignores_case) if end is not None else None
        if end is None or found is None:
            raise _UnknownSyntaxError
        self._at = end + 1
        return found

    def group(self) -> _Known:
        """What stands between the brackets of a group."""
        if self._takes("?!") or self._takes("?<!"):
            return _NOTHING
        if self._takes("?="):
            inner = self.whole()
            return _Known(_EMPTY, _clauses(inner), ahead=inner.first)
        if self._takes("?<="):
            inner = self.whole()
            return _Known(_EMPTY, _clauses(inner), behind=inner.last)
        flags = _INLINE_FLAGS.match(self._text, self._at)
        name = _GROUP_NAME.match(self._text, self._at)
        if flags is not None:
            self._at, self._ignores_case = flags.end(), _ignoring(flags, self._ignores_case)
        elif name is not None:
            self._at = name.end()
        elif self._text.startswith("?") and not self._takes("?>"):
            raise _UnknownSyntaxError
        return self.whole()

    def whole(self) -> _Known:
        """The alternatives up to the end."""
        found = self.alternatives()
        if not self.at_end:
            raise _UnknownSyntaxError
        return found

    def _char(self, char: str) -> str:
        """A character as a folded text shows it."""
        plain = folded(char)
        if ord(plain) > _LAST_LETTER:
            raise _UnknownSyntaxError
        return chr(_ANY_CASE + ord(plain)) if self._ignores_case and plain.isalpha() else plain

    def _escaped(self) -> _Known:
        char = self._text[self._at]
        self._at += 1
        if char in "pP":
            self._property()
            return _ANYTHING
        if char in _ZERO_WIDTH:
            return _NOTHING
        if char == "d":
            return _Known(frozenset({"0"}))
        if char == "s":
            return _Known(frozenset({" "}))
        if char in _CLASSES:
            return _ANYTHING
        return _Known(frozenset({self._char(self._meant(char))}))

    def _meant(self, char: str) -> str:
        """The character that an escape stands for."""
        code = _CODE.match(self._text, self._at) if char == "x" else None
        if code is not None:
            self._at = code.end()
            return chr(int(code.group(), 16))
        if char.isalnum():
            raise _UnknownSyntaxError
        return char

    def _property(self) -> None:
        end = self._text.find("}", self._at)
        if not self._takes("{") or end < 0:
            raise _UnknownSyntaxError
        self._at = end + 1

    def _set(self) -> _Known:
        """A set of characters; what it holds where they are few and none is a class of its own."""
        negated, open_ended, members = self._takes("^"), False, set[str]()
        first = True
        while first or self._text[self._at] != "]":
            first = False
            low = self._member()
            if low is None:
                open_ended = True
                continue
            if self._text[self._at] == "-" and self._text[self._at + 1] != "]":
                self._at += 1
                high = self._member()
                if high is None or len(low) > 1:
                    raise _UnknownSyntaxError
                wide = ord(high) - ord(low) > _MOST_WORDS
                open_ended |= wide
                members |= set() if wide else {self._char(chr(c)) for c in range(ord(low), ord(high) + 1)}
            else:
                members.add(self._char(low))
        self._at += 1
        return _ANYTHING if negated or open_ended or len(members) > _MOST_WORDS else _Known(frozenset(members))

    def _member(self) -> str | None:
        """One character of a set; None for a class."""
        if self.at_end or self._text.startswith("[:", self._at):
            raise _UnknownSyntaxError
        char = self._text[self._at]
        self._at += 1
        if char != "\\":
            return char
        char = self._text[self._at]
        self._at += 1
        if char in "pP":
            self._property()
            return None
        if char in "ds":
            return "0" if char == "d" else " "
        return None if char in _CLASSES else self._meant(char)


def _bounds(hit: regex.Match[str]) -> tuple[int, int | None]:
    """The least and the most repeats of a quantifier; no most where it is open."""
    if hit["sign"]:
        return {"?": (0, 1), "*": (0, None), "+": (1, None)}[hit["sign"]]
    least = int(hit["least"] or 0)
    if hit["comma"] is None:
        return least, least
    return least, int(hit["most"]) if hit["most"] else None
