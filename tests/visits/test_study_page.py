"""A study's pages: what is asked can be read, and nobody reads what is not for them."""

from __future__ import annotations

import pytest

from installation.shell import studies_work
from installation.visits.questionnaire import Item, Questionnaire, ueq_s
from installation.visits.study import Session
from installation.visits.study_page import begin_page, refused_page, step_page

FOUND = studies_work.load("published_2025")
CONDITIONS = ("explained", "unexplained", "published")
ASKED = 4


def page(place: int, form: Questionnaire | None = None, *, led: bool = True, **more: object) -> str:
    session = Session("0123456789abcdef", CONDITIONS, place, 1.0 if more.pop("begun", False) else -1.0)
    return step_page(session, FOUND, form, led=led, now_s=2.0, **more)  # type: ignore[arg-type]


def asking(**item: object) -> str:
    form = Questionnaire(name="own", title="Own", items=(Item(name="one", **item),))  # type: ignore[arg-type]
    return page(ASKED, form, begun=True)


def test_the_question_of_a_scale_is_seen_and_a_pair_of_words_asks_by_itself() -> None:
    assert "<legend>How loud?</legend>" in asking(ask="How loud?", answer="scale", low="soft", high="loud")
    text = page(ASKED, ueq_s("de"), begun=True, language="en")
    assert '<legend class="unseen">behindernd oder unterstützend</legend>' in text


@pytest.mark.parametrize(("points", "kind"), [(7, "scale"), (8, "scale long")])
def test_a_scale_of_many_points_stands_below_its_words(points: int, kind: str) -> None:
    assert f'<div class="{kind}">' in asking(answer="scale", low="soft", high="loud", points=points)


def test_the_words_of_every_choice_are_seen() -> None:
    text = asking(ask="Which?", answer="choice", choices=("this", "<that>"))
    assert "<span></span>this</label>" in text
    assert "<span></span>&lt;that&gt;</label>" in text


def test_what_may_be_left_out_says_so() -> None:
    assert "(may be left out)" in asking(ask="Why?", needed=False)
    assert "(may be left out)" not in asking(ask="Why?")


def test_the_next_participant_comes_first_and_a_number_that_cannot_be_is_told_what_one_looks_like() -> None:
    text = begin_page({"a": "A & B"})
    assert text.index("Next participant: A &amp; B") < text.index("Number of a session")
    assert "Sixteen characters" in text


def test_what_cannot_be_shown_says_why_and_where_to_go() -> None:
    text = refused_page("No <b>", "de", "back")
    assert "<h1>No &lt;b&gt;</h1>" in text
    assert 'href="/?in=de"' in text
    assert "button" not in refused_page("No", "en")
