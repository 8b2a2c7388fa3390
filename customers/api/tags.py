"""Tags on customers, and the fields that the business defined for them."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from customers import people
from customers.api.base import AboutCustomer
from customers.models import CustomField, Tag


class TagSerializer(serializers.ModelSerializer[Tag]):
    class Meta:
        model = Tag
        fields = ("id", "name", "colour")


class OwnFieldSerializer(serializers.ModelSerializer[CustomField]):
    key = serializers.CharField(read_only=True)
    options = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = CustomField
        fields = ("key", "name", "kind", "options")


class Tags(generics.ListAPIView[Tag]):
    """The tags that customers can carry."""

    serializer_class = TagSerializer
    queryset = Tag.objects.in_use()


class OwnFields(generics.ListAPIView[CustomField]):
    """The business's own fields: under their keys a customer's `custom` holds the values."""

    serializer_class = OwnFieldSerializer
    queryset = CustomField.objects.in_use()


class CustomerTag(AboutCustomer):
    """One tag on one customer."""

    @extend_schema(request=None, responses={204: None})
    def put(self, request: Request, pk: int, tag: int) -> Response:
        """Put the tag on the customer."""
        people.put_tag(customer=self.customer(), tag=get_object_or_404(Tag.objects.in_use(), pk=tag))
        return Response(status=204)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int, tag: int) -> Response:
        """Take the tag off the customer."""
        people.take_tag(customer=self.customer(), tag=get_object_or_404(Tag, pk=tag))
        return Response(status=204)
