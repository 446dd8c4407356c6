"""Gestures made up to be looked at: each as it was just made, with what it changed, and as the wall proposes it.

Owns believable views of it for contact sheets and tests. Refuses to be anything that a visitor meets.
"""

from __future__ import annotations

from dataclasses import replace

from installation.measure.shape import Shape
from installation.snapshot import LONG_AGO_S, GestureView, Snapshot
from installation.visuals.examples import moment
from installation.words import with_gaps

ALL = (0, 1, 2, 3)
SHAPE = Shape(register=12, loudness=-5.0, timbre=-1.0, articulation=0.25, tempo=1.25, mode="minor")
"""Everything is changed."""
MADE = {
    "slide": (GestureView("slide", (3, 0, 1), 0.6, 5.0, 0.5, "register", more=True), Shape(register=12)),
    "twist": (
        GestureView("twist", ALL, 0.6, -80.0, 0.5, "timbre", more=False),
        Shape(timbre=-0.9, loudness=-3.6),
    ),
    "squeeze": (
        GestureView("squeeze", ALL, 0.7, 0.3, 0.5, "articulation", more=False),
        Shape(register=12, articulation=0.25),
    ),
    "two_handed": (
        GestureView("two_handed", (0, 2), 0.7, 0.3, 0.5, "tempo", more=True),
        Shape(register=12, articulation=0.25, tempo=1.25),
    ),
    "tap": (GestureView("tap", (1,), 0.4, 0.1, 0.3, "", more=False), SHAPE),
}
"""Each gesture with the shape that it leads to."""


def made(name: str) -> Snapshot:
    """The moment after a gesture was made."""
    gesture, shape = MADE[name]
    way = "more" if gesture.more else "less"
    words = (f"gesture.{name}", f"shape.{gesture.changed}.{way}")
    said = with_gaps("said.shaped", *words) if gesture.changed else ""
    return replace(moment(4, said=said), gesture=gesture, shape=shape, idle_s=0.5)


def proposed(name: str, waited_s: float = 2.4) -> Snapshot:
    """Hands off, and the wall shows a gesture."""
    now = moment(4)
    gesture = replace(now.gesture, ago_s=LONG_AGO_S)
    return replace(now, words=replace(now.words, task=f"try.{name}"), gesture=gesture, idle_s=waited_s)
