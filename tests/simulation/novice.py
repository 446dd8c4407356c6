"""A simulated novice: knows nothing, tries pads, and learns which does what only from what is shown and sounds.

Owns what a novice perceives, believes and forgets; what the hands do stands in novice_hands.py. It is given
`Sight`s, made from the snapshot that the picture is made of, and refuses to know anything else of the world.

It proves nothing about people. It is a regression test of the guidance: a change that makes the simulated novices
slower hides something from them that they used. The figures in `Person` were committed before the guidance was
tuned on it, and stay.

Theory of operation. A novice believes that a pad steers an aspect of the music as strongly as the evidence says that
it has gathered and not yet forgotten. Evidence comes through five channels (a word, a sentence, a gauge, the beads,
the ear), each with a most that it can say, and it takes more than one channel, or two good experiences of one, to be
sure. Before each press it is asked what the pad will do; it answers when it is sure.
"""

from __future__ import annotations

import random
from collections import deque
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from installation.measure.attributes import TICK_WEIGHTS
from installation.score import PADS

if TYPE_CHECKING:
    from installation.snapshot import BeadView, Snapshot, TargetView

OTHER = "other"
ASPECTS = (*PADS, OTHER)
"""What a novice may believe a pad to steer: one of the four attributes, or something else (loudness, say)."""
NO_ONE = -1


@dataclass(frozen=True)
class Person:
    """What people are like. A pair is a range from which each novice is drawn evenly."""

    # Looking. Fixations in scenes and in reading last 200 to 300 ms and a saccade 50 (Rayner 2009); people look
    # mostly where they touch; what appears or moves draws the eye (Yantis & Jonides 1984).
    glance_s: float = 0.35
    looks_hand: float = 0.35
    looks_ring: float = 0.30
    looks_label: float = 0.20
    looks_sentence: float = 0.15
    drawn_by_news: float = 3.0
    news_s: float = 1.0
    # Reading: 238 words a minute (Brysbaert 2019), sentences here have some eight words. Half of a museum's
    # visitors read no texts at all; one word beneath an icon is read by most who look at it.
    sentence_s: float = 2.4
    readers: float = 0.5
    reads_word: float = 0.8
    word_s: float = 0.5
    # Understanding what was read or seen, drawn for each novice and pad. Words of everyday speech, but for music.
    understands_word: float = 0.8
    understands_icon: float = 0.5
    understands_sentence: float = 0.85
    # Hearing: a note in ten escapes. What one would notice without being told: mostly pitch height, loudness, timbre
    # and tempo ("heard more easily than density or interval jump", the study), none of which a pad steers.
    misses_note: float = 0.1
    hears: tuple[float, ...] = (0.06, 0.10, 0.20, 0.06, 0.58)
    # Seeing the beads: number and spread stand out, leaps less, the off-beat hardly. Beads that light up in the
    # pad's colour say which of them to look at.
    sees: tuple[float, ...] = (0.05, 0.18, 0.35, 0.08, 0.34)
    sees_marked: tuple[float, ...] = (0.10, 0.25, 0.40, 0.15, 0.10)
    # Noise of one comparison between a bar heard or seen before and one now, in the attribute's own unit: mean
    # metrical weight, semitones of range, share of the count, semitones of leap. Listeners without training err by
    # two or three semitones and a fifth of an irregular count on one hearing; eyes do a little better.
    ear_noise: tuple[float, ...] = (0.30, 4.0, 0.20, 1.5)
    eye_noise: tuple[float, ...] = (0.30, 2.5, 0.15, 1.5)
    criterion: float = 1.5  # in units of that noise: about one false alarm in seven comparisons
    listens_s: float = 1.5  # two thirds of a bar, before a comparison can be made
    remembers_notes_s: float = 2.5  # a bar and a little: echoic memory and what can be rehearsed
    notices_other: float = 0.5  # attending to something else: how often "something" did seem to change
    # A gauge seen to move by this much since the last look at it is seen to move.
    gauge_step: float = 0.08
    # Evidence: what one experience says, and the most its channel can. One is sure from 1 on, and if nothing else
    # is half as likely. A word or a gauge alone is not believed: it must be heard, seen or read otherwise, too.
    says: tuple[tuple[str, float, float], ...] = (
        ("word", 0.6, 0.6),
        ("sentence", 0.6, 0.6),
        ("gauge", 0.5, 0.7),
        ("beads", 0.5, 1.5),
        ("ear", 0.5, 1.5),
    )
    sure: float = 1.0
    rival: float = 0.5
    # Forgetting: unrehearsed pairs of things fade with a half-life of tens of seconds (Peterson & Peterson 1959).
    half_life_s: float = 30.0
    # Hands. The first touch takes a few seconds; presses last about a second and a half, pauses half that.
    first_touch_s: tuple[float, float] = (2.0, 6.0)
    press_s: float = 1.5
    pause_s: float = 0.7
    spread: float = 0.5  # of the two, in log units
    boldness: tuple[float, float] = (0.25, 0.85)  # how hard a novice presses
    variety: tuple[float, float] = (0.03, 0.30)  # and how differently from press to press
    stays: tuple[float, float] = (0.3, 0.8)  # with the same pad, when there is a choice
    several: tuple[float, float] = (0.05, 0.45)  # chance to press with more than one hand: the study saw many
    heeds_glow: float = 0.85
    tremor: float = 0.015
    speed: float = 4.0  # pressures a second: a press takes a quarter of a second
    # Targets and hints. Seen on a gauge that was looked at; understood by some from the mark alone, by most who have
    # read what to do. A correction takes 400 ms (reaction and movement) and errs by a fifth.
    understands_mark: float = 0.6
    understands_task: float = 0.9
    wants_target: float = 0.8
    follows_hint: float = 0.8
    corrects_s: float = 0.4
    gain: float = 0.7
    errs: float = 0.2
    eye_on_gauge: float = 0.03
    content_within: float = 0.05
    harder_is_more: float = 0.9
    patience_s: float = 9.0


