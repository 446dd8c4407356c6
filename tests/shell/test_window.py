"""The window as a door: what hands and keys mean, and what becomes of a window that is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pygame
import pytest

from installation.house import House
from installation.inputs import (
    FingerLifted,
    FingerMoved,
    LanguageChosen,
    LevelChosen,
    LockSet,
    LookSet,
    ResetAsked,
)
from installation.pads.body import PAD_PLACES
from installation.shell import window
from installation.shell.window import WindowDoor, body_place
from installation.visuals.examples import moment
from installation.visuals.layout import layout_for, stage_to_pixels
from installation.visuals.look import Look

if TYPE_CHECKING:
    from collections.abc import Iterator

SHADERS = Path(__file__).parents[2] / "shaders"
SIZE = (320, 180)
_DISPLAYS = {"SDL_VIDEODRIVER", "DISPLAY", "WAYLAND_DISPLAY"}


@pytest.fixture(scope="module")
def door() -> Iterator[WindowDoor]:
    found = WindowDoor(SHADERS, size=SIZE, windowed=True)
    yield found
    found.close()


@pytest.fixture(autouse=True)
def quiet(door: WindowDoor) -> None:
    pygame.event.clear()
    door._lift_all(0)
    door.closed = False
    door._locked, door._house = False, House()


def post(kind: int, **facts: Any) -> None:
    pygame.event.post(pygame.event.Event(kind, **facts))


def press(key: int, mod: int = 0) -> None:
    post(pygame.KEYDOWN, key=key, mod=mod)


def pixel_of(pad: int) -> tuple[int, int]:
    layout = layout_for(SIZE[0] / SIZE[1])
    x, y = stage_to_pixels(*layout.to_stage(*PAD_PLACES[pad], 0.31), SIZE)
    return round(x), round(y)


def test_number_keys_choose_levels(door: WindowDoor) -> None:
    for number in range(6):
        press(getattr(pygame, f"K_{number}"))
    press(pygame.K_KP3)
    assert door.poll(7) == [LevelChosen(7, number) for number in (0, 1, 2, 3, 4, 5, 3)]


def test_l_locks_and_frees_by_what_the_world_says(door: WindowDoor) -> None:
    press(pygame.K_l)
    assert door.poll(1) == [LockSet(1, locked=True)]
    now = replace(moment(3), locked=True)
    door.show(now, now, 0.0)
    press(pygame.K_l)
    assert door.poll(2) == [LockSet(2, locked=False)]


def test_r_resets_and_esc_leaves(door: WindowDoor) -> None:
    press(pygame.K_r)
    assert door.poll(3) == [ResetAsked(3)]
    press(pygame.K_ESCAPE)
    assert door.poll(4) == []
    assert door.closed


def test_locked_down_esc_does_not_leave(door: WindowDoor) -> None:
    door._locked_down = True
    press(pygame.K_ESCAPE)
    door.poll(1)
    door._locked_down = False
    assert not door.closed


@pytest.mark.parametrize(("key", "pad"), [(pygame.K_q, 0), (pygame.K_w, 1), (pygame.K_s, 2), (pygame.K_a, 3)])
def test_held_keys_press_the_pads_where_they_lie(door: WindowDoor, key: int, pad: int) -> None:
    press(key)
    assert door.poll(1) == [FingerMoved(1, 1 + pad, *PAD_PLACES[pad], window.PRESS)]
    post(pygame.KEYUP, key=key)
    assert door.poll(2) == [FingerLifted(2, 1 + pad)]


def test_shift_presses_hard(door: WindowDoor) -> None:
    press(pygame.K_q, pygame.KMOD_LSHIFT)
    assert door.poll(1)[0].force == window.PRESS_HARD


@pytest.mark.parametrize("pad", range(4))
def test_the_mouse_presses_what_it_points_at(door: WindowDoor, pad: int) -> None:
    post(pygame.MOUSEBUTTONDOWN, pos=pixel_of(pad), button=1)
    found = door.poll(1)[0]
    assert (found.x, found.y) == pytest.approx(PAD_PLACES[pad], abs=0.02)
    post(pygame.MOUSEMOTION, pos=pixel_of((pad + 1) % 4), rel=(0, 0), buttons=(1, 0, 0))
    assert isinstance(door.poll(2)[0], FingerMoved)
    post(pygame.MOUSEBUTTONUP, pos=(0, 0), button=1)
    assert door.poll(3) == [FingerLifted(3, 0)]


def test_a_mouse_that_only_moves_or_clicks_beside_the_body_presses_nothing(door: WindowDoor) -> None:
    post(pygame.MOUSEMOTION, pos=pixel_of(0), rel=(0, 0), buttons=(0, 0, 0))
    post(pygame.MOUSEBUTTONDOWN, pos=(2, 2), button=1)
    post(pygame.MOUSEBUTTONDOWN, pos=pixel_of(0), button=3)
    post(pygame.MOUSEBUTTONUP, pos=(2, 2), button=1)
    assert door.poll(1) == []


def test_many_fingers_are_told_apart_and_their_numbers_used_again(door: WindowDoor) -> None:
    def touch(kind: int, finger: int, pad: int) -> None:
        x, y = pixel_of(pad)
        post(kind, touch_id=1, finger_id=finger, x=x / SIZE[0], y=y / SIZE[1], dx=0, dy=0, pressure=0.4)

    touch(pygame.FINGERDOWN, 900, 0)
    touch(pygame.FINGERDOWN, 901, 2)
    first, second = door.poll(1)
    assert first.finger != second.finger
    assert first.force == pytest.approx(0.4)
    touch(pygame.FINGERMOTION, 901, 3)
    assert door.poll(2)[0].finger == second.finger
    touch(pygame.FINGERUP, 900, 0)
    assert door.poll(3) == [FingerLifted(3, first.finger)]
    touch(pygame.FINGERDOWN, 902, 1)
    assert door.poll(4)[0].finger == first.finger
    touch(pygame.FINGERUP, 777, 1)
    assert door.poll(5) == []


def test_a_touch_that_also_comes_as_a_mouse_counts_once(door: WindowDoor) -> None:
    post(pygame.MOUSEBUTTONDOWN, pos=pixel_of(0), button=1, touch=True)
    assert door.poll(1) == []


def test_when_the_window_is_left_every_finger_is_lifted(door: WindowDoor) -> None:
    press(pygame.K_q)
    press(pygame.K_s)
    door.poll(1)
    post(pygame.WINDOWFOCUSLOST)
    assert door.poll(2) == [FingerLifted(2, 1), FingerLifted(2, 3)]


def test_a_visitor_asks_for_another_language_and_the_wall_says_what_the_house_does(door: WindowDoor) -> None:
    asked = []
    for _ in range(4):
        post(pygame.MOUSEBUTTONDOWN, pos=(SIZE[0] - 12, 8), button=1)
        told = door.poll(1)
        assert isinstance(told[0], LanguageChosen)
        asked.append(told[0].language)
        now = replace(moment(3), house=House(told[0].language))
        door.show(now, now, 0.0)
        assert door._stage.renderer.language == asked[-1]
    assert len(set(asked)) >= 4
    press(pygame.K_n)
    press(pygame.K_n)
    assert [told.language for told in door.poll(2)] == asked[:2]


def test_a_language_that_is_not_here_leaves_the_one_that_is(door: WindowDoor) -> None:
    for language in ("de", "tlh"):
        now = replace(moment(3), house=House(language))
        door.show(now, now, 0.0)
    assert door._stage.renderer.language == "de"


def test_c_h_t_and_e_ask_for_another_look_and_back_and_the_wall_obeys_the_house(door: WindowDoor) -> None:
    keys = {pygame.K_c: "calm", pygame.K_h: "contrast", pygame.K_t: "captions", pygame.K_e: "cues"}
    for on in (True, False):
        for key, part in keys.items():
            press(key)
            assert door.poll(1) == [LookSet(1, part, on)]
    now = replace(moment(3), house=House(calm=True, captions=True))
    door.show(now, now, 0.0)
    assert door._stage.renderer.look == Look(calm=True, captions=True)


def test_i_shows_where_the_page_is_and_takes_it_away_again(door: WindowDoor) -> None:
    door.page = "https://192.168.1.7:8420"
    for shown in ("https://192.168.1.7:8420", ""):
        press(pygame.K_i)
        assert door.poll(1) == []
        now = moment(3)
        door.show(now, now, 0.0)
        assert door._stage.renderer.page == shown


def test_closing_the_window_leaves(door: WindowDoor) -> None:
    post(pygame.QUIT)
    door.poll(1)
    assert door.closed


@pytest.mark.parametrize("size", [(1280, 720), (1080, 1920), (800, 800)])
def test_the_middle_of_the_body_is_found_at_every_aspect(size: tuple[int, int]) -> None:
    layout = layout_for(size[0] / size[1])
    assert body_place(*stage_to_pixels(*layout.centre, size), size) == pytest.approx((0, 0), abs=1e-9)


def test_a_lost_window_is_a_state_and_opens_again(door: WindowDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    press(pygame.K_q)
    door.poll(1)

    def fail(*_: object) -> None:
        raise pygame.error("the display has gone")

    monkeypatch.setattr(pygame.display, "flip", fail)
    now = moment(3)
    door.show(now, now, 0.0)
    assert door.lost
    monkeypatch.undo()
    door.show(now, now, 0.0)
    assert door.poll(10_000_000_000) == [FingerLifted(10_000_000_000, 1)]
    assert not door.lost
    door.show(now, now, 0.0)
    assert not door.lost


def test_where_there_is_no_display_it_says_so() -> None:
    code = "import sys; from pathlib import Path; from installation.shell.window import WindowDoor;"
    code += f"WindowDoor(Path({str(SHADERS)!r}))"
    without = {name: value for name, value in os.environ.items() if name not in _DISPLAYS}
    found = subprocess.run(
        [sys.executable, "-c", code], env=without, capture_output=True, text=True, check=False
    )
    assert found.returncode == 1
    assert found.stderr.strip().splitlines()[-1].startswith("installation.shell.window.NoWindowError: ")
