"""Where the facilitator's page is, on the wall."""

from __future__ import annotations

import pytest

from installation.visuals.drawing import PLATE, SQUARE
from installation.visuals.layout import layout_for
from installation.visuals.signpost import signpost


@pytest.mark.parametrize("aspect", [16 / 9, 1.0, 9 / 16])
def test_an_address_that_a_phone_reaches_is_a_square_and_words_on_a_plate(aspect: float) -> None:
    plate, square, words = signpost(layout_for(aspect), "https://192.168.1.7:8420", square=True)
    assert (plate.key, square.key, words.key) == (
        PLATE,
        SQUARE + "https://192.168.1.7:8420",
        "https://192.168.1.7:8420",
    )
    assert square.place.size <= plate.place.size
    assert plate.place.y - plate.place.width < words.place.y < square.place.y - square.place.width


def test_the_loopback_is_words_only_for_no_phone_reaches_it() -> None:
    plate, words = signpost(layout_for(16 / 9), "http://127.0.0.1:8420", square=False)
    assert plate.place.width < 0.2
    assert words.key == "http://127.0.0.1:8420"
