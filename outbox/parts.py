"""How consent, messages and answers belong to a customer."""

from django.utils.translation import gettext_lazy as _

from customers.timeline import Part
from outbox.models import Consent, Message, Reply

PARTS = (
    Part("message", _("Messages"), (Message,)),
    Part("consent", _("Consent"), (Consent,)),
    Part("reply", _("Replies"), (Reply,)),
)
