"""What the keys of the keyboard mean: pads that are pressed, looks, and commands to the world.

Owns which key is which. Refuses to know windows and fingers. `[` and `]` go along the shelf, from the one that plays
to the one kept before or after it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from installation.inputs import KeepAsked, LevelChosen, RecallAsked, ResetAsked, UndoAsked

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import pygame

if TYPE_CHECKING:
    from installation.inputs import Input

PAD_KEYS = (pygame.K_q, pygame.K_w, pygame.K_s, pygame.K_a)
"""In the order of score.PADS."""
LOOK_KEYS = {pygame.K_c: "calm", pygame.K_h: "contrast", pygame.K_t: "captions", pygame.K_e: "cues"}
_LEVEL_KEYS = {
    key: number
    for number in range(6)
    for key in (getattr(pygame, f"K_{number}"), getattr(pygame, f"K_KP{number}"))
}

_PLAIN: dict[int, type[KeepAsked | UndoAsked | ResetAsked]] = {
    pygame.K_k: KeepAsked,
    pygame.K_u: UndoAsked,
    pygame.K_r: ResetAsked,
}


def command(key: int, now_ns: int, kept: int, recalled: int) -> list[Input]:
    """What a key asks of the world; nothing if it is no command.

    Args:
        key: pygame's number of it.
        now_ns: world time.
        kept: how many tunes stand on the shelf.
        recalled: the place of the one that plays, -1 if none does.
    """
    if key in _LEVEL_KEYS:
        return [LevelChosen(now_ns, _LEVEL_KEYS[key])]
    if key in _PLAIN:
        return [_PLAIN[key](now_ns)]
    if kept and key == pygame.K_LEFTBRACKET:
        return [RecallAsked(now_ns, (recalled if recalled > 0 else kept) - 1)]
    if kept and key == pygame.K_RIGHTBRACKET:
        return [RecallAsked(now_ns, (recalled + 1) % kept)]
    return []
