"""The whole installation at one moment, as one frozen value; and the rules that do not change while it plays.

Owns the composition of the stages' states, and how a visit begins. Refuses to do anything: step.py does.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct

from installation.explanation.telling import SILENT
from installation.explanation.what import UNMARKED, Change, Mark
from installation.explanation.whatif import NOWHERE
from installation.guidance import levels as guidance
from installation.guidance import steering
from installation.house import begin as begin_house
from installation.inputs import UNHEARD
from installation.latent.tune import NOTHING_HEARD
from installation.measure.shape import NEUTRAL
from installation.pads import glow, hands, movements
from installation.ringtone.code import Edition
from installation.score import PADS
from installation.sequencer import band, plan
from installation.sequencer.arrangement import arrangement_of
from installation.sequencer.cue import QUIET as NO_CUE
from installation.sequencer.cue import CueState
from installation.sequencer.foretaste import QUIET
from installation.sequencer.transport import at_tempo
from installation.settings import NO_STEERS
from installation.shelf import EMPTY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from installation.explanation.origin import Familiar
    from installation.explanation.telling import Telling
    from installation.explanation.whatif import Ahead
    from installation.guidance.levels import GuidanceState
    from installation.guidance.steering import SteeringState
    from installation.house import House
    from installation.inputs import SoundReport
    from installation.latent.tune import Heard, Kit
    from installation.measure.shape import Shape
    from installation.pads.glow import GlowState
    from installation.pads.hands import HandsState
    from installation.pads.movements import MovementsState
    from installation.ringtone.composer import Composer
    from installation.sequencer.arrangement import Arrangement
    from installation.sequencer.band import BandState
    from installation.sequencer.foretaste import Foretaste
    from installation.sequencer.plan import SequencerState
    from installation.settings import Levels, Style
    from installation.settings import Mapping as Steers
    from installation.shelf import ShelfState
    from installation.visits.condition import Condition

STEP_NS = 2_000_000
"""A step of the world lasts 2 ms: what a touch waits for a step must fit into LEAD_NS (ADR 0003)."""
LEAD_NS = 9_000_000
"""Sound is asked for this long before it is heard: one step, the ring, one block of the device and one in hand."""


NO_PORT = ("none", "lost")
"""What `port` says while there is no object."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for as long as the installation plays."""

    levels: Levels
    styles: Mapping[str, Style]
    kits: Mapping[str, Kit]
    arrangements: Mapping[str, Arrangement]
    edition: Edition = field(default_factory=Edition, kw_only=True)  # what codes of ringtones mean here
    steers: Steers = NO_STEERS  # what gestures change
    familiar: Familiar | None = field(default=None, kw_only=True)  # what the model learned from


def rules_of(
    levels: Levels, styles: Mapping[str, Style], kits: Mapping[str, Kit], steers: Steers | None = None
) -> Rules:
    """Rules that nobody can change afterwards.

    Raises:
        ValueError: a style has no kit, or there is no style.
    """
    if not styles or set(styles) != set(kits):
        raise ValueError(f"each style needs its kit: styles {sorted(styles)}, kits {sorted(kits)}")
    played = {name: arrangement_of(style) for name, style in styles.items()}
    held = MappingProxyType(dict(styles)), MappingProxyType(dict(kits)), MappingProxyType(played)
    return Rules(levels, *held, steers=steers or NO_STEERS)


def ruled(rules: Rules, condition: Condition | None) -> Rules:
    """The rules as a study's condition has them; its levels have the same numbers and names."""
    return rules if condition is None else replace(rules, levels=condition.levels)


class World(Struct, frozen=True):
    """One moment. `step` counts steps since the world began; its time is `step * STEP_NS`."""

    step: int
    style: str
    hands: HandsState
    gestures: MovementsState  # gestures.made: those told in this very step
    shelf: ShelfState
    ringtone: Composer | None  # in the making, on the level that composes
    guidance: GuidanceState
    heard: Heard
    steering: SteeringState  # what gestures have made of it
    shape_heard: Shape  # as tempo and sound were brought to it last
    marks: tuple[Mark, ...]
    change: Change | None
    ahead: Ahead
    telling: Telling
    foretaste: Foretaste  # a preview that is heard
    sequencer: SequencerState
    band: BandState
    seated: str  # the style whose band was seated last
    sent: tuple[float, ...]  # pressures the touch sounds follow, as last sent
    glow: GlowState  # what the object shows
    port: str
    sound: str
    report: SoundReport  # the newest of the sound door
    dropped_steps: int
    house: House
    condition: Condition | None = None  # of a study, while one holds
    keeping: str = "well"  # how the keeper of visits is
    cue: CueState = NO_CUE  # what the guidance lets be heard

    @property
    def time_ns(self) -> int:
        """World time: nanoseconds since the world began."""
        return self.step * STEP_NS


def begin(
    rules: Rules,
    style: str,
    level: int | None = None,
    *,
    locked: bool = False,
    calibration: str | None = None,
    house: House | None = None,
) -> World:
    """The world before its first step.

    Args:
        rules: what holds.
        style: the style to play.
        level: the guidance level, or None for the one content/levels.yaml starts with.
        locked: whether the level stays whatever visitors do.
        calibration: what hands.remember gave in an earlier run, or None.
        house: what the house has set; as it is at first if None.

    Raises:
        KeyError: there is no such style.
    """
    tempo = rules.styles[style].tempo_bpm
    return World(
        step=0,
        style=style,
        hands=hands.begin(calibration),
        gestures=movements.begin(),
        shelf=EMPTY,
        ringtone=None,
        guidance=guidance.begin(rules.levels, 0, level, locked=locked),
        heard=NOTHING_HEARD,
        steering=steering.PLAIN,
        shape_heard=NEUTRAL,
        marks=UNMARKED,
        change=None,
        ahead=NOWHERE,
        telling=SILENT,
        foretaste=QUIET,
        sequencer=plan.begin(at_tempo(tempo, LEAD_NS), LEAD_NS),
        band=band.begin(at_tempo(tempo, LEAD_NS), LEAD_NS),
        seated="",
        sent=(0.0,) * len(PADS),
        glow=glow.DARK,
        port="none",
        sound="silent",
        report=UNHEARD,
        dropped_steps=0,
        house=house if house is not None else begin_house(),
    )
