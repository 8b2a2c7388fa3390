"""Who is given work, what he is good at; the list of skills."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from churn_crm import clock
from desk.models import Seat, Skill
from staff.models import User


@transaction.atomic
def save_seat(
    *, person: User, skills: Iterable[Skill], capacity: int | None, takes: bool, version: int
) -> Seat:
    """What a person is good at. Raises ValidationError ("stale") if it was changed since `version`."""
    User.objects.select_for_update().get(pk=person.pk)
    seat = Seat.objects.filter(person=person).first() or Seat(person=person, version=0)
    if seat.version != version:
        raise ValidationError(
            _("Somebody has just changed this person's skills. Open them again."), code="stale"
        )
    seat.capacity, seat.takes, seat.version = capacity, takes, seat.version + 1
    seat.save()
    seat.skills.set(skills)
    return seat


@transaction.atomic
def add_skill(*, name: str) -> Skill:
    """A skill more; the same name again is the one that has it, back on the list."""
    name = name.strip()
    known = next((one for one in Skill.objects.all() if str(one).lower() == name.lower()), None)
    if known is not None:
        bring_back(skill=known)
        return known
    return Skill.objects.create(code=free_code(name), name=name)


def free_code(name: str) -> str:
    """A code from the name; a number where that gives none or is taken."""
    code = slugify(name)[:16] or "skill"
    taken = set(Skill.objects.filter(code__startswith=code).values_list("code", flat=True))
    return next(one for one in (code, *(f"{code}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)


def retire(*, skill: Skill) -> None:
    """Off the list: nobody is good at it any more, and a rule that names it finds nobody."""
    Skill.objects.filter(pk=skill.pk, retired_at=None).update(retired_at=clock.now())


def bring_back(*, skill: Skill) -> None:
    Skill.objects.filter(pk=skill.pk).update(retired_at=None)
