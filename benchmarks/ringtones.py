"""Ringtone codes: 1,000 random ones made again in a fresh process, and every single wrong character tried.

Notes (MIDI and MusicXML) of every code, sound (WAV) of the first SOUNDED (DEFORMTUNE_SOUNDED sets how many), made in
one process and then in another, compared by hash; `./play soak ringtones` makes the sound of all. Then, for
MISTYPED codes, every character replaced by every other and every two characters exchanged: how many of these the
checks notice.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.console import Console
from rich.progress import track

from installation.measure.shape import NEUTRAL
from installation.ringtone.checks import ALPHABET
from installation.ringtone.code import MistypedError, read, write
from installation.ringtone.grid import SIZES, shape_at
from installation.ringtone.performance import perform
from installation.ringtone.piece import Ringtone, length_for
from installation.shell.content import load_content, load_rules
from installation.shell.instruments import load_bank
from installation.shell.ringtone_files import note_files, rendered, wav_file

if TYPE_CHECKING:
    from installation.world import Rules

HOME = Path(__file__).parents[1]
CODES, MISTYPED = 1_000, 100
SOUNDED = int(os.environ.get("DEFORMTUNE_SOUNDED", "100"))
SEED = 20261120


def random_codes(rules: Rules, count: int, seed: int = SEED) -> list[str]:
    """Codes of random bars in every style, every second one with a random shape."""
    chance = np.random.default_rng(seed)
    names, found = sorted(rules.edition.styles), []
    for number in range(count):
        shape = (
            shape_at(tuple(int(chance.integers(size)) for size in SIZES))
            if number // len(names) % 2
            else NEUTRAL
        )
        style = rules.styles[names[number % len(names)]]
        bars = chance.integers(1, 11, (length_for(style.tempo_bpm * shape.tempo).bars, 4)).tolist()
        ringtone = Ringtone(style.name, tuple(tuple(bar) for bar in bars), shape)
        found.append(write(ringtone, rules.edition))
    return found


def hashes(codes: list[str], sounded: int) -> list[list[str]]:
    """Of each code the hashes of its files' bytes; in a process of its own, as `./play reopen` makes them."""
    rules = load_rules(HOME, load_content(HOME / "content"))
    bank, found = load_bank(), []
    shown = track(codes, "ringtones", console=Console(stderr=True))
    for number, code in enumerate(shown):
        ringtone = read(code, rules.edition)
        performance = perform(ringtone, rules.styles[ringtone.style], rules.kits[ringtone.style])
        files = note_files(performance, "Ringtone", code)
        if number < sounded:
            files["ringtone.wav"] = wav_file(rendered(performance, bank))
        found.append([hashlib.sha256(data).hexdigest() for data in files.values()])
    return found


def made(codes: list[str], sounded: int) -> list[list[str]]:
    """The hashes, from a fresh process."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.ringtones", str(sounded)],
        input=json.dumps(codes), stdout=subprocess.PIPE, text=True, check=True, cwd=HOME,
    )  # fmt: skip
    found: list[list[str]] = json.loads(done.stdout)
    return found


def figures() -> dict[str, Any]:
    """How many came out the same, how many mistakes were noticed, how long they are."""
    rules = load_rules(HOME, load_content(HOME / "content"))
    codes = random_codes(rules, CODES)
    begun_s = time.perf_counter()
    one = made(codes, SOUNDED)
    took_s = time.perf_counter() - begun_s
    other = made(codes, SOUNDED)
    same = sum(first == again for first, again in zip(one, other, strict=True))
    return {
        "codes": CODES,
        "same notes (MIDI, MusicXML) and sound in a fresh process": same,
        "of them with sound (WAV)": min(SOUNDED, CODES),
        "characters": {"fewest": min(map(len, codes)), "most": max(map(len, codes))},
        **_mistakes(rules, codes[:MISTYPED]),
        "seconds for the first process": took_s,
        "load of the machine (1 min)": os.getloadavg()[0],
    }


def _mistakes(rules: Rules, codes: list[str]) -> dict[str, Any]:
    """Single wrong characters and exchanges: tried, and noticed."""
    tried, noticed = [0, 0], [0, 0]
    for code in codes:
        wrong = [
            code[:at] + other + code[at + 1 :]
            for at, right in enumerate(code)
            for other in ALPHABET
            if other != right
        ]
        swapped = [
            code[:one] + code[other] + code[one + 1 : other] + code[one] + code[other + 1 :]
            for one, other in combinations(range(len(code)), 2)
            if code[one] != code[other]
        ]
        for kind, texts in enumerate((wrong, swapped)):
            tried[kind] += len(texts)
            noticed[kind] += sum(_noticed(rules, text) for text in texts)
    return {
        "wrong characters tried": tried[0],
        "wrong characters noticed": noticed[0],
        "exchanges tried": tried[1],
        "exchanges noticed": noticed[1],
    }


def _noticed(rules: Rules, text: str) -> bool:
    try:
        read(text, rules.edition)
    except MistypedError:
        return True
    return False


if __name__ == "__main__":
    print(json.dumps(hashes(json.load(sys.stdin), int(sys.argv[1]))))
