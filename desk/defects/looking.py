"""Looking again for whom a defect concerns, by itself: each day, and after each import."""

from datetime import timedelta

from django.core.exceptions import ValidationError

from churn_crm import clock
from desk.defects import services
from desk.models import Defect

# After that it is looked for by hand only: visits that old are hardly brought in any more.
LOOKS_FOR = timedelta(days=365)
# What is written down by hand is seen within a day; less than 24 hours, so that it stays by night.
AT_LEAST_EVERY = timedelta(hours=20)


def look_after() -> int:
    """List whom visits have added that came after the last look. How many customers. Safe to repeat."""
    now = clock.now()
    standing = Defect.objects.standing().filter(declared_at__gte=now - LOOKS_FOR)
    return sum(looked_again(defect) for defect in standing.not_searched_since(now - AT_LEAST_EVERY))


def goes_on(defect: Defect) -> bool:
    """Whether it is still looked for by itself."""
    return defect.withdrawn_at is None and defect.declared_at >= clock.now() - LOOKS_FOR


def looked_again(defect: Defect) -> int:
    """Taken back meanwhile, it concerns nobody."""
    try:
        return services.look_again(defect=defect)
    except ValidationError:
        return 0
