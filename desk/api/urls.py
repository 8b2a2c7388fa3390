from django.urls import path

from desk.api import knowledge, surveys

app_name = "desk_api"
urlpatterns = [
    path("surveys/", surveys.Surveys.as_view(), name="surveys"),
    path("surveys/<int:pk>/", surveys.OneSurvey.as_view(), name="survey"),
    path("surveys/<int:pk>/invitations/", surveys.Invitations.as_view(), name="survey_invitations"),
    path("surveys/<int:pk>/responses/", surveys.Responses.as_view(), name="survey_responses"),
    path("articles/", knowledge.Articles.as_view(), name="articles"),
    path("articles/likely/", knowledge.Likely.as_view(), name="likely"),
    path("articles/<int:pk>/", knowledge.OneArticle.as_view(), name="article"),
    path("articles/<int:pk>/versions/", knowledge.Versions.as_view(), name="article_versions"),
    path("articles/<int:pk>/decide/", knowledge.Decide.as_view(), name="article_decide"),
    path("articles/<int:pk>/verdicts/", knowledge.Verdicts.as_view(), name="article_verdicts"),
    path("articles/<int:pk>/uses/", knowledge.Uses.as_view(), name="article_uses"),
]
