"""Shows in a found name what was searched for."""

import re

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def matched(text: str, said: str) -> SafeString:
    """The text with the first place where `said` occurs marked."""
    found = re.search(re.escape(said.strip()), text, re.IGNORECASE) if said.strip() else None
    if found is None:
        return format_html("{}", text)
    start, end = found.span()
    return format_html("{}<mark>{}</mark>{}", text[:start], text[start:end], text[end:])
