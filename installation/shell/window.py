"""The window: a door through which hands and keys come in and pictures go out.

Owns pygame's window, its keys, mouse and fingers, and how large the picture is drawn. Refuses to decide
anything about the world: it hands inputs over, in the body's own coordinates, and draws the snapshots it is
given. A window that is lost is a state (`lost`): the show goes on, and the door tries to open again.

Keys: 0 to 5 choose a level, l locks it, r resets, f full screen or window, n the next language, c calm, h high
contrast, t captions, e sounds that guide, i where the page is, k keeps a tune, [ and ] recall, u takes back, esc leaves
(not when locked down); q w s a, held, press the four pads where they lie; with shift they press hard. The wheel sets
how hard the mouse presses.
"""

from __future__ import annotations

import gc
import logging
import os
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from installation.house import House, advance
from installation.inputs import (
    FingerLifted,
    FingerMoved,
    LanguageChosen,
    LockSet,
    LookSet,
)
from installation.pads.body import PAD_PLACES
from installation.shell.keys import LOOK_KEYS, PAD_KEYS, command
from installation.shell.renderer import Renderer
from installation.visuals import morph, pacing
from installation.visuals.layout import layout_for, pixels_to_stage
from installation.visuals.look import Look

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import moderngl
import pygame

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from installation.inputs import Input
    from installation.snapshot import Snapshot

_log = logging.getLogger(__name__)

PRESS, PRESS_HARD = 0.6, 1.0
"""How hard a key presses, plain and with shift; a mouse begins with PRESS."""
_MOUSE, _FIRST_KEY, _FIRST_TOUCH = 0, 1, 5  # numbers of fingers
_BODY_EDGE = 1.12  # a touch that begins further out is none of the body
_NOWHERE = ("offscreen", "dummy")  # drivers that SDL may fall back on, which nobody can see
_REOPEN_NS = 2_000_000_000
_WINDOW, _SMALL = (1280, 720), 400  # pixels: a window, and how wide a small picture is
_ERRORS = (pygame.error, moderngl.Error)


@dataclass(slots=True)
class _Stage:
    """What an open window draws with."""

    ctx: Any
    screen: Any  # the window's framebuffer
    renderer: Renderer


class NoWindowError(Exception):
    """No window can be opened here: no display, or no OpenGL."""


def body_place(x: float, y: float, size: tuple[int, int]) -> tuple[float, float]:
    """The place on the body (its own coordinates) under a pixel of a window of that size."""
    return layout_for(size[0] / size[1]).to_body(*pixels_to_stage(x, y, size))


