"""Decisions carried over to the records of a run, by what they were about and never by row.

A decision stands on a record that states what the reviewer saw, or what they made of it. Where the record has changed
since, it is asked again; where no record is left that could be meant, the decision is an orphan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from myelomine.records import STATED_COLUMNS, VALUE_COLUMNS, Record, fact_key, stated_key
from myelomine.review.decisions import Decision, Opinion, opinions_of, version_key

#: What a number says without the patients whom it is about.
CORE_COLUMNS = ("document", "kind", "name", "statistic", "grade", "time_months", "unit", *VALUE_COLUMNS)


@dataclass(frozen=True, slots=True)
class Settled:
    """A record of the run with the opinion about it, if there is one; `stands` unless it has to be asked again."""

    record: Record
    opinion: Opinion | None = None

    @property
    def stands(self) -> bool:
        """Whether the opinion is about just what the record states."""
        return self.opinion is not None and self.opinion.covers(self.record)

    @property
    def is_asked_again(self) -> bool:
        """Whether the record was decided upon when it stated something else."""
        return self.opinion is not None and self.opinion.decides and not self.stands


@dataclass(frozen=True, slots=True)
class Settlement:
    """The records of a run with what is decided about them, the records that reviewers added, and the orphans."""

    settled: tuple[Settled, ...]
    added: tuple[Opinion, ...] = ()
    orphans: tuple[Opinion, ...] = ()

    def opinions(self) -> dict[str, Opinion]:
        """Each opinion by the id of the record that it was about and, before that, of the one that it is about now."""
        attached = [(s.record.record_id, s.opinion) for s in self.settled if s.opinion]
        others = [*self.added, *self.orphans, *(opinion for _, opinion in attached)]
        return {**{o.seen.record_id: o for o in others}, **dict(attached)}

    def current(self) -> Iterator[Record]:
        """The records that a sheet of this run shows."""
        yield from (s.record for s in self.settled)
        yield from (o.seen for o in self.added)


@dataclass(frozen=True, slots=True)
class Likeness:
    """A way in which a record may be the one that an opinion is about: both have the same key."""

    of_record: Callable[[Record], Hashable]
    of_opinion: Callable[[Opinion], Hashable]
    for_added: bool = False


def core_key(record: Record) -> tuple[str, ...]:
    """What is measured and what came of it in which words, whatever study, group and population it hangs on."""
    stated = dict(zip(STATED_COLUMNS, stated_key(record), strict=True))
    quote = record.evidence[0].quote if record.evidence else ""
    return (*(stated[column] for column in CORE_COLUMNS), quote)


#: From the surest likeness to the faintest. What a reviewer has added is met by its whole content alone.
LIKENESSES = (
    Likeness(version_key, lambda o: version_key(o.seen), True),
    Likeness(stated_key, lambda o: stated_key(o.seen), True),
    Likeness(stated_key, lambda o: stated_key(o.content), True),
    Likeness(lambda r: r.record_id, lambda o: o.seen.record_id),
    Likeness(fact_key, lambda o: fact_key(o.seen)),
    Likeness(fact_key, lambda o: fact_key(o.content)),
    Likeness(core_key, lambda o: core_key(o.seen)),
    Likeness(core_key, lambda o: core_key(o.content)),
)


def settle(records: Sequence[Record], log: Iterable[Decision]) -> Settlement:
    """Give each record the opinion about it, one to one, the surest likenesses first."""
    opinions = [o for o in opinions_of(log) if o.decides or o.comment]
    pairs: dict[int, Opinion] = {}
    for likeness in LIKENESSES:
        taken = {opinion.thread for opinion in pairs.values()}
        free = [o for o in opinions if o.thread not in taken and (likeness.for_added or not o.is_added)]
        pairs |= _pairs(likeness, [(i, r) for i, r in enumerate(records) if i not in pairs], free)
    met = {opinion.thread for opinion in pairs.values()}
    left = [o for o in opinions if o.thread not in met]
    return Settlement(
        tuple(Settled(record, pairs.get(i)) for i, record in enumerate(records)),
        tuple(o for o in left if o.is_added and o.decides),
        tuple(o for o in left if not o.is_added),
    )


def _pairs(
    likeness: Likeness, records: Iterable[tuple[int, Record]], opinions: Sequence[Opinion]
) -> dict[int, Opinion]:
    """Pairs of equal key, those that share most cells first; the order of the records plays no part."""
    waiting: dict[Hashable, list[Opinion]] = defaultdict(list)
    for opinion in opinions:
        waiting[likeness.of_opinion(opinion)].append(opinion)
    candidates = [
        (-_shared_cells(record, opinion), opinion.thread, record.record_id, i, opinion)
        for i, record in records
        for opinion in waiting.get(likeness.of_record(record), ())
    ]
    pairs: dict[int, Opinion] = {}
    taken: set[str] = set()
    for *_, thread, _, i, opinion in sorted(candidates, key=lambda c: c[:4]):
        if i not in pairs and thread not in taken:
            pairs[i] = opinion
            taken.add(thread)
    return pairs


def _shared_cells(record: Record, opinion: Opinion) -> int:
    """In how many columns a record states what the reviewer saw."""
    return sum(a == b for a, b in zip(stated_key(record), stated_key(opinion.seen), strict=True))
