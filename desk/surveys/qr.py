"""Printed codes: an address as a drawing, made here, so that nobody else learns it."""

import io
import secrets

import segno
from django.db import transaction

from churn_crm import clock
from desk.models import Survey, SurveyCode
from desk.surveys import links
from staff.models import Branch, User

# Medium correction: a scratch or a fold does not spoil a printed code.
CORRECTION = "m"
QUIET, DOTS = 4, 16  # modules of white around it; pixels a module in the PNG


@transaction.atomic
def make_code(*, survey: Survey, branch: Branch, technician: User | None = None) -> SurveyCode:
    """The code of this place; the one that is there, so that printed sheets stay good."""
    made, _new = SurveyCode.objects.get_or_create(
        survey=survey,
        branch=branch,
        technician=technician,
        retired_at=None,
        defaults={"code": secrets.token_urlsafe(6), "made_at": clock.now()},
    )
    return made


@transaction.atomic
def retire_code(*, code: SurveyCode) -> None:
    """What was printed leads nowhere any more. Safe to repeat."""
    SurveyCode.objects.filter(pk=code.pk, retired_at=None).update(retired_at=clock.now())


def drawn(code: SurveyCode, kind: str) -> bytes:
    """A survey's code as "svg" or "png"."""
    return drawing_of(links.code_address(code.code), kind)


def drawing_of(address: str, kind: str) -> bytes:
    """An address as "svg" or "png", black on white whatever the theme: readers need the contrast."""
    out = io.BytesIO()
    options = {"scale": DOTS} if kind == "png" else {"scale": 10, "xmldecl": False, "omitsize": True}
    drawing = segno.make(address, error=CORRECTION, micro=False)
    drawing.save(out, kind=kind, border=QUIET, dark="#000", light="#fff", **options)
    return out.getvalue()
