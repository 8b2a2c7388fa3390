"""Login and second factor under allauth's names, and the pages about people under `staff:`."""

from allauth.account import views as account
from django.urls import include, path, re_path

from staff.views import first_day, home, inbox

login = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("second-factor/", include("allauth.mfa.urls")),
]

people = [
    path("first-day/", first_day.first_day, name="first_day"),
    path("notices/", inbox.inbox, name="notices"),
    path("notices/badge/", inbox.badge, name="notices_badge"),
    path("notices/read/", inbox.read_all, name="notices_read"),
    path("notices/<int:pk>/", inbox.open_notice, name="notice"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("account/", include(login)),
    path("", include((people, "staff"))),
]
