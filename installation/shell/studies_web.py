"""The tablet's pages of a study: steps for the facilitator, questionnaires for the participant.

Owns the addresses under /study and who may do what there: a facilitator who has signed in begins and ends steps; a
participant, who has nothing but the session's number (64 random bits), hands in the questionnaire of the present
step. Refuses to know what a step is, and how a condition changes the installation: it sends inputs.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from typing import TYPE_CHECKING, Annotated, Any

import click
import msgspec
from msgspec import Meta, Struct
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from installation.inputs import ConditionSet, Input, LevelChosen, LockSet
from installation.page import SettingsError
from installation.shell import studies_work
from installation.shell.database import Database, DatabaseError
from installation.visits import study as studies
from installation.visits import study_page
from installation.visits.questionnaire import AnswerError
from installation.visits.study_words import chosen, said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from starlette.requests import Request

    from installation.visits.study import Session, Study

MOST_BODY, BODY_S = 64_000, 10.0
PATIENT_S = 15.0
"""The keeper of visits writes into the same file: a step that is noted may wait for it, for nobody else waits."""


class Done(Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="done"):
    """The present step is done."""


class Begun(Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="begin"):
    """The present step begins."""


class Answered(Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="answers"):
    """A questionnaire is handed in: item to answer, and the language in which it was asked."""

    answers: dict[Annotated[str, Meta(max_length=60)], Annotated[str, Meta(max_length=4_000)]]
    language: Annotated[str, Meta(max_length=8)] = "en"


class Next(Struct, frozen=True, forbid_unknown_fields=True):
    """The next participant of a study."""

    next: Annotated[str, Meta(max_length=60)]


class Desk(Struct, frozen=True):
    """What the pages stand on."""

    database: Path
    ours: Callable[[Request], bool]  # whether a page of ours asked
    leads: Callable[[Request], bool]  # whether a facilitator asks
    send: Callable[[Input], bool]  # to the installation


class NotSoError(ValueError):
    """What was asked for cannot be; the text says why."""

    def __init__(self, status: int, why: str) -> None:
        """Answer with that status."""
        super().__init__(why)
        self.status = status


def routes(desk: Desk) -> list[Route]:
    """The addresses."""

    def answering(work: Callable[[Desk, Request, bytes], Response]) -> Callable[[Request], Any]:
        async def handle(request: Request) -> Response:
            try:
                body = b"" if request.method == "GET" else await _body(desk, request)
                return await asyncio.to_thread(work, desk, request, body)
            except NotSoError as error:
                return _refused(desk, request, error.status, str(error))
            except (AnswerError, SettingsError) as error:
                return _refused(desk, request, 400, str(error))
            except click.ClickException as error:
                return _refused(desk, request, 404, error.message)
            except (DatabaseError, sqlite3.Error):
                return _refused(desk, request, 503, _say(request, "not_kept"))

        return handle

    return [
        Route("/study", answering(_begin), methods=["GET"]),
        Route("/study", answering(_next), methods=["POST"]),
        Route("/study/{session}", answering(_show), methods=["GET"]),
        Route("/study/{session}", answering(_do), methods=["POST"]),
    ]


def _refused(desk: Desk, request: Request, status: int, why: str) -> Response:
    """Why not: to a page's script as it expects it, to a person as a page."""
    if request.method != "GET":
        return JSONResponse({"why": why}, status)
    way = "another" if desk.leads(request) else "back" if status == 403 else ""
    return HTMLResponse(study_page.refused_page(why, _language(request), way), status)


async def _body(desk: Desk, request: Request) -> bytes:
    if not desk.ours(request):
        raise NotSoError(403, "no")
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise NotSoError(415, "no")
    data = b""
    try:
        async with asyncio.timeout(BODY_S):
            async for part in request.stream():
                data += part
                if len(data) > MOST_BODY:
                    raise NotSoError(413, "too long")
    except TimeoutError:
        raise NotSoError(408, "too slow") from None
    return data


def _read(data: bytes, kind: Any) -> Any:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise NotSoError(400, "no") from None


