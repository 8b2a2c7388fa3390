from django.urls import path

from retention.api import nights

app_name = "retention_api"
urlpatterns = [
    path("nights/", nights.Nights.as_view(), name="nights"),
]
