"""How the simulated gateway misbehaves when it is told to. All shares are between 0 and 1."""

import argparse
import random
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Faults:
    """Shares, but for slow and seed.

    drop: takes the message and breaks the connection · late: breaks it and takes the message seconds later ·
    broken: takes it and answers 500 · garbage: takes it and answers 200 with nonsense · refuse: 429, not
    taken · fail: 500, not taken · deaf: questions are answered 503 · double, reverse, delay: of receipts ·
    slow: seconds an answer takes at most
    """

    drop: float = 0.0
    late: float = 0.0
    broken: float = 0.0
    garbage: float = 0.0
    refuse: float = 0.0
    fail: float = 0.0
    deaf: float = 0.0
    double: float = 0.0
    reverse: float = 0.0
    delay: float = 0.0
    slow: float = 0.0
    seed: int = 0

    def dice(self) -> random.Random:
        return random.Random(self.seed)  # noqa: S311

    def of_send(self, dice: random.Random) -> str:
        """Which of the faults of sending happens now; empty for none."""
        roll = dice.random()
        for name in ("drop", "late", "broken", "garbage", "refuse", "fail"):
            roll -= getattr(self, name)
            if roll < 0:
                return name
        return ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    for fault in fields(Faults):
        parser.add_argument(f"--{fault.name}", type=type(fault.default), default=fault.default)


def of_arguments(options: Any) -> Faults:
    return Faults(**{fault.name: getattr(options, fault.name) for fault in fields(Faults)})
