from django.urls import path

from customers.api import views

app_name = "api"
urlpatterns = [
    path("customers/", views.Customers.as_view(), name="customers"),
    path("customers/<int:pk>/", views.OneCustomer.as_view(), name="customer"),
    path("customers/<int:pk>/contacts/", views.Contacts.as_view(), name="contacts"),
    path("customers/<int:pk>/assets/", views.Assets.as_view(), name="assets"),
    path("customers/<int:pk>/visits/", views.Visits.as_view(), name="visits"),
    path("customers/<int:pk>/invoices/", views.Invoices.as_view(), name="invoices"),
    path("customers/<int:pk>/timeline/", views.Timeline.as_view(), name="timeline"),
    path("imports/", views.Imports.as_view(), name="imports"),
]
