"""What people do with templates: write, retire, bring back, have approved. Other words are approved anew.

Whether the gateway has approved a text is entered by a person who has looked there: that works without an
account being connected, and with gateways that tell it by mail only.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from churn_crm import clock
from outbox import consents, gateways, policies
from outbox.models import Message, Reason, Template
from outbox.template_rules import APPROVERS, LONGEST_SIGNATURE, SHORTEST_SIGNATURE, Wording, problems
from staff.models import Business, User

# What a gateway approves, and what it is used for; a name is only ours.
WORDS = ("channel", "purpose", "language", "subject", "signature", "text")
APPROVAL = Template.Approval
SUBMITTABLE = (APPROVAL.DRAFT, APPROVAL.REFUSED, APPROVAL.NOT_NEEDED)


class Overtaken(Exception):
    """Somebody saved the template since it was read; nothing was saved. `current` is what he left."""

    def __init__(self, current: Template) -> None:
        super().__init__("the template was changed since it was read")
        self.current = current


def gateway_of(channel: str) -> str:
    """The name of the gateway that takes this channel's messages; empty when none is configured."""
    return gateways.name_for(channel)


def needs_approval(channel: str) -> bool:
    """Does the gateway of this channel approve texts before it sends them?"""
    return channel == "sms" and gateway_of(channel) in APPROVERS


def wording_of(values: dict[str, Any]) -> Wording:
    """As the rules read it. values: of a form, or a template's own."""
    return Wording(**{name: values.get(name) or "" for name in WORDS}, gateway=gateway_of(values["channel"]))


def faults(wording: Wording) -> list[tuple[str, str]]:
    """(field, words) of all that forbids the template, by the policy in force."""
    return list(problems(wording, opt_out_words=policies.words_of(policies.sending_policy().opt_out_words)))


def usual_signature() -> str:
    """How a new template is signed: as the newest SMS, else with the business's name if it is short."""
    newest = Template.objects.in_use().of_channel("sms").exclude(signature="").order_by("-changed_at").first()
    if newest:
        return newest.signature
    business = Business.objects.first()
    name = business.name if business else ""
    return name if SHORTEST_SIGNATURE <= len(name) <= LONGEST_SIGNATURE else ""


@transaction.atomic
def write(*, by: User, template: Template | None = None, seen: int = 0, **values: Any) -> Template:
    """Save a template over the version `seen`, or a new one. The same save again changes nothing.

    Where the gateway approves texts, what waits with the old words is skipped.

    values: name and WORDS. Raises Overtaken, and ValidationError by field when a rule forbids it.
    """
    refused: dict[str, list[str]] = {}
    for field, words in faults(wording_of(values)):
        refused.setdefault(field, []).append(words)
    if refused:
        raise ValidationError(refused)
    found = Template.objects.select_for_update().get(pk=template.pk) if template else Template()
    changed = [name for name, value in values.items() if getattr(found, name) != value]
    if not changed and template:
        return found
    if template and found.version != seen:
        raise Overtaken(found)
    _check_name(values["name"], values["language"], but=found.pk)
    for name in changed:
        setattr(found, name, values[name])
    if not template or set(changed) & set(WORDS):
        _begin_anew(found)
        _drop_old_words(found)
    return _save(found, by)


def _check_name(name: str, language: str, *, but: int | None) -> None:
    same = Template.objects.in_use().filter(name=name, language=language).exclude(pk=but or 0)
    if same.exists():
        raise ValidationError({"name": _("There is a template of this name in this language.")})


def _begin_anew(template: Template) -> None:
    """Other words are another text to the gateway."""
    template.approval = APPROVAL.DRAFT if needs_approval(template.channel) else APPROVAL.NOT_NEEDED
    template.gateway_code = template.refusal = ""


def _drop_old_words(template: Template) -> None:
    """A gateway that approves texts sends its own: what waits would leave with words that nobody has seen."""
    if template.pk and needs_approval(template.channel):
        consents.stop(Message.objects.filter(template=template), reason=Reason.UNAPPROVED)


def _save(template: Template, by: User) -> Template:
    template.version = template.version + 1 if template.pk else 1
    template.changed_by, template.changed_at = by, clock.now()
    template.save()
    return template


@transaction.atomic
def retire(*, template: Template, by: User) -> Template:
    """No form offers it any more; what was planned with it stays. Safe to repeat."""
    found = _locked(template)
    if found.retired_at is None:
        found.retired_at = clock.now()
        _save(found, by)
    return found


@transaction.atomic
def restore(*, template: Template, by: User) -> Template:
    """Bring it back. Raises ValidationError when another one has its name by now."""
    found = _locked(template)
    if found.retired_at is not None:
        _check_name(found.name, found.language, but=found.pk)
        found.retired_at = None
        _save(found, by)
    return found


@transaction.atomic
def submit(*, template: Template, by: User) -> Template:
    """It was handed in at the gateway."""
    return _move(template, by, before=SUBMITTABLE, approval=APPROVAL.SUBMITTED, refusal="")


@transaction.atomic
def approve(*, template: Template, by: User, gateway_code: str) -> Template:
    """The gateway has approved it, under this code."""
    if not gateway_code.strip():
        raise ValidationError({"gateway_code": _("The code under which the gateway knows it is needed.")})
    return _move(
        template,
        by,
        before=(APPROVAL.SUBMITTED,),
        approval=APPROVAL.APPROVED,
        gateway_code=gateway_code.strip(),
        refusal="",
    )


@transaction.atomic
def refuse(*, template: Template, by: User, refusal: str) -> Template:
    """The gateway has refused it, for this reason."""
    if not refusal.strip():
        raise ValidationError({"refusal": _("Write down why, so that the next try is better.")})
    return _move(template, by, before=(APPROVAL.SUBMITTED,), approval=APPROVAL.REFUSED, refusal=refusal)


def _move(template: Template, by: User, *, before: tuple[str, ...], **after: str) -> Template:
    """To another state of approval; told twice, it is there already."""
    found = _locked(template)
    if all(getattr(found, name) == value for name, value in after.items()):
        return found
    if found.approval not in before:
        raise ValidationError(
            _("It is “%(state)s” by now. Reload the page.") % {"state": found.get_approval_display()}
        )
    for name, value in after.items():
        setattr(found, name, value)
    return _save(found, by)


def _locked(template: Template) -> Template:
    return Template.objects.select_for_update().get(pk=template.pk)
