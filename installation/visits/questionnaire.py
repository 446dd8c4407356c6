"""Questionnaires: what is asked, which answers can be given, and what comes of them.

Owns the shape of content/studies/questionnaires/*.yaml, and the UEQ-S with its scoring. Refuses to open a file, to
keep answers and to ask anybody.

The UEQ-S is the short form of the User Experience Questionnaire: eight pairs of words, seven points each, scored -3
to 3; the first four are pragmatic quality, the last four hedonic (Schrepp, Hinderks & Thomaschewski 2017).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from msgspec import Meta, Struct

from installation.page import Page
from installation.visits import statistics

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from installation.visits.statistics import Estimate

Name = Annotated[str, Meta(pattern="^[a-z][a-z0-9_]*$")]
Words = Annotated[str, Meta(min_length=1, max_length=400)]
_WHOLE = re.compile(r"[+-]?[0-9]{1,3}")
ASKED_IN = "asked_in"
"""The name under which is kept in which language a questionnaire was asked, and whose translation it was."""
LONGEST_WORDS = 4_000
"""Characters of an answer in words."""


class AnswerError(ValueError):
    """An answer is not one that the item takes; the text says what it takes."""


class Item(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One question: a scale between two words, a scale with a question, one of some choices, or free words."""

    name: Name
    ask: Words = ""
    answer: Literal["scale", "choice", "words"] = "words"
    group: str = ""
    low: str = ""
    high: str = ""
    points: Annotated[int, Meta(ge=2, le=11)] = 7
    least: int = 1
    choices: tuple[str, ...] = ()
    needed: bool = True


