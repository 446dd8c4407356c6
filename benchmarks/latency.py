"""From a pad frame's arrival on a pty to the first audio frame that differs because of it.

A board process writes protocol frames on a pty, 250 a second, and notes when it wrote the first frame of each
press. The real port door, engine, ring and audio process play on the null device (48 kHz, 128 frames), whose file
holds every frame that was heard. The tune is silent and the touch sound is a plain one that stops at once, so the
first frame that is not zero after a press is the first that differs because of it. Run twice: alone, and beside the
window's own loop, which draws 1280x720 at its own pace. `heard` is less than `presses` where no sound began within
APART_S of a press. Every process ends when the one that began it is gone.
"""

from __future__ import annotations

import gc
import json
import multiprocessing as mp
import os
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import soundfile

from installation.effects import FRAME_RATE, TouchPad, frame_at
from installation.pads import protocol
from installation.sampler.bank import Bank, Instrument, bank_of
from installation.sampler.master import LOOK_AHEAD
from installation.sampler.pool import Sample
from installation.sampler.recipes import KALIMBA, struck
from installation.sampler.region import Envelope, Region
from installation.sampler.touches import FIRST_KEY
from installation.shell import engine, priority, show
from installation.shell.asks import AsksIn
from installation.shell.clock import Clock
from installation.shell.content import load_content, load_rules
from installation.shell.devices import BLOCK
from installation.shell.mailbox import Mailbox
from installation.shell.orders import OrdersIn, pair
from installation.shell.port import PortDoor
from installation.shell.sound import SoundDoor
from installation.shell.sound_events import BAND
from installation.world import LEAD_NS, STEP_NS, begin
from tests.fakes.board import REST, Board

if TYPE_CHECKING:
    from numpy.typing import NDArray

HOME = Path(__file__).parents[1]
PRESSES = int(os.environ.get("PRESSES", "1000"))
FRAME_S = 1 / 250
PRESSED_FRAMES, APART_S = 8, 0.12
LOUD = 1e-4
MESSAGE_BYTES = len(protocol.encode(protocol.PadFrame(0, 0, REST)))
BOARD_MS = {
    "reckoned: half a frame of 250 a second": 2.0,
    "reckoned: its message on the line": MESSAGE_BYTES * 10 / protocol.BAUD * 1e3,
}
DEVICE_MS = 8.0
"""Assumed, not measured: what a real device adds to the null device's one block, three more blocks of 128 frames."""
_SPAWN = mp.get_context("spawn")


def figures() -> dict[str, Any]:
    """Milliseconds from arrival to sound, alone and beside pictures, and the legs of the way."""
    beside, alone = _run(pictures=True), _run(pictures=False)
    felt = sum(BOARD_MS.values()) + alone["ms"]["mean"] + DEVICE_MS
    return {
        "presses": PRESSES,
        "alone": alone,
        "while pictures are drawn": beside,
        "felt by a visitor, ms": {**BOARD_MS, "arrival to sound": alone["ms"]["mean"],
                                  "assumed: a real device": DEVICE_MS, "sum": felt},
    }  # fmt: skip


def _run(*, pictures: bool) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        clock, mailbox = Clock.begun_now(), Mailbox(1 << 16)
        connection, orders = pair()
        ready, over = _SPAWN.Event(), _SPAWN.Event()
        processes = [
            _SPAWN.Process(
                target=play_engine, args=(connection, clock, mailbox.name, place, ready), daemon=True
            ),
            _SPAWN.Process(target=press_board, args=(clock, place, ready, over), daemon=True),
        ]
        if pictures:
            processes.append(_SPAWN.Process(target=_pictures, args=(mailbox.name, over, place), daemon=True))
        for process in processes:
            process.start()
        connection.close()
        board, others = processes[1], [processes[0], *processes[2:]]
        while board.is_alive() and all(each.is_alive() for each in others):
            board.join(1.0)
        if board.is_alive():
            raise RuntimeError("a process ended before the last press: what it said stands above")
        load = os.getloadavg()[0]
        over.set()
        orders.close()
        for process in processes:
            process.join(20)
        mailbox.close()
        return _judge(place) | {"load of the machine (1 min)": load}


