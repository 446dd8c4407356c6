"""Gestures: what a hand does over time, told from the pressures of the pads around it.

Owns the rules: press, hold, release, tap, squeeze, keep, slide, twist, two-handed press. Refuses to know raw values,
what a gesture does to the music, and clocks: time comes as `dt_s`, and stands still while nobody touches.

Precedence, strongest first; a contact that has served one gesture serves no weaker one:

    all pads begun within 80 ms --- let go within 300 ms, and the same begun within 600 ms ---> KEEP, at its end
         |                          all let go within 600 ms of the first --------------------> SQUEEZE
         |                          the pattern turns by 60 degrees, all pads kept down ------> TWIST begin, move, end
         |                          neither: four fingers that play ---------------------+
         +--- and those of another object too, both for 300 ms --------------------------|----> TWO_HANDED, of all pads
    one pad hands over to its neighbour, and that to the next, 40..500 ms each ----------|----> SLIDE
    two opposite pads within 60 ms, none for .5 s before, both firm for 350 ms ----------|----> TWO_HANDED
    let go within 220 ms, and whatever began beside it too ------------------------------|----> TAP
    still down after 300 ms <-----------------------------------------------------------+----> PRESS, at its end RELEASE
         the pressure stays for 1 s -----------------------------------------------------------> HOLD

Sound does not wait for any of this: pads sound from their pressure in the frame that brings it.
"""

from __future__ import annotations

from msgspec.structs import replace

from installation.pads import grips
from installation.pads.contacts import (
    AFTER_S,
    TOGETHER_S,
    UP,
    Contact,
    Gesture,
    GestureState,
    Lead,
    Told,
    down,
    follow,
    serve,
    whole_hand,
)
from installation.pads.grips import KEEP, SQUEEZE, SQUEEZE_LEAST, SQUEEZE_S, TWIST

__all__ = [
    "HOLD",
    "KEEP",
    "KINDS",
    "PRESS",
    "RELEASE",
    "SLIDE",
    "SQUEEZE",
    "TAP",
    "TWIST",
    "TWO_HANDED",
    "Gesture",
    "GestureState",
    "advance",
    "begin",
    "both_hands",
]

TAP, PRESS, HOLD, RELEASE = "tap", "press", "hold", "release"
SLIDE, TWO_HANDED = "slide", "two_handed"
KINDS = (TAP, PRESS, HOLD, RELEASE, SQUEEZE, KEEP, SLIDE, TWIST, TWO_HANDED)

TAP_S, PRESS_S, HOLD_S = 0.220, 0.300, 1.0
SLIDE_S = (0.04, 0.5)
"""Least and most time for a finger to get from pad to pad."""
SLIDE_SLOWEST = 1.8
"""Pads a second over three pads: fingers that are put down one after another in playing are slower."""
FIRM = 0.38
"""Pressure of each pad of a two-handed press."""
BOTH_S, ALONE_S = 0.060, 0.350
"""Two hands come down within the first, and stay alone for the second. They come out of the air: nobody has left a pad
for AFTER_S. A chord of three fingers whose middle one is late looks the same at first, and mostly follows another."""
HANDS_S = 0.150
"""Two hands on two objects come down within this, the fingers of each within TOGETHER_S."""

_CLEAR, _ABOVE = 0.12, 1.15  # a pad that leads: so much pressed, so much more than the next
# When the next pad leads, a sliding finger presses the last one by no more of that pad's own peak, and all of them by
# no more of the greatest, than:
_LEFT, _SHARED = 0.65, 1.2
_KEPT, _PILED = 0.3, 1.4  # of its peak: least and most of its total pressure on the way


def begin(pads: int = 4) -> GestureState:
    """Nobody touches. The pads lie around the body, clockwise from the upper left."""
    return GestureState(0.0, (None,) * pads)


def advance(
    state: GestureState, pressures: tuple[float, ...], dt_s: float
) -> tuple[GestureState, tuple[Gesture, ...]]:
    """Go on by `dt_s` seconds with these pressures 0..1, one a pad; what has been recognised."""
    if not any(pressures) and state.at_rest:
        return state, ()
    state = follow(state, pressures, dt_s)
    told: tuple[Gesture, ...] = ()
    for rule in (grips.squeeze, grips.twist, _slide, _two_handed, _release, _tap, _press, _hold):
        state, more = rule(state, pressures)
        told += more
    return state, told


