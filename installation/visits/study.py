"""A study: its protocol, each participant's order of conditions, and where a session stands.

Owns the shape of content/studies/*.yaml, the counterbalancing from a seed, and the steps of a session as a frozen
value that the console's page and the commands both drive. Refuses to know clocks, files and how a condition changes
the installation (condition.py): it says which one holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from msgspec import Meta, Struct
from msgspec.structs import replace

from installation.page import Page
from installation.visits.questionnaire import UEQ_S, Name, Words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

Minutes = Annotated[float, Meta(gt=0, le=120)]


class StudyCondition(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What differs; content/studies/*.yaml explains the keys."""

    name: Name
    explanations: bool = True
    published: bool = False


class Step(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One step of the protocol: playing for some minutes, a questionnaire, or something that is said."""

    name: Name
    kind: Literal["say", "play", "ask"] = "say"
    words: Words = ""
    minutes: Minutes | None = None
    level: str = ""
    questionnaire: str = ""


class Study(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A protocol: what comes before, what comes in each condition, what comes after."""

    title: Words
    description: str = ""
    language: str = "en"  # that its words are written in
    seed: Annotated[int, Meta(ge=0, le=2**31)] = 1
    design: Literal["within", "between"] = "within"
    minors: bool = False
    conditions: Annotated[tuple[StudyCondition, ...], Meta(min_length=1, max_length=6)]
    before: tuple[Step, ...] = ()
    each: Annotated[tuple[Step, ...], Meta(min_length=1)]
    after: tuple[Step, ...] = ()

    def condition(self, name: str) -> StudyCondition:
        """The condition of that name (KeyError if there is none)."""
        for condition in self.conditions:
            if condition.name == name:
                return condition
        raise KeyError(name)


def read_study(text: str, name: str, levels: Collection[str], questionnaires: Collection[str]) -> Study:
    """A study from YAML text; `name` is the file's, for errors.

    Args:
        text: the file.
        name: its name.
        levels: the guidance levels that there are.
        questionnaires: the questionnaires that there are, beside the UEQ-S.

    Raises:
        SettingsError: with file, line, key and reason.
    """
    page = Page(text, name)
    study = page.read(Study)
    names = [condition.name for condition in study.conditions]
    for at, condition in enumerate(names):
        if condition in names[:at]:
            raise page.error(("conditions", at, "name"), f"another condition is called {condition!r} already")
    seen: set[str] = set()
    for part in ("before", "each", "after"):
        for at, step in enumerate(getattr(study, part)):
            for key, reason in _mistakes(step, seen, levels, {*questionnaires, UEQ_S}):
                raise page.error((part, at, *key), reason)
            seen.add(step.name)
    return study


def _mistakes(
    step: Step, seen: Collection[str], levels: Collection[str], questionnaires: Collection[str]
) -> Iterator[tuple[tuple[str, ...], str]]:
    if step.name in seen:
        yield ("name",), f"another step is called {step.name!r} already"
    if step.kind == "play" and step.minutes is None:
        yield (), "playing needs minutes"
    if step.kind == "ask" and not step.questionnaire:
        yield (), "asking needs a questionnaire"
    if step.kind == "say" and not step.words:
        yield (), "saying needs words"
    if step.level and step.level not in levels:
        yield ("level",), f"there is no level {step.level!r}; there are {', '.join(sorted(levels))}"
    if step.questionnaire and step.questionnaire not in questionnaires:
        known = ", ".join(sorted(questionnaires))
        yield ("questionnaire",), f"there is no questionnaire {step.questionnaire!r}; there are {known}"


def order(study: Study, seed: int, nth: int) -> tuple[str, ...]:
    """The conditions of the nth participant (1 for the first), in their order.

    Within: the rows of a Williams square, in which every condition comes in every place, and after every other, equally
    often; whole squares come one after the other, the rows of each in an order that the seed shuffles. Between: one
    condition each, equally often in every block, shuffled likewise.
    """
    names = [condition.name for condition in study.conditions]
    rows: list[tuple[str, ...]] = (
        [(name,) for name in names] if study.design == "between" else _williams(names)
    )
    block, place = divmod(nth - 1, len(rows))
    chance = np.random.default_rng([seed, block])
    return rows[int(chance.permutation(len(rows))[place])]


def _williams(names: list[str]) -> list[tuple[str, ...]]:
    count = len(names)
    first = [step // 2 + 1 if step % 2 else (count - step // 2) % count for step in range(count)]
    rows = [tuple(names[(place + shift) % count] for place in first) for shift in range(count)]
    return rows if count % 2 == 0 or count == 1 else [*rows, *(row[::-1] for row in rows)]


class Moment(Struct, frozen=True):
    """A step of the protocol within a session; `condition` is "" outside conditions."""

    step: Step
    condition: str


def moments(study: Study, conditions: tuple[str, ...]) -> tuple[Moment, ...]:
    """A session from its beginning to its end."""
    each = [Moment(step, condition) for condition in conditions for step in study.each]
    return (
        *(Moment(step, "") for step in study.before),
        *each,
        *(Moment(step, "") for step in study.after),
    )


class Session(Struct, frozen=True):
    """Where a participant stands: `place` counts moments that are done; `begun_s` is when the present one began."""

    session: str
    conditions: tuple[str, ...]
    place: int = 0
    begun_s: float = -1.0  # -1: it has not begun

    def now(self, study: Study) -> Moment | None:
        """The present moment, or None when all is done."""
        found = moments(study, self.conditions)
        return found[self.place] if self.place < len(found) else None


def begin_step(session: Session, at_s: float) -> Session:
    """The present moment begins; one that has begun goes on."""
    return session if session.begun_s >= 0 else replace(session, begun_s=at_s)


def end_step(session: Session, study: Study) -> Session:
    """The present moment is done, and the next one waits to be begun; after the last nothing changes."""
    if session.now(study) is None:
        return session
    return replace(session, place=session.place + 1, begun_s=-1.0)


def rest_s(session: Session, study: Study, now_s: float) -> float | None:
    """Seconds that are left of the present moment, 0 when its time is over; None where it has no time."""
    moment = session.now(study)
    if moment is None or moment.step.minutes is None:
        return None
    whole_s = 60.0 * moment.step.minutes
    return whole_s if session.begun_s < 0 else max(0.0, whole_s - (now_s - session.begun_s))


def needs(session: Session, study: Study) -> tuple[str, StudyCondition | None, str]:
    """What the installation must be told at the present moment: the session, its condition (None: none), the level."""
    moment = session.now(study)
    if moment is None:
        return session.session, None, ""
    condition = study.condition(moment.condition) if moment.condition else None
    return session.session, condition, moment.step.level
