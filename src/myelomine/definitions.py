"""A paper's own abbreviations, read from where it defines them: they override what the pattern files say."""

from __future__ import annotations

from collections.abc import Iterable

from myelomine.lexicon import Lexicon
from myelomine.matching import get_matcher
from myelomine.patterns import PatternSet


def document_lexicon(texts: Iterable[str], patterns: PatternSet) -> Lexicon:
    """The lexicon of one paper (or of one article of a listing) from all of its texts."""
    matcher = get_matcher(patterns)
    named = frozenset[str]().union(*(matcher.named(text) for text in texts))
    return Lexicon(named=named)
