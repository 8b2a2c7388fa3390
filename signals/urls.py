from django.urls import path

from signals import backtest_views, competitor_views, detector_views, inbox_views, model_views, views

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
    path("competitors/", competitor_views.competitors, name="competitors"),
    path("competitors/new/", competitor_views.add_competitor, name="add_competitor"),
    path("competitors/<int:pk>/", competitor_views.edit_competitor, name="edit_competitor"),
    path("back-tests/", backtest_views.back_tests, name="back_tests"),
    path("back-tests/new/", backtest_views.new_back_test, name="new_back_test"),
    path("back-tests/<int:pk>/", backtest_views.back_test, name="back_test"),
    path("back-tests/<int:pk>/customers/", backtest_views.back_test_customers, name="back_test_customers"),
    path("back-tests/<int:pk>/cancel/", backtest_views.cancel_back_test, name="cancel_back_test"),
    path("models/", model_views.models, name="models"),
    path("models/<int:number>/", model_views.model, name="model"),
    path("models/<int:number>/use/", model_views.choose_model, name="choose_model"),
    path("models/<int:number>/take-back/", model_views.take_back_model, name="take_back_model"),
]
