"""What is wrong now, and what went wrong lately: keys with their figures, never words.

Owns when something counts as a trouble. Refuses to know words (page/troubles.js has them, each with what to do),
and to read a clock: the times of faults are told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from installation.snapshot import ObjectView, Snapshot

SLOW_PICTURES = 20.0
"""Fewer pictures a second than this are seen to stutter."""
START_S, AGAIN_S = 15.0, 60.0
"""So long after a start pictures may stutter; so long after being begun again that is said."""
SILENT_S, STILL_S = 3.0, 6.0
"""Nothing heard of the engine, or of the wall, for so long; a wall that ends an engine may take four seconds."""
HOT_C, LEAST_FREE_MB, LEAST_DISK_MB = 85.0, 300.0, 500.0
SHOWN = 4
"""So much of an object's number tells two apart."""
KEPT = 30
"""Faults that are remembered."""
SAME_S = 60.0
"""A trouble that is back so soon was never over: one line, and not one for each time."""


class Machine(Struct, frozen=True):
    """The computer itself; None where it does not say."""

    temperature_c: float | None = None
    memory_mb: float | None = None  # free
    disk_mb: float | None = None  # free
    processor: float | None = None  # 0..1, all cores
    uptime_s: float = 0.0  # of the installation


class Wall(Struct, frozen=True):
    """The window's process: how fast it draws, whether its window is lost, and what it had to do with the engine."""

    pictures_per_s: float = 0.0
    lost: bool = False
    engines: int = 1  # how many were begun
    fell: bool = False  # the last one was begun because the one before fell, not because somebody asked


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


def troubles(
    snapshot: Snapshot | None, wall: Wall, machine: Machine, silent_s: float, still_s: float = 0.0
) -> tuple[Trouble, ...]:
    """All that is wrong now, the worst first.

    Args:
        snapshot: the newest, or None before the first.
        wall: the window.
        machine: the computer.
        silent_s: how old the newest snapshot is.
        still_s: how long the wall has said nothing.
    """
    still = (Trouble("wall_still"),) if still_s > STILL_S else ()
    if snapshot is None or silent_s > SILENT_S:
        return (Trouble("engine_silent"), *still, *_of_machine(machine))
    return (
        *still,
        *_of_sound(snapshot),
        *_of_object(snapshot),
        *_of_wall(wall, snapshot),
        *_of_keeping(snapshot),
        *_of_machine(machine),
    )


def advance(faults: tuple[Fault, ...], now: tuple[Trouble, ...], at_s: float) -> tuple[Fault, ...]:
    """The list of faults, newest first, once these troubles hold; the same object if nothing changed."""
    wrong = {_named(trouble): trouble.about for trouble in now}
    kept = tuple(_kept(fault, wrong, at_s) for fault in faults)
    lasting = {_named(fault) for fault in kept if fault.over_s is None}
    new = tuple(Fault(name[0], about, at_s) for name, about in sorted(wrong.items()) if name not in lasting)
    return faults if not new and kept == faults else (*new, *kept)[:KEPT]


def _kept(fault: Fault, wrong: Mapping[tuple[str, str], str], at_s: float) -> Fault:
    """A fault of before: over, going on, or back so soon that it was never over."""
    about = wrong.get(_named(fault))
    if about is None:
        return fault if fault.over_s is not None else replace(fault, over_s=at_s)
    if fault.over_s is not None and at_s - fault.over_s >= SAME_S:
        return fault
    return replace(fault, about=about, over_s=None)


def _named(one: Trouble | Fault) -> tuple[str, str]:
    """What tells one trouble from another: two pads are two, a figure that grows is not."""
    return one.name, "" if one.about.isdigit() else one.about


def _of_sound(snapshot: Snapshot) -> tuple[Trouble, ...]:
    health, found = snapshot.health, []
    if health.sound != "device":
        found.append(Trouble(f"sound_{health.sound}"))
    if health.audio.safe:
        found.append(Trouble("sound_safe", str(health.audio.underruns)))
    return tuple(found)


def _of_object(snapshot: Snapshot) -> tuple[Trouble, ...]:
    objects = snapshot.health.objects
    if len(objects) > 1:
        return tuple(trouble for one in objects for trouble in _of_one(one, snapshot))
    found = [Trouble("port_lost")] if snapshot.health.port == "lost" else []
    found += [Trouble(f"pad_{pad.fault}", pad.name) for pad in snapshot.pads if pad.fault]
    return tuple(found)


def _of_one(one: ObjectView, snapshot: Snapshot) -> tuple[Trouble, ...]:
    """What is wrong with one of two objects: its pads are named with the beginning of its number."""
    number = f"{one.board[:SHOWN]}…"
    if not one.device:
        return (Trouble("one_lost", number),)
    pairs = zip(snapshot.pads, one.faults, strict=True)
    return tuple(Trouble(f"pad_{fault}", f"{pad.name}@{number}") for pad, fault in pairs if fault)


def _of_wall(wall: Wall, snapshot: Snapshot) -> tuple[Trouble, ...]:
    found = [Trouble("window_lost")] if wall.lost else []
    if not wall.lost and snapshot.time_s > START_S and 0 < wall.pictures_per_s < SLOW_PICTURES:
        found.append(Trouble("slow_pictures"))
    if wall.fell and snapshot.time_s < AGAIN_S:
        found.append(Trouble("begun_again"))
    return tuple(found)


def _of_keeping(snapshot: Snapshot) -> tuple[Trouble, ...]:
    """Visits are counted by a process of its own: the show goes on without it, so somebody must be told."""
    state = snapshot.health.keeping
    return () if state == "well" else (Trouble(f"keeping_{state}"),)


def _of_machine(machine: Machine) -> tuple[Trouble, ...]:
    found = []
    if machine.temperature_c is not None and machine.temperature_c > HOT_C:
        found.append(Trouble("hot"))
    if machine.memory_mb is not None and machine.memory_mb < LEAST_FREE_MB:
        found.append(Trouble("memory"))
    if machine.disk_mb is not None and machine.disk_mb < LEAST_DISK_MB:
        found.append(Trouble("disk"))
    return tuple(found)
