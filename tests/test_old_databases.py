"""A database of yesterday is brought up to today: rows are written into old tables, then all migrations run.

What single statements make of rows is seen in the tests of their apps; here the migrations themselves run,
each on rows that their tables held, in the order in which a server runs them.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from tests.customers.test_history_rights import on_the_side

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]

# As the desk stood before recommendations were written down, deadlines moved and agents were put right.
FILL = """
import datetime, uuid
import django; django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
old = MigrationExecutor(connection).loader.project_state([("desk", "0120_recommendations_are_checked")]).apps
M = old.get_model
now = datetime.datetime.now(datetime.UTC)
day, hour = now.date(), datetime.timedelta(hours=1)
branch = M("staff", "Branch").objects.create(code="old", name="Old")
owner, agent = (
    M("staff", "User").objects.create(username=name, name=name, role=role, branch=branch)
    for name, role in (("owner", "account_manager"), ("agent", "agent"))
)
team = M("staff", "Team").objects.create(name="Workshop")
people = [
    M("customers", "Customer").objects.create(
        code=f"O-{n}", name=f"Old {n}", owner=owner, branch=branch, created_at=now
    )
    for n in range(3)
]
visit = M("customers", "Visit").objects.create(customer=people[0], day=day, at=now, amount=5, number="1")
survey = M("desk", "Survey").objects.create(
    name_zh="a", name_en="a", occasion="by_hand", after_days=1, channel="sms", made_at=now
)
version = M("desk", "SurveyVersion").objects.create(survey=survey, number=1, published_at=now)
question = M("desk", "Question").objects.create(version=version, place=1, kind="nps", words_en="?", most=10)

def complain(customer, **more):
    given = {"cause": "waiting", "severity": 2, "text": "x", "day": day, "logged_at": now - 9 * hour,
        "logged_by": agent, "token": uuid.uuid4()}
    one = M("desk", "Complaint").objects.create(customer=customer, **given | more)
    M("desk", "ComplaintEvent").objects.create(complaint=one, kind="logged", at=one.logged_at, by=agent)
    return one

def invited(customer, key, **more):
    return M("desk", "Invitation").objects.create(
        survey=survey, customer=customer, branch=branch, agent=owner, channel="link", language="en",
        purpose_key=key, digest=uuid.uuid4().hex, day=day, made_at=now, expires_at=now + hour, **more
    )

given = invited(people[0], "hand:1", visit=visit)
response = M("desk", "Response").objects.create(
    invitation=given, version=version, source="link", day=day, answered_at=now, token=uuid.uuid4()
)
M("desk", "Answer").objects.create(response=response, question=question, number=9)
M("desk", "QualityRun").objects.create(day=day, version=4, window_days=90)
handed = complain(people[1], holder=agent, team=team, held_since=now - 8 * hour, held_until=now + hour,
    due_at=now + 2 * hour, responded_at=now - 8 * hour, state="answered")
M("desk", "ComplaintEvent").objects.create(complaint=handed, kind="responded", at=now - 8 * hour, by=agent)
M("desk", "ComplaintEvent").objects.create(
    complaint=handed, kind="handed_over", at=now - 8 * hour, by=agent, person=agent, team=team, due=now + hour
)
solved = {"state": "solved", "solved_at": now, "solved_on": day, "responded_at": now}
ours = complain(people[1], **solved, solved_by=agent)
M("desk", "ComplaintEvent").objects.create(complaint=ours, kind="solved", at=now, by=agent)
his = complain(people[2], **solved)
M("desk", "ComplaintEvent").objects.create(complaint=his, kind="solved", at=now)
by_us = invited(people[1], f"survey:1:complaint:{ours.pk}", complaint=ours)
M("desk", "Invitation").objects.filter(pk=by_us.pk).update(agent=agent)
by_him = invited(people[2], f"survey:1:complaint:{his.pk}", complaint=his)
score = M("desk", "SatisfactionScore").objects.create(
    customer=people[0], score=4, source="agent", day=day, logged_at=now, logged_by=agent, token=uuid.uuid4()
)
M("desk", "FollowUp").objects.create(
    customer=people[0], visit=visit, visited_on=day, due_on=day + 72 * hour, next_on=day + 72 * hour,
    state="reached", closed_on=day, closed_at=now, closed_by=agent, score=score
)
"""
LOOK = """
import json
import django; django.setup()
from desk.complaints.winding import wind_stale
from desk.models import Complaint, Invitation, QualityRun, Recommendation, SatisfactionScore
print(json.dumps({
    "recommended": list(Recommendation.objects.values_list("score", "customer__code", "visit__number")),
    "measured": QualityRun.objects.get().version,
    "agents": dict(Invitation.objects.values_list("customer__code", "agent__username")),
    "scores": list(SatisfactionScore.objects.values_list("source", flat=True)),
    "moved": Complaint.objects.filter(team__name="Workshop", held_due_at__isnull=False, due_at=None).count(),
    "wound": wind_stale(),
    "due": Complaint.objects.filter(team__name="Workshop", due_at__isnull=False).count(),
}))
"""

# As months and caps stood when branches alone had months of their own, and caps knew no echelon.
MONTHS_OF_BRANCHES = """
import datetime
import django; django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
state = [("signals", "0131_priors_are_for_what_they_were_set_for")]
M = MigrationExecutor(connection).loader.project_state(state).apps.get_model
now = datetime.datetime.now(datetime.UTC)
workshop, pests, plain = (
    M("staff", "Branch").objects.create(code=code, name=code.title())
    for code in ("workshop", "pests", "plain")
)
M("signals", "ScoringPolicy").objects.create(only=True, version=7, months_recall=14)
for branch, months in ((pests, (1, 2, 3)), (workshop, (4, 8, 13))):
    names = ("months_sms", "months_call", "months_recall")
    M("signals", "BranchTiers").objects.create(branch=branch, **dict(zip(names, months)))
