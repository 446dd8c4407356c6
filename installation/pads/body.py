"""The soft body on the screen: a dome of foam and fabric that gives way, wobbles and feels four pads.

Owns the mesh, how it moves under fingers and under the pads of a real object, and what its four pads would
report of the fingers. Refuses to know pixels, mice, keys and clocks: a finger is a place and a force.

Theory of operation. The mesh is a triangulated disc raised to a dome, its rim held fast. Each step is XPBD
(Macklin, Mueller & Chentanez 2016): inertia, then one sweep over the springs of the fabric (edges), then the
foam (a spring of every node towards its own place at rest), then contact: a fingertip is a paraboloid that
sinks into the foam. All springs are implicit, so no time step can make it explode. A tip never jumps to its
depth: it sinks from where the surface is now towards `force * DEPTH` with the time constant SINK_S, so the
mesh itself remembers how long a finger has rested there, and no finger needs a name.

Coordinates: the rim is the unit circle, x to the right, y up, z towards the viewer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numba
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Flags = NDArray[np.bool_]

RINGS = 11
"""Rings of nodes around the centre one: 1 + 3 * 11 * 12 = 397 nodes."""
HEIGHT = 0.45
"""Height of the dome's top above its rim."""
DEPTH = 0.34
"""How far a finger of force 1 sinks in."""
TIP_REACH = 0.43
"""Radius of the dent that a finger of force 1 makes by contact alone."""
SINK_S = 0.11
"""Time constant of a screen finger's sinking: nine tenths of its depth after about 250 ms."""
PUSH_S = 0.012
"""The same for the pads of a real object, whose pressure has taken its own time already."""
AT_ONCE = 0.25
"""Share of a finger's force that its pad feels in the very step of the touch."""
SHORTEST_S, LONGEST_S = 1e-6, 0.5
"""A shorter step moves nothing; a longer one moves the body by LONGEST_S only."""

_PAD_RADIUS = 0.55
_SUBSTEP_S, _SUBSTEPS = 0.004, 12
_FOAM = (2.0 * math.pi * 2.6) ** 2  # stiffness over mass: foam alone swings 2.6 times a second
_FABRIC = 3_000.0  # the same of an edge
_DRAG = 5.0  # velocity lost a second, as a rate
_FASTEST = np.float32(8.0)  # no node is quicker, units a second: rounding over a tiny step is no speed
_ASLEEP = 2e-4  # below this speed and distance from rest everything stands still
_TIP_CURVE = DEPTH / TIP_REACH**2

_CORNER = _PAD_RADIUS / math.sqrt(2.0)
PAD_PLACES = ((-_CORNER, _CORNER), (_CORNER, _CORNER), (_CORNER, -_CORNER), (-_CORNER, -_CORNER))
"""Centres of the pads in the order of score.PADS: upper left, upper right, lower right, lower left."""


@dataclass(frozen=True, slots=True)
class Finger:
    """A finger on the screen's body: its place, and how hard it means to press (0..1)."""

    x: float
    y: float
    force: float


@dataclass(frozen=True, slots=True, eq=False)
class Topology:
    """What never changes of the mesh; all arrays are read-only.

    `rest` (N, 3) float32, `triangles` (M, 3) int32 counter-clockwise seen from the viewer, `edges` (E, 2)
    int32, `lengths` (E,) float32 at rest, `rim` (N,) bool.
    """

    rest: NDArray[np.float32]
    triangles: NDArray[np.int32]
    edges: NDArray[np.int32]
    lengths: NDArray[np.float32]
    rim: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class BodyState:
    """One moment of the body: `positions` and `velocities` of its nodes, (N, 3) float32, read-only."""

    positions: NDArray[np.float32]
    velocities: NDArray[np.float32]


def _ring_start(ring: int) -> int:
    """Number of the first node of a ring (ring 0 is the centre)."""
    return 0 if ring == 0 else 1 + 3 * ring * (ring - 1)


def _rest_positions() -> NDArray[np.float32]:
    """Nodes on rings of 6, 12, 18 ... raised to a dome; (N, 3)."""
    nodes = [(0.0, 0.0, HEIGHT)]
    for ring in range(1, RINGS + 1):
        radius = ring / RINGS
        for place in range(6 * ring):
            angle = 2.0 * math.pi * place / (6 * ring)
            nodes.append((radius * math.cos(angle), radius * math.sin(angle), HEIGHT * (1.0 - radius**2)))
    return np.array(nodes, np.float32)


def _ring_triangles(ring: int) -> list[tuple[int, int, int]]:
    """Triangles between a ring and the next smaller one."""
    inner, outer = _ring_start(ring - 1), _ring_start(ring)
    inner_count, outer_count = max(6 * (ring - 1), 1), 6 * ring
    found = []
    for sextant in range(6):
        for place in range(ring):
            a = outer + sextant * ring + place
            b = outer + (sextant * ring + place + 1) % outer_count
            c = inner + (sextant * (ring - 1) + place) % inner_count
            found.append((a, b, c))
            if place < ring - 1:
                d = inner + (sextant * (ring - 1) + place + 1) % inner_count
                found.append((c, b, d))
    return found


