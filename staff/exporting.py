"""Who may take data out as a file. The one place that decides it: every export asks here.

Whoever leaves exports nothing from the moment managers write it down. He is not told why: everybody who is
refused reads the same words.
"""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from staff.models import Leaving, User


def check_export(user: User) -> None:
    """Raises PermissionDenied with words for the reader."""
    if not may_export(user):
        raise PermissionDenied(refusal())


def check_own_file(user: User) -> None:
    """For files that need no permission, like rejected rows of an import. Raises PermissionDenied."""
    if is_frozen(user):
        raise PermissionDenied(refusal())


def may_export(user: User) -> bool:
    """Whether this person takes data out now. Buttons ask user.may_export: they do not go when he leaves."""
    return user.may_export and not is_frozen(user)


def is_frozen(user: User) -> bool:
    return Leaving.objects.standing().filter(person=user).exists()


def refusal() -> str:
    return _("Exports need a manager's approval.")
