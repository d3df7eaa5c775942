"""The command `rapporteur serve` in a process of its own, with an encoder that takes its time.

What enters, on the command line: an index, seconds a question takes, seconds a passage takes. What leaves: what the command says and its
exit status. It changes nothing of the command but what encodes.
"""

import sys
import time
from collections.abc import Callable, Sequence

from hashing_encoder import HashingEncoder, Vectors


class SlowEncoder(HashingEncoder):
    """Sleeps over every question and every passage."""

    def __init__(self, question_s: float, passage_s: float) -> None:
        super().__init__()
        self._question_s, self._passage_s = question_s, passage_s

    def encode_question(self, text: str) -> tuple[Vectors, Vectors]:
        time.sleep(self._question_s)
        return super().encode_question(text)

    def encode_passages(self, texts: Sequence[str], progress: Callable[[int], None] = lambda done: None) -> Vectors:
        def slow(done: int) -> None:
            time.sleep(self._passage_s)
            progress(done)

        return super().encode_passages(texts, slow)


def main() -> None:
    from assistant.assistant import Assistant
    from ui import command_line

    index, question_s, passage_s = sys.argv[1:]
    encoder = SlowEncoder(float(question_s), float(passage_s))
    Assistant.open = lambda folder, **_: Assistant(folder, encoder)  # type: ignore[assignment, method-assign]
    sys.argv[1:] = ["serve", "--index", index, "--port", "0", "--no-browser"]
    command_line.main()


if __name__ == "__main__":
    main()
