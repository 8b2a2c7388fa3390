"""How allauth behaves here: nobody signs up, people are added by an administrator."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignupAdapter(DefaultAccountAdapter):
    """Login, reset and second factor as allauth has them; registration stays shut."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
