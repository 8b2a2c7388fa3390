"""How long snapshots are kept, over HTTP."""

from desk.api.policies import policy_view
from signals import services
from signals.keeping.forms import KeepingForm
from signals.models import ScoringPolicy
from signals.policies import scoring_policy
from staff.roles import LEADERS

Keeping = policy_view(
    KeepingForm,
    model=ScoringPolicy,
    in_force=scoring_policy,
    change=services.change_scoring,
    readers=LEADERS,
    called="Keeping",
)
Keeping.__doc__ = "How long every night's snapshots are kept, and then those of the last night of each month."
