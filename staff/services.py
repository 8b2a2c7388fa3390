"""Changes to who works here. All atomic; who may call them is decided by the views."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import connection, transaction
from django.utils.translation import gettext as _

from staff.duties import duties
from staff.models import Branch, Business, User
from staff.roles import Role

# Any number that no other advisory lock of the project uses: one first day at a time.
FIRST_DAY_LOCK = 7_001


class Refused(Exception):
    """The change is not done; the text says in the reader's language why, and what to do."""


@dataclass(frozen=True)
class FirstDay:
    """What an empty installation has to know. margin: share of revenue, 0 to 1."""

    business: str
    place: str
    branch: str
    time_zone: str
    currency: str
    margin: Decimal
    username: str
    name: str
    email: str
    password: str
    language: str = ""


def administrator_exists() -> bool:
    """Is there somebody who can add the others?"""
    return User.objects.at_work().filter(role=Role.ADMINISTRATOR).exists()


@transaction.atomic
def set_up_business(*, first_day: FirstDay) -> User:
    """Name the business, make its branch and its first administrator, who is also the pool owner.

    Raises Refused when there is an administrator already, ValidationError for a weak password.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FIRST_DAY_LOCK])
    if administrator_exists():
        raise Refused(_("This business is set up already. Log in."))
    Business.objects.update_or_create(defaults={"name": first_day.business, "place": first_day.place})
    administrator = first_administrator(first_day)
    branch = first_branch(first_day)
    branch.pool_owner = administrator
    branch.save()
    administrator.branch = branch
    administrator.save(update_fields=["branch"])
    return administrator


def first_administrator(first_day: FirstDay) -> User:
    user = User(
        username=first_day.username,
        name=first_day.name,
        email=first_day.email,
        role=Role.ADMINISTRATOR,
        may_export=True,
        language=first_day.language,
    )
    validate_password(first_day.password, user)
    user.set_password(first_day.password)
    user.full_clean()
    user.save()
    return user


def first_branch(first_day: FirstDay) -> Branch:
    """The branch that an import before the first day may have made, else a new one."""
    branch = Branch.objects.order_by("pk").first() or Branch(code="main")
    branch.name = first_day.branch
    branch.time_zone = first_day.time_zone
    branch.currency = first_day.currency
    branch.margin = first_day.margin
    return branch


@transaction.atomic
def ensure_default_branch() -> Branch:
    """The branch of an import that names none: the first one, with somebody who owns newcomers.

    An empty installation gets a business and a branch "Main"; the first day names them later. The pool owner
    made here cannot log in.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FIRST_DAY_LOCK])
    branch = Branch.objects.order_by("pk").first()
    if branch is None:
        Business.objects.get_or_create(defaults={"name": "Churn CRM"})
        branch = Branch.objects.create(code="main", name="Main", time_zone=settings.TIME_ZONE)
    if branch.pool_owner is None:
        branch.pool_owner = User.objects.filter(username="pool").first() or add_person(
            username="pool", name="Pool", role=Role.ACCOUNT_MANAGER, branch=branch
        )
        branch.save(update_fields=["pool_owner"])
    return branch


@transaction.atomic
def add_person(*, username: str, **fields: Any) -> User:
    """A new person without a password; the first one is set through an invitation link."""
    user = User(username=username, **fields)
    user.set_unusable_password()
    user.save()
    return user


@transaction.atomic
def change_person(*, person: User, **fields: Any) -> User:
    """Change what is known of a person. A new role ends that person's sessions.

    Raises Refused when the last administrator would be gone.
    """
    locked = User.objects.select_for_update().get(pk=person.pk)
    if fields.get("role", locked.role) != Role.ADMINISTRATOR:
        keep_an_administrator(locked)
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.save()
    return locked


@transaction.atomic
def switch_off(*, person: User, by: User, hand_over_to: User | None = None) -> int:
    """Take a person's login away, after handing what he owns to `hand_over_to`. Returns how much went over.

    Raises Refused while he still owns something and nobody takes it, for oneself, and for the last
    administrator.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    if person == by:
        raise Refused(_("You cannot switch off yourself. Another administrator can."))
    keep_an_administrator(person)
    moved = hand_over(person=person, to=hand_over_to, by=by)
    person.is_active = False
    person.save(update_fields=["is_active"])
    return moved


def switch_on(*, person: User) -> None:
    """Let a person log in again, with the password of before."""
    User.objects.filter(pk=person.pk).update(is_active=True)


def hand_over(*, person: User, to: User | None, by: User) -> int:
    """Give everything that `person` owns to `to`; Refused with the counts when nobody takes it."""
    owned = [(duty, count) for duty in duties() if (count := duty.count([person.pk]).get(person.pk, 0))]
    if not owned:
        return 0
    if to is None:
        raise Refused(still_owns(person, [duty.words(count) for duty, count in owned]))
    if not to.is_active or to == person:
        raise Refused(_("%(name)s is switched off: choose somebody who works here.") % {"name": to})
    return sum(duty.hand_over(person, to, by) for duty, _count in owned)


def still_owns(person: User, owned: list[str]) -> str:
    return _("%(name)s still has %(owned)s. Choose who takes over.") % {
        "name": person,
        "owned": ", ".join(owned),
    }


def keep_an_administrator(person: User) -> None:
    """Raises Refused when `person` is the only administrator at work."""
    others = User.objects.at_work().filter(role=Role.ADMINISTRATOR).exclude(pk=person.pk)
    if person.role == Role.ADMINISTRATOR and person.is_active and not others.exists():
        raise Refused(_("%(name)s is the only administrator. Make another one first.") % {"name": person})
