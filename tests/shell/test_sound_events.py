"""The table from effects to events: volume and mute."""

from __future__ import annotations

import numpy as np
import pytest

from installation.effects import MuteSound, SetVolume
from installation.sampler.bank import Instrument, bank_of
from installation.sampler.event import Kind
from installation.sampler.pool import Sample
from installation.sampler.region import Region
from installation.shell.sound_events import rows_of


def test_volume_and_mute_become_their_events() -> None:
    bank = bank_of([Instrument("dc", (Sample(np.ones(100, np.float32), 48_000.0),), (Region(0),))])
    rows = rows_of([SetVolume(7, -20.0), MuteSound(8, muted=True), MuteSound(9, muted=False)], bank)
    assert rows["frame"].tolist() == [7, 8, 9]
    assert rows["kind"].tolist() == [Kind.VOLUME, Kind.MUTE, Kind.MUTE]
    assert rows["value"].tolist() == pytest.approx([0.1, 1.0, 0.0])