@dataclass(frozen=True, slots=True)
class Sight:
    """What can be seen and heard of one moment. With no picture only `heard` has anything in it."""

    now_s: float
    heard: tuple[int, int, float] | None  # tick, pitch and when the note began
    picture: bool
    glowing: tuple[bool, ...]  # pads that call or play
    meters: tuple[float, ...] | None  # gauges with icons and words, beside the pads that play
    beads: tuple[BeadView, ...]
    marked: bool  # whether beads light up in the colour of the pad that brought them
    sentence: str  # the key of what stands there
    target: tuple[int, float] | None  # pad and place on its gauge
    hint: str  # the sentence, if it is a hint


def sight_of(shown: Snapshot, *, picture: bool, explained: bool) -> Sight:
    """What a novice gets of a snapshot.

    Args:
        shown: what the picture is made of.
        picture: whether there is one; without it there is sound alone.
        explained: whether the picture has icons, words, gauges, marks and sentences, or is a play of light alone.
    """
    sounding = next((bead for bead in shown.beads if bead.tick == shown.sounding), None)
    heard = None if sounding is None else (sounding.tick, sounding.pitch, shown.time_s - shown.struck_s)
    told = picture and explained
    mark = mark_of(shown) if told else None
    return Sight(
        now_s=shown.time_s,
        heard=heard,
        picture=picture,
        glowing=tuple(
            pad.live or shown.level == 0 if mark is None else at == mark.pad
            for at, pad in enumerate(shown.pads)
        ),
        meters=tuple(pad.meter for pad in shown.pads) if told and shown.level else None,
        beads=shown.beads if picture else (),
        marked=told,
        sentence=(shown.words.said or shown.words.task) if told else "",
        target=None if mark is None else (mark.pad, round(mark.value, 3)),
        hint=shown.guide.hint if told else "",
    )


def mark_of(shown: Snapshot) -> TargetView | None:
    """The mark that is still to be reached, if one stands there."""
    return shown.target if shown.target is not None and shown.target.held < 1 else None


@dataclass
class Mind:
    """What a novice believes: evidence by pad, aspect and channel, and when it was last refreshed."""

    person: Person
    evidence: dict[tuple[int, str, str], tuple[float, float]] = field(default_factory=dict)

    def take(self, pad: int, aspect: str, channel: str, now_s: float, share: float = 1.0) -> None:
        """An experience said that this pad steers that aspect."""
        weight, most = next((one, top) for name, one, top in self.person.says if name == channel)
        held = min(most, self.held(pad, aspect, channel, now_s) + share * weight)
        self.evidence[pad, aspect, channel] = (held, now_s)

    def held(self, pad: int, aspect: str, channel: str, now_s: float) -> float:
        """What is left of the evidence of one channel."""
        value, since_s = self.evidence.get((pad, aspect, channel), (0.0, now_s))
        return float(value * 0.5 ** ((now_s - since_s) / self.person.half_life_s))

    def belief(self, pad: int, aspect: str, now_s: float) -> float:
        """How strongly it is believed."""
        return sum(self.held(pad, aspect, channel, now_s) for channel, _, _ in self.person.says)

    def expects(self, pad: int, now_s: float) -> str:
        """The answer to "what will this pad do?", or "" for not knowing."""
        ranked = sorted(((self.belief(pad, aspect, now_s), aspect) for aspect in ASPECTS), reverse=True)
        (first, aspect), (second, _) = ranked[:2]
        return aspect if first >= self.person.sure and second <= self.person.rival * first else ""


