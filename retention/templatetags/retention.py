"""Small words of the retention screens: {% load retention %}."""

from datetime import datetime, time

from django import template
from django.utils import timezone

from churn_crm.ui import figures

register = template.Library()


@register.filter
def happened(at: datetime) -> str:
    """3 Jun, 10:12; what is known by its day only stands at midnight and shows the day."""
    only_day = timezone.localtime(at).time() == time()
    return figures.day(at, "short") if only_day else figures.moment(at)
