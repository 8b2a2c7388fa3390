"""How long learning takes: python bench/learning.py [--customers 100000] [--lifetimes PYTHON] [--json]

Makes BG/NBD-like customers with 20 purchases each on average and prints the seconds of each step, in this
process and without a database: frame, fit (sampled as always), scores with all contributions and points.
With --lifetimes, a Python in whose environment the package lifetimes is installed, its summary, fit and
predictions on the same purchases follow.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from _purchases import DAYS, drawn

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from signals.learning.frame import frame
from signals.learning.history import History
from signals.learning.training import fit

HORIZON = 90
FIRST = 739_000  # ordinal of the first day
# Runs in the other environment: what lifetimes does for less (four columns, one probability).
THEIRS = """
import sys, time, json
import numpy as np, pandas as pd
from lifetimes import BetaGeoFitter
from lifetimes.utils import summary_data_from_transaction_data
told = np.load(sys.argv[1])
at = pd.Timestamp("2024-01-01") + pd.to_timedelta(told["day"], unit="D")
rows = pd.DataFrame({"id": told["customer"], "at": at})
began = time.perf_counter()
summary = summary_data_from_transaction_data(rows, "id", "at")
summarised = time.perf_counter()
fitter = BetaGeoFitter().fit(summary.frequency, summary.recency, summary["T"])
fitted = time.perf_counter()
fitter.conditional_probability_alive(summary.frequency, summary.recency, summary["T"])
ended = time.perf_counter()
print(json.dumps({"summary": summarised - began, "fit": fitted - summarised, "predict": ended - fitted}))
"""


def main() -> None:
    arguments = parsed()
    customer, day, cents = drawn(arguments.customers)
    seconds: dict[str, float] = {}
    history = timed(seconds, "sort", lambda: History.of_rows(customer, FIRST + day, cents))
    through = FIRST + DAYS
    model = timed(seconds, "fit", lambda: fit(history, through=through, horizon=HORIZON))
    seen = timed(
        seconds,
        "frame",
        lambda: frame(history, as_of=through, horizon=HORIZON, usual_gap=model.usual_gap),
    )
    scores = timed(seconds, "score", lambda: model.score(seen))
    timed(seconds, "points", lambda: scores.points)
    found: dict[str, Any] = {
        "customers": arguments.customers,
        "purchases": len(day),
        "scored": len(seen),
        "basis": model.basis,
        **{name: round(value, 2) for name, value in seconds.items()},
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    if arguments.lifetimes:
        found["lifetimes"] = theirs(arguments.lifetimes, customer, day)
    print(
        json.dumps(found) if arguments.json else "\n".join(f"{key:12}{value}" for key, value in found.items())
    )


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--lifetimes", metavar="PYTHON", help="of an environment that has lifetimes")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def timed(seconds: dict[str, float], step: str, do: Callable[[], Any]) -> Any:
    began = time.perf_counter()
    done = do()
    seconds[step] = time.perf_counter() - began
    return done


def theirs(python: str, customer: np.ndarray, day: np.ndarray) -> dict[str, float]:
    """Seconds of lifetimes on the same purchases."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "purchases.npz"
        np.savez(path, customer=customer, day=day)
        ran = subprocess.run([python, "-c", THEIRS, str(path)], check=True, capture_output=True, text=True)
    return {name: round(value, 2) for name, value in json.loads(ran.stdout).items()}


if __name__ == "__main__":
    main()
