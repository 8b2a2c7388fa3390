"""What account managers did with their actions between two nights: invented, at the rates of the trade.

Half of the calls reach somebody. Whoever books a visit really comes: the garage's future is known here.
"""

import json
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from django.conf import settings
from django.db import transaction

from churn_crm import clock
from churn_crm.demo.copying import copy_in
from churn_crm.demo.garage.cast import CHARACTERS
from retention.models import ActionEvent
from retention.services import ATTEMPTS, CALL_BACK, LONGEST_SNOOZE_DAYS, NO_ANSWER
from retention.workdays import next_working_day
from signals.copying import read_frame, run_sql, stage

# Share of the pending that a day works off: with days to go, near the deadline, and overdue.
EARLY, SOON, LATE = 0.05, 0.35, 0.5
NEAR = 2  # days
REACHED = 0.5
PUT_OFF = 0.12
BOOKS_WITHIN = 21  # days
TALKS = (
    ("thinks", 0.44),
    ("not_interested", 0.22),
    ("call_back", 0.20),
    ("other", 0.06),
    ("left", 0.05),
    ("wrong_number", 0.03),
)
REASONS = {
    "en": ("On holiday", "Waits for the quote", "Car is with the family", "Asked for next month"),
    "zh": ("出差中", "等报价", "车借给家人", "客户说下月再联系"),
}
PENDING = """
SELECT a.id, a.customer_id, a.kind, a.assignee_id, a.due_on::text AS due_on, a.deadline::text AS deadline,
    a.attempts, a.state, a.snooze_reason, COALESCE(s.echelon, 3) AS echelon,
    (c.name IN %(known)s OR c.latin_name IN %(known)s) AS known,
    (SELECT min(v.day)::text FROM customers_visit v WHERE v.customer_id = a.customer_id AND v.day > %(night)s
        AND v.counts) AS next_visit
FROM retention_action a JOIN customers_customerstanding s USING (customer_id)
JOIN customers_customer c ON c.id = a.customer_id
WHERE a.state IN ('due', 'snoozed') AND a.due_on <= %(until)s ORDER BY a.id
"""
CHANGED = {
    "id": "bigint",
    "state": "text",
    "due_on": "date",
    "deadline": "date",
    "attempts": "smallint",
    "snooze_reason": "text",
    "outcome": "text",
    "booked_for": "date",
    "closed_on": "date",
    "closed_by_id": "bigint",
}
SET = ", ".join(f"{name} = COALESCE(w.{name}, a.{name})" for name in CHANGED if name != "id")
UPDATE = f"UPDATE retention_action a SET {SET} FROM demo_work w WHERE w.id = a.id"  # noqa: S608
KNOWN = tuple(character.english for character in CHARACTERS)
EMPTY = {"outcome": "", "booked_for": None, "closed_on": None, "closed_by_id": None}


@dataclass
class Done:
    """The changes of some actions and the events that tell them, as the services would have written them."""

    rng: np.random.Generator
    changes: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)

    def note(self, row: Any, day: date, kind: str, channel: str, **fields: Any) -> None:
        """Keep one change of an action and its event."""
        self.changes.append({"id": row.id} | fields)
        before = {name: EMPTY.get(name, getattr(row, name, None)) for name in fields}
        self.events.append(
            {
                "action_id": row.id,
                "customer_id": row.customer_id,
                "kind": kind,
                "channel": channel,
                "at": self._moment(day),
                "day": day,
                "by_id": row.assignee_id,
                "before": json.dumps(before, default=_json),
                "after": json.dumps(fields, default=_json),
                "batch": uuid.UUID(bytes=self.rng.bytes(16)),
                "undone": False,
            }
        )

    def _moment(self, day: date) -> datetime:
        """In working hours, and not in the future."""
        clock_time = time(int(self.rng.integers(9, 18)), int(self.rng.integers(0, 60)))
        moment = datetime.combine(day, clock_time, tzinfo=ZoneInfo(settings.TIME_ZONE))
        return moment if settings.TODAY else min(moment, clock.now())


