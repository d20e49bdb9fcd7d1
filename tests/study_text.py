"""Sentences of a made-up study, read with everything that is recognised in them."""

from __future__ import annotations

from myelomine.definitions import document_lexicon
from myelomine.document import Block, BlockKind, Section
from myelomine.extractors.reader import Reader
from myelomine.extractors.sentences import Sentence
from myelomine.matching import get_matcher
from myelomine.patterns import load_patterns

PATTERNS = load_patterns()


def sentences_of(*texts: str) -> list[Sentence]:
    """The sentences of one paragraph of results; each text may hold several."""
    reader = Reader(get_matcher(PATTERNS), document_lexicon(list(texts), PATTERNS))
    return list(reader.sentences(Block("b", 1, BlockKind.PARAGRAPH, Section.RESULTS, " ".join(texts))))
