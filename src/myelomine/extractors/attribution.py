"""Whose results a sentence gives: the paper's own, or those of a study that it cites or names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import regex

from myelomine.document import Section
from myelomine.drafts import Draft
from myelomine.extractors.arms import Register
from myelomine.extractors.citations import CitationIndex, citation_index, is_cited, studies_of
from myelomine.extractors.identity import Identity
from myelomine.extractors.linking.scene import Scene, scene_of
from myelomine.extractors.outcomes import outcome_drafts
from myelomine.extractors.scopes import Scope
from myelomine.extractors.sentences import Sentence, part_of
from myelomine.mentions import Label, Mention

# introduction and discussion speak of other studies, and repeat what the results say
_ASIDE = frozenset({Section.INTRODUCTION, Section.DISCUSSION})
_OURS = regex.compile(r"(?:The\s\w+\s(?:\w+\s){0,3}in\s)?(?i:our|we|in our|the present|in the present|in this|this)\b")
_TURNS = regex.compile(
    r"\b(?:resembl\w+|compar(?:es?|ed|able|ing)|agree\w*|accord\w*|similar|in (?:keeping|line|agreement) with|than"
    r"|(?:is|are|was|were) (?:[\w-]+\s){0,3}(?:to|with)|consistent with)\b"
)
# "The ORR of 79% and the median PFS of 20 months are lower than those in A": what stands before may be our own
_WEIGHED = regex.compile(
    r"(?i)\b(?:(?:lower|higher|longer|shorter|better|worse|inferior|superior|less|more|larger|smaller|greater|deeper)"
    r"\s(?:[\w-]+\s){0,3}(?:than|to)|exceed(?:s|ed)?|(?:compar(?:es?|ed|able)|similar|identical|close|consistent)"
    r"\s(?:[\w-]+\s){0,2}(?:to|with)"
    r"|in (?:keeping|line|agreement|accordance) with|resembl\w+|agree(?:s|d)? with|confirms?|reproduces?)\s"
)
_OPENS_CLAUSE = regex.compile(
    r"(?:[;,]\s?\d{0,2}|[\p{Ll}%)])\s"
    r"(?P<clause>(?:(?:and|while|whereas|but)\s)?(?:later\s|more recently,?\s)?(?:in|for)\s(?:the\s)?(?:\w+\s)?)$"
)
_SECOND_NAME = regex.compile(r"(?:\s(?:phase\s\S{1,3}\s)?(?:trial|study))?\s?[(\[]")
_RESULT_OF = regex.compile(r"(?i)\b(?:in|from|of) (?:the )?$")


@dataclass(frozen=True, slots=True)
class CitedDraft:
    """A fact of another study, and whether the sentence has not yet turned to that study where it states the fact."""

    draft: Draft
    opens: bool = False


def attributed(
    scenes: Sequence[Scene], scope: Scope, identity: Identity
) -> tuple[list[Scene], list[Scene], list[CitedDraft]]:
    """The scenes of the paper's own results, those that may only repeat them, and the facts of other studies."""
    index = citation_index(scope.references, scope.tables, ())
    own: list[Scene] = []
    repeated: list[Scene] = []
    cited: list[CitedDraft] = []
    for scene in scenes:
        sentence = scene.sentence
        aside = is_aside(sentence)
        studies = _cited_studies(sentence, index, identity) if aside else _named_trial(sentence, scope, identity)
        aside = aside and (sentence.block.section in _ASIDE or bool(studies))
        pieces = clauses_by_trial(sentence) if len(studies) > 1 else []
        if len(studies) == 1:
            cited.extend(_drafts_of(sentence, studies[0]))
        elif pieces:
            cited.extend(d for piece in pieces for d in _drafts_of_piece(piece, index, identity))
        elif not aside:
            own.append(scene)
        elif not studies and not is_cited(sentence):
            repeated.append(scene)
    return own, repeated, cited


def is_aside(sentence: Sentence) -> bool:
    """Whether a sentence stands where other studies are spoken of; in a letter without sections, where it cites."""
    section = sentence.block.section
    return section in _ASIDE or (section is Section.BODY and is_cited(sentence))


