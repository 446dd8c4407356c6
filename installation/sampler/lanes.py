"""The innermost loop: eight voices abreast, from positions in the pool to two channels and a send.

Owns the arithmetic of one audio frame (interpolate, filter, weigh, add up) and the layout of its state.
Refuses to know notes, regions and envelopes: it is given steps and ramps that are straight for a segment.

It is written as vectors of eight because a compiler cannot prove that the pool and the state do not overlap,
and without that proof leaves everything scalar (measured: 5.6 ns a voice and frame instead of about 1.5).
Interpolation is the cubic B-spline: 4 neighbours, images fall with the fourth power. Its droop in the pass band
is made good when the pool is built (pool.py), which also holds the 1/6.
The filter is the state-variable one of Zavalishin and Simper, whose coefficients may move every frame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llvmlite import ir
from numba.core import cgutils as _untyped_cgutils
from numba.core import types
from numba.extending import intrinsic

if TYPE_CHECKING:
    from collections.abc import Callable

LANES = 8

# Rows of the whole-number state, (WORDS, LANES) uint32 a group of voices.
POS, FRAC, STEP, STEP_FRAC, WRAP, BACK = range(6)
WORDS = 6
# Rows of the state in floats, (FLOATS, LANES) float32 a group of voices.
Z1, Z2, A1, A2, A3, DRY, LEFT, RIGHT, SEND, A1_STEP, A2_STEP, A3_STEP, LEFT_STEP, RIGHT_STEP, SEND_STEP = (
    range(15)
)
FLOATS = 15
RAMPS = (
    (A1, A1_STEP),
    (A2, A2_STEP),
    (A3, A3_STEP),
    (LEFT, LEFT_STEP),
    (RIGHT, RIGHT_STEP),
    (SEND, SEND_STEP),
)

cgutils: Any = _untyped_cgutils
_F32, _U32, _I64 = ir.FloatType(), ir.IntType(32), ir.IntType(64)
_V4, _V8, _U8 = ir.VectorType(_F32, 4), ir.VectorType(_F32, LANES), ir.VectorType(_U32, LANES)


class _Vector:
    """Eight numbers in a register, with the operators one writes formulas in."""

    __slots__ = ("build", "value")

    def __init__(self, build: Any, value: Any) -> None:
        self.build, self.value = build, value

    def _with(self, other: _Vector | float, operation: Callable[..., Any]) -> _Vector:
        value = other.value if isinstance(other, _Vector) else ir.Constant(_V8, [float(other)] * LANES)
        return _Vector(self.build, operation(self.value, value, flags=("contract",)))

    def __add__(self, other: _Vector | float) -> _Vector:
        return self._with(other, self.build.fadd)

    def __sub__(self, other: _Vector | float) -> _Vector:
        return self._with(other, self.build.fsub)

    def __mul__(self, other: _Vector | float) -> _Vector:
        return self._with(other, self.build.fmul)


def _data(context: Any, build: Any, kind: Any, array: Any) -> Any:
    """Where an array's numbers begin."""
    return cgutils.create_struct_proxy(kind)(context, build, value=array).data


def _row(build: Any, data: Any, row: Any, vector: Any) -> Any:
    """Where row `row` of eight begins, as a pointer to a vector."""
    return build.bitcast(build.gep(data, [row]), vector.as_pointer())


def _rows(build: Any, data: Any, count: int, vector: Any) -> list[Any]:
    return [_row(build, data, ir.Constant(_I64, row * LANES), vector) for row in range(count)]


def _neighbours(build: Any, pool: Any, positions: Any) -> list[_Vector]:
    """Four neighbours of each lane: eight loads of four, turned on their side."""
    fours = []
    for lane in range(LANES):
        place = build.zext(build.extract_element(positions, ir.Constant(_U32, lane)), _I64)
        fours.append(build.load(build.bitcast(build.gep(pool, [place]), _V4.as_pointer()), align=4))

    def mix(one: Any, other: Any, order: list[int]) -> Any:
        return build.shuffle_vector(one, other, ir.Constant(ir.VectorType(_U32, len(order)), order))

    pairs = [mix(fours[k], fours[k + 4], list(range(8))) for k in range(4)]
    low, high = [0, 8, 1, 9, 4, 12, 5, 13], [2, 10, 3, 11, 6, 14, 7, 15]
    even, odd = [0, 1, 8, 9, 4, 5, 12, 13], [2, 3, 10, 11, 6, 7, 14, 15]
    lows = mix(pairs[0], pairs[1], low), mix(pairs[2], pairs[3], low)
    highs = mix(pairs[0], pairs[1], high), mix(pairs[2], pairs[3], high)
    turned = mix(*lows, even), mix(*lows, odd), mix(*highs, even), mix(*highs, odd)
    return [_Vector(build, value) for value in turned]


def _spline(near: list[_Vector], between: _Vector) -> _Vector:
    """The cubic B-spline at `between` (0..1) of the second and third of four neighbours, times six."""
    a, b, c, d = near
    one = (c - a) * 3.0
    two = (a + c) * 3.0 - b * 6.0
    three = (d - a) + (b - c) * 3.0
    return ((three * between + two) * between + one) * between + (a + c + b * 4.0)


