"""The form of a template, and what a person enters about its approval."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from outbox.models import Channel, Purpose, Template
from outbox.templates import WORDS, faults, wording_of
from outbox.variables import VARIABLES

CHANNELS = [choice for choice in Channel.choices if choice[0] != Channel.CALL]
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]  # each in its own words, whoever reads


class TemplateForm(forms.Form):
    """Checked by the rules of outbox/template_rules.py before anything is planned with it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Customers never see it."))
    channel = forms.ChoiceField(
        label=_("Channel"), choices=CHANNELS, initial=Channel.SMS, widget=forms.RadioSelect
    )
    purpose = forms.ChoiceField(
        label=_("Purpose"),
        choices=Purpose.choices,
        initial=Purpose.SERVICE,
        widget=forms.RadioSelect,
        help_text=_("Service belongs to what the customer has with you. Marketing needs consent."),
    )
    language = forms.ChoiceField(label=_("Language of the text"), choices=LANGUAGES, widget=forms.RadioSelect)
    signature = forms.CharField(
        label=_("Signature"),
        max_length=40,
        required=False,
        help_text=_("Stands in front of every SMS in 【】 and counts: 2 to 12 characters."),
    )
    subject = forms.CharField(label=_("Subject"), max_length=160, required=False)
    text = forms.CharField(
        label=_("Text"), max_length=4000, widget=forms.Textarea(attrs={"rows": 7, "data-inserts": ""})
    )

    def __init__(self, *args: Any, template: Template | None = None, **kwargs: Any) -> None:
        self.template = template
        held = {name: getattr(template, name) for name in ("name", "version", *WORDS)} if template else {}
        kwargs["initial"] = {"language": settings.LANGUAGE_CODE} | held | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """What does not belong to the channel is left out; the rest must satisfy the rules."""
        data = super().clean() or self.cleaned_data
        channel = data.get("channel", "")
        data["subject"] = data.get("subject", "") if channel == Channel.EMAIL else ""
        data["signature"] = data.get("signature", "").strip() if channel == Channel.SMS else ""
        if not self.errors:
            for field, words in faults(wording_of(data)):
                self.add_error(field, words)
        return data

    def values(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: self.cleaned_data[name] for name in ("name", *WORDS)}

    @property
    def seen(self) -> int:
        return self.cleaned_data.get("version") or 0


def insertable(language: str) -> list[tuple[str, Any]]:
    """(as it is put into a text of that language, what it is) of every variable."""
    return [(one.written(language), one.label) for one in VARIABLES]


class ApprovalForm(forms.Form):
    """What the gateway said. Which fields count depends on what is reported."""

    gateway_code = forms.CharField(
        label=_("Code at the gateway"),
        max_length=60,
        required=False,
        help_text=_("Aliyun: SMS_123456789. Tencent: the template's number."),
    )
    refusal = forms.CharField(label=_("Why it was refused"), max_length=300, required=False)
