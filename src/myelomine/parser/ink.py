"""What is printed on a page, before anyone has made sense of it: words, rules, fills and pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from myelomine.document import Box


class Word(NamedTuple):
    """Characters printed side by side on one baseline, in reading direction; `glued` means no space stands before."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    size: float
    glued: bool = False
    bold: bool = False
    italic: bool = False


class Area(NamedTuple):
    """A rectangle of ink: a rule (thin), a fill, a picture or the bounds of a drawing."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        """How wide it is."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """How high it is."""
        return self.bottom - self.top

    def holds(self, x: float, y: float, slack: float = 0.0) -> bool:
        """Whether a point lies inside, give or take `slack`."""
        return self.x0 - slack <= x <= self.x1 + slack and self.top - slack <= y <= self.bottom + slack

    def meets(self, other: Area, slack: float = 0.0) -> bool:
        """Whether two areas overlap or come nearer than `slack`."""
        return (
            self.x0 - slack <= other.x1
            and other.x0 - slack <= self.x1
            and self.top - slack <= other.bottom
            and other.top - slack <= self.bottom
        )

    def union(self, other: Area) -> Area:
        """The smallest area around both."""
        return Area(
            min(self.x0, other.x0), min(self.top, other.top), max(self.x1, other.x1), max(self.bottom, other.bottom)
        )


def around(areas: Iterable[Area | Word]) -> Area:
    """The smallest area around several."""
    every = list(areas)
    return Area(
        min(a.x0 for a in every), min(a.top for a in every), max(a.x1 for a in every), max(a.bottom for a in every)
    )


@dataclass(frozen=True, slots=True)
class Ink:
    """The ink of one reading direction of one page, in coordinates in which its lines run left to right.

    `turn` says how the page must be turned for that: 0, 90 (lines run upwards on the page), 180 or 270.
    """

    page: int
    width: float
    height: float
    turn: int
    words: tuple[Word, ...]
    rules: tuple[Area, ...] = ()
    bars: tuple[Area, ...] = ()
    fills: tuple[Area, ...] = ()
    drawings: tuple[Area, ...] = ()

    def box(self, area: Area) -> Box:
        """The area's place on the page as a reader sees it; glyphs that a broken matrix mirrors have one too."""
        x0, top, x1, bottom = unturn(self.turn, self.width, self.height)(area) if self.turn else area
        (x0, x1), (top, bottom) = sorted((x0, x1)), sorted((top, bottom))
        return Box(round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2))


@dataclass(frozen=True, slots=True)
class PageInk:
    """One page: its upright ink first, then the ink of text that is turned against the page."""

    number: int
    width: float
    height: float
    rotation: int
    inks: tuple[Ink, ...]
    notes: tuple[str, ...] = ()
    pictures: int = 0
    chars: int = 0
    unnamed: int = 0


Move = Callable[[Area], Area]


def turned(turn: int, width: float, height: float) -> Move:
    """From page coordinates to the coordinates in which text of this direction runs left to right."""
    if turn == 90:
        return lambda a: Area(height - a.bottom, a.x0, height - a.top, a.x1)
    if turn == 270:
        return lambda a: Area(a.top, width - a.x1, a.bottom, width - a.x0)
    if turn == 180:
        return lambda a: Area(width - a.x1, height - a.bottom, width - a.x0, height - a.top)
    return lambda a: a


def unturn(turn: int, width: float, height: float) -> Move:
    """The way back from `turned`; width and height are those of the turned frame."""
    if turn == 90:
        return lambda a: Area(a.top, width - a.x1, a.bottom, width - a.x0)
    if turn == 270:
        return lambda a: Area(height - a.bottom, a.x0, height - a.top, a.x1)
    if turn == 180:
        return lambda a: Area(width - a.x1, height - a.bottom, width - a.x0, height - a.top)
    return lambda a: a
