"""The newest value across two processes."""

from __future__ import annotations

import multiprocessing as mp

import pytest

from installation.shell.mailbox import Mailbox


@pytest.fixture
def box() -> object:
    made = Mailbox(1_000)
    yield made
    made.close()


def test_the_reader_gets_the_newest_value_once(box: Mailbox) -> None:
    reader = Mailbox(1_000, box.name)
    assert reader.take() is None
    for value in (b"one", b"two", b"three"):
        box.put(value)
    assert reader.take() == b"three"
    assert reader.take() is None
    box.put(b"")
    assert reader.take() == b""
    reader.close()


def test_every_reader_gets_it_and_a_writer_that_is_begun_again_goes_on(box: Mailbox) -> None:
    one, other = Mailbox(*box.address), Mailbox(*box.address)
    for value in (b"first", b"second", b"third"):
        writer = Mailbox(*box.address)
        writer.put(value)
        writer.close()
        assert (one.take(), other.take(), box.take()) == (value, value, value)
    one.close()
    other.close()


def test_a_value_that_does_not_fit_is_refused_and_the_last_one_stays(box: Mailbox) -> None:
    reader = Mailbox(1_000, box.name)
    box.put(b"kept")
    with pytest.raises(ValueError, match="do not fit"):
        box.put(b"x" * 1_001)
    assert reader.take() == b"kept"
    reader.close()


def _write(name: str, count: int) -> None:
    writer = Mailbox(1_000, name)
    for number in range(count):
        writer.put(str(number).encode() * 50 if number < 10_000 else b"0")
    writer.put(b"end")
    writer.close()


def test_while_another_process_writes_without_rest_no_torn_and_no_older_value_is_ever_read(
    box: Mailbox,
) -> None:
    reader = Mailbox(1_000, box.name)
    process = mp.get_context("spawn").Process(target=_write, args=(box.name, 9_000))
    process.start()
    last, value = -1, b""
    while value != b"end":
        value = reader.take() or b""
        if value not in {b"", b"end"}:
            digits = len(value) // 50
            assert value == value[:digits] * 50
            assert int(value[:digits]) > last
            last = int(value[:digits])
    process.join()
    reader.close()
