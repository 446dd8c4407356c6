"""The sampler beside FluidSynth (and TinySoundFont, where it is installed), on the same SoundFont and notes.

Costs are measured in turns, one sampler after the other, and the best of the turns counts. Ours is measured dry
(as the others are: no reverb, no chorus) and once with room and limiter. Needs libfluidsynth (Debian's fluidsynth)
and, for TinySoundFont, `pip install --no-deps tinysoundfont`; what is not there is left out.
"""

from __future__ import annotations

import os
import tempfile
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np

from installation.sampler.bank import bank_of
from installation.sampler.engine import Engine
from installation.sampler.event import EVENT, Kind
from installation.sampler.soundfont import parse
from installation.sampler.state import QUANTUM
from tests.fakes.fluid import Fluid
from tests.fakes.soundfont import FontPreset, FontSample, FontZone, soundfont_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

RATE_HZ = 48_000
VOICES = 256
BLOCK = 256
TURNS = 9
LOOPED, NOT_LOOPED = (54, 1), (54, 0)
QUICK_RELEASE = (38, -12_000)


def figures() -> dict[str, Any]:
    """Everything, ours beside theirs."""
    return {
        "load": os.getloadavg()[0],
        "cost": {"filter on": _costs([(8, 8_500), (9, 60)]), "filter open": _costs([])},
        "alias dB": {"5 kHz +1": _both(_alias, 5_000, 1), "10 kHz +1": _both(_alias, 10_000, 1)},
        "15 kHz up an octave dB": _both(_vanished),
        "onset error frames": _both(_onsets),
        "jump dB": {name: _both(_jump, name) for name in ("on", "off", "steal", "retrigger")},
        "pitch error cents": _both(_pitch),
    }


class Ours:
    """Our engine behind the calls of the other."""

    def __init__(self, font: bytes, polyphony: int = VOICES, *, dry: bool = True) -> None:
        self._engine = Engine(bank_of([parse(font).instrument(0, 0)]), polyphony, dry=dry)
        self._notes: dict[int, int] = {}
        self._send(Kind.LEVEL, 1.0)
        self._send(Kind.SEND, 0.0 if dry else 0.2)
        self._engine.render(2_400)

    def _send(self, kind: Kind, value: float, note: int = 0, pitch: float = 0) -> None:
        self._engine.schedule(np.array([(self._engine.frame, pitch, value, note, kind, 0, 0)], EVENT))

    def on(self, key: int, velocity: int) -> None:
        """Start a note now."""
        self._notes[key] = len(self._notes) + 1000 * key
        self._send(Kind.START, velocity, self._notes[key], key)

    def on_exactly(self, key: int, velocity: int, ahead: int) -> int:
        """Ask for a note `ahead` frames from now; how many frames later it should be heard."""
        events = np.array([(self._engine.frame + ahead, key, velocity, 1, Kind.START, 0, 0)], EVENT)
        self._engine.schedule(events)
        return ahead

    def off(self, key: int) -> None:
        """Stop it."""
        self._send(Kind.STOP, 0, self._notes[key])

    def render(self, frames: int) -> np.ndarray:
        """The next (frames, 2)."""
        return self._engine.render(frames).copy()

    def voices(self) -> int:
        """How many sound."""
        return self._engine.counts["playing"]

    def close(self) -> None:
        """Nothing to let go of."""


def _theirs(font: bytes, polyphony: int = VOICES) -> Fluid:
    with tempfile.NamedTemporaryFile(suffix=".sf2") as file:
        file.write(font)
        file.flush()
        fluid = Fluid(file.name, polyphony)
    fluid.program(0, 0, 0)
    return fluid


class Tiny:
    """TinySoundFont behind the same calls; it has no polyphony of its own choice but this.

    Raises:
        ImportError: it is not installed.
    """

    def __init__(self, font: bytes, polyphony: int = VOICES) -> None:
        import tinysoundfont  # noqa: PLC0415 - optional: see the head

        self._synth = tinysoundfont.Synth(samplerate=RATE_HZ)
        number = self._synth.sfload(font, max_voices=polyphony)
        self._synth.program_select(0, number, 0, 0)

    def on(self, key: int, velocity: int) -> None:
        """Start a note now."""
        self._synth.noteon(0, key, velocity)

    def off(self, key: int) -> None:
        """Stop it."""
        self._synth.noteoff(0, key)

    def render(self, frames: int) -> np.ndarray:
        """The next (frames, 2)."""
        return np.frombuffer(bytes(self._synth.generate(frames)), np.float32).reshape(-1, 2)

    def voices(self) -> int:
        """As many as were asked for: it does not say."""
        return VOICES

    def close(self) -> None:
        """Let go of it."""
        self._synth.sounds_off()


def _both(measure: Callable[..., Any], *about: Any) -> dict[str, Any]:
    """One measurement, of ours and of the others' where they are there."""
    found = {}
    for name, make in (("ours", Ours), ("FluidSynth", _theirs), ("TinySoundFont", Tiny)):
        with suppress(OSError, ImportError):
            found[name] = measure(make, *about)
    return found


