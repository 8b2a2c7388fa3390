"""All URLs: each app brings its own, the wiring adds health and login."""

from django.urls import include, path
from django.views.i18n import set_language
from drf_spectacular.views import SpectacularAPIView

from churn_crm import health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("language/", set_language, name="set_language"),
    path("", include("staff.urls")),
    path("customers/", include("customers.urls")),
    path("", include("outbox.urls")),
    path("desk/", include("desk.urls")),
    path("s/", include("desk.public_urls")),
    path("c/", include("desk.progress_urls")),
    path("help/", include("desk.help_urls")),
    path("signals/", include("signals.urls")),
    path("", include("retention.urls")),
    path("dashboard/", include("dashboards.urls")),
    path("api/v1/", include("staff.api_urls")),
    path("api/v1/", include("customers.api.urls")),
    path("api/v1/", include("outbox.api.urls")),
    path("api/v1/", include("desk.api.urls")),
    path("api/v1/", include("signals.api.urls")),
    path("api/v1/", include("retention.api.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="api_schema"),
]

handler500 = "churn_crm.health.broken"
