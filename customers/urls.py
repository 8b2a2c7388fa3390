from django.urls import path

from customers.views import directory, duplicates, imports, merging

app_name = "customers"
urlpatterns = [
    path("", directory.directory, name="list"),
    path("search/", directory.find, name="search"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:pk>/rejects/", imports.rejects, name="import_rejects"),
    path("imports/<int:pk>/automations/", imports.automations, name="import_automations"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/<int:pk>/apart/", duplicates.keep_apart, name="duplicate_apart"),
    path("duplicates/<int:pk>/later/", duplicates.put_off, name="duplicate_later"),
    path("duplicates/<int:pk>/reopen/", duplicates.reopen, name="duplicate_reopen"),
    path("duplicates/merge/<int:first>/<int:second>/", merging.merge, name="merge"),
    path("duplicates/merges/<int:pk>/undo/", merging.undo, name="merge_undo"),
]
