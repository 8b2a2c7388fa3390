"""Saved views of the customer list: one's own, shared ones and presets."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from customers import saved_views as services
from customers.api import asking, base, records
from customers.api.directory import CountSerializer, counted
from customers.forms import asked
from customers.models import SavedView
from staff.api import asker


class ViewSerializer(serializers.ModelSerializer[SavedView]):
    """query: filters and sort as they stand in an address, so for GET customers/ too."""

    by = serializers.CharField(source="by.username", read_only=True)

    class Meta:
        model = SavedView
        fields = ("id", "name", "query", "audience", "by")


class ViewAsked(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=60)
    query = serializers.CharField(max_length=2000, allow_blank=True, required=False, default="")
    audience = serializers.ChoiceField(
        SavedView.Audience.choices,
        default=SavedView.Audience.OWN,
        help_text="leaders share, administrators preset",
    )


class ViewRenamed(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=60)


def seen(user: Any) -> QuerySet[SavedView]:
    return SavedView.objects.visible_to(user).select_related("by")


class Views(generics.ListAPIView[SavedView]):
    """The asker's own saved views and those for everybody."""

    serializer_class = ViewSerializer
    queryset = SavedView.objects.none()

    def get_queryset(self) -> QuerySet[SavedView]:
        return seen(asker(self.request))

    @extend_schema(request=ViewAsked, responses={201: ViewSerializer})
    def post(self, request: Request) -> Response:
        """Keep a choice of filters under a name; the same name again takes the new choice."""
        wish = ViewAsked(data=request.data)
        wish.is_valid(raise_exception=True)
        said, by = wish.validated_data, asker(request)
        form = asked(said["query"], by)
        if form.errors:
            wrong = asking.errors_of(form)
            raise ValidationError({"query": [f"{name}: {' '.join(words)}" for name, words in wrong.items()]})
        view = services.save_view(**said | {"query": form.query()}, by=by)
        return Response(ViewSerializer(view).data, status=201)


class OneView(records.Removable):
    """One saved view; its maker changes it, administrators what is for everybody."""

    serializer_class = ViewSerializer

    def rows(self) -> QuerySet[Any, Any]:
        return SavedView.objects.changeable_by(asker(self.request)).kept().select_related("by")

    @extend_schema(request=ViewRenamed, responses=ViewSerializer)
    def patch(self, request: Request, pk: int) -> Response:
        """Give it another name."""
        view = self.get_object()
        wish = ViewRenamed(data=request.data)
        wish.is_valid(raise_exception=True)
        services.rename_view(view=view, **wish.validated_data)
        return Response(ViewSerializer(view).data)

    def take_back(self, row: SavedView) -> None:
        services.delete_view(view=row)


class ViewRestored(APIView):
    """A view that was deleted."""

    @extend_schema(request=None, responses=ViewSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Bring it back; 409 when its name was given anew."""
        view = get_object_or_404(SavedView.objects.changeable_by(asker(request)), pk=pk)
        with base.taking_back():
            services.restore_view(view=view)
        return Response(ViewSerializer(view).data)


class ViewCount(APIView):
    """How many customers a view holds."""

    @extend_schema(responses=CountSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """How many of the asker's customers it holds, counted up to 10,000."""
        view = get_object_or_404(seen(asker(request)), pk=pk)
        return counted(asked(view.query, asker(request)).found())
