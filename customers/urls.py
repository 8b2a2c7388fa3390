from django.urls import path

from customers.views import directory, import_runs, import_sources, import_wizard, imports

app_name = "customers"
urlpatterns = [
    path("", directory.directory, name="list"),
    path("search/", directory.find, name="search"),
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", import_wizard.upload, name="import_upload"),
    path("imports/drafts/<int:pk>/", import_wizard.draft, name="import_draft"),
    path("imports/drafts/<int:pk>/preview/", import_wizard.preview_page, name="import_preview"),
    path("imports/drafts/<int:pk>/start/", import_wizard.start, name="import_start"),
    path("imports/sources/", import_sources.sources, name="import_sources"),
    path("imports/sources/<int:pk>/", import_sources.switch, name="import_source"),
    path("imports/<int:pk>/", import_runs.run, name="import"),
    path("imports/<int:pk>/cancel/", import_runs.cancel, name="import_cancel"),
    path("imports/<int:pk>/undo/", import_runs.take_back, name="import_undo"),
    path("imports/<int:pk>/again/", import_runs.again, name="import_again"),
    path("imports/<int:pk>/mend/", import_runs.mend, name="import_mend"),
    path("imports/<int:pk>/rejects/", imports.rejects, name="import_rejects"),
    path("imports/<int:pk>/automations/", imports.automations, name="import_automations"),
]
