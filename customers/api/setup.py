"""What is defined for all: tags, the business's own fields, kinds of visits."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from customers import setup
from customers.api import asking, base, records
from customers.models import CustomField, Tag, VisitType
from customers.setup_forms import CustomFieldForm, TagForm, VisitKindForm
from staff.api import MayUse, written_by
from staff.roles import DECIDERS, Role

BY_DECIDERS: Any = [MayUse, written_by(*DECIDERS)]
BY_ADMINISTRATORS: Any = [MayUse, written_by(Role.ADMINISTRATOR)]
RETIRED = OpenApiParameter("retired", bool, description="true: with those that are retired")


class TagSerializer(serializers.ModelSerializer[Tag]):
    class Meta:
        model = Tag
        fields = ("id", "name", "colour", "retired_at")


class OwnFieldSerializer(serializers.ModelSerializer[CustomField]):
    """key: under which a customer's `custom` holds the value · options: of a choice, in their order."""

    key = serializers.CharField(read_only=True)
    options = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = CustomField
        fields = ("id", "key", "name", "kind", "options", "place", "retired_at")


class FieldAsked(asking.shape(CustomFieldForm, "options")):  # type: ignore[misc]
    options = serializers.ListField(
        child=serializers.CharField(max_length=80), required=False, help_text="only for the kind choice"
    )


class FieldChanged(serializers.Serializer[Any]):
    """The kind is fixed once it is made: customers hold values of it."""

    name = serializers.CharField(max_length=60, required=False)
    options = FieldAsked().fields["options"]


def in_lines(given: dict[str, Any]) -> dict[str, Any]:
    """The choices as the form takes them."""
    return given | {"options": "\n".join(given["options"])} if "options" in given else given


class Defined(generics.ListAPIView[Any]):
    """Those in use, and with ?retired=true all. asks_by: the form; first: what it shows at first."""

    permission_classes = BY_ADMINISTRATORS
    asks_by: Any
    asked: Any
    first: dict[str, Any]

    def get_queryset(self) -> QuerySet[Any, Any]:
        rows = self.asks_by.Meta.model.objects.all()
        every = self.request.GET.get("retired", "").lower() in ("true", "1")
        return rows if every else rows.in_use()  # type: ignore[no-any-return]

    def post(self, request: Request) -> Response:
        given = in_lines(asking.heard(self.asked, request.data))
        with base.writing():
            made = self.add(asking.bound(self.asks_by(), self.first | given))
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    def add(self, form: Any) -> Any:
        raise NotImplementedError


@extend_schema_view(get=extend_schema(parameters=[RETIRED]))
@base.asks(TagForm, TagSerializer, "Define a tag; a name that is taken is refused.")
class Tags(Defined):
    """The tags that customers can carry."""

    serializer_class, asks_by, first = TagSerializer, TagForm, {"colour": Tag.Colour.GREY}
    queryset = Tag.objects.none()

    def add(self, form: TagForm) -> Any:
        asking.cleaned(form)
        return form.save()


@extend_schema_view(get=extend_schema(parameters=[RETIRED]))
@base.asks(FieldAsked, OwnFieldSerializer, "Define an own field, after all others.")
class OwnFields(Defined):
    """The business's own fields: under their keys a customer's `custom` holds the values."""

    serializer_class, asks_by = OwnFieldSerializer, CustomFieldForm
    first = {"kind": CustomField.Kind.TEXT}
    queryset = CustomField.objects.none()

    def add(self, form: CustomFieldForm) -> CustomField:
        return setup.add_field(**asking.cleaned(form))


class OneDefined(records.Changeable):
    """One of them; administrators change it."""

    permission_classes = BY_ADMINISTRATORS
    asks_by: Any

    def rows(self) -> QuerySet[Any, Any]:
        rows: QuerySet[Any, Any] = self.asks_by.Meta.model.objects.all()
        return rows

    def form(self, row: Any) -> Any:
        return self.asks_by(instance=row)

    def fill(self, form: Any, given: dict[str, Any]) -> Any:
        return super().fill(form, in_lines(given))

    def change(self, row: Any, form: Any) -> None:
        asking.cleaned(form)
        form.save()


@base.asks(TagForm, TagSerializer, "Another name or colour.", method="patch", status=200)
class OneTag(OneDefined):
    """One tag; administrators change it."""

    serializer_class, asks_by = TagSerializer, TagForm


