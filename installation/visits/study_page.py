"""A study's step on a tablet, as HTML: what to say and set for the facilitator, a questionnaire for the participant.

Owns the page's form. Refuses to know who may see what and where answers go (shell/studies_web.py), and to
hold script or style: study.js and study.css lie beside the facilitator's page.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from installation.visits import study as studies
from installation.visits.study_words import NAMES, said

if TYPE_CHECKING:
    from installation.visits.questionnaire import Item, Questionnaire
    from installation.visits.study import Moment, Session, Study

_WRONG = '<p id="wrong" role="alert"></p>'
"""Where study.js says what was refused."""
BESIDE = 7
"""As many points of a scale fit between its two words on a tablet."""
_COMMAND = "<p><code>./play study new NAME</code></p>"
_WAYS = {"back": "/", "another": "/study"}
"""Where the links lead that are more than another language, by the key of their words."""


def begin_page(titles: dict[str, str], language: str = "en") -> str:
    """Where a facilitator begins: the next participant of a study (name to title), or the number of a session."""
    choices = "".join(
        f'<li><button data-next="{escape(name)}" class="main">{_say(language, "next", title)}</button></li>'
        for name, title in titles.items()
    )
    begun = f"<ul>{choices}</ul>" if titles else f"<p>{_say(language, 'none')}</p>{_COMMAND}"
    shape = _say(language, "shape")
    return _page(
        said(language, "study"),
        f"<h1>{_say(language, 'study')}</h1>{begun}"
        f'<form id="go"><label for="session">{_say(language, "number")}</label>'
        f'<input id="session" name="session" autocomplete="off" autocapitalize="none" spellcheck="false"'
        f' pattern="[0-9a-f]{{16}}" title="{shape}" required>'
        f"<button>{_say(language, 'go_on')}</button></form>{_WRONG}<p>{_link(language, 'back')}</p>",
        language,
    )


def refused_page(why: str, language: str, way: str = "") -> str:
    """What is said instead of a page that cannot be shown, and the way on from there (of _WAYS), if there is one."""
    link = f"<p>{_link(language, way)}</p>" if way else ""
    return _page(why, f"<h1>{escape(why)}</h1>{link}", language)


def step_page(
    session: Session,
    found: Study,
    form: Questionnaire | None,
    *,
    led: bool,
    now_s: float,
    level: int | None = None,
    language: str = "en",
) -> str:
    """The present step of a session.

    Args:
        session: where the participant stands.
        found: the study.
        form: the questionnaire of the present step, if it has one.
        led: whether a facilitator looks, who may begin and end steps.
        now_s: the time, seconds since 1970.
        level: the guidance level that the step is played at, if it has one.
        language: of what the page itself says.
    """
    moment = session.now(found)
    if moment is None:
        return _page(said(language, "done"), _last(session, language, led=led), language)
    begun = session.begun_s >= 0
    stands = f"{session.place}{'+' if begun else ''}"
    if form is not None and begun:
        body = _form(form, language) + (_handed(language) if led else "")
        return _page(form.title, body, language, stands)
    if not led:
        wait = f"<h1>{_say(language, 'moment')}</h1><p>{_say(language, 'by_itself')}</p>"
        return _page(said(language, "moment"), wait, language, "waits")
    title = moment.step.name.replace("_", " ")
    return _page(title, _led(session, found, moment, now_s, level, language), language, stands)


def _led(
    session: Session, found: Study, moment: Moment, now_s: float, level: int | None, language: str
) -> str:
    """A step as a facilitator sees it: what to say, what is set, how much time is left."""
    count, begun = len(studies.moments(found, session.conditions)), session.begun_s >= 0
    where = said(language, "step", session.place + 1, count) + (
        f" · {moment.condition}" if moment.condition else ""
    )
    left_s = studies.rest_s(session, found, now_s)
    clock = ""
    if left_s is not None and begun:
        clock = f'<p class="clock" role="timer" data-left="{left_s:.0f}" data-over="{_say(language, "over")}"></p>'
    words = f'<p lang="{escape(found.language)}">{escape(moment.step.words)}</p>' if moment.step.words else ""
    asks = f"<p>{_say(language, 'asks')}</p>" if moment.step.kind == "ask" else ""
    action = "done" if begun else "begin"
    return (
        f'<p class="where">{escape(where)}</p>'
        f'<h1 lang="{escape(found.language)}">{escape(moment.step.name.replace("_", " "))}</h1>'
        f"{words}{asks}{_settings(session, found, level, language)}{clock}"
        f'{_WRONG}<button data-do="{action}" class="main">{_say(language, action)}</button>'
        f'<p class="where foot">{_say(language, "session", session.session)}</p>'
    )


def _settings(session: Session, found: Study, level: int | None, language: str) -> str:
    """What holds while a step is played; a questionnaire sets nothing."""
    moment = session.now(found)
    _, condition, _ = studies.needs(session, found)
    if moment is None or moment.step.kind != "play":
        return ""
    lines = []
    if condition is not None:
        explained = "explained" if condition.explanations else "unexplained"
        lines.append(said(language, "published" if condition.published else explained))
    if level is not None:
        lines.append(said(language, "level", level))
    if not lines:
        return ""
    lines.append(said(language, "is_set_now" if session.begun_s >= 0 else "is_set"))
    return f'<p class="where">{escape(" ".join(lines))}</p>'


def _last(session: Session, language: str, *, led: bool) -> str:
    """The end: what a participant takes along, and where a facilitator goes on."""
    on = f"<p>{_link(language, 'another')}</p>" if led else ""
    return f"<h1>{_say(language, 'all')}</h1><p>{_say(language, 'keep', session.session)}</p>{on}"


def _handed(language: str) -> str:
    """What study.js shows once a form was handed in on the facilitator's own tablet.

    Whoever answered still holds it, and must not read what the next condition is.
    """
    return (
        f'<template id="handed"><main><h1 tabindex="-1">{_say(language, "thanks")}</h1>'
        f"<p>{_say(language, 'give_back')}</p>"
        f'<button class="main">{_say(language, "next_step")}</button></main></template>'
    )


def _form(form: Questionnaire, language: str) -> str:
    items = "".join(_item(item, form.language, language) for item in form.items)
    data = f'data-language="{escape(form.language)}"'
    return (
        f'<div lang="{escape(form.language)}"><h1>{escape(form.title)}</h1><p>{escape(form.intro)}</p></div>'
        f'<form id="answers" {data}><div lang="{escape(form.language)}">{items}</div>'
        f'{_WRONG}<button class="main">{_say(language, "hand_in")}</button></form>'
    )


def _item(item: Item, asked_in: str, language: str) -> str:
    name, asked = escape(item.name), escape(item.ask)
    needed = " required" if item.needed else ""
    if asked and not item.needed:
        asked += f' <small lang="{language}">({_say(language, "left_out")})</small>'
    if item.answer == "words":
        return (
            f'<div class="item"><label for="{name}">{asked}</label>'
            f'<textarea id="{name}" name="{name}" rows="3" maxlength="4000"{needed}></textarea></div>'
        )
    if item.answer == "choice":
        boxes = "".join(
            f'<label><input type="radio" name="{name}" value="{escape(choice)}"{needed}>'
            f"<span></span>{escape(choice)}</label>"
            for choice in item.choices
        )
        return f'<fieldset class="item"><legend>{asked}</legend><div class="choices">{boxes}</div></fieldset>'
    values = [str(item.least + at) for at in range(item.points)]
    boxes = "".join(
        f'<label><input type="radio" name="{name}" value="{value}"{needed}'
        f' aria-label="{value}{_end(item, value)}"><span></span></label>'
        for value in values
    )
    scale = "scale long" if item.points > BESIDE else "scale"
    # A pair of words says itself what is asked; a screen reader still wants to be told, and in the form's language.
    legend = (
        f"<legend>{asked}</legend>"
        if asked
        else f'<legend class="unseen">{_say(asked_in, "between", item.low, item.high)}</legend>'
    )
    return (
        f'<fieldset class="item">{legend}<div class="{scale}"><b>{escape(item.low)}</b>'
        f'<div class="points">{boxes}</div><b>{escape(item.high)}</b></div></fieldset>'
    )


def _end(item: Item, value: str) -> str:
    """What a screen reader says of the ends of a scale."""
    if value == str(item.least):
        return f" {escape(item.low)}"
    return f" {escape(item.high)}" if value == str(item.least + item.points - 1) else ""


def _say(language: str, key: str, *fillings: str | int) -> str:
    """The words of a key, as HTML."""
    return escape(said(language, key, *fillings))


def _link(language: str, way: str) -> str:
    return f'<a class="button" href="{_WAYS[way]}?in={language}">{_say(language, way)}</a>'


def _page(title: str, body: str, language: str, stands: str = "") -> str:
    """A page; `stands` says where the session stands, by which study.js sees that it has gone on elsewhere."""
    data = f' data-stands="{stands}"' if stands else ""
    others = "".join(
        f'<a href="?in={name}" lang="{name}">{escape(own)}</a>'
        for name, own in NAMES.items()
        if name != language
    )
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n"
        '<link rel="icon" href="/sign.svg">\n'
        '<link rel="stylesheet" href="/study.css">\n<script src="/study.js" defer></script>\n</head>\n'
        f'<body{data} data-refused="{_say(language, "refused")}"><main>{body}</main>'
        f'<nav class="languages">{others}</nav></body>\n</html>\n'
    )
