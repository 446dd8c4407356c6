"""Gestures: what a hand does over time, told from the pressures of the pads around it.

Owns the rules: press, hold, release, tap, squeeze, slide, twist, two-handed press. Refuses to know raw values, what a
gesture does to the music, and clocks: time comes as `dt_s`.

Precedence, strongest first; a contact that has served one gesture serves no weaker one:

    all pads begun within 80 ms --- all let go within 600 ms of the first --------------------> SQUEEZE
         |                          the pattern turns by 60 degrees, all pads kept down ------> TWIST begin, move, end
         |                          neither: four fingers that play ---------------------+
    one pad hands over to its neighbour, and that to the next, 40..500 ms each ----------|----> SLIDE
    two opposite pads within 80 ms, both firm, 300 ms ----------------------------------|----> TWO_HANDED
    let go within 220 ms, and whatever began beside it too ------------------------------|----> TAP
    still down after 300 ms <-----------------------------------------------------------+----> PRESS, at its end RELEASE
         the pressure stays for 1 s -----------------------------------------------------------> HOLD

Sound does not wait for any of this: pads sound from their pressure in the frame that brings it.
"""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass, replace

TAP, PRESS, HOLD, RELEASE = "tap", "press", "hold", "release"
SQUEEZE, SLIDE, TWIST, TWO_HANDED = "squeeze", "slide", "twist", "two_handed"
KINDS = (TAP, PRESS, HOLD, RELEASE, SQUEEZE, SLIDE, TWIST, TWO_HANDED)

TOGETHER_S = 0.080
TAP_S, PRESS_S, HOLD_S = 0.220, 0.300, 1.0
SQUEEZE_S, SQUEEZE_LEAST = 0.600, 0.12
SLIDE_S = (0.04, 0.5)
"""Least and most time for a finger to get from pad to pad."""
TWIST_DEGREES, TWIST_STEP_DEGREES, TWIST_S = 60.0, 15.0, 0.25
FIRM = 0.45
"""Pressure of each pad of a two-handed press."""

_DOWN, _UP = 0.05, 0.03
_STEADY = 0.09  # a hold's pressure stays within this
_CLEAR, _ABOVE = 0.12, 1.15  # a pad that leads: so much pressed, so much more than the next
# When the next pad leads, a sliding finger presses the last one, and all of them, by no more of its peak than:
_LEFT, _SHARED = 0.65, 1.2
_KEPT, _PILED = 0.3, 1.4  # of its peak: least and most of its total pressure on the way
_GRIP_S, _GRIP, _LOPSIDED, _BACK_DEGREES = 0.3, 0.05, 0.12, 20.0
_SETTLED, _QUICKEST = 1.2, 800.0  # more growth, or more degrees a second: a finger has come or gone


