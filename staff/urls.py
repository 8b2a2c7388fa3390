"""Login and second factor under allauth's names, and the pages about people under `staff:`."""

from allauth.account import views as account
from django.urls import include, path, re_path

from staff.views import absences, first_day, home, inbox, leaving, people, places, profile, tokens

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

pages = [
    path("first-day/", first_day.first_day, name="first_day"),
    path("profile/", profile.profile, name="profile"),
    path("profile/tokens/", tokens.tokens, name="tokens"),
    path("profile/tokens/<int:pk>/revoke/", tokens.revoke, name="revoke_token"),
    path("notices/", inbox.inbox, name="notices"),
    path("notices/badge/", inbox.badge, name="notices_badge"),
    path("notices/read/", inbox.read_all, name="notices_read"),
    path("notices/<int:pk>/", inbox.open_notice, name="notice"),
    path("people/", people.people, name="people"),
    path("people/add/", people.add_person, name="add_person"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/link/", people.person_link, name="person_link"),
    path("people/<int:pk>/off/", people.switch_off, name="switch_off"),
    path("people/<int:pk>/on/", people.switch_on, name="switch_on"),
    path("people/<int:pk>/leaving/", leaving.leaving, name="leaving"),
    path("people/<int:pk>/leaving/withdraw/", leaving.withdraw, name="leaving_withdraw"),
    path("people/<int:pk>/leaving/back/", leaving.back, name="leaving_back"),
    path("absences/", absences.absences, name="absences"),
    path("absences/add/", absences.add, name="absence_add"),
    path("absences/<int:pk>/", absences.absence, name="absence"),
    path("absences/<int:pk>/remove/", absences.remove, name="absence_remove"),
    path("absences/<int:pk>/back/", absences.back, name="absence_back"),
    path("branches/", places.branches, name="branches"),
    path("branches/add/", places.add_branch, name="add_branch"),
    path("branches/<int:pk>/", places.branch, name="branch"),
    path("branches/<int:pk>/hours/", places.hours, name="branch_hours"),
    path("teams/add/", places.add_team, name="add_team"),
    path("teams/<int:pk>/", places.team, name="team"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("account/", include(login)),
    path("", include((pages, "staff"))),
]
