"""A progress bar for whoever watches; nothing where nobody does."""

from __future__ import annotations

import sys
from types import TracebackType

from tqdm import tqdm


class Progress:
    """Counts things done towards a total, on a terminal's stderr with rate and remaining time."""

    def __init__(self, *, total: int, unit: str, label: str) -> None:
        self._bar = tqdm(
            total=total,
            unit=f" {unit}",
            desc=label,
            file=sys.stderr,
            disable=not sys.stderr.isatty(),
            dynamic_ncols=True,
            smoothing=0.1,
        )

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.close()

    def advance(self, number: int) -> None:
        self._bar.update(number)
