"""The repository as a whole: what a visitor to it relies on."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
MOST_BYTES = 2_000_000
"""What is larger belongs elsewhere, or needs a word here."""
MAY_BE_LARGE = re.compile(r"^(models|content/(instruments|fonts|soundfonts))/")
TABLE = re.compile(r"^content/styles/\w+\.safetensors$")
MOST_TABLE_BYTES = 4_000_000
# Put together here, so that this file does not break its own rule.
FORBIDDEN = [
    "/wo" + "rk/",
    "/ro" + "ot/",
    "/ho" + "me/",
    "../sha" + "red",
    "/opt" + "/",
    "py" + "pi.org",
    "python" + "hosted",
    "TO" + "DO",
    "FIX" + "ME",
    "X" + "XX",
    "Generated " + "by",
    "Generated " + "with",
    "Co-authored" + "-by",
]


@cache
def files() -> tuple[Path, ...]:
    """Return what git keeps or would keep; in a copy without git, everything."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode == 0 and done.stdout:
        names = done.stdout.splitlines()
    else:
        hidden = (".venv", ".git", "__pycache__", "_cache", ".hypothesis")
        names = [
            str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if not any(x in str(path) for x in hidden)
        ]
    return tuple(path for path in (ROOT / name for name in names) if path.is_file())


def text_of(path: Path) -> str | None:
    """Return the text of a file; None for pictures, sounds, weights."""
    data = path.read_bytes()
    if b"\x00" in data[:8192]:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_file_names_a_machine_a_host_or_work_left_undone() -> None:
    found = []
    for path in files():
        text = text_of(path) or ""
        for number, line in enumerate(text.splitlines(), start=1):
            found += [f"{named(path)}:{number}: {word}" for word in FORBIDDEN if word in line]
    assert not found


def test_no_file_is_larger_than_a_clone_can_bear() -> None:
    sizes = {named(path): path.stat().st_size for path in files() if not MAY_BE_LARGE.match(named(path))}
    most = {name: MOST_TABLE_BYTES if TABLE.match(name) else MOST_BYTES for name in sizes}
    assert not {name: size for name, size in sizes.items() if size > most[name]}


def test_every_text_ends_with_a_line_end_and_has_no_windows_ends() -> None:
    found = []
    for path in files():
        text = text_of(path)
        if not text or path.suffix in {".abc", ".sfz", ".jsonl"} or path.name == "Makefile":
            continue
        if not text.endswith("\n") or "\r" in text:
            found.append(named(path))
    assert not found


def rooms() -> list[Path]:
    return sorted(path.parent for path in (ROOT / "installation").glob("*/__init__.py"))


def test_a_room_says_what_it_owns() -> None:
    found = []
    for room in rooms():
        docstring = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8"))) or ""
        if len(docstring.split()) < 5:
            found.append(room.name)
    assert not found


LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(#[^)]*)?\)")


def test_every_link_in_a_document_leads_somewhere() -> None:
    found = []
    for path in files():
        if path.suffix == ".md":
            text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
            targets = [match[1] for match in LINK.finditer(text) if "://" not in match[1]]
            found += [f"{named(path)}: {target}" for target in targets if not (path.parent / target).exists()]
    assert not found


def tree_of(document: str) -> list[str]:
    """Return the paths that a document's tree (a fenced block that begins with `tree`) names."""
    text = (ROOT / document).read_text(encoding="utf-8")
    block = re.search(r"```tree\n(.*?)```", text, re.DOTALL)
    assert block is not None, f"{document} has no tree"
    found, folder = [], {0: ""}
    for line in block[1].splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        names = re.split(r"\s{2,}", line.strip())[0].split()
        for name in names:
            path = folder.get(depth, "") + name
            found.append(path)
            if name.endswith("/"):
                folder[depth + 1] = path
    return found


def test_the_readmes_tree_is_true() -> None:
    named_there = tree_of("README.md")
    assert not [path for path in named_there if not (ROOT / path).exists()]
    present = {f"installation/{room.name}/" for room in rooms()}
    assert not present - set(named_there), "a room that the README does not name"


def test_a_decision_has_a_date_a_context_and_a_consequence() -> None:
    decisions = sorted((ROOT / "docs" / "adr").glob("*.md"))
    found = []
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        parts = all(word in text.lower() for word in ("context", "decision", "consequence"))
        dated = re.search(r"\b20\d\d-\d\d-\d\d\b", text)
        if not (
            parts and dated and re.match(r"\d{4}-[a-z0-9-]+\.md$", path.name) and len(text.splitlines()) <= 70
        ):
            found.append(path.name)
    numbers = [path.name[:4] for path in decisions]
    assert not found
    assert len(numbers) == len(set(numbers)) > 0


def test_the_changelog_has_a_place_for_what_comes() -> None:
    assert re.search(r"^## Unreleased$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)


def locked(name: str) -> dict[str, str]:
    lines = (ROOT / "requirements" / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if "==" in line)


def wanted(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=!~\[; ]", text)[0].replace("_", "-").lower() for text in requirements}


def test_the_lock_files_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    play, check = locked("play.txt"), locked("check.txt")
    extras = project["optional-dependencies"]
    assert wanted(project["dependencies"]) <= play.keys()
    assert wanted(extras["train"] + extras["reports"] + extras["check"]) <= play.keys() | check.keys()
    assert not play.keys() & check.keys()
    assert "torch" not in play
