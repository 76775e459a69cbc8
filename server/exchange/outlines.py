"""The outlines of glyphs of a TrueType font, as paths of PDF in units of the font."""

import struct
from collections.abc import Iterator

Point = tuple[float, float, bool]
"""Where, and whether on the curve."""


class Outlines:
    """Raises ValueError, struct.error or KeyError for what is no such font."""

    def __init__(self, font: bytes) -> None:
        count = struct.unpack_from(">H", font, 4)[0]
        tables = {}
        for tag, offset, length in struct.iter_unpack(">4s4xII", font[12 : 12 + 16 * count]):
            tables[tag] = font[offset : offset + length]
        self.units: int = struct.unpack_from(">H", tables[b"head"], 18)[0]
        long = struct.unpack_from(">h", tables[b"head"], 50)[0]
        loca = tables[b"loca"]
        form, factor = (">I", 1) if long else (">H", 2)
        self._places = [factor * place for (place,) in struct.iter_unpack(form, loca)]
        self._glyphs = tables[b"glyf"]

    def path(self, glyph: int) -> bytes:
        """Operators that draw the outline of a glyph, not yet filled; nothing for an empty one."""
        return b" ".join(_drawn(contour) for contour in self._contours(glyph) if len(contour) > 1)

    def _contours(self, glyph: int) -> list[list[Point]]:
        data = self._glyphs[self._places[glyph] : self._places[glyph + 1]]
        if not data:
            return []
        contours = struct.unpack_from(">h", data)[0]
        return _simple(data, contours) if contours >= 0 else list(self._composite(data))

    def _composite(self, data: bytes) -> Iterator[list[Point]]:
        place, more = 10, True
        while more:
            flags, glyph = struct.unpack_from(">HH", data, place)
            place += 4
            form = ">hh" if flags & 1 else ">bb"
            dx, dy = struct.unpack_from(form, data, place)
            place += struct.calcsize(form)
            a, b, c, d = 1.0, 0.0, 0.0, 1.0
            if flags & 8:
                (a,), place = _fractions(data, place, 1), place + 2
                d = a
            elif flags & 0x40:
                (a, d), place = _fractions(data, place, 2), place + 4
            elif flags & 0x80:
                (a, b, c, d), place = _fractions(data, place, 4), place + 8
            for contour in self._contours(glyph):
                yield [(a * x + c * y + dx, b * x + d * y + dy, on) for x, y, on in contour]
            more = bool(flags & 0x20)


def _fractions(data: bytes, place: int, count: int) -> tuple[float, ...]:
    return tuple(value / 16384 for value in struct.unpack_from(f">{count}h", data, place))


def _simple(data: bytes, contours: int) -> list[list[Point]]:
    ends = struct.unpack_from(f">{contours}H", data, 10)
    place = 10 + 2 * contours
    place += 2 + struct.unpack_from(">H", data, place)[0]
    count = ends[-1] + 1 if ends else 0
    flags: list[int] = []
    while len(flags) < count:
        flag = data[place]
        place += 1
        again = 0
        if flag & 8:
            again, place = data[place], place + 1
        flags += [flag] * (1 + again)
    xs, place = _coordinates(data, place, flags, 2, 16)
    ys, _ = _coordinates(data, place, flags, 4, 32)
    points = [(float(x), float(y), bool(flag & 1)) for x, y, flag in zip(xs, ys, flags, strict=True)]
    starts = [0, *(end + 1 for end in ends)]
    return [points[start : end + 1] for start, end in zip(starts, ends, strict=False)]


def _coordinates(data: bytes, place: int, flags: list[int], short: int, same: int) -> tuple[list[int], int]:
    found, value = [], 0
    for flag in flags:
        if flag & short:
            value += data[place] if flag & same else -data[place]
            place += 1
        elif not flag & same:
            value += struct.unpack_from(">h", data, place)[0]
            place += 2
        found.append(value)
    return found, place


def _drawn(contour: list[Point]) -> bytes:
    """A closed contour of quadratic curves, as cubic ones."""
    whole: list[Point] = []
    for (x, y, on), (after_x, after_y, after_on) in zip(contour, contour[1:] + contour[:1], strict=True):
        whole.append((x, y, on))
        if not on and not after_on:
            # Between two points off the curve lies one on it.
            whole.append(((x + after_x) / 2, (y + after_y) / 2, True))
    first = next((at for at, point in enumerate(whole) if point[2]), 0)
    whole = whole[first:] + whole[:first]
    x, y, _ = whole[0]
    said = [f"{x:g} {y:g} m"]
    bend: Point | None = None
    for point in (*whole[1:], whole[0]):
        if not point[2]:
            bend = point
            continue
        if bend is None:
            said.append(f"{point[0]:g} {point[1]:g} l")
        else:
            one = (x + 2 * (bend[0] - x) / 3, y + 2 * (bend[1] - y) / 3)
            two = (point[0] + 2 * (bend[0] - point[0]) / 3, point[1] + 2 * (bend[1] - point[1]) / 3)
            said.append(f"{one[0]:g} {one[1]:g} {two[0]:g} {two[1]:g} {point[0]:g} {point[1]:g} c")
        x, y, bend = point[0], point[1], None
    return (" ".join(said) + " h").encode()
