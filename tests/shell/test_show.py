"""The show: the newest snapshots to the wall, hands to the engine, a dead engine begun again."""

from __future__ import annotations

import itertools
import pickle
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from installation.house import House
from installation.inputs import MinuteTold, ResetAsked
from installation.shell import show
from installation.shell.show import Eye
from installation.snapshot import Snapshot, view
from installation.world import begin
from tests.fakes import kit
from tests.fakes.clock import Clock

if TYPE_CHECKING:
    from installation.console.faults import Wall


def seen(time_s: float) -> Snapshot:
    rules = kit.rules()
    return replace(view(begin(rules, "plain"), rules), time_s=time_s)


def test_a_picture_glides_from_the_older_to_the_newer_snapshot() -> None:
    eye = Eye(100.0)
    eye.see(seen(1.0), 100.0)
    assert eye.blend(100.5) == 1.0
    eye.see(seen(1.016), 100.016)
    assert eye.blend(100.016) == 0.0
    assert eye.blend(100.024) == pytest.approx(0.5)
    assert eye.blend(101.0) == 1.0


def test_an_engine_may_take_long_to_begin_but_not_to_go_on() -> None:
    eye = Eye(0.0)
    assert not eye.lost(show.START_S - 1)
    assert eye.lost(show.START_S + 1)
    eye.see(seen(0.0), 10.0)
    assert not eye.lost(10.0 + show.SILENT_S - 1)
    assert eye.lost(10.0 + show.SILENT_S + 1)


def test_after_a_new_beginning_the_last_picture_stays_until_the_engine_speaks() -> None:
    last = seen(55.0)
    eye = Eye(0.0, last)
    assert eye.after is last
    assert eye.shown_s(5.0) == 0.0
    fresh = seen(0.016)
    eye.see(fresh, 6.0)
    assert (eye.before, eye.after) == (fresh, fresh)


class FakeWindow:
    """Closes after so many pictures."""

    def __init__(self, pictures: int) -> None:
        self.closed, self.left, self.shown = False, pictures, []
        self.lost, self.wants_small, self.small = False, False, None

    def poll(self, now_ns: int) -> list[ResetAsked]:
        return [ResetAsked(now_ns)]

    def show(self, _before: Snapshot, after: Snapshot, blend: float) -> None:
        assert 0.0 <= blend <= 1.0
        self.shown.append(after)
        self.small = np.zeros((2, 3, 3), np.uint8) if self.wants_small else None
        self.left -= 1
        self.closed = self.left <= 0


class FakeRunning:
    """An engine that dies once after its second snapshot."""

    def __init__(self, dies: bool) -> None:  # noqa: FBT001 - the one thing to say
        self.clock, self.mailbox, self.sent, self.begun = Clock(), self, [], 1
        self.orders, self.alive, self._dies, self.style = self, True, dies, ""
        self._count = itertools.count()

    def send(self, inputs: list[ResetAsked]) -> None:
        self.sent += inputs

    def take(self) -> bytes | None:
        number = next(self._count)
        if self._dies and number == 2:
            self.alive = False
        return pickle.dumps(seen(number / 60)) if self.alive else None

    def begin_again(self, style: str = "") -> None:
        self.begun, self.alive, self._dies, self.style = self.begun + 1, True, False, style


@pytest.mark.parametrize("dies", [False, True])
def test_the_show_goes_on_until_the_window_is_closed_even_if_the_engine_dies(dies: bool) -> None:  # noqa: FBT001
    window, running = FakeWindow(8), FakeRunning(dies)
    show.run(window, running, None)
    assert len(window.shown) == 8
    assert running.begun == (2 if dies else 1)
    assert running.style == (seen(0.0).style if dies else ""), "what played goes on"
    assert running.sent


def test_controllers_press_beside_the_window() -> None:
    class Controllers:
        def poll(self, now_ns: int) -> list[ResetAsked]:
            return [ResetAsked(now_ns - 1)]

    window, running = FakeWindow(3), FakeRunning(dies=False)
    show.run(window, running, None, hands=Controllers())
    assert sum(told == ResetAsked(-1) for told in running.sent) == 3


