from django.urls import path

from desk.views import board, complaint, complaint_policy, complaints, log

app_name = "desk"
urlpatterns = [
    path("", board.home, name="home"),
    path("call", board.call, name="call"),
    path("callers/", board.callers, name="callers"),
    path("complaints/", complaints.complaints, name="complaints"),
    path("complaints/policy/", complaint_policy.policy, name="complaint_policy"),
    path("complaints/policy/preview/", complaint_policy.preview, name="complaint_policy_preview"),
    path("complaints/<int:pk>/", complaint.complaint, name="complaint"),
    path("complaints/<int:pk>/row/", complaints.row, name="complaint_row"),
    path("complaints/<int:pk>/take/", complaint.take, name="complaint_take"),
    path("complaints/<int:pk>/respond/", complaint.respond, name="complaint_respond"),
    path("complaints/<int:pk>/ask/", complaint.ask, name="complaint_ask"),
    path("complaints/<int:pk>/answer/", complaint.answer, name="complaint_answer"),
    path("complaints/<int:pk>/hand-over/", complaint.hand_over, name="complaint_hand_over"),
    path("complaints/<int:pk>/escalate/", complaint.escalate, name="complaint_escalate"),
    path("complaints/<int:pk>/note/", complaint.note, name="complaint_note"),
    path("complaints/<int:pk>/solve/", complaint.solve, name="complaint_solve"),
    path("complaints/<int:pk>/unsolve/", complaint.unsolve, name="complaint_unsolve"),
    path("complaints/<int:pk>/reopen/", complaint.reopen, name="complaint_reopen"),
    path("customers/<int:pk>/complaint/alike/", complaints.alike, name="complaint_alike"),
    path("customers/new/", log.customer_new, name="customer_new"),
    path("customers/alike/", log.alike, name="alike"),
    path("customers/<int:pk>/panel", board.customer_panel, name="customer_panel"),
    path("customers/<int:pk>/lately/", board.lately, name="lately"),
    path("customers/<int:pk>/complaint/", log.complaint_new, name="complaint_new"),
    path("customers/<int:pk>/score/", log.score_new, name="score_new"),
]