@dataclass(frozen=True)
class Impression:
    """A bar as it was heard or seen: mean metrical weight, range, notes a bar, mean leap."""

    values: tuple[float, float, float, float]

    @classmethod
    def of(cls, notes: list[tuple[int, int]], bars: float) -> Impression | None:
        """Of notes (tick, pitch) in order within that many bars; None of fewer than two."""
        if len(notes) < 2 or bars <= 0:
            return None
        pitches = [pitch for _, pitch in notes]
        leaps = [abs(after - before) for before, after in pairwise(pitches)]
        weight = sum(float(TICK_WEIGHTS[tick]) for tick, _ in notes) / len(notes)
        return cls((weight, float(max(pitches) - min(pitches)), len(notes) / bars, sum(leaps) / len(leaps)))

    def differs(self, other: Impression, aspect: int, noise: float, chance: random.Random) -> float:
        """How different another bar seems in one aspect, in units of the noise of such a comparison."""
        before, after = self.values[aspect], other.values[aspect]
        scale = max(before, 1.0) if PADS[aspect] == "density" else 1.0
        return abs((after - before) / (scale * noise) + chance.gauss(0.0, 1.0))


class Novice:
    """One novice, drawn from a seed. Give it what it sees; `predictions` has what it answered, and when."""

    def __init__(self, seed: int, person: Person | None = None) -> None:
        self.person = person or Person()
        self.chance = random.Random(seed)
        self.mind = Mind(self.person)
        self.reader = self.chance.random() < self.person.readers
        self.reads = [self._reads(self.person.understands_word) for _ in PADS]
        self.icons = [self._reads(self.person.understands_icon) for _ in PADS]
        self.knows_mark = self.chance.random() < self.person.understands_mark
        self.knows_task = False  # has read what a mark is for, and understood
        self.has_read: dict[str, float] = {}  # sentences, and when
        self.told_to = ""  # a hint that was read and will be followed
        self.seen_target: tuple[int, float] | None = None
        self._gaze_until_s = 0.0
        self._reading: tuple[str, float] | None = None
        self._shown: tuple[str, float] = ("", 0.0)
        self._read_words: set[int] = set()
        self._gauges: dict[int, float] = {}
        self._notes: deque[tuple[float, int, int]] = deque()
        self._rest_heard: Impression | None = None
        self._rest_seen: Impression | None = None
        self._pressed: tuple[int, ...] = ()
        self._since_s = 0.0
        self._compared_s = 0.0

    def _reads(self, understands: float) -> bool:
        return self.chance.random() < understands

    def perceive(self, sight: Sight, pressed: tuple[int, ...]) -> None:
        """Look and listen for one moment, with these pads pressed by the own hands."""
        self._listen(sight)
        if pressed != self._pressed:
            self._hands_changed(sight, pressed)
        if self._pressed and sight.now_s - self._compared_s >= self.person.listens_s:
            self._compare_by_ear(sight.now_s)
        if sight.picture:
            self._look(sight)

    def _listen(self, sight: Sight) -> None:
        if sight.heard is not None:
            tick, pitch, since_s = sight.heard
            new = not self._notes or since_s > self._notes[-1][0] + 1e-6
            if new and self.chance.random() >= self.person.misses_note:
                self._notes.append((since_s, tick, pitch))
        while self._notes and self._notes[0][0] < sight.now_s - self.person.remembers_notes_s:
            self._notes.popleft()

    def _heard(self, from_s: float, now_s: float) -> Impression | None:
        from_s = max(from_s, now_s - self.person.remembers_notes_s)
        notes = [(tick, pitch) for at_s, tick, pitch in self._notes if at_s >= from_s]
        return Impression.of(notes, (now_s - from_s) / 2.0)  # bars of some two seconds

    def _hands_changed(self, sight: Sight, pressed: tuple[int, ...]) -> None:
        """Another press begins: what was heard and seen until now is what it is compared with."""
        if sight.now_s - self._since_s >= self.person.listens_s and not self._pressed:
            self._rest_heard = self._heard(self._since_s, sight.now_s) or self._rest_heard
            self._rest_seen = _seen(sight.beads) or self._rest_seen
        self._pressed, self._since_s, self._compared_s = pressed, sight.now_s, sight.now_s

    def _compare_by_ear(self, now_s: float) -> None:
        self._compared_s = now_s
        self._notice("ear", self._rest_heard, self._heard(self._since_s + 0.2, now_s), now_s)

    def _notice(
        self,
        channel: str,
        before: Impression | None,
        after: Impression | None,
        now_s: float,
        *,
        marked: bool = False,
    ) -> None:
        """Compare one aspect of two bars, whichever comes to mind, and put it down to the pads in hand."""
        person = self.person
        if before is None or after is None:
            return
        weights = person.hears if channel == "ear" else person.sees_marked if marked else person.sees
        aspect = self.chance.choices(range(len(ASPECTS)), weights)[0]
        if ASPECTS[aspect] == OTHER:
            noticed = self.chance.random() < person.notices_other
        else:
            noise = (person.ear_noise if channel == "ear" else person.eye_noise)[aspect]
            noticed = before.differs(after, aspect, noise, self.chance) > person.criterion
        if noticed:
            for pad in self._pressed:
                self.mind.take(pad, ASPECTS[aspect], channel, now_s, 1.0 / len(self._pressed))

    def _look(self, sight: Sight) -> None:
        """Move the eyes when it is time, and take in what they rest on."""
        if sight.sentence != self._shown[0]:
            self._shown, self._reading = (sight.sentence, sight.now_s), None
        if self._reading is not None and sight.now_s >= self._reading[1]:
            self._understand(self._reading[0], sight)
            self._reading = None
        if sight.target is None:
            self.seen_target = None
        if sight.now_s < self._gaze_until_s:
            return
        person = self.person
        self._gaze_until_s = sight.now_s + person.glance_s
        new = sight.now_s - self._shown[1] < person.news_s
        weights = [
            person.looks_hand,
            person.looks_ring,
            person.looks_label if sight.meters is not None else 0.0,
            person.looks_sentence * (person.drawn_by_news if new else 1.0) if sight.sentence else 0.0,
        ]
        match self.chance.choices(("hand", "ring", "label", "sentence"), weights)[0]:
            case "ring":
                self._look_at_ring(sight)
            case "label":
                self._look_at_label(sight)
            case "sentence":
                self._look_at_sentence(sight)

    def _look_at_ring(self, sight: Sight) -> None:
        if self._pressed:
            marked = sight.marked and any(bead.changed_by in self._pressed for bead in sight.beads)
            self._notice("beads", self._rest_seen, _seen(sight.beads), sight.now_s, marked=marked)

    def _look_at_label(self, sight: Sight) -> None:
        """The label of a pad in hand, or of one that glows: its word, its icon, its gauge, and a mark on it."""
        if sight.meters is None:
            return
        shown = [pad for pad, on in enumerate(sight.glowing) if on]
        ours = [pad for pad in self._pressed if pad in shown]
        if not (ours or shown):
            return
        pad = self.chance.choice(ours or shown)
        if sight.target is not None and sight.target[0] == pad:
            self.seen_target = sight.target
        if pad not in self._read_words and self.chance.random() < self.person.reads_word:
            self._read_words.add(pad)
            self._gaze_until_s += self.person.word_s
            self.mind.take(pad, self._meant(pad, self.reads), "word", sight.now_s)
        before = self._gauges.get(pad)
        self._gauges[pad] = sight.meters[pad]
        moved = before is not None and abs(sight.meters[pad] - before) >= self.person.gauge_step
        if moved and pad in self._pressed:
            self.mind.take(pad, self._meant(pad, self.icons), "gauge", sight.now_s)

    def _meant(self, pad: int, understood: list[bool]) -> str:
        """What a word or icon is taken to say: what it says, or whatever else comes to mind."""
        return PADS[pad] if understood[pad] else self.chance.choice(ASPECTS)

    def _look_at_sentence(self, sight: Sight) -> None:
        if not self.reader or sight.sentence in self.has_read:
            return
        self._reading = (sight.sentence, sight.now_s + self.person.sentence_s)
        self._gaze_until_s = sight.now_s + self.person.sentence_s

    def _understand(self, sentence: str, sight: Sight) -> None:
        """A sentence was read to its end; one that speaks of what a pad does says it of the pad in hand or aglow."""
        self.has_read[sentence] = sight.now_s
        if sentence.startswith("target") and self.chance.random() < self.person.understands_task:
            self.knows_task = True
        if sentence == sight.hint and self.chance.random() < self.person.follows_hint:
            self.told_to = sentence
        speaks = sentence.startswith(("level.", "said.changed."))  # others name a pad, but not what it does
        spoken = [name for name in sentence.split(".") if name in PADS and speaks]
        about = [pad for pad in self._pressed if sight.glowing[pad]] or [
            pad for pad, on in enumerate(sight.glowing) if on
        ]
        if spoken and len(about) == 1:
            understood = self.chance.random() < self.person.understands_sentence
            aspect = spoken[0] if understood else self.chance.choice(ASPECTS)
            self.mind.take(about[0], aspect, "sentence", sight.now_s)


def _seen(beads: tuple[BeadView, ...]) -> Impression | None:
    return Impression.of([(bead.tick, bead.pitch) for bead in beads], 1.0)
