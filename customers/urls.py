from django.urls import path

from customers.views import assets, directory, due, imports, money, visits

app_name = "customers"
urlpatterns = [
    path("", directory.directory, name="list"),
    path("search/", directory.find, name="search"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:pk>/rejects/", imports.rejects, name="import_rejects"),
    path("imports/<int:pk>/automations/", imports.automations, name="import_automations"),
    path("due/", due.due_soon, name="due_soon"),
    path("due/rules/", due.due_rules, name="due_rules"),
    path("due/<int:pk>/", assets.due_edit, name="due_edit"),
    path("due/<int:pk>/done/", assets.due_done, name="due_done"),
    path("due/<int:pk>/reopen/", assets.due_reopen, name="due_reopen"),
    path("<int:pk>/assets/new/", assets.asset_new, name="asset_new"),
    path("assets/<int:pk>/", assets.asset_edit, name="asset_edit"),
    path("assets/<int:pk>/retire/", assets.asset_retire, name="asset_retire"),
    path("assets/<int:pk>/revive/", assets.asset_revive, name="asset_revive"),
    path("assets/<int:pk>/mileage/", assets.mileage_new, name="mileage_new"),
    path("mileage/<int:pk>/undo/", assets.mileage_undo, name="mileage_undo"),
    path("assets/<int:pk>/due/", assets.due_new, name="due_new"),
    path("invoices/<int:pk>/payment/", money.payment_new, name="payment_new"),
    path("payments/<int:pk>/undo/", money.payment_undo, name="payment_undo"),
    path("<int:pk>/visits/new/", visits.visit_new, name="visit_new"),
    path("visits/<int:pk>/", visits.visit_edit, name="visit_edit"),
    path("visits/<int:pk>/undo/", visits.visit_undo, name="visit_undo"),
    path("<int:pk>/followings/<slug:kind>/new/", visits.following_new, name="following_new"),
    path("followings/<slug:kind>/<int:pk>/change/", visits.following_edit, name="following_edit"),
    path("followings/<slug:kind>/<int:pk>/undo/", visits.following_undo, name="following_undo"),
    path("<int:pk>/statement/", money.statement_new, name="statement_new"),
    path("statements/<int:pk>/undo/", money.statement_undo, name="statement_undo"),
    path("<int:pk>/billing/", money.billing, name="billing"),
    path("<int:pk>/arrears/", money.mark_new, name="mark_new"),
    path("arrears/<int:pk>/lift/", money.mark_lift, name="mark_lift"),
]
