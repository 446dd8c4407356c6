"""Whether guidance and explanations help a simulated novice to find out what the pads do.

SIMULATED NOVICES PROVE NOTHING ABOUT PEOPLE. This is a regression test of the guidance: how soon does a novice who
knows nothing (tests/simulation/novice.py), given only what the picture shows and what sounds, say what a pad will do,
and be right?

  guided      the installation as it is: marks, hints, levels, icons, words, gauges
  unguided    the same novice before the same picture without explanations and guidance: four pads at once, the body,
              the ring and the beads, no icons, words, gauges, marks or colours of what changed
  published   the interface of the published study: four pads at once, ten levels, one bar, sound and no picture.
              It plays our tunes, whose pads are clearer than the published files were: its figures flatter it

The world runs as it does when it plays, without sound and pictures, a step every 50 ms (decisions need no more).
Time counts from the first touch. Novices who never came to know a pad count as longer than the visit of WITHIN_S.
What was done is kept in data/bench_novice.json and gone on with; NOVICES=20 in the environment for fewer.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import random
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace
from rich.console import Console
from rich.progress import Progress

from installation.effects import NoteDown
from installation.inputs import PressuresGiven
from installation.score import PADS
from installation.shell.content import load_content, load_rules
from installation.shell.files import write_whole
from installation.snapshot import view
from installation.step import step
from installation.world import STEP_NS, begin
from tests.simulation.novice import Novice, sight_of
from tests.simulation.novice_hands import Hands

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from installation.world import Rules, World

HOME = Path(__file__).parents[1]
SEEDS = 200
WITHIN_S = 180.0
"""How long an unguided novice may take: people stay a couple of minutes at one exhibit."""
GUIDED_S = 150.0
"""A guided visit is followed for so long."""
LEVEL_THREE_S = 120.0
EVERY = 25
"""Steps of the world between two looks of a novice: 50 ms."""
AGREE = 0.95


@dataclasses.dataclass(frozen=True)
class Condition:
    """One way to meet the installation."""

    name: str
    guided: bool
    picture: bool
    seconds: float


CONDITIONS = (
    Condition("guided", guided=True, picture=True, seconds=GUIDED_S),
    Condition("unguided", guided=False, picture=True, seconds=WITHIN_S),
    Condition("published", guided=False, picture=False, seconds=WITHIN_S),
)


class Result(msgspec.Struct):
    """What became of one novice; times in seconds from the first touch, -1 for never."""

    first_right_s: float  # the first correct prediction of a pad's effect
    known: int  # pads predicted correctly within two minutes
    right: int  # predictions made within two minutes
    wrong: int
    level_three_s: float
    reached: int  # marks
    missed: int
    hints: int


def rules_for(rules: Rules, condition: Condition) -> Rules:
    """The rules of a condition: as they are, or four pads at once with no guidance and nothing explained."""
    if condition.guided:
        return rules
    four = rules.levels.levels[rules.levels.number("four_pads")]
    bare = replace(
        four,
        steps=None if condition.picture else 10,
        explains=(),
        hints=False,
        target=None,
        got=None,
        lost=None,
        on_idle=None,
        warn_s=None,
    )
    return dataclasses.replace(rules, levels=replace(rules.levels, start=bare.name, levels=(bare,)))


def visit(seed: int, rules: Rules, condition: Condition, seconds: float | None = None) -> Result:
    """One novice's visit."""
    rules = rules_for(rules, condition)
    world = begin(rules, rules.levels.style)
    novice = Novice(seed)
    hands = Hands(novice)
    told: list[NoteDown] = []
    looks = int((condition.seconds if seconds is None else seconds) * 1e9 / (EVERY * STEP_NS))
    for _ in range(looks):
        sight = sight_of(view(world, rules), picture=condition.picture, explained=condition.guided)
        novice.perceive(sight, hands.pressed)
        pressures = hands.move(sight, EVERY * STEP_NS / 1e9)
        world, notes = _further(world, pressures, rules, condition)
        told += notes
        if not condition.guided and _enough(hands, world):
            break
    return _result(hands, told)


def _enough(hands: Hands, world: World) -> bool:
    """An unguided visit may end once two minutes are over and a pad was predicted."""
    begun = hands.asked[0][0] if hands.asked else world.time_ns / 1e9
    done = world.time_ns / 1e9 - begun >= LEVEL_THREE_S
    return done and any(answer == PADS[pad] for _, pad, answer in hands.asked)


def _further(
    world: World, pressures: Sequence[float], rules: Rules, condition: Condition
) -> tuple[World, list[NoteDown]]:
    """50 ms later; the published interface plays its one bar again and again."""
    world = replace(world, step=world.step + EVERY - 1)
    if not condition.picture and world.heard.asked.bar != 0:
        origin = world.sequencer.transport.origin_ns + world.sequencer.transport.bar_ns
        transport = dataclasses.replace(world.sequencer.transport, origin_ns=origin)
        world = replace(
            world,
            sequencer=replace(world.sequencer, transport=transport, next_tick=world.sequencer.next_tick - 24),
        )
    world, effects = step(world, (PressuresGiven(world.time_ns, tuple(pressures)),), rules)
    return world, [effect for effect in effects if isinstance(effect, NoteDown)]


