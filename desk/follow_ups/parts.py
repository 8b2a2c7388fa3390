"""Third-day calls belong to a customer; what he answered stands on the timeline as his score."""

from customers.timeline import Part
from desk.models import FollowUp

PARTS = (Part("follow_up", "follow-ups", (FollowUp,), computed=(FollowUp,)),)
