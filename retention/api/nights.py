"""Nights over HTTP: all of them, and doing the newest one now."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from retention.tasks import start_newest
from signals.api import nights
from staff.api import MayUse, only, written_by
from staff.roles import DECIDERS, LEADERS


class Nights(nights.Nights):
    """The newest nights first."""

    permission_classes: list[Any] = [MayUse, only(*LEADERS), written_by(*DECIDERS)]

    @extend_schema(request=None, responses={202: nights.OneNightSerializer})
    def post(self, request: Request) -> Response:
        """Start the newest night, or do it again with what is known by now; workers take it up. Asked twice
        it is one run."""
        run = start_newest()
        return Response(nights.one_night(pk=run.pk), status=status.HTTP_202_ACCEPTED)
