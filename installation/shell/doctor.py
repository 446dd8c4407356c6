"""The doctor: what this machine has, what it lacks, and what to type.

Owns the probes and their table. Each probe is on its own: one that fails, or takes its process with it (OpenGL
and PortAudio can), is a finding and never the end. Refuses to change anything but the record of tables that it has
looked at (proofs.py).
"""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
from PIL import ImageFont
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from serial.tools import list_ports

from installation.page import SettingsError
from installation.shell import port_finder
from installation.shell.places import data_folder

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
CHILD_S = 30.0
"""How long a probe in a process of its own may take."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: "ok", "note" (it plays without) or "missing" (it does not), and what to do."""

    what: str
    state: str
    found: str
    do: str = ""


def python_version() -> Finding:
    """Say which Python runs this; an older one than 3.11 does not come this far."""
    return Finding("Python", "ok", f"{sys.version.split()[0]}, {sys.executable}")


def python_packages(lock: Path = ROOT / "requirements" / "play.txt") -> Finding:
    """Compare the installed packages with the lock file."""
    wanted = dict(line.split("==") for line in lock.read_text(encoding="utf-8").splitlines() if "==" in line)
    wrong = [f"{name} {version}" for name, version in wanted.items() if _installed(name) != version]
    if wrong:
        what = f"{len(wrong)} of {len(wanted)} missing or of another version: {', '.join(wrong[:4])}"
        return Finding("Python packages", "missing", what, "Remove the folder .venv, then start ./play")
    return Finding("Python packages", "ok", f"all {len(wanted)}, as locked")


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def system_packages(set_up: Path = ROOT / "requirements" / "set-up.sh") -> Finding:
    """Ask Debian's package manager for the packages that ./play wants; elsewhere there is nobody to ask."""
    if shutil.which("dpkg-query") is None:
        return Finding(
            "System packages", "note", "no Debian here: PortAudio, EGL and OpenGL are your business"
        )
    match = re.search(r'^PLAY_PACKAGES="(.*)"$', set_up.read_text(encoding="utf-8"), re.MULTILINE)
    wanted = match[1].split() if match else []
    missing = [name for name in wanted if not _debian_has(name)]
    if missing:
        do = f"sudo apt-get install --no-install-recommends {' '.join(missing)}"
        return Finding("System packages", "missing", f"without {', '.join(missing)}", do)
    return Finding("System packages", "ok", ", ".join(wanted))


def _debian_has(name: str) -> bool:
    command = ["dpkg-query", "-W", "-f=${db:Status-Status}", name]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=CHILD_S)  # noqa: S603  # Debian's own
    return done.stdout.startswith("installed")


_OPENGL = """
import json, moderngl, pygame
pygame.display.init()
pygame.display.set_mode((64, 64), pygame.OPENGL | pygame.DOUBLEBUF | pygame.HIDDEN)
context = moderngl.create_context()
facts = {"version": context.version_code, "renderer": context.info["GL_RENDERER"],
         "driver": pygame.display.get_driver()}
print(json.dumps(facts))
"""


def has_screen() -> bool:
    """Whether there is a desktop to open a window on."""
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def screen() -> Finding:
    """Look for a screen."""
    if has_screen():
        return Finding(
            "Screen", "ok", os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY") or "yes"
        )
    return Finding(
        "Screen", "note", "none: it plays headless", "Start it from a desktop, not over a plain terminal"
    )


def opengl() -> Finding:
    """Draw nothing on a hidden window, in a process of its own."""
    environment = dict(os.environ, PYGAME_HIDE_SUPPORT_PROMPT="1")
    if not has_screen():
        environment["SDL_VIDEODRIVER"] = "offscreen"
    facts, trouble = _ask_child(_OPENGL, environment)
    do = "sudo apt-get install --no-install-recommends libegl1 libgl1 libgl1-mesa-dri"
    if facts is None:
        return Finding("OpenGL", "missing", trouble, do)
    version = f"{facts['version'] // 100}.{facts['version'] // 10 % 10}"
    found = f"{version}, {facts['renderer']}"
    if facts["version"] < 330:
        return Finding("OpenGL", "missing", f"{found}; 3.3 is needed", "Install the graphics card's driver")
    if "llvmpipe" in found:
        return Finding("OpenGL", "note", f"{found}: drawn by the processor, less finely")
    return Finding("OpenGL", "ok", found)


