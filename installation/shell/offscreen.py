"""Pictures without a window: snapshots in, pixels out, on whatever OpenGL there is.

Owns a context of its own that no screen sees. Refuses to pace itself: a picture is made when one is asked for,
always at the same scale, so that the same snapshot gives the same picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import moderngl

from installation.shell.renderer import Renderer
from installation.visuals.look import LOOKS

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from installation.snapshot import Snapshot


_EGL: dict[str, Any] = {"backend": "egl"}


class NoPicturesError(RuntimeError):
    """There is no OpenGL here; the text says what to do."""


class Offscreen:
    """Draws snapshots into memory."""

    def __init__(
        self,
        size: tuple[int, int],
        shaders: Path,
        *,
        language: str = "en",
        look: str = "usual",
        scale: float = 0.8,
    ) -> None:
        """Make a context and a renderer for pictures of `size` (width, height).

        Raises:
            NoPicturesError: no context can be had.
        """
        try:
            self._context = moderngl.create_context(require=330, standalone=True, **_EGL)
        except Exception as error:  # the library raises plain Exception here
            raise NoPicturesError(
                f"no pictures: OpenGL cannot be used without a screen here ({error}). On Debian and Ubuntu type: "
                "sudo apt-get install libegl1 libgl1 libgl1-mesa-dri"
            ) from error
        self._renderer = Renderer(self._context, size, shaders, language=language, look=look, scale=scale)

    def draw(self, snapshot: Snapshot, *, language: str = "", look: str = "") -> NDArray[np.uint8]:
        """The picture of one moment, (H, W, 3); in another language or look from now on, if one is given."""
        self._renderer.language = language or self._renderer.language
        self._renderer.look = LOOKS[look] if look else self._renderer.look
        self._renderer.draw(snapshot, snapshot, 1.0)
        return self._renderer.read()

    def close(self) -> None:
        """Give everything back."""
        self._renderer.release()
        self._context.release()
