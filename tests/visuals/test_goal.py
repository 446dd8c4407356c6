"""The mark on a gauge: where it stands, how it fills, what it does when it is reached."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from installation.snapshot import LONG_AGO_S, Snapshot, TargetView
from installation.visuals import goal
from installation.visuals.drawing import Sheet
from installation.visuals.examples import moment
from installation.visuals.icons import GAUGE_END, GAUGE_START
from installation.visuals.layout import layout_for
from installation.visuals.scene import compose

LAYOUT = layout_for(16 / 9)


def marked(held: float = 0.0, value: float = 0.5, pad: int = 2, reached_s: float = LONG_AGO_S) -> Snapshot:
    return moment(3, (0.0, 0.4, 0.0, 0.0), target=TargetView(pad, value, 0.1, held, 5.0, reached_s))


def drawn(now: Snapshot, strength: float = 1.0) -> Sheet:
    sheet = Sheet()
    goal.draw(sheet, LAYOUT, now, strength)
    return sheet


def test_the_mark_stands_on_the_gauge_of_its_pad_between_its_ends() -> None:
    assert goal.angle_of(0.0) == GAUGE_START
    assert goal.angle_of(1.0) == GAUGE_END
    at = LAYOUT.labels[2]
    for value in (-1.0, 0.0, 0.3, 1.0, 2.0):
        x, y, *_ = drawn(marked(value=value)).halos[0]
        assert math.dist((x, y), at) == pytest.approx(LAYOUT.icon_radius)


def test_it_fills_while_the_gauge_stays_there() -> None:
    assert drawn(marked(held=0.0)).marks == []
    sizes = [drawn(marked(held=held)).marks[0][2] for held in (0.1, 0.5, 0.9)]
    assert sizes == sorted(sizes)


def test_a_reached_mark_opens_once_and_is_gone() -> None:
    early, late = (drawn(marked(held=1.0, reached_s=since)) for since in (0.1, 1.2))
    assert late.arcs[0][4] > early.arcs[0][4], "its ring opens"
    assert late.arcs[0][-1] < early.arcs[0][-1], "and fades"


def test_without_a_mark_or_where_the_gauge_is_hidden_nothing_is_drawn() -> None:
    for sheet in (drawn(moment(3)), drawn(marked(), 0.0)):
        assert (sheet.halos, sheet.arcs, sheet.marks, sheet.lines) == ([], [], [], [])


def test_only_the_pad_with_the_mark_calls() -> None:
    assert [goal.calls(marked(), pad) for pad in range(4)] == [False, False, True, False]
    assert goal.calls(moment(3), 2) is None
    assert goal.calls(marked(held=1.0, reached_s=0.5), 2) is None


def test_the_picture_has_it() -> None:
    now = marked(held=0.5)
    without = replace(now, target=None)
    assert len(compose(now, now, 1.0, 16 / 9).arcs) > len(compose(without, without, 1.0, 16 / 9).arcs)


def test_arrowheads_point_from_where_the_gauge_stands_to_the_mark_and_are_more_the_farther_it_is() -> None:
    counts = [len(drawn(marked(value=value)).lines) for value in (0.19, 0.5, 0.95)]  # it stands at .18
    assert counts[0] == 0
    assert 0 < counts[1] < counts[2]
    ahead, back = (drawn(marked(value=value, pad=1)).lines[0] for value in (1.0, 0.0))  # it stands at .48
    x, y = LAYOUT.labels[1]

    def turns(line: tuple[float, ...]) -> float:
        tip, leg = (math.atan2(line[at] - x, line[at + 1] - y) for at in (0, 2))
        return tip - leg

    assert turns(ahead) > 0 > turns(back)
