"""Who works here, when, and until when."""

from staff.models.absences import Absence, Leaving
from staff.models.people import (
    ApiToken,
    Branch,
    Business,
    Notice,
    OpeningHours,
    OpeningSpan,
    SpecialDay,
    Team,
    User,
    UserManager,
    UserQuerySet,
)

__all__ = [
    "Absence",
    "ApiToken",
    "Branch",
    "Business",
    "Leaving",
    "Notice",
    "OpeningHours",
    "OpeningSpan",
    "SpecialDay",
    "Team",
    "User",
    "UserManager",
    "UserQuerySet",
]