def _build() -> Topology:
    """The mesh at rest, its arrays locked."""
    rest = _rest_positions()
    corners = [corner for ring in range(1, RINGS + 1) for corner in _ring_triangles(ring)]
    pairs = {tuple(sorted(pair)) for corner in corners for pair in pairwise((*corner, corner[0]))}
    edges = np.array(sorted(pairs), np.int32)
    lengths = np.linalg.norm(rest[edges[:, 0]] - rest[edges[:, 1]], axis=1).astype(np.float32)
    rim = np.arange(len(rest)) >= _ring_start(RINGS)
    topology = Topology(rest, np.array(corners, np.int32), edges, lengths, rim)
    for array in (rest, topology.triangles, edges, lengths, rim):
        array.flags.writeable = False
    return topology


TOPOLOGY = _build()
"""The one mesh: 397 nodes, 726 triangles."""


def _locked(positions: NDArray[np.float32], velocities: NDArray[np.float32]) -> BodyState:
    positions.flags.writeable = False
    velocities.flags.writeable = False
    return BodyState(positions, velocities)


_REST = _locked(TOPOLOGY.rest.copy(), np.zeros_like(TOPOLOGY.rest))


def rest_state() -> BodyState:
    """The body untouched."""
    return _REST


@numba.njit(cache=True)
def _sunk(rest: Floats, positions: Floats, x: np.float32, y: np.float32) -> np.float32:
    """Depth to which a tip at (x, y) fits into the surface as it is now: next to 0 on an untouched body."""
    fits = np.float32(DEPTH)
    for i in range(rest.shape[0]):
        square = (rest[i, 0] - x) ** 2 + (rest[i, 1] - y) ** 2
        if square < TIP_REACH * TIP_REACH:
            fits = min(fits, max(rest[i, 2] - positions[i, 2], np.float32(0.0)) + _TIP_CURVE * square)
    return fits


@numba.njit(cache=True)
def _sink(rest: Floats, positions: Floats, tips: Floats, h_s: np.float32) -> Floats:
    """How deep every tip (x, y, depth, time constant) stands after sinking for `h_s` more; (T,)."""
    depths = np.empty(tips.shape[0], np.float32)
    for t in range(tips.shape[0]):
        now = _sunk(rest, positions, tips[t, 0], tips[t, 1])
        still = max(tips[t, 2] - now, np.float32(0.0))
        depths[t] = tips[t, 2] - still * np.exp(-h_s / tips[t, 3])
    return depths


@numba.njit(cache=True)
def _press(
    rest: Floats, positions: Floats, before: Floats, free: Flags, tips: Floats, depths: Floats
) -> None:
    """Contact: push the surface before the tips; what they push stops there (`before` moves along)."""
    for t in range(tips.shape[0]):
        for i in range(rest.shape[0]):
            square = (rest[i, 0] - tips[t, 0]) ** 2 + (rest[i, 1] - tips[t, 1]) ** 2
            highest = rest[i, 2] - depths[t] + _TIP_CURVE * square
            if free[i] and highest < positions[i, 2]:
                positions[i, 2] = highest
                before[i, 2] = highest


@numba.njit(cache=True)
def _pull_fabric(
    positions: Floats, free: Flags, edges: NDArray[np.int32], lengths: Floats, yielding: np.float32
) -> None:
    """One sweep over the edges: each goes back towards its length at rest."""
    for e in range(edges.shape[0]):
        i, j = edges[e, 0], edges[e, 1]
        weight = np.float32(free[i]) + np.float32(free[j])
        dx = positions[j, 0] - positions[i, 0]
        dy = positions[j, 1] - positions[i, 1]
        dz = positions[j, 2] - positions[i, 2]
        length = np.sqrt(dx * dx + dy * dy + dz * dz) + np.float32(1e-9)
        pull = (length - lengths[e]) / (length * (weight + yielding))
        if free[i]:
            positions[i, 0] += pull * dx
            positions[i, 1] += pull * dy
            positions[i, 2] += pull * dz
        if free[j]:
            positions[j, 0] -= pull * dx
            positions[j, 1] -= pull * dy
            positions[j, 2] -= pull * dz


