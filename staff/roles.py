"""What each role may do and whose customers it sees. One table, read by querysets, views and tests."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    AGENT = "agent", _("Service agent")
    ACCOUNT_MANAGER = "account_manager", _("Account manager")
    TEAM_LEAD = "team_lead", _("Team lead")
    MANAGER = "manager", _("Manager")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")


class Scope(models.TextChoices):
    """Whose customers a role sees."""

    OWN = "own", _("own customers")
    TEAM = "team", _("the team's customers")
    BRANCH = "branch", _("the branch's customers")
    ALL = "all", _("all customers")


SCOPES = {
    Role.AGENT: Scope.BRANCH,
    Role.ACCOUNT_MANAGER: Scope.OWN,
    Role.TEAM_LEAD: Scope.TEAM,
    Role.MANAGER: Scope.ALL,
    Role.ADMINISTRATOR: Scope.ALL,
    Role.AUDITOR: Scope.ALL,
}

KEEPERS = (Role.ACCOUNT_MANAGER, Role.TEAM_LEAD, Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR)
LEADERS = (Role.TEAM_LEAD, Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR)
LEADS = tuple(role for role in LEADERS if role != Role.AUDITOR)  # who may write, too
DECIDERS = (Role.MANAGER, Role.ADMINISTRATOR)
READERS = (*DECIDERS, Role.AUDITOR)  # of what those decide
WRITERS = tuple(role for role in Role if role != Role.AUDITOR)
SECOND_FACTOR_ROLES = (Role.MANAGER, Role.ADMINISTRATOR)

HOME = {
    Role.AGENT: "desk:home",
    Role.ACCOUNT_MANAGER: "retention:triage",
    Role.TEAM_LEAD: "retention:triage",
    Role.MANAGER: "dashboards:home",
    Role.ADMINISTRATOR: "dashboards:home",
    Role.AUDITOR: "dashboards:home",
}