def left_alone() -> bool:
    """Whether the process that began this one is gone."""
    parent = mp.parent_process()
    return parent is not None and not parent.is_alive()


def _touch_sound() -> Bank:
    """Kalimba, and a touch that is simply there while it is pressed."""
    noise = np.random.default_rng(1).uniform(0.1, 0.5, 4800).astype(np.float32)
    at_once = Envelope(attack_s=0.0, sustain=1.0, release_s=0.005)
    regions = tuple(
        Region(0, key, key, root=key, volume=at_once, touch=True, send=0.0)
        for key in range(FIRST_KEY, FIRST_KEY + 4)
    )
    return bank_of([struck(KALIMBA), Instrument("touch", (Sample(noise, FRAME_RATE, (0, 4800)),), regions)])


class _Legs:
    """A sound door that notes how late a touch was handed on."""

    def __init__(self, door: SoundDoor, clock: Clock) -> None:
        self._door, self._clock = door, clock
        self.handed_ms: list[float] = []
        self.state, self.report, self.close = door.state, door.report, door.close

    def play(self, effects: Any) -> None:
        self._door.play(effects)
        now = frame_at(self._clock.now_ns() + LEAD_NS)
        self.handed_ms += [
            (now - effect.frame) / FRAME_RATE * 1e3 for effect in effects if isinstance(effect, TouchPad)
        ]


def play_engine(
    connection: Any, clock: Clock, mailbox: str, place: Path, ready: Any, asked: Any = None
) -> None:
    """The engine's process: the real doors, a silent tune, a touch sound that is simply there; `asked` by pages."""
    content = load_content(HOME / "content")
    rules = load_rules(HOME, content)
    levels = tuple(msgspec.structs.replace(level, loudness=0.0, idle_s=None, on_idle=None, warn_s=None)
                   for level in content.levels.levels)  # fmt: skip
    rules = replace(rules, levels=msgspec.structs.replace(content.levels, levels=levels))
    link = place / "board"
    while not link.exists() and not left_alone():
        time.sleep(0.01)
    band = {part: replace(seat, send_db=-120.0) for part, seat in BAND.items()}
    door = SoundDoor.open(clock.origin_ns, "null", place / "heard.wav", _touch_sound(), band)
    while not door.ready() and not left_alone():
        time.sleep(0.01)
    legs = _Legs(door, clock)
    doors = engine.Doors(
        clock,
        PortDoor.open(str(link)),
        legs,
        OrdersIn(connection),
        Mailbox(1 << 16, mailbox),
        (_Ready(ready),),
        tellers=() if asked is None else (AsksIn(asked),),
    )
    world = begin(rules, content.levels.style, content.levels.number("four_pads"), locked=True)
    engine.warm_up(rules, content.levels.style)
    gc.collect()
    gc.freeze()
    priority.come_first()
    world = engine.run(world, rules, doors)
    first_ns, facts = door.heard_ns(0), door.facts()
    engine.close(doors)
    (place / "engine.json").write_text(
        json.dumps(
            {
                "heard_ns": first_ns,
                "handed_ms": legs.handed_ms,
                "late": facts.late,
                "underruns": facts.underruns,
                "late_by_frames": facts.late_by_frames,
                "dropped_steps": world.dropped_steps,
            }
        )
    )


class _Ready:
    """Says that the board has been heard."""

    def __init__(self, event: Any) -> None:
        self._event = event

    def take(self, world: Any, *_told: Any) -> None:
        if world.port not in {"none", "lost"} and world.step > 3 * 10**9 // STEP_NS:
            self._event.set()

    def close(self) -> None:
        pass


