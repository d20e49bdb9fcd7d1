"""The arms of a study, how the text names them and what they receive: what later steps ask for a group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from myelomine.extractors.arms.names import normal

#: What the arm of a second assignment after induction is called, where another arm gets nothing then.
MAINTENANCE = "maintenance"

_LETTERED = regex.compile(r"(?:arm|group|cohort) (?:[a-h]|[1-9])")

_OBSERVED = frozenset({"control", "observation", "observed"})


@dataclass(frozen=True, slots=True)
class Arm:
    """A group by assignment, enrolment or baseline feature; `regimen` is the canonical key, empty where unknown.

    `names` are all names that the paper uses for it, normalized; `titles` those of them that it gives in a bracket as
    "(the … group)". `score` counts what speaks for an arm, `alone` says that its one drug is given without others.
    `manners` are those of an arm told apart by how its patients are treated, `dose` that of one told apart by its dose.
    """

    label: str
    regimen: str = ""
    placebo: bool = False
    names: frozenset[str] = frozenset()
    size: int | None = None
    score: int = 0
    alone: bool = False
    titles: frozenset[str] = frozenset()
    manners: frozenset[str] = frozenset()
    dose: str = ""

    @property
    def untreated(self) -> bool:
        """Whether the arm is named after observation or no treatment."""
        idle = any(n in _OBSERVED or n.startswith("no ") for n in self.names)
        return idle and not self.regimen and not self.placebo


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a sentence names a group: an arm of the register, a subgroup, or all patients."""

    start: int
    end: int
    label: str
    arm: Arm | None = None
    regimen: str = ""
    subgroup: bool = False
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class Register:
    """The arms of one study in the order in which the study names them: the experimental arm first.

    `rivals` are the labels of two arms that a sentence sets against each other, once for each time. `common` is the
    regimen of a study that compares no treatments, whatever other ones it speaks of; `in_turn` are those that every
    arm receives, where the arms differ by their order.
    """

    arms: tuple[Arm, ...] = ()
    rivals: tuple[tuple[str, str], ...] = ()
    common: str = ""
    in_turn: tuple[str, ...] = ()

    @property
    def compared(self) -> tuple[Arm, ...]:
        """The arms when the study compares at least two."""
        return self.arms if len(self.arms) > 1 else ()

    @property
    def shared_regimen(self) -> str:
        """The regimen that every arm receives; that of a study without comparison, else empty where they differ."""
        keys = {a.regimen for a in self.arms}
        return next(iter(keys)) if len(keys) == 1 else self.common

    @property
    def lettered(self) -> tuple[Arm, ...]:
        """The arms that go by a letter or number, in its order; empty where one stands for two of them."""
        named = [(n, a) for a in self.arms for n in a.names if _LETTERED.fullmatch(n)]
        kinds = {name.split(" ")[0] for name, _ in named}
        return tuple(a for _, a in sorted(named, key=lambda p: p[0])) if len(kinds) == 1 else ()

    def other(self, arm: Arm) -> Arm | None:
        """The arm that the study compares this one with: the other of two, else the one it is set against."""
        rest = [a for a in self.arms if a != arm]
        if len(self.arms) == 2:
            return rest[0]
        if second := self._second_assigned(arm):
            return second
        if (idle := self.idle_rival(arm)) is not None and idle.untreated:
            return idle
        # what is set against no treatment belongs to another phase than arms that are set against each other
        rest = [a for a in rest if not ((idle := self.idle_rival(a)) and idle.untreated)] or rest
        labels = {a.label for a in rest}
        against = [b if a == arm.label else a for a, b in self.rivals if arm.label in (a, b)]
        against = [label for label in against if label in labels]
        best = Counter(against).most_common(2)
        if not best or (len(best) > 1 and best[0][1] == best[1][1]):
            return None
        return next((a for a in rest if a.label == best[0][0]), None)

    def idle_rival(self, arm: Arm) -> Arm | None:
        """The arm without treatment that the study compares this one with, among others that are treated."""
        idle = [a for a in self.arms if not a.regimen and not a.placebo]
        return _the_one([a for a in idle if {(a.label, arm.label), (arm.label, a.label)} & set(self.rivals)])

    def _second_assigned(self, arm: Arm) -> Arm | None:
        """The other arm of a second assignment: the one without maintenance, or the one with it."""
        given = _the_one([a for a in self.arms if MAINTENANCE in a.names])
        none = _the_one([a for a in self.arms if not a.regimen and not a.placebo])
        return {given: none, none: given}.get(arm) if given and none else None

    def only(self) -> Arm | None:
        """The arm of a study that has just one."""
        return _the_one(self.arms)

    def by_regimen(self, key: str, text: str, placebo: bool = False) -> Arm | None:
        """The arm that receives this regimen; among arms of one regimen, the one whose name fits the text."""
        fits = [a for a in self.arms if a.regimen == key and key]
        if len(fits) > 1:
            fits = [a for a in fits if a.placebo == placebo] or fits
            fits = [a for a in fits if normal(text) in a.names]
        return _the_one(fits)

    def by_drug(self, drug: str) -> Arm | None:
        """The one arm that a drug tells from the others."""
        return _the_one([a for a in self.arms if drug in a.regimen.split("+")])

    def by_name(self, text: str) -> Arm | None:
        """The arm that carries this name."""
        name = normal(text)
        return _the_one([a for a in self.arms if name in a.names])

    def by_word(self, word: str) -> Arm | None:
        """The one arm whose names hold a word that the others' do not: "the high-dose regimen"."""
        held = f" {normal(word)} "
        return _the_one([a for a in self.arms if word and any(held in f" {n} " for n in a.names)])

    def has_several(self, drugs: int) -> bool:
        """Whether several arms receive so many drugs, and others more or fewer."""
        alike = [len(a.regimen.split("+")) == drugs for a in self.arms if a.regimen]
        return 1 < sum(alike) < len(alike)

    def by_manners(self, manners: frozenset[str]) -> Arm | None:
        """The one arm whose patients are treated in one of these manners."""
        return _the_one([a for a in self.arms if a.manners & manners])

    def by_part(self, text: str) -> Arm | None:
        """The arm whose name is a part of a longer name: "DARA SC" holds "SC", "subcutaneous daratumumab" the route."""
        words = f" {normal(text)} "
        return _the_one([a for a in self.arms if any(f" {n} " in words for n in a.names if n)])

    def placebo_arm(self) -> Arm | None:
        """The arm given placebo: the one said to be, else the one with a regimen inside the other's."""
        marked = [a for a in self.arms if a.placebo]
        if len(marked) == 1:
            return marked[0]
        if len(self.arms) == 2:
            return min(self.arms, key=lambda a: len(a.regimen.split("+")) if a.regimen else 0)
        return None

    def control_arm(self) -> Arm | None:
        """The comparator of a two-arm study."""
        second = self.arms[1] if len(self.arms) == 2 else None
        return self.by_name("control group") or self.placebo_arm() or second


def _the_one(arms: Sequence[Arm]) -> Arm | None:
    return arms[0] if len(arms) == 1 else None
