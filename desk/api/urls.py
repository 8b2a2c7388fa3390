from django.urls import path

from desk.api import contacts

app_name = "desk_api"
urlpatterns = [
    path("customers/<int:pk>/interactions/", contacts.Interactions.as_view(), name="interactions"),
    path("interactions/<int:pk>/", contacts.OneInteraction.as_view(), name="interaction"),
    path("customers/<int:pk>/promises/", contacts.PromisesOfCustomer.as_view(), name="customer_promises"),
    path("promises/", contacts.Promises.as_view(), name="promises"),
    path("promises/<int:pk>/", contacts.OnePromise.as_view(), name="promise"),
    path("promises/<int:pk>/keep/", contacts.Keep.as_view(), name="promise_keep"),
    path("promises/<int:pk>/break/", contacts.Break.as_view(), name="promise_break"),
    path("promises/<int:pk>/put-off/", contacts.PutOff.as_view(), name="promise_put_off"),
    path("promises/<int:pk>/take-back/", contacts.TakeBack.as_view(), name="promise_take_back"),
    path("follow-ups/", contacts.FollowUps.as_view(), name="follow_ups"),
    path("follow-ups/<int:pk>/", contacts.OneFollowUp.as_view(), name="follow_up"),
    path("follow-ups/<int:pk>/answer/", contacts.Answer.as_view(), name="follow_up_answer"),
    path("follow-ups/<int:pk>/not-reached/", contacts.NotReached.as_view(), name="follow_up_not_reached"),
]