def press_board(_clock: Clock, place: Path, ready: Any, over: Any) -> None:
    """Speak 250 times a second; every APART_S press the next pad for PRESSED_FRAMES. Hardware waits for nobody."""
    priority.come_first()
    board = Board(place / "board")
    chance = np.random.default_rng(7)
    pressed: list[int] = []
    due_s, until, begins_s, pad = time.monotonic(), 0, 0.0, 0
    while (
        len(pressed) < PRESSES or until
    ):  # the last press lasts as long as the others, or it would not be felt
        if over.is_set() or left_alone():
            break
        due_s += FRAME_S * float(chance.uniform(0.98, 1.02))  # a board's clock is its own
        time.sleep(max(0.0, due_s - time.monotonic()))
        board.hear()
        values = list(REST)
        if ready.is_set() and until == 0 and due_s >= begins_s:
            until, begins_s, pad = (
                PRESSED_FRAMES,
                due_s + APART_S + float(chance.uniform(0, 0.02)),
                (pad + 1) % 4,
            )
            values[pad] = 40_000
            pressed.append(time.monotonic_ns())
        elif until:
            until -= 1
            values[pad] = 40_000 if until else REST[pad]
        board.say(*values)
    for _ in range(100):
        board.say(*REST)
        time.sleep(FRAME_S)
    np.save(place / "pressed.npy", np.array(pressed, np.int64))
    board.close()


def _pictures(mailbox: str, over: Any, place: Path) -> None:
    """The window's own loop, on a screen that nobody sees: the real pace, the real scaling."""
    os.environ["SDL_VIDEODRIVER"] = "offscreen"
    from installation.shell.window import WindowDoor  # noqa: PLC0415 - only this process draws

    priority.stand_back()
    window = CountingWindow(WindowDoor(HOME / "shaders", windowed=True, size=(1280, 720)), over)
    box = Mailbox(1 << 16, mailbox)
    show.run(window, Seen(box), None)
    box.close()
    (place / "drawn.json").write_text(json.dumps(window.drawn))


class CountingWindow:
    """A window that counts its pictures and closes when all is over."""

    def __init__(self, window: Any, over: Any) -> None:
        self._window, self._over, self.drawn = window, over, 0
        self.poll = window.poll

    @property
    def closed(self) -> bool:
        """Whether all is over."""
        return bool(self._over.is_set()) or left_alone()

    def show(self, *moment: Any) -> None:
        """Show it, and count."""
        self._window.show(*moment)
        self.drawn += 1


class Seen:
    """An engine that is only looked at."""

    alive = True

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox, self.clock, self.orders = mailbox, Clock.begun_now(), self

    def send(self, inputs: Any) -> None:
        """Nobody's hands are on this screen."""

    def begin_again(self, style: str = "") -> None:
        """It is not ours to begin."""


def waits_ms(place: Path) -> NDArray[np.float64]:
    """From each press to the first frame that is not silent after it."""
    facts = json.loads((place / "engine.json").read_text())
    sound, _ = soundfile.read(place / "heard.wav", dtype="float32")
    loud = np.abs(sound).max(axis=1) > LOUD
    starts = np.flatnonzero(loud & ~np.concatenate([[False], loud[:-1]]))
    quiet_before = np.array([not loud[max(0, start - 200) : start].any() for start in starts])
    heard_ns = facts["heard_ns"] + starts[quiet_before] * 1_000_000_000 // FRAME_RATE
    pressed = np.load(place / "pressed.npy")
    at = np.searchsorted(heard_ns, pressed)
    found = (
        np.array([heard_ns[k] - press for k, press in zip(at, pressed, strict=True) if k < len(heard_ns)])
        / 1e6
    )
    return found[found < 1e3 * APART_S]


def _judge(place: Path) -> dict[str, Any]:
    """What one run found."""
    facts, found = json.loads((place / "engine.json").read_text()), waits_ms(place)
    handed = np.array(facts["handed_ms"])
    return {
        "heard": len(found),
        "ms": {"mean": float(found.mean()), "sd": float(found.std()), "p50": float(np.median(found)),
               "p99": float(np.percentile(found, 99)), "largest": float(found.max())},
        "legs ms": {
            "arrival to ring, median": float(np.median(handed)),
            "arrival to ring, p99": float(np.percentile(handed, 99)),
            "limiter's look-ahead": LOOK_AHEAD / FRAME_RATE * 1e3,
            "a block asked for and a block heard": 2 * BLOCK / FRAME_RATE * 1e3,
            "stamp ahead of arrival": LEAD_NS / 1e6,
        },
        "touches too late for their stamp": facts["late"],
        "underruns": facts["underruns"],
        "steps dropped": facts["dropped_steps"],
        "pictures drawn": json.loads((place / "drawn.json").read_text()) if (place / "drawn.json").exists() else 0,
    }  # fmt: skip
