"""What falls due while somebody is away, over HTTP: offered, handed on together, and taken back."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers.api.base import ONCE, token_of
from desk.models import Given
from desk.routing import meanwhile, services
from staff.absences import may_enter_for
from staff.api import MayUse, asker, only
from staff.models import Absence
from staff.roles import WRITERS


class OfferedSerializer(serializers.Serializer[Any]):
    """name: by which it is handed on · person: whom it would go to, null where nobody can take it"""

    name = serializers.CharField()
    kind = serializers.ChoiceField(["complaint", "inquiry", "promise"])
    id = serializers.IntegerField()
    customer = serializers.IntegerField()
    due_at = serializers.DateTimeField(allow_null=True)
    person = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField()


class HandOnWritten(serializers.Serializer[Any]):
    things = serializers.ListField(child=serializers.CharField(max_length=60), max_length=400)


class HandedOnSerializer(serializers.Serializer[Any]):
    """handed_on: how many; less than named where something has changed meanwhile · batch: to take it back"""

    batch = serializers.UUIDField()
    handed_on = serializers.IntegerField()


class TakenBackSerializer(serializers.Serializer[Any]):
    taken_back = serializers.IntegerField()


class Due(APIView):
    """The complaints, promises and inquiries of somebody away that fall due meanwhile."""

    permission_classes = [MayUse, only(*WRITERS)]

    @extend_schema(responses=OfferedSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """Each with whom the rules would give it to now; nothing moves by itself."""
        found = meanwhile.offered(absence_of(request, pk), seen_by=asker(request))
        rows = [
            {
                "name": name,
                "kind": services.kind_of(thing),
                "id": thing.pk,
                "customer": thing.customer_id,
                "due_at": getattr(thing, "due_at", None),
                "person": choice.person,
                "reason": choice.reason,
            }
            for name, thing, choice, _person in found
        ]
        return Response(OfferedSerializer(rows, many=True).data)


class HandOn(APIView):
    """Hand on what is named."""

    permission_classes = [MayUse, only(*WRITERS)]

    @extend_schema(parameters=[ONCE], request=HandOnWritten, responses=HandedOnSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """As offered; what would go to somebody else by now stays where it is. The key sends it once."""
        absence = absence_of(request, pk)
        said = HandOnWritten(data=request.data)
        said.is_valid(raise_exception=True)
        by, batch = asker(request), token_of(request)
        chosen = meanwhile.chosen(absence, said.validated_data["things"], seen_by=by)
        services.hand_on(chosen=chosen, of=absence.person, by=by, batch=batch)
        count = Given.objects.filter(batch=batch, by=by).count()
        return Response(HandedOnSerializer({"batch": batch, "handed_on": count}).data)


class TakeBack(APIView):
    """Take back what one has handed on together."""

    @extend_schema(request=None, responses=TakenBackSerializer)
    def post(self, request: Request, batch: Any) -> Response:
        """What nobody has moved or settled since."""
        if not Given.objects.filter(batch=batch, by=asker(request)).exists():
            raise Http404
        count = services.take_back(batch=batch, by=asker(request))
        return Response(TakenBackSerializer({"taken_back": count}).data)


def absence_of(request: Request, pk: int) -> Absence:
    """Of somebody for whom the asker may enter absences."""
    mine = Absence.objects.standing().filter(person__in=may_enter_for(asker(request)))
    found: Absence = get_object_or_404(mine.select_related("person__branch", "deputy__branch"), pk=pk)
    return found
