"""The touch sounds: what each pad's pressure asks of the sampler, as seldom as the ear allows.

Owns which pressure was last sent for each pad. Refuses to know textures and devices.
"""

from __future__ import annotations

from installation.effects import TouchPad, frame_at

LEAST_CHANGE = 0.01
"""A pressure that moves by less is not sent again: below a tenth of a level nothing is heard."""
DARK_PAD = 0.35
"""How strongly a pad answers that does not steer the tune at this level: felt, but not a promise."""


def advance(
    sent: tuple[float, ...], pressures: tuple[float, ...], live: tuple[bool, ...], heard_ns: int
) -> tuple[tuple[float, ...], tuple[TouchPad, ...]]:
    """What was sent after this step, and the effects; they are heard at `heard_ns` of world time.

    A pad that is let go is always sent; a held one when its pressure has moved by LEAST_CHANGE.
    """
    if not any(pressures) and not any(sent):
        return sent, ()
    wanted = [
        pressure if plays else pressure * DARK_PAD for pressure, plays in zip(pressures, live, strict=True)
    ]
    moved = [
        new != old and (new == 0.0 or old == 0.0 or abs(new - old) >= LEAST_CHANGE)
        for new, old in zip(wanted, sent, strict=True)
    ]
    frame = frame_at(heard_ns)
    effects = tuple(
        TouchPad(frame, pad, value) for pad, (value, go) in enumerate(zip(wanted, moved, strict=True)) if go
    )
    after = tuple(new if go else old for new, old, go in zip(wanted, sent, moved, strict=True))
    return after, effects
