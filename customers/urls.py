from django.urls import path

from customers.views import directory

app_name = "customers"
urlpatterns = [
    path("", directory.directory, name="list"),
    path("search/", directory.find, name="search"),
]
