"""The picture on the graphics card: a scene in, pixels out.

Owns every OpenGL object, all made at the start (or when the size changes), none per picture. Refuses to
decide what is shown: that is visuals/scene.py's. What is soft (ground, body, light) is drawn into a smaller
picture whose size follows the machine's speed; what is sharp (ring, beads, words) at full size over it.
A picture depends on its two snapshots and the blend alone, and on the scale, which a replay holds fixed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import moderngl
import numpy as np

from installation.pads.body import TOPOLOGY
from installation.shell.dimmer import Dimmer
from installation.shell.lettering import Typesetter, read_languages
from installation.shell.programs import LAYOUTS, MOST, PROGRAMS, TURN_S
from installation.shell.shading import ShaderError, Shading
from installation.shell.terrain import Terrains
from installation.shell.wording import ROW, Wording
from installation.visuals import field, resting, surface
from installation.visuals.drawing import TextLine
from installation.visuals.layout import BULGE
from installation.visuals.look import LOOKS
from installation.visuals.pacing import SCALES
from installation.visuals.palette import MIST
from installation.visuals.scene import compose
from installation.visuals.signpost import signpost

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from installation.snapshot import Snapshot
    from installation.visuals.scene import Scene

_STRIP = moderngl.TRIANGLE_STRIP
_ARC_VERTICES = 34
_BLUR_LEVELS = 3


@dataclass(slots=True)
class _Soft:
    """The soft picture at one scale, and the ever smaller ones that its bloom is made of."""

    textures: list[Any]
    pictures: list[Any]

    def release(self) -> None:
        for thing in (*self.pictures, *self.textures):
            thing.release()


class Renderer:
    """Draws snapshots with a moderngl context.

    Args:
        ctx: a moderngl context, OpenGL 3.3 or later.
        size: width and height of the picture in pixels.
        shaders: the folder of the shader files.
        dev: look for changed shaders, and show what does not compile on the picture.
        content: the folder with `languages` and `fonts`; it stands beside the shaders by default.
        language: which of content/languages stands on the wall.
        look: one of visuals/look.py's LOOKS.
        scale: size of the soft picture as a share of the whole; the nearest of SCALES.

    Raises:
        ShaderError: a shader does not compile; `FILE:LINE: reason`.
        SettingsError: a language file is not one.
        KeyError: there is no such language, or look.
    """

    def __init__(
        self,
        ctx: Any,
        size: tuple[int, int],
        shaders: Path,
        *,
        dev: bool = False,
        content: Path | None = None,
        language: str = "en",
        look: str = "usual",
        scale: float = 0.8,
    ) -> None:
        content = content or shaders.parent / "content"
        self._languages = read_languages(content / "languages")
        if language not in self._languages:
            raise KeyError(language)
        self.language = language
        self.look = LOOKS[look]
        self._ctx, self._dev = ctx, dev
        self._shading = Shading(ctx, shaders)
        self._type = Typesetter(content / "fonts")
        self._terrains = Terrains(content / "styles")
        self._drawn, self.page = 0, ""  # the address of the facilitator's page, while it is shown
        self._scene: Scene | None = None  # as it was drawn last
        self._small: Any = None  # a framebuffer for `small`, once it was asked for
        self._pattern: NDArray[np.float32] | None = None
        self._make_buffers()
        self._programs, self._arrays = self._build()
        self._scale = min(SCALES, key=lambda known: abs(known - scale))
        self._sized = False
        self.resize(size)

    @property
    def scale(self) -> float:
        """Size of the soft picture, as a share of the whole."""
        return self._scale

    @scale.setter
    def scale(self, scale: float) -> None:
        self._scale = min(SCALES, key=lambda known: abs(known - scale))

    @property
    def languages(self) -> tuple[str, ...]:
        """Which there are, in the order of the switch."""
        return tuple(self._languages)

    def next_language(self) -> str:
        """The language that the switch on the wall offers."""
        names = list(self._languages)
        return names[(names.index(self.language) + 1) % len(names)]

    @property
    def failure(self) -> str:
        """What does not compile since a shader changed, as `FILE:LINE: reason`; or nothing."""
        return self._shading.failure

    def draw(
        self,
        before: Snapshot,
        after: Snapshot,
        blend: float,
        screen: Any = None,
        shown_s: float | None = None,
        came_from: Snapshot | None = None,
    ) -> None:
        """Draw the picture `blend` (0..1) of the way from one snapshot to the next.

        Args:
            before: a snapshot.
            after: the next one.
            blend: how far between them.
            screen: a framebuffer of the same size to draw into; without it, the one that `read` reads.
            shown_s: when people will see it (any clock): then the flash guard watches, and what it remembers
                of earlier pictures may darken this one. Without it a picture depends on nothing before it.
            came_from: the last moment of the level before, out of which this one's turns.
        """
        if self._dev:
            self._reload()
        terrain = self._terrains.of(after.style) if resting.needs_terrain(after) else None
        scene = compose(before, after, blend, self.size[0] / self.size[1], self.look, came_from, terrain)
        self._share(scene)
        self._draw_soft(scene)
        dim = shown_s is not None and self._must_dim(scene, shown_s)
        self._draw_sharp(scene, self._picture if screen is None else screen)
        if dim:
            self._dim()
        self._scene = scene
        self._drawn += 1

    def small(self, width: int) -> NDArray[np.uint8]:
        """The picture drawn last, so many pixels wide and no taller; (height, width, 3), rows from the top."""
        height = max(1, min(width, round(width * self.size[1] / self.size[0])))
        size = (max(1, min(width, round(height * self.size[0] / self.size[1]))), height)
        if self._scene is None:
            return np.zeros((size[1], size[0], 3), np.uint8)
        if self._small is None or self._small.size != size:
            self._release_small()
            self._small = self._ctx.framebuffer([self._ctx.texture(size, 4)])
        self._share_pixel(size)
        self._draw_sharp(self._scene, self._small)
        self._share_pixel(self.size)
        data = np.frombuffer(self._small.read(components=3, alignment=1), np.uint8)
        return np.ascontiguousarray(data.reshape(size[1], size[0], 3)[::-1])

    def _release_small(self) -> None:
        if self._small is not None:
            self._small.color_attachments[0].release()
            self._small.release()
            self._small = None

    def read(self) -> NDArray[np.uint8]:
        """The picture as it was drawn; (height, width, 3), rows from the top."""
        data = np.frombuffer(self._picture.read(components=3, alignment=1), np.uint8)
        return np.ascontiguousarray(data.reshape(self.size[1], self.size[0], 3)[::-1])

    def resize(self, size: tuple[int, int]) -> None:
        """Draw at another size from now on.

        Raises:
            ValueError: a side is not positive.
        """
        if min(size) < 1:
            raise ValueError(f"a picture of {size[0]}x{size[1]} has no pixels")
        if self._sized:
            self._release_sized()
        self.size = (int(size[0]), int(size[1]))
        self._target = self._ctx.texture(self.size, 4)
        self._picture = self._ctx.framebuffer([self._target])
        self._soft = {scale: self._soft_at(scale) for scale in SCALES}
        self._dimmer = Dimmer(self._ctx, self.size)
        self._wording = Wording(self._ctx, self._type, self.size)
        self._sized = True

    def release(self) -> None:
        """Give every OpenGL object back."""
        self._release_sized()
        self._release_small()
        for thing in (*self._arrays.values(), *self._programs.values(), *self._buffers.values()):
            thing.release()
        self._corners.release()
        self._pattern_texture.release()

    def _release_sized(self) -> None:
        for soft in self._soft.values():
            soft.release()
        self._dimmer.release()
        for thing in (self._picture, self._target, self._wording):
            thing.release()

    def _make_buffers(self) -> None:
        """What holds the rows of a picture, at its largest."""
        self._buffers = {
            name: self._ctx.buffer(reserve=4 * width * rows, dynamic=True)
            for name, (rows, width) in MOST.items()
        }
        nodes = len(TOPOLOGY.rest)
        self._buffers["body"] = self._ctx.buffer(reserve=4 * surface.ATTRIBUTES * nodes, dynamic=True)
        self._corners = self._ctx.buffer(TOPOLOGY.triangles.astype(np.int32).tobytes())
        self._pattern_texture = self._ctx.texture((field.SIZE, field.SIZE), 4, dtype="f4")
        self._pattern_texture.repeat_x = self._pattern_texture.repeat_y = False

    def _build(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Every program and the arrays that feed it."""
        programs = {name: self._shading.program(*files) for name, files in PROGRAMS.items()}
        arrays = {}
        for name, program in programs.items():
            if name not in LAYOUTS:
                arrays[name] = self._ctx.vertex_array(program, [])
                continue
            form, names = LAYOUTS[name]
            indices = self._corners if name == "body" else None
            arrays[name] = self._ctx.vertex_array(
                program, [(self._buffers[name], form, *names)], index_buffer=indices, skip_errors=True
            )
        return programs, arrays

    def _reload(self) -> None:
        """Take changed shaders over; keep the old ones while the new do not compile."""
        if self._drawn % 8 or not self._shading.changed():
            return
        try:
            programs, arrays = self._build()
        except ShaderError as error:
            self._shading.failure = str(error)
            return
        for thing in (*self._arrays.values(), *self._programs.values()):
            thing.release()
        self._programs, self._arrays = programs, arrays
        self._shading.failure = ""

    def _soft_at(self, scale: float) -> _Soft:
        """The soft picture at a scale and its bloom's."""
        width, height = (max(int(side * scale), 1) for side in self.size)
        sizes = [(width, height)]
        sizes += [(max(width >> level, 1), max(height >> level, 1)) for level in range(2, _BLUR_LEVELS + 2)]
        textures = [self._ctx.texture(size, 4) for size in sizes]
        for texture in textures:
            texture.repeat_x = texture.repeat_y = False
        return _Soft(textures, [self._ctx.framebuffer([texture]) for texture in textures])

    def _set(self, name: str, **uniforms: Any) -> None:
        """Set the uniforms that a program has (a compiler drops those that it does not use)."""
        program = self._programs[name]
        for key, value in uniforms.items():
            if key in program:
                program[key].value = value

    def _share(self, scene: Scene) -> None:
        """What most shaders ask for."""
        layout, light = scene.layout, scene.light
        for name in self._programs:
            self._set(
                name,
                extent=layout.extent,
                centre=layout.centre,
                body_radius=layout.body_radius,
                bulge=BULGE,
                time_s=light.time_s % TURN_S,
                awake=light.awake,
                ornament=light.ornament,
                strike=light.strike,
                strike_colour=light.strike_colour,
                pattern_span=field.SPAN,
            )
        self._share_pixel(self.size)
        if scene.pattern is not self._pattern:
            self._pattern_texture.write(scene.pattern)
            self._pattern = scene.pattern

    def _share_pixel(self, size: tuple[int, int]) -> None:
        """How large a pixel of the picture is, in stage units."""
        for name in ("arc", "line", "mark"):
            self._set(name, pixel=2.0 / min(size))

    def _draw_soft(self, scene: Scene) -> None:
        """Ground, body and light into the soft picture, then its bloom."""
        soft = self._soft[self._scale]
        soft.pictures[0].use()
        self._ctx.disable(moderngl.BLEND)
        self._pattern_texture.use(0)
        self._arrays["ground"].render(vertices=3)
        self._buffers["body"].write(scene.body)
        self._ctx.enable(moderngl.BLEND)
        self._ctx.blend_func = (moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA)
        self._arrays["body"].render()
        self._ctx.blend_func = (moderngl.ONE, moderngl.ONE)
        self._draw_rows("halo", scene.halos, 4)
        self._ctx.disable(moderngl.BLEND)
        for level in range(1, _BLUR_LEVELS + 1):
            self._blur("down", soft, level - 1, level)
        for level in range(_BLUR_LEVELS - 1, 0, -1):
            self._blur("up", soft, level + 1, level)
        self._ctx.enable(moderngl.BLEND)
        self._ctx.blend_func = (moderngl.ONE, moderngl.ONE)
        soft.pictures[0].use()
        soft.textures[1].use(0)
        self._arrays["bloom"].render(vertices=3)

    def _blur(self, name: str, soft: _Soft, source: int, target: int) -> None:
        """One step of the bloom, from one size to the next."""
        texture = soft.textures[source]
        soft.pictures[target].use()
        texture.use(0)
        texel = (1.0 / texture.width, 1.0 / texture.height)
        self._set(name, texel=texel, threshold=0.30 if (name, source) == ("down", 0) else 0.0)
        self._arrays[name].render(vertices=3)

    def _must_dim(self, scene: Scene, shown_s: float) -> bool:
        """Draw a small copy and let the flash guard judge it."""
        self._set("shrink", cell=(1.0 / self._dimmer.size[0], 1.0 / self._dimmer.size[1]))
        self._share_pixel(self._dimmer.size)
        self._draw_sharp(scene, self._dimmer.picture, "shrink")
        self._share_pixel(self.size)
        return self._dimmer.judge(shown_s)

    def _dim(self) -> None:
        """Lay the flash guard's factors over the picture just drawn."""
        self._ctx.enable(moderngl.BLEND)
        self._ctx.blend_func = (moderngl.ZERO, moderngl.SRC_COLOR)
        self._dimmer.factors.use(0)
        self._arrays["dim"].render(vertices=3)
        self._ctx.disable(moderngl.BLEND)

    def _draw_sharp(self, scene: Scene, target: Any, finish: str = "finish") -> None:
        """The soft picture at full size, and over it what is sharp."""
        soft = self._soft[self._scale]
        target.use()
        self._ctx.disable(moderngl.BLEND)
        soft.textures[0].use(0)
        self._arrays[finish].render(vertices=3)
        self._ctx.enable(moderngl.BLEND)
        self._ctx.blend_func = (moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA)
        self._draw_rows("arc", scene.arcs, _ARC_VERTICES)
        self._draw_rows("line", scene.lines, 4)
        self._draw_rows("mark", scene.marks, 4)
        self._draw_texts(scene)
        self._ctx.disable(moderngl.BLEND)

    def _draw_rows(self, name: str, rows: NDArray[np.float32], vertices: int) -> None:
        """All things of a kind in one call; what is more than fits is left out."""
        count = min(len(rows), MOST[name][0])
        if count:
            self._buffers[name].write(rows[:count].tobytes())
            self._arrays[name].render(_STRIP, vertices=vertices, instances=count)

    def _draw_texts(self, scene: Scene) -> None:
        """The words of the scene, and in development what is wrong with a shader."""
        texts, words = list(scene.texts), self._languages[self.language]
        if len(scene.lines) and len(self._languages) > 1:  # a study's dark picture has no switch of languages
            name = self._languages[self.next_language()]["name"]
            texts.append(TextLine(name, scene.layout.switch, MIST, 0.9, plain=True))
        if self.page:
            texts += signpost(scene.layout, self.page, square=not self.page.startswith("http:"))
        if self._shading.failure:
            place = scene.layout.notice
            texts.append(TextLine(self._shading.failure, place, (1.0, 0.6, 0.4), 1.0, plain=True))
        found = [row for text in texts for row in self._wording.rows(text, words)]
        if not found:
            return
        self._wording.sheet.use(0)
        self._set("text", size_px=self.size, atlas_px=self._wording.atlas.size)
        self._draw_rows("text", np.array(found, np.float32).reshape(-1, ROW), 4)
