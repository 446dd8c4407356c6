"""Pictures for eyes that need them calmer or clearer."""

from __future__ import annotations

import numpy as np
import pytest

from installation.visuals.examples import moment
from installation.visuals.look import LOOKS
from installation.visuals.scene import compose

WIDE = 16 / 9


def test_calm_moves_and_pulses_less() -> None:
    now = moment(3, playhead_beats=1.01)
    usual, calm = (compose(now, now, 0.0, WIDE, LOOKS[name]) for name in ("usual", "calm"))
    assert calm.light.time_s < 0.2 * usual.light.time_s
    assert calm.light.strike[3] < 0.5 * usual.light.strike[3]
    assert calm.marks[:, 2].max() <= usual.marks[:, 2].max()


def test_contrast_dims_the_ornament_and_thickens_the_signs() -> None:
    now = moment(3)
    usual, clear = (compose(now, now, 0.0, WIDE, LOOKS[name]) for name in ("usual", "contrast"))
    assert clear.light.ornament < 0.5 * usual.light.ornament
    assert (clear.lines[:, 5] > usual.lines[:, 5]).all()
    assert (clear.lines[:, 11] >= usual.lines[:, 11]).all()
    assert clear.lines[:, 11].max() <= 1.0


@pytest.mark.parametrize("look", list(LOOKS))
def test_every_look_says_the_same_and_captions_what_sounds_too(look: str) -> None:
    now = moment(3, (0.5, 0, 0, 0))
    usual, other = (compose(now, now, 0.0, WIDE, LOOKS[name]) for name in ("usual", look))
    captions = ["caption.many+caption.middle+caption.leaping"] if LOOKS[look].captions else []
    assert [text.key for text in other.texts] == [text.key for text in usual.texts] + captions
    assert np.array_equal(usual.marks[:, 3], other.marks[:, 3])
