"""How duplicates and merges belong to a customer and to his timeline."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from customers.cursors import Cursor, earlier
from customers.duplicates.pairs import follow
from customers.models import DuplicateCandidate, DuplicateScan, ExternalIdentity, Merge
from customers.models.merges import MergeQuerySet
from customers.timeline import Event, Part


def merges(customer_id: int, before: Cursor | None, limit: int) -> Iterator[Event]:
    found = earlier(standing(customer_id), before, field="at", prefix="merge").select_related("by")
    for merge in found[:limit]:
        yield Event(
            at=merge.at,
            key=f"merge:{merge.pk:012d}",
            kind="merge",
            icon="git-merge",
            title=_("Merged with %(name)s, %(code)s") % {"name": merge.gone_name, "code": merge.gone_code},
            detail=str(merge.by),
        )


def standing(customer_id: int) -> MergeQuerySet:
    return Merge.objects.standing().filter(survivor=customer_id)


def count(customer_id: int) -> int:
    return int(standing(customer_id).count())


PARTS = (
    Part(
        "merge",
        lazy("Merges"),
        (Merge, DuplicateScan, DuplicateCandidate),
        merges,
        count,
        makes_way={DuplicateCandidate: follow},
        computed=(DuplicateScan, DuplicateCandidate),
    ),
    Part("identity", lazy("Buyer ids"), (ExternalIdentity,)),
)
