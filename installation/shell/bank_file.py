"""A bank as one file of raw arrays, which any number of processes map: nothing is copied, nothing is decoded.

Owns the file's layout. Refuses to import more than the audio process may (numpy and the sampler).
"""

from __future__ import annotations

import json
import mmap
import os

import numpy as np

from installation.sampler.bank import ARRAYS, INSTRUMENT, Bank
from installation.sampler.modulator import MODULATOR
from installation.sampler.pool import COPY
from installation.sampler.region import REGION

TYPES = {
    "pool": np.dtype(np.float32), "copies": COPY, "regions": REGION, "modulators": MODULATOR,
    "instruments": INSTRUMENT,
}  # fmt: skip
HEAD = 4_096
"""Bytes of the head: JSON, padded with spaces."""


def as_bytes(bank: Bank) -> bytes:
    """The whole file: a head that gives names and lengths, then each array, begun on 64 bytes."""
    lengths = {name: len(array) for name, array in bank.arrays().items()}
    head = json.dumps({"names": bank.names, "lengths": lengths}).encode().ljust(HEAD)
    pieces = [head]
    for name in ARRAYS:
        raw = np.ascontiguousarray(getattr(bank, name)).tobytes()
        pieces += [raw, bytes(-len(raw) % 64)]
    return b"".join(pieces)


def mapped_bank(descriptor: int) -> Bank:
    """The bank in an open file, its arrays read-only and not yet read from disk.

    Raises:
        ValueError: the file is no bank, or is cut short.
    """
    size = os.fstat(descriptor).st_size
    if size < HEAD:
        raise ValueError("no bank: too short")
    memory = np.frombuffer(mmap.mmap(descriptor, size, access=mmap.ACCESS_READ), np.uint8)
    head = json.loads(memory[:HEAD].tobytes())
    found, place = {}, HEAD
    for name in ARRAYS:
        length = head["lengths"][name] * TYPES[name].itemsize
        if place + length > size:
            raise ValueError(f"no bank: {name} is cut short")
        found[name] = memory[place : place + length].view(TYPES[name])
        place += -(-length // 64) * 64
    return Bank(names=tuple(head["names"]), **found)