@base.asks(
    FieldChanged,
    OwnFieldSerializer,
    "Another name, or other choices. The kind is fixed: customers hold values of it.",
    method="patch",
    status=200,
)
class OneField(OneDefined):
    """One own field; administrators change it."""

    serializer_class, asks_by = OwnFieldSerializer, CustomFieldForm


class OfSetup(records.Act):
    """Something that administrators do with a tag or an own field."""

    permission_classes = BY_ADMINISTRATORS

    def rows(self) -> QuerySet[Any, Any]:
        shown: Any = self.serializer_class
        rows: QuerySet[Any, Any] = shown.Meta.model.objects.all()
        return rows


class Retired(OfSetup):
    """No form offers it any more; what customers hold of it stays."""

    def do(self, row: Any, form: Any) -> None:
        setup.retire(what=row)


class Back(OfSetup):
    """In use again."""

    def do(self, row: Any, form: Any) -> None:
        setup.bring_back(what=row)


@base.asks(None, TagSerializer, "It can be put on nobody any more; who carries it keeps it.", status=200)
class TagRetired(Retired):
    """A tag that is retired."""

    serializer_class = TagSerializer


@base.asks(None, TagSerializer, "It can be put on customers again.", status=200)
class TagBack(Back):
    """A tag that is in use again."""

    serializer_class = TagSerializer


@base.asks(None, OwnFieldSerializer, "Forms offer it no more; what customers hold of it stays.", status=200)
class FieldRetired(Retired):
    """An own field that is retired."""

    serializer_class = OwnFieldSerializer


@base.asks(None, OwnFieldSerializer, "Forms offer it again.", status=200)
class FieldBack(Back):
    """An own field that is in use again."""

    serializer_class = OwnFieldSerializer


class MoveAsked(serializers.Serializer[Any]):
    up = serializers.BooleanField(help_text="true: one place up; false: one down")


class FieldMoved(OfSetup):
    """An own field that changes places with its neighbour."""

    serializer_class = OwnFieldSerializer

    @extend_schema(request=MoveAsked, responses=OwnFieldSerializer)
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One place up or down among the fields; at the end nothing moves."""
        row, wish = self.get_object(), MoveAsked(data=request.data)
        wish.is_valid(raise_exception=True)
        setup.move_field(field=row, up=wish.validated_data["up"])
        return self.answer(row, None)


class VisitKindSerializer(serializers.ModelSerializer[VisitType]):
    """A kind of visits. code: by which imports and policies name it · resets_clock: it counts as a visit."""

    class Meta:
        model = VisitType
        fields = ("id", "code", "name", "resets_clock", "in_rhythm", "retired_at")


@extend_schema_view(get=extend_schema(parameters=[RETIRED]))
@base.asks(VisitKindForm, VisitKindSerializer, "Make a kind; without a code it gets one from its name.")
class VisitKinds(Defined):
    """The kinds of visits; managers and administrators make them."""

    permission_classes = BY_DECIDERS
    serializer_class, asks_by = VisitKindSerializer, VisitKindForm
    first = {"resets_clock": True, "in_rhythm": True}
    queryset = VisitType.objects.none()

    def add(self, form: VisitKindForm) -> Any:
        asking.cleaned(form)
        return form.save()


@base.asks(
    VisitKindForm,
    VisitKindSerializer,
    "Another name. The code is fixed; what the kind means too, as soon as a visit has been counted by it.",
    method="patch",
    status=200,
)
class OneVisitKind(OneDefined):
    """One kind of visits; managers and administrators change it."""

    permission_classes = BY_DECIDERS
    serializer_class, asks_by = VisitKindSerializer, VisitKindForm


@base.asks(
    None, VisitKindSerializer, "Forms offer it no more; its visits keep it, imports know it.", status=200
)
class VisitKindRetired(Retired):
    """A kind of visits that is retired."""

    permission_classes = BY_DECIDERS
    serializer_class = VisitKindSerializer


@base.asks(None, VisitKindSerializer, "Forms offer it again.", status=200)
class VisitKindBack(Back):
    """A kind of visits that is in use again."""

    permission_classes = BY_DECIDERS
    serializer_class = VisitKindSerializer
