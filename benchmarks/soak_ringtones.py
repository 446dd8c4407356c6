"""Ringtone codes, fifty a trial: MIDI, MusicXML and WAV made in one fresh process and in another, byte for byte."""

from __future__ import annotations

from benchmarks.ringtones import HOME, made, random_codes
from installation.shell.content import load_content, load_rules

TRIALS = 20
CODES = 50
"""A thousand in all."""


def trial(seed: int) -> str:
    """The codes that did not come out the same, or ""."""
    codes = random_codes(load_rules(HOME, load_content(HOME / "content")), CODES, seed)
    one, other = made(codes, CODES), made(codes, CODES)
    return ", ".join(
        code for code, first, again in zip(codes, one, other, strict=True) if first != again or len(first) < 3
    )
