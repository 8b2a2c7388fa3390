from django.urls import path

from customers.api import agreements, views

app_name = "api"
urlpatterns = [
    path("customers/", views.Customers.as_view(), name="customers"),
    path("customers/<int:pk>/", views.OneCustomer.as_view(), name="customer"),
    path("customers/<int:pk>/contacts/", views.Contacts.as_view(), name="contacts"),
    path("customers/<int:pk>/assets/", views.Assets.as_view(), name="assets"),
    path("customers/<int:pk>/visits/", views.Visits.as_view(), name="visits"),
    path("customers/<int:pk>/invoices/", views.Invoices.as_view(), name="invoices"),
    path("customers/<int:pk>/contracts/", agreements.Contracts.as_view(), name="contracts"),
    path("customers/<int:pk>/quotes/", agreements.Quotes.as_view(), name="quotes"),
    path("customers/<int:pk>/bookings/", agreements.Bookings.as_view(), name="bookings"),
    path("customers/<int:pk>/packages/", agreements.Packages.as_view(), name="packages"),
    path("customers/<int:pk>/inquiries/", agreements.Inquiries.as_view(), name="inquiries"),
    path("customers/<int:pk>/timeline/", views.Timeline.as_view(), name="timeline"),
    path("imports/", views.Imports.as_view(), name="imports"),
]
