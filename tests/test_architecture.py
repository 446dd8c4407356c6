"""The rules of the house that import-linter does not know."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "installation"
MODULES = sorted(PACKAGE.rglob("*.py"))
DOORS = {"shell", "training", "cli.py", "app.py", "__main__.py"}
"""Where effects may happen; every other room and file is the core."""
CORE = [path for path in MODULES if path.relative_to(PACKAGE).parts[0] not in DOORS]

# fmt: off
EFFECTS = {
    "asyncio", "concurrent", "ctypes", "datetime", "fcntl", "glob", "http", "logging", "mmap", "moderngl",
    "multiprocessing", "os", "pathlib", "psutil", "pygame", "queue", "random", "secrets", "select",
    "selectors", "serial", "shutil", "signal", "socket", "sounddevice", "soundfile", "sqlite3",
    "subprocess", "tempfile", "termios", "threading", "time", "torch", "urllib", "uuid",
}
# fmt: on
ACTS = {"open", "print", "input", "exec", "eval", "compile", "__import__", "breakpoint"}
FILE_CALLS = {"load", "loadtxt", "genfromtxt", "fromfile", "memmap", "save", "savez", "savetxt", "tofile"}
MOST_LINES = 60
MOST_FILE_LINES = 400


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> set[str]:
    """Top names of everything a file imports, wherever in it."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
            found.add(node.module.split(".")[0])
    return found


def calls(path: Path) -> list[tuple[int, str, ast.Call]]:
    """(line, dotted name, call) of every call in a file."""
    nodes = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    return [(node.lineno, ast.unparse(node.func), node) for node in nodes]


def test_there_is_a_core_to_look_at() -> None:
    assert len(CORE) >= 20


def test_the_core_imports_nothing_that_acts() -> None:
    found = {name_of(path): imports(path) & EFFECTS for path in CORE}
    assert not {name: acting for name, acting in found.items() if acting}


def test_the_core_opens_and_prints_nothing() -> None:
    found = []
    for path in CORE:
        for line, name, _ in calls(path):
            first, _, last = name.rpartition(".")
            if name in ACTS or (first in {"np", "numpy"} and last in FILE_CALLS):
                found.append(f"{name_of(path)}:{line}: {name}")
    assert not found


def test_chance_in_the_core_has_a_seed() -> None:
    found = []
    for path in CORE:
        for line, name, call in calls(path):
            made = name.endswith(("default_rng", "SeedSequence", "PCG64"))
            seedless = made and not call.args and not call.keywords
            if seedless or (not made and name.startswith(("np.random.", "numpy.random."))):
                found.append(f"{name_of(path)}:{line}: {name}")
    assert not found


def test_a_file_begins_by_saying_what_it_owns() -> None:
    found = []
    for path in MODULES:
        docstring = ast.get_docstring(tree(path)) or ""
        needed = 1 if path.name in {"__init__.py", "__main__.py"} else 3
        if len(docstring.splitlines()) < needed:
            found.append(name_of(path))
    assert not found, "say what it is, what it owns and what it refuses to know"


def test_no_function_is_too_long_to_be_read_at_once() -> None:
    found = []
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > MOST_LINES:
                    found.append(f"{name_of(path)}:{node.lineno}: {node.name} has {lines} lines")
    assert not found


def test_no_file_is_too_long_to_be_known_by_heart() -> None:
    lines = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert not {name: count for name, count in lines.items() if count > MOST_FILE_LINES}


def loaded_by(module: str) -> set[str]:
    """All modules that a fresh interpreter holds after importing one."""
    code = f"import {module}, sys; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


def test_playing_loads_no_torch() -> None:
    loaded = loaded_by("installation.app, installation.cli")
    assert not loaded & {"torch", "music21", "matplotlib", "hypothesis"}


def test_the_audio_process_loads_nothing_but_what_makes_sound() -> None:
    loaded = loaded_by("installation.shell.audio_process")
    ours = {name for name in loaded if name.startswith("installation.")}
    rooms = {name.split(".")[1] for name in ours}
    assert rooms <= {"shell", "sampler", "effects", "score"}
    # numba by itself looks for yaml and scipy.
    assert not loaded & {"click", "mido", "moderngl", "msgspec", "pygame", "rich", "serial", "torch"}
