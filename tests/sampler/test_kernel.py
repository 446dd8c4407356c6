"""The compiler's cache: what one file changes, no other file's old code may outlive."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from installation.sampler import engine
from installation.sampler.kernel import _MARK, room_mark

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[2]


def test_every_kernel_on_disk_is_marked_with_the_whole_room() -> None:
    assert engine._render._cache._cache_file._source_stamp[1] == _MARK == room_mark("installation.sampler")


def test_a_change_in_one_file_reaches_what_another_one_inlined(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tmp_path / "room"
    room.mkdir()
    (room / "__init__.py").write_text("", "utf-8")
    source = (ROOT / "installation" / "sampler" / "kernel.py").read_text("utf-8")
    (room / "kernel.py").write_text(source.replace("installation.sampler", "room"), "utf-8")
    (room / "outer.py").write_text(
        "from room.kernel import kernel\nfrom room.within import one\n\n@kernel\ndef two():\n    return 2 * one()\n",
        "utf-8",
    )
    monkeypatch.chdir(tmp_path)

    def run(value: int) -> str:
        (room / "within.py").write_text(
            f"from room.kernel import kernel\n\n@kernel\ndef one():\n    return {value}\n", "utf-8"
        )
        importlib.invalidate_caches()
        script = "from room.outer import two; print(two())"
        return subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        ).stdout

    assert run(21).strip() == "42"
    assert run(10_000).strip() == "20000"
