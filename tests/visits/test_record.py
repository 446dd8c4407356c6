"""What is recorded can be read back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from installation.visits.record import Recorder, command, header
from installation.visits.visit import CommandGiven, PadsPressed, parse

pressures = st.tuples(*[st.floats(0, 1)] * 4)
times = st.lists(st.integers(0, 3_600_000_000_000), max_size=20).map(sorted)


@given(times, st.data())
def test_what_is_recorded_is_read_back_to_a_thousandth(at: list[int], data: st.DataObject) -> None:
    recorder = Recorder()
    text = header(level=2, style="calm", seed=5)
    held = []
    for at_ns in at:
        recorder, line = recorder.press(at_ns, data.draw(pressures))
        text += line
        held.append((at_ns, recorder.pressures))
    visit = parse(text, "x", levels=range(6), styles={"calm"})
    assert (visit.level, visit.style, visit.seed) == (2, "calm", 5)
    for event, (at_ns, pressed) in zip(_changes(visit.events), _distinct(held), strict=True):
        assert abs(event.at_ns - at_ns) <= 500
        assert event.pressures == pressed


def _changes(events: object) -> list[PadsPressed]:
    assert isinstance(events, tuple)
    return [event for event in events if isinstance(event, PadsPressed)]


def _distinct(held: list[tuple[int, tuple[float, ...]]]) -> list[tuple[int, tuple[float, ...]]]:
    before, found = (0.0,) * 4, []
    for at_ns, pressed in held:
        if pressed != before:
            found.append((at_ns, pressed))
        before = pressed
    return found


def test_a_held_pad_is_written_once() -> None:
    recorder, first = Recorder().press(1_000_000, (0.0, 0.5, 0.0, 0.0))
    recorder, second = recorder.press(2_000_000, (0.0, 0.5002, 0.0, 0.0))
    assert first == '{"t_ms": 1.0, "pads": [0.0, 0.5, 0.0, 0.0]}\n'
    assert second == ""


def test_a_pad_at_rest_is_not_written_at_all() -> None:
    assert Recorder().press(5, (0.0, 0.0, 0.0, 0.0))[1] == ""


def test_commands_are_read_back() -> None:
    text = header() + command(5, "level", 0) + command(6, "lock", False) + command(7, "reset")  # noqa: FBT003
    assert parse(text, "x", levels=range(6), styles=()).events == (
        CommandGiven(0, "level", 0),
        CommandGiven(0, "lock", value=False),
        CommandGiven(0, "reset", None),
    )
