from django.urls import path

from signals import competitor_views, detector_views, health_policy_views, health_views, inbox_views, views

app_name = "signals"
urlpatterns = [
    path("", inbox_views.signals, name="inbox"),
    path("badge/", inbox_views.badge, name="badge"),
    path("<int:pk>/acknowledge/", inbox_views.acknowledge, name="acknowledge"),
    path("<int:pk>/snooze/", inbox_views.snooze, name="snooze"),
    path("<int:pk>/settle/", inbox_views.settle, name="settle"),
    path("<int:pk>/false-alarm/", inbox_views.call_false, name="call_false"),
    path("<int:pk>/take-back/", inbox_views.take_back, name="take_back"),
    path("runs/", views.runs, name="runs"),
    path("runs/status/", views.run_status, name="run_status"),
    path("runs/<str:day>/", views.run, name="run"),
    path("policies/", views.policies, name="policies"),
    path("policies/scoring/", views.edit_scoring, name="edit_scoring"),
    path("policies/scoring/preview/", views.preview_scoring, name="preview_scoring"),
    path("policies/branch/<int:pk>/", views.edit_branch, name="edit_branch"),
    path("policies/detector/<slug:kind>/", detector_views.edit_detector, name="edit_detector"),
    path("policies/detector/<slug:kind>/preview/", detector_views.preview_detector, name="preview_detector"),
    path("policies/detector/<slug:kind>/segment/", detector_views.add_segment, name="add_segment"),
    path("policies/detector/<slug:kind>/segment/<int:pk>/", detector_views.edit_segment, name="edit_segment"),
    path("policies/detector/<slug:kind>/trust/", detector_views.reset_trust, name="reset_trust"),
    # ---- health
    path("health/<int:pk>/", health_views.of_customer, name="health"),
    path("health/<int:pk>/<str:day>/", health_views.of_day, name="health_day"),
    path("policies/health/", health_policy_views.edit_health, name="edit_health"),
    path("policies/health/preview/", health_policy_views.preview_health, name="preview_health"),
    path("policies/health/segment/", health_policy_views.add_profile, name="add_profile"),
    path("policies/health/segment/<int:pk>/", health_policy_views.edit_profile, name="edit_profile"),
    path("competitors/", competitor_views.competitors, name="competitors"),
    path("competitors/new/", competitor_views.add_competitor, name="add_competitor"),
    path("competitors/<int:pk>/", competitor_views.edit_competitor, name="edit_competitor"),
]
