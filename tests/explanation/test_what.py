"""What changed, and which pad did it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from installation.explanation import what
from installation.latent.tune import Asked, Heard
from installation.measure.attributes import attributes_of
from installation.score import HOLD, TICKS, Measure
from installation.settings import read_language

NEVER, OFF = (-1,) * 4, (False,) * 4


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


def test_a_press_is_reported_by_its_pad_once_the_notes_have_gone_its_way() -> None:
    before = heard((1, 1, 1, 1), t0=60, t6=62)
    busier = heard((1, 1, 4, 1), t0=60, t6=62, t9=62)
    told = what.change(None, before, busier, 5)
    assert told == what.Change(2, more=True, since_ns=5)
    assert what.said(told, NEVER, OFF, 6) == "said.changed.density.more|pad.density"
    assert what.said(told, NEVER, OFF, 5 + what.SAID_NS) == ""
    unmoved = heard((1, 1, 5, 1), t0=60, t6=64, t9=62)
    assert what.change(told, busier, unmoved, 7) is told, "as many notes as before: nothing new"
    assert what.change(told, unmoved, heard((1, 1, 1, 1), t0=60), 9) == what.Change(2, more=False, since_ns=9)
    assert what.change(told, before, heard((1, 1, 9, 1), 1, t0=60), 9) is told, "a new bar is nobody's doing"


def test_what_another_pad_did_is_not_reported_of_a_press_that_did_nothing_or_the_contrary() -> None:
    before = heard((1, 1, 1, 1), t0=60, t6=62)
    busier = heard((1, 1, 4, 1), t0=60, t6=62, t9=62)
    told = what.change(None, before, busier, 5)
    assert what.change(told, busier, heard((1, 4, 4, 1), t0=60, t6=62, t9=62), 7) is None, (
        "nothing became wider"
    )
    assert what.change(told, busier, heard((1, 1, 7, 1), t0=60), 7) is None, (
        "pressed further, and fewer notes"
    )
    assert what.change(told, busier, heard((1, 1, 2, 1), t0=60, t6=62, t9=62), 7) is None, (
        "eased, as many notes"
    )


def test_a_report_ends_when_another_pad_is_touched_or_let_go() -> None:
    told = what.Change(2, more=True, since_ns=5)
    turned = {pad: tuple(6 if pad == other else -1 for other in range(4)) for pad in range(4)}
    assert [what.said(told, turned[pad], OFF, 7) == "" for pad in range(4)] == [True, True, False, True]


def test_that_a_pad_was_eased_is_not_said_to_a_hand_that_presses_another() -> None:
    eased, pressed = (what.Change(2, more=more, since_ns=5) for more in (False, True))
    other, itself = (False, True, False, False), (False, False, True, False)
    assert what.said(eased, NEVER, other, 6) == ""
    assert what.said(eased, NEVER, itself, 6) == "said.changed.density.less|pad.density"
    assert what.said(pressed, NEVER, other, 6) == "said.changed.density.more|pad.density"


def test_every_sentence_about_a_change_has_words() -> None:
    path = Path(__file__).parents[2] / "content" / "languages" / "en.yaml"
    words = read_language(path.read_text(encoding="utf-8"), "en.yaml")
    for pad in range(4):
        for more in (True, False):
            assert what.said(what.Change(pad, more, 0), NEVER, OFF, 1).partition("|")[0] in words


symbols = st.one_of(st.integers(55, 91), st.just(HOLD))


@given(st.tuples(*[symbols] * TICKS))
def test_meters_are_the_attributes_that_papers_report_without_arrays(found: tuple[int, ...]) -> None:
    at = attributes_of(np.array([found]))
    exact = (at.off_beatness, at.range, at.density, at.jump)
    shown = what.meters(Measure(found))
    for value, meter, (low, high) in zip(exact, shown, what.SCALES, strict=True):
        if any(symbol < HOLD for symbol in found):
            assert meter == pytest.approx(min(1.0, max(0.0, (value[0] - low) / (high - low))))
