"""What changed, and which pad did it."""

from __future__ import annotations

from installation.explanation import what
from installation.latent.tune import Asked, Heard
from installation.score import HOLD, TICKS, Measure


def heard(levels: tuple[float, float, float, float], bar: int = 0, **ticks: int) -> Heard:
    symbols = [HOLD] * TICKS
    for name, symbol in ticks.items():
        symbols[int(name[1:])] = symbol
    return Heard(Asked("plain", bar, levels), (0.0,), Measure(tuple(symbols)))


def test_new_notes_get_the_pad_whose_level_moved_most_and_kept_notes_keep_theirs() -> None:
    before = heard((1, 1, 1, 1), t0=60, t6=62)
    after = heard((1, 1.25, 4, 1), t0=60, t6=64, t9=65)
    marks = what.advance(what.UNMARKED, before, after, 7)
    assert marks[0] == what.Mark()
    assert marks[6] == marks[9] == what.Mark(2, 7)
    later = what.advance(marks, after, heard((1, 2.0, 4, 1), t0=61, t6=64), 9)
    assert later[0] == what.Mark(1, 9)
    assert later[6] == what.Mark(2, 7)
    assert later[9] == what.Mark()


def test_a_new_bar_of_the_phrase_is_nobodys_doing() -> None:
    marks = what.advance(what.UNMARKED, heard((1, 1, 1, 1), 0, t0=60), heard((1, 1, 5, 1), 1, t0=67), 7)
    assert marks == what.UNMARKED


def test_meters_rise_with_their_attribute_and_stay_within_their_ends() -> None:
    sparse = what.meters(heard((1, 1, 1, 1), t0=60, t12=62).measure)
    busy = what.meters(Measure(tuple([55, 91] * 12)))
    assert all(0.0 <= value <= 1.0 for value in (*sparse, *busy))
    assert all(more > less for more, less in zip(busy, sparse, strict=True))
    assert what.meters(Measure((HOLD,) * TICKS)) == (0.0, 0.0, 0.0, 0.0)
