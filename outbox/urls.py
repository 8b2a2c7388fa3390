from django.urls import path

from outbox.views import composing, hooks, phone, templates

app_name = "outbox"
urlpatterns = [
    path("customers/<int:pk>/message/", composing.compose, name="compose"),
    path("customers/<int:pk>/message/try/", composing.try_out, name="compose_try"),
    path("messages/<int:pk>/take-back/", composing.take_back, name="take_back"),
    path("templates/", templates.index, name="templates"),
    path("templates/add/", templates.add, name="template_add"),
    path("templates/try/", templates.try_out, name="template_try"),
    path("templates/readers/", templates.readers, name="template_readers"),
    path("templates/<int:pk>/", templates.template, name="template"),
    path("templates/<int:pk>/edit/", templates.edit, name="template_edit"),
    path("templates/<int:pk>/preview/", templates.preview_on, name="template_preview"),
    path("templates/<int:pk>/retire/", templates.retire, name="template_retire"),
    path("templates/<int:pk>/restore/", templates.restore, name="template_restore"),
    path("templates/<int:pk>/report/", templates.report, name="template_report"),
    # The doors for gateways. The secret is a part of the address that only the gateway knows.
    path("hooks/<slug:gateway>/<str:secret>/receipts", hooks.receipts_in, name="receipts_in"),
    path("hooks/<slug:gateway>/<str:secret>/replies", hooks.replies_in, name="replies_in"),
    # The phones behind the simulated gateway.
    path("phone/", phone.phones, name="phones"),
    path("phone/<int:pk>/", phone.phone, name="phone"),
    path("phone/<int:pk>/answer/", phone.phone_answer, name="phone_answer"),
]
