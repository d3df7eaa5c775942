"""Whether the optional extra that recognises pictures is installed.

What enters: nothing. What leaves: yes or no. It deliberately imports nothing to find out, for it is asked of every file.
"""

from functools import cache
from importlib.util import find_spec


@cache
def available() -> bool:
    """Whether the library that recognises is installed; it may still fail to load."""
    return find_spec("rapidocr_onnxruntime") is not None
