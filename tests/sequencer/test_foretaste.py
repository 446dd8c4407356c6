"""A foretaste: the new notes of a preview, once, softly, on a bar line, and silent as soon as a hand moves."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from installation.effects import StartNote, StopNote, frame_at
from installation.score import Note
from installation.sequencer import foretaste
from installation.sequencer.foretaste import BEHIND_NS, PART, QUIET, STILL_NS, VELOCITY, Foretaste
from installation.sequencer.transport import at_tempo, tick_ns

TRANSPORT = at_tempo(120.0, 1_000)
NOTES = (Note(3, 67, 2), Note(12, 71, 9), Note(21, 74, 3))
STEP_NS = 2_000_000
SINCE = 500_000_000


def played(
    state: Foretaste,
    from_ns: int,
    to_ns: int,
    since: int | None = SINCE,
    notes: tuple[Note, ...] = NOTES,
    loudness: float = 1.0,
) -> tuple[Foretaste, list[object]]:
    effects: list[object] = []
    for now in range(from_ns, to_ns, STEP_NS):
        state, asked = foretaste.advance(state, TRANSPORT, notes, since, now, loudness)
        effects += asked
    return state, effects


def test_after_two_seconds_of_stillness_one_bar_plays_from_the_next_bar_line_and_only_once() -> None:
    state, effects = played(QUIET, SINCE, SINCE + STILL_NS)
    assert not effects
    state, effects = played(state, SINCE + STILL_NS, 12 * 10**9)
    starts = [effect for effect in effects if isinstance(effect, StartNote)]
    assert [start.pitch for start in starts] == [67.0, 71.0, 74.0]
    bar_line = 2 * 24  # the first after 2.5 s: bars last two seconds
    assert [start.frame for start in starts] == [
        frame_at(tick_ns(TRANSPORT, bar_line + note.tick) + BEHIND_NS) for note in NOTES
    ]
    assert {(start.part, start.velocity) for start in starts} == {(PART, VELOCITY)}
    stops = [effect.note for effect in effects if isinstance(effect, StopNote)]
    assert stops == [start.note for start in starts]
    assert state.sounding is None


def test_a_hand_that_moves_ends_it_and_when_it_is_still_again_it_begins_anew() -> None:
    state, _ = played(QUIET, SINCE, 5 * 10**9 + 200_000_000)
    assert state.sounding is not None
    state, effects = foretaste.advance(state, TRANSPORT, NOTES, None, 6 * 10**9, 1.0)
    assert [type(effect) for effect in effects] == [StopNote]
    assert foretaste.advance(state, TRANSPORT, NOTES, None, 6 * 10**9 + 1, 1.0) == (state, ())
    _, effects = played(state, 6 * 10**9, 12 * 10**9, since=6 * 10**9)
    assert sum(isinstance(effect, StartNote) for effect in effects) == 3


def test_a_hand_that_shifts_without_letting_go_ends_it_too() -> None:
    state, _ = played(QUIET, SINCE, 5 * 10**9 + 200_000_000)
    state, effects = foretaste.advance(state, TRANSPORT, NOTES, 5 * 10**9, 5 * 10**9 + 202_000_000, 1.0)
    assert [type(effect) for effect in effects] == [StopNote]
    assert state.sounding is None


def test_while_nothing_is_due_the_state_is_the_same_object() -> None:
    assert foretaste.advance(QUIET, TRANSPORT, NOTES, None, 10**9, 1.0)[0] is QUIET
    assert foretaste.advance(QUIET, TRANSPORT, NOTES, SINCE, 10**9, 1.0)[0] is QUIET
    done, _ = played(QUIET, SINCE, 12 * 10**9)
    assert foretaste.advance(done, TRANSPORT, NOTES, SINCE, 13 * 10**9, 1.0)[0] is done


def test_where_nothing_may_be_heard_nothing_is() -> None:
    assert not played(QUIET, SINCE, 12 * 10**9, loudness=0.0)[1]
    assert not played(QUIET, SINCE, 12 * 10**9, notes=())[1]


ways = st.lists(st.tuples(st.integers(1, 900), st.sampled_from([None, 0, 10**9, 4 * 10**9])), max_size=12)


@given(ways)
def test_whatever_hands_do_every_note_ends(way: list[tuple[int, int | None]]) -> None:
    state, now, sounding = QUIET, 0, set()
    for steps, since in (*way, (1, None)):
        for _ in range(steps):
            now += 5 * STEP_NS
            told = None if since is None or since > now else since
            state, effects = foretaste.advance(state, TRANSPORT, NOTES, told, now, 0.5)
            for effect in effects:
                if isinstance(effect, StartNote):
                    sounding.add(effect.note)
                else:
                    sounding.remove(effect.note)
    assert not sounding
