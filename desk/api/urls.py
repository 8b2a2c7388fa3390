from django.urls import path

from desk.api import complaints

app_name = "desk_api"
urlpatterns = [
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
