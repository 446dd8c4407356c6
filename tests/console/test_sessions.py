"""Sessions: they expire, they end when a PIN changes, and their file opens nothing."""

from __future__ import annotations

import pytest

from installation.console import sessions
from installation.console.roles import Role

NOW_S = 1_000_000.0


def one(role: Role = Role.FACILITATOR) -> sessions.Sessions:
    return sessions.begin({}, "secret", role, NOW_S, 1)


def test_whoever_has_the_secret_has_the_role_and_nobody_else() -> None:
    assert sessions.role_of(one(), "secret", NOW_S + 1, 1) is Role.FACILITATOR
    for other in ("", "Secret", sessions.name_of("secret")):
        assert sessions.role_of(one(), other, NOW_S + 1, 1) is None


@pytest.mark.parametrize("later_s", [sessions.IDLE_S, sessions.LONGEST_S, 1e9, -1.0])
def test_a_session_that_was_not_used_or_is_old_or_comes_from_the_future_holds_no_longer(
    later_s: float,
) -> None:
    assert sessions.role_of(one(), "secret", NOW_S + later_s, 1) is None


def test_one_that_is_used_holds_for_a_day_in_the_gallery_and_no_longer() -> None:
    state, now_s = one(), NOW_S
    while now_s < NOW_S + sessions.LONGEST_S:
        state = sessions.use(state, "secret", now_s)
        assert sessions.role_of(state, "secret", now_s, 1) is Role.FACILITATOR
        now_s += 1800.0
    assert sessions.role_of(state, "secret", NOW_S + sessions.LONGEST_S, 1) is None


def test_using_it_again_at_once_changes_nothing_and_using_none_makes_none() -> None:
    state = one()
    assert sessions.use(state, "secret", NOW_S + 1) is state
    assert sessions.use(state, "another", NOW_S + 999) is state


def test_another_pin_ends_it_and_so_does_signing_out() -> None:
    assert sessions.role_of(one(), "secret", NOW_S, 2) is None
    assert sessions.end(one(), "secret") == {}


def test_there_are_never_too_many() -> None:
    state: sessions.Sessions = {}
    for number in range(3 * sessions.MOST):
        state = sessions.begin(state, f"secret {number}", Role.VIEWER, NOW_S + number, 1)
    assert len(state) == sessions.MOST
    assert sessions.role_of(state, f"secret {3 * sessions.MOST - 1}", NOW_S + 200, 1) is Role.VIEWER


def test_the_file_gives_them_back_and_holds_no_secret() -> None:
    text = sessions.to_json(one(Role.TECHNICIAN))
    assert b"secret" not in text
    assert sessions.from_json(text) == one(Role.TECHNICIAN)
    for broken in (b"", b"[]", b'{"a":{"role":9}}', b"\xff"):
        assert sessions.from_json(broken) == {}
