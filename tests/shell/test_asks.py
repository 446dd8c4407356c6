"""What pages ask for, from one process to the other."""

from __future__ import annotations

import multiprocessing as mp
from typing import TYPE_CHECKING

import pytest

from installation.inputs import ConditionSet, LevelChosen, MuteSet, RestartAsked
from installation.shell.asks import MOST_BYTES, AsksIn, AsksOut, hand_on, pair

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    made = pair()
    yield made
    for end in made:
        end.close()


def test_what_is_asked_arrives_in_order_and_is_stamped_when_it_is_read(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    asked, asks = AsksIn(ends[0]), AsksOut(ends[1])
    assert asked.read(1) == []
    assert asks.send(LevelChosen(0, 3))
    assert asks.send(MuteSet(0, muted=True))
    assert asked.read(77) == [LevelChosen(77, 3), MuteSet(77, muted=True)]
    assert asked.read(78) == []


def test_an_engine_that_reads_nothing_holds_nobody_up_and_whoever_asks_hears_of_it(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    asked, asks = AsksIn(ends[0]), AsksOut(ends[1])
    told = [asks.send(LevelChosen(0, number)) for number in range(10_000)]
    assert told[0]
    assert not told[-1]
    assert len(asked.read(0)) == sum(told), "what was taken is heard later, whole"
    assert asks.send(LevelChosen(0, 1))


def test_with_nobody_at_the_other_end_it_is_refused(ends: tuple[socket.socket, socket.socket]) -> None:
    ends[0].close()
    assert not AsksOut(ends[1]).send(LevelChosen(0, 1))


def _ask(end: socket.socket, level: int) -> None:
    assert AsksOut(end).send(LevelChosen(0, level))


def test_a_page_that_is_begun_again_asks_the_same_engine(ends: tuple[socket.socket, socket.socket]) -> None:
    for level in (1, 2):
        process = mp.get_context("spawn").Process(target=_ask, args=(ends[1], level))
        process.start()
        process.join()
        assert process.exitcode == 0
    assert AsksIn(ends[0]).read(5) == [LevelChosen(5, 1), LevelChosen(5, 2)]


def test_what_an_engine_that_fell_did_not_hear_the_next_one_hears_but_not_that_it_be_begun_again(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    for told in (LevelChosen(0, 3), RestartAsked(0), MuteSet(0, muted=True)):
        assert AsksOut(ends[1]).send(told)
    hand_on(*ends)
    assert AsksIn(ends[0]).read(5) == [LevelChosen(5, 3), MuteSet(5, muted=True)]


def test_the_longest_that_a_page_may_ask_for_fits_and_what_would_be_cut_is_not_sent(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    asked, asks = AsksIn(ends[0]), AsksOut(ends[1])
    assert asks.send(ConditionSet(0, "s" * 512, "n" * 512, "t" * 512))
    assert not asks.send(ConditionSet(0, "s" * MOST_BYTES, "n", "t"))
    assert asked.read(9) == [ConditionSet(9, "s" * 512, "n" * 512, "t" * 512)]
