"""Squares for phones: sharp, with their quiet zone, and made of the code's own modules."""

from __future__ import annotations

import numpy as np
import pytest

from installation.shell.squares import QUIET, modules, plate, square

LINK = "HTTP://192.168.100.200:8421/T/7K2QVX7M4TB5CWEJ5R3NHYDG6P7K/EN"


@pytest.mark.parametrize("text", ["GRM2RT12JWPD7J7R20S7W", LINK])
@pytest.mark.parametrize("side_px", [200, 333, 720])
def test_every_module_is_whole_pixels_and_the_quiet_zone_is_kept(text: str, side_px: int) -> None:
    dark, picture = modules(text), square(text, side_px)
    assert picture.shape == (side_px, side_px)
    assert set(np.unique(picture)) == {0, 255}
    each = side_px // (len(dark) + 2 * QUIET)
    inked = np.argwhere(picture)
    (top, left), (bottom, right) = inked.min(axis=0), inked.max(axis=0) + 1
    assert (bottom - top, right - left) == (len(dark) * each,) * 2
    assert min(top, left, side_px - bottom, side_px - right) >= QUIET * each
    seen = picture[top + each // 2 : bottom : each, left + each // 2 : right : each] == 255
    assert (seen == dark).all()


def test_a_link_in_capitals_makes_coarser_modules_than_one_in_small_letters() -> None:
    assert len(modules(LINK)) == 29
    assert len(modules(LINK.lower())) == 33


def test_what_has_no_room_is_drawn_as_small_as_it_can_be() -> None:
    assert square("A", 5).shape == (21, 21)


@pytest.mark.parametrize("text", ["", "X" * 5000])
def test_nothing_and_too_much_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        square(text, 300)


def test_a_plate_is_as_large_as_it_is_asked_for() -> None:
    assert plate(30, 20).shape == (20, 30)
    assert plate(30, 20).min() == 255
