"""What agents write down beside complaints: satisfaction scores. The form's token makes it once."""

import uuid

from django.db import transaction

from churn_crm import clock
from customers.models import Customer, Visit
from desk.checks import check_customer, check_visit
from desk.models import SatisfactionScore
from staff.models import User


@transaction.atomic
def log_score(
    *,
    customer: Customer,
    by: User,
    score: int,
    token: uuid.UUID,
    comment: str = "",
    visit: Visit | None = None,
    source: str = SatisfactionScore.Source.AGENT,
) -> SatisfactionScore:
    """Write a satisfaction score of 1 to 5 down. The same token again returns the first one."""
    check_visit(customer, visit)
    logged, _created = SatisfactionScore.objects.get_or_create(
        token=token,
        defaults={
            "customer": customer,
            "visit": visit,
            "score": score,
            "comment": comment,
            "source": source,
            "logged_by": by,
            "logged_at": clock.now(),
            "day": clock.today(customer.branch.time_zone),
        },
    )
    check_customer(logged, customer)
    return logged
