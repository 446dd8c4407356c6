"""Whether explanations are true: the pad that is named, the numbers that are said, the previews that come true.

Why: random changes of one to four pads in every style, each explained as the wall does it. The judge is code of its
own on the trained network in torch: it decodes the measure after the change and the one that comes with each pad left
where it was, and counts the ticks on which another note begins. Right is an answer that names the pad whose removal
changes most, or nobody where two would change alike; right is a number that the judge counts too.

What if: the world itself, with hands that hold pads anywhere; the hollow beads are read from the snapshot, then the
pad is pressed one step further. Right is a preview whose notes are the new notes that come, all of them and no other.

The shelf: tunes are held, kept, left for others, and recalled; right is a phrase of four bars with the same symbols.

ONLY=why, ONLY=what-if or ONLY=shelf in the environment for one of the three.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from rich.progress import Progress, track

from installation.explanation import why
from installation.explanation.why import NOBODY, Inquiry
from installation.inputs import KeepAsked, PressuresGiven, RecallAsked, StyleChosen
from installation.latent.tune import Asked
from installation.pads.levels import FULL, HIGHEST, LOWEST
from installation.sequencer.plan import bar
from installation.shell.content import load_content, load_rules
from installation.snapshot import view
from installation.step import step
from installation.training.checkpoint import load_exported
from installation.world import LEAD_NS, begin

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from installation.explanation.why import Why
    from installation.inputs import Input
    from installation.latent.control import Levels
    from installation.world import Rules, World

HOME = Path(__file__).resolve().parents[1]
CHANGES, PREVIEWS, RECALLS, SEED = 10_000, 1_000, 30, 6
PITCHES = 37
_BATCH = 2048
_SETTLE = 40  # steps


def figures() -> dict[str, Any]:
    """Shares of right answers."""
    content = load_content(HOME / "content")
    rules = load_rules(HOME, content)
    parts = {"why": _why, "what-if": _what_if, "shelf": _shelf}
    only = os.environ.get("ONLY", "")
    return {name: part(rules) for name, part in parts.items() if only in {"", name}}


Case = tuple["Why | None", tuple[int, ...], list[int]]
"""The answer, the moved pads, and which rows of what was asked it stands on."""


def _why(rules: Rules) -> dict[str, Any]:
    """Explain random changes until CHANGES of them have changed something, and judge them all."""
    chance = np.random.default_rng(SEED)
    styles = sorted(rules.kits)
    asked: list[Asked] = []
    cases: list[Case] = []
    with Progress(transient=True) as progress:
        task = progress.add_task("why", total=CHANGES)
        while not progress.finished:
            before, after = _change(chance, styles)
            inquiry = Inquiry(before, after)
            while not inquiry.done:
                inquiry = why.advance(inquiry, rules.kits[after.style])
            moved, wanted = _wanted(before, after)
            cases.append((inquiry.why, moved, list(range(len(asked), len(asked) + len(wanted)))))
            asked += wanted
            progress.advance(task, inquiry.why is not None)
    return _judged(cases, _beginnings(rules, asked))


def _wanted(before: Asked, after: Asked) -> tuple[tuple[int, ...], list[Asked]]:
    """The pads that moved, and what the judge decodes: before, after, after without each one's move."""
    moved = tuple(pad for pad in range(4) if before.levels[pad] != after.levels[pad])
    wanted = [Asked(before.style, after.bar, before.levels), after]
    for pad in moved:
        levels = [*after.levels]
        levels[pad] = before.levels[pad]
        wanted.append(Asked(after.style, after.bar, (levels[0], levels[1], levels[2], levels[3])))
    return moved, wanted


def _judged(cases: list[Case], beginnings: NDArray[np.int64]) -> dict[str, Any]:
    named = numbers = ties = nothing = alone = 0
    for answer, moved, rows in cases:
        before, after, *without = beginnings[rows]
        changed = before != after
        undone = {pad: after != other for pad, other in zip(moved, without, strict=True)}
        counts = {pad: int(ticks.sum()) for pad, ticks in undone.items()}
        best = [pad for pad, count in counts.items() if count == max(counts.values())]
        if answer is None:
            nothing += 1
            named += not changed.any()
            numbers += not changed.any()
        elif answer.pad == NOBODY:
            ties += 1
            named += len(best) > 1
            numbers += answer.notes == changed.sum()
        else:
            because = int((changed & undone[answer.pad]).sum())
            named += best == [answer.pad]
            numbers += (answer.notes, answer.because) == (int(changed.sum()), because)
            alone += because == int(changed.sum())
    return {
        "changes": len(cases) - nothing,
        "right pad": named / len(cases),
        "right numbers": numbers / len(cases),
        "no pad alone": ties / (len(cases) - nothing),
        "one pad did all": alone / (len(cases) - nothing),
        "drawn beside, where nothing changed": nothing,
    }


