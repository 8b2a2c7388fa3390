"""The options of a select, drawn at once: thousands of owners would take a template long."""

from django import template
from django.forms import BoundField
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
SELECTED = mark_safe(" selected")


@register.filter
def options(bound: BoundField) -> SafeString:
    """The choices as they are, the entered one selected."""
    entered = str(bound.value() or "")
    choices = bound.field.choices  # type: ignore[attr-defined]
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, SELECTED if str(value) == entered else "", text) for value, text in choices),
    )
