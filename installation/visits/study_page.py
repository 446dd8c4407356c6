"""A study's step on a tablet, as HTML: what to say and set for the facilitator, a questionnaire for the participant.

Owns the page's words and form. Refuses to know who may see what and where answers go (shell/studies_web.py), and to
hold script or style: study.js and study.css lie beside the facilitator's page.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from installation.visits import study as studies

if TYPE_CHECKING:
    from installation.visits.questionnaire import Item, Questionnaire
    from installation.visits.study import Session, Study


def begin_page(titles: dict[str, str]) -> str:
    """Where a facilitator begins: the number of a session, or the next participant of a study (name to title)."""
    choices = "".join(
        f'<li><button data-next="{escape(name)}">Next participant: {escape(title)}</button></li>'
        for name, title in titles.items()
    )
    none = (
        "" if titles else "<p>No study was begun. In a terminal: <code>deformtune study new NAME</code></p>"
    )
    return _page(
        "Study",
        '<h1>Study</h1><form id="go"><label for="session">Number of a session</label>'
        '<input id="session" name="session" autocomplete="off" spellcheck="false" pattern="[0-9a-f]{16}" required>'
        f"<button>Go on with it</button></form><ul>{choices}</ul>{none}",
    )


def step_page(session: Session, found: Study, form: Questionnaire | None, *, led: bool, now_s: float) -> str:
    """The present step of a session.

    Args:
        session: where the participant stands.
        found: the study.
        form: the questionnaire of the present step, if it has one.
        led: whether a facilitator looks, who may begin and end steps.
        now_s: the time, seconds since 1970.
    """
    moment = session.now(found)
    if moment is None:
        return _page("Done", "<h1>That was all. Thank you.</h1>")
    if form is not None and session.begun_s >= 0:
        return _page(form.title, _form(session.session, form))
    if not led:
        return _page(
            "One moment", "<h1>One moment, please.</h1><p>This page goes on by itself.</p>", waits=True
        )
    count = len(studies.moments(found, session.conditions))
    where = f"Step {session.place + 1} of {count}" + (f", {moment.condition}" if moment.condition else "")
    left_s = studies.rest_s(session, found, now_s)
    clock = (
        f'<p class="clock" data-left="{left_s:.0f}"></p>'
        if left_s is not None and session.begun_s >= 0
        else ""
    )
    label, action = ("Done", "done") if session.begun_s >= 0 else ("Begin", "begin")
    return _page(
        moment.step.name,
        f'<p class="where">{escape(where)}</p><h1>{escape(moment.step.name.replace("_", " "))}</h1>'
        f"<p>{escape(moment.step.words)}</p>{_settings(session, found)}{clock}"
        f'<button data-do="{action}" class="main">{label}</button>',
    )


def _settings(session: Session, found: Study) -> str:
    _, condition, level = studies.needs(session, found)
    lines = []
    if condition is not None and condition.published:
        lines.append("The interface as published: four pads at once, ten levels, no picture.")
    elif condition is not None:
        lines.append("With explanations." if condition.explanations else "Without explanations and hints.")
    if level:
        lines.append(f"Level {level.replace('_', ' ')}.")
    return f'<p class="where">{escape(" ".join(lines))} It is set when you press Begin.</p>' if lines else ""


def _form(session_id: str, form: Questionnaire) -> str:
    items = "".join(_item(item) for item in form.items)
    return (
        f'<h1>{escape(form.title)}</h1><p>{escape(form.intro)}</p><p id="wrong" role="alert"></p>'
        f'<form id="answers" data-session="{escape(session_id)}">{items}<button class="main">Hand in</button></form>'
    )


def _item(item: Item) -> str:
    name, asked = escape(item.name), escape(item.ask)
    needed = " required" if item.needed else ""
    if item.answer == "words":
        return (
            f'<div class="item"><label for="{name}">{asked}</label>'
            f'<textarea id="{name}" name="{name}" rows="3" maxlength="4000"{needed}></textarea></div>'
        )
    if item.answer == "choice":
        options = [(choice, choice) for choice in item.choices]
        ends = ("", "")
    else:
        options = [(str(item.least + at), str(item.least + at)) for at in range(item.points)]
        ends = (escape(item.low), escape(item.high))
    boxes = "".join(
        f'<label><input type="radio" name="{name}" value="{escape(value)}"{needed}'
        f' aria-label="{escape(said)}{_end(item, value)}"><span></span></label>'
        for value, said in options
    )
    legend = asked or f"{ends[0]} or {ends[1]}"
    return (
        f'<fieldset class="item"><legend>{legend}</legend>'
        f'<div class="scale"><b>{ends[0]}</b><div class="points">{boxes}</div><b>{ends[1]}</b></div></fieldset>'
    )


def _end(item: Item, value: str) -> str:
    """What a screen reader says of the ends of a scale."""
    if item.answer != "scale":
        return ""
    if value == str(item.least):
        return f" {escape(item.low)}"
    return f" {escape(item.high)}" if value == str(item.least + item.points - 1) else ""


def _page(title: str, body: str, *, waits: bool = False) -> str:
    wait = ' data-waits="1"' if waits else ""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n"
        '<link rel="stylesheet" href="/study.css">\n<script src="/study.js" defer></script>\n</head>\n'
        f"<body{wait}><main>{body}</main></body>\n</html>\n"
    )
