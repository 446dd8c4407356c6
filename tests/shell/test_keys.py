"""What the keys mean, and that a visit remembers it."""

from __future__ import annotations

import pygame
import pytest

from installation.inputs import KeepAsked, LevelChosen, RecallAsked, ResetAsked, UndoAsked
from installation.shell import keys
from installation.shell.replay import as_input
from installation.shell.scribes import _command
from installation.visits.visit import parse


def test_k_keeps_u_takes_back_r_resets_and_figures_choose_levels() -> None:
    assert keys.command(pygame.K_k, 5, 0, -1) == [KeepAsked(5)]
    assert keys.command(pygame.K_u, 5, 0, -1) == [UndoAsked(5)]
    assert keys.command(pygame.K_r, 5, 0, -1) == [ResetAsked(5)]
    assert keys.command(pygame.K_KP2, 5, 0, -1) == [LevelChosen(5, 2)]
    assert keys.command(pygame.K_z, 5, 3, -1) == []


@pytest.mark.parametrize(("recalled", "before", "after"), [(-1, 2, 0), (0, 2, 1), (1, 0, 2), (2, 1, 0)])
def test_brackets_go_along_the_shelf_round_and_round(recalled: int, before: int, after: int) -> None:
    assert keys.command(pygame.K_LEFTBRACKET, 5, 3, recalled) == [RecallAsked(5, before)]
    assert keys.command(pygame.K_RIGHTBRACKET, 5, 3, recalled) == [RecallAsked(5, after)]


def test_with_nothing_on_the_shelf_brackets_mean_nothing() -> None:
    assert keys.command(pygame.K_LEFTBRACKET, 5, 0, -1) == []
    assert keys.command(pygame.K_RIGHTBRACKET, 5, 0, -1) == []


@pytest.mark.parametrize("told", [KeepAsked(2_000_000), RecallAsked(2_000_000, 3), UndoAsked(2_000_000)])
def test_a_recorded_visit_gives_the_same_command_back(told: KeepAsked | RecallAsked | UndoAsked) -> None:
    text = '{"visit": 1, "pads": 4}\n' + _command(told, told.at_ns)
    visit = parse(text, "visit.jsonl", levels=range(6), styles=["reel"])
    assert as_input(visit.events[0]) == told