@transaction.atomic
def work(night: date, *, until: date, rng: np.random.Generator) -> None:
    """People work from the morning after `night` to the evening of `until`; on today only until now."""
    pending = read_frame(PENDING, {"night": night, "until": until, "known": KNOWN})
    pending["snooze_reason"] = pending.snooze_reason.astype(object).fillna("")
    if pending.empty:
        return
    days = max((until - night).days, 1)
    share = 1 - (1 - _pace(pending, until)) ** (days * _diligence(pending))
    today = until >= clock.today()
    chosen = rng.random(len(pending)) < share * (_part_of_day() if today else 1)
    done = Done(rng)
    for row in pending[chosen].itertuples():
        day = max(night + timedelta(days=int(rng.integers(1, days + 1))), date.fromisoformat(row.due_on))
        _handle(done, row, min(day, until), rng)
    _write(done)


def _pace(pending: pd.DataFrame, until: date) -> np.ndarray:
    left = (pd.to_datetime(pending.deadline) - pd.Timestamp(until)).dt.days.to_numpy()
    return np.select([left < 0, left <= NEAR], [LATE, SOON], default=EARLY)


def _diligence(pending: pd.DataFrame) -> np.ndarray:
    """The first echelon goes first; and people differ."""
    person = 0.55 + (pending.assignee_id.to_numpy() * 7 % 5) * 0.16
    return person * pending.echelon.map({1: 1.5, 2: 1.0, 3: 0.75}).to_numpy()


def _part_of_day() -> float:
    """How much of today's work is over: none before nine, all of it at six."""
    hour = clock.now().astimezone(ZoneInfo(settings.TIME_ZONE)).hour
    return 1.0 if settings.TODAY else float(np.clip((hour - 9) / 9, 0, 1))


def _handle(done: Done, row: Any, day: date, rng: np.random.Generator) -> None:
    if row.known == "t" and 0 < (clock.today() - day).days <= LONGEST_SNOOZE_DAYS:
        # The customers that were written by hand are there to be tried: they ask to be called today.
        done.note(row, day, "snoozed", "call", **_waiting(row, clock.today(), CALL_BACK))
    elif rng.random() < PUT_OFF and row.state == "due":
        language = "zh" if settings.LANGUAGE_CODE.startswith("zh") else "en"
        reason = REASONS[language][rng.integers(4)]
        later = day + timedelta(days=int(rng.integers(4, 15)))
        done.note(row, day, "snoozed", "", **_waiting(row, later, reason))
    elif row.kind in ("sms", "recall"):
        done.note(row, day, "done", "sms", outcome="sent", **_closing(row, day))
    elif row.kind == "call" and rng.random() > REACHED:
        _no_answer(done, row, day, rng)
    else:
        _talk(done, row, day, rng)


def _no_answer(done: Done, row: Any, day: date, rng: np.random.Generator) -> None:
    attempts = row.attempts + 1
    over = attempts >= ATTEMPTS
    fields = (
        _closing(row, day) | {"outcome": "not_reached"}
        if over
        else _waiting(row, next_working_day(day), NO_ANSWER)
    )
    done.note(row, day, "no_answer", "call", attempts=attempts, **fields)


def _talk(done: Done, row: Any, day: date, rng: np.random.Generator) -> None:
    """Who comes soon has booked; the others say what people say."""
    channel = "visit" if row.kind == "visit" else "call"
    visit = date.fromisoformat(row.next_visit) if isinstance(row.next_visit, str) else None
    if visit and day < visit <= day + timedelta(days=BOOKS_WITHIN):
        done.note(row, day, "done", channel, outcome="booked", booked_for=visit, **_closing(row, day))
        return
    outcome = str(rng.choice([name for name, _ in TALKS], p=[share for _, share in TALKS]))
    if outcome == "left" and visit:
        outcome = "thinks"
    if outcome == "call_back":
        later = next_working_day(day + timedelta(days=int(rng.integers(2, 12))))
        done.note(row, day, "snoozed", channel, **_waiting(row, later, CALL_BACK))
    else:
        done.note(row, day, "done", channel, outcome=outcome, **_closing(row, day))


def _closing(row: Any, day: date) -> dict[str, Any]:
    return {"state": "done", "closed_on": day, "closed_by_id": row.assignee_id}


def _waiting(row: Any, until: date, reason: str) -> dict[str, Any]:
    deadline = max(date.fromisoformat(row.deadline), until)
    return {"state": "snoozed", "due_on": until, "deadline": deadline, "snooze_reason": reason}


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value.item()


def _write(done: Done) -> None:
    if done.changes:
        stage(pd.DataFrame(done.changes).reindex(columns=list(CHANGED)), "demo_work", CHANGED)
        run_sql(UPDATE, {})
        copy_in(ActionEvent, pd.DataFrame(done.events))
