"""`python -m installation` is what `./play` runs."""

from __future__ import annotations

from installation.cli import main

if __name__ == "__main__":
    main()
