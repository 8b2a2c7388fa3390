"""What customers said, and what they were told."""

from desk.models.complaints import Complaint
from desk.models.contact_policy import ContactPolicy, ContactPolicyEvent
from desk.models.follow_ups import FollowUp
from desk.models.interactions import Interaction
from desk.models.promises import Promise, PromiseEvent
from desk.models.scores import SatisfactionScore

__all__ = [
    "Complaint",
    "ContactPolicy",
    "ContactPolicyEvent",
    "FollowUp",
    "Interaction",
    "Promise",
    "PromiseEvent",
    "SatisfactionScore",
]
