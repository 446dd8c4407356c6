"""A sentence in a language: a key of content/languages, and what goes into its gaps.

Owns the form `KEY|WHAT|WHAT`: the words of the key have gaps {0}, {1}, ...; what goes in is another key's words, or
stands as it is (a number, a tune's title). Refuses to know which languages there are and where words stand.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

GAP = "|"


def with_gaps(key: str, *fillings: str | int) -> str:
    """A key with what goes into its gaps; `|` and `+`, which join keys, become spaces in it."""
    return GAP.join((key, *(str(filling).replace(GAP, " ").replace("+", " ") for filling in fillings)))


def spoken(key: str, words: Mapping[str, str], names: Mapping[str, str] | None = None) -> str:
    """The sentence; a key that the language lacks is shown as it is, a gap without a filling stays empty.

    `names` has what fills a gap otherwise than the language's own word would: a word with its sign, say.
    """
    name, *fillings = key.split(GAP)
    found = [(names or {}).get(filling) or words.get(filling, filling) for filling in fillings]
    return _filled(words.get(name, name), found)


def _filled(sentence: str, fillings: list[str]) -> str:
    """What stands in a gap stays as it is, even if it looks like a gap itself."""
    return re.sub(r"\{([0-9])\}", lambda gap: "".join(fillings[int(gap[1]) :][:1]), sentence)
