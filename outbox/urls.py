from django.urls import path

from outbox.views import hooks, phone

app_name = "outbox"
urlpatterns = [
    # The doors for gateways. The secret is a part of the address that only the gateway knows.
    path("hooks/<slug:gateway>/<str:secret>/receipts", hooks.receipts_in, name="receipts_in"),
    path("hooks/<slug:gateway>/<str:secret>/replies", hooks.replies_in, name="replies_in"),
    # The phones behind the simulated gateway.
    path("phone/", phone.phones, name="phones"),
    path("phone/<int:pk>/", phone.phone, name="phone"),
    path("phone/<int:pk>/answer/", phone.phone_answer, name="phone_answer"),
]
