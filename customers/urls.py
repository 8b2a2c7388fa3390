from django.urls import path

from customers.views import directory, imports, lists, many

app_name = "customers"
urlpatterns = [
    path("", directory.directory, name="list"),
    path("search/", directory.find, name="search"),
    path("columns/", lists.columns, name="columns"),
    path("views/", lists.views, name="views"),
    path("views/<int:pk>/rename/", lists.rename, name="view_rename"),
    path("views/<int:pk>/delete/", lists.delete, name="view_delete"),
    path("views/<int:pk>/restore/", lists.restore, name="view_restore"),
    path("views/<int:pk>/count/", lists.view_count, name="view_count"),
    path("bulk/", many.bulk, name="bulk"),
    path("bulk/owners/", many.owners, name="bulk_owners"),
    path("bulk/<uuid:token>/undo/", many.undo, name="bulk_undo"),
    path("export/", many.export, name="export"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:pk>/rejects/", imports.rejects, name="import_rejects"),
    path("imports/<int:pk>/automations/", imports.automations, name="import_automations"),
]
