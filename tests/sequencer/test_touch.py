"""The touch sounds follow pressure, and end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from installation.effects import frame_at
from installation.sequencer import touch

ALL, NONE = (True,) * 4, (0.0,) * 4
pressures = st.tuples(*[st.floats(0, 1)] * 4)


def test_the_first_pressure_is_sent_at_the_frame_it_is_to_be_heard() -> None:
    sent, effects = touch.advance(NONE, (0.0, 0.2, 0.0, 0.0), ALL, 9_000_000)
    assert [(effect.frame, effect.pad, effect.pressure) for effect in effects] == [
        (frame_at(9_000_000), 1, 0.2)
    ]
    assert sent == (0.0, 0.2, 0.0, 0.0)


def test_a_pressure_that_hardly_moves_is_not_sent_again_but_a_slow_creep_is_in_the_end() -> None:
    sent, count = (0.5, 0.0, 0.0, 0.0), 0
    for thousandth in range(1, 101):
        sent, effects = touch.advance(sent, (0.5 + thousandth / 1000, 0.0, 0.0, 0.0), ALL, 0)
        count += len(effects)
    assert 8 <= count <= 10


def test_a_pad_that_does_not_play_here_answers_softly() -> None:
    _, effects = touch.advance(NONE, (1.0, 0.0, 0.0, 0.0), (False,) * 4, 0)
    assert effects[0].pressure == touch.DARK_PAD


@given(st.lists(pressures, max_size=30))
def test_after_every_pad_is_let_go_every_touch_sound_was_told_so(steps: list[tuple[float, ...]]) -> None:
    sent, last = NONE, dict.fromkeys(range(4), 0.0)
    for now in [*steps, NONE]:
        sent, effects = touch.advance(sent, now, ALL, 0)
        last |= {effect.pad: effect.pressure for effect in effects}
    assert sent == NONE
    assert set(last.values()) == {0.0}