M("signals", "HealthProfile").objects.create(visits=55)
M("signals", "HealthProfile").objects.create(branch=pests, customer_kind="company", money=5)
frozen = {"version": 7, "months": [3, 6, 14], "months_of_branch": {str(pests.pk): [1, 2, 3]},
    "priors": [0, .15, .5, .75, .92], "horizon_days": 180, "attrition_months": 36, "call_at_strength": .5,
    "border_days": 30, "detectors": {}, "margins": {str(pests.pk): .3}, "currencies": {str(pests.pk): "CNY"}}
M("signals", "NightlyRun").objects.create(
    day=now.date(), state="running", started_at=now, policy_version=7, policy=frozen
)
"""
MONTHS_OF_SEGMENTS = """
import json
import django; django.setup()
from django.db import connection
from signals.models import HealthProfile, NightlyRun, TierSegment
from signals.policies import Followed, freeze
from staff.models import Branch
code = dict(Branch.objects.values_list("pk", "code"))
named = lambda rows: sorted(
    [code[one["branch"]], one["echelon"], one["customer_kind"], one["months"]] for one in rows
)
print(json.dumps({
    "rows": sorted(map(str, TierSegment.objects.all())),
    "followed": named(freeze().own_months),
    "everybody": freeze().months,
    "version": freeze().version,
    "that_night": named(Followed.from_json(NightlyRun.objects.get().policy).own_months),
    "caps": sorted([str(one), one.echelon, one.visits, one.money] for one in HealthProfile.objects.all()),
    "old_table": "signals_branchtiers" in connection.introspection.table_names(),
}))
"""


@pytest.fixture
def old() -> Iterator[dict[str, str]]:
    """The environment of a database of its own, empty at first."""
    name = f"old_{connection.settings_dict['NAME']}"
    on_the_side(f'DROP DATABASE IF EXISTS "{name}"')
    on_the_side(f'CREATE DATABASE "{name}"')
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    yield os.environ | {"DATABASE_URL": url}
    on_the_side(f'DROP DATABASE "{name}"')


def ran(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def brought_up(environment: dict[str, str], *, app: str, name: str, fill: str, look: str) -> dict[str, Any]:
    """What `look` sees today of what `fill` wrote when the app stood at that migration."""
    settings_first = "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'churn_crm.settings'\n"
    ran(environment, "manage.py", "migrate", app, name, "--verbosity", "0")
    ran(environment, "-c", settings_first + fill)
    ran(environment, "manage.py", "migrate", "--verbosity", "0")
    return json.loads(ran(environment, "-c", settings_first + look))


def test_months_of_branches_are_months_of_segments(old):
    """Rows of both tables, and the night that was at work in between."""
    seen = brought_up(old, app="signals", name="0131", fill=MONTHS_OF_BRANCHES, look=MONTHS_OF_SEGMENTS)
    pests = ["pests", None, "", [1, 2, 3]]
    assert seen == {
        "rows": ["Pests", "Workshop"],
        "followed": [pests, ["workshop", None, "", [4, 8, 13]]],
        "everybody": [3, 6, 14],
        "version": 7,
        "that_night": [pests],
        "caps": [["", None, 55, 50], ["Pests · Company", None, 70, 5]],
        "old_table": False,
    }


def test_the_desks_rows_of_yesterday_are_those_of_today(old):
    seen = brought_up(old, app="desk", name="0120", fill=FILL, look=LOOK)
    assert seen == {
        "recommended": [[9, "O-0", "1"]],
        "measured": 0,
        "agents": {"O-0": None, "O-1": "agent", "O-2": None},
        "scores": ["third_day"],
        "moved": 1,
        "wound": 1,
        "due": 1,
    }
