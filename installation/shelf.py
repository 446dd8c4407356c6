"""The shelf: tunes that a visitor keeps, recalls exactly, and the way back from the last change.

Owns what is kept (never more than eight), which tune is recalled, and what undo goes back to. Refuses to know how
somebody asks for it (gesture, key or page), what a tune sounds like, and where the shelf stands on the wall.

A tune can be kept once a hand has held it for STOOD_NS: what passes by while a hand moves is nobody's choice. A
recalled tune plays until a pad is pressed differently for longer than a tap.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from installation.latent.control import Levels

ROOM = 8
"""Tunes that the shelf holds; when it is full the oldest makes room."""
STOOD_NS = 400_000_000
"""A tune stands once a hand has held it for so long: longer than a tap, shorter than patience."""
TAKES_OVER_NS = 320_000_000
"""A touch of a recalled tune takes over after this long: a tap does not."""
AGAIN_NS = 1_500_000_000
"""A third pat is told at most so long after the second."""
SAID_NS = 3_000_000_000
"""How long a deed is spoken of."""
_FURTHEST_BACK = 16
_BEFORE_ALL_NS = -(10**18)

Shape = tuple[float | str, ...]
"""What gestures made of a tune beyond its four levels, in the form that their room gives it; () is plain."""


@dataclass(frozen=True, slots=True)
class Kept:
    """All that a tune needs to sound again: style, four levels (shared by the phrase's four bars) and shape."""

    style: str
    levels: Levels
    shape: Shape = ()

    def as_tuple(self) -> tuple[float | str, ...]:
        """The style's name, four levels, then the shape: for files and codes."""
        return (self.style, *self.levels, *self.shape)

    @classmethod
    def from_tuple(cls, values: tuple[float | str, ...]) -> Self:
        """The way back of `as_tuple`.

        Raises:
            ValueError: fewer than five values, no name first, or a level that is no number of 1..10.
        """
        style, *rest = values or ("",)
        levels = [level for level in rest[:4] if isinstance(level, int | float) and 1 <= level <= 10]
        if not isinstance(style, str) or not style or len(levels) != 4:
            raise ValueError(f"a kept tune is a style and four levels 1..10, not {values}")
        four = (float(levels[0]), float(levels[1]), float(levels[2]), float(levels[3]))
        return cls(style, four, tuple(rest[4:]))


@dataclass(frozen=True, slots=True)
class Slot:
    """A tune on the shelf, and the measure (24 symbols) that sounded when it was held: its sign on the wall."""

    kept: Kept
    symbols: tuple[int, ...]


class ShelfState(Struct, frozen=True):
    """The shelf, and what undo goes back to."""

    slots: tuple[Slot, ...] = ()
    playing: Slot | None = None  # what plays instead of what hands ask for
    left_at: Kept | None = None  # what hands asked for when that began
    stood: Slot | None = None  # what a hand held last
    asked: Kept | None = None  # what hands ask for
    asked_ns: int = _BEFORE_ALL_NS  # since when
    past: tuple[tuple[tuple[Slot, ...], Slot | None], ...] = ()  # slots and `playing` before each change
    deed: str = ""  # what was done last: "kept", "recalled" or "undone"
    deed_ns: int = _BEFORE_ALL_NS
    patted_ns: int = _BEFORE_ALL_NS  # when the gesture came last

    @property
    def recalled(self) -> int:
        """The place on the shelf of what plays, -1 if hands play or it is not there."""
        return self.place_of(None if self.playing is None else self.playing.kept)

    def place_of(self, kept: Kept | None) -> int:
        """The place of a tune on the shelf, -1 if it is not there."""
        return next((at for at, slot in enumerate(self.slots) if slot.kept == kept), -1)


EMPTY = ShelfState()


def advance(
    state: ShelfState, tune: Kept, symbols: tuple[int, ...], touched_ns: int | None, at_ns: int
) -> ShelfState:
    """Take in what hands ask for now: they may take over from a recalled tune, and what they hold comes to stand.

    Args:
        state: the shelf.
        tune: what hands ask for.
        symbols: the measure that sounds.
        touched_ns: when the pad was touched that has been so for longest; None if none that plays is touched.
        at_ns: world time.
    """
    if tune is not state.asked and tune != state.asked:
        state = replace(state, asked=tune, asked_ns=at_ns)
    if touched_ns is None:
        return state
    if state.playing is not None:
        if state.asked == state.left_at or at_ns - touched_ns < TAKES_OVER_NS:
            return state
        state = replace(state, playing=None, left_at=None)
    stood = state.stood
    if at_ns - max(state.asked_ns, touched_ns) < STOOD_NS:
        return state
    if stood is not None and (stood.kept is tune or stood.kept == tune):
        return state
    past = state.past if stood is None else _and(state.past, (state.slots, stood))
    return replace(state, stood=Slot(tune, symbols), past=past)


def patted(state: ShelfState, at_ns: int) -> ShelfState:
    """The one gesture: keep what sounded last; if it is kept already, recall the next in turn, newest first."""
    tune = state.playing or state.stood
    if tune is not None and state.place_of(tune.kept) < 0:
        return replace(keep(state, at_ns), patted_ns=at_ns)
    if not state.slots:
        return state
    at = state.place_of(None if tune is None else tune.kept)
    place = (at - 1 if state.playing is not None else at) % len(state.slots)
    return replace(recall(state, place, at_ns), patted_ns=at_ns)


def patted_again(state: ShelfState, at_ns: int) -> ShelfState:
    """A third pat on the heels of the gesture: what that did was not meant; the change before it is taken back."""
    if at_ns - state.patted_ns > AGAIN_NS:
        return state
    return replace(undo(undo(state, at_ns), at_ns), patted_ns=_BEFORE_ALL_NS)


def keep(state: ShelfState, at_ns: int) -> ShelfState:
    """Keep what plays, or what a hand held last; the same state if there is nothing, or it is kept already."""
    tune = state.playing or state.stood
    if tune is None or state.place_of(tune.kept) >= 0:
        return state
    past = _and(state.past, (state.slots, state.playing))
    slots = (*state.slots, tune)[-ROOM:]
    return replace(state, slots=slots, past=past, deed="kept", deed_ns=at_ns)


def recall(state: ShelfState, place: int, at_ns: int) -> ShelfState:
    """Play what is kept there (0 is the oldest); the same state if there is nothing, or it plays already."""
    if not 0 <= place < len(state.slots) or state.playing == state.slots[place]:
        return state
    past = _and(state.past, (state.slots, state.playing))
    playing, asked = state.slots[place], state.asked
    return replace(state, playing=playing, left_at=asked, past=past, deed="recalled", deed_ns=at_ns)


def undo(state: ShelfState, at_ns: int) -> ShelfState:
    """Take the last change back: what was kept, recalled, or played; the same state if there is none."""
    if not state.past:
        return state
    slots, playing = state.past[-1]
    back = replace(state, slots=slots, playing=playing, left_at=state.asked, past=state.past[:-1])
    return replace(back, deed="undone", deed_ns=at_ns)


def let_go(state: ShelfState) -> ShelfState:
    """Hands play again, at once; what is kept stays."""
    return state if state.playing is None else replace(state, playing=None, left_at=None)


def said(state: ShelfState, at_ns: int) -> str:
    """The key of the sentence for what was done last, while it is fresh, or ""."""
    return f"said.shelf.{state.deed}" if state.deed and at_ns - state.deed_ns < SAID_NS else ""


def _and(
    past: tuple[tuple[tuple[Slot, ...], Slot | None], ...], one: tuple[tuple[Slot, ...], Slot | None]
) -> tuple[tuple[tuple[Slot, ...], Slot | None], ...]:
    return (*past, one)[-_FURTHEST_BACK:]
