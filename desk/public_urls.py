"""Pages for customers: nobody logs in, no cookie is set, nothing comes from elsewhere."""

from django.urls import path

from desk.views import survey_page

app_name = "survey"
urlpatterns = [
    path("privacy", survey_page.privacy, name="privacy"),
    path("q/<slug:code>", survey_page.code, name="code"),
    path("<slug:token>", survey_page.page, name="page"),
    path("<slug:token>/stop", survey_page.stop, name="stop"),
]
