"""Consent, templates, messages, what comes back, and the rules of sending."""

from outbox.models.consent import Consent, OptOut
from outbox.models.history import SendingPolicyEvent, SendingSwitchEvent
from outbox.models.inbound import Mailbox, Receipt, Reply
from outbox.models.interventions import Intervention
from outbox.models.messages import ACCEPTED, IN_FLIGHT, WAITING, Attempt, Message
from outbox.models.policy import SendingPolicy, SendingSwitch, Spending
from outbox.models.template_history import TemplateEvent
from outbox.models.templates import Template
from outbox.models.words import Channel, Purpose, Reason, State, Why

__all__ = [
    "ACCEPTED",
    "IN_FLIGHT",
    "WAITING",
    "Attempt",
    "Channel",
    "Consent",
    "Intervention",
    "Mailbox",
    "Message",
    "OptOut",
    "Purpose",
    "Reason",
    "Receipt",
    "Reply",
    "SendingPolicy",
    "SendingPolicyEvent",
    "SendingSwitch",
    "SendingSwitchEvent",
    "Spending",
    "State",
    "Template",
    "TemplateEvent",
    "Why",
]
