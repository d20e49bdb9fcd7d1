"""From a scope to drafts: its lexicon, sentences, arm register and scenes, then one extractor a kind of fact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from myelomine.definitions import document_lexicon
from myelomine.document import Block, BlockKind, DocumentKind, Section
from myelomine.drafts import Draft
from myelomine.extractors.arms import Register, build_register
from myelomine.extractors.clauses import Scene, scene_of
from myelomine.extractors.doses import dose_drafts
from myelomine.extractors.identity import Identity, identify
from myelomine.extractors.outcomes import outcome_drafts
from myelomine.extractors.regimens import regimen_drafts
from myelomine.extractors.scopes import Scope
from myelomine.extractors.sentences import Sentence, heading_at, inline_headings, sentence_bounds
from myelomine.extractors.sizes import size_drafts
from myelomine.lexicon import Lexicon
from myelomine.matching import Matcher, get_matcher
from myelomine.mentions import Label, Mention
from myelomine.patterns import PatternSet

# a number inside one of these is part of it and no quantity of its own
_COVERING = frozenset({Label.GRADE, Label.DOSE, Label.DAYS, Label.CYCLES, Label.CYCLE_LENGTH})
_COVERED = frozenset({Label.NUMBER, Label.COUNT, Label.COUNT_OF_TOTAL, Label.DURATION, Label.PERCENT, Label.LANDMARK})
_REGISTER_SECTIONS = frozenset({Section.ABSTRACT, Section.METHODS, Section.RESULTS, Section.FRONT, Section.BODY})


@dataclass(frozen=True, slots=True)
class Reader:
    """Everything that turns a text into mentions: the patterns' matcher and the paper's own lexicon."""

    matcher: Matcher
    lexicon: Lexicon

    def sentences(self, block: Block) -> Iterator[Sentence]:
        """The sentences of a block with their names and numbers."""
        headings = inline_headings(block.text)
        for start, end in sentence_bounds(block.text):
            text = block.text[start:end]
            names = tuple(self.matcher.find_names(text, self.lexicon))
            drugs = tuple(d for d in self.matcher.find_drugs(text, self.lexicon) if d.value.text("role") in ("active", "conditioning", ""))
            values = tuple(_uncovered(self.matcher.find_values(text)))
            yield Sentence(block, start, text, heading_at(headings, start, block.heading.lower()), names, drugs, values)


def _uncovered(values: Sequence[Mention]) -> Iterator[Mention]:
    covers = [(m.start, m.end) for m in values if m.label in _COVERING]
    for mention in values:
        inside = mention.label in _COVERED and any(a <= mention.start and mention.end <= b for a, b in covers)
        if not inside:
            yield mention


def study_drafts(scope: Scope, patterns: PatternSet) -> list[Draft]:
    """Every fact that a scope states, in reading order, with study, disease and origin filled in."""
    reader = Reader(get_matcher(patterns), document_lexicon([b.text for b in scope.blocks], patterns))
    sentences = [s for b in scope.blocks for s in reader.sentences(b)]
    register = _register(sentences, scope)
    identity = identify(scope, sentences)
    scenes = [scene_of(s, register) for s in sentences if s.block.kind is not BlockKind.CAPTION]
    drafts = list(_text_drafts(scenes, scope))
    return [_identified(d, identity) for d in drafts]


def _register(sentences: Sequence[Sentence], scope: Scope) -> Register:
    return build_register([s for s in sentences if s.block.section in _REGISTER_SECTIONS or s.block.kind is BlockKind.TITLE], scope.title)


def _text_drafts(scenes: Sequence[Scene], scope: Scope) -> Iterator[Draft]:
    yield from regimen_drafts(scenes)
    for scene in scenes:
        if scene.sentence.block.kind is BlockKind.TITLE:
            continue
        yield from dose_drafts(scene)
        yield from size_drafts(scene)
        yield from outcome_drafts(scene)


def _identified(draft: Draft, identity: Identity) -> Draft:
    return replace(draft, study=draft.study or identity.study, disease=draft.disease or identity.disease)
