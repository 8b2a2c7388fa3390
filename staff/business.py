"""What the shell says about the business."""

from django.utils.translation import ngettext

from staff.models import Branch, Business


def heading() -> tuple[str, str]:
    """(name, caption) for the side bar; the product's own name before the first day is done."""
    business = Business.objects.first()
    if business is None:
        return "Churn CRM", ""
    count = Branch.objects.count()
    branches = ngettext("%(count)d branch", "%(count)d branches", count) % {"count": count}
    return business.name, " · ".join(part for part in (branches, business.place) if part)
