"""The pads' shapes beside letters."""

from __future__ import annotations

import numpy as np
import pytest

from installation.shell.pad_signs import pad_sign


@pytest.mark.parametrize("pad", range(4))
def test_a_sign_lies_whole_within_its_picture_and_a_hollow_one_has_the_same_outline(pad: int) -> None:
    full, hollow = pad_sign(pad, 40, 52, hollow=False), pad_sign(pad, 40, 52, hollow=True)
    assert full.shape == hollow.shape
    assert len(full) == 52
    edges = np.concatenate([full[0], full[-1], full[:, 0], full[:, -1]])
    assert edges.max() == 0
    assert (hollow <= full).all()
    ink = np.argwhere(full > 128)
    middle = ink.mean(axis=0).round().astype(int)
    assert full[tuple(middle)] == 255
    assert hollow[tuple(middle)] == 0


def test_no_two_signs_look_alike() -> None:
    signs = [pad_sign(pad, 40, 52, hollow=False).astype(int) for pad in range(4)]
    for pad, one in enumerate(signs):
        for other in signs[pad + 1 :]:
            assert np.abs(one - other).sum() > 0.15 * one.sum()
