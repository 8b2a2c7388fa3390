"""What customers read of the knowledge base, outside the rooms of the staff."""

from django.urls import path

from desk.views import help as public

app_name = "help"
urlpatterns = [
    path("", public.index, name="index"),
    path("<slug:slug>/", public.article, name="article"),
]
