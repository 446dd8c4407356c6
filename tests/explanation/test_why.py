"""Why: the notes that changed, and the pad without which most of them would not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from installation.explanation import why
from installation.explanation.why import NOBODY, Inquiry, Why
from installation.latent.tune import Asked, Kit
from installation.score import HOLD, REST, TICKS, Measure
from tests.fakes import kit

if TYPE_CHECKING:
    from installation.latent.control import Levels

REST_LEVELS: Levels = (1.0, 1.0, 1.0, 1.0)


def measure(**ticks: int) -> Measure:
    symbols = [HOLD] * TICKS
    for name, symbol in ticks.items():
        symbols[int(name[1:])] = symbol
    return Measure(tuple(symbols))


def answered(before: Levels, after: Levels, bar: int = 0) -> tuple[Why | None, int]:
    """The answer, and how often it was decoded at most in one call."""
    player: Kit = kit.rules().kits["plain"]
    inquiry = Inquiry(Asked("plain", 2, before), Asked("plain", bar, after))
    most = 0
    while not inquiry.done:
        count = player.decoder.decoded
        inquiry = why.advance(inquiry, player)
        most = max(most, player.decoder.decoded - count)
    return inquiry.why, most


def test_one_pad_alone_did_all_of_it() -> None:
    found, _ = answered(REST_LEVELS, (1.0, 1.0, 4.0, 1.0))
    assert (found.pad, found.notes, found.because) == (2, 3, 3)
    assert why.said(found) == "said.why.all|3|pad.density"
    assert [tick for tick in range(TICKS) if found.due[tick] == 2] == [6, 8, 10]


def test_of_two_pads_the_one_is_named_without_which_most_would_change() -> None:
    found, most = answered(REST_LEVELS, (1.0, 5.0, 4.0, 1.0))
    assert (found.pad, found.notes, found.because) == (2, 4, 3)
    assert why.said(found) == "said.why.some|4|3|pad.density"
    assert found.due[2] == 1, "the second note is range's doing"
    assert most == 1, "one decode a call"


def test_both_measures_are_of_the_same_bar() -> None:
    found, _ = answered(REST_LEVELS, (1.0, 1.0, 4.0, 1.0), bar=3)
    player = kit.rules().kits["plain"]
    assert found.before == player.play(Asked("plain", 3, REST_LEVELS)).measure
    assert found.after == player.play(Asked("plain", 3, (1.0, 1.0, 4.0, 1.0))).measure


def test_where_nothing_changed_there_is_nothing_to_explain() -> None:
    assert answered((1.0, 1.0, 4.0, 1.0), (2.0, 1.0, 4.0, 1.0))[0] is None


def test_two_pads_that_did_it_together_are_not_told_apart() -> None:
    before, after = measure(t0=60), measure(t0=60, t6=62, t12=64)
    found = why.explained(before, after, {0: before, 3: before})
    assert (found.pad, found.because) == (NOBODY, 0)
    assert why.said(found) == "said.why.together|2"
    found = why.explained(before, measure(t0=60, t6=62), {0: before, 3: before})
    assert why.said(found) == "said.why.one"
    found = why.explained(before, measure(t0=60, t6=62), {3: before})
    assert why.said(found) == "said.why.one_by|pad.jump"


def test_only_beginnings_of_notes_count() -> None:
    one = measure(t0=60, t6=62)
    assert why.differing(one, measure(t0=60, t3=REST, t6=62)) == set()
    assert why.differing(one, measure(t0=60, t6=64)) == {6}
    assert why.differing(one, measure(t0=60, t9=62)) == {6, 9}
    assert why.differing(one, measure(t0=60, t6=REST)) == {6}


symbols = st.one_of(st.integers(55, 60), st.just(HOLD), st.just(REST))
measures = st.tuples(*[symbols] * TICKS).map(Measure)


@given(measures, measures, st.dictionaries(st.integers(0, 3), measures, min_size=1))
def test_whatever_the_measures_the_numbers_agree_with_the_notes(
    before: Measure, after: Measure, without: dict[int, Measure]
) -> None:
    found = why.explained(before, after, without)
    if before == after:
        assert found is None
    if found is None:
        return
    changed = [
        tick
        for tick in range(TICKS)
        if (before.symbols[tick], after.symbols[tick]) != (after.symbols[tick],) * 2
        and min(before.symbols[tick], after.symbols[tick]) < HOLD
    ]
    assert found.notes == len(changed)
    assert 0 <= found.because <= found.notes
    assert all(pad == NOBODY for tick, pad in enumerate(found.due) if tick not in changed)
    assert sum(pad == found.pad for pad in found.due) == found.because or found.pad == NOBODY
