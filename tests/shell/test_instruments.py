"""Instruments on disk: what is written is read, what is not so is named, and a second load maps the first."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
import pytest

from installation.sampler.bank import Instrument, bank_of
from installation.sampler.pool import Sample
from installation.sampler.region import Envelope, Oscillator, Pressed, Region
from installation.shell.bank_file import as_bytes, mapped_bank
from installation.shell.instruments import FOLDER, InstrumentError, bank_file, load_bank, read, there, write
from installation.shell.ring import mapped, shared_file
from installation.shell.sound_events import BAND

if TYPE_CHECKING:
    from pathlib import Path


def small(name: str = "small") -> Instrument:
    frames = (np.arange(400) % 100 / 100).astype(np.float32)
    regions = (
        Region(0, 3, 70, turn=1, turns=2, volume=Envelope(attack_s=0.2), lfo=Oscillator(pitch_cents=3)),
        Region(1, touch=True, pressed=Pressed(gain_db=4.0)),
    )
    return Instrument(name, (Sample(frames, 48_000.0, (100, 300)), Sample(frames[:90], 48_000.0)), regions)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_what_is_written_is_read(tmp_path: Path) -> None:
    made = small()
    write(made, tmp_path)
    found = read("small", tmp_path)
    assert found.regions == made.regions
    for one, other in zip(found.samples, made.samples, strict=True):
        assert (one.rate_hz, one.loop) == (other.rate_hz, other.loop)
        assert np.abs(one.frames - other.frames).max() < 1e-4


MOST_BYTES = 16_000_000
BRIGHTER = 1.3


def centroid_hz(one: Instrument, region: Region) -> float:
    """Of a held tone's loop, or of a blow's first quarter second, its onset counting most."""
    sample = one.samples[region.sample]
    held = region.volume.sustain == 1.0 and sample.loop is not None
    first = sample.frames[slice(*sample.loop)] if held and sample.loop else sample.frames[:12_000]
    window = 1.0 if held else np.hanning(2 * len(first))[len(first) :]
    amplitude = np.abs(np.fft.rfft(first * window, max(len(first), 12_000)))
    return float((amplitude * np.fft.rfftfreq(max(len(first), 12_000), 1 / 48_000)).sum() / amplitude.sum())


@pytest.mark.parametrize("name", [name for name in there() if name != "touch"])
def test_what_is_shipped_is_brighter_the_harder_it_is_played_on_every_key(name: str) -> None:
    one = read(name)
    for key in {region.root for region in one.regions}:
        mine = [region for region in one.regions if region.root == key]
        layers = sorted({region.velocity_low for region in mine})
        bright = [
            np.mean([centroid_hz(one, region) for region in mine if region.velocity_low == layer])
            for layer in layers
        ]
        assert len(layers) >= 3
        assert bright == sorted(bright), key
        assert bright[-1] / bright[0] >= BRIGHTER, key


@pytest.mark.parametrize("name", there())
def test_no_loop_that_is_shipped_has_a_seam(name: str) -> None:
    for sample in read(name).samples:
        if sample.loop is None:
            continue
        loop = sample.frames[slice(*sample.loop)]
        bends = np.abs(np.diff(np.concatenate([loop[-200:], loop[:200]]), 2))
        assert bends[197:202].max() <= 1.1 * np.abs(np.diff(loop, 2)).max() + 1e-4


def test_all_that_is_shipped_fits_into_its_place() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= MOST_BYTES


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("regions:", "religions:"), ("sample: 1", "sample: 9"), ("key_low", "key_lo"),
        ("[0, 400", "[0, x"), ("touch: true", "touch: ["),
    ],
)  # fmt: skip
def test_a_file_that_is_not_so_is_named(tmp_path: Path, old: str, new: str) -> None:
    write(small(), tmp_path)
    words = tmp_path / "small.yaml"
    assert old in words.read_text("utf-8")
    words.write_text(words.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(InstrumentError, match=r"small\.yaml"):
        read("small", tmp_path)


def test_an_instrument_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InstrumentError, match=r"tuba\.yaml"):
        load_bank(["tuba"], tmp_path)


def test_the_second_load_maps_what_the_first_one_kept(tmp_path: Path) -> None:
    write(small(), tmp_path)
    first = load_bank(None, tmp_path)
    kept = list((tmp_path / "cache" / "deformtune").glob("bank-*"))
    second = load_bank(None, tmp_path)
    assert len(kept) == 1
    assert first.names == second.names == ("small",)
    assert np.array_equal(first.pool, second.pool)
    assert np.array_equal(first.pool, bank_of([read("small", tmp_path)]).pool)


def test_a_cut_cache_is_made_again(tmp_path: Path) -> None:
    write(small(), tmp_path)
    load_bank(None, tmp_path)
    (kept,) = (tmp_path / "cache" / "deformtune").glob("bank-*")
    kept.write_bytes(kept.read_bytes()[:5_000])
    assert len(load_bank(None, tmp_path).pool) > 1_000


def test_without_a_place_to_keep_it_a_bank_still_loads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(small(), tmp_path)
    blocked = tmp_path / "blocked"
    blocked.write_text("a file, not a folder", "utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    descriptor = bank_file(None, tmp_path)
    assert mapped_bank(descriptor).names == ("small",)
    os.close(descriptor)


def test_only_the_last_few_banks_are_kept(tmp_path: Path) -> None:
    for count in range(5):
        write(small(f"small{count}"), tmp_path)
        load_bank([f"small{count}"], tmp_path)
    assert len(list((tmp_path / "cache" / "deformtune").glob("bank-*"))) == 2


def test_a_file_that_is_no_bank_is_refused() -> None:
    for data in (b"", b"x" * 5_000, as_bytes(bank_of([small()]))[:6_000]):
        descriptor = shared_file(max(len(data), 1))
        mapped(descriptor)[: len(data)] = np.frombuffer(data, np.uint8)
        with pytest.raises(ValueError, match=r"bank|value|column"):
            mapped_bank(descriptor)
        os.close(descriptor)


def test_what_the_band_plays_is_shipped_and_small() -> None:
    assert {seat.instrument for seat in BAND.values()} <= set(there())
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 16 * 1024 * 1024


def test_every_shipped_instrument_loads() -> None:
    for name in there():
        assert read(name).regions
