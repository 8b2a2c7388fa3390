from django.urls import path

from signals import views

app_name = "signals"
urlpatterns = [
    path("runs/", views.runs, name="runs"),
    path("runs/status/", views.run_status, name="run_status"),
    path("runs/<str:day>/", views.run, name="run"),
    path("policies/", views.policies, name="policies"),
    path("policies/scoring/", views.edit_scoring, name="edit_scoring"),
    path("policies/scoring/preview/", views.preview_scoring, name="preview_scoring"),
    path("policies/branch/<int:pk>/", views.edit_branch, name="edit_branch"),
    path("policies/detector/<slug:kind>/", views.edit_detector, name="edit_detector"),
]
