from django.urls import path

from signals.api import chance, health, life, policies, trying

app_name = "signals_api"
urlpatterns = [
    path("customers/<int:pk>/chance/", chance.Chance.as_view(), name="chance"),
    path("customers/<int:pk>/health/", health.Health.as_view(), name="health"),
    path("customers/<int:pk>/health/<str:day>/", health.HealthDay.as_view(), name="health_day"),
    path("signals/", life.Signals.as_view(), name="signals"),
    path("signals/<int:pk>/", life.OneSignal.as_view(), name="signal"),
    path("signals/<int:pk>/acknowledge/", life.Acknowledge.as_view(), name="acknowledge"),
    path("signals/<int:pk>/snooze/", life.Snooze.as_view(), name="snooze"),
    path("signals/<int:pk>/settle/", life.Settle.as_view(), name="settle"),
    path("signals/<int:pk>/false-alarm/", life.CallFalse.as_view(), name="call_false"),
    path("signals/<int:pk>/take-back/", life.TakeBack.as_view(), name="take_back"),
    path("back-tests/", trying.BackTests.as_view(), name="back_tests"),
    path("back-tests/<int:pk>/", trying.OneBackTest.as_view(), name="back_test"),
    path("models/", trying.Models.as_view(), name="models"),
    path("models/<int:number>/", trying.OneModel.as_view(), name="model"),
    path("models/<int:number>/use/", trying.UseModel.as_view(), name="use_model"),
    path("trainings/", trying.Trainings.as_view(), name="trainings"),
    path("detectors/", policies.DetectorPolicies.as_view(), name="detectors"),
    path("detectors/<slug:kind>/", policies.OneDetectorPolicy.as_view(), name="detector"),
    path("competitors/", policies.Competitors.as_view(), name="competitors"),
    path("competitors/<int:pk>/", policies.OneCompetitor.as_view(), name="competitor"),
]