def test_it_ends_after_the_seconds_that_were_asked_for() -> None:
    begun = time.monotonic()
    show.run(FakeWindow(10_000), FakeRunning(dies=False), 0.2)
    assert time.monotonic() - begun >= 0.2


def test_the_first_picture_is_there_before_the_engine_has_spoken() -> None:
    window, running, first = FakeWindow(3), FakeRunning(dies=False), seen(0.0)
    running.take = lambda: None
    show.run(window, running, None, first)
    assert window.shown == [first] * 3


def test_an_engine_that_was_asked_to_is_begun_again_once_while_the_wall_keeps_the_last_picture() -> None:
    window, running = FakeWindow(8), FakeRunning(dies=False)
    asked = replace(seen(0.1), house=House(restarting=True))
    letters = iter([pickle.dumps(seen(0.0)), pickle.dumps(asked), None, None, pickle.dumps(seen(0.2))])
    running.take = lambda: next(letters, None)
    show.run(window, running, None)
    assert running.begun == 2
    assert window.shown[2].house.restarting


def test_the_engine_is_told_the_minute_of_the_day_once_and_a_new_engine_again() -> None:
    window, running = FakeWindow(20), FakeRunning(dies=True)
    show.run(window, running, None)
    minutes = [told.minute for told in running.sent if isinstance(told, MinuteTold)]
    assert 2 <= len(minutes) <= 4  # the clock may pass a minute meanwhile
    assert all(0 <= minute < 1440 for minute in minutes)


class FakePage:
    """A page that wants every second picture."""

    def __init__(self) -> None:
        self.heard, self.given, self.pictures, self._wants = 0, [], [], itertools.cycle([0, 1])

    def hear(self) -> None:
        self.heard += 1

    def give(self, wall: Wall) -> None:
        self.given.append(wall)

    def wants_picture(self) -> bool:
        return bool(next(self._wants))

    def give_picture(self, picture: np.ndarray) -> None:
        self.pictures.append(picture.shape)


def test_the_page_is_heard_and_told_how_the_wall_is_and_gets_the_pictures_it_wants() -> None:
    window, running, page = FakeWindow(8), FakeRunning(dies=True), FakePage()
    show.run(window, running, None, page=page)
    assert page.heard == len(page.given) == 8
    assert [wall.engines for wall in page.given] == [1] * 3 + [2] * 5
    assert page.pictures == [(2, 3, 3)] * 4


def test_a_page_is_told_how_the_wall_is_while_the_engine_says_nothing() -> None:
    window, running, page = FakeWindow(3), FakeRunning(dies=False), FakePage()
    running.take = lambda: None
    show.run(window, running, None, seen(0.0), page=page)
    assert len(page.given) == 3


def test_an_engine_that_falls_again_and_again_is_begun_after_pauses_that_grow_and_have_an_end() -> None:
    falls, waits = show.Falls(), []
    for _ in range(30):
        falls = show.fallen(falls, 100.0, played_s=2.0)
        assert falls.again_s is not None
        waits.append(falls.again_s - 100.0)
    assert waits[:5] == [0.0, 1.0, 2.0, 4.0, 8.0]
    assert waits[-1] == max(waits) == show.LONGEST_S
    assert show.fallen(falls, 100.0, played_s=show.WELL_S) == show.Falls(1, 100.0), "it was well meanwhile"


def test_the_show_goes_on_while_an_engine_that_fell_twice_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(show, "FIRST_S", 0.2)
    window, running = FakeWindow(1_000), FakeRunning(dies=False)
    begun: list[tuple[float, int]] = []

    def begin_again(_style: str = "") -> None:
        begun.append((time.monotonic(), len(window.shown)))
        running.begun += 1
        window.left = 1 if len(begun) == 3 else window.left

    running.begin_again = begin_again
    running.alive = False
    show.run(window, running, None, seen(0.0))
    (first_s, _), (second_s, shown), (third_s, more) = begun
    assert second_s - first_s >= 0.2
    assert third_s - second_s >= 0.4
    assert more > shown, "pictures are shown meanwhile"


def test_pictures_a_second_are_counted_over_a_while() -> None:
    pace = show.Pace()
    for number in range(131):
        pace.count(number / 30)
    assert pace.per_s == pytest.approx(30, rel=0.02)
