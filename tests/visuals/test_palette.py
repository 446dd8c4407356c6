"""Colours and shapes: told apart by more than hue."""

from __future__ import annotations

import pytest

from installation.score import PADS
from installation.visuals.palette import DISC, PAD_COLOURS, PAD_SHAPES, from_hex, lighter, mix


def test_every_pad_has_a_colour_and_a_shape_of_its_own() -> None:
    assert len(PAD_COLOURS) == len(PAD_SHAPES) == len(PADS)
    assert len(set(PAD_COLOURS)) == len(set(PAD_SHAPES)) == len(PADS)
    assert DISC not in PAD_SHAPES


def test_pads_differ_in_lightness_or_for_each_kind_of_colour_blindness_in_what_is_left() -> None:
    # Machado et al. 2009, severity 1, on linear light: protanopia, deuteranopia, tritanopia.
    kinds = (
        ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
        ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
        ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
    )
    for matrix in kinds:
        seen = [
            tuple(sum(weight * part**2.2 for weight, part in zip(row, colour, strict=True)) for row in matrix)
            for colour in PAD_COLOURS
        ]
        for at, one in enumerate(seen):
            for other in seen[at + 1 :]:
                assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 > 0.1


def test_a_colour_is_read_from_its_hexadecimal_name() -> None:
    assert from_hex("#FF0080") == pytest.approx((1.0, 0.0, 128 / 255))
    with pytest.raises(ValueError, match="invalid literal"):
        from_hex("#GG0000")


def test_mixing_goes_from_one_colour_to_the_other() -> None:
    assert mix((0, 0, 0), (1, 0.5, 0), 0.5) == pytest.approx((0.5, 0.25, 0.0))
    assert lighter((0.2, 0.4, 0.6), 1.0) == (1.0, 1.0, 1.0)
