"""Complaints as customers see them: nobody logs in, no cookie is set, nothing comes from elsewhere."""

from django.urls import path

from desk.views import progress_page

app_name = "progress"
urlpatterns = [
    path("at/<slug:code>", progress_page.new, name="new"),
    path("<slug:token>", progress_page.page, name="page"),
]
