"""Mirrors installation/shell/priority.py."""

from __future__ import annotations

import os

import pytest

from installation.shell import audio_process, priority


def test_the_engine_asks_to_come_first_behind_the_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int, int]] = []
    monkeypatch.setattr(
        os, "sched_setscheduler", lambda who, kind, how: asked.append((who, kind, how.sched_priority))
    )
    assert priority.come_first()
    monkeypatch.setattr(audio_process, "gc", _Collector())
    assert audio_process.be_quick()
    (engine, sound) = asked
    assert engine[:2] == sound[:2] == (0, os.SCHED_FIFO)
    assert engine[2] < sound[2]


class _Collector:
    """A collector that stays as it is: other tests go on in this process."""

    def collect(self) -> None: ...

    def freeze(self) -> None: ...

    def disable(self) -> None: ...


def test_the_picture_stands_back(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(os, "nice", asked.append)
    priority.stand_back()
    assert asked == [priority.PICTURE_NICE]
    assert priority.PICTURE_NICE > 0


@pytest.mark.parametrize("reason", [PermissionError("not allowed"), AttributeError("no such call here")])
def test_where_the_system_does_not_allow_it_nothing_changes(
    monkeypatch: pytest.MonkeyPatch, reason: Exception
) -> None:
    def refuse(*_asked: object) -> None:
        raise reason

    monkeypatch.setattr(os, "sched_setscheduler", refuse)
    monkeypatch.setattr(os, "nice", refuse)
    assert not priority.come_first()
    priority.stand_back()
    monkeypatch.setattr(audio_process, "gc", _Collector())
    assert not audio_process.be_quick()
