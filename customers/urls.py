from django.urls import path

from customers.views import directory, imports, people, profile, setup

app_name = "customers"
urlpatterns = [
    path("", directory.directory, name="list"),
    path("search/", directory.find, name="search"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:pk>/rejects/", imports.rejects, name="import_rejects"),
    path("imports/<int:pk>/automations/", imports.automations, name="import_automations"),
    path("<int:pk>/profile/edit/", profile.edit, name="profile_edit"),
    path("<int:pk>/profile/sensitivity/", profile.sensitivity, name="sensitivity"),
    path("<int:pk>/profile/tag/", profile.tag, name="customer_tag"),
    path("<int:pk>/contacts/add/", people.contact_add, name="contact_add"),
    path("<int:pk>/contacts/<int:contact>/restore/", people.contact_restore, name="contact_restore"),
    path("contacts/<int:pk>/", people.contact, name="contact"),
    path("contacts/<int:pk>/remove/", people.contact_remove, name="contact_remove"),
    path("<int:pk>/lines/add/", people.line_add, name="line_add"),
    path("lines/<int:pk>/remove/", people.line_remove, name="line_remove"),
    path("fields/", setup.fields, name="fields"),
    path("fields/add/", setup.field_add, name="field_add"),
    path("fields/<int:pk>/", setup.field, name="field"),
    path("fields/<int:pk>/move/", setup.field_move, name="field_move"),
    path("fields/<int:pk>/retire/", setup.field_retire, name="field_retire"),
    path("tags/add/", setup.tag_add, name="tag_add"),
    path("tags/<int:pk>/", setup.tag, name="tag"),
    path("tags/<int:pk>/retire/", setup.tag_retire, name="tag_retire"),
]
