from django.urls import path

from desk.api import surveys

app_name = "desk_api"
urlpatterns = [
    path("surveys/", surveys.Surveys.as_view(), name="surveys"),
    path("surveys/<int:pk>/", surveys.OneSurvey.as_view(), name="survey"),
    path("surveys/<int:pk>/invitations/", surveys.Invitations.as_view(), name="survey_invitations"),
    path("surveys/<int:pk>/responses/", surveys.Responses.as_view(), name="survey_responses"),
]
