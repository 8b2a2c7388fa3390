from django.urls import path

from desk.views import board, complaints, log, survey_phone, survey_results, surveys

app_name = "desk"
urlpatterns = [
    path("", board.home, name="home"),
    path("call", board.call, name="call"),
    path("callers/", board.callers, name="callers"),
    path("complaints/", complaints.complaints, name="complaints"),
    path("complaints/<int:pk>/", complaints.complaint, name="complaint"),
    path("complaints/<int:pk>/solve/", complaints.complaint_solve, name="complaint_solve"),
    path("complaints/<int:pk>/reopen/", complaints.complaint_reopen, name="complaint_reopen"),
    path("customers/new/", log.customer_new, name="customer_new"),
    path("customers/alike/", log.alike, name="alike"),
    path("customers/<int:pk>/panel", board.customer_panel, name="customer_panel"),
    path("customers/<int:pk>/lately/", board.lately, name="lately"),
    path("customers/<int:pk>/complaint/", log.complaint_new, name="complaint_new"),
    path("customers/<int:pk>/score/", log.score_new, name="score_new"),
    # surveys
    path("surveys/", surveys.index, name="surveys"),
    path("surveys/add/", surveys.add, name="survey_add"),
    path("surveys/policy/", surveys.policy, name="survey_policy"),
    path("surveys/calls/", survey_results.calls, name="survey_calls"),
    path("surveys/calls/<int:pk>/", survey_results.called, name="survey_called"),
    path("surveys/<int:pk>/", surveys.survey, name="survey"),
    path("surveys/<int:pk>/edit/", surveys.edit, name="survey_edit"),
    path("surveys/<int:pk>/draft/", surveys.draft, name="survey_draft"),
    path("surveys/<int:pk>/publish/", surveys.publish, name="survey_publish"),
    path("surveys/<int:pk>/close/", surveys.close, name="survey_close"),
    path("surveys/<int:pk>/questions/add/", surveys.question_add, name="question_add"),
    path("surveys/questions/<int:pk>/", surveys.question, name="question"),
    path("surveys/questions/<int:pk>/move/", surveys.question_move, name="question_move"),
    path("surveys/questions/<int:pk>/delete/", surveys.question_delete, name="question_delete"),
    path("surveys/<int:pk>/codes/", surveys.code_add, name="survey_code_add"),
    path("surveys/codes/<int:pk>.<slug:kind>", surveys.code, name="survey_code"),
    path("surveys/codes/<int:pk>/retire/", surveys.code_retire, name="survey_code_retire"),
    path("surveys/<int:pk>/results/", survey_results.results, name="survey_results"),
    path("surveys/<int:pk>/asked/", survey_results.asked, name="survey_asked"),
    path("customers/<int:pk>/survey/", survey_phone.by_phone, name="survey_phone"),
    path("customers/<int:pk>/invite/", survey_phone.invite, name="survey_invite"),
]
