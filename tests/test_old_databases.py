"""A database of yesterday is brought up to today: rows are written into old tables, then all migrations run.

What single statements make of rows is seen in the tests of their apps; here the migrations themselves run,
each on rows that their tables held, in the order in which a server runs them.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from tests.customers.test_history_rights import on_the_side
from tests.databases import look

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


# As Django does by itself, whatever the database holds.
THE_LONG_WAY = """
import django; django.setup()
from django.core.management import call_command
from django.core.management.commands.migrate import Command
call_command(Command(), interactive=False, verbosity=0)
"""
TABLES = """
import django; django.setup()
from tests.databases import look
print(*look(), sep=chr(10))
"""
WITH_SETTINGS = "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'churn_crm.settings'\n"


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


def test_the_desks_rows_of_yesterday_are_those_of_today(old):
    ran(old, "manage.py", "migrate", "desk", "0120", "--verbosity", "0")
    ran(old, "-c", WITH_SETTINGS + FILL)
    ran(old, "manage.py", "migrate", "--verbosity", "0")
    seen = json.loads(ran(old, "-c", WITH_SETTINGS + LOOK))
    assert seen == {
        "recommended": [[9, "O-0", "1"]],
        "measured": 0,
        "agents": {"O-0": None, "O-1": "agent", "O-2": None},
        "scores": ["third_day"],
        "moved": 1,
        "wound": 1,
        "due": 1,
    }


def test_an_empty_database_gets_the_same_tables_the_short_way_and_the_long_way(old):
    """The suite's own were made the short way."""
    ran(old, "-c", WITH_SETTINGS + THE_LONG_WAY)
    assert ran(old, "-c", WITH_SETTINGS + TABLES).splitlines() == look()
