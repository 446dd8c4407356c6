"""What is wrong now, and what went wrong lately: keys with their figures, never words.

Owns when something counts as a trouble. Refuses to know words (page/words.js has them, each with what to do),
and to read a clock: the times of faults are told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from installation.snapshot import Snapshot

SLOW_PICTURES = 20.0
"""Fewer pictures a second than this are seen to stutter."""
START_S, AGAIN_S = 15.0, 60.0
"""So long after a start pictures may stutter; so long after being begun again that is said."""
SILENT_S = 3.0
"""Nothing heard of the engine for so long."""
HOT_C, LEAST_FREE_MB, LEAST_DISK_MB = 85.0, 300.0, 500.0
KEPT = 30
"""Faults that are remembered."""


class Machine(Struct, frozen=True):
    """The computer itself; None where it does not say."""

    temperature_c: float | None = None
    memory_mb: float | None = None  # free
    disk_mb: float | None = None  # free
    processor: float | None = None  # 0..1, all cores
    uptime_s: float = 0.0  # of the installation


class Wall(Struct, frozen=True):
    """The window's process: how fast it draws, whether its window is lost, how often the engine was begun."""

    pictures_per_s: float = 0.0
    lost: bool = False
    engines: int = 1


class Trouble(Struct, frozen=True):
    """Something that is wrong: `name` is a key of words, `about` what they need to say it."""

    name: str
    about: str = ""


class Fault(Struct, frozen=True):
    """A trouble that began, and when it was over."""

    name: str
    about: str
    at_s: float  # seconds since 1970
    over_s: float | None = None


def troubles(snapshot: Snapshot | None, wall: Wall, machine: Machine, silent_s: float) -> tuple[Trouble, ...]:
    """All that is wrong now, the worst first.

    Args:
        snapshot: the newest, or None before the first.
        wall: the window.
        machine: the computer.
        silent_s: how old the newest snapshot is.
    """
    if snapshot is None or silent_s > SILENT_S:
        return (Trouble("engine_silent"), *_of_machine(machine))
    return (*_of_sound(snapshot), *_of_object(snapshot), *_of_wall(wall, snapshot), *_of_machine(machine))


def advance(faults: tuple[Fault, ...], now: tuple[Trouble, ...], at_s: float) -> tuple[Fault, ...]:
    """The list of faults, newest first, once these troubles hold; the same object if nothing changed."""
    wrong = {(trouble.name, trouble.about) for trouble in now}
    lasting = {(fault.name, fault.about) for fault in faults if fault.over_s is None}
    if wrong == lasting:
        return faults
    kept = tuple(
        replace(fault, over_s=at_s)
        if fault.over_s is None and (fault.name, fault.about) not in wrong
        else fault
        for fault in faults
    )
    new = tuple(Fault(name, about, at_s) for name, about in sorted(wrong - lasting))
    return (*new, *kept)[:KEPT]


def _of_sound(snapshot: Snapshot) -> tuple[Trouble, ...]:
    health, found = snapshot.health, []
    if health.sound != "device":
        found.append(Trouble(f"sound_{health.sound}"))
    if health.audio.safe:
        found.append(Trouble("sound_safe", str(health.audio.underruns)))
    return tuple(found)


def _of_object(snapshot: Snapshot) -> tuple[Trouble, ...]:
    found = [Trouble("port_lost")] if snapshot.health.port == "lost" else []
    found += [Trouble(f"pad_{pad.fault}", pad.name) for pad in snapshot.pads if pad.fault]
    return tuple(found)


def _of_wall(wall: Wall, snapshot: Snapshot) -> tuple[Trouble, ...]:
    found = [Trouble("window_lost")] if wall.lost else []
    if not wall.lost and snapshot.time_s > START_S and 0 < wall.pictures_per_s < SLOW_PICTURES:
        found.append(Trouble("slow_pictures"))
    if wall.engines > 1 and snapshot.time_s < AGAIN_S:
        found.append(Trouble("begun_again"))
    return tuple(found)


def _of_machine(machine: Machine) -> tuple[Trouble, ...]:
    found = []
    if machine.temperature_c is not None and machine.temperature_c > HOT_C:
        found.append(Trouble("hot"))
    if machine.memory_mb is not None and machine.memory_mb < LEAST_FREE_MB:
        found.append(Trouble("memory"))
    if machine.disk_mb is not None and machine.disk_mb < LEAST_DISK_MB:
        found.append(Trouble("disk"))
    return tuple(found)
