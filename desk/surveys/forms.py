"""The forms of surveys: the survey, a question, whom to ask, printed codes, the policy."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from desk.models import Question, Survey, SurveyPolicy, SurveyVersion
from desk.models.surveys import LANGUAGES
from desk.surveys import wording
from desk.surveys.questions import CHOICES, SCALE
from outbox.models import Template
from staff.models import Branch, User

MOST_OPTIONS, LONGEST_OPTION = 12, 60


def once_or_over(form: Any, record: Survey | Question | None) -> None:
    """What is new is made once, by its token; what is there is changed over the edition that was read."""
    del form.fields["edition" if record is None else "token"]
    form.initial |= {"token": uuid.uuid4()} if record is None else {"edition": record.edition}


class SurveyForm(forms.ModelForm):
    """Its names, when it asks, and with which words it invites. A new one is made once, another changed over
    what was read."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    edition = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Survey
        fields = (
            "name_zh",
            "name_en",
            "occasion",
            "by_itself",
            "after_days",
            "channel",
            "template_zh",
            "template_en",
        )
        labels = {
            "template_zh": _("Template in Chinese"),
            "template_en": _("Template in English"),
        }
        widgets = {"occasion": forms.RadioSelect, "channel": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        once_or_over(self, self.instance if self.instance.pk else None)
        usable = Template.objects.in_use().filter(purpose="service")
        for name, language in (("template_zh", "zh-hans"), ("template_en", "en")):
            field: Any = self.fields[name]
            field.queryset = usable.filter(language=language)
            field.empty_label = _("none")
        for name in ("occasion", "channel"):
            self.fields[name].choices = [one for one in self.fields[name].choices if one[0]]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        itself, occasion = found.get("by_itself"), found.get("occasion")
        if itself and occasion not in Survey.BY_ITSELF:
            self.add_error("by_itself", _("Only after a visit or a solved complaint."))
        chosen = {name: found.get(name) for name in ("template_zh", "template_en")}
        for name, template in chosen.items():
            fault = wording.fault_of(template, found.get("channel", "")) if template else ""
            if fault:
                self.add_error(name, fault)
        if itself and not any(chosen.values()):
            self.add_error("template_zh", _("Without a template nobody can be invited."))
        return found

    def validate_constraints(self) -> None:
        """Said in words above what the database would only name."""


class OptionsField(forms.CharField):
    """One choice a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 4}), **kwargs)

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in str(super().clean(value)).splitlines()]
        words = [line for line in lines if line]
        if len(words) != len(set(words)):
            raise ValidationError(_("Each choice once."))
        if len(words) > MOST_OPTIONS or any(len(word) > LONGEST_OPTION for word in words):
            raise ValidationError(_("At most 12 choices of 60 characters each."))
        return words


class QuestionForm(forms.Form):
    """One question in both languages, with its skip rule."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    edition = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=Question.Kind.choices)
    words_zh = forms.CharField(label=_("Question in Chinese"), max_length=160, required=False)
    words_en = forms.CharField(label=_("Question in English"), max_length=160, required=False)
    options_zh = OptionsField(label=_("Choices in Chinese"), help_text=_("One a line."))
    options_en = OptionsField(
        label=_("Choices in English"), help_text=_("One a line, in the same order as in Chinese.")
    )
    most = forms.IntegerField(label=_("Highest step of the scale"), min_value=2, max_value=10, initial=5)
    required = forms.BooleanField(label=_("Must be answered"), required=False)
    after = forms.ModelChoiceField(
        Question.objects.none(),
        label=_("Only if the answer to"),
        required=False,
        empty_label=_("always asked"),
    )
    test = forms.ChoiceField(
        label=pgettext_lazy("skip rule", "Condition"),
        choices=[("", "–"), *Question.Test.choices],
        required=False,
    )
    value = forms.IntegerField(
        label=pgettext_lazy("skip rule", "Value"),
        min_value=0,
        max_value=20,
        required=False,
        help_text=_("A score or step; for a choice the number of its line."),
    )

    def __init__(
        self, *args: Any, version: SurveyVersion, question: Question | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        once_or_over(self, question)
        language = get_language() or "en"
        before = version.questions.filter(place__lt=question.place) if question else version.questions.all()
        field: Any = self.fields["after"]
        field.queryset = before.exclude(kind=Question.Kind.TEXT)
        field.label_from_instance = lambda one: f"{one.words(language) or one.get_kind_display()}"
        if question:
            self.initial.update({name: getattr(question, name) for name in self.fields})
            for name in ("options_zh", "options_en"):
                self.initial[name] = "\n".join(getattr(question, name))

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("kind") not in CHOICES:
            found["options_zh"], found["options_en"] = [], []
        if found.get("kind") != SCALE:
            found["most"] = 5
        if not found.get("after"):
            found |= {"after": None, "test": "", "value": None}
        elif not found.get("test"):
            self.add_error("test", _("Choose a condition."))
        elif found.get("value") is None and "value" not in self.errors:
            self.add_error("value", _("Write down the value."))
        return found


class InviteForm(forms.Form):
    """Whom to ask now, and how."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    survey = forms.ModelChoiceField(Survey.objects.none(), label=_("Survey"), empty_label=None)
    channel = forms.ChoiceField(
        label=pgettext_lazy("of a survey", "Way"),
        choices=[("sms", _("SMS")), ("email", pgettext_lazy("channel", "E-mail")), ("link", _("Link"))],
        widget=forms.RadioSelect,
        initial="sms",
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, widget=forms.RadioSelect)

    def __init__(self, *args: Any, customer: Any, **kwargs: Any) -> None:
        kwargs.setdefault(
            "initial", {"token": uuid.uuid4(), "language": wording.language_for(customer), "channel": "sms"}
        )
        super().__init__(*args, **kwargs)
        field: Any = self.fields["survey"]
        field.queryset = Survey.objects.in_use()
        field.label_from_instance = lambda one: one.name(get_language() or "en")


class CodeForm(forms.Form):
    """For which place a code is printed."""

    branch = forms.ModelChoiceField(Branch.objects, label=_("Branch"), empty_label=None)
    technician = forms.ModelChoiceField(
        User.objects.at_work(), label=_("Technician"), required=False, empty_label=_("the whole branch")
    )


class SurveyPolicyForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = SurveyPolicy
        fields = ("days_between", "remind_after_days", "good_for_days", "min_answers")
        labels = {
            "days_between": _("Days until the same customer is asked again"),
            "remind_after_days": _("Days without an answer until the one reminder"),
            "good_for_days": _("Days that a link is good for"),
            "min_answers": _("Answers below which a figure is marked as few"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version

    def validate_constraints(self) -> None:
        """The service says in words what the database would only name."""
