from django.urls import path

from desk.views import board, complaints, log

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
]
