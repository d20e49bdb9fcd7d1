"""What a sheet says that the log does not know yet, turned into decisions."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from myelomine.review.carrying import Settlement
from myelomine.review.decisions import (
    Decision,
    Judgement,
    Opinion,
    Signature,
    Verdict,
    last_words,
    new_thread,
    version_key,
)
from myelomine.review.reading import Claim, Unclear


@dataclass(frozen=True, slots=True)
class Standing:
    """What is decided so far: the opinions of the run, and what was last said about each version of a record."""

    opinions: Mapping[str, Opinion]
    current: frozenset[Hashable]
    last_words: Mapping[Hashable, Opinion]

    def knows(self, judgement: Judgement) -> bool:
        """Whether a judgement adds nothing: a row of an older sheet is held against what was said about it then."""
        version = version_key(judgement.record)
        is_current = version in self.current
        said = self.opinions.get(judgement.record.record_id) if is_current else self.last_words.get(version)
        return said.says(judgement) if said else judgement.verdict is Verdict.UNDO


def standing_of(settlement: Settlement, log: Iterable[Decision]) -> Standing:
    """What is decided so far about the records of a run, and of earlier ones."""
    return Standing(settlement.opinions(), frozenset(map(version_key, settlement.current())), last_words(log))


def new_judgements(judgements: Iterable[Judgement], standing: Standing) -> tuple[Judgement, ...]:
    """The judgements that say something new."""
    return tuple(judgement for judgement in judgements if not standing.knows(judgement))


def taken_back(untouched: Iterable[Claim], standing: Standing, signature: Signature) -> Iterator[Unclear]:
    """Rows that say nothing now, although this reviewer decided upon them in this sheet before."""
    for claim in untouched:
        said = standing.opinions.get(claim.record.record_id)
        if said is None or not said.decides or not said.covers(claim.record):
            continue
        if (said.signature.reviewer, said.signature.sheet) == (signature.reviewer, signature.sheet):
            reason = f"it says nothing, but you wrote {said.verdict} before, which still counts. Write accept or undo."
            yield Unclear(claim.row.number, reason)


def signed(
    judgements: Iterable[Judgement], standing: Standing, log: Sequence[Decision], signature: Signature
) -> tuple[Decision, ...]:
    """The judgements as decisions: each goes on with the thread about its record, or begins one."""
    decisions = []
    for number, judgement in enumerate(judgements, start=len(log)):
        before = standing.opinions.get(judgement.record.record_id)
        thread = before.thread if before else new_thread(judgement.record, number)
        decisions.append(Decision(thread, judgement, signature))
    return tuple(decisions)
