"""The recognition model: RapidOCR's, which carries its weights in its package.

What enters: pixels. What leaves: where lines are, and what one line says. It is imported when the first picture is read, for
it is an optional extra. It deliberately takes the library's two networks and not its pipeline: that one shrinks the page and
lets words run together.
"""

import logging
import re
import unicodedata
from importlib import import_module
from typing import Any

import numpy as np

from corpus.scans.line_geometry import Pixels, Quads
from corpus.scans.recognition import FIND_SIDE, STRIP_HEIGHT

# Reading processes run side by side; a second thread mostly waits for the first, busily: it doubled the work and saved a tenth of the time.
THREADS = 1
# Small pictures are enlarged so much and no more: letters do not get clearer.
MAX_ENLARGED = 3.0
MIN_SIDE = 64  # the network halves the picture five times
# A gap between letters is a word space when the model holds it for one with this probability; it is shy of them.
MIN_SPACE = 0.1
# After a comma between letters, and between a sentence's end and a capital, print has a space even where the model sees none.
_RUN_TOGETHER = re.compile(r"(?<=[^\W\d_][,;])(?=[^\W\d_])|(?<=[^\W\d_A-Z]{2}[.!?])(?=[A-Z][^\W\d_A-Z])")


class RapidModel:
    """RapidOCR's detection and recognition networks."""

    def __init__(self) -> None:
        library = import_module("rapidocr_onnxruntime")
        import_module("onnxruntime").disable_telemetry_events()  # where the environment is not asked: Windows
        for name in ("RapidOCR", "OrtInferSession"):  # they print what they do
            logger = logging.getLogger(name)
            logger.handlers.clear()
            logger.disabled = True
        engine = library.RapidOCR(intra_op_num_threads=THREADS, inter_op_num_threads=1)
        self._cv2: Any = import_module("cv2")
        self._engine: Any = engine
        engine.text_det.limit_type = "max"  # never enlarges: a banner would fill the memory
        self._letters: list[str] = engine.text_rec.postprocess_op.character
        self._space = self._letters.index(" ")

    def find(self, picture: Pixels, side: int = FIND_SIDE) -> Quads:
        """The lines in a picture, looked for in one whose longer side is `side`."""
        height, width = picture.shape[:2]
        scale = min(side / max(height, width), MAX_ENLARGED)
        size = max(round(width * scale), 1), max(round(height * scale), 1)
        kind = self._cv2.INTER_AREA if scale < 1 else self._cv2.INTER_LINEAR
        small = self._cv2.resize(picture, size, interpolation=kind)
        short = [(0, max(MIN_SIDE - edge, 0)) for edge in small.shape[:2]]
        small = np.pad(small, (*short, (0, 0)), mode="edge")[:, :, ::-1]
        quads, _ = self._engine.text_det(np.ascontiguousarray(small))
        if quads is None or not len(quads):
            return np.zeros((0, 4, 2), np.float32)
        scales = np.array([size[0] / width, size[1] / height])
        found: Quads = np.clip(np.asarray(quads) / scales, 0, (width, height)).astype(np.float32)
        return found

    def strip(self, picture: Pixels, quad: Quads) -> Pixels:
        """One line cut out of the picture, level."""
        cut: Pixels = self._engine.get_crop_img_list(picture, [quad])[0]
        return cut

    def read(self, strip: Pixels, width: int) -> tuple[str, float]:
        """The words of a line drawn `width` pixels wide, and how sure of them the model is, 0 to 1."""
        kind = self._cv2.INTER_AREA if strip.shape[0] > 2 * STRIP_HEIGHT else self._cv2.INTER_LINEAR
        drawn = self._cv2.resize(np.ascontiguousarray(strip[:, :, ::-1]), (width, STRIP_HEIGHT), interpolation=kind)
        given = (drawn.astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)[np.newaxis]
        return self._decoded(self._engine.text_rec.session(given)[0][0])

    def _decoded(self, likely: Any) -> tuple[str, float]:
        """The letters of looks, (looks, letters): a letter seen in several looks counts once (connectionist temporal classification)."""
        best = likely.argmax(axis=1)
        starts = np.flatnonzero((best != 0) & (best != np.concatenate([[0], best[:-1]])))
        text: list[str] = []
        sure: list[float] = []
        ended = 0
        for look in starts.tolist():
            letter = self._letters[best[look]]
            if letter != " ":
                if text and text[-1] != " " and likely[ended + 1 : look, self._space].max(initial=0) >= MIN_SPACE:
                    text.append(" ")
                sure.append(float(likely[look, best[look]]))
            text.append(letter)
            ended = look
        return _plain("".join(text)), float(np.mean(sure)) if sure else 0.0


def _plain(text: str) -> str:
    """Punctuation of Chinese type as that of Latin type, in a line that is not Chinese."""
    if any("\u3040" <= letter <= "\ud7ff" for letter in text):
        return text
    wide = {letter: unicodedata.normalize("NFKC", letter) for letter in set(text) if "\uff01" <= letter <= "\uff5e"}
    for letter, narrow in wide.items():
        text = text.replace(letter, f"{narrow} " if narrow in ",;:!?)" else narrow)
    return _RUN_TOGETHER.sub(" ", text.replace("。", ". ").replace("、", ", "))
