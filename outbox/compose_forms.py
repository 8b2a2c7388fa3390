"""The form in which a person writes to one customer."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from outbox.by_hand import Outcome
from outbox.composing import Draft, draft_of, reached_at
from outbox.models import Channel, Purpose, Template
from outbox.rendering import names
from outbox.template_forms import CHANNELS, LANGUAGES
from outbox.templates import usual_signature, wording_of
from outbox.values import values_of


class TemplateField(forms.ModelChoiceField):
    """Templates by name, those of another language than the reader's with its name."""

    def label_from_instance(self, template: Template) -> str:
        if template.language == (get_language() or "en"):
            return template.name
        return f"{template.name} ({dict(LANGUAGES).get(template.language, template.language)})"


class ComposeForm(forms.Form):
    """Channel, then a template or words of one's own. A double click sends the same token: one message."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    channel = forms.ChoiceField(label=_("Channel"), choices=CHANNELS, widget=forms.RadioSelect)
    template = TemplateField(
        Template.objects.none(), label=_("Template"), required=False, empty_label=_("Words of my own")
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"), choices=Purpose.choices, required=False, widget=forms.RadioSelect
    )
    subject = forms.CharField(label=_("Subject"), max_length=160, required=False)
    text = forms.CharField(
        label=_("Text"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    outcome = forms.ChoiceField(choices=Outcome.choices, required=False)
    answer = forms.CharField(label=_("What they answered"), max_length=2000, required=False)

    def __init__(self, data: Any = None, *, customer: Customer) -> None:
        self.customer = customer
        asked = (data or {}).get("channel")
        channel = asked if asked in dict(CHANNELS) else usual_channel(customer)
        self.offered = Template.objects.sendable().of_channel(channel)
        first = {"token": uuid.uuid4(), "channel": channel, "purpose": Purpose.SERVICE}
        data = self.of_channel(channel, data) if data else None
        super().__init__(data, initial=first | {"template": self.usual()}, auto_id="compose-%s")
        self.fields["template"].queryset = self.offered  # type: ignore[attr-defined]
        if not self.is_bound:
            self.fields["template"].widget.attrs["autofocus"] = True

    def usual(self) -> Template | None:
        """What the list begins with: the first in the reader's language for which he lacks nothing."""
        mine = list(self.offered.filter(language=get_language() or "en"))
        if not mine:
            return None
        values = values_of([self.customer], language=mine[0].language, channel=mine[0].channel)
        held = values[self.customer.pk]
        return next((one for one in mine if all(held.get(name) for name in names(one.text))), mine[0])

    def of_channel(self, channel: str, data: Any) -> dict[str, Any]:
        """A template of the channel that was left gives way to the usual one of the new channel."""
        sent = data.dict() | {"channel": channel}
        chosen = sent.get("template", "")
        if chosen and not (chosen.isdecimal() and self.offered.filter(pk=chosen).exists()):
            usual = self.usual()
            sent["template"] = str(usual.pk) if usual else ""
        return sent

    @property
    def shown_template(self) -> Template | None:
        """The one that is chosen, if it may be sent on this channel."""
        chosen = self["template"].value()
        if isinstance(chosen, Template) or not chosen:
            return chosen or None
        return self.offered.filter(pk=chosen).first()

    def draft(self) -> Draft:
        """What the form says so far, fit to be sent or not."""
        if template := self.shown_template:
            return draft_of(template, self.customer)
        written = {name: str(self[name].value() or "") for name in ("channel", "purpose", "subject", "text")}
        if written["purpose"] not in Purpose.values:  # not asked while a template was chosen
            written["purpose"] = Purpose.SERVICE
        language = get_language() or "en"
        signature = usual_signature() if written["channel"] == Channel.SMS else ""
        return Draft(self.customer, wording_of({**written, "language": language, "signature": signature}))


def usual_channel(customer: Customer) -> str:
    """The first by which he can be reached."""
    reached = (one for one in (Channel.SMS, Channel.WECHAT, Channel.EMAIL) if reached_at(customer, one))
    return next(reached, Channel.SMS)
