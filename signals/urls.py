from django.urls import path

from signals import competitor_views, detector_views, views

app_name = "signals"
urlpatterns = [
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
    path("competitors/", competitor_views.competitors, name="competitors"),
    path("competitors/new/", competitor_views.add_competitor, name="add_competitor"),
    path("competitors/<int:pk>/", competitor_views.edit_competitor, name="edit_competitor"),
]
