"""Two million inputs that look for new ways through the host's receiver: every law of the protocol holds."""

from __future__ import annotations

from tests.simulation import protocol_fuzzer

TRIALS, INPUTS = 100, 20_000


def trial(seed: int) -> str:
    """The input that broke a law, and which; or ""."""
    return protocol_fuzzer.fuzz(seed, INPUTS).problem
