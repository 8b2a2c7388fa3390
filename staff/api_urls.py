from django.urls import path

from staff import api_absences as absences

app_name = "staff_api"
urlpatterns = [
    path("absences/", absences.Absences.as_view(), name="absences"),
    path("absences/<int:pk>/", absences.OneAbsence.as_view(), name="absence"),
]
