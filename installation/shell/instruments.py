"""Where the bank comes from: content/instruments, one FLAC and one YAML file an instrument.

Owns how instruments are written and read, and the cache of the finished pool, which a second start maps at once.
Refuses to know how they were modelled (sampler/recipes.py) and who plays them.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import soundfile
import yaml

from installation.sampler import pool
from installation.sampler.bank import Instrument, bank_of
from installation.sampler.pool import Sample
from installation.sampler.region import Envelope, Oscillator, Pressed, Region
from installation.shell.bank_file import as_bytes, mapped_bank

if TYPE_CHECKING:
    from collections.abc import Iterable

    from installation.sampler.bank import Bank

FOLDER = Path(__file__).parents[2] / "content" / "instruments"
_PARTS: dict[str, Any] = {
    "volume": Envelope, "modulation": Envelope, "lfo": Oscillator, "vibrato": Oscillator, "pressed": Pressed,
}  # fmt: skip
_PLAIN = Region(sample=0)


class InstrumentError(Exception):
    """An instrument's files are not as they must be; the text names the file."""


def built() -> tuple[Instrument, ...]:
    """All of our own instruments, rendered from their models: some seconds."""
    from installation.sampler.drums import percussion  # noqa: PLC0415 (playing needs no models)
    from installation.sampler.recipes import STRUCK, struck  # noqa: PLC0415
    from installation.sampler.sustained import SUSTAINED, sustained  # noqa: PLC0415
    from installation.sampler.touches import touches  # noqa: PLC0415

    return (*map(struck, STRUCK), *map(sustained, SUSTAINED), percussion(), touches())


def write(instrument: Instrument, folder: Path = FOLDER) -> int:
    """Write NAME.flac (16 bit, all samples in a row) and NAME.yaml; their size in bytes."""
    rates = {sample.rate_hz for sample in instrument.samples}
    if len(rates) != 1:
        raise InstrumentError(f"{instrument.name}: its samples have different rates")
    places, first = [], 0
    for sample in instrument.samples:
        places.append([first, len(sample.frames), *(sample.loop or (-1, -1))])
        first += len(sample.frames)
    rows = {
        "rate_hz": rates.pop(),
        "samples": places,
        "regions": [_row(region) for region in instrument.regions],
    }
    folder.mkdir(parents=True, exist_ok=True)
    sound = folder / f"{instrument.name}.flac"
    everything = np.concatenate([sample.frames for sample in instrument.samples])
    soundfile.write(sound, everything, int(rows["rate_hz"]), subtype="PCM_16")  # type: ignore[call-overload]
    text = "# First frame, frames, loop's first frame, loop's end (-1: none); then the regions (sampler/region.py).\n"
    words = folder / f"{instrument.name}.yaml"
    words.write_text(
        text + yaml.safe_dump(rows, sort_keys=False, default_flow_style=None, width=110), "utf-8"
    )
    return sound.stat().st_size + words.stat().st_size


def _row(region: Region) -> dict[str, Any]:
    """What differs from a plain region."""
    row: dict[str, Any] = {"sample": region.sample}
    for field in fields(Region):
        value = getattr(region, field.name)
        if value != getattr(_PLAIN, field.name):
            row[field.name] = _changed(value) if field.name in _PARTS else value
    return row


def _changed(part: Any) -> dict[str, float]:
    return {name: value for name, value in asdict(part).items() if value != getattr(type(part)(), name)}


def read(name: str, folder: Path = FOLDER) -> Instrument:
    """Read an instrument.

    Raises:
        InstrumentError: a file is missing or not as it must be.
    """
    words = folder / f"{name}.yaml"
    try:
        rows = yaml.load(words.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (safe)
        frames, rate = soundfile.read(folder / f"{name}.flac", dtype="float32")
        samples = tuple(_sample(frames, rate, place) for place in rows["samples"])
        return Instrument(name, samples, tuple(_region(row) for row in rows["regions"]))
    except (OSError, soundfile.LibsndfileError) as error:
        raise InstrumentError(f"{words}: {error}") from error
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise InstrumentError(f"{words}: {error}") from error


def _sample(frames: np.ndarray, rate: float, place: list[int]) -> Sample:
    first, count, start, after = place
    return Sample(frames[first : first + count], float(rate), None if start < 0 else (start, after))


def _region(row: dict[str, Any]) -> Region:
    parts = {name: make(**row[name]) for name, make in _PARTS.items() if name in row}
    return Region(**(row | parts))


def there(folder: Path = FOLDER) -> tuple[str, ...]:
    """The instruments that a folder holds, by name."""
    return tuple(sorted(path.stem for path in folder.glob("*.yaml") if path.with_suffix(".flac").exists()))


def bank_file(names: Iterable[str] | None = None, folder: Path = FOLDER) -> int:
    """An open file with the finished bank of these instruments (all if None), from the cache if it is there.

    Raises:
        InstrumentError: an instrument is missing or not as it must be.
    """
    wanted = tuple(names) if names is not None else there(folder)
    path = _cache() / f"bank-{_key(wanted, folder)}"
    with suppress(OSError, ValueError):
        return _opened(path)
    data = as_bytes(bank_of(read(name, folder) for name in wanted))
    with suppress(OSError):
        _forget_others(path)
        _keep(path, data)
        return _opened(path)
    from installation.shell.ring import mapped, shared_file  # noqa: PLC0415 (only where nothing can be kept)

    descriptor = shared_file(len(data))
    mapped(descriptor)[:] = np.frombuffer(data, np.uint8)
    return descriptor


def load_bank(names: Iterable[str] | None = None, folder: Path = FOLDER) -> Bank:
    """The bank of these instruments (all if None): its arrays are mapped from a file.

    Raises:
        InstrumentError: an instrument is missing or not as it must be.
    """
    descriptor = bank_file(names, folder)
    try:
        return mapped_bank(descriptor)
    finally:
        os.close(descriptor)


def _keep(path: Path, data: bytes) -> None:
    """Write a file of the cache: whole or not at all, but without waiting for the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"unfinished-{os.getpid()}")
    unfinished.write_bytes(data)
    unfinished.replace(path)


def _opened(path: Path) -> int:
    """A descriptor of a bank that was found whole."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        mapped_bank(descriptor)
    except ValueError:
        os.close(descriptor)
        raise
    return descriptor


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "deformtune"


def _key(names: tuple[str, ...], folder: Path) -> str:
    """Changes with every instrument's files and with the code that makes the pool."""
    mark = hashlib.sha256()
    for name in names:
        for path in (folder / f"{name}.yaml", folder / f"{name}.flac"):
            about = path.stat() if path.exists() else None
            mark.update(f"{path}{about and (about.st_size, about.st_mtime_ns)}".encode())
    for source in (
        pool.__file__,
        str(Path(pool.__file__).with_name("region.py")),
        str(Path(pool.__file__).with_name("modulator.py")),
        str(Path(pool.__file__).with_name("bank.py")),
    ):
        mark.update(Path(source).read_bytes())
    return mark.hexdigest()[:16]


def _forget_others(path: Path) -> None:
    """Keep the bank used last beside the new one: a pool is large."""
    others = sorted(path.parent.glob("bank-*"), key=lambda other: other.stat().st_mtime_ns)
    for other in others[:-1]:
        other.unlink(missing_ok=True)