@numba.njit(cache=True)
def _move(
    rest: Floats,
    free: Flags,
    edges: NDArray[np.int32],
    lengths: Floats,
    start: Floats,
    speeds: Floats,
    tips: Floats,
    h_s: np.float32,
    count: int,
) -> tuple[Floats, Floats, np.float32]:
    """`count` substeps of `h_s` seconds; (positions, velocities, greatest stir)."""
    positions, velocities = start.copy(), speeds.copy()
    keep = np.exp(-_DRAG * h_s)
    yielding = np.float32(1.0) / (_FABRIC * h_s * h_s)
    foam = np.float32(1.0) / (np.float32(1.0) + np.float32(1.0) / (_FOAM * h_s * h_s))
    stir = np.float32(0.0)
    for _ in range(count):
        depths = _sink(rest, positions, tips, h_s)
        before = positions.copy()
        for i in range(rest.shape[0]):
            if free[i]:
                for axis in range(3):
                    positions[i, axis] += h_s * keep * velocities[i, axis]
        _pull_fabric(positions, free, edges, lengths, yielding)
        for i in range(rest.shape[0]):
            if free[i]:
                for axis in range(3):
                    positions[i, axis] += foam * (rest[i, axis] - positions[i, axis])
        _press(rest, positions, before, free, tips, depths)
        stir = np.float32(0.0)
        for i in range(rest.shape[0]):
            for axis in range(3):
                speed = (positions[i, axis] - before[i, axis]) / h_s
                velocities[i, axis] = min(max(speed, -_FASTEST), _FASTEST)
                stir = max(stir, abs(velocities[i, axis]), abs(positions[i, axis] - rest[i, axis]))
    return positions, velocities, stir


_FREE = ~TOPOLOGY.rim


def _clean(value: float) -> float:
    """A force or pressure as it may act: 0..1, and 0 for what is no number."""
    return min(1.0, max(0.0, value)) if value == value else 0.0  # noqa: PLR0124 - NaN is unlike itself


def _tips(fingers: tuple[Finger, ...], pushed: tuple[float, ...]) -> NDArray[np.float32]:
    """Everything that presses, as rows x, y, depth, time constant of its sinking; (T, 4)."""
    rows = [
        (finger.x, finger.y, DEPTH * _clean(finger.force), SINK_S)
        for finger in fingers
        if math.hypot(finger.x, finger.y) < 1.0 and _clean(finger.force) > 0.0
    ]
    rows += [
        (*place, DEPTH * _clean(pressure), PUSH_S)
        for place, pressure in zip(PAD_PLACES, pushed, strict=False)
        if _clean(pressure) > 0.0
    ]
    return np.array(rows, np.float32).reshape(-1, 4)


def advance(
    state: BodyState, fingers: tuple[Finger, ...], pushed: tuple[float, ...], dt_s: float
) -> BodyState:
    """Move the body by `dt_s` seconds, stable for any of them.

    Args:
        state: the body now.
        fingers: fingers on the screen's body; one outside the rim presses nothing.
        pushed: pressures 0..1 of a real object's pads (or a recorded visit's), in the order of PAD_PLACES.
        dt_s: seconds; under SHORTEST_S (and NaN) nothing changes, over LONGEST_S counts as LONGEST_S.
    """
    tips = _tips(fingers, pushed)
    if not dt_s >= SHORTEST_S or (state is _REST and not len(tips)):
        return state
    dt_s = min(dt_s, LONGEST_S)
    count = min(_SUBSTEPS, math.ceil(dt_s / _SUBSTEP_S))
    positions, velocities, stir = _move(
        TOPOLOGY.rest,
        _FREE,
        TOPOLOGY.edges,
        TOPOLOGY.lengths,
        state.positions,
        state.velocities,
        tips,
        np.float32(dt_s / count),
        count,
    )
    if stir < _ASLEEP and not len(tips):
        return _REST
    return _locked(positions, velocities)


def _share(pad: tuple[float, float], finger: Finger) -> float:
    """How much of a finger a pad feels: 1 near its centre, about .4 midway to the next pad, 0 beyond it."""
    away = max(0.0, math.hypot(finger.x - pad[0], finger.y - pad[1]) - 0.08)
    return max(0.0, (math.exp(-(away**2) / (2 * 0.23**2)) - 0.01) / 0.99)


def pressures(state: BodyState, fingers: tuple[Finger, ...]) -> tuple[float, ...]:
    """What the four pads report of the screen's fingers, 0..1 each, in the order of PAD_PLACES.

    AT_ONCE of a finger's force is felt in the very step of its touch; the rest comes as the body gives way,
    so a force that is simply there (a mouse, a key) rises to its full pressure in about 300 ms, and where
    the finger lies decides how much of it each pad gets.
    """
    felt = [0.0] * len(PAD_PLACES)
    for finger in fingers:
        force = _clean(finger.force)
        if force == 0.0 or not math.hypot(finger.x, finger.y) < 1.0:
            continue
        sunk = (
            float(_sunk(TOPOLOGY.rest, state.positions, np.float32(finger.x), np.float32(finger.y))) / DEPTH
        )
        strength = AT_ONCE * force + (1.0 - AT_ONCE) * min(sunk, force)
        for pad, place in enumerate(PAD_PLACES):
            felt[pad] += strength * _share(place, finger)
    return tuple(min(1.0, pressure) for pressure in felt)
