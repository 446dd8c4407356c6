"""The body's skin: what light needs to know of every node of the mesh.

Owns normals, dents and the coloured light that pressed pads shed into the skin. Refuses to know the window,
words and notes; the mesh and how it moves belong to pads/body.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from installation.pads.body import PAD_PLACES, TOPOLOGY
from installation.visuals.palette import PAD_COLOURS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

ATTRIBUTES = 12
"""Numbers a node: place (3), normal (3), place at rest (2), light (3), dent (1)."""
_MARK_REACH = 0.16  # a pad's mark rides on the nodes this near to its centre
_LIGHT_REACH = 0.26


def _fan() -> NDArray[np.int64]:
    """The triangles around each node, (N, 6); nodes with fewer repeat the number of a triangle of no area."""
    count = len(TOPOLOGY.rest)
    around: list[list[int]] = [[] for _ in range(count)]
    for number, corners in enumerate(TOPOLOGY.triangles):
        for corner in corners:
            around[int(corner)].append(number)
    none = len(TOPOLOGY.triangles)
    widest = max(len(numbers) for numbers in around)
    return np.array([numbers + [none] * (widest - len(numbers)) for numbers in around])


_FAN = _fan()
_CORNERS = TOPOLOGY.triangles.astype(np.int64).T  # (3, M)
_PLACES = np.array(PAD_PLACES, np.float32)  # (4, 2)
_DISTANCE = np.linalg.norm(TOPOLOGY.rest[None, :, :2] - _PLACES[:, None], axis=2)  # (4, N)
_LIGHT = np.exp(-((_DISTANCE / _LIGHT_REACH) ** 2)).astype(np.float32)  # (4, N)
_MARK = np.where(_DISTANCE < _MARK_REACH, np.exp(-((_DISTANCE / 0.1) ** 2)), 0.0)
_MARK = (_MARK / _MARK.sum(axis=1, keepdims=True)).astype(np.float32)  # (4, N)
_DENT = (np.exp(-((_DISTANCE / 0.22) ** 2)) * ~TOPOLOGY.rim).astype(np.float32)  # (4, N)
_LINEAR = np.array(PAD_COLOURS, np.float32) ** 2.2  # (4, 3), light adds up linearly


def normals(body: NDArray[np.float32]) -> NDArray[np.float32]:
    """Unit normals of the nodes, towards the viewer; (N, 3)."""
    a, b, c = body[_CORNERS[0]], body[_CORNERS[1]], body[_CORNERS[2]]
    faces = np.zeros((len(a) + 1, 3), np.float32)
    faces[:-1] = np.cross(b - a, c - a)
    summed = faces[_FAN].sum(axis=1)
    length = np.sqrt(np.einsum("ij,ij->i", summed, summed))[:, None]
    unit: NDArray[np.float32] = summed / np.maximum(length, 1e-9)
    return unit


def skin(body: NDArray[np.float32], shine: Sequence[float]) -> NDArray[np.float32]:
    """What light needs of every node, (N, 12) float32; `shine` is how brightly each pad glows, 0..1."""
    found = np.empty((len(body), ATTRIBUTES), np.float32)
    found[:, 0:3] = body
    found[:, 3:6] = normals(body)
    found[:, 6:8] = TOPOLOGY.rest[:, :2]
    found[:, 8:11] = (_LIGHT * np.array(shine, np.float32)[:, None]).T @ _LINEAR
    found[:, 11] = TOPOLOGY.rest[:, 2] - body[:, 2]
    return found


def dented(body: NDArray[np.float32], pad: int, depth: float) -> NDArray[np.float32]:
    """The body as if a hand pressed a pad that deep: what the wall does to show how; (N, 3)."""
    found = body.copy()
    found[:, 2] -= np.float32(depth) * _DENT[pad]
    return found


def pad_places(body: NDArray[np.float32]) -> NDArray[np.float32]:
    """Where the skin has carried the centre of each pad; (4, 3) in body coordinates."""
    carried: NDArray[np.float32] = _MARK @ (body - TOPOLOGY.rest)
    carried[:, :2] += _PLACES
    carried[:, 2] += _MARK @ TOPOLOGY.rest[:, 2]
    return carried
