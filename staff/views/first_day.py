"""The page of the first day: who we are, and the first administrator."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def first_day(request: HttpRequest) -> HttpResponse:
    """The form that begins an empty installation."""
    return render(request, "staff/first_day.html")