def _change(chance: np.random.Generator, styles: list[str]) -> tuple[Asked, Asked]:
    """Two settings that differ in one to four pads, in quarters of a level as hands have them."""
    style, number = str(chance.choice(styles)), int(chance.integers(4))
    old = chance.integers(4, 41, 4) / 4
    new = old.copy()
    for pad in chance.permutation(4)[: chance.integers(1, 5)]:
        while new[pad] == old[pad]:
            new[pad] = chance.integers(4, 41) / 4
    return Asked(style, int(chance.integers(4)), _levels(old)), Asked(style, number, _levels(new))


def _levels(values: NDArray[np.float64]) -> Levels:
    one, two, three, four = (float(value) for value in values)
    return (one, two, three, four)


def _beginnings(rules: Rules, asked: list[Asked]) -> NDArray[np.int64]:
    """By the network in torch: the pitch that begins on each tick, -1 where none does; (N, 24)."""
    torch.set_num_threads(1)
    network = load_exported(HOME / "models" / "folk").eval()
    points = np.stack([rules.kits[one.style].control.point(one.levels, one.bar) for one in asked])
    found = []
    with torch.no_grad():
        for start in track(range(0, len(points), _BATCH), description="judging", transient=True):
            symbols, _ = network.decoder.greedy(torch.from_numpy(points[start : start + _BATCH]))
            found.append(symbols.numpy())
    rows = np.concatenate(found)
    return np.where(rows < PITCHES, rows, -1)


def _what_if(rules: Rules) -> dict[str, Any]:
    """Hold pads anywhere, read the hollow beads, press on, and compare."""
    chance = np.random.default_rng(SEED + 1)
    styles = sorted(rules.kits)
    level = rules.levels.number("four_pads")
    right = shown = untouched = 0
    for _ in track(range(PREVIEWS), description="what if", transient=True):
        world = begin(rules, str(chance.choice(styles)), level, locked=True)
        pressures = chance.uniform(0.13, 0.9, 4) * (chance.random(4) < chance.uniform(0, 1))
        world = _held(world, rules, pressures, int(chance.integers(_SETTLE, 4_000)))
        found = _previewed(world, rules, pressures)
        if found is None:
            continue
        shown += 1
        untouched += not pressures.any()
        right += found
    return {"previews": shown, "came true": right / shown, "of these nobody touched": untouched / shown}


def _previewed(world: World, rules: Rules, pressures: NDArray[np.float64]) -> bool | None:
    """Whether the preview comes true; None if none is shown, or a bar line is too near to compare."""
    now = bar(world.sequencer, world.time_ns + LEAD_NS)
    seen, ahead = view(world, rules), world.ahead.preview
    if ahead is None or bar(world.sequencer, world.time_ns + LEAD_NS + 200_000_000) != now:
        return None
    expected = {(ghost.tick, ghost.pitch) for ghost in seen.ghosts}
    there = {(note.tick, note.pitch) for note in seen.measure.notes}
    further = np.array(pressures)
    wanted = ahead.heard.asked.levels[ahead.pad]
    further[ahead.pad] = FULL * (wanted - LOWEST) / (HIGHEST - LOWEST)
    world = _held(world, rules, further, _SETTLE)
    notes = {(note.tick, note.pitch) for note in view(world, rules).measure.notes}
    return notes - there == expected


def _shelf(rules: Rules) -> dict[str, Any]:
    """Keep, go elsewhere, recall, and compare whole phrases."""
    chance = np.random.default_rng(SEED + 2)
    styles = sorted(rules.kits)
    level = rules.levels.number("four_pads")
    alike = 0
    for _ in track(range(RECALLS), description="shelf", transient=True):
        world = begin(rules, str(chance.choice(styles)), level, locked=True)
        pressures = chance.uniform(0.13, 0.9, 4) * (chance.random(4) < 0.6)
        pressures[chance.integers(4)] = chance.uniform(0.13, 0.9)  # only what a hand holds can be kept
        world = _held(world, rules, pressures, 500)
        world, kept = _phrase(world, rules)
        world = _told(world, rules, KeepAsked(world.time_ns))
        world = _told(world, rules, StyleChosen(world.time_ns, str(chance.choice(styles))))
        world = _held(world, rules, chance.uniform(0.13, 0.9, 4), 500)
        world = _held(world, rules, np.zeros(4), 100)
        world = _told(world, rules, RecallAsked(world.time_ns, 0))
        alike += _phrase(world, rules)[1] == kept
    return {"recalls": RECALLS, "the same four bars": alike / RECALLS}


def _told(world: World, rules: Rules, told: Input) -> World:
    return step(world, (told,), rules)[0]


def _phrase(world: World, rules: Rules) -> tuple[World, dict[int, tuple[int, ...]]]:
    """The symbols of the four bars as they sound from now on."""
    found: dict[int, tuple[int, ...]] = {}
    while len(found) < 4:
        world, _ = step(world, (), rules)
        if world.heard.asked.bar not in found:
            found[world.heard.asked.bar] = view(world, rules).measure.symbols
    return world, found


def _held(world: World, rules: Rules, pressures: NDArray[np.float64], steps: int) -> World:
    told = PressuresGiven(world.time_ns, tuple(float(pressure) for pressure in pressures))
    for number in range(steps):
        world, _ = step(world, (told,) if number == 0 else (), rules)
    return world


if __name__ == "__main__":
    print(json.dumps(figures(), indent=1))
