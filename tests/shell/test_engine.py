"""The engine's turn: what comes in enters its step, what is due is taken, the newest snapshot is shown."""

from __future__ import annotations

import pickle

from installation.effects import EndAllNotes, StartNote, TouchPad, frame_at
from installation.inputs import Input, LevelChosen, PressuresGiven
from installation.shell import engine
from installation.snapshot import Snapshot
from installation.world import LEAD_NS, STEP_NS, World, begin
from tests.fakes import kit
from tests.fakes.clock import Clock
from tests.fakes.mailbox import Mailbox
from tests.fakes.orders import OrdersIn
from tests.fakes.port import PortDoor
from tests.fakes.sound import SoundDoor

SECOND = 1_000_000_000


class Pages:
    """A scribe that keeps what it is told, or whose disk is full."""

    def __init__(self, *, full: bool = False) -> None:
        self.full, self.taken, self.closed = full, [], False

    def take(self, world: World, inputs: tuple[Input, ...], _effects: object) -> None:
        if self.full:
            raise OSError("no space left on device")
        self.taken.append((world.step, inputs))

    def close(self) -> None:
        self.closed = True
        if self.full:
            raise OSError("no space left on device")


def play(
    script: list[Input], seconds: float = 1.0, clock: Clock | None = None, **doors: object
) -> tuple[World, engine.Doors]:
    rules, clock = kit.rules(), clock or Clock()
    made = {
        "clock": clock,
        "port": PortDoor(),
        "sound": SoundDoor(),
        "orders": OrdersIn(script, clock, int(seconds * SECOND)),
        "mailbox": Mailbox(),
        "scribes": (Pages(),),
    }
    found = engine.Doors(**{**made, **doors})
    world = engine.run(begin(rules, "plain", 3), rules, found)
    engine.close(found)
    return world, found


def test_a_second_of_time_is_a_second_of_steps_and_sixty_two_snapshots() -> None:
    world, doors = play([])
    assert world.step == SECOND // STEP_NS
    assert world.dropped_steps == 0
    assert doors.mailbox.count == -(-world.step // engine.SHOW_STEPS)
    assert isinstance(pickle.loads(doors.mailbox.newest), Snapshot)  # noqa: S301 - our own


def test_an_input_enters_the_step_in_whose_time_it_came() -> None:
    told = PressuresGiven(300 * STEP_NS + 5, (0.0, 0.7, 0.0, 0.0))
    _, doors = play([told])
    (step, inputs), *_ = [page for page in doors.scribes[0].taken if page[1]]
    assert (step, inputs) == (301, (told,))
    touch = next(effect for effect in doors.sound.played if isinstance(effect, TouchPad))
    assert touch.frame == frame_at(told.at_ns + LEAD_NS)


def test_a_board_on_the_port_reaches_the_pads() -> None:
    frames = [(n * 4_000_000, (3_000, 3_000, 3_000, 3_000 if n < 100 else 40_000)) for n in range(1, 240)]
    world, doors = play([], port=PortDoor([(1, "/dev/ttyFAKE"), *frames]))
    assert world.port == "/dev/ttyFAKE"
    assert world.hands.touched == (False, False, False, True)
    assert doors.port.closed


def test_at_the_end_every_note_is_ended_and_every_door_closed() -> None:
    _, doors = play([])
    assert any(isinstance(effect, StartNote) for effect in doors.sound.played)
    assert isinstance(doors.sound.played[-1], EndAllNotes)
    assert doors.sound.closed
    assert doors.scribes[0].closed


def test_a_stall_is_skipped_counted_and_not_played_late() -> None:
    stalls = iter([*[0] * 100, 700_000_000, *[0] * 10_000])
    world, _ = play([], clock=Clock(lambda: next(stalls)))
    assert world.step == SECOND // STEP_NS
    assert 300 < world.dropped_steps < 350


def test_a_full_disk_is_no_end_of_the_show() -> None:
    full, fine = Pages(full=True), Pages()
    world, _ = play([LevelChosen(STEP_NS, 2)], scribes=(full, fine))
    assert world.guidance.level == 2
    assert len(fine.taken) == world.step
    assert fine.closed


def test_the_state_of_the_sound_is_known_to_the_world() -> None:
    sound = SoundDoor()
    sound.now = "lost"
    world, _ = play([], sound=sound)
    assert world.sound == "lost"


def test_warming_up_takes_every_way_that_a_touch_can_take() -> None:
    rules = kit.rules()
    engine.warm_up(rules, "plain")
    assert rules.kits["plain"].decoder.decoded > 0


class Teller:
    """Has one thing to tell, at once; or has lost its way to tell it."""

    def __init__(self, *, lost: bool = False) -> None:
        self.lost, self.told = lost, False

    def read(self, now_ns: int) -> tuple[Input, ...]:
        if self.lost:
            raise OSError("the pipe is gone")
        news = () if self.told else (LevelChosen(now_ns, 1),)
        self.told = True
        return news


def test_what_is_told_from_beside_the_show_reaches_the_world_and_a_lost_teller_is_not_felt() -> None:
    world, _ = play([], tellers=(Teller(lost=True), Teller()))
    assert world.guidance.level == 1
    assert world.step == SECOND // STEP_NS