def _drafts_of(sentence: Sentence, study: str) -> Iterator[CitedDraft]:
    """The results of another study; the paper's own arms say nothing about its groups."""
    ours, opening = _told_in(_own_part(sentence)), _told_in(_opening_part(sentence))
    for draft in outcome_drafts(scene_of(sentence, Register())):
        if _what(draft) not in ours:
            yield CitedDraft(replace(draft, origin="cited", study=study, flags=()), _what(draft) in opening)


def _told_in(part: Sentence | None) -> set[tuple[object, ...]]:
    return {_what(d) for d in outcome_drafts(scene_of(part, Register()))} if part else set()


def _opening_part(sentence: Sentence) -> Sentence | None:
    """What a sentence says before it weighs that against a study of which it has not spoken yet."""
    turn = _WEIGHED.search(sentence.text)
    named = [m.start for m in (*sentence.named(Label.TRIAL), *sentence.of(Label.CITED))]
    return part_of(sentence, 0, turn.start()) if turn and all(at > turn.start() for at in named) else None


def _what(draft: Draft) -> tuple[object, ...]:
    return draft.kind, draft.name, draft.statistic, draft.value


def _own_part(sentence: Sentence) -> Sentence | None:
    """What a sentence says of the paper's own study before it turns to another: "Our ORR of 91% resembles …"."""
    turn = _TURNS.search(sentence.text) if _OURS.match(sentence.text) else None
    return part_of(sentence, 0, turn.start()) if turn else None


def _drafts_of_piece(piece: Sentence, index: CitationIndex, identity: Identity) -> Iterator[CitedDraft]:
    studies = _cited_studies(piece, index, identity)
    return _drafts_of(piece, studies[0]) if len(studies) == 1 else iter(())


def clauses_by_trial(sentence: Sentence) -> list[Sentence]:
    """The clauses of a sentence that each open with a trial: "In A, PFS was 12 months, and in B it was 11 months"."""
    starts = [_opening_of(sentence.text, m.start) for m in sentence.named(Label.TRIAL)]
    cuts = sorted({s for s in starts if s})
    if not cuts:
        return []
    return [part_of(sentence, a, b) for a, b in pairwise([0, *cuts, len(sentence.text)])]


def _opening_of(text: str, at: int) -> int:
    """Where the clause begins whose first words lead to a trial's name; 0 for the first clause."""
    hit = _OPENS_CLAUSE.search(text[:at])
    return hit.start("clause") if hit else 0


def _cited_studies(sentence: Sentence, index: CitationIndex, identity: Identity) -> list[str]:
    return [s for s in studies_of(sentence, index) if s != identity.study]


def _is_second_name(sentence: Sentence, mention: Mention) -> bool:
    """Whether a bracket gives a trial its other name: "the FIRST trial (MM-020)"."""
    before = sentence.text[: mention.start]
    return any(_SECOND_NAME.fullmatch(before, m.end) for m in sentence.named(Label.TRIAL) if m.end < mention.start)


def is_of_others(sentence: Sentence, scope: Scope, identity: Identity) -> bool:
    """Whether a sentence outside the running text leans on other work or gives figures of a trial that it names."""
    return is_cited(sentence) or bool(_named_trial(sentence, scope, identity))


def tells_of_other_trial(sentence: Sentence, scope: Scope, identity: Identity) -> bool:
    """Whether a sentence of the paper's own text speaks of the patients of another trial."""
    return bool(_named_trial(sentence, scope, identity))


def _named_trial(sentence: Sentence, scope: Scope, identity: Identity) -> list[str]:
    """The other trial that a sentence of the results gives figures of: "a response rate of 29% in the STORM trial"."""
    trials = [m for m in sentence.named(Label.TRIAL) if not _is_second_name(sentence, m)]
    names = {m.name or m.text for m in trials}
    placed = any(_RESULT_OF.search(sentence.text[: m.start]) for m in trials)
    own = identity.study in names or any(n.lower() in scope.title.lower() for n in names)
    return list(names) if placed and not own and len(names) == 1 else []
