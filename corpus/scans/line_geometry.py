"""Where lines lie in a picture: plane geometry for recognition.

What enters: the corners of lines. What leaves: how long and high they are, where they lie on a page that is level, and where in
a picture before it was turned. It deliberately reads nothing.
"""

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]  # (height, width, 3), red green blue
Quads = npt.NDArray[np.float32]  # (n, 4, 2), the corners of each line clockwise from the top left, in pixels
Box = tuple[float, float, float, float]  # left, top, right, bottom

# A line this much taller than wide runs up or down the page.
TALL = 1.5
# A line this much longer than high shows the lean of its page.
LONG = 3.0
# The strip is cut these shares of its height outside the box, left and right, up and down: boxes shave off letters.
SIDE_MARGIN, MARGIN = 0.15, 0.05
# Longer pictures than this (height by width) are looked through in bands.
MAX_LENGTH, BAND_LENGTH = 2.5, 1.5


def bands(picture: Pixels) -> list[tuple[int, int]]:
    """Where a long picture is cut: at the emptiest row near each band's end."""
    height, width = picture.shape[:2]
    if height <= MAX_LENGTH * width:
        return [(0, height)]
    step = max(int(BAND_LENGTH * width), 64)
    edges = [0]
    while height - edges[-1] > MAX_LENGTH / BAND_LENGTH * step:
        low = edges[-1] + step * 4 // 5
        spread = picture[low : edges[-1] + step, :, 1].std(axis=1)
        edges.append(low + int(np.argmin(spread)))
    return list(zip(edges, [*edges[1:], height]))


def extents(quads: Quads) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """How long and how high lines are, along their own edges."""
    across = np.linalg.norm(quads[:, 1] - quads[:, 0], axis=1), np.linalg.norm(quads[:, 2] - quads[:, 3], axis=1)
    down = np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1), np.linalg.norm(quads[:, 2] - quads[:, 1], axis=1)
    return (across[0] + across[1]) / 2, (down[0] + down[1]) / 2


def mostly_tall(quads: Quads) -> bool:
    """Whether most of the text runs up or down."""
    wide, high = extents(quads)
    length = np.maximum(wide, high)
    tall = high > TALL * wide
    return bool(length[tall].sum() > length[~tall].sum())


def with_margin(quad: Quads) -> Quads:
    """A line with a little of what is around it."""
    height = np.linalg.norm(quad[3] - quad[0])
    outwards = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * (SIDE_MARGIN, MARGIN)
    return (quad + outwards * height).astype(np.float32)


def levelled(quads: Quads, middle: tuple[float, float]) -> list[Box]:
    """The edges of lines on the page with its lean taken out: a page laid askew has level lines all the same."""
    if not len(quads):
        return []
    wide, high = extents(quads)
    along = quads[:, 1] - quads[:, 0]
    long = wide > LONG * high
    lean = float(np.median(np.arctan2(along[long, 1], along[long, 0]))) if long.any() else 0.0
    cosine, sine = np.cos(-lean), np.sin(-lean)
    x, y = (quads.mean(axis=1) - np.array(middle, np.float32)).T
    centres = np.stack([x * cosine - y * sine, x * sine + y * cosine], axis=1) + np.array(middle, np.float32)
    halves = np.stack([wide, high], axis=1) / 2
    return [(float(a[0]), float(a[1]), float(b[0]), float(b[1])) for a, b in zip(centres - halves, centres + halves)]


def as_given(quad: Quads, size: tuple[int, int], turned: int) -> Box:
    """The box of a line as shares of the picture before it was turned."""
    left, top = quad.min(axis=0) / np.array(size, np.float32)
    right, bottom = quad.max(axis=0) / np.array(size, np.float32)
    for _ in range(turned // 90):  # back by a quarter: what is up was on the left
        left, top, right, bottom = top, 1 - right, bottom, 1 - left
    edges = [min(max(float(edge), 0.0), 1.0) for edge in (left, top, right, bottom)]
    return edges[0], edges[1], edges[2], edges[3]
