"""Figure captions: what a figure's title measures and its legend gives in numbers.

Numbers at risk and axes are part of the drawing, which the parser leaves out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from myelomine.document import Block, BlockKind
from myelomine.drafts import Draft
from myelomine.extractors.arms import Register
from myelomine.extractors.evidence import source_of
from myelomine.extractors.linking.scene import Scene, scene_of
from myelomine.extractors.measures import Measure
from myelomine.extractors.outcomes import running_drafts
from myelomine.extractors.reader import Reader
from myelomine.extractors.sentences import Sentence

# what tells a result from an age or a follow-up
_TELLING = regex.compile(r"(?i)\b(?:median|hazard|HR|months?)\b|%")
_FIGURE = regex.compile(r"figure\b")


def is_figure_caption(block: Block) -> bool:
    """Whether a block is the caption of a figure; those of tables are read with their table."""
    return block.kind is BlockKind.CAPTION and _FIGURE.match(source_of(block)) is not None


def caption_drafts(
    sentences: Sequence[Sentence], reader: Reader, register: Register, told: Sequence[Draft]
) -> Iterator[Draft]:
    """The results that sentences of captions state, where they or what is told elsewhere tell the group."""
    for _, drafts in running_drafts(_titled(sentences, reader, register)):
        for draft in drafts:
            yield from [draft] if not draft.flags else _repeated(draft, told)


def _repeated(draft: Draft, told: Sequence[Draft]) -> Iterator[Draft]:
    """A draft whose group is open as the group of the one fact told elsewhere that it repeats."""
    same = [d for d in told if _measured(d) == _measured(draft)]
    if same and len({(d.group, d.regimen) for d in same}) == 1:
        known = same[0]
        yield replace(draft, group=known.group, regimen=known.regimen, comparator=known.comparator, flags=())


def _measured(draft: Draft) -> tuple[object, ...]:
    what = (draft.kind, draft.name, draft.statistic, draft.grade, draft.time_months)
    return (*what, draft.value, draft.unit, draft.qualifier)


def _titled(sentences: Sequence[Sentence], reader: Reader, register: Register) -> Iterator[Scene]:
    """The scenes of a caption; a sentence of numbers without a measure is read together with the title that has one."""
    title: Sentence | None = None
    for sentence in sentences:
        scene = scene_of(sentence, register)
        if title is not None and _belongs_under(title, scene):
            text = sentence.block.text[title.start : sentence.start + len(sentence.text)]
            yield scene_of(reader.sentence(sentence.block, title.start, text, sentence.heading), register)
            continue
        title = sentence if not scene.series and _names_one(scene.measures) else None
        yield scene


def _belongs_under(title: Sentence, scene: Scene) -> bool:
    """Whether a sentence of the same caption gives numbers of what its title measures."""
    gives = scene.series and not scene.measures and _TELLING.search(scene.text)
    return bool(gives) and title.block is scene.sentence.block


def _names_one(measures: Sequence[Measure]) -> bool:
    return len({(m.kind, m.name) for m in measures}) == 1