class WindowDoor:
    """A window that shows snapshots and hears hands and keys.

    Args:
        shaders: the folder of the shader files; content lies beside it unless `content` says where.
        size: of the window in pixels; None takes 1280x720, or the whole screen when not `windowed`.
        windowed: a window instead of the full screen.
        locked_down: esc does not leave.
        dev: reload shaders that change.

    Raises:
        NoWindowError: none can be opened; the reason in words.
        ShaderError, SettingsError: a shader or the language file is not one.
    """

    def __init__(
        self,
        shaders: Path,
        *,
        size: tuple[int, int] | None = None,
        windowed: bool = False,
        locked_down: bool = False,
        dev: bool = False,
        content: Path | None = None,
    ) -> None:
        self._shaders, self._content, self._house = shaders, content, House()
        self._wanted, self._windowed = size, windowed
        self._locked_down, self._dev = locked_down, dev
        self.closed = False
        self.page = ""  # the address of the facilitator's page, if there is one
        self.wants_small = False  # set it, and after the next `show` there is
        self.small: NDArray[np.uint8] | None = None  # what is on the screen; (height, width, 3)
        self._stage: _Stage | None = None
        self._locked, self._press = False, PRESS
        self._shelf = (0, -1)  # tunes that are kept, and the place of the one that plays
        self._touches: dict[tuple[int, int], int] = {}
        self._down: set[int] = set()
        self._tried_ns = 0
        self._pacing = pacing.Pacing()
        self._morph = morph.Morph()
        try:
            self._stage = self._open()
        except _ERRORS as error:
            pygame.display.quit()
            raise NoWindowError(str(error)) from error

    def poll(self, now_ns: int) -> list[Input]:
        """What hands and keys did since this was last asked, stamped with the world time given."""
        if self._stage is None:
            self._reopen(now_ns)
            return self._lift_all(now_ns)
        found: list[Input] = []
        for event in pygame.event.get():
            found.extend(self._heard(event, now_ns))
        return found

    def show(self, before: Snapshot, after: Snapshot, blend: float) -> None:
        """Draw the picture between two snapshots and put it on the screen; nothing while the window is lost."""
        self._locked, self._house = after.locked, after.house
        self._shelf = (len(after.shelf.slots), after.shelf.recalled)
        stage = self._stage
        if stage is None:
            return
        self._heed(stage.renderer)
        begun_s = time.perf_counter()
        self._morph = morph.advance(self._morph, after)
        after = replace(after, point=self._morph.point)
        try:
            stage.renderer.draw(before, after, blend, stage.screen, begun_s, self._morph.came_from)
            if self.wants_small:
                self.small, self.wants_small = stage.renderer.small(_SMALL), False
            stage.ctx.finish()
            pygame.display.flip()
        except _ERRORS as error:
            self._lose(error)
            return
        self._pacing = pacing.advance(self._pacing, time.perf_counter() - begun_s)
        stage.renderer.scale = self._pacing.scale

    @property
    def lost(self) -> bool:
        """Whether there is no window at present; the door tries to open one again."""
        return self._stage is None

    @property
    def size(self) -> tuple[int, int]:
        """Of the window, in pixels."""
        return self._size

    @property
    def scale(self) -> float:
        """Size of the soft part of the picture, as a share of the whole."""
        return self._pacing.scale

    def close(self) -> None:
        """Give the window back."""
        self.closed = True
        self._drop()

    def _open(self) -> _Stage:
        """Open the window and make what draws into it."""
        pygame.display.init()
        if pygame.display.get_driver() in _NOWHERE and "SDL_VIDEODRIVER" not in os.environ:
            raise pygame.error("there is no display")
        flags = pygame.OPENGL | pygame.DOUBLEBUF
        size = self._wanted
        if self._windowed:
            flags |= pygame.RESIZABLE
            size = size or _WINDOW
        else:
            flags |= pygame.FULLSCREEN
        pygame.display.gl_set_attribute(pygame.GL_CONTEXT_MAJOR_VERSION, 3)
        pygame.display.gl_set_attribute(pygame.GL_CONTEXT_MINOR_VERSION, 3)
        pygame.display.gl_set_attribute(pygame.GL_CONTEXT_PROFILE_MASK, pygame.GL_CONTEXT_PROFILE_CORE)
        pygame.display.set_caption("DeformTune")
        pygame.display.set_mode(size or (0, 0), flags)
        pygame.mouse.set_visible(self._windowed)
        self._size = pygame.display.get_window_size()
        ctx = _context()
        renderer = Renderer(
            ctx,
            self._size,
            self._shaders,
            dev=self._dev,
            content=self._content,
            scale=self._pacing.scale,
        )
        self._heed(renderer)
        return _Stage(ctx, ctx.screen, renderer)

    def _lose(self, error: Exception) -> None:
        _log.warning("the window is lost: %s", error)
        self._drop()

    def _drop(self) -> None:
        """Let go of all of the window: no new context is found while anything of the old one is held."""
        if self._stage is not None:
            self._stage.ctx.release()
            self._stage = None
        gc.collect()
        pygame.display.quit()

    def _reopen(self, now_ns: int) -> None:
        """Try to open again, every two seconds of the world's time."""
        if now_ns - self._tried_ns < _REOPEN_NS:
            return
        self._tried_ns = now_ns
        try:
            self._stage = self._open()
        except _ERRORS as error:
            self._lose(error)

    def _heard(self, event: Any, now_ns: int) -> list[Input]:
        """The inputs that one event of the window means."""
        match event.type:
            case pygame.KEYDOWN:
                return self._key_down(event, now_ns)
            case pygame.KEYUP if event.key in PAD_KEYS:
                return self._lift(_FIRST_KEY + PAD_KEYS.index(event.key), now_ns)
            case pygame.MOUSEBUTTONDOWN | pygame.MOUSEBUTTONUP | pygame.MOUSEMOTION | pygame.MOUSEWHEEL:
                return self._mouse(event, now_ns)
            case pygame.FINGERDOWN | pygame.FINGERMOTION | pygame.FINGERUP:
                return self._touch(event, now_ns)
            case pygame.WINDOWFOCUSLOST:
                return self._lift_all(now_ns)
            case pygame.WINDOWSIZECHANGED:
                self._resized()
            case pygame.QUIT:
                self.closed = True
        return []

    def _key_down(self, event: Any, now_ns: int) -> list[Input]:
        """Commands, and the pads' keys."""
        key = event.key
        if key in PAD_KEYS:
            pad = PAD_KEYS.index(key)
            force = PRESS_HARD if event.mod & pygame.KMOD_SHIFT else PRESS
            return self._press_at(_FIRST_KEY + pad, PAD_PLACES[pad], force, now_ns)
        if key in LOOK_KEYS:
            part = LOOK_KEYS[key]
            return self._tell(LookSet(now_ns, part, not getattr(self._house, part)))
        if key == pygame.K_n:
            return self._next_language(now_ns)
        if key == pygame.K_f:
            self._toggle()
        elif key == pygame.K_i and self._stage is not None:
            self._stage.renderer.page = "" if self._stage.renderer.page else self.page
        elif key == pygame.K_ESCAPE and not self._locked_down:
            self.closed = True
        elif key == pygame.K_l:
            self._locked = not self._locked
            return [LockSet(now_ns, self._locked)]
        return command(key, now_ns, *self._shelf)

    def _mouse(self, event: Any, now_ns: int) -> list[Input]:
        """The mouse is one finger; what a touch screen tells as a mouse too is left out."""
        if event.type == pygame.MOUSEWHEEL:
            self._press = min(max(self._press + 0.1 * event.y, 0.1), 1.0)
            return self._mouse_at(pygame.mouse.get_pos(), now_ns) if _MOUSE in self._down else []
        if getattr(event, "touch", False):
            return []
        if event.type == pygame.MOUSEBUTTONUP and event.button == pygame.BUTTON_LEFT:
            return self._lift(_MOUSE, now_ns)
        begins = event.type == pygame.MOUSEBUTTONDOWN and event.button == pygame.BUTTON_LEFT
        if begins and self._switches(*event.pos):
            return self._next_language(now_ns)
        if begins or (event.type == pygame.MOUSEMOTION and _MOUSE in self._down):
            return self._mouse_at(event.pos, now_ns)
        return []

    def _mouse_at(self, pos: tuple[float, float], now_ns: int) -> list[Input]:
        return self._press_at(_MOUSE, body_place(*pos, self._size), self._press, now_ns)

    def _touch(self, event: Any, now_ns: int) -> list[Input]:
        """Fingers on a touch screen; their places come as shares of the window."""
        name = (event.touch_id, event.finger_id)
        if event.type == pygame.FINGERUP:
            number = self._touches.pop(name, None)
            return [] if number is None else self._lift(number, now_ns)
        x, y = event.x * self._size[0], event.y * self._size[1]
        if event.type == pygame.FINGERDOWN and self._switches(x, y):
            return self._next_language(now_ns)
        taken = set(self._touches.values())
        number = self._touches.get(name) or next(
            free for free in range(_FIRST_TOUCH, _FIRST_TOUCH + len(taken) + 1) if free not in taken
        )
        pressure = getattr(event, "pressure", 0.0)
        force = pressure if 0.0 < pressure < 1.0 else PRESS  # most screens say 0 or 1 always
        place = body_place(x, y, self._size)
        told = self._press_at(number, place, force, now_ns)
        if told:
            self._touches[name] = number
        return told

    def _press_at(self, finger: int, place: tuple[float, float], force: float, now_ns: int) -> list[Input]:
        """A finger is on the body, or slides; one that begins beside the body is none."""
        if finger not in self._down and place[0] ** 2 + place[1] ** 2 > _BODY_EDGE**2:
            return []
        self._down.add(finger)
        return [FingerMoved(now_ns, finger, place[0], place[1], force)]

    def _lift(self, finger: int, now_ns: int) -> list[Input]:
        if finger not in self._down:
            return []
        self._down.discard(finger)
        return [FingerLifted(now_ns, finger)]

    def _switches(self, x: float, y: float) -> bool:
        """Whether a place is on the switch of languages."""
        layout = layout_for(self._size[0] / self._size[1])
        return layout.on_switch(*pixels_to_stage(x, y, self._size))

    def _next_language(self, now_ns: int) -> list[Input]:
        """Ask for the language that the switch offers."""
        return (
            []
            if self._stage is None
            else self._tell(LanguageChosen(now_ns, self._stage.renderer.next_language()))
        )

    def _tell(self, told: Input) -> list[Input]:
        """A command to the house; it counts here at once, so that two of them before the next snapshot are two."""
        self._house = advance(self._house, told)
        if self._stage is not None:
            self._heed(self._stage.renderer)
        return [told]

    def _heed(self, renderer: Renderer) -> None:
        """Let the picture be as the house has set it; a language that is not here changes nothing."""
        house = self._house
        if house.language in renderer.languages:
            renderer.language = house.language
        renderer.look = Look(house.calm, house.contrast, house.captions)

    def _lift_all(self, now_ns: int) -> list[Input]:
        self._touches.clear()
        return [told for finger in sorted(self._down) for told in self._lift(finger, now_ns)]

    def _resized(self) -> None:
        """Draw at the window's new size."""
        size, stage = pygame.display.get_window_size(), self._stage
        if stage is None or size == self._size or min(size) < 1:
            return
        self._size = size
        stage.ctx.screen.use()
        stage.ctx.viewport = (0, 0, *size)
        stage.screen = stage.ctx.detect_framebuffer()
        stage.renderer.resize(size)

    def _toggle(self) -> None:
        """Full screen or a window; the context stays."""
        try:
            pygame.display.toggle_fullscreen()
        except _ERRORS as error:
            _log.warning("full screen cannot be toggled here: %s", error)
            return
        self._windowed = not self._windowed
        pygame.mouse.set_visible(self._windowed)
        self._resized()


def _context() -> Any:
    """The OpenGL context of the window just opened.

    Raises:
        moderngl.Error: there is none.
    """
    try:
        return moderngl.create_context(require=330)
    except Exception as error:  # the library raises plain Exception and ValueError here
        raise moderngl.Error(f"no OpenGL 3.3 here: {error}") from error
