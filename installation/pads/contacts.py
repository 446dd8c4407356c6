"""Contacts: hands on pads, from touch to letting go; what every rule of gestures.py and grips.py reads.

Owns the states of the recogniser and how contacts begin, go on and end. Refuses to know what any of it means.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from msgspec import Struct
from msgspec.structs import replace

TOGETHER_S = 0.080
"""Fingers of one hand come down within this."""
AFTER_S = 0.500
"""For so long after a touch it is remembered that there was one."""

DOWN, UP = 0.05, 0.03
"""A contact begins at the first pressure and ends below the second."""
_STEADY = 0.09  # a hold's pressure stays within this


@dataclass(frozen=True, slots=True)
class Gesture:
    """Something that a hand did.

    `phase` is "" for what happens once, "begin", "move" and "end" for a twist. `value`: seconds of a hold and of what
    a release ends; of a slide pads a second, of a twist degrees so far, both positive clockwise as the visitor sees.
    """

    kind: str
    pads: tuple[int, ...]
    strength: float  # 0..1
    value: float = 0.0
    phase: str = ""


class Contact(Struct, frozen=True):
    """A hand on one pad, from touch to letting go."""

    pad: int
    began_s: float
    peak: float
    said: str = ""  # the gesture that it has served already
    company: int = 1  # most pads that were touched at once since it began
    steady: float = 0.0  # pressure around which it has stayed
    steady_s: float = 0.0  # since when
    held: bool = False
    ended_s: float = math.inf


class Lead(Struct, frozen=True):
    """The pads that have led, newest last, with the times at which they took over; and the total pressure since."""

    pads: tuple[int, ...] = ()
    times_s: tuple[float, ...] = ()
    least: float = 1.0
    most: float = 0.0
    peak: float = 0.0  # greatest pressure of a pad that led
    told: bool = False  # it has been called a slide


class Turn(Struct, frozen=True):
    """A grip of all pads, and by how much its pattern has turned."""

    began_s: float
    degrees: float = 0.0
    furthest: float = 0.0
    level: float = 0.0  # total pressure when it began
    first: tuple[float, ...] = ()  # the pressures then
    told: float = 0.0  # degrees of the last event; 0: none yet
    direction: complex = 0j


class Grip(Struct, frozen=True):
    """A squeeze that is over and not told yet: it may be the first half of a keep."""

    began_s: float
    strength: float
    seconds: float


class GestureState(Struct, frozen=True):
    """What the recogniser remembers; its time stands still while nobody touches."""

    time_s: float
    contacts: tuple[Contact | None, ...]
    step_s: float = 0.0  # how long the last step was
    left_s: float = -math.inf  # when a hand left a pad last; long ago if that was AFTER_S ago
    ended: tuple[Contact, ...] = ()  # lately, and not told yet
    lead: Lead = Lead()
    turn: Turn | None = None
    grip: Grip | None = None

    @property
    def at_rest(self) -> bool:
        """Whether nothing is touched, nothing remains to be told and nothing matters any more that was."""
        return self.left_s == -math.inf and self.grip is None and not self.ended and not any(self.contacts)


Told = tuple[GestureState, tuple[Gesture, ...]]
"""What a rule gives: the state after it, and what it has recognised."""


def follow(state: GestureState, pressures: tuple[float, ...], dt_s: float) -> GestureState:
    """Contacts that begin, go on and end."""
    now_s = state.time_s + dt_s
    contacts: list[Contact | None] = []
    ended = list(state.ended)
    company = sum(pressure > UP for pressure in pressures)
    for pad, (contact, pressure) in enumerate(zip(state.contacts, pressures, strict=True)):
        if contact is None:
            fresh = Contact(pad, now_s, pressure, company=company, steady=pressure, steady_s=now_s)
            contacts.append(fresh if pressure > DOWN else None)
        elif pressure < UP:
            ended.append(replace(contact, ended_s=now_s))
            contacts.append(None)
        else:
            contacts.append(_goes_on(contact, pressure, now_s, company))
    left_s = now_s if len(ended) > len(state.ended) else state.left_s
    return replace(
        state,
        time_s=now_s,
        step_s=dt_s,
        contacts=tuple(contacts),
        ended=tuple(ended),
        left_s=left_s if now_s - left_s < AFTER_S else -math.inf,
    )


def _goes_on(contact: Contact, pressure: float, now_s: float, company: int) -> Contact:
    steady = abs(pressure - contact.steady) < _STEADY
    return replace(
        contact,
        peak=max(contact.peak, pressure),
        company=max(contact.company, company),
        steady=contact.steady if steady else pressure,
        steady_s=contact.steady_s if steady else now_s,
        held=contact.held and steady,
    )


def down(state: GestureState) -> tuple[Contact, ...]:
    """The contacts that last."""
    return tuple(contact for contact in state.contacts if contact)


def serve(state: GestureState, pads: tuple[int, ...], kind: str) -> GestureState:
    """The contacts on these pads have served a gesture."""
    return replace(
        state,
        contacts=tuple(replace(c, said=kind) if c and c.pad in pads else c for c in state.contacts),
        ended=tuple(c for c in state.ended if c.pad not in pads),
    )


def whole_hand(state: GestureState) -> bool:
    """Whether the whole hand has come down at once, whatever of it is still there."""
    starts = {c.pad: c.began_s for c in (*state.ended, *down(state)) if not c.said}
    return len(starts) == len(state.contacts) and max(starts.values()) - min(starts.values()) <= TOGETHER_S
