"""A study's pages: what is asked can be read, and nobody reads what is not for them."""

from __future__ import annotations

from html import escape

import pytest

from installation.shell import studies_work
from installation.visits.questionnaire import Item, Questionnaire, ueq_s
from installation.visits.study import Session
from installation.visits.study_page import begin_page, refused_page, step_page
from installation.visits.study_words import NAMES, said

FOUND = studies_work.load("published_2025")
CONDITIONS = ("explained", "unexplained", "published")
PLAYED, ASKED = 2, 4


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


@pytest.mark.parametrize("language", NAMES)
def test_a_step_that_is_played_names_its_level_as_the_facilitators_page_does(language: str) -> None:
    text = page(PLAYED, level=3, language=language)
    assert said(language, "level", 3) in text
    assert "four" not in text
    assert escape(said(language, "is_set")) in text
    assert escape(said(language, "is_set_now")) in page(PLAYED, level=3, language=language, begun=True)


def test_before_a_questionnaire_the_tablet_is_handed_over_and_nothing_is_set() -> None:
    text = page(ASKED)
    assert "hand the tablet over" in text
    assert "It is set" not in text


def test_only_the_tablet_of_a_facilitator_asks_to_be_given_back() -> None:
    assert "give the tablet back" in page(ASKED, ueq_s(), begun=True)
    assert "give the tablet back" not in page(ASKED, ueq_s(), begun=True, led=False)


def test_a_page_says_where_the_session_stands_so_that_another_can_follow() -> None:
    assert 'data-stands="4"' in page(ASKED)
    assert 'data-stands="4+"' in page(ASKED, ueq_s(), begun=True)
    assert 'data-stands="waits"' in page(ASKED, led=False)
    assert "data-stands" not in page(13)


def test_the_number_that_deletes_everything_is_seen_by_who_leads_and_at_the_end_by_who_took_part() -> None:
    assert "Session 0123456789abcdef" in page(PLAYED)
    assert "0123456789abcdef" not in page(PLAYED, led=False)
    last = page(13, led=False)
    assert "0123456789abcdef" in last
    assert "/study" not in last.partition("<main>")[2]
    assert 'href="/study?in=en"' in page(13)


def test_the_words_of_a_study_say_in_which_language_they_are() -> None:
    assert f'<p lang="en">{FOUND.before[0].words}</p>' in page(0, language="de")


def test_the_next_participant_comes_first_and_a_number_that_cannot_be_is_told_what_one_looks_like() -> None:
    text = begin_page({"a": "A & B"})
    assert text.index("Next participant: A &amp; B") < text.index("Number of a session")
    assert "Sixteen characters" in text


def test_what_cannot_be_shown_says_why_and_where_to_go() -> None:
    text = refused_page("No <b>", "de", "back")
    assert "<h1>No &lt;b&gt;</h1>" in text
    assert 'href="/?in=de"' in text
    assert "button" not in refused_page("No", "en")
