from django.urls import path

from outbox.views import composing, consents, hooks, messages, phone, policy, templates

app_name = "outbox"
urlpatterns = [
    path("messages/", messages.listing, name="messages"),
    path("messages/decide/", messages.decide, name="messages_decide"),
    path("messages/undo/<uuid:batch>/", messages.undo, name="messages_undo"),
    path("messages/skips/", messages.not_sent, name="skips"),
    path("messages/export/", messages.export, name="messages_export"),
    path("messages/policy/", policy.policy, name="policy"),
    path("messages/switch/", policy.turn, name="switch"),
    path("messages/<int:pk>/", messages.message, name="message"),
    path("customers/<int:pk>/consent/", consents.card, name="consent"),
    path("customers/<int:pk>/consent/new/", consents.consent_new, name="consent_new"),
    path("customers/<int:pk>/consent/lift/<str:channel>/", consents.lift, name="opt_out_lift"),
    path("customers/<int:pk>/may-contact/", consents.short, name="may_contact"),
    path("consent/<int:pk>/undo/", consents.consent_undo, name="consent_undo"),
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
