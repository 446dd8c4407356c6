"""Characters that people can copy, and check characters that notice when they did not copy well.

Owns the alphabet (Crockford's base 32: no I, L, O, U) and the code of check characters. Refuses to know what the
characters mean.

Three check characters make every word a codeword of the Reed-Solomon code over GF(32) with the roots 1, a, a^2
(a generates the field; a^5 = a^2 + 1). Its words differ in four places at least as long as they have no more than 31
characters: any one, two or three wrong characters are noticed, and two that changed places among them. Of words
drawn at random one in 32,768 passes.
Reed & Solomon, "Polynomial codes over certain finite fields", 1960; D. Crockford, "Base 32", crockford.com.
"""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECKS = 3
LONGEST = 31
"""Characters of a word that the checks can watch over, the checks among them."""
_LOOKS_LIKE = str.maketrans("ILO", "110", " -\t\r\n")
_MODULUS = 0b100101  # a^5 + a^2 + 1


def _powers() -> tuple[tuple[int, ...], dict[int, int]]:
    """The powers of a, twice over so that exponents can be added; and the way back."""
    powers, value = [], 1
    for _ in range(31):
        powers.append(value)
        value <<= 1
        value ^= _MODULUS if value & 32 else 0
    return tuple(powers * 2), {power: exponent for exponent, power in enumerate(powers)}


_POWER, _EXPONENT = _powers()


def _times(one: int, other: int) -> int:
    return _POWER[_EXPONENT[one] + _EXPONENT[other]] if one and other else 0


def _generator() -> tuple[int, ...]:
    """(x - 1)(x - a)(x - a^2), its leading 1 left out, highest power first."""
    polynomial = [1]
    for exponent in range(CHECKS):
        raised = [*polynomial, 0]
        for place, value in enumerate(polynomial):
            raised[place + 1] ^= _times(value, _POWER[exponent])
        polynomial = raised
    return tuple(polynomial[1:])


_GENERATOR = _generator()


def with_checks(digits: tuple[int, ...]) -> tuple[int, ...]:
    """The digits 0..31, and after them their checks.

    Raises:
        ValueError: more digits than the checks can watch over.
    """
    if len(digits) + CHECKS > LONGEST:
        raise ValueError(f"{len(digits)} digits are more than {LONGEST - CHECKS}")
    rest = [0] * CHECKS
    for digit in digits:
        lead = digit ^ rest[0]
        rest = [low ^ _times(lead, factor) for low, factor in zip([*rest[1:], 0], _GENERATOR, strict=True)]
    return (*digits, *rest)


def sound(word: tuple[int, ...]) -> bool:
    """Whether a word, checks and all, is as it was written."""
    return CHECKS < len(word) <= LONGEST and with_checks(word[:-CHECKS]) == word


def spelled(digits: tuple[int, ...]) -> str:
    """Digits 0..31 as characters."""
    return "".join(ALPHABET[digit] for digit in digits)


def digits_of(text: str) -> tuple[int, ...]:
    """Characters as digits; small letters, spaces and hyphens are welcome, and I, L, O are read as 1, 1, 0.

    Raises:
        ValueError: a character that no code has; the text names it.
    """
    plain = text.upper().translate(_LOOKS_LIKE)
    for character in plain:
        if character not in ALPHABET:
            raise ValueError(f"no code has the character {character!r}")
    return tuple(ALPHABET.index(character) for character in plain)
