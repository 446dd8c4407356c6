"""Sound that is the same to the last bit: compiled without the liberties that make it fast.

Owns how a process that makes ringtones compiles the sampler. The show's own kernels may add in any order, and then
differ in the last bit from processor to processor, and between code just compiled and code from the cache; a
ringtone's file must not. Refuses to be called in a process that plays live.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import numba

from installation.sampler import kernel


def compile_exactly() -> None:
    """From here on the sampler is compiled so; its code is kept beside the fast one, or nowhere if that cannot be.

    Raises:
        RuntimeError: parts of the sampler were loaded before.
    """
    loaded = [
        name for name in sys.modules if name.startswith("installation.sampler.") and "kernel" not in name
    ]
    if loaded:
        raise RuntimeError(f"too late: {', '.join(sorted(loaded))} is loaded already")
    numba.config.CACHE_DIR = str(_folder())  # type: ignore[attr-defined] # it makes its names as it starts
    kernel.compile_exactly()


def _folder() -> Path:
    """Where compiled code is kept."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "deformtune" / "exact"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        return Path(tempfile.mkdtemp(prefix="deformtune-"))
    return folder
