"""The link by which a person sets his own password: works once, for three days."""

from allauth.account.forms import default_token_generator
from allauth.account.internal.flows.password_reset import get_reset_password_from_key_url
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string

from staff.models import User


def invitation(*, request: HttpRequest, person: User) -> str:
    """An address for `person`, to be handed over by whoever asked for it."""
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    return get_reset_password_from_key_url(request, key)


def send_invitation(*, person: User, link: str) -> None:
    """Send the link to the person's address."""
    words = {"user": person, "password_reset_url": link}
    send_mail(
        render_to_string("account/email/password_reset_key_subject.txt", words).strip(),
        render_to_string("account/email/password_reset_key_message.txt", words),
        settings.DEFAULT_FROM_EMAIL,
        [person.email],
    )
