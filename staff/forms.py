"""Forms about people, branches and teams."""

from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.text import slugify
from django.utils.translation import get_language, pgettext_lazy, to_locale
from django.utils.translation import gettext_lazy as _

from staff.models import Branch, Team, User
from staff.roles import Role

CURRENCIES = (  # noqa: SIM905
    "CNY USD EUR GBP HKD TWD JPY KRW SGD MYR THB VND IDR PHP INR AUD NZD CAD CHF SEK NOK DKK PLN CZK HUF TRY "
    "AED SAR ILS ZAR BRL MXN"
).split()
# Roles that see customers by branch or own them there.
IN_A_BRANCH = (Role.AGENT, Role.ACCOUNT_MANAGER)


@cache
def zones() -> list[tuple[str, str]]:
    """Places of the IANA database, without its aliases of old."""
    named = {
        zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/"))
    }
    return [(zone, zone.replace("_", " ")) for zone in sorted(named | {"UTC"})]


def currencies() -> list[tuple[str, str]]:
    """Codes with their names in the reader's language."""
    names = Locale.parse(to_locale(get_language() or "en")).currencies
    return [(code, f"{code} · {names.get(code, code)}") for code in CURRENCIES]


class MarginField(forms.DecimalField):
    """Percent on the screen, a share (0 to 1) in the program."""

    def __init__(self, **options: Any) -> None:
        limits = [MinValueValidator(0), MaxValueValidator(1)]
        super().__init__(
            label=_("Default margin, %"), max_digits=6, decimal_places=4, validators=limits, **options
        )
        self.help_text = _("What stays of revenue after direct cost. Value at risk is counted with it.")
        self.widget.attrs.update({"min": "0", "max": "100", "step": "0.1", "inputmode": "decimal"})

    def prepare_value(self, value: Any) -> Any:
        return f"{(value * 100).normalize():f}" if isinstance(value, Decimal) else value

    # The stubs take a DecimalField for a field of whole numbers.
    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        percent = super().to_python(value)
        return None if percent is None else percent / 100


class BranchForm(forms.ModelForm):
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones)
    currency = forms.ChoiceField(label=_("Currency"), choices=currencies)
    margin = MarginField()

    class Meta:
        model = Branch
        fields = ("name", "time_zone", "currency", "margin", "pool_owner")
        labels = {"name": _("Name"), "pool_owner": _("Pool owner")}
        help_texts = {"pool_owner": _("Owns unknown callers and imported customers that name nobody.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pool: Any = self.fields["pool_owner"]
        pool.queryset = User.objects.at_work().exclude(role__in=(Role.AGENT, Role.AUDITOR))
        pool.required = True

    def save(self, commit: bool = True) -> Branch:
        if not self.instance.code:
            self.instance.code = free_code(self.cleaned_data["name"])
        return super().save(commit)


def free_code(name: str) -> str:
    """A code for a new branch from its name; a number where that gives none or is taken."""
    code = slugify(name)[:16] or "branch"
    taken = set(Branch.objects.filter(code__startswith=code).values_list("code", flat=True))
    return next(c for c in (code, *(f"{code}-{n}" for n in range(2, len(taken) + 3))) if c not in taken)


class TeamForm(forms.ModelForm):
    class Meta:
        model = Team
        fields = ("name", "branch")
        labels = {"name": _("Name"), "branch": _("Branch")}


class PersonForm(forms.ModelForm):
    """A person as an administrator sees him."""

    class Meta:
        model = User
        fields = (
            "name",
            "username",
            "email",
            "role",
            "branch",
            "team",
            "calls_per_day",
            "sees_phones",
            "may_export",
        )
        labels = {
            "name": pgettext_lazy("of a person", "Name"),
            "username": _("User name"),
            "email": _("E-mail"),
            "role": _("Role"),
            "branch": _("Branch"),
            "team": _("Team"),
            "calls_per_day": _("Calls a day"),
            "sees_phones": _("May see whole phone numbers"),
            "may_export": _("May export"),
        }
        help_texts = {"username": "", "calls_per_day": _("How many calls the triage list plans for one day.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"].empty_label = _("All branches")  # type: ignore[attr-defined]
        self.fields["team"].empty_label = _("No team")  # type: ignore[attr-defined]
        if Branch.objects.count() == 1:
            self.fields["branch"].initial = Branch.objects.get()

    def clean_email(self) -> str:
        """People log in with it, so it belongs to one person."""
        email = self.cleaned_data["email"]
        if email and User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Somebody else has this address."))
        return email

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("role") in IN_A_BRANCH and not found.get("branch"):
            self.add_error("branch", _("Agents and account managers work in a branch."))
        if found.get("role") == Role.TEAM_LEAD and not found.get("team"):
            self.add_error("team", _("A team lead leads a team."))
        return found


class HandOverForm(forms.Form):
    """Who takes over when a person is switched off."""

    to = forms.ModelChoiceField(label=_("Who takes over"), queryset=User.objects.none(), required=False)

    def __init__(self, *args: Any, leaving: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        heirs = User.objects.at_work().exclude(pk=leaving.pk).exclude(role__in=(Role.AGENT, Role.AUDITOR))
        self.fields["to"].queryset = heirs  # type: ignore[attr-defined]


class ProfileForm(forms.ModelForm):
    """What everybody sets for himself."""

    class Meta:
        model = User
        fields = ("name", "language", "keys_on", "hears_of_signals")
        labels = {
            "name": pgettext_lazy("of a person", "Name"),
            "language": _("Language"),
            "keys_on": _("Single-key shortcuts"),
            "hears_of_signals": _("A notice in the morning when signals of my customers are new"),
        }
        widgets = {
            "language": forms.Select(
                choices=[("", _("Same as the browser")), ("en", "English"), ("zh-hans", "简体中文")]
            )
        }


class TokenForm(forms.Form):
    """A new API token. Auditors' tokens only read, whatever is asked for."""

    name = forms.CharField(
        label=_("Used for"), max_length=80, help_text=_("Which program: the till of Gaoxin, the website.")
    )
    days = forms.TypedChoiceField(
        label=_("Good for"),
        coerce=int,
        initial=90,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, pgettext_lazy("how long", "a year"))],
    )
    writes = forms.BooleanField(label=_("May write, not only read"), required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["writes"].disabled = not by.may_write


class FirstDayForm(forms.Form):
    """Who we are, and the first administrator."""

    business = forms.CharField(label=_("Name of the business"), max_length=120)
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    branch = forms.CharField(label=_("First branch"), max_length=80, initial=_("Main"))
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones)
    currency = forms.ChoiceField(label=_("Currency"), choices=currencies)
    margin = MarginField(initial=Decimal("0.35"))
    name = forms.CharField(label=_("Your name"), max_length=80)
    username = forms.CharField(label=_("User name"), max_length=150, validators=[User.username_validator])
    email = forms.EmailField(label=_("E-mail"), required=False)
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 10 characters, not only figures, not like your name."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_username(self) -> str:
        username = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError(_("This user name is taken."))
        return username

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("password"):
            try:
                validate_password(
                    found["password"], User(**{k: found.get(k, "") for k in ("username", "name", "email")})
                )
            except forms.ValidationError as weak:
                self.add_error("password", weak)
        return found
