from django.urls import path

from customers.views import agreement_forms, agreements, approvals, directory, imports, prices

app_name = "customers"
urlpatterns = [
    path("", directory.directory, name="list"),
    path("search/", directory.find, name="search"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:pk>/rejects/", imports.rejects, name="import_rejects"),
    path("imports/<int:pk>/automations/", imports.automations, name="import_automations"),
    path("agreements/", agreements.lists, name="agreements"),
    path("agreements/prices/", prices.prices, name="prices"),
    path("agreements/prices/new/", prices.benchmark, name="benchmark"),
    path("agreements/rules/", prices.policy, name="agreement_policy"),
    path("agreements/approvals/<int:pk>/", approvals.decide, name="approval"),
    path("agreements/movements/<int:pk>/undo/", agreement_forms.movement_undo, name="movement_undo"),
    path("agreements/<slug:kind>/<int:pk>/change/", agreement_forms.change, name="agreement_change"),
    path("agreements/<slug:kind>/<int:pk>/<slug:verb>/", agreement_forms.act, name="agreement"),
    path("<int:pk>/agreements/cards/", agreements.of_customer, name="customer_agreements"),
    path("<int:pk>/agreements/<slug:kind>/", agreements.rows, name="agreement_rows"),
    path("<int:pk>/agreements/<slug:kind>/new/", agreement_forms.new, name="agreement_new"),
]
