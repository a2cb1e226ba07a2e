"""What every store shares."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Encoded:
    """The vectors of one passage, all of unit length."""

    passage: NDArray[np.float32]  # shape (dimensions,)
    sentences: NDArray[np.float32]  # shape (sentences, dimensions)