_SOUND = """
import json, sounddevice
names = [device["name"] for device in sounddevice.query_devices() if device["max_output_channels"] >= 2]
print(json.dumps({"names": names}))
"""


def sound() -> Finding:
    """List the devices that can play, in a process of its own."""
    facts, trouble = _ask_child(_SOUND, dict(os.environ))
    if facts is None:
        do = "sudo apt-get install --no-install-recommends libportaudio2"
        return Finding("Sound", "note", f"none, it plays silently: {trouble}", do)
    if not facts["names"]:
        do = "Connect a sound card or speakers; sudo usermod -a -G audio $USER, then log in again"
        return Finding("Sound", "note", "no device that can play: it plays silently", do)
    return Finding("Sound", "ok", ", ".join(facts["names"][:3]))


def urgency() -> Finding:
    """Whether the sound may go before everything else."""
    if sys.platform != "linux":
        return Finding("Sound's priority", "ok", "the system's own")
    limit, _ = resource.getrlimit(resource.RLIMIT_RTPRIO)
    if os.geteuid() == 0 or limit > 0:
        return Finding("Sound's priority", "ok", "real time is allowed")
    do = "echo '@audio - rtprio 80' | sudo tee /etc/security/limits.d/deformtune.conf, then log in again"
    return Finding("Sound's priority", "note", "as everybody's: it may stutter on a busy machine", do)


def ports() -> Finding:
    """Look for boards, and whether we may talk to them."""
    found = [port.device for port in list_ports.comports() if port.hwid != "n/a"]
    closed = [device for device in found if not os.access(device, os.R_OK | os.W_OK)]
    if closed:
        do = f"sudo usermod -a -G dialout {getpass.getuser()}, then log in again"
        return Finding("Object's port", "missing", f"{', '.join(closed)}: no permission", do)
    if not found:
        return Finding(
            "Object's port", "note", "no board: the object on the screen plays", "Plug in the object"
        )
    said = tuple(map(_who_is_on, port_finder.known_devices()))
    if said and not any(speaks for speaks, _ in said):
        do = "Does it run the object's program? make -C hardware/firmware flash PORT=..."
        return Finding("Object's port", "note", "; ".join(words for _, words in said), do)
    return Finding("Object's port", "ok", "; ".join(words for _, words in said) or ", ".join(found))


def _who_is_on(device: str) -> tuple[bool, str]:
    """Whether an object speaks on this port (or is spoken with already), and which one it is."""
    try:
        line = port_finder.open_line(device)
    except OSError as error:
        return error.errno in port_finder.BUSY, port_finder.trouble_with(device, error)
    with contextlib.closing(line):
        try:
            found = port_finder.greet(device, line, None, threading.Event())
        except OSError as error:
            return False, port_finder.trouble_with(device, error)
    if found is None:
        return False, f"{device}: no object speaks there"
    if found.hello is None:
        return True, f"{device}: an object that did not say its number"
    return True, f"{device}: object {found.hello.board.hex()}, {found.hello.pads} pads"


def fonts(folder: Path = ROOT / "content" / "fonts") -> Finding:
    """Open every shipped font."""
    names = sorted(path for path in folder.glob("*") if path.suffix in {".otf", ".ttf"})
    for path in names:
        ImageFont.truetype(str(path), 20)
    if not names:
        return Finding("Fonts", "missing", f"none in {folder}", "git checkout content/fonts")
    return Finding("Fonts", "ok", ", ".join(path.stem for path in names))


