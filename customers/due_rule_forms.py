"""The policy of due dates on one page: a form for each kind of asset and what is due on it."""

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from customers.due_rules import rules
from customers.models import Asset, DueKind, DueRule, RecordPolicy
from customers.models.record_policy import record_policy

MOST_MONTHS = 120


class RuleForm(forms.Form):
    months = forms.IntegerField(
        label=_("every so many months"), required=False, min_value=1, max_value=MOST_MONTHS
    )
    km = forms.IntegerField(label=_("every so many km"), required=False, min_value=100, max_value=999_999)


class RecordPolicyForm(forms.ModelForm):
    class Meta:
        model = RecordPolicy
        fields = ["refund_days", "follow_up_days"]


class RuleForms:
    """All of them; valid when each is."""

    def __init__(self, data: Any) -> None:
        self.rows = [
            (
                Asset.Kind(asset),
                DueKind(kind),
                RuleForm(data, prefix=f"{asset}-{kind}", initial=vars(interval)),
            )
            for (asset, kind), interval in rules().items()
        ]
        self.policy = RecordPolicyForm(data, instance=record_policy(), prefix="records")

    def is_valid(self) -> bool:
        # Each is looked at, so that each shows its errors.
        unfit = [form for _asset, _kind, form in self.rows if not form.is_valid()]
        return self.policy.is_valid() and not unfit

    @transaction.atomic
    def save(self) -> None:
        self.policy.save()
        for asset, kind, form in self.rows:
            DueRule.objects.update_or_create(asset_kind=asset, kind=kind, defaults=form.cleaned_data)
