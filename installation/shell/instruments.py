"""Where the bank comes from.

Owns the way from the models (and later from content/) to a bank. Refuses to know who plays it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from installation.sampler.bank import bank_of
from installation.sampler.recipes import KALIMBA, struck
from installation.sampler.touches import touches

if TYPE_CHECKING:
    from installation.sampler.bank import Bank


def load_bank() -> Bank:
    """Every instrument of the installation."""
    return bank_of([struck(KALIMBA), touches()])
