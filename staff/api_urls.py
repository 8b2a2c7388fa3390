from django.urls import path

from staff import api_absences as absences
from staff import api_leaving as leaving

app_name = "staff_api"
urlpatterns = [
    path("absences/", absences.Absences.as_view(), name="absences"),
    path("absences/<int:pk>/", absences.OneAbsence.as_view(), name="absence"),
    path("leavings/", leaving.Leavings.as_view(), name="leavings"),
    path("people/<int:pk>/leaving/", leaving.OneLeaving.as_view(), name="leaving"),
]
