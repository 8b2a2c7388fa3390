"""What customers said, and what they were told."""

from desk.models.complaint_events import ComplaintEvent
from desk.models.complaint_policy import ComplaintPolicy, ComplaintPolicyEvent
from desk.models.complaints import Complaint
from desk.models.scores import SatisfactionScore

__all__ = ["Complaint", "ComplaintEvent", "ComplaintPolicy", "ComplaintPolicyEvent", "SatisfactionScore"]
