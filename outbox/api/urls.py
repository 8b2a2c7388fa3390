from django.urls import path

from outbox.api import views

app_name = "outbox_api"
urlpatterns = [
    path("customers/<int:pk>/consents/", views.Consents.as_view(), name="consents"),
    path("messages/", views.Messages.as_view(), name="messages"),
    path("messages/<int:pk>/", views.OneMessage.as_view(), name="message"),
    path("messages/<int:pk>/take-back/", views.TakeBack.as_view(), name="take_back"),
    path("replies/", views.Replies.as_view(), name="replies"),
    path("templates/", views.Templates.as_view(), name="templates"),
    path("templates/<int:pk>/", views.OneTemplate.as_view(), name="template"),
    path("sending-policy/", views.Policy.as_view(), name="sending_policy"),
]