def _slide(state: GestureState, pressures: tuple[float, ...]) -> Told:
    """One pad hands over to its neighbour, and that one to the next."""
    total, order = sum(pressures), sorted(pressures)
    lead = replace(state.lead, least=min(state.lead.least, total), most=max(state.lead.most, total))
    if total < UP or len(down(state)) == len(pressures) > 3:
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
    if seconds > 2.0 / SLIDE_SLOWEST:
        return state, ()
    direction = 1 if (way[1] - way[0]) % len(pressures) == 1 else -1
    told = Gesture(SLIDE, way, lead.peak, direction * 2.0 / max(seconds, 1e-3))
    state = serve(replace(state, lead=replace(lead, told=True)), lead.pads, SLIDE)
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
    last = state.contacts[lead.pads[-1]]
    left = last is None or pressures[last.pad] <= _LEFT * last.peak
    shared = left and sum(pressures) <= _SHARED * lead.peak
    return reached and shared and lead.least >= _KEPT * lead.peak and lead.most <= _PILED * lead.peak


def _two_handed(state: GestureState, pressures: tuple[float, ...]) -> Told:
    """Two opposite pads taken at once, both firmly, by hands that come from elsewhere."""
    held = _two_hands(state)
    if not held or state.time_s - min(c.began_s for c in held) < ALONE_S:
        return state, ()
    pads = tuple(c.pad for c in held)
    if min(pressures[pad] for pad in pads) < FIRM:
        return state, ()
    strength = sum(pressures[pad] for pad in pads) / 2
    return serve(state, pads, TWO_HANDED), (Gesture(TWO_HANDED, pads, strength),)


def _two_hands(state: GestureState) -> tuple[Contact, ...]:
    """The contacts that may be of two hands, one each; () if there are none."""
    held = down(state)
    if len(held) != 2 or any(c.said or c.company > 2 for c in held) or len(state.contacts) < 4:
        return ()
    opposite = (held[1].pad - held[0].pad) % len(state.contacts) not in {1, len(state.contacts) - 1}
    first_s, last_s = sorted(c.began_s for c in held)
    return held if opposite and last_s - first_s <= BOTH_S and first_s - state.left_s >= AFTER_S else ()


def both_hands(
    one: GestureState, other: GestureState
) -> tuple[GestureState, GestureState, tuple[Gesture, ...]]:
    """Both whole hands come down at once, on an object each, and stay for PRESS_S: the states, and what was told."""
    hands = (one, other)
    if not all(len(down(hand)) == len(hand.contacts) and whole_hand(hand) for hand in hands):
        return one, other, ()
    ages_s = [hand.time_s - min(c.began_s for c in down(hand)) for hand in hands]
    peaks = [c.peak for hand in hands for c in down(hand)]
    if abs(ages_s[0] - ages_s[1]) > HANDS_S or min(ages_s) < PRESS_S or min(peaks) < SQUEEZE_LEAST:
        return one, other, ()
    pads = tuple(range(len(one.contacts)))
    told = Gesture(TWO_HANDED, pads, sum(peaks) / len(peaks))
    return serve(one, pads, TWO_HANDED), serve(other, pads, TWO_HANDED), (told,)


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
    beside = [c for c in down(state) if not c.said and abs(c.began_s - first_s) <= TOGETHER_S]
    if beside and state.time_s - first_s <= (SQUEEZE_S if whole_hand(state) else TAP_S):
        return state, ()
    short = tuple(c for c in state.ended if c.ended_s - c.began_s <= TAP_S)
    state = replace(state, ended=())
    if not short or beside:
        return state, ()
    return state, (Gesture(TAP, tuple(c.pad for c in short), max(c.peak for c in short)),)


def _press(state: GestureState, pressures: tuple[float, ...]) -> Told:
    """Still down after PRESS_S, and no part of anything else."""
    told: tuple[Gesture, ...] = ()
    wait_s = SQUEEZE_S if whole_hand(state) else max(PRESS_S, ALONE_S) if _two_hands(state) else PRESS_S
    for contact in down(state):
        if not contact.said and state.time_s - contact.began_s >= wait_s:
            state = serve(state, (contact.pad,), PRESS)
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
