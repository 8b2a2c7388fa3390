"""Who changed a template, from what to what."""

from django.utils.translation import gettext_lazy as _

from customers.history.reading import Source, page
from customers.history.words import Entry, in_words
from outbox.models import Template, TemplateEvent

SOURCE = Source("template", TemplateEvent, Template, _("Template"), of="pgh_obj")
SHOWN = 50


def history_of(template: Template) -> list[Entry]:
    """The newest entries, in words."""
    return in_words(page((SOURCE,), None, SHOWN, customer=template.pk), currency="")
