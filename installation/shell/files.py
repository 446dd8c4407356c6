"""Files: written whole or not at all.

Owns how results reach the disk: a file appears under its name only when it is complete, and a folder of results
is filled only when all of them are. Refuses to know what is in them, and to remove what it did not write.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LOG_BYTES, LOG_FILES = 1_000_000, 4


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that whoever reads `path` finds the old content or the new one, never a part.

    Raises:
        OSError: it cannot be written; what stood there stands there still.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _permit_as_usual(Path(name))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def results(folder: Path) -> Iterator[Path]:
    """Yield an empty place to write results into; they move to `folder` when the block ends well.

    What stands in `folder` under the same names is replaced (a folder within it as a whole); everything else in
    it stays. When the block raises, `folder` is as it was, and was not made if it was not there.

    Raises:
        OSError: `folder` cannot be written, or is a file.
    """
    home = _nearest_there(folder)
    if not home.is_dir():
        raise NotADirectoryError(f"{home} is a file, not a folder")
    # There and not in the system's own place for such: a move must not become a copy.
    place = Path(tempfile.mkdtemp(dir=home, prefix=".unfinished."))
    try:
        yield place
        folder.mkdir(parents=True, exist_ok=True)
        for entry in sorted(place.iterdir()):
            _move(entry, folder / entry.name)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _nearest_there(folder: Path) -> Path:
    """Return the folder itself, or the nearest above it that exists."""
    folder = folder.absolute()
    while not folder.exists():
        folder = folder.parent
    return folder


def _move(entry: Path, target: Path) -> None:
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    entry.replace(target)


def _permit_as_usual(path: Path) -> None:
    """Give a temporary file (made for its owner's eyes only) the permissions of any other new file."""
    mask = os.umask(0)
    os.umask(mask)
    path.chmod(0o666 & ~mask)


def log_file(path: Path) -> RotatingFileHandler:
    """Where a process writes its log: months of it fit into four files of a megabyte, and no more is kept."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=LOG_FILES - 1)
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    return handler


class LineFile:
    """A file that grows by lines; a full disk ends the recording, not the show."""

    def __init__(self, path: Path) -> None:
        """Open `path` anew (OSError if that cannot be)."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.failed: OSError | None = None
        """Why nothing is written any more; None while all is well."""
        self._file = path.open("w", encoding="utf-8", buffering=1)

    def write(self, lines: str) -> None:
        """Append lines, each with its end; nothing once the file has failed."""
        if self.failed is not None:
            return
        try:
            self._file.write(lines)
        except OSError as error:
            self.failed = error

    def close(self) -> None:
        """Close the file."""
        with suppress(OSError):
            self._file.close()
