"""What customers said, and what they were told."""

from desk.models.complaints import Complaint
from desk.models.scores import SatisfactionScore

__all__ = ["Complaint", "SatisfactionScore"]
