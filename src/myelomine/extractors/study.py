"""From a scope to drafts: its lexicon, sentences, arm register and scenes, then one extractor a kind of fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import regex

from myelomine.definitions import document_lexicon
from myelomine.document import BlockKind, DocumentKind, Section
from myelomine.drafts import Draft
from myelomine.extractors.aliases import under_trial_names
from myelomine.extractors.arms import Register, build_register
from myelomine.extractors.citations import citation_index, is_cited, studies_of
from myelomine.extractors.doses import study_dose_drafts
from myelomine.extractors.identity import Identity, identify
from myelomine.extractors.linking.scene import Scene, scene_of
from myelomine.extractors.outcomes import outcome_drafts, running_drafts
from myelomine.extractors.reader import Reader
from myelomine.extractors.regimens import regimen_drafts
from myelomine.extractors.review import review_drafts
from myelomine.extractors.scopes import Scope
from myelomine.extractors.sentences import Sentence
from myelomine.extractors.sizes import size_drafts
from myelomine.extractors.tables import table_drafts
from myelomine.matching import get_matcher
from myelomine.mentions import Label
from myelomine.patterns import PatternSet

_ASIDE = frozenset({Section.INTRODUCTION, Section.DISCUSSION})
_REGISTER_SECTIONS = frozenset({Section.ABSTRACT, Section.METHODS, Section.RESULTS, Section.FRONT, Section.BODY})
_PLACE_BEFORE = regex.compile(r"(?i)\b(?:in|from|of) (?:the )?$")


def study_drafts(scope: Scope, patterns: PatternSet) -> list[Draft]:
    """Every fact that a scope states, in reading order, with study, disease and origin filled in."""
    reader = Reader(get_matcher(patterns), document_lexicon(_texts(scope), patterns))
    if scope.kind is DocumentKind.REVIEW:
        drafts = under_trial_names(review_drafts(scope, reader), scope.tables)
        return _of_disease(drafts, _disease_of(scope, reader))
    sentences = [s for b in scope.blocks for s in reader.sentences(b)]
    register = _register(sentences, scope)
    identity = identify(scope, sentences)
    scenes = [scene_of(s, register) for s in sentences if s.block.kind is not BlockKind.CAPTION]
    own, cited = _own_and_cited(scenes, scope, identity)
    drafts = [*own, *(d for t in scope.tables for d in table_drafts(t, reader, register))]
    return [*(_identified(d, identity) for d in drafts), *_of_disease(cited, identity.disease)]


def _own_and_cited(scenes: Sequence[Scene], scope: Scope, identity: Identity) -> tuple[list[Draft], list[Draft]]:
    """The paper's own facts, and those of other studies that its introduction and discussion mention.

    A sentence of the discussion that cites nothing only repeats: what no other section states is left out.
    """
    index = citation_index(scope.references, scope.tables, ())
    aside = [s for s in scenes if s.sentence.block.section in _ASIDE]
    main = [s for s in scenes if s.sentence.block.section not in _ASIDE]
    others = {id(s): o for s in main if (o := _other_trial(s.sentence, scope, identity))}
    own = list(_text_drafts([s for s in main if id(s) not in others]))
    stated = {_fact(d) for d in own}
    cited = [d for s in main if id(s) in others for d in _cited(s, others[id(s)])]
    for scene in aside:
        studies = [s for s in studies_of(scene.sentence, index) if s != identity.study]
        if len(studies) == 1:
            cited.extend(_cited(scene, studies[0]))
        elif not studies and not is_cited(scene.sentence):
            own.extend(d for d in outcome_drafts(scene) if _fact(d) in stated)
    return own, cited


def _fact(draft: Draft) -> tuple[object, ...]:
    return draft.kind, draft.name, draft.statistic, draft.value


def _cited(scene: Scene, study: str) -> Iterator[Draft]:
    """The results of a sentence as those of another study, whose arms are not known."""
    found = outcome_drafts(scene_of(scene.sentence, Register()))
    return (replace(d, origin="cited", study=study, flags=()) for d in found)


def _of_disease(drafts: Iterable[Draft], disease: str) -> list[Draft]:
    return [replace(d, disease=d.disease or disease) for d in drafts]


def _other_trial(sentence: Sentence, scope: Scope, identity: Identity) -> str:
    """Another trial that a sentence of the results gives figures of: "29% responded in the STORM trial"."""
    trials = sentence.named(Label.TRIAL)
    names = {m.name or m.text for m in trials}
    placed = any(_PLACE_BEFORE.search(sentence.text[: m.start]) for m in trials)
    own = identity.study in names or any(n.lower() in scope.title.lower() for n in names)
    return next(iter(names)) if len(names) == 1 and placed and not own else ""


def _disease_of(scope: Scope, reader: Reader) -> str:
    front = [b for b in scope.blocks if b.kind is BlockKind.TITLE or b.section is Section.ABSTRACT]
    return identify(scope, [s for b in front for s in reader.sentences(b)]).disease


def _texts(scope: Scope) -> list[str]:
    """The texts of a scope, and its tables' abbreviations in the form of a list."""
    pairs = [f"{short}, {meaning}" for t in scope.tables for short, meaning in t.abbreviations]
    return [*(b.text for b in scope.blocks), *(["Abbreviations: " + "; ".join(pairs)] if pairs else [])]


def _register(sentences: Sequence[Sentence], scope: Scope) -> Register:
    """The arms that the sections speak of which tell of this study."""
    own = [s for s in sentences if s.block.section in _REGISTER_SECTIONS or s.block.kind is BlockKind.TITLE]
    return build_register(own, scope.title)


def _text_drafts(scenes: Sequence[Scene]) -> Iterator[Draft]:
    """The paper's own facts; a regimen that is only mentioned counts where there is nothing else."""
    told = [s for s in scenes if s.sentence.block.kind is not BlockKind.TITLE]
    results = [d for s, outcomes in running_drafts(told) for d in (*size_drafts(s), *outcomes)]
    facts = [*study_dose_drafts(told), *results]
    yield from regimen_drafts(scenes, mentioned_only=not facts)
    yield from facts


def _identified(draft: Draft, identity: Identity) -> Draft:
    return replace(draft, study=draft.study or identity.study, disease=draft.disease or identity.disease)
