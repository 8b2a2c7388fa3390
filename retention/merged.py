"""What becomes of the actions of a customer who is merged into another."""

from datetime import date

from customers.models import Customer
from retention.models import Action
from signals.copying import run_sql

# Once an occasion: the other's moves to a day before all of its cause, so that the night plans neither again.
EARLIER = """
UPDATE retention_action a SET occasion = s.first - s.place FROM (
    SELECT g.id, row_number() OVER (PARTITION BY g.cause ORDER BY g.occasion)::integer AS place, (
        SELECT min(m.occasion) FROM retention_action m
        WHERE m.cause = g.cause AND m.customer_id IN (%(gone)s, %(into)s)) AS first
    FROM retention_action g
    WHERE g.customer_id = %(gone)s AND EXISTS (
        SELECT FROM retention_action o
        WHERE o.customer_id = %(into)s AND (o.cause, o.occasion) = (g.cause, g.occasion))
) s WHERE a.id = s.id
"""


def make_way(gone: int, into: int, day: date) -> None:
    """One pending action is enough for one customer; what is left to do is done by the survivor's owner."""
    run_sql(EARLIER, {"gone": gone, "into": into})
    pending = Action.objects.pending().of([gone])
    if Action.objects.pending().of([into]).exists():
        pending.update(state=Action.State.CANCELLED, closed_on=day, cancelled_for=Action.Cancelled.NEXT_TIER)
    else:
        pending.update(assignee=Customer.objects.values_list("owner", flat=True).get(pk=into))
