"""What tiers, chances and echelons go by, over HTTP: for everybody. Months of some customers: segments.py."""

from desk.api.policies import policy_view
from signals import services
from signals.forms import ScoringForm
from signals.models import ScoringPolicy
from signals.policies import scoring_policy
from staff.roles import LEADERS

Scoring = policy_view(
    ScoringForm,
    model=ScoringPolicy,
    in_force=scoring_policy,
    change=services.change_scoring,
    readers=LEADERS,
)
