"""One tag on one customer. Tags on many: see bulk; which tags there are: see setup."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from customers import people
from customers.api.base import AboutCustomer
from customers.models import Tag


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