def _tone(hz: float, seconds: float = 2.0) -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * hz * np.arange(int(seconds * RATE_HZ)) / RATE_HZ)


def _font(frames: np.ndarray, generators: list[tuple[int, int]], loop: tuple[int, int] = (0, 0)) -> bytes:
    mode = LOOPED if loop[1] else NOT_LOOPED
    return soundfont_bytes(
        [FontSample(frames, loop=loop)], [FontPreset([FontZone([*generators, mode, (53, 0)])])]
    )


def _costs(generators: list[tuple[int, int]]) -> dict[str, float]:
    """Nanoseconds a voice and frame, 256 voices on keys around the root, and the ratio."""
    chance = np.random.default_rng(5)
    font = _font(np.clip(chance.normal(0, 0.2, 2 * RATE_HZ), -1, 1), generators, (1_000, 90_000))
    players: dict[str, Any] = {"ours": Ours(font), "ours with room and limiter": Ours(font, dry=False)}
    with suppress(OSError):
        players["FluidSynth"] = _theirs(font)
    with suppress(ImportError):
        players["TinySoundFont"] = Tiny(font)
    for player in players.values():
        for key in range(VOICES):
            player.on(48 + key % 24, 90)
            player.render(64)
    best = dict.fromkeys(players, np.inf)
    for _ in range(TURNS):
        for name, player in players.items():
            best[name] = min(best[name], _cost(player))
    if "FluidSynth" in best:
        best["ratio to FluidSynth"] = best["ours"] / best["FluidSynth"]
    return best


def _cost(player: Any) -> float:
    blocks = 40
    voices = player.voices()
    began = time.process_time()
    for _ in range(blocks):
        player.render(BLOCK)
    return (time.process_time() - began) * 1e9 / (blocks * BLOCK * max(voices, 1))


def _spectrum_db(sound: np.ndarray) -> np.ndarray:
    return 20 * np.log10(np.abs(np.fft.rfft(sound.astype(np.float64) * np.kaiser(len(sound), 22))) + 1e-12)


def _played(make: Callable[[bytes], Any], hz: float, semitones: int) -> np.ndarray:
    player = make(_font(_tone(hz), []))
    player.on(60 + semitones, 127)
    sound = player.render(40_000)[4_000:36_768, 0]
    player.close()
    return np.asarray(sound)


def _alias(make: Callable[[bytes], Any], hz: float, semitones: int) -> float:
    power = _spectrum_db(_played(make, hz, semitones))
    peak = int(power.argmax())
    return float(power[peak] - np.delete(power, range(max(0, peak - 24), peak + 25)).max())


def _vanished(make: Callable[[bytes], Any]) -> float:
    return float(_spectrum_db(_played(make, 15_000, 12)).max() - _spectrum_db(_played(make, 15_000, 0)).max())


def _pitch(make: Callable[[bytes], Any]) -> float:
    """The worst of several shifts, from the phase's advance."""
    worst = 0.0
    for semitones in (-7, 1, 5):
        sound = _played(make, 440, semitones).astype(np.float64)
        wanted = 440 * 2 ** (semitones / 12)
        turned = sound * np.exp(-2j * np.pi * wanted * np.arange(len(sound)) / RATE_HZ)
        half = len(sound) // 2
        window = np.hanning(half)
        angles = np.angle([np.sum(turned[:half] * window), np.sum(turned[half : 2 * half] * window)])
        slip = (angles[1] - angles[0] + np.pi) % (2 * np.pi) - np.pi
        worst = max(worst, abs(1200 * np.log2(1 + slip / (2 * np.pi * half / RATE_HZ) / wanted)))
    return float(worst)


def _onsets(make: Callable[[bytes], Any]) -> list[int]:
    """First frame heard against the frame asked for, over eight starts: least and most late.

    Ours is asked for an exact frame; FluidSynth, which has no such call, for now.
    """
    errors = []
    for start in range(8):
        player = make(_font(np.full(RATE_HZ, 0.5), []))
        player.render(64 * start + 37)
        wanted = (
            player.on_exactly(60, 127, QUANTUM + 5 * start)
            if isinstance(player, Ours)
            else player.on(60, 127)
        )
        heard = np.flatnonzero(np.abs(player.render(1_024)[:, 0]) > 1e-6)
        errors.append(int(heard[0]) - (wanted or 0))
        player.close()
    return [min(errors), max(errors)]


def _jump(make: Callable[..., Any], event: str) -> float:
    """The largest step between two frames of a direct current around an event, against its level."""
    player = make(
        _font(np.full(RATE_HZ, 0.5), [QUICK_RELEASE], (0, RATE_HZ)),
        1 if event in {"steal", "retrigger"} else 8,
    )
    player.render(512)
    if event == "on":
        player.on(60, 127)
        sound = player.render(4_800)[:, 0]
    else:
        player.on(60, 127)
        level = player.render(9_600)[-4_800:, 0]
        if event == "off":
            player.off(60)
        else:
            player.on(62 if event == "steal" else 60, 1)
        sound = np.concatenate([level, player.render(9_600)[:, 0]])
    player.close()
    return float(20 * np.log10(np.abs(np.diff(sound)).max() / np.abs(sound).max() + 1e-9))
