"""The picture's shader programs: their files, what feeds them, how many rows each may draw, and its time.

Owns these tables. Refuses to know OpenGL; renderer.py compiles and fills what stands here.
"""

from __future__ import annotations

import math

from installation.shell.wording import ROW
from installation.visuals import drawing

MOST = {
    "halo": (128, drawing.HALO),
    "arc": (320, drawing.STROKE),
    "line": (720, drawing.STROKE),
    "mark": (480, drawing.MARK),
    "text": (96, ROW),
}
"""Rows that a picture may hold, and the numbers in one."""
PROGRAMS = {
    "ground": ("full.vert", "ground.frag"),
    "body": ("body.vert", "body.frag"),
    "halo": ("halo.vert", "halo.frag"),
    "down": ("full.vert", "blur_down.frag"),
    "up": ("full.vert", "blur_up.frag"),
    "bloom": ("full.vert", "bloom.frag"),
    "finish": ("full.vert", "finish.frag"),
    "shrink": ("full.vert", "shrink.frag"),
    "dim": ("full.vert", "dim.frag"),
    "arc": ("arc.vert", "stroke.frag"),
    "line": ("line.vert", "stroke.frag"),
    "mark": ("mark.vert", "mark.frag"),
    "text": ("text.vert", "text.frag"),
}
LAYOUTS = {
    "body": ("3f 3f 2f 3f 1f", ("place", "normal", "rest", "light", "dent")),
    "halo": ("4f 4f/i", ("at", "shade")),
    "arc": ("4f 4f 4f/i", ("ends", "form", "shade")),
    "line": ("4f 4f 4f/i", ("ends", "form", "shade")),
    "mark": ("4f 4f 4f/i", ("at", "form", "shade")),
    "text": ("4f 2f 4f/i", ("box", "corner_px", "shade")),
}
TURN_S = 113 * 200 * math.pi
"""Seconds after which the programs' time begins anew, unseen: after weeks a card's float would move in jerks.

Sines with rates in hundredths of a radian turn a whole number of times in it; so does, to a thousandth, what turns in
ten seconds.
"""
