"""Dashboards: the page, the customers behind each number, their export."""

from django.urls import path

from dashboards import views

app_name = "dashboards"

urlpatterns = [
    path("", views.home, name="home"),
    path("customers/", views.customers, name="customers"),
    path("customers.csv", views.export, name="export"),
]
