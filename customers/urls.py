from django.urls import path

from customers.views import assets, directory, due, imports, money

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
    path("<int:pk>/statement/", money.statement_new, name="statement_new"),
    path("statements/<int:pk>/undo/", money.statement_undo, name="statement_undo"),
    path("<int:pk>/billing/", money.billing, name="billing"),
    path("<int:pk>/arrears/", money.mark_new, name="mark_new"),
    path("arrears/<int:pk>/lift/", money.mark_lift, name="mark_lift"),
]