def _result(hands: Hands, told: list[NoteDown]) -> Result:
    begun = hands.asked[0][0] if hands.asked else 0.0
    right = [(at_s - begun, pad) for at_s, pad, answer in hands.asked if answer == PADS[pad]]
    early = [each for each in hands.asked if each[0] - begun <= LEVEL_THREE_S and each[2]]
    raised = [
        note.at_ns / 1e9 - begun
        for note in told
        if note.kind == "level" and note.facts["name"] == "four_pads"
    ]
    ended = [note.facts["what"] for note in told if note.kind == "target"]
    return Result(
        first_right_s=round(right[0][0], 2) if right else -1.0,
        known=len({pad for at_s, pad in right if at_s <= LEVEL_THREE_S}),
        right=sum(answer == PADS[pad] for _, pad, answer in early),
        wrong=sum(answer != PADS[pad] for _, pad, answer in early),
        level_three_s=round(raised[0], 2) if raised else -1.0,
        reached=ended.count("reached"),
        missed=ended.count("missed"),
        hints=sum(note.kind == "hint" for note in told),
    )


def figures() -> dict[str, Any]:
    """Medians with 95 % intervals (bootstrapped), shares, and the guided median over each baseline's."""
    os.nice(10)
    rules = load_rules(HOME, load_content(HOME / "content"))
    count = int(os.environ.get("NOVICES", SEEDS))
    kept = _Kept(HOME / "data" / "bench_novice.json")
    results: dict[str, list[Result]] = {}
    with Progress(console=Console(stderr=True)) as progress:
        bar = progress.add_task("novices", total=count * len(CONDITIONS))
        for condition in CONDITIONS:
            results[condition.name] = []
            for seed in range(count):
                known = kept.result(condition.name, seed)
                found = known or kept.keep(condition.name, seed, visit(seed, rules, condition))
                results[condition.name].append(found)
                progress.advance(bar)
    said: dict[str, Any] = {
        "note": "simulated novices prove nothing about people: a regression test of the guidance",
        "novices a condition": count,
    }
    said |= {name: _summary(found) for name, found in results.items()}
    first = {name: [_first(result) for result in found] for name, found in results.items()}
    for name in ("unguided", "published"):
        ratio = _interval(lambda draw, name=name: median(draw(first["guided"])) / median(draw(first[name])))
        said[f"guided / {name}"] = dict(zip(("ratio of medians", "from", "to"), ratio, strict=True))
    return said


class _Kept:
    """Results that were found already, by condition and seed; those of another guidance are forgotten."""

    def __init__(self, path: Path) -> None:
        self._path, self._print = path, _fingerprint()
        self._done: dict[str, Any] = {}
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            self._done = kept["done"] if kept["of"] == self._print else {}
        except (OSError, ValueError, KeyError, TypeError):
            pass  # never begun, or not readable: from the first seed on

    def result(self, condition: str, seed: int) -> Result | None:
        """The result of a visit, if it was found already."""
        found = self._done.get(f"{condition} {seed}")
        return None if found is None else msgspec.convert(found, Result)

    def keep(self, condition: str, seed: int, result: Result) -> Result:
        """Keep one, on the disk."""
        self._done[f"{condition} {seed}"] = msgspec.to_builtins(result)
        write_whole(self._path, json.dumps({"of": self._print, "done": self._done}).encode())
        return result


def _fingerprint() -> str:
    """What the figures depend on: guidance, explanations, the control and its table, the levels' rules, the novice."""
    content, rooms = HOME / "content", ("guidance", "explanation", "latent")
    paths = [path for room in rooms for path in (HOME / "installation" / room).glob("*.py")]
    paths += [HOME / "installation" / name for name in ("guiding.py", "explaining.py")]
    paths += [Path(__file__), content / "levels.yaml"]
    paths += (content / "styles").glob(f"{load_content(content).levels.style}.safetensors")
    paths += (HOME / "tests" / "simulation").glob("novice*.py")
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(paths))).hexdigest()


def _first(result: Result) -> float:
    """Seconds to the first correct prediction; WITHIN_S for never."""
    return result.first_right_s if 0 <= result.first_right_s <= WITHIN_S else WITHIN_S


def _summary(results: list[Result]) -> dict[str, Any]:
    """The figures of a condition."""
    firsts = [_first(result) for result in results]
    middle, low, high = _interval(lambda draw: median(draw(firsts)))
    level = [0 <= result.level_three_s <= LEVEL_THREE_S for result in results]
    reached, missed = (sum(getattr(result, name) for result in results) for name in ("reached", "missed"))
    right, wrong = (sum(getattr(result, name) for result in results) for name in ("right", "wrong"))
    told = {
        f"median s to the first correct prediction (at most {WITHIN_S:g})": middle,
        "from": low,
        "to": high,
        "never": sum(result.first_right_s < 0 for result in results) / len(results),
        "pads predicted correctly within 2 min": sum(result.known for result in results) / len(results),
        "of its predictions correct": right / max(1, right + wrong),
    }
    if reached + missed:
        share, least, most = _interval(lambda draw: sum(map(float, draw(level))) / len(level))
        told |= {"at level 3 within 2 min": share, "level 3 from": least, "level 3 to": most}
        told["marks reached"] = reached / (reached + missed)
        told["hints a visit"] = sum(result.hints for result in results) / len(results)
    return told


def _interval(figure: Callable[[Callable[[list[Any]], list[Any]]], float]) -> tuple[float, float, float]:
    """A figure and its 95 % interval: drawn anew 1,000 times with the same chance each time."""
    chance = random.Random(1)  # noqa: S311 - seeded, no secret
    drawn = sorted(figure(lambda values: chance.choices(values, k=len(values))) for _ in range(1_000))
    edge = round(len(drawn) * (1 - AGREE) / 2)
    return figure(lambda values: values), drawn[edge], drawn[-edge - 1]
