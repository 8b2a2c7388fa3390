"""What the API refuses besides what cannot be read: see `churn_crm.api.problem`."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException


class Conflict(APIException):
    """What was asked for does not go with what stands there. more: further members of the problem."""

    status_code = 409

    def __init__(self, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.more = more


class VersionMissing(APIException):
    """Whoever changes a record that others change too says which version he has read."""

    status_code = 428
    default_detail = _("Say in “version” which version you have read.")