class Questionnaire(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Items in their order, with what is said before them."""

    name: Name
    title: Words
    intro: str = ""
    language: str = "en"
    origin: str = ""  # of a translation: whose it is
    items: Annotated[tuple[Item, ...], Meta(min_length=1)]

    def item(self, name: str) -> Item:
        """The item of that name (KeyError if there is none)."""
        for item in self.items:
            if item.name == name:
                return item
        raise KeyError(name)


def read_questionnaire(text: str, name: str) -> Questionnaire:
    """A questionnaire from YAML text; `name` is the file's, for errors.

    Raises:
        SettingsError: with file, line, key and reason.
    """
    page = Page(text, name)
    found = page.read(Questionnaire)
    for at, item in enumerate(found.items):
        if item.name in [before.name for before in found.items[:at]]:
            raise page.error(("items", at, "name"), f"another item is called {item.name!r} already")
        if item.name == ASKED_IN:
            raise page.error(
                ("items", at, "name"), f"{ASKED_IN} is kept of every questionnaire; take another name"
            )
        if item.answer == "choice" and len(item.choices) < 2:
            raise page.error(("items", at), "a choice needs at least two choices")
        if item.answer == "scale" and not (item.low and item.high):
            raise page.error(("items", at), "a scale needs words at both ends: low and high")
        if item.answer != "scale" and not item.ask:
            raise page.error(("items", at), "needs ask, the question")
    return found


def checked(item: Item, answer: str) -> tuple[float | None, str]:
    """An answer as it is kept: (number, "") on a scale, (None, words) else.

    Raises:
        AnswerError: the item takes no such answer; the text says what it takes.
    """
    answer = answer.strip()
    if not answer:
        if item.needed:
            raise AnswerError(f"{item.name}: needs an answer")
        return None, ""
    if item.answer == "scale":
        last = item.least + item.points - 1
        if not _WHOLE.fullmatch(answer) or not item.least <= int(answer) <= last:
            raise AnswerError(
                f"{item.name}: takes a whole number from {item.least} to {last}, not {answer[:40]!r}"
            )
        return float(int(answer)), ""
    if item.answer == "choice" and answer not in item.choices:
        raise AnswerError(f"{item.name}: takes one of {', '.join(item.choices)}, not {answer[:40]!r}")
    if len(answer) > LONGEST_WORDS:
        raise AnswerError(f"{item.name}: is longer than {LONGEST_WORDS:,} characters")
    return None, answer


_PAIRS = {
    "en": (
        ("obstructive", "supportive"), ("complicated", "easy"), ("inefficient", "efficient"),
        ("confusing", "clear"), ("boring", "exciting"), ("not interesting", "interesting"),
        ("conventional", "inventive"), ("usual", "leading edge"),
    ),
    "de": (
        ("behindernd", "unterstützend"), ("kompliziert", "einfach"), ("ineffizient", "effizient"),
        ("verwirrend", "übersichtlich"), ("langweilig", "spannend"), ("uninteressant", "interessant"),
        ("konventionell", "originell"), ("herkömmlich", "neuartig"),
    ),
    "fr": (  # own translation, not validated
        ("gênant", "aidant"), ("compliqué", "simple"), ("inefficace", "efficace"),
        ("déroutant", "clair"), ("ennuyeux", "passionnant"), ("sans intérêt", "intéressant"),
        ("convenu", "inventif"), ("habituel", "d'avant-garde"),
    ),
    "zh": (  # own translation, not validated
        ("妨碍人", "有帮助"), ("复杂", "简单"), ("低效", "高效"), ("混乱", "清楚"),
        ("无聊", "令人兴奋"), ("没意思", "有意思"), ("老套", "有创意"), ("平常", "领先"),
    ),
}  # fmt: skip
NOT_VALIDATED = "own translation, not validated"
_OWN = frozenset({"fr", "zh"})
"""Languages into which the pairs were translated here; in the others they are the published ones."""
_SAID = {
    "en": ("How was it?", "Tick the point that fits best. There is no right or wrong; your first thought counts."),
    "de": ("Wie war es?", "Kreuzen Sie an, was am besten passt, ohne langes Nachdenken."),
    "fr": ("C'était comment ?", "Cochez ce qui convient le mieux, sans longtemps réfléchir. Rien n'est juste ni faux."),
    "zh": ("感觉如何？", "请选最合适的一点，凭第一感觉，没有对错。"),
}  # fmt: skip
LANGUAGES = tuple(_PAIRS)
"""In which the UEQ-S can be asked."""
PRAGMATIC, HEDONIC = "pragmatic", "hedonic"
UEQ_S = "ueq_s"
PUBLISHED_2025 = {PRAGMATIC: -0.045, HEDONIC: 1.455}
"""What 11 adults gave the interface of 2025 (arXiv 2508.00160); the paper names no intervals."""


def ueq_s(language: str = "en") -> Questionnaire:
    """The UEQ-S; in English where there is no translation here."""
    language = language if language in _PAIRS else "en"
    title, intro = _SAID[language]
    items = tuple(
        Item(
            name=f"ueq_{number}", answer="scale", group=PRAGMATIC if number <= 4 else HEDONIC,
            low=low, high=high, points=7, least=-3,
        )
        for number, (low, high) in enumerate(_PAIRS[language], start=1)
    )  # fmt: skip
    origin = NOT_VALIDATED if language in _OWN else ""
    return Questionnaire(name=UEQ_S, title=title, intro=intro, language=language, origin=origin, items=items)


@dataclass(frozen=True, slots=True)
class Scores:
    """What a UEQ-S gives: means over people with 95 % intervals, and how well the items of each half agree."""

    pragmatic: Estimate
    hedonic: Estimate
    overall: Estimate
    alpha_pragmatic: float
    alpha_hedonic: float


def score(people: Sequence[Mapping[str, float]]) -> Scores:
    """Score answers to the UEQ-S: one mapping a person, item to -3..3. Who left an item out is not counted."""
    names = [item.name for item in ueq_s().items]
    whole = [[person[name] for name in names] for person in people if all(name in person for name in names)]
    answers = np.array(whole, float).reshape(-1, len(names))
    pragmatic, hedonic = answers[:, :4], answers[:, 4:]
    return Scores(
        statistics.mean(pragmatic.mean(axis=1) if len(answers) else []),
        statistics.mean(hedonic.mean(axis=1) if len(answers) else []),
        statistics.mean(answers.mean(axis=1) if len(answers) else []),
        statistics.alpha(pragmatic),
        statistics.alpha(hedonic),
    )


def beside(found: Estimate, published: float) -> str:
    """A mean beside the published one, as a sentence's end: above, below, or not told apart."""
    if found.count < 2 or isnan(found.value):
        return "too few to say"
    if found.low > published:
        return f"above {published:+.3f}"
    return f"below {published:+.3f}" if found.high < published else f"not told apart from {published:+.3f}"
