from django.urls import path

from retention.views import acting, assets, customer, nights, records, triage

app_name = "retention"
urlpatterns = [
    path("triage/", triage.triage, name="triage"),
    path("triage/badge/", triage.badge, name="triage_badge"),
    path("triage/snooze/", acting.snooze, name="snooze"),
    path("triage/reassign/", acting.reassign, name="reassign"),
    path("triage/done/", acting.done, name="done"),
    path("triage/undo/<uuid:batch>/", acting.undo, name="undo"),
    path("triage/<int:pk>/", triage.detail, name="detail"),
    path("triage/<int:pk>/dock/", triage.dock, name="dock"),
    path("triage/<int:pk>/log/", acting.log, name="log"),
    path("nights/start/", nights.start, name="start_night"),
    path("policies/calls/preview/", nights.preview_calls, name="preview_calls"),
    path("customers/<int:pk>/", customer.overview, name="customer"),
    path("customers/<int:pk>/visits/", customer.visits, name="customer_visits"),
    path("customers/<int:pk>/money/", customer.money, name="customer_money"),
    path("customers/<int:pk>/agreements/", customer.agreements, name="customer_agreements"),
    path("customers/<int:pk>/assets/", assets.assets, name="customer_assets"),
    path("customers/<int:pk>/profile/", records.profile, name="customer_profile"),
    path("customers/<int:pk>/history/", records.changes, name="customer_history"),
    path("customers/<int:pk>/timeline/", customer.events, name="timeline"),
    path("customers/<int:pk>/next/", customer.next_action, name="next_action"),
    path("customers/<int:pk>/why/", customer.why, name="why"),
    path("customers/<int:pk>/phone/", customer.phone, name="phone"),
]
