"""What is asked is decoded once, and only when it is something else."""

from __future__ import annotations

from installation.latent.tune import NOTHING_HEARD, Asked, advance
from tests.fakes import kit


def test_the_same_question_is_not_decoded_twice() -> None:
    player = kit.rules().kits["plain"]
    asked = Asked("plain", 0, (1.0, 1.0, 2.0, 1.0))
    heard = advance(NOTHING_HEARD, asked, player)
    assert advance(heard, asked, player) is heard
    assert player.decoder.decoded == 1


def test_another_bar_or_level_is_another_question_and_the_answer_says_which() -> None:
    player = kit.rules().kits["plain"]
    heard = advance(NOTHING_HEARD, Asked("plain", 0, (1.0, 1.0, 2.0, 1.0)), player)
    for asked in (Asked("plain", 1, (1.0, 1.0, 2.0, 1.0)), Asked("plain", 0, (1.0, 1.0, 3.0, 1.0))):
        other = advance(heard, asked, player)
        assert other.asked == asked
        assert other.measure != heard.measure
        assert len(other.point) == 32


def test_whoever_asked_first_the_answer_is_told_in_the_same_numbers() -> None:
    player = kit.rules().kits["plain"]
    heard = advance(NOTHING_HEARD, Asked("plain", 0, (1, 1, 2, 1)), player)
    again = advance(NOTHING_HEARD, Asked("plain", 0, (1.0, 1.0, 2.0, 1.0)), player)
    assert repr(heard) == repr(again), (
        "else a replay would differ from the visit by what was explained before"
    )
    assert repr(heard.asked.levels) == "(1.0, 1.0, 2.0, 1.0)"
