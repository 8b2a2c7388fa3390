"""The words of an invitation: the survey's template with this customer's link, in his language."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from customers.models import Customer
from desk.models import Survey
from desk.surveys import links
from outbox import gateways
from outbox.models import Template
from outbox.rendering import Said, Unsayable, said, variables_for
from outbox.template_rules import missing_in_words, too_long, too_long_in_words
from outbox.templates import WORDS, wording_of
from outbox.values import Values

HAN = re.compile("[\u4e00-\u9fff]")
CHINA = "+86"


def language_of(*, name: str, latin_name: str = "", phone: str = "") -> str:
    """Nobody wrote it down: Chinese for a name in Chinese or a Chinese number, else English. Pure."""
    chinese = bool(HAN.search(name + latin_name)) or phone.startswith(CHINA)
    return "zh-hans" if chinese else "en"


def language_for(customer: Customer) -> str:
    return language_of(name=customer.name, latin_name=customer.latin_name, phone=customer.phone)


def template_for(survey: Survey, language: str) -> Template | None:
    """The survey's template in that language, else in the other one."""
    both = (survey.template_zh, survey.template_en)
    wanted, other = both if language.startswith("zh") else both[::-1]
    return wanted or other


@dataclass(frozen=True)
class Ready:
    """What is sent. variables: what the gateway puts into the approved text."""

    said: Said
    variables: dict[str, str]


def written(template: Template, values: Values, token: str) -> Ready:
    """An invitation with its link. Raises ValidationError when it cannot be said to this customer."""
    return put_into(template, values | {"link": links.address(token), "link_code": token})


def put_into(template: Template, values: Values) -> Ready:
    """The whole message for one customer. Raises ValidationError when it cannot be said to him."""
    wording = wording_of({name: getattr(template, name) for name in WORDS})
    try:
        ready = said(
            text=wording.text,
            subject=wording.subject,
            signature=wording.signature.strip(),
            channel=wording.channel,
            values=values,
        )
    except Unsayable as error:
        raise ValidationError(missing_in_words(error)) from error
    long = too_long_in_words(too_long(ready.variables, wording.approver), wording.approver)
    if long:
        raise ValidationError(long)
    return Ready(ready, variables_for(ready, gateways.name_for(wording.channel)))


def has_link(template: Template) -> bool:
    """Does the text lead to the survey at all?"""
    return bool(re.search(r"\{\s*(link|link_code|链接|链接码)\s*\}", template.text))


def fault_of(template: Template, survey_channel: str) -> str:
    """Why this template cannot invite; empty when it can."""
    if template.channel != survey_channel:
        return _("That template is for another channel.")
    return "" if has_link(template) else _("That template has no variable for the link: nobody could answer.")
