"""From a scope to drafts: its lexicon, sentences, arm register and scenes, then one extractor a kind of fact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from myelomine.definitions import document_lexicon
from myelomine.document import BlockKind, DocumentKind, Section
from myelomine.drafts import Draft
from myelomine.extractors.aliases import under_trial_names
from myelomine.extractors.arms import Register, build_register
from myelomine.extractors.attribution import attributed, is_aside, is_of_others, tells_of_other_trial
from myelomine.extractors.captions import caption_drafts, is_figure_caption
from myelomine.extractors.doses import study_dose_drafts
from myelomine.extractors.identity import Identity, identify
from myelomine.extractors.linking.scene import Scene, scene_of
from myelomine.extractors.outcomes import outcome_drafts, running_drafts
from myelomine.extractors.quantities import announces_intervals
from myelomine.extractors.reader import Reader
from myelomine.extractors.regimens import regimen_drafts
from myelomine.extractors.review import review_drafts
from myelomine.extractors.scopes import Scope
from myelomine.extractors.sentences import Sentence, sentence_bounds
from myelomine.extractors.sizes import study_size_drafts
from myelomine.extractors.tables import read_tables
from myelomine.matching import get_matcher
from myelomine.patterns import PatternSet

_REGISTER_SECTIONS = frozenset({Section.ABSTRACT, Section.METHODS, Section.RESULTS, Section.FRONT, Section.BODY})


@dataclass(frozen=True, slots=True)
class StudyReading:
    """What a scope states, and which of its tables state nothing that a record could hold, each with the reason."""

    drafts: tuple[Draft, ...]
    silent_tables: tuple[str, ...] = ()


def read_study(scope: Scope, patterns: PatternSet) -> StudyReading:
    """Every fact of a scope, in reading order, with study, disease and origin filled in."""
    reader = Reader(get_matcher(patterns), document_lexicon(_texts(scope), patterns))
    return _read_review(scope, reader) if scope.kind is DocumentKind.REVIEW else _read_paper(scope, reader)


def _read_review(scope: Scope, reader: Reader) -> StudyReading:
    disease = _disease_of(scope, reader)
    rows = read_tables(scope.tables, reader, Register())
    drafts = under_trial_names(review_drafts(scope, reader, rows.drafts), scope.tables)
    return StudyReading(tuple(replace(d, disease=d.disease or disease) for d in drafts), rows.silent)


def _read_paper(scope: Scope, reader: Reader) -> StudyReading:
    sentences = [s for b in scope.blocks for s in reader.sentences(b)]
    identity = identify(scope, sentences)
    ours = [s for s in sentences if _speaks_of_arms(s) and not tells_of_other_trial(s, scope, identity)]
    register = build_register(ours, scope.title)
    intervals = any(announces_intervals(s.text) for s in sentences)
    scenes = [scene_of(s, register, intervals) for s in sentences if s.block.kind is not BlockKind.CAPTION]
    own, repeated, cited = attributed(scenes, scope, identity)
    told = list(_text_drafts(own))
    values = {_value_of(d) for d in told}
    again = (d for s in repeated for d in outcome_drafts(s) if _value_of(d) in values)
    rows = read_tables(scope.tables, reader, register)
    figures = [s for s in sentences if is_figure_caption(s.block) and not is_of_others(s, scope, identity)]
    shown = caption_drafts(figures, reader, register, (*told, *rows.drafts))
    stated = (_identified(d, identity) for d in (*told, *again, *shown, *rows.drafts))
    # a discussion repeats the paper's own value before it names the study that it compares
    known = values | {_value_of(d) for d in rows.drafts}
    theirs = (c.draft for c in cited if not (c.opens and _value_of(c.draft) in known))
    others = (replace(d, disease=d.disease or identity.disease) for d in theirs)
    return StudyReading((*stated, *others), rows.silent)


def _value_of(draft: Draft) -> tuple[object, ...]:
    return draft.kind, draft.name, draft.statistic, draft.value


def _speaks_of_arms(sentence: Sentence) -> bool:
    told = sentence.block.section in _REGISTER_SECTIONS and not is_aside(sentence)
    return told or sentence.block.kind is BlockKind.TITLE


def _disease_of(scope: Scope, reader: Reader) -> str:
    front = (b for b in scope.blocks if b.kind is BlockKind.TITLE or b.section is Section.ABSTRACT)
    return identify(scope, [s for b in front for s in reader.sentences(b)]).disease


def _texts(scope: Scope) -> list[str]:
    """The sentences of a scope, and its tables' abbreviations in the form of a list."""
    pairs = [f"{short}, {meaning}" for t in scope.tables for short, meaning in t.abbreviations]
    sentences = (b.text[start:end] for b in scope.blocks for start, end in sentence_bounds(b.text))
    return [*sentences, *(["Abbreviations: " + "; ".join(pairs)] if pairs else [])]


def _text_drafts(scenes: Sequence[Scene]) -> Iterator[Draft]:
    """The facts of running text; a regimen counts where the text gives a fact, else where it is the only subject."""
    told = [s for s in scenes if s.sentence.block.kind is not BlockKind.TITLE]
    sizes = study_size_drafts(told)
    results = [d for n, (_, outcomes) in zip(sizes, running_drafts(told), strict=True) for d in (*n, *outcomes)]
    facts = [*study_dose_drafts(told), *results]
    yield from regimen_drafts(scenes, mentioned_only=not facts)
    yield from facts


def _identified(draft: Draft, identity: Identity) -> Draft:
    return replace(draft, study=draft.study or identity.study, disease=draft.disease or identity.disease)
