from django.urls import path

from desk.api import complaints, knowledge, surveys, voice

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
    path("customers/<int:pk>/voices/", voice.Voices.as_view(), name="voices"),
    path("voices/<int:pk>/told/", voice.Told.as_view(), name="voice_told"),
    path("matters/", voice.Matters.as_view(), name="matters"),
    path("matters/<int:pk>/", voice.OneMatter.as_view(), name="matter"),
    path("matters/<int:pk>/voices/", voice.MatterVoices.as_view(), name="matter_voices"),
    path("matters/<int:pk>/describe/", voice.Describe.as_view(), name="matter_describe"),
    path("matters/<int:pk>/decide/", voice.Decide.as_view(), name="matter_decide"),
    path("matters/<int:pk>/merge/", voice.Merge.as_view(), name="matter_merge"),
    # ---- complaints
    path("complaints/", complaints.Complaints.as_view(), name="complaints"),
    path("customers/<int:pk>/complaints/", complaints.OfCustomer.as_view(), name="complaint_new"),
    path("complaints/<int:pk>/", complaints.OneComplaint.as_view(), name="complaint"),
    path("complaints/<int:pk>/take/", complaints.Take.as_view(), name="complaint_take"),
    path("complaints/<int:pk>/respond/", complaints.Respond.as_view(), name="complaint_respond"),
    path("complaints/<int:pk>/ask/", complaints.Ask.as_view(), name="complaint_ask"),
    path("complaints/<int:pk>/answer/", complaints.Answer.as_view(), name="complaint_answer"),
    path("complaints/<int:pk>/hand-over/", complaints.HandOver.as_view(), name="complaint_hand_over"),
    path("complaints/<int:pk>/escalate/", complaints.Escalate.as_view(), name="complaint_escalate"),
    path("complaints/<int:pk>/note/", complaints.Note.as_view(), name="complaint_note"),
    path("complaints/<int:pk>/solve/", complaints.Solve.as_view(), name="complaint_solve"),
    path("complaints/<int:pk>/reopen/", complaints.Reopen.as_view(), name="complaint_reopen"),
]
