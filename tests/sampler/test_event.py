"""The event record keeps its size: two processes agree on it."""

from __future__ import annotations

from installation.sampler.event import EVENT, Kind, events


def test_an_event_is_24_bytes() -> None:
    assert EVENT.itemsize == 24


def test_every_kind_fits_its_field() -> None:
    assert all(0 <= kind <= 255 for kind in Kind)


def test_fresh_events_are_zero() -> None:
    assert not events(3)["frame"].any()
