"""PINs: kept as slow hashes only, compared in any case, refused when too easy."""

from __future__ import annotations

import pytest

from installation.console import pins
from installation.console.pins import PinError, Pins
from installation.console.roles import Role

SALT = "00112233445566778899aabbccddeeff"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pins, "COST", 2**6)


def both() -> Pins:
    return pins.with_pin(pins.with_pin(Pins(SALT, {}), Role.FACILITATOR, "271828"), Role.TECHNICIAN, "314159")


def test_a_pin_opens_its_own_role_and_no_other_does() -> None:
    known = both()
    assert pins.role_of(known, "271828") is Role.FACILITATOR
    assert pins.role_of(known, "314159") is Role.TECHNICIAN
    for wrong in ("", "271829", "27182", "2718280", "271828 ", "x" * 10_000, "٢٧١٨٢٨"):
        assert pins.role_of(known, wrong) is None


def test_the_file_holds_no_pin_and_gives_back_what_was_set() -> None:
    text = pins.to_json(both())
    assert b"271828" not in text
    assert b"314159" not in text
    assert pins.from_json(text) == both()


def test_the_hash_is_a_slow_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert len(pins.hashed("271828", SALT)) == 64
    assert pins.COST * pins.BLOCK * 128 >= 32 * 2**20  # bytes that each try must fill


def test_another_salt_gives_another_hash() -> None:
    assert pins.hashed("271828", SALT) != pins.hashed("271828", SALT[::-1])


@pytest.mark.parametrize("pin", ["", "12345", "1234567890123", "12345a", "-12345", "1234 5", "٢٧١٨٢٨"])
def test_what_is_no_pin_is_refused(pin: str) -> None:
    with pytest.raises(PinError, match="six to twelve"):
        pins.with_pin(Pins(SALT, {}), Role.FACILITATOR, pin)


@pytest.mark.parametrize("pin", ["000000", "123456", "987654", "890123", "555555555"])
def test_a_pin_that_is_guessed_first_is_refused(pin: str) -> None:
    with pytest.raises(PinError, match="too easily"):
        pins.with_pin(Pins(SALT, {}), Role.FACILITATOR, pin)


def test_two_roles_cannot_share_a_pin_but_one_may_keep_its_own() -> None:
    with pytest.raises(PinError, match="another role"):
        pins.with_pin(both(), Role.VIEWER, "314159")
    again = pins.with_pin(both(), Role.TECHNICIAN, "314159")
    assert again.changes == both().changes + 1


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", b'{"salt":"zz","hashes":{"viewer":"0"}}', b'{"salt":"00","hashes":{"viewer":"0"}}',
     b'{"salt":"' + SALT.encode() + b'","hashes":{}}', b'{"salt":"' + SALT.encode() + b'","hashes":{"king":"0"}}'],
)  # fmt: skip
def test_a_file_that_holds_no_pins_says_what_to_do(data: bytes) -> None:
    with pytest.raises(PinError, match="console pin"):
        pins.from_json(data)