def _sound(build: Any, pool: Any, words: list[Any]) -> _Vector:
    """The pool's value at each lane's position."""
    position, part = build.load(words[POS]), build.load(words[FRAC])
    eight = ir.Constant(_U8, [8] * LANES)
    between = _Vector(build, build.sitofp(build.lshr(part, eight), _V8)) * (1.0 / (1 << 24))
    return _spline(_neighbours(build, pool, position), between)


def _move(build: Any, words: list[Any]) -> None:
    """Step each lane's position; past WRAP it goes BACK (a loop, or the silence behind a sample)."""
    position, part = build.load(words[POS]), build.load(words[FRAC])
    moved = build.add(part, build.load(words[STEP_FRAC]))
    carry = build.zext(build.icmp_unsigned("<", moved, part), _U8)
    ahead = build.add(build.add(position, build.load(words[STEP])), carry)
    over = build.icmp_unsigned(">=", ahead, build.load(words[WRAP]))
    build.store(build.select(over, build.sub(ahead, build.load(words[BACK])), ahead), words[POS])
    build.store(moved, words[FRAC])


def _filter(build: Any, floats: list[Any], sound: _Vector) -> _Vector:
    """One frame of the resonant low-pass; DRY = 1 lets a lane by."""
    z1, z2, a1, a2, a3, dry = (_Vector(build, build.load(floats[row])) for row in (Z1, Z2, A1, A2, A3, DRY))
    drive = sound - z2
    band = a1 * z1 + a2 * drive
    low = z2 + a2 * z1 + a3 * drive
    build.store((band * 2.0 - z1).value, floats[Z1])
    build.store((low * 2.0 - z2).value, floats[Z2])
    return low + dry * (sound - low)


def _ramp(build: Any, floats: list[Any], ramps: tuple[tuple[int, int], ...]) -> None:
    for row, step in ramps:
        moved = _Vector(build, build.load(floats[row])) + _Vector(build, build.load(floats[step]))
        build.store(moved.value, floats[row])


def _frame(
    build: Any, pool: Any, words: list[Any], floats: list[Any], buses: list[Any], *, filtered: bool
) -> None:
    """All of one audio frame, for eight voices."""
    sound = _sound(build, pool, words)
    _move(build, words)
    if filtered:
        _ramp(build, floats, RAMPS[:3])
        sound = _filter(build, floats, sound)
    _ramp(build, floats, RAMPS[3:])
    for bus, row in zip(buses, (LEFT, RIGHT, SEND), strict=True):
        heard = _Vector(build, build.load(bus, align=4)) + sound * _Vector(build, build.load(floats[row]))
        build.store(heard.value, bus, align=4)


def _in_registers(build: Any, rows: list[Any]) -> list[Any]:
    """Copies of the rows on the stack: the compiler keeps them in registers through the loop."""
    return [cgutils.alloca_once_value(build, build.load(row, align=4)) for row in rows]


def _loop(build: Any, data: dict[str, Any], frames: Any, span: Any, *, filtered: bool) -> None:
    """Render `frames` frames into the three buses, `span` frames long each, and keep the state."""
    word_rows, float_rows = _rows(build, data["words"], WORDS, _U8), _rows(build, data["floats"], FLOATS, _V8)
    words, floats = _in_registers(build, word_rows), _in_registers(build, float_rows)
    with cgutils.for_range(build, frames) as loop:
        buses = []
        for bus in range(3):
            row = build.add(build.mul(span, ir.Constant(_I64, bus)), loop.index)
            buses.append(_row(build, data["buses"], build.mul(row, ir.Constant(_I64, LANES)), _V8))
        _frame(build, data["pool"], words, floats, buses, filtered=filtered)
    for held, rows in ((words, word_rows), (floats, float_rows)):
        for value, row in zip(held, rows, strict=True):
            build.store(build.load(value), row, align=4)


def _renderer(*, filtered: bool) -> Callable[..., Any]:
    def declare(_typing: Any, pool: Any, words: Any, floats: Any, buses: Any, frames: Any) -> Any:
        signature = types.void(pool, words, floats, buses, frames)

        def generate(context: Any, build: Any, kinds: Any, values: Any) -> Any:
            names = ("pool", "words", "floats", "buses")
            data = {name: _data(context, build, kinds.args[k], values[k]) for k, name in enumerate(names)}
            shape = cgutils.create_struct_proxy(kinds.args[3])(context, build, value=values[3]).shape
            _loop(build, data, values[4], build.extract_value(shape, 1), filtered=filtered)
            return context.get_dummy_value()

        return signature, generate

    return declare


render_open = intrinsic(_renderer(filtered=False))
"""render_open(pool, words, floats, buses, frames): eight voices past the filter, added to the buses.

pool (P,) float32; words (WORDS, 8) uint32; floats (FLOATS, 8) float32; buses (3, SPAN, 8) float32: left, right,
send; frames int64, at most SPAN. All C-contiguous. For compiled code only.
"""
render_filtered = intrinsic(_renderer(filtered=True))
"""The same through the filter."""
