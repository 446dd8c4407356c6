"""What each level shows, and the way from one to the next."""

from __future__ import annotations

import itertools
from dataclasses import astuple, replace

import numpy as np
import pytest

from installation.visuals.composition import ENTER_S, composition, invites, said, settled
from installation.visuals.examples import LEVELS, moment


def numbers(found: object) -> np.ndarray:
    return np.hstack([np.atleast_1d(np.array(part)) for part in astuple(found)])  # type: ignore[call-overload]


def test_every_level_has_a_composition_of_its_own() -> None:
    assert len({settled(moment(level)) for level in range(len(LEVELS))}) == len(LEVELS)
    assert [level for level in range(len(LEVELS)) if invites(LEVELS[level])] == [0]


def test_only_pads_that_play_have_labels_and_faulty_ones_fade() -> None:
    found = settled(moment(2))
    assert found.labels == (0.0, 1.0, 1.0, 0.0)
    now = moment(3)
    broken = settled(replace(now, pads=(replace(now.pads[0], fault="open"), *now.pads[1:])))
    assert broken.marks[0] == pytest.approx(0.1)


@pytest.mark.parametrize("level", range(len(LEVELS)))
@pytest.mark.parametrize("before", [None, 0, 2, 5])
def test_a_level_enters_without_a_jump_and_arrives(level: int, before: int | None) -> None:
    came_from = None if before is None else moment(before)
    shown = [
        numbers(composition(replace(moment(level), level_s=at * ENTER_S / 50), came_from)) for at in range(51)
    ]
    if came_from is not None:
        assert shown[0] == pytest.approx(numbers(settled(came_from)))
    assert shown[-1] == pytest.approx(numbers(settled(moment(level))))
    assert max(np.abs(b - a).max() for a, b in itertools.pairwise(shown)) < 0.05


def test_the_old_words_go_before_the_new_ones_come() -> None:
    spoken = [said(replace(moment(3), level_s=at * ENTER_S / 10), moment(2)) for at in range(11)]
    assert spoken[0].title == "level.two_pads.title"
    assert spoken[-1].title == "level.four_pads.title"
    assert next(words.strength for words in spoken) == spoken[-1].strength == 1.0
    assert min(words.strength for words in spoken) < 0.1


def test_the_invitation_greets_or_says_one_thing() -> None:
    assert said(moment(0)).greeting == "level.invite.title"
    hinted = said(moment(0, said="hint.still_there"))
    assert (hinted.greeting, hinted.sentence) == ("", "hint.still_there")
