"""How far a command has come: one line on the terminal that grows, the same for every command."""

import sys

WIDTH = 30  # signs


class Bar:
    """Written to standard error, so that what a command prints can be piped on; nothing when not shown."""

    def __init__(self, *, shown: bool) -> None:
        self.shown = shown and sys.stderr.isatty()

    def show(self, what: str, share: float) -> None:
        """Draw it anew. share: of the work that is done, 0 to 1."""
        full = round(WIDTH * share)
        self._write(f"{what:<12} [{'#' * full}{'.' * (WIDTH - full)}] {share:4.0%}")

    def clear(self) -> None:
        self._write("")

    def _write(self, line: str) -> None:
        if self.shown:
            sys.stderr.write(f"\r\033[K{line}")
            sys.stderr.flush()
