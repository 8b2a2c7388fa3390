"""How long a preview of a policy takes: python bench/previews.py [--customers 200000] [--keep] [--json]

Fills a database as bench/nightly.py does (--keep: uses the one that is there), runs a night in it, and asks
each preview that a page or the API may ask for in a request: what is timed is processor time, PostgreSQL's
included, which says the same on a busy machine. Each is asked twice and the second time counts.
"""

import argparse
import copy
import json
import os
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from _measuring import database, say, timed
from nightly import DAYS, alone, fill, learn_nothing, night, url, vacuum

NAME = "bench_previews_{}"
LONGEST = 3.0  # seconds of the processor that a request may take


def main() -> None:
    options = parsed()
    with database(NAME.format(options.customers), keep=options.keep):
        connected = dict(os.environ, DATABASE_URL=url())
        alone(connected, fill, options.customers)
        alone(connected, learn_nothing)
        alone(connected, night, DAYS[1], 1)
        alone(connected, vacuum)
        found = {name: told(preview) for name, preview in previews()}
    if options.json:
        print(json.dumps(found))
        return
    say("preview", "clock", "processor")
    for name, (clock, processor) in found.items():
        say(name, round(clock, 2), round(processor, 2), "" if processor <= LONGEST else "too long")


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--customers", type=int, default=200_000)
    parser.add_argument("--keep", action="store_true", help="keep the database, and use it when it is there")
    parser.add_argument("--json", action="store_true", help="as the last line")
    return parser.parse_args()


def told(preview: Callable[[], Any]) -> tuple[float, float]:
    """Seconds by the clock and of the processor, the second time."""
    preview()
    _done, clock, processor = timed(preview)
    return clock, processor


def previews() -> Iterator[tuple[str, Callable[[], Any]]]:
    """(what is changed, the preview of it), of tiers, calls, health and each signal."""
    from retention.foresight import calls_foreseen
    from signals import preview
    from signals.detectors import KINDS
    from signals.foresight import foresee
    from signals.health.moves import band_moves
    from signals.policies import detectors_followed, own_months, profiles_followed

    as_of = DAYS[1]
    for name, wanted in policies():
        yield name, partial(foresee, wanted, months=own_months(), as_of=as_of)
    saved = dict(policies())["as it is"]
    segment = [{"branch": None, "customer_kind": "person", "echelon": 1, "months": [2, 4, 8]}]
    yield "months of a segment", partial(foresee, saved, months=segment, as_of=as_of)
    for name, wanted in policies():
        yield f"calls: {name}", partial(calls_foreseen, wanted, as_of=as_of)
    bands = {"at_risk_below": 45, "well_from": 75}
    yield "health", partial(band_moves, profiles_followed(), bands=bands, as_of=as_of)
    rules = detectors_followed()
    for kind in KINDS:
        yield f"signal: {kind}", partial(preview.accusations, kind, rules[kind], as_of=as_of)


def policies() -> Iterator[tuple[str, Any]]:
    """(what is changed, the policy with it), not saved."""
    from signals.policies import scoring_policy

    for name, changed in (
        ("as it is", {}),
        ("months of tiers", {"months_sms": 2, "months_call": 5, "months_recall": 10}),
        ("priors", {"prior_current": 0.2, "prior_sms": 0.5}),
        ("horizon", {"horizon_days": 30}),
        ("attrition", {"attrition_months": 18}),
        ("call threshold", {"call_at_strength": 0.4}),
        ("months of echelons", {"echelon_months": 24}),
    ):
        policy = copy.copy(scoring_policy())
        for field, value in changed.items():
            setattr(policy, field, value)
        yield name, policy


if __name__ == "__main__":
    main()