def content(home: Path = ROOT) -> Finding:
    """Read levels, styles and the model as playing would."""
    from installation.shell.content import load_content, load_rules  # noqa: PLC0415  # what it needs may be missing

    try:
        found = load_content(home / "content")
        load_rules(home, found)
    except SettingsError as error:
        return Finding(
            "Content", "missing", str(error), "Mend what it names, or: git checkout content models"
        )
    styles = ", ".join(found.styles)
    return Finding("Content", "ok", f"{len(found.levels.levels)} levels; styles {styles}; a model")


def disk(folder: Path | None = None) -> Finding:
    """Look at the space for recordings, where the data folder lies or will."""
    folder = folder or data_folder()
    while not folder.exists():
        folder = folder.parent
    free_gb = shutil.disk_usage(folder).free / 1e9
    if free_gb < 1:
        return Finding(
            "Disk", "missing", f"{free_gb:.1f} GB free", "Make room: recordings and results need 1 GB"
        )
    return Finding("Disk", "ok", f"{free_gb:.0f} GB free")


def machine() -> Finding:
    """Look at cores and memory."""
    cores, memory_gb = psutil.cpu_count() or 1, psutil.virtual_memory().total / 1e9
    found = f"{cores} cores, {memory_gb:.0f} GB memory"
    if cores < 2 or memory_gb < 1.5:
        return Finding("Machine", "note", found, "Two cores and 2 GB are what it was made for")
    return Finding("Machine", "ok", found)


PROBES: tuple[tuple[str, Callable[[], Finding]], ...] = (
    ("Machine", machine),
    ("Python", python_version),
    ("Python packages", python_packages),
    ("System packages", system_packages),
    ("Screen", screen),
    ("OpenGL", opengl),
    ("Sound", sound),
    ("Sound's priority", urgency),
    ("Object's port", ports),
    ("Fonts", fonts),
    ("Content", content),
    ("Disk", disk),
)


def _ask_child(code: str, environment: dict[str, str]) -> tuple[dict[str, Any] | None, str]:
    """Run a probe in a process of its own: the facts it printed as JSON, or None and what went wrong."""
    command = [sys.executable, "-c", code]
    try:
        done = subprocess.run(  # noqa: S603  # our own code
            command, env=environment, capture_output=True, text=True, timeout=CHILD_S, check=False
        )
    except subprocess.TimeoutExpired:
        return None, f"no answer within {CHILD_S:.0f} s"
    if done.returncode < 0:
        return None, f"it crashed (signal {-done.returncode})"
    if done.returncode > 0:
        return None, (done.stderr.strip().splitlines() or ["no reason given"])[-1]
    facts: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return facts, ""


def examine(probes: tuple[tuple[str, Callable[[], Finding]], ...] = PROBES) -> tuple[Finding, ...]:
    """Look at everything; a probe that fails is a finding too."""
    found = []
    for what, probe in probes:
        try:
            found.append(probe())
        except Exception as error:  # noqa: BLE001  # whatever it is, the other probes must have their turn
            found.append(Finding(what, "missing", f"could not be looked at: {error}"))
    return tuple(found)


def report(findings: tuple[Finding, ...], console: Console | None = None) -> int:
    """Print the table and what to type; the exit status: 1 if something is missing that playing needs."""
    console = console or Console(soft_wrap=True)
    table = Table(box=None, pad_edge=False)
    for title in ("", "what", "found"):
        table.add_column(title, overflow="fold")
    colours = {"ok": "green", "note": "yellow", "missing": "red"}
    for finding in findings:
        table.add_row(f"[{colours[finding.state]}]{finding.state}[/]", finding.what, escape(finding.found))
    console.print(table)
    todo = [finding for finding in findings if finding.do]
    if todo:
        console.print("\nWhat can be done:")
    for finding in todo:
        console.print(f"  {finding.what}: {finding.do}", markup=False, highlight=False)
    missing = [finding for finding in findings if finding.state == "missing"]
    console.print("\nSomething is missing." if missing else "\nIt can play.")
    return 1 if missing else 0


def main() -> int:
    """Look at this machine, print what was found; the exit status."""
    return report(examine())