@dataclass(frozen=True, slots=True)
class Gesture:
    """Something that a hand did.

    `phase` is "" for what happens once, "begin", "move" and "end" for a twist. `value`: seconds of a hold and of what
    a release ends; of a slide pads a second, of a twist degrees so far, both positive clockwise as the visitor sees.
    """

    kind: str
    pads: tuple[int, ...]
    strength: float  # 0..1
    value: float = 0.0
    phase: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A hand on one pad, from touch to letting go."""

    pad: int
    began_s: float
    peak: float
    said: str = ""  # the gesture that it has served already
    company: int = 1  # most pads that were touched at once since it began
    steady: float = 0.0  # pressure around which it has stayed
    steady_s: float = 0.0  # since when
    held: bool = False
    ended_s: float = math.inf


@dataclass(frozen=True, slots=True)
class Lead:
    """The pads that have led, newest last, with the times at which they took over; and the total pressure since."""

    pads: tuple[int, ...] = ()
    times_s: tuple[float, ...] = ()
    least: float = 1.0
    most: float = 0.0
    peak: float = 0.0  # greatest pressure of a pad that led
    told: bool = False  # it has been called a slide


@dataclass(frozen=True, slots=True)
class Turn:
    """A grip of all pads, and by how much its pattern has turned."""

    began_s: float
    degrees: float = 0.0
    furthest: float = 0.0
    level: float = 0.0  # total pressure when it began
    told: float = 0.0  # degrees of the last event; 0: none yet
    direction: complex = 0j


@dataclass(frozen=True, slots=True)
class GestureState:
    """What the recogniser remembers."""

    time_s: float
    contacts: tuple[Contact | None, ...]
    step_s: float = 0.0  # how long the last step was
    ended: tuple[Contact, ...] = ()  # lately, and not told yet
    lead: Lead = Lead()
    turn: Turn | None = None


def begin(pads: int = 4) -> GestureState:
    """Nobody touches. The pads lie around the body, clockwise from the upper left."""
    return GestureState(0.0, (None,) * pads)


def advance(
    state: GestureState, pressures: tuple[float, ...], dt_s: float
) -> tuple[GestureState, tuple[Gesture, ...]]:
    """Go on by `dt_s` seconds with these pressures 0..1, one a pad; what has been recognised."""
    now_s = state.time_s + dt_s
    if not any(pressures) and not any(state.contacts) and not state.ended:
        return replace(state, time_s=now_s), ()
    contacts, ended = _follow(state, pressures, now_s)
    state = replace(state, time_s=now_s, step_s=dt_s, contacts=contacts, ended=ended)
    told: tuple[Gesture, ...] = ()
    for rule in (_squeeze, _twist, _slide, _two_handed, _release, _tap, _press, _hold):
        state, more = rule(state, pressures)
        told += more
    return state, told


Told = tuple[GestureState, tuple[Gesture, ...]]


def _follow(
    state: GestureState, pressures: tuple[float, ...], now_s: float
) -> tuple[tuple[Contact | None, ...], tuple[Contact, ...]]:
    """Contacts that begin, go on and end."""
    contacts: list[Contact | None] = []
    ended = list(state.ended)
    company = sum(pressure > _UP for pressure in pressures)
    for pad, (contact, pressure) in enumerate(zip(state.contacts, pressures, strict=True)):
        if contact is None:
            fresh = Contact(pad, now_s, pressure, company=company, steady=pressure, steady_s=now_s)
            contacts.append(fresh if pressure > _DOWN else None)
        elif pressure < _UP:
            ended.append(replace(contact, ended_s=now_s))
            contacts.append(None)
        else:
            contacts.append(_goes_on(contact, pressure, now_s, company))
    return tuple(contacts), tuple(ended)


def _goes_on(contact: Contact, pressure: float, now_s: float, company: int) -> Contact:
    steady = abs(pressure - contact.steady) < _STEADY
    return replace(
        contact,
        peak=max(contact.peak, pressure),
        company=max(contact.company, company),
        steady=contact.steady if steady else pressure,
        steady_s=contact.steady_s if steady else now_s,
        held=contact.held and steady,
    )


def _down(state: GestureState) -> tuple[Contact, ...]:
    return tuple(contact for contact in state.contacts if contact)


def _serve(state: GestureState, pads: tuple[int, ...], kind: str) -> GestureState:
    """The contacts on these pads have served a gesture."""
    return replace(
        state,
        contacts=tuple(replace(c, said=kind) if c and c.pad in pads else c for c in state.contacts),
        ended=tuple(c for c in state.ended if c.pad not in pads),
    )


def _grip(state: GestureState) -> bool:
    """Whether the whole hand has come down at once, whatever of it is still there."""
    starts = {c.pad: c.began_s for c in (*state.ended, *_down(state)) if not c.said}
    return len(starts) == len(state.contacts) and max(starts.values()) - min(starts.values()) <= TOGETHER_S


def _squeeze(state: GestureState, _pressures: tuple[float, ...]) -> Told:
    """All pads taken within TOGETHER_S and all let go within SQUEEZE_S."""
    free = [c for c in state.ended if not c.said]
    if any(state.contacts) or len({c.pad for c in free}) < len(state.contacts):
        return state, ()
    newest = {c.pad: c for c in free}.values()
    starts = [c.began_s for c in newest]
    together = max(starts) - min(starts) <= TOGETHER_S
    if not together or state.time_s - min(starts) > SQUEEZE_S or min(c.peak for c in newest) < SQUEEZE_LEAST:
        return state, ()
    pads = tuple(range(len(state.contacts)))
    strength = sum(c.peak for c in newest) / len(pads)
    return _serve(state, pads, SQUEEZE), (Gesture(SQUEEZE, pads, strength),)


def _pattern(pressures: tuple[float, ...]) -> complex:
    """Where around the body the pressure is: a vector of length 0..1, clockwise from the first pad."""
    count = len(pressures)
    weighted = [p * cmath.rect(1.0, 2 * math.pi * pad / count) for pad, p in enumerate(pressures)]
    return sum(weighted, 0j) / max(sum(pressures), 1e-9)


def _twist(state: GestureState, pressures: tuple[float, ...]) -> Told:
    """All pads kept down while the pattern of their pressures turns."""
    down = _down(state)
    if len(down) < len(state.contacts) or min(pressures) < _GRIP * sum(pressures):
        return _let_go_of_twist(state)
    total, turn = sum(pressures), state.turn
    if max(c.began_s for c in down) - min(c.began_s for c in down) > _GRIP_S:
        return state, ()
    if turn is None or (not turn.told and total > _SETTLED * turn.level):
        return replace(state, turn=Turn(state.time_s, level=total, direction=_pattern(pressures))), ()
    before, turn = turn.degrees, _turned(turn, _pattern(pressures))
    lifted = total < turn.level / _SETTLED or abs(turn.degrees - before) > _QUICKEST * state.step_s
    if not turn.told and (lifted or abs(turn.furthest - turn.degrees) > _BACK_DEGREES):
        turn = Turn(state.time_s, level=total, direction=turn.direction)
    return _tell_twist(replace(state, turn=turn), turn, total / len(pressures))


def _turned(turn: Turn, pattern: complex) -> Turn:
    """The grip goes on: by how much has its pattern turned? One without a side has not."""
    if abs(pattern) < _LOPSIDED:
        return replace(turn, direction=0j)
    if not turn.direction:
        return replace(turn, direction=pattern)
    degrees = turn.degrees + math.degrees(cmath.phase(pattern / turn.direction))
    furthest = degrees if abs(degrees) > abs(turn.furthest) else turn.furthest
    return replace(turn, degrees=degrees, furthest=furthest, direction=pattern)


def _tell_twist(state: GestureState, turn: Turn, strength: float) -> Told:
    pads = tuple(range(len(state.contacts)))
    begins = not turn.told and abs(turn.degrees) >= TWIST_DEGREES and state.time_s - turn.began_s >= TWIST_S
    moves = bool(turn.told) and abs(turn.degrees - turn.told) >= TWIST_STEP_DEGREES
    if not begins and not moves:
        return state, ()
    state = replace(state, turn=replace(turn, told=turn.degrees))
    told = Gesture(TWIST, pads, strength, turn.degrees, "begin" if begins else "move")
    return _serve(state, pads, TWIST), (told,)


def _let_go_of_twist(state: GestureState) -> Told:
    turn, state = state.turn, replace(state, turn=None)
    if turn is None or not turn.told:
        return state, ()
    pads = tuple(range(len(state.contacts)))
    return state, (Gesture(TWIST, pads, 0.0, turn.degrees, "end"),)


def _slide(state: GestureState, pressures: tuple[float, ...]) -> Told:
    """One pad hands over to its neighbour, and that one to the next."""
    total, order = sum(pressures), sorted(pressures)
    lead = replace(state.lead, least=min(state.lead.least, total), most=max(state.lead.most, total))
    if total < _UP or len(_down(state)) == len(pressures) > 3:
        return replace(state, lead=Lead()), ()
    if order[-1] < _CLEAR or order[-1] < _ABOVE * order[-2]:
        return replace(state, lead=lead), ()
    leader = pressures.index(order[-1])
    if leader == (lead.pads or (None,))[-1]:
        if len(lead.pads) == 1 and order[-1] > lead.peak:  # the finger still arrives on its first pad
            lead = replace(lead, least=total, most=total)
        return replace(state, lead=replace(lead, peak=max(lead.peak, order[-1]))), ()
    lead = _hand_over(state, lead, leader, pressures)
    lead = lead if lead.peak else replace(lead, least=total, most=total, peak=order[-1])
    state = replace(state, lead=lead)
    if len(lead.pads) < 3:
        return state, ()
    way, seconds = lead.pads[-3:], lead.times_s[-1] - lead.times_s[-3]
    direction = 1 if (way[1] - way[0]) % len(pressures) == 1 else -1
    told = Gesture(SLIDE, way, lead.peak, direction * 2.0 / max(seconds, 1e-3))
    state = _serve(replace(state, lead=replace(lead, told=True)), lead.pads, SLIDE)
    return state, () if lead.told else (told,)


def _hand_over(state: GestureState, lead: Lead, leader: int, pressures: tuple[float, ...]) -> Lead:
    """Another pad leads: the slide goes on, or a new one may begin here."""
    now_s, count = state.time_s, len(pressures)
    if lead.pads and _one_finger(state, lead, leader, pressures):
        step, since_s = (leader - lead.pads[-1]) % count, now_s - lead.times_s[-1]
        first = len(lead.pads) == 1  # how long a finger has lain where it set out does not matter
        onward = first or step == (lead.pads[-1] - lead.pads[-2]) % count
        in_time = first or SLIDE_S[0] <= since_s <= SLIDE_S[1]
        if step in {1, count - 1} and onward and in_time:
            return replace(lead, pads=(*lead.pads, leader)[-4:], times_s=(*lead.times_s, now_s)[-4:])
    return Lead((leader,), (now_s,))


def _one_finger(state: GestureState, lead: Lead, leader: int, pressures: tuple[float, ...]) -> bool:
    """Whether one finger has come over, and not another one come down.

    One finger reaches a pad only after it has begun to lead on the one before, shares its pressure between them, and
    never presses much more or less in all. A second one adds its own while the first still stays, or was there before.
    """
    contact = state.contacts[leader]
    reached = contact is not None and contact.began_s >= lead.times_s[-1] - TOGETHER_S
    if len(lead.pads) == 1:  # how hard a finger presses is not known before it has been on a pad for a while
        return reached
    shared = pressures[lead.pads[-1]] <= _LEFT * lead.peak and sum(pressures) <= _SHARED * lead.peak
    return reached and shared and lead.least >= _KEPT * lead.peak and lead.most <= _PILED * lead.peak


def _two_handed(state: GestureState, pressures: tuple[float, ...]) -> Told:
    """Two opposite pads taken within TOGETHER_S, both firmly, for PRESS_S."""
    down = _down(state)
    if len(down) != 2 or any(c.said or c.company > 2 for c in down) or len(pressures) < 4:
        return state, ()
    one, other = down
    opposite = (other.pad - one.pad) % len(pressures) not in {1, len(pressures) - 1}
    together = abs(one.began_s - other.began_s) <= TOGETHER_S
    firm = min(pressures[one.pad], pressures[other.pad]) >= FIRM
    if not (opposite and together and firm and state.time_s - min(one.began_s, other.began_s) >= PRESS_S):
        return state, ()
    pads = (one.pad, other.pad)
    strength = (pressures[one.pad] + pressures[other.pad]) / 2
    return _serve(state, pads, TWO_HANDED), (Gesture(TWO_HANDED, pads, strength),)


def _release(state: GestureState, _pressures: tuple[float, ...]) -> Told:
    """What was pressed is let go; what has served another gesture goes without a word."""
    told = tuple(
        Gesture(RELEASE, (c.pad,), c.peak, c.ended_s - c.began_s) for c in state.ended if c.said == PRESS
    )
    return replace(state, ended=tuple(c for c in state.ended if not c.said)), told


def _tap(state: GestureState, _pressures: tuple[float, ...]) -> Told:
    """Short contacts, once it is clear that nothing that began beside them is more than short."""
    if not state.ended:
        return state, ()
    first_s = min(c.began_s for c in state.ended)
    beside = [c for c in _down(state) if not c.said and abs(c.began_s - first_s) <= TOGETHER_S]
    if beside and state.time_s - first_s <= (SQUEEZE_S if _grip(state) else TAP_S):
        return state, ()
    short = tuple(c for c in state.ended if c.ended_s - c.began_s <= TAP_S)
    state = replace(state, ended=())
    if not short or beside:
        return state, ()
    return state, (Gesture(TAP, tuple(c.pad for c in short), max(c.peak for c in short)),)


def _press(state: GestureState, pressures: tuple[float, ...]) -> Told:
    """Still down after PRESS_S, and no part of anything else."""
    told: tuple[Gesture, ...] = ()
    wait_s = SQUEEZE_S if _grip(state) else PRESS_S
    for contact in _down(state):
        if not contact.said and state.time_s - contact.began_s >= wait_s:
            state = _serve(state, (contact.pad,), PRESS)
            told += (Gesture(PRESS, (contact.pad,), pressures[contact.pad]),)
    return state, told


def _hold(state: GestureState, pressures: tuple[float, ...]) -> Told:
    """A press that has stayed for HOLD_S; after it has moved it may be held again."""
    told: tuple[Gesture, ...] = ()
    contacts: list[Contact | None] = []
    for contact in state.contacts:
        ripe = (
            contact
            and contact.said == PRESS
            and not contact.held
            and state.time_s - contact.steady_s >= HOLD_S
        )
        contacts.append(replace(contact, held=True) if contact and ripe else contact)
        if contact and ripe:
            seconds = state.time_s - contact.steady_s
            told += (Gesture(HOLD, (contact.pad,), pressures[contact.pad], seconds),)
    return replace(state, contacts=tuple(contacts)), told
