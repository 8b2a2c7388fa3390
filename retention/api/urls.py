from django.urls import path

from retention.api import nights, previews

app_name = "retention_api"
urlpatterns = [
    path("nights/", nights.Nights.as_view(), name="nights"),
    path("scoring-policy/preview/calls/", previews.CallPreview.as_view(), name="preview_calls"),
]