def _begin(desk: Desk, request: Request, _body: bytes) -> Response:
    """Where a facilitator begins."""
    if not desk.leads(request):
        raise NotSoError(403, _say(request, "sign_in"))
    titles: dict[str, str] = {}
    if desk.database.exists():
        opened = Database.open(desk.database, wait_s=PATIENT_S)
        try:
            titles = {
                name: studies_work.load(name, protocol).title
                for name, protocol in opened.rows("SELECT study, protocol FROM studies ORDER BY study")
            }
        finally:
            opened.close()
    return HTMLResponse(study_page.begin_page(titles, _language(request)))


def _next(desk: Desk, request: Request, body: bytes) -> Response:
    """The next participant."""
    if not desk.leads(request):
        raise NotSoError(403, "no")
    asked: Next = _read(body, Next)
    session, _, _ = studies_work.add_participant(desk.database, asked.next)
    return JSONResponse({"session": session.session})


def _show(desk: Desk, request: Request, _body: bytes) -> Response:
    """The present step."""
    with _opened(desk, request) as (_, session, found):
        moment = session.now(found)
        name = moment.step.questionnaire if moment else ""
        level = studies_work.level_number(moment.step.level) if moment and moment.step.level else None
        language = _language(request)
        form = studies_work.load_questionnaire(name, language) if name else None
    led, now_s = desk.leads(request), time.time()
    page = study_page.step_page(session, found, form, led=led, now_s=now_s, level=level, language=language)
    return HTMLResponse(page)


def _language(request: Request) -> str:
    """What the page speaks: what was chosen on it, else what the tablet asks for."""
    return chosen(request.query_params.get("in", ""), request.headers.get("accept-language", ""))


def _say(request: Request, key: str) -> str:
    """Words of ours, in the language of the page that asks."""
    return said(_language(request), key)


def _do(desk: Desk, request: Request, body: bytes) -> Response:
    """A step begins, is done, or is answered."""
    asked: Done | Begun | Answered = _read(body, Done | Begun | Answered)
    with _opened(desk, request) as (database, session, found):
        if isinstance(asked, Answered):
            if not _answer(database, session, found, asked):
                raise NotSoError(409, _say(request, "not_asked"))
            return JSONResponse({})
        if not desk.leads(request):
            raise NotSoError(403, _say(request, "only_led"))
        told = _begun(session, found) if isinstance(asked, Begun) else _ended(session, found)
        if not all(desk.send(one) for one in told):
            raise NotSoError(503, _say(request, "deaf"))
        change = studies_work.begin_step if isinstance(asked, Begun) else studies_work.end_step
        change(database, session, found)
    return JSONResponse({})


def _answer(database: Database, session: Session, found: Study, asked: Answered) -> bool:
    """Whether anything is asked just now; if so, the answers are kept and the step is done."""
    moment = session.now(found)
    if moment is None or not moment.step.questionnaire or session.begun_s < 0:
        return False
    form = studies_work.load_questionnaire(moment.step.questionnaire, asked.language)
    studies_work.keep_answers(database, session.session, moment.condition, form, asked.answers)
    studies_work.end_step(database, session, found)
    return True


def _begun(session: Session, found: Study) -> list[Input]:
    """What the installation is told when the present step begins."""
    moment = session.now(found)
    _, condition, level = studies.needs(session, found)
    if moment is None or moment.step.kind != "play":
        return []
    name = condition.name if condition else "none"
    explained = condition.explanations if condition else True
    published = condition.published if condition else False
    told: list[Input] = [ConditionSet(0, session.session, name, moment.step.name, explained, published)]
    if level:
        told += [LevelChosen(0, studies_work.level_number(level)), LockSet(0, locked=True)]
    return told


def _ended(session: Session, found: Study) -> list[Input]:
    """What it is told when the step is over: all is as it always is."""
    moment = session.now(found)
    if moment is None or moment.step.kind != "play" or session.begun_s < 0:
        return []
    return [ConditionSet(0, "", ""), LockSet(0, locked=False)]


@contextlib.contextmanager
def _opened(desk: Desk, request: Request) -> Iterator[tuple[Database, Session, Study]]:
    """The session that the address names, its study, and the database, which is closed at the end."""
    number = str(request.path_params["session"])
    if not desk.database.exists():
        raise NotSoError(404, _say(request, "no_session"))
    database = Database.open(desk.database, wait_s=PATIENT_S)
    try:
        try:
            session, found = studies_work.session_of(database, number)
        except click.ClickException:  # it says so in English, for a terminal
            raise NotSoError(404, _say(request, "no_session")) from None
        yield database, session, found
    finally:
        database.close()
