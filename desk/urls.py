from django.urls import path

from desk.views import board, complaints, contact_policy, figures, follow_ups, log, promises

app_name = "desk"
urlpatterns = [
    path("", board.home, name="home"),
    path("call", board.call, name="call"),
    path("callers/", board.callers, name="callers"),
    path("complaints/", complaints.complaints, name="complaints"),
    path("complaints/<int:pk>/", complaints.complaint, name="complaint"),
    path("complaints/<int:pk>/solve/", complaints.complaint_solve, name="complaint_solve"),
    path("complaints/<int:pk>/reopen/", complaints.complaint_reopen, name="complaint_reopen"),
    path("customers/new/", log.customer_new, name="customer_new"),
    path("customers/alike/", log.alike, name="alike"),
    path("customers/<int:pk>/panel", board.customer_panel, name="customer_panel"),
    path("customers/<int:pk>/lately/", board.lately, name="lately"),
    path("customers/<int:pk>/complaint/", log.complaint_new, name="complaint_new"),
    path("customers/<int:pk>/score/", log.score_new, name="score_new"),
    path("customers/<int:pk>/contact/", log.interaction_new, name="interaction_new"),
    path("customers/<int:pk>/promise/", log.promise_new, name="promise_new"),
    path("today/", board.today, name="today"),
    path("figures/", figures.figures, name="figures"),
    path("contacts/", figures.interactions, name="interactions"),
    path("promises/", promises.promises, name="promises"),
    path("promises/mine/", promises.mine, name="my_promises"),
    path("promises/badge/", promises.badge, name="promises_badge"),
    path("promises/<int:pk>/", promises.promise, name="promise"),
    path("promises/<int:pk>/record/", promises.record, name="promise_record"),
    path("promises/<int:pk>/keep/", promises.keep, name="promise_keep"),
    path("promises/<int:pk>/break/", promises.break_it, name="promise_break"),
    path("promises/<int:pk>/put-off/", promises.put_off, name="promise_put_off"),
    path("promises/<int:pk>/take-back/", promises.take_back, name="promise_take_back"),
    path("third-day/", follow_ups.follow_ups, name="follow_ups"),
    path("third-day/<int:pk>/answer/", follow_ups.answer, name="follow_up_answer"),
    path("third-day/<int:pk>/not-reached/", follow_ups.not_reached, name="follow_up_not_reached"),
    path("contact-policy/", contact_policy.policy, name="contact_policy"),
]
